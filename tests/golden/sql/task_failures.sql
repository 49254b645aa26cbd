-- Failures in a row: SUSPEND_TASK_AFTER_NUM_FAILURES suspends the root, RESUME counts anew, restarts forget nothing.

create database db; create table log (n int);

create task r warehouse = compute_wh schedule = '10 minutes' suspend_task_after_num_failures = 3 as insert into log values (1);
create task a warehouse = compute_wh after r as insert into missing values (1);
create task b warehouse = compute_wh after r as insert into log values (2);
alter task a resume; alter task b resume; alter task r resume;

advance 10 minutes

advance 10 minutes

restart

use schema db.public;

show tasks like 'r';

select "state", "last_suspended_reason" from table(result_scan(last_query_id()));
----
started | NULL

advance 10 minutes

show tasks;

select "name", "state", "last_suspended_reason" from table(result_scan(last_query_id()));
----
A | started | NULL
B | started | NULL
R | suspended | SUSPENDED_DUE_TO_ERRORS

select name, state, count(*) from table(information_schema.task_history()) group by name, state order by 1, 2;
----
A | FAILED | 2
A | FAILED_AND_AUTO_SUSPENDED | 1
B | SUCCEEDED | 3
R | SUCCEEDED | 3

select state, count(*) from table(information_schema.complete_task_graphs()) group by 1;
----
FAILED | 3

-- Nothing is due any more; resumed, the root has three failures before it again.
advance 60 minutes

select count(*) from table(information_schema.task_history()) where name = 'A';
----
3

alter task r resume;

advance 10 minutes

advance 10 minutes

select count(*) from table(information_schema.task_history()) where name = 'A';
----
5

create table missing (n int);

advance 10 minutes

drop table missing;

-- The success in between counts as a new beginning.
advance 10 minutes

advance 10 minutes

show tasks like 'r';

select "state" from table(result_scan(last_query_id()));
----
started

advance 10 minutes

show tasks like 'r';

select "state" from table(result_scan(last_query_id()));
----
suspended
