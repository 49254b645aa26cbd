"""The connector's pandas and Arrow paths: every type, NULLs, nothing at all, and much."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest
import snowflake.connector
from snowflake.connector.pandas_tools import write_pandas

ROWS = 250_000
TYPED = """
select column1::int as n, column2::number(12, 2) as d, column3::number(38, 20) as wide, column4::float as f,
    column5::boolean as b, column6::varchar as s, column7::binary as bin, column8::date as day, column9::time as t,
    column10::timestamp_ntz as ntz, column11::timestamp_ltz as ltz, column12::timestamp_tz as tz,
    parse_json(column13) as v
from values
    (1, 1.25, 0.00000000000000000001, 0.5, true, 'żółć 雪', '00FF', '0001-01-01', '01:02:03.456789',
     '1969-12-31 23:59:59.5', '2024-07-01 12:00:00 +0000', '2024-01-01 00:00:00.123456 +0530', '{"a": [1, null]}'),
    (null, null, null, null, null, null, null, null, null, null, null, null, null)
order by 1
"""


@pytest.fixture(scope="module")
def connection() -> Iterator[Any]:
    with snowflake.connector.connect(
        account="frazil",
        host=os.environ["FRAZIL_TEST_HOST"],
        port=int(os.environ["FRAZIL_TEST_PORT"]),
        protocol="http",
        user="ADMIN",
        password=os.environ["FRAZIL_TEST_PASSWORD"],
        session_parameters={"TIMEZONE": "Europe/Warsaw"},
        arrow_number_to_decimal=True,
    ) as opened:
        opened.cursor().execute("create database frames")
        yield opened
        opened.cursor().execute("drop database frames")


@pytest.fixture
def cursor(connection: Any) -> Any:
    return connection.cursor()


def test_arrow_has_every_type(cursor: Any) -> None:
    table = cursor.execute(TYPED).fetch_arrow_all()
    assert table.column_names == ["N", "D", "WIDE", "F", "B", "S", "BIN", "DAY", "T", "NTZ", "LTZ", "TZ", "V"]
    kinds = {field.name: field.type for field in table.schema}
    assert pa.types.is_integer(kinds["N"]) or pa.types.is_decimal(kinds["N"])
    assert (kinds["F"], kinds["B"], kinds["DAY"]) == (pa.float64(), pa.bool_(), pa.date32())
    assert kinds["NTZ"].tz is None
    first, second = table.to_pylist()
    assert set(second.values()) == {None}
    assert first["WIDE"] == Decimal("1E-20")
    assert (first["S"], first["BIN"], first["DAY"]) == ("żółć 雪", b"\x00\xff", dt.date(1, 1, 1))
    assert first["T"] == dt.time(1, 2, 3, 456789)
    assert first["NTZ"] == dt.datetime(1969, 12, 31, 23, 59, 59, 500000)
    assert first["LTZ"] == dt.datetime(2024, 7, 1, 12, tzinfo=dt.UTC)
    assert first["TZ"] == dt.datetime(2023, 12, 31, 18, 30, 0, 123456, dt.UTC)
    assert kinds["LTZ"].tz == "Europe/Warsaw"


def test_pandas_has_every_type(cursor: Any) -> None:
    frame = cursor.execute(TYPED).fetch_pandas_all()
    assert len(frame) == 2
    assert frame.iloc[1].isna().all()
    first = frame.iloc[0]
    assert (first["D"], first["F"], first["B"], first["S"]) == (Decimal("1.25"), 0.5, True, "żółć 雪")
    assert first["DAY"] == dt.date(1, 1, 1)
    assert first["NTZ"] == pd.Timestamp("1969-12-31 23:59:59.5")
    assert first["LTZ"] == pd.Timestamp("2024-07-01 12:00:00", tz="UTC")
    assert first["TZ"] == pd.Timestamp("2024-01-01 00:00:00.123456", tz="+05:30")


def test_nothing_has_columns(cursor: Any) -> None:
    empty = TYPED.replace("order by 1", "limit 0")
    frame = cursor.execute(empty).fetch_pandas_all()
    assert (len(frame), list(frame.columns)[:3]) == (0, ["N", "D", "WIDE"])
    table = cursor.execute(empty).fetch_arrow_all(force_return_table=True)
    assert (table.num_rows, table.num_columns) == (0, 13)
    assert sum(len(batch) for batch in cursor.execute(empty).fetch_pandas_batches()) == 0


def test_much_comes_in_batches(cursor: Any) -> None:
    query = (
        "select seq8() as n, 'value ' || n as s, (n / 7)::number(18, 2) as d, iff(n % 2 = 0, null, n) as odd "
        f"from table(generator(rowcount => {ROWS})) order by n"
    )
    frame = cursor.execute(query).fetch_pandas_all()
    assert frame["N"].tolist() == list(range(ROWS))
    assert frame["ODD"].notna().sum() == ROWS // 2
    assert frame["S"].iloc[-1] == f"value {ROWS - 1}"
    batches = list(cursor.execute(query).fetch_pandas_batches())
    assert len(batches) > 1
    assert pd.concat(batches)["N"].sum() == ROWS * (ROWS - 1) // 2
    tables = list(cursor.execute(query).fetch_arrow_batches())
    assert len({table.schema for table in tables}) == 1
    assert pa.concat_tables(tables).num_rows == ROWS


def test_result_batches_can_be_read_apart(cursor: Any) -> None:
    cursor.execute(f"select seq8() as n from table(generator(rowcount => {ROWS})) order by n")
    batches = cursor.get_result_batches()
    assert sum(batch.rowcount for batch in batches) == ROWS
    assert sum(batch.to_pandas()["N"].sum() for batch in batches) == ROWS * (ROWS - 1) // 2


def test_what_show_lists_comes_as_arrow(cursor: Any) -> None:
    table = cursor.execute("show databases like 'FRAMES'").fetch_arrow_all()
    assert table.column("name").to_pylist() == ["FRAMES"]


def test_write_pandas_needs_stages_and_says_so(connection: Any) -> None:
    frame = pd.DataFrame({"N": [1, 2], "S": ["a", None]})
    connection.cursor().execute("create table frames.public.written (n int, s varchar)")
    with pytest.raises(snowflake.connector.errors.ProgrammingError, match="Unsupported feature") as refused:
        write_pandas(connection, frame, "WRITTEN", database="FRAMES", schema="PUBLIC")
    assert refused.value.errno == 2
    assert connection.cursor().execute("select count(*) from frames.public.written").fetchone() == (0,)
