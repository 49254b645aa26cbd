-- The properties of tasks: what each may be, what it is when it is left out, and on which tasks it is allowed.

create database db; create schema s; create warehouse wh;
create task r warehouse = wh as select 1; create task c warehouse = wh after r as select 1;
create task f warehouse = wh finalize = r as select 1;

-- WAREHOUSE: must exist, may be a name or a text; without it a task is serverless.

create task w1 warehouse = 'wh' as select 1; create task w2 warehouse = "WH" as select 1; create task w3 as select 1;

show tasks like 'W_';
select "name", "warehouse" from table(result_scan(last_query_id()));
----
W1 | WH
W2 | WH
W3 | NULL

create task w4 warehouse = nowhere as select 1;
----
error 091083 (02000): Nonexistent warehouse NOWHERE was specified.

alter task w1 set warehouse = nowhere;
----
error 091083 (02000): Nonexistent warehouse NOWHERE was specified.

-- USER_TASK_MANAGED_INITIAL_WAREHOUSE_SIZE: XSMALL to XXLARGE, MEDIUM by default, and never beside a WAREHOUSE.

create task i1 user_task_managed_initial_warehouse_size = 'x-small' as select 1;
create task i2 user_task_managed_initial_warehouse_size = xxlarge as select 1;
create task i3 as select 1;

show parameters like 'user_task_managed%' in task i1;
----
USER_TASK_MANAGED_INITIAL_WAREHOUSE_SIZE | X-SMALL | Medium | TASK | First size of serverless tasks. | STRING

show parameters like 'user_task_managed%' in task i3;
----
USER_TASK_MANAGED_INITIAL_WAREHOUSE_SIZE | Medium | Medium |  | First size of serverless tasks. | STRING

create task i4 user_task_managed_initial_warehouse_size = 'X3LARGE' as select 1;
----
error 001008 (22023): invalid value [X3LARGE] for parameter 'USER_TASK_MANAGED_INITIAL_WAREHOUSE_SIZE'

create task i4 warehouse = wh user_task_managed_initial_warehouse_size = 'SMALL' as select 1;
----
error 001422 (22023): Cannot specify both WAREHOUSE and USER_TASK_MANAGED_INITIAL_WAREHOUSE_SIZE.

alter task w1 set user_task_managed_initial_warehouse_size = 'SMALL';
----
error 001422 (22023): Cannot specify both WAREHOUSE and USER_TASK_MANAGED_INITIAL_WAREHOUSE_SIZE.

alter task i1 set warehouse = wh;
----
error 001422 (22023): Cannot specify both WAREHOUSE and USER_TASK_MANAGED_INITIAL_WAREHOUSE_SIZE.

alter task i1 unset user_task_managed_initial_warehouse_size; alter task i1 set warehouse = wh;

-- SCHEDULE: on roots and standalone tasks only, kept as written, none by default.

create task s1 warehouse = wh schedule = '90 m ' as select 1;

show terse tasks like 'S1';
----
2026-01-05 12:00:25.000 | S1 | NULL | DB | S | 90 m

alter task s1 set schedule = 'USING CRON 0 0 L * * utc'; alter task s1 unset schedule;

alter task c set schedule = '1 HOUR';
----
error 091400 (22000): Task C cannot have both a schedule and a predecessor.

alter task f set schedule = '1 HOUR';
----
error 001422 (22023): Task F cannot have a schedule and be a finalizer task.

-- CONFIG: a JSON object as text, on roots and standalone tasks; NULL by default.

create task g1 warehouse = wh config = $${"b": 1, "a": {"c": []}}$$ as select 1;

show tasks like 'G1';
select "config" from table(result_scan(last_query_id()));
----
{"b": 1, "a": {"c": []}}

create task g2 warehouse = wh config = '[1]' as select 1;
----
error 001422 (22023): Invalid config. Must be a string representation of a valid JSON Object.

create task g2 warehouse = wh config = '1' as select 1;
----
error 001422 (22023): Invalid config. Must be a string representation of a valid JSON Object.

create task g2 warehouse = wh config = 'garbage' as select 1;
----
error 001422 (22023): Invalid config. Must be a string representation of a valid JSON Object.

alter task c set config = '{}';
----
error 001422 (22023): Task DB.S.C cannot both be a non-root task and have a config.

alter task g1 unset config;

-- OVERLAP_POLICY: NO_OVERLAP by default, on roots and standalone tasks.

create task o1 warehouse = wh overlap_policy = allow_all_overlap as select 1;
create task o2 warehouse = wh overlap_policy = 'allow_child_overlap' as select 1;
create task o3 warehouse = wh as select 1;

