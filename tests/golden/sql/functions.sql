create database d;
create function plus_one(a number) returns number as 'a + 1';
----
Function PLUS_ONE successfully created.

select plus_one(2), plus_one(null), plus_one('3');
----
3 | NULL | 4

create function plus_one(a number) returns number as 'a + 2';
----
error 002002 (42710): Object 'PLUS_ONE' already exists.

create function if not exists plus_one(a number) returns number as 'a + 2';
----
PLUS_ONE already exists, statement succeeded.

create or replace function plus_one(a number) returns number as $$ a + 10 $$;
select d.public.plus_one(1), public.plus_one(2);
----
11 | 12

-- Overloads are told by the types of their arguments.
create function plus_one(a varchar) returns varchar comment = 'for texts' as $$ a || '1' $$;
create function plus_one(a number, b number default 5) returns number language sql immutable as 'a + b';
select plus_one(1), plus_one('x'), plus_one(1, 2), plus_one(b => 3, a => 4);
----
11 | x1 | 3 | 7

show user functions;
----
2026-01-05 12:00:06.000 | PLUS_ONE | PUBLIC | N | N | N | 1 | 1 | PLUS_ONE(NUMBER) RETURN NUMBER | user-defined function | D | N | N | N | NULL | NULL | N | SQL | N | N | N
2026-01-05 12:00:08.000 | PLUS_ONE | PUBLIC | N | N | N | 1 | 1 | PLUS_ONE(VARCHAR) RETURN VARCHAR | for texts | D | N | N | N | NULL | NULL | N | SQL | N | N | N
2026-01-05 12:00:09.000 | PLUS_ONE | PUBLIC | N | N | N | 1 | 2 | PLUS_ONE(NUMBER, DEFAULT NUMBER) RETURN NUMBER | user-defined function | D | N | N | N | NULL | NULL | N | SQL | N | N | N

show user functions like 'plus%' in database d limit 1;
----
2026-01-05 12:00:06.000 | PLUS_ONE | PUBLIC | N | N | N | 1 | 1 | PLUS_ONE(NUMBER) RETURN NUMBER | user-defined function | D | N | N | N | NULL | NULL | N | SQL | N | N | N
2026-01-05 12:00:08.000 | PLUS_ONE | PUBLIC | N | N | N | 1 | 1 | PLUS_ONE(VARCHAR) RETURN VARCHAR | for texts | D | N | N | N | NULL | NULL | N | SQL | N | N | N
2026-01-05 12:00:09.000 | PLUS_ONE | PUBLIC | N | N | N | 1 | 2 | PLUS_ONE(NUMBER, DEFAULT NUMBER) RETURN NUMBER | user-defined function | D | N | N | N | NULL | NULL | N | SQL | N | N | N

select plus_one(true, current_date, 1);
----
error 001044 (42P13): Invalid argument types for function 'PLUS_ONE': (BOOLEAN, DATE, NUMBER(1,0))

select nope(1);
----
error 002140 (42601): Unknown function NOPE

select d.public.nope(1);
----
error 002141 (42601): Unknown user-defined function D.PUBLIC.NOPE

describe function plus_one(number, number);
----
signature | (A NUMBER, B NUMBER)
returns | NUMBER(38,0)
language | SQL
body | a + b

describe function plus_one(date);
----
error 002003 (02000): Function 'D.PUBLIC.PLUS_ONE' does not exist or not authorized.

-- A body may be a query; it sees its own schema, and not the caller's.
create table prices (item varchar, price number(10,2));
insert into prices values ('tea', 2.50), ('cake', 4.20);
create function price_of(wanted varchar) returns number(10,2) as
  'select max(price) from prices where item = wanted';
select item, price_of(item) from prices order by item;
----
cake | 4.20
tea | 2.50

select sum(price_of(item)) from prices;
----
6.70

create schema other;
select d.public.price_of('tea');
----
2.50

select price_of('tea');
----
2.50

use schema d.public;
select item, count(*) from prices group by item having price_of(item) > 3;
----
cake | 1

-- STRICT gives NULL without the body.
create function or_zero(a number) returns number as 'coalesce(a, 0)';
create function strict_or_zero(a number) returns number strict as 'coalesce(a, 0)';
select or_zero(null), strict_or_zero(null), strict_or_zero(1);
----
0 | NULL | 1

