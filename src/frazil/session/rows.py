"""Rows of Python values as Arrow, in the types the engine gives for the same columns."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from decimal import Decimal

import pyarrow as pa

from frazil.core.types import SEMI_STRUCTURED, DataType, Kind
from frazil.sql.columns import ResultColumn

_ARROW: dict[Kind, pa.DataType] = {
    Kind.FLOAT: pa.float64(),
    Kind.VARCHAR: pa.string(),
    Kind.NULL: pa.string(),
    Kind.BINARY: pa.binary(),
    Kind.BOOLEAN: pa.bool_(),
    Kind.DATE: pa.date32(),
    Kind.TIME: pa.time64("us"),
    Kind.TIMESTAMP_NTZ: pa.timestamp("us"),
    Kind.TIMESTAMP_LTZ: pa.timestamp("us"),
    Kind.TIMESTAMP_TZ: pa.struct([("t", pa.timestamp("us")), ("o", pa.int16())]),
}


def arrow_type(kind: DataType) -> pa.DataType:
    """Return the Arrow type that carries a Snowflake type inside the server."""
    if kind.kind is Kind.NUMBER:
        if kind.scale == 0 and kind.precision <= 18:
            return pa.int64()
        return pa.decimal128(38, kind.scale)
    if kind.kind is Kind.VECTOR:
        return pa.list_(pa.int32() if kind.precision else pa.float32())
    return pa.string() if kind.kind in SEMI_STRUCTURED else _ARROW[kind.kind]


def arrow_table(columns: Sequence[ResultColumn], rows: Sequence[Sequence[object]]) -> pa.Table:
    """Return rows as one table whose columns are named o1, o2, ... like a query's."""
    arrays = []
    for index, column in enumerate(columns):
        target = arrow_type(column.type)
        arrays.append(pa.array([_value(row[index], target) for row in rows], type=target))
    return pa.Table.from_arrays(arrays, names=[f"o{index + 1}" for index in range(len(columns))])


def _value(value: object, target: pa.DataType) -> object:
    if isinstance(value, datetime.datetime) and value.tzinfo is not None:
        utc = value.astimezone(datetime.UTC).replace(tzinfo=None)
        if pa.types.is_struct(target):
            offset = value.utcoffset() or datetime.timedelta()
            return {"t": utc, "o": int(offset.total_seconds() // 60)}
        return utc
    if pa.types.is_decimal(target) and isinstance(value, int):
        return Decimal(value)
    if pa.types.is_string(target) and value is not None and not isinstance(value, str):
        return str(value)
    return value
