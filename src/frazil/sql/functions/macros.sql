-- Macros of DuckDB schema `frazil`, created when the store is opened, after the native functions (frazil_*).
-- One statement ends at each line that ends in a semicolon.  Arguments are pasted wherever they are named, so a
-- macro names each as rarely as it can.  What refuses a value calls frazil_refuse, which TRY can catch.

-- ---------------------------------------------------------------- refusals and arithmetic

-- A NULL that takes the type of the other branches and is never reached.  Not a CASE: the optimiser evaluates a
-- constant condition of a CASE even in a branch that no row takes; any other constant that fails is left alone.
CREATE OR REPLACE MACRO frazil.refuse(code, message) AS [NULL][CAST(frazil_refuse(code, message) AS INTEGER)];

CREATE OR REPLACE MACRO frazil.nonzero(x) AS CASE WHEN x = 0 THEN frazil.refuse('100051', 'Division by zero') ELSE x END;

-- The same of what divides NULL, which gives NULL whatever it is.
CREATE OR REPLACE MACRO frazil.divisor(x, dividend) AS
    CASE WHEN x = 0 THEN CASE WHEN dividend IS NOT NULL THEN frazil.refuse('100051', 'Division by zero') END ELSE x END;

-- The quotient of two integers, rounded half away from zero.
CREATE OR REPLACE MACRO frazil.divide(a, b) AS
    CASE WHEN (a < 0) = (b < 0) THEN 1 ELSE -1 END * ((2 * abs(a) + abs(b)) // (2 * abs(b)));

-- ---------------------------------------------------------------- time zones

CREATE OR REPLACE MACRO frazil.to_utc(t, zone) AS
    CASE WHEN zone = 'UTC' THEN t ELSE timezone('UTC', timezone(zone, t)) END;

CREATE OR REPLACE MACRO frazil.to_local(t, zone) AS
    CASE WHEN zone = 'UTC' THEN t ELSE timezone(zone, timezone('UTC', t)) END;

CREATE OR REPLACE MACRO frazil.minutes_between(a, b) AS CAST((epoch_us(CAST(b AS TIMESTAMP)) - epoch_us(CAST(a AS TIMESTAMP))) // 60000000 AS SMALLINT);

CREATE OR REPLACE MACRO frazil.tz_of_utc(t, zone) AS
    CASE WHEN t IS NOT NULL AND zone IS NOT NULL
         THEN struct_pack(t := t, o := frazil.minutes_between(t, frazil.to_local(t, zone))) END;

CREATE OR REPLACE MACRO frazil.tz_of_local(t, zone) AS
    CASE WHEN t IS NOT NULL
         THEN struct_pack(t := frazil.to_utc(t, zone), o := frazil.minutes_between(frazil.to_utc(t, zone), t)) END;

CREATE OR REPLACE MACRO frazil.tz_of_offset(t, minutes) AS
    CASE WHEN t IS NOT NULL THEN struct_pack(t := t - to_minutes(minutes), o := CAST(minutes AS SMALLINT)) END;

CREATE OR REPLACE MACRO frazil.tz_local(x) AS (x).t + to_minutes((x).o);

CREATE OR REPLACE MACRO frazil.offset_text(minutes, separator) AS
    CASE WHEN minutes < 0 THEN '-' ELSE '+' END || lpad(CAST(abs(minutes) // 60 AS VARCHAR), 2, '0') || separator
    || lpad(CAST(abs(minutes) % 60 AS VARCHAR), 2, '0');

CREATE OR REPLACE MACRO frazil.float_text(x) AS
    CASE WHEN isnan(x) THEN 'NaN' ELSE printf('%.15g', x + 0.0::DOUBLE) END;

-- A value, rounded to a unit, put right for other directions than half away from zero.
CREATE OR REPLACE MACRO frazil.ceil_from(rounded, x, unit) AS CASE WHEN rounded < x THEN rounded + unit ELSE rounded END;

CREATE OR REPLACE MACRO frazil.floor_from(rounded, x, unit) AS CASE WHEN rounded > x THEN rounded - unit ELSE rounded END;

CREATE OR REPLACE MACRO frazil.even_from(rounded, x, unit) AS
    CASE WHEN abs(rounded - x) * 2 = unit AND rounded % (unit * 2) <> 0
         THEN CASE WHEN x < 0 THEN rounded + unit ELSE rounded - unit END ELSE rounded END;

CREATE OR REPLACE MACRO frazil.trunc_from(rounded, x, unit) AS
    CASE WHEN x >= 0 THEN frazil.floor_from(rounded, x, unit) ELSE frazil.ceil_from(rounded, x, unit) END;

CREATE OR REPLACE MACRO frazil.width_bucket(x, low, high, n) AS
    CAST(CASE WHEN x < low THEN 0 WHEN x >= high THEN n + 1
              ELSE floor((x - low) * n / (high - low)) + 1 END AS BIGINT);

-- ---------------------------------------------------------------- numbers to timestamps

-- The moment so many microseconds after the beginning of 1970; what is below one is dropped.
CREATE OR REPLACE MACRO frazil.moment(us) AS
    CASE WHEN us BETWEEN -9223372022400000000 AND 9223372022400000000 THEN make_timestamp(CAST(floor(us) AS BIGINT))
         WHEN us IS NOT NULL THEN frazil.refuse('100035', 'Timestamp ''' || us || ''' is not recognized') END;

-- ---------------------------------------------------------------- functions of numbers

CREATE OR REPLACE MACRO frazil.no_number(call) AS
    frazil.refuse('100132', 'Invalid floating point operation: ' || call);

CREATE OR REPLACE MACRO frazil.sqrt(x) AS
    CASE WHEN x < 0 THEN frazil.no_number('sqrt(' || frazil.float_text(x) || ')') ELSE sqrt(x) END;

CREATE OR REPLACE MACRO frazil.ln(x) AS
    CASE WHEN x <= 0 THEN frazil.no_number('log(e,' || frazil.float_text(x) || ')') ELSE ln(x) END;

CREATE OR REPLACE MACRO frazil.log(base, x) AS
    CASE WHEN x <= 0 OR base <= 0 OR base = 1
         THEN frazil.no_number('log(' || frazil.float_text(base) || ',' || frazil.float_text(x) || ')')
         ELSE ln(x) / ln(base) END;

CREATE OR REPLACE MACRO frazil.acos(x) AS
    CASE WHEN abs(x) > 1 THEN frazil.no_number('acos(' || frazil.float_text(x) || ')') ELSE acos(x) END;

CREATE OR REPLACE MACRO frazil.asin(x) AS
    CASE WHEN abs(x) > 1 THEN frazil.no_number('asin(' || frazil.float_text(x) || ')') ELSE asin(x) END;

CREATE OR REPLACE MACRO frazil.acosh(x) AS
    CASE WHEN x < 1 THEN frazil.no_number('acosh(' || frazil.float_text(x) || ')') ELSE acosh(x) END;

CREATE OR REPLACE MACRO frazil.atanh(x) AS
    CASE WHEN abs(x) >= 1 THEN frazil.no_number('atanh(' || frazil.float_text(x) || ')') ELSE atanh(x) END;

CREATE OR REPLACE MACRO frazil.cot(x) AS CASE WHEN x = 0 THEN CAST('inf' AS DOUBLE) ELSE 1.0::DOUBLE / tan(x) END;

CREATE OR REPLACE MACRO frazil.factorial(n) AS
    CASE WHEN n NOT BETWEEN 0 AND 33 THEN frazil.no_number('factorial(' || n || ')') ELSE factorial(CAST(n AS INTEGER)) END;

-- Kilometres between two points given as latitude and longitude, on a sphere.
CREATE OR REPLACE MACRO frazil.haversine(lat1, lon1, lat2, lon2) AS
    list_transform([
        pow(sin(radians(lat2 - lat1) / 2), 2)
        + cos(radians(lat1)) * cos(radians(lat2)) * pow(sin(radians(lon2 - lon1) / 2), 2)],
        lambda v: 2 * 6371.0::DOUBLE * asin(CASE WHEN v > 1 THEN 1.0::DOUBLE ELSE sqrt(v) END))[1];

CREATE OR REPLACE MACRO frazil.chance(seed, which) AS
    (CAST(hash(seed, which) AS DOUBLE) + 1.0::DOUBLE) / 18446744073709551617.0::DOUBLE;

CREATE OR REPLACE MACRO frazil.normal_deviate(seed) AS
    CASE WHEN seed IS NOT NULL
         THEN sqrt(-2.0::DOUBLE * ln(frazil.chance(seed, 1))) * cos(2.0::DOUBLE * pi() * frazil.chance(seed, 2)) END;

-- ---------------------------------------------------------------- bits, of 128-bit integers and of bytes

CREATE OR REPLACE MACRO frazil.shift_left(x, n) AS
    CASE WHEN x = 0 THEN 0
         WHEN n < 0 THEN frazil.refuse('001008', 'invalid value [' || n || '] for parameter ''BITSHIFTLEFT bit shift''')
         WHEN n > 126 THEN frazil.refuse('100046', 'Number out of representable range')
         ELSE CAST(x AS HUGEINT) * (CAST(1 AS HUGEINT) << CAST(n AS INTEGER)) END;

CREATE OR REPLACE MACRO frazil.shift_right(x, n) AS
    CASE WHEN n < 0 OR n > 127 THEN CASE WHEN x < 0 THEN -1 WHEN x IS NOT NULL THEN 0 END
         ELSE CAST(x AS HUGEINT) >> CAST(n AS INTEGER) END;

CREATE OR REPLACE MACRO frazil.get_bit(x, n) AS
    CASE WHEN n < 0 THEN frazil.refuse('001008', 'invalid value [' || n || '] for parameter ''GETBIT bit position''')
         ELSE CAST((CAST(x AS HUGEINT) >> CAST(least(n, 126) AS INTEGER)) & 1 AS BIGINT) END;

CREATE OR REPLACE MACRO frazil.same_bits(x, other) AS
    CASE WHEN octet_length(x) <> octet_length(other)
         THEN frazil.refuse('100132', 'The lengths of two variable-sized fields do not match: first length '
                            || octet_length(x) || ', second length ' || octet_length(other))
         ELSE CAST(x AS BIT) END;

CREATE OR REPLACE MACRO frazil.bits_left(x, other) AS
    CAST(unhex(lpad(hex(x), 2 * CAST(greatest(octet_length(x), octet_length(other)) AS INTEGER), '0')) AS BIT);

CREATE OR REPLACE MACRO frazil.bits_right(x, other) AS
    CAST(unhex(rpad(hex(x), 2 * CAST(greatest(octet_length(x), octet_length(other)) AS INTEGER), '0')) AS BIT);

-- ---------------------------------------------------------------- texts to scalars

-- DuckDB reads 1_000 as a number; Snowflake does not.  The letter comes back in what errors tell (engine/errors.py).
CREATE OR REPLACE MACRO frazil.numeric_text(x) AS replace(x, '_', chr(1));

-- Its integers may be hexadecimal and binary, too.
CREATE OR REPLACE MACRO frazil.integer_text(x) AS translate(x, '_xXbB', chr(1) || chr(2) || chr(3) || chr(4) || chr(5));

CREATE OR REPLACE MACRO frazil.parse_float(x) AS CAST(replace(x, '_', chr(1)) AS DOUBLE);

CREATE OR REPLACE MACRO frazil.parse_boolean(x) AS
    CASE WHEN lower(x) IN ('true', 't', 'yes', 'y', 'on', '1') THEN TRUE
         WHEN lower(x) IN ('false', 'f', 'no', 'n', 'off', '0') THEN FALSE
         ELSE frazil.refuse('100037', 'Boolean value ''' || x || ''' is not recognized') END;

-- The common spelling is read by DuckDB, whose reader is too lenient for anything else.
CREATE OR REPLACE MACRO frazil.parse_date(x) AS
    coalesce(CASE WHEN regexp_full_match(x, '\d{4}-\d{2}-\d{2}') THEN TRY_CAST(x AS DATE) END,
             frazil_parse_date(x, 'AUTO', 0));

CREATE OR REPLACE MACRO frazil.parse_time(x) AS
    CASE WHEN regexp_full_match(x, '([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?') THEN CAST(x AS TIME)
         ELSE frazil_parse_time(x, 'AUTO', 0) END;

CREATE OR REPLACE MACRO frazil.is_plain_timestamp(x) AS
    regexp_full_match(x, '\d{4}-\d{2}-\d{2}([ T]([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?)?');

CREATE OR REPLACE MACRO frazil.parse_ntz(x) AS
    coalesce(CASE WHEN frazil.is_plain_timestamp(x) THEN TRY_CAST(x AS TIMESTAMP) END, frazil_scan_wall(x, 'AUTO', 0));

CREATE OR REPLACE MACRO frazil.scan_ltz(x, form, century, zone) AS
    coalesce(frazil_scan_wall(x, form, century) - to_minutes(frazil_scan_offset(x, form, century)),
             frazil.to_utc(frazil_scan_wall(x, form, century), zone));

CREATE OR REPLACE MACRO frazil.scan_tz(x, form, century, zone) AS
    CASE WHEN frazil_scan_offset(x, form, century) IS NULL THEN frazil.tz_of_local(frazil_scan_wall(x, form, century), zone)
         ELSE frazil.tz_of_offset(frazil_scan_wall(x, form, century), frazil_scan_offset(x, form, century)) END;

CREATE OR REPLACE MACRO frazil.parse_ltz(x, zone) AS
    coalesce(CASE WHEN frazil.is_plain_timestamp(x) THEN frazil.to_utc(TRY_CAST(x AS TIMESTAMP), zone) END,
             frazil.scan_ltz(x, 'AUTO', 0, zone));

CREATE OR REPLACE MACRO frazil.parse_tz(x, zone) AS
    coalesce(CASE WHEN frazil.is_plain_timestamp(x) THEN frazil.tz_of_local(TRY_CAST(x AS TIMESTAMP), zone) END,
             frazil.scan_tz(x, 'AUTO', 0, zone));

CREATE OR REPLACE MACRO frazil.parse_hex(x) AS frazil_parse_hex(x);

-- ---------------------------------------------------------------- limits

-- Drop what is below a unit given in microseconds.
CREATE OR REPLACE MACRO frazil.cut_timestamp(t, unit) AS
    make_timestamp(epoch_us(CAST(t AS TIMESTAMP)) - ((epoch_us(CAST(t AS TIMESTAMP)) % unit) + unit) % unit);

CREATE OR REPLACE MACRO frazil.cut_tz(x, unit) AS
    CASE WHEN x IS NOT NULL THEN struct_pack(t := frazil.cut_timestamp((x).t, unit), o := (x).o) END;

CREATE OR REPLACE MACRO frazil.cut_time(t, unit) AS
    CAST(make_timestamp(CAST(epoch_us(t) - epoch_us(t) % unit AS BIGINT)) AS TIME);

CREATE OR REPLACE MACRO frazil.check_length(x, n) AS
    CASE WHEN length(x) > n
         THEN frazil.refuse('100078', 'String ''' || x || ''' is too long and would be truncated') ELSE x END;

CREATE OR REPLACE MACRO frazil.check_size(x, n) AS
    CASE WHEN octet_length(x) > n
         THEN frazil.refuse('100078', 'Binary value ''' || hex(x) || ''' is too long and would be truncated')
         ELSE x END;

-- ---------------------------------------------------------------- scalars to VARIANT (see variant_text.py)

CREATE OR REPLACE MACRO frazil.strip_zeros(t) AS
    CASE WHEN contains(t, '.') THEN rtrim(rtrim(t, '0'), '.') ELSE t END;

CREATE OR REPLACE MACRO frazil.variant_of_digits(t) AS
    CASE WHEN NOT contains(t, '.') AND TRY_CAST(t AS BIGINT) IS NOT NULL THEN t
         WHEN contains(t, '.') AND length(ltrim(replace(replace(t, '-', ''), '.', ''), '0')) <= 15
              AND NOT regexp_matches(t, '^-?0\.000000') THEN t
         ELSE '"\u0001n' || t || '"' END;

CREATE OR REPLACE MACRO frazil.variant_of_number(x) AS
    frazil.variant_of_digits(frazil.strip_zeros(CAST(x AS VARCHAR)));

CREATE OR REPLACE MACRO frazil.variant_of_float(x) AS '"\u0001f' || CAST(x AS VARCHAR) || '"';

CREATE OR REPLACE MACRO frazil.variant_of_text(x) AS
    CASE WHEN starts_with(x, chr(1)) THEN CAST(to_json(chr(1) || 's' || x) AS VARCHAR)
         ELSE CAST(to_json(x) AS VARCHAR) END;

CREATE OR REPLACE MACRO frazil.variant_of_date(x) AS '"\u0001d' || CAST(x AS VARCHAR) || '"';

CREATE OR REPLACE MACRO frazil.variant_of_time(x) AS '"\u0001t' || CAST(x AS VARCHAR) || '"';

CREATE OR REPLACE MACRO frazil.variant_of_ntz(x) AS '"\u0001N' || CAST(x AS VARCHAR) || '"';

CREATE OR REPLACE MACRO frazil.variant_of_ltz(x, zone) AS
    '"\u0001L' || CAST(frazil.to_local(x, zone) AS VARCHAR) || ' '
    || frazil.offset_text(frazil.minutes_between(x, frazil.to_local(x, zone)), '') || '"';

CREATE OR REPLACE MACRO frazil.variant_of_tz(x) AS
    '"\u0001Z' || CAST(frazil.tz_local(x) AS VARCHAR) || ' ' || frazil.offset_text((x).o, '') || '"';

CREATE OR REPLACE MACRO frazil.variant_of_binary(x) AS '"\u0001b' || hex(x) || '"';

CREATE OR REPLACE MACRO frazil.variant_of_vector(x) AS
    '[' || array_to_string(list_transform(x, lambda e: frazil.variant_of_float(CAST(e AS DOUBLE))), ',') || ']';

-- ---------------------------------------------------------------- VARIANT to scalars

CREATE OR REPLACE MACRO frazil.is_tagged(x) AS starts_with(x, '"\u0001');

-- VARCHAR of a VARIANT: strings without quotes, JSON null as NULL, the rest as compact JSON.
CREATE OR REPLACE MACRO frazil.variant_text(x) AS
    CASE WHEN contains(x, '\u0001') THEN frazil_variant_scalar(x)
         WHEN starts_with(x, '"') THEN json_extract_string(x, '$')
         WHEN x = 'null' THEN NULL ELSE x END;

-- The same with every digit of a typed scalar: what other casts read.
CREATE OR REPLACE MACRO frazil.variant_raw(x) AS
    CASE WHEN frazil.is_tagged(x) THEN frazil_variant_raw(x) ELSE frazil.variant_text(x) END;

-- Text that a cast to a numeric type reads; TRUE and FALSE count as 1 and 0.
CREATE OR REPLACE MACRO frazil.variant_number(x) AS
    CASE x WHEN 'true' THEN '1' WHEN 'false' THEN '0' ELSE frazil.numeric_text(frazil.variant_raw(x)) END;

CREATE OR REPLACE MACRO frazil.variant_json(x) AS
    CASE WHEN contains(x, '\u0001') THEN frazil_variant_json(x) ELSE x END;

CREATE OR REPLACE MACRO frazil.variant_refuse(x, target) AS
    CASE WHEN x <> 'null'
         THEN frazil.refuse('100071', 'Failed to cast variant value ' || frazil.variant_json(x) || ' to ' || target) END;

CREATE OR REPLACE MACRO frazil.vector_refuse(x, target) AS
    frazil.refuse('100071', 'Failed to cast variant value ' || frazil.variant_json(x) || ' to ' || target);

CREATE OR REPLACE MACRO frazil.check_dimension(numbers, n) AS
    CASE WHEN len(numbers) <> n
         THEN frazil.refuse('100132', 'Array-like value being cast to a vector has incorrect dimension ' || len(numbers))
         ELSE numbers END;

CREATE OR REPLACE MACRO frazil.variant_boolean(x) AS
    CASE WHEN x IN ('true', 'false') THEN x = 'true'
         ELSE coalesce(TRY(frazil.parse_boolean(frazil.variant_raw(x))), frazil.variant_refuse(x, 'BOOLEAN')) END;

-- ---------------------------------------------------------------- VARIANT as a whole

CREATE OR REPLACE MACRO frazil.parse_json(x) AS frazil_parse_json(x);

CREATE OR REPLACE MACRO frazil.try_parse_json(x) AS frazil_try_parse_json(x);

CREATE OR REPLACE MACRO frazil.variant_pretty(x, indent, strict) AS
    CASE WHEN x[1] IN ('{', '[') OR contains(x, '\u0001') THEN frazil_variant_pretty(x, indent, strict) ELSE x END;

CREATE OR REPLACE MACRO frazil.positive_key(digits) AS
    CASE WHEN digits = '0' THEN '2o' ELSE '2p' || CAST(length(digits) + 500 AS VARCHAR) || rtrim(digits, '0') END;

CREATE OR REPLACE MACRO frazil.variant_key(x) AS
    CASE WHEN regexp_full_match(x, '\d+') THEN frazil.positive_key(x)
         WHEN starts_with(x, '"') AND NOT frazil.is_tagged(x) THEN '5' || json_extract_string(x, '$')
         ELSE frazil_variant_key(x) END;

CREATE OR REPLACE MACRO frazil.variant_kind(x) AS
    CASE x[1] WHEN '{' THEN 'OBJECT' WHEN '[' THEN 'ARRAY' WHEN 't' THEN 'BOOLEAN' WHEN 'f' THEN 'BOOLEAN'
              WHEN 'n' THEN 'NULL_VALUE'
              WHEN '"' THEN CASE WHEN NOT frazil.is_tagged(x) THEN 'VARCHAR' ELSE
                  CASE x[8] WHEN 'n' THEN CASE WHEN contains(x, '.') THEN 'DECIMAL' ELSE 'INTEGER' END
                            WHEN 'f' THEN 'DOUBLE' WHEN 'd' THEN 'DATE' WHEN 't' THEN 'TIME'
                            WHEN 'N' THEN 'TIMESTAMP_NTZ' WHEN 'L' THEN 'TIMESTAMP_LTZ'
                            WHEN 'Z' THEN 'TIMESTAMP_TZ' WHEN 'b' THEN 'BINARY' WHEN 's' THEN 'VARCHAR' END END
              ELSE CASE WHEN x IS NULL THEN NULL WHEN contains(x, '.') THEN 'DECIMAL' ELSE 'INTEGER' END END;

-- ---------------------------------------------------------------- paths; undefined reads as NULL

CREATE OR REPLACE MACRO frazil.variant_get(x, path) AS nullif(CAST(json_extract(x, path) AS VARCHAR), '"\u0001u"');

-- A key or an index that is known only at run time: the kind of the container decides which one may answer.
CREATE OR REPLACE MACRO frazil.variant_get_key(x, k) AS
    CASE WHEN starts_with(x, '{')
         THEN frazil.variant_get(x, '/' || replace(replace(k, '~', '~0'), '/', '~1')) END;

CREATE OR REPLACE MACRO frazil.variant_get_index(x, i) AS
    CASE WHEN starts_with(x, '[') AND i >= 0 THEN frazil.variant_get(x, '$[' || CAST(CAST(i AS BIGINT) AS VARCHAR) || ']') END;

-- What a path's run-time step calls: the step as text, and whether it is a number.
CREATE OR REPLACE MACRO frazil.variant_get_dynamic(x, k, is_index) AS
    CASE WHEN is_index THEN frazil.variant_get_index(x, TRY_CAST(k AS BIGINT)) ELSE frazil.variant_get_key(x, k) END;

CREATE OR REPLACE MACRO frazil.variant_get_any(x, k) AS
    CASE WHEN starts_with(k, '"') THEN frazil.variant_get_key(x, frazil.variant_text(k))
         ELSE frazil.variant_get_index(x, TRY_CAST(k AS BIGINT)) END;

-- ---------------------------------------------------------------- OBJECT and ARRAY

CREATE OR REPLACE MACRO frazil.as_object_strict(x) AS
    CASE WHEN starts_with(x, '{') THEN x ELSE frazil.variant_refuse(x, 'OBJECT') END;

CREATE OR REPLACE MACRO frazil.to_array(x) AS
    CASE WHEN x = 'null' THEN NULL WHEN starts_with(x, '[') THEN x ELSE '[' || x || ']' END;

-- The elements as a list of canonical texts.
CREATE OR REPLACE MACRO frazil.elements(x) AS CAST(json_extract(x, '$[*]') AS VARCHAR[]);

CREATE OR REPLACE MACRO frazil.array_of(texts) AS
    '[' || array_to_string(list_transform(texts, lambda v: coalesce(v, '"\u0001u"')), ',') || ']';

CREATE OR REPLACE MACRO frazil.array_join(a, b) AS
    CASE WHEN a = '[]' THEN b WHEN b = '[]' THEN a ELSE a[:-2] || ',' || b[2:] END;

-- Rows of FLATTEN (see members.py) of a whole object or array.
CREATE OR REPLACE MACRO frazil.flatten_entries(x) AS
    CASE x[1]
    WHEN '{' THEN list_transform(json_keys(x), lambda key: struct_pack(
        k := key,
        p := CASE WHEN regexp_full_match(key, '[A-Za-z_$][A-Za-z0-9_$]*') THEN key ELSE '[''' || key || ''']' END,
        i := CAST(NULL AS BIGINT),
        v := frazil.variant_get_key(x, key),
        t := x))
    WHEN '[' THEN list_filter(list_transform(frazil.elements(x), lambda element, place: struct_pack(
        k := CAST(NULL AS VARCHAR), p := '[' || CAST(place - 1 AS VARCHAR) || ']', i := place - 1, v := element,
        t := x)), lambda entry: entry.v <> '"\u0001u"') END;

-- ---------------------------------------------------------------- dates

-- Parts beyond their usual range count on: month 13 is January of the next year, day 0 the last day before.
CREATE OR REPLACE MACRO frazil.date_of(y, m, d) AS
    CAST(make_date(CAST(y AS BIGINT), 1, 1) + to_months(CAST(m - 1 AS INTEGER)) + to_days(CAST(d - 1 AS INTEGER)) AS DATE);

-- The last day of a month stays a last day.
CREATE OR REPLACE MACRO frazil.add_months(t, n) AS
    CASE WHEN CAST(t AS DATE) = last_day(t)
         THEN last_day(t + to_months(n)) + (CAST(t AS TIMESTAMP) - CAST(CAST(t AS DATE) AS TIMESTAMP))
         ELSE t + to_months(n) END;

CREATE OR REPLACE MACRO frazil.months_between(a, b) AS
    (year(a) - year(b)) * 12.0::DOUBLE + month(a) - month(b)
    + CASE WHEN day(a) = day(b) OR (CAST(a AS DATE) = last_day(a) AND CAST(b AS DATE) = last_day(b)) THEN 0.0::DOUBLE
           ELSE (day(a) - day(b) + (epoch_us(CAST(a AS TIME)) - epoch_us(CAST(b AS TIME))) / 86400000000.0::DOUBLE)
                / 31.0::DOUBLE END;

CREATE OR REPLACE MACRO frazil.slice_length(n) AS
    CASE WHEN n < 1 THEN frazil.refuse('001008', 'invalid value [' || n || '] for parameter ''TIME_SLICE slice length''')
         ELSE CAST(n AS BIGINT) END;

-- The slice of n months that holds t, or the next one, counted from the beginning of 1970.
CREATE OR REPLACE MACRO frazil.slice_of_months(t, n, later) AS
    TIMESTAMP '1970-01-01'
    + to_months(CAST((floor(((year(t) - 1970) * 12 + month(t) - 1) / n) + later) * n AS INTEGER));

-- The same of n microseconds, counted from `shift` after the beginning of 1970.
CREATE OR REPLACE MACRO frazil.slice_of_time(t, n, shift, later) AS
    make_timestamp(CAST(epoch_us(t) - (((epoch_us(t) - shift) % n) + n) % n + later * n AS BIGINT));

CREATE OR REPLACE MACRO frazil.day_of_week(word) AS
    coalesce(list_position(['mo', 'tu', 'we', 'th', 'fr', 'sa', 'su'], lower(left(word, 2))),
             CASE WHEN word IS NOT NULL
                  THEN frazil.refuse('001008', 'invalid value [' || word || '] for parameter ''day of week''') END);

CREATE OR REPLACE MACRO frazil.next_day(d, word) AS
    CAST(d + to_days(CAST((frazil.day_of_week(word) - isodow(d) + 6) % 7 + 1 AS INTEGER)) AS DATE);

CREATE OR REPLACE MACRO frazil.previous_day(d, word) AS
    CAST(d - to_days(CAST((isodow(d) - frazil.day_of_week(word) + 6) % 7 + 1 AS INTEGER)) AS DATE);

-- ---------------------------------------------------------------- texts

-- DuckDB counts places and lengths in 32 bits; its least() and greatest() pass over NULL.
CREATE OR REPLACE MACRO frazil.place(n) AS CASE WHEN n > 4294967295 THEN 4294967295 ELSE n END;

CREATE OR REPLACE MACRO frazil.substr(x, start, n) AS
    substr(x, CASE WHEN start = 0 THEN 1 WHEN start < -length(x) THEN 4294967295 ELSE frazil.place(start) END,
           CASE WHEN n <= 0 THEN 0 ELSE frazil.place(n) END);

CREATE OR REPLACE MACRO frazil.substr_from(x, start) AS frazil.substr(x, start, 4294967295);

CREATE OR REPLACE MACRO frazil.left(x, n) AS left(x, CASE WHEN n < 0 THEN 0 ELSE n END);

CREATE OR REPLACE MACRO frazil.right(x, n) AS right(x, CASE WHEN n < 0 THEN 0 ELSE n END);

-- The same of hexadecimal digits, two for each byte.
CREATE OR REPLACE MACRO frazil.substr_hex(x, start, n) AS
    frazil.substr(x, CASE WHEN start > 0 THEN 2 * start - 1 ELSE 2 * start END, 2 * n);

CREATE OR REPLACE MACRO frazil.substr_from_hex(x, start) AS frazil.substr_hex(x, start, 2147483647);

CREATE OR REPLACE MACRO frazil.left_hex(x, n) AS frazil.left(x, 2 * n);

CREATE OR REPLACE MACRO frazil.right_hex(x, n) AS frazil.right(x, 2 * n);

CREATE OR REPLACE MACRO frazil.reverse_hex(x) AS
    CASE WHEN x IS NOT NULL
         THEN array_to_string(list_reverse(regexp_extract_all(x, '..')), '') END;

CREATE OR REPLACE MACRO frazil.at_most(n, most) AS CASE WHEN most < n THEN most WHEN most IS NOT NULL THEN n END;

-- The longest text is 128 MB: more would be built in memory before anything could refuse it.
CREATE OR REPLACE MACRO frazil.check_size_of(n) AS
    CASE WHEN n > 134217728
         THEN frazil.refuse('100078', 'String of length ' || CAST(n AS VARCHAR) || ' is too long and would be truncated')
         ELSE n END;

CREATE OR REPLACE MACRO frazil.repeat(x, n) AS
    repeat(x, CASE WHEN frazil.check_size_of(CAST(n AS HUGEINT) * strlen(x)) <= 0 THEN 0 ELSE n END);

CREATE OR REPLACE MACRO frazil.lpad(x, n, pad) AS
    CASE WHEN n <= length(x) OR pad = '' THEN frazil.left(x, n)
         ELSE lpad(x, CAST(frazil.check_size_of(n) AS INTEGER), pad) END;

CREATE OR REPLACE MACRO frazil.rpad(x, n, pad) AS
    CASE WHEN n <= length(x) OR pad = '' THEN frazil.left(x, n) ELSE rpad(x, CAST(frazil.check_size_of(n) AS INTEGER), pad) END;

CREATE OR REPLACE MACRO frazil.position(sought, x, start) AS
    CASE WHEN start < 1 THEN 0
         WHEN sought = '' THEN CASE WHEN start <= length(x) + 1 THEN start ELSE 0 END
         WHEN start = 1 THEN instr(x, sought)
         WHEN instr(substr(x, start), sought) = 0 THEN 0
         ELSE instr(substr(x, start), sought) + start - 1 END;

CREATE OR REPLACE MACRO frazil.split_part(x, delimiter, n) AS
    CASE WHEN delimiter = '' THEN CASE WHEN n IN (-1, 0, 1) THEN x ELSE '' END
         ELSE split_part(x, delimiter, CASE WHEN n = 0 THEN 1 ELSE n END) END;

CREATE OR REPLACE MACRO frazil.split(x, delimiter) AS
    CASE WHEN delimiter = '' THEN '[' || frazil.variant_of_text(x) || ']'
         WHEN delimiter IS NOT NULL THEN frazil.array_of(list_transform(string_split(x, delimiter), lambda piece: frazil.variant_of_text(piece))) END;

CREATE OR REPLACE MACRO frazil.insert(x, start, n, new) AS
    left(x, start - 1) || new || substr(x, CAST(frazil.place(CAST(start AS HUGEINT) + n) AS BIGINT));

-- ---------------------------------------------------------------- OBJECT and ARRAY functions

CREATE OR REPLACE MACRO frazil.type_name(x) AS frazil.variant_kind(x);

CREATE OR REPLACE MACRO frazil.object_keys(x) AS
    frazil.array_of(list_transform(json_keys(x), lambda key: frazil.variant_of_text(key)));

CREATE OR REPLACE MACRO frazil.array_compact(x) AS
    '[' || array_to_string(list_filter(frazil.elements(x), lambda v: v <> 'null' AND v <> '"\u0001u"'), ',') || ']';

CREATE OR REPLACE MACRO frazil.array_to_string(x, separator) AS
    array_to_string(list_transform(frazil.elements(x), lambda v: coalesce(frazil.variant_text(v), '')), separator);

-- An array of more elements would exceed the largest VARIANT; it is refused before it is built.
CREATE OR REPLACE MACRO frazil.check_count(start, stop, step) AS
    CASE WHEN (CAST(stop AS HUGEINT) - start) / step > 8388608
         THEN frazil.refuse('100132', 'The resulting array is too large')
         WHEN step = 0 THEN frazil.refuse('100132', 'Step value of ARRAY_GENERATE_RANGE must not be zero')
         ELSE stop END;

CREATE OR REPLACE MACRO frazil.array_range(start, stop, step) AS
    '[' || array_to_string(range(start, frazil.check_count(start, stop, step), step), ',') || ']';

CREATE OR REPLACE MACRO frazil.array_place(x, sought) AS
    list_position(list_transform(frazil.elements(x), lambda v: frazil.variant_key(v)), frazil.variant_key(sought));

CREATE OR REPLACE MACRO frazil.array_contains(x, sought) AS
    CASE WHEN x IS NOT NULL AND sought IS NOT NULL THEN frazil.array_place(x, sought) IS NOT NULL END;

CREATE OR REPLACE MACRO frazil.array_first(x) AS nullif(frazil.variant_get_index(x, 0), 'null');

CREATE OR REPLACE MACRO frazil.variant_get_ignore_case(x, k) AS
    frazil.variant_get_key(x, coalesce(list_filter(json_keys(x), lambda key: key = k)[1],
                                       list_filter(json_keys(x), lambda key: lower(key) = lower(k))[1]));

-- What a hash tells HyperLogLog: its first 12 bits choose the register; the zeros that lead the others, and one more,
-- are the rank.  The code is 64 times the register plus the rank.
CREATE OR REPLACE MACRO frazil.hll_code(h) AS
    list_transform([h], lambda v: CAST((v >> 52) * 64 AS BIGINT) + 53
        - CASE WHEN v & 4503599627370495 = 0 THEN 0 ELSE length(bin(v & 4503599627370495)) END)[1];

-- How often a list's values differ from the one before; NULLs do not count as values.
CREATE OR REPLACE MACRO frazil.count_changes(seen) AS
    list_transform([list_filter(seen, lambda v: v IS NOT NULL)], lambda known:
        len(list_filter(known, lambda v, place: place > 1 AND v <> known[place - 1])))[1];

-- ---------------------------------------------------------------- vectors

CREATE OR REPLACE MACRO frazil.vector_normalize(v) AS
    CASE WHEN list_inner_product(v, v) > 0 THEN list_transform(v, lambda x: x / sqrt(list_inner_product(v, v))) END;

-- Sums and their like of each place in a list of vectors; a lambda sees no window function but as its parameter.
CREATE OR REPLACE MACRO frazil.vector_sum(seen, n) AS
    list_transform([seen], lambda rows: CASE WHEN rows IS NOT NULL THEN
        list_transform(range(1, n + 1), lambda place: list_sum(list_transform(rows, lambda v: v[place]))) END)[1];

CREATE OR REPLACE MACRO frazil.vector_min(seen, n) AS
    list_transform([seen], lambda rows: CASE WHEN rows IS NOT NULL THEN
        list_transform(range(1, n + 1), lambda place: list_min(list_transform(rows, lambda v: v[place]))) END)[1];

CREATE OR REPLACE MACRO frazil.vector_max(seen, n) AS
    list_transform([seen], lambda rows: CASE WHEN rows IS NOT NULL THEN
        list_transform(range(1, n + 1), lambda place: list_max(list_transform(rows, lambda v: v[place]))) END)[1];

CREATE OR REPLACE MACRO frazil.vector_avg(seen, n) AS
    list_transform([seen], lambda rows: CASE WHEN rows IS NOT NULL THEN
        list_transform(range(1, n + 1), lambda place: list_avg(list_transform(rows, lambda v: v[place]))) END)[1];

-- ---------------------------------------------------------------- regular expressions

CREATE OR REPLACE MACRO frazil.positive(n, what) AS
    CASE WHEN n < 1
         THEN frazil.refuse('100132', 'Invalid parameter value: ' || CAST(n AS VARCHAR) || '. Reason: ' || what
                                      || ' must be positive')
         ELSE n END;

CREATE OR REPLACE MACRO frazil.from_position(x, n) AS substring(x, frazil.place(frazil.positive(n, 'Position')));

CREATE OR REPLACE MACRO frazil.regexp_count(x, p) AS
    CASE WHEN x IS NOT NULL AND p IS NOT NULL THEN len(regexp_extract_all(x, p)) END;

CREATE OR REPLACE MACRO frazil.occurrence(found, n) AS found[frazil.positive(n, 'Occurrence')];

-- The matches from the n-th on.  Of a NULL among its arguments DuckDB makes an empty list.
CREATE OR REPLACE MACRO frazil.occurrences(x, p, found, n) AS
    CASE WHEN x IS NOT NULL AND p IS NOT NULL AND n IS NOT NULL
         THEN frazil.array_of(list_transform(found[frazil.positive(n, 'Occurrence'):],
                                             lambda v: frazil.variant_of_text(v))) END;

-- Where the n-th match begins in a text, from 1, or ends: what lies between the matches and the matches before it.
CREATE OR REPLACE MACRO frazil.match_place(parts, found, n, with_match) AS
    CASE WHEN n <= len(found)
         THEN 1 + CAST(list_sum(list_transform(parts[:n], lambda part: length(part))) AS BIGINT)
              + coalesce(CAST(list_sum(list_transform(found[:n - 1 + with_match], lambda match: length(match)))
                              AS BIGINT), 0)
         ELSE 0 END;

CREATE OR REPLACE MACRO frazil.regexp_place(x, p, n, with_match) AS
    CASE WHEN x IS NOT NULL AND p IS NOT NULL AND n IS NOT NULL
         THEN frazil.match_place(regexp_split_to_array(x, p), regexp_extract_all(x, p), n, with_match) END;

CREATE OR REPLACE MACRO frazil.regexp_instr(x, p, start, n, after) AS
    CASE WHEN frazil.regexp_place(frazil.from_position(x, start), p, frazil.positive(n, 'Occurrence'), 0) = 0 THEN 0
         ELSE frazil.regexp_place(frazil.from_position(x, start), p, n, CASE WHEN after = 0 THEN 0 ELSE 1 END)
              + start - 1 END;

-- Where a group of the n-th match begins or ends: behind the match's place and what it has before the group.
CREATE OR REPLACE MACRO frazil.group_place(place, befores, groups, n, after) AS
    CASE WHEN place = 0 THEN 0
         ELSE place + length(befores[n]) + CASE WHEN after = 0 THEN 0 ELSE length(groups[n]) END END;

CREATE OR REPLACE MACRO frazil.regexp_replace_all(x, p, r, start) AS
    left(x, start - 1) || regexp_replace(frazil.from_position(x, start), p, r, 'g');

CREATE OR REPLACE MACRO frazil.regexp_replace_at(x, p, r, place) AS
    CASE WHEN place = 0 THEN x ELSE left(x, place - 1) || regexp_replace(substring(x, place), p, r) END;

CREATE OR REPLACE MACRO frazil.regexp_replace(x, p, r, start, n) AS
    CASE WHEN n = 0 THEN frazil.regexp_replace_all(x, p, r, start)
         ELSE frazil.regexp_replace_at(x, p, r, frazil.regexp_instr(x, p, start, n, 0)) END;
