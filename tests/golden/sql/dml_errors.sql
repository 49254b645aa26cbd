-- A value that a write cannot compute or keep is told with its table, as the statement names it, and its column.
create database d;
create table vf (va variant, d date, n number(10, 2));
insert into vf select parse_json('"one"'), '2020-01-01', 1.00;
create table vempty (va variant, d date);
create table two (s number(2, 0));
create table upd (va variant, d date);
insert into upd select parse_json('"one"'), '2020-01-01';
create table twok (s number(2, 0), k number(2, 0));
insert into twok values (1, 1);
create table kk (k number(2, 0));
insert into kk values (1);

-- INSERT, of rows and of a query.
insert into two values (1000);
----
error 100046 (22003): DML operation to table TWO failed on column S with error: Number out of representable range: type FIXED[SB1](2,0){nullable}, value 1000

insert into public.two values (1000);
----
error 100046 (22003): DML operation to table PUBLIC.TWO failed on column S with error: Number out of representable range: type FIXED[SB1](2,0){nullable}, value 1000

insert into d.public."TWO" values (1), (1000);
----
error 100046 (22003): DML operation to table D.PUBLIC.TWO failed on column S with error: Number out of representable range: type FIXED[SB1](2,0){nullable}, value 1000

create table shape (n number(4, 0) not null, t varchar(5), b boolean, x binary(2), ts timestamp_ntz, "q" int default 1);
insert into shape values ('invalid_cast', '1', true, 'aa', null, 1);
----
error 100038 (22018): DML operation to table SHAPE failed on column N with error: Numeric value 'invalid_cast' is not recognized

insert into shape (n) values ('0xBb_1');
----
error 100038 (22018): DML operation to table SHAPE failed on column N with error: Numeric value '0xBb_1' is not recognized

insert into shape (n) select '_0'::float from kk;
----
error 100038 (22018): DML operation to table SHAPE failed on column N with error: Numeric value '_0' is not recognized

insert into shape (n, t) values (10, 'valid'), (11, 'too long');
----
error 100078 (22000): DML operation to table SHAPE failed on column T with error: String 'too long' is too long and would be truncated

insert into shape (t, n) values ('toolong', 'x');
----
error 100078 (22000): DML operation to table SHAPE failed on column T with error: String 'toolong' is too long and would be truncated

insert into shape (n, b) values (1, 'maybe');
----
error 100037 (22018): DML operation to table SHAPE failed on column B with error: Boolean value 'maybe' is not recognized

insert into shape (n, x) values (1, 'xyz');
----
error 100132 (P0000): DML operation to table SHAPE failed on column X with error: The following string is not a legal hex-encoded value: 'xyz'

insert into shape (n, ts) values (1, 'never');
----
error 100035 (22007): DML operation to table SHAPE failed on column TS with error: Timestamp 'never' is not recognized

insert into shape (n, "q") select 1, 'x' || 1;
----
error 100038 (22018): DML operation to table SHAPE failed on column q with error: Numeric value 'x1' is not recognized

insert into shape (n) select k / 0 from kk;
----
error 100051 (22012): DML operation to table SHAPE failed on column N with error: Division by zero

insert into shape (n) select k from kk where k / 0 > 1;
----
error 100051 (22012): Division by zero

insert into shape (n, t) select k, k::varchar from kk union all select 2, 'very long';
----
error 100078 (22000): DML operation to table SHAPE failed on column T with error: String 'very long' is too long and would be truncated

insert into vempty select va, va::date from vf;
----
error 100071 (22000): DML operation to table VEMPTY failed on column D with error: Failed to cast variant value "one" to DATE

insert into VeMpTy select parse_json('"x"'), va::date from vf;
----
error 100071 (22000): DML operation to table VEMPTY failed on column D with error: Failed to cast variant value "one" to DATE

select va::date from vf;
----
error 100071 (22000): Failed to cast variant value "one" to DATE

insert overwrite into two select s * 1000 from twok;
----
error 100046 (22003): DML operation to table TWO failed on column S with error: Number out of representable range: type FIXED[SB1](2,0){nullable}, value 1000

insert into shape (n, t) select to_number(column1), column1 from values ('1'), ('b');
----
error 100038 (22018): DML operation to table SHAPE failed on column N with error: Numeric value 'b' is not recognized

-- CREATE TABLE ... AS names the database too, or the account.
create table vout as select va::date as c from vf;
----
error 100071 (22000): DML operation to table D.PUBLIC.VOUT failed on column C with error: Failed to cast variant value "one" to DATE

create or replace table public.vout as select va, va::date as c from vf;
----
error 100071 (22000): DML operation to table D.PUBLIC.VOUT failed on column C with error: Failed to cast variant value "one" to DATE

