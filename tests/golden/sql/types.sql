-- Data types by all their names: what is kept, shown and written.
create database d;
use schema d.public;
create table numbers (
    a number, b decimal, c dec, e numeric, f number(10), g decimal(10, 2), h numeric(38, 37), i int, j integer, k bigint, l smallint,
    m tinyint, n byteint, o float, p float4, q float8, r double, s double precision, t real
);
select column_name, data_type, numeric_precision, numeric_scale from information_schema.columns where table_name = 'NUMBERS' order by ordinal_position;
----
A | NUMBER | 38 | 0
B | NUMBER | 38 | 0
C | NUMBER | 38 | 0
E | NUMBER | 38 | 0
F | NUMBER | 10 | 0
G | NUMBER | 10 | 2
H | NUMBER | 38 | 37
I | NUMBER | 38 | 0
J | NUMBER | 38 | 0
K | NUMBER | 38 | 0
L | NUMBER | 38 | 0
M | NUMBER | 38 | 0
N | NUMBER | 38 | 0
O | FLOAT | NULL | NULL
P | FLOAT | NULL | NULL
Q | FLOAT | NULL | NULL
R | FLOAT | NULL | NULL
S | FLOAT | NULL | NULL
T | FLOAT | NULL | NULL

describe table numbers;
----
A | NUMBER(38,0) | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL
B | NUMBER(38,0) | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL
C | NUMBER(38,0) | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL
E | NUMBER(38,0) | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL
F | NUMBER(10,0) | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL
G | NUMBER(10,2) | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL
H | NUMBER(38,37) | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL
I | NUMBER(38,0) | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL
J | NUMBER(38,0) | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL
K | NUMBER(38,0) | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL
L | NUMBER(38,0) | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL
M | NUMBER(38,0) | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL
N | NUMBER(38,0) | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL
O | FLOAT | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL
P | FLOAT | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL
Q | FLOAT | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL
R | FLOAT | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL
S | FLOAT | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL
T | FLOAT | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL

create table texts (
    a varchar, b varchar(5), c string, e string(5), f text, g text(5), h char, i char(5), j character, k character(5), l nchar, m nchar(5),
    n nvarchar, o nvarchar2(5), p char varying(5), q nchar varying, r character varying(7), s binary, t binary(5), u varbinary, v varbinary(5), w boolean
);
describe table texts;
----
A | VARCHAR(16777216) | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL
B | VARCHAR(5) | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL
C | VARCHAR(16777216) | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL
E | VARCHAR(5) | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL
F | VARCHAR(16777216) | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL
G | VARCHAR(5) | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL
H | VARCHAR(1) | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL
I | VARCHAR(5) | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL
J | VARCHAR(1) | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL
K | VARCHAR(5) | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL
L | VARCHAR(1) | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL
M | VARCHAR(5) | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL
N | VARCHAR(16777216) | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL
O | VARCHAR(5) | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL
P | VARCHAR(5) | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL
Q | VARCHAR(16777216) | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL
R | VARCHAR(7) | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL
S | BINARY(8388608) | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL
T | BINARY(5) | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL
U | BINARY(8388608) | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL
V | BINARY(5) | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL
W | BOOLEAN | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL

create table times (
    a date, b time, c time(0), e datetime, f datetime(3), g timestamp, h timestamp(6), i timestamp_ntz(0), j timestampntz, k timestamp_ltz(3),
    l timestampltz, m timestamp_tz(9), n timestamptz, o timestamp without time zone, p timestamp with time zone, q timestamp with local time zone,
    r timestamp(3) with time zone
);
describe table times;
----
A | DATE | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL
B | TIME(9) | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL
C | TIME(0) | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL
E | TIMESTAMP_NTZ(9) | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL
F | TIMESTAMP_NTZ(3) | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL
G | TIMESTAMP_NTZ(9) | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL
H | TIMESTAMP_NTZ(6) | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL
I | TIMESTAMP_NTZ(0) | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL
J | TIMESTAMP_NTZ(9) | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL
K | TIMESTAMP_LTZ(3) | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL
L | TIMESTAMP_LTZ(9) | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL
M | TIMESTAMP_TZ(9) | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL
N | TIMESTAMP_TZ(9) | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL
O | TIMESTAMP_NTZ(9) | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL
P | TIMESTAMP_TZ(9) | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL
Q | TIMESTAMP_LTZ(9) | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL
R | TIMESTAMP_TZ(3) | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL

create table loose (a variant, b object, c array);
describe table loose;
----
A | VARIANT | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL
B | OBJECT | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL
C | ARRAY | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL

-- What is no type.
create table x (a number(39));
----
error 002040 (42601): Unsupported data type 'NUMBER(39)'.