-- What comes by chance comes once for each call.
create function is_same(a float) returns boolean as 'a = a and a - a = 0';
select is_same(random()), is_same(uniform(0::float, 1::float, random()));
----
TRUE | TRUE

-- The result has the declared type.
create function as_text(a number) returns varchar as 'a';
select as_text(5) || '!';
----
5!

create function wrong(a number) returns date as 'a * 2';
----
error 002023 (22000): Declared return type 'DATE' is incompatible with actual return type 'NUMBER(38,0)'

create function unknown_name(a number) returns number as 'a + nope';
----
error 000904 (42000): invalid identifier 'NOPE'

create function aggregated(a number) returns number as 'sum(a)';
----
error 002014 (22000): Invalid aggregate function in select clause [SUM(AGGREGATED.A)]

create function twice(a number, a number) returns number as 'a';
----
error 002025 (42S21): duplicate column name 'A'

create function calls_itself(n number) returns number as 'calls_itself(n - 1)';
----
error 002140 (42601): Unknown function CALLS_ITSELF

create function in_python(n number) returns number language python runtime_version = '3.11' handler = 'f' as 'def f(n): return n';
----
error 000002 (0A000): Unsupported feature 'CREATE FUNCTION ... LANGUAGE PYTHON'.

create temporary function own() returns number as '1';
----
error 001003 (42000): syntax error line 1 at position 7 unexpected 'temporary'.

-- Functions call functions; without arguments too.
create function base() returns number as '7';
create function over_base(n number) returns number as 'plus_one(n) + base()';
select base(), over_base(1);
----
7 | 18

-- Table functions.
create function cheaper(than number) returns table (item varchar, price number(10,2)) as
  $$ select item, price from prices where price < than $$;
select * from table(cheaper(3));
----
tea | 2.50

select p.item, c.item, c.price from prices p, table(cheaper(p.price)) c order by 1;
----
cake | tea | 2.50

select cheaper(3);
----
error 002141 (42601): Unknown user-defined function CHEAPER

select * from table(plus_one(3));
----
error 002140 (42601): Unknown table function PLUS_ONE

create function narrow(than number) returns table (item varchar) as 'select item, price from prices';
----
error 002023 (22000): Table function NARROW declares 1 column(s), but its query produces 2 column(s).

describe function cheaper(number);
----
signature | (THAN NUMBER)
returns | TABLE (ITEM VARCHAR, PRICE NUMBER)
language | SQL
body | select item, price from prices where price < than

-- ALTER, COMMENT and DROP.
alter function base() rename to ground;
alter function ground() set comment = 'at the bottom';
comment on function or_zero(number) is 'not null';
alter function ground() set secure;
show user functions like '%o%';
----
2026-01-05 12:00:42.000 | GROUND | PUBLIC | N | N | N | 0 | 0 | GROUND() RETURN NUMBER | at the bottom | D | N | N | Y | NULL | NULL | N | SQL | N | N | N
2026-01-05 12:00:28.000 | OR_ZERO | PUBLIC | N | N | N | 1 | 1 | OR_ZERO(NUMBER) RETURN NUMBER | not null | D | N | N | N | NULL | NULL | N | SQL | N | N | N
2026-01-05 12:00:43.000 | OVER_BASE | PUBLIC | N | N | N | 1 | 1 | OVER_BASE(NUMBER) RETURN NUMBER | user-defined function | D | N | N | N | NULL | NULL | N | SQL | N | N | N
2026-01-05 12:00:06.000 | PLUS_ONE | PUBLIC | N | N | N | 1 | 1 | PLUS_ONE(NUMBER) RETURN NUMBER | user-defined function | D | N | N | N | NULL | NULL | N | SQL | N | N | N
2026-01-05 12:00:08.000 | PLUS_ONE | PUBLIC | N | N | N | 1 | 1 | PLUS_ONE(VARCHAR) RETURN VARCHAR | for texts | D | N | N | N | NULL | NULL | N | SQL | N | N | N
2026-01-05 12:00:09.000 | PLUS_ONE | PUBLIC | N | N | N | 1 | 2 | PLUS_ONE(NUMBER, DEFAULT NUMBER) RETURN NUMBER | user-defined function | D | N | N | N | NULL | NULL | N | SQL | N | N | N
2026-01-05 12:00:20.000 | PRICE_OF | PUBLIC | N | N | N | 1 | 1 | PRICE_OF(VARCHAR) RETURN NUMBER | user-defined function | D | N | N | N | NULL | NULL | N | SQL | N | N | N
2026-01-05 12:00:29.000 | STRICT_OR_ZERO | PUBLIC | N | N | N | 1 | 1 | STRICT_OR_ZERO(NUMBER) RETURN NUMBER | user-defined function | D | N | N | N | NULL | NULL | N | SQL | N | N | N

