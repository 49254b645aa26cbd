create database d;
create table t (a int);
insert into t values (1);
create view v as select a from t;
create role reader;
create role writer;
grant role reader to user admin;
grant role writer to user admin;
use role reader;
select * from d.public.t;
----
error 002003 (02000): Database 'D' does not exist or not authorized.

use database d;
----
error 002043 (02000): Object does not exist, or operation cannot be performed.

use role accountadmin;
grant usage on database d to role reader;
grant usage on schema d.public to role reader;
grant select on table d.public.t to role reader;
----
Statement executed successfully.

use role reader;
select * from d.public.t;
----
1

insert into d.public.t values (2);
----
error 003001 (42501): SQL access control error: Insufficient privileges to operate on table 'T'.

drop table d.public.t;
----
error 003001 (42501): SQL access control error: Insufficient privileges to operate on table 'T'.

create table d.public.mine (a int);
----
error 003001 (42501): SQL access control error: Insufficient privileges to operate on schema 'PUBLIC'.

grant select on table d.public.t to role writer;
----
error 003001 (42501): SQL access control error: Grant not executed: Insufficient privileges.

use role accountadmin;
grant select on table d.public.t to role reader with grant option;
use role reader;
grant select on table d.public.t to role writer;
----
Statement executed successfully.

grant insert on table d.public.t to role writer;
----
error 003001 (42501): SQL access control error: Grant not executed: Insufficient privileges.

grant select, insert on table d.public.t to role writer;
----
error 003011 (42501): Grant partially executed: privileges [INSERT] not granted.

use role accountadmin;
grant all privileges on table d.public.t to role writer;
grant usage on database d to role writer;
grant usage on schema d.public to role writer;
use role writer;
insert into d.public.t values (2);
select count(*) from d.public.t;
----
2

use role accountadmin;
revoke select on table d.public.t from role reader cascade;
use role reader;
select * from d.public.t;
----
error 002003 (42S02): Object 'T' does not exist or not authorized.

-- A view is read with its owner's rights.
use role accountadmin;
grant select on view d.public.v to role reader;
use role reader;
select count(*) from d.public.v;
----
2

use role accountadmin;
grant select on all tables in schema d.public to role reader;
use role reader;
select count(*) from d.public.t;
----
2

use role accountadmin;
grant operate on table d.public.t to role reader;
----
error 001008 (22023): Invalid object type 'TABLE' for privilege 'OPERATE'

grant select on schema d.public to role reader;
----
error 001008 (22023): Invalid object type 'SCHEMA' for privilege 'SELECT'

grant create stage on schema d.public to role reader;
----
error 000002 (0A000): Unsupported feature 'privilege CREATE STAGE on SCHEMA'.

-- A word with which no privilege of Snowflake's begins is none of a GRANT either.
grant foo on table d.public.t to role reader;
----
error 001003 (42000): syntax error line 1 at position 6 unexpected 'foo'.

grant usage, "USAGE" on database d to role reader;
----
error 001003 (42000): syntax error line 1 at position 13 unexpected '"USAGE"'.

revoke selct on table d.public.t from role reader;
----
error 001003 (42000): syntax error line 1 at position 7 unexpected 'selct'. Did you mean SELECT?

grant usage on database nope to role reader;
----
error 002003 (02000): Database 'NOPE' does not exist or not authorized.

grant usage on database d to role nope;
----
error 002003 (02000): Role 'NOPE' does not exist or not authorized.

grant create warehouse, execute task on account to role writer;
use role writer;
create warehouse w2;
----
Warehouse W2 successfully created.

use role accountadmin;
revoke create warehouse on account from role writer;
use role writer;
create warehouse w3;
----
error 003001 (42501): SQL access control error: Insufficient privileges to operate on account 'FRAZIL'.

-- OR REPLACE forgets the grants, unless they are copied.
use role accountadmin;
create or replace table d.public.t copy grants as select 5 as a;
use role reader;
select * from d.public.t;
----
5

use role accountadmin;
create or replace table d.public.t as select 6 as a;
use role reader;
select * from d.public.t;
----
error 002003 (42S02): Object 'T' does not exist or not authorized.

create or replace table d.public.t (a int);
----
error 003001 (42501): SQL access control error: Insufficient privileges to operate on schema 'PUBLIC'.

-- In a schema with managed access only its owner grants.
use role accountadmin;
create schema d.managed with managed access;
grant usage, create table on schema d.managed to role writer;
use role writer;
create table d.managed.own (a int);
grant select on table d.managed.own to role reader;
----
error 003001 (42501): SQL access control error: Grant not executed: Insufficient privileges.

use role accountadmin;
grant select on table d.managed.own to role reader;
----
Statement executed successfully.

-- Without a word for its kind a name is that of a table or view.

use role accountadmin;

create database if not exists plain; create or replace table plain.public.t (i int); create or replace view plain.public.v as select i from plain.public.t;

create role if not exists plainly;

grant select on plain.public.t to plainly; grant select on plain.public.v to role plainly;

show grants on plain.public.v;
----
2026-01-05 12:01:23.000 | OWNERSHIP | VIEW | PLAIN.PUBLIC.V | ROLE | ACCOUNTADMIN | true | ACCOUNTADMIN | ROLE
2026-01-05 12:01:26.000 | SELECT | VIEW | PLAIN.PUBLIC.V | ROLE | PLAINLY | false | ACCOUNTADMIN | ROLE

revoke select on plain.public.t from plainly;

grant select on plain.public.missing to plainly;
----
error 002003 (42S02): Table 'PLAIN.PUBLIC.MISSING' does not exist or not authorized.
