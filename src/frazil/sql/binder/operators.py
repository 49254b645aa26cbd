"""Arithmetic and comparison with Snowflake's types and scales.

NUMBER arithmetic is carried by BIGINT and DECIMAL(18,s) as long as it fits: DuckDB raises on overflow, and the
pipeline then binds the statement again with ``Environment.wide``, where every NUMBER is a DECIMAL(38,s).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from frazil.core.errors import InvalidArgumentTypesError
from frazil.core.types import (
    BOOLEAN,
    DATE,
    FLOAT,
    NUMBER,
    SEMI_STRUCTURED,
    VARCHAR,
    DataType,
    Kind,
    number,
)
from frazil.sql.binder.casts import cast, coerce, common_type, to_text, to_variant
from frazil.sql.binder.collations import collated_key, combined
from frazil.sql.binder.environment import Environment
from frazil.sql.binder.slots import pin_gaps
from frazil.sql.binder.typed import Typed, decimal_shape, is_integer_storage, typed

COMPARISONS = frozenset({"=", "<>", "<", "<=", ">", ">="})

TEXT_NUMBER = number(18, 5)
"""What a text counts as beside a NUMBER; a literal counts by the digits it has after its point."""

_NUMERAL = re.compile(r"\s*[+-]?(\d*)(?:\.(\d*))?\s*\Z")
_MOST_DIGITS = 37
"""The most digits that 128 bits hold with some room."""


# ---------------------------------------------------------------- comparison


def compare(left: Typed, operator: str, right: Typed, environment: Environment) -> Typed:
    """Return ``left <operator> right`` as BOOLEAN, both sides brought to one type."""
    a, b = comparable(left, right, environment)
    return typed(f"({a} {operator} {b})", BOOLEAN, nullable=left.nullable or right.nullable)


def comparable(left: Typed, right: Typed, environment: Environment) -> tuple[str, str]:
    """Return the two texts whose comparison is the comparison of the values."""
    target = common_type([left.type, right.type])
    return comparison_key(left, target, environment), comparison_key(right, target, environment)


def comparison_key(value: Typed, target: DataType, environment: Environment) -> str:
    """Return the text that compares like the value once it is brought to ``target``'s family."""
    kind = target.kind
    if kind is Kind.NUMBER and value.type.kind in (Kind.VARCHAR, Kind.BOOLEAN):
        return cast(value, number(38, max(target.scale, 5)), environment).sql
    if kind in SEMI_STRUCTURED:
        return f"frazil.variant_key({to_variant(value, environment).sql})"
    brought = value if value.type.kind in (kind, Kind.NULL) else coerce(value, target, environment)
    if kind is Kind.NUMBER and target.scale and brought.type.kind is Kind.NUMBER:
        # Beside a DECIMAL(18,s), DuckDB would compare a BIGINT in 128 bits and could not use the table's statistics.
        brought = _decimal(brought)
    if kind is Kind.TIMESTAMP_TZ and brought.type.kind is Kind.TIMESTAMP_TZ:
        return f"({brought.sql}).t"
    return collated_key(brought.sql, target.collation)


def ordering_key(value: Typed) -> str:
    """Return the text that sorts like the value."""
    if value.type.kind is Kind.TIMESTAMP_TZ:
        return f"({value.sql}).t"
    if value.type.kind in SEMI_STRUCTURED:
        return f"frazil.variant_key({value.sql})"
    return collated_key(value.sql, value.type.collation)


# ---------------------------------------------------------------- arithmetic


def negate(value: Typed, operator: str, environment: Environment) -> Typed:
    """Return ``-value`` or ``+value``."""
    operand = _numeric(value, environment)
    if operator == "+":
        return operand
    constant = None
    if operand.constant is not None and operand.constant[0] is not None:
        constant = (-operand.constant[0],)  # type: ignore[operator]
    return Typed(f"(- {operand.sql})", operand.type, operand.storage, operand.nullable, None, constant)


def arithmetic(left: Typed, operator: str, right: Typed, environment: Environment, position: int) -> Typed:
    """Return ``left <operator> right`` for ``+ - * / % ||``; raises InvalidArgumentTypesError for other types."""
    if operator == "||":
        return _concatenate(left, right, environment)
    dated = _date_arithmetic(left, operator, right, environment)
    if dated is not None:
        return dated
    if not (_arithmetic_kind(left) and _arithmetic_kind(right)):
        raise InvalidArgumentTypesError(
            f"Invalid argument types for function '{operator}': ({left.type}, {right.type})", position=position
        )
    a, b = _operand(left, right, operator, environment), _operand(right, left, operator, environment)
    nullable = a.nullable or b.nullable
    if Kind.FLOAT in (a.type.kind, b.type.kind):
        x, y = cast(a, FLOAT, environment).sql, cast(b, FLOAT, environment).sql
        if operator in ("/", "%"):
            y = _divisor(y, a)
        return typed(f"({x} {operator} {y})", FLOAT, nullable=nullable)
    return _EXACT[operator](a, b, environment)


