"""Casts and coercions: from one bound expression to another type, as Snowflake does it.

``cast`` is CAST and ``::`` (and TRY_CAST with ``attempt``); ``coerce`` is what operators and functions do by
themselves; ``common_type`` is the type of CASE branches, set operations and comparisons.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from frazil.core.errors import CompilationError
from frazil.core.types import (
    ARRAY,
    BINARY,
    BOOLEAN,
    DATE,
    FLOAT,
    MAX_PRECISION,
    NUMBER,
    OBJECT,
    SEMI_STRUCTURED,
    TIME,
    TIMESTAMP_NTZ,
    TIMESTAMPS,
    VARCHAR,
    VARIANT,
    DataType,
    Kind,
    number,
)
from frazil.sql.binder.collations import combined
from frazil.sql.binder.conversions import CASTS, fit_number, to_variant
from frazil.sql.binder.environment import Environment
from frazil.sql.binder.structures import to_structure
from frazil.sql.binder.typed import Typed, storage_of, typed

_IMPLICIT_SCALE = 5
"""Digits after the point that a text keeps when it meets a NUMBER."""

_MICROSECOND_DIGITS = 6


class InvalidCastError(CompilationError):
    """``invalid type [CAST(x AS T)] for parameter 'TO_T'``"""

    code = "001007"
    sqlstate = "22023"


class TryCastTypesError(CompilationError):
    """``Function TRY_CAST cannot be used with arguments of types FLOAT and DATE``"""

    code = "001065"
    sqlstate = "22023"


def cast(value: Typed, target: DataType, environment: Environment, *, attempt: bool = False) -> Typed:
    """Return the value cast to a type; with ``attempt`` a failing cast gives NULL instead of an error.

    Raises InvalidCastError when Snowflake has no cast between the two types, or tries one of something that is
    no text.
    """
    source = value.type.kind
    if source is Kind.NULL:
        return typed(f"CAST(NULL AS {storage_of(target)})", target)
    if attempt and source is not Kind.VARCHAR:
        raise TryCastTypesError(f"Function TRY_CAST cannot be used with arguments of types {value.type} and {target}")
    if source is Kind.VECTOR and value.type == target:
        return value
    convert = CASTS.get((source, target.kind))
    if target.members and source in SEMI_STRUCTURED and (convert is not None or target.kind is Kind.MAP):
        return to_structure(value, target, environment, cast)
    if convert is None:
        shown = f"CAST({_spelled(value)} AS {target})"
        raise InvalidCastError(f"invalid type [{shown}] for parameter 'TO_{target.kind.value}'")
    result = _cut_fraction(convert(value, target, environment), value.type)
    return typed(f"TRY({result.sql})", result.type, storage=result.storage) if attempt else result


def _spelled(value: Typed) -> str:
    """Return how errors name a value: a column by its name, a constant as it is written."""
    if value.name is not None or value.constant is None:
        return value.name or "..."
    constant = value.constant[0]
    if isinstance(constant, bool):
        return "TRUE" if constant else "FALSE"
    return f"'{constant}'" if isinstance(constant, str) else str(constant)


def _cut_fraction(value: Typed, source: DataType) -> Typed:
    """Return a time of day or timestamp without the fractional digits that its type does not have."""
    target = value.type
    if target.kind is not Kind.TIME and target.kind not in TIMESTAMPS:
        return value
    timed = source.kind is Kind.TIME or source.kind in TIMESTAMPS
    if target.scale >= _MICROSECOND_DIGITS or (timed and source.scale <= target.scale) or source.kind is Kind.DATE:
        return value
    unit = 10 ** (_MICROSECOND_DIGITS - target.scale)
    macro = {Kind.TIME: "cut_time", Kind.TIMESTAMP_TZ: "cut_tz"}.get(target.kind, "cut_timestamp")
    return value.with_sql(f"frazil.{macro}({value.sql}, {unit})")


def coerce(value: Typed, target: DataType, environment: Environment) -> Typed:
    """Return the value as the type's family: like ``cast``, but a value of that family stays as it is."""
    if value.type.kind is target.kind:
        return value
    return cast(value, target, environment)


