"""Casts and coercions: from one bound expression to another type, as Snowflake does it.

``cast`` is CAST and ``::`` (and TRY_CAST with ``attempt``); ``coerce`` is what operators and functions do by
themselves; ``common_type`` is the type of CASE branches, set operations and comparisons.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from frazil.core.errors import CompilationError
from frazil.core.types import (
    BOOLEAN,
    DATE,
    FLOAT,
    MAX_PRECISION,
    NUMBER,
    SEMI_STRUCTURED,
    TIME,
    TIMESTAMP_LTZ,
    TIMESTAMP_NTZ,
    TIMESTAMP_TZ,
    TIMESTAMPS,
    VARCHAR,
    VARIANT,
    DataType,
    Kind,
    number,
    varchar,
)
from frazil.sql.binder.environment import Environment
from frazil.sql.binder.typed import (
    Typed,
    decimal_shape,
    is_integer_storage,
    quote_text,
    storage_of,
    typed,
)


class InvalidCastError(CompilationError):
    """``Can not convert parameter 'x' of type [A] into expected type [B]`` and kin."""

    code = "001065"
    sqlstate = "22023"


def fit_number(value: Typed, target: DataType, environment: Environment) -> Typed:
    """Return a NUMBER expression rescaled to NUMBER(p,s), with a range check where it could not fit.

    Digits beyond the scale are rounded half away from zero; a value beyond the precision raises
    ``Number out of representable range`` at run time.
    """
    storage = f"DECIMAL(38,{target.scale})" if environment.wide else storage_of(target)
    width, scale = decimal_shape(value.storage)
    sql = value.sql
    known = min(value.type.precision - value.type.scale, width - scale)
    if scale > target.scale or known > target.precision - target.scale:
        if scale > target.scale:
            sql = f"round({sql}, {target.scale})" if not is_integer_storage(value.storage) else sql
        limit = "9" * (target.precision - target.scale) or "0"
        fraction = "." + "9" * target.scale if target.scale else ""
        needs_check = known + (1 if scale > target.scale else 0) > target.precision - target.scale
        if needs_check and target.precision < MAX_PRECISION:
            sql = f"frazil.in_range({sql}, {limit}{fraction})"
    if value.storage == storage and sql == value.sql:
        return Typed(sql, target, storage, value.nullable)
    if target.precision > 18 and is_integer_storage(value.storage) and target.scale == 0 and not environment.wide:
        return Typed(sql, target, value.storage, value.nullable)
    return Typed(f"CAST({sql} AS {storage})", target, storage, value.nullable)


def cast(value: Typed, target: DataType, environment: Environment, *, attempt: bool = False) -> Typed:
    """Return the value cast to a type; with ``attempt`` a failing cast gives NULL instead of an error.

    Raises InvalidCastError when Snowflake has no cast between the two types.
    """
    if value.type.kind is Kind.NULL:
        return typed(f"CAST(NULL AS {storage_of(target)})", target)
    source = value.type.kind
    convert = _CASTS.get((source, target.kind))
    if convert is None:
        raise InvalidCastError(f"invalid type [CAST({value.name or '...'} AS {target})] for parameter 'TO_{target.kind.value}'")
    result = convert(value, target, environment)
    if attempt and source in (Kind.VARCHAR, Kind.VARIANT):
        return typed(f"TRY({result.sql})", result.type, storage=result.storage)
    return result


def coerce(value: Typed, target: DataType, environment: Environment) -> Typed:
    """Return the value as the type's family: like ``cast``, but a value of that family stays as it is."""
    if value.type.kind is target.kind:
        return value
    return cast(value, target, environment)


def common_type(types: Sequence[DataType]) -> DataType:
    """Return the type to which values of these types are brought together.

    NUMBERs get enough digits on both sides of the point; VARCHARs the longest length; a text with another
    family becomes that family; VARIANT takes everything.
    """
    known = [t for t in types if t.kind is not Kind.NULL]
    if not known:
        return DataType(Kind.NULL)
    result = known[0]
    for other in known[1:]:
        result = _common_pair(result, other)
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
    Kind.ARRAY: 11,
    Kind.VARIANT: 12,
}


def _common_pair(left: DataType, right: DataType) -> DataType:
    if left.kind is right.kind:
        if left.kind is Kind.NUMBER:
            scale = max(left.scale, right.scale)
            return number(max(left.precision - left.scale, right.precision - right.scale) + scale, scale)
        return left if (left.length, left.scale) >= (right.length, right.scale) else right
    return left if _RANK[left.kind] > _RANK[right.kind] else right


def to_text(value: Typed, environment: Environment) -> Typed:
    """Return the value as VARCHAR, formatted as the session's output formats say."""
    return coerce(value, VARCHAR, environment)