create or replace table d.public.vout as select va, va::date as c from vf;
----
error 100071 (22000): DML operation to table FRAZIL.D.PUBLIC.VOUT failed on column C with error: Failed to cast variant value "one" to DATE

create table rctas as select cast(k * 1000 as number(2, 0)) as s from kk;
----
error 100046 (22003): DML operation to table D.PUBLIC.RCTAS failed on column S with error: Number out of representable range: type FIXED[SB1](2,0){nullable}, value 1000

-- UPDATE; with FROM, values are computed before any is written.
update upd set d = va::date;
----
error 100071 (22000): DML operation to table UPD failed on column D with error: Failed to cast variant value "one" to DATE

update d.public.upd u set d = u.va::date where d is not null;
----
error 100071 (22000): DML operation to table D.PUBLIC.UPD failed on column D with error: Failed to cast variant value "one" to DATE

update upd set va = va, d = va::date;
----
error 100071 (22000): DML operation to table UPD failed on column D with error: Failed to cast variant value "one" to DATE

update upd set d = '2020-01-01' where va::date is null;
----
error 100071 (22000): Failed to cast variant value "one" to DATE

update twok set s = 1000;
----
error 100046 (22003): DML operation to table TWOK failed on column S with error: Number out of representable range: type FIXED[SB1](2,0){nullable}, value 1000

update twok set s = k * 1000 where k = 1;
----
error 100046 (22003): DML operation to table TWOK failed on column S with error: Number out of representable range: type FIXED[SB1](2,0){nullable}, value 1000

update upd set d = vf.va::date from vf;
----
error 100071 (22000): Failed to cast variant value "one" to DATE

update twok set s = 1000 from kk where twok.k = kk.k;
----
error 100046 (22003): DML operation to table TWOK failed on column S with error: Number out of representable range: type FIXED[SB1](2,0){nullable}, value 1000

update twok set k = 2, s = kk.k * 1000 from kk where twok.k = kk.k;
----
error 100046 (22003): DML operation to table TWOK failed on column S with error: Number out of representable range: type FIXED[SB1](2,0){nullable}, value 1000

update twok set s = 'abc' from kk where twok.k = kk.k;
----
error 100038 (22018): DML operation to table TWOK failed on column S with error: Numeric value 'abc' is not recognized

-- MERGE, of which the INSERT is like INSERT and the UPDATE like UPDATE with FROM.
merge into vempty t using vf s on t.va = s.va when not matched then insert (va, d) values (s.va, s.va::date);
----
error 100071 (22000): DML operation to table VEMPTY failed on column D with error: Failed to cast variant value "one" to DATE

merge into public.two t using (select 1 as k) s on t.s = s.k when not matched then insert (s) values (1000);
----
error 100046 (22003): DML operation to table PUBLIC.TWO failed on column S with error: Number out of representable range: type FIXED[SB1](2,0){nullable}, value 1000

merge into upd t using vf s on t.va = s.va when matched then update set d = s.va::date;
----
error 100071 (22000): Failed to cast variant value "one" to DATE

merge into twok t using kk s on t.k = s.k when matched and s.k > 5 then update set k = 2000 when matched then update set s = s.k * 1000;
----
error 100046 (22003): DML operation to table TWOK failed on column S with error: Number out of representable range: type FIXED[SB1](2,0){nullable}, value 2000

merge into two t using (select random() as r, parse_json('[1]') as v) s on false when not matched and s.r is not null then insert (s) values (1000 + 0 * sign(r));
----
error 100046 (22003): DML operation to table TWO failed on column S with error: Number out of representable range: type FIXED[SB1](2,0){nullable}, value 1000

merge into two t using (select random() as r) s on false when not matched and s.r is not null then insert (s) values ('x');
----
error 100038 (22018): DML operation to table TWO failed on column S with error: Numeric value 'x' is not recognized

-- DELETE gives no value.
delete from upd where va::date is null;
----
error 100071 (22000): Failed to cast variant value "one" to DATE

-- In a transaction, of rows that only it has seen, and where changes are kept.
create table kept (n number(4, 0) check (n > 0), v varchar) change_tracking = true;
begin;
insert into kept values (1, 'x'), (2, '3');
insert into kept select n + 10, v from kept where v::int > 0;
----
error 100038 (22018): Numeric value 'x' is not recognized

insert into kept select v, n from kept;
----
error 100038 (22018): DML operation to table KEPT failed on column N with error: Numeric value 'x' is not recognized

update kept set n = v;
----
error 100038 (22018): DML operation to table KEPT failed on column N with error: Numeric value 'x' is not recognized

update kept set n = v where v = '3';
commit;
select * from kept order by v;
----
3 | 3
1 | x