show tasks like 'O_';
select "name", "overlap_policy", "allow_overlapping_execution" from table(result_scan(last_query_id()));
----
O1 | ALLOW_ALL_OVERLAP | false
O2 | ALLOW_CHILD_OVERLAP | true
O3 | NO_OVERLAP | false

create task o4 warehouse = wh overlap_policy = bogus as select 1;
----
error 001422 (22023): invalid value 'BOGUS' for property 'OVERLAP_POLICY'

alter task c set overlap_policy = no_overlap;
----
error 001422 (22023): Cannot set overlap policy on non-root task DB.S.C.

alter task o1 add after r;
----
error 001422 (22023): Cannot set overlap policy on non-root task DB.S.O1.

alter task o1 unset overlap_policy; alter task o1 add after r; drop task o1;

-- ALLOW_OVERLAPPING_EXECUTION: the older spelling; FALSE is let pass on a child task, TRUE is not.

create task a1 warehouse = wh allow_overlapping_execution = true as select 1;

show tasks like 'A1';
select "overlap_policy", "allow_overlapping_execution" from table(result_scan(last_query_id()));
----
ALLOW_CHILD_OVERLAP | true

alter task c set allow_overlapping_execution = false;

alter task c set allow_overlapping_execution = true;
----
error 001422 (22023): Cannot set allow_overlapping_execution on non-root task DB.S.C.

create task a2 warehouse = wh allow_overlapping_execution = false overlap_policy = allow_all_overlap as select 1;
----
error 001422 (22023): Cannot specify ALLOW_OVERLAPPING_EXECUTION and OVERLAP_POLICY to different values in the same command.

create task a2 warehouse = wh allow_overlapping_execution = true overlap_policy = allow_child_overlap as select 1;

-- Session parameters: any that a session has, with commas or without, on any task.

create task p1 warehouse = wh timezone = 'UTC', week_start = 1 lock_timeout = 5 as select 1;
alter task c set timezone = 'UTC' query_tag = 'x'; alter task c unset query_tag;

show parameters like 'week_start' in task p1;
----
WEEK_START | 1 | 0 | TASK | First day of the week: 0 and 1 Monday, 7 Sunday. | NUMBER

create task p2 warehouse = wh search_path = 'a' as select 1;
----
error 001422 (22023): The parameter SEARCH_PATH is not supported with Tasks. Remove the parameter and try again.

create task p2 warehouse = wh autocommit = false as select 1;
----
error 001422 (22023): The parameter AUTOCOMMIT = false is not supported with Tasks. Remove the parameter and try again.

create task p2 warehouse = wh network_policy = 'x' as select 1;
----
error 001420 (42601): invalid property 'NETWORK_POLICY' for 'TASK'

-- AUTOCOMMIT: where the account's is FALSE, the task must set TRUE.

alter account set autocommit = false;

create task p2 warehouse = wh as select 1;
----
error 001422 (22023): The parameter AUTOCOMMIT = false is not supported with Tasks. It is set on the account; set AUTOCOMMIT = true on the task.

create task p2 warehouse = wh autocommit = true as select 1;

alter task p2 unset autocommit;
----
error 001422 (22023): The parameter AUTOCOMMIT = false is not supported with Tasks. It is set on the account; set AUTOCOMMIT = true on the task.

alter account unset autocommit;

-- USER_TASK_TIMEOUT_MS: 0 to 604800000, an hour by default, on any task.

create task t1 warehouse = wh user_task_timeout_ms = 0 as select 1;
create task t2 warehouse = wh user_task_timeout_ms = 604800000 after r as select 1;

show parameters like 'user_task_timeout_ms' in task c;
----
USER_TASK_TIMEOUT_MS | 3600000 | 3600000 |  | Milliseconds after which a run is cancelled; 0: seven days. | NUMBER

create task t3 warehouse = wh user_task_timeout_ms = 604800001 as select 1;
----
error 001008 (22023): invalid value [604,800,001] for parameter 'USER_TASK_TIMEOUT_MS'

create task t3 warehouse = wh user_task_timeout_ms = -1 as select 1;
----
error 001008 (22023): invalid value [-1] for parameter 'USER_TASK_TIMEOUT_MS'

-- SUSPEND_TASK_AFTER_NUM_FAILURES: 0 and up, 10 by default, on roots and standalone tasks.

create task n1 warehouse = wh suspend_task_after_num_failures = 0 as select 1;
alter task n1 set suspend_task_after_num_failures = 1000000000;

show parameters like 'suspend%' in task r;
----
SUSPEND_TASK_AFTER_NUM_FAILURES | 10 | 10 |  | Failed runs in a row after which a task is suspended; 0: never. | NUMBER

