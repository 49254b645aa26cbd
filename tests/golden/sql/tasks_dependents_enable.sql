-- SYSTEM$TASK_DEPENDENTS_ENABLE: resumes a task and everything behind it, the named task last.

create database db; create schema s2; create schema s; create warehouse wh;
create task r warehouse = wh schedule = '1 HOUR' as select 1; create task a warehouse = wh after r as select 1;
create task b warehouse = wh after a as select 1; create task c warehouse = wh after r as select 1;
create task d warehouse = wh after b, c as select 1; create task f warehouse = wh finalize = r as select 1;

-- Of a member, its part of the graph alone; the finalizer task belongs to the root.

select system$task_dependents_enable('a');
----
Statement executed successfully.

show tasks;
select "name", "state" from table(result_scan(last_query_id())) order by 1;
----
A | started
B | started
C | suspended
D | started
F | suspended
R | suspended

-- Of the root, everything, the finalizer task too; the version has them resumed.

select system$task_dependents_enable('DB.S.R');
----
Statement executed successfully.

show tasks;
select "name", "state", "last_committed_on" is not null from table(result_scan(last_query_id())) order by 1;
----
A | started | FALSE
B | started | FALSE
C | started | FALSE
D | started | FALSE
F | started | FALSE
R | started | TRUE

select name, state from snowflake.account_usage.task_versions order by 1;
----
A | started
B | started
C | started
D | started
F | started
R | NULL

-- A started root must be suspended first.

select system$task_dependents_enable('r');
----
error 091421 (22000): Unable to update graph with root task DB.S.R since that root task is not suspended.

select system$task_dependents_enable('c');
----
error 091421 (22000): Unable to update graph with root task DB.S.R since that root task is not suspended.

alter task r suspend; alter task d suspend;

select system$task_dependents_enable('s.r');
----
Statement executed successfully.

show tasks like 'D';
select "state" from table(result_scan(last_query_id()));
----
started

alter task r suspend;

-- A name that is quoted counts as written; one that means no task is refused.

create task "mixed Case" warehouse = wh as select 1;

select system$task_dependents_enable('"mixed Case"');
----
Statement executed successfully.

select system$task_dependents_enable('nosuch');
----
error 002003 (02000): Task 'DB.S.NOSUCH' does not exist or not authorized.

select system$task_dependents_enable('a b');
----
error 001015 (22023): Invalid value [a b] for function 'SYSTEM$TASK_DEPENDENTS_ENABLE', parameter 1

select system$task_dependents_enable('s2.r');
----
error 002003 (02000): Task 'DB.S2.R' does not exist or not authorized.

select system$task_dependents_enable();
----
error 000938 (22023): not enough arguments for function [SYSTEM$TASK_DEPENDENTS_ENABLE()], expected 1, got 0

-- What refuses to be resumed lets nothing be resumed.

create warehouse gone; create task e warehouse = gone after r as select 1; alter task a suspend; drop warehouse gone;

select system$task_dependents_enable('r');
----
error 091089 (23001): Cannot execute task, USAGE privilege on the task's warehouse must be granted to owner role

show tasks;
select "name", "state" from table(result_scan(last_query_id())) where "name" in ('A', 'R') order by 1;
----
A | suspended
R | suspended