# ---------------------------------------------------------------- the table of casts

_Convert = Callable[[Typed, DataType, Environment], Typed]


def _number_to_number(value: Typed, target: DataType, environment: Environment) -> Typed:
    return fit_number(value, target, environment)


def _via(template: str) -> _Convert:
    """Return a cast by DuckDB text; ``{0}`` is the value, ``{zone}`` the session's zone as a literal."""

    def convert(value: Typed, target: DataType, environment: Environment) -> Typed:
        zone = ""
        if "{zone}" in template:
            environment.contextual = True
            zone = quote_text(str(environment.parameter("TIMEZONE")))
        return typed(template.format(value.sql, zone=zone), target, nullable=value.nullable)

    return convert


def _text_to_number(value: Typed, target: DataType, environment: Environment) -> Typed:
    parsed = Typed(f"frazil.parse_number({value.sql}, {target.scale})", number(38, target.scale), "", value.nullable)
    storage = f"DECIMAL(38,{target.scale})"
    sql = f"CAST(frazil.numeric_text({value.sql}) AS {storage})"
    wide = Typed(sql, number(38, target.scale), storage, parsed.nullable)
    return fit_number(wide, target, environment)


def _float_to_number(value: Typed, target: DataType, environment: Environment) -> Typed:
    storage = f"DECIMAL(38,{target.scale})"
    wide = Typed(f"CAST({value.sql} AS {storage})", number(38, target.scale), storage, value.nullable)
    return fit_number(wide, target, environment)


def _boolean_to_number(value: Typed, target: DataType, environment: Environment) -> Typed:
    small = Typed(f"CAST({value.sql} AS BIGINT)", number(1, 0), "BIGINT", value.nullable)
    return fit_number(small, target, environment)


def _to_varchar(template: str) -> _Convert:
    inner = _via(template)

    def convert(value: Typed, target: DataType, environment: Environment) -> Typed:
        text = inner(value, target, environment)
        if 0 < target.length < VARCHAR.length:
            return text.with_sql(f"frazil.check_length({text.sql}, {target.length})")
        return text

    return convert


def _text_to_text(value: Typed, target: DataType, environment: Environment) -> Typed:
    if value.type.length <= target.length:
        return Typed(value.sql, target, "VARCHAR", value.nullable, value.name, value.constant)
    return typed(f"frazil.check_length({value.sql}, {target.length})", target, nullable=value.nullable)


def _formatted(parameter: str, function: str) -> _Convert:
    """Return a cast to VARCHAR through a session format; the format is rendered by ``sql/functions/formats``."""

    def convert(value: Typed, target: DataType, environment: Environment) -> Typed:
        from frazil.sql.functions.formats import render_format

        environment.contextual = True
        sql = render_format(value, str(environment.parameter(parameter)), environment)
        return typed(sql, target, nullable=value.nullable)

    return convert


def _variant_to(kind: Kind) -> _Convert:
    def convert(value: Typed, target: DataType, environment: Environment) -> Typed:
        text = Typed(f"frazil.variant_text({value.sql})", VARCHAR, "VARCHAR", True)
        if kind is Kind.VARCHAR:
            return _text_to_text(text, target, environment)
        if kind is Kind.NUMBER:
            return _text_to_number(Typed(f"frazil.variant_number({value.sql})", VARCHAR, "VARCHAR", True), target, environment)
        return _CASTS[Kind.VARCHAR, kind](text, target, environment)

    return convert


def _same(value: Typed, target: DataType, environment: Environment) -> Typed:
    return Typed(value.sql, target, value.storage, value.nullable, value.name, value.constant)


def to_variant(value: Typed, environment: Environment) -> Typed:
    """Return the value as canonical VARIANT text."""
    if value.type.kind in SEMI_STRUCTURED:
        return Typed(value.sql, VARIANT, "VARCHAR", value.nullable)
    if value.type.kind is Kind.NULL:
        return typed("CAST(NULL AS VARCHAR)", VARIANT)
    template = {
        Kind.NUMBER: "frazil.variant_of_number({0})",
        Kind.FLOAT: "frazil.variant_of_float({0})",
        Kind.VARCHAR: "frazil.variant_of_text({0})",
        Kind.BOOLEAN: "CAST({0} AS VARCHAR)",
        Kind.DATE: "frazil.variant_of_date({0})",
        Kind.TIME: "frazil.variant_of_time({0})",
        Kind.TIMESTAMP_NTZ: "frazil.variant_of_ntz({0})",
        Kind.TIMESTAMP_LTZ: "frazil.variant_of_ltz({0})",
        Kind.TIMESTAMP_TZ: "frazil.variant_of_tz({0})",
        Kind.BINARY: "frazil.variant_of_binary({0})",
    }[value.type.kind]
    return typed(template.format(value.sql), VARIANT, nullable=value.nullable)


