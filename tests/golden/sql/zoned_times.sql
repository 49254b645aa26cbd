-- TIMESTAMP_TZ keeps the offset that it was given, and is compared as a moment.
alter session set timezone = 'Europe/Berlin';
create database d;
use schema d.public;
create table z (id int, t timestamp_tz, l timestamp_ltz, n timestamp_ntz);
insert into z values
    (1, '2026-01-01 12:00:00 +0100', '2026-01-01 12:00:00 +0100', '2026-01-01 12:00:00'),
    (2, '2026-01-01 11:00:00 +0000', '2026-01-01 11:00:00 +0000', '2026-01-01 11:00:00'),
    (3, '2026-01-01 06:30:00 -0430', '2026-01-01 13:00:00', '2026-01-01 13:00:00'),
    (4, null, null, null);
select id, t::varchar, l::varchar, n::varchar from z order by id;
----
1 | 2026-01-01 12:00:00.000 +0100 | 2026-01-01 12:00:00.000 +0100 | 2026-01-01 12:00:00.000
2 | 2026-01-01 11:00:00.000 +0000 | 2026-01-01 12:00:00.000 +0100 | 2026-01-01 11:00:00.000
3 | 2026-01-01 06:30:00.000 -0430 | 2026-01-01 13:00:00.000 +0100 | 2026-01-01 13:00:00.000
4 | NULL | NULL | NULL

select a.id, b.id from z a join z b on a.t = b.t where a.id < b.id order by 1, 2;
----
1 | 2
1 | 3
2 | 3

select count(distinct t), count(distinct l) from z;
----
1 | 2

select id, row_number() over (partition by t order by id) from z order by id;
----
1 | 1
2 | 2
3 | 3
4 | 1

select id from z order by t desc nulls last, id desc;
----
3
2
1
4

select max(t)::varchar, min(t)::varchar, max(l)::varchar from z;
----
2026-01-01 12:00:00.000 +0100 | 2026-01-01 12:00:00.000 +0100 | 2026-01-01 13:00:00.000 +0100

select id from z where t in ('2026-01-01 11:00:00 +0000'::timestamp_tz) order by id;
----
1
2
3

select id from z where t between '2026-01-01 10:59:00 +0000' and '2026-01-01 11:00:00 +0000' order by id;
----
1
2
3

select id from z where t = l order by id;
----
1
2

select id from z where t = n order by id;
----
1

select id, date_part(hour, t), date_part(timezone_hour, t), date_part(timezone_minute, t), t::date, t::time from z order by id;
----
1 | 12 | 1 | 0 | 2026-01-01 | 12:00:00
2 | 11 | 0 | 0 | 2026-01-01 | 11:00:00
3 | 6 | -4 | -30 | 2026-01-01 | 06:30:00
4 | NULL | NULL | NULL | NULL | NULL

select id, dateadd(hour, 2, t)::varchar, date_trunc(day, t)::varchar, convert_timezone('UTC', t)::varchar from z order by id;
----
1 | 2026-01-01 14:00:00.000 +0100 | 2026-01-01 00:00:00.000 +0100 | 2026-01-01 11:00:00.000 +0000
2 | 2026-01-01 13:00:00.000 +0000 | 2026-01-01 00:00:00.000 +0000 | 2026-01-01 11:00:00.000 +0000
3 | 2026-01-01 08:30:00.000 -0430 | 2026-01-01 00:00:00.000 -0430 | 2026-01-01 11:00:00.000 +0000
4 | NULL | NULL | NULL

select id, t::timestamp_ltz::varchar, t::timestamp_ntz::varchar, l::timestamp_tz::varchar, n::timestamp_tz::varchar from z order by id;
----
1 | 2026-01-01 12:00:00.000 +0100 | 2026-01-01 12:00:00.000 | 2026-01-01 12:00:00.000 +0100 | 2026-01-01 12:00:00.000 +0100
2 | 2026-01-01 12:00:00.000 +0100 | 2026-01-01 11:00:00.000 | 2026-01-01 12:00:00.000 +0100 | 2026-01-01 11:00:00.000 +0100
3 | 2026-01-01 12:00:00.000 +0100 | 2026-01-01 06:30:00.000 | 2026-01-01 13:00:00.000 +0100 | 2026-01-01 13:00:00.000 +0100
4 | NULL | NULL | NULL | NULL

select id, coalesce(t, '2000-01-01 00:00:00 -0800'::timestamp_tz)::varchar, iff(id = 1, t, null)::varchar, nvl2(t, 'there', 'not') from z order by id;
----
1 | 2026-01-01 12:00:00.000 +0100 | 2026-01-01 12:00:00.000 +0100 | there
2 | 2026-01-01 11:00:00.000 +0000 | NULL | there
3 | 2026-01-01 06:30:00.000 -0430 | NULL | there
4 | 2000-01-01 00:00:00.000 -0800 | NULL | not

