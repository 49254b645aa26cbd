-- EXECUTE TASK ... RETRY LAST and RETRY GRAPH RUN GROUP: what runs again, what is refused, what history shows.

create database db; create table log (name varchar);

create task r warehouse = compute_wh config = '{"k": 1}' as insert into log values ('R');
create task a warehouse = compute_wh after r as insert into missing values ('A');
create task b warehouse = compute_wh after r as insert into log select 'B' where system$set_return_value('from b') is null;
create task c warehouse = compute_wh after a, b as insert into log select 'C ' || system$get_predecessor_return_value('B');
create task f warehouse = compute_wh finalize = r as insert into log values ('F');
alter task a resume; alter task b resume; alter task c resume; alter task f resume;

execute task r retry last;
----
error 091457 (22000): Cannot perform retry: no suitable run of graph with root task R to retry.

execute task a retry last;
----
error 001422 (22023): Execute task cannot be called on non-root task DB.PUBLIC.A. Call EXECUTE TASK on the root task of its graph instead.

execute task r using config = '{"l": 2}';

settle

select name from log order by name;
----
B
F
R

-- The table that the failed task misses appears; what has succeeded is not repeated, the finalizer is.
create table missing (name varchar);

execute task r retry last;
----
Task R is scheduled to run immediately.

settle

select name from log order by name;
----
B
C from b
F
F
R

select name from missing;
----
A

select name, state, attempt_number, scheduled_from, config, graph_version
  from table(information_schema.task_history()) order by attempt_number, name;
----
A | FAILED | 1 | EXECUTE TASK | {"k":1,"l":2} | 1
B | SUCCEEDED | 1 | EXECUTE TASK | {"k":1,"l":2} | 1
F | SUCCEEDED | 1 | EXECUTE TASK | {"k":1,"l":2} | 1
R | SUCCEEDED | 1 | EXECUTE TASK | {"k":1,"l":2} | 1
A | SUCCEEDED | 2 | MANUAL RETRY | {"k":1,"l":2} | 1
C | SUCCEEDED | 2 | MANUAL RETRY | {"k":1,"l":2} | 1
F | SUCCEEDED | 2 | MANUAL RETRY | {"k":1,"l":2} | 1

select count(distinct graph_run_group_id), count(distinct run_id), count(*)
  from table(information_schema.complete_task_graphs());
----
1 | 1 | 2

execute task r retry last;
----
error 091456 (22000): Cannot perform retry: run (GRAPH_RUN_GROUP_ID = 

execute task r retry graph run group 'nobody';
----
error 091457 (22000): Cannot perform retry: Graph run group with ID nobody not found.

-- A graph that was modified since is another graph.
drop table missing; execute task r;

settle

alter task c modify as insert into log values ('C');

execute task r retry last;
----
error 091457 (22000): Cannot perform retry: graph with root task R was modified since that run.

-- Retrying needs OPERATE or OWNERSHIP; MONITOR is not enough.
create role watcher; create user alice password = 'p'; grant role watcher to user alice;
grant usage on database db to role watcher; grant usage on schema db.public to role watcher;
grant monitor on task db.public.r to role watcher;

session b as ALICE

use role watcher; use schema db.public;

execute task r retry last;
----
error 003001 (42501): SQL access control error
