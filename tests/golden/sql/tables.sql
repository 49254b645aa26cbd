create table t (a int);
----
error 090105 (22000): Cannot perform CREATE TABLE. This session does not have a current database. Call 'USE DATABASE', or use a qualified name.

create database d;
create table t (a int not null, b varchar(10) default 'none', c number(10,2) default 1 + 0.5 comment 'cents', primary key (a));
----
Table T successfully created.

insert into t (a) values (1);
select * from t;
----
1 | none | 1.50

insert into t (b) values ('x');
----
error 100072 (22000): DML operation to table T failed on column A with error: NULL result in a non-nullable column

create table t (z int);
----
error 002002 (42710): Object 'T' already exists.

create table if not exists t (z int);
----
T already exists, statement succeeded.

create table d.public.t (z int);
----
error 002002 (42710): Object 'D.PUBLIC.T' already exists.

create or replace table t (z int);
----
Table T successfully created.

select * from t;
----
(no rows)

-- What was replaced comes back under its own name.
alter table t rename to t2;
undrop table t;
----
Table T successfully restored.

select * from t;
----
1 | none | 1.50

create table u (a int, a string);
----
error 002025 (42S21): duplicate column name 'A'

create table u (a int, "a" string, B int);
insert into u values (1, 'x', 2);
select a, "a", b from u;
----
1 | x | 2

create table w (a nosuch);
----
error 002040 (42601): Unsupported data type 'NOSUCH'.

create table w (a varchar default 1);
----
error 002023 (22000): Default value data type does not match data type for column A

create table w (a int default 'abc');
----
error 002023 (22000): Default value data type does not match data type for column A

create table w (a int default nope);
----
error 000904 (42000): invalid identifier 'NOPE'

create table w (a int) nonsense = true;
----
error 001420 (42601): invalid property 'NONSENSE' for 'TABLE'

create transient table w (a int) data_retention_time_in_days = 2;
----
error 001008 (22023): invalid value [2] for parameter 'DATA_RETENTION_TIME_IN_DAYS'

create or alter table w as select 1 as a;
----
error 000002 (0A000): Unsupported feature 'CREATE OR ALTER TABLE AS, LIKE or CLONE'.

create table l like t;
----
Table L successfully created.

insert into l (a) values (5);
select * from l;
----
5 | none | 1.50

create table l2 like nope;
----
error 002003 (42S02): Table 'D.PUBLIC.NOPE' does not exist or not authorized.

drop table t;
----
T successfully dropped.

drop table t;
----
error 002003 (42S02): Table 'D.PUBLIC.T' does not exist or not authorized.

drop table if exists t;
----
Drop statement executed successfully (T already dropped).

drop table nowhere.s.t;
----
error 002003 (02000): Database 'NOWHERE' does not exist or not authorized.

drop table if exists nowhere.s.t;
----
Drop statement executed successfully (T already dropped).

undrop table t;
----
Table T successfully restored.

undrop table t;
----
error 002002 (42710): Object 'D.PUBLIC.T' already exists.

undrop table nope;
----
error 002003 (02000): Table 'D.PUBLIC.NOPE' did not exist or was purged.

comment on table t is 'rows';
comment on column t.b is 'text';
comment on column t.nope is 'text';
----
error 000904 (42000): invalid identifier 'NOPE'

comment if exists on table nope is 'x';
----
Statement executed successfully.

-- Without retention nothing is kept.
create table short (a int) data_retention_time_in_days = 0;
drop table short;
undrop table short;
----
error 002003 (02000): Table 'D.PUBLIC.SHORT' did not exist or was purged.

-- INSERT OVERWRITE may read the rows that it replaces.
create table twice (a int, b string); insert into twice values (1, 'x'), (1, 'x'), (2, 'y');

insert overwrite into twice select distinct a, b from twice;
----
2

insert overwrite into twice select 7, 'z' union all select (select max(a) from twice), 'w'; select a, b from twice order by a;
----
2 | w
7 | z
