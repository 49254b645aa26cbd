"""Every scalar type, out of results in both formats and into statements by every style of binding."""

from __future__ import annotations

import datetime as dt
import math
from decimal import Decimal
from typing import Any

import pytest
import snowflake.connector

from tests.client.conftest import Connect

UTC = dt.UTC
INDIA = dt.timezone(dt.timedelta(minutes=330))
NEWFOUNDLAND = dt.timezone(-dt.timedelta(minutes=210))

VALUES: list[tuple[str, Any]] = [
    ("1", 1),
    ("-5::tinyint", -5),
    ("9223372036854775807", 2**63 - 1),
    ("99999999999999999999999999999999999999", 10**38 - 1),
    ("-99999999999999999999999999999999999999::number(38,0)", 1 - 10**38),
    ("null::int", None),
    ("-1.05::number(10,2)", Decimal("-1.05")),
    ("0::number(38,20)", Decimal("0E-20")),
    ("'1.2345678901234567890123456789012345678'::number(38,37)", Decimal("1.2345678901234567890123456789012345678")),
    ("'-12345678901234567890123456.123456789012'::number(38,12)", Decimal("-12345678901234567890123456.123456789012")),
    ("1.5::float", 1.5),
    ("'-inf'::float", -math.inf),
    ("1e300::float", 1e300),
    ("true", True),
    ("false", False),
    ("null::boolean", None),
    ("''", ""),
    ("'żółć 雪 🎉'", "żółć 雪 🎉"),
    (r"'it\'s\n\\'", "it's\n\\"),
    ("null::varchar", None),
    ("null", None),
    ("to_binary('00FF', 'HEX')", b"\x00\xff"),
    ("to_binary('', 'HEX')", b""),
    ("'0001-01-01'::date", dt.date(1, 1, 1)),
    ("'1969-12-31'::date", dt.date(1969, 12, 31)),
    ("'9999-12-31'::date", dt.date(9999, 12, 31)),
    ("'01:02:03.456789'::time", dt.time(1, 2, 3, 456789)),
    ("'23:59:59'::time(0)", dt.time(23, 59, 59)),
    ("'1969-12-31 23:59:59.5'::timestamp_ntz", dt.datetime(1969, 12, 31, 23, 59, 59, 500000)),
    ("'9999-12-31 23:59:59.999999'::timestamp_ntz", dt.datetime(9999, 12, 31, 23, 59, 59, 999999)),
    ("'0001-01-01 00:00:00'::timestamp_ntz", dt.datetime(1, 1, 1)),
    ("'2024-02-29 12:34:56.789'::timestamp_ntz(3)", dt.datetime(2024, 2, 29, 12, 34, 56, 789000)),
    ("'2024-01-01 00:00:00.123456 +0530'::timestamp_tz", dt.datetime(2024, 1, 1, 0, 0, 0, 123456, INDIA)),
    ("'1965-01-01 00:00:00.5 -0330'::timestamp_tz", dt.datetime(1965, 1, 1, 0, 0, 0, 500000, NEWFOUNDLAND)),
    ("'2024-07-01 12:00:00 +0000'::timestamp_ltz", dt.datetime(2024, 7, 1, 12, tzinfo=UTC)),
    ("'1950-07-01 12:00:00.25 +0000'::timestamp_ltz", dt.datetime(1950, 7, 1, 12, 0, 0, 250000, UTC)),
]


@pytest.mark.parametrize(("expression", "expected"), VALUES, ids=[expression for expression, _ in VALUES])
def test_a_value_comes_out_exactly(cursor: Any, result_format: str, expression: str, expected: Any) -> None:
    value = cursor.execute(f"select {expression} as v").fetchone()[0]
    assert value == expected
    if isinstance(expected, dt.datetime):
        assert value.utcoffset() == expected.utcoffset() or "ltz" in expression
    elif expected is not None and not isinstance(expected, bytes):
        assert type(value) is type(expected)


def test_all_values_come_out_of_one_row(cursor: Any, result_format: str) -> None:
    row = cursor.execute("select " + ", ".join(expression for expression, _ in VALUES)).fetchone()
    assert list(row) == [value for _, value in VALUES]


def test_nan_comes_out(cursor: Any, result_format: str) -> None:
    assert math.isnan(cursor.execute("select 'nan'::float").fetchone()[0])


def test_semi_structured_values_are_json_texts(cursor: Any, result_format: str) -> None:
    import json

    row = cursor.execute(
        """select parse_json('{"a": [1, 2.50, null], "b": "x"}'), array_construct(1, 'x'), object_construct('k', 1)"""
    ).fetchone()
    assert [json.loads(cell) for cell in row] == [{"a": [1, 2.5, None], "b": "x"}, [1, "x"], {"k": 1}]


# -------------------------------------------------------------------------------------------- chunks


@pytest.mark.parametrize("rows", [9_999, 10_001, 250_000])
def test_a_large_result_comes_in_chunks(cursor: Any, result_format: str, rows: int) -> None:
    cursor.execute(
        f"select seq8() as n, 'value ' || n as t, (n / 7)::number(18,2) as d from table(generator(rowcount => {rows}))"
    )
    assert cursor.rowcount == rows
    numbers = []
    for number, text, _ in cursor:
        assert text == f"value {number}"
        numbers.append(number)
    assert sorted(numbers) == list(range(rows))


