create database d;
create sequence s start 100;
create table t (a int default 1, b varchar(5) default 'x' not null, c number(10,2), i int identity, j int default s.nextval);
insert into t (c) values (12345.67);

-- Several changes at once.
alter table t alter column a set not null, b drop not null, column b set data type varchar(50), c comment 'money';
alter table t modify (b drop default, a null);
describe table t;
select "name", "type", "null?", "default", "comment" from table(result_scan(last_query_id()));
----
A | NUMBER(38,0) | Y | 1 | NULL
B | VARCHAR(50) | Y | NULL | NULL
C | NUMBER(10,2) | Y | NULL | money
I | NUMBER(38,0) | Y | IDENTITY START 1 INCREMENT 1 NOORDER | NULL
J | NUMBER(38,0) | Y | D.PUBLIC.S.NEXTVAL | NULL

alter table t alter a set not null, nope drop default;
----
error 000904 (42000): invalid identifier 'NOPE'

describe table t;
select "null?" from table(result_scan(last_query_id())) where "name" = 'A';
----
Y

alter table t alter a unset comment, c unset comment;

-- Defaults.
alter table t alter a set default 5;
----
error 000002 (0A000): Unsupported feature 'Alter Column Set Default'.

alter table t alter a set default s.nextval;
----
error 000002 (0A000): Unsupported feature 'Alter Column Set Default'.

create sequence s2 start 500;
alter table t alter j set default s2.nextval;
alter table t alter i set default s2.nextval;
alter table t alter j set default nope.nextval;
----
error 000002 (0A000): Unsupported feature 'Alter Column Set Default'.

insert into t (a) values (2);
select a, i, j from t where a = 2;
----
2 | 500 | 501

alter table t alter i drop default;
insert into t (a) values (3);
select a, b, i from t where a = 3;
----
3 | NULL | NULL

alter table t add column n int default 7;
alter table t alter n drop default;
----
error 002043 (02000): Dropping default value is not allowed for column 'N' because the column was added after table was created.

-- Types.
alter table t alter c set data type number(7,2);
alter table t alter c type number(6,2);
----
error 002108 (22000): cannot change column C from type NUMBER(7,2) to NUMBER(6,2)

alter table t alter c number(38,2);
alter table t alter c set data type number(10,4);
----
error 040052 (22000): cannot change column C from type NUMBER(38,2) to NUMBER(10,4) because changing the scale of a number is not supported.

alter table t alter c set data type float;
----
error 002108 (22000): cannot change column C from type NUMBER(38,2) to FLOAT

alter table t alter b set data type string(10);
----
error 040052 (22000): cannot change column B from type VARCHAR(50) to VARCHAR(10) because reducing the byte-length of a varchar is not supported.

alter table t alter b set data type text;
alter table t alter b set data type int;
----
error 002108 (22000): cannot change column B from type VARCHAR(16777216) to NUMBER(38,0)

insert into t (a, c) values (4, 123456789012345678901234567890.12);
select c from t where a = 4;
----
123456789012345678901234567890.12

alter table t alter c set data type number(20,2);
----
error 002108 (22000): cannot change column C from type NUMBER(38,2) to NUMBER(20,2)

alter table t alter c set data type number(32,2);
insert into t (a, c) values (5, 1234567890123456789012345678901.00);
----
error 100046 (22003): DML operation to table T failed on column C with error: Number out of representable range: type FIXED[SB16](32,2){nullable}, value 1234567890123456789012345678901

select a, c from t where a > 3 order by a;
----
4 | 123456789012345678901234567890.12

create table k (ts timestamp_ntz(3), v variant, bin binary(5), f float);
alter table k alter ts set data type timestamp_ntz(9);
----
error 002108 (22000): cannot change column TS from type TIMESTAMP_NTZ(3) to TIMESTAMP_NTZ(9)

alter table k alter ts set data type timestamp_ltz(3);
----
error 002108 (22000): cannot change column TS from type TIMESTAMP_NTZ(3) to TIMESTAMP_LTZ(3)

alter table k alter v set data type object;
----
error 002108 (22000): cannot change column V from type VARIANT to OBJECT

alter table k alter bin set data type binary(10), f set data type double;

-- Clustering keys.
create table cl (a int, b date, "c d" varchar) cluster by (a, date_trunc('month', b), "c d");
show tables like 'CL';
select "cluster_by", "automatic_clustering", "enable_schema_evolution" from table(result_scan(last_query_id()));
----
LINEAR(a, date_trunc('month', b), "c d") | ON | N

select clustering_key, auto_clustering_on from information_schema.tables where table_name = 'CL';
----
LINEAR(a, date_trunc('month', b), "c d") | YES

alter table cl rename column "c d" to x;
alter table cl rename column b to month;
alter table cl drop column x;
----
error 002043 (02000): Cannot drop column 'X' which is used by the clustering key.

alter table cl cluster by (a, nope);
----
error 000904 (42000): invalid identifier 'NOPE'

alter table cl cluster by (sum(a));
----
error 002014 (22000): invalid clustering key: Invalid aggregate function in select clause [SUM(CL.A)]

alter table cl cluster by linear (a);
alter table cl set enable_schema_evolution = true;
show tables like 'CL';
select "cluster_by", "enable_schema_evolution" from table(result_scan(last_query_id()));
----
LINEAR(a) | Y

alter table cl drop column x;
alter table cl drop clustering key;
alter table cl unset enable_schema_evolution;
show tables like 'CL';
select "cluster_by", "automatic_clustering", "enable_schema_evolution" from table(result_scan(last_query_id()));
----
 | OFF | N

create table bad (a int) cluster by (b);
----
error 000904 (42000): invalid identifier 'B'

create table copy clone cl;

restart

use d.public;
describe table t;
select "name", "type", "null?", "default" from table(result_scan(last_query_id()));
----
A | NUMBER(38,0) | Y | 1
B | VARCHAR(16777216) | Y | NULL
C | NUMBER(32,2) | Y | NULL
I | NUMBER(38,0) | Y | NULL
J | NUMBER(38,0) | Y | D.PUBLIC.S2.NEXTVAL
N | NUMBER(38,0) | Y | 7

alter table t alter n drop default;
----
error 002043 (02000): Dropping default value is not allowed for column 'N' because the column was added after table was created.
