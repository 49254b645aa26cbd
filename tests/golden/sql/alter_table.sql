create database d;
create table t (a int, b varchar(5));
insert into t values (1, 'x'), (2, null);
alter table t add column c int default 5, d timestamp_ntz, e number(10,2) not null default 1.25;
----
Statement executed successfully.

select * from t order by a;
----
1 | x | 5 | NULL | 1.25
2 | NULL | 5 | NULL | 1.25

insert into t (a) values (3);
select a, c, e from t where a = 3;
----
3 | 5 | 1.25

alter table t add column a int;
----
error 002025 (42S21): column 'A' already exists

alter table t add column if not exists a int;
----
Statement executed successfully.

alter table t add column f int not null;
----
error 001471 (42601): Non-nullable column 'F' cannot be added to non-empty table 'T' unless it has a non-null default value.

alter table t add column g int default 'x';
----
error 002023 (22000): Default value data type does not match data type for column G

alter table t drop column d, e;
select * from t order by a;
----
1 | x | 5
2 | NULL | 5
3 | NULL | 5

alter table t drop column nope;
----
error 000904 (42000): column 'NOPE' does not exist

alter table t drop column if exists nope;
----
Statement executed successfully.

alter table t rename column b to name;
select name from t order by a;
----
x
NULL
NULL

select b from t;
----
error 000904 (42000): invalid identifier 'B'

alter table t rename column name to a;
----
error 002002 (42710): Object 'T.A' already exists.

insert into t (a, name) values (4, 'toolong');
----
error 100078 (22000): DML operation to table T failed on column NAME with error: String 'toolong' is too long and would be truncated

alter table t alter column name set data type varchar(20);
insert into t (a, name) values (4, 'long enough');
select name from t where a = 4;
----
long enough

alter table t alter column name set data type varchar(3);
----
error 040052 (22000): cannot change column NAME from type VARCHAR(20) to VARCHAR(3) because reducing the byte-length of a varchar is not supported.

alter table t alter column a set data type varchar;
----
error 002108 (22000): cannot change column A from type NUMBER(38,0) to VARCHAR(16777216)

alter table t alter column name set not null;
----
error 001471 (42601): Column 'NAME' contains null values. Not null constraint cannot be added.

alter table t alter column a set not null;
insert into t (name) values ('x');
----
error 100072 (22000): DML operation to table T failed on column A with error: NULL result in a non-nullable column

alter table t alter column a drop not null;
insert into t (name) values ('y');
alter table t alter column c drop default;
----
error 002043 (02000): Dropping default value is not allowed for column 'C' because the column was added after table was created.

create table one (a int);
alter table one drop column a;
----
error 002043 (02000): Cannot drop the only column of table 'ONE'.

-- Precision grows where the store had it narrow.
create table n (a number(5,0));
insert into n values (100000);
----
error 100046 (22003): DML operation to table N failed on column A with error: Number out of representable range: type FIXED[SB4](5,0){nullable}, value 100000

alter table n alter column a set data type number(38,0);
insert into n values (12345678901234567890123456789);
select a from n;
----
12345678901234567890123456789

alter table n rename to m;
select a from m;
----
12345678901234567890123456789

select a from n;
----
error 002003 (42S02): Object 'N' does not exist or not authorized.

create schema s;
alter table public.m rename to d.s.k;
select a from s.k;
----
12345678901234567890123456789

alter table s.k rename to d.public.t;
----
error 002002 (42710): Object 'D.PUBLIC.T' already exists.

alter table s.k swap with public.t;
select a from public.t;
----
12345678901234567890123456789

select count(*) from s.k;
----
5

alter table if exists nope add column a int;
----
Statement executed successfully.

alter table nope add column a int;
----
error 002003 (42S02): Table 'D.S.NOPE' does not exist or not authorized.

create view public.v as select 1 as a;
alter table public.v add column b int;
----
error 002203 (02000): Object found is of type 'VIEW', not specified type 'TABLE'.

alter table public.t set comment = 'c', data_retention_time_in_days = 3;
alter table public.t unset comment;
alter table public.t set nonsense = 1;
----
error 001420 (42601): invalid property 'NONSENSE' for 'TABLE'

alter table public.t cluster by (a);
----
Statement executed successfully.
