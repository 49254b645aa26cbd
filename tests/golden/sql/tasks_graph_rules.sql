-- Graphs: what must be suspended for what, who may be linked to whom, and what becomes of links.

create database db; create schema s2; create schema s; create warehouse wh;
create task r warehouse = wh schedule = '1 HOUR' as select 1; create task c warehouse = wh after r as select 1;
create task f warehouse = wh finalize = r as select 1;
create task alone warehouse = wh schedule = '1 HOUR' as select 1; create task free warehouse = wh as select 1;

-- A standalone task must be suspended to be changed, and to get a child or a finalizer task.

alter task alone resume;

alter task alone set comment = 'x';
----
error 091421 (22000): Unable to update graph with root task DB.S.ALONE since that root task is not suspended.

alter task alone unset comment;
----
error 091421 (22000): Unable to update graph with root task DB.S.ALONE since that root task is not suspended.

alter task alone modify as select 2;
----
error 091421 (22000): Unable to update graph with root task DB.S.ALONE since that root task is not suspended.

alter task alone modify when 1 = 1;
----
error 091421 (22000): Unable to update graph with root task DB.S.ALONE since that root task is not suspended.

alter task alone remove when;
----
error 091421 (22000): Unable to update graph with root task DB.S.ALONE since that root task is not suspended.

alter task alone add after free;
----
error 091421 (22000): Unable to update graph with root task DB.S.ALONE since that root task is not suspended.

alter task alone set finalize = free;
----
error 091421 (22000): Unable to update graph with root task DB.S.ALONE since that root task is not suspended.

create or alter task alone warehouse = wh as select 2;
----
error 091421 (22000): Unable to update graph with root task DB.S.ALONE since that root task is not suspended.

create task below warehouse = wh after alone as select 1;
----
error 091421 (22000): Unable to update graph with root task DB.S.ALONE since that root task is not suspended.

create task last warehouse = wh finalize = alone as select 1;
----
error 091421 (22000): Unable to update graph with root task DB.S.ALONE since that root task is not suspended.

-- A standalone task is resumed, suspended, replaced and dropped whatever its state, also twice.

alter task alone resume; alter task alone suspend; alter task alone suspend; alter task alone resume;
create or replace task alone warehouse = wh schedule = '1 HOUR' as select 2; alter task alone resume; drop task alone;

-- A root must be suspended for any change of it, of its child tasks and of its finalizer task.

alter task r resume;

alter task r set comment = 'x';
----
error 091421 (22000): Unable to update graph with root task DB.S.R since that root task is not suspended.

alter task r unset schedule;
----
error 091421 (22000): Unable to update graph with root task DB.S.R since that root task is not suspended.

alter task r modify as select 2;
----
error 091421 (22000): Unable to update graph with root task DB.S.R since that root task is not suspended.

drop task r;
----
error 091421 (22000): Unable to update graph with root task DB.S.R since that root task is not suspended.

create or replace task r warehouse = wh as select 1;
----
error 091421 (22000): Unable to update graph with root task DB.S.R since that root task is not suspended.

create task d warehouse = wh after c as select 1;
----
error 091421 (22000): Unable to update graph with root task DB.S.R since that root task is not suspended.

create task f2 warehouse = wh finalize = r as select 1;
----
error 091421 (22000): Unable to update graph with root task DB.S.R since that root task is not suspended.

-- A child or finalizer task is not changed, resumed, suspended, dropped, replaced or linked while the root is started.

alter task c set comment = 'x';
----
error 091421 (22000): Unable to update graph with root task DB.S.R since that root task is not suspended.

alter task c resume;
----
error 091421 (22000): Unable to update graph with root task DB.S.R since that root task is not suspended.

alter task f suspend;
----
error 091421 (22000): Unable to update graph with root task DB.S.R since that root task is not suspended.

alter task f unset finalize;
----
error 091421 (22000): Unable to update graph with root task DB.S.R since that root task is not suspended.

