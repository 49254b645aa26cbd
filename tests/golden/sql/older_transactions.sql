-- While a transaction is open, of whatever tables, DuckDB keeps what rows were before.  Storage that is changed meanwhile
-- holds the rows as they are, and what they were is no reason to refuse a change.

create database d;
create table elsewhere (a int);
----
Table ELSEWHERE successfully created.

session b

use schema d.public;
begin;
insert into elsewhere values (1);
----
1

-- A value that needs wider storage loses no update.

session a

create table w (id int, n int, c varchar);
insert into w values (1, 1, 'a'), (2, 2, 'b'), (3, 3, 'c');
update w set n = 5, c = 'aa' where id = 1;
delete from w where id = 2;
insert into w values (4, 99999999999999999999999999, 'd');
select * from w order by id;
----
1 | 5 | aa
3 | 3 | c
4 | 99999999999999999999999999 | d

update w set n = n + 1 where id = 4;
select * from w order by id;
----
1 | 5 | aa
3 | 3 | c
4 | 100000000000000000000000000 | d

-- Nor does it on a table whose changes are tracked.

create table k (id int, n int) change_tracking = true;
insert into k values (1, 1), (2, 2);
update k set n = 5 where id = 1;
update k set n = 99999999999999999999999999 where id = 2;
select * from k order by id;
----
1 | 5
2 | 99999999999999999999999999

-- NULL that was there, in updated or deleted rows, does not stand against NOT NULL and keys.

create table u (id int);
insert into u values (1), (2);
alter table u add column country varchar;
update u set country = 'DE';
alter table u alter column country set not null;
----
Statement executed successfully.

select * from u order by id;
----
1 | DE
2 | DE

insert into u values (3, null);
----
error 100072 (22000): DML operation to table U failed on column COUNTRY with error: NULL result in a non-nullable column

create table p (id int, b int);
insert into p values (null, 1), (2, 2);
delete from p where id is null;
alter table p add primary key (id);
----
Statement executed successfully.

select * from p;
----
2 | 2

insert into p values (null, 3);
----
error 100072 (22000): DML operation to table P failed on column ID with error: NULL result in a non-nullable column

create table q (id int, b int) change_tracking = true;
insert into q values (null, 1), (2, 2);
update q set id = 1 where id is null;
create or alter table q (id int not null, b int, c int) change_tracking = true;
----
Table Q successfully created.

select * from q order by id;
----
1 | 1 | NULL
2 | 2 | NULL

insert into q (b) values (3);
----
error 100072 (22000): DML operation to table Q failed on column ID with error: NULL result in a non-nullable column

-- NULL that is there does.

insert into p values (5, null);
alter table p alter b set not null;
----
error 001471 (42601): Column 'B' contains null values. Not null constraint cannot be added.

session b

commit;
----
Statement executed successfully.

restart

session a

select * from d.public.w order by id;
----
1 | 5 | aa
3 | 3 | c
4 | 100000000000000000000000000 | d

select * from d.public.k order by id;
----
1 | 5
2 | 99999999999999999999999999

select * from d.public.u order by id;
----
1 | DE
2 | DE

insert into d.public.u values (3, null);
----
error 100072 (22000): DML operation to table D.PUBLIC.U failed on column COUNTRY with error: NULL result in a non-nullable column
