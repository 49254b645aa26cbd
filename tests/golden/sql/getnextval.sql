create database db; create schema db.s; use schema db.s;

-- GETNEXTVAL gives each row of FROM a value of its own, which may be read several times.
create sequence drawn start 10;
create table people (name varchar) as select * from values ('ann'), ('bob'), ('cyd');
create sequence counted;

select count(distinct s.nextval), min(s.nextval), max(s.nextval) from people, table(getnextval(drawn)) s;
----
3 | 10 | 12

select nextval, nextval = nextval from table(getnextval(db.s.drawn));
----
13 | TRUE

select p.name, p.name || s.nextval = p.name || nextval as same from people p, table(getnextval(drawn)) as s order by name;
----
ann | TRUE
bob | TRUE
cyd | TRUE

select count(*), count(distinct s.nextval), count(distinct t.nextval) from people a, table(getnextval(drawn)) s, people b join people c using (name), table(getnextval(counted)) t where b.name > 'ann';
----
6 | 6 | 6

select * from (select * from people, table(getnextval(drawn)) s (number)) where name = 'ann' and number > 0;
----
ann | 23

create table badges (id int, name varchar);
insert into badges select s.nextval, name from people, table(getnextval(drawn)) s;
select count(*), count(distinct id), max(id) - min(id) from badges;
----
3 | 3 | 2

select * from people, table(getnextval(missing)) s;
----
error 002003 (02000): Sequence 'MISSING' does not exist or not authorized.

select * from people, table(getnextval(1)) s;
----
error 001015 (22023): GETNEXTVAL needs the name of a sequence

update badges set id = s.nextval from table(getnextval(drawn)) s;
----
error 000002 (0A000): Unsupported feature 'GETNEXTVAL outside the FROM clause of a query'.
