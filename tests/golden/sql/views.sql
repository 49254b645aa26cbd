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
error 001998 (42710): Object 'T' already exists as TABLE

create or replace view t as select 1 as a;
----
error 001998 (42710): Object 'T' already exists as TABLE

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
error 002037 (42601): Failure during expansion of view 'V': SQL compilation error: Object 'T' does not exist or not authorized.

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

use schema d.public;
----
Statement executed successfully.

-- A view of every kind: temporary ones belong to their session and hide others of the name.
create temporary view t2 as select 7 as seven;
select * from t2;
----
7

create view t2 as select 8 as eight;
select * from t2;
----
7

drop view t2;
select * from t2;
----
8

drop view t2;
create or replace temporary table t2 (a int);
create or replace temporary view t2 as select 1 as a;
----
error 001998 (42710): Object 'T2' already exists as TABLE

drop table t2;
----
T2 successfully dropped.

create recursive view counted (n) as select 1 union all select n + 1 from counted where n < 4;
select n from counted order by n;
----
1
2
3
4

create recursive view nameless as select 1 as n union all select n + 1 from nameless where n < 4;
----
error 002026 (42601): Invalid column definition list

create materialized view mv (key comment 'the key', total) comment = 'kept'
as select b, sum(a) from t group by b;
select * from mv order by key;
----
x | 1
y | 2

insert into t values (5, 'x');
select * from mv order by key;
----
x | 6
y | 2

show terse views;
----
2026-01-05 12:00:46.000 | COUNTED | VIEW | D | PUBLIC
2026-01-05 12:00:49.000 | MV | MATERIALIZED_VIEW | D | PUBLIC
2026-01-05 12:00:10.000 | V | VIEW | D | PUBLIC

show views like 'mv';
----
2026-01-05 12:00:49.000 | MV |  | D | PUBLIC | ACCOUNTADMIN | kept | create materialized view mv (key comment 'the key', total) comment = 'kept' as select b, sum(a) from t group by b | false | true | ROLE | OFF

show materialized views;
----
2026-01-05 12:00:49.000 | MV |  | D | PUBLIC |  | NULL | NULL | D | PUBLIC | T | 2026-01-05 12:00:55.000 | NULL | ACCOUNTADMIN | false | NULL | 0s | kept | create materialized view mv (key comment 'the key', total) comment = 'kept' as select b, sum(a) from t group by b | false | OFF | ROLE

describe view mv;
----
KEY | VARCHAR(16777216) | COLUMN | Y | NULL | N | N | NULL | NULL | the key | NULL | NULL | NULL
TOTAL | NUMBER(38,0) | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL

create materialized view two as select t.a from t join t as o on o.a = t.a;
----
error 002212 (0A000): Invalid materialized view definition. More than one table referenced in the view definition

create materialized view on_view as select n from counted;
----
error 002212 (0A000): Invalid materialized view definition. The view definition must read a table, not a view

create materialized view sorted as select a from t order by a;
----
error 002212 (0A000): Invalid materialized view definition. ORDER BY clause is not allowed

create materialized view having_one as select a from t group by a having count(*) > 1;
----
error 002212 (0A000): Invalid materialized view definition. HAVING clause is not allowed

create materialized view both_of as select a from t union all select a from t;
----
error 002212 (0A000): Invalid materialized view definition. Set operators are not allowed

alter materialized view mv rename to mv2;
drop materialized view mv2;
----
MV2 successfully dropped.

-- Comments of columns.
create view c (x comment 'first', y) as select a, b from t;
alter view c modify column y comment 'second', column x unset comment;
describe view c;
----
X | NUMBER(38,0) | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL
Y | VARCHAR(16777216) | COLUMN | Y | NULL | N | N | NULL | NULL | second | NULL | NULL | NULL

alter view c alter column nope comment 'x';
----
error 000904 (42000): invalid identifier 'NOPE'

-- CREATE OR ALTER keeps the view and its grants; COPY GRANTS takes the grants over.
create role reader;
grant select on view c to role reader;
create or alter view c comment = 'changed' as select a from t;
show grants on view c;
----
2026-01-05 12:01:04.000 | OWNERSHIP | VIEW | D.PUBLIC.C | ROLE | ACCOUNTADMIN | true | ACCOUNTADMIN | ROLE
2026-01-05 12:01:09.000 | SELECT | VIEW | D.PUBLIC.C | ROLE | READER | false | ACCOUNTADMIN | ROLE

select * from c order by a;
----
1
2
5

create or replace view c copy grants as select b from t;
show grants on view c;
----
2026-01-05 12:01:13.000 | OWNERSHIP | VIEW | D.PUBLIC.C | ROLE | ACCOUNTADMIN | true | ACCOUNTADMIN | ROLE
2026-01-05 12:01:09.000 | SELECT | VIEW | D.PUBLIC.C | ROLE | READER | false | ACCOUNTADMIN | ROLE

