-- ACCOUNT_USAGE: the whole account, dropped objects and history included.
create database d;
create schema s;
create table t (a int);
create view w as select a from t;
drop table t;
select database_name, database_owner, deleted is null from snowflake.account_usage.databases order by database_name;
----
D | ACCOUNTADMIN | TRUE
SNOWFLAKE | NULL | TRUE
SNOWFLAKE_SAMPLE_DATA | NULL | TRUE

select schema_name, catalog_name from snowflake.account_usage.schemata where catalog_name = 'D' order by 1;
----
PUBLIC | D
S | D

select table_name, table_schema, table_catalog, table_type, deleted is not null from snowflake.account_usage.tables order by 1;
----
T | S | D | BASE TABLE | TRUE
W | S | D | VIEW | FALSE

select table_name, column_name, data_type from snowflake.account_usage.columns order by 1;
----
T | A | NUMBER
W | A | NUMBER

select table_name, view_definition from snowflake.account_usage.views;
----
W | create view w as select a from t

create user eve email = 'eve@example.org' default_role = r;
create role r;
grant role r to user eve;
grant usage on database d to role r;
select name, email, has_password, default_role, owner from snowflake.account_usage.users order by 1;
----
ADMIN | NULL | TRUE | ACCOUNTADMIN | ACCOUNTADMIN
EVE | eve@example.org | FALSE | R | ACCOUNTADMIN
SYSTEM | NULL | FALSE | NULL | NULL

select name, owner from snowflake.account_usage.roles order by 1;
----
ACCOUNTADMIN | NULL
PUBLIC | NULL
R | ACCOUNTADMIN
SECURITYADMIN | NULL
SYSADMIN | NULL
USERADMIN | NULL

select privilege, granted_on, name, grantee_name from snowflake.account_usage.grants_to_roles where grantee_name = 'R';
----
USAGE | DATABASE | D | R

select role, grantee_name from snowflake.account_usage.grants_to_users order by 1;
----
ACCOUNTADMIN | ADMIN
R | EVE

select * from nothing;
----
error 002003 (42S02): Object 'NOTHING' does not exist or not authorized.

select query_text, query_type, execution_status, error_code, user_name, role_name, database_name from snowflake.account_usage.query_history order by start_time desc limit 2;
----
select * from nothing | SELECT | FAIL | 002003 | ADMIN | ACCOUNTADMIN | D
select role, grantee_name from snowflake.account_usage.grants_to_users order by 1 | SELECT | SUCCESS | NULL | ADMIN | ACCOUNTADMIN | D

select query_text, execution_status, total_elapsed_time >= 0 from table(d.information_schema.query_history(result_limit => 1));
----
select query_text, query_type, execution_status, error_code, user_name, role_name, database_name from snowflake.account_usage.query_history order by start_time desc limit 2 | SUCCESS | TRUE

select count(*) from table(d.information_schema.query_history(end_time_range_start => dateadd('day', 1, current_timestamp())));
----
0

select count(*) > 3 from table(d.information_schema.query_history_by_user(user_name => 'ADMIN', end_time_range_start => dateadd('day', -1, current_timestamp())));
----
TRUE

select * from table(d.information_schema.query_history(result_limit => 10001));
----
error 001015 (22023): Value for parameter RESULT_LIMIT exceeds maximum allowable value (10,000).

select * from table(d.information_schema.query_history(nothing => 1));
----
error 001015 (22023): invalid argument 'NOTHING' for function 'QUERY_HISTORY'

select name, state, scheduled_from from snowflake.account_usage.task_history;
----
(no rows)

select root_task_name, state from snowflake.account_usage.complete_task_graphs;
----
(no rows)

create task k warehouse = compute_wh schedule = '5 minutes' as select 1;
alter task k resume;
select name, graph_version, state, definition, warehouse_name from snowflake.account_usage.task_versions;
----
K | 1 | NULL | select 1 | COMPUTE_WH

select * from snowflake.account_usage.nothing;
----
error 002003 (42S02): Object 'SNOWFLAKE.ACCOUNT_USAGE.NOTHING' does not exist or not authorized.

create sequence d.public.q increment 3;
create function d.public.f(a number) returns varchar as $$ 'x' $$;
select sequence_catalog, sequence_name, "INCREMENT", deleted from snowflake.account_usage.sequences;
----
D | Q | 3 | NULL

select function_catalog, function_name, argument_signature, data_type from snowflake.account_usage.functions;
----
D | F | (A NUMBER) | VARCHAR(16777216)

session b as EVE

select * from snowflake.account_usage.users;
----
error 002003 (02000): Database 'SNOWFLAKE' does not exist or not authorized.

-- Everybody sees their own statements.
select query_text from table(d.information_schema.query_history());
----
select * from snowflake.account_usage.users