create table x (a number(10, 11));
----
error 002040 (42601): Unsupported data type 'NUMBER(10,11)'.

create table x (a int(5));
----
error 002040 (42601): Unsupported data type 'INT(5)'.

create table x (a date(3));
----
error 002040 (42601): Unsupported data type 'DATE(3)'.

create table x (a timestamp(10));
----
error 002040 (42601): Unsupported data type 'TIMESTAMP_NTZ(10)'.

create table x (a varchar(0));
----
error 002040 (42601): Unsupported data type 'VARCHAR(0)'.

create table x (a varchar(134217729));
----
error 002040 (42601): Unsupported data type 'VARCHAR(134217729)'.

create table x (a decfloat);
----
error 000002 (0A000): Unsupported feature 'data type DECFLOAT'.

create table x (a nothing);
----
error 002040 (42601): Unsupported data type 'NOTHING'.

create table x (a varchar(134217728), b binary(67108864));
describe table x;
----
A | VARCHAR(134217728) | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL
B | BINARY(67108864) | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL

-- Values are brought to the type of their column.
create table w (n number(5, 2), i int, v varchar(3), b boolean, d date, t timestamp_ntz(0), f float, x binary(2), required int not null);
insert into w (n, required) values (1.005, 1), (-1.005, 2);
insert into w (n, required) values (2.675::float, 3);
insert into w (n, required) values ('12.345', 4);
insert into w (n, required) values (true, 5);
select n from w order by required;
----
1.01
-1.01
2.68
12.35
1.00

insert into w (n, required) values (1000, 1);
----
error 100046 (22003): DML operation to table W failed on column N with error: Number out of representable range: type FIXED[SB4](5,2){nullable}, value 1000

insert into w (n, required) values ('1000', 1);
----
error 100039 (22003): DML operation to table W failed on column N with error: Numeric value '1000' is out of range

insert into w (i, required) values (2.5, 1), (-2.5, 2), ('3.5', 3);
select i from w where i is not null order by i;
----
-3
3
4

insert into w (v, required) values (true, 3);
----
error 100078 (22000): DML operation to table W failed on column V with error: String 'true' is too long and would be truncated

insert into w (v, required) values (12.5, 2);
----
error 100078 (22000): DML operation to table W failed on column V with error: String '12.5' is too long and would be truncated

insert into w (v, required) values ('żółć', 1);
----
error 100078 (22000): DML operation to table W failed on column V with error: String 'żółć' is too long and would be truncated

insert into w (x, required) values ('AABBCC', 1);
----
error 100078 (22000): DML operation to table W failed on column X with error: Binary value 'AABBCC' is too long and would be truncated

insert into w (required) values (null);
----
error 100072 (22000): DML operation to table W failed on column REQUIRED with error: NULL result in a non-nullable column

insert into w (v) values ('a');
----
error 100072 (22000): DML operation to table W failed on column REQUIRED with error: NULL result in a non-nullable column

insert into w (b, required) values (1, 1), (0.5, 3);
----
2

insert into w (b, required) values ('yes', 2);
----
1

insert into w (b, required) values ('maybe', 1);
----
error 100037 (22018): DML operation to table W failed on column B with error: Boolean value 'maybe' is not recognized

insert into w (d, required) values ('2026-01-02 10:11:12', 1), ('2026-01-02 10:11:12'::timestamp_ntz, 2);
----
2

insert into w (d, required) values (5, 1);
----
error 002023 (22000): Expression type does not match column data type, expecting DATE but got NUMBER(1,0) for column D

insert into w (d, required) select 5, 1;
----
error 002023 (22000): Expression type does not match column data type, expecting DATE but got NUMBER(1,0) for column D

insert into w (t, required) values ('2026-01-02 10:11:12.999', 1);
insert into w (t, required) values ('2026-01-02'::date, 2);
select t from w where t is not null order by t;
----
2026-01-02 00:00:00.000
2026-01-02 10:11:12.000

insert into w (t, required) select '10:00'::time, 1;
----
error 002023 (22000): Expression type does not match column data type, expecting TIMESTAMP_NTZ(0) but got TIME(9) for column T

insert into w (n, required) select parse_json('{}'), 1;
----
error 100071 (22000): DML operation to table W failed on column N with error: Failed to cast variant value {} to FIXED

insert into w (f, required) select '2026-01-01'::date, 1;
----
error 002023 (22000): Expression type does not match column data type, expecting FLOAT but got DATE for column F

insert into w (i, required) select true, 1;
----
1

update w set v = 'too long' where required = 1;
----
error 100078 (22000): DML operation to table W failed on column V with error: String 'too long' is too long and would be truncated

update w set required = null where v = 'abc';
----
0 | 0