alter task c add after r;
----
error 091421 (22000): Unable to update graph with root task DB.S.R since that root task is not suspended.

alter task c remove after r;
----
error 091421 (22000): Unable to update graph with root task DB.S.R since that root task is not suspended.

drop task f;
----
error 091421 (22000): Unable to update graph with root task DB.S.R since that root task is not suspended.

create or replace task c warehouse = wh as select 1;
----
error 091421 (22000): Unable to update graph with root task DB.S.R since that root task is not suspended.

create or replace task c warehouse = wh after r as select 1;
----
error 091421 (22000): Unable to update graph with root task DB.S.R since that root task is not suspended.

alter task free add after c;
----
error 091421 (22000): Unable to update graph with root task DB.S.R since that root task is not suspended.

alter task free set finalize = r;
----
error 091421 (22000): Unable to update graph with root task DB.S.R since that root task is not suspended.

create task d clone c;
----
error 091421 (22000): Unable to update graph with root task DB.S.R since that root task is not suspended.

grant ownership on task c to role sysadmin;
----
error 091421 (22000): Unable to update graph with root task DB.S.R since that root task is not suspended.

-- With the root suspended a member's own state does not matter.

alter task r suspend; alter task c resume; alter task f resume; alter task c resume;
alter task c set comment = 'x'; alter task c modify as select 2; alter task f set comment = 'x';

-- Members keep their own state when the root is suspended and resumed.

show tasks;
select "name", "state", "last_suspended_reason" from table(result_scan(last_query_id())) order by 1;
----
C | started | NULL
F | started | NULL
FREE | suspended | NULL
R | suspended | USER_SUSPENDED

-- ADD AFTER of a predecessor that is there changes nothing; REMOVE AFTER of one that is not there is refused.

alter task c add after r;

alter task c remove after free;
----
error 001422 (22023): Task C does not have predecessor FREE.

alter task c remove after r, free;
----
error 001422 (22023): Task C does not have predecessor FREE.

alter task c remove after nosuch;
----
error 001422 (22023): Invalid predecessor NOSUCH was specified.

-- A child that loses its last predecessor becomes a root, suspended.

alter task c remove after r;

show tasks like 'C';
select "state", "predecessors", "last_suspended_reason", "last_suspended_on" from table(result_scan(last_query_id()));
----
suspended | [] | CHILD_BECAME_ROOT | 2026-01-05 12:01:02.000

-- A finalizer task that is unlinked becomes a root, suspended.

alter task f unset finalize;

show tasks like 'F';
select "state", "task_relations", "last_suspended_reason" from table(result_scan(last_query_id()));
----
suspended | {"Predecessors":[]} | FINALIZER_BECAME_ROOT

-- DROP cuts all links: children and the finalizer task become roots, children with another predecessor stay children.

alter task f set finalize = r; alter task c add after r; create task b warehouse = wh after r as select 1;
create task both warehouse = wh after b, c as select 1;
alter task both resume; alter task b resume; alter task c resume; alter task f resume; drop task c; drop task r;

show tasks;
select "name", "state", "task_relations", "last_suspended_reason" from table(result_scan(last_query_id())) order by 1;
----
B | suspended | {"Predecessors":[]} | CHILD_BECAME_ROOT
BOTH | started | {"Predecessors":["DB.S.B"]} | NULL
F | suspended | {"Predecessors":[]} | FINALIZER_BECAME_ROOT
FREE | suspended | {"Predecessors":[]} | NULL

-- Order of refusals: a predecessor that is missing, of another schema, in a started graph, then the schedule.

create task s2.far warehouse = wh as select 1; create task going warehouse = wh as select 1; alter task going resume;

create task x warehouse = wh schedule = '1 HOUR' after going, s2.far, nosuch as select 1;
----
error 001422 (22023): Invalid predecessor NOSUCH was specified.

