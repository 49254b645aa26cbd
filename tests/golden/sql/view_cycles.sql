-- A view cannot take the place of one that it reads.

create database d;

create table t (a int) as select 1;

create view first_of as select a from t;

create view second_of as select a from first_of;

create or replace view first_of as select a from first_of;
----
error 002037 (42601): Failure during expansion of view 'FIRST_OF': the view would read itself

create or replace view first_of as select a from second_of;
----
error 002037 (42601): Failure during expansion of view 'FIRST_OF': the view would read itself

create or alter view first_of as select a from second_of;
----
error 002037 (42601): Failure during expansion of view 'FIRST_OF': the view would read itself

select * from second_of;
----
1

create or replace view second_of as select a + 1 as a from first_of;

select * from second_of;
----
2

create or replace table t as select a + 5 as a from second_of;

select * from t;
----
7
