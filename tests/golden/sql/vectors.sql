create database d;
create table t (id int, v vector(float, 3), n vector(int, 2));
insert into t select 1, [1, 2, 3]::vector(float, 3), [1, 2]::vector(int, 2);
insert into t select 2, [1.5, 0, -1], null;
select id, v::array, n::array from t order by vector_l2_distance(v, [0, 0, 0]::vector(float, 3)) desc;
----
1 | [ 1.000000000000000e+00, 2.000000000000000e+00, 3.000000000000000e+00 ] | [ 1, 2 ]
2 | [ 1.500000000000000e+00, 0.000000000000000e+00, -1.000000000000000e+00 ] | NULL

insert into t select 3, [1, 2], null;
----
error 100132 (P0000): DML operation to table T failed on column V with error: Array-like value being cast to a vector has incorrect dimension 2

insert into t select 3, [1, 2]::vector(float, 2), null;
----
error 002023 (22000): Expression type does not match column data type, expecting VECTOR(FLOAT, 3) but got VECTOR(FLOAT, 2) for column V

describe table t;
----
ID | NUMBER(38,0) | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL
V | VECTOR(FLOAT, 3) | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL
N | VECTOR(INT, 2) | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL

create table copy as select v from t;
select count(*) from copy where v is not null;
----
2

create table bad (v vector(date, 3));
----
error 002040 (42601): Unsupported data type 'VECTOR(DATE, 3)'.
