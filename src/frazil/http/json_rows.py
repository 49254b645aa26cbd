"""Results as JSON rows: every cell a text, or null, in the encodings of Snowflake's protocol.

Done column by column: a whole column becomes texts, then the columns are zipped into rows.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from decimal import Decimal

import pyarrow as pa
import pyarrow.compute as pc

from frazil.core.types import DataType, Kind
from frazil.http.moments import ZONE_BIAS_MINUTES, micros
from frazil.sql.columns import ResultColumn, reported

Cells = list[str | None]

_MICRO_DIGITS = 6


def rows(
    columns: tuple[ResultColumn, ...], batches: Iterable[pa.RecordBatch], truth: tuple[str, str] = ("0", "1")
) -> list[tuple[str | None, ...]]:
    """Return the rows of the batches as tuples of texts; ``truth`` are those of false and true."""
    found: list[tuple[str | None, ...]] = []
    for batch in batches:
        cells = [
            _cells(reported(column).type, array, truth) for column, array in zip(columns, batch.columns, strict=True)
        ]
        found.extend(zip(*cells, strict=True))
    return found


def _cells(data_type: DataType, array: pa.Array, truth: tuple[str, str]) -> Cells:
    kind = data_type.kind
    if kind is Kind.NUMBER:
        return _numbers(array, data_type.scale)
    if kind is Kind.FLOAT:
        return [None if value is None else _float_text(value) for value in array.cast(pa.float64()).to_pylist()]
    if kind is Kind.BOOLEAN:
        return _list(pc.if_else(array, truth[1], truth[0]))
    if kind is Kind.DATE:
        return _list(array.cast(pa.date32()).cast(pa.int32()).cast(pa.string()))
    if kind is Kind.TIME or kind in (Kind.TIMESTAMP_NTZ, Kind.TIMESTAMP_LTZ):
        return _list(_seconds(array, data_type.scale))
    if kind is Kind.TIMESTAMP_TZ:
        return _zoned(array, data_type.scale)
    if kind is Kind.VECTOR:
        return [None if value is None else json.dumps(value) for value in array.to_pylist()]
    if kind is Kind.BINARY:
        return [None if value is None else value.hex().upper() for value in array.to_pylist()]
    return _list(array.cast(pa.string()))


def _list(array: pa.Array) -> Cells:
    values: Cells = array.to_pylist()
    return values


def _numbers(array: pa.Array, scale: int) -> Cells:
    if scale == 0 and pa.types.is_integer(array.type):
        return _list(array.cast(pa.string()))
    texts = _list(array.cast(pa.decimal128(38, scale)).cast(pa.string()))
    if scale <= _MICRO_DIGITS:
        return texts
    # Arrow writes small decimals of a large scale with an exponent, which is not how Snowflake writes any.
    return [format(Decimal(text), "f") if text is not None and "E" in text else text for text in texts]


def _float_text(value: float) -> str:
    """Return the shortest text that reads back as the same float; NaN as Snowflake spells it."""
    return "NaN" if math.isnan(value) else repr(value)


def _seconds(array: pa.Array, scale: int) -> pa.Array:
    """Return times as decimal seconds with exactly ``scale`` digits; before 1970 they are negative."""
    decimals = micros(array).cast(pa.decimal128(19, 0))
    seconds = pa.Array.from_buffers(
        pa.decimal128(38, _MICRO_DIGITS), len(decimals), decimals.buffers(), decimals.null_count, decimals.offset
    )
    if scale < _MICRO_DIGITS:
        return pc.round(seconds, ndigits=scale, round_mode="down").cast(pa.decimal128(38, scale)).cast(pa.string())
    texts = seconds.cast(pa.string())
    if scale == _MICRO_DIGITS:
        return texts
    return pc.binary_join_element_wise(texts, "0" * (scale - _MICRO_DIGITS), "")


def _zoned(array: pa.Array, scale: int) -> Cells:
    instants, offsets = array.flatten()
    zones = pc.add(offsets.cast(pa.int32()), ZONE_BIAS_MINUTES).cast(pa.string())
    return _list(pc.binary_join_element_wise(_seconds(instants, scale), zones, " "))
