"""Functions that DuckDB's SQL cannot express, written in Python.

The composition root registers each on the database; macros and generated SQL call them by these names.  They raise
FrazilError, never hold state, and are called only where a macro's fast path in SQL does not apply: Python holds the
interpreter's lock.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Context, Decimal
from fractions import Fraction
from functools import partial
from typing import Any, NoReturn

from frazil.core.errors import EvaluationError, InternalError, JsonParseError, NumberRangeError, registered_errors
from frazil.sql.functions import addresses, byte_operations, ciphers, number_formats, sketch_states, text_operations
from frazil.sql.functions import array_operations as arrays
from frazil.sql.functions import temporal_text as temporal
from frazil.sql.functions.chance import zipf
from frazil.sql.functions.members import ENTRY, flatten, get_path
from frazil.sql.functions.variant_keys import variant_key
from frazil.sql.functions.variant_parse import check_json, parse_json
from frazil.sql.functions.variant_text import Variant, decode, encode, raw_text, scalar_text, write_json
from frazil.sql.functions.vectors import vectorised

RAW = "frazil_raw_"
"""How the registered names of functions begin whose results are copied by a macro (see ``macros.py``)."""

COPIED = {"VARCHAR": "''", "BLOB": "''::BLOB"}
"""The types whose values lie outside DuckDB's vectors, each with its empty value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NativeFunction:
    """A function of Arrow columns under the name by which SQL calls it; types are DuckDB's.

    ``sees_null``: DuckDB calls it with NULL too, which it also demands of a function that may answer NULL.
    ``volatile``: two calls with the same arguments may differ.  ``arrow``: it takes and gives Arrow arrays.
    """

    name: str
    function: Callable[..., Any]
    parameters: tuple[str, ...]
    returns: str
    sees_null: bool = True
    volatile: bool = False
    arrow: bool = True


def fail(code: str, message: str) -> NoReturn:
    """Raise the registered error of a code: the way by which SQL refuses a value.

    Unlike DuckDB's ``error`` it is not volatile, so it may stand inside TRY and does not stop optimisations.
    """
    kind = registered_errors().get(code, InternalError)
    raise kind(message)


def refuse(code: str, message: str) -> bool:
    """Raise like ``fail``; as a condition, so that the value's type does not matter."""
    fail(code, message)


def parse_json_loosely(text: str) -> str | None:
    """Return the canonical text of a JSON document whose objects may give an attribute twice."""
    return parse_json(text, loosely=True)


def try_parse_json(text: str, *, loosely: bool = False) -> str | None:
    """Return the canonical text of a JSON document, None if it is none."""
    try:
        return parse_json(text, loosely=loosely)
    except JsonParseError:
        return None


def variant_scalar(text: str) -> str | None:
    """Return the VARCHAR that a canonical text casts to."""
    return scalar_text(decode(text))


def variant_raw(text: str) -> str | None:
    """Return a scalar's text with all its digits."""
    return raw_text(decode(text))


def variant_json(text: str) -> str:
    """Return the compact JSON of a canonical text, as a client reads it."""
    return write_json(decode(text))


def variant_pretty(text: str, indent: int, strict: bool) -> str:
    """Return the JSON of a canonical text as a session wants it: over several lines unless ``indent`` is 0."""
    return write_json(decode(text), "" if indent else None, " " * indent, strict=strict)


def object_of(keys: str, values: str) -> str:
    """Return the object of attributes given as JSON arrays, without those that have no key or no value.

    Raises EvaluationError for a key given twice.
    """
    members: dict[str, Variant] = {}
    for key, value in zip(json.loads(keys), json.loads(values), strict=True):
        if key is None or value is None:
            continue
        if key in members:
            raise EvaluationError(f"Duplicate field key '{key}'")
        members[key] = decode(value)
    return encode(members)


def object_insert(text: str | None, key: str | None, value: str | None, update: bool | None) -> str | None:
    """Return the object with an attribute added, changed if ``update``, or dropped when its new value is NULL.

    No object, or no key, gives NULL.
    """
    if text is None or key is None:
        return None
    members = decode(text)
    assert isinstance(members, dict)
    if key in members and not update:
        raise EvaluationError(f"Duplicate field key '{key}'")
    if value is None:
        members.pop(key, None)
    else:
        members[key] = decode(value)
    return encode(members)


def object_join(text: str, other: str) -> str:
    """Return an object with the attributes of two; where both have one, that of the second."""
    left, right = decode(text), decode(other)
    assert isinstance(left, dict)
    assert isinstance(right, dict)
    return encode({**left, **right})


