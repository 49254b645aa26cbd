-- Who may do what with tasks, and what happens to tasks when their owner changes.

create database db; create schema s; create warehouse wh; create role dev; create role ops; create role other;
grant role dev to user admin; grant role ops to user admin; grant role other to user admin;
grant usage on database db to role dev; grant usage on database db to role ops; grant usage on database db to role other;
grant usage on schema s to role ops;

-- CREATE needs CREATE TASK and USAGE on the schema, USAGE on the database.

use role dev;

create task db.s.t warehouse = wh as select 1;
----
error 091083 (02000): Nonexistent warehouse WH was specified.

use role accountadmin; grant usage on warehouse wh to role dev; use role dev;

create task db.s.t warehouse = wh as select 1;
----
error 002003 (02000): Schema 'DB.S' does not exist or not authorized.

use role accountadmin; grant usage on schema db.s to role dev; use role dev;

create task db.s.t warehouse = wh as select 1;
----
error 003001 (42501): SQL access control error: Insufficient privileges to operate on schema 'S'.

use role accountadmin; grant create task on schema db.s to role dev; use role dev; use schema db.s;
create task t warehouse = wh schedule = '1 HOUR' as select 1; create task c warehouse = wh after t as select 1;

-- CREATE needs USAGE on the warehouse; one that the role may not know of does not exist.

use role accountadmin; create warehouse secret; create warehouse seen; grant monitor on warehouse seen to role dev; use role dev;

create task x warehouse = secret as select 1;
----
error 091083 (02000): Nonexistent warehouse SECRET was specified.

create task x warehouse = seen as select 1;
----
error 003001 (42501): SQL access control error: Insufficient privileges to operate on warehouse 'SEEN'.

alter task t set warehouse = secret;
----
error 091083 (02000): Nonexistent warehouse SECRET was specified.

-- A serverless task needs EXECUTE MANAGED TASK: to be created, replaced, cloned, and made from another.

create task x as select 1;
----
error 003001 (42501): SQL access control error: Insufficient privileges to operate on account 'FRAZIL'.

create or replace task t as select 1;
----
error 003001 (42501): SQL access control error: Insufficient privileges to operate on account 'FRAZIL'.

create or alter task t as select 1;
----
error 003001 (42501): SQL access control error: Insufficient privileges to operate on account 'FRAZIL'.

alter task t unset warehouse;
----
error 003001 (42501): SQL access control error: Insufficient privileges to operate on account 'FRAZIL'.

use role accountadmin; grant execute managed task on account to role dev; use role dev; create task x as select 1;

use role accountadmin; revoke execute managed task on account from role dev; use role dev;

create task y clone x;
----
error 003001 (42501): SQL access control error: Insufficient privileges to operate on account 'FRAZIL'.

-- To run, the owner role needs EXECUTE TASK, EXECUTE MANAGED TASK if serverless, and USAGE on its warehouse.

alter task t resume;
----
error 091089 (23001): Cannot execute task, EXECUTE TASK privilege must be granted to owner role

execute task t;
----
error 091089 (23001): Cannot execute task, EXECUTE TASK privilege must be granted to owner role

use role accountadmin; grant execute task on account to role dev; use role dev;

alter task x resume;
----
error 091089 (23001): Cannot execute task, EXECUTE MANAGED TASK privilege must be granted to owner role

use role accountadmin; revoke usage on warehouse wh from role dev; use role dev;

alter task t resume;
----
error 091089 (23001): Cannot execute task, USAGE privilege on the task's warehouse must be granted to owner role

use role accountadmin; grant usage on warehouse wh to role dev; revoke usage on schema s from role dev;
grant operate on task t to role ops; use role ops;

alter task t resume;
----
error 091089 (23001): Cannot execute task, USAGE privilege on the task's schema must be granted to owner role

use role accountadmin; grant usage on schema s to role dev; revoke operate on task t from role ops; use role dev;
alter task t resume;