def common_type(types: Sequence[DataType]) -> DataType:
    """Return the type to which values of these types are brought together.

    NUMBERs get enough digits on both sides of the point; VARCHARs the longest length and their collation; a text with
    another family becomes that family; VARIANT takes everything.
    """
    known = [t for t in types if t.kind is not Kind.NULL]
    if not known:
        return DataType(Kind.NULL)
    result = known[0]
    for other in known[1:]:
        result = _common_pair(result, other)
    if result.kind is Kind.VARCHAR and any(kind.collation is not None for kind in known):
        return replace(result, collation=combined(known))
    return result


_RANK: dict[Kind, int] = {
    Kind.VARCHAR: 0,
    Kind.BINARY: 1,
    Kind.BOOLEAN: 2,
    Kind.NUMBER: 3,
    Kind.FLOAT: 4,
    Kind.TIME: 5,
    Kind.DATE: 6,
    Kind.TIMESTAMP_NTZ: 7,
    Kind.TIMESTAMP_LTZ: 8,
    Kind.TIMESTAMP_TZ: 9,
    Kind.OBJECT: 10,
    Kind.MAP: 11,
    Kind.ARRAY: 12,
    Kind.VECTOR: 13,
    Kind.VARIANT: 14,
}


def _common_pair(left: DataType, right: DataType) -> DataType:
    if left.kind is right.kind:
        if left.kind is Kind.NUMBER:
            scale = max(left.scale, right.scale)
            return number(max(left.precision - left.scale, right.precision - right.scale) + scale, scale)
        if left.kind in SEMI_STRUCTURED:
            return left if left == right or left.kind is Kind.MAP else DataType(left.kind)
        return left if (left.length, left.scale) >= (right.length, right.scale) else right
    lower, higher = sorted((left, right), key=lambda t: _RANK[t.kind])
    if higher.kind is Kind.NUMBER and lower.kind is Kind.VARCHAR:
        return number(MAX_PRECISION, max(higher.scale, _IMPLICIT_SCALE))
    return higher


def to_text(value: Typed, environment: Environment) -> Typed:
    """Return the value as VARCHAR, formatted as the session's output formats say."""
    return coerce(value, VARCHAR, environment)


PARAMETER_TYPES: dict[str, DataType] = {
    "text": VARCHAR,
    "float": FLOAT,
    "integer": NUMBER,
    "boolean": BOOLEAN,
    "date": DATE,
    "time": TIME,
    "timestamp": TIMESTAMP_NTZ,
    "variant": VARIANT,
    "array": ARRAY,
    "object": OBJECT,
    "binary": BINARY,
}


def coerce_argument(value: Typed, word: str, environment: Environment) -> Typed:
    """Return a function's argument as its parameter word asks (see ``functions/registry``)."""
    kind = value.type.kind
    if word == "any":
        return value
    if word == "number":
        if kind in (Kind.NUMBER, Kind.FLOAT):
            return value
        if kind in (Kind.NULL, Kind.BOOLEAN):
            return cast(value, NUMBER, environment)
        return cast(value, FLOAT, environment)
    if word == "timestamp" and kind in TIMESTAMPS:
        return value
    if word == "integer" and not (kind is Kind.NUMBER and value.type.scale == 0):
        return cast(value, NUMBER, environment)
    return coerce(value, PARAMETER_TYPES[word], environment)


def literal_type(value: Decimal) -> DataType:
    """Return the type of an exact numeric literal: just the digits that were written."""
    _, digits, exponent = value.as_tuple()
    scale = max(0, -int(exponent))
    return number(max(len(digits) + max(0, int(exponent)), scale, 1), scale)


__all__ = [
    "PARAMETER_TYPES",
    "InvalidCastError",
    "cast",
    "coerce",
    "coerce_argument",
    "common_type",
    "fit_number",
    "literal_type",
    "to_text",
    "to_variant",
]
