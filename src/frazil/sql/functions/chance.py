"""Values by chance: RANDOM, and distributions that make their values from a generator's."""

from __future__ import annotations

import math
from collections.abc import Iterator

from frazil.core.errors import InvalidArgumentError
from frazil.core.types import FLOAT, Kind, number
from frazil.sql.binder.casts import cast
from frazil.sql.binder.once import once
from frazil.sql.binder.registry import Call
from frazil.sql.binder.typed import Typed, typed
from frazil.sql.functions.numeric import NUMERIC
from frazil.sql.functions.shapes import whole

_INT64 = number(19, 0)
_MOST_ELEMENTS = 16_777_215
_MASK = 2**64 - 1


@NUMERIC.function(
    "RANDOM",
    ("integer",),
    minimum=0,
    volatile=True,
    note="a seed fixes the values in plain select lists alone, to others than Snowflake's",
)
def _random(call: Call) -> Typed:
    row = call.row_number() if len(call) else None
    # DuckDB's own value is a DOUBLE, of 53 bits: stretched to 64, the last of them would be 0 nearly each time.
    chance = "hash(random())" if row is None else f"hash({row.sql}, {call[0].sql})"
    return whole(f"CAST({chance} AS HUGEINT) - 9223372036854775808", _INT64, nullable=False)


@NUMERIC.function("UNIFORM", ("number", "number", "integer"), note="other values than Snowflake's for one generator")
def _uniform(call: Call) -> Typed:
    low, high = call[0], call[1]
    chance = once(call[2].sql, lambda seed: f"CASE WHEN {seed} IS NOT NULL THEN hash({seed}) END")
    if low.type.kind is Kind.NUMBER and high.type.kind is Kind.NUMBER and low.type.scale == high.type.scale == 0:
        a, b = (f"CAST({value.sql} AS BIGINT)" for value in (low, high))
        return whole(f"{a} + CAST({chance} % CAST({b} - {a} + 1 AS UBIGINT) AS BIGINT)", number(38, 0))
    a, b = (cast(value, FLOAT, call.environment).sql for value in (low, high))
    return typed(f"({a} + ({b} - {a}) * (CAST({chance} AS DOUBLE) / 18446744073709551615))", FLOAT)


@NUMERIC.function("NORMAL", ("float", "float", "integer"), note="other values than Snowflake's for one generator")
def _normal(call: Call) -> Typed:
    deviate = once(call[2].sql, lambda seed: f"frazil.normal_deviate({seed})")
    return typed(f"({call[0].sql} + {call[1].sql} * {deviate})", FLOAT)


@NUMERIC.function("ZIPF", ("any", "any", "integer"), note="other values than Snowflake's for one generator")
def _zipf(call: Call) -> Typed:
    if any(argument.type.kind not in (Kind.NUMBER, Kind.FLOAT) for argument in call.arguments[:2]):
        raise call.wrong_types()
    exponent, elements = float(str(call.constant(0))), call.integer(1, 1)
    if exponent <= 0 or not 1 <= elements <= _MOST_ELEMENTS:
        raise InvalidArgumentError(f"invalid value [{exponent:g},{elements}] for the arguments of function ZIPF")
    rank = f"frazil_zipf(CAST(hash({{0}}) >> 1 AS BIGINT), CAST({exponent!r} AS DOUBLE), {elements})"
    sql = once(call[2].sql, lambda seed: f"CASE WHEN {seed} IS NOT NULL THEN {rank.format(seed)} END")
    return whole(sql, number(38, 0))


def zipf(seed: int, exponent: float, elements: int) -> int:
    """Return a rank from 1 to ``elements``; rank k has a chance in proportion to 1 / k^exponent.

    By rejection-inversion (Hörmann and Derflinger), in constant time and memory.
    """
    low, high = _area(1.5, exponent) - 1.0, _area(elements + 0.5, exponent)
    for chance in _chances(seed):
        drawn = high + chance * (low - high)
        x = _area_inverse(drawn, exponent)
        rank = min(max(int(x + 0.5), 1), elements)
        if drawn >= _area(rank + 0.5, exponent) - rank**-exponent:
            return rank
    raise AssertionError


def _chances(seed: int) -> Iterator[float]:
    """Yield numbers from 0 to 1 that follow from a seed, by SplitMix64."""
    state = seed
    while True:
        state = state + 0x9E3779B97F4A7C15 & _MASK
        mixed = (state ^ state >> 30) * 0xBF58476D1CE4E5B9 & _MASK
        mixed = (mixed ^ mixed >> 27) * 0x94D049BB133111EB & _MASK
        yield (mixed ^ mixed >> 31) / (_MASK + 1)


def _area(x: float, exponent: float) -> float:
    """Return the integral of t^-exponent up to x, from wherever it is simplest."""
    return math.log(x) if exponent == 1 else x ** (1 - exponent) / (1 - exponent)


def _area_inverse(area: float, exponent: float) -> float:
    return math.exp(area) if exponent == 1 else (area * (1 - exponent)) ** (1 / (1 - exponent))
