-- Creating, altering and dropping tasks: what is refused and with which words, and what SHOW prints.

create database db; create schema s; create schema s2;

use schema db.s; create task r schedule = '60 MINUTE' warehouse = compute_wh comment = 'root' as select 1;

create task c1 warehouse = compute_wh after r as select 1;

create task r as select 1;
----
error 002002 (42710): Object 'DB.S.R' already exists.

create task if not exists r as select 2;

create task if not exists r warehouse = nowhere as select 2;
----
error 091083 (02000): Nonexistent warehouse NOWHERE was specified.

create or replace task r schedule = '60 MINUTE' warehouse = compute_wh config = '{"b": 1, "a": 2}' as select 1;

create task t schedule = '5M' as select 1;
----
error 001422 (22023): Invalid schedule was specified. Please refer to the docs on what constitutes a valid schedule.

create task t schedule = '9 SECONDS' as select 1;
----
error 001422 (22023): Cannot set schedule less than 10 seconds.

create task t schedule = '193 HOURS' as select 1;
----
error 001422 (22023): Cannot set schedule greater than 11,520 minutes.

create task t schedule = 'USING CRON 0 0 * * * Mars/Phobos' as select 1;
----
error 001422 (22023): Invalid schedule was specified. "Mars/Phobos" is not a recognized time zone. Please specify time zones accepted by the TIMEZONE parameter.

create task t schedule = 'USING CRON 0 0 0 * * * UTC' as select 1;
----
error 001422 (22023): Invalid schedule was specified. Please refer to the docs on what constitutes a valid schedule.

create task t config = '[1]' as select 1;
----
error 001422 (22023): Invalid config. Must be a string representation of a valid JSON Object.

create task t overlap_policy = bogus as select 1;
----
error 001422 (22023): invalid value 'BOGUS' for property 'OVERLAP_POLICY'

create task t overlap_policy = no_overlap allow_overlapping_execution = true as select 1;
----
error 001422 (22023): Cannot specify ALLOW_OVERLAPPING_EXECUTION and OVERLAP_POLICY to different values in the same command.

create task t user_task_timeout_ms = -1 as select 1;
----
error 001008 (22023): invalid value [-1] for parameter 'USER_TASK_TIMEOUT_MS'

create task t suspend_task_after_num_failures = 'many' as select 1;
----
error 001008 (22023): invalid value [many] for parameter 'SUSPEND_TASK_AFTER_NUM_FAILURES'

create task t color = 'red' as select 1;
----
error 001420 (42601): invalid property 'COLOR' for 'TASK'

create task t comment = 'a' comment = 'b' as select 1;
----
error 001425 (42601): duplicate property 'COMMENT';

create task t search_path = 'a' as select 1;
----
error 001422 (22023): The parameter SEARCH_PATH is not supported with Tasks. Remove the parameter and try again.

create task t autocommit = false as select 1;
----
error 001422 (22023): The parameter AUTOCOMMIT = false is not supported with Tasks. Remove the parameter and try again.

create task t warehouse = compute_wh serverless_task_min_statement_size = 'SMALL' as select 1;
----
error 001422 (22023): Cannot set SERVERLESS_TASK_MIN_STATEMENT_SIZE on a non-serverless task.

create task t serverless_task_min_statement_size = 'LARGE' serverless_task_max_statement_size = 'SMALL' as select 1;
----
error 001422 (22023): SERVERLESS_TASK_MIN_STATEMENT_SIZE (LARGE) cannot be greater than SERVERLESS_TASK_MAX_STATEMENT_SIZE (SMALL).

create task t when parse_json('1') = 1 as select 1;
----
error 002014 (22000): Invalid expression for task condition expression. Only some data type conversions and the following functions are allowed: [SYSTEM$GET_PREDECESSOR_RETURN_VALUE, SYSTEM$STREAM_HAS_DATA].

create task t when system$stream_has_data('s') as select 1;
----
error 000002 (0A000): Unsupported feature 'SYSTEM$STREAM_HAS_DATA in WHEN'.

create task t error_integration = i as select 1;
----
error 000002 (0A000): Unsupported feature 'ERROR_INTEGRATION'.

create task t after nosuch as select 1;
----
error 001422 (22023): Invalid predecessor NOSUCH was specified.

create task t after t as select 1;
----
error 001422 (22023): Task T cannot use itself as its predecessor.

create task s2.t after db.s.r as select 1;
----
error 001422 (22023): Cannot have predecessor R from a different schema.

create task t schedule = '1 HOUR' after r as select 1;
----
error 091400 (22000): Task T cannot have both a schedule and a predecessor.

create task t config = '{}' after r as select 1;
----
error 001422 (22023): Task DB.S.T cannot both be a non-root task and have a config.

create task t allow_overlapping_execution = true after r as select 1;
----
error 001422 (22023): Cannot set allow_overlapping_execution on non-root task DB.S.T.

create task t overlap_policy = allow_all_overlap after r as select 1;
----
error 001422 (22023): Cannot set overlap policy on non-root task DB.S.T.

create task t task_auto_retry_attempts = 2 after r as select 1;
----
error 001422 (22023): Cannot set parameter TASK_AUTO_RETRY_ATTEMPTS on non-root task T. Non-root tasks use the parameter setting from their root task. Please set this on the root task for this task instead.

create task t allow_overlapping_execution = false after r as select 1; drop task t;

create task f warehouse = compute_wh finalize = r as select 1;

create task f2 finalize = r as select 1;
----
error 001422 (22023): Finalize target R already have finalizer.

create task f2 finalize = c1 as select 1;
----
error 001422 (22023): Task DB.S.F2 cannot finalize a non-root task DB.S.C1.

