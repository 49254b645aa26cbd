-- Session parameters that change what statements do and how results look.
create database d;
use schema d.public;
create table t (a int, b varchar, v variant);
insert into t select column1, column2, parse_json(column3) from values (1, 'one', '{"k": [1, {"x": null}], "e": {}}'), (2, 'two', '[]'), (null, 'none', null);
----
3

-- Rows of a result.
alter session set rows_per_resultset = 2;
select a from t order by a;
----
1
2

select count(*) from t;
----
3

create table copy as select * from t;
alter session unset rows_per_resultset;
select count(*) from copy;
----
3

alter session set rows_per_resultset = -1;
----
error 001008 (22023): invalid value [-1] for parameter 'ROWS_PER_RESULTSET'

-- Where NULL stands.
select a from t order by a;
----
1
2
NULL

alter session set default_null_ordering = 'first';
select a from t order by a;
----
NULL
1
2

select a from t order by a desc;
----
2
1
NULL

select a from t order by a desc nulls first;
----
NULL
2
1

select a from t union all select 7 order by 1;
----
NULL
1
2
7

select b, row_number() over (order by a) from t order by 2;
----
none | 1
one | 2
two | 3

alter session set default_null_ordering = 'middle';
----
error 001008 (22023): invalid value [middle] for parameter 'DEFAULT_NULL_ORDERING'

alter session unset default_null_ordering;
select a from t order by a desc;
----
NULL
2
1

-- JSON as it is shown.
select length(to_json(v)) as compact from t where a = 1;
----
27

alter session set json_indent = 0;
select v from t where a = 1;
----
{"e":{},"k":[1,{"x":null}]}

alter session set json_indent = 17;
----
error 001008 (22023): invalid value [17] for parameter 'JSON_INDENT'

alter session unset json_indent;
select array_construct('NaN'::float, 1.5::float, null) as v;
----
[ NaN, 1.500000000000000e+00, undefined ]

alter session set strict_json_output = true;
select array_construct('NaN'::float, '-inf'::float, 1.5::float, null) as v;
----
[ "NaN", "-Infinity", 1.500000000000000e+00, null ]

alter session unset strict_json_output;

-- Quoted identifiers.
create table q ("low" int, "Up ""q""" varchar);
insert into q values (1, 'x');
alter session set quoted_identifiers_ignore_case = true;
select "T"."A" from "d"."public"."t" where "b" = 'one';
----
1

select "low" from q;
----
error 000904 (42000): invalid identifier 'LOW'

create table "folded" ("first" int, second int);
insert into "Folded" ("FIRST", "second") values (1, 2);
create view "w" as select "first" as "f", 'a "quoted" text' as "g" from "folded";
select "F", "g" from W;
----
1 | a "quoted" text

alter session unset quoted_identifiers_ignore_case;
select * from w;
----
1 | a "quoted" text

select first, second from folded;
----
1 | 2

select "first" from folded;
----
error 000904 (42000): invalid identifier '"first"'

-- UPDATE and MERGE that find several rows.
create table target (k int, v int);
create table source (k int, v int);
insert into target values (1, 0), (2, 0), (3, 0);
insert into source values (1, 10), (1, 10), (2, 20);
update target set v = source.v from source where target.k = source.k;
----
2 | 1

select * from target order by k;
----
1 | 10
2 | 20
3 | 0

alter session set error_on_nondeterministic_update = true;
update target set v = 0 from source where target.k = source.k;
----
error 100090 (42P18): Duplicate row detected during DML action

update target set v = 5 from source where target.k = source.k and target.k = 2;
----
1 | 0

select * from target order by k;
----
1 | 10
2 | 5
3 | 0

merge into target using source on target.k = source.k when matched then update set v = 7;
----
error 100090 (42P18): Duplicate row detected during DML action

alter session set error_on_nondeterministic_merge = false;
merge into target using source on target.k = source.k when matched then update set v = 7 when not matched then insert values (source.k, 0);
----
0 | 2

select * from target order by k;
----
1 | 7
2 | 7
3 | 0

create table tracked (k int, v int) change_tracking = true;
insert into tracked values (1, 0), (2, 0);
merge into tracked using source on tracked.k = source.k when matched then update set v = source.v;
----
2

