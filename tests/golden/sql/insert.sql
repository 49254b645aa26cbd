create database d;
create table k (id int, x int) as select * from values (1, 7), (2, 8), (3, 9);

-- OVERWRITE may read the rows that it takes away.
insert overwrite into k select id + 10, x from k;
----
3

select * from k order by id;
----
11 | 7
12 | 8
13 | 9

insert overwrite into k (x) select max(x) from k;
----
1

select * from k;
----
NULL | 9

insert overwrite into k values (1, 2), (3, 4);
----
2

insert into k select * from k;
----
2

insert into k (x, id) select id, x from k where id = 1;
----
2

select * from k order by all;
----
1 | 2
1 | 2
2 | 1
2 | 1
3 | 4
3 | 4

-- Where the rows come from.
insert into k with q as (select 9 as a, 9 as b) select * from q;
----
1

insert into k (select 10, 10);
----
1

insert into k ((select 11, 11));
----
1

insert into k (x) select 1 union all select 2 order by 1 limit 1;
----
1

insert into k select * from values (5, 6), (7, 8) order by 1 desc limit 1;
----
1

insert into k values ('1', '2.4'), (1 + 1, default), (null, -null);
----
3

insert into k (id, x) select (select max(id) from k), (select count(*) from k);
----
1

select count(*), sum(id), sum(x) from k;
----
15 | 63 | 69

-- What does not fit.
insert into k values (1);
----
error 002020 (21S01): Insert value list does not match column list expecting 2 but got 1

insert into k (id) values (1, 2);
----
error 002020 (21S01): Insert value list does not match column list expecting 1 but got 2

insert into k select 1;
----
error 002020 (21S01): Insert value list does not match column list expecting 2 but got 1

insert into k values (1, 2), (3);
----
error 002020 (21S01): Insert value list does not match column list expecting 2 but got 1

insert into k (id, id) values (1, 2);
----
error 002025 (42S21): duplicate column name 'ID'

insert into k (id, y) values (1, 2);
----
error 000904 (42000): invalid identifier 'Y'

insert into k values (1, 'x');
----
error 100038 (22018): DML operation to table K failed on column X with error: Numeric value 'x' is not recognized

insert into k select 'a', 1 where false;
----
0

insert into missing values (1);
----
error 002003 (42S02): Object 'MISSING' does not exist or not authorized.

insert into k select nothing from k;
----
error 000904 (42000): invalid identifier 'NOTHING'

-- A NULL that a column does not take: the table is named as the statement names it.
create table nn (a int not null, "b" varchar(3) not null default 'z', c date);

insert into nn values (null, 'x', null);
----
error 100072 (22000): DML operation to table NN failed on column A with error: NULL result in a non-nullable column

insert into d.public.nn ("b") values ('x');
----
error 100072 (22000): DML operation to table D.PUBLIC.NN failed on column A with error: NULL result in a non-nullable column

insert into public.nn select 1, null, null;
----
error 100072 (22000): DML operation to table PUBLIC.NN failed on column b with error: NULL result in a non-nullable column

insert overwrite into nn (a, "b") select column1, column2 from values (1, 'a'), (2, null);
----
error 100072 (22000): DML operation to table NN failed on column b with error: NULL result in a non-nullable column

insert into nn values (1, 'abc', '2024-01-01');
----
1

update nn set "b" = null;
----
error 100072 (22000): DML operation to table NN failed on column b with error: NULL result in a non-nullable column

update d.public.nn set a = null where a = 1;
----
error 100072 (22000): DML operation to table D.PUBLIC.NN failed on column A with error: NULL result in a non-nullable column

update nn set a = x from (select null::int as x) q;
----
error 100072 (22000): DML operation to table NN failed on column A with error: NULL result in a non-nullable column

merge into nn using (select null::int as a) s on nn.a = s.a when not matched then insert (a) values (s.a);
----
error 100072 (22000): DML operation to table NN failed on column A with error: NULL result in a non-nullable column

merge into nn using (select 1 as a) s on nn.a = s.a when matched then update set "b" = null;
----
error 100072 (22000): DML operation to table NN failed on column b with error: NULL result in a non-nullable column

insert all into nn (a) values (x) into k (id) values (x) select null as x;
----
error 100072 (22000): DML operation to table NN failed on column A with error: NULL result in a non-nullable column

insert into nn values (1, 'toolong', null);
----
error 100078 (22000): DML operation to table NN failed on column b with error: String 'toolong' is too long and would be truncated

update nn set "b" = "b" || "b";
----
error 100078 (22000): DML operation to table NN failed on column b with error: String 'abcabc' is too long and would be truncated

insert into nn (a, c) values (1, 'nodate');
----
error 100040 (22007): DML operation to table NN failed on column C with error: Date 'nodate' is not recognized

begin;
----
Statement executed successfully.

insert into nn values (2, 'x', null);
----
1

insert into nn values (null, 'x', null);
----
error 100072 (22000): DML operation to table NN failed on column A with error: NULL result in a non-nullable column

rollback;
----
Statement executed successfully.

select * from nn;
----
1 | abc | 2024-01-01

alter table nn set change_tracking = true;
----
Statement executed successfully.

insert into nn values (null, 'x', null);
----
error 100072 (22000): DML operation to table NN failed on column A with error: NULL result in a non-nullable column

update nn set a = null;
----
error 100072 (22000): DML operation to table NN failed on column A with error: NULL result in a non-nullable column
