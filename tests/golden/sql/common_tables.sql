create database db;

-- The word RECURSIVE may be left out.
with r (n) as (select 1 union all select n + 1 from r where n < 4) select * from r order by 1;
----
1
2
3
4

with recursive a as (select 1 as x), r as (select x from a union all select x * 2 from r where x < 10) select max(x) from r;
----
16

-- A common table hides a table of its name, also inside its own text.
create table t (i int) as select 5;
with t as (select i + 1 as i from t) select i from t;
----
6

with t as (select i from t union all select i + 10 from t) select i from t order by 1;
----
5
15

with a (x, y) as (select 1, 2), b as (select x + y as z from a) select z, (select max(x) from a) from b;
----
3 | 1

with a (x) as (select 1, 2) select * from a;
----
error 001789 (42601): number of columns in common table expression 'A' does not match

with r (n) as (select 1 union all select 'x' from r) select * from r;
----
error 100038 (22018): Numeric value 'x' is not recognized

-- One row without columns.
select 1 + 1 from dual;
----
2

select d.* from dual d;
----
error 002014 (22000): SELECT with no columns

create table dual (x int) as select 7;
select x from dual;
----
7

-- The recursive clause projects, joins and filters, and nothing else.
with recursive c as (select 1 as n union all select sum(n) from c where n < 3) select * from c;
----
error 002014 (22000): DISTINCT, TOP, GROUP BY, aggregate and window functions are not allowed in a recursive clause

with recursive c as (select 1 as n union all select row_number() over (order by n) from c where n < 3) select * from c;
----
error 002014 (22000): DISTINCT, TOP, GROUP BY, aggregate and window functions are not allowed in a recursive clause

with recursive c as (select 1 as n union all select n + 1 from c where n < 3 group by n) select * from c;
----
error 002014 (22000): DISTINCT, TOP, GROUP BY, aggregate and window functions are not allowed in a recursive clause

with recursive c as (select 1 as n union all select distinct n + 1 from c where n < 3) select * from c;
----
error 002014 (22000): DISTINCT, TOP, GROUP BY, aggregate and window functions are not allowed in a recursive clause

with recursive c as (select 1 as n union all (select n + 1 from c where n < 3 order by n limit 1)) select * from c;
----
error 002014 (22000): ORDER BY and LIMIT are not allowed in a recursive clause

with recursive c as (select 1 as n union all select n + (select max(column1) from values (1), (2)) from c where n < 4) select * from c order by n;
----
1
3
5