select greatest(t, '2026-01-01 11:30:00 +0000'::timestamp_tz)::varchar, least(t, '2026-01-01 11:30:00 +0000'::timestamp_tz)::varchar from z where id = 1;
----
2026-01-01 11:30:00.000 +0000 | 2026-01-01 12:00:00.000 +0100

select lag(t) over (order by id)::varchar, first_value(t) over (order by id)::varchar from z order by id;
----
NULL | 2026-01-01 12:00:00.000 +0100
2026-01-01 12:00:00.000 +0100 | 2026-01-01 12:00:00.000 +0100
2026-01-01 11:00:00.000 +0000 | 2026-01-01 12:00:00.000 +0100
2026-01-01 06:30:00.000 -0430 | 2026-01-01 12:00:00.000 +0100

update z set t = dateadd(day, 1, t) where id = 1;
select t::varchar from z where id = 1;
----
2026-01-02 12:00:00.000 +0100

update z set t = n where id = 2;
select t::varchar from z where id = 2;
----
2026-01-01 11:00:00.000 +0100

create table copy as select t, t::variant as v from z;
select t::varchar, v::varchar, typeof(v), v::timestamp_tz::varchar from copy order by t;
----
2026-01-01 11:00:00.000 +0100 | 2026-01-01 11:00:00.000 +0100 | TIMESTAMP_TZ | 2026-01-01 11:00:00.000 +0100
2026-01-01 06:30:00.000 -0430 | 2026-01-01 06:30:00.000 -0430 | TIMESTAMP_TZ | 2026-01-01 06:30:00.000 -0430
2026-01-02 12:00:00.000 +0100 | 2026-01-02 12:00:00.000 +0100 | TIMESTAMP_TZ | 2026-01-02 12:00:00.000 +0100
NULL | NULL | NULL | NULL

select array_agg(t) within group (order by t) from z;
----
[ "2026-01-01 11:00:00.000 +0100", "2026-01-01 06:30:00.000 -0430", "2026-01-02 12:00:00.000 +0100" ]

select id, case t when '2026-01-02 11:00:00 +0000'::timestamp_tz then 'x' else 'y' end from z order by id;
----
1 | x
2 | y
3 | y
4 | y

select id from z where t is distinct from '2026-01-02 11:00:00 +0000'::timestamp_tz order by id;
----
2
3
4

select decode(t, '2026-01-02 11:00:00 +0000'::timestamp_tz, 'same', 'other'), nullif(t, '2026-01-02 11:00:00 +0000'::timestamp_tz) from z where id = 1;
----
same | NULL

select mode(t)::varchar, any_value(t) is not null, approx_count_distinct(t), max_by(t, id)::varchar from z where id = 1;
----
2026-01-02 12:00:00.000 +0100 | TRUE | 1 | 2026-01-02 12:00:00.000 +0100

select equal_null(t, '2026-01-02 11:00:00 +0000'::timestamp_tz) from z where id = 1;
----
TRUE

-- The session's clock is set back on 25 October, and put forward on 29 March.
select '2026-10-25 12:00:00'::timestamp_ltz::varchar, '2026-03-29 02:30:00'::timestamp_ltz::varchar, '2026-10-24 12:00:00'::timestamp_tz::varchar;
----
2026-10-25 12:00:00.000 +0100 | 2026-03-29 03:30:00.000 +0200 | 2026-10-24 12:00:00.000 +0200

select datediff(hour, '2026-10-25 00:00'::timestamp_ltz, '2026-10-26 00:00'::timestamp_ltz), datediff(day, '2026-10-25 00:00'::timestamp_ltz, '2026-10-26 00:00'::timestamp_ltz);
----
25 | 1

-- A session elsewhere reads the same moments.
alter session set timezone = 'America/New_York';
select id, l::varchar, t::varchar from z order by id;
----
1 | 2026-01-01 06:00:00.000 -0500 | 2026-01-02 12:00:00.000 +0100
2 | 2026-01-01 06:00:00.000 -0500 | 2026-01-01 11:00:00.000 +0100
3 | 2026-01-01 07:00:00.000 -0500 | 2026-01-01 06:30:00.000 -0430
4 | NULL | NULL

select l::varchar from z where l = '2026-01-01 06:00:00';
----
2026-01-01 06:00:00.000 -0500
2026-01-01 06:00:00.000 -0500

select convert_timezone('Europe/Berlin', 'Asia/Tokyo', n)::varchar, convert_timezone('Asia/Tokyo', n)::varchar, convert_timezone('Asia/Tokyo', l)::varchar from z where id = 1;
----
2026-01-01 20:00:00.000 | 2026-01-02 02:00:00.000 +0900 | 2026-01-01 20:00:00.000 +0900
