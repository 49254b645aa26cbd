"""ROUND, CEIL, FLOOR and TRUNC: of exact numbers to a scale, of floats to digits, TRUNC of dates to a part."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal

from frazil.core.errors import InvalidArgumentError
from frazil.core.types import FLOAT, Kind, number
from frazil.sql.binder.casts import cast, coerce_argument
from frazil.sql.binder.once import once
from frazil.sql.binder.operators import TEXT_NUMBER
from frazil.sql.binder.registry import Call
from frazil.sql.binder.typed import Typed, is_integer_storage, is_time_like, typed
from frazil.sql.functions.dates import truncate
from frazil.sql.functions.numeric import NUMERIC
from frazil.sql.functions.shapes import exact
from frazil.sql.functions.units import DATE_UNITS, TIME_UNITS, unit

_MODES = ("HALF_AWAY_FROM_ZERO", "HALF_TO_EVEN")
_FARTHEST = 38

Rounding = Callable[[Typed, int], Typed]


def _value(call: Call) -> Typed:
    """Return what is rounded; a text counts as FLOAT, and as NUMBER(18,5) beside digits."""
    if call[0].type.kind is Kind.VARCHAR and len(call) > 1:
        return cast(call[0], TEXT_NUMBER, call.environment)
    return coerce_argument(call[0], "number", call.environment)


def _by_digits(call: Call, value: Typed, rounding: Rounding) -> Typed:
    """Return an exact number rounded to the digits of the second argument, which rows may give."""
    if len(call) == 1:
        return rounding(value, 0)
    digits = coerce_argument(call[1], "integer", call.environment)
    if call[1].constant is not None and isinstance(call[1].constant[0], Decimal):
        call.constant(1)
        at = int(call[1].constant[0].to_integral_value(ROUND_HALF_UP))
        return rounding(value, max(min(at, _FARTHEST), -_FARTHEST))
    kind = number(value.type.precision + 1, value.type.scale)

    def choose(x: str) -> str:
        lowest = value.type.scale - value.type.precision - 1
        cases = [f"WHEN d < {lowest} THEN 0"]
        for at in range(lowest, value.type.scale):
            text = rounding(value.with_sql(x), at).sql
            cases.append(f"WHEN d = {at} THEN {exact(text, kind, call.environment).sql}")
        return f"CASE {' '.join(cases)} WHEN d IS NOT NULL THEN {x} END"

    sql = f"list_transform([{value.sql}], lambda v: list_transform([{digits.sql}], lambda d: {choose('v')})[1])[1]"
    return exact(sql, kind, call.environment)


def _rounded(call: Call, value: Typed, digits: int) -> Typed:
    """Return an exact number rounded half away from zero; what loses digits gets one more for the carry."""
    if digits >= value.type.scale:
        return Typed(value.sql, value.type, value.storage, value.nullable)
    kind = number(value.type.precision + 1, max(digits, 0))
    text = f"CAST({value.sql} AS DECIMAL(38,0))" if is_integer_storage(value.storage) else value.sql
    return exact(f"round({text}, {digits})", kind, call.environment, nullable=value.nullable)


def _corrected(call: Call, value: Typed, digits: int, macro: str) -> Typed:
    """Return a rounded number put right by one unit, for other directions than half away from zero."""
    rounded = _rounded(call, value, digits)
    if rounded.sql == value.sql:
        return rounded
    unit = f"CAST('{10**-digits if digits <= 0 else '0.' + '0' * (digits - 1) + '1'}' AS {rounded.storage})"
    sql = once(value.sql, lambda x: f"frazil.{macro}({_rounded(call, value.with_sql(x), digits).sql}, {x}, {unit})")
    return exact(sql, rounded.type, call.environment, nullable=value.nullable)


def _float_rounded(call: Call, value: Typed, function: str) -> Typed:
    power = f"pow(10, {coerce_argument(call[1], 'integer', call.environment).sql})" if len(call) > 1 else "1"
    return typed(f"({function}({value.sql} * {power}) / {power})", FLOAT)


def _directed(call: Call, macro: str, function: str) -> Typed:
    """Return CEIL, FLOOR or TRUNC of a number."""
    value = _value(call)
    if value.type.kind is Kind.FLOAT:
        return _float_rounded(call, value, function)
    return _by_digits(call, value, lambda each, digits: _corrected(call, each, digits, macro))


@NUMERIC.function("ROUND", ("any", "any", "text"), minimum=1)
def _round(call: Call) -> Typed:
    value = _value(call)
    mode = str(call.constant(2)).upper() if len(call) == 3 else _MODES[0]
    if mode not in _MODES:
        raise InvalidArgumentError(f"invalid value [{mode}] for the rounding mode of function ROUND")
    if value.type.kind is Kind.FLOAT:
        if mode != _MODES[0]:
            raise call.wrong_types()
        digits = coerce_argument(call[1], "integer", call.environment).sql if len(call) > 1 else "0"
        return typed(f"round({value.sql}, CAST({digits} AS INTEGER))", FLOAT)
    if mode == _MODES[0]:
        return _by_digits(call, value, lambda each, digits: _rounded(call, each, digits))
    return _by_digits(call, value, lambda each, digits: _corrected(call, each, digits, "even_from"))


@NUMERIC.function("CEIL CEILING", ("any", "any"), minimum=1)
def _ceil(call: Call) -> Typed:
    return _directed(call, "ceil_from", "ceil")


@NUMERIC.function("FLOOR", ("any", "any"), minimum=1)
def _floor(call: Call) -> Typed:
    return _directed(call, "floor_from", "floor")


@NUMERIC.function("TRUNCATE TRUNC", ("any", "any"), minimum=1)
def _truncate(call: Call) -> Typed:
    if is_time_like(call[0].type.kind) or call[0].type.kind is Kind.TIME:
        return truncate(call, call[0], "DAY" if len(call) == 1 else unit(call, 1, DATE_UNITS | TIME_UNITS))
    return _directed(call, "trunc_from", "trunc")