create task x warehouse = wh schedule = '1 HOUR' after going, s2.far as select 1;
----
error 001422 (22023): Cannot have predecessor FAR from a different schema.

create task x warehouse = wh schedule = '1 HOUR' after going as select 1;
----
error 091421 (22000): Unable to update graph with root task DB.S.GOING since that root task is not suspended.

alter task going suspend;

create task x warehouse = wh schedule = '1 HOUR' after going as select 1;
----
error 091400 (22000): Task X cannot have both a schedule and a predecessor.

-- Order of refusals: the statement alone, then values, then the graph.

create task x warehouse = nowhere schedule = 'never' after nosuch as select 1;
----
error 091083 (02000): Nonexistent warehouse NOWHERE was specified.

create task x warehouse = wh schedule = 'never' after nosuch as select 1;
----
error 001422 (22023): Invalid schedule was specified. Please refer to the docs on what constitutes a valid schedule.

create task x warehouse = wh after nosuch as select 1;
----
error 001422 (22023): Invalid predecessor NOSUCH was specified.

create task if not exists f warehouse = nowhere as select 1;
----
error 091083 (02000): Nonexistent warehouse NOWHERE was specified.

create task if not exists f color = 'red' as select 1;
----
error 001420 (42601): invalid property 'COLOR' for 'TASK'

create task if not exists f warehouse = wh schedule = 'never' after nosuch as select 1;
----
F already exists, statement succeeded.

alter task going modify when parse_json('1') = 1;
----
error 002014 (22000): Invalid expression for task condition expression. Only some data type conversions and the following functions are allowed: [SYSTEM$GET_PREDECESSOR_RETURN_VALUE, SYSTEM$STREAM_HAS_DATA].

-- A task is not its own predecessor nor its own finalizer task.

create task x warehouse = wh after x as select 1;
----
error 001422 (22023): Task X cannot use itself as its predecessor.

alter task free add after free;
----
error 001422 (22023): Task FREE cannot use itself as its predecessor.

alter task free set finalize = free;
----
error 001422 (22023): Task FREE cannot finalize itself.

-- Links stay inside a schema.

create task x warehouse = wh after s2.far as select 1;
----
error 001422 (22023): Cannot have predecessor FAR from a different schema.

create task x warehouse = wh finalize = s2.far as select 1;
----
error 001422 (22023): Cannot finalize graph S2.FAR in a different schema.

create task x warehouse = wh finalize = nosuch as select 1;
----
error 001422 (22023): Invalid finalized root task NOSUCH was specified.

create task s2.near warehouse = wh after far as select 1;

-- A finalizer task has one root, no schedule, no predecessors, no children and no finalizer task of its own.

alter task f set finalize = free; create task child warehouse = wh after free as select 1;

create task f2 warehouse = wh finalize = free as select 1;
----
error 001422 (22023): Finalize target FREE already have finalizer.

create task f2 warehouse = wh finalize = child as select 1;
----
error 001422 (22023): Task DB.S.F2 cannot finalize a non-root task DB.S.CHILD.

create task f2 warehouse = wh finalize = f as select 1;
----
error 001422 (22023): Task DB.S.F2 cannot finalize a non-root task DB.S.F.

create task f2 warehouse = wh schedule = '1 HOUR' finalize = going as select 1;
----
error 001422 (22023): Task F2 cannot have a schedule and be a finalizer task.

alter task f set schedule = '1 HOUR';
----
error 001422 (22023): Task F cannot have a schedule and be a finalizer task.

alter task f add after going;
----
error 001422 (22023): Task DB.S.F cannot have predecessors as a finalizer task.

create task x warehouse = wh after f as select 1;
----
error 001422 (22023): Task DB.S.F cannot have children as a finalizer task.

alter task free set finalize = going;
----
error 001422 (22023): Task DB.S.FREE cannot have children as a finalizer task.

