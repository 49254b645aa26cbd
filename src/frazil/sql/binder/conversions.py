"""The table of casts: how a value of one kind becomes one of another, as DuckDB text."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from dataclasses import replace

from frazil.core.types import (
    BINARY,
    MAX_PRECISION,
    SEMI_STRUCTURED,
    TIMESTAMPS,
    VARCHAR,
    VARIANT,
    DataType,
    Kind,
    number,
)
from frazil.sql.binder.environment import Environment
from frazil.sql.binder.formats import input_format, output_format, parse_format, render_format, zone_literal
from frazil.sql.binder.once import once
from frazil.sql.binder.typed import Typed, decimal_shape, is_integer_storage, quote_text, storage_of, typed

_NARROW_DIGITS = 18
_DAY = r"(?P<seconds>[1-9]\d{3}-\d\d-\d\d"
_PLAIN_MOMENTS = {
    Kind.DATE: re.compile(_DAY + r")(?P<fraction>)\Z", re.ASCII),
    Kind.TIMESTAMP_NTZ: re.compile(_DAY + r" \d\d:\d\d:\d\d)(?:\.(?P<fraction>\d{1,6}))?\Z", re.ASCII),
}

Convert = Callable[[Typed, DataType, Environment], Typed]


def fit_number(value: Typed, target: DataType, environment: Environment) -> Typed:
    """Return a NUMBER expression rescaled to NUMBER(p,s), with a range check where it could not fit.

    Digits beyond the scale are rounded half away from zero; a value beyond the precision raises
    ``Numeric value 'x' is out of range`` at run time.
    """
    storage = f"DECIMAL(38,{target.scale})" if environment.wide else storage_of(target)
    width, scale = decimal_shape(value.storage)
    leading = target.precision - target.scale
    known = min(max(value.type.precision - value.type.scale, 0), width - scale)
    rounds = scale > target.scale
    keeps_integer = is_integer_storage(value.storage) and value.storage != "INTEGER" and target.scale == 0
    if keeps_integer and target.precision > 18 and not environment.wide and known <= leading:
        return Typed(value.sql, target, value.storage, value.nullable, value.name, value.constant)
    sql, carried = value.sql, value.storage
    if known + rounds > leading and target.precision < MAX_PRECISION:
        carried = f"DECIMAL({target.precision},{target.scale})"
        sql = f"CAST({sql} AS {carried})"
    if carried != storage:
        sql = f"CAST({sql} AS {storage})"
    if sql == value.sql:
        return Typed(sql, target, storage, value.nullable, value.name, value.constant)
    return Typed(sql, target, storage, value.nullable)


def to_variant(value: Typed, environment: Environment) -> Typed:
    """Return the value as canonical VARIANT text."""
    kind = value.type.kind
    if kind in SEMI_STRUCTURED:
        return Typed(value.sql, VARIANT, "VARCHAR", value.nullable)
    if kind is Kind.NULL:
        return typed("CAST(NULL AS VARCHAR)", VARIANT)
    if kind is Kind.NUMBER and value.storage in ("BIGINT", "INTEGER"):
        return typed(f"CAST({value.sql} AS VARCHAR)", VARIANT, nullable=value.nullable)
    zone = zone_literal(environment) if kind is Kind.TIMESTAMP_LTZ else ""
    template = _VARIANTS[kind]
    if kind is Kind.VECTOR and value.type.precision:
        template = "('[' || array_to_string({0}, ',') || ']')"
    return typed(
        once(_printable(value), lambda name: template.format(name, zone=zone)), VARIANT, nullable=value.nullable
    )


_VARIANTS = {
    Kind.NUMBER: "frazil.variant_of_number({0})",
    Kind.FLOAT: "frazil.variant_of_float({0})",
    Kind.VARCHAR: "frazil.variant_of_text({0})",
    Kind.BOOLEAN: "CAST({0} AS VARCHAR)",
    Kind.DATE: "frazil.variant_of_date({0})",
    Kind.TIME: "frazil.variant_of_time({0})",
    Kind.TIMESTAMP_NTZ: "frazil.variant_of_ntz({0})",
    Kind.TIMESTAMP_LTZ: "frazil.variant_of_ltz({0}, {zone})",
    Kind.TIMESTAMP_TZ: "frazil.variant_of_tz({0})",
    Kind.BINARY: "frazil.variant_of_binary({0})",
    Kind.VECTOR: "frazil.variant_of_vector({0})",
}


def _to_variant(value: Typed, target: DataType, environment: Environment) -> Typed:
    return to_variant(value, environment)


def _via(template: str) -> Convert:
    """Return a cast by DuckDB text; ``{0}`` is the value, ``{zone}`` the session's zone as a literal."""

    def convert(value: Typed, target: DataType, environment: Environment) -> Typed:
        zone = zone_literal(environment) if "{zone}" in template else ""
        if "frazil." in template:
            sql = once(value.sql, lambda name: template.format(name, zone=zone))
        else:
            sql = template.format(value.sql, zone=zone)
        return typed(sql, target, nullable=value.nullable)

    return convert


