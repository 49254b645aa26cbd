"""Many bound rows: beyond a number of values the connectors upload them as files."""

from __future__ import annotations

import datetime as dt
import urllib.error
import urllib.request
from decimal import Decimal
from typing import Any

import pytest

from tests.client.conftest import MAJOR, Connect, address

ROWS = [
    (
        number,
        None if number % 5 == 0 else f'"{number}", it\'s \\ \n',
        Decimal(number) / 4,
        number % 2 == 0,
        dt.date(2020, 2, 29) - dt.timedelta(days=number * 50),
        dt.datetime(2020, 1, 1, 12, 30, 1, 250_000) + dt.timedelta(seconds=number * 1000),
        dt.time(number % 24, 5, 6),
        number / 8,
        "" if number % 3 == 0 else "x",
    )
    for number in range(200)
]
TYPES = "a int, b varchar, c number(10,2), d boolean, e date, f timestamp_ntz, g time, h float, i varchar"


@pytest.fixture
def bulk(connect: Connect, database: str) -> Any:
    """A cursor whose connection stages bindings of 100 values and more."""
    parameters = {"CLIENT_STAGE_ARRAY_BINDING_THRESHOLD": 100}
    return connect(database=database, paramstyle="qmark", session_parameters=parameters).cursor()


def uploads(cursor: Any) -> int:
    """Return how many files the session has said to send."""
    query = "select count(*) from table(information_schema.query_history_by_session()) where query_type = 'PUT_FILES'"
    return int(cursor.execute(query).fetchone()[0])


def test_staged_rows_are_those_of_the_program(bulk: Any) -> None:
    bulk.execute(f"create table t ({TYPES})")
    marks = ", ".join("?" * len(ROWS[0]))
    bulk.executemany(f"insert into t values ({marks})", ROWS)
    assert bulk.rowcount == len(ROWS)
    assert bulk.execute("select * from t order by a").fetchall() == ROWS
    assert uploads(bulk) >= 1


def test_fewer_values_travel_in_the_request(bulk: Any) -> None:
    bulk.execute("create table t (a int, b varchar)")
    bulk.executemany("insert into t values (?, ?)", [(1, "a"), (2, "b")])
    assert bulk.execute("select * from t order by a").fetchall() == [(1, "a"), (2, "b")]
    assert uploads(bulk) == 0


def test_many_files(connect: Connect, database: str) -> None:
    """The default threshold, and more rows than one file of the 4.x connector takes."""
    cursor = connect(database=database, paramstyle="qmark").cursor()
    cursor.execute("create table t (a int, b varchar)")
    rows = [(number, f"{number:0200}") for number in range(120_000)]
    cursor.executemany("insert into t values (?, ?)", rows)
    assert cursor.execute("select count(distinct a), sum(a), max(length(b)) from t").fetchone() == (
        120_000,
        sum(range(120_000)),
        200,
    )
    assert uploads(cursor) >= (3 if MAJOR == 4 else 1)


def test_a_bad_value_changes_nothing(bulk: Any) -> None:
    bulk.execute("create table t (a int)")
    with pytest.raises(Exception, match="Numeric value 'x' is not recognized"):
        bulk.executemany("insert into t values (?)", [(str(number),) for number in range(150)] + [("x",)])
    assert bulk.execute("select count(*) from t").fetchone() == (0,)


@pytest.mark.parametrize("count", [2, 150])
def test_rows_that_break_a_check_change_nothing(bulk: Any, count: int) -> None:
    bulk.execute("create table t (a int constraint few check (a < 1000))")
    rows = [(number,) for number in range(count)]
    bulk.executemany("insert into t values (?)", rows)
    with pytest.raises(
        Exception, match="001185 .23514.: Operation on table T failed because CHECK constraint FEW, which"
    ):
        bulk.executemany("insert into t values (?)", [*rows, (1000,)])
    assert bulk.execute("select count(*) from t").fetchone() == (count,)


def test_nobody_sends_without_an_address() -> None:
    place = address()
    request = urllib.request.Request(f"http://{place['host']}:{place['port']}/uploads/x", method="PUT", data=b"1")
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(request, timeout=10)
    assert caught.value.code == 404


def test_other_stages_are_not_built(bulk: Any) -> None:
    for text in ("create temp stage mine", "put file:///etc/passwd @~", "create stage systembind"):
        with pytest.raises(Exception, match=r"000002|252\d\d\d|253\d\d\d|Unsupported"):
            bulk.execute(text)