def _arithmetic_kind(value: Typed) -> bool:
    return value.type.kind in (Kind.NUMBER, Kind.FLOAT, Kind.VARCHAR, Kind.VARIANT, Kind.NULL, Kind.BOOLEAN)


def _operand(value: Typed, other: Typed, operator: str, environment: Environment) -> Typed:
    """Return a side of an operator as a number: a text as an exact one beside a NUMBER, else as FLOAT."""
    if value.type.kind is not Kind.VARCHAR or other.type.kind not in (Kind.NUMBER, Kind.BOOLEAN):
        return _numeric(value, environment)
    # The type depends on the literal's digits, and on whether it has any.
    numeral = None
    if value.constant is not None:
        pin_gaps(value.sql, environment)
        numeral = _NUMERAL.match(str(value.constant[0]))
    if numeral is None:
        return _numeric(cast(value, TEXT_NUMBER, environment), environment)
    scale = len(numeral[2] or "")
    digits = len(numeral[1].lstrip("0")) + scale
    least = 1 if operator == "%" else TEXT_NUMBER.precision
    return _numeric(cast(value, number(max(digits, least), scale), environment), environment)


def _numeric(value: Typed, environment: Environment) -> Typed:
    kind = value.type.kind
    if kind is Kind.NUMBER:
        return _widened(value) if environment.wide else value
    if kind is Kind.FLOAT:
        return value
    if kind is Kind.NULL:
        return cast(value, NUMBER, environment)
    if kind is Kind.BOOLEAN:
        return cast(value, number(1, 0), environment)
    return cast(value, FLOAT, environment)


def _widened(value: Typed) -> Typed:
    storage = f"DECIMAL(38,{value.type.scale})"
    if value.storage == storage:
        return value
    return Typed(f"CAST({value.sql} AS {storage})", value.type, storage, value.nullable, value.name, value.constant)


def _decimal(value: Typed) -> Typed:
    """Return a NUMBER carried as a DECIMAL, as small as its declared digits allow."""
    if not is_integer_storage(value.storage):
        return value
    width = 38 if value.storage == "HUGEINT" else min(value.type.precision, 19)
    storage = f"DECIMAL({width},0)"
    return Typed(f"CAST({value.sql} AS {storage})", value.type, storage, value.nullable)


def _add(operator: str, a: Typed, b: Typed, environment: Environment) -> Typed:
    scale = max(a.type.scale, b.type.scale)
    leading = max(a.type.precision - a.type.scale, b.type.precision - b.type.scale) + 1
    kind = number(leading + scale, scale)
    nullable = a.nullable or b.nullable
    if is_integer_storage(a.storage) and is_integer_storage(b.storage):
        storage = "BIGINT" if a.storage == b.storage == "BIGINT" else "HUGEINT"
        return Typed(f"({a.sql} {operator} {b.sql})", kind, storage, nullable)
    a, b = _decimal(a), _decimal(b)
    (w1, s1), (w2, s2) = decimal_shape(a.storage), decimal_shape(b.storage)
    width = max(max(s1, s2) + max(w1 - s1, w2 - s2), w1, w2) + 1
    if width > 18 and max(w1, w2) <= 18:
        width = 18
    return Typed(f"({a.sql} {operator} {b.sql})", kind, f"DECIMAL({min(width, 38)},{scale})", nullable)


def _multiply(a: Typed, b: Typed, environment: Environment) -> Typed:
    scale = min(a.type.scale + b.type.scale, max(a.type.scale, b.type.scale, 12))
    leading = a.type.precision - a.type.scale + b.type.precision - b.type.scale
    kind = number(leading + scale, scale)
    nullable = a.nullable or b.nullable
    if is_integer_storage(a.storage) and is_integer_storage(b.storage):
        storage = "BIGINT" if a.storage == b.storage == "BIGINT" else "HUGEINT"
        return Typed(f"({a.sql} * {b.sql})", kind, storage, nullable)
    a, b = _shrink(_decimal(a), _decimal(b)), _shrink(_decimal(b), _decimal(a))
    (w1, s1), (w2, s2) = decimal_shape(a.storage), decimal_shape(b.storage)
    width, full = w1 + w2, s1 + s2
    if width > 18 and max(w1, w2) <= 18 and full < 18:
        width = 18
    sql = f"({a.sql} * {b.sql})"
    if full == scale:
        return Typed(sql, kind, f"DECIMAL({min(width, 38)},{scale})", nullable)
    return Typed(f"CAST(round({sql}, {scale}) AS DECIMAL(38,{scale}))", kind, f"DECIMAL(38,{scale})", nullable)