def _same(value: Typed, target: DataType, environment: Environment) -> Typed:
    return Typed(value.sql, target, value.storage, value.nullable, value.name, value.constant)


# ---------------------------------------------------------------- numbers


def _number_of(sql: str, value: Typed, target: DataType, environment: Environment) -> Typed:
    """Return a text or float as NUMBER: cast to the declared digits, which rounds and checks, then to storage."""
    declared = f"DECIMAL({target.precision},{target.scale})"
    storage = f"DECIMAL(38,{target.scale})" if environment.wide else storage_of(target)
    sql = f"CAST({sql} AS {declared})"
    return Typed(sql if declared == storage else f"CAST({sql} AS {storage})", target, storage, value.nullable)


def _text_to_number(value: Typed, target: DataType, environment: Environment) -> Typed:
    if target.precision <= _NARROW_DIGITS or target.scale >= _NARROW_DIGITS:
        return _number_of(f"frazil.numeric_text({value.sql})", value, target, environment)
    declared = f"DECIMAL({target.precision},{target.scale})"

    def read(name: str) -> str:
        return f"coalesce({_quick_number(name, target)}, CAST(frazil.numeric_text({name}) AS {declared}))"

    return _number_of(once(value.sql, read), value, target, environment)


def _quick_number(text: str, target: DataType) -> str:
    """Return the attempt to read a small number: DuckDB reads 64 bits a hundred times faster than more."""
    if target.scale == 0:
        return f"TRY_CAST(frazil.integer_text({text}) AS BIGINT)"
    return f"TRY_CAST(frazil.numeric_text({text}) AS DECIMAL({_NARROW_DIGITS},{target.scale}))"


def _float_to_number(value: Typed, target: DataType, environment: Environment) -> Typed:
    return _number_of(value.sql, value, target, environment)


def _boolean_to_number(value: Typed, target: DataType, environment: Environment) -> Typed:
    small = Typed(f"CAST({value.sql} AS BIGINT)", number(1, 0), "BIGINT", value.nullable)
    return fit_number(small, target, environment)


# ---------------------------------------------------------------- texts, dates and times


def _to_varchar(template: str) -> Convert:
    inner = _via(template)

    def convert(value: Typed, target: DataType, environment: Environment) -> Typed:
        return _limited(inner(value, target, environment), target)

    return convert


def _limited(text: Typed, target: DataType) -> Typed:
    if target.length >= VARCHAR.length:
        return text
    sql = once(text.sql, lambda name: f"frazil.check_length({name}, {target.length})")
    return typed(sql, target, nullable=text.nullable)


def _printable(value: Typed) -> str:
    """Return a value's text; a DECIMAL with no digit before the point gets one, or DuckDB prints 0.5 as ``.5``."""
    if value.type.kind is not Kind.NUMBER:
        return value.sql
    width, scale = decimal_shape(value.storage)
    return value.sql if width > scale else f"CAST({value.sql} AS DECIMAL({width + 1},{scale}))"


