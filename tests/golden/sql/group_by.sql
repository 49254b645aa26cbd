-- What GROUP BY groups by is the same wherever its literals stand, and a plan that is kept knows their values.

create database db;

create table t (i int, s varchar) as select column1, column2 from values (1, 'apple'), (2, 'avocado'), (11, 'banana');

select i + 1, count(*) from t group by i + 1 order by 1;
----
2 | 1
3 | 1
12 | 1

select substr(s, 1, 1) as letter, count(*) from t group by substr(s, 1, 1) order by letter;
----
a | 2
b | 1

select substr(s, 1, 2) as letters, count(*) from t group by substr(s, 1, 2) order by letters;
----
ap | 1
av | 1
ba | 1

select substr(t.s, 1, 1), sum(i) from t group by substr(s, 1, 1) having substr(s, 1, 1) <> 'b';
----
a | 3

select substr(s, 1, 1), count(*) from t group by substr(s, 1, 2);
----
error 000979 (42601)

select i % 10 as last, count(*) from t group by last order by i % 10 desc;
----
2 | 1
1 | 2

select i % 9 as last, count(*) from t group by last order by last desc;
----
2 | 2
1 | 1

select distinct i % 10 from t order by i % 10 desc;
----
2
1

select distinct i % 2 from t order by i % 2 desc;
----
1
0
