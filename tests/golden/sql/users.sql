create user alice password = 'Correct-Horse-1' default_role = analyst default_warehouse = compute_wh email = 'alice@example.org' must_change_password = false;
----
User ALICE successfully created.

create user alice;
----
error 002002 (42710): Object 'ALICE' already exists.

create user if not exists alice;
----
ALICE already exists, statement succeeded.

create user bob login_name = alice;
----
error 002002 (42710): Object 'ALICE' already exists.

create user bob nonsense = 1;
----
error 001420 (42601): invalid property 'NONSENSE' for 'USER'

create user bob disabled = maybe;
----
error 001008 (22023): invalid value [MAYBE] for parameter 'DISABLED'

alter user alice set display_name = 'Alice A.', disabled = true;
----
Statement executed successfully.

alter user alice unset disabled;
----
Statement executed successfully.

alter user alice set timezone = 'Europe/Berlin';
----
Statement executed successfully.

alter user alice set timezone = 'Mars/Phobos';
----
error 001008 (22023): invalid value [Mars/Phobos] for parameter 'TIMEZONE'

alter user if exists nobody set disabled = true;
----
Statement executed successfully.

alter user nobody set disabled = true;
----
error 002003 (02000): User 'NOBODY' does not exist or not authorized.

session b as ALICE

select current_user(), current_role();
----
ALICE | PUBLIC

create user carol;
----
error 003001 (42501): SQL access control error: Insufficient privileges to operate on account 'FRAZIL'.

alter user alice set password = 'another-one';
----
error 003001 (42501): SQL access control error: Insufficient privileges to operate on user 'ALICE'.

alter user alice set default_warehouse = other;
----
Statement executed successfully.

alter user set default_namespace = 'd.s';
----
Statement executed successfully.

alter user admin set default_role = public;
----
error 003001 (42501): SQL access control error: Insufficient privileges to operate on user 'ADMIN'.

drop user alice;
----
error 003001 (42501): SQL access control error: Insufficient privileges to operate on user 'ALICE'.

session a

alter user alice rename to alicia;
drop user alicia;
----
ALICIA successfully dropped.

drop user alicia;
----
error 002003 (02000): User 'ALICIA' does not exist or not authorized.

drop user if exists alicia;
----
Drop statement executed successfully (ALICIA already dropped).

drop user admin;
----
error 002043 (02000): Cannot drop user ADMIN as it is the current user.

alter user system set disabled = true;
----
error 003001 (42501): SQL access control error: Insufficient privileges to operate on user 'SYSTEM'.

create or replace user system;
----
error 003001 (42501): SQL access control error: Insufficient privileges to operate on user 'SYSTEM'.

alter account set timezone = 'UTC';
----
Statement executed successfully.

alter account set nonsense = 1;
----
error 001420 (42601): invalid property 'NONSENSE' for 'ACCOUNT'

-- Public keys are kept, and shown with their fingerprints; what is no key is refused and changes nothing.

use role accountadmin;

create user signer rsa_public_key = 'no key';
----
error 003002

create user signer rsa_public_key = 'MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAsbnX7J0qvS2bQ8yWQ0aG';
----
error 003002

create user signer rsa_public_key_2 = 'MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA1dOCsx5PLwmFNG6PCno8ulZtylihtFBSVXmGtwSKP8hsXcnl/7P+jpA7NC8TN0TVPMfunX5cFfp/iXavGpixvo3N2BigUJ6o5Opi2PMwLDXG54N/FfRC751ddxzGk3i9vXscV6C9oCTW7VAq/JyNVCLqoKXv0/rPWgVq1WsWLAPOOq+MF0DHQFTqShOXSy10g2V0VZ1VY2f1pQnAwcxGv3Sa3CG3yBdr5WInfrkTRne6uKSfIc57nRv79iSyK/tvPAgiVSai8dO1q8issZap+zpMH/31BmvuFf9NW5DfI4VBgFqe8C0ALTlFTOYZF2jAC7S067o37pezSrLf7LpGMwIDAQAB';

show users like 'signer'; select "name", "has_password", "has_rsa_public_key", "has_pat" from table(result_scan(last_query_id()));
----
SIGNER | false | true | false

select name, has_password, has_rsa_public_key from snowflake.account_usage.users where name in ('SIGNER', 'ADMIN') order by name;
----
ADMIN | TRUE | FALSE
SIGNER | FALSE | TRUE
