-- Parameters of tasks: where they may be set, which value is in force, and when runs get it.

create database db; create schema s; create warehouse wh;
create task t warehouse = wh schedule = '1 HOUR' as select 1; create task c warehouse = wh after t as select 1;

-- Nothing set: the defaults, without a level.

show parameters like '%task%' in task t;
select "key", "value", "default", "level", "type" from table(result_scan(last_query_id()));
----
SERVERLESS_TASK_MAX_STATEMENT_SIZE | XXLARGE | XXLARGE |  | STRING
SERVERLESS_TASK_MIN_STATEMENT_SIZE | XSMALL | XSMALL |  | STRING
SUSPEND_TASK_AFTER_NUM_FAILURES | 10 | 10 |  | NUMBER
TASK_AUTO_RETRY_ATTEMPTS | 0 | 0 |  | NUMBER
USER_TASK_MANAGED_INITIAL_WAREHOUSE_SIZE | Medium | Medium |  | STRING
USER_TASK_MINIMUM_TRIGGER_INTERVAL_IN_SECONDS | 30 | 30 |  | NUMBER
USER_TASK_TIMEOUT_MS | 3600000 | 3600000 |  | NUMBER

-- SHOW PARAMETERS of a task lists the session parameters too.

show parameters in task t;
select "key", "value", "level" from table(result_scan(last_query_id()))
  where "key" in ('STATEMENT_TIMEOUT_IN_SECONDS', 'LOCK_TIMEOUT', 'LOG_LEVEL', 'TIMEZONE', 'DATA_RETENTION_TIME_IN_DAYS') order by 1;
----
LOCK_TIMEOUT | 43200 | 
LOG_LEVEL | OFF | 
STATEMENT_TIMEOUT_IN_SECONDS | 172800 | 
TIMEZONE | America/Los_Angeles | 

show parameters in task nosuch;
----
error 002043 (02000): Object does not exist, or operation cannot be performed.

-- The nearest level wins: account, database, schema, task.

alter account set user_task_timeout_ms = 1000 suspend_task_after_num_failures = 1 task_auto_retry_attempts = 1
  user_task_managed_initial_warehouse_size = 'LARGE' serverless_task_min_statement_size = 'SMALL'
  serverless_task_max_statement_size = 'XLARGE' user_task_minimum_trigger_interval_in_seconds = 11;
alter database db set user_task_timeout_ms = 2000 suspend_task_after_num_failures = 2 task_auto_retry_attempts = 2;
alter schema s set user_task_timeout_ms = 3000 suspend_task_after_num_failures = 3;
alter task t set user_task_timeout_ms = 4000 timezone = 'UTC';

show parameters like '%task%' in task t;
select "key", "value", "default", "level" from table(result_scan(last_query_id()));
----
SERVERLESS_TASK_MAX_STATEMENT_SIZE | XLARGE | XXLARGE | ACCOUNT
SERVERLESS_TASK_MIN_STATEMENT_SIZE | SMALL | XSMALL | ACCOUNT
SUSPEND_TASK_AFTER_NUM_FAILURES | 3 | 10 | SCHEMA
TASK_AUTO_RETRY_ATTEMPTS | 2 | 0 | DATABASE
USER_TASK_MANAGED_INITIAL_WAREHOUSE_SIZE | LARGE | Medium | ACCOUNT
USER_TASK_MINIMUM_TRIGGER_INTERVAL_IN_SECONDS | 11 | 30 | ACCOUNT
USER_TASK_TIMEOUT_MS | 4000 | 3600000 | TASK

show parameters like '%task%' in schema s;
select "key", "value", "level" from table(result_scan(last_query_id())) where "level" <> 'ACCOUNT';
----
SUSPEND_TASK_AFTER_NUM_FAILURES | 3 | SCHEMA
TASK_AUTO_RETRY_ATTEMPTS | 2 | DATABASE
USER_TASK_TIMEOUT_MS | 3000 | SCHEMA

show parameters like 'timezone' in task t;
----
TIMEZONE | UTC | America/Los_Angeles | TASK | Time zone of the session. | STRING

show parameters like 'user_task_timeout_ms' in database db;
select "value", "level" from table(result_scan(last_query_id()));
----
2000 | DATABASE

show parameters like 'user_task_timeout_ms' in account;
select "value", "level" from table(result_scan(last_query_id()));
----
1000 | ACCOUNT

-- CREATE DATABASE and CREATE SCHEMA may set them at once.

