create database db;

create table sales (id int, region varchar, quarter varchar, amount number(10, 2), note varchar not null) as
select * from values (1, 'north', '2023_Q1', 10, 'a'), (2, 'north', '2023_Q1', 5, 'a'), (3, 'north', '2023_Q2', 7, 'a'),
    (4, 'south', '2023_Q1', 100, 'a'), (5, 'south', '2023_Q3', 1, 'a'), (6, null, '2023_Q2', 3, 'a');

select * from (select region, quarter, amount from sales)
pivot (sum(amount) for quarter in ('2023_Q1', '2023_Q2', '2023_Q4')) order by region;
----
north | 15.00 | 7.00 | NULL
south | 100.00 | NULL | NULL
NULL | NULL | 3.00 | NULL

select "'2023_Q1'" from (select quarter, amount from sales) pivot (sum(amount) for quarter in ('2023_Q1'));
----
115.00

select region, first, "second" from (select region, quarter, amount from sales)
pivot (max(amount) for quarter in ('2023_Q1' as first, '2023_Q2' as "second")) as p where first is not null order by 1;
----
north | 10.00 | 7.00
south | 100.00 | NULL

select p.place, p.one from (select region, quarter, id from sales)
pivot (count(id) for quarter in ('2023_Q1', '2023_Q2')) as p (place, one, two) order by 1;
----
north | 2
south | 1
NULL | 0

select * from (select region, quarter, amount from sales)
pivot (sum(amount) for quarter in ('2023_Q1', '2023_Q3') default on null (0)) order by region;
----
north | 15.00 | 0.00
south | 100.00 | 1.00
NULL | 0.00 | 0.00

select * from sales pivot (avg(amount) for missing in (1));
----
error 000904

-- The values that the data has are read first, and each of them has a column; so has NULL.
select * from (select region, quarter, amount from sales) pivot (sum(amount) for quarter in (any)) order by region;
----
north | 15.00 | 7.00 | NULL
south | 100.00 | NULL | 1.00
NULL | NULL | 3.00 | NULL

select * from (select region, quarter, amount from sales) pivot (sum(amount) for quarter in (any order by quarter desc) default on null (0)) as p order by region;
----
north | 0.00 | 7.00 | 15.00
south | 1.00 | 0.00 | 100.00
NULL | 0.00 | 3.00 | 0.00

select * from (select region, quarter, amount from sales) pivot (max(amount) for region in (any order by region nulls first)) order by quarter;
----
2023_Q1 | NULL | 10.00 | 100.00
2023_Q2 | 3.00 | 7.00 | NULL
2023_Q3 | NULL | NULL | 1.00

select "'2023_Q1'", "'2023_Q3'" from (select quarter, amount from sales) pivot (sum(amount) for quarter in (any order by quarter));
----
115.00 | 1.00

-- Numbers, dates and truth values are named as they are shown.
select * from (select id % 2 as odd, amount from sales) pivot (count(amount) for odd in (any order by odd));
----
3 | 3

select "0", "1" from (select id % 2 as odd, amount from sales) pivot (count(amount) for odd in (any));
----
3 | 3

select "'2024-02-01'" from (select to_date('2024-02-01') as d, 7 as x) pivot (sum(x) for d in (any));
----
7

select "true", "false" from (select column1 > 1 as big, column1 as n from values (1), (2), (3)) pivot (sum(n) for big in (any));
----
5 | 1

-- An alias of the aggregate is put behind the names.
select "'2023_Q1'_TOTAL" from (select quarter, amount from sales) pivot (sum(amount) as total for quarter in (any));
----
115.00

select q1_total from (select quarter, amount from sales) pivot (sum(amount) total for quarter in ('2023_Q1' as q1));
----
115.00

-- The values that a subquery gives, each once.
select * from (select region, quarter, amount from sales)
pivot (sum(amount) for quarter in (select distinct quarter from sales where amount > 5 order by quarter)) order by region;
----
north | 15.00 | 7.00
south | 100.00 | NULL
NULL | NULL | 3.00

with kept as (select region, quarter, amount from sales where region is not null), late as (select quarter from kept where quarter > '2023_Q1')
select * from kept pivot (sum(amount) for quarter in (select quarter from late)) order by region;
----
north | 7.00 | NULL
south | NULL | 1.00

