"""Values reach DuckDB as they are, and never as SQL."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frazil.core.errors import InvalidValueError, NumericOverflowError
from frazil.engine.literals import quote_literal

digits = st.integers(-(10**38) + 1, 10**38 - 1)
decimals = st.builds(
    lambda number, scale: Decimal((number < 0, Decimal(abs(number)).as_tuple().digits, -scale)),
    digits,
    st.integers(0, 37),
)
naive = st.datetimes(datetime(1, 1, 1), datetime(9999, 12, 31, 23, 59, 59))
exact = st.one_of(
    st.none(),
    st.booleans(),
    digits,
    st.text(st.characters(exclude_categories=("Cs",))),
    st.binary(),
    st.dates(),
    st.times(),
    naive,
    st.floats(allow_nan=False, allow_infinity=False),
)


@pytest.fixture(scope="module")
def database() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        yield connection


def answer(database: duckdb.DuckDBPyConnection, value: object) -> object:
    rows = database.execute(f"SELECT {quote_literal(value)}").fetchall()
    assert len(rows) == 1
    return rows[0][0]


@given(value=exact)
@settings(max_examples=300, deadline=None)
def test_a_value_comes_back_unchanged(database: duckdb.DuckDBPyConnection, value: object) -> None:
    found = answer(database, value)
    assert found == value
    assert type(found) is type(value)


@given(value=decimals)
@settings(max_examples=100, deadline=None)
def test_a_decimal_keeps_its_digits(database: duckdb.DuckDBPyConnection, value: Decimal) -> None:
    found = answer(database, value)
    assert isinstance(found, Decimal)
    assert found.as_tuple() == value.as_tuple()


@pytest.mark.parametrize(
    "text",
    [
        "it's",
        "''",
        "'; DROP TABLE t; --",
        "back\\slash \\' \\n",
        "a\0b",
        "\0",
        "\0'\0",
        "😀 ñ \u202e",
        "$$ $1 ?",
        "\n\r\t",
    ],
)
def test_text_is_never_sql(database: duckdb.DuckDBPyConnection, text: str) -> None:
    assert answer(database, text) == text


def test_other_values(database: duckdb.DuckDBPyConnection) -> None:
    eastern = timezone(timedelta(hours=-5))
    assert answer(database, datetime(2026, 1, 1, 20, 0, tzinfo=eastern)) == datetime(2026, 1, 2, 1, 0)
    assert answer(database, datetime(2026, 1, 1, tzinfo=UTC)) == datetime(2026, 1, 1)
    assert answer(database, {"b": [1, None], "a": "é\0"}) == '{"a":"é\\u0000","b":[1,null]}'
    assert answer(database, Decimal("0.1")) == Decimal("0.1")
    assert answer(database, float("inf")) == math.inf
    assert math.isnan(float(str(answer(database, float("nan")))))
    assert answer(database, (date(2026, 1, 1).year,)) == "[2026]"
    assert answer(database, time(1, 2, 3, 4)) == time(1, 2, 3, 4)


@pytest.mark.parametrize("value", [10**38, -(10**38), Decimal(10) ** 38, Decimal("1e-39"), Decimal("NaN")])
def test_numbers_beyond_38_digits_are_refused(value: object) -> None:
    with pytest.raises(NumericOverflowError):
        quote_literal(value)


def test_what_is_no_value_is_refused() -> None:
    with pytest.raises(InvalidValueError):
        quote_literal("\ud800")
    with pytest.raises(TypeError):
        quote_literal(object())
