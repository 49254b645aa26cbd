create database d;
create table t (a int, b number(38,2) not null default 1.5, c timestamp_tz);
insert into t (a, c) values (1, '2024-05-06 07:08:09 +0200');
create view v as select a, b from t;
create role r;
grant role r to user admin;
grant usage on database d to role r;
grant usage on schema d.public to role r;
grant select on view v to role r;
create user alice password = 'Correct-Horse-1';
create warehouse w warehouse_size = large;
drop table t;
create table gone (a int);
drop table gone;
undrop table t;
----
Table T successfully restored.

restart

use schema d.public;
select a, b from t;
----
1 | 1.50

undrop table gone;
----
Table GONE successfully restored.

create table new (a int);
insert into new values (1);
insert into t (a) values (2);
select a, b from t order by a;
----
1 | 1.50
2 | 1.50

use role r;
select a, b from d.public.v order by a;
----
1 | 1.50
2 | 1.50

select a from d.public.t;
----
error 002003 (42S02): Object 'T' does not exist or not authorized.

use role accountadmin;
create user alice;
----
error 002002 (42710): Object 'ALICE' already exists.

alter warehouse w suspend;
----
Statement executed successfully.

restart

select count(*) from d.public.new;
----
1

alter warehouse w suspend;
----
error 090064 (22000): Invalid state. Warehouse 'W' cannot be suspended.
