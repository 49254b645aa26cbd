-- DESCRIBE of every kind of object, and of results.
create database d;
create schema s;
create table t (id number(10, 2) not null, name varchar(10) default 'x' comment 'a comment', v variant, at timestamp_ltz, "lower" float);
create view w as select id, name from t;
describe table t;
----
ID | NUMBER(10,2) | COLUMN | N | NULL | N | N | NULL | NULL | NULL | NULL | NULL
NAME | VARCHAR(10) | COLUMN | Y | 'x' | N | N | NULL | NULL | a comment | NULL | NULL
V | VARIANT | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL
AT | TIMESTAMP_LTZ(9) | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL
lower | FLOAT | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL

desc view w;
----
ID | NUMBER(10,2) | COLUMN | N | NULL | N | N | NULL | NULL | NULL | NULL | NULL
NAME | VARCHAR(10) | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL

describe table w;
----
ID | NUMBER(10,2) | COLUMN | N | NULL | N | N | NULL | NULL | NULL | NULL | NULL
NAME | VARCHAR(10) | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL

desc t;
----
ID | NUMBER(10,2) | COLUMN | N | NULL | N | N | NULL | NULL | NULL | NULL | NULL
NAME | VARCHAR(10) | COLUMN | Y | 'x' | N | N | NULL | NULL | a comment | NULL | NULL
V | VARIANT | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL
AT | TIMESTAMP_LTZ(9) | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL
lower | FLOAT | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL

describe table nothing;
----
error 002003 (02000): Table 'D.S.NOTHING' does not exist or not authorized.

describe view nothing;
----
error 002003 (02000): View 'D.S.NOTHING' does not exist or not authorized.

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
TYPE | null | null | Type of the user
LOGIN_NAME | ADMIN | null | Login name of the user
FIRST_NAME | null | null | First name of the user
MIDDLE_NAME | null | null | Middle name of the user
LAST_NAME | null | null | Last name of the user
EMAIL | null | null | Email address of the user
PASSWORD | ******** | null | Password of the user
RSA_PUBLIC_KEY | null | null | RSA public key of the user
RSA_PUBLIC_KEY_FP | null | null | Fingerprint of RSA public key
RSA_PUBLIC_KEY_2 | null | null | Second RSA public key of the user
RSA_PUBLIC_KEY_2_FP | null | null | Fingerprint of Second RSA public key
MUST_CHANGE_PASSWORD | false | null | User must change the password
DISABLED | false | null | Whether the user is disabled
DEFAULT_WAREHOUSE | COMPUTE_WH | null | Default warehouse for this user
DEFAULT_NAMESPACE | null | null | Default database namespace prefix for this user
DEFAULT_ROLE | ACCOUNTADMIN | null | Primary principal of user session will be set to this role
DEFAULT_SECONDARY_ROLES | ALL | null | The default secondary roles for this user

create task k schedule = '5 minutes' as select 1;
describe task k;
----
2026-01-05 12:00:15.000 | K | 01f2a211-7a5c-4000-0000-0000000003f2 | D | S | ACCOUNTADMIN |  | NULL | 5 minutes | NULL | NULL | [] | suspended | select 1 | NULL | false | null | null | NULL | NULL | ROLE | NULL | NULL | {"Predecessors":[]} | NULL | NULL | NO_OVERLAP

describe task nothing;
----
error 002003 (02000): Task 'D.S.NOTHING' does not exist or not authorized.

describe role public;
----
error 000002 (0A000): Unsupported feature 'DESCRIBE ROLE'.

select 1 as a, 'x' as "b";
describe result last_query_id();
----
A | NUMBER(1,0) | COLUMN | N | NULL | N | N | NULL | NULL | NULL | NULL | NULL
b | VARCHAR(1) | COLUMN | N | NULL | N | N | NULL | NULL | NULL | NULL | NULL

describe result 'no such id';
----
error 000709 (02000): Statement no such id not found