def _number_to_text(value: Typed, target: DataType, environment: Environment) -> Typed:
    text = typed(f"CAST({_printable(value)} AS VARCHAR)", VARCHAR, nullable=value.nullable)
    return _limited(replace(text, type=target), target)


def _text_to_text(value: Typed, target: DataType, environment: Environment) -> Typed:
    if value.type.length <= target.length:
        return _same(value, target, environment)
    return _limited(value, target)


def _binary_to_binary(value: Typed, target: DataType, environment: Environment) -> Typed:
    if value.type.length <= target.length:
        return _same(value, target, environment)
    return typed(f"frazil.check_size({value.sql}, {target.length})", target, nullable=value.nullable)


_BINARY_READERS = {"HEX": "frazil.parse_hex({0})", "BASE64": "frazil_decode_base64({0}, '')"}


def _text_to_binary(value: Typed, target: DataType, environment: Environment) -> Typed:
    environment.contextual = True
    form = str(environment.facts.parameters.get("BINARY_INPUT_FORMAT") or "HEX").upper()
    sql = _BINARY_READERS.get(form, "encode({0})").format(value.sql)
    if target.length < BINARY.length:
        sql = f"frazil.check_size({sql}, {target.length})"
    return typed(sql, target, nullable=value.nullable)


def _binary_to_text(value: Typed, target: DataType, environment: Environment) -> Typed:
    environment.contextual = True
    form = str(environment.facts.parameters.get("BINARY_OUTPUT_FORMAT") or "HEX").upper()
    sql = f"to_base64({value.sql})" if form == "BASE64" else f"hex({value.sql})"
    return _limited(typed(sql, target, nullable=value.nullable), target)


def _formatted(value: Typed, target: DataType, environment: Environment) -> Typed:
    form = output_format(value.type.kind, environment)
    sql = once(value.sql, lambda name: render_format(value.with_sql(name), form, environment))
    return _limited(typed(sql, target, nullable=value.nullable), target)


def _text_to_time(value: Typed, target: DataType, environment: Environment) -> Typed:
    form = input_format(target.kind, environment)
    known = _plain_moment(value, target) if form.upper() == "AUTO" else None
    return known or parse_format(value, target, form, environment)


def _plain_moment(value: Typed, target: DataType) -> Typed | None:
    """Return a literal in the common ISO form as DuckDB's own, None for any other: long lists of VALUES are of them.

    Only where the text stands for itself: one that a kept plan fills in later is not known.
    """
    pattern = _PLAIN_MOMENTS.get(target.kind)
    text = value.constant[0] if value.constant is not None else None
    if pattern is None or not isinstance(text, str) or value.sql != quote_text(text):
        return None
    found = pattern.match(text)
    if found is None or len(found["fraction"] or "") > target.scale:
        return None
    try:
        datetime.datetime.fromisoformat(found["seconds"])
    except ValueError:
        return None
    word = "DATE" if target.kind is Kind.DATE else "TIMESTAMP"
    return typed(f"{word} '{text}'", target, nullable=False)


# ---------------------------------------------------------------- VARIANT


def _variant_to_text(value: Typed, target: DataType, environment: Environment) -> Typed:
    return _limited(typed(once(value.sql, lambda name: f"frazil.variant_text({name})"), target), target)


def _variant_to_number(value: Typed, target: DataType, environment: Environment) -> Typed:
    declared = f"DECIMAL({target.precision},{target.scale})"

    def read(name: str) -> str:
        text = f"frazil.variant_number({name})"
        attempts = [f"TRY_CAST({text} AS {declared})", f"frazil.variant_refuse({name}, 'FIXED')"]
        if target.precision > _NARROW_DIGITS > target.scale:
            attempts.insert(0, _quick_number(text, target))
        return f"coalesce({', '.join(attempts)})"

    return _number_of(once(value.sql, read), value, target, environment)


