create database d;
create table t (a int);
create table u (a int);
create role r;
create role other;
grant role r to user admin;
grant select on table t to role other;
grant ownership on table t to role r;
----
error 003036 (23001): SQL execution error: Dependent grant of privilege 'SELECT' on securable 'D.PUBLIC.T' to role 'OTHER' exists. It must be revoked first. More than one dependent grant may exist: use 'SHOW GRANTS' command to view them. To revoke all dependent grants while transferring object ownership, use convenience command 'GRANT OWNERSHIP ON <target_objects> TO <target_role> REVOKE CURRENT GRANTS'.

grant ownership on table t to role r copy current grants;
----
Statement executed successfully.

drop table t;
----
error 002003 (42S02): Table 'D.PUBLIC.T' does not exist or not authorized.

grant ownership on table u to role r revoke current grants;
grant usage on database d to role r;
grant usage on schema d.public to role r;
use role r;
drop table d.public.t;
----
T successfully dropped.

undrop table d.public.t;
----
error 003001 (42501): SQL access control error: Insufficient privileges to operate on schema 'PUBLIC'.

use role accountadmin;
grant create table on schema d.public to role r;
use role r;
undrop table d.public.t;
----
Table T successfully restored.

use role accountadmin;
grant ownership on all tables in schema d.public to role accountadmin copy current grants;
select count(*) from d.public.u;
----
0

grant ownership on database d to role r copy current grants;
use role r;
create schema d.s2;
----
Schema S2 successfully created.

use role accountadmin;
grant ownership on role other to role r;
grant ownership on database snowflake to role r;
----
error 003042 (42501): Database 'SNOWFLAKE' is a system object. GRANT OWNERSHIP cannot be performed.

grant ownership on role sysadmin to role r;
----
error 003042 (42501): Role 'SYSADMIN' is a system object. GRANT OWNERSHIP cannot be performed.

use role r;
grant ownership on warehouse compute_wh to role r;
----
error 002003 (02000): Warehouse 'COMPUTE_WH' does not exist or not authorized.