select "1" from (select 1 as k, 5 as x) pivot (sum(x) for k in (select '1'));
----
5

select * from (select region, quarter, amount from sales) pivot (sum(amount) for quarter in (select quarter, 1 from sales));
----
error 001789 (42601): the subquery of PIVOT must return one column

-- No row, no value.
select * from (select region, quarter, amount from sales where false) pivot (sum(amount) for quarter in (any));
----
(no rows)

-- It knows nothing of rows around it, and stands in no function.
select (select count(*) from (select quarter, amount from sales s where s.region = outside.region) pivot (sum(amount) for quarter in (any)))
from sales outside;
----
error 000904 (42000): invalid identifier 'OUTSIDE.REGION'

create function f() returns table (q number(10, 2)) as 'select * from (select quarter, amount from sales) pivot (sum(amount) for quarter in (any))';
----
error 000002 (0A000): Unsupported feature 'PIVOT with ANY or a subquery in a function'.

-- The columns of a view and a table are those of its making.
create view wide as select * from (select region, quarter, amount from sales) pivot (sum(amount) for quarter in (any order by quarter));
create table made as select * from (select region, quarter, amount from sales) pivot (sum(amount) for quarter in (any order by quarter));
select * from wide where region = 'north';
----
north | 15.00 | 7.00 | NULL

select "'2023_Q3'" from made where region = 'south';
----
1.00

create view named (a, b, c, d) as select * from (select region, quarter, amount from sales) pivot (sum(amount) for quarter in (any));
----
error 000002 (0A000): Unsupported feature 'a view with a list of columns over PIVOT with ANY or a subquery'.

create table moving (k int, x int) as select * from values (1, 10), (2, 20);
create view moved as select * from moving pivot (sum(x) for k in (any));
update moving set k = 3 where k = 1;
select * from moved;
----
error 002057 (42601): View definition for 'DB.PUBLIC.MOVED' declared other columns than its query produces.

insert into sales values (7, 'north', '2023_Q4', 1, 'a');
select * from wide;
----
error 002057 (42601): View definition for 'DB.PUBLIC.WIDE' declared 4 column(s), but view query produces 5 column(s).

-- In a transaction it reads what the transaction wrote.
begin;
insert into sales values (8, 'north', '2024_Q1', 4, 'a');
insert into made select region, "'2023_Q1'", "'2023_Q2'", "'2024_Q1'" from (select region, quarter, amount from sales)
pivot (sum(amount) for quarter in (any));
select region, "'2023_Q3'" from made where "'2023_Q3'" is not null order by all;
----
north | 4.00
south | 1.00

rollback;
select "'2024_Q1'" from (select quarter, amount from sales) pivot (sum(amount) for quarter in (any));
----
error 000904 (42000): invalid identifier '"'2024_Q1'"'

explain select * from (select region, quarter, amount from sales) pivot (sum(amount) for quarter in (any));
----
NULL | NULL | NULL | GlobalStats | NULL | NULL | NULL | NULL | NULL | NULL
1 | 0 | NULL | Result | NULL | NULL | SALES.REGION, "'2023_Q1'", "'2023_Q2'", "'2023_Q3'", "'2023_Q4'" | NULL | NULL | NULL
1 | 1 | [0] | Aggregate | NULL | NULL | NULL | NULL | NULL | NULL
1 | 2 | [1] | TableScan | DB.PUBLIC.SALES | NULL | REGION, QUARTER, AMOUNT | NULL | NULL | NULL

create table many as select seq4() as k, 1 as x from table(generator(rowcount => 1001));
select * from many pivot (sum(x) for k in (any));
----
error 001015 (22023): PIVOT over more than 1000 values

select * from (select 1 as k, 2 as x) pivot (sum(x) for k in (select k % 2 from many order by many.k desc));
----
NULL | 2

-- Whoever may not read the rows learns no values of them.
create role reader;
grant usage on database db to role reader;
grant usage on schema db.public to role reader;
grant role reader to user admin;
use role reader;
use schema db.public;
select * from sales pivot (sum(amount) for quarter in (any));
----
error 002003 (42S02): Object 'SALES' does not exist or not authorized.

select * from (select 1 as k, 2 as x) pivot (sum(x) for k in (select id from sales));
----
error 002003 (42S02): Object 'SALES' does not exist or not authorized.

