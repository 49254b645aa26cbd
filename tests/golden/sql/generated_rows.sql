create database d;
create table t (a int, c varchar) as select * from values (10, 'x'), (20, 'y'), (30, 'x');

-- SEQ4 numbers the rows of a select list, of whatever source.
select seq4(), seq8() from table(generator(rowcount => 3)) order by 1;
----
0 | 0
1 | 1
2 | 2

select a, n from (select a, seq4() as n from t order by a) qualify n = row_number() over (order by n) - 1 order by n;
----
10 | 0
20 | 1
30 | 2

select count(distinct n), min(n), max(n) from (select seq2() as n from t, t as u);
----
9 | 0 | 8

select seq4();
----
0

select max(seq4()) from table(generator(rowcount => 5));
----
4

select max(seq4()) from t;
----
error 000002 (0A000): Unsupported feature 'SEQ1, SEQ2, SEQ4 and SEQ8 over rows of tables outside of a select list'.

select a from t where seq4() = 1;
----
error 000002 (0A000): Unsupported feature 'SEQ1, SEQ2, SEQ4 and SEQ8 over rows of tables outside of a select list'.

update t set a = seq4();
----
error 000002 (0A000): Unsupported feature 'SEQ1, SEQ2, SEQ4 and SEQ8 over rows of tables outside of a select list'.

select a, seq4() from t group by a;
----
error 000002 (0A000): Unsupported feature 'SEQ1, SEQ2, SEQ4 and SEQ8 over rows of tables outside of a select list'.

create table numbered as select seq4() as n, a from t;
select count(distinct n), max(n) from numbered;
----
3 | 2

select lag(seq4()) over (order by a) from t;
----
error 000002 (0A000): Unsupported feature 'SEQ1, SEQ2, SEQ4 and SEQ8 over rows of tables outside of a select list'.

select sum(a) over (order by seq4()) from t;
----
error 000002 (0A000): Unsupported feature 'SEQ1, SEQ2, SEQ4 and SEQ8 over rows of tables outside of a select list'.

select a from t order by seq4() desc limit 1;
----
30
