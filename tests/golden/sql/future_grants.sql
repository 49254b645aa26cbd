create database d;
create schema s;
create role reader;
create role builder;
create role dba;
grant role reader to user admin;
grant role builder to user admin;
grant usage on database d to role reader;
grant usage on future schemas in database d to role reader;
grant select on future tables in database d to role reader;
grant select on future views in schema d.s to role reader with grant option;
grant select, insert on future tables in schema s to role builder;
grant all on future sequences in schema s to role builder;
show future grants in schema s;
----
2026-01-05 12:00:13.000 | USAGE | SEQUENCE | D.S.<SEQUENCE> | ROLE | BUILDER | false
2026-01-05 12:00:12.000 | INSERT | TABLE | D.S.<TABLE> | ROLE | BUILDER | false
2026-01-05 12:00:12.000 | SELECT | TABLE | D.S.<TABLE> | ROLE | BUILDER | false
2026-01-05 12:00:11.000 | SELECT | VIEW | D.S.<VIEW> | ROLE | READER | true

show future grants in database d;
----
2026-01-05 12:00:09.000 | USAGE | SCHEMA | D.<SCHEMA> | ROLE | READER | false
2026-01-05 12:00:10.000 | SELECT | TABLE | D.<TABLE> | ROLE | READER | false

show future grants to role reader;
----
2026-01-05 12:00:09.000 | USAGE | SCHEMA | D.<SCHEMA> | ROLE | READER | false
2026-01-05 12:00:10.000 | SELECT | TABLE | D.<TABLE> | ROLE | READER | false
2026-01-05 12:00:11.000 | SELECT | VIEW | D.S.<VIEW> | ROLE | READER | true

-- The schema's grants on a kind hide the database's.
create table s.t (a int);
show grants on table s.t;
----
2026-01-05 12:00:17.000 | OWNERSHIP | TABLE | D.S.T | ROLE | ACCOUNTADMIN | true | ACCOUNTADMIN | ROLE
2026-01-05 12:00:17.000 | INSERT | TABLE | D.S.T | ROLE | BUILDER | false | ACCOUNTADMIN | ROLE
2026-01-05 12:00:17.000 | SELECT | TABLE | D.S.T | ROLE | BUILDER | false | ACCOUNTADMIN | ROLE

create table d.public.t (a int);
show grants on table d.public.t;
----
2026-01-05 12:00:19.000 | OWNERSHIP | TABLE | D.PUBLIC.T | ROLE | ACCOUNTADMIN | true | ACCOUNTADMIN | ROLE
2026-01-05 12:00:19.000 | SELECT | TABLE | D.PUBLIC.T | ROLE | READER | false | ACCOUNTADMIN | ROLE

create view s.v as select a from t;
show grants on view s.v;
----
2026-01-05 12:00:21.000 | OWNERSHIP | VIEW | D.S.V | ROLE | ACCOUNTADMIN | true | ACCOUNTADMIN | ROLE
2026-01-05 12:00:21.000 | SELECT | VIEW | D.S.V | ROLE | READER | true | ACCOUNTADMIN | ROLE

create schema s2;
create sequence s.q;
show grants on schema s2;
----
2026-01-05 12:00:23.000 | OWNERSHIP | SCHEMA | D.S2 | ROLE | ACCOUNTADMIN | true | ACCOUNTADMIN | ROLE
2026-01-05 12:00:23.000 | USAGE | SCHEMA | D.S2 | ROLE | READER | false | ACCOUNTADMIN | ROLE

show grants on sequence s.q;
----
2026-01-05 12:00:24.000 | OWNERSHIP | SEQUENCE | D.S.Q | ROLE | ACCOUNTADMIN | true | ACCOUNTADMIN | ROLE
2026-01-05 12:00:24.000 | USAGE | SEQUENCE | D.S.Q | ROLE | BUILDER | false | ACCOUNTADMIN | ROLE

-- What is replaced is new; what is altered is not; a temporary table is nobody else's.
use schema s;
create or replace table t (b int);
alter table t add column c int;
show grants on table t;
----
2026-01-05 12:00:28.000 | OWNERSHIP | TABLE | D.S.T | ROLE | ACCOUNTADMIN | true | ACCOUNTADMIN | ROLE
2026-01-05 12:00:28.000 | INSERT | TABLE | D.S.T | ROLE | BUILDER | false | ACCOUNTADMIN | ROLE
2026-01-05 12:00:28.000 | SELECT | TABLE | D.S.T | ROLE | BUILDER | false | ACCOUNTADMIN | ROLE

