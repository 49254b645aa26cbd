create database d;

-- At a column and at the table; NULL passes, FALSE does not.
create table orders (
    id int,
    quantity int check (quantity > 0),
    price number(10, 2),
    max_price number(10, 2),
    constraint chk_price check (price < max_price)
);
insert into orders values (1, 5, 10, 20), (2, null, null, null);
insert into orders values (3, 1, 20, 10);
----
error 001185 (23514): Operation on table ORDERS failed because CHECK constraint CHK_PRICE, which requires that price < max_price, was violated

insert into orders values (3, 1, 1, 2), (4, 1, 20, 10);
----
error 001185 (23514): Operation on table ORDERS failed because CHECK constraint CHK_PRICE, which requires that price < max_price, was violated

insert into public.orders (price, max_price) select price + 50, max_price from orders;
----
error 001185 (23514): Operation on table PUBLIC.ORDERS failed because CHECK constraint CHK_PRICE, which requires that price < max_price, was violated

insert into d.public.orders (id) values (5);
select id, quantity, price from orders order by id;
----
1 | 5 | 10.00
2 | NULL | NULL
5 | NULL | NULL

create table named (n int, constraint positive check (n > 0), constraint small check (n < 10 or n = 99));
insert into named values (1), (99);
insert into named values (-1);
----
error 001185 (23514): Operation on table NAMED failed because CHECK constraint POSITIVE, which requires that n > 0, was violated

insert into named values (50);
----
error 001185 (23514): Operation on table NAMED failed because CHECK constraint SMALL, which requires that n < 10 or n = 99, was violated

-- A generated name is told in quotes.
create table unnamed (n int check (n > 0));
begin;
insert into unnamed values (1);
select count(*) from information_schema.check_constraints where constraint_table = 'UNNAMED' and constraint_name like 'SYS_CONSTRAINT_%';
----
1

rollback;

-- UPDATE, its FROM clause, and what stays as it is.
update named set n = n - 5;
----
error 001185 (23514): Operation on table NAMED failed because CHECK constraint POSITIVE, which requires that n > 0, was violated

update named set n = 2 where n = 99;
update named set n = s.x from (select 1 as x) s;
update named set n = s.x from (select 0 as x) s where named.n = 1;
----
error 001185 (23514): Operation on table NAMED failed because CHECK constraint POSITIVE, which requires that n > 0, was violated

select n from named order by n;
----
1
1

-- MERGE, both branches.
create table source (n int, m int);
insert into source values (1, 7), (-3, -3);
merge into named t using source s on t.n = s.n when not matched then insert (n) values (s.n);
----
error 001185 (23514): Operation on table NAMED failed because CHECK constraint POSITIVE, which requires that n > 0, was violated

merge into named t using source s on t.n = s.n when matched then update set n = s.m when not matched and s.n > 0 then insert (n) values (s.n);
merge into named t using source s on t.n = s.m when matched then update set n = s.m * 10;
----
error 001185 (23514): Operation on table NAMED failed because CHECK constraint SMALL, which requires that n < 10 or n = 99, was violated

merge into named t using source s on t.n = s.m when matched and s.n = 1 then delete when not matched and s.n > 0 then insert values (s.n);
select n from named order by n;
----
(no rows)

merge into named t using source s on t.n = s.m when matched then update set n = random();
----
0

-- INSERT OVERWRITE, and INSERT into several tables.
insert overwrite into named select -n from named;
insert overwrite into named select 3;
create table plain (n int);
insert all into named into plain select 11 as n;
----
error 001185 (23514): Operation on table NAMED failed because CHECK constraint SMALL, which requires that n < 10 or n = 99, was violated

insert first when n > 5 then into plain else into named select column1 as n from values (11), (4);
select (select listagg(n, ',') within group (order by n) from named), (select listagg(n, ',') from plain);
----
3,4 | 11

-- Only rows that the query gives are asked, and each of its values is computed once.
insert into named select n from source where n > 0;
insert into named select n from source;
----
error 001185 (23514): Operation on table NAMED failed because CHECK constraint POSITIVE, which requires that n > 0, was violated

create table chance (x float check (x < 0.5));
insert into chance select uniform(0::float, 0.49::float, random()) from table(generator(rowcount => 100));
insert into chance select uniform(0::float, 1::float, random()) from table(generator(rowcount => 1000));
----
error 001185 (23514): Operation on table CHANCE failed because CHECK constraint "SYS_CONSTRAINT_

update chance set x = uniform(0::float, 0.49::float, random());
select count(*), max(x) < 0.5 from chance;
----
100 | TRUE

-- Defaults and columns that are not named.
create table defaults (a int default 5, b int autoincrement, c varchar, check (a + b < 7), check (c is not null));
insert into defaults (c) values ('x');
insert into defaults (c) values ('y');
----
error 001185 (23514): Operation on table DEFAULTS failed because CHECK constraint "SYS_CONSTRAINT_

