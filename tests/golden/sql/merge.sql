create database db;
create table target (id int, x int, y varchar default 'unknown');
create table source (id int, y varchar, x int);
insert into target values (1, 10, 'Skiing'), (2, 20, 'Snowboarding'), (9, 90, 'Curling');
insert into source values (1, 'Skiing', 10), (2, 'Snowboarding', 25), (3, 'Skating', 30);

-- The columns meet by name, whatever their order.
merge into target using source on target.id = source.id
when matched then update all by name
when not matched then insert all by name;
----
1 | 2

select * from target order by id;
----
1 | 10 | Skiing
2 | 25 | Snowboarding
3 | 30 | Skating
9 | 90 | Curling

merge into target t using source s on t.id = s.id
when matched and s.x = 10 then delete
when matched and s.x > 26 then update set x = t.x + s.x, y = default
when matched then update set y = s.y || '!'
when not matched and s.id > 100 then insert (id) values (s.id)
when not matched then insert values (s.id, s.x, s.y);
----
0 | 2 | 1

select * from target order by id;
----
2 | 25 | Snowboarding!
3 | 60 | unknown
9 | 90 | Curling

merge into target using (select id, x from source) s on target.id = s.id when matched then update all by name;
----
error 002020 (21S01): Insert value list does not match column list expecting 3 but got 2

merge into target using (select id, x, y as z from source) s on target.id = s.id when not matched then insert all by name;
----
error 000904 (42000): invalid identifier 'Y'

-- Two source rows for one target row: which one would win is not said.
merge into target using (select 9 as id, column1 as x from values (1), (2)) s on target.id = s.id
when matched then update set x = s.x;
----
error 100090 (42P18): Duplicate row detected during DML action

select x from target where id = 9;
----
90

merge into target using source on target.id = source.id;
----
error 001003 (42000): syntax error line 1 at position 55 unexpected '<EOF>'.

-- A clause behind one that takes every row could never be reached.
merge into target using source on target.id = source.id
when matched then update set x = 1 when matched and source.x > 1 then delete;
----
error 002014 (22000): WHEN MATCHED without a condition must be the last of its kind

merge into target using source on target.id = source.id
when not matched then insert (id) values (7) when matched then delete when not matched then insert (id) values (8);
----
error 002014 (22000): WHEN NOT MATCHED without a condition must be the last of its kind

-- The target may be its own source; NULL is no match; rows that match nothing twice go in twice.
merge into target a using target b on a.id = b.id when matched then update set a.x = b.x + 1;
----
3

merge into target using (select column1 as id from values (9), (null), (77), (77)) s on target.id = s.id
when not matched then insert (id, y) values (s.id, default);
----
3

select id, y from target where id is null or id = 77 order by all;
----
77 | unknown
77 | unknown
NULL | unknown

merge into target using (values (9, 'n')) as v (id, n) on target.id = v.id when matched then update set y = v.n;
----
1

merge into target using source on 1 = 0 when not matched and source.id > 2 then insert values (source.id, (select max(x) from target), 'm');
----
1

merge into target using source on target.id = nothing when matched then delete;
----
error 000904 (42000): invalid identifier 'NOTHING'

merge into target using source on target.id = source.id when matched then update set nothing = 1;
----
error 000904 (42000): invalid identifier 'NOTHING'

-- Of several source rows any one counts where the session allows it.
alter session set error_on_nondeterministic_merge = false;
merge into target using (select 9 as id, column1 as x from values (1), (2)) s on target.id = s.id
when matched then update set x = s.x;
----
1

select x in (1, 2) from target where id = 9;
----
TRUE
