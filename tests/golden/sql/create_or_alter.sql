create database d;
create or alter table t (a int, b varchar(10) default 'x');
insert into t values (1, 'one');
create or alter table t (a int, b varchar(10) default 'x');
create or alter table t (a int not null comment 'key', b varchar(20) default 'x', c int default 5, d date) comment = 'wider' cluster by (a);
select * from t;
----
1 | one | 5 | NULL

describe table t;
select "name", "type", "null?", "default", "comment" from table(result_scan(last_query_id()));
----
A | NUMBER(38,0) | N | NULL | key
B | VARCHAR(20) | Y | 'x' | NULL
C | NUMBER(38,0) | Y | 5 | NULL
D | DATE | Y | NULL | NULL

show tables;
select "name", "comment", "cluster_by" from table(result_scan(last_query_id()));
----
T | wider | LINEAR(a)

-- What is not said is unset; columns that are not named are dropped.
create or alter table t (a number(20,0), c int default 5);
select * from t;
----
1 | 5

describe table t;
select "name", "type", "null?", "default", "comment" from table(result_scan(last_query_id()));
----
A | NUMBER(20,0) | Y | NULL | NULL
C | NUMBER(38,0) | Y | 5 | NULL

show tables;
select "name", "comment", "cluster_by" from table(result_scan(last_query_id()));
----
T |  | 

-- What it cannot do changes nothing.
create or alter table t (a number(20,0), x int, c int default 5);
----
error 000002 (0A000): Unsupported feature 'CREATE OR ALTER TABLE column add before end of column list'.

create or alter table t (c int default 5, a number(20,0));
----
error 002014 (22000): Invalid operation column re-ordering is not possible in CREATE OR ALTER TABLE

create or alter table t (a varchar, c int);
----
error 002108 (22000): cannot change column A from type NUMBER(20,0) to VARCHAR(16777216)

create or alter table t (a number(20,2), c int default 5);
----
error 040052 (22000): cannot change column A from type NUMBER(20,0) to NUMBER(20,2) because changing the scale of a number is not supported.

create or alter table t (a number(20,0) default 1, c int default 5);
----
error 000002 (0A000): Unsupported feature 'Alter Column Set Default'.

create or alter table t (a number(20,0), c int);
----
error 002043 (02000): Dropping default value is not allowed for column 'C' because the column was added after table was created.

create or alter table t (a number(20,0), c int default 6);
----
error 000002 (0A000): Unsupported feature 'Alter Column Set Default'.

create or alter table t (a number(20,0), c int default 5, e int not null);
----
error 001471 (42601): Non-nullable column 'E' cannot be added to non-empty table 'T' unless it has a non-null default value.

create or alter table t (a number(20,0), a int);
----
error 002025 (42S21): duplicate column name 'A'

create or alter table t as select 1 as a;
----
error 000002 (0A000): Unsupported feature 'CREATE OR ALTER TABLE AS, LIKE or CLONE'.

create or alter transient table t (a number(20,0), c int default 5);
----
error 000002 (0A000): Unsupported feature 'CREATE OR ALTER from TABLE to TRANSIENT'.

create or alter table t (a number(20,0), c int default 5, e int) cluster by (nope);
----
error 000904 (42000): invalid identifier 'NOPE'

describe table t;
select "name" from table(result_scan(last_query_id()));
----
A
C

-- Keys that stay are what foreign keys point at.
create or alter table t (a number(20,0) primary key, c int default 5 unique);
create table f (a int references t, c int references t (c));
create or alter table t (a number(20,0), c int default 5, constraint pk primary key (a) rely);
show exported keys in table t;
select "fk_column_name", "pk_name", "rely" from table(result_scan(last_query_id()));
----
A | PK | false

show primary keys in table t;
select "constraint_name", "rely" from table(result_scan(last_query_id()));
----
PK | true

show unique keys in table t;
----
(no rows)

create view v as select 1 as a;
create or alter table v (a int);
----
error 001998 (42710): Object 'V' already exists as VIEW

create or alter temporary table own (a int);
insert into own values (1);
create or alter temporary table own (a int, b int default 2);
select * from own;
----
1 | 2

-- Privileges stay; the owner alters.
create role r;
grant role r to user admin;
grant usage on database d to role r;
grant usage, create table on schema public to role r;
grant select on table t to role r;
create or alter table t (a number(20,0) primary key, c int default 5, e int);
show grants on table t;
select "privilege", "grantee_name" from table(result_scan(last_query_id())) order by 1;
----
OWNERSHIP | ACCOUNTADMIN
SELECT | R

use role r;
use secondary roles none;
create or alter table t (a number(20,0));
----
error 003001 (42501): SQL access control error: Insufficient privileges to operate on table 'T'.

use role accountadmin;

restart

use d.public;
select * from t;
----
1 | 5 | NULL