select * from tracked order by k;
----
1 | 10
2 | 20

alter session unset error_on_nondeterministic_merge, error_on_nondeterministic_update;
update tracked set v = source.v + 1 from source where tracked.k = source.k;
----
2 | 1

merge into tracked using source on tracked.k = source.k when matched then update set v = source.v;
----
error 100090 (42P18): Duplicate row detected during DML action

-- A failed statement in a transaction.
begin;
insert into target values (9, 9);
select 1 / 0;
----
error 100051 (22012): Division by zero

commit;
select count(*) from target where k = 9;
----
1

alter session set transaction_abort_on_error = true;
begin;
insert into target values (10, 10);
select 1 / 0;
----
error 100051 (22012): Division by zero

insert into target values (11, 11);
----
error 090233 (25000): The transaction was aborted because a statement failed: Division by zero

rollback;
select count(*) from target where k > 9;
----
0

-- Values that parameters refuse.
alter session set autocommit = 'maybe';
----
error 001008 (22023): invalid value [maybe] for parameter 'AUTOCOMMIT'

alter session set timezone = 5;
----
error 001008 (22023): invalid value [5] for parameter 'TIMEZONE'

alter session set statement_timeout_in_seconds = 604801;
----
error 001008 (22023): invalid value [604,801] for parameter 'STATEMENT_TIMEOUT_IN_SECONDS'

alter session set json_indent = -1;
----
error 001008 (22023): invalid value [-1] for parameter 'JSON_INDENT'

alter session set json_indent = 'two';
----
error 001008 (22023): invalid value [two] for parameter 'JSON_INDENT'

alter session set timestamp_type_mapping = 'TIMESTAMP';
----
error 001008 (22023): invalid value [TIMESTAMP] for parameter 'TIMESTAMP_TYPE_MAPPING'

alter session set binary_input_format = 'HEXA';
----
error 001008 (22023): invalid value [HEXA] for parameter 'BINARY_INPUT_FORMAT'

alter session set rows_per_resultset = 1.5;
----
error 001008 (22023): invalid value [1.5] for parameter 'ROWS_PER_RESULTSET'

alter session set two_digit_century_start = 2101;
----
error 001008 (22023): invalid value [2,101] for parameter 'TWO_DIGIT_CENTURY_START'

alter session set quoted_identifiers_ignore_case = 1;
----
error 001008 (22023): invalid value [1] for parameter 'QUOTED_IDENTIFIERS_IGNORE_CASE'

alter session set client_prefetch_threads = 11;
----
error 001008 (22023): invalid value [11] for parameter 'CLIENT_PREFETCH_THREADS'

alter session set nothing = true;
----
error 001006 (22023): invalid parameter 'NOTHING'

alter session set rows_per_resultset = 1, json_indent = 99;
----
error 001008 (22023): invalid value [99] for parameter 'JSON_INDENT'

show parameters like 'rows_per%' in session;
----
ROWS_PER_RESULTSET | 0 | 0 |  | The most rows a result has; 0: no limit. | NUMBER

-- Where a query looks for a bare name.
use schema d.public;
create table everywhere (v varchar);
insert into everywhere values ('public');
create schema d.s1;
create schema d.s2;
create table d.s2.everywhere as select 's2' as v;
use schema d.s1;
select current_schemas();
----
["D.S1", "D.PUBLIC"]

select v from everywhere;
----
public

create table everywhere as select 's1' as v;
select v from everywhere;
----
s1

alter session set search_path = 's2, $current, $public, nowhere, d.s2';
select current_schemas();
----
["D.S2", "D.S1", "D.PUBLIC"]

select v from everywhere;
----
s2

insert into everywhere values ('t1');
select v from d.s1.everywhere order by v;
----
s1
t1

alter session set search_path = '$public';
select v from everywhere;
----
public

create view w2 as select v from everywhere;
select v from d.s1.w2;
----
s1
t1

alter session unset search_path;
select v from w2;
----
s1
t1

alter session set search_path = 's2';
select * from target;
----
error 002003 (42S02): Object 'TARGET' does not exist or not authorized.

alter session unset search_path;
select count(*) from target;
----
4
