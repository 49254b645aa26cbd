create database d;
create table parent (id number(38,0) autoincrement, primary key (id)) comment = 'it''s the parent';
create transient table t (
  id number(10,2) not null, "Lower" varchar(10) default 'x' comment 'a comment', at timestamp_ltz,
  up number, unique (id), constraint to_parent foreign key (up) references parent (id));
select replace(get_ddl('table', 'parent'), '\n', '~');
----
create or replace TABLE PARENT (~ ID NUMBER(38,0) NOT NULL autoincrement start 1 increment 1 noorder,~ primary key (ID)~)COMMENT='it''s the parent'~;

select get_ddl('TABLE', 'd.public.t', true);
----
create or replace TRANSIENT TABLE D.PUBLIC.T ( ID NUMBER(10,2) NOT NULL, "Lower" VARCHAR(10) DEFAULT 'x' COMMENT 'a comment', AT TIMESTAMP_LTZ(9), UP NUMBER(38,0), unique (ID), constraint TO_PARENT foreign key (UP) references D.PUBLIC.PARENT(ID) );

select get_ddl('table', 'nope');
----
error 002003 (42S02): Table 'D.PUBLIC.NOPE' does not exist or not authorized.

create or replace table clustered (a int, b int) cluster by (a, b);
select get_ddl('table', 'clustered');
----
create or replace TABLE CLUSTERED cluster by (a, b)( A NUMBER(38,0), B NUMBER(38,0) );

drop table clustered;
create view v (a, "b" comment 'second') comment = 'two' as select id, at from t;
select replace(get_ddl('view', 'v'), '\n', '~');
----
create or replace view V(~ A,~ "b" COMMENT 'second'~) COMMENT='two'~ as select id, at from t;

select get_ddl('table', 'v');
----
create or replace view V( A, "b" COMMENT 'second' ) COMMENT='two' as select id, at from t;

create secure view sv as
  select id -- the key
  from t;
select get_ddl('view', 'd.public.sv', true);
----
create or replace secure view D.PUBLIC.SV( ID ) as select id -- the key from t;

create sequence s start 5 increment 2 comment = 'counts';
select get_ddl('sequence', 's');
----
create or replace sequence S start with 5 increment by 2 noorder COMMENT='counts';

create function f(a number, b varchar default 'it''s') returns varchar comment = 'joins' as $$ a || b || 'x' $$;
select get_ddl('function', 'f(number, varchar)');
----
CREATE OR REPLACE FUNCTION "F"("A" NUMBER(38,0), "B" VARCHAR(16777216) DEFAULT 'it''s') RETURNS VARCHAR(16777216) LANGUAGE SQL COMMENT='joins' AS ' a || b || ''x'' ';

create function g(a number) returns table (x number(10,2)) as 'select id from t where id > a';
select get_ddl('function', 'd.public.g(number)', true);
----
CREATE OR REPLACE FUNCTION "D"."PUBLIC"."G"("A" NUMBER(38,0)) RETURNS TABLE ("X" NUMBER(10,2)) LANGUAGE SQL AS 'select id from t where id > a';

select get_ddl('function', 'f(date)');
----
error 002003 (02000): Function 'D.PUBLIC.F' does not exist or not authorized.

create warehouse w warehouse_size = large auto_suspend = 60 comment = 'big';
select replace(get_ddl('warehouse', 'w'), '\n', '~');
----
create or replace warehouse W~with~ warehouse_type='STANDARD'~ warehouse_size='Large'~ auto_suspend=60~ auto_resume=TRUE~ COMMENT='big'~;

create task root warehouse = w schedule = '10 minutes' user_task_timeout_ms = 1000 comment = 'first' as insert into parent values (1);
create task child warehouse = w after root when 1 = 1 as select 1;
select replace(get_ddl('task', 'root'), '\n', '~');
----
create or replace task ROOT~ warehouse=W~ schedule='10 minutes'~ USER_TASK_TIMEOUT_MS=1000~ COMMENT='first'~ as insert into parent values (1);

select get_ddl('task', 'child', true);
----
create or replace task D.PUBLIC.CHILD warehouse=W after D.PUBLIC.ROOT when 1 = 1 as select 1;

create schema s2 with managed access comment = 'another';
create table s2.only (a int);
select get_ddl('schema', 's2');
----
create or replace schema S2 WITH MANAGED ACCESS COMMENT='another'; create or replace TABLE ONLY ( A NUMBER(38,0) );

