create database d;
create table dim (id int constraint pk_dim primary key, code varchar unique rely, n int);
create table fact (
    id int, part int, dim_id int constraint fk_dim references dim on update cascade delete set null,
    code varchar references dim (code),
    parent_id int, parent_part int,
    constraint pk_fact primary key (id, part) rely comment 'the key',
    constraint fk_parent foreign key (parent_id, parent_part) references fact (id, part) not enforced deferrable
);
describe table fact;
select "name", "null?", "primary key", "unique key" from table(result_scan(last_query_id()));
----
ID | N | Y | N
PART | N | Y | N
DIM_ID | Y | N | N
CODE | Y | N | N
PARENT_ID | Y | N | N
PARENT_PART | Y | N | N

show primary keys in table fact;
select "schema_name", "table_name", "column_name", "key_sequence", "constraint_name", "rely", "comment"
from table(result_scan(last_query_id())) order by "key_sequence";
----
PUBLIC | FACT | ID | 1 | PK_FACT | true | the key
PUBLIC | FACT | PART | 2 | PK_FACT | true | the key

show unique keys in schema d.public;
select "table_name", "column_name", "key_sequence", left("constraint_name", 15), "rely"
from table(result_scan(last_query_id()));
----
DIM | CODE | 1 | SYS_CONSTRAINT_ | true

show imported keys in fact;
select "pk_table_name", "pk_column_name", "fk_table_name", "fk_column_name", "key_sequence", "update_rule",
  "delete_rule", iff("fk_name" like 'SYS%', 'SYS', "fk_name"), left("pk_name", 14), "deferrability", "rely", "comment"
from table(result_scan(last_query_id())) order by "fk_column_name";
----
DIM | CODE | FACT | CODE | 1 | NO ACTION | NO ACTION | SYS | SYS_CONSTRAINT | NOT DEFERRABLE | false | NULL
DIM | ID | FACT | DIM_ID | 1 | CASCADE | SET NULL | FK_DIM | PK_DIM | NOT DEFERRABLE | false | NULL
FACT | ID | FACT | PARENT_ID | 1 | NO ACTION | NO ACTION | FK_PARENT | PK_FACT | INITIALLY DEFERRED | false | NULL
FACT | PART | FACT | PARENT_PART | 2 | NO ACTION | NO ACTION | FK_PARENT | PK_FACT | INITIALLY DEFERRED | false | NULL

show exported keys in table dim;
select "pk_table_name", "pk_column_name", "fk_table_name", "fk_column_name" from table(result_scan(last_query_id()))
order by 4;
----
DIM | CODE | FACT | CODE
DIM | ID | FACT | DIM_ID

select constraint_name, table_name, constraint_type, is_deferrable, initially_deferred, enforced, comment, rely
from information_schema.table_constraints where constraint_name not like 'SYS%' order by 1;
----
FK_DIM | FACT | FOREIGN KEY | NO | YES | NO | NULL | NO
FK_PARENT | FACT | FOREIGN KEY | YES | YES | NO | NULL | NO
PK_DIM | DIM | PRIMARY KEY | NO | YES | NO | NULL | NO
PK_FACT | FACT | PRIMARY KEY | NO | YES | NO | the key | YES

select constraint_name, unique_constraint_name, match_option, update_rule, delete_rule
from information_schema.referential_constraints where constraint_name not like 'SYS%' order by 1;
----
FK_DIM | PK_DIM | FULL | CASCADE | SET NULL
FK_PARENT | PK_FACT | FULL | NO ACTION | NO ACTION

-- Nothing but NOT NULL is enforced.
insert into dim values (1, 'a', 1), (1, 'a', 1);
insert into dim (code) values ('x');
----
error 100072 (22000): DML operation to table DIM failed on column ID with error: NULL result in a non-nullable column

insert into fact (id, part, dim_id) values (1, 1, 99);

-- What is no key.
create table bad (a int primary key, primary key (a));
----
error 002002 (42710): primary key already exists for table 'BAD'

create table bad (a int unique, b int, unique (a));
----
error 002002 (42710): constraint with the same signature already exists on table 'BAD'

create table bad (a int, constraint x unique (a), b int, constraint x unique (b));
----
error 002002 (42710): Object 'X' already exists.

create table bad (a int, primary key (nope));
----
error 000904 (42000): invalid identifier 'NOPE'

create table bad (a int references dim (n));
----
error 002043 (02000): Foreign key references no primary or unique key of table 'DIM'

create table bad (a varchar references dim);
----
error 002043 (02000): Foreign key columns do not match the columns they reference in table 'DIM'

create table bad (a int references nope (n));
----
error 002003 (42S02): Table 'D.PUBLIC.NOPE' does not exist or not authorized.

create table bad (a int, foreign key (a));
----
error 001003 (42000): syntax error line 1 at position 40 unexpected ')'.

-- Snowflake leaves away what it cannot enforce, or refuses it.
create table ignored (a int unique enforced, b int, primary key (b) enable validate);
show unique keys in table ignored;
----
(no rows)

alter session set unsupported_ddl_action = 'fail';
create table refused (a int unique enforced);
----
error 000002 (0A000): Unsupported feature 'ENFORCED, ENABLE or VALIDATE of a constraint'.

alter session unset unsupported_ddl_action;

-- ALTER TABLE.
create table k (a int, b int, c int);
insert into k values (1, null, 3);
alter table k add primary key (b);
----
error 001471 (42601): Column 'B' contains null values. Not null constraint cannot be added.