def object_delete(text: str, keys: str) -> str:
    """Return the object without the attributes that a JSON array names."""
    members, dropped = decode(text), set(json.loads(keys))
    assert isinstance(members, dict)
    return encode({key: value for key, value in members.items() if key not in dropped})


def object_pick(text: str, keys: str) -> str:
    """Return the object with only the attributes that a JSON array names."""
    members, kept = decode(text), set(json.loads(keys))
    assert isinstance(members, dict)
    return encode({key: value for key, value in members.items() if key in kept})


def divide_exactly(dividend: str, divisor: str, scale: int) -> str:
    """Return a quotient with so many digits after the point, rounded half away from zero.

    Raises NumberRangeError if it has more than 38 digits.
    """
    exact = Fraction(dividend) / Fraction(divisor) * 10**scale
    digits = (2 * abs(exact.numerator) + exact.denominator) // (2 * exact.denominator)
    if digits >= 10**38:
        raise NumberRangeError("Number out of representable range")
    return format(Decimal(-digits if exact < 0 else digits).scaleb(-scale, Context(prec=38)), "f")


def parse_hex(text: str) -> bytes:
    """Return the bytes of hexadecimal digits; raises EvaluationError."""
    try:
        return bytes.fromhex(text) if text.isalnum() or not text else bytes.fromhex("?")
    except ValueError as error:
        raise EvaluationError(f"The following string is not a legal hex-encoded value: '{text}'") from error


def _row(
    name: str,
    function: Callable[..., Any],
    parameters: int | tuple[str, ...] = 1,
    returns: str = "VARCHAR",
    *,
    sees_null: bool = False,
    volatile: bool = False,
) -> NativeFunction:
    """Return a row of the table from a function of one row; ``parameters`` as a number are that many texts."""
    types = ("VARCHAR",) * parameters if isinstance(parameters, int) else parameters
    columns = vectorised(function, returns, sees_null=sees_null)
    called = f"{RAW}{name}" if returns in COPIED else f"frazil_{name}"
    return NativeFunction(name=called, function=columns, parameters=types, returns=returns, volatile=volatile)


_FORMATTED = ("VARCHAR", "VARCHAR", "INTEGER")
_ROWS = (
    *arrays.ROWS,
    *sketch_states.ROWS,
    *text_operations.ROWS,
    *byte_operations.ROWS,
    *addresses.ROWS,
    *number_formats.ROWS,
)

NATIVE: tuple[NativeFunction, ...] = (
    _row("fail", fail, 2),
    _row("refuse", refuse, 2, "BOOLEAN"),
    _row("flatten", flatten, ("VARCHAR", "VARCHAR", "BOOLEAN", "VARCHAR"), f"{ENTRY}[]"),
    _row("initcap", text_operations.initcap, 2, sees_null=True),
    _row("get_path", get_path, 2),
    _row("parse_json", parse_json),
    _row("try_parse_json", try_parse_json),
    _row("parse_json_loosely", parse_json_loosely),
    _row("try_parse_json_loosely", partial(try_parse_json, loosely=True)),
    _row("check_json", check_json),
    _row("variant_scalar", variant_scalar),
    _row("variant_raw", variant_raw),
    _row("variant_json", variant_json),
    _row("variant_pretty", variant_pretty, ("VARCHAR", "INTEGER", "BOOLEAN")),
    _row("variant_key", variant_key),
    _row("object_of", object_of, 2),
    _row("object_insert", object_insert, ("VARCHAR", "VARCHAR", "VARCHAR", "BOOLEAN"), sees_null=True),
    _row("object_join", object_join, 2),
    _row("object_delete", object_delete, 2),
    _row("object_pick", object_pick, 2),
    _row("parse_date", temporal.parse_date, _FORMATTED, "DATE"),
    _row("parse_time", temporal.parse_time, _FORMATTED, "TIME"),
    _row("scan_wall", temporal.scan_wall, _FORMATTED, "TIMESTAMP"),
    _row("scan_offset", temporal.scan_offset, _FORMATTED, "INTEGER"),
    _row("zipf", zipf, ("BIGINT", "DOUBLE", "BIGINT"), "BIGINT"),
    _row("parse_hex", parse_hex, 1, "BLOB"),
    _row("divide_exactly", divide_exactly, ("VARCHAR", "VARCHAR", "INTEGER")),
    *(_row(*row, sees_null=True, volatile=True) for row in ciphers.ENCRYPTING),
    *(_row(*row, sees_null=True) for row in ciphers.DECRYPTING),
    *(_row(*row) for row in _ROWS),
)
