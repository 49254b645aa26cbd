create database d;
create table t (
    id int autoincrement start 10 increment 5, a varchar default 'x' comment 'col', n number(38,0),
    constraint pk primary key (id)
) comment = 'original';
insert into t (a, n) values ('one', 12345678901234567890), ('two', null);
create table c clone t;
select id, a, n from c order by id;
----
10 | one | 12345678901234567890
15 | two | NULL

-- A copy: neither knows of the other's changes, and both count on.
insert into c (n) values (1);
insert into t (n) values (2);
delete from t where a = 'one';
select id, a, n from c order by id;
----
10 | one | 12345678901234567890
15 | two | NULL
20 | x | 1

select id, a, n from t order by id;
----
15 | two | NULL
20 | x | 2

describe table c;
select "name", "type", "null?", "default", "primary key", "comment" from table(result_scan(last_query_id()));
----
ID | NUMBER(38,0) | N | IDENTITY START 10 INCREMENT 5 NOORDER | Y | NULL
A | VARCHAR(16777216) | Y | 'x' | N | col
N | NUMBER(38,0) | Y | NULL | N | NULL

show tables;
select "name", "kind", "rows", "comment" from table(result_scan(last_query_id())) order by 1;
----
C | TABLE | 3 | original
T | TABLE | 2 | original

-- Names and modes.
create table c clone t;
----
error 002002 (42710): Object 'C' already exists.

create table if not exists c clone t;
----
C already exists, statement succeeded.

create or replace table c clone t comment = 'again';
select id, a, n from c order by id;
----
15 | two | NULL
20 | x | 2

create or replace table c clone c;
select count(*) from c;
----
2

create table e clone nope;
----
error 002003 (42S02): Table 'D.PUBLIC.NOPE' does not exist or not authorized.

create view v as select id, a from t;
create table e clone v;
----
error 002203 (02000): Object found is of type 'VIEW', not specified type 'TABLE'.

create table e clone t at (offset => -60);
----
error 000002 (0A000): Unsupported feature 'time travel'.

-- Kinds.
create transient table tr (a int);
insert into tr values (1);
create table p clone tr;
----
error 002120 (0A000): Transient object cannot be cloned to a permanent object.

create transient table tr2 clone tr;
create temporary table tmp clone t;
insert into tmp (a) values ('mine');
select count(*) from tmp;
----
3

create table p clone tmp;
----
error 002120 (0A000): Temp table cannot be cloned to a permanent table; clone to a transient table instead.

create transient table p clone tmp;
select count(*) from p;
----
3

-- What one statement clones refers to what it clones.
create sequence s start 100;
create table dim (id int primary key);
create table fact (id int default s.nextval, dim_id int references dim);
insert into dim values (1);
insert into fact (dim_id) values (1);
create view joined as select f.id, d.id as dim_id from fact f join dim d on f.dim_id = d.id;
create warehouse w;
create task root warehouse = w schedule = '60 minute' as insert into dim values (7);
create task child warehouse = w after root as select 1;
alter task root resume;
create role r;
grant usage on schema public to role r;
grant select on table fact to role r;
create schema public2 clone public comment = 'copy';
select current_schema();
----
PUBLIC2

insert into public2.fact (dim_id) values (2);
insert into public2.dim values (2);
select id, dim_id from public2.joined order by 1;
----
100 | 1
101 | 2

select id, dim_id from public.joined order by 1;
----
100 | 1

select public.s.nextval, public2.s.nextval;
----
101 | 102

show imported keys in public2.fact;
select "pk_schema_name", "pk_table_name", "fk_schema_name" from table(result_scan(last_query_id()));
----
PUBLIC2 | DIM | PUBLIC2

describe table public2.fact;
select "name", "default" from table(result_scan(last_query_id()));
----
ID | D.PUBLIC2.S.NEXTVAL
DIM_ID | NULL

show tables in schema public2;
select "name", "kind", "rows" from table(result_scan(last_query_id())) order by 1;
----
C | TABLE | 2
DIM | TABLE | 2
FACT | TABLE | 2
P | TRANSIENT | 3
T | TABLE | 2
TR | TRANSIENT | 1
TR2 | TRANSIENT | 1

show tasks in schema public2;
select "name", "state", "predecessors" from table(result_scan(last_query_id())) order by 1;
----
CHILD | suspended | ["\"D\".\"PUBLIC2\".\"ROOT\""]
ROOT | suspended | []