alter task n1 set suspend_task_after_num_failures = -1;
----
error 001008 (22023): invalid value [-1] for parameter 'SUSPEND_TASK_AFTER_NUM_FAILURES'

alter task c set suspend_task_after_num_failures = 1;
----
error 001422 (22023): Cannot set parameter SUSPEND_TASK_AFTER_NUM_FAILURES on non-root task C. Non-root tasks use the parameter setting from their root task. Please set this on the root task for this task instead.

-- TASK_AUTO_RETRY_ATTEMPTS: 0 to 30, 0 by default, on roots and standalone tasks.

create task x1 warehouse = wh task_auto_retry_attempts = 30 as select 1;

show parameters like 'task_auto%' in task r;
----
TASK_AUTO_RETRY_ATTEMPTS | 0 | 0 |  | Attempts that follow a failed graph run by themselves. | NUMBER

create task x2 warehouse = wh task_auto_retry_attempts = 31 as select 1;
----
error 001008 (22023): invalid value [31] for parameter 'TASK_AUTO_RETRY_ATTEMPTS'

alter task c set task_auto_retry_attempts = 1;
----
error 001422 (22023): Cannot set parameter TASK_AUTO_RETRY_ATTEMPTS on non-root task C. Non-root tasks use the parameter setting from their root task. Please set this on the root task for this task instead.

alter task x1 add after r;
----
error 001422 (22023): Cannot set parameter TASK_AUTO_RETRY_ATTEMPTS on non-root task X1. Non-root tasks use the parameter setting from their root task. Please set this on the root task for this task instead.

alter task x1 set finalize = o2;
----
error 001422 (22023): Cannot set parameter TASK_AUTO_RETRY_ATTEMPTS on non-root task X1. Non-root tasks use the parameter setting from their root task. Please set this on the root task for this task instead.

-- ERROR_INTEGRATION and SUCCESS_INTEGRATION: there are no notification integrations.

create task e1 warehouse = wh error_integration = i as select 1;
----
error 000002 (0A000): Unsupported feature 'ERROR_INTEGRATION'.

alter task r set success_integration = i;
----
error 000002 (0A000): Unsupported feature 'SUCCESS_INTEGRATION'.

alter task r unset error_integration, success_integration;

-- LOG_LEVEL and LOG_EVENT_LEVEL: seven levels, OFF by default, on any task.

create task l1 warehouse = wh log_level = 'debug' log_event_level = INFO after r as select 1;

show parameters like 'log%' in task l1;
----
LOG_EVENT_LEVEL | INFO | OFF | TASK | Least severity of events about runs of tasks. | STRING
LOG_LEVEL | DEBUG | OFF | TASK | Least severity of log messages. | STRING

show parameters like 'log%' in task r;
----
LOG_EVENT_LEVEL | OFF | OFF |  | Least severity of events about runs of tasks. | STRING
LOG_LEVEL | OFF | OFF |  | Least severity of log messages. | STRING

create task l2 warehouse = wh log_level = 'LOUD' as select 1;
----
error 001422 (22023): Invalid value for log level. Allowed values are TRACE,DEBUG,INFO,WARN,ERROR,FATAL,OFF.

alter task r set log_event_level = 'LOUD';
----
error 001422 (22023): Invalid value for log level. Allowed values are TRACE,DEBUG,INFO,WARN,ERROR,FATAL,OFF.

-- COMMENT: a text, empty by default.

create task k1 warehouse = wh comment = 'it''s a task' as select 1;

show tasks like 'K1';
select "comment" from table(result_scan(last_query_id()));
----
it's a task

-- FINALIZE: on a task without schedule and predecessors, one for each root.

create task f2 warehouse = wh finalize = r as select 1;
----
error 001422 (22023): Finalize target R already have finalizer.

create task f2 warehouse = wh schedule = '1 HOUR' finalize = o2 as select 1;
----
error 001422 (22023): Task F2 cannot have a schedule and be a finalizer task.

create task f2 warehouse = wh finalize = r after c as select 1;
----
error 001422 (22023): Task DB.S.F2 cannot have predecessors as a finalizer task.

-- USER_TASK_MINIMUM_TRIGGER_INTERVAL_IN_SECONDS: 10 to 604800, 30 by default, on roots and standalone tasks.

create task m1 warehouse = wh user_task_minimum_trigger_interval_in_seconds = 604800 as select 1;

show parameters like '%trigger%' in task r;
----
USER_TASK_MINIMUM_TRIGGER_INTERVAL_IN_SECONDS | 30 | 30 |  | Seconds between runs of a triggered task. | NUMBER

