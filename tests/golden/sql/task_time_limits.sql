-- USER_TASK_TIMEOUT_MS: of a task, of a whole graph run, beside STATEMENT_TIMEOUT_IN_SECONDS, and while waiting for a slot.

create database db;

-- A body that takes longer than its task may fails with error 000630.
create task t warehouse = compute_wh user_task_timeout_ms = 90000 as select system$wait(5, 'minutes');

execute task t;

advance 10 minutes

select state, error_code, error_message, datediff('second', query_start_time, completed_time)
  from table(information_schema.task_history(task_name => 'T'));
----
FAILED | 000630 | Statement reached its statement or warehouse timeout of 90 second(s) and was canceled. | 90

-- The smaller of the two limits counts.
create task s warehouse = compute_wh user_task_timeout_ms = 90000 statement_timeout_in_seconds = 30 as select system$wait(5, 'minutes');

execute task s;

advance 10 minutes

select error_message from table(information_schema.task_history(task_name => 'S'));
----
Statement reached its statement or warehouse timeout of 30 second(s) and was canceled.

-- The root's value limits the whole graph run; a member's own value replaces it for the member.
create task r warehouse = compute_wh user_task_timeout_ms = 600000 as select system$wait(4, 'minutes');
create task a warehouse = compute_wh after r as select system$wait(20, 'minutes');
create task b warehouse = compute_wh user_task_timeout_ms = 1800000 after r as select system$wait(20, 'minutes');
create task c warehouse = compute_wh after b as select 1;
create task f warehouse = compute_wh user_task_timeout_ms = 60000 finalize = r as select 1;
alter task a resume; alter task b resume; alter task c resume; alter task f resume;

execute task r;

advance 1 hours

select name, state, datediff('second', min(scheduled_time) over (), completed_time), error_message
  from table(information_schema.task_history()) where name in ('R', 'A', 'B', 'C', 'F') order by 3, 1;
----
R | SUCCEEDED | 240 | NULL
A | FAILED | 600 | Statement reached its statement or warehouse timeout of 600 second(s) and was canceled.
B | SUCCEEDED | 1440 | NULL
C | FAILED | 1440 | Statement reached its statement or warehouse timeout of 600 second(s) and was canceled.
F | SUCCEEDED | 1440 | NULL

-- Waiting for a slot counts: eight long runs leave none.
create task w warehouse = compute_wh as select 1;
create task w1 warehouse = compute_wh after w as select system$wait(30, 'minutes');
create task w2 warehouse = compute_wh after w as select system$wait(30, 'minutes');
create task w3 warehouse = compute_wh after w as select system$wait(30, 'minutes');
create task w4 warehouse = compute_wh after w as select system$wait(30, 'minutes');
create task w5 warehouse = compute_wh after w as select system$wait(30, 'minutes');
create task w6 warehouse = compute_wh after w as select system$wait(30, 'minutes');
create task w7 warehouse = compute_wh after w as select system$wait(30, 'minutes');
create task w8 warehouse = compute_wh after w as select system$wait(30, 'minutes');
create task x warehouse = compute_wh user_task_timeout_ms = 120000 as select 1;

select system$task_dependents_enable('w'); alter task w suspend;

execute task w;

advance 1 minutes

execute task x;

select state from table(information_schema.task_history(task_name => 'X'));
----
SCHEDULED

advance 10 minutes

select state, query_start_time, error_code, datediff('second', scheduled_time, completed_time)
  from table(information_schema.task_history(task_name => 'X'));
----
FAILED | NULL | 000630 | 120

advance 1 hours

-- 0 stands for the longest time, seven days; STATEMENT_TIMEOUT_IN_SECONDS, two days if nobody sets it, counts all the same.
create task z warehouse = compute_wh user_task_timeout_ms = 0 statement_timeout_in_seconds = 604800 as select system$wait(6, 'days');

execute task z;

advance 6 days

select state, datediff('hour', query_start_time, completed_time) from table(information_schema.task_history(task_name => 'Z'));
----
SUCCEEDED | 144

-- A graph run that is out of time still has its finalizer task.
create task o warehouse = compute_wh user_task_timeout_ms = 60000 as select 1;
create task o1 warehouse = compute_wh after o as select system$wait(10, 'minutes');
create task o2 warehouse = compute_wh after o1 as select 1;
create task o3 warehouse = compute_wh finalize = o as select 1;
select system$task_dependents_enable('o');
execute task o;

advance 1 hours

select name, state, error_code from table(information_schema.task_history()) where name in ('O', 'O1', 'O2', 'O3')
  order by name;
----
O | SUCCEEDED | NULL
O1 | FAILED | 000630
O3 | SUCCEEDED | NULL
