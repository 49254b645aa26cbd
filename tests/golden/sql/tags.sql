create database d;
create tag cost comment = 'who pays';
create tag level allowed_values 'low', 'high', 'low';
create tag cost;
----
error 002002 (42710): Object 'COST' already exists.

create tag if not exists cost;
----
COST already exists, statement succeeded.

show tags;
----
2026-01-05 12:00:02.000 | COST | D | PUBLIC | ACCOUNTADMIN | who pays | NULL | ROLE | NONE | NULL | false
2026-01-05 12:00:03.000 | LEVEL | D | PUBLIC | ACCOUNTADMIN |  | ["low","high"] | ROLE | NONE | NULL | false

create table t (a int, b int);
create view v as select a from t;
create warehouse w;
create user eve;
create role auditor;
create task k warehouse = w schedule = '5 minutes' as select 1;
alter database d set tag cost = 'everybody';
alter table t set tag cost = 'sales', level = 'low';
alter table t modify column a set tag d.public.level = 'high';
alter view v set tag cost = 'views';
alter warehouse w set tag cost = 'compute';
alter user eve set tag cost = 'people';
alter role auditor set tag cost = 'roles';
alter task k set tag cost = 'tasks';
alter schema public set tag level = 'low';
select system$get_tag('cost', 't', 'table'), system$get_tag('level', 't.a', 'column'), system$get_tag('cost', 't.a', 'column'),
  system$get_tag('d.public.cost', 'd.public.v', 'view'), system$get_tag('level', 'v', 'view'), system$get_tag('level', 'd', 'database');
----
sales | high | sales | views | low | NULL

select system$get_tag('cost', 'w', 'warehouse'), system$get_tag('cost', 'eve', 'user'), system$get_tag('cost', 'auditor', 'role'),
  system$get_tag('cost', 'k', 'task'), system$get_tag('level', 'w', 'warehouse');
----
compute | people | roles | tasks | NULL

select * from table(information_schema.tag_references('t.a', 'column')) order by tag_name;
----
D | PUBLIC | COST | sales | INHERITED | TABLE | D | PUBLIC | T | COLUMN | A
D | PUBLIC | LEVEL | high | MANUAL | COLUMN | D | PUBLIC | T | COLUMN | A

select * from table(d.information_schema.tag_references_all_columns('t', 'table')) order by column_name, tag_name;
----
D | PUBLIC | COST | sales | INHERITED | TABLE | D | PUBLIC | T | COLUMN | A
D | PUBLIC | LEVEL | high | MANUAL | COLUMN | D | PUBLIC | T | COLUMN | A
D | PUBLIC | COST | sales | INHERITED | TABLE | D | PUBLIC | T | COLUMN | B
D | PUBLIC | LEVEL | low | INHERITED | TABLE | D | PUBLIC | T | COLUMN | B

-- Refused.
alter table t set tag level = 'middle';
----
error 001008 (22023): Tag value 'middle' is not allowed for tag 'LEVEL'. Allowed values: ['low', 'high']

alter table t set tag nope = 'x';
----
error 002003 (02000): Tag 'D.PUBLIC.NOPE' does not exist or not authorized.

alter table nope set tag cost = 'x';
----
error 002003 (42S02): Table 'D.PUBLIC.NOPE' does not exist or not authorized.

alter table if exists nope set tag cost = 'x';
----
Statement executed successfully.

alter table t modify column nope set tag cost = 'x';
----
error 000904 (42000): invalid identifier 'NOPE'

select system$get_tag('nope', 't', 'table');
----
error 002003 (02000): Tag 'NOPE' does not exist or not authorized.

select system$get_tag('cost', 'nope', 'table');
----
error 002003 (42S02): Table 'NOPE' does not exist or not authorized.

select system$get_tag('cost', 't', 'planet');
----
error 001015 (22023): Invalid value [planet] for the domain of an object

create tag p propagate = on_dependency;
----
error 000002 (0A000): Unsupported feature 'CREATE TAG ... PROPAGATE'.