-- What the owner role has lost fails the runs that begin afterwards.

use role accountadmin; revoke execute task on account from role dev;

advance 1 hours

select name, state, error_code, error_message from table(information_schema.task_history()) where state = 'FAILED';
----
T | FAILED | 091089 | Cannot execute task, EXECUTE TASK privilege must be granted to owner role

grant execute task on account to role dev; use role dev; alter task t suspend;

-- Without a privilege a task is not there: neither listed nor described, and no error tells that it exists.

use role ops;

show tasks in schema db.s;
----
(no rows)

describe task t;
----
error 002003 (02000): Task 'DB.S.T' does not exist or not authorized.

alter task t resume;
----
error 002003 (02000): Task 'DB.S.T' does not exist or not authorized.

execute task t;
----
error 002003 (02000): Task 'DB.S.T' does not exist or not authorized.

drop task t;
----
error 002003 (02000): Task 'DB.S.T' does not exist or not authorized.

create task z after t as select 1;
----
error 003001 (42501): SQL access control error: Insufficient privileges to operate on schema 'S'.

show parameters in task t;
----
error 002043 (02000): Object does not exist, or operation cannot be performed.

-- MONITOR shows a task, and lets nothing be done to it.

use role accountadmin; grant monitor on task t to role ops; use role ops;

show tasks in schema db.s;
select "name" from table(result_scan(last_query_id()));
----
T

describe task t;
select "name" from table(result_scan(last_query_id()));
----
T

select distinct name from table(information_schema.task_history());
----
T

alter task t resume;
----
error 003001 (42501): SQL access control error: Insufficient privileges to operate on task 'T'.

execute task t;
----
error 003001 (42501): SQL access control error: Insufficient privileges to operate on task 'T'.

select system$task_dependents_enable('t');
----
error 003001 (42501): SQL access control error: Insufficient privileges to operate on task 'T'.

-- OPERATE resumes, suspends, executes and cancels, and changes nothing.

use role accountadmin; grant operate on task t to role ops; use role ops;
alter task t resume; alter task t suspend; execute task t;

settle

select system$user_task_cancel_ongoing_executions('t');
----
Task T has no currently running executions. If the task was dropped or replaced after a previous execution started, use SYSTEM$CANCEL_QUERY along with the query id to cancel the run.

alter task t set comment = 'x';
----
error 003001 (42501): SQL access control error: Insufficient privileges to operate on task 'T'.

alter task t unset comment;
----
error 003001 (42501): SQL access control error: Insufficient privileges to operate on task 'T'.

alter task t modify as select 2;
----
error 003001 (42501): SQL access control error: Insufficient privileges to operate on task 'T'.

alter task t modify when 1 = 1;
----
error 003001 (42501): SQL access control error: Insufficient privileges to operate on task 'T'.

alter task c add after t;
----
error 002003 (02000): Task 'DB.S.C' does not exist or not authorized.

drop task t;
----
error 003001 (42501): SQL access control error: Insufficient privileges to operate on task 'T'.

-- SYSTEM$TASK_DEPENDENTS_ENABLE needs OPERATE or OWNERSHIP of everything that it resumes.

select system$task_dependents_enable('t');
----
error 002003 (02000): Task 'DB.S.C' does not exist or not authorized.

use role accountadmin; grant operate on all tasks in schema s to role ops; use role ops;

select system$task_dependents_enable('t');
----
Statement executed successfully.

show tasks in schema db.s;
select "name", "state" from table(result_scan(last_query_id()));
----
C | started
T | started
X | suspended

select system$task_dependents_enable('t');
----
error 091421 (22000): Unable to update graph with root task DB.S.T since that root task is not suspended.

alter task t suspend;

-- A run belongs to the owner role, whoever starts it.

use role accountadmin; grant create table on schema s to role dev; use role dev; create table who (u varchar, r varchar);
alter task t modify as insert into who select current_user(), current_role(); use role ops; execute task t;

settle

use role dev; select * from who;
----
SYSTEM | DEV

