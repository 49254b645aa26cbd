"""What a VALUES clause takes: what Snowflake computes while it compiles, and no more.

Its documentation says that most simple arithmetic and functions of texts are, and most else is not.  Which are not was
read from what accounts were seen to refuse; what nobody has reported is taken.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from frazil.core.errors import InvalidExpressionError
from frazil.core.types import BOOLEAN, SEMI_STRUCTURED, DataType, Kind, number
from frazil.sql import ast
from frazil.sql.binder.casts import InvalidCastError, common_type, literal_type
from frazil.sql.binder.dispatch import bind
from frazil.sql.binder.echoes import echo_value
from frazil.sql.binder.environment import Environment, Scope
from frazil.sql.binder.expressions import unify
from frazil.sql.binder.registry import FUNCTIONS
from frazil.sql.binder.slots import pin_gaps
from frazil.sql.binder.typed import Typed

_REFUSED_TEXT = """
    ACOS ACOSH ASIN ASINH ATAN ATAN2 ATANH BITAND BITNOT BITSHIFTLEFT BITXOR CBRT CEIL COMPRESS COS COSH COT ENCRYPT
    ENCRYPT_RAW EXP FACTORIAL HASH HAVERSINE HEX_DECODE_BINARY LN LOG MD5_BINARY NORMAL POWER RANDOM ROUND SEQ1 SEQ2
    SEQ4 SEQ8 SHA2 SIGN SIN SINH SQRT SQUARE TAN TANH TRUNCATE UNIFORM UUID_STRING WIDTH_BUCKET ZIPF
"""
_REFUSED = frozenset(_REFUSED_TEXT.split())
_TEXT_NUMBER = number(18, 5)
_LITERALS = (ast.Null, ast.Boolean, ast.Number, ast.String)


def bind_values(
    rows: Sequence[Sequence[ast.Expression | None]], scope: Scope, *, scalar: bool
) -> list[list[Typed | None]]:
    """Return rows of one width bound, the values of each column of one type and storage; None stays for DEFAULT.

    ``scalar``: an INSERT takes no semi-structured values here, nor any that is read from a table.  Raises
    InvalidExpressionError for a value that is not computed at compile time, or does not fit those above it.
    """
    environment = scope.environment
    bound: list[list[Typed | None]] = [[] for _ in rows]
    reading: set[int] = set()
    for row, values in zip(rows, bound, strict=True):
        for item in row:
            before = len(environment.reads)
            values.append(None if item is None else bind(item, scope))
            if len(environment.reads) > before:
                reading.add(id(item))
    for row, values in zip(rows, bound, strict=True):
        for item, value in zip(row, values, strict=True):
            if item is not None and value is not None:
                _require_folded(item)
                if scalar:
                    _require_scalar(item, value, reads=id(item) in reading)
    for place in range(len(bound[0]) if len(bound) > 1 else 0):
        given = [(values, value) for values in bound if (value := values[place]) is not None]
        for (values, _), brought in zip(given, _of_one_type([value for _, value in given], environment), strict=True):
            values[place] = brought
    return bound


def _require_folded(item: ast.Expression) -> None:
    # Most are literals, and there may be many.
    if not isinstance(item, _LITERALS) and any(_is_refused(node) for node in ast.nodes_of(item)):
        raise _invalid(item)


def _require_scalar(item: ast.Expression, value: Typed, *, reads: bool) -> None:
    if value.type.kind is Kind.VECTOR:
        raise InvalidExpressionError(f"Invalid data type [{value.type}] in VALUES clause", position=item.position)
    if reads or value.type.kind in SEMI_STRUCTURED:
        raise _invalid(item)


def _of_one_type(values: Sequence[Typed], environment: Environment) -> list[Typed]:
    """Return a column's values, row by row, brought to one type and storage.

    A text beside numbers is one, with the digits that it is written with.  A BOOLEAN takes in numbers and texts behind
    it.
    """
    target = _column_type(values, environment)
    try:
        return unify(values, target, environment)
    except InvalidCastError:
        odd = next((each.type for each in values if each.type.kind is not target.kind), target)
        raise InvalidExpressionError(f"Invalid data type [{odd}] in VALUES clause") from None


def _column_type(values: Sequence[Typed], environment: Environment) -> DataType:
    types = [each.type for each in values if each.type.kind is not Kind.NULL]
    kinds = {each.kind for each in types}
    if Kind.BOOLEAN in kinds and kinds & {Kind.NUMBER, Kind.FLOAT}:
        if types[0].kind is Kind.BOOLEAN:
            return BOOLEAN
        raise InvalidExpressionError(f"Invalid data type [{BOOLEAN}] in VALUES clause")
    if Kind.VARCHAR in kinds and kinds & {Kind.NUMBER, Kind.FLOAT}:
        types = [_as_number(each, environment) if each.type.kind is Kind.VARCHAR else each.type for each in values]
    return common_type(types)


def _as_number(text: Typed, environment: Environment) -> DataType:
    """Return the type of the number that a text stands for beside numbers; a plan then serves this text alone."""
    if text.constant is None:
        return _TEXT_NUMBER
    pin_gaps(text.sql, environment)
    try:
        value = Decimal(str(text.constant[0])).normalize()
    except InvalidOperation:
        return _TEXT_NUMBER
    return literal_type(value) if value.is_finite() else _TEXT_NUMBER


def _is_refused(node: ast.Node) -> bool:
    if isinstance(node, ast.Binary):
        return node.operator == "/"
    if not isinstance(node, ast.Function) or len(node.name) > 1:
        return False
    spec = FUNCTIONS.get(node.name[0])
    return node.name[0] in _REFUSED or (spec is not None and spec.name in _REFUSED)


def _invalid(item: ast.Expression) -> InvalidExpressionError:
    return InvalidExpressionError(f"Invalid expression [{echo_value(item)}] in VALUES clause", position=item.position)
