-- Session parameters that change what dates and times answer.
alter session set timezone = 'Europe/Berlin';
select current_timestamp()::varchar, '2026-07-01'::timestamp_ltz::varchar, '2026-07-01 00:00 -0500'::timestamp_tz::timestamp_ltz::varchar;
----
2026-01-05 13:00:02.000 +0100 | 2026-07-01 00:00:00.000 +0200 | 2026-07-01 07:00:00.000 +0200

-- A day of the week, the week of a date and its year, by WEEK_START and WEEK_OF_YEAR_POLICY.
select dayofweek('2026-01-04'), week('2026-01-04'), yearofweek('2027-01-01'), date_trunc(week, '2026-01-04'::date);
----
0 | 1 | 2026 | 2025-12-29

alter session set week_start = 1;
select dayofweek('2026-01-04'), week('2026-01-04'), yearofweek('2027-01-01'), date_trunc(week, '2026-01-04'::date);
----
7 | 1 | 2026 | 2025-12-29

alter session set week_start = 3;
select week('2016-12-30'), week('2017-01-01'), week('2017-01-04'), yearofweek('2017-01-03'), dayofweek('2017-01-01');
----
53 | 53 | 1 | 2016 | 5

alter session set week_start = 7;
select dayofweek('2026-01-04'), week('2026-01-04'), yearofweek('2027-01-01'), date_trunc(week, '2026-01-04'::date);
----
1 | 1 | 2026 | 2026-01-04

select datediff(week, '2026-01-03'::date, '2026-01-04'::date), last_day('2026-01-04'::date, 'week'), time_slice('2026-01-04'::date, 1, 'week');
----
1 | 2026-01-10 | 2026-01-04

alter session set week_of_year_policy = 1;
select week('2026-01-01'), week('2026-01-04'), weekiso('2026-01-04'), yearofweek('2027-01-01'), week('2026-12-31');
----
1 | 2 | 1 | 2027 | 53

alter session set week_start = 8;
----
error 001008 (22023): invalid value [8] for parameter 'WEEK_START'

alter session set week_of_year_policy = 2;
----
error 001008 (22023): invalid value [2] for parameter 'WEEK_OF_YEAR_POLICY'

alter session unset week_start, week_of_year_policy;

-- The type that TIMESTAMP stands for.
create database d;
create table a (t timestamp, u datetime, v timestamp(3));
alter session set timestamp_type_mapping = timestamp_ltz;
create table b (t timestamp, u datetime, v timestamp(0));
alter session set timestamp_type_mapping = 'timestamp_tz';
select to_timestamp('2026-01-01 00:00:00 -0300')::varchar;
----
2026-01-01 00:00:00.000 -0300

select table_name, column_name, data_type, datetime_precision from d.information_schema.columns where table_schema = 'PUBLIC' order by 1, 2;
----
A | T | TIMESTAMP_NTZ | 9
A | U | TIMESTAMP_NTZ | 9
A | V | TIMESTAMP_NTZ | 3
B | T | TIMESTAMP_LTZ | 9
B | U | TIMESTAMP_NTZ | 9
B | V | TIMESTAMP_LTZ | 0

alter session set timestamp_type_mapping = 'DATE';
----
error 001008 (22023): invalid value [DATE] for parameter 'TIMESTAMP_TYPE_MAPPING'

alter session unset timestamp_type_mapping;

-- Formats of output and input.
alter session set date_output_format = 'DD.MM.YYYY' time_output_format = 'HH12:MI AM';
select '2026-02-03'::date::varchar, '13:14:15'::time::varchar, to_char('2026-02-03'::date, 'YYYY');
----
03.02.2026 | 01:14 PM | 2026

alter session set timestamp_output_format = 'YYYY/MM/DD HH24:MI TZH:TZM';
select '2026-02-03 10:11:12'::timestamp_ntz::varchar, '2026-02-03 10:11:12'::timestamp_ltz::varchar, '2026-02-03 10:11:12 -0330'::timestamp_tz::varchar;
----
2026-02-03 10:11:12.000 | 2026/02/03 10:11 +01:00 | 2026/02/03 10:11 -03:30

alter session set timestamp_tz_output_format = 'HH24:MI:SS.FF1 TZHTZM' timestamp_ntz_output_format = '';
select '2026-02-03 10:11:12'::timestamp_ntz::varchar, '2026-02-03 10:11:12 -0330'::timestamp_tz::varchar;
----
2026/02/03 10:11 Z | 10:11:12.0 -0330

alter session set date_input_format = 'DD/MM/YYYY' timestamp_input_format = 'DD/MM/YYYY HH24:MI' time_input_format = 'HH24.MI';
select '03/02/2026'::date, '03/02/2026 10:11'::timestamp_ntz, '10.11'::time, try_cast('2026-02-03' as date);
----
2026-02-03 | 2026-02-03 10:11:00.000 | 10:11:00 | NULL

select '2026-02-03'::date;
----
error 100040 (22007): Can't parse '2026-02-03' as date with format 'DD/MM/YYYY'

alter session unset date_input_format, timestamp_input_format, time_input_format;

alter session set two_digit_century_start = 2000;
select to_date('31-12-99', 'DD-MM-YY'), to_date('01-01-00', 'DD-MM-YY');
----
2099-12-31 | 2000-01-01

alter session set two_digit_century_start = 1950;
select to_date('31-12-49', 'DD-MM-YY'), to_date('01-01-50', 'DD-MM-YY');
----
2049-12-31 | 1950-01-01

alter session set two_digit_century_start = 1800;
----
error 001008 (22023): invalid value [1,800] for parameter 'TWO_DIGIT_CENTURY_START'

-- The clock is put forward in the night to 29 March.
select dateadd(day, 1, '2026-03-28 12:00'::timestamp_ltz)::varchar as v;
----
2026/03/29 12:00 +02:00

alter session set timestamp_day_is_always_24h = true;
select dateadd(day, 1, '2026-03-28 12:00'::timestamp_ltz)::varchar as v;
----
2026/03/29 13:00 +02:00

-- Binary formats.
select to_varchar(to_binary('00ff', 'HEX'));
----
00FF

alter session set binary_output_format = 'base64' binary_input_format = 'utf8';
select to_varchar(to_binary('00ff', 'HEX')), to_varchar('abc'::binary);
----
AP8= | YWJj

alter session set binary_output_format = 'utf8';
----
error 001008 (22023): invalid value [utf8] for parameter 'BINARY_OUTPUT_FORMAT'

-- The type of TIMESTAMP_FROM_PARTS.
alter session set timestamp_type_mapping = 'timestamp_tz' timestamp_tz_output_format = 'YYYY-MM-DD HH24:MI TZHTZM';
select timestamp_from_parts(2026, 7, 1, 12, 0, 0)::varchar, timestamp_from_parts(2026, 7, 1, 12, 0, 0, 0, 'Asia/Tokyo')::varchar;
----
2026-07-01 12:00 +0200 | 2026-07-01 12:00 +0900

alter session unset timestamp_type_mapping;
select timestamp_from_parts(2026, 7, 1, 12, 0, 0)::varchar;
----
2026/07/01 12:00 Z
