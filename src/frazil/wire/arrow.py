"""Results as Arrow, in the shapes that Snowflake's clients decode.

A client reads each field's metadata (``logicalType``, ``scale`` …) and expects, by type:

* FIXED: int64 scaled by 10^scale; decimal128 only if the column holds a value that int64 cannot.  The scaled integer
  is what Snowflake sends: clients make exact decimals of it row by row, and a float64 column in pandas.
* TIME: int64 scaled; TIMESTAMP_NTZ and _LTZ: int64 scaled up to scale 6, above it a struct of epoch seconds and
  nanoseconds, which is what makes pandas columns ``datetime64[ns]``; TIMESTAMP_TZ: that struct and the offset + 1440.
* VARIANT, OBJECT, ARRAY: their text.  All others: Arrow's own type.

All work is done on whole columns; integers, floats, strings and narrow decimals are not copied by Python.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from frazil.core.types import DataType, Kind
from frazil.http.moments import ZONE_BIAS_MINUTES, micros
from frazil.http.rowtypes import WIRE_NAMES, length_bytes
from frazil.sql.columns import ResultColumn, reported

NARROW_DIGITS = 18
"""Decimals up to this precision always fit into int64."""

_MICRO_DIGITS = 6
_MICROS = 1_000_000
_EPOCH_BIAS_SECONDS = 100_000_000_000  # makes every date of our era positive, so that division rounds down

_INT64 = pa.int64()
_SECONDS_AND_NANOS = (pa.field("epoch", pa.int64()), pa.field("fraction", pa.int32()))
_WITH_ZONE = (*_SECONDS_AND_NANOS, pa.field("timezone", pa.int32()))

Convert = Callable[[pa.Array], pa.Array]


@dataclass(frozen=True, slots=True)
class Encoder:
    """How the batches of one result become wire batches; made by ``encoder``."""

    schema: pa.Schema
    converts: tuple[Convert, ...]

    def stream(self, batches: Iterable[pa.RecordBatch]) -> pa.Buffer:
        """Return the batches as one Arrow IPC stream in wire types.

        Batches without rows are left out: the 4.x connector crashes when it iterates over one.
        """
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, self.schema) as writer:
            for batch in batches:
                if batch.num_rows:
                    arrays = [convert(array) for convert, array in zip(self.converts, batch.columns, strict=True)]
                    writer.write_batch(pa.RecordBatch.from_arrays(arrays, schema=self.schema))
        return sink.getvalue()


@functools.lru_cache(maxsize=512)
def encoder(columns: tuple[ResultColumn, ...], wide: frozenset[int] = frozenset()) -> Encoder:
    """Return the encoder of a result with these columns; ``wide`` are the positions from ``wide_columns``."""
    known = [reported(column) for column in columns]
    plans = [_plan(column.type, index in wide) for index, column in enumerate(known)]
    fields = [
        pa.field(column.name, wire_type, nullable=column.nullable, metadata=_metadata(column.type))
        for column, (wire_type, _) in zip(known, plans, strict=True)
    ]
    return Encoder(schema=pa.schema(fields), converts=tuple(convert for _, convert in plans))


def wide_columns(
    columns: tuple[ResultColumn, ...], schema: pa.Schema, batches: Callable[[], Iterable[pa.RecordBatch]]
) -> frozenset[int]:
    """Return the positions of NUMBER columns with a value beyond int64, of all batches of a result.

    One answer for the whole result: clients put its chunks together and refuse chunks of different types.
    ``batches`` is called only when a column's physical type leaves the question open.
    """
    open_columns = {
        index
        for index, column in enumerate(columns)
        if column.type.kind is Kind.NUMBER and not _surely_narrow(schema.field(index).type, column.type.scale)
    }
    if not open_columns:
        return frozenset()
    wide: set[int] = set()
    for batch in batches():
        wide |= {
            index for index in open_columns - wide if not _fits_int64(batch.column(index), columns[index].type.scale)
        }
    return frozenset(wide)


def _surely_narrow(physical: pa.DataType, scale: int) -> bool:
    if pa.types.is_decimal128(physical):
        return bool(physical.precision - physical.scale + scale <= NARROW_DIGITS)
    return scale == 0 and not pa.types.is_uint64(physical)


def _fits_int64(array: pa.Array, scale: int) -> bool:
    try:
        _scaled_integers(array, scale)
    except pa.ArrowInvalid:
        return False
    return True


def _metadata(data_type: DataType) -> dict[str, str]:
    length = length_bytes(data_type) or 0
    if data_type.kind is Kind.TIMESTAMP_TZ:
        length = 16  # tells clients the struct of three fields from the older one of two
    # A MAP travels as text like an OBJECT: clients read an Arrow map under its own name only.
    name = WIRE_NAMES[Kind.OBJECT if data_type.kind is Kind.MAP else data_type.kind]
    return {
        "logicalType": name.upper(),
        "precision": str(data_type.precision),
        "scale": str(data_type.scale),
        "charLength": str(data_type.length),
        "byteLength": str(length),
        "finalType": "T",
    }


def _plan(data_type: DataType, wide: bool) -> tuple[pa.DataType, Convert]:
    """Return the Arrow type of a column on the wire and the function that brings a physical array to it."""
    kind, scale = data_type.kind, data_type.scale
    if kind is Kind.NUMBER and wide:
        wide_type = pa.decimal128(38, scale)
        return wide_type, functools.partial(_cast, to=wide_type)
    if kind is Kind.NUMBER:
        return _INT64, functools.partial(_scaled_integers, scale=scale)
    if kind is Kind.TIME:
        return _INT64, functools.partial(_scaled_micros, scale=scale)
    if kind in (Kind.TIMESTAMP_NTZ, Kind.TIMESTAMP_LTZ):
        if scale <= _MICRO_DIGITS:
            return _INT64, functools.partial(_scaled_micros, scale=scale)
        return pa.struct(_SECONDS_AND_NANOS), _epoch_struct
    if kind is Kind.TIMESTAMP_TZ:
        return pa.struct(_WITH_ZONE), _zoned_struct
    if kind is Kind.VECTOR:
        listed = pa.list_(pa.int32() if data_type.precision else pa.float32(), data_type.length)
        return listed, functools.partial(_fixed_lists, to=listed)
    plain = {
        Kind.FLOAT: pa.float64(),
        Kind.BOOLEAN: pa.bool_(),
        Kind.DATE: pa.date32(),
        Kind.BINARY: pa.binary(),
    }.get(kind, pa.string())
    return plain, functools.partial(_cast, to=plain)


def _cast(array: pa.Array, to: pa.DataType) -> pa.Array:
    return array if array.type == to else array.cast(to)


def _fixed_lists(array: pa.Array, to: pa.DataType) -> pa.Array:
    """Return lists of one length as such; pyarrow's own cast ends the process at a column of NULLs."""
    return pa.array(array.to_pylist(), to)