def _variant_to_time(value: Typed, target: DataType, environment: Environment) -> Typed:
    def read(name: str) -> str:
        text = typed(f"frazil.variant_raw({name})", VARCHAR)
        moment = f"TRY({parse_format(text, target, 'AUTO', environment).sql})"
        if target.kind not in TIMESTAMPS:
            # Only TIMESTAMP takes a number: a text of digits is seconds, a number in a VARIANT is no DATE or TIME.
            moment = f"CASE WHEN starts_with({name}, '\"') THEN {moment} END"
        return f"coalesce({moment}, frazil.variant_refuse({name}, '{target.kind.value}'))"

    return typed(once(value.sql, read), target)


# ---------------------------------------------------------------- VECTOR


def _array_to_vector(value: Typed, target: DataType, environment: Environment) -> Typed:
    storage = storage_of(target)

    def read(name: str) -> str:
        number = f"TRY_CAST(frazil.variant_number(e) AS {storage.removesuffix('[]')})"
        refused = f"frazil.vector_refuse(e, '{target}')"
        numbers = f"list_transform(frazil.elements({name}), lambda e: coalesce({number}, {refused}))"
        return f"CAST(frazil.check_dimension({numbers}, {target.length}) AS {storage})"

    return typed(once(value.sql, read), target, nullable=value.nullable)


def _vector_to_array(value: Typed, target: DataType, environment: Environment) -> Typed:
    return typed(to_variant(value, environment).sql, target, nullable=value.nullable)


# ---------------------------------------------------------------- the table

_EPOCH = "frazil.moment(CAST({0} AS DECIMAL(38,6)) * 1000000)"

