-- CREATE OR ALTER, clones, resuming a whole graph, cancelling.

create database db; create task r warehouse = compute_wh comment = 'old' schedule = '1 HOUR' as select 1;
create task c warehouse = compute_wh after r as select 1; create task f warehouse = compute_wh finalize = r as select 1;

select system$task_dependents_enable('r');
----
Statement executed successfully.

show tasks; select "name", "state", "last_committed_on" is null from table(result_scan(last_query_id())) order by 1;
----
C | started | TRUE
F | started | TRUE
R | started | FALSE

select name, state, scheduled_time::timestamp_ntz from table(information_schema.task_history());
----
R | SCHEDULED | 2026-01-05 05:00:05.000

create or alter task r warehouse = compute_wh as select 2;
----
error 091421 (22000): Unable to update graph with root task DB.PUBLIC.R since that root task is not suspended.

alter task r suspend;

create or alter task r warehouse = compute_wh as select 2;
----
Task R successfully created.

show tasks like 'R'; select "name", "state", "schedule", "comment", "definition" from table(result_scan(last_query_id()));
----
R | suspended | NULL |  | select 2

create or alter task c warehouse = compute_wh as select 3;

show tasks like 'C'; select "name", "state", "predecessors", "definition" from table(result_scan(last_query_id()));
----
C | suspended | [] | select 3

create or alter task fresh warehouse = compute_wh after r as select 1;

create task r2 clone r; create task fresh2 clone fresh;

show tasks; select "name", "state", "predecessors", "definition" from table(result_scan(last_query_id())) order by 1;
----
C | suspended | [] | select 3
F | started | [] | select 1
FRESH | suspended | ["\"DB\".\"PUBLIC\".\"R\""] | select 1
FRESH2 | suspended | ["\"DB\".\"PUBLIC\".\"R\""] | select 1
R | suspended | [] | select 2
R2 | suspended | [] | select 2

select system$user_task_cancel_ongoing_executions('r');
----
Task R has no currently running executions. If the task was dropped or replaced after a previous execution started, use SYSTEM$CANCEL_QUERY along with the query id to cancel the run.

create task slow warehouse = compute_wh as select system$wait(1, 'HOURS'); execute task slow;

execute task slow using config = '{"second": true}'; alter task slow modify as select 2;

execute task slow using config = '{"third": true}';

select state, query_id is not null, config from table(information_schema.task_history(task_name => 'SLOW')) order by 1;
----
EXECUTING | TRUE | NULL
SCHEDULED | FALSE | {"third":true}

select root_task_name, state from table(information_schema.current_task_graphs()) order by 2;
----
SLOW | EXECUTING
SLOW | SCHEDULED

select regexp_replace(system$user_task_cancel_ongoing_executions('slow'), '[0-9a-f-]{36}', '<id>');
----
Marked 1 task runs for cancellation. It may take a few seconds for cancellation to complete. Query ids canceled: [<id>]

settle

select state, error_code, query_text, config from table(information_schema.task_history(task_name => 'SLOW')) order by 1;
----
CANCELLED | 000604 | select system$wait(1, 'HOURS') | NULL
SUCCEEDED | NULL | select 2 | {"third":true}

drop task r;
----
R successfully dropped.
