"""Numeric functions: rounding, arithmetic, logarithms, bits, chance."""

from __future__ import annotations

from frazil.core.errors import InvalidArgumentError
from frazil.core.types import FLOAT, NUMBER, Kind, number
from frazil.sql.binder.casts import cast, coerce_argument
from frazil.sql.binder.once import once
from frazil.sql.binder.operators import arithmetic
from frazil.sql.binder.registry import MANY, Call, Category
from frazil.sql.binder.typed import Typed, is_integer_storage, is_time_like, typed
from frazil.sql.functions.dates import truncate
from frazil.sql.functions.shapes import exact, like, unified, whole
from frazil.sql.functions.units import DATE_UNITS, TIME_UNITS, unit

NUMERIC = Category("Numeric")
_INT64 = number(19, 0)

NUMERIC.scalar("SQRT", "sqrt({0})", ("float",), FLOAT)
NUMERIC.scalar("CBRT", "cbrt({0})", ("float",), FLOAT)
NUMERIC.scalar("EXP", "exp({0})", ("float",), FLOAT)
NUMERIC.scalar("LN", "ln({0})", ("float",), FLOAT)
NUMERIC.scalar("LOG", "(ln({1}) / ln({0}))", ("float", "float"), FLOAT)
NUMERIC.scalar("POWER POW", "pow({0}, {1})", ("float", "float"), FLOAT)
NUMERIC.scalar("SQUARE", "pow({0}, 2)", ("float",), FLOAT)
NUMERIC.scalar("PI", "pi()", (), FLOAT)
NUMERIC.scalar("FACTORIAL", "factorial(CAST({0} AS INTEGER))", ("integer",), NUMBER, storage="HUGEINT")
for _name in ("ACOS", "ASIN", "ATAN", "COS", "COT", "SIN", "TAN", "SINH", "COSH", "TANH", "ASINH", "ACOSH", "ATANH"):
    NUMERIC.scalar(_name, _name.lower() + "({0})", ("float",), FLOAT)
NUMERIC.scalar("ATAN2", "atan2({0}, {1})", ("float", "float"), FLOAT)
NUMERIC.scalar("DEGREES", "degrees({0})", ("float",), FLOAT)
NUMERIC.scalar("RADIANS", "radians({0})", ("float",), FLOAT)
NUMERIC.scalar(
    "WIDTH_BUCKET",
    "frazil.width_bucket({0}, {1}, {2}, {3})",
    ("float", "float", "float", "integer"),
    NUMBER,
    storage="BIGINT",
)
for _name, _operator in (("BITAND BIT_AND", "&"), ("BITOR BIT_OR", "|")):
    NUMERIC.scalar(
        _name,
        f"(CAST({{0}} AS BIGINT) {_operator} CAST({{1}} AS BIGINT))",
        ("integer", "integer"),
        NUMBER,
        storage="BIGINT",
    )
NUMERIC.scalar(
    "BITXOR BIT_XOR",
    "xor(CAST({0} AS BIGINT), CAST({1} AS BIGINT))",
    ("integer", "integer"),
    NUMBER,
    storage="BIGINT",
)
NUMERIC.scalar("BITNOT BIT_NOT", "(~ CAST({0} AS BIGINT))", ("integer",), NUMBER, storage="BIGINT")
NUMERIC.scalar(
    "BITSHIFTLEFT BIT_SHIFTLEFT",
    "(CAST({0} AS BIGINT) << CAST({1} AS INTEGER))",
    ("integer", "integer"),
    NUMBER,
    storage="BIGINT",
)
NUMERIC.scalar(
    "BITSHIFTRIGHT BIT_SHIFTRIGHT",
    "(CAST({0} AS BIGINT) >> CAST({1} AS INTEGER))",
    ("integer", "integer"),
    NUMBER,
    storage="BIGINT",
)


@NUMERIC.function("ABS", ("number",))
def _abs(call: Call) -> Typed:
    return like(f"abs({call[0].sql})", call[0], nullable=call[0].nullable)


