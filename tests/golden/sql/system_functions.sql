-- SYSTEM$ functions in queries and by CALL.
create database d;
call system$wait(0);
----
waited 0 seconds

select system$wait(0, 'milliseconds');
----
waited 0 milliseconds

select system$wait(1, 'fortnights');
----
error 001015 (22023): Invalid value [fortnights] for function 'SYSTEM$WAIT', parameter 2

select system$wait('soon');
----
error 001015 (22023): Invalid value [soon] for function 'SYSTEM$WAIT', parameter 1

select system$nothing();
----
error 002140 (42601): Unknown function SYSTEM$NOTHING

call system$nothing();
----
error 002140 (42601): Unknown function SYSTEM$NOTHING

call nothing();
----
error 002141 (42601): Unknown user-defined function NOTHING

select system$allowlist();
----
error 000002 (0A000): Unsupported feature 'SYSTEM$ALLOWLIST'.

select system$wait();
----
error 000938 (22023): not enough arguments for function [SYSTEM$WAIT()], expected 1, got 0

select system$get_task_graph_config('a', 'b');
----
error 000939 (22023): too many arguments for function [SYSTEM$GET_TASK_GRAPH_CONFIG('a', 'b')] expected 1, got 2

select system$set_return_value('x');
----
error 100132 (P0000): Function SYSTEM$SET_RETURN_VALUE must be called from within a task.

call system$get_predecessor_return_value('x');
----
error 100132 (P0000): Function SYSTEM$GET_PREDECESSOR_RETURN_VALUE must be called from within a task.

select system$task_runtime_info('CURRENT_TASK_NAME');
----
error 100132 (P0000): Function SYSTEM$TASK_RUNTIME_INFO must be called from within a task.

select system$current_user_task_name();
----
NULL

select system$cancel_query('no such query');
----
error 000605 (02000): Identified SQL statement is not currently executing.

select system$cancel_all_queries(1);
----
0 queries cancelled in session [1]

select system$abort_session(1);
----
error 100132 (P0000): Session [1] does not exist.

select system$abort_transaction(1);
----
error 100132 (P0000): Transaction '1' does not exist.

create table t (a varchar);
insert into t values ('x');
select system$wait(a) from t;
----
error 002014 (22000): argument needs to be constant: 'SYSTEM$WAIT'

select current_transaction();
----
NULL

begin;
select current_transaction() is not null;
----
TRUE

commit;
select current_statement();
----
select current_statement()

select system$ml_platform_capabilities();
----
{}
