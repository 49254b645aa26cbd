-- ACCOUNT_USAGE keeps what is no more for a year: revoked grants, dropped users and roles.
create database d;
create table d.public.t (a int);
create role r;
create role s;
create user ann email = 'ann@example.org' comment = 'left us' password = 'a long password';
grant role r to user ann;
grant role r to role s;
grant usage on database d to role r;
grant select, insert on table d.public.t to role r with grant option;
grant create database on account to role r;
select deleted_on, count(*) from snowflake.account_usage.grants_to_roles group by all;
----
NULL | 43

revoke insert on table d.public.t from role r;
revoke role r from role s;
revoke create database on account from role r;
select privilege, granted_on, name, table_catalog, table_schema, granted_to, grantee_name, grant_option, granted_by, deleted_on is null, created_on from snowflake.account_usage.grants_to_roles where grantee_name in ('R', 'S') order by 2, 3, 1;
----
CREATE DATABASE | ACCOUNT | FRAZIL | NULL | NULL | ROLE | R | FALSE | ACCOUNTADMIN | FALSE | 2026-01-05 12:00:10.000
USAGE | DATABASE | D | NULL | NULL | ROLE | R | FALSE | ACCOUNTADMIN | TRUE | 2026-01-05 12:00:08.000
USAGE | ROLE | R | NULL | NULL | ROLE | S | FALSE | ACCOUNTADMIN | FALSE | 2026-01-05 12:00:07.000
INSERT | TABLE | T | D | PUBLIC | ROLE | R | TRUE | ACCOUNTADMIN | FALSE | 2026-01-05 12:00:09.000
SELECT | TABLE | T | D | PUBLIC | ROLE | R | TRUE | ACCOUNTADMIN | TRUE | 2026-01-05 12:00:09.000

-- A grant that comes back is another one.
grant role r to role s;
revoke role r from user ann;
grant role r to user ann;
select role, grantee_name, granted_by, created_on, deleted_on from snowflake.account_usage.grants_to_users where grantee_name = 'ANN' order by created_on;
----
R | ANN | ACCOUNTADMIN | 2026-01-05 12:00:06.000 | 2026-01-05 12:00:17.000
R | ANN | ACCOUNTADMIN | 2026-01-05 12:00:18.000 | NULL

select granted_on, name, created_on, deleted_on from snowflake.account_usage.grants_to_roles where grantee_name = 'S' order by created_on;
----
ROLE | R | 2026-01-05 12:00:07.000 | 2026-01-05 12:00:13.000
ROLE | R | 2026-01-05 12:00:16.000 | NULL

-- The grant option alone is no grant: nothing is deleted.
revoke grant option for select on table d.public.t from role r;
select privilege, grant_option, deleted_on from snowflake.account_usage.grants_to_roles where name = 'T' and grantee_name = 'R' order by 1;
----
INSERT | TRUE | 2026-01-05 12:00:12.000
SELECT | FALSE | NULL

grant ownership on table d.public.t to role s revoke current grants;
select privilege, grantee_name, granted_by, deleted_on from snowflake.account_usage.grants_to_roles where name = 'T' order by deleted_on nulls last, 1, 2;
----
INSERT | R | ACCOUNTADMIN | 2026-01-05 12:00:12.000
OWNERSHIP | ACCOUNTADMIN | ACCOUNTADMIN | 2026-01-05 12:00:23.000
SELECT | R | ACCOUNTADMIN | 2026-01-05 12:00:23.000
OWNERSHIP | S | S | NULL

grant role s to role accountadmin;

-- What was granted on an object goes with the object, revoked or not.
drop table d.public.t;
select * from snowflake.account_usage.grants_to_roles where name = 'T';
----
(no rows)

undrop table d.public.t;
select privilege, grantee_name, deleted_on is null from snowflake.account_usage.grants_to_roles where name = 'T' order by 1, 2, 3;
----
INSERT | R | FALSE
OWNERSHIP | ACCOUNTADMIN | FALSE
OWNERSHIP | S | TRUE
SELECT | R | FALSE

-- A role goes with its grants; a role of its name is another one.
drop role r;
create role r comment = 'the second';
drop user ann;
create user ann;
select name, comment, created_on, deleted_on from snowflake.account_usage.roles where name = 'R' order by created_on;
----
R |  | 2026-01-05 12:00:03.000 | 2026-01-05 12:00:30.000
R | the second | 2026-01-05 12:00:31.000 | NULL

select name, email, comment, has_password, created_on, deleted_on from snowflake.account_usage.users where name = 'ANN' order by created_on;
----
ANN | ann@example.org | left us | TRUE | 2026-01-05 12:00:05.000 | 2026-01-05 12:00:32.000
ANN | NULL | NULL | FALSE | 2026-01-05 12:00:33.000 | NULL

select role, grantee_name, deleted_on from snowflake.account_usage.grants_to_users where grantee_name = 'ANN' order by created_on;
----
R | ANN | 2026-01-05 12:00:17.000
R | ANN | 2026-01-05 12:00:30.000

select privilege, granted_on, name, grantee_name, deleted_on from snowflake.account_usage.grants_to_roles where grantee_name in ('R', 'S') order by created_on, 1;
----
OWNERSHIP | TABLE | T | S | NULL
USAGE | DATABASE | D | R | 2026-01-05 12:00:30.000
INSERT | TABLE | T | R | 2026-01-05 12:00:12.000
SELECT | TABLE | T | R | 2026-01-05 12:00:23.000
CREATE DATABASE | ACCOUNT | FRAZIL | R | 2026-01-05 12:00:14.000

create or replace role r;
select count(*), count(deleted_on) from snowflake.account_usage.roles where name = 'R';
----
3 | 2

-- A statement that fails deletes nothing.
drop role public;
----
error 

select name from snowflake.account_usage.roles where deleted_on is not null order by deleted_on;
----
R
R

restart

select name, comment, created_on, deleted_on from snowflake.account_usage.roles where name = 'R' order by created_on;
----
R |  | 2026-01-05 12:00:03.000 | 2026-01-05 12:00:30.000
R | the second | 2026-01-05 12:00:31.000 | 2026-01-05 12:00:38.000
R |  | 2026-01-05 12:00:38.000 | NULL

select user_id is not null, name, email, disabled, must_change_password, deleted_on from snowflake.account_usage.users where deleted_on is not null;
----
TRUE | ANN | ann@example.org | false | FALSE | 2026-01-05 12:00:32.000
