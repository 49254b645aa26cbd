create database d;

-- Tables and views share their names.
create table t (a int) as select 1;
create view v as select 2 as a;
alter table t rename to v;
----
error 002002 (42710): Object 'V' already exists.

alter view v rename to t;
----
error 002002 (42710): Object 'T' already exists.

alter view v rename to public.t;
----
error 002002 (42710): Object 'PUBLIC.T' already exists.

select t.a, v.a from t, v;
----
1 | 2

-- A name that differs in case alone is another one.
alter table t rename to "t";
select a from t;
----
error 002003 (42S02): Object 'T' does not exist or not authorized.

alter table "t" rename to t;

-- The names of temporary and of lasting tables do not meet.
create temporary table own (a int) as select 3;
alter table t rename to own;
select a from own;
----
3

alter table own rename to other;
select o.a, l.a from other as o, own as l;
----
3 | 1

create table other (a int) as select 4;
select a from other;
----
3

create temporary table second (a int);
alter table second rename to other;
----
error 002002 (42710): Object 'OTHER' already exists.

-- Nothing hides INFORMATION_SCHEMA, and nothing becomes of it.
create schema s;
alter schema s rename to information_schema;
----
error 002002 (42710): Object 'INFORMATION_SCHEMA' already exists.

alter schema s rename to d.information_schema;
----
error 002002 (42710): Object 'D.INFORMATION_SCHEMA' already exists.

alter schema s rename to "information_schema";
alter schema d.information_schema rename to x;
----
error 002003 (02000): Schema 'D.INFORMATION_SCHEMA' does not exist or not authorized.

create schema s;
alter schema s swap with d.information_schema;
----
error 002003 (02000): Schema 'D.INFORMATION_SCHEMA' does not exist or not authorized.

-- What cannot be made leaves what was to be replaced.
use schema d.public;
create table kept (a int) as select 5;
create or replace table kept as select 1 / 0 as a;
----
error 100051 (22012): Division by zero

create or replace table kept (a int, a int);
----
error 002025 (42S21): duplicate column name 'A'

create or replace table kept clone nothing;
----
error 002003 (42S02): Table 'D.PUBLIC.NOTHING' does not exist or not authorized.

create or replace schema d.public clone d.nothing;
----
error 002003 (02000): Schema 'D.NOTHING' does not exist or not authorized.

select a from kept;
----
5

-- What is replaced may be read for it.
create or replace table kept as select a + 1 as a from kept;
create or replace table kept clone kept;
create or replace schema public clone public;
create or replace database d clone d;
select a from d.public.kept;
----
6

-- A swap within a transaction commits what was written before.
create table d.public.one (a int) as select 1;
create table d.public.two (a int) as select 2;
begin;
insert into d.public.one values (3);
alter table d.public.one swap with d.public.two;
rollback;
select a from d.public.two order by a;
----
1
3

restart

select a from d.public.two order by a;
----
1
3

select a from d.public.one;
----
2
