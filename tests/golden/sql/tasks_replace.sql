-- OR REPLACE, OR ALTER, IF NOT EXISTS, CLONE, and what becomes of tasks with their schema or database.

create database db; create schema s; create warehouse wh; create role dev; grant role dev to user admin; create role ops;
create task r warehouse = wh schedule = '1 HOUR' config = '{"a":1}' overlap_policy = allow_child_overlap comment = 'root'
  task_auto_retry_attempts = 2 timezone = 'UTC' when 1 = 1 as select 1;
create task c warehouse = wh user_task_timeout_ms = 60000 after r as select 2; create task f warehouse = wh finalize = r as select 3;

-- New, replaced and cloned tasks are suspended, and their version begins anew.

alter task c resume; alter task r resume; execute task r; alter task r suspend;

settle

alter task r set comment = 'again'; alter task r resume; alter task r suspend;

select max(graph_version) from snowflake.account_usage.task_versions where name = 'R';
----
2

create or replace task c warehouse = wh after r as select 4; create task if not exists c warehouse = wh as select 5;

show tasks like 'C';
select "state", "definition", "last_committed_on" from table(result_scan(last_query_id()));
----
suspended | select 4 | NULL

create or replace task if not exists c warehouse = wh as select 6;
----
error 001003 (42000): syntax error line 1 at position 23 unexpected 'if'.

create or alter task if not exists c warehouse = wh as select 6;
----
error 001003 (42000): syntax error line 1 at position 21 unexpected 'if'.

create task c warehouse = wh as select 6;
----
error 002002 (42710): Object 'DB.S.C' already exists.

-- A replaced root has a new id and version 1; its waiting run is cancelled and the run in progress goes on.

create or replace task slow warehouse = wh as select system$wait(30, 'MINUTES'); execute task slow; execute task slow;

select state from table(information_schema.task_history(task_name => 'SLOW')) order by 1;
----
EXECUTING
SCHEDULED

create or replace task slow warehouse = wh as select 7;

select state from table(information_schema.task_history(task_name => 'SLOW')) order by 1;
----
CANCELLED
EXECUTING

advance 2 hours

execute task slow;

settle

select query_text, graph_version, state from table(information_schema.task_history(task_name => 'SLOW')) order by 3, 1;
----
select system$wait(30, 'MINUTES') | 1 | CANCELLED
select 7 | 1 | SUCCEEDED
select system$wait(30, 'MINUTES') | 1 | SUCCEEDED

-- CREATE OR ALTER brings what is not written back to its default, and keeps state, id and time of creation.

create task o serverless_task_min_statement_size = 'SMALL' log_level = 'INFO' as select 1;
alter task o set target_completion_interval = '1 HOUR'; alter task o set schedule = '1 HOUR' comment = 'x' config = '{}'
  user_task_timeout_ms = 5 timezone = 'UTC' overlap_policy = allow_all_overlap; alter task o modify when 1 = 1;

create or alter task o as select 2;

show tasks like 'O';
select "created_on", "state", "schedule", "comment", "config", "overlap_policy", "condition", "definition"
  from table(result_scan(last_query_id()));
----
2026-01-05 14:00:33.000 | suspended | NULL |  | NULL | NO_OVERLAP | NULL | select 2

-- CREATE OR ALTER cannot name some properties, and leaves them as they are.

show tasks like 'O';
select "target_completion_interval" from table(result_scan(last_query_id()));
----
1 HOUR

show parameters in task o;
select "key", "value" from table(result_scan(last_query_id())) where "level" = 'TASK' order by 1;
----
LOG_LEVEL | INFO
SERVERLESS_TASK_MIN_STATEMENT_SIZE | SMALL

create or alter task o log_level = 'INFO' as select 2;
----
error 001420 (42601): invalid property 'LOG_LEVEL' for 'TASK'

create or alter task o serverless_task_max_statement_size = 'SMALL' as select 2;
----
error 001420 (42601): invalid property 'SERVERLESS_TASK_MAX_STATEMENT_SIZE' for 'TASK'

create or alter task o user_task_minimum_trigger_interval_in_seconds = 60 as select 2;
----
error 001420 (42601): invalid property 'USER_TASK_MINIMUM_TRIGGER_INTERVAL_IN_SECONDS' for 'TASK'

create or alter task o target_completion_interval = '1 HOUR' as select 2;
----
error 001420 (42601): invalid property 'TARGET_COMPLETION_INTERVAL' for 'TASK'

create or alter task o with tag (a = 'b') as select 2;
----
error 002003 (02000): Tag 'DB.S.A' does not exist or not authorized.

create or alter task o clone r;
----
error 001003 (42000): syntax error line 1 at position 23 unexpected 'clone'.

-- CREATE OR ALTER makes a task that is not there, links and unlinks it.

create or alter task o2 warehouse = wh after r as select 1; alter task o2 resume;
create or alter task o2 warehouse = wh after r, c as select 1;

show tasks like 'O2';
select "state", "predecessors" from table(result_scan(last_query_id()));
----
started | ["\"DB\".\"S\".\"C\"","\"DB\".\"S\".\"R\""]

create or alter task o2 warehouse = wh as select 1; create or alter task f warehouse = wh as select 3;

show tasks;
select "name", "state", "last_suspended_reason" from table(result_scan(last_query_id())) where "name" in ('O2', 'F') order by 1;
----
F | suspended | FINALIZER_BECAME_ROOT
O2 | suspended | CHILD_BECAME_ROOT

