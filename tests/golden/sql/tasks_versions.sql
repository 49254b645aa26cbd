-- Versions of graphs: when one is made, what it keeps, and what happens to runs when things change or go.

create database db; create schema s; create warehouse wh; create warehouse wh2; create table log (line varchar);
create task r warehouse = wh as select system$wait(30, 'MINUTES'); create task a warehouse = wh after r as insert into log values ('a');
create task b warehouse = wh after a as insert into log values ('b'); create task f warehouse = wh finalize = r as insert into log values ('f');

-- No version before the first RESUME or EXECUTE TASK of the root; RESUME of a member makes none.

alter task a resume; alter task b resume; alter task f resume;

select count(*) from snowflake.account_usage.task_versions;
----
0

show tasks like 'R';
select "last_committed_on" from table(result_scan(last_query_id()));
----
NULL

-- EXECUTE TASK makes a version of a suspended root, and leaves it suspended; every member is in it.

execute task r;

select name, graph_version, state from snowflake.account_usage.task_versions order by 1;
----
A | 1 | started
B | 1 | started
F | 1 | started
R | 1 | NULL

show tasks like 'R';
select "state", "last_committed_on" is not null from table(result_scan(last_query_id()));
----
suspended | TRUE

-- A running graph ends on its version, though members are altered, replaced, dropped and unlinked meanwhile.

alter task a modify as insert into log values ('altered'); create or replace task b warehouse = wh after a as insert into log values ('replaced');
drop task f; create task c warehouse = wh after r as insert into log values ('new'); alter task c resume; alter task a suspend;

advance 40 minutes

select * from log;
----
a
b
f

-- The next run takes a new version, with all changes.

alter task a resume; alter task b resume; alter task r modify as insert into log values ('r'); delete from log; execute task r;

settle

select line from log order by 1;
----
altered
new
r
replaced

select distinct graph_version from table(information_schema.task_history(task_name => 'R')) order by 1;
----
1
2

-- RESUME and EXECUTE TASK of a graph that has not changed make no new version.

alter task r resume; alter task r suspend; alter task r resume; execute task r; alter task r suspend;

settle

select max(graph_version) from snowflake.account_usage.task_versions where name = 'R';
----
2

-- RESUME after a change makes one.

alter task r set comment = 'changed'; alter task r resume; alter task r suspend;

select max(graph_version) from snowflake.account_usage.task_versions where name = 'R';
----
3

-- A predecessor that is dropped lets its child be a root, suspended.

drop task a;

show tasks;
select "name", "state", "predecessors", "last_suspended_reason" from table(result_scan(last_query_id())) order by 1;
----
B | suspended | [] | CHILD_BECAME_ROOT
C | started | ["\"DB\".\"S\".\"R\""] | NULL
R | suspended | [] | USER_SUSPENDED

-- A warehouse that is dropped fails the runs that begin afterwards.

create task w warehouse = wh2 schedule = '1 HOUR' as select 1; alter task w resume; drop warehouse wh2;

advance 1 hours

select state, error_code, error_message from table(information_schema.task_history(task_name => 'W')) where state <> 'SCHEDULED';
----
FAILED | 091089 | Cannot execute task, USAGE privilege on the task's warehouse must be granted to owner role

alter task w suspend;

alter task w resume;
----
error 091089 (23001): Cannot execute task, USAGE privilege on the task's warehouse must be granted to owner role

create task w2 clone w;
----
error 002003 (02000): Warehouse 'WH2' does not exist or not authorized.

-- A procedure, table or warehouse is none of a version: a body finds it as it is when it runs.

create table later (x int); create task t warehouse = wh as insert into later select 1; execute task t;

settle

drop table later; create table later (x int, y int default 5);

execute task t;

settle

alter task t modify as insert into later (x) select 2; execute task t;

settle

select * from later;
----
2 | 5
