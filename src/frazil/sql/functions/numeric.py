"""Numeric functions: rounding, arithmetic, logarithms, bits, chance."""

from __future__ import annotations

from frazil.core.types import FLOAT, NUMBER, Kind, number
from frazil.sql.binder.casts import coerce_argument
from frazil.sql.binder.once import once
from frazil.sql.binder.operators import arithmetic
from frazil.sql.binder.registry import MANY, Call, Category
from frazil.sql.binder.typed import Typed, typed
from frazil.sql.functions.shapes import like, unified, whole

NUMERIC = Category("Numeric")

NUMERIC.scalar("CBRT", "cbrt({0})", ("float",), FLOAT)
NUMERIC.scalar("EXP", "exp({0})", ("float",), FLOAT)
NUMERIC.scalar("POWER POW", "pow({0}, {1})", ("float", "float"), FLOAT)
NUMERIC.scalar("SQUARE", "pow({0}, 2)", ("float",), FLOAT)
NUMERIC.scalar("HAVERSINE", "frazil.haversine({0}, {1}, {2}, {3})", ("float",) * 4, FLOAT)
NUMERIC.scalar("PI", "pi()", (), FLOAT)
NUMERIC.scalar("FACTORIAL", "frazil.factorial({0})", ("integer",), NUMBER, storage="HUGEINT")
for _name in ("ATAN", "COS", "SIN", "TAN", "SINH", "COSH", "TANH", "ASINH"):
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


def _enter_partial(name: str) -> None:
    """Enter a function that is not defined for every number: its macro names the number several times."""

    @NUMERIC.function(name, ("float",))
    def _bind(call: Call) -> Typed:
        return typed(once(call[0].sql, lambda x: f"frazil.{name.lower()}({x})"), FLOAT)


for _name in ("SQRT", "LN", "ACOS", "ASIN", "ACOSH", "ATANH", "COT"):
    _enter_partial(_name)


@NUMERIC.function("LOG", ("float", "float"))
def _log(call: Call) -> Typed:
    base, value = call[0], call[1]
    if base.constant is None and call.nodes[0] != call.nodes[1]:
        return typed(f"frazil.log({base.sql}, {value.sql})", FLOAT)
    return typed(once(value.sql, lambda x: f"frazil.log({base.sql}, {x})"), FLOAT)


@NUMERIC.function("ABS", ("number",))
def _abs(call: Call) -> Typed:
    return like(f"abs({call[0].sql})", call[0], nullable=call[0].nullable)


@NUMERIC.function("SIGN", ("number",))
def _sign(call: Call) -> Typed:
    if call[0].type.kind is Kind.FLOAT:
        return typed(f"CAST(sign({call[0].sql}) AS DOUBLE)", FLOAT)
    return whole(f"sign({call[0].sql})", number(1, 0), nullable=call[0].nullable)


@NUMERIC.function("MOD", ("any", "any"))
def _mod(call: Call) -> Typed:
    return arithmetic(call[0], "%", call[1], call.environment, call.position)


@NUMERIC.function("DIV0", ("any", "any"))
def _div0(call: Call) -> Typed:
    quotient = arithmetic(call[0], "/", call[1], call.environment, call.position)
    zero = _is_zero(call)
    return quotient.with_sql(
        f"CASE WHEN {zero} AND {call[0].sql} IS NOT NULL THEN 0 ELSE {quotient.sql} END", nullable=True
    )


@NUMERIC.function("DIV0NULL", ("any", "any"))
def _div0null(call: Call) -> Typed:
    quotient = arithmetic(call[0], "/", call[1], call.environment, call.position)
    zero = f"coalesce({_is_zero(call)}, TRUE) AND {call[0].sql} IS NOT NULL"
    return quotient.with_sql(f"CASE WHEN {zero} THEN 0 ELSE {quotient.sql} END", nullable=True)


def _is_zero(call: Call) -> str:
    return f"{coerce_argument(call[1], 'number', call.environment).sql} = 0"


@NUMERIC.function("ZEROIFNULL", ("number",))
def _zeroifnull(call: Call) -> Typed:
    return like(f"coalesce({call[0].sql}, 0)", call[0], nullable=False)


@NUMERIC.function("NULLIFZERO", ("number",))
def _nullifzero(call: Call) -> Typed:
    return like(f"nullif({call[0].sql}, 0)", call[0])


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