-- Privileges on what is inside are cloned, those on the container are not.
show grants to role r;
select "privilege", "granted_on", "name" from table(result_scan(last_query_id())) order by 1, 3;
----
SELECT | TABLE | D.PUBLIC.FACT
SELECT | TABLE | D.PUBLIC2.FACT
USAGE | SCHEMA | D.PUBLIC

create table alone clone public.fact;
show grants on table alone;
select "privilege", "grantee_name" from table(result_scan(last_query_id())) order by 1;
----
OWNERSHIP | ACCOUNTADMIN

create table with_grants clone public.fact copy grants;
show grants on table with_grants;
select "privilege", "grantee_name" from table(result_scan(last_query_id())) order by 1;
----
OWNERSHIP | ACCOUNTADMIN
SELECT | R

show imported keys in alone;
select "pk_schema_name", "pk_table_name" from table(result_scan(last_query_id()));
----
PUBLIC | DIM

-- Databases.
create database d2 clone d;
select current_database(), current_schema();
----
D2 | PUBLIC

show schemas in database d2;
select "name", "comment" from table(result_scan(last_query_id())) order by 1;
----
INFORMATION_SCHEMA | Views describing the contents of schemas in this database
PUBLIC | 
PUBLIC2 | copy

select id, dim_id from d2.public2.joined order by 1;
----
100 | 1
101 | 2

insert into d2.public2.fact (dim_id) values (1);
select id, dim_id from d2.public2.joined order by 1;
----
100 | 1
101 | 2
103 | 1

select id, dim_id from d.public2.joined order by 1;
----
100 | 1
101 | 2

show imported keys in d2.public2.alone;
select "pk_database_name", "pk_schema_name", "pk_table_name" from table(result_scan(last_query_id()));
----
D2 | PUBLIC | DIM

create transient database td;
create database d3 clone td;
----
error 002120 (0A000): Transient object cannot be cloned to a permanent object.

create transient database d3 clone td;
create database d4 clone snowflake;
----
error 000002 (0A000): Unsupported feature 'CLONE of the database SNOWFLAKE'.

create or replace schema d2.public clone d.public2;
show tables in schema d2.public;
select "name" from table(result_scan(last_query_id())) order by 1;
----
ALONE
C
DIM
FACT
P
T
TR
TR2
WITH_GRANTS

-- Sequences go on where the original is; functions and views of the schema come along.
create sequence d.public.twos start 2 increment 2 comment = 'even';
select d.public.twos.nextval, d.public.twos.nextval;
----
2 | 4

create sequence d.public.more clone d.public.twos;
select d.public.more.nextval;
----
6

create or replace sequence d.public.twos clone d.public.twos;
select d.public.twos.nextval;
----
6

show sequences like 'MORE' in schema d.public;
select "next_value", "interval", "comment" from table(result_scan(last_query_id()));
----
8 | 2 | even

create schema d.lib;
create function d.lib.twice(x int) returns int as 'x * 2';
create table d.lib.n (a int) as select 21;
create view d.lib.v as select twice(a) as b from n;
create schema d.lib2 clone d.lib;
update d.lib2.n set a = 50;
----
1 | 0

drop schema d.lib;
select b from d.lib2.v;
----
100

select d.lib2.twice(4);
----
8

restart

select id, dim_id from d2.public2.joined order by 1;
----
100 | 1
101 | 2
103 | 1

insert into d2.public.fact (dim_id) values (2);
select id, dim_id from d2.public.fact order by 1;
----
100 | 1
101 | 2
103 | 2

insert into d.public.c (a) values ('after');
select id, a from d.public.c order by id;
----
15 | two
20 | x
25 | after

-- Who may clone.
use role accountadmin;
create role r2;
grant role r2 to user admin;
grant usage, create schema on database d to role r2;
use role r2;
use secondary roles none;
create schema d.mine clone d.public;
----
error 002003 (02000): Schema 'D.PUBLIC' does not exist or not authorized.

use role accountadmin;
grant usage on schema d.public to role r2;
use role r2;
create schema d.mine clone d.public;
select count(*) from d.mine.fact;
----
error 002003 (42S02): Object 'FACT' does not exist or not authorized.

create schema d.own;
create table d.own.f clone d.public.fact;
----
error 002003 (42S02): Table 'D.PUBLIC.FACT' does not exist or not authorized.

use role accountadmin;
grant select on table d.public.fact to role r2;
use role r2;
create table d.own.f clone d.public.fact;
select count(*) from d.own.f;
----
1
