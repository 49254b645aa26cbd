create database d;
create role r;
create role other;
create table t (a int);
grant select, insert on table t to role r;
create table source (a int);
grant delete on table source to role other;

-- Replacing takes grants away, unless they are copied.
create or replace table t (b int) copy grants;
show grants on table t;
select "privilege", "grantee_name" from table(result_scan(last_query_id())) order by 1;
----
INSERT | R
OWNERSHIP | ACCOUNTADMIN
SELECT | R

create or replace table t copy grants as select 1 as c;
show grants on table t;
select "privilege", "grantee_name" from table(result_scan(last_query_id())) order by 1;
----
INSERT | R
OWNERSHIP | ACCOUNTADMIN
SELECT | R

-- LIKE and CLONE copy those of the replaced table, or of the original where nothing was replaced.
create or replace table t like source copy grants;
show grants on table t;
select "privilege", "grantee_name" from table(result_scan(last_query_id())) order by 1;
----
INSERT | R
OWNERSHIP | ACCOUNTADMIN
SELECT | R

create or replace table t clone source copy grants;
show grants on table t;
select "privilege", "grantee_name" from table(result_scan(last_query_id())) order by 1;
----
INSERT | R
OWNERSHIP | ACCOUNTADMIN
SELECT | R

create table l like source copy grants;
show grants on table l;
select "privilege", "grantee_name" from table(result_scan(last_query_id())) order by 1;
----
DELETE | OTHER
OWNERSHIP | ACCOUNTADMIN

create table l2 like source;
show grants on table l2;
select "privilege", "grantee_name" from table(result_scan(last_query_id())) order by 1;
----
OWNERSHIP | ACCOUNTADMIN

create or replace table t like source;
show grants on table t;
select "privilege", "grantee_name" from table(result_scan(last_query_id())) order by 1;
----
OWNERSHIP | ACCOUNTADMIN

create table l3 (a int) copy grants;

restart

show grants on table d.public.l;
select "privilege", "grantee_name" from table(result_scan(last_query_id())) order by 1;
----
DELETE | OTHER
OWNERSHIP | ACCOUNTADMIN