def _scaled_integers(array: pa.Array, scale: int) -> pa.Array:
    """Return numbers as int64 multiples of 10^-scale; ArrowInvalid if one does not fit."""
    if scale == 0 and pa.types.is_integer(array.type):
        return _cast(array, _INT64)
    if array.type != pa.decimal128(getattr(array.type, "precision", 0) or 38, scale):
        array = array.cast(pa.decimal128(38, scale))
    return _with_type(array, pa.decimal128(38, 0)).cast(_INT64)


def _with_type(array: pa.Array, data_type: pa.DataType) -> pa.Array:
    """Return the same memory read as another type of the same width: the unscaled values of a decimal."""
    return pa.Array.from_buffers(data_type, len(array), array.buffers(), array.null_count, array.offset)


def _scaled_micros(array: pa.Array, scale: int) -> pa.Array:
    values = micros(array)
    if scale == _MICRO_DIGITS:
        return values
    if scale > _MICRO_DIGITS:
        return pc.multiply(values, 10 ** (scale - _MICRO_DIGITS))
    return _floor_divide(values, 10 ** (_MICRO_DIGITS - scale))


def _floor_divide(values: pa.Array, divisor: int) -> pa.Array:
    bias = _EPOCH_BIAS_SECONDS * _MICROS
    return pc.subtract(pc.divide(pc.add(values, bias), divisor), bias // divisor)


def _seconds_and_nanos(values: pa.Array) -> tuple[pa.Array, pa.Array]:
    seconds = _floor_divide(values, _MICROS)
    fraction = pc.multiply(pc.subtract(values, pc.multiply(seconds, _MICROS)), 1000)
    return seconds, fraction.cast(pa.int32(), safe=False)


def _epoch_struct(array: pa.Array) -> pa.Array:
    children = _seconds_and_nanos(micros(array))
    return pa.StructArray.from_arrays(children, fields=_SECONDS_AND_NANOS, mask=array.is_null())


def _zoned_struct(array: pa.Array) -> pa.Array:
    instants, offsets = array.flatten()
    zones = pc.add(offsets.cast(pa.int32()), pa.scalar(ZONE_BIAS_MINUTES, pa.int32()))
    children = (*_seconds_and_nanos(micros(instants)), zones)
    return pa.StructArray.from_arrays(children, fields=_WITH_ZONE, mask=array.is_null())