-- Changed and taken away.
alter table t set tag cost = 'support';
alter table t unset tag level;
alter table t alter column a unset tag level;
select system$get_tag('cost', 't', 'table'), system$get_tag('level', 't', 'table'), system$get_tag('level', 't.a', 'column');
----
support | low | low

alter tag level add allowed_values 'middle';
alter tag level drop allowed_values 'low';
alter tag level rename to grade;
alter tag grade set comment = 'how';
comment on tag cost is 'payer';
show tags like '%';
----
2026-01-05 12:00:02.000 | COST | D | PUBLIC | ACCOUNTADMIN | payer | NULL | ROLE | NONE | NULL | false
2026-01-05 12:00:03.000 | GRADE | D | PUBLIC | ACCOUNTADMIN | how | ["high","middle"] | ROLE | NONE | NULL | false

alter table t set tag grade = 'middle';
alter tag grade unset allowed_values;
alter table t set tag grade = 'anything';
select system$get_tag('grade', 't', 'table');
----
anything

-- A dropped tag says nothing until it comes back.
drop tag cost;
select system$get_tag('cost', 't', 'table');
----
error 002003 (02000): Tag 'COST' does not exist or not authorized.

select count(*) from table(information_schema.tag_references('t', 'table'));
----
1

undrop tag cost;
select system$get_tag('cost', 't', 'table');
----
support

drop table t;
undrop table t;
select system$get_tag('cost', 't', 'table');
----
support

-- Given with CREATE.
create table made (a int) with tag (cost = 'new', d.public.grade = 'first');
create or replace view made_view with tag (cost = 'seen') as select 1 as a;
create warehouse w2 with tag (cost = 'two');
create schema s2 with tag (cost = 'schema');
use schema d.public;
create table if not exists made (a int) with tag (cost = 'other');
select system$get_tag('cost', 'made', 'table'), system$get_tag('grade', 'made', 'table'), system$get_tag('cost', 'made_view', 'view'),
  system$get_tag('cost', 'w2', 'warehouse'), system$get_tag('cost', 's2', 'schema');
----
new | first | seen | two | schema

create table unmade (a int) with tag (nope = 'x');
----
error 002003 (02000): Tag 'D.PUBLIC.NOPE' does not exist or not authorized.

select count(*) from information_schema.tables where table_name = 'UNMADE';
----
0

create table tagged_columns (a int with tag (cost = 'x'));
----
Table TAGGED_COLUMNS successfully created.

alter table tagged_columns add column b int tag (d.public.cost = 'y', grade = 'second') comment 'added';
create table filled (x int with tag (cost = 'query'), y int) as select 1, 2;
create table tagged_wrongly (a int with tag (nope = 'x'));
----
error 002003 (02000): Tag 'D.PUBLIC.NOPE' does not exist or not authorized.

select system$get_tag('cost', 'tagged_columns.a', 'column'), system$get_tag('cost', 'tagged_columns.b', 'column'),
  system$get_tag('grade', 'tagged_columns.b', 'column'), system$get_tag('cost', 'filled.x', 'column'),
  system$get_tag('cost', 'filled.y', 'column');
----
x | y | second | query | everybody


-- Who may.
create role steward;
create role worker;
grant role steward to user admin;
grant role worker to user admin;
grant usage on database d to role worker;
grant usage on schema d.public to role worker;
grant usage on database d to role steward;
grant usage on schema d.public to role steward;
grant select on table t to role steward;
grant create table on schema d.public to role worker;
grant apply tag on account to role steward;
use role worker;
use secondary roles none;
create table own (a int);
alter table own set tag cost = 'mine';
----
error 002003 (02000): Tag 'D.PUBLIC.COST' does not exist or not authorized.

use role accountadmin;
grant apply on tag cost to role worker;
use role worker;
alter table own set tag cost = 'mine';
alter table d.public.t set tag cost = 'mine';
----
error 002003 (42S02): Table 'D.PUBLIC.T' does not exist or not authorized.

create tag mine;
----
error 003001 (42501): SQL access control error: Insufficient privileges to operate on schema 'PUBLIC'.