create schema set_at_once user_task_timeout_ms = 5000; create task t warehouse = wh as select 1;

show parameters like 'user_task_timeout_ms' in task t;
select "value", "level" from table(result_scan(last_query_id()));
----
5000 | SCHEMA

use schema db.s;

-- Values are checked at every level.

alter account set task_auto_retry_attempts = 31;
----
error 001008 (22023): invalid value [31] for parameter 'TASK_AUTO_RETRY_ATTEMPTS'

alter database db set user_task_timeout_ms = 604800001;
----
error 001008 (22023): invalid value [604,800,001] for parameter 'USER_TASK_TIMEOUT_MS'

alter schema s set user_task_minimum_trigger_interval_in_seconds = 9;
----
error 001008 (22023): invalid value [9] for parameter 'USER_TASK_MINIMUM_TRIGGER_INTERVAL_IN_SECONDS'

alter schema s set user_task_managed_initial_warehouse_size = 'X3LARGE';
----
error 001008 (22023): invalid value [X3LARGE] for parameter 'USER_TASK_MANAGED_INITIAL_WAREHOUSE_SIZE'

alter database db set schedule = '1 HOUR';
----
error 001420 (42601): invalid property 'SCHEDULE' for 'DATABASE'

-- UNSET goes back to the next level outwards.

alter task t unset user_task_timeout_ms;

show parameters like 'user_task_timeout_ms' in task t;
select "value", "level" from table(result_scan(last_query_id()));
----
3000 | SCHEMA

alter schema s unset user_task_timeout_ms, suspend_task_after_num_failures; alter database db unset user_task_timeout_ms;

show parameters like '%s_____%' in task t;
select "key", "value", "level" from table(result_scan(last_query_id())) where "key" in ('USER_TASK_TIMEOUT_MS', 'SUSPEND_TASK_AFTER_NUM_FAILURES');
----
SUSPEND_TASK_AFTER_NUM_FAILURES | 2 | DATABASE
USER_TASK_TIMEOUT_MS | 1000 | ACCOUNT

-- A child has what is set around it, also where it may not set it itself.

show parameters like 'task_auto_retry_attempts' in task c;
select "value", "level" from table(result_scan(last_query_id()));
----
2 | DATABASE

-- A version of the graph keeps what was in force; what changes around a started root comes with its next version.

alter task c resume; alter task t resume;

select graph_version, name from snowflake.account_usage.task_versions where name in ('T', 'C') order by 1, 2;
----
1 | C
1 | T

alter database db set task_auto_retry_attempts = 3;

show tasks like 'T';
select "last_committed_on" from table(result_scan(last_query_id()));
----
2026-01-05 12:00:46.000

select graph_version, name from snowflake.account_usage.task_versions where name in ('T', 'C') order by 1, 2;
----
1 | C
1 | T
2 | C
2 | T

-- What is set to the same value, or is no parameter of tasks, makes no version.

alter database db set task_auto_retry_attempts = 3; alter account set timezone = 'UTC'; alter account unset timezone;
alter schema set_at_once set task_auto_retry_attempts = 4; alter schema s set comment = 'x';

select max(graph_version) from snowflake.account_usage.task_versions where name = 'T';
----
2

alter account set suspend_task_after_num_failures = 5; alter account unset suspend_task_after_num_failures;

select max(graph_version) from snowflake.account_usage.task_versions where name = 'T';
----
2

advance 1 hours

select name, state, graph_version from table(information_schema.task_history()) where state <> 'SCHEDULED' order by 1;
----
C | SUCCEEDED | 2
T | SUCCEEDED | 2

-- A suspended root has nothing to renew; RESUME and EXECUTE TASK do.

alter task t suspend; alter database db set task_auto_retry_attempts = 0;

select max(graph_version) from snowflake.account_usage.task_versions where name = 'T';
----
2

execute task t;

settle

select max(graph_version) from snowflake.account_usage.task_versions where name = 'T';
----
3

-- A session parameter of the account is what a run finds when it begins.

create table zones (task varchar, zone varchar);
create task z warehouse = wh schedule = '1 HOUR' as insert into zones select 'Z', to_varchar(current_timestamp(), 'TZHTZM');
create task y warehouse = wh schedule = '1 HOUR' timezone = 'Asia/Tokyo' as insert into zones select 'Y', to_varchar(current_timestamp(), 'TZHTZM');
alter task z resume; alter task y resume; alter account set timezone = 'Asia/Kolkata';

advance 1 hours

select * from zones order by 1;
----
Y | +0900
Z | +0530
