create database d;
create table t (id int, v int, s varchar) as select * from values (1, 10, 'a'), (2, 20, 'b'), (3, 30, 'c'), (null, 40, 'n');
create table u (id int, w int) as select * from values (1, 100), (1, 101), (2, 200), (4, 400);
create table k (id int, x int) as select * from values (1, 7), (2, 8), (3, 9);

update t set v = v + 1;
----
4 | 0

-- FROM may be a join, several sources, a subquery or the table itself.
update t set v = u.w + k.x from u, k where t.id = u.id and k.id = t.id and u.id = 2;
----
1 | 0

update t set v = u.w from u join k on u.id = k.id where t.id = k.id and k.id = 2;
----
1 | 0

update t set v = q.most from (select id, max(w) as most from u group by id) q where q.id = t.id and q.id < 2;
----
1 | 0

select id, v from t order by id;
----
1 | 101
2 | 200
3 | 31
NULL | 41

update t set v = o.v + 1 from t o where t.id = o.id + 1;
----
2 | 0

select id, v from t order by id;
----
1 | 101
2 | 102
3 | 201
NULL | 41

update t as x set v = 5, s = x.s || y.s from t as y where x.id = y.id - 1;
----
2 | 0

select * from t order by id;
----
1 | 5 | ab
2 | 5 | bc
3 | 201 | c
NULL | 41 | n

-- A row that is joined with several takes the values of any, and is counted; the session may refuse that.
update t set v = 0 from u where t.id = u.id;
----
2 | 1

alter session set error_on_nondeterministic_update = true;
update t set v = w from u where t.id = u.id;
----
error 100090 (42P18): Duplicate row detected during DML action

update t set v = 1 from u where t.id = u.id and w = 100;
----
1 | 0

alter session unset error_on_nondeterministic_update;
update t set v = w - w from u;
----
4 | 4

-- Values that columns had before are read on the right side.
update t set id = v, v = id where id = 3;
----
1 | 0

update t set v = (select max(w) from u where u.id = t.id), s = default where t.id < 3;
----
3 | 0

select * from t order by id;
----
0 | NULL | NULL
1 | 101 | NULL
2 | 200 | NULL
NULL | 0 | n

update t set t.v = 3 where t.id = 1;
----
1 | 0

update t set d.public.t.v = 4 where id = 1;
----
1 | 0

update t set v = 1, v = 2;
----
error 002025 (42S21): duplicate column name 'V'

update t set zz = 1;
----
error 000904 (42000): invalid identifier 'ZZ'

update t set v = 'abc' where id = 100;
----
error 100038 (22018): DML operation to table T failed on column V with error: Numeric value 'abc' is not recognized

update u set w = sum(id);
----
error 002014 (22000): Invalid aggregate function in select clause [SUM(U.ID)]

update t set v = 1 where count(*) > 1;
----
error 002014 (22000): Invalid aggregate function in select clause [COUNT(*)]

update t set v = row_number() over (order by id);
----
error 002014 (22000): Window function [ROW_NUMBER] appears outside of SELECT, QUALIFY, and ORDER BY clauses.

-- DELETE USING: a row that is joined with several goes once.
delete from t using u where u.id = t.id and t.id = 1;
----
1

delete from u using t, k where u.id = k.id and t.id = k.id and k.x = 8;
----
1

delete from u using u as other where u.id = other.id and u.w < other.w;
----
1

select * from u order by all;
----
1 | 101
4 | 400

delete from u using (select id from k where x = 7) q where q.id = u.id;
----
1

delete from u using k where u.id = k.id and k.x > 100;
----
0

delete from u where id in (select id from u where w > 300);
----
1

delete from k using k;
----
3

delete from k where x > any (select 7);
----
0

select (select count(*) from t), (select count(*) from u), (select count(*) from k);
----
3 | 0 | 0

delete from missing;
----
error 002003 (42S02): Object 'MISSING' does not exist or not authorized.

delete from t where zz;
----
error 000904 (42000): invalid identifier 'ZZ'

-- The same with changes tracked.
alter table t set change_tracking = true;
create or replace table u (id int, w int) change_tracking = true as select * from values (1, 100), (1, 101), (2, 200);
insert into t values (1, 0, 'z'), (2, 0, 'z');

update t set v = w from u where t.id = u.id and t.s = 'z';
----
2 | 1

update u set w = t.v from t where t.id = u.id and t.s = 'z';
----
3 | 0

delete from u using t where t.id = u.id;
----
3

-- A condition that answers otherwise each time is asked once: what is counted is what is changed.
create table many (id int, n int) as select seq4(), 0 from table(generator(rowcount => 2000));
create table pairs (id int) as select m.id from many m, table(generator(rowcount => 3));

update many set n = 1 from pairs where pairs.id = many.id and random() % 2 = 0;
select "number of rows updated" = (select count(*) from many where n = 1), "number of multi-joined rows updated" between 500 and 1500 from table(result_scan(last_query_id()));
----
TRUE | TRUE

alter table many set change_tracking = true;
update many set n = 2 from pairs where pairs.id = many.id and random() % 2 = 0;
select "number of rows updated" = (select count(*) from many where n = 2), "number of multi-joined rows updated" between 500 and 1500 from table(result_scan(last_query_id()));
----
TRUE | TRUE

alter session set error_on_nondeterministic_update = true;
update many set n = 3 from pairs where pairs.id = many.id and random() % 2 = 0;
----
error 100090 (42P18): Duplicate row detected during DML action

alter table many set change_tracking = false;
update many set n = 3 from pairs where pairs.id = many.id and random() % 2 = 0;
----
error 100090 (42P18): Duplicate row detected during DML action

select count(*) from many where n = 3;
----
0
