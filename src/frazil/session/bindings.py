"""Bindings from drivers' encoding to bound literals.

Values arrive as texts: dates as milliseconds, times and timestamps as nanoseconds since the epoch, binary as hex.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation

from frazil.core.errors import BadRequestError, NumericOverflowError
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
)
from frazil.session.requests import Binding
from frazil.sql.binder.casts import literal_type
from frazil.sql.binder.environment import Bindings
from frazil.sql.binder.typed import Typed, quote_text, render_number, storage_of, typed

_EPOCH = datetime.datetime(1970, 1, 1)
_MAX_EXPONENT = 100
MAX_DIGITS = 38
_DAY_MINUTES = 1440
DAY_MICROSECONDS = 86_400_000_000
_PLACEHOLDER = re.compile(r"[0-9]{1,9}\Z")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_$]{0,254}\Z")
_INTEGER = re.compile(r"-?[0-9]{1,21}\Z")
LAST_MICROSECOND = 9_223_372_022_400_000_000
"""The last that DuckDB's timestamps hold, from 1970; the first lies nearer."""


def bound_values(bindings: Mapping[str, Binding]) -> Bindings:
    """Return the bound literal of each placeholder, by number or, for ``:name``, by name in upper case.

    Only those of single values; lists are an array binding's.  Raises BadRequestError for a value that does not read as
    its type, and for a name that comes twice.
    """
    found: dict[int | str, Typed] = {}
    for key, binding in bindings.items():
        placeholder = key.upper() if _NAME.match(key) else placeholder_number(key)
        if placeholder in found:
            raise BadRequestError(f"placeholder {key!r} is bound twice")
        if isinstance(binding.value, str | None):
            found[placeholder] = bound_value(binding.type, binding.value)
    return found


def bound_value(kind: str, value: str | None) -> Typed:
    """Return one binding as a bound literal of its type."""
    convert = _CONVERSIONS.get(kind.upper())
    if convert is None:
        raise BadRequestError(f"unknown binding type {kind}")
    data_type, render = convert
    if value is None:
        return Typed(f"CAST(NULL AS {storage_of(data_type)})", data_type, storage_of(data_type), True, None, (None,))
    try:
        return render(value)
    except (ValueError, InvalidOperation, OverflowError) as error:
        raise BadRequestError(f"invalid value for a binding of type {kind}") from error


def placeholder_number(key: str) -> int:
    """Return which placeholder a binding is of."""
    if not _PLACEHOLDER.match(key):
        raise BadRequestError(f"invalid placeholder {key!r}")
    return int(key)


def _integer(value: str) -> int:
    if not _INTEGER.match(value):
        raise ValueError(value)
    return int(value)


def _microseconds(nanoseconds: str) -> int:
    micros = _integer(nanoseconds) // 1000
    if abs(micros) > LAST_MICROSECOND:
        raise ValueError(nanoseconds)
    return micros


def decimal_of(value: str) -> Decimal:
    """Return the number of a text; ValueError or InvalidOperation if it is none that could be a NUMBER."""
    number = Decimal(_plain(value))
    # Written out, an exponent of nine digits would fill the memory.
    if not number.is_finite() or abs(number.adjusted()) > _MAX_EXPONENT or len(value) > 2 * _MAX_EXPONENT:
        raise ValueError(value)
    return number


def real_of(value: str) -> float:
    """Return the number of a text, infinities and NaN among them; ValueError if it is none."""
    return float(_plain(value))


def _plain(value: str) -> str:
    """Refuse what Python takes for a number and no driver sends: blanks around it, underscores in it."""
    if "_" in value or value != value.strip():
        raise ValueError(value)
    return value


def _fixed(value: str) -> Typed:
    number = decimal_of(value)
    kind = literal_type(number)
    if len(number.as_tuple().digits) > MAX_DIGITS or kind.scale == MAX_DIGITS:
        raise NumericOverflowError(f"Numeric value '{value}' is out of range")
    storage = (
        "BIGINT" if kind.scale == 0 and kind.precision <= 18 else f"DECIMAL({max(kind.precision, 1)},{kind.scale})"
    )
    return Typed(f"CAST({render_number(number)} AS {storage})", kind, storage, False, None, (number,))


def _real(value: str) -> Typed:
    number = real_of(value)
    return Typed(f"CAST('{number!r}' AS DOUBLE)", FLOAT, "DOUBLE", False, None, (number,))


def _text(value: str) -> Typed:
    return Typed(quote_text(value), VARCHAR, "VARCHAR", False, None, (value,))


def truth_of(value: str) -> bool:
    """Return the truth value of a text; ValueError if it is none."""
    if value.lower() not in ("true", "false", "1", "0"):
        raise ValueError(value)
    return value.lower() in ("true", "1")


def _boolean(value: str) -> Typed:
    truth = truth_of(value)
    return Typed("TRUE" if truth else "FALSE", BOOLEAN, "BOOLEAN", False, None, (truth,))


def _date(value: str) -> Typed:
    day = (_EPOCH + datetime.timedelta(milliseconds=_integer(value))).date()
    return Typed(f"DATE '{day.isoformat()}'", DATE, "DATE", False, None, (day,))


def _time(value: str) -> Typed:
    micros = _integer(value) // 1000
    if not 0 <= micros < DAY_MICROSECONDS:
        raise ValueError(value)
    return typed(f"CAST(TIME '00:00:00' + INTERVAL '{micros} microseconds' AS TIME)", TIME, nullable=False)


def _timestamp(kind: DataType) -> Callable[[str], Typed]:
    def render(value: str) -> Typed:
        return typed(f"make_timestamp({_microseconds(value)})", kind, nullable=False)

    return render


def zoned_of(value: str) -> tuple[int, int]:
    """Return the microseconds since 1970 and the offset in minutes that a TIMESTAMP_TZ travels as."""
    nanos, _, offset = value.partition(" ")
    minutes = _integer(offset) - _DAY_MINUTES if offset else 0
    if abs(minutes) > _DAY_MINUTES:
        raise ValueError(value)
    return _microseconds(nanos), minutes


def _timestamp_tz(value: str) -> Typed:
    moment, minutes = zoned_of(value)
    sql = f"struct_pack(t := make_timestamp({moment}), o := CAST({minutes} AS SMALLINT))"
    return typed(sql, TIMESTAMP_TZ, nullable=False)


def _binary(value: str) -> Typed:
    return typed(f"unhex('{bytes.fromhex(value).hex()}')", BINARY, nullable=False)


_CONVERSIONS: dict[str, tuple[DataType, Callable[[str], Typed]]] = {
    "FIXED": (DataType(literal_type(Decimal(0)).kind, precision=38), _fixed),
    "REAL": (FLOAT, _real),
    "TEXT": (VARCHAR, _text),
    "ANY": (VARCHAR, _text),
    "BOOLEAN": (BOOLEAN, _boolean),
    "DATE": (DATE, _date),
    "TIME": (TIME, _time),
    "TIMESTAMP_NTZ": (TIMESTAMP_NTZ, _timestamp(TIMESTAMP_NTZ)),
    "TIMESTAMP_LTZ": (TIMESTAMP_LTZ, _timestamp(TIMESTAMP_LTZ)),
    "TIMESTAMP": (TIMESTAMP_NTZ, _timestamp(TIMESTAMP_NTZ)),
    "TIMESTAMP_TZ": (TIMESTAMP_TZ, _timestamp_tz),
    "BINARY": (BINARY, _binary),
}
