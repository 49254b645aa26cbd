-- The same statements on a table whose changes are tracked and on one whose are not: nobody can tell which is which.

create database db;

create table plain ("a" int, "A" int, b varchar default 'd', n number(38,0) not null);
create table tracked ("a" int, "A" int, b varchar default 'd', n number(38,0) not null) change_tracking = true;

show tables;
select "name", "change_tracking" from table(result_scan(last_query_id())) order by 1;
----
PLAIN | OFF
TRACKED | ON

insert into plain values (1, 2, 'x', 3), (4, 5, default, 6); insert into plain ("A", n) values (7, 8);
insert into tracked values (1, 2, 'x', 3), (4, 5, default, 6); insert into tracked ("A", n) values (7, 8);

select * from plain order by n;
----
1 | 2 | x | 3
4 | 5 | d | 6
NULL | 7 | d | 8

select * from tracked order by n;
----
1 | 2 | x | 3
4 | 5 | d | 6
NULL | 7 | d | 8

select "A", "a", a from tracked order by n;
----
2 | 1 | 2
5 | 4 | 5
7 | NULL | 7

describe table tracked;
select "name", "type", "null?" from table(result_scan(last_query_id()));
----
a | NUMBER(38,0) | Y
A | NUMBER(38,0) | Y
B | VARCHAR(16777216) | Y
N | NUMBER(38,0) | N

select column_name from information_schema.columns where table_name = 'TRACKED' order by ordinal_position;
----
a
A
B
N

select count(*) from plain natural join tracked;
----
2

select * from plain natural join (select * from tracked) order by n;
----
1 | 2 | x | 3
4 | 5 | d | 6

create table copied as select * from tracked; select * from copied order by n limit 1;
----
1 | 2 | x | 3

create table tracked_copy change_tracking = true as select * from plain; select * from tracked_copy order by n limit 1;
----
1 | 2 | x | 3

create table alike like tracked; show tables like 'ALIKE'; select "change_tracking" from table(result_scan(last_query_id()));
----
OFF

-- Columns come, go and change their names.
alter table plain add column z int default 9; alter table plain drop column b; alter table plain rename column "a" to "b";
alter table tracked add column z int default 9; alter table tracked drop column b; alter table tracked rename column "a" to "b";

select * from plain order by n;
----
1 | 2 | 3 | 9
4 | 5 | 6 | 9
NULL | 7 | 8 | 9

select * from tracked order by n;
----
1 | 2 | 3 | 9
4 | 5 | 6 | 9
NULL | 7 | 8 | 9

insert into plain values (10, 11, 12, 13); insert into tracked values (10, 11, 12, 13);

update tracked set "A" = "A" * 10, z = default where n > 3;
----
3 | 0

update plain set "A" = "A" * 10, z = default where n > 3;
----
3 | 0

select * from tracked minus select * from plain;
----
(no rows)

-- A number that no 64 bits hold, in an explicit transaction, beside a statement that fails.
begin; insert into tracked values (1, 1, 99999999999999999999999999999999999999, 1);

insert into tracked values (1, 1, null, 1);
----
error 100072 (22000)

update tracked set "b" = 0 where n = 99999999999999999999999999999999999999;
----
1 | 0

rollback; begin; delete from tracked where n = 3; insert into tracked values (1, 2, 30, 9); commit;

select * from tracked order by n;
----
4 | 50 | 6 | 9
NULL | 70 | 8 | 9
10 | 110 | 12 | 9
1 | 2 | 30 | 9

merge into tracked as t using (select 6 as n, 60 as v union all select 100, 1 union all select 30, -1) as s on t.n = s.n
  when matched and v < 0 then delete when matched then update set "A" = v, z = z + 1
  when not matched then insert ("A", n) values (v, s.n);
----
1 | 1 | 1

select * from tracked order by n;
----
4 | 60 | 6 | 10
NULL | 70 | 8 | 9
10 | 110 | 12 | 9
NULL | 1 | 100 | 9

merge into tracked as t using (select 6 as n union all select 6) as s on t.n = s.n when matched then update set z = 0;
----
error 100090 (42P18): Duplicate row detected during DML action

update tracked set z = s.v from (select 8 as n, 80 as v) as s where tracked.n = s.n;
----
1 | 0

delete from tracked using (select 12 as n) as s where tracked.n = s.n;
----
1

insert overwrite into tracked select 1, 2, 3, 4;
----
1

insert overwrite into tracked select n + 1, z, 3, 4 from tracked union all select n, z, 3, 4 from tracked;
----
2

truncate table tracked; select count(*) from tracked;
----
0

-- Tracking begins and ends at any time; dropped tables come back with theirs.
alter table plain set change_tracking = true; update plain set z = 1; select count(*) from plain where z = 1;
----
4

drop table plain; undrop table plain; delete from plain where n = 3; select count(*) from plain;
----
3

alter table plain set change_tracking = false; insert into plain select * from plain; select count(*) from plain;
----
6

alter table plain set change_tracking = true; alter table plain unset change_tracking;

create temporary table gone (x int) change_tracking = true; insert into gone values (1); update gone set x = 2; select * from gone;
----
2

restart

use schema db.public; insert into tracked values (1, 1, 1, 1); update tracked set z = 2; select * from tracked;
----
1 | 1 | 1 | 2
