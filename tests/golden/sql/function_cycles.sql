-- A function cannot take the place of one that it calls.

create database d;

create function alpha(n number) returns number as 'alpha(n)';
----
error 002140 (42601): Unknown function ALPHA

create function alpha(n number) returns number as 'n';

create or replace function alpha(n number) returns number as 'iff(n < 1, 0, alpha(n - 1))';
----
error 002023 (22000): Function ALPHA calls itself

create function beta(n number) returns number as 'alpha(n)';

create or replace function alpha(n number) returns number as 'beta(n - 1)';
----
error 002023 (22000): Function ALPHA calls itself

create view of_beta as select beta(2) as n;

create or alter function alpha(n number) returns number as '(select max(v.n) from of_beta v)';
----
error 002037 (42601): Failure during expansion of view 'OF_BETA': SQL compilation error: Function ALPHA calls itself

create function rows_of(n number) returns table (m number) as 'select n';

create or replace function rows_of(n number) returns table (m number) as 'select m + 1 from table(rows_of(n))';
----
error 002023 (22000): Function ROWS_OF calls itself

create or replace function alpha(n varchar) returns number as 'alpha(n::number)';

select alpha('7'), beta(4), (select n from of_beta), (select m from table(rows_of(1)));
----
7 | 4 | 2 | 1

-- Names that come to mean another function may still lead back: that is told at the call.
alter function alpha(number) rename to gamma;

create function alpha(n number) returns number as 'gamma(n)';

create function back(n number) returns number as 'beta(n)';

alter function gamma(number) rename to omega;

alter function back(number) rename to gamma;

select gamma(1);
----
error 002023 (22000): Function GAMMA calls itself

select beta(1);
----
error 002023 (22000): Function BETA calls itself

select * from of_beta;
----
error 002037 (42601): Failure during expansion of view 'OF_BETA': SQL compilation error: Function BETA calls itself
