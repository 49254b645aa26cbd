-- The forms of SHOW: what IN, LIKE, STARTS WITH, LIMIT, TERSE and WITH PRIVILEGES do to which listing.  Sources:
-- Snowflake's pages of the SHOW commands, and what public tests have measured on accounts.
create database two;
create table two.public.t_two (a int);
create database one;
create schema s;
create table t_one (a int primary key, b int);
create table "t_lower" (a int);
create view v_one as select a from t_one;
create sequence q_one;
create tag g_one;
create tag g_two;

-- Without a name DATABASE and SCHEMA mean the current ones.
show terse tables in database;
select "name", "schema_name" from table(result_scan(last_query_id()));
----
T_ONE | S
t_lower | S

show terse tables in schema;
select "name" from table(result_scan(last_query_id()));
----
T_ONE
t_lower

-- Without a current database they change nothing: the whole account is listed.
create database gone;
drop database gone;
select current_database() is null, current_schema() is null;
----
TRUE | TRUE

show terse tables like 't%' in database;
select "database_name", "name" from table(result_scan(last_query_id()));
----
ONE | T_ONE
ONE | t_lower
TWO | T_TWO

show terse tables like 't%' in schema;
select count(*) from table(result_scan(last_query_id()));
----
3

show schemas like 's' in database;
select "database_name", "name" from table(result_scan(last_query_id()));
----
ONE | S

show primary keys in database;
select "table_name", "column_name" from table(result_scan(last_query_id()));
----
T_ONE | A

show terse tables in schema s;
----
error 090105 (22000): Cannot perform SHOW.

show streams in database;
----
(no rows)

use schema one.s;

-- STARTS WITH heeds case; LIMIT counts from FROM on; neither does anything to listings that do not have them.
show terse tables starts with 'T_';
select "name" from table(result_scan(last_query_id()));
----
T_ONE

show terse tables limit 5 from 'T_ONE';
select "name" from table(result_scan(last_query_id()));
----
t_lower

show tables limit 0;
----
error 001015 (22023): page size "0" must be greater than 0 in limit clause

show tables in schema nowhere limit 0;
----
error 001015 (22023): page size "0" must be greater than 0 in limit clause

show columns in table t_one starts with 'A' limit 1;
select "column_name" from table(result_scan(last_query_id()));
----
A
B

show sequences starts with 'none' limit 1;
select "name" from table(result_scan(last_query_id()));
----
Q_ONE

show tags starts with 'none' limit 1;
select "name" from table(result_scan(last_query_id()));
----
G_ONE

show primary keys limit 1;
----
error 001003 (42000)

show variables starts with 'a';
----
error 001003 (42000)

-- TERSE: five columns, six of tasks and streams, subsets of roles and users; nothing to the others.
show terse databases like 'one';
select "name", "kind", "database_name", "schema_name" from table(result_scan(last_query_id()));
----
ONE | STANDARD | NULL | NULL

show terse roles like 'sysadmin';
----
SYSADMIN | N | N | Y | N

show terse users like 'admin';
select "name", "type", "is_from_organization_user" from table(result_scan(last_query_id()));
----
ADMIN | PERSON | false

show terse sequences;
select "name", "ordered" from table(result_scan(last_query_id()));
----
Q_ONE | N

show terse warehouses;
select "name", "size" from table(result_scan(last_query_id()));
----
COMPUTE_WH | X-Small

-- Names: keys and columns want the database too where IN has SCHEMA or VIEW, and say what they miss.
show columns in view v_one;
----
error 002043 (02000): Must specify the full search path starting from database for V_ONE

show columns in schema s;
----
error 002043 (02000): Must specify the full search path starting from database for S

show unique keys in schema s;
----
error 002043 (02000): Must specify the full search path starting from database for S

show columns in schema one.nowhere;
----
error 002003 (02000): Schema 'ONE.NOWHERE' does not exist or not authorized.

show columns in database nowhere;
----
error 002003 (02000): Database 'NOWHERE' does not exist or not authorized.

show tags in schema one.nowhere;
----
error 002003 (02000): Schema 'ONE.NOWHERE' does not exist or not authorized.

show tables in application a;
----
error 002043 (02000): Object does not exist, or operation cannot be performed.

show functions in application package "a b";
----
error 002003 (02000): Application package '"a b"' does not exist or not authorized.

-- WITH PRIVILEGES: databases, schemas and warehouses on which the roles were granted what it names.
create role r;
grant usage on database one to role r;
grant usage on warehouse compute_wh to role r;
create user u default_role = r;
grant role r to user u;

session b as U

show databases with privileges usage;
select "name" from table(result_scan(last_query_id()));
----
ONE
SNOWFLAKE_SAMPLE_DATA

show databases with privileges usage, create schema;
----
(no rows)

show warehouses with privileges operate;
----
(no rows)

show warehouses like 'comp%' with privileges usage;
select "name" from table(result_scan(last_query_id()));
----
COMPUTE_WH

show tables with privileges select;
----
error 000002 (0A000): Unsupported feature 'SHOW TABLES ... WITH PRIVILEGES <>'.

session a

-- What frazil has none of is listed empty, where the names in IN exist.
show stages;
----
(no rows)

show file formats like 'csv%' in schema one.s;
----
(no rows)

show pipes in account;
----
(no rows)

show terse streams in database one starts with 'S' limit 10 from 'S';
----
(no rows)

show dynamic tables in schema one.nowhere;
----
error 002043 (02000): Object does not exist, or operation cannot be performed.

show masking policies in database nowhere;
----
error 002003 (02000): Database 'NOWHERE' does not exist or not authorized.

show user procedures in one.s;
----
(no rows)

show builtin procedures like 'system%';
----
(no rows)

show database roles in database one;
----
(no rows)

show network policies in account;
----
(no rows)

show storage integrations like 'x';
----
(no rows)

show integrations;
select "name", "type", "category", "enabled" from table(result_scan(last_query_id()));
----
(no rows)

show compute pools like 'p' limit 1;
----
(no rows)

show compute pools in database one;
----
error 000002 (0A000): Unsupported feature 'SHOW COMPUTE POOLS IN DATABASE'.

show connections;
----
error 000002 (0A000): Unsupported feature 'SHOW CONNECTIONS'.

-- Functions: built in, of users, both.
create function plus_one(a int) returns int as 'a + 1';
show builtin functions like 'abs';
select "name", "is_builtin" from table(result_scan(last_query_id()));
----
ABS | Y

show user functions starts with 'none' limit 1;
select "name", "is_builtin" from table(result_scan(last_query_id()));
----
PLUS_ONE | N