alter task child set finalize = free;
----
error 001422 (22023): Task DB.S.CHILD cannot have predecessors as a finalizer task.

-- A root with a finalizer task does not become a child task.

alter task free add after going;
----
error 001422 (22023): This task has a finalizer and cannot be made a child task. Please remove the finalizer before adding a predecessor.

create or replace task free warehouse = wh after going as select 1;
----
error 001422 (22023): Cannot replace task DB.S.FREE with a non-root task because it has a finalizer task. Please remove the finalizer task first.

create or alter task free warehouse = wh after going as select 1;
----
error 001422 (22023): This task has a finalizer and cannot be made a child task. Please remove the finalizer before adding a predecessor.

-- A replaced task keeps the links of others to its name, and begins anew.

create or replace task free warehouse = wh comment = 'new' as select 3;

show tasks;
select "name", "comment", "task_relations" from table(result_scan(last_query_id())) where "name" in ('FREE', 'CHILD', 'F') order by 1;
----
CHILD |  | {"Predecessors":["DB.S.FREE"]}
F | x | {"FinalizedRootTask":"DB.S.FREE","Predecessors":[]}
FREE | new | {"FinalizerTask":"DB.S.F","Predecessors":[]}

-- A replacement that is refused leaves the old task as it was.

create or replace task free warehouse = wh schedule = 'never' as select 4;
----
error 001422 (22023): Invalid schedule was specified. Please refer to the docs on what constitutes a valid schedule.

show tasks like 'FREE';
select "comment", "definition" from table(result_scan(last_query_id()));
----
new | select 3

-- A cycle can be made while everything is suspended; it is found when a member or the root is resumed or executed.

create task a warehouse = wh as select 1; create task a1 warehouse = wh after a as select 1;
create task a2 warehouse = wh after a1 as select 1; alter task a1 add after a2;

alter task a1 resume;
----
error 001422 (22023): Graph has at least one cycle containing task DB.S.A1.

alter task a resume;
----
error 001422 (22023): Graph has at least one cycle containing task DB.S.A1.

execute task a;
----
error 001422 (22023): Graph has at least one cycle containing task DB.S.A1.

select system$task_dependents_enable('a');
----
error 001422 (22023): Graph has at least one cycle containing task DB.S.A1.

alter task a1 remove after a; alter task a1 resume;
----
error 001422 (22023): Graph has at least one cycle containing task DB.S.A1.

-- Two roots of one graph are found when it is resumed or executed.

create task e1 warehouse = wh as select 1; create task e2 warehouse = wh as select 1;
create task e warehouse = wh after e1, e2 as select 1;

alter task e1 resume;
----
error 001422 (22023): The graph has more than one root task (one without predecessors)

execute task e2;
----
error 001422 (22023): The graph has more than one root task (one without predecessors)

alter task e resume;
----
error 001422 (22023): The graph has more than one root task (one without predecessors)

alter task e remove after e2; alter task e resume; alter task e1 resume;

-- RESUME, SUSPEND, EXECUTE and DROP of what does not exist.

alter task nosuch resume;
----
error 002003 (02000): Task 'DB.S.NOSUCH' does not exist or not authorized.

alter task if exists nosuch suspend; alter task if exists nodb.nos.nosuch resume; drop task if exists nosuch;

drop task nosuch;
----
error 002003 (02000): Task 'DB.S.NOSUCH' does not exist or not authorized.

execute task nosuch;
----
error 002003 (02000): Task 'DB.S.NOSUCH' does not exist or not authorized.

execute task child;
----
error 001422 (22023): Execute task cannot be called on non-root task DB.S.CHILD. Call EXECUTE TASK on the root task of its graph instead.

undrop task c;
----
error 000002 (0A000): Unsupported feature 'UNDROP TASK'.

alter task e1 rename to e9;
----
error 001003 (42000): syntax error line 1 at position 14 unexpected 'rename'.
