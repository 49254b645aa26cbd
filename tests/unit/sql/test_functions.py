"""What stands behind the functions: canonical VARIANT text, its keys, formats of dates and numbers, the table
itself."""

from __future__ import annotations

import datetime
import json
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frazil.core.errors import DateValueError, EvaluationError, JsonParseError, NumericValueError, TimestampValueError
from frazil.sql.functions import CATEGORIES, FUNCTIONS, Role
from frazil.sql.functions.macros import macro_statements
from frazil.sql.functions.native import NATIVE
from frazil.sql.functions.number_formats import parse_number, print_number
from frazil.sql.functions.temporal_text import parse_date, parse_time, scan_offset, scan_wall
from frazil.sql.functions.variant_keys import variant_key
from frazil.sql.functions.variant_parse import check_json, parse_json
from frazil.sql.functions.variant_text import Tagged, Variant, decode, encode, write_json

EXACT = st.integers(-(10**38) + 1, 10**38 - 1) | st.decimals(
    allow_nan=False, allow_infinity=False, places=9, min_value=-(10**20), max_value=10**20
)
SCALARS = st.none() | st.booleans() | EXACT | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4)
)


@given(VALUES)
def test_canonical_text_is_json_and_stays_itself(value: Variant) -> None:
    text = encode(value)
    json.loads(text)
    assert encode(decode(text)) == text


@given(VALUES)
def test_what_a_client_reads_parses_to_the_same_text(value: Variant) -> None:
    assert parse_json(write_json(value)) == parse_json(write_json(decode(encode(value))))


@given(EXACT, EXACT)
def test_keys_of_numbers_sort_like_the_numbers(left: int | Decimal, right: int | Decimal) -> None:
    a, b = variant_key(encode(left)), variant_key(encode(right))
    assert (a < b) == (left < right)
    assert (a == b) == (left == right)


@given(st.floats(allow_nan=False), st.floats(allow_nan=False))
def test_keys_of_floats_sort_like_the_floats(left: float, right: float) -> None:
    assert (variant_key(encode(left)) < variant_key(encode(right))) == (left < right)


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("1.50", "1.5"),
        ("1.0", "1"),
        ("-0.0", "0"),
        ("9223372036854775808", '"\\u0001n9223372036854775808"'),
        ("0.0000001", '"\\u0001n0.0000001"'),
        ('"\\u0001"', '"\\u0001s\\u0001"'),
        ('{"b":1,"a":{"d":1,"c":2}}', '{"a":{"c":2,"d":1},"b":1}'),
        ('"\\u001f\\u00e4"', '"\\u001Fä"'),
        ("[1,,2,]", '[1,"\\u0001u",2,"\\u0001u"]'),
        ('{"a":1,}', '{"a":1}'),
    ],
)
def test_parse_json(text: str, canonical: str) -> None:
    assert parse_json(text) == canonical


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("abc", 'unknown keyword "abc", pos 4'),
        ('{"a":1,"a":2}', 'duplicate object attribute "a", pos 10'),
        ('{"a":1', "incomplete object value, pos 7"),
        ("[1 2]", "missing comma, pos 4"),
    ],
)
def test_reasons_against_a_text(text: str, reason: str) -> None:
    assert check_json(text) == reason


def test_deep_nesting_is_refused() -> None:
    with pytest.raises(JsonParseError):
        parse_json("[" * 100_000)


def test_pretty_text() -> None:
    assert write_json({"a": [1, {}], "b": []}, "") == '{\n  "a": [\n    1,\n    {}\n  ],\n  "b": []\n}'


def test_typed_scalars_print_as_strings() -> None:
    assert write_json([Tagged("d", "2024-01-02"), Tagged("N", "2024-01-02 03:04:05.678901")]) == (
        '["2024-01-02","2024-01-02 03:04:05.678"]'
    )


def test_dates_by_format() -> None:
    assert parse_date("20240315", "YYYYMMDD") == datetime.date(2024, 3, 15)
    assert parse_date("March 5, 2024", "MMMM DD, YYYY") == datetime.date(2024, 3, 5)
    assert parse_time("01:02 PM", "HH12:MI AM") == datetime.time(13, 2)
    assert scan_wall("2024-03-15T10:20:30.5", 'YYYY-MM-DD"T"HH24:MI:SS.FF') == datetime.datetime(
        2024, 3, 15, 10, 20, 30, 500_000
    )
    assert scan_offset("2024-03-15 10:20:30 -0530", "AUTO") == -330
    assert scan_offset("2024-03-15 10:20:30", "AUTO") is None
    assert [parse_date(text, "DD/MM/YY", 2000).year for text in ("01/01/00", "01/01/99")] == [2000, 2099]
    with pytest.raises(DateValueError, match="with format 'YYYYMMDD'"):
        parse_date("2024-03-15", "YYYYMMDD")
    with pytest.raises(TimestampValueError, match="'x' is not recognized"):
        scan_wall("x", "AUTO")


def test_numbers_by_format() -> None:
    assert print_number("1234.5", "FM9,999.00", "FIXED") == "1,234.50"
    assert print_number("1e+30", "TM", "REAL") == "1E30"
    assert parse_number("$1,234.50", "$9,999.99", "FIXED") == "1234.50"
    with pytest.raises(NumericValueError):
        parse_number("abc", "999", "FIXED")
    with pytest.raises(
        EvaluationError, match="Bad output format model '9Q' for REAL: invalid numeric format keyword: 'Q'"
    ):
        print_number("1", "9Q", "REAL")


@given(
    EXACT.map(str),
    st.sampled_from(["9", "0", "FM", "S", "MI", "$", ".", ",", "X", "EE", "TM9", "B", "%", "_", '"a"', " "]),
)
def test_a_format_prints_or_is_refused(text: str, mark: str) -> None:
    for form in (mark, f"9{mark}9", f"{mark}99.90", f"00{mark}", f"{mark}{mark}"):
        try:
            printed = print_number(text, form, "FIXED")
        except EvaluationError:
            continue
        assert isinstance(printed, str)


@given(st.integers(-(10**30), 10**30))
@settings(deadline=None)
def test_a_format_reads_what_it_prints(number: int) -> None:
    for form in ("S" + "9" * 36, "FM" + "9" * 36, "9" * 36 + "MI", "TM9", "TME", "$" + "9,999" * 9):
        assert Decimal(parse_number(print_number(str(number), form, "FIXED"), form, "FIXED")) == number


def test_the_table_is_whole() -> None:
    categories = {category.name for category in CATEGORIES}
    assert {spec.category for spec in FUNCTIONS.values()} == categories
    assert all(spec.minimum <= spec.maximum for spec in FUNCTIONS.values())
    assert all(name == name.upper() for name in FUNCTIONS)
    assert {spec.role for spec in FUNCTIONS.values()} == set(Role)


def test_macros_and_native_functions_have_names_of_their_own() -> None:
    names = [statement.split("MACRO ")[1].split("(")[0] for statement in macro_statements()]
    assert len(names) == len(set(names))
    assert all(name.startswith(("frazil.", "frazil_")) for name in names)
    natives = [native.name for native in NATIVE]
    assert len(natives) == len(set(natives))
    assert all(name.startswith("frazil_") for name in natives)