create task f2 finalize = f as select 1;
----
error 001422 (22023): Task DB.S.F2 cannot finalize a non-root task DB.S.F.

create task f2 finalize = f2 as select 1;
----
error 001422 (22023): Invalid finalized root task F2 was specified.

create task f2 finalize = nosuch as select 1;
----
error 001422 (22023): Invalid finalized root task NOSUCH was specified.

create task s2.f2 finalize = db.s.r as select 1;
----
error 001422 (22023): Cannot finalize graph DB.S.R in a different schema.

create task f2 schedule = '1 HOUR' finalize = r as select 1;
----
error 001422 (22023): Task F2 cannot have a schedule and be a finalizer task.

create task t after f as select 1;
----
error 001422 (22023): Task DB.S.F cannot have children as a finalizer task.

create or replace task r after c1 as select 1;
----
error 001422 (22023): Cannot replace task DB.S.R with a non-root task because it has a finalizer task. Please remove the finalizer task first.

alter task r add after c1;
----
error 001422 (22023): This task has a finalizer and cannot be made a child task. Please remove the finalizer before adding a predecessor.

alter task c1 remove after nosuch;
----
error 001422 (22023): Invalid predecessor NOSUCH was specified.

alter task c1 remove after f;
----
error 001422 (22023): Task C1 does not have predecessor F.

alter task nosuch resume;
----
error 002003 (02000): Task 'DB.S.NOSUCH' does not exist or not authorized.

alter task if exists nosuch resume;

alter task c1 set schedule = '1 HOUR';
----
error 091400 (22000): Task C1 cannot have both a schedule and a predecessor.

alter task c1 resume;

alter task r resume;

alter task r set comment = 'x';
----
error 091421 (22000): Unable to update graph with root task DB.S.R since that root task is not suspended.

alter task c1 suspend;
----
error 091421 (22000): Unable to update graph with root task DB.S.R since that root task is not suspended.

create task c2 after c1 as select 1;
----
error 091421 (22000): Unable to update graph with root task DB.S.R since that root task is not suspended.

drop task c1;
----
error 091421 (22000): Unable to update graph with root task DB.S.R since that root task is not suspended.

alter task r suspend; create task c2 warehouse = compute_wh after c1, r as select 2; alter task c2 add after c1;

show tasks;
select "name", "state", "warehouse", "schedule", "predecessors", "task_relations",
  "definition", "overlap_policy", "allow_overlapping_execution", "config", "last_suspended_reason"
  from table(result_scan(last_query_id())) order by 1;
----
C1 | started | COMPUTE_WH | NULL | ["\"DB\".\"S\".\"R\""] | {"Predecessors":["DB.S.R"]} | select 1 | NULL | null | NULL | NULL
C2 | suspended | COMPUTE_WH | NULL | ["\"DB\".\"S\".\"C1\"","\"DB\".\"S\".\"R\""] | {"Predecessors":["DB.S.C1","DB.S.R"]} | select 2 | NULL | null | NULL | NULL
F | suspended | COMPUTE_WH | NULL | [] | {"FinalizedRootTask":"DB.S.R","Predecessors":[]} | select 1 | NULL | null | NULL | NULL
R | suspended | COMPUTE_WH | 60 MINUTE | [] | {"FinalizerTask":"DB.S.F","Predecessors":[]} | select 1 | NO_OVERLAP | false | {"b": 1, "a": 2} | USER_SUSPENDED

alter task r set warehouse = null;
----
error 001008 (22023): invalid value [null] for parameter 'WAREHOUSE'

alter task r unset warehouse;

alter task r modify as insert into t select 1; alter task r modify when 1 = 1; alter task r remove when;

drop task c1;

show tasks;
select "name", "state", "task_relations", "last_suspended_reason" from table(result_scan(last_query_id())) order by 1;
----
C2 | suspended | {"Predecessors":["DB.S.R"]} | NULL
F | suspended | {"FinalizedRootTask":"DB.S.R","Predecessors":[]} | NULL
R | suspended | {"FinalizerTask":"DB.S.F","Predecessors":[]} | USER_SUSPENDED

drop task r;

show tasks;
select "name", "state", "task_relations", "last_suspended_reason" from table(result_scan(last_query_id())) order by 1;
----
C2 | suspended | {"Predecessors":[]} | CHILD_BECAME_ROOT
F | suspended | {"Predecessors":[]} | FINALIZER_BECAME_ROOT

create task a warehouse = compute_wh as select 1; create task b warehouse = compute_wh after a as select 1;
alter task a add after b;

alter task a resume;
----
error 001422 (22023): Graph has at least one cycle containing task DB.S.A.

create task root2 warehouse = compute_wh as select 1; alter task b add after root2; drop task a;

create task root3 warehouse = compute_wh as select 1; alter task b add after root3;

alter task root2 resume;
----
error 001422 (22023): The graph has more than one root task (one without predecessors)

drop task if exists nosuch;

drop task nosuch;
----
error 002003 (02000): Task 'DB.S.NOSUCH' does not exist or not authorized.

create task copy clone b;

select name, predecessors, state from table(information_schema.task_dependents(task_name => 'ROOT2'));
----
ROOT2 | [] | suspended
B | ["\"DB\".\"S\".\"ROOT2\"","\"DB\".\"S\".\"ROOT3\""] | suspended
COPY | ["\"DB\".\"S\".\"ROOT2\"","\"DB\".\"S\".\"ROOT3\""] | suspended

select * from table(information_schema.task_dependents(task_name => 'NOSUCH'));
----
error 001015 (22023): Invalid value [NOSUCH] for function 'TASK_DEPENDENTS_SCAN', parameter 1: must be a valid task name
