-- Graph runs: order, conditions, return values, failures, the finalizer, and what history shows.

create database db; create table log (name varchar, value varchar);

create task r warehouse = compute_wh config = '{"threshold": {"low": 1, "high": 9}}'
  as insert into log select 'R', system$get_task_graph_config('threshold.high');

create task branch warehouse = compute_wh after r as select system$set_return_value('left');

create task lefty warehouse = compute_wh after branch
  when system$get_predecessor_return_value('BRANCH') = 'left'
  as insert into log select 'LEFTY', system$get_predecessor_return_value('BRANCH');

create task righty warehouse = compute_wh after branch
  when system$get_predecessor_return_value('BRANCH') = 'right'
  as insert into log select 'RIGHTY', null;

create task fin warehouse = compute_wh finalize = r
  as insert into log select 'FIN', system$task_runtime_info('CURRENT_ROOT_TASK_NAME');

alter task branch resume; alter task lefty resume; alter task righty resume; alter task fin resume;

execute task r;

settle

select * from log;
----
R | 9
LEFTY | left
FIN | DB.PUBLIC.R

select name, state, error_code, error_message, return_value, scheduled_from, graph_version, attempt_number, config
  from table(information_schema.task_history()) order by name;
----
BRANCH | SUCCEEDED | NULL | NULL | left | EXECUTE TASK | 1 | 1 | {"threshold": {"low": 1, "high": 9}}
FIN | SUCCEEDED | NULL | NULL | NULL | EXECUTE TASK | 1 | 1 | {"threshold": {"low": 1, "high": 9}}
LEFTY | SUCCEEDED | NULL | NULL | NULL | EXECUTE TASK | 1 | 1 | {"threshold": {"low": 1, "high": 9}}
R | SUCCEEDED | NULL | NULL | NULL | EXECUTE TASK | 1 | 1 | {"threshold": {"low": 1, "high": 9}}
RIGHTY | SKIPPED | 0040003 | Conditional expression for task evaluated to false. | NULL | EXECUTE TASK | 1 | 1 | {"threshold": {"low": 1, "high": 9}}

select root_task_name, state, first_error_task_name, graph_version, attempt_number, scheduled_from, scheduled_by_user
  from table(information_schema.complete_task_graphs());
----
R | SUCCEEDED | NULL | 1 | 1 | EXECUTE TASK | ADMIN

select root_task_name, state from table(information_schema.current_task_graphs());
----
(no rows)

execute task branch;
----
error 001422 (22023): Execute task cannot be called on non-root task DB.PUBLIC.BRANCH. Call EXECUTE TASK on the root task of its graph instead.

execute task r using config = '{"threshold": {"high": 10}, "new": [1]}';

settle

select value from log where name = 'R' order by 1;
----
10
9

select config from table(information_schema.task_history(task_name => 'r', result_limit => 1));
----
{"threshold":{"low":1,"high":10},"new":[1]}

-- A failure stops what is behind it, and nothing else.

create task broken warehouse = compute_wh after r as insert into nowhere select 1;
create task behind warehouse = compute_wh after broken as select 1;
alter task broken resume; alter task behind resume; truncate table log; execute task r;

settle

select name from log order by 1;
----
FIN
LEFTY
R

select name, state, error_code, error_message from table(information_schema.task_history(error_only => true));
----
BROKEN | FAILED | 002003 | SQL compilation error: Object 'NOWHERE' does not exist or not authorized.

select state, first_error_task_name, first_error_code, graph_version
  from table(information_schema.complete_task_graphs(error_only => true));
----
FAILED | BROKEN | 002003 | 2

-- A retry repeats what failed; the finalizer of the failed attempt makes it succeed.

alter task r set task_auto_retry_attempts = 1;
alter task fin modify as create table if not exists nowhere (n number);
execute task r;

settle

select * from nowhere;
----
1

select name, attempt_number, state, scheduled_from from table(information_schema.task_history())
  where graph_version = 3 order by attempt_number, name;
----
BRANCH | 1 | SUCCEEDED | EXECUTE TASK
BROKEN | 1 | FAILED | EXECUTE TASK
FIN | 1 | SUCCEEDED | EXECUTE TASK
LEFTY | 1 | SUCCEEDED | EXECUTE TASK
R | 1 | SUCCEEDED | EXECUTE TASK
RIGHTY | 1 | SKIPPED | EXECUTE TASK
BEHIND | 2 | SUCCEEDED | AUTOMATIC RETRY
BROKEN | 2 | SUCCEEDED | AUTOMATIC RETRY
FIN | 2 | SUCCEEDED | AUTOMATIC RETRY

select attempt_number, state from table(information_schema.complete_task_graphs()) where graph_version = 3 order by 1;
----
1 | FAILED
2 | SUCCEEDED

-- Suspended members are left out; a root whose condition is false takes everything with it.

alter task broken suspend; alter task lefty suspend; execute task r;

settle

select name, state from table(information_schema.task_history()) where graph_version = 4 order by 1;
----
BRANCH | SUCCEEDED
FIN | SUCCEEDED
R | SUCCEEDED
RIGHTY | SKIPPED

alter task r modify when 1 / 0 = 1; execute task r;

settle

select name, state, error_code from table(information_schema.task_history()) where graph_version = 5;
----
R | SKIPPED | 0040003

select count(*) from table(information_schema.complete_task_graphs()) where graph_version = 5;
----
0

-- Graphs and their history outlive a restart.

restart

use schema db.public; select state, count(*) from table(information_schema.task_history()) group by 1 order by 1;
----
FAILED | 2
SKIPPED | 6
SUCCEEDED | 22

execute task r;

settle

select count(*) from table(information_schema.task_history()) where graph_version = 5;
----
2

-- Functions outside a task.

select system$set_return_value('x');
----
error 100132 (P0000): Function SYSTEM$SET_RETURN_VALUE must be called from within a task.

select system$get_task_graph_config();
----
error 100132 (P0000): Function SYSTEM$GET_TASK_GRAPH_CONFIG must be called from within a task.

select system$task_runtime_info('CURRENT_TASK_NAME');
----
error 100132 (P0000): Function SYSTEM$TASK_RUNTIME_INFO must be called from within a task.

-- Privileges: the owner's are asked for when the task is executed.

create role runner; grant usage on database db to role runner; grant usage on schema db.public to role runner;
grant create task on schema db.public to role runner; grant usage on warehouse compute_wh to role runner;
grant role runner to user admin; use role runner; create task mine warehouse = compute_wh as select 1;

execute task mine;
----
error 091089 (23001): Cannot execute task, EXECUTE TASK privilege must be granted to owner role

alter task mine resume;
----
error 091089 (23001): Cannot execute task, EXECUTE TASK privilege must be granted to owner role

execute task r;
----
error 002003 (02000): Task 'DB.PUBLIC.R' does not exist or not authorized.

use role accountadmin; grant execute task on account to role runner; use role runner; execute task mine;

settle

select name, state from table(information_schema.task_history());
----
MINE | SUCCEEDED

create task serverless as select 1;
----
error 003001 (42501): SQL access control error: Insufficient privileges to operate on account 'FRAZIL'.

use role accountadmin; grant execute managed task on account to role runner;
use role runner; create task serverless as select 1; use role accountadmin;
revoke execute managed task on account from role runner; use role runner;

execute task serverless;
----
error 091089 (23001): Cannot execute task, EXECUTE MANAGED TASK privilege must be granted to owner role