CASTS: dict[tuple[Kind, Kind], Convert] = {
    (Kind.NUMBER, Kind.NUMBER): fit_number,
    (Kind.NUMBER, Kind.FLOAT): _via("CAST({0} AS DOUBLE)"),
    (Kind.NUMBER, Kind.VARCHAR): _number_to_text,
    (Kind.NUMBER, Kind.BOOLEAN): _via("({0} <> 0)"),
    (Kind.NUMBER, Kind.TIMESTAMP_NTZ): _via(_EPOCH),
    (Kind.NUMBER, Kind.TIMESTAMP_LTZ): _via(_EPOCH),
    (Kind.NUMBER, Kind.TIMESTAMP_TZ): _via(f"frazil.tz_of_utc({_EPOCH}, {{zone}})"),
    (Kind.FLOAT, Kind.FLOAT): _same,
    (Kind.FLOAT, Kind.NUMBER): _float_to_number,
    (Kind.FLOAT, Kind.VARCHAR): _to_varchar("frazil.float_text({0})"),
    (Kind.FLOAT, Kind.BOOLEAN): _via("({0} <> 0)"),
    (Kind.VARCHAR, Kind.VARCHAR): _text_to_text,
    (Kind.VARCHAR, Kind.NUMBER): _text_to_number,
    (Kind.VARCHAR, Kind.FLOAT): _via("frazil.parse_float({0})"),
    (Kind.VARCHAR, Kind.BOOLEAN): _via("frazil.parse_boolean({0})"),
    (Kind.VARCHAR, Kind.BINARY): _text_to_binary,
    **{(Kind.VARCHAR, kind): _text_to_time for kind in (Kind.DATE, Kind.TIME, *TIMESTAMPS)},
    (Kind.BINARY, Kind.BINARY): _binary_to_binary,
    (Kind.BINARY, Kind.VARCHAR): _binary_to_text,
    (Kind.BOOLEAN, Kind.BOOLEAN): _same,
    (Kind.BOOLEAN, Kind.VARCHAR): _to_varchar("CAST({0} AS VARCHAR)"),
    (Kind.BOOLEAN, Kind.NUMBER): _boolean_to_number,
    (Kind.BOOLEAN, Kind.FLOAT): _via("CAST({0} AS DOUBLE)"),
    **{(kind, Kind.VARCHAR): _formatted for kind in (Kind.DATE, Kind.TIME, *TIMESTAMPS)},
    (Kind.DATE, Kind.DATE): _same,
    (Kind.DATE, Kind.TIMESTAMP_NTZ): _via("CAST({0} AS TIMESTAMP)"),
    (Kind.DATE, Kind.TIMESTAMP_LTZ): _via("frazil.to_utc(CAST({0} AS TIMESTAMP), {zone})"),
    (Kind.DATE, Kind.TIMESTAMP_TZ): _via("frazil.tz_of_local(CAST({0} AS TIMESTAMP), {zone})"),
    (Kind.TIME, Kind.TIME): _same,
    (Kind.TIMESTAMP_NTZ, Kind.TIMESTAMP_NTZ): _same,
    (Kind.TIMESTAMP_NTZ, Kind.DATE): _via("CAST({0} AS DATE)"),
    (Kind.TIMESTAMP_NTZ, Kind.TIME): _via("CAST({0} AS TIME)"),
    (Kind.TIMESTAMP_NTZ, Kind.TIMESTAMP_LTZ): _via("frazil.to_utc({0}, {zone})"),
    (Kind.TIMESTAMP_NTZ, Kind.TIMESTAMP_TZ): _via("frazil.tz_of_local({0}, {zone})"),
    (Kind.TIMESTAMP_LTZ, Kind.TIMESTAMP_LTZ): _same,
    (Kind.TIMESTAMP_LTZ, Kind.DATE): _via("CAST(frazil.to_local({0}, {zone}) AS DATE)"),
    (Kind.TIMESTAMP_LTZ, Kind.TIME): _via("CAST(frazil.to_local({0}, {zone}) AS TIME)"),
    (Kind.TIMESTAMP_LTZ, Kind.TIMESTAMP_NTZ): _via("frazil.to_local({0}, {zone})"),
    (Kind.TIMESTAMP_LTZ, Kind.TIMESTAMP_TZ): _via("frazil.tz_of_utc({0}, {zone})"),
    (Kind.TIMESTAMP_TZ, Kind.TIMESTAMP_TZ): _same,
    (Kind.TIMESTAMP_TZ, Kind.DATE): _via("CAST(frazil.tz_local({0}) AS DATE)"),
    (Kind.TIMESTAMP_TZ, Kind.TIME): _via("CAST(frazil.tz_local({0}) AS TIME)"),
    (Kind.TIMESTAMP_TZ, Kind.TIMESTAMP_NTZ): _via("frazil.tz_local({0})"),
    (Kind.TIMESTAMP_TZ, Kind.TIMESTAMP_LTZ): _via("({0}).t"),
    (Kind.OBJECT, Kind.OBJECT): _same,
    (Kind.OBJECT, Kind.VARCHAR): _to_varchar("frazil.variant_json({0})"),
    (Kind.ARRAY, Kind.ARRAY): _same,
    (Kind.ARRAY, Kind.VARCHAR): _to_varchar("frazil.variant_json({0})"),
    (Kind.ARRAY, Kind.VECTOR): _array_to_vector,
    (Kind.VECTOR, Kind.ARRAY): _vector_to_array,
    (Kind.MAP, Kind.MAP): _same,
    (Kind.MAP, Kind.OBJECT): _same,
    (Kind.MAP, Kind.VARCHAR): _to_varchar("frazil.variant_json({0})"),
    **{(kind, Kind.VARIANT): _to_variant for kind in Kind if kind is not Kind.NULL},
    (Kind.VARIANT, Kind.OBJECT): _via("frazil.as_object_strict({0})"),
    (Kind.VARIANT, Kind.ARRAY): _via("frazil.to_array({0})"),
    (Kind.VARIANT, Kind.VARCHAR): _variant_to_text,
    (Kind.VARIANT, Kind.NUMBER): _variant_to_number,
    (Kind.VARIANT, Kind.FLOAT): _via(
        "coalesce(TRY_CAST(frazil.variant_number({0}) AS DOUBLE), frazil.variant_refuse({0}, 'REAL'))"
    ),
    (Kind.VARIANT, Kind.BOOLEAN): _via("frazil.variant_boolean({0})"),
    (Kind.VARIANT, Kind.BINARY): _via("frazil.parse_hex(frazil.variant_raw({0}))"),
    **{(Kind.VARIANT, kind): _variant_to_time for kind in (Kind.DATE, Kind.TIME, *TIMESTAMPS)},
}
