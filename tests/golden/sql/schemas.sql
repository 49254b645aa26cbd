create schema s;
----
error 090105 (22000): Cannot perform CREATE SCHEMA. This session does not have a current database. Call 'USE DATABASE', or use a qualified name.

create database d;
create schema s;
----
Schema S successfully created.

select current_schema();
----
S

create schema s;
----
error 002002 (42710): Object 'D.S' already exists.

create schema if not exists s;
----
S already exists, statement succeeded.

create schema if not exists information_schema;
----
INFORMATION_SCHEMA already exists, statement succeeded.

create schema information_schema;
----
error 002002 (42710): Object 'INFORMATION_SCHEMA' already exists.

create schema nowhere.s;
----
error 002003 (02000): Database 'NOWHERE' does not exist or not authorized.

create table t (a int);
insert into t values (1);
create view v as select a + 1 as b from t;
drop schema s;
----
S successfully dropped.

select current_database(), current_schema();
----
D | NULL

select * from d.s.t;
----
error 002003 (02000): Schema 'D.S' does not exist or not authorized.

undrop schema s;
----
Schema S successfully restored.

select b from d.s.v;
----
2

-- A name that is taken again is not restored over.
drop schema s;
create schema s;
undrop schema s;
----
error 002002 (42710): Object 'D.S' already exists.

alter schema s rename to other;
undrop schema d.s;
----
Schema S successfully restored.

undrop schema d.s;
----
error 002002 (42710): Object 'D.S' already exists.

select a from d.s.t;
----
1

create database d2;
alter schema d.s rename to d2.s;
select a from d2.s.t;
----
1

alter schema d2.s swap with d2.public;
select a from d2.public.t;
----
1

alter schema d2.public set comment = 'x', user_task_timeout_ms = 60000;
alter schema d2.public unset user_task_timeout_ms;
alter schema if exists d2.nope set comment = 'x';
alter schema d2.nope set comment = 'x';
----
error 002003 (02000): Schema 'D2.NOPE' does not exist or not authorized.

-- Of a table dropped before its schema nothing comes back with the schema.
create schema d.w;
create table d.w.early (a int);
create table d.w.late (a int);
drop table d.w.early;
drop schema d.w;
undrop schema d.w;
select * from d.w.late;
----
(no rows)

select * from d.w.early;
----
error 002003 (42S02): Object 'D.W.EARLY' does not exist or not authorized.

undrop table d.w.early;
----
Table EARLY successfully restored.

create or replace schema d.w;
----
Schema W successfully created.

select * from d.w.late;
----
error 002003 (42S02): Object 'D.W.LATE' does not exist or not authorized.

drop schema d.nope;
----
error 002003 (02000): Schema 'D.NOPE' does not exist or not authorized.

drop schema if exists nowhere.nope;
----
Drop statement executed successfully (NOPE already dropped).

-- INFORMATION_SCHEMA is nobody's to give.
create schema d.plain;
alter schema d.plain rename to information_schema;
----
error 002002 (42710): Object 'INFORMATION_SCHEMA' already exists.

alter schema d.plain rename to d.information_schema;
----
error 002002 (42710): Object 'D.INFORMATION_SCHEMA' already exists.
