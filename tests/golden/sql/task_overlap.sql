-- What a due time and a command do while a graph runs: the three overlap policies, and commands that wait.

create database db; create table log (name varchar, at timestamp_ntz);
alter session set timezone = 'UTC';

create task no_overlap warehouse = compute_wh schedule = '10 minutes' as select system$wait(5, 'minutes');
create task no_child warehouse = compute_wh after no_overlap as select system$wait(12, 'minutes');
create task child_overlap warehouse = compute_wh schedule = '10 minutes' overlap_policy = allow_child_overlap as select system$wait(5, 'minutes');
create task child_child warehouse = compute_wh after child_overlap as select system$wait(12, 'minutes');
create task long_root warehouse = compute_wh schedule = '10 minutes' overlap_policy = allow_child_overlap as select system$wait(15, 'minutes');
create task all_overlap warehouse = compute_wh schedule = '10 minutes' overlap_policy = allow_all_overlap as select system$wait(15, 'minutes');
alter task no_child resume; alter task child_child resume;
alter task no_overlap resume; alter task child_overlap resume; alter task long_root resume; alter task all_overlap resume;

advance 45 minutes

-- Under NO_OVERLAP a time that comes while any member runs is skipped; missed times are not made up.
select round(datediff('second', min(scheduled_time) over (), scheduled_time) / 60) as minute
  from table(information_schema.task_history(task_name => 'NO_OVERLAP')) where query_id is not null order by 1;
----
0
20

-- Under ALLOW_CHILD_OVERLAP only the root's own run keeps the next one away.
select round(datediff('second', min(scheduled_time) over (), scheduled_time) / 60) as minute
  from table(information_schema.task_history(task_name => 'CHILD_OVERLAP')) where query_id is not null order by 1;
----
0
10
20
30

select round(datediff('second', min(scheduled_time) over (), scheduled_time) / 60) as minute
  from table(information_schema.task_history(task_name => 'LONG_ROOT')) where query_id is not null order by 1;
----
0
20

-- Under ALLOW_ALL_OVERLAP every time starts a run.
select round(datediff('second', min(scheduled_time) over (), scheduled_time) / 60) as minute
  from table(information_schema.task_history(task_name => 'ALL_OVERLAP')) where query_id is not null order by 1;
----
0
10
20
30

alter task no_overlap suspend; alter task child_overlap suspend; alter task long_root suspend; alter task all_overlap suspend;

advance 1 hours

-- A command while a standalone task runs starts a run after it; of several that wait, the latest and its CONFIG count.
create task alone warehouse = compute_wh config = '{"n": 0}' as select system$wait(10, 'minutes');

execute task alone using config = '{"n": 1}';
execute task alone using config = '{"n": 2}'; execute task alone using config = '{"n": 3}';

select state, config from table(information_schema.task_history(task_name => 'ALONE')) order by config;
----
EXECUTING | {"n":1}
SCHEDULED | {"n":3}

advance 30 minutes

select state, config, datediff('second', lag(completed_time) over (order by completed_time), query_start_time)
  from table(information_schema.task_history(task_name => 'ALONE')) order by config;
----
SUCCEEDED | {"n":1} | NULL
SUCCEEDED | {"n":3} | 0

-- A command on a suspended root leaves it suspended.
show tasks like 'ALONE'; select "state" from table(result_scan(last_query_id()));
----
suspended

-- A command while a graph runs starts as its policy allows: after the whole graph, or beside it.
execute task no_overlap; execute task all_overlap;

advance 6 minutes

execute task no_overlap; execute task all_overlap;

select name, state from table(information_schema.task_history()) where state in ('EXECUTING', 'SCHEDULED') order by 1, 2;
----
ALL_OVERLAP | EXECUTING
ALL_OVERLAP | EXECUTING
NO_CHILD | EXECUTING
NO_OVERLAP | SCHEDULED

advance 1 hours

-- Values and finalizers belong to their run, also where runs overlap.
create task r warehouse = compute_wh overlap_policy = allow_all_overlap
  as select system$set_return_value(system$get_task_graph_config('n'));
create task c warehouse = compute_wh after r as select system$wait(10, 'minutes');
create task f warehouse = compute_wh finalize = r
  as insert into log select system$get_predecessor_return_value('R') || system$get_task_graph_config('n'), current_timestamp();
alter task c resume; alter task f resume;
execute task r using config = '{"n": "a"}';

advance 4 minutes

execute task r using config = '{"n": "b"}';

advance 30 minutes

select name, datediff('minute', min(at) over (), at) from log order by name;
----
aa | 0
bb | 4
