-- Conditions of MERGE that may be different each time they are asked.

create database d;

create table t (i int, s varchar) as select column1, column2 from values (1, 'a'), (2, 'b');

create table u (i int) as select column1 from values (1), (3);

merge into t using u on t.i = u.i when matched and random() is not null then update set s = 'y'
when not matched and uuid_string() <> '' then insert (i, s) values (u.i, 'new');
----
1 | 1

alter table t set change_tracking = true;

merge into t using u on t.i = u.i when matched and random() is not null then update set s = 'z';
----
error 000002 (0A000): Unsupported feature 'MERGE with RANDOM() or its like in its clauses, on tables with CHANGE_TRACKING or CHECK'.

alter table t set change_tracking = false;

merge into t using u on t.i = u.i when matched and random() is not null then update set s = 'z';
----
2

merge into t using u on t.i = u.i when matched and encrypt(s, 'key') is null then delete;
----
0

select i, s from t order by i;
----
1 | z
2 | b
3 | z

select floor(1.5, 99999999999999999999999999999999999999), round(15, -99999999999999999999999999999999999999);
----
1.5 | 0