alter task f set finalize = r;

-- CLONE copies every property and is suspended.

alter task r resume;

create task r2 clone r;

show tasks like 'R2';
select "state", "schedule", "config", "overlap_policy", "comment", "condition", "definition", "last_committed_on", "last_suspended_reason"
  from table(result_scan(last_query_id()));
----
suspended | 1 HOUR | {"a":1} | ALLOW_CHILD_OVERLAP | again | 1 = 1 | select 1 | NULL | NULL

show parameters in task r2;
select "key", "value" from table(result_scan(last_query_id())) where "level" = 'TASK' order by 1;
----
TASK_AUTO_RETRY_ATTEMPTS | 2
TIMEZONE | UTC

alter task r suspend;

-- CLONE by the source's owner keeps its predecessors; a finalizer task's link is not copied.

create task c2 clone c; create task f2 clone f;

show tasks like '_2';
select "name", "task_relations" from table(result_scan(last_query_id()));
----
C2 | {"Predecessors":["DB.S.R"]}
F2 | {"Predecessors":[]}
O2 | {"Predecessors":[]}
R2 | {"Predecessors":[]}

-- CLONE into another schema has no predecessors.

create task db.public.c clone c;

show tasks in schema db.public;
select "name", "task_relations" from table(result_scan(last_query_id()));
----
C | {"Predecessors":[]}

-- CLONE takes the privileges of the source along with COPY GRANTS.

grant monitor, operate on task c to role ops; create task c3 clone c; create task c4 clone c copy grants;

show grants on task c3;
select "privilege", "grantee_name" from table(result_scan(last_query_id())) order by 1;
----
OWNERSHIP | ACCOUNTADMIN

show grants on task c4;
select "privilege", "grantee_name", "granted_by" from table(result_scan(last_query_id())) order by 1;
----
MONITOR | OPS | ACCOUNTADMIN
OPERATE | OPS | ACCOUNTADMIN
OWNERSHIP | ACCOUNTADMIN | ACCOUNTADMIN

create or replace task c3 clone c copy grants; create task c3 clone r;
----
error 002002 (42710): Object 'DB.S.C3' already exists.

create task x clone nosuch;
----
error 002003 (02000): Task 'DB.S.NOSUCH' does not exist or not authorized.

-- CLONE by another role than the source's owner belongs to that role and has no predecessors; it takes OWNERSHIP.

create role boss; grant role boss to user admin; grant usage on database db to role dev; grant all on schema s to role dev;
grant all on warehouse wh to role dev; grant usage on database db to role boss; grant all on schema s to role boss; grant all on warehouse wh to role boss;
use role dev; create task d warehouse = wh as select 1; create task d1 warehouse = wh after d as select 1;

use role boss;

create task d2 clone d1;
----
error 002003 (02000): Task 'DB.S.D1' does not exist or not authorized.

use role accountadmin; grant monitor on task d1 to role boss; use role boss;

create task d2 clone d1;
----
error 003001 (42501): SQL access control error: Insufficient privileges to operate on task 'D1'.

use role accountadmin; grant role dev to role boss; use role boss; create task d2 clone d1; create or replace task d2 clone d1;

show tasks like 'D2';
select "owner", "predecessors" from table(result_scan(last_query_id()));
----
BOSS | []

use role accountadmin;

-- Tasks go with their schema; their waiting runs are cancelled.

create task w warehouse = wh as select system$wait(30, 'MINUTES'); execute task w; execute task w; create schema other;

select state from table(information_schema.task_history(task_name => 'W')) order by 1;
----
EXECUTING
SCHEDULED

alter task db.s.c resume; alter task db.s.r resume; drop schema db.s;

select state from table(information_schema.task_history(task_name => 'W')) order by 1;
----
CANCELLED
EXECUTING

select system$user_task_cancel_ongoing_executions('db.s.slow');
----
error 002003 (02000): Schema 'DB.S' does not exist or not authorized.

advance 2 hours

select root_task_name, state from table(information_schema.current_task_graphs());
----
(no rows)

-- UNDROP of the schema brings its tasks back suspended, for that reason.

undrop schema db.s;

show tasks in schema db.s;
select "name", "state", "last_suspended_reason", "task_relations" from table(result_scan(last_query_id()))
  where "name" in ('R', 'C', 'F') order by 1;
----
C | suspended | SCHEMA_OR_DATABASE_DELETED | {"Predecessors":["DB.S.R"]}
F | suspended | FINALIZER_BECAME_ROOT | {"FinalizedRootTask":"DB.S.R","Predecessors":[]}
R | suspended | SCHEMA_OR_DATABASE_DELETED | {"FinalizerTask":"DB.S.F","Predecessors":[]}

advance 2 hours

select count(*) from table(information_schema.task_history(task_name => 'R')) where state = 'SCHEDULED';
----
0

-- UNDROP of the database does so too.

alter task db.s.r resume; drop database db; undrop database db;

show tasks in schema db.s;
select "name", "state", "last_suspended_reason" from table(result_scan(last_query_id())) where "name" in ('R', 'C') order by 1;
----
C | suspended | SCHEMA_OR_DATABASE_DELETED
R | suspended | SCHEMA_OR_DATABASE_DELETED

create or replace schema db.s;

show tasks in database db;
select "name" from table(result_scan(last_query_id()));
----
C
