-- What is kept by id goes on when a schema or database is renamed; what is kept as text says the names that it says.

create database d;
create schema s;
create sequence q;
create table bare (id int default q.nextval, v int);
create table full_name (id int default d.s.q.nextval, v int);
create view of_bare as select v from bare;
create view of_schema as select v from s.bare;
create function rows_in() returns number as 'select count(*) from bare';
create task bare_task warehouse = compute_wh as insert into bare (v) values (100);
create task full_task warehouse = compute_wh as insert into d.s.bare (v) values (100);
insert into bare (v) values (1);

alter schema s rename to r;
use schema r;
insert into bare (v) values (2);
insert into full_name (v) select 3;
select * from bare union all select * from full_name order by v;
----
1 | 1
2 | 2
3 | 3

describe table full_name;
----
ID | NUMBER(38,0) | COLUMN | Y | D.R.Q.NEXTVAL | N | N | NULL | NULL | NULL | NULL | NULL | NULL
V | NUMBER(38,0) | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL

select get_ddl('table', 'bare');
----
create or replace TABLE BARE ( ID NUMBER(38,0) DEFAULT D.R.Q.NEXTVAL, V NUMBER(38,0) );

select table_name, column_default from information_schema.columns where column_name = 'ID' order by 1;
----
BARE | D.R.Q.NEXTVAL
FULL_NAME | D.R.Q.NEXTVAL

show columns like 'id' in table bare;
----
BARE | R | ID | {"type":"FIXED","precision":38,"scale":0,"nullable":true} | true | D.R.Q.NEXTVAL | COLUMN |  |  | D |  | NULL | NULL

select count(*) from of_bare;
----
2

select count(*) from of_schema;
----
error 002037 (42601): Failure during expansion of view 'OF_SCHEMA': SQL compilation error: Schema 'D.S' does not exist or not authorized.

select rows_in();
----
2

execute task bare_task;

settle

execute task full_task;

settle

select name, state, error_code from table(information_schema.task_history()) order by name;
----
BARE_TASK | SUCCEEDED | NULL
FULL_TASK | FAILED | 002003

alter database d rename to e;
alter sequence e.r.q rename to e.r.p;

restart

use schema e.r;
insert into bare (v) values (4);
describe table bare;
----
ID | NUMBER(38,0) | COLUMN | Y | E.R.P.NEXTVAL | N | N | NULL | NULL | NULL | NULL | NULL | NULL
V | NUMBER(38,0) | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL

-- LIKE and CLONE count by the same sequence; copied with it, by the copy.
create table alike like bare;
create table cloned clone bare;
insert into alike (v) values (5);
insert into cloned (v) values (6);
select * from alike union all select * from cloned order by v;
----
1 | 1
2 | 2
5 | 4
6 | 5
7 | 6
4 | 100

create schema copied clone r;
describe table copied.bare;
----
ID | NUMBER(38,0) | COLUMN | Y | E.COPIED.P.NEXTVAL | N | N | NULL | NULL | NULL | NULL | NULL | NULL
V | NUMBER(38,0) | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL

-- Two schemas that exchange their names take their sequences with them.
create schema other;
create sequence p start 1000;
alter schema e.r swap with e.other;
describe table e.other.bare;
----
ID | NUMBER(38,0) | COLUMN | Y | E.OTHER.P.NEXTVAL | N | N | NULL | NULL | NULL | NULL | NULL | NULL
V | NUMBER(38,0) | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL
