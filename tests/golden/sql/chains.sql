-- The flow operator ->> chains statements; $1 in FROM is the result of the one before, $2 of the one before that.

create database d;
----
Database D successfully created.

create table t (a int, b varchar);
----
Table T successfully created.

insert into t values (1, 'x'), (2, 'y'), (3, 'x');
----
3

select a, b from t ->> select b, count(*) as c from $1 group by b order by b;
----
x | 2
y | 1

show tables ->> select "name", "rows" from $1 where "kind" = 'TABLE';
----
T | 3

describe table t ->> select "name", "type" from $1 order by "name" desc;
----
B | VARCHAR(16777216)
A | NUMBER(38,0)

-- Any statement before may be read, and joined under a name.

select a from t
->> select max(a) as m from $1
->> select x.a, y.m from $2 as x join $1 as y on x.a < y.m order by x.a;
----
1 | 3
2 | 3

select 1 as a ->> select 2 as a ->> select * from $1, $2;
----
2 | 1

-- DML and DDL may stand anywhere; the counts of DML are a result too.

insert into t values (4, 'z') ->> select "number of rows inserted" as n from $1;
----
1

select a from t where a > 2 ->> create table u as select a * 10 as a from $1 ->> select sum(a) from u;
----
70

select a from t ->> delete from t where a in (select max(a) from $1);
----
1

-- The chain's result is the last one's.

select 5 as five ->> select five + 1 as six from $1;
----
6

select six from table(result_scan(last_query_id()));
----
6

select 1 where 'a ->> b' = 'a ->> b' ->> select count(*) from $1;
----
1

-- What is no statement stops all of it before anything has run; what fails leaves what ran before.

insert into t values (9, 'never') ->> selec 1;
----
error 001003 (42000): syntax error line 1 at position 38 unexpected 'selec'. Did you mean SELECT?

insert into t values (9, 'never') ->> ;
----
error 001003 (42000): syntax error line 1 at position 34 unexpected '->>'.

->> select 1;
----
error 001003 (42000): syntax error line 1 at position 0 unexpected '->>'.

select count(*) from t where a = 9;
----
0

insert into t values (8, 'kept')
->> select nosuch
      from $1;
----
error 000904 (42000): invalid identifier 'NOSUCH'

select count(*) from t where a = 8;
----
1

select * from $1;
----
error 000904 (42000): invalid identifier '$1'

select 1 as a ->> select * from $2;
----
error 000904 (42000): invalid identifier '$2'

select 1 as a ->> select * from $0;
----
error 000904 (42000): invalid identifier '$0'

-- RESULT_SCAN takes the place of a statement in the session, and by itself the last one's.

select 7 as seven;
----
7

select seven from table(result_scan());
----
7

select seven from table(result_scan(-2));
----
7

select 1 as a from table(result_scan(1)) limit 1;
----
1

select * from table(result_scan(0));
----
error 001015 (22023): Invalid value [0] for function 'RESULT_SCAN', parameter 1

select * from table(result_scan(null));
----
error 001015 (22023): Invalid value [NULL] for function 'RESULT_SCAN', parameter 1

select * from table(result_scan(true));
----
error 000709 (02000): Statement True not found

-- Nothing that is stored holds what is a statement's alone: bindings, and results of a chain.

select 42 as z ->> create view v as select z from $1;
----
error 002014 (22000): Bind variables not allowed in view and UDF definitions.

select 42 as z ->> create function f() returns int as 'select z from $1';
----
error 002014 (22000): Bind variables not allowed in view and UDF definitions.

create view v as select ? as a;
----
error 002014 (22000): Bind variables not allowed in view and UDF definitions.

create function f() returns int as 'select :x';
----
error 002014 (22000): Bind variables not allowed in view and UDF definitions.

create table bound (a int default ?);
----
error 002014 (22000): Bind variables not allowed in view and UDF definitions.

-- A chain in the body of a task or view is not built: it is not run as one that makes it, and then goes on.

create task k schedule = '1 minute' as show tables ->> select count(*) from $1;
----
error 000002 (0A000): Unsupported feature 'the flow operator ->> in the body of a task or view'.

create view v as select 1 as a ->> select * from v;
----
error 000002 (0A000): Unsupported feature 'the flow operator ->> in the body of a task or view'.

-- A secret is told once: nothing comes behind it.

alter user admin add programmatic access token tok ->> select * from $1;
----
error 000002 (0A000): Unsupported feature 'the flow operator ->> behind a secret that is told once'.

show user programmatic access tokens for user admin;
----
(no rows)

-- What is stored by a chain is stored without its place in it.

select 1 as a
   ->> create view v as select 5 as x;
----
View V successfully created.

select view_definition from information_schema.views where table_name = 'V';
----
create view v as select 5 as x

-- The history has each statement, and the chain, which failed here, as well.

select 1 / 0 ->> select 2;
----
error 100051 (22012): Division by zero

select query_text, execution_status from table(information_schema.query_history()) where query_text like 'select 1 / 0%'
order by length(query_text);
----
select 1 / 0 | FAILED_WITH_ERROR
select 1 / 0 ->> select 2 | FAILED_WITH_ERROR