insert into defaults (a) values (1);
----
error 001185 (23514): Operation on table DEFAULTS failed because CHECK constraint "SYS_CONSTRAINT_

insert into defaults values (default, 1, 'z');

-- Of tables whose changes are kept.
create table tracked (a int check (a > 0), b int) change_tracking = true;
insert into tracked values (1, 1), (2, 2);
insert into tracked values (0, 1);
----
error 001185 (23514): Operation on table TRACKED failed because CHECK constraint "SYS_CONSTRAINT_

update tracked set a = a - 1;
----
error 001185 (23514): Operation on table TRACKED failed because CHECK constraint "SYS_CONSTRAINT_

update tracked set a = a + 1;
merge into tracked t using (select 2 as k) s on t.a = s.k when matched then update set a = -s.k;
----
error 001185 (23514): Operation on table TRACKED failed because CHECK constraint "SYS_CONSTRAINT_

select * from tracked order by a;
----
2 | 1
3 | 2

-- CREATE TABLE ... AS, LIKE and CLONE.
create table high (n int, constraint high_only check (n > 5)) as select n from source;
----
error 001185 (23514): Operation on table HIGH failed because CHECK constraint HIGH_ONLY, which requires that n > 5, was violated

create table high (n int, constraint high_only check (n > 5)) as select n + 10 from source;
create table alike like high;
create table cloned clone high;
insert into alike values (1);
----
error 001185 (23514): Operation on table ALIKE failed because CHECK constraint HIGH_ONLY, which requires that n > 5, was violated

insert into cloned values (1);
----
error 001185 (23514): Operation on table CLONED failed because CHECK constraint HIGH_ONLY, which requires that n > 5, was violated

select constraint_table, constraint_name, check_clause from information_schema.check_constraints
where constraint_table in ('HIGH', 'ALIKE', 'CLONED', 'ORDERS') and constraint_name not like 'SYS%' order by 1;
----
ALIKE | HIGH_ONLY | n > 5
CLONED | HIGH_ONLY | n > 5
HIGH | HIGH_ONLY | n > 5
ORDERS | CHK_PRICE | price < max_price

-- ALTER TABLE.
create table later (a int, b int, v variant);
insert into later values (-1, 1, null);
alter table later add constraint pos check (a > 0);
----
error 002043 (02000): ALTER TABLE ADD CHECK is not supported with ENABLE VALIDATE (you may specify ENABLE NOVALIDATE instead).

alter table later add check (a > 0) enable validate;
----
error 002043 (02000): ALTER TABLE ADD CHECK is not supported with ENABLE VALIDATE (you may specify ENABLE NOVALIDATE instead).

alter table later add constraint pos check (a > 0) enable novalidate;
alter table later add constraint pos check (b > 0) enable novalidate;
----
error 002002 (42710): Object 'POS' already exists.

insert into later (a) values (-2);
----
error 001185 (23514): Operation on table LATER failed because CHECK constraint POS, which requires that a > 0, was violated

update later set b = 2;
----
error 001185 (23514): Operation on table LATER failed because CHECK constraint POS, which requires that a > 0, was violated

alter table later alter constraint pos enable validate;
----
error 001185 (23514): Operation on table LATER failed because CHECK constraint POS, which requires that a > 0, was violated

update later set a = 1;
alter table later alter constraint pos enable validate;
alter table later rename constraint pos to "Pos";
insert into later (a) values (-2);
----
error 001185 (23514): Operation on table LATER failed because CHECK constraint "Pos", which requires that a > 0, was violated

alter table later add constraint both check (a < b and v:a is null) enable novalidate;
alter table later rename column a to x;
insert into later (x, b) values (3, 2);
----
error 001185 (23514): Operation on table LATER failed because CHECK constraint BOTH, which requires that X < b and v:a is null, was violated

alter table later drop column b;
----
error 002043 (02000): Cannot drop column 'B' which is used by CHECK constraint 'BOTH'.

alter table later drop column x, b;
----
error 002043 (02000): Cannot drop column 'X' which is used by CHECK constraint 'BOTH'.

describe table later;
select "name", "check" from table(result_scan(last_query_id()));
----
X | X > 0
B | NULL
V | NULL

alter table later add column c int default 0 check (c > 0);
----
error 001185 (23514): Operation on table LATER failed because CHECK constraint "SYS_CONSTRAINT_

alter table later add column c int default 1 constraint c_pos check (c > 0);
insert into later (c) values (0);
----
error 001185 (23514): Operation on table LATER failed because CHECK constraint C_POS, which requires that c > 0, was violated

alter table later alter column c set data type number(38, 0);
alter table later drop constraint nope;
----
error 002003 (02000): constraint 'NOPE' does not exist

