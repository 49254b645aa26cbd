-- What functions of dates and numbers refuse, and what they say.
select dateadd(zz, 1, '2026-01-01'::date);
----
error 002151 (22023): ['ZZ'] is not a valid date/time component for function DATEADD.

select dateadd('zz', 1, '2026-01-01'::date);
----
error 002151 (22023): ['zz'] is not a valid date/time component for function DATEADD.

select date_trunc('dayofweek', '2026-01-01'::date);
----
error 002151 (22023): ['dayofweek'] is not a valid date/time component for function DATE_TRUNC.

select timestampdiff(zz, '2026-01-01', '2026-01-02');
----
error 002151 (22023): ['ZZ'] is not a valid date/time component for function TIMESTAMPDIFF.

select dateadd(day, 1, '10:00'::time);
----
error 002151 (22023): ['DAY'] is not a valid date/time component for function DATEADD and type TIME(9).

select timeadd(week, 1, '10:00'::time);
----
error 002151 (22023): ['WEEK'] is not a valid date/time component for function TIMEADD and type TIME(9).

select datediff(day, '10:00'::time, '11:00'::time);
----
error 002151 (22023): [DAY] is not a valid date/time component for function DATEDIFF and type TIME.

select date_trunc(w, '10:00'::time);
----
error 002151 (22023): [WEEK] is not a valid date/time component for function DATE_TRUNC and type TIME.

select trunc('10:00'::time, 'day');
----
error 002151 (22023): [DAY] is not a valid date/time component for function TRUNC and type TIME.

select date_part(day, '10:00'::time);
----
error 001008 (22023): invalid value [DAY] for parameter 'DATE_PART date/time part'

select date_part('ss', '10:00'::time);
----
error 001008 (22023): invalid value [ss] for parameter 'DATE_PART date/time part'

select extract(zz from '2026-01-01'::date);
----
error 001008 (22023): invalid value [zz] for parameter 'EXTRACT date/time part'

select year('10:00'::time);
----
error 001008 (22023): invalid value [YEAR] for parameter 'YEAR date/time part'

select last_day('2026-01-01'::date, 'hour');
----
error 002151 (22023): ['hour'] is not a valid date/time component for function LAST_DAY.

select time_slice('2026-01-01'::date, 0, 'day');
----
error 001008 (22023): invalid value [0] for parameter 'TIME_SLICE slice length'

select time_slice('2026-01-01'::timestamp_tz, 1, 'day');
----
error 001044 (42P13): Invalid argument types for function 'TIME_SLICE': (TIMESTAMP_TZ(9), NUMBER(1,0), VARCHAR(3))

select convert_timezone('Mars/Olympus', '2026-01-01'::timestamp_ntz);
----
error 100094 (22000): Unknown timezone: 'Mars/Olympus'

select next_day('2026-01-01'::date, 'someday');
----
error 001008 (22023): invalid value [someday] for parameter 'day of week'

select '2026-01-01'::timestamp_ntz + 1;
----
error 001044 (42P13): Invalid argument types for function '+': (TIMESTAMP_NTZ(9), NUMBER(1,0))

select '2026-01-01'::timestamp_ntz - '2025-01-01'::timestamp_ntz;
----
error 001044 (42P13): Invalid argument types for function '-': (TIMESTAMP_NTZ(9), TIMESTAMP_NTZ(9))

select '2026-13-01'::date;
----
error 100040 (22007): Date '2026-13-01' is not recognized

select to_date('01-02-2026', 'YYYY-MM-DD');
----
error 100040 (22007): Can't parse '01-02-2026' as date with format 'YYYY-MM-DD'

select 'soon'::timestamp_ntz;
----
error 100035 (22007): Timestamp 'soon' is not recognized

select to_timestamp_tz('soon', 'YYYY');
----
error 100035 (22007): Can't parse 'soon' as timestamp with format 'YYYY'

select '25:61'::time;
----
error 100035 (22007): Time '25:61' is not recognized

select to_date(5);
----
error 001007 (22023): invalid type [CAST(5 AS DATE)] for parameter 'TO_DATE'

select to_time(5);
----
error 001007 (22023): invalid type [CAST(5 AS TIME(9))] for parameter 'TO_TIME'

select 5::date;
----
error 001007 (22023): invalid type [CAST(5 AS DATE)] for parameter 'TO_DATE'

select true::timestamp_ntz;
----
error 001007 (22023): invalid type [CAST(TRUE AS TIMESTAMP_NTZ(9))] for parameter 'TO_TIMESTAMP_NTZ'

select try_cast(5 as date);
----
error 001065 (22023): Function TRY_CAST cannot be used with arguments of types NUMBER(1,0) and DATE

select sqrt(-1);
----
error 100132 (P0000): Invalid floating point operation: sqrt(-1)

select ln(0);
----
error 100132 (P0000): Invalid floating point operation: log(e,0)

select log(10, -1);
----
error 100132 (P0000): Invalid floating point operation: log(10,-1)

select acos(2);
----
error 100132 (P0000): Invalid floating point operation: acos(2)

select factorial(40);
----
error 100132 (P0000): Invalid floating point operation: factorial(40)

select 12345::number(3, 0);
----
error 100046 (22003): Number out of representable range: type FIXED[SB2](3,0){nullable}, value 12345

select '12345'::number(3, 0);
----
error 100039 (22003): Numeric value '12345' is out of range

select 'x'::number;
----
error 100038 (22018): Numeric value 'x' is not recognized

select 'x'::float;
----
error 100038 (22018): Numeric value 'x' is not recognized

select 'x' + 1;
----
error 100038 (22018): Numeric value 'x' is not recognized

select 1 / 0;
----
error 100051 (22012): Division by zero

select mod(1, 0);
----
error 100051 (22012): Division by zero

select 99999999999999999999999999999999999999 * 10;
----
error 100046 (22003): Number out of representable range

select 'abc'::varchar(2);
----
error 100078 (22000): String 'abc' is too long and would be truncated

select 123::varchar(2);
----
error 100078 (22000): String '123' is too long and would be truncated

select 'maybe'::boolean;
----
error 100037 (22018): Boolean value 'maybe' is not recognized

select 'xyz'::binary;
----
error 100132 (P0000): The following string is not a legal hex-encoded value: 'xyz'

select parse_json('{"a": 1}')::int;
----
error 100071 (22000): Failed to cast variant value {"a":1} to FIXED

select parse_json('"x"')::date;
----
error 100071 (22000): Failed to cast variant value "x" to DATE

select parse_json('[1]')::object;
----
error 100071 (22000): Failed to cast variant value [1] to OBJECT

select '2026-01-01'::date + interval '1 lightyear';
----
error 002014 (22000): invalid interval '1 lightyear'

select bitand(to_binary('00'), to_binary('0000'));
----
error 100132 (P0000): The lengths of two variable-sized fields do not match: first length 1, second length 2
