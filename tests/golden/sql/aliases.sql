create database d;
create table t (a int, b int, c varchar) as select * from values (1, 10, 'x'), (2, 20, 'x'), (3, 30, 'y');

-- An item may use the aliases of others, before and behind it.
select a + 1 as n, n * 2 as m, m + n as o from t order by 1;
----
2 | 4 | 6
3 | 6 | 9
4 | 8 | 12

select p + 1 as q, a as p from t order by 1;
----
2 | 1
3 | 2
4 | 3

select x as y, y as x from t;
----
error 000904 (42000): invalid identifier 'Y'

select n as n from t;
----
error 000904 (42000): invalid identifier 'N'

-- A column of FROM comes before an alias of the same name, but in ORDER BY.
select a + 1 as a, a as q from t order by q;
----
2 | 1
3 | 2
4 | 3

select a + 1 as b from t where b = 20;
----
3

select -a as a from t order by a;
----
-3
-2
-1

select a, row_number() over (partition by c order by a desc) as b from t qualify b = 20 order by a;
----
2 | 1

select upper(c) as c, count(*) from t group by c order by 1;
----
X | 2
Y | 1

select a % 2 as b, count(*) from t group by b order by 1;
----
error 000979 (42601): [A] is not a valid group by expression

select 'k' as c, count(*) from t group by c order by 2;
----
k | 1
k | 2

select max(b) as b from t having b > 20;
----
error 000979 (42601): [B] is not a valid group by expression

select c as a from t order by t.a;
----
x
x
y

-- Where no column has the name, the alias stands in WHERE, GROUP BY, HAVING and QUALIFY too.
select a + 1 as n from t where n = 2;
----
2

select c as g, count(*) as k from t group by g having k > 1;
----
x | 2

select a % 2 as g, sum(b) as s from t group by g having s > 20 order by s desc;
----
1 | 40

select row_number() over (order by a) as rn, c from t qualify rn = 1;
----
1 | x

select c, sum(a) as total, rank() over (order by total desc, c) as r from t group by c order by r;
----
x | 3 | 1
y | 3 | 2

select (select count(*) from t as i where i.a < t.a) as less, count(*) from t group by less order by 1;
----
0 | 1
1 | 1
2 | 1

select a in (select i.a from t i where i.c = 'y') as last, count(*) from t group by last order by 1;
----
FALSE | 2
TRUE | 1

select (select count(*) from t as i where i.a < t.a) as less, less + 1 as more, count(*) from t group by less, more having less > 0 order by 1;
----
1 | 2 | 1
2 | 3 | 1

-- An expression over aliases of aggregates.
select c, sum(a) as s, s * 2 as d from t group by c order by c;
----
x | 3 | 6
y | 3 | 6

select sum(case when c = 'x' then a end) x, x + 1 from t;
----
3 | 4

select sum(a) as a, max(a) from t;
----
6 | 3

select a as "b", b from t order by "b" desc limit 1;
----
3 | 30

-- Columns by position, also over VALUES.
select $1, $2 from values (1, 'a'), (2, 'b') order by $1 desc;
----
2 | b
1 | a

select v.$2 || $1 from values (1, 'a') as v;
----
a1

select column1 as a, $1 + a as b from values (5);
----
5 | 10

select t.$3, count(*) from t group by t.$3 order by 1;
----
x | 2
y | 1

select v.a, v.$1 from values (1), (2) as v (a) order by a;
----
1 | 1
2 | 2

select $4 from t;
----
error 000904 (42000): invalid identifier '$4'
