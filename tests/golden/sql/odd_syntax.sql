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
T

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

-- Its rows stand behind those of the sources before it, whatever those are and however many there are.

select f.index, g.index, f.value, g.value from lists, lateral flatten(v) f, lateral flatten([f.value, 0]) g where id = 1;
----
0 | 0 | 1 | 1
0 | 1 | 1 | 0
1 | 0 | 2 | 2
1 | 1 | 2 | 0
2 | 0 | 3 | 3
2 | 1 | 3 | 0

select l.*, o.id, f.index, f.value from lists l join lists o using (id) join lateral flatten(l.v) f on f.index < 2;
----
1 | [ 1, 2, 3 ] | 1 | 0 | 1
1 | [ 1, 2, 3 ] | 1 | 1 | 2
2 | [ 4, 5, 6 ] | 2 | 0 | 4
2 | [ 4, 5, 6 ] | 2 | 1 | 5

select l.id, f.value from lists l left join lateral flatten(l.v) f on true order by 1, 2;
----
1 | 1
1 | 2
1 | 3
2 | 4
2 | 5
2 | 6
3 | NULL

select id, f.value, s.value, s.seq > 0 from lists, lateral flatten(v) f, lateral split_to_table('a,' || f.value, ',') s where f.index = 1;
----
1 | 2 | a | TRUE
1 | 2 | 2 | TRUE
2 | 5 | a | TRUE
2 | 5 | 5 | TRUE

select l.id, x.member from lists l, lateral (select max(f.value) as member from table(flatten(l.v)) f) x order by 1;
----
1 | 3
2 | 6
3 | NULL

select l.id, f.value, o.id from lists l, lateral flatten(l.v) f join lists o on o.id = f.value order by 1, 2;
----
1 | 1 | 1
1 | 2 | 2
1 | 3 | 3

create sequence q;
select l.id, n.nextval, f.value from lists l, table(getnextval(q)) n, lateral flatten(l.v) f;
----
1 | 1 | 1
1 | 2 | 2
1 | 3 | 3
2 | 4 | 4
2 | 5 | 5
2 | 6 | 6

create table many (id int, v array) as select seq4(), [seq4(), -1] from table(generator(rowcount => 200000));
select count(*) from (select seq4() as n, id, f.index from many, lateral flatten(v) f) where n <> id * 2 + index;
----
0

update lists set id = f.value from many, lateral flatten(many.v) f where lists.id = f.value + 4 and lists.id = 3;
select id from lists order by id;
----
-1
1
2

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
error 000979 (42601): [G.K] is not a valid order by expression

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
error 001003 (42000): syntax error line 1 at position 6 unexpected 'nonsense'.

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

-- Tags come in a list or behind SET TAG, never as a property with a value.

alter table t set tag = 'x';
----
error 001003 (42000): syntax error line 1 at position 22 unexpected '='.

create table tagged (a int) tag = (5);
----
error 001003 (42000): syntax error line 1 at position 32 unexpected '='.
