create database d;
create table t (a int);
insert into t values (1);
create temporary table t (a string);
----
Table T successfully created.

insert into t values ('mine');
select a from t;
----
mine

create temporary table t (b int);
----
error 002002 (42710): Object 'T' already exists.

create temporary table if not exists t (b int);
----
T already exists, statement succeeded.

session b

-- Another session sees the permanent table.
use schema d.public;
select a from t;
----
1

create temp table only_b as select 7 as x;
select x from only_b;
----
7

session a

select x from only_b;
----
error 002003 (42S02): Object 'ONLY_B' does not exist or not authorized.

drop table t;
select a from t;
----
1

create temporary table s1 (a int);
alter table s1 add column b int;
alter table s1 rename to s2;
insert into s2 values (1, 2);
select a, b from s2;
----
1 | 2

restart

-- Sessions have ended with the server, and their tables with them.
use schema d.public;
select a from t;
----
1

select * from s2;
----
error 002003 (42S02): Object 'S2' does not exist or not authorized.