create or replace view c as select b from t;
show grants on view c;
----
2026-01-05 12:01:15.000 | OWNERSHIP | VIEW | D.PUBLIC.C | ROLE | ACCOUNTADMIN | true | ACCOUNTADMIN | ROLE

create or alter view fresh as select a from t where a = 1;
select * from fresh;
----
1

create or alter view t as select 1 as a;
----
error 001998 (42710): Object 'T' already exists as TABLE

-- What a view reads is gone, or has changed.
create view on_c as select b from c;
create or replace view c as select a from t;
select * from on_c;
----
error 002037 (42601): Failure during expansion of view 'ON_C': SQL compilation error: invalid identifier 'B'

create or replace table t (b varchar);
select * from c;
----
error 002037 (42601): Failure during expansion of view 'C': SQL compilation error: invalid identifier 'A'

-- One name space, and errors that name what is there.
use schema d.public;
create or replace table kt (a int);
create or replace view kv as select 2 as a;
create or replace materialized view km as select a from kt;
create view kt as select 1 as a;
----
error 001998 (42710): Object 'KT' already exists as TABLE

create view if not exists kt as select 1 as a;
----
error 001998 (42710): Object 'KT' already exists as TABLE

create table kv (a int);
----
error 001998 (42710): Object 'KV' already exists as VIEW

create or replace table kv (a int);
----
error 001998 (42710): Object 'KV' already exists as VIEW

create table if not exists kv (a int);
----
error 001998 (42710): Object 'KV' already exists as VIEW

create or replace view kt as select 1 as a;
----
error 001998 (42710): Object 'KT' already exists as TABLE

create or replace view km as select 1 as a;
----
error 001998 (42710): Object 'KM' already exists as MATERIALIZED_VIEW

create or replace materialized view kv as select a from kt;
----
error 001998 (42710): Object 'KV' already exists as VIEW

drop view if exists kt;
----
error 002203 (02000): Object found is of type 'TABLE', not specified type 'VIEW'.

drop view km;
----
error 002203 (02000): Object found is of type 'MATERIALIZED_VIEW', not specified type 'VIEW'.

drop table km;
----
error 002203 (02000): Object found is of type 'MATERIALIZED_VIEW', not specified type 'TABLE'.

drop materialized view kv;
----
error 002203 (02000): Object found is of type 'VIEW', not specified type 'MATERIALIZED_VIEW'.

drop materialized view if exists kt;
----
error 002203 (02000): Object found is of type 'TABLE', not specified type 'MATERIALIZED_VIEW'.

drop materialized view if exists nothing;
----
Drop statement executed successfully (NOTHING already dropped).

alter view kv rename to kt;
----
error 002002 (42710): Object 'KT' already exists.

alter table kt rename to km;
----
error 002002 (42710): Object 'KM' already exists.

alter table kt rename to kt;
----
error 002002 (42710): Object 'KT' already exists.

comment on column kv.a is 'no';
----
error 002203 (02000): Object found is of type 'VIEW', not specified type 'TABLE'.

comment on column kt.a is 'yes';
comment if exists on column nothing.a is 'nothing';
----
Statement executed successfully.

comment on constraint kt.a is 'no';
----
error 001003 (42000): syntax error line 1 at position 11 unexpected 'constraint'.

drop materialized view km;
drop view kv;
drop table kt;

-- Who may not know of a view is not told that it is none of the kind, nor can take its name.
create view hidden as select 1 as a;
create table kept (a int);
create role maker;
grant role maker to user admin;
grant usage on database d to role maker;
grant usage, create table on schema d.public to role maker;
use role maker;
use secondary roles none;
drop table if exists d.public.hidden;
----
Drop statement executed successfully (HIDDEN already dropped).

drop table d.public.hidden;
----
error 002003 (42S02): Table 'D.PUBLIC.HIDDEN' does not exist or not authorized.

create table d.public.own (a int);
alter table d.public.own rename to hidden;
----
error 002002 (42710): Object 'HIDDEN' already exists.

drop table d.public.own;
create table d.public.hidden (a int);
----
error 001998 (42710): Object 'HIDDEN' already exists as VIEW

use role accountadmin;
alter view hidden rename to other_name;
use role maker;
create table d.public.hidden (a int);
drop table d.public.hidden;
use role accountadmin;
alter view other_name rename to hidden;
use role maker;
undrop table d.public.hidden;
----
error 002002 (42710): Object 'D.PUBLIC.HIDDEN' already exists.

-- What may not be known of is denied in the words for what is not there.
drop view d.public.hidden;
----
error 002003 (42S02): View 'D.PUBLIC.HIDDEN' does not exist or not authorized.

drop view d.public.nothing;
----
error 002003 (42S02): View 'D.PUBLIC.NOTHING' does not exist or not authorized.

drop table d.public.kept;
----
error 002003 (42S02): Table 'D.PUBLIC.KEPT' does not exist or not authorized.

alter table d.public.kept set tag d.public.nothing = 'x';
----
error 002003 (02000): Tag 'D.PUBLIC.NOTHING' does not exist or not authorized.
