"""Conversion functions: TO_X and TRY_TO_X."""

from __future__ import annotations

from collections.abc import Callable

from frazil.core.errors import InvalidArgumentError
from frazil.core.types import (
    BINARY,
    BOOLEAN,
    DATE,
    FLOAT,
    TIME,
    TIMESTAMP_LTZ,
    TIMESTAMP_NTZ,
    TIMESTAMP_TZ,
    TIMESTAMPS,
    VARCHAR,
    DataType,
    Kind,
    number,
)
from frazil.sql.binder.casts import cast
from frazil.sql.binder.formats import parse_format, render_format
from frazil.sql.binder.literals import literal
from frazil.sql.binder.once import once
from frazil.sql.binder.registry import Call, Category
from frazil.sql.binder.typed import Typed, typed
from frazil.sql.binder.wall_clock import mapped_timestamp

CONVERSION = Category("Conversion")
_EPOCH_DIGITS = 6
_EXACT_READING = "FX in a format does not change what is read"


def _enter(names: str, parameters: int, convert: Callable[[Call], Typed], note: str = "") -> None:
    """Enter TO_X under its names, and TRY_TO_X, which gives NULL where the other refuses."""

    def attempt(call: Call) -> Typed:
        if call[0].type.kind not in (Kind.VARCHAR, Kind.NULL):
            raise call.wrong_types()
        result = convert(call)
        return typed(f"TRY({result.sql})", result.type, storage=result.storage)

    words = ("any",) * parameters
    CONVERSION.function(names, words, minimum=1, note=note)(convert)
    tried = " ".join(f"TRY_{name}" for name in names.split() if name.startswith("TO_"))
    CONVERSION.function(tried, words, minimum=1, note=note)(attempt)


# ---------------------------------------------------------------- numbers


def _to_number(call: Call) -> Typed:
    formatted = len(call) > 1 and call[1].type.kind is Kind.VARCHAR
    first = 2 if formatted else 1
    precision, scale = call.integer(first, 38), call.integer(first + 1, 0)
    if not (1 <= precision <= 38 and 0 <= scale <= min(precision, 37)):
        raise InvalidArgumentError(f"invalid value [{precision},{scale}] for precision and scale of {call.name}")
    value = call[0]
    if formatted and value.type.kind is not Kind.VARCHAR:
        raise call.wrong_types()
    if formatted:
        value = typed(f"frazil_parse_number({value.sql}, {call[1].sql}, 'FIXED')", VARCHAR)
    return cast(value, number(precision, scale), call.environment)


def _to_double(call: Call) -> Typed:
    value = call[0]
    if len(call) > 1:
        if value.type.kind is not Kind.VARCHAR or call[1].type.kind is not Kind.VARCHAR:
            raise call.wrong_types()
        value = typed(f"frazil_parse_number({value.sql}, {call[1].sql}, 'REAL')", VARCHAR)
    return cast(value, FLOAT, call.environment)


def _to_boolean(call: Call) -> Typed:
    return cast(call[0], BOOLEAN, call.environment)


_enter("TO_NUMBER TO_DECIMAL TO_NUMERIC", 4, _to_number, _EXACT_READING)
_enter("TO_DOUBLE", 2, _to_double, _EXACT_READING)
_enter("TO_BOOLEAN", 1, _to_boolean)


# ---------------------------------------------------------------- dates and times


def _parsed(call: Call, target: DataType) -> Typed:
    """Return a text read by the format in the second argument, anything else as a cast does it."""
    if len(call) > 1 and call[0].type.kind is Kind.VARCHAR:
        return parse_format(call[0], target, str(call.constant(1)), call.environment)
    return cast(call[0], target, call.environment)


def _to_date(call: Call) -> Typed:
    return _parsed(call, DATE)


def _to_time(call: Call) -> Typed:
    return _parsed(call, TIME)


_enter("TO_DATE DATE", 2, _to_date)
_enter("TO_TIME TIME", 2, _to_time)


def _timestamp(call: Call, target: DataType) -> Typed:
    value = call[0]
    if value.type.kind is Kind.NUMBER and len(call) > 1:
        scale = call.integer(1, 0)
        if not 0 <= scale <= 9:
            raise InvalidArgumentError(f"invalid value [{scale}] for the scale of function {call.name}")
        more = _EPOCH_DIGITS - scale
        digits = f"CAST({value.sql} AS DECIMAL(38,{max(more, 0)}))"
        count = f"{digits} * {10**more}" if more >= 0 else f"{digits} / {10**-more}"
        utc = typed(once(count, lambda name: f"frazil.moment({name})"), TIMESTAMP_NTZ)
        if target.kind is Kind.TIMESTAMP_TZ:
            return cast(typed(utc.sql, TIMESTAMP_LTZ), target, call.environment)
        return typed(utc.sql, target)
    return _parsed(call, target)


