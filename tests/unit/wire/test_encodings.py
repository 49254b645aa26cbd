"""Every scalar type in both encodings, at its edges; the real clients' reading of them is tests/client's."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from frazil.core import types
from frazil.core.types import DataType, Kind
from frazil.http import json_rows
from frazil.sql.columns import ResultColumn
from frazil.wire import arrow

ZONED = pa.struct([("t", pa.timestamp("us")), ("o", pa.int16())])
BEFORE_1970 = dt.datetime(1969, 12, 31, 23, 59, 59, 500_000)
LAST = dt.datetime(9999, 12, 31, 23, 59, 59, 999_999)
FIRST = dt.datetime(1, 1, 1)

CASES: list[tuple[str, DataType, pa.Array, list[Any], list[str | None]]] = [
    ("integer", types.NUMBER, pa.array([1, None, -5], pa.int64()), [1, None, -5], ["1", None, "-5"]),
    ("tinyint", types.NUMBER, pa.array([1, None, -5], pa.int8()), [1, None, -5], ["1", None, "-5"]),
    ("narrow", types.NUMBER, pa.array([Decimal(7), None], pa.decimal128(38, 0)), [7, None], ["7", None]),
    ("wide", types.NUMBER, pa.array([Decimal("9" * 38)]), [Decimal("9" * 38)], ["9" * 38]),
    (
        "scaled",
        types.number(10, 2),
        pa.array([Decimal("-0.05"), None, Decimal("1.25")], pa.decimal128(18, 2)),
        [-5, None, 125],
        ["-0.05", None, "1.25"],
    ),
    (
        "small decimals have no exponent",
        types.number(38, 20),
        pa.array([Decimal(0), Decimal("1e-20")], pa.decimal128(38, 20)),
        [0, 1],
        ["0.00000000000000000000", "0.00000000000000000001"],
    ),
    ("integers of a scaled column", types.number(10, 2), pa.array([3], pa.int32()), [300], ["3.00"]),
    ("float", types.FLOAT, pa.array([0.1, None, float("-inf")]), [0.1, None, float("-inf")], ["0.1", None, "-inf"]),
    ("boolean", types.BOOLEAN, pa.array([True, None, False]), [True, None, False], ["1", None, "0"]),
    ("text", types.VARCHAR, pa.array(["", None, "żółć 雪"]), ["", None, "żółć 雪"], ["", None, "żółć 雪"]),
    ("large text", types.VARCHAR, pa.array(["a"], pa.large_string()), ["a"], ["a"]),
    ("null", types.NULL, pa.nulls(2), [None, None], [None, None]),
    ("variant", types.VARIANT, pa.array(['{"a":1}', None]), ['{"a":1}', None], ['{"a":1}', None]),
    ("binary", types.BINARY, pa.array([b"", None, b"\x00\xff"]), [b"", None, b"\x00\xff"], ["", None, "00FF"]),
    (
        "date",
        types.DATE,
        pa.array([FIRST.date(), None, LAST.date()]),
        [FIRST.date(), None, LAST.date()],
        ["-719162", None, "2932896"],
    ),
    (
        "time",
        types.TIME,
        pa.array([dt.time(1, 2, 3, 456_789), None, dt.time(0)], pa.time64("us")),
        [3_723_456_789_000, None, 0],
        ["3723.456789000", None, "0.000000000"],
    ),
    (
        "time of no fraction",
        DataType(Kind.TIME, scale=0),
        pa.array([dt.time(1, 2, 3)], pa.time64("us")),
        [3723],
        ["3723"],
    ),
    (
        "timestamp",
        types.TIMESTAMP_NTZ,
        pa.array([BEFORE_1970, None, LAST, FIRST], pa.timestamp("us")),
        [
            {"epoch": -1, "fraction": 500_000_000},
            None,
            {"epoch": 253_402_300_799, "fraction": 999_999_000},
            {"epoch": -62_135_596_800, "fraction": 0},
        ],
        ["-0.500000000", None, "253402300799.999999000", "-62135596800.000000000"],
    ),
    (
        "timestamp of milliseconds",
        types.timestamp(Kind.TIMESTAMP_LTZ, 3),
        pa.array([BEFORE_1970, None], pa.timestamp("us")),
        [-500, None],
        ["-0.500", None],
    ),
    (
        "timestamp with offset",
        types.TIMESTAMP_TZ,
        pa.array([{"t": BEFORE_1970, "o": -300}, None], ZONED),
        [{"epoch": -1, "fraction": 500_000_000, "timezone": 1140}, None],
        ["-0.500000000 1140", None],
    ),
]


@pytest.mark.parametrize(
    ("data_type", "physical", "in_arrow", "in_json"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_a_column_is_encoded(data_type: DataType, physical: pa.Array, in_arrow: list[Any], in_json: list[Any]) -> None:
    # Sliced, so that encoders that read buffers must mind the offset.
    sliced = pa.concat_arrays([physical[:1], physical])[1:]
    for array in (physical, sliced):
        batch = pa.record_batch([array], names=["x"])
        assert read(stream(data_type, batch)).column(0).to_pylist() == in_arrow
        assert json_rows.rows(columns_of(data_type), [batch]) == [(cell,) for cell in in_json]


def test_one_wide_value_makes_its_whole_result_wide() -> None:
    batches = [
        pa.record_batch([pa.array([Decimal(number)], pa.decimal128(38, 0))], names=["x"]) for number in (1, 10**30)
    ]
    wide = arrow.wide_columns(columns_of(types.NUMBER), batches[0].schema, lambda: batches)
    assert wide == {0}
    encoded = [read(arrow.encoder(columns_of(types.NUMBER), wide).stream([batch])) for batch in batches]
    assert encoded[0].schema == encoded[1].schema


def test_rows_are_not_looked_at_when_the_type_says_enough() -> None:
    def never() -> list[pa.RecordBatch]:
        raise AssertionError("the rows were read")

    schema = pa.schema([("a", pa.int64()), ("b", pa.decimal128(18, 2)), ("c", pa.string())])
    columns = tuple(ResultColumn(name="C", type=each) for each in (types.NUMBER, types.number(18, 2), types.VARCHAR))
    assert arrow.wide_columns(columns, schema, never) == frozenset()


def test_empty_batches_are_left_out() -> None:
    full = pa.record_batch([pa.array([1])], names=["x"])
    table = read(arrow.encoder(columns_of(types.NUMBER)).stream([full[:0], full, full[:0]]))
    assert [len(batch) for batch in table.to_batches()] == [1]


def test_fields_carry_what_clients_decode_by() -> None:
    field = arrow.encoder(columns_of(types.number(12, 3))).schema.field(0)
    assert field.metadata[b"logicalType"] == b"FIXED"
    assert field.metadata[b"precision"] == b"12"
    assert field.metadata[b"scale"] == b"3"


def columns_of(data_type: DataType) -> tuple[ResultColumn, ...]:
    return (ResultColumn(name="C", type=data_type),)


def stream(data_type: DataType, batch: pa.RecordBatch) -> pa.Buffer:
    columns = columns_of(data_type)
    return arrow.encoder(columns, arrow.wide_columns(columns, batch.schema, lambda: [batch])).stream([batch])


def read(encoded: pa.Buffer) -> pa.Table:
    return pa.ipc.open_stream(encoded).read_all()
