-- A target row that several source rows match is an error, unless it is to be deleted each time.

create database d;
create table src (id int, op varchar);
insert into src values (1, 'd'), (1, 'd'), (2, 'u'), (3, 'd'), (3, 'u'), (4, null), (4, 'd'), (9, 'd'), (9, 'd');
----
9

create table t (id int, v varchar);
insert into t values (1, 'a'), (2, 'b'), (4, 'd'), (5, 'e');
merge into t using (select * from src where id < 3) s on t.id = s.id when matched and s.op = 'd' then delete;
----
1

select * from t order by id;
----
2 | b
4 | d
5 | e

merge into t using (select * from src where id = 4) s on t.id = s.id when matched and s.op = 'd' then delete
when matched then update set v = 'x';
----
error 100090 (42P18): Duplicate row detected during DML action

merge into t using (select 4 as id union all select 4 union all select 5 union all select 7 union all select 7) s
on t.id = s.id when matched then delete when not matched then insert (id) values (s.id);
----
2 | 2

select * from t order by id;
----
2 | b
7 | NULL
7 | NULL

create table k (id int, v varchar) change_tracking = true;
insert into k values (1, 'a'), (2, 'b'), (4, 'd');
merge into k using (select * from src where id in (1, 2)) s on k.id = s.id when matched and s.op = 'd' then delete;
----
1

merge into k using (select * from src where id = 4) s on k.id = s.id when matched and s.op = 'd' then delete
when matched then update set v = 'x';
----
error 100090 (42P18): Duplicate row detected during DML action

merge into k using (select 4 as id union all select 4 union all select 7 union all select 7) s
on k.id = s.id when matched then delete when not matched then insert (id) values (s.id);
----
2 | 1

select * from k order by id;
----
2 | b
7 | NULL
7 | NULL

alter session set error_on_nondeterministic_merge = false;
insert into t values (3, 'c');
merge into t using (select * from src where id = 3) s on t.id = s.id when matched and s.op = 'd' then delete
when matched then delete;
----
1