-- MONITOR EXECUTION on the account shows the history of all tasks, and lists none.

use role accountadmin; grant monitor execution on account to role other; use role other;

select distinct name from table(db.information_schema.task_history()) order by 1;
----
C
T

show tasks in database db;
----
(no rows)

-- Privileges on tasks: one, all of a schema, all of a database; ALL is APPLYBUDGET, MONITOR and OPERATE.

use role accountadmin; grant all on task x to role other;

show grants on task x;
select "privilege", "grantee_name" from table(result_scan(last_query_id())) order by 1, 2;
----
APPLYBUDGET | OTHER
MONITOR | OTHER
OPERATE | OPS
OPERATE | OTHER
OWNERSHIP | DEV

revoke all privileges on task x from role other; grant monitor, operate on all tasks in database db to role other;

show grants to role other;
select "privilege", "name" from table(result_scan(last_query_id())) where "granted_on" = 'TASK' order by 1, 2;
----
MONITOR | DB.S.C
MONITOR | DB.S.T
MONITOR | DB.S.X
OPERATE | DB.S.C
OPERATE | DB.S.T
OPERATE | DB.S.X

revoke all on all tasks in schema s from role other; revoke all on all tasks in database db from role ops;

grant select on task t to role other;
----
error 001008 (22023): Invalid object type 'TASK' for privilege 'SELECT'

-- All tasks of a graph have one owner.

use role accountadmin; grant all on schema s to role other; grant usage on warehouse wh to role other;
grant monitor on task t to role other; use role other;

create task mine warehouse = wh after t as select 1;
----
error 001422 (22023): Task MINE and its predecessor T must have the same owner.

create task mine warehouse = wh finalize = t as select 1;
----
error 001422 (22023): Task MINE and its root T must have the same owner.

use role accountadmin; revoke monitor on task t from role other; use role other;

create task mine warehouse = wh after t as select 1;
----
error 001422 (22023): Invalid predecessor T was specified.

-- A role that inherits the ownership may not replace a task by one of its own under tasks of another.

use role accountadmin; grant role dev to role other; use role other;

create or replace task t warehouse = wh as select 1;
----
error 001422 (22023): Task C and its predecessor T must have the same owner.

alter task t set comment = 'by inheritance'; create or replace task c warehouse = wh as select 1;

show tasks like 'C';
select "owner", "predecessors" from table(result_scan(last_query_id()));
----
OTHER | []

use role accountadmin; revoke role dev from role other; use role other; drop task c;
use role dev; create task c warehouse = wh after t as select 1; create task f warehouse = wh finalize = t as select 1;

-- GRANT OWNERSHIP of a task that its schedule may start is refused.

alter task c resume; alter task f resume; alter task t resume; use role accountadmin;

grant ownership on task t to role other;
----
error 091421 (22000): Unable to update graph with root task DB.S.T since that root task is not suspended.

grant ownership on task f to role other;
----
error 091421 (22000): Unable to update graph with root task DB.S.T since that root task is not suspended.

use role dev; alter task t suspend; use role accountadmin;

-- GRANT OWNERSHIP of one task is refused while others have privileges on it, or takes them along, or takes them away.

grant monitor on task t to role ops;

grant ownership on task t to role other;
----
error 003036 (23001): SQL execution error: Dependent grant of privilege 'MONITOR' on securable 'DB.S.T' to role 'OPS' exists. It must be revoked first. More than one dependent grant may exist: use 'SHOW GRANTS' command to view them. To revoke all dependent grants while transferring object ownership, use convenience command 'GRANT OWNERSHIP ON <target_objects> TO <target_role> REVOKE CURRENT GRANTS'.

grant ownership on task t to role dev;

-- GRANT OWNERSHIP of one task cuts its links in both directions, and leaves it suspended, and roots suspended.

grant ownership on task t to role other copy current grants;
----
Statement executed successfully.