create task m2 warehouse = wh user_task_minimum_trigger_interval_in_seconds = 9 as select 1;
----
error 001008 (22023): invalid value [9] for parameter 'USER_TASK_MINIMUM_TRIGGER_INTERVAL_IN_SECONDS'

create task m2 warehouse = wh user_task_minimum_trigger_interval_in_seconds = 604801 as select 1;
----
error 001008 (22023): invalid value [604,801] for parameter 'USER_TASK_MINIMUM_TRIGGER_INTERVAL_IN_SECONDS'

alter task c set user_task_minimum_trigger_interval_in_seconds = 60;
----
error 001422 (22023): Cannot set parameter USER_TASK_MINIMUM_TRIGGER_INTERVAL_IN_SECONDS on non-root task C. Non-root tasks use the parameter setting from their root task. Please set this on the root task for this task instead.

-- TARGET_COMPLETION_INTERVAL: 10 to 86400 seconds, 1 to 1440 minutes, 1 to 24 hours, of serverless tasks only.

create task q1 target_completion_interval = '10 seconds' as select 1;
alter task q1 set target_completion_interval = '86400 S'; alter task q1 set target_completion_interval = '1440 MINUTES';
alter task q1 set target_completion_interval = '24 h';

show tasks like 'Q1';
select "target_completion_interval" from table(result_scan(last_query_id()));
----
24 h

alter task q1 set target_completion_interval = '9 SECONDS';
----
error 001008 (22023): invalid value [9 SECONDS] for parameter 'TARGET_COMPLETION_INTERVAL'

alter task q1 set target_completion_interval = '25 HOURS';
----
error 001008 (22023): invalid value [25 HOURS] for parameter 'TARGET_COMPLETION_INTERVAL'

alter task q1 set target_completion_interval = 'soon';
----
error 001008 (22023): invalid value [soon] for parameter 'TARGET_COMPLETION_INTERVAL'

alter task r set target_completion_interval = '1 HOUR';
----
error 001422 (22023): Cannot set TARGET_COMPLETION_INTERVAL on a non-serverless task.

alter task q1 unset target_completion_interval;

-- SERVERLESS_TASK_MIN_STATEMENT_SIZE: XSMALL to XXLARGE, XSMALL by default, of serverless tasks only.

create task z1 serverless_task_min_statement_size = '2X-LARGE' as select 1;

show parameters like 'serverless%' in task i2;
----
SERVERLESS_TASK_MAX_STATEMENT_SIZE | XXLARGE | XXLARGE |  | Largest size of serverless tasks. | STRING
SERVERLESS_TASK_MIN_STATEMENT_SIZE | XSMALL | XSMALL |  | Smallest size of serverless tasks. | STRING

create task z2 serverless_task_min_statement_size = 'X3LARGE' as select 1;
----
error 001008 (22023): invalid value [X3LARGE] for parameter 'SERVERLESS_TASK_MIN_STATEMENT_SIZE'

create task z2 warehouse = wh serverless_task_min_statement_size = 'SMALL' as select 1;
----
error 001422 (22023): Cannot set SERVERLESS_TASK_MIN_STATEMENT_SIZE on a non-serverless task.

create task z2 serverless_task_min_statement_size = 'LARGE' user_task_managed_initial_warehouse_size = 'SMALL' as select 1;
----
error 001422 (22023): USER_TASK_MANAGED_INITIAL_WAREHOUSE_SIZE (SMALL) cannot be less than SERVERLESS_TASK_MIN_STATEMENT_SIZE (LARGE).

-- SERVERLESS_TASK_MAX_STATEMENT_SIZE: XXLARGE by default, X3LARGE allowed, of serverless tasks only.

create task z2 serverless_task_max_statement_size = X3LARGE as select 1;

create task z3 serverless_task_max_statement_size = 'HUGE' as select 1;
----
error 001008 (22023): invalid value [HUGE] for parameter 'SERVERLESS_TASK_MAX_STATEMENT_SIZE'

create task z3 warehouse = wh serverless_task_max_statement_size = 'SMALL' as select 1;
----
error 001422 (22023): Cannot set SERVERLESS_TASK_MAX_STATEMENT_SIZE on a non-serverless task.

create task z3 serverless_task_min_statement_size = 'LARGE' serverless_task_max_statement_size = 'SMALL' as select 1;
----
error 001422 (22023): SERVERLESS_TASK_MIN_STATEMENT_SIZE (LARGE) cannot be greater than SERVERLESS_TASK_MAX_STATEMENT_SIZE (SMALL).

