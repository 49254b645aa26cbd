create database d;
create table a (x int, y int, n varchar) as select * from values (1, 10, 'a1'), (2, 20, 'a2'), (3, 30, 'a3');
create table b (x int, y int, m varchar) as select * from values (1, 10, 'b1'), (2, 21, 'b2'), (4, 40, 'b4');
create table c (y int, z int) as select * from values (10, 100), (20, 200), (50, 500);

-- Columns of USING come once, before those of their join.
select * from a join b using (x) order by x;
----
1 | 10 | a1 | 10 | b1
2 | 20 | a2 | 21 | b2

select x, a.x, b.x from a full join b using (x) order by x;
----
1 | 1 | 1
2 | 2 | 2
3 | 3 | NULL
4 | NULL | 4

select x, a.x, b.x from a right join b using (x) order by x;
----
1 | 1 | 1
2 | 2 | 2
4 | NULL | 4

-- A join in brackets or behind a comma has columns of its own.
select * from c, a join b using (x) where z = 100 order by x;
----
10 | 100 | 1 | 10 | a1 | 10 | b1
10 | 100 | 2 | 20 | a2 | 21 | b2

select c.y, a.y from c, a join b using (x, y) order by all;
----
10 | 10
20 | 10
50 | 10

select y from c, a join b using (x, y);
----
error 002028 (42601): ambiguous column name 'Y'

select y, c.y from c, a join b using (x) where c.y = a.y;
----
error 002028 (42601): ambiguous column name 'Y'

select * from (a join b using (x)) join c on c.y = a.y order by x;
----
1 | 10 | a1 | 10 | b1 | 10 | 100
2 | 20 | a2 | 21 | b2 | 20 | 200

select * from a join b using (x) join c on c.y = b.y;
----
1 | 10 | a1 | 10 | b1 | 10 | 100

select y, x, z from a join b using (x, y) join c using (y);
----
10 | 1 | 100

select * from a natural join b;
----
1 | 10 | a1 | b1

select * from a natural join b natural join c;
----
10 | 1 | a1 | b1 | 100

select * from a natural left join (select x, m from b) order by x;
----
1 | 10 | a1 | b1
2 | 20 | a2 | b2
3 | 30 | a3 | NULL

select l.x, r.x from a l join a r using (x) where l.x < 3 order by all;
----
1 | 1
2 | 2

select a.*, c.* exclude z from a join b using (x) join c on c.y = a.y;
----
1 | 10 | a1 | 10
2 | 20 | a2 | 20

select count(x), sum(x) from a full outer join b using (x);
----
4 | 10

select x, count(*) from a full outer join b using (x) group by x order by x;
----
1 | 1
2 | 1
3 | 1
4 | 1

select * from a join b using (z);
----
error 000904 (42000): invalid identifier 'Z'

select * from a join b using (x) join c using (x);
----
error 000904 (42000): invalid identifier 'X'

select * from a join b on a.x = b.x join c using (y);
----
error 002028 (42601): ambiguous column name 'Y'

-- Several joins of one kind, with conditions over what stands further left.
select a.x, b.x, c.z from a left join b on a.x = b.x and b.y > 10 left join c on c.y = coalesce(b.y, a.y) order by 1;
----
1 | NULL | 100
2 | 2 | NULL
3 | NULL | NULL

select a.x, b.x, c.z from a left join (b join c on b.y = c.y) on a.x = b.x order by 1;
----
1 | 1 | 100
2 | NULL | NULL
3 | NULL | NULL

select a.n, l.m from a, lateral (select m from b where b.x = a.x) l order by 1;
----
a1 | b1
a2 | b2

select a.n, l.m from a left join lateral (select m from b where b.x = a.x) l order by 1;
----
a1 | b1
a2 | b2
a3 | NULL

select a.n, l.top from a inner join lateral (select max(m) as top from b where b.x <= a.x) l order by 1;
----
a1 | b1
a2 | b2
a3 | b2

select x.x from a as x, (select x + 1 as x from a) as y where x.x = y.x order by 1;
----
2
3