alter table later drop constraint c_pos;
insert into later (c) values (0);
alter table later drop column c;
alter table later rename constraint nope to nope2;
----
error 002003 (02000): constraint 'NOPE' does not exist

-- What DESCRIBE and GET_DDL show.
create table shown (a int check (a > 0), b int, constraint two check (a < 10), check (a < b), constraint u unique (b));
describe table shown;
select "name", "check" from table(result_scan(last_query_id()));
----
A | a < 10
B | NULL

select get_ddl('table', 'shown');
----
create or replace TABLE SHOWN ( A NUMBER(38,0), B NUMBER(38,0), check (a > 0), constraint TWO check (a < 10), check (a < b), constraint U unique (B) );

select constraint_name from information_schema.table_constraints where table_name = 'SHOWN';
----
U

-- What no CHECK may hold.
create table bad (a int check (b > 0), b int);
----
error 000904 (42000): invalid identifier 'B'

create table bad (a int, check (nope > 0));
----
error 000904 (42000): invalid identifier 'NOPE'

create table bad (a int check (a in (select 1)));
----
error 002014 (22000): Invalid expression in CHECK constraint: a subquery is not allowed

create table bad (a int check (exists (select 1)));
----
error 002014 (22000): Invalid expression in CHECK constraint: a subquery is not allowed

create table bad (a int check (a > (select 1)));
----
error 002014 (22000): Invalid expression in CHECK constraint: a subquery is not allowed

create table bad (a int check (sum(a) > 0));
----
error 002014 (22000): Invalid expression in CHECK constraint: function SUM is not allowed

create table bad (a int check (row_number() over (order by a) > 0));
----
error 002014 (22000): Invalid expression in CHECK constraint: function ROW_NUMBER is not allowed

create table bad (a int check (a > random()));
----
error 002014 (22000): Invalid expression in CHECK constraint: function RANDOM is not allowed

create table bad (a date check (a > current_date));
----
error 002014 (22000): Invalid expression in CHECK constraint: function CURRENT_DATE is not allowed

create table bad (a date check (a > sysdate()));
----
error 002014 (22000): Invalid expression in CHECK constraint: function SYSDATE is not allowed

create table bad (a varchar check (a = current_role()));
----
error 002014 (22000): Invalid expression in CHECK constraint: function CURRENT_ROLE is not allowed

create table typed (v variant check (typeof(v) = 'INTEGER' and system$typeof(v) like 'VARIANT%'));
create table bad (a varchar check (a = system$cancel_all_queries(1)));
----
error 002014 (22000): Invalid expression in CHECK constraint: function SYSTEM$CANCEL_ALL_QUERIES is not allowed

create table bad (a varchar check (a = get_ddl('table', 'shown')));
----
error 002014 (22000): Invalid expression in CHECK constraint: function GET_DDL is not allowed

create function f(x int) returns int as 'x';
create table bad (a int check (f(a) > 0));
----
error 002014 (22000): Invalid expression in CHECK constraint: function F is not allowed

create table bad (a int check (nofunction(a) > 0));
----
error 002140 (42601): Unknown function NOFUNCTION

create sequence s;
create table bad (a int check (a > s.nextval));
----
error 002014 (22000): Invalid expression in CHECK constraint: a sequence is not allowed

set v = 1;
create table bad (a int check (a > $v));
----
error 002014 (22000): Invalid expression in CHECK constraint: a session variable is not allowed

create table bad (a int check ($1 > 0));
----
error 002014 (22000): Invalid expression in CHECK constraint: a column by its number is not allowed

create table truth (a int check (a));
create table bad (a date check (a));
----
error 001007 (22023): invalid type [CAST(A AS BOOLEAN)] for parameter 'TO_BOOLEAN'

create table bad (a int, check a > 0);
----
error 001003 (42000): syntax error line 1 at position 31 unexpected 'a'.

create table bad (a int check (a > 0) rely);
----
error 001003 (42000): syntax error line 1 at position 38 unexpected 'rely'.

create table bad (a int, constraint x check (a > 0), constraint x check (a < 9));
----
error 002002 (42710): Object 'X' already exists.

create or alter table shown (a int, b int, check (a > 3));
----
error 000002 (0A000): Unsupported feature 'CHECK constraint in CREATE OR ALTER TABLE'.

-- Functions of one row, date parts, lambda expressions.
create table fine (
    d date check (date_part(year, d) > 2000),
    t varchar check (length(trim(t)) between 1 and 5 and t rlike '[a-z]+'),
    arr array,
    year int,
    check (array_size(filter(arr, d -> d::int > 0)) > 0 and (year is null or year = year(d)))
);
insert into fine select '2020-01-01', 'abc', [1, -1], 2020;
insert into fine select '1999-01-01', 'abc', [1, -1], 2020;
----
error 001185 (23514): Operation on table FINE failed because CHECK constraint "SYS_CONSTRAINT_

