create database d;
create table t (a int);
insert into t values (1);
create temporary table t (b int, c int);
insert into t values (2, 3);

-- What names the table means the temporary one.
describe table t;
select "name" from table(result_scan(last_query_id()));
----
B
C

alter table t add column d int;
truncate table t;
select count(*) from t;
----
0

create table like_it like t;
create table clone_it clone t;
----
error 002120 (0A000): Temp table cannot be cloned to a permanent table; clone to a transient table instead.

create transient table clone_it clone t;
describe table like_it;
select "name" from table(result_scan(last_query_id()));
----
B
C
D

show tables like 'T';
select "name", "kind", "retention_time" from table(result_scan(last_query_id())) order by 2;
----
T | TABLE | 1
T | TEMPORARY | 0

select table_name, table_type, is_transient, is_temporary from information_schema.tables where table_name = 'T' order by 2;
----
T | BASE TABLE | NO | NO
T | LOCAL TEMPORARY | NO | YES

-- A permanent table can be made and replaced behind the temporary one.
create or replace table t (e int) as select 9;
select count(*) from t;
----
0

create or replace temporary table t (f int) as select 7;
select f from t;
----
7

-- DROP takes the temporary one first, then the permanent.
drop table t;
select e from t;
----
9

drop table t;
drop table t;
----
error 002003 (42S02): Table 'D.PUBLIC.T' does not exist or not authorized.

undrop table t;
select e from t;
----
9

-- No kind becomes another.
create temporary table tmp (a int);
create transient table tr (a int);
alter table tmp swap with t;
----
error 000002 (0A000): Unsupported feature 'SWAP WITH between a temporary and another table'.

alter table tr swap with t;
show tables in schema public;
select "name", "kind" from table(result_scan(last_query_id())) where "name" in ('T', 'TR', 'TMP') order by 1;
----
T | TRANSIENT
TMP | TEMPORARY
TR | TABLE

create temporary table tmp2 (a int) data_retention_time_in_days = 2;
----
error 001008 (22023): invalid value [2] for parameter 'DATA_RETENTION_TIME_IN_DAYS'

create transient table tr2 (a int) data_retention_time_in_days = 2;
----
error 001008 (22023): invalid value [2] for parameter 'DATA_RETENTION_TIME_IN_DAYS'

alter table tmp set data_retention_time_in_days = 1;
alter table tmp set data_retention_time_in_days = 5;
----
error 001008 (22023): invalid value [5] for parameter 'DATA_RETENTION_TIME_IN_DAYS'

create transient temporary table both (a int);
create local temporary table words (a int);
create global temp table words2 (a int);
create volatile table words3 (a int);
show tables like 'WORDS%';
select "name", "kind" from table(result_scan(last_query_id())) order by 1;
----
WORDS | TEMPORARY
WORDS2 | TEMPORARY
WORDS3 | TEMPORARY

-- What is made in a transient schema is transient.
create transient schema ts;
create table ts.x (a int);
show tables in schema ts;
select "name", "kind" from table(result_scan(last_query_id()));
----
X | TRANSIENT

create table ts.z (a int) data_retention_time_in_days = 2;
----
error 001008 (22023): invalid value [2] for parameter 'DATA_RETENTION_TIME_IN_DAYS'

create temporary table ts.y (a int);
create table ts.from_permanent clone d.public.tr;
create table d.public.from_transient clone ts.x;
----
error 002120 (0A000): Transient object cannot be cloned to a permanent object.

use schema d.public;
create database copy clone d;
create schema d.public2 clone d.public;
show tables in schema d.public2;
select "name", "kind" from table(result_scan(last_query_id())) order by 1;
----
CLONE_IT | TRANSIENT
LIKE_IT | TABLE
T | TRANSIENT
TR | TABLE

-- No privilege is needed to make one; others cannot see it.
create role r;
grant role r to user admin;
grant usage on database d to role r;
grant usage on schema d.public to role r;
use role r;
use secondary roles none;
use schema d.public;
create table mine (a int);
----
error 003001 (42501): SQL access control error: Insufficient privileges to operate on schema 'PUBLIC'.

create temporary table mine (a int);
insert into mine values (5);
select a from mine;
----
5

use role accountadmin;
grant select on table mine to role public;

session b

use schema d.public;
select a from mine;
----
error 002003 (42S02): Object 'MINE' does not exist or not authorized.

show tables like 'MINE';
----
(no rows)

drop table if exists mine;

session a

select a from mine;
----
5