def test_a_result_keeps_its_order_over_chunks(cursor: Any, result_format: str) -> None:
    cursor.execute("select seq8() as n from table(generator(rowcount => 200000)) order by n desc")
    assert [row[0] for row in cursor.fetchmany(50_000)] == list(range(199_999, 149_999, -1))


def test_a_result_may_be_fetched_after_the_next_one(connect: Connect) -> None:
    connection = connect()
    first, second = connection.cursor(), connection.cursor()
    first.execute("select seq8() from table(generator(rowcount => 100000))")
    second.execute("select 1")
    assert len(first.fetchall()) == 100_000


def test_one_wide_number_does_not_split_a_result(cursor: Any) -> None:
    cursor.execute(
        "select iff(n = 199999, 99999999999999999999999999999999999999, n)::number(38,0) as n "
        "from (select seq8() as n from table(generator(rowcount => 200000))) order by 1"
    )
    rows = cursor.fetchall()
    assert len(rows) == 200_000
    assert rows[-1] == (10**38 - 1,)


# ------------------------------------------------------------------------------------------ bindings

BOUND: list[tuple[str, Any]] = [
    ("int", 7),
    ("number(10,2)", Decimal("1.25")),
    ("float", 1.5),
    ("boolean", True),
    ("varchar", "it's \\ żółć"),
    ("varchar", ""),
    ("varchar", None),
    ("binary", b"\x00\xff"),
    ("date", dt.date(1969, 12, 31)),
    ("time", dt.time(1, 2, 3, 456789)),
    ("timestamp_ntz", dt.datetime(1969, 12, 31, 23, 59, 59, 500000)),
    ("timestamp_ntz", dt.datetime(2024, 2, 29, 12, 34, 56, 789123)),
]


@pytest.mark.parametrize("style", ["qmark", "numeric", "pyformat"])
@pytest.mark.parametrize(("column_type", "value"), BOUND, ids=[f"{kind} {value!r}" for kind, value in BOUND])
def test_a_value_goes_in_and_comes_out(
    connect: Connect, database: str, style: str, column_type: str, value: Any
) -> None:
    cursor = connect(database=database, paramstyle=style).cursor()
    cursor.execute(f"create table t (v {column_type}, w int)")
    places = {"qmark": "?, ?", "numeric": ":1, :2", "pyformat": "%s, %s"}[style]
    cursor.execute(f"insert into t values ({places})", (value, 5))
    assert cursor.rowcount == 1
    assert cursor.execute("select v, w from t").fetchall() == [(value, 5)]


ZONED: list[tuple[str, dt.datetime]] = [
    ("TIMESTAMP_TZ", dt.datetime(2024, 1, 1, 0, 0, 0, 123456, INDIA)),
    ("TIMESTAMP_TZ", dt.datetime(1965, 1, 1, 0, 0, 0, 500000, NEWFOUNDLAND)),
    ("TIMESTAMP_LTZ", dt.datetime(2024, 7, 1, 12, 0, 0, 789000, UTC)),
]


@pytest.mark.parametrize(("kind", "value"), ZONED, ids=[f"{kind} {value}" for kind, value in ZONED])
def test_a_moment_with_its_zone_goes_in_and_comes_out(
    connect: Connect, database: str, kind: str, value: dt.datetime
) -> None:
    cursor = connect(database=database, paramstyle="qmark").cursor()
    cursor.execute("alter session set timezone = 'America/New_York'")
    cursor.execute(f"create table t (v {kind})")
    cursor.execute("insert into t values (?)", ((kind, value),))
    found = cursor.execute("select v, date_part(hour, v) from t").fetchone()
    assert found[0] == value
    # The 5.x connector sends a TIMESTAMP_TZ in UTC, without its offset.
    keeps_offset = kind == "TIMESTAMP_TZ" and snowflake.connector.__version__.startswith("4.")
    assert found[0].utcoffset() == (value if keeps_offset else value.astimezone(found[0].tzinfo)).utcoffset()
    assert found[1] == found[0].hour
    cursor.execute(f"update t set v = '{value.isoformat()}'")
    found = cursor.execute("select v from t").fetchone()
    assert found[0] == value
    assert kind != "TIMESTAMP_TZ" or found[0].utcoffset() == value.utcoffset()


def test_parameters_of_one_statement(connect: Connect) -> None:
    cursor = connect().cursor()
    sql = "select '2024-07-01'::timestamp_ltz::varchar from table(generator(rowcount => 5))"
    own = {"ROWS_PER_RESULTSET": 2, "TIMEZONE": "Asia/Tokyo", "TIMESTAMP_LTZ_OUTPUT_FORMAT": "YYYY TZH:TZM"}
    assert cursor.execute(sql, _statement_params=own).fetchall() == [("2024 +09:00",)] * 2
    assert len(cursor.execute(sql).fetchall()) == 5


