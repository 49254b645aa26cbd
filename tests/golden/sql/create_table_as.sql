create database d;
create table src (id int, name varchar(10), price number(10,2), at timestamp_ntz, data variant);
insert into src select 1, 'one', 1.25, '2024-01-02 03:04:05'::timestamp_ntz, parse_json('{"a":1}');
create table copy as select * from src;
----
Table COPY successfully created.

select * from copy;
----
1 | one | 1.25 | 2024-01-02 03:04:05.000 | { "a": 1 }

create or replace table copy as select id, id * 2 as twice, name || '!' as loud, null as nothing from src;
select * from copy;
----
1 | 2 | one! | NULL

create table sums as select sum(id) as s, avg(price) as p, count(*) as n from src;
insert into sums select 99999999999999999999999999999999999999, 1, 1;
select * from sums order by s;
----
1 | 1.25000000 | 1
99999999999999999999999999999999999999 | 1.00000000 | 1

create table big as select 12345678901234567890 as a, 1.5::number(38,10) as b, id as c from src;
insert into big values (1, 2, 12345678901234567890);
select * from big order by a;
----
1 | 2.0000000000 | 12345678901234567890
12345678901234567890 | 1.5000000000 | 1

create table named (x number(5,0), y varchar) as select id, name from src;
select * from named;
----
1 | one

create table unnamed as select id + 1 from src;
----
error 002022 (42601): Missing column specification

create table twice as select id, id from src;
----
error 002025 (42S21): duplicate column name 'ID'

create table fewer (x int) as select id, name from src;
----
error 002026 (42601): Invalid column definition list

create table nulls (x int not null) as select null::int;
----
error 100072 (22000): DML operation to table D.PUBLIC.NULLS failed on column X with error: NULL result in a non-nullable column

create table copy as select 1 as a;
----
error 002002 (42710): Object 'COPY' already exists.

create table if not exists copy as select 1 / 0 as a;
----
COPY already exists, statement succeeded.

create table bad as select 1 / 0 as a;
----
error 100051 (22012): Division by zero

select * from bad;
----
error 002003 (42S02): Object 'BAD' does not exist or not authorized.

create table self as select 1 as a;
create or replace table self as select a + 1 as a from self;
create or replace table self as select a + 1 as a from self;
select a from self;
----
3

create table ordered as select column1 as a from values (3), (1), (2) order by 1 limit 2;
select a from ordered order by a;
----
1
2

-- The query is repeated with wider numbers when 64 bits do not do.
create table wide as select 9223372036854775807 + id as a from src;
select a from wide;
----
9223372036854775808

create temporary table mine as select id from src;
create or replace temporary table mine like mine;
select count(*) from mine;
----
0