def _to_variant(value: Typed, target: DataType, environment: Environment) -> Typed:
    return to_variant(value, environment)


_CASTS: dict[tuple[Kind, Kind], _Convert] = {
    (Kind.NUMBER, Kind.NUMBER): _number_to_number,
    (Kind.NUMBER, Kind.FLOAT): _via("CAST({0} AS DOUBLE)"),
    (Kind.NUMBER, Kind.VARCHAR): _to_varchar("CAST({0} AS VARCHAR)"),
    (Kind.NUMBER, Kind.BOOLEAN): _via("({0} <> 0)"),
    (Kind.NUMBER, Kind.TIMESTAMP_NTZ): _via("make_timestamp(CAST({0} * 1000000 AS BIGINT))"),
    (Kind.NUMBER, Kind.TIMESTAMP_LTZ): _via("make_timestamp(CAST({0} * 1000000 AS BIGINT))"),
    (Kind.FLOAT, Kind.FLOAT): _same,
    (Kind.FLOAT, Kind.NUMBER): _float_to_number,
    (Kind.FLOAT, Kind.VARCHAR): _to_varchar("frazil.float_text({0})"),
    (Kind.FLOAT, Kind.BOOLEAN): _via("({0} <> 0)"),
    (Kind.VARCHAR, Kind.VARCHAR): _text_to_text,
    (Kind.VARCHAR, Kind.NUMBER): _text_to_number,
    (Kind.VARCHAR, Kind.FLOAT): _via("frazil.parse_float({0})"),
    (Kind.VARCHAR, Kind.BOOLEAN): _via("frazil.parse_boolean({0})"),
    (Kind.VARCHAR, Kind.DATE): _via("frazil.parse_date({0})"),
    (Kind.VARCHAR, Kind.TIME): _via("frazil.parse_time({0})"),
    (Kind.VARCHAR, Kind.TIMESTAMP_NTZ): _via("frazil.parse_ntz({0})"),
    (Kind.VARCHAR, Kind.TIMESTAMP_LTZ): _via("frazil.parse_ltz({0}, {zone})"),
    (Kind.VARCHAR, Kind.TIMESTAMP_TZ): _via("frazil.parse_tz({0}, {zone})"),
    (Kind.VARCHAR, Kind.BINARY): _via("frazil.parse_hex({0})"),
    (Kind.BINARY, Kind.BINARY): _same,
    (Kind.BINARY, Kind.VARCHAR): _to_varchar("hex({0})"),
    (Kind.BOOLEAN, Kind.BOOLEAN): _same,
    (Kind.BOOLEAN, Kind.VARCHAR): _to_varchar("CAST({0} AS VARCHAR)"),
    (Kind.BOOLEAN, Kind.NUMBER): _boolean_to_number,
    (Kind.BOOLEAN, Kind.FLOAT): _via("CAST({0} AS DOUBLE)"),
    (Kind.DATE, Kind.DATE): _same,
    (Kind.DATE, Kind.VARCHAR): _formatted("DATE_OUTPUT_FORMAT", "date"),
    (Kind.DATE, Kind.TIMESTAMP_NTZ): _via("CAST({0} AS TIMESTAMP)"),
    (Kind.DATE, Kind.TIMESTAMP_LTZ): _via("frazil.to_utc(CAST({0} AS TIMESTAMP), {zone})"),
    (Kind.DATE, Kind.TIMESTAMP_TZ): _via("frazil.tz_of_local(CAST({0} AS TIMESTAMP), {zone})"),
    (Kind.TIME, Kind.TIME): _same,
    (Kind.TIME, Kind.VARCHAR): _formatted("TIME_OUTPUT_FORMAT", "time"),
    (Kind.TIMESTAMP_NTZ, Kind.TIMESTAMP_NTZ): _same,
    (Kind.TIMESTAMP_NTZ, Kind.DATE): _via("CAST({0} AS DATE)"),
    (Kind.TIMESTAMP_NTZ, Kind.TIME): _via("CAST({0} AS TIME)"),
    (Kind.TIMESTAMP_NTZ, Kind.VARCHAR): _formatted("TIMESTAMP_NTZ_OUTPUT_FORMAT", "timestamp"),
    (Kind.TIMESTAMP_NTZ, Kind.TIMESTAMP_LTZ): _via("frazil.to_utc({0}, {zone})"),
    (Kind.TIMESTAMP_NTZ, Kind.TIMESTAMP_TZ): _via("frazil.tz_of_local({0}, {zone})"),
    (Kind.TIMESTAMP_LTZ, Kind.TIMESTAMP_LTZ): _same,
    (Kind.TIMESTAMP_LTZ, Kind.DATE): _via("CAST(frazil.to_local({0}, {zone}) AS DATE)"),
    (Kind.TIMESTAMP_LTZ, Kind.TIME): _via("CAST(frazil.to_local({0}, {zone}) AS TIME)"),
    (Kind.TIMESTAMP_LTZ, Kind.VARCHAR): _formatted("TIMESTAMP_LTZ_OUTPUT_FORMAT", "timestamp"),
    (Kind.TIMESTAMP_LTZ, Kind.TIMESTAMP_NTZ): _via("frazil.to_local({0}, {zone})"),
    (Kind.TIMESTAMP_LTZ, Kind.TIMESTAMP_TZ): _via("frazil.tz_of_utc({0}, {zone})"),
    (Kind.TIMESTAMP_TZ, Kind.TIMESTAMP_TZ): _same,
    (Kind.TIMESTAMP_TZ, Kind.DATE): _via("CAST(frazil.tz_local({0}) AS DATE)"),
    (Kind.TIMESTAMP_TZ, Kind.TIME): _via("CAST(frazil.tz_local({0}) AS TIME)"),
    (Kind.TIMESTAMP_TZ, Kind.VARCHAR): _formatted("TIMESTAMP_TZ_OUTPUT_FORMAT", "timestamp"),
    (Kind.TIMESTAMP_TZ, Kind.TIMESTAMP_NTZ): _via("frazil.tz_local({0})"),
    (Kind.TIMESTAMP_TZ, Kind.TIMESTAMP_LTZ): _via("({0}).t"),
    (Kind.OBJECT, Kind.OBJECT): _same,
    (Kind.ARRAY, Kind.ARRAY): _same,
    (Kind.VARIANT, Kind.VARIANT): _same,
    (Kind.VARIANT, Kind.OBJECT): _via("frazil.as_object_strict({0})"),
    (Kind.VARIANT, Kind.ARRAY): _via("frazil.to_array({0})"),
    (Kind.OBJECT, Kind.VARCHAR): _to_varchar("frazil.variant_json({0})"),
    (Kind.ARRAY, Kind.VARCHAR): _to_varchar("frazil.variant_json({0})"),
    **{
        (Kind.VARIANT, kind): _variant_to(kind)
        for kind in (Kind.VARCHAR, Kind.NUMBER, Kind.FLOAT, Kind.BOOLEAN, Kind.DATE, Kind.TIME, Kind.BINARY, *TIMESTAMPS)
    },
    **{
        (kind, Kind.VARIANT): _to_variant
        for kind in (
            Kind.NUMBER, Kind.FLOAT, Kind.VARCHAR, Kind.BOOLEAN, Kind.DATE, Kind.TIME, Kind.BINARY, *TIMESTAMPS,
            Kind.OBJECT, Kind.ARRAY,
        )
    },
}

