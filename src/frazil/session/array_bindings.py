"""Array bindings: many rows for one statement, column by column, as one Arrow table that the statement reads.

Values arrive as texts, in the encodings of ``bindings``; whole columns are converted at once where Arrow can.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import InvalidOperation

import pyarrow as pa
import pyarrow.compute as pc

from frazil.core.errors import BadRequestError, NumericOverflowError, UnsupportedError
from frazil.core.types import (
    BINARY,
    BOOLEAN,
    DATE,
    FLOAT,
    TIME,
    TIMESTAMP_LTZ,
    TIMESTAMP_NTZ,
    TIMESTAMP_TZ,
    VARCHAR,
    DataType,
    number,
)
from frazil.session.bindings import (
    DAY_MICROSECONDS,
    LAST_MICROSECOND,
    MAX_DIGITS,
    bound_values,
    decimal_of,
    placeholder_number,
    real_of,
    truth_of,
    zoned_of,
)
from frazil.session.requests import Binding
from frazil.session.rows import arrow_type
from frazil.sql.binder.environment import BindingRows

Values = Sequence[str | None]

MAX_ROWS = 1_000_000
_INTEGER = "^-?[0-9]{1,19}$"
_DAY_MILLISECONDS = 86_400_000
_FIRST_DAY, _LAST_DAY = -719_162, 2_932_896
"""The first of January of the year 1 and the last day of 9999, from 1970."""


def binding_rows(bindings: Mapping[str, Binding]) -> BindingRows | None:
    """Return the rows of an array binding, None for bindings of single values.

    A single value beside lists is the same in each row.  Raises BadRequestError for lists of different lengths and
    for a value that does not read as its type.
    """
    lists = {key: binding.value for key, binding in bindings.items() if isinstance(binding.value, list | tuple)}
    lengths = {len(values) for values in lists.values()}
    if not lengths:
        return None
    count = lengths.pop()
    if lengths or count > MAX_ROWS:
        raise BadRequestError("array bindings must have the same number of rows")
    columns: dict[str, pa.Array] = {"n": pa.array(range(1, count + 1), pa.int64())}
    types: dict[int, DataType] = {}
    for key, values in lists.items():
        if key.isidentifier():
            raise UnsupportedError("bindings of several rows by name")
        position = placeholder_number(key)
        types[position], columns[f"p{position}"] = _column(bindings[key].type.upper(), values)
    return BindingRows(table=pa.table(columns), types=types, single=bound_values(bindings))


def _column(kind: str, values: Values) -> tuple[DataType, pa.Array]:
    convert = _COLUMNS.get(kind)
    if convert is None:
        raise BadRequestError(f"unknown binding type {kind}")
    try:
        pa.array(values, pa.string())  # nothing but texts and nulls
        return convert(values)
    except (ValueError, TypeError, InvalidOperation, OverflowError) as error:
        raise BadRequestError(f"invalid value for a binding of type {kind}") from error


def _integers(values: Values) -> pa.Array:
    texts = pa.array(values, pa.string())
    if pc.all(pc.match_substring_regex(texts, _INTEGER)).as_py() is False:
        raise ValueError("not whole numbers")
    return texts.cast(pa.int64())


def _fixed(values: Values) -> tuple[DataType, pa.Array]:
    try:
        whole = _integers(values)
    except ValueError:
        return _decimals(values)
    bounds = pc.min_max(whole).as_py()
    digits = max(len(str(abs(bound or 0))) for bound in bounds.values())
    kind = number(digits, 0)
    return kind, whole.cast(arrow_type(kind))


def _decimals(values: Values) -> tuple[DataType, pa.Array]:
    numbers = [None if value is None else decimal_of(value) for value in values]
    present = [each for each in numbers if each is not None]
    scale = max((max(-int(each.as_tuple().exponent), 0) for each in present), default=0)
    whole = max((each.adjusted() + 1 for each in present if each), default=1)
    if max(whole, 1) + scale > MAX_DIGITS:
        raise NumericOverflowError("Numeric values of a binding are out of range")
    kind = number(MAX_DIGITS, scale)
    return kind, pa.array(numbers, pa.decimal128(MAX_DIGITS, scale))


def _reals(values: Values) -> tuple[DataType, pa.Array]:
    return FLOAT, pa.array([None if value is None else real_of(value) for value in values], pa.float64())


def _texts(values: Values) -> tuple[DataType, pa.Array]:
    return VARCHAR, pa.array(values, pa.string())


def _truths(values: Values) -> tuple[DataType, pa.Array]:
    return BOOLEAN, pa.array([None if value is None else truth_of(value) for value in values], pa.bool_())


def _dates(values: Values) -> tuple[DataType, pa.Array]:
    days = _floor_divided(_integers(values), _DAY_MILLISECONDS)
    return DATE, _within(days, _FIRST_DAY, _LAST_DAY).cast(pa.int32()).cast(pa.date32())


def _times(values: Values) -> tuple[DataType, pa.Array]:
    micros = _floor_divided(_integers(values), 1000)
    return TIME, _within(micros, 0, DAY_MICROSECONDS - 1).cast(pa.time64("us"))


def _timestamps(kind: DataType) -> Callable[[Values], tuple[DataType, pa.Array]]:
    def convert(values: Values) -> tuple[DataType, pa.Array]:
        micros = _floor_divided(_integers(values), 1000)
        return kind, _within(micros, -LAST_MICROSECOND, LAST_MICROSECOND).cast(pa.timestamp("us"))

    return convert


def _zoned(values: Values) -> tuple[DataType, pa.Array]:
    pairs = [None if value is None else dict(zip("to", zoned_of(value), strict=True)) for value in values]
    return TIMESTAMP_TZ, pa.array(pairs, arrow_type(TIMESTAMP_TZ))


def _binaries(values: Values) -> tuple[DataType, pa.Array]:
    return BINARY, pa.array([None if value is None else bytes.fromhex(value) for value in values], pa.binary())


def _floor_divided(array: pa.Array, divisor: int) -> pa.Array:
    """Return whole quotients rounded down: Arrow's division rounds towards zero."""
    quotient = pc.divide(array, divisor)
    exact = pc.equal(pc.multiply(quotient, divisor), array)
    return pc.if_else(pc.or_(exact, pc.greater_equal(array, 0)), quotient, pc.subtract(quotient, 1))


def _within(array: pa.Array, lowest: int, highest: int) -> pa.Array:
    bounds = pc.min_max(array).as_py()
    if bounds["min"] is not None and not lowest <= bounds["min"] <= bounds["max"] <= highest:
        raise ValueError("out of range")
    return array


_COLUMNS: dict[str, Callable[[Values], tuple[DataType, pa.Array]]] = {
    "FIXED": _fixed,
    "REAL": _reals,
    "TEXT": _texts,
    "ANY": _texts,
    "BOOLEAN": _truths,
    "DATE": _dates,
    "TIME": _times,
    "TIMESTAMP_NTZ": _timestamps(TIMESTAMP_NTZ),
    "TIMESTAMP_LTZ": _timestamps(TIMESTAMP_LTZ),
    "TIMESTAMP": _timestamps(TIMESTAMP_NTZ),
    "TIMESTAMP_TZ": _zoned,
    "BINARY": _binaries,
}