select get_ddl('database', 'd');
----
create or replace database D; create or replace schema PUBLIC; create or replace sequence S start with 5 increment by 2 noorder COMMENT='counts'; create or replace TABLE PARENT ( ID NUMBER(38,0) NOT NULL autoincrement start 1 increment 1 noorder, primary key (ID) )COMMENT='it''s the parent' ; create or replace TRANSIENT TABLE T ( ID NUMBER(10,2) NOT NULL, "Lower" VARCHAR(10) DEFAULT 'x' COMMENT 'a comment', AT TIMESTAMP_LTZ(9), UP NUMBER(38,0), unique (ID), constraint TO_PARENT foreign key (UP) references D.PUBLIC.PARENT(ID) ); create or replace view V( A, "b" COMMENT 'second' ) COMMENT='two' as select id, at from t; create or replace secure view SV( ID ) as select id -- the key from t; CREATE OR REPLACE FUNCTION "F"("A" NUMBER(38,0), "B" VARCHAR(16777216) DEFAULT 'it''s') RETURNS VARCHAR(16777216) LANGUAGE SQL COMMENT='joins' AS ' a || b || ''x'' '; CREATE OR REPLACE FUNCTION "G"("A" NUMBER(38,0)) RETURNS TABLE ("X" NUMBER(10,2)) LANGUAGE SQL AS 'select id from t where id > a'; create or replace task ROOT warehouse=W schedule='10 minutes' USER_TASK_TIMEOUT_MS=1000 COMMENT='first' as insert into parent values (1); create or replace task CHILD warehouse=W after ROOT when 1 = 1 as select 1; create or replace schema S2 WITH MANAGED ACCESS COMMENT='another'; create or replace TABLE ONLY ( A NUMBER(38,0) );

-- What differs from the usual is said, tags by their full names.
create tag cost allowed_values 'low', 'hi''gh' comment = 'who pays';
select get_ddl('tag', 'cost'), get_ddl('tag', 'cost', true);
----
create or replace tag COST ALLOWED_VALUES 'low', 'hi''gh' COMMENT='who pays'; | create or replace tag D.S2.COST ALLOWED_VALUES 'low', 'hi''gh' COMMENT='who pays';

create table said (a int with tag (cost = 'low') comment 'one', constraint k primary key (a) rely comment 'the key',
  foreign key (a) references said (a) on delete cascade) data_retention_time_in_days = 0 change_tracking = true
  enable_schema_evolution = true with tag (cost = 'hi''gh') comment = 'all';
select replace(get_ddl('table', 'said'), '\n', '~');
----
create or replace TABLE SAID (~ A NUMBER(38,0) NOT NULL WITH TAG (D.S2.COST='low') COMMENT 'one',~ constraint K primary key (A) rely comment 'the key',~ foreign key (A) references D.S2.SAID(A) on delete cascade~)DATA_RETENTION_TIME_IN_DAYS=0~CHANGE_TRACKING = TRUE~ENABLE_SCHEMA_EVOLUTION = TRUE~WITH TAG (D.S2.COST='hi''gh')~COMMENT='all'~;

create view tagged with tag (cost = 'low') comment = 'seen' as select 1 as a;
select replace(get_ddl('view', 'tagged'), '\n', '~');
----
create or replace view TAGGED(~ A~) WITH TAG (D.S2.COST='low') COMMENT='seen'~ as select 1 as a;

create schema s3 data_retention_time_in_days = 0 comment = 'short';
alter schema s3 set tag d.s2.cost = 'low';
select replace(get_ddl('schema', 's3'), '\n', '~');
----
create or replace schema S3 DATA_RETENTION_TIME_IN_DAYS=0 COMMENT='short';~~alter schema S3 set tag D.S2.COST='low';

use schema d.public;
select get_ddl('stream', 'x');
----
error 000002 (0A000): Unsupported feature 'GET_DDL of STREAM'.

select get_ddl('nonsense', 'x');
----
error 001015 (22023): Invalid value [NONSENSE] for function 'GET_DDL', parameter 1

select get_ddl('table');
----
error 000938 (22023): not enough arguments for function [GET_DDL('table')], expected 2, got 1

-- Privileges: any on the object; the text of a secure view is its owner's.
create role reader;
grant role reader to user admin;
grant usage on database d to role reader;
grant usage on schema d.public to role reader;
grant select on view d.public.v to role reader;
grant select on view d.public.sv to role reader;
use role reader;
use secondary roles none;
select get_ddl('view', 'd.public.v');
----
create or replace view V( A, "b" COMMENT 'second' ) COMMENT='two' as select id, at from t;

select get_ddl('view', 'd.public.sv');
----
error 002003 (42S02): View 'D.PUBLIC.SV' does not exist or not authorized.

select get_ddl('table', 'd.public.t');
----
error 002003 (42S02): Table 'D.PUBLIC.T' does not exist or not authorized.

select get_ddl('schema', 'd.public');
----
create or replace schema PUBLIC; create or replace view V( A, "b" COMMENT 'second' ) COMMENT='two' as select id, at from t;