use role steward;
alter table d.public.t set tag cost = 'steward';
select system$get_tag('d.public.cost', 'd.public.t', 'table');
----
steward

use role accountadmin;
select tag_name, tag_value, domain, object_name from snowflake.account_usage.tag_references order by 1, 3, 4;
----
COST | query | COLUMN | FILLED
COST | x | COLUMN | TAGGED_COLUMNS
COST | y | COLUMN | TAGGED_COLUMNS
COST | everybody | DATABASE | D
COST | roles | ROLE | AUDITOR
COST | schema | SCHEMA | S2
COST | new | TABLE | MADE
COST | mine | TABLE | OWN
COST | steward | TABLE | T
COST | tasks | TASK | K
COST | people | USER | EVE
COST | seen | VIEW | MADE_VIEW
COST | views | VIEW | V
COST | compute | WAREHOUSE | W
COST | two | WAREHOUSE | W2
GRADE | second | COLUMN | TAGGED_COLUMNS
GRADE | low | SCHEMA | PUBLIC
GRADE | first | TABLE | MADE
GRADE | anything | TABLE | T

select tag_name, tag_owner, tag_comment, allowed_values, deleted from snowflake.account_usage.tags order by 1;
----
COST | ACCOUNTADMIN | payer | NULL | NULL
GRADE | ACCOUNTADMIN | how | NULL | NULL

-- Copies have the tags of their originals; those of a copied schema are copies themselves.
create database e;
create schema e.tags;
create tag e.tags.own;
create table e.tags.t (a int with tag (own = 'column')) with tag (own = 'table', d.public.cost = 'far');
create view e.tags.v with tag (own = 'view') as select 1 as a;
create task e.tags.k schedule = '5 minutes' with tag (own = 'task') as select 1;
alter schema e.tags set tag e.tags.own = 'schema';
create schema e.copy clone e.tags;
create table e.copy.t2 clone e.tags.t with tag (e.tags.own = 'said');
create table e.copy.t3 like e.tags.t;
create task e.copy.k2 clone e.tags.k;
create or replace table e.copy.t3 clone e.copy.t3;
select tag_schema, tag_name, tag_value, domain, object_schema, object_name, column_name
from snowflake.account_usage.tag_references where object_database = 'E' or (domain = 'SCHEMA' and tag_database = 'E')
order by object_schema, object_name, domain, tag_name;
----
COPY | OWN | task | TASK | COPY | K | NULL
TAGS | OWN | task | TASK | COPY | K2 | NULL
COPY | OWN | column | COLUMN | COPY | T | A
PUBLIC | COST | far | TABLE | COPY | T | NULL
COPY | OWN | table | TABLE | COPY | T | NULL
TAGS | OWN | column | COLUMN | COPY | T2 | A
PUBLIC | COST | far | TABLE | COPY | T2 | NULL
TAGS | OWN | said | TABLE | COPY | T2 | NULL
TAGS | OWN | column | COLUMN | COPY | T3 | A
PUBLIC | COST | far | TABLE | COPY | T3 | NULL
TAGS | OWN | table | TABLE | COPY | T3 | NULL
COPY | OWN | view | VIEW | COPY | V | NULL
TAGS | OWN | task | TASK | TAGS | K | NULL
TAGS | OWN | column | COLUMN | TAGS | T | A
PUBLIC | COST | far | TABLE | TAGS | T | NULL
TAGS | OWN | table | TABLE | TAGS | T | NULL
TAGS | OWN | view | VIEW | TAGS | V | NULL
COPY | OWN | schema | SCHEMA | NULL | COPY | NULL
TAGS | OWN | schema | SCHEMA | NULL | TAGS | NULL

alter table e.copy.t set tag e.copy.own = 'other';
drop tag e.tags.own;
select system$get_tag('e.copy.own', 'e.copy.t', 'table'), system$get_tag('e.copy.own', 'e.copy.t.a', 'column');
----
other | column

use schema d.public;

restart

select system$get_tag('d.public.cost', 'd.public.t', 'table');
----
steward
