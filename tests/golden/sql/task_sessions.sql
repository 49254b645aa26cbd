-- The session of a run: fresh, of the owner role alone, as the service user, with the task's place and parameters.

create database db; create schema db.s; create warehouse wh; use schema db.s; use warehouse compute_wh;
create table log (who varchar, role varchar, secondary varchar, wh varchar, place varchar, zone varchar, var varchar);
create role owner; grant usage on database db to role owner; grant usage, create task on schema db.s to role owner;
grant usage on warehouse wh to role owner; grant insert, select on table log to role owner;
grant execute task on account to role owner; grant role owner to role sysadmin;

use role owner; set v = 'mine';

create task t warehouse = wh timezone = 'Asia/Tokyo'
  as insert into log select current_user(), current_role(), current_secondary_roles(), current_warehouse(),
    current_database() || '.' || current_schema(), to_char(current_timestamp(), 'TZH'), system$current_user_task_name();

use role accountadmin; use schema db.public; alter session set timezone = 'America/Los_Angeles';

execute task db.s.t;

settle

select who, role, wh, place, zone, var from db.s.log;
----
SYSTEM | OWNER | WH | DB.S | +09 | DB.S.T

-- Variables of the session that made the task, or executes it, are not the run's.
use role owner; use schema db.s;

create task v warehouse = wh as insert into log (who) select $v;

use role accountadmin; execute task db.s.v;

settle

select state, error_message from table(db.information_schema.task_history(task_name => 'V'));
----
FAILED | SQL compilation error: error line 1 at position 29 Session variable '$V' does not exist

-- Nothing that a run sets outlives it.
use role owner;

create task p warehouse = wh as alter session set timezone = 'UTC';
create task q warehouse = wh after p as insert into log (who, zone) select 'q', to_char(current_timestamp(), 'TZH');
alter task q resume; execute task p;

settle

use role accountadmin; select who, zone from db.s.log where who = 'q';
----
q | -08

-- What the owner may not, the run may not, whoever executes it.
create table db.s.secret (x int); grant operate on task db.s.t to role public;

use role owner; create task leak warehouse = wh as select * from secret; use role accountadmin; execute task db.s.leak;

settle

select state, error_code from table(db.information_schema.task_history(task_name => 'LEAK'));
----
FAILED | 002003