def _shrink(value: Typed, other: Typed) -> Typed:
    """Return a factor with fewer digits after the point when both together would exceed 38."""
    (width, scale), (_, other_scale) = decimal_shape(value.storage), decimal_shape(other.storage)
    if scale + other_scale <= 37 or scale < other_scale:
        return value
    kept = max(12, 37 - other_scale)
    storage = f"DECIMAL({min(width, 38)},{kept})"
    return Typed(f"CAST(round({value.sql}, {kept}) AS {storage})", value.type, storage, value.nullable)


def _divide(a: Typed, b: Typed, environment: Environment) -> Typed:
    """Return the quotient rounded half away from zero at Snowflake's scale, in exact integer arithmetic.

    In 64 bits where both operands are carried so, in 128 bits otherwise, and by Python where even these do not suffice;
    DuckDB's own division is a float's.
    """
    a, b = _trimmed(a, environment), _trimmed(b, environment)
    scale = max(a.type.scale, min(a.type.scale + 6, 12))
    leading = a.type.precision - a.type.scale + b.type.scale
    kind = number(leading + scale, scale)
    shift = scale - a.type.scale + b.type.scale
    narrow = all(v.storage == "BIGINT" or decimal_shape(v.storage)[0] <= 18 for v in (a, b)) and scale < 18
    width = 18 if narrow and shift < 18 else 38
    divided = _short_quotient if width == 18 else _quotient
    sql = _naming_both(a, b, lambda x, y: divided(x, y, shift, scale))
    storage = f"DECIMAL({width},{scale})"
    return Typed(f"CAST({sql} AS {storage})", kind, storage, a.nullable or b.nullable)


def _naming_both(a: Typed, b: Typed, body: Callable[[Typed, Typed], str]) -> str:
    """Return ``body`` of two values, which it names many times: by names of their own where one is a quotient itself.

    Otherwise the text of a chain of divisions would double with each, and again in DuckDB's macros.
    """
    if not any("frazil.divide" in value.sql for value in (a, b)):
        return body(a, b)
    text = body(replace(a, sql="v.a", constant=None), replace(b, sql="v.b", constant=None))
    return f"list_transform([struct_pack(a := {a.sql}, b := {b.sql})], lambda v: {text})[1]"


def _short_quotient(a: Typed, b: Typed, shift: int, scale: int) -> str:
    dividend = f"{_unscaled(a, 'BIGINT', 18)} * CAST({10**shift} AS BIGINT)"
    return _scaled(f"frazil.divide({dividend}, {_divisor(_unscaled(b, 'BIGINT', 18), a)})", 18, scale)


def _quotient(a: Typed, b: Typed, shift: int, scale: int) -> str:
    """Return a quotient in 128 bits where its parts are small enough, which their types may promise."""
    text = f"frazil_divide_exactly(CAST({a.sql} AS VARCHAR), CAST({_divisor(b.sql, a)} AS VARCHAR), {scale})"
    rooms = [
        min(_MOST_DIGITS - 2 * value.type.scale, _MOST_DIGITS - value.type.scale - more)
        for value, more in ((a, shift), (b, 0))
    ]
    if min(rooms) <= 1:
        return text
    dividend = f"{_unscaled(a, 'HUGEINT', 38)} * CAST('{10**shift}' AS HUGEINT)"
    fast = _scaled(f"frazil.divide({dividend}, {_divisor(_unscaled(b, 'HUGEINT', 38), a)})", 38, scale)
    large = [
        f"abs(CAST({v.sql} AS DOUBLE)) >= 1e{room - 1}"
        for v, room in zip((a, b), rooms, strict=True)
        if _digits_before_point(v) >= room
    ]
    return f"CASE WHEN {' OR '.join(large)} THEN CAST({text} AS DECIMAL(38,{scale})) ELSE {fast} END" if large else fast


def _digits_before_point(value: Typed) -> int:
    """Return how many digits a value may have before the point, by its storage: a type's digits are not always kept."""
    width, scale = decimal_shape(value.storage)
    return width - scale