def _mapped(call: Call) -> Typed:
    """Return TO_TIMESTAMP, whose type the session decides."""
    return _timestamp(call, mapped_timestamp(call.environment))


_enter("TO_TIMESTAMP", 2, _mapped)
_enter("TO_TIMESTAMP_NTZ", 2, lambda call: _timestamp(call, TIMESTAMP_NTZ))
_enter("TO_TIMESTAMP_LTZ", 2, lambda call: _timestamp(call, TIMESTAMP_LTZ))
_enter("TO_TIMESTAMP_TZ", 2, lambda call: _timestamp(call, TIMESTAMP_TZ))


# ---------------------------------------------------------------- texts and binaries


@CONVERSION.function("TO_VARCHAR TO_CHAR", ("any", "any"), minimum=1)
def _to_varchar(call: Call) -> Typed:
    value = call[0]
    if len(call) == 1 or value.type.kind is Kind.NULL:
        return cast(value, VARCHAR, call.environment)
    if value.type.kind is Kind.VARCHAR:
        value = cast(value, TIMESTAMP_NTZ, call.environment)
    if call[1].type.kind not in (Kind.VARCHAR, Kind.NULL):
        raise call.wrong_types()
    if value.type.kind in TIMESTAMPS or value.type.kind in (Kind.DATE, Kind.TIME):
        return typed(render_format(value, str(call.constant(1)), call.environment), VARCHAR)
    if value.type.kind is Kind.BINARY:
        return _decoded(call, value)
    if value.type.kind not in (Kind.NUMBER, Kind.FLOAT):
        raise call.wrong_types()
    text = cast(value, VARCHAR, call.environment)
    target = "FIXED" if value.type.kind is Kind.NUMBER else "REAL"
    return typed(f"frazil_print_number({text.sql}, {call[1].sql}, '{target}')", VARCHAR)


def _decoded(call: Call, value: Typed) -> Typed:
    templates = {"HEX": "hex({0})", "BASE64": "to_base64({0})", "UTF-8": "decode({0})", "UTF8": "decode({0})"}
    return typed(_chosen(call, templates).format(value.sql), VARCHAR)


def _chosen(call: Call, templates: dict[str, str]) -> str:
    form = str(call.constant(1)).upper()
    if form not in templates:
        raise InvalidArgumentError(f"invalid value [{form}] for parameter 'format' of function {call.name}")
    return templates[form]


def _to_binary(call: Call) -> Typed:
    if len(call) == 1 or call[0].type.kind is not Kind.VARCHAR:
        return cast(call[0], BINARY, call.environment)
    templates = {
        "HEX": "frazil_parse_hex({0})",
        "BASE64": "frazil_decode_base64({0}, '')",
        "UTF-8": "encode({0})",
        "UTF8": "encode({0})",
    }
    return typed(_chosen(call, templates).format(call[0].sql), BINARY)


_enter("TO_BINARY", 2, _to_binary)


# ---------------------------------------------------------------- names of types

_LARGEST_DIGITS = {2: "SB1", 4: "SB2", 9: "SB4", 18: "SB8", 38: "SB16"}
_PHYSICAL = {
    Kind.FLOAT: "DOUBLE",
    Kind.BOOLEAN: "SB1",
    Kind.DATE: "SB4",
    Kind.TIME: "SB8",
    Kind.TIMESTAMP_NTZ: "SB16",
    Kind.TIMESTAMP_LTZ: "SB16",
    Kind.TIMESTAMP_TZ: "SB16",
}


@CONVERSION.function("SYSTEM$TYPEOF", ("any",), note="sizes follow from the type, not from the values")
def _system_typeof(call: Call) -> Typed:
    kind = call[0].type
    if kind.kind is Kind.NUMBER:
        physical = next(name for digits, name in _LARGEST_DIGITS.items() if kind.precision <= digits)
    else:
        physical = _PHYSICAL.get(kind.kind, "LOB")
    return literal(f"{kind}[{physical}]", call.environment)