def test_names_are_bound_as_identifiers(connect: Connect, database: str) -> None:
    cursor = connect(database=database, paramstyle="qmark").cursor()
    cursor.execute("create table identifier(?) (a int)", ("T1",))
    cursor.execute("insert into identifier(?) values (?)", ("T1", 3))
    assert cursor.execute("select * from identifier(?) where a = ?", ("T1", 3)).fetchall() == [(3,)]


def test_named_places(connect: Connect) -> None:
    cursor = connect().cursor()
    assert cursor.execute("select %(a)s, %(b)s", {"a": 1, "b": "x"}).fetchone() == (1, "x")


@pytest.mark.parametrize("style", ["qmark", "pyformat"])
def test_many_rows_are_bound_at_once(connect: Connect, database: str, style: str) -> None:
    cursor = connect(database=database, paramstyle=style).cursor()
    cursor.execute("create table t (a int, b varchar, c timestamp_ntz)")
    place = "?" if style == "qmark" else "%s"
    moment = dt.datetime(2024, 1, 1, 1, 1, 1)
    rows = [(number, None if number % 7 == 0 else f"v{number}", moment) for number in range(1000)]
    cursor.executemany(f"insert into t (a, b, c) values ({place}, {place}, {place})", rows)
    assert cursor.rowcount == 1000
    assert cursor.execute("select a, b, c from t order by a").fetchall() == rows


def test_a_bound_insert_can_be_described(connect: Connect, database: str) -> None:
    cursor = connect(database=database, paramstyle="qmark").cursor()
    cursor.execute("create table t (a int)")
    cursor.describe("insert into t values (?)", (1,))
    assert cursor.execute("select count(*) from t").fetchone() == (0,)


def test_the_module_says_its_style() -> None:
    assert snowflake.connector.paramstyle == "pyformat"


DESCRIBED: list[tuple[str, tuple[object, ...]]] = [
    ("1::number(10,2)", (0, None, 10, 2)),
    ("1::byteint", (0, None, 38, 0)),
    ("1::double precision", (1, None, None, None)),
    ("'a'::string(5)", (2, 5, None, None)),
    ("'a'::char", (2, 1, None, None)),
    ("'a'::text", (2, 16777216, None, None)),
    ("to_binary('00')::varbinary(5)", (11, 5, None, None)),
    ("true", (13, None, None, None)),
    ("'2024-01-01'::date", (3, None, None, None)),
    ("'10:00'::time(3)", (12, None, 0, 3)),
    ("'2024-01-01'::datetime(6)", (8, None, 0, 6)),
    ("'2024-01-01'::timestamp_ltz(0)", (6, None, 0, 0)),
    ("'2024-01-01'::timestamp_tz", (7, None, 0, 9)),
    ("parse_json('1')", (5, None, None, None)),
    ("object_construct()", (9, None, None, None)),
    ("array_construct()", (10, None, None, None)),
    ("1.5 * 2.25", (0, None, 5, 3)),
    ("1 / 3", (0, None, 7, 6)),
    ("datediff(day, '2024-01-01'::date, '2024-01-02'::date)", (0, None, 9, 0)),
]


@pytest.mark.parametrize(("expression", "expected"), DESCRIBED, ids=[expression for expression, _ in DESCRIBED])
def test_a_column_is_described(cursor: Any, expression: str, expected: tuple[object, ...]) -> None:
    for description in (cursor.describe(f"select {expression}"), cursor.execute(f"select {expression}").description):
        column = description[0]
        assert (column.type_code, column.internal_size, column.precision, column.scale) == expected


def test_a_structured_column_is_described_with_its_members(cursor: Any, result_format: str) -> None:
    items = ["[1]::array(int not null)", "{'a': '2024-01-01'}::object(\"a\" date)", "{'k': 1}::map(varchar, int)"]
    cursor.execute(f"select {', '.join(items)}")
    assert cursor.fetchall() == [("[\n  1\n]", '{\n  "a": "2024-01-01"\n}', '{\n  "k": 1\n}')]
    if not hasattr(cursor, "_description"):
        return  # 5.x keeps the members to itself
    array, record, pairs = cursor._description
    assert [(field.type_code, field.precision, field.is_nullable) for field in array.fields] == [(0, 38, False)]
    assert [(field.name, field.type_code) for field in record.fields] == [("a", 3)]
    assert [field.type_code for field in pairs.fields] == [2, 0]


def test_a_vector_comes_out_as_numbers(cursor: Any, result_format: str) -> None:
    cursor.execute("select [1.5, -2]::vector(float, 2), [1, 2, 3]::vector(int, 3), null::vector(int, 1)")
    assert cursor.fetchall() == [([1.5, -2.0], [1, 2, 3], None)]
    if not hasattr(cursor, "_description"):
        return  # 5.x keeps the dimensions to itself
    floats, integers, _ = cursor._description
    assert (floats.vector_dimension, [field.type_code for field in floats.fields]) == (2, [1])
    assert (integers.vector_dimension, [field.type_code for field in integers.fields]) == (3, [0])