alter function plus_one(number) rename to or_zero;
----
error 002002 (42710): Object 'D.PUBLIC.OR_ZERO' already exists.

alter function if exists nope() set secure;
----
Statement executed successfully.

drop function ground();
----
GROUND successfully dropped.

drop function ground();
----
error 002003 (02000): Function 'D.PUBLIC.GROUND' does not exist or not authorized.

drop function if exists ground();
----
Drop statement executed successfully (GROUND already dropped).

drop function plus_one;
----
error 001003 (42000): syntax error line 1 at position 22 unexpected '<EOF>'.

select over_base(1);
----
error 002140 (42601): Unknown function BASE

-- Privileges: USAGE to call; the body runs with the owner's.
create role reader;
grant role reader to user admin;
grant usage on database d to role reader;
grant usage on schema public to role reader;
use role reader;
use secondary roles none;
select price_of('tea');
----
error 002140 (42601): Unknown function PRICE_OF

use role accountadmin;
grant usage on function price_of(varchar) to role reader;
use role reader;
select price_of('tea');
----
2.50

select * from prices;
----
error 002003 (42S02): Object 'PRICES' does not exist or not authorized.

create function mine() returns number as '1';
----
error 003001 (42501): SQL access control error: Insufficient privileges to operate on schema 'PUBLIC'.

drop function price_of(varchar);
----
error 003001 (42501): SQL access control error: Insufficient privileges to operate on function 'PRICE_OF'.

use role accountadmin;
grant create function on schema public to role reader;
show grants on function price_of(varchar);
----
2026-01-05 12:00:20.000 | OWNERSHIP | FUNCTION | D.PUBLIC."PRICE_OF(WANTED VARCHAR):NUMBER(10,2)" | ROLE | ACCOUNTADMIN | true | ACCOUNTADMIN | ROLE
2026-01-05 12:01:12.000 | USAGE | FUNCTION | D.PUBLIC."PRICE_OF(WANTED VARCHAR):NUMBER(10,2)" | ROLE | READER | false | ACCOUNTADMIN | ROLE

use role reader;
create function mine() returns number as 'select count(*) from prices';
----
error 002003 (42S02): Object 'PRICES' does not exist or not authorized.

create function mine() returns number as '1';
use role accountadmin;
grant ownership on function mine() to role accountadmin;
revoke usage on function price_of(varchar) from role reader;
----
Statement executed successfully.

-- They come back with their schema, and are there after a restart.
drop schema public;
undrop schema public;
select plus_one(1), plus_one('x');
----
11 | x1

restart

select d.public.plus_one(1), d.public.plus_one('x'), d.public.price_of('tea');
----
11 | x1 | 2.50

-- Errors repeat the call as it was written, with the sources of its columns.
use schema d.public;
create or replace table n (x int, "y z" int);

select ifnull(1);
----
error 000938 (22023): not enough arguments for function [IFNULL(1)], expected 2, got 1

select substring(x) from n;
----
error 000938 (22023): not enough arguments for function [SUBSTRING(N.X)], expected 2, got 1

select iff(x, m."y z") from n m;
----
error 000938 (22023): not enough arguments for function [IFF(M.X, M."y z")], expected 3, got 2

select round(x, 1, 'a', 2) from n;
----
error 000939 (22023): too many arguments for function [ROUND(N.X, 1, 'a', 2)] expected 3, got 4

select max(sum(x)) from n;
----
error 002014 (22000): Aggregate functions cannot be nested: [SUM(N.X)] nested in [MAX(SUM(N.X))]

select sum(count(distinct m."y z")) from n as m group by x;
----
error 002014 (22000): Aggregate functions cannot be nested: [COUNT(DISTINCT M."y z")] nested in [SUM(COUNT(DISTINCT M."y z"))]

select max(1 + sum(x)) from n;
----
error 002014 (22000): Aggregate functions cannot be nested: [SUM(N.X)] nested in [MAX(1 + (SUM(N.X)))]

select x from n where sum(x) > 1;
----
error 002014 (22000): Invalid aggregate function in where clause [SUM(N.X)]

select sum(max(x)) over () from n;
----
NULL