@NUMERIC.function("SIGN", ("number",))
def _sign(call: Call) -> Typed:
    if call[0].type.kind is Kind.FLOAT:
        return typed(f"CAST(sign({call[0].sql}) AS DOUBLE)", FLOAT)
    return whole(f"sign({call[0].sql})", number(1, 0), nullable=call[0].nullable)


@NUMERIC.function("MOD", ("number", "number"))
def _mod(call: Call) -> Typed:
    return arithmetic(call[0], "%", call[1], call.environment, call.position)


@NUMERIC.function("DIV0", ("number", "number"))
def _div0(call: Call) -> Typed:
    quotient = arithmetic(call[0], "/", call[1], call.environment, call.position)
    return quotient.with_sql(
        f"CASE WHEN {call[1].sql} = 0 AND {call[0].sql} IS NOT NULL THEN 0 ELSE {quotient.sql} END", nullable=True
    )


@NUMERIC.function("DIV0NULL", ("number", "number"))
def _div0null(call: Call) -> Typed:
    quotient = arithmetic(call[0], "/", call[1], call.environment, call.position)
    zero = f"coalesce({call[1].sql}, 0) = 0 AND {call[0].sql} IS NOT NULL"
    return quotient.with_sql(f"CASE WHEN {zero} THEN 0 ELSE {quotient.sql} END", nullable=True)


@NUMERIC.function("ZEROIFNULL", ("number",))
def _zeroifnull(call: Call) -> Typed:
    return like(f"coalesce({call[0].sql}, 0)", call[0], nullable=False)


@NUMERIC.function("NULLIFZERO", ("number",))
def _nullifzero(call: Call) -> Typed:
    return like(f"nullif({call[0].sql}, 0)", call[0])


# ---------------------------------------------------------------- rounding


def _digits(call: Call) -> int | None:
    """Return the constant number of digits after the point, None when it is known only at run time."""
    known = len(call) == 1 or (call[1].constant is not None and call[1].constant[0] is not None)
    return call.integer(1, 0) if known else None


def _rounded(call: Call, value: Typed, digits: int) -> Typed:
    """Return an exact number rounded half away from zero; NUMBER(p,s) gives one more digit for the carry."""
    scale = min(max(digits, 0), value.type.scale)
    kind = number(value.type.precision + 1, scale)
    if digits >= value.type.scale:
        return Typed(value.sql, kind, value.storage, value.nullable)
    text = f"CAST({value.sql} AS DECIMAL(38,0))" if is_integer_storage(value.storage) else value.sql
    sql = f"round({text}, {digits})"
    return exact(sql, kind, call.environment, nullable=value.nullable)


def _by_rounding(call: Call, macro: str, function: str) -> Typed:
    """Return CEIL, FLOOR or TRUNC of a value: exact numbers correct what rounding did by one unit."""
    value, digits = call[0], _digits(call)
    if value.type.kind is Kind.FLOAT or digits is None:
        power = f"pow(10, {call[1].sql})" if len(call) > 1 else "1"
        sql = f"({function}(CAST({value.sql} AS DOUBLE) * {power}) / {power})"
        return typed(sql, FLOAT) if value.type.kind is Kind.FLOAT else exact(sql, value.type, call.environment)
    rounded = _rounded(call, value, digits)
    if rounded.sql == value.sql:
        return rounded
    unit = f"CAST('{10**-digits if digits <= 0 else '0.' + '0' * (digits - 1) + '1'}' AS {rounded.storage})"
    sql = once(value.sql, lambda x: f"frazil.{macro}({_rounded(call, value.with_sql(x), digits).sql}, {x}, {unit})")
    return exact(sql, rounded.type, call.environment, nullable=value.nullable)


@NUMERIC.function(
    "ROUND",
    ("number", "integer", "text"),
    minimum=1,
    note="HALF_TO_EVEN is refused; digits that are no constant count as FLOAT",
)
def _round(call: Call) -> Typed:
    value, digits = call[0], _digits(call)
    if len(call) == 3 and str(call.constant(2)).upper() != "HALF_AWAY_FROM_ZERO":
        raise InvalidArgumentError(f"unsupported rounding mode '{call.constant(2)}' of function ROUND")
    if value.type.kind is Kind.FLOAT:
        return typed(f"round({value.sql}, CAST({call[1].sql if len(call) > 1 else 0} AS INTEGER))", FLOAT)
    if digits is None:
        sql = f"round(CAST({value.sql} AS DOUBLE), CAST({call[1].sql} AS INTEGER))"
        return exact(sql, number(value.type.precision + 1, value.type.scale), call.environment)
    return _rounded(call, value, digits)


