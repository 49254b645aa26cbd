create database d;

-- The newest of a name comes back first; for an older one the living takes another name.
create table t (v varchar);
insert into t values ('first');
drop table t;
create table t (v varchar);
insert into t values ('second');
drop table t;
create table t (v varchar);
insert into t values ('third');
show tables history like 'T';
select count(*), count("dropped_on") from table(result_scan(last_query_id()));
----
3 | 2

undrop table t;
----
error 002002 (42710): Object 'D.PUBLIC.T' already exists.

alter table t rename to t3;
undrop table t;
select v from t;
----
second

alter table t rename to t2;
undrop table t;
select v from t;
----
first

undrop table t;
----
error 002002 (42710): Object 'D.PUBLIC.T' already exists.

alter table t rename to t1;
undrop table t;
----
error 002003 (02000): Table 'D.PUBLIC.T' did not exist or was purged.

-- A replaced table was dropped.
create or replace table t1 (v varchar) as select 'replaced';
alter table t1 rename to t4;
undrop table t1;
select v from t1;
----
first

-- A view has the name.
drop table t4;
create view t4 as select 1 as a;
undrop table t4;
----
error 002002 (42710): Object 'D.PUBLIC.T4' already exists.

drop view t4;
undrop table t4;
undrop view t4;
----
error 000002 (0A000): Unsupported feature 'UNDROP VIEW'.

-- A dropped table keeps its grants, keys and counters.
create role r;
create table k (id int identity primary key, v varchar unique);
insert into k (v) values ('a');
grant select on table k to role r;
drop table k;
undrop table k;
insert into k (v) values ('b');
select id, v from k order by id;
----
1 | a
2 | b

show grants on table k;
select "privilege", "grantee_name" from table(result_scan(last_query_id())) order by 1;
----
OWNERSHIP | ACCOUNTADMIN
SELECT | R

show primary keys in table k;
select "column_name" from table(result_scan(last_query_id()));
----
ID

-- Schemas and databases, with names taken meanwhile.
create schema s;
create table s.a (v varchar);
insert into s.a values ('old schema');
drop schema s;
create schema s;
create table s.a (v varchar);
undrop schema s;
----
error 002002 (42710): Object 'D.S' already exists.

alter schema s rename to s_new;
undrop schema s;
select v from s.a;
----
old schema

drop schema s;
undrop table s.a;
----
error 002003 (02000): Schema 'D.S' does not exist or not authorized.

undrop schema s;
create database other;
create schema other.s;
create table other.s.a (v varchar) as select 'old database';
drop database other;
create database other;
undrop database other;
----
error 002002 (42710): Object 'OTHER' already exists.

alter database other rename to newer;
undrop database other;
select v from other.s.a;
----
old database

-- A table that was dropped before its schema stays dropped, and comes back by itself.
use schema d.s;
create table before_all (v varchar);
drop table before_all;
drop schema d.s;
undrop schema d.s;
use schema d.s;
select * from before_all;
----
error 002003 (42S02): Object 'BEFORE_ALL' does not exist or not authorized.

undrop table before_all;

-- Temporary and transient tables: nothing comes back of the one, a day of the other.
create temporary table tmp (a int);
drop table tmp;
undrop table tmp;
----
error 002003 (02000): Table 'D.S.TMP' did not exist or was purged.

-- A temporary table hides a lasting one, but does not have its name.
create table hidden (a int) as select 1;
drop table hidden;
create temporary table hidden (a int) as select 2;
undrop table hidden;
select a from hidden;
----
2

drop table hidden;
select a from hidden;
----
1

create transient table tr (a int) data_retention_time_in_days = 0;
drop table tr;
undrop table tr;
----
error 002003 (02000): Table 'D.S.TR' did not exist or was purged.

create transient table tr (a int);
drop table tr;
undrop table tr;
drop table tr;

advance 25 hours

use schema d.s;
undrop table tr;
----
error 002003 (02000): Table 'D.S.TR' did not exist or was purged.

restart

use schema d.public;
select v from t1;
----
first

undrop table k;
----
error 002002 (42710): Object 'D.PUBLIC.K' already exists.

select id, v from k order by id;
----
1 | a
2 | b
