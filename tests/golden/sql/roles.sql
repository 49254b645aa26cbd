create role r1 comment = 'first';
----
Role R1 successfully created.

create role r1;
----
error 002002 (42710): Object 'R1' already exists.

create role if not exists r1;
----
R1 already exists, statement succeeded.

use role r1;
----
error 003013 (42501): SQL access control error: Requested role 'R1' is not assigned to the executing user. Specify another role to activate.

grant role r1 to user admin;
----
Statement executed successfully.

create role r2;
create role r3;
grant role r1 to role r2;
grant role r2 to role r3;
grant role r3 to role r1;
----
error 002043 (02000): Role R3 cannot be granted to role R1: R3 contains it already.

grant role r1 to role r1;
----
error 002043 (02000): Role R1 cannot be granted to role R1: R1 contains it already.

grant role r1 to role nope;
----
error 002003 (02000): Role 'NOPE' does not exist or not authorized.

grant role nope to user admin;
----
error 002003 (02000): Role 'NOPE' does not exist or not authorized.

grant role r1 to user nope;
----
error 002003 (02000): User 'NOPE' does not exist or not authorized.

revoke role sysadmin from role accountadmin;
----
error 003042 (42501): Role 'SYSADMIN' is a system object. REVOKE cannot be performed.

drop role sysadmin;
----
error 003042 (42501): Role 'SYSADMIN' is a system object. DROP cannot be performed.

alter role r3 rename to r4;
alter role r4 set comment = 'x';
alter role public rename to everybody;
----
error 003001 (42501): SQL access control error: Insufficient privileges to operate on role 'PUBLIC'.

use role r1;
drop role r1;
----
error 003001 (42501): SQL access control error: Insufficient privileges to operate on role 'R1'.

create role r5;
----
error 003001 (42501): SQL access control error: Insufficient privileges to operate on account 'FRAZIL'.

use role accountadmin;
drop role r1;
----
R1 successfully dropped.

use role r1;
----
error 002043 (02000): Object does not exist, or operation cannot be performed.

drop role r1;
----
error 002003 (02000): Role 'R1' does not exist or not authorized.

drop role if exists r1;
----
Drop statement executed successfully (R1 already dropped).

-- What a dropped role owned belongs to the one that dropped it.
create role owner1;
grant role owner1 to user admin;
grant create database on account to role owner1;
use role owner1;
create database theirs;
create table t (a int);
insert into t values (1);
use role accountadmin;
select * from theirs.public.t;
----
error 002003 (02000): Database 'THEIRS' does not exist or not authorized.

drop role owner1;
select * from theirs.public.t;
----
1

drop table theirs.public.t;
----
T successfully dropped.

-- A role may be granted by its owner, or with MANAGE GRANTS; ACCOUNTADMIN only by itself.
use role useradmin;
----
Statement executed successfully.

use role accountadmin;
grant role useradmin to user admin;
grant role securityadmin to user admin;
use role useradmin;
create role made;
grant role made to user admin;
----
Statement executed successfully.

grant role sysadmin to role made;
----
error 003001 (42501): SQL access control error: Insufficient privileges to operate on role 'SYSADMIN'.

use role securityadmin;
grant role sysadmin to role made;
----
Statement executed successfully.

grant role accountadmin to role made;
----
error 003001 (42501): SQL access control error: Insufficient privileges to operate on role 'ACCOUNTADMIN'.

revoke role sysadmin from role made;
----
Statement executed successfully.