show tasks in schema s;
select "name", "owner", "state", "task_relations", "last_suspended_reason" from table(result_scan(last_query_id()));
----
C | DEV | suspended | {"Predecessors":[]} | CHILD_BECAME_ROOT
F | DEV | suspended | {"Predecessors":[]} | FINALIZER_BECAME_ROOT
T | OTHER | suspended | {"Predecessors":[]} | GRANT_OWNERSHIP
X | DEV | suspended | {"Predecessors":[]} | NULL

show grants on task t;
select "privilege", "grantee_name", "granted_by" from table(result_scan(last_query_id())) order by 1;
----
MONITOR | OPS | OTHER
OWNERSHIP | OTHER | OTHER

grant ownership on task t to role dev revoke current grants;

show grants on task t;
select "privilege", "grantee_name" from table(result_scan(last_query_id()));
----
OWNERSHIP | DEV

-- GRANT OWNERSHIP of all tasks of a schema suspends them itself and keeps their links.

use role dev; alter task c add after t; alter task f set finalize = t; alter task c resume; alter task t resume;
use role accountadmin; grant ownership on all tasks in schema db.s to role other copy current grants;
----
Statement executed successfully.

show tasks in schema s;
select "name", "owner", "state", "task_relations", "last_suspended_reason" from table(result_scan(last_query_id()));
----
C | OTHER | suspended | {"Predecessors":["DB.S.T"]} | GRANT_OWNERSHIP
F | OTHER | suspended | {"FinalizedRootTask":"DB.S.T","Predecessors":[]} | GRANT_OWNERSHIP
T | OTHER | suspended | {"FinalizerTask":"DB.S.F","Predecessors":[]} | GRANT_OWNERSHIP
X | OTHER | suspended | {"Predecessors":[]} | GRANT_OWNERSHIP

use role other;

alter task t resume;
----
error 091089 (23001): Cannot execute task, EXECUTE TASK privilege must be granted to owner role

use role accountadmin; grant execute task on account to role other; grant usage on schema db.s to role other;
use role other; alter task c resume; alter task t resume;
----
Statement executed successfully.

-- DROP ROLE of the owner hands its tasks to the role that drops it, suspended, with their links.

create task busy warehouse = wh as select system$wait(30, 'MINUTES'); execute task busy;

settle

use role accountadmin; drop role other;

show tasks in schema s;
select "name", "owner", "state", "task_relations", "last_suspended_reason" from table(result_scan(last_query_id()));
----
BUSY | ACCOUNTADMIN | suspended | {"Predecessors":[]} | NULL
C | ACCOUNTADMIN | suspended | {"Predecessors":["DB.S.T"]} | GRANT_OWNERSHIP
F | ACCOUNTADMIN | suspended | {"FinalizedRootTask":"DB.S.T","Predecessors":[]} | GRANT_OWNERSHIP
T | ACCOUNTADMIN | suspended | {"FinalizerTask":"DB.S.F","Predecessors":[]} | GRANT_OWNERSHIP
X | ACCOUNTADMIN | suspended | {"Predecessors":[]} | GRANT_OWNERSHIP

-- A run in progress finishes under the role that is dropped.

select name, state from table(information_schema.task_history(task_name => 'BUSY'));
----
BUSY | EXECUTING

advance 2 hours

select name, state from table(information_schema.task_history(task_name => 'BUSY'));
----
BUSY | SUCCEEDED

create role itself; grant ownership on role itself to role itself; grant role itself to user admin;

use role itself; drop role itself;
----
error 002043 (02000): Cannot drop role ITSELF as it is the current primary role.

-- GRANT OWNERSHIP of all tasks of a database works as that of a schema.

use role accountadmin; grant ownership on all tasks in database db to role ops copy current grants;

show tasks in database db;
select "name", "owner", "predecessors" from table(result_scan(last_query_id()));
----
BUSY | OPS | []
C | OPS | ["\"DB\".\"S\".\"T\""]
F | OPS | []
T | OPS | []
X | OPS | []
