-- What a role may not know of reads as if it were not there.

create database d;
create table t (a int) as select column1 from values (1), (2), (4);
create function area(r float) returns float as 'r * r';
create function ones() returns table (a int) as 'select 1';
create sequence sq;
create role guest;
grant usage on database d to role guest;
grant usage on schema d.public to role guest;
grant role guest to user admin;
use role guest;

select area(2);
----
error 002140 (42601): Unknown function AREA

select nosuch(2);
----
error 002140 (42601): Unknown function NOSUCH

select d.public.area(2);
----
error 002141 (42601): Unknown user-defined function D.PUBLIC.AREA

select d.public.nosuch(2);
----
error 002141 (42601): Unknown user-defined function D.PUBLIC.NOSUCH

select * from table(ones());
----
error 002140 (42601): Unknown table function ONES

select * from table(nosuch());
----
error 002140 (42601): Unknown table function NOSUCH

create temporary table mine (a int default sq.nextval);
----
error 000904 (42000): invalid identifier 'SQ.NEXTVAL'

create temporary table mine (a int default nosq.nextval);
----
error 000904 (42000): invalid identifier 'NOSQ.NEXTVAL'

select sq.nextval;
----
error 000904 (42000): invalid identifier 'SQ.NEXTVAL'

select nosq.nextval;
----
error 000904 (42000): invalid identifier 'NOSQ.NEXTVAL'

select * from table(getnextval(sq));
----
error 002003 (02000): Sequence 'SQ' does not exist or not authorized.

select * from table(getnextval(nosq));
----
error 002003 (02000): Sequence 'NOSQ' does not exist or not authorized.

create role other;
----
error 003001 (42501): SQL access control error: Insufficient privileges to operate on account 'FRAZIL'.

use role accountadmin;
revoke usage on schema d.public from role guest;
use role guest;

select d.public.area(2);
----
error 002141 (42601): Unknown user-defined function D.PUBLIC.AREA

select d.public.sq.nextval;
----
error 000904 (42000): invalid identifier 'D.PUBLIC.SQ.NEXTVAL'

use role accountadmin;

-- The SQLSTATE of what does not exist: 42S02 for tables and views, 02000 for all else.

desc table nosuch;
----
error 002003 (42S02): Table 'NOSUCH' does not exist or not authorized.

desc view nosuch;
----
error 002003 (42S02): View 'NOSUCH' does not exist or not authorized.

show columns in table nosuch;
----
error 002003 (42S02): Table 'NOSUCH' does not exist or not authorized.

drop table nosuch;
----
error 002003 (42S02): Table 'D.PUBLIC.NOSUCH' does not exist or not authorized.

select * from nosuch;
----
error 002003 (42S02): Object 'NOSUCH' does not exist or not authorized.

create table nosuchdb.public.fq(a int);
----
error 002003 (02000): Database 'NOSUCHDB' does not exist or not authorized.

select * from nosuchdb.public.fq;
----
error 002003 (02000): Database 'NOSUCHDB' does not exist or not authorized.

select * from nosuchs.fq;
----
error 002003 (02000): Schema 'D.NOSUCHS' does not exist or not authorized.

drop table nosuchs.fq;
----
error 002003 (02000): Schema 'D.NOSUCHS' does not exist or not authorized.

grant select on all tables in schema nosuch to role public;
----
error 002003 (02000): Schema 'D.NOSUCH' does not exist or not authorized.

-- Others.

select * from identifier($nosuch);
----
error 002211 (02000): Session variable '$NOSUCH' does not exist

set name = 't';
select count(*) from identifier($name);
----
3

truncate table t;
----
Statement executed successfully.

truncate table if exists nosuch;
----
Statement executed successfully.

select count(*) from t;
----
0

select 'a' regexp '(';
----
error 100048 (2201B): Invalid regular expression: '(', missing ): (

select regexp_replace('a', '[', 'b');
----
error 100048 (2201B): Invalid regular expression: missing ]: [

select regexp_like('a', '*');
----
error 100048 (2201B): Invalid regular expression: no argument for repetition operator: *

insert into t values (1), (2), (4), (8);

select listagg(distinct a%3, ',') within group (order by a%3) from t;
----
1,2

select listagg(distinct a%3, ',') within group (order by a%3 desc), array_agg(distinct a + 1) within group (order by a+1) from t;
----
2,1 | [ 2, 3, 5, 9 ]

select listagg(distinct a%5, ',') within group (order by a%5) from t;
----
1,2,3,4

select listagg(distinct a%5, ',') within group (order by a%3) from t;
----
error 000979 (42601): [T.A % 3] is not a valid order by expression

select listagg(distinct upper(a), ',') within group (order by lower(a)) from t;
----
error 000979 (42601): [LOWER(T.A)] is not a valid order by expression

create table v (a int, b int as (a * 2));
----
error 000002 (0A000): Unsupported feature 'virtual column'.
