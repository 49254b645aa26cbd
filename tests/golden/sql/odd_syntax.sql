-- Syntax that few other databases have: what is taken, and what is known and not built.

create database d;

create table t (a int, b int) as select column1, column2 from values (1, 10), (2, 20);

select a, b, from t order by a;
----
1 | 10
2 | 20

select a, from t, t as u;
----
error 002028 (42601): ambiguous column name 'A'

select x.a, y.a from t x, t y where x.a = y.b(+);
----
error 000002 (0A000): Unsupported feature 'outer joins by (+)'.

show tables ->> select "name" from $1;
----
error 000002 (0A000): Unsupported feature 'the flow operator ->>'.

select a,;
----
error 001003 (42000): syntax error line 1 at position 9 unexpected '<EOF>'.

-- FLATTEN gives the members of each row in their order.

create table lists (id int, v array) as
select column1, parse_json(column2) from values (1, '[1, 2, 3]'), (2, '[4, 5, 6]'), (3, '[]');

select id, listagg(f.value, ',') as members from lists, lateral flatten(v) f group by id order by id;
----
1 | 1,2,3
2 | 4,5,6

select id, listagg(f.value, ',') as members from lists, lateral flatten(v, outer => true) f group by id order by id;
----
1 | 1,2,3
2 | 4,5,6
3 | 

with x as (select parse_json('[3, 1, 2]') as v) select f.index, f.value from x, lateral flatten(v) f;
----
0 | 3
1 | 1
2 | 2

select f.value from table(flatten(parse_json('[3, 1, 2]'))) f;
----
3
1
2

-- DISTINCT within a group is ordered by the values themselves, and by nothing else.

create table g (n int, s varchar, k int) as
select * from values (10, 'b', 1), (9, 'a', 2), (10, 'b', 3), (null, null, 4), (100, 'c', 5);

select array_agg(distinct n) within group (order by n), listagg(distinct n, '-') within group (order by n desc) from g;
----
[ 9, 10, 100 ] | 100-10-9

select listagg(distinct s, ',') within group (order by s desc), array_agg(distinct s) within group (order by s) from g;
----
c,b,a | [ "a", "b", "c" ]

select k > 2, listagg(distinct n, ',') within group (order by n) from g group by 1 order by 1;
----
FALSE | 9,10
TRUE | 10,100

select distinct listagg(distinct n, ',') within group (order by n) over (partition by k > 2) from g order by 1;
----
10,100
9,10

select listagg(distinct n, ',') within group (order by k) from g;
----
error 000979 (42601): [LISTAGG] is not a valid order by expression

select array_agg(distinct n) within group (order by n) from g where false;
----
[]

-- The keys of structured objects keep their case.

select {'city': 'x', 'n': 1}::object(city varchar, n int):city;
----
x

select system$typeof({'city': 'x'}::object(city varchar));
----
OBJECT(city VARCHAR(16777216))[LOB]

select {'city': 'x'}::object("City" varchar);
----
error 100071 (22000): Failed to cast variant value {"city":"x"} to OBJECT(City VARCHAR(16777216))

grant nonsense on account account to role public;
----
error 000002 (0A000): Unsupported feature 'grants on ACCOUNT by a name'.

-- A literal in the common form is read as a text of that form is.

select count(*) from values ('2024-02-29'), ('2024-02-28') as v (s)
where s::date in ('2024-02-29'::date, '2024-02-28'::date) and s::timestamp_ntz <> '2024-02-29 00:00:00.5'::timestamp_ntz(3);
----
2

select '2024-01-02 03:04:05.123456'::timestamp_ntz(3), '2024-01-02 03:04:05.12'::timestamp_ntz(3);
----
2024-01-02 03:04:05.123 | 2024-01-02 03:04:05.120

select '2023-02-29'::date;
----
error 100040 (22007): Date '2023-02-29' is not recognized
