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
2

alter table t set change_tracking = false;

merge into t using u on t.i = u.i when matched and random() is not null then update set s = 'z';
----
2

merge into t using u on t.i = u.i when matched and encrypt(s, 'key') is null then delete;
----
0

-- Each pair is asked once: what is counted is what is done, and one clause alone does it.
create table many (i int, s varchar) as select seq4(), 'old' from table(generator(rowcount => 1000));

create table more (i int) as select seq4() + 500 from table(generator(rowcount => 1000));

merge into many using more on many.i = more.i when matched and random() % 2 = 0 then update set s = 'first'
when matched and random() % 2 = 0 then update set s = 'second' when matched then delete
when not matched and random() % 2 = 0 then insert values (more.i, uuid_string());
select "number of rows updated" + "number of rows deleted",
    "number of rows updated" = (select count(*) from many where s in ('first', 'second')),
    "number of rows inserted" = (select count(*) from many where length(s) = 36),
    (select count(distinct s) from many where length(s) = 36) = "number of rows inserted",
    "number of rows inserted" between 100 and 400
from table(result_scan(last_query_id()));
----
500 | TRUE | TRUE | TRUE | TRUE

alter table many set change_tracking = true;

merge into many using more on many.i = more.i when matched and random() % 2 = 0 then update set s = 'third'
when matched then delete when not matched then insert values (more.i, 'fourth');
select "number of rows updated" = (select count(*) from many where s = 'third'),
    "number of rows inserted" = (select count(*) from many where s = 'fourth')
from table(result_scan(last_query_id()));
----
TRUE | TRUE

select i, s from t order by i;
----
1 | z
2 | b
3 | z

select floor(1.5, 99999999999999999999999999999999999999), round(15, -99999999999999999999999999999999999999);
----
1.5 | 0
