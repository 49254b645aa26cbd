create database db;
create table source (id int, name varchar, amount number(10, 2));
insert into source values (1, 'a', 5), (2, 'b', 50), (3, 'c', 500), (4, null, null);
create table small (id int, amount number(10, 2));
create table large (id int, name varchar(3), amount number(12, 3) default 7);

insert all into small values (id, amount) into large select id, name, amount from source;
----
4 | 4

select 'small' as t, id, null as name, amount from small union all select 'large', * from large order by t, id;
----
large | 1 | a | 5.000
large | 2 | b | 50.000
large | 3 | c | 500.000
large | 4 | NULL | NULL
small | 1 | NULL | 5.000
small | 2 | NULL | 50.000
small | 3 | NULL | 500.000
small | 4 | NULL | NULL

truncate table small;
truncate table large;

insert all
    when amount > 10 then into small values (id, amount) into large (id, name) values (id, default)
    when amount > 100 then into large (name, id, amount) values (name, id + 1000, default)
    else into small (id) values (id)
select id, name, amount from source;
----
4 | 3

select * from small order by id;
----
1 | NULL
2 | 50.00
3 | 500.00
4 | NULL

select * from large order by id;
----
2 | NULL | 7.000
3 | NULL | 7.000
1003 | c | 7.000

insert overwrite first
    when amount > 100 then into large values (id, name, amount)
    when amount > 10 then into small values (id, amount)
select * from source;
----
1 | 1

select 'small' as t, id, null as name, amount from small union all select 'large', * from large order by t, id;
----
large | 3 | c | 500.000
small | 2 | NULL | 50.000

-- A row takes the first branch alone, and the same table may stand several times.
insert first
    when n > 2 then into small values (n, 100)
    when n > 1 then into small values (n, 200)
    else into small values (n, 300)
select column1 as n from values (1), (2), (3);
----
3

select * from small where amount >= 100 order by id;
----
1 | 300.00
2 | 200.00
3 | 100.00

-- Without a condition FIRST is no word, nor is ELSE.
insert first into small values (1, 1) select 1;
----
error 001003 (42000): syntax error line 1 at position 13 unexpected 'into'.

insert all into small values (1, 1) else into small values (2, 2) select 1;
----
error 001003 (42000): syntax error line 1 at position 36 unexpected 'else'.

insert all into small values (id) select id from source;
----
error 002020 (21S01): Insert value list does not match column list expecting 2 but got 1

insert all into small select id from source;
----
error 002020 (21S01): Insert value list does not match column list expecting 2 but got 1

insert all into small (id, missing) values (id, 1) select id from source;
----
error 000904 (42000): invalid identifier 'MISSING'

insert all into small values (id, nothing) select id from source;
----
error 000904 (42000): invalid identifier 'NOTHING'

-- One table that refuses takes nothing of the others.
create table tight (id int not null);
truncate table small;

insert all into small values (id, 1) into tight values (nullif(id, 3)) select id from source;
----
error 100072 (22000): DML operation to table TIGHT failed on column ID with error: NULL result in a non-nullable column

select count(*) from small;
----
0

begin;
insert all into small values (id, amount) into tight values (id) select * from source;
----
4 | 4

insert all into tight values (null) into small values (8, 8) select 1;
----
error 100072 (22000): DML operation to table TIGHT failed on column ID with error: NULL result in a non-nullable column

rollback;
select (select count(*) from small), (select count(*) from tight);
----
0 | 0

-- What changes are kept of counts too, and values of sequences are taken row by row.
create table followed (id int autoincrement, name varchar) change_tracking = true;
insert overwrite all into followed (name) into small (id) values (99) select name from source where name is not null;
----
3 | 3

select min(id), max(id), count(*) from followed;
----
1 | 3 | 3

-- Tables of one name in two schemas count apart; a number that a column has no room for makes room.
create schema other;
create table other.small (id int, amount number(38, 0));
insert all into public.small (id) values (id) into other.small values (id, id * 1e30::number(38, 0)) into public.small (id) values (id)
select id from public.source where id < 3;
----
4 | 2

select amount from other.small order by 1;
----
1000000000000000000000000000000
2000000000000000000000000000000

use schema public;
create role limited;
grant usage on database db to role limited;
grant usage on schema public to role limited;
grant select on table source to role limited;
grant insert on table small to role limited;
grant role limited to role accountadmin;
use role limited;
insert all into small values (1, 1) into large values (1, 'x', 1) select 1;
----
error 002003 (42S02): Object 'LARGE' does not exist or not authorized.

insert overwrite all into small values (1, 1) select 1;
----
error 003001 (42501): SQL access control error: Insufficient privileges to operate on table 'SMALL'.