insert into fine select '2020-01-01', 'abcdef', [1, -1], 2020;
----
error 001185 (23514): Operation on table FINE failed because CHECK constraint "SYS_CONSTRAINT_

insert into fine select '2020-01-01', 'abc', [-1], 2020;
----
error 001185 (23514): Operation on table FINE failed because CHECK constraint "SYS_CONSTRAINT_

insert into fine select '2020-01-01', 'abc', [1], 2021;
----
error 001185 (23514): Operation on table FINE failed because CHECK constraint "SYS_CONSTRAINT_

alter table fine rename column d to day;
alter table fine rename column year to y;
insert into fine select '1999-01-01', 'abc', [1], 1999;
----
error 001185 (23514): Operation on table FINE failed because CHECK constraint "SYS_CONSTRAINT_

insert into fine select '2020-01-01', 'abc', [1], 2021;
----
error 001185 (23514): Operation on table FINE failed because CHECK constraint "SYS_CONSTRAINT_

select check_clause from information_schema.check_constraints where constraint_table = 'FINE' order by 1;
----
array_size(filter(arr, d -> d::int > 0)) > 0 and (Y is null or Y = year(DAY))
date_part(year, DAY) > 2000
length(trim(t)) between 1 and 5 and t rlike '[a-z]+'

-- A column gets no name that its condition has for a parameter beside it.

create table lam (a array, x int, z int, constraint some_above check (array_size(filter(a, y -> y > x)) > 0));

alter table lam rename column x to y;
----
error 002043 (02000): Cannot rename column 'X' to 'Y', a name that CHECK constraint 'SOME_ABOVE' uses for something else.

alter table lam rename column a to y;
alter table lam rename column z to x2;
alter table lam rename column x to w;
insert into lam select [1, 2], 1, 0;

insert into lam select [1, 2], 2, 0;
----
error 001185 (23514)

select constraint_name, check_clause from information_schema.check_constraints where constraint_name = 'SOME_ABOVE';
----
SOME_ABOVE | array_size(filter(Y, y -> y > W)) > 0

-- A CHECK that is disabled is not made, or refused.
create table off (a int, constraint never check (a > 0) disable);
insert into off values (-1);
alter table off add constraint never check (a > 0) disable;
alter session set unsupported_ddl_action = 'fail';
create table off2 (a int, constraint never check (a > 0) disable);
----
error 000002 (0A000): Unsupported feature 'DISABLE or NOT ENFORCED of a CHECK constraint'.

create table off2 (a int, constraint never check (a > 0) not enforced);
----
error 000002 (0A000): Unsupported feature 'DISABLE or NOT ENFORCED of a CHECK constraint'.

alter session unset unsupported_ddl_action;
create table half (a int, constraint x check (a > 0) not enforced, constraint y check (a < 9) enable novalidate);
insert into half values (0);
insert into half values (9);
----
error 001185 (23514): Operation on table HALF failed because CHECK constraint Y, which requires that a < 9, was violated

alter table half alter constraint y not enforced;
----
error 000002 (0A000): Unsupported feature 'DISABLE, NOT ENFORCED or RELY of a CHECK constraint'.

select constraint_name from information_schema.check_constraints where constraint_name in ('X', 'Y');
----
Y

-- A transaction goes on without the statement that failed.
create table parts (a int check (a > 0));
begin;
insert into parts values (1);
insert into parts values (0);
----
error 001185 (23514): Operation on table PARTS failed because CHECK constraint "SYS_CONSTRAINT_

update parts set a = 0;
----
error 001185 (23514): Operation on table PARTS failed because CHECK constraint "SYS_CONSTRAINT_

insert into parts values (2);
commit;
select * from parts order by a;
----
1
2

-- Values that need more room than their column has so far.
create table wide (n number(38, 0) check (n > 0), m number(38, 0));
insert into wide values (1, 1);
insert into wide values (12345678901234567890123, 1);
update wide set m = n * 1000;
insert into wide values (-12345678901234567890123, 1);
----
error 001185 (23514): Operation on table WIDE failed because CHECK constraint "SYS_CONSTRAINT_

merge into wide using (select 1 as k) on n = k when matched then update set n = 99999999999999999999999;
select * from wide order by n;
----
12345678901234567890123 | 12345678901234567890123000
99999999999999999999999 | 1000

-- EXPLAIN is of the statement.
explain insert into named values (1);
explain update named set n = 1;
explain merge into named using (select 1 as k) on n = k when matched then delete;

-- After a restart.
restart

insert into d.public.named values (-1);
----
error 001185 (23514): Operation on table D.PUBLIC.NAMED failed because CHECK constraint POSITIVE, which requires that n > 0, was violated
