-- DESCRIBE of every kind of object, and of results.
create database d;
create schema s;
create table t (id number(10, 2) not null, name varchar(10) default 'x' comment 'a comment', v variant, at timestamp_ltz, "lower" float);
create view w as select id, name from t;
describe table t;
----
ID | NUMBER(10,2) | COLUMN | N | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL
NAME | VARCHAR(10) | COLUMN | Y | 'x' | N | N | NULL | NULL | a comment | NULL | NULL | NULL
V | VARIANT | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL
AT | TIMESTAMP_LTZ(9) | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL
lower | FLOAT | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL

desc view w;
----
ID | NUMBER(10,2) | COLUMN | N | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL
NAME | VARCHAR(10) | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL

describe table w;
----
ID | NUMBER(10,2) | COLUMN | N | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL
NAME | VARCHAR(10) | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL

desc t;
----
ID | NUMBER(10,2) | COLUMN | N | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL
NAME | VARCHAR(10) | COLUMN | Y | 'x' | N | N | NULL | NULL | a comment | NULL | NULL | NULL
V | VARIANT | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL
AT | TIMESTAMP_LTZ(9) | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL
lower | FLOAT | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL

describe table nothing;
----
error 002003 (42S02): Table 'NOTHING' does not exist or not authorized.

describe view nothing;
----
error 002003 (42S02): View 'NOTHING' does not exist or not authorized.

describe database d;
----
2026-01-05 12:00:11.000 | INFORMATION_SCHEMA | SCHEMA
2026-01-05 12:00:01.000 | PUBLIC | SCHEMA
2026-01-05 12:00:02.000 | S | SCHEMA

describe schema d.s;
----
2026-01-05 12:00:03.000 | T | TABLE
2026-01-05 12:00:04.000 | W | VIEW

describe warehouse compute_wh;
----
2026-01-05 12:00:00.000 | COMPUTE_WH | WAREHOUSE

describe user admin;
----
NAME | ADMIN | null | Name
COMMENT | null | null | user comment associated to an object in the dictionary
DISPLAY_NAME | ADMIN | null | Display name of the associated object
TYPE | PERSON | null | Type of the user
LOGIN_NAME | ADMIN | null | Login name of the user
FIRST_NAME | null | null | First name of the user
MIDDLE_NAME | null | null | Middle name of the user
LAST_NAME | null | null | Last name of the user
EMAIL | null | null | Email address of the user
PASSWORD | ******** | null | Password of the user
MUST_CHANGE_PASSWORD | false | false | User must change the password
DISABLED | false | false | Whether the user is disabled
SNOWFLAKE_LOCK | false | false | Whether the user or account is locked by Snowflake
SNOWFLAKE_SUPPORT | false | false | Snowflake Support is allowed to use the user or account
DAYS_TO_EXPIRY | null | null | User record will be treated as expired after specified number of days
MINS_TO_UNLOCK | null | null | Temporary lock on the user will be removed after specified number of minutes
DEFAULT_WAREHOUSE | COMPUTE_WH | null | Default warehouse for this user
DEFAULT_NAMESPACE | null | null | Default database namespace prefix for this user
DEFAULT_ROLE | ACCOUNTADMIN | null | Primary principal of user session will be set to this role
DEFAULT_SECONDARY_ROLES | ["ALL"] | [ALL] | The secondary roles will be set to all roles provided here.
EXT_AUTHN_DUO | false | false | Whether Duo Security is enabled as second factor authentication
EXT_AUTHN_UID | null | null | External authentication ID of the user
DEFAULT_MFA_METHOD | null | null | Default MFA method for the user
HAS_MFA | false | false | Whether the user is enrolled in multi-factor authentication
HAS_PAT | false | false | Whether the user has a programmatic access token
HAS_WORKLOAD_IDENTITY | false | false | Whether the user has workload identity defined
HAS_KEYPAIR | false | false | Whether the user has a key pair
IS_EMAIL_VERIFIED | false | false | Whether the user's email address has been verified
MINS_TO_BYPASS_MFA | null | null | Temporary bypass MFA for the user for a specified number of minutes
MINS_TO_BYPASS_NETWORK_POLICY | null | null | Temporary bypass network policy on the user for a specified number of minutes
RSA_PUBLIC_KEY | null | null | RSA public key of the user
RSA_PUBLIC_KEY_FP | null | null | Fingerprint of user's RSA public key.
RSA_PUBLIC_KEY_LAST_SET_TIME | null | null | The timestamp at which the RSA public key was last set for the user.
RSA_PUBLIC_KEY_2 | null | null | Second RSA public key of the user
RSA_PUBLIC_KEY_2_FP | null | null | Fingerprint of user's second RSA public key.
RSA_PUBLIC_KEY_2_LAST_SET_TIME | null | null | The timestamp at which the second RSA public key was last set for the user.
SCIM_USER_NAME | null | null | User name of an user (required for SCIM provisioning)
PASSWORD_LAST_SET_TIME | null | null | The timestamp on which the last non-null password was set for the user.
MINS_TO_BYPASS_SESSION_POLICY | null | null | Temporary bypass session policy on the user for a specified number of minutes
CUSTOM_LANDING_PAGE_URL | null | null | Custom Landing Page of the user
CUSTOM_LANDING_PAGE_URL_FLUSH_NEXT_UI_LOAD | false | false | Whether or not to flush the custom landing page of the user on next UI load
IS_FROM_ORGANIZATION_USER | false | false | Whether the user is imported from an organization user.
ALLOWED_INTERFACES | [ALL] | null | List of interfaces this user is allowed to access.
LOCK_DETAILS | {"isAdminLocked":false,"isMfaLocked":false,"isMfaOTPLocked":false,"isMfaTOTPLocked":false,"isPasswordLocked":false,"isSnowflakeLocked":false} | null | Details about why the user is locked, if the user is locked.

create task k schedule = '5 minutes' as select 1;
describe task k;
----
2026-01-05 12:00:15.000 | K | 01f2a211-7a5c-4000-0000-0000000003f2 | D | S | ACCOUNTADMIN |  | NULL | 5 minutes | [] | suspended | select 1 | NULL | false | null | NULL | NULL | ROLE | NULL | NULL | {"Predecessors":[]} | NULL | null | NULL | NULL | NULL | NO_OVERLAP | NULL

describe task nothing;
----
error 002003 (02000): Task 'D.S.NOTHING' does not exist or not authorized.

describe role public;
----
error 000002 (0A000): Unsupported feature 'DESCRIBE ROLE'.

select 1 as a, 'x' as "b";
describe result last_query_id();
----
A | NUMBER(1,0) | COLUMN | N | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL
b | VARCHAR(1) | COLUMN | N | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL

describe result 'no such id';
----
error 000709 (02000): Statement no such id not found