@NUMERIC.function("CEIL CEILING", ("number", "integer"), minimum=1)
def _ceil(call: Call) -> Typed:
    return _by_rounding(call, "ceil_from", "ceil")


@NUMERIC.function("FLOOR", ("number", "integer"), minimum=1)
def _floor(call: Call) -> Typed:
    return _by_rounding(call, "floor_from", "floor")


@NUMERIC.function("TRUNCATE TRUNC", ("any", "any"), minimum=1)
def _truncate(call: Call) -> Typed:
    if is_time_like(call[0].type.kind) or call[0].type.kind is Kind.TIME:
        return truncate(call, call[0], "DAY" if len(call) == 1 else unit(call, 1, DATE_UNITS | TIME_UNITS))
    arguments = [coerce_argument(call[0], "number", call.environment)]
    arguments += [coerce_argument(argument, "integer", call.environment) for argument in call.arguments[1:]]
    numbers = Call(name=call.name, arguments=arguments, nodes=call.nodes, environment=call.environment)
    return _by_rounding(numbers, "trunc_from", "trunc")


# ---------------------------------------------------------------- the largest and the smallest


def _extreme(call: Call, function: str, *, ignore_nulls: bool) -> Typed:
    values = unified(call.arguments, call.environment)
    sql = f"{function}({', '.join(value.sql for value in values)})"
    nullable = any(value.nullable for value in values)
    if nullable and not ignore_nulls:
        missing = " OR ".join(f"{value.sql} IS NULL" for value in values if value.nullable)
        sql = f"CASE WHEN {missing} THEN NULL ELSE {sql} END"
    return like(sql, values[0], nullable=nullable)


@NUMERIC.function("GREATEST", ("any",), maximum=MANY, note="VARIANT compares as text")
def _greatest(call: Call) -> Typed:
    return _extreme(call, "greatest", ignore_nulls=False)


@NUMERIC.function("LEAST", ("any",), maximum=MANY, note="VARIANT compares as text")
def _least(call: Call) -> Typed:
    return _extreme(call, "least", ignore_nulls=False)


@NUMERIC.function("GREATEST_IGNORE_NULLS", ("any",), maximum=MANY)
def _greatest_ignore_nulls(call: Call) -> Typed:
    return _extreme(call, "greatest", ignore_nulls=True)


@NUMERIC.function("LEAST_IGNORE_NULLS", ("any",), maximum=MANY)
def _least_ignore_nulls(call: Call) -> Typed:
    return _extreme(call, "least", ignore_nulls=True)


# ---------------------------------------------------------------- chance


@NUMERIC.function("RANDOM", ("integer",), minimum=0, volatile=True, note="a seed does not fix the sequence")
def _random(call: Call) -> Typed:
    return whole("(random() - 0.5) * 18446744073709549568", _INT64, nullable=False)


@NUMERIC.function("UNIFORM", ("number", "number", "integer"), note="other values than Snowflake's for one generator")
def _uniform(call: Call) -> Typed:
    low, high = call[0], call[1]
    chance = f"hash({call[2].sql})"
    if low.type.kind is Kind.NUMBER and high.type.kind is Kind.NUMBER and low.type.scale == high.type.scale == 0:
        a, b = (f"CAST({value.sql} AS BIGINT)" for value in (low, high))
        return whole(f"{a} + CAST({chance} % CAST({b} - {a} + 1 AS UBIGINT) AS BIGINT)", number(38, 0))
    a, b = (cast(value, FLOAT, call.environment).sql for value in (low, high))
    return typed(f"({a} + ({b} - {a}) * (CAST({chance} AS DOUBLE) / 18446744073709551615))", FLOAT)
