-- Constants in ORDER BY order nothing, but a number is a position; CROSS JOIN and NATURAL JOIN take no condition.

select column1 from values (2), (1) order by 'a', 1;
----
1
2

select column1 from values (2), (1) order by null, column1 desc;
----
2
1

select column1 from values (1) order by 2;
----
error 002014 (22000): [2] is not a valid order by expression

create database db;

create table t (i int) as select 1;

select * from t cross join t as x using (i);
----
error

select * from t natural join t as x on true;
----
error

-- A key is the output of that name, also where its value sorts by a key of its own and a source has one in its place.

create table w (a int, v variant, b int) as select 1, to_variant(10), 3 union all select 2, to_variant(9), 2;

select * exclude a from (select * from w) q order by v;
----
9 | 2
10 | 3

select distinct v, b from w order by v;
----
9 | 2
10 | 3

select distinct b + 1 from w order by b + 1 desc;
----
4
3

select distinct b from w order by a;
----
error

select * exclude a from (select * from w) q order by all desc;
----
10 | 3
9 | 2

-- An aggregate behind the select list makes the rows one group, as one in it does.

select a from w order by count(*);
----
error 000979 (42601): [A] is not a valid group by expression

select 1 from w order by count(*);
----
1

select x.a from w as x left join w as y on x.a = any (select a from w);
----
error 000002 (0A000): Unsupported feature 'a subquery in the condition of an outer join'.

-- An aggregate in a subquery is of the subquery's own rows.

select a from w where 1 = any (select max(w.a) from (select 1) as q);
----
error 000002 (0A000)