def _divisor(sql: str, dividend: Typed) -> str:
    """Return a divisor that refuses zero, but under NULL."""
    return f"frazil.divisor({sql}, {dividend.sql})" if dividend.nullable else f"frazil.nonzero({sql})"


def _scaled(digits: str, width: int, scale: int) -> str:
    """Return whole digits with the point in front of the last of them."""
    unit = "CAST(1 AS DECIMAL(1,0))" if scale == 0 else f"CAST('{10**-scale:.{scale}f}' AS DECIMAL({scale},{scale}))"
    return f"CAST(CAST({digits} AS DECIMAL({width},0)) * {unit} AS DECIMAL({width},{scale}))"


def _trimmed(value: Typed, environment: Environment) -> Typed:
    """Return a literal without zeros at its end: a division does not count them, so 1.0 / 3 is what 1 / 3 is."""
    if value.constant is None or value.type.kind is not Kind.NUMBER or not value.type.scale:
        return value
    pin_gaps(value.sql, environment)
    digits = Decimal(str(value.constant[0])).normalize().as_tuple()
    scale = max(0, -int(digits.exponent))
    precision = value.type.precision - value.type.scale + scale
    return cast(value, number(precision, scale), environment) if scale < value.type.scale else value


def _unscaled(value: Typed, integer: str, width: int) -> str:
    """Return the text of a NUMBER's digits as an integer: 1.25 of scale 2 is 125."""
    scale = value.type.scale
    if scale == 0:
        return f"CAST({value.sql} AS {integer})"
    factor = f"CAST({10**scale} AS DECIMAL({scale + 1},0))"
    return f"CAST(CAST({value.sql} AS DECIMAL({width},{scale})) * {factor} AS {integer})"


def _modulo(a: Typed, b: Typed, environment: Environment) -> Typed:
    scale = max(a.type.scale, b.type.scale)
    leading = max(a.type.precision - a.type.scale, b.type.precision - b.type.scale)
    kind = number(leading + scale, scale)
    nullable = a.nullable or b.nullable
    if is_integer_storage(a.storage) and is_integer_storage(b.storage):
        storage = "BIGINT" if a.storage == b.storage == "BIGINT" else "HUGEINT"
        return Typed(f"({a.sql} % {_divisor(b.sql, a)})", kind, storage, nullable)
    storage = f"DECIMAL(38,{scale})"
    x, y = f"CAST({a.sql} AS {storage})", f"CAST({b.sql} AS {storage})"
    return Typed(f"CAST({x} % {_divisor(y, a)} AS {storage})", kind, storage, nullable)


_EXACT = {
    "+": lambda a, b, e: _add("+", a, b, e),
    "-": lambda a, b, e: _add("-", a, b, e),
    "*": _multiply,
    "/": _divide,
    "%": _modulo,
}


def _concatenate(left: Typed, right: Typed, environment: Environment) -> Typed:
    a, b = to_text(left, environment), to_text(right, environment)
    length = min(a.type.length + b.type.length, VARCHAR.length)
    kind = DataType(Kind.VARCHAR, length=length, collation=combined((b.type, a.type)))
    value = typed(f"({a.sql} || {b.sql})", kind, nullable=a.nullable or b.nullable)
    if a.constant is None or b.constant is None:
        return value
    x, y = a.constant[0], b.constant[0]
    return replace(value, constant=(x + y,)) if isinstance(x, str) and isinstance(y, str) else value


# ---------------------------------------------------------------- dates


def _date_arithmetic(left: Typed, operator: str, right: Typed, environment: Environment) -> Typed | None:
    """Return DATE ± days or DATE − DATE; None when it is none of these."""
    kinds = (left.type.kind, right.type.kind)
    nullable = left.nullable or right.nullable
    if operator == "-" and kinds == (Kind.DATE, Kind.DATE):
        return Typed(f"CAST({left.sql} - {right.sql} AS BIGINT)", number(9, 0), "BIGINT", nullable)
    if operator in ("+", "-") and left.type.kind is Kind.DATE and right.type.kind in (Kind.NUMBER, Kind.VARCHAR):
        days = cast(right, number(9, 0), environment)
        return typed(f"({left.sql} {operator} CAST({days.sql} AS INTEGER))", DATE, nullable=nullable)
    if operator == "+" and right.type.kind is Kind.DATE and left.type.kind is Kind.NUMBER:
        return _date_arithmetic(right, operator, left, environment)
    return None
