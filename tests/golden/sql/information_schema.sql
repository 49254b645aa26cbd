-- INFORMATION_SCHEMA of each database, as far as the role may know it.
create database d;
create schema s;
create table t (id number(10, 2) not null, name varchar(10) default 'x' comment 'a comment', at timestamp_ntz(3), f float, b binary, v variant);
create transient table tr (a int);
create temporary table tmp (a int);
insert into t (id) values (1), (2);
create view w as select id from t;
select table_catalog, table_schema, table_name, table_owner, table_type, is_transient, row_count, created from information_schema.tables where table_schema = 'S' order by table_name;
----
D | S | T | ACCOUNTADMIN | BASE TABLE | NO | 2 | 2026-01-05 12:00:03.000
D | S | TMP | ACCOUNTADMIN | LOCAL TEMPORARY | NO | 0 | 2026-01-05 12:00:05.000
D | S | TR | ACCOUNTADMIN | BASE TABLE | YES | 0 | 2026-01-05 12:00:04.000
D | S | W | ACCOUNTADMIN | VIEW | NULL | NULL | 2026-01-05 12:00:07.000

select count(*) > 5, max(table_type) from information_schema.tables where table_schema = 'INFORMATION_SCHEMA';
----
TRUE | VIEW

select column_name, ordinal_position, column_default, is_nullable, data_type, character_maximum_length, numeric_precision, numeric_scale, datetime_precision, comment from d.information_schema.columns where table_name = 'T' order by ordinal_position;
----
ID | 1 | NULL | NO | NUMBER | NULL | 10 | 2 | NULL | NULL
NAME | 2 | 'x' | YES | TEXT | 10 | NULL | NULL | NULL | a comment
AT | 3 | NULL | YES | TIMESTAMP_NTZ | NULL | NULL | NULL | 3 | NULL
F | 4 | NULL | YES | FLOAT | NULL | NULL | NULL | NULL | NULL
B | 5 | NULL | YES | BINARY | 8388608 | NULL | NULL | NULL | NULL
V | 6 | NULL | YES | VARIANT | NULL | NULL | NULL | NULL | NULL

select catalog_name, schema_name, schema_owner, is_transient, retention_time from information_schema.schemata order by schema_name;
----
D | INFORMATION_SCHEMA | NULL | NO | 1
D | PUBLIC | ACCOUNTADMIN | NO | 1
D | S | ACCOUNTADMIN | NO | 1

select database_name, type from information_schema.databases order by database_name;
----
D | STANDARD
SNOWFLAKE | IMPORTED DATABASE
SNOWFLAKE_SAMPLE_DATA | IMPORTED DATABASE

select table_name, view_definition, is_secure from information_schema.views;
----
W | create view w as select id from t | NO

select role_name from information_schema.enabled_roles order by role_name;
----
ACCOUNTADMIN
PUBLIC
SECURITYADMIN
SYSADMIN
USERADMIN

select grantee, role_name from information_schema.applicable_roles order by 1, 2;
----
ACCOUNTADMIN | SECURITYADMIN
ACCOUNTADMIN | SYSADMIN
ADMIN | ACCOUNTADMIN
SECURITYADMIN | USERADMIN

select object_schema, object_name, object_type, privilege_type, grantee from information_schema.object_privileges order by 1, 2, 3;
----
S | T | TABLE | OWNERSHIP | ACCOUNTADMIN
S | TMP | TABLE | OWNERSHIP | ACCOUNTADMIN
S | TR | TABLE | OWNERSHIP | ACCOUNTADMIN
S | W | VIEW | OWNERSHIP | ACCOUNTADMIN
NULL | D | DATABASE | OWNERSHIP | ACCOUNTADMIN
NULL | PUBLIC | SCHEMA | OWNERSHIP | ACCOUNTADMIN
NULL | S | SCHEMA | OWNERSHIP | ACCOUNTADMIN

