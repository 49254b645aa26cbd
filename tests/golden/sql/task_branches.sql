-- SYSTEM$PREDECESSORS_STATE and SYSTEM$TASK_COMPLETION_STATE: joins after branches, reactions to failures.

create database db; create table log (name varchar, value varchar);

create task r warehouse = compute_wh as select system$set_return_value('left');
create task lefty warehouse = compute_wh after r when system$get_predecessor_return_value('R') = 'left'
  as insert into log values ('LEFTY', null);
create task righty warehouse = compute_wh after r when system$get_predecessor_return_value('R') = 'right'
  as insert into log values ('RIGHTY', null);
create task bad warehouse = compute_wh after r as select 1 / 0;
create task plain_join warehouse = compute_wh after lefty, righty as insert into log values ('PLAIN_JOIN', null);
create task join_ warehouse = compute_wh after lefty, righty
  when system$predecessors_state('NONE_FAILED_MIN_ONE_SUCCEEDED')
  as insert into log select 'JOIN_', system$task_completion_state('LEFTY') || ' ' || system$task_completion_state('RIGHTY');
create task alert warehouse = compute_wh after bad, lefty when system$predecessors_state('AT_LEAST_ONE_FAILED')
  as insert into log values ('ALERT', null);
create task calm warehouse = compute_wh after bad, lefty when system$predecessors_state('ALL_SUCCEEDED')
  as insert into log values ('CALM', null);
create task done warehouse = compute_wh after bad, righty when system$predecessors_state('ALL_DONE')
  as insert into log values ('DONE', null);
create task never warehouse = compute_wh after plain_join when system$predecessors_state('ALL_DONE')
  as insert into log values ('NEVER', null);
create task fin warehouse = compute_wh finalize = r
  when system$task_completion_state('BAD') = 'FAILED' and system$task_completion_state('NEVER') = 'NOT_EXECUTED'
  as insert into log values ('FIN', null);

create task wrong warehouse = compute_wh after r when system$predecessors_state('SOME_FAILED') as select 1;
----
error 002014 (22000): Invalid value [SOME_FAILED] for function 'SYSTEM$PREDECESSORS_STATE', parameter 1: must be one of ALL_SUCCEEDED, ALL_FAILED, ALL_DONE, ALL_SKIPPED, AT_LEAST_ONE_FAILED, AT_LEAST_ONE_SUCCEEDED, NONE_FAILED, NONE_FAILED_MIN_ONE_SUCCEEDED, NONE_SKIPPED.

create task wrong warehouse = compute_wh after r when system$predecessors_state() as select 1;
----
error 002014 (22000): Invalid expression for task condition expression. Only some data type conversions and the following functions are allowed: [SYSTEM$GET_PREDECESSOR_RETURN_VALUE, SYSTEM$STREAM_HAS_DATA].

select system$task_dependents_enable('r'); alter task r suspend;

execute task r;

settle

select * from log order by name;
----
ALERT | NULL
DONE | NULL
FIN | NULL
JOIN_ | SUCCEEDED SKIPPED
LEFTY | NULL

select name, state from table(information_schema.task_history()) order by name;
----
ALERT | SUCCEEDED
BAD | FAILED
CALM | SKIPPED
DONE | SUCCEEDED
FIN | SUCCEEDED
JOIN_ | SUCCEEDED
LEFTY | SUCCEEDED
R | SUCCEEDED
RIGHTY | SKIPPED

select state, first_error_task_name from table(information_schema.complete_task_graphs());
----
FAILED | BAD

select system$task_completion_state('R');
----
error 100132 (P0000): Function SYSTEM$TASK_COMPLETION_STATE must be called from within a task.