PARAMETER_TYPES: dict[str, DataType] = {
    "text": VARCHAR,
    "float": FLOAT,
    "integer": NUMBER,
    "boolean": BOOLEAN,
    "date": DATE,
    "time": TIME,
    "timestamp": TIMESTAMP_NTZ,
    "variant": VARIANT,
    "array": DataType(Kind.ARRAY),
    "object": DataType(Kind.OBJECT),
    "binary": DataType(Kind.BINARY, length=8_388_608),
}


def coerce_argument(value: Typed, word: str, environment: Environment) -> Typed:
    """Return a function's argument as its parameter word asks (see ``functions/registry``)."""
    if word == "any":
        return value
    if word == "number":
        if value.type.kind in (Kind.NUMBER, Kind.FLOAT):
            return value
        if value.type.kind is Kind.NULL:
            return cast(value, NUMBER, environment)
        return cast(value, number(38, 5) if value.type.kind is Kind.VARCHAR else FLOAT, environment)
    target = PARAMETER_TYPES[word]
    if word == "timestamp" and value.type.kind in TIMESTAMPS:
        return value
    if word == "integer" and value.type.kind is Kind.NUMBER and value.type.scale == 0:
        return value
    if word == "text" and value.type.kind is Kind.VARCHAR:
        return value
    return coerce(value, target, environment) if word != "integer" else cast(value, target, environment)


def literal_type(value: Decimal) -> DataType:
    """Return the type of an exact numeric literal: just the digits that were written."""
    sign, digits, exponent = value.as_tuple()
    scale = max(0, -int(exponent))
    return number(max(len(digits) + max(0, int(exponent)), scale, 1), scale)


__all__ = [
    "PARAMETER_TYPES",
    "TIMESTAMP_LTZ",
    "TIMESTAMP_TZ",
    "cast",
    "coerce",
    "coerce_argument",
    "common_type",
    "fit_number",
    "literal_type",
    "to_text",
    "to_variant",
    "varchar",
]
