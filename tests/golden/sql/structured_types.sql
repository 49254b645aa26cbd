create database d;
create table t (id int, tags array(varchar not null), place object("city" varchar, "zip" int), prices map(varchar, number(10,2)));
insert into t select 1, ['a', 'b'], {'city': 'Rome', 'zip': '184'}, {'x': 1.5, 'y': 2};
insert into t select 2, null, null, null;
select * from t order by id;
----
1 | [ "a", "b" ] | { "city": "Rome", "zip": 184 } | { "x": 1.5, "y": 2 }
2 | NULL | NULL | NULL

describe table t;
----
ID | NUMBER(38,0) | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL
TAGS | ARRAY(VARCHAR(16777216) NOT NULL) | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL
PLACE | OBJECT(city VARCHAR(16777216), zip NUMBER(38,0)) | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL
PRICES | MAP(VARCHAR(16777216), NUMBER(10,2)) | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL

select tags[0], place:"city", place['zip'] + 1, prices['x'] from t where id = 1;
----
a | Rome | 185 | 1.50

select f.value from t, lateral flatten(t.tags) f order by 1;
----
"a"
"b"

insert into t select 3, ['a', null], null, null;
----
error 100072 (22000): NULL result in a non-nullable member of a structured type

insert into t select 3, null, {'city': 'Rome'}, null;
----
error 100071 (22000): DML operation to table T failed on column PLACE with error: Failed to cast variant value {"city":"Rome"} to OBJECT(city VARCHAR(16777216), zip NUMBER(38,0))

insert into t select 3, 'x', null, null;
----
error 002023 (22000): Expression type does not match column data type, expecting ARRAY(VARCHAR(16777216) NOT NULL) but got VARCHAR(1) for column TAGS

create table copy as select prices, map_keys(prices) as names, transform(tags, x -> upper(x)) as loud from t;
select * from copy order by names;
----
{ "x": 1.5, "y": 2 } | [ "x", "y" ] | [ "A", "B" ]
NULL | NULL | NULL

update copy set prices = map_insert(prices, 'z', 3) where prices is not null;
select map_size(prices), prices from copy order by 1;
----
3 | { "x": 1.5, "y": 2, "z": 3 }
NULL | NULL

alter table t add column more array(array(int));
update t set more = [[1], [2, 3]] where id = 1;
select more[1][0] from t order by id;
----
2
NULL

select count(*) from t where place = {'zip': 184, 'city': 'Rome'}::object("city" varchar, "zip" int);
----
1

create table bad (m map(float, int));
----
error 002040 (42601): Unsupported data type 'MAP(FLOAT, NUMBER(38,0))'.

create table bad (a array(nothing));
----
error 002040 (42601): Unsupported data type 'NOTHING'.

select column_name, data_type from d.information_schema.columns where table_name = 'T' order by ordinal_position;
----
ID | NUMBER
TAGS | ARRAY
PLACE | OBJECT
PRICES | MAP
MORE | ARRAY

alter table t alter column tags set data type array(int);
----
error 002108 (22000): cannot change column TAGS from type ARRAY(VARCHAR(16777216) NOT NULL) to ARRAY(NUMBER(38,0))

restart

select more, more[0] from d.public.t order by id;
----
[ [ 1 ], [ 2, 3 ] ] | [ 1 ]
NULL | NULL
