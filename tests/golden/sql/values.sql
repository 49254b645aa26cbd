-- A VALUES clause takes what Snowflake computes while it compiles.
create database d;
create table tv (v varchar);
create table ti (v varchar, n int, b boolean, d date);
create table ts (v variant, a array, o object, w vector(float, 2));
insert into tv values (floor(1.5)), (mod(5, 3)), (div0(4, 2)), (greatest(1, 2)), (coalesce(1, 2)), (degrees(1)), (2 * 3 - 10 % 3), (bitor(1, 3));
insert into tv values (upper('a')), (concat('a', 'b')), (current_user()), (iff(true, 'x', 'y')), (case when 1 > 2 then 'p' end), (default);
insert into tv values (current_timestamp());
insert into tv values (parse_json('{}'));
----
error 002014 (22000): Invalid expression [PARSE_JSON('{}')] in VALUES clause

insert into tv values (sqrt(4));
----
error 002014 (22000): Invalid expression [SQRT(4.0)] in VALUES clause

insert into tv values (sqrt('4') + 1);
----
error 002014 (22000): Invalid expression [(SQRT(4.0)) + 1] in VALUES clause

insert into tv values (1 / 3);
----
error 002014 (22000): Invalid expression [1 / 3] in VALUES clause

insert into tv values (-sqrt(2::int) || 'x');
----
error 002014 (22000): Invalid expression [(NEGATE(SQRT(CAST(2 AS INT)))) || 'x'] in VALUES clause

insert into tv values (sqrt(-4) + 1);
----
error 002014 (22000): Invalid expression [(SQRT(-4.0)) + 1] in VALUES clause

insert into tv values (concat('a', 1 / 2));
----
error 002014 (22000): Invalid expression [CONCAT('a', 1 / 2)] in VALUES clause

insert into tv values (round(1.567, 2));
----
error 002014 (22000): Invalid expression [ROUND(1.567, 2)] in VALUES clause

insert into tv values (pow(2, 3));
----
error 002014 (22000): Invalid expression [POW(2.0, 3.0)] in VALUES clause

insert into tv values (upper(uuid_string()));
----
error 002014 (22000): Invalid expression [UPPER(UUID_STRING())] in VALUES clause

insert into tv values ('prefix ' || uniform(1, 9, random()));
----
error 002014 (22000): Invalid expression ['prefix ' || (UNIFORM(1, 9, RANDOM()))] in VALUES clause

insert into tv values (sha2('a'));
----
error 002014 (22000): Invalid expression [SHA2('a')] in VALUES clause

insert into tv values ('a'), (haversine(0, 0, 1, 1));
----
error 002014 (22000): Invalid expression [HAVERSINE(0.0, 0.0, 1.0, 1.0)] in VALUES clause

insert into tv values ((select max(v) from tv));
----
error 002014 (22000): Invalid expression [(SELECT ...)] in VALUES clause

insert into tv values ((select 'one'));
insert into tv values (upper('a'), sqrt(4));
----
error 002020 (21S01): Insert value list does not match column list expecting 1 but got 2

insert into tv values (sqrt(n));
----
error 000904 (42000): invalid identifier 'N'

insert into ts (v) values (to_variant(1));
----
error 002014 (22000): Invalid expression [TO_VARIANT(1)] in VALUES clause

insert into ts (v) values (1::variant);
----
error 002014 (22000): Invalid expression [CAST(1 AS VARIANT)] in VALUES clause

insert into ts (a) values (array_construct(1, 'b'));
----
error 002014 (22000): Invalid expression [ARRAY_CONSTRUCT(1, 'b')] in VALUES clause

insert into ts (a) values ([1, 'b']);
----
error 002014 (22000): Invalid expression [ARRAY_CONSTRUCT(1, 'b')] in VALUES clause

insert into ts (o) values ({'a': 1});
----
error 002014 (22000): Invalid expression [OBJECT_CONSTRUCT('a', 1)] in VALUES clause

insert into ts (o) values (object_construct('a', [null, true]));
----
error 002014 (22000): Invalid expression [OBJECT_CONSTRUCT('a', ARRAY_CONSTRUCT(NULL, TRUE))] in VALUES clause

insert into ts (w) values ([1, 2]::vector(float, 2));
----
error 002014 (22000): Invalid data type [VECTOR(FLOAT, 2)] in VALUES clause

insert into ts select parse_json('1'), [1], {'a': 1}, [1, 2]::vector(float, 2);
select column1 from values (sqrt(4));
----
error 002014 (22000): Invalid expression [SQRT(4.0)] in VALUES clause

select column1 from values (1), (1 / 3);
----
error 002014 (22000): Invalid expression [1 / 3] in VALUES clause

insert into tv select sqrt(4);
merge into tv using (select 4 as n) on false when not matched then insert values (sqrt(n) / 3);

-- Rows of one list have one type: text beside numbers is one, a BOOLEAN takes in what follows it.
create table demo (v varchar);
insert into demo values (3), ('d');
----
error 100038 (22018): DML operation to table DEMO failed on column V with error: Numeric value 'd' is not recognized

insert into demo values (3), ('4.50'), (2.25);
insert into demo values ('3'), ('d');
insert into demo values (true), ('false');
insert into demo values (1), (true);
----
error 002014 (22000): Invalid data type [BOOLEAN] in VALUES clause

insert into demo values (1), ('2020-01-01'::date);
----
error 002014 (22000): Invalid data type [NUMBER(1,0)] in VALUES clause

insert into demo values ('2020-01-01'::date), ('2020-02-01'), (default), (null);
select v from demo order by v;
----
2.25
2020-01-01
2020-02-01
3
3.00
4.50
d
false
true
NULL
NULL

select column1 from values (3), ('4.50');
----
3.0
4.5