create task z3 user_task_managed_initial_warehouse_size = 'LARGE' serverless_task_max_statement_size = 'SMALL' as select 1;
----
error 001422 (22023): USER_TASK_MANAGED_INITIAL_WAREHOUSE_SIZE (LARGE) cannot be greater than SERVERLESS_TASK_MAX_STATEMENT_SIZE (SMALL).

-- Sizes that the schema sets count beside those of the task.

alter schema s set serverless_task_max_statement_size = 'SMALL';

alter task i2 set comment = 'larger';

create task z3 serverless_task_min_statement_size = 'MEDIUM' as select 1;
----
error 001422 (22023): SERVERLESS_TASK_MIN_STATEMENT_SIZE (MEDIUM) cannot be greater than SERVERLESS_TASK_MAX_STATEMENT_SIZE (SMALL).

create task z3 as select 1; alter schema s unset serverless_task_max_statement_size;

-- AFTER: qualified or not, each once, listed sorted, of the task's own schema.

create task d1 warehouse = wh after r, c, db.s.r, s.c, r as select 1;

show tasks like 'D1';
select "predecessors" from table(result_scan(last_query_id()));
----
["\"DB\".\"S\".\"C\"","\"DB\".\"S\".\"R\""]

create task d2 warehouse = wh after r as select 1 after c;

show tasks like 'D2';
select "definition" from table(result_scan(last_query_id()));
----
select 1 after c

-- WHEN: a condition of the allowed functions.

create task h1 warehouse = wh after r when system$get_predecessor_return_value('R') = 'go' as select 1;

create task h2 warehouse = wh when parse_json('1') = 1 as select 1;
----
error 002014 (22000): Invalid expression for task condition expression. Only some data type conversions and the following functions are allowed: [SYSTEM$GET_PREDECESSOR_RETURN_VALUE, SYSTEM$STREAM_HAS_DATA].

-- Tags that are not there; contacts are not built.

create task y1 with tag (a = 'b') as select 1;
----
error 002003 (02000): Tag 'DB.S.A' does not exist or not authorized.

alter task r set tag a = 'b';
----
error 002003 (02000): Tag 'DB.S.A' does not exist or not authorized.

alter task r unset tag a;
----
error 002003 (02000): Tag 'DB.S.A' does not exist or not authorized.

create task y1 with contact (support = c) as select 1;
----
error 000002 (0A000): Unsupported feature 'CONTACT'.

alter task r set contact support = c;
----
error 000002 (0A000): Unsupported feature 'CONTACT'.

alter task r unset contact support;
----
error 000002 (0A000): Unsupported feature 'CONTACT'.

alter task r unset dcm project;
----
error 000002 (0A000): Unsupported feature 'DCM PROJECT'.

-- A property that is unknown or given twice is refused, whatever the others say.

create task y1 warehouse = wh color = 'red' as select 1;
----
error 001420 (42601): invalid property 'COLOR' for 'TASK'

create task y1 warehouse = wh comment = 'a' comment = 'b' as select 1;
----
error 001425 (42601): duplicate property 'COMMENT';

alter task r set comment = 'a' comment = 'b';
----
error 001425 (42601): duplicate property 'COMMENT';

alter task r unset color;
----
error 001420 (42601): invalid property 'COLOR' for 'TASK'

create task y1 warehouse = wh after r after c as select 1;
----
error 001003 (42000): syntax error line 1 at position 38 unexpected 'after'.

-- FINALIZE and EXECUTE AS USER stand alone in their ALTER.

alter task w2 set finalize = r, comment = 'x';
----
error 001003 (42000): syntax error line 1 at position 18 unexpected 'finalize'. FINALIZE and EXECUTE AS USER stand alone in ALTER TASK.

alter task f unset finalize, comment;
----
error 001003 (42000): syntax error line 1 at position 19 unexpected 'finalize'. FINALIZE and EXECUTE AS USER stand alone in ALTER TASK.

alter task w2 set comment = 'x' finalize = r;
----
error 001003 (42000): syntax error line 1 at position 18 unexpected 'comment'. FINALIZE and EXECUTE AS USER stand alone in ALTER TASK.

-- The definition is all that follows AS, to the end of the statement.

create task b1 warehouse = wh comment = 'b'
as
begin
  select 1;
  select 'WHEN; AS';
end;

show tasks like 'B1';
select "definition" from table(result_scan(last_query_id()));
----
begin select 1; select 'WHEN; AS'; end

alter task b1 modify as select 2;

create task b2 warehouse = wh as;
----
error 001003 (42000): syntax error line 1 at position 32 unexpected '<EOF>'.

create task b2 warehouse = wh;
----
error 001003 (42000): syntax error line 1 at position 29 unexpected '<EOF>'.
