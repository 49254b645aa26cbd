-- Columns with collations: kept, shown, and followed by comparisons, groups and orders.
create database d; use schema d.public;
create table t (id int, s varchar, c varchar(20) collate 'EN-ci', f varchar collate 'fr', u varchar collate 'utf8', e varchar collate '');
insert into t values (1, 'a', 'a', 'a', 'a', 'a'), (2, 'A', 'A', 'A', 'A', 'A'), (3, 'b', 'b', 'b', 'b', 'b'), (4, null, null, null, null, null);

describe table t;
----
ID | NUMBER(38,0) | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL
S | VARCHAR(16777216) | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL
C | VARCHAR(20) COLLATE 'en-ci' | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL
F | VARCHAR(16777216) COLLATE 'fr' | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL
U | VARCHAR(16777216) COLLATE 'utf8' | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL
E | VARCHAR(16777216) | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL

show columns in table t;
----
T | PUBLIC | ID | {"type":"FIXED","precision":38,"scale":0,"nullable":true} | true |  | COLUMN |  |  | D |  | NULL | NULL
T | PUBLIC | S | {"type":"TEXT","length":16777216,"byteLength":16777216,"nullable":true,"fixed":false} | true |  | COLUMN |  |  | D |  | NULL | NULL
T | PUBLIC | C | {"type":"TEXT","length":20,"byteLength":80,"nullable":true,"fixed":false,"collation":"en-ci"} | true |  | COLUMN |  |  | D |  | NULL | NULL
T | PUBLIC | F | {"type":"TEXT","length":16777216,"byteLength":16777216,"nullable":true,"fixed":false,"collation":"fr"} | true |  | COLUMN |  |  | D |  | NULL | NULL
T | PUBLIC | U | {"type":"TEXT","length":16777216,"byteLength":16777216,"nullable":true,"fixed":false,"collation":"utf8"} | true |  | COLUMN |  |  | D |  | NULL | NULL
T | PUBLIC | E | {"type":"TEXT","length":16777216,"byteLength":16777216,"nullable":true,"fixed":false} | true |  | COLUMN |  |  | D |  | NULL | NULL

select column_name, collation_name from d.information_schema.columns where table_name = 'T' order by ordinal_position;
----
ID | NULL
S | NULL
C | en-ci
F | fr
U | utf8
E | NULL

select get_ddl('table', 't');
----
create or replace TABLE T ( ID NUMBER(38,0), S VARCHAR(16777216), C VARCHAR(20) COLLATE 'en-ci', F VARCHAR(16777216) COLLATE 'fr', U VARCHAR(16777216) COLLATE 'utf8', E VARCHAR(16777216) );

select collation(c), collation(f), collation(u), collation(e), collation(s), collation(c::varchar), collation(c || s) from t limit 1;
----
en-ci | fr | utf8 | NULL | NULL | NULL | en-ci

select id from t where c = 'A' order by id;
----
1
2

select id from t where s = 'A' order by id;
----
2

select id from t where c in ('B', 'x') or c like 'B%' order by id;
----
3

select c, id from t order by c desc nulls last, id;
----
b | 3
a | 1
A | 2
NULL | 4

select upper(c), count(*) from t group by c order by 1;
----
A | 2
B | 1
NULL | 1

select count(distinct c), count(distinct s), count(distinct f) from t;
----
2 | 3 | 3

select a.id, b.id from t a join t b on a.c = b.c and a.id < b.id;
----
1 | 2

select a.id, b.id from t a join t b using (c) where a.id < b.id;
----
1 | 2

-- COLLATE goes before a column's collation; two columns of different ones do not compare.
select id from t where c collate 'en-cs' = 'A' order by id;
----
2

select id from t where c = f;
----
error 001015 (22023): Incompatible collations: 'fr' and 'en-ci'

select id from t where c = f collate 'en-ci' order by id;
----
1
2
3

select coalesce(c, f) from t;
----
error 001015 (22023): Incompatible collations: 'fr' and 'en-ci'

update t set s = 'found' where c = 'A';
select s, count(*) from t group by s order by 1;
----
b | 1
found | 2
NULL | 1

merge into t using (select 'B' as k) as src on t.c = src.k when matched then update set s = 'merged';
select id, s from t where s = 'merged';
----
3 | merged

create table made as select c, upper(c) as up, s collate 'de' as g, c::varchar as plain from t;
describe table made;
----
C | VARCHAR(20) COLLATE 'en-ci' | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL
UP | VARCHAR(60) COLLATE 'en-ci' | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL
G | VARCHAR(16777216) COLLATE 'de' | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL
PLAIN | VARCHAR(16777216) | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL

alter table t alter column c set data type varchar(30);
select collation_name, character_maximum_length from d.information_schema.columns where table_name = 'T' and column_name = 'C';
----
en-ci | 30

alter table t add column added varchar collate 'en-ai';
select collation(added) from t limit 1;
----
en-ai

restart

use schema d.public;
select collation(c), collation(added), collation(s) from t limit 1;
----
en-ci | en-ai | NULL

create view v as select c from t;
select id from t where c in (select c from v where c = 'B');
----
3

-- Refused: what is no collation, what cannot be done, and functions that would have to follow one.
create table x (c varchar collate 'en-xx');
----
error 001015 (22023): Invalid value 'en-xx' for COLLATION. Reason: Unknown option: xx

create table x (c int collate 'en');
----
error 002014 (22000): COLLATE is not applicable to type NUMBER(38,0)

create table x (c varchar collate 'en-fu');
----
error 000002 (0A000): Unsupported feature 'collation 'en-fu''.

select position('A', c) from t;
----
error 000002 (0A000): Unsupported feature 'collation in function POSITION'.
