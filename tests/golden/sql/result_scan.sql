-- RESULT_SCAN and LAST_QUERY_ID: earlier results as tables, names exactly as the client saw them.
create database d;
show schemas;
select "name", "database_name" from table(result_scan(last_query_id())) order by 1;
----
INFORMATION_SCHEMA | D
PUBLIC | D

select 1 as a, 'x' as "lower", 12345678901234567890 as big, 1.25 as exact, 1.5::float as f, true as yes, null as nothing;
select a, "lower", big, exact, f, yes, nothing from table(result_scan(last_query_id()));
----
1 | x | 12345678901234567890 | 1.25 | 1.5 | TRUE | NULL

select parse_json('{"a": [1, {"b": "c"}]}') as v, array_construct(1, 'x') as arr, '2026-01-01 00:00:00 +0200'::timestamp_tz as z, to_binary('ff') as bin, '10:00:00'::time as t;
select v:a[1].b, arr[1], z, bin, t from table(result_scan(last_query_id()));
----
"c" | "x" | 2025-12-31 22:00:00.000 offset 120 | FF | 10:00:00

select "LOWER" from (select 2 as "lower", 3 as "LOWER");
select * from table(result_scan(last_query_id()));
----
3

create table t as select * from table(result_scan(last_query_id(-2)));
select * from t;
----
3

select * from values (1), (2), (3);
select sum(column1) from (select * from table(result_scan(last_query_id(-1)))) as r where column1 > 1;
----
5

call system$wait(0);
select * from table(result_scan(last_query_id()));
----
waited 0 seconds

insert into t values (7);
select * from table(result_scan(last_query_id()));
----
1

select * from table(result_scan('01f2a211-0000-4000-0000-000000000000'));
----
error 000709 (02000): Statement 01f2a211-0000-4000-0000-000000000000 not found

select last_query_id(0), last_query_id(100);
----
NULL | NULL

select last_query_id(10001);
----
error 001015 (22023): Value for parameter 1 exceeds maximum allowable value (10,000).

select iff(last_query_id(-1) <> last_query_id(-2), 'two ids', 'one id');
----
two ids

-- Another session does not see the results of this one.
create role r;
create user eve default_role = r;
grant role r to user eve;

session b as EVE

select last_query_id();
----
NULL

select 1 as a from table(result_scan(last_query_id()));
----
1