use role accountadmin;

create table months (id int, jan int, feb number(5, 1), mar int) as select * from values (1, 10, 20.5, null), (2, 1, 2, 3);

select * from months unpivot (sold for month in (jan, feb, mar)) order by id, month;
----
1 | FEB | 20.5
1 | JAN | 10.0
2 | FEB | 2.0
2 | JAN | 1.0
2 | MAR | 3.0

select u.month, u.sold from months unpivot include nulls (sold for month in (jan as 'January', mar as march)) as u where u.id = 1;
----
January | 10
MARCH | NULL

select month, sum(sold) from months unpivot (sold for month in (jan, mar)) group by month order by 1;
----
JAN | 11
MAR | 3

select * from months unpivot (sold for month in (jan, nothing));
----
error 000904

-- SAMPLE

select count(*) from sales sample (100), (select * from sales) sample (0);
----
0

select count(*) from sales sample (100);
----
7

select count(*) from sales tablesample bernoulli (4 rows);
----
4

select count(*) from (select * from sales) as s sample system (100) seed (7) where s.id < 3;
----
2

select count(*) from sales sample (1000000 rows);
----
7

select count(*) <= 6 from sales sample (0.0001);
----
TRUE

select count(*) from sales sample (2.5 rows);
----
error 001015

select count(*) from sales sample (101);
----
error 001015

select count(*) from sales sample (id);
----
error

-- ASOF JOIN

create table trades (symbol varchar, at timestamp, quantity int) as
select column1, column2::timestamp, column3 from values ('A', '2024-01-01 10:00:05', 1), ('A', '2024-01-01 09:00:00', 2), ('B', '2024-01-01 10:00:00', 3);

create table quotes (symbol varchar, at timestamp, price number(10, 2)) as
select column1, column2::timestamp, column3 from values ('A', '2024-01-01 10:00:00', 10), ('A', '2024-01-01 10:00:05', 11), ('A', '2024-01-01 10:00:09', 12), ('B', '2024-01-01 10:00:01', 20);

select t.symbol, t.quantity, q.price from trades as t asof join quotes as q match_condition (t.at >= q.at) on t.symbol = q.symbol order by t.quantity;
----
A | 1 | 11.00
A | 2 | NULL
B | 3 | NULL

select t.quantity, q.price from trades as t asof join quotes as q match_condition (t.at > q.at) on t.symbol = q.symbol order by 1;
----
1 | 10.00
2 | NULL
3 | NULL

select t.quantity, q.price from trades as t asof join quotes as q match_condition (t.at <= q.at) using (symbol) order by 1;
----
1 | 11.00
2 | 10.00
3 | 20.00

select t.quantity, q.price from trades as t asof join quotes as q match_condition (t.at < q.at) on t.symbol = q.symbol order by 1;
----
1 | 12.00
2 | 10.00
3 | 20.00

select t.quantity, q.symbol from trades as t asof join quotes as q match_condition (t.at >= q.at) order by 1;
----
1 | A
2 | NULL
3 | A

select * from trades as t asof join quotes as q match_condition (t.at = q.at) on t.symbol = q.symbol;
----
error 002014

select * from trades as t asof join quotes as q match_condition (t.at >= q.at) on t.symbol > q.symbol;
----
error 002014

-- UNION BY NAME, * ILIKE

select 1 as a, 'x' as b union all by name select 2 as c, 'y' as b order by b;
----
1 | x | NULL
NULL | y | 2

select 1 as a, 2 as a union by name select 3 as a;
----
error 002025 (42S21): duplicate column name 'A'

select * ilike '%A%' from months where id = 1;
----
10 | NULL

select * ilike 'j_n' rename jan as january from months where id = 2;
----
1

select * ilike 'nothing' from months;
----
error

-- What the outer side of a join lacks is NULL, whatever its table says.

create table strict (i int not null);

select a.i, b.i as other from strict as a left join strict as b on a.i = b.i;

describe result last_query_id();
----
I | NUMBER(38,0) | COLUMN | N | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL
OTHER | NUMBER(38,0) | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL

select a.i, b.i as other from strict as a full join strict as b on a.i = b.i;

describe result last_query_id();
----
I | NUMBER(38,0) | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL
OTHER | NUMBER(38,0) | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL
