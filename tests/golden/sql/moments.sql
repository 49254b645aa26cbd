-- A TIMESTAMP_TZ is its moment: with another offset it is the same value.
create database d; use schema d.public;
alter session set timestamp_tz_output_format = 'YYYY-MM-DD HH24:MI TZHTZM';
create table t (id int, at timestamp_tz);
insert into t values (1, '2024-01-01 12:00 +0000'), (2, '2024-01-01 14:00 +0200'), (3, '2024-01-01 14:00 +0000'), (4, null), (5, null);

select a.id, b.id, a.at = b.at, hash(a.at) = hash(b.at) from t a join t b on a.at = b.at where a.id < b.id;
----
1 | 2 | TRUE | TRUE

select a.id, b.id from t a join t b using (at) where a.id < b.id;
----
1 | 2

select id from t a where at in (select at from t b where b.id <> a.id) order by 1;
----
1
2

select at::timestamp_ltz = '2024-01-01 12:00 +0000'::timestamp_ltz, count(*), min(id) from t group by at order by 3;
----
TRUE | 2 | 1
FALSE | 1 | 3
NULL | 2 | 4

select count(*) from t group by t.at having at > '2024-01-01 13:00 +0000'::timestamp_tz;
----
1

select convert_timezone('UTC', at), count(*) as n from t group by all order by 1;
----
2024-01-01 12:00:00.000 offset 0 | 2
2024-01-01 14:00:00.000 offset 0 | 1
NULL | 2

select convert_timezone('UTC', x), count(*) from (select at as x from t) group by x order by x desc;
----
NULL | 2
2024-01-01 14:00:00.000 offset 0 | 1
2024-01-01 12:00:00.000 offset 0 | 2

select grouping(at), convert_timezone('UTC', at), count(*) from t group by rollup(at) order by 1, 2;
----
0 | 2024-01-01 12:00:00.000 offset 0 | 2
0 | 2024-01-01 14:00:00.000 offset 0 | 1
0 | NULL | 2
1 | NULL | 5

select count(distinct at), count(distinct at, id), row_number() over (order by at) from t group by at order by 3;
----
1 | 2 | 1
1 | 1 | 2
0 | 0 | 3

select at, (select count(*) from t b where b.at = t.at) as n from t where id > 1 group by at order by 1;
----
2024-01-01 12:00:00.000 offset 120 | 2
2024-01-01 14:00:00.000 offset 0 | 1
NULL | 0

select count(*) from (select distinct at from t);
----
3

select count(*) from (select distinct at, id > 3 from t);
----
3

select distinct convert_timezone('UTC', at) from t order by 1 desc;
----
NULL
2024-01-01 14:00:00.000 offset 0
2024-01-01 12:00:00.000 offset 0

select count(*) from (select at from t union select at from t);
----
3

select convert_timezone('UTC', at), n from (select at, 1 as n from t where id = 1 intersect select at, 1 from t where id = 2);
----
2024-01-01 12:00:00.000 offset 0 | 1

select at from t where id in (1, 4) intersect select at from t where id in (2, 5) order by 1;
----
2024-01-01 12:00:00.000 offset 0
NULL

select at from t except select at from t where id in (2, 4) order by 1;
----
2024-01-01 14:00:00.000 offset 0

select id from t qualify row_number() over (partition by at order by id) = 1 order by 1;
----
1
3
4

select * from (select at, id > 3 as late, id from t) pivot (sum(id) for late in (false, true)) order by 1;
----
2024-01-01 12:00:00.000 offset 0 | 3 | NULL
2024-01-01 14:00:00.000 offset 0 | 3 | NULL
NULL | NULL | 9
