create database d;
----
Database D successfully created.

-- A new database has a schema PUBLIC, and both are current.
select current_database(), current_schema();
----
D | PUBLIC

create database d;
----
error 002002 (42710): Object 'D' already exists.

create database if not exists d;
----
D already exists, statement succeeded.

create table t (a int);
insert into t values (1);
drop database d;
----
D successfully dropped.

-- The current database is gone with it.
select current_database(), current_schema();
----
NULL | NULL

drop database d;
----
error 002003 (02000): Database 'D' does not exist or not authorized.

drop database if exists d;
----
Drop statement executed successfully (D already dropped).

undrop database d;
----
Database D successfully restored.

select a from d.public.t;
----
1

use database d;
create or replace database d;
----
Database D successfully created.

-- What was replaced can be brought back once the name is free.
select a from d.public.t;
----
error 002003 (42S02): Object 'D.PUBLIC.T' does not exist or not authorized.

undrop database d;
----
error 002002 (42710): Object 'D' already exists.

alter database d rename to e;
undrop database d;
----
Database D successfully restored.

select a from d.public.t;
----
1

alter database d swap with e;
select a from e.public.t;
----
1

alter database d set data_retention_time_in_days = 7 comment = 'seven';
alter database d unset comment;
alter database d set nonsense = 1;
----
error 001420 (42601): invalid property 'NONSENSE' for 'DATABASE'

alter database d set data_retention_time_in_days = 91;
----
error 001008 (22023): invalid value [91] for parameter 'DATA_RETENTION_TIME_IN_DAYS'

alter database e rename to d;
----
error 002002 (42710): Object 'D' already exists.

create transient database f comment = 'passing';
----
Database F successfully created.

create database g from share a.b;
----
error 000002 (0A000): Unsupported feature 'CREATE DATABASE FROM SHARE'.

create or alter database f;
----
error 000002 (0A000): Unsupported feature 'CREATE OR ALTER DATABASE'.

drop database snowflake;
----
error 003001 (42501): SQL access control error: Insufficient privileges to operate on database 'SNOWFLAKE'.

create database d2 nonsense = 1;
----
error 001420 (42601): invalid property 'NONSENSE' for 'DATABASE'