alter table k add constraint pk primary key (a);
alter table k add primary key (c);
----
error 002002 (42710): primary key already exists for table 'K'

insert into k values (null, 1, 1);
----
error 100072 (22000): DML operation to table K failed on column A with error: NULL result in a non-nullable column

alter table k add unique (b, c) norely;
alter table k add unique (c, b);
----
error 002002 (42710): constraint with the same signature already exists on table 'K'

alter table k add constraint uc unique (c);
alter table k rename constraint uc to pk;
----
error 002002 (42710): Object 'PK' already exists.

alter table k rename constraint uc to "uC";
alter table k rename constraint nope to x;
----
error 002003 (02000): constraint 'NOPE' does not exist

alter table k modify constraint "uC" rely;
alter table k alter unique (c) norely;
alter table k alter primary key rely;
alter table k alter constraint pk enforced;
----
error 000002 (0A000): Unsupported feature 'ENFORCED or VALIDATE of a constraint'.

alter table k alter constraint pk deferrable;
----
error 001003 (42000): syntax error line 1 at position 34 unexpected 'deferrable'.

alter table k add column d int references dim (id), e int unique;
show primary keys in table k;
select "constraint_name", "column_name", "rely" from table(result_scan(last_query_id()));
----
PK | A | true

show unique keys in table k;
select iff("constraint_name" like 'SYS%', 'SYS', "constraint_name"), "column_name", "rely"
from table(result_scan(last_query_id())) order by 2, 1;
----
SYS | B | false
SYS | C | false
uC | C | false
SYS | E | false

alter table k drop unique (b, c);
alter table k drop constraint "uC";
alter table k drop constraint "uC";
----
error 002003 (02000): constraint '"uC"' does not exist

alter table k drop column e;
show unique keys in table k;
----
(no rows)

alter table k drop foreign key (d);
show imported keys in table k;
----
(no rows)

alter table k drop primary key;
alter table k drop primary key;
----
error 002003 (02000): Constraint 'PRIMARY KEY' does not exist or not authorized.

-- A rename changes nothing; the names follow.
alter table dim rename column id to ident;
alter table dim rename to dimension;
show imported keys in fact;
select "pk_table_name", "pk_column_name", "fk_column_name" from table(result_scan(last_query_id()))
where "fk_name" = 'FK_DIM';
----
DIMENSION | IDENT | DIM_ID

restart

use d.public;
show imported keys in fact;
select "pk_table_name", "pk_column_name", "fk_column_name" from table(result_scan(last_query_id()))
where "fk_name" = 'FK_DIM';
----
DIMENSION | IDENT | DIM_ID

-- A foreign key goes with the key, and comes back with it.
drop table dimension restrict;
----
error 002043 (02000): Cannot drop the table because of dependencies

alter table dimension drop primary key restrict;
----
error 002043 (02000): Cannot drop the constraint because of dependencies

drop table dimension;
show imported keys in fact;
select "fk_name", "pk_table_name" from table(result_scan(last_query_id())) order by 1 limit 1;
----
FK_PARENT | FACT

undrop table dimension;
show imported keys in fact;
select "pk_table_name", "fk_column_name" from table(result_scan(last_query_id())) order by 2 limit 2;
----
DIMENSION | CODE
DIMENSION | DIM_ID

alter table dimension drop primary key;
alter table dimension add primary key (ident);
show exported keys in dimension;
select "fk_column_name" from table(result_scan(last_query_id()));
----
CODE

create schema s2;
create table f (a int references public.dimension (ident));
drop schema public restrict;
----
error 002043 (02000): Cannot drop the schema because of dependencies

drop schema s2 restrict;
use schema d.public;

-- LIKE copies keys; a foreign key to the table itself points at the copy.
create table other like fact;
show primary keys in other;
select "table_name", "column_name", "constraint_name", "rely" from table(result_scan(last_query_id())) order by 2;
----
OTHER | ID | PK_FACT | true
OTHER | PART | PK_FACT | true

show imported keys in other;
select "pk_table_name", "pk_column_name", "fk_table_name", "fk_column_name" from table(result_scan(last_query_id()))
order by 4;
----
DIMENSION | CODE | OTHER | CODE
OTHER | ID | OTHER | PARENT_ID
OTHER | PART | OTHER | PARENT_PART

-- A foreign key needs REFERENCES, and is shown to who may know both tables.
create role r;
grant role r to user admin;
grant usage on database d to role r;
grant usage, create table on schema public to role r;
use role r;
use secondary roles none;
create table mine (a int references fact (id, part));
----
error 002003 (42S02): Table 'D.PUBLIC.FACT' does not exist or not authorized.

create table mine (a int, b int, foreign key (a, b) references fact (id, part));
----
error 002003 (42S02): Table 'D.PUBLIC.FACT' does not exist or not authorized.

use role accountadmin;
grant references on table fact to role r;
use role r;
create table mine (a int, b int, foreign key (a, b) references fact);
show imported keys in mine;
select "pk_column_name", "fk_column_name" from table(result_scan(last_query_id())) order by 1;
----
ID | A
PART | B

show exported keys in fact;
select "fk_table_name", "fk_column_name" from table(result_scan(last_query_id())) order by 2;
----
MINE | A
MINE | B
FACT | PARENT_ID
FACT | PARENT_PART

use role accountadmin;
revoke references on table fact from role r;
use role r;
show imported keys in mine;
----
(no rows)
