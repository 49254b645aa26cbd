-- TASK_HISTORY and its kin: the window, the arguments, and what a role sees of it.

create database db;
create role watcher;
grant role watcher to user admin;
create task root warehouse = compute_wh schedule = '60 minutes' as select 1;
create task child warehouse = compute_wh after root as select 1 / 0;
create task never warehouse = compute_wh after root when false as select 2;
create task other warehouse = compute_wh as select 3;
select system$task_dependents_enable('root');
execute task other;

advance 90 minutes

-- Without an end the next run of a schedule is shown; with one that is now it is not.
select name, state, error_code, query_id is null, next_scheduled_time is null
  from table(information_schema.task_history()) order by scheduled_time, name;
----
OTHER | SUCCEEDED | NULL | FALSE | TRUE
CHILD | FAILED | 100051 | FALSE | TRUE
NEVER | SKIPPED | 0040003 | TRUE | TRUE
ROOT | SUCCEEDED | NULL | FALSE | FALSE
ROOT | SCHEDULED | NULL | TRUE | TRUE

select name, state from table(information_schema.task_history(scheduled_time_range_end => current_timestamp()))
  order by scheduled_time, name;
----
OTHER | SUCCEEDED
CHILD | FAILED
NEVER | SKIPPED
ROOT | SUCCEEDED

-- The window is of seven days, from either end.
select count(*) from table(information_schema.task_history(
  scheduled_time_range_start => dateadd('day', -7, current_timestamp())));
----
5

select * from table(information_schema.task_history(scheduled_time_range_start => dateadd('day', -8, current_timestamp())));
----
error 001015 (22023): Cannot retrieve data from more than 7 days ago.

select * from table(information_schema.task_history(scheduled_time_range_end => dateadd('day', -8, current_timestamp())));
----
error 001015 (22023): Cannot retrieve data from more than 7 days ago.

-- Arguments, the limit among them, apply before the query.
select count(*) from table(information_schema.task_history(task_name => 'root'));
----
2

select count(*) from table(information_schema.task_history(task_name => 'root', result_limit => 1));
----
1

select count(*) from table(information_schema.task_history(result_limit => 1)) where state = 'FAILED';
----
0

select name, state from table(information_schema.task_history(error_only => true));
----
CHILD | FAILED

select count(*) from table(information_schema.task_history(database_name => 'DB', schema_name => 'PUBLIC'));
----
5

select count(*) from table(information_schema.task_history(database_name => 'ELSEWHERE'));
----
0

select * from table(information_schema.task_history(result_limit => 10001));
----
error 001015 (22023): Value for parameter RESULT_LIMIT exceeds maximum allowable value (10,000).

select * from table(information_schema.task_history(result_limit => 0));
----
error 001015 (22023): Invalid value [0] for function 'TASK_HISTORY', parameter RESULT_LIMIT

select * from table(information_schema.task_history(nothing => 1));
----
error 001015 (22023): invalid argument 'NOTHING' for function 'TASK_HISTORY'

select * from table(information_schema.task_dependents(task_name => 'nosuch'));
----
error 001015 (22023): Invalid value [nosuch] for function 'TASK_DEPENDENTS_SCAN', parameter 1: must be a valid task name

-- Graph runs of the last hour; the account's views have all, and ids besides.
select root_task_name, state, first_error_task_name, first_error_code from table(information_schema.complete_task_graphs());
----
ROOT | FAILED | CHILD | 100051

select h.name, d.database_name = h.database_name, s.schema_name = h.schema_name
  from snowflake.account_usage.task_history h
  join snowflake.account_usage.databases d on d.database_id = h.task_database_id
  join snowflake.account_usage.schemata s on s.schema_id = h.task_schema_id
  where h.name = 'OTHER';
----
OTHER | TRUE | TRUE

-- A role sees the tasks on which it has MONITOR, OPERATE or OWNERSHIP, and NULL for names it may not know.
use role watcher;

select count(*) from table(snowflake.information_schema.task_history());
----
0

use role accountadmin; grant monitor on task db.public.root to role watcher; use role watcher;

select distinct name, database_name, schema_name from table(snowflake.information_schema.task_history());
----
ROOT | NULL | NULL

select distinct root_task_name, database_name, schema_name from table(snowflake.information_schema.current_task_graphs());
----
ROOT | NULL | NULL

select distinct root_task_name, database_name, schema_name from table(snowflake.information_schema.complete_task_graphs());
----
ROOT | NULL | NULL

select count(*) from table(snowflake.information_schema.task_history(database_name => 'DB'));
----
0

use role accountadmin; grant usage on database db to role watcher; use role watcher;

select distinct name, database_name, schema_name from table(snowflake.information_schema.task_history());
----
ROOT | DB | NULL

use role accountadmin; grant usage on schema db.public to role watcher; use role watcher;

select distinct name, database_name, schema_name from table(snowflake.information_schema.task_history());
----
ROOT | DB | PUBLIC

use role accountadmin; revoke monitor on task db.public.root from role watcher; use role watcher;

select count(*) from table(snowflake.information_schema.task_history());
----
0

use role accountadmin; grant monitor execution on account to role watcher; use role watcher;

select distinct name from table(snowflake.information_schema.task_history()) order by 1;
----
CHILD
NEVER
OTHER
ROOT

-- COMPLETE_TASK_GRAPHS looks back one hour.
use role accountadmin; alter task db.public.root suspend;

advance 29 minutes

select root_task_name from table(snowflake.information_schema.complete_task_graphs());
----
ROOT

advance 2 minutes

select root_task_name from table(snowflake.information_schema.complete_task_graphs());
----
(no rows)
