"""Python values as DuckDB literals.

Every statement goes to DuckDB as text: a small one costs a third of the same with parameters, and a journal of texts
can be replayed.  So this module is where data becomes SQL, and the only one that may quote.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal

from frazil.core.errors import InvalidValueError, NumericOverflowError

_MAX_DIGITS = 38


def quote_literal(value: object) -> str:
    """Return the DuckDB literal of a value.

    Aware datetimes become TIMESTAMP in UTC, naive ones are taken as they are; mappings and sequences become their
    canonical JSON text.  Raises NumericOverflowError for numbers beyond 38 digits, InvalidValueError for text that is
    not Unicode, TypeError for anything that has no literal.
    """
    match value:
        case None:
            return "NULL"
        case bool():
            return "TRUE" if value else "FALSE"
        case str():
            return quote_text(value)
        case int():
            return _integer(value)
        case float():
            return f"'{value!r}'::DOUBLE" if math.isfinite(value) else f"'{_special(value)}'::DOUBLE"
        case Decimal():
            return _decimal(value)
        case datetime():
            naive = value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value
            return f"TIMESTAMP '{naive.isoformat(sep=' ')}'"
        case date():
            return f"DATE '{value.isoformat()}'"
        case time():
            return f"TIME '{value.replace(tzinfo=None).isoformat()}'"
        case bytes() | bytearray() | memoryview():
            return "'" + "".join(f"\\x{byte:02X}" for byte in bytes(value)) + "'::BLOB"
        case Mapping() | list() | tuple():
            return quote_text(canonical_json(value))
    raise TypeError(f"no literal for {type(value).__name__}")


def quote_text(text: str) -> str:
    """Return a VARCHAR literal.  A NUL character, which would end the statement, is written as ``chr(0)``."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise InvalidValueError("Invalid UTF8 detected in string") from error
    quoted = "'" + text.replace("'", "''") + "'"
    return "(" + quoted.replace("\0", "' || chr(0) || '") + ")" if "\0" in text else quoted


def canonical_json(value: object) -> str:
    """Return the one JSON text of a value: keys sorted, no blanks, nothing escaped that need not be."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def values_rows(rows: Iterable[Sequence[object]]) -> str:
    """Return the rows of a VALUES list as text: ``(1,'a'),(2,'b')``."""
    return ",".join("(" + ",".join(map(quote_literal, row)) + ")" for row in rows)


def _integer(value: int) -> str:
    if abs(value) >= 10**_MAX_DIGITS:
        raise NumericOverflowError("Number out of representable range")
    return str(value)


def _special(value: float) -> str:
    if math.isnan(value):
        return "nan"
    return "inf" if value > 0 else "-inf"


def _decimal(value: Decimal) -> str:
    """Return a DECIMAL literal of exactly the value's digits."""
    if not value.is_finite():
        raise NumericOverflowError(f"Numeric value '{value}' is out of range")
    text = f"{value:f}"
    whole, _, fraction = text.lstrip("-").partition(".")
    digits = max(len(whole.lstrip("0")) + len(fraction), 1)
    if digits > _MAX_DIGITS:
        raise NumericOverflowError("Number out of representable range")
    return f"'{text}'::DECIMAL({max(digits, len(fraction), 1)},{len(fraction)})"