create temporary table own (a int);
show grants on table own;
----
2026-01-05 12:00:31.000 | OWNERSHIP | TABLE | D.S.OWN | ROLE | ACCOUNTADMIN | true | ACCOUNTADMIN | ROLE

-- An owner for what will be made.
grant ownership on future tables in schema s2 to role builder;
grant ownership on future tables in schema s2 to role dba;
create table s2.handed (a int);
show grants on table s2.handed;
----
2026-01-05 12:00:35.000 | OWNERSHIP | TABLE | D.S2.HANDED | ROLE | DBA | true | DBA | ROLE

show future grants in schema s2;
----
2026-01-05 12:00:34.000 | OWNERSHIP | TABLE | D.S2.<TABLE> | ROLE | DBA | true

revoke ownership on future tables in schema s2 from role dba;
revoke select on future views in schema s from role reader;
revoke insert on future tables in schema s from role builder;
show future grants in schema s;
----
2026-01-05 12:00:13.000 | USAGE | SEQUENCE | D.S.<SEQUENCE> | ROLE | BUILDER | false
2026-01-05 12:00:12.000 | SELECT | TABLE | D.S.<TABLE> | ROLE | BUILDER | false

show future grants in schema s2;
----
(no rows)

grant monitor on future tasks in schema s2 to role reader;
create task s2.k schedule = '5 minutes' as select 1;
show grants on task s2.k;
----
2026-01-05 12:00:44.000 | OWNERSHIP | TASK | D.S2.K | ROLE | ACCOUNTADMIN | true | ACCOUNTADMIN | ROLE
2026-01-05 12:00:44.000 | MONITOR | TASK | D.S2.K | ROLE | READER | false | ACCOUNTADMIN | ROLE

-- Refused.
grant usage on future tables in schema s to role reader;
----
error 001008 (22023): Invalid object type 'TABLE' for privilege 'USAGE'

grant select on future schemas in schema s to role reader;
----
error 001008 (22023): Invalid object type 'SCHEMA' for future grants in SCHEMA

grant select on future tables in schema nope to role reader;
----
error 002003 (02000): Schema 'D.NOPE' does not exist or not authorized.

grant select on future tables in schema s to role nope;
----
error 002003 (02000): Role 'NOPE' does not exist or not authorized.

grant usage on future stages in schema s to role reader;
----
error 000002 (0A000): Unsupported feature 'grants on FUTURE STAGE'.

use role builder;
use secondary roles none;
grant select on future tables in schema d.s to role reader;
----
error 002003 (02000): Schema 'D.S' does not exist or not authorized.

-- They go with the role and stay with the schema; a restart keeps them.
use role accountadmin;
drop role builder;
show future grants in schema d.s;
----
(no rows)

drop schema d.public;
undrop schema d.public;
----
Schema PUBLIC successfully restored.

restart

show future grants in database d;
----
2026-01-05 12:00:09.000 | USAGE | SCHEMA | D.<SCHEMA> | ROLE | READER | false
2026-01-05 12:00:10.000 | SELECT | TABLE | D.<TABLE> | ROLE | READER | false

create table d.public.after_restart (a int);
show grants on table d.public.after_restart;
----
2026-01-05 12:01:00.000 | OWNERSHIP | TABLE | D.PUBLIC.AFTER_RESTART | ROLE | ACCOUNTADMIN | true | ACCOUNTADMIN | ROLE
2026-01-05 12:01:00.000 | SELECT | TABLE | D.PUBLIC.AFTER_RESTART | ROLE | READER | false | ACCOUNTADMIN | ROLE

-- ALL is what is there now.
use role accountadmin;
create role auditor;
grant select on all tables in schema d.public to role auditor;
show grants to role auditor;
----
2026-01-05 12:01:04.000 | SELECT | TABLE | D.PUBLIC.AFTER_RESTART | ROLE | AUDITOR | false | ACCOUNTADMIN
2026-01-05 12:01:04.000 | SELECT | TABLE | D.PUBLIC.T | ROLE | AUDITOR | false | ACCOUNTADMIN