select table_name, privilege_type, grantee from information_schema.table_privileges order by 1, 2;
----
T | OWNERSHIP | ACCOUNTADMIN
TMP | OWNERSHIP | ACCOUNTADMIN
TR | OWNERSHIP | ACCOUNTADMIN
W | OWNERSHIP | ACCOUNTADMIN

select catalog_name from information_schema.information_schema_catalog_name;
----
D

select * from information_schema.nothing;
----
error 002003 (42S02): Object 'D.INFORMATION_SCHEMA.NOTHING' does not exist or not authorized.

select * from nowhere.information_schema.tables;
----
error 002003 (02000): Database 'NOWHERE' does not exist or not authorized.

-- Sequences and functions; what frazil has none of is empty.
create sequence q start 5 increment 2 comment = 'counts';
create function f(a number, b varchar default 'x') returns number(10,2) strict as 'a + 1';
create secure function g() returns table (x varchar(5)) as $$ select 'a' as x $$;
select sequence_schema, sequence_name, data_type, start_value, next_value, "INCREMENT", ordered, comment from information_schema.sequences;
----
S | Q | NUMBER | 5 | 5 | 2 | NO | counts

select function_name, argument_signature, data_type, numeric_scale, function_language, function_definition, is_null_call, is_secure
  from information_schema.functions order by 1;
----
F | (A NUMBER, B VARCHAR) | NUMBER(10,2) | 2 | SQL | a + 1 | NO | NO
G | () | TABLE (X VARCHAR) | NULL | SQL | select 'a' as x | YES | YES

select table_name, id = clone_group_id, is_transient, active_bytes from information_schema.table_storage_metrics order by 1;
----
T | TRUE | NO | NULL
TR | TRUE | YES | NULL

select count(*) from information_schema.usage_privileges;
----
0

select (select count(*) from information_schema.procedures), (select count(*) from information_schema.stages),
  (select count(*) from information_schema.load_history), (select count(*) from information_schema.packages),
  (select count(*) from information_schema.pipes), (select count(*) from information_schema.file_formats),
  (select count(*) from information_schema.external_tables);
----
0 | 0 | 0 | 0 | 0 | 0 | 0

create table counted (id number autoincrement start 10 increment 5 order, a int);
select column_name, is_identity, identity_generation, identity_start, identity_increment, identity_ordered
  from information_schema.columns where table_name = 'COUNTED' order by ordinal_position;
----
ID | YES | BY DEFAULT | 10 | 5 | YES
A | NO | NULL | NULL | NULL | NULL

drop table counted;
drop sequence q;
drop function f(number, varchar);
drop function g();
select count(*) from table(nowhere.information_schema.task_history());
----
error 002003 (42S02): Database 'NOWHERE' does not exist or not authorized.

select count(*) from table(d.public.task_history());
----
error 002140 (42601): Unknown table function D.PUBLIC.TASK_HISTORY

select count(*) from table(d.information_schema.task_history());
----
0

use schema information_schema;
select count(*) from schemata;
----
3

use schema d.s;
create table names as select table_name from information_schema.tables where table_schema = 'S';
select * from names order by 1;
----
T
TMP
TR
W

create view tables_here as select table_name from information_schema.tables where table_schema = 'S' and table_type = 'BASE TABLE';
select count(*) from tables_here;
----
3

select t.table_name, count(*) from information_schema.tables t join information_schema.columns c on t.table_name = c.table_name and t.table_schema = c.table_schema where t.table_schema = 'S' group by 1 order by 1;
----
NAMES | 1
T | 6
TABLES_HERE | 1
TMP | 1
TR | 1
W | 1

create role r;
create user eve default_role = r;
grant role r to user eve;
grant usage on database d to role r;
grant usage on schema s to role r;
grant select on table t to role r;

session b as EVE

select table_name from d.information_schema.tables where table_schema = 'S';
----
T

select distinct table_name from d.information_schema.columns;
----
T

select schema_name from d.information_schema.schemata order by 1;
----
INFORMATION_SCHEMA
S

select * from snowflake.information_schema.tables;
----
error 002003 (42S02): Database 'SNOWFLAKE' does not exist or not authorized.
