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

select * from sales pivot (sum(amount) for quarter in (any));
----
error 000002

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
6

select count(*) from sales tablesample bernoulli (4 rows);
----
4

select count(*) from (select * from sales) as s sample system (100) seed (7) where s.id < 3;
----
2

select count(*) from sales sample (1000000 rows);
----
6

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
I | NUMBER(38,0) | COLUMN | N | NULL | N | N | NULL | NULL | NULL | NULL | NULL
OTHER | NUMBER(38,0) | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL

select a.i, b.i as other from strict as a full join strict as b on a.i = b.i;

describe result last_query_id();
----
I | NUMBER(38,0) | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL
OTHER | NUMBER(38,0) | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL
