create database db; create schema db.s; use schema db.s;

create sequence counted;
----
Sequence COUNTED successfully created.

select counted.nextval as a, counted.nextval as b;
----
1 | 2

select s.counted.nextval, db.s.counted.nextval, "COUNTED".nextval;
----
3 | 4 | 5

select counted.nextval from table(generator(rowcount => 3)) order by 1;
----
6
7
8

create sequence if not exists counted start 100;
----
COUNTED already exists, statement succeeded.

create sequence counted;
----
error 002002 (42710)

create or replace sequence down with start with = 10 increment by = -3 order comment = 'to the cellar';
----
Sequence DOWN successfully created.

select down.nextval; select down.nextval;
----
7

create sequence still increment 0;
----
error 001008

create sequence far start 99999999999999999999;
----
error 001003 (42000): syntax error line 1 at position 26 unexpected '99999999999999999999'.

show sequences;
----
COUNTED | DB | S | 9 | 1 | 2026-01-05 12:00:04.000 | ACCOUNTADMIN |  | ROLE | N
DOWN | DB | S | 4 | -3 | 2026-01-05 12:00:10.000 | ACCOUNTADMIN | to the cellar | ROLE | Y

describe sequence down;
----
DOWN | DB | S | 4 | -3 | 2026-01-05 12:00:10.000 | ACCOUNTADMIN | to the cellar | ROLE | Y

-- It counts on from where it is, in the new steps.

alter sequence down set increment by 5;
----
Statement executed successfully.

select down.nextval, down.nextval;
----
4 | 9

alter sequence down increment = 1; alter sequence down set noorder comment = 'up again'; alter sequence down unset comment;
----
Statement executed successfully.

alter sequence down rename to up;
----
Statement executed successfully.

select down.nextval;
----
error 000904 (42000)

select up.nextval;
----
14

-- A restart forgets nothing that was given out.

restart

use schema db.s;

select up.nextval, counted.nextval;
----
15 | 9

-- Defaults, by name and by column.

create table t (id int default counted.nextval, n int autoincrement, m int identity (100, 10) order, s varchar);

describe table t;
----
ID | NUMBER(38,0) | COLUMN | Y | DB.S.COUNTED.NEXTVAL | N | N | NULL | NULL | NULL | NULL | NULL | NULL
N | NUMBER(38,0) | COLUMN | Y | IDENTITY START 1 INCREMENT 1 NOORDER | N | N | NULL | NULL | NULL | NULL | NULL | NULL
M | NUMBER(38,0) | COLUMN | Y | IDENTITY START 100 INCREMENT 10 ORDER | N | N | NULL | NULL | NULL | NULL | NULL | NULL
S | VARCHAR(16777216) | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL

insert into t (s) values ('a'), ('b');

insert into t (s) select 'c' from table(generator(rowcount => 2));

insert into t (n, s) values (default, 'd'), (77, 'e');

insert into t values (default, default, default, 'f');

select * from t order by id;
----
10 | 1 | 100 | a
11 | 2 | 110 | b
12 | 3 | 120 | c
13 | 4 | 130 | c
14 | 5 | 140 | d
15 | 77 | 150 | e
16 | 6 | 160 | f

create table bad (a varchar autoincrement);
----
error 002014

create table worse (a int default 1 autoincrement);
----
error 002014

create table alike like t;

insert into alike (s) values ('own columns count from the start');

select n, m from alike;
----
1 | 100

alter table t drop column m;

insert into t (s) values ('g');

-- A column that counts can be added where there is nothing to count.

alter table t add column again int autoincrement;
----
error 002014 (22000): Cannot add column 'AGAIN' with non-constant default to non-empty table 'T'.

create table empty (s varchar); alter table empty add column n int autoincrement start 5 increment 5;

alter table empty add column id int default counted.nextval; insert into empty (s) values ('a'), ('b');

select n, s from empty order by n;
----
5 | a
10 | b

-- What an open transaction has taken stays, also where a statement of it fails.

create table log (i int autoincrement, v int);

begin; insert into log (v) values (1), (2);

insert into log (v) values ('x');
----
error 100038

commit;

select * from log order by i;
----
1 | 1
2 | 2

rollback; begin; insert into log (v) values (4); rollback; insert into log (v) values (5);

select v, i > 3 from log where v = 5;
----
5 | TRUE

-- USAGE on the sequence lets a role take values.

create role taker; grant role taker to user admin; grant usage on database db to role taker; grant usage on schema db.s to role taker;

use role taker; use schema db.s;
----
Statement executed successfully.

select counted.nextval;
----
error 000904 (42000): invalid identifier 'COUNTED.NEXTVAL'

create sequence own;
----
error 003001 (42501): SQL access control error: Insufficient privileges to operate on schema 'S'.

use role accountadmin; grant usage on sequence counted to role taker; grant create sequence on schema db.s to role taker;

use role taker; select counted.nextval > 0;
----
TRUE

create sequence own;
----
Sequence OWN successfully created.

alter sequence counted set increment 3;
----
error 003001 (42501): SQL access control error: Insufficient privileges to operate on sequence 'COUNTED'.

use role accountadmin;

drop sequence counted;
----
COUNTED successfully dropped.

drop sequence counted;
----
error 002003 (02000)

drop sequence if exists counted;
----
Drop statement executed successfully (COUNTED already dropped).

insert into t (s) values ('no sequence');
----
error 002003 (42S02): Sequence used as a default value in table 'T' column 'ID' was not found or could not be accessed

select table_name from information_schema.tables where table_name = 'COUNTED';
----
(no rows)

-- What goes with its schema comes back with it.

create schema other; create sequence other.one; select other.one.nextval; drop schema other; undrop schema other;

select other.one.nextval;
----
2

-- A default counts by the sequence that it was given, never by another one that has its name now.

use schema db.s;
create sequence s1;
create table sd (a int default s1.nextval, b int);
create table like_sd like sd;
alter sequence s1 rename to s1old;
create sequence s1 start 1000;
insert into sd (b) values (1);
drop sequence s1old;

insert into sd (b) values (2);
----
error 002003 (42S02): Sequence used as a default value in table 'SD' column 'A' was not found or could not be accessed

insert into sd values (default, 2);
----
error 002003 (42S02): Sequence used as a default value in table 'SD' column 'A' was not found or could not be accessed

insert into sd (b) select 2;
----
error 002003 (42S02): Sequence used as a default value in table 'SD' column 'A' was not found or could not be accessed

update sd set a = default;
----
error 002003 (42S02): Sequence used as a default value in table 'SD' column 'A' was not found or could not be accessed

merge into like_sd using (select 2 as n) on false when not matched then insert (b) values (n);
----
error 002003 (42S02): Sequence used as a default value in table 'LIKE_SD' column 'A' was not found or could not be accessed

select get_ddl('table', 'sd');
----
error 002003 (42S02): Sequence used as a default value in table 'SD' column 'A' was not found or could not be accessed

insert into sd values (7, 7);
alter table sd alter a set default s1.nextval;
insert into sd (b) values (3);
create or replace sequence s1 start 5;

select * from sd order by b;
----
1 | 1
1000 | 3
7 | 7

insert into sd (b) values (4);
----
error 002003 (42S02): Sequence used as a default value in table 'SD' column 'A' was not found or could not be accessed

alter table sd alter a drop default;
insert into sd (b) values (5);
