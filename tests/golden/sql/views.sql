create database d;
create table t (a int, b varchar);
insert into t values (1, 'x'), (2, 'y');
create view v as select a, b from t where a > 1;
----
View V successfully created.

select * from v;
----
2 | y

create view v as select 1 as a;
----
error 002002 (42710): Object 'V' already exists.

create view if not exists v as select 1 as a;
----
V already exists, statement succeeded.

create or replace view v (n, m) as select a, b from t;
select n from v order by n;
----
1
2

create or replace secure view v comment = 'safe' as select a from t;
----
View V successfully created.

create view w (x) as select a, b from t;
----
error 002026 (42601): Invalid column definition list

create view w as select a, a from t;
----
error 002025 (42S21): duplicate column name 'A'

create view w as select a + 1 from t;
----
error 002022 (42601): Missing column specification

create view w as select a from nope;
----
error 002003 (42S02): Object 'NOPE' does not exist or not authorized.

create view w as select nope from t;
----
error 000904 (42000): invalid identifier 'NOPE'

create view t as select 1 as a;
----
error 002002 (42710): Object 'T' already exists.

create or replace view t as select 1 as a;
----
error 002203 (02000): Object found is of type 'TABLE', not specified type 'VIEW'.

create temporary view w as select 1 as a;
----
error 000002 (0A000): Unsupported feature 'CREATE TEMPORARY VIEW'.

-- A view sees its own schema, wherever it is used.
create schema other;
select * from d.public.v order by a;
----
1
2

create view on_view as select a * 10 as a from d.public.v;
select * from on_view order by a;
----
10
20

alter view on_view rename to higher;
alter view higher set comment = 'x';
alter view higher unset comment;
alter view higher set nonsense = 1;
----
error 001420 (42601): invalid property 'NONSENSE' for 'VIEW'

drop table d.public.t;
select * from d.public.v;
----
error 002003 (42S02): Object 'T' does not exist or not authorized.

undrop table d.public.t;
select * from d.public.v order by a;
----
1
2

drop view higher;
----
HIGHER successfully dropped.

drop view higher;
----
error 002003 (42S02): View 'D.OTHER.HIGHER' does not exist or not authorized.

drop view if exists higher;
----
Drop statement executed successfully (HIGHER already dropped).

drop view d.public.t;
----
error 002203 (02000): Object found is of type 'TABLE', not specified type 'VIEW'.

drop table d.public.v;
----
error 002203 (02000): Object found is of type 'VIEW', not specified type 'TABLE'.

create materialized view mv as select 1 as a;
----
error 000002 (0A000): Unsupported feature 'CREATE MATERIALIZED VIEW'.
