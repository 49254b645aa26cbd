-- EXECUTE AS USER: in whose name a body runs, and what that takes.

create database db; create schema s; create warehouse wh; create role dev; create role extra; create role plain;
create user ann password = 'Correct-horse-7'; create user bob password = 'Correct-horse-7'; grant role dev to user admin;
grant role extra to user ann; grant role plain to user admin;
grant usage on database db to role dev; grant all on schema s to role dev; grant all on warehouse wh to role dev;
grant usage on database db to role extra; grant usage on schema s to role extra;
grant execute task on account to role dev; create table who (name varchar, role varchar); create table only_extra (x int);
grant insert on table who to role dev; grant insert on table only_extra to role extra; use role dev;

-- The user must exist, have the owner role, and have let that role act in his name.

create task t warehouse = wh execute as user nobody as select 1;
----
error 002003 (02000): User 'NOBODY' does not exist or not authorized.

create task t warehouse = wh execute as user system as select 1;
----
error 002003 (02000): User 'SYSTEM' does not exist or not authorized.

create task t warehouse = wh execute as user ann as select 1;
----
error 003001 (42501): SQL access control error: Insufficient privileges to operate on user 'ANN'.

use role accountadmin; grant impersonate on user ann to role dev; use role dev;

create task t warehouse = wh execute as user ann as select 1;
----
error 003001 (42501): The user ANN has no access to the task owner role DEV. To fix, an administrator must run GRANT ROLE DEV TO USER ANN.

create task t warehouse = wh execute_as_user = ann as select 1;
----
error 001420 (42601): invalid property 'EXECUTE_AS_USER' for 'TASK'

use role accountadmin; grant role dev to user ann; use role dev;
create task t warehouse = wh execute as user ann as insert into who select current_user(), current_role();
create task u warehouse = wh after t as insert into who select current_user(), current_role(); alter task u resume;

show tasks;
select "name", "execute_as_user" from table(result_scan(last_query_id()));
----
T | ANN
U | NULL

-- The body's session is the user's, with the owner role as the primary one; other members are the service user's.

execute task t;

settle

use role accountadmin; select * from who order by 1;
----
ANN | DEV
SYSTEM | DEV

-- The user's default secondary roles are in force; without the user they are not.

use role dev; create task v warehouse = wh as insert into only_extra select 1; execute task v;

settle

alter task v set execute as user ann; execute task v;

settle

select state from table(information_schema.task_history(task_name => 'V')) order by scheduled_time;
----
FAILED
SUCCEEDED

use role accountadmin; alter user ann set default_secondary_roles = (); use role dev; execute task v;

settle

select state from table(information_schema.task_history(task_name => 'V')) order by scheduled_time;
----
FAILED
SUCCEEDED
FAILED

-- SET, UNSET, OR ALTER and CLONE.

alter task v set execute as user bob;
----
error 003001 (42501): SQL access control error: Insufficient privileges to operate on user 'BOB'.

alter task v unset execute as user;

show tasks like 'V';
select "execute_as_user" from table(result_scan(last_query_id()));
----
NULL

create or alter task v warehouse = wh execute as user ann as select 1;

show tasks like 'V';
select "execute_as_user" from table(result_scan(last_query_id()));
----
ANN

create or alter task v warehouse = wh as select 1; create task w clone t;

show tasks;
select "name", "execute_as_user" from table(result_scan(last_query_id())) where "name" in ('V', 'W');
----
V | NULL
W | ANN

-- Who owns a task by inheritance alone clones it as himself, and needs the privilege himself.

use role accountadmin; grant role dev to role plain; grant all on schema s to role plain; use role plain;

create task x clone t;
----
error 003001 (42501): The user ANN has no access to the task owner role PLAIN. To fix, an administrator must run GRANT ROLE PLAIN TO USER ANN.

-- Another role does not get to act in the user's name by getting the task.

use role accountadmin; grant ownership on task w to role plain revoke current grants;
grant execute task on account to role plain; use role plain;

execute task w;
----
error 003001 (42501): Task execution failed because the user ANN no longer has access to the task owner role PLAIN. To fix, an administrator must run GRANT ROLE PLAIN TO USER ANN, or alter the task to execute as another user.

alter task w unset execute as user; execute task w;

settle

-- A user who has lost the owner role, or has gone, fails the runs that begin afterwards.

use role dev; alter task t set schedule = '1 HOUR'; alter task t resume; use role accountadmin; revoke role dev from user ann;

advance 1 hours

select error_code, error_message from table(db.information_schema.task_history(task_name => 'T')) where state = 'FAILED';
----
003001 | Task execution failed because the user ANN no longer has access to the task owner role DEV. To fix, an administrator must run GRANT ROLE DEV TO USER ANN, or alter the task to execute as another user.

grant role dev to user ann; revoke impersonate on user ann from role dev;

advance 1 hours

select error_code, error_message from table(db.information_schema.task_history(task_name => 'T')) where state = 'FAILED'
  order by scheduled_time desc limit 1;
----
091089 | Cannot execute task, IMPERSONATE privilege on user ANN must be granted to owner role

drop user ann; use role dev; use schema db.s;

advance 1 hours

select error_code, error_message from table(information_schema.task_history(task_name => 'T')) where state = 'FAILED'
  order by scheduled_time desc limit 1;
----
003001 | Task execution failed because its user does not exist any more or is disabled.

alter task t suspend;

execute task t;
----
error 003001 (42501): Task execution failed because its user does not exist any more or is disabled.
