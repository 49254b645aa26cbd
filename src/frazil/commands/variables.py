"""Values of session variables: evaluated once, when SET runs, to a Python value that later statements embed."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from decimal import Decimal

from frazil.commands.context import Context
from frazil.core.errors import InvalidExpressionError, StringTooLongError, UnsupportedError, UserError
from frazil.core.types import (
    BOOLEAN,
    DATE,
    FLOAT,
    SEMI_STRUCTURED,
    TIMESTAMP_LTZ,
    TIMESTAMP_NTZ,
    DataType,
    Kind,
    number,
    varchar,
)
from frazil.sql import ast
from frazil.sql.binder.dispatch import bind
from frazil.sql.binder.queries import bind_query
from frazil.sql.columns import ResultColumn

_LIMIT_BYTES = 256
_UNSUPPORTED = frozenset({*SEMI_STRUCTURED, Kind.TIME, Kind.BINARY})


class VariableSizeError(UserError, shares=StringTooLongError):
    """``Assignment to 'X' not done because value exceeds size limit for variables. ...``"""


def evaluate(expressions: Sequence[ast.Expression], count: int, context: Context) -> list[object]:
    """Return the values of ``count`` expressions, or of one subquery with as many columns.

    The statement is authorized here, between binding and reading.
    """
    if len(expressions) == 1 and count > 1 and isinstance(expressions[0], ast.Subquery):
        query = bind_query(expressions[0].query, context.scope())
        types, sql = query.types, query.sql
    else:
        bound = [bind(expression, context.scope()) for expression in expressions]
        types = tuple(each.type for each in bound)
        sql = "SELECT " + ", ".join(f"{each.sql} AS o{index + 1}" for index, each in enumerate(bound))
    if len(types) != count:
        raise InvalidExpressionError(f"Number of variables ({count}) and number of values ({len(types)}) do not match")
    context.authorize()
    for kind in types:
        if kind.kind in _UNSUPPORTED:
            raise UnsupportedError(f"session variable of type {kind.kind.value}")
    return [_value(value, kind) for value, kind in zip(_row(sql, count, context), types, strict=True)]


def check_size(name: str, value: object) -> None:
    """Raise VariableSizeError for a text that is too long for a variable."""
    size = len(value.encode()) if isinstance(value, str) else 0
    if size > _LIMIT_BYTES:
        raise VariableSizeError(
            f"Assignment to '{name}' not done because value exceeds size limit for variables. "
            f"Its size is {size}; the limit is {_LIMIT_BYTES} (internal storage size in bytes)."
        )


def value_column(name: str, value: object) -> ResultColumn:
    """Return the column that shows a Python value, e.g. the answer of CALL."""
    return ResultColumn(name=name, type=_type_of(value))


def type_word(value: object) -> str:
    """Return the type that SHOW VARIABLES prints."""
    kind = _type_of(value)
    if kind.kind is Kind.NUMBER:
        return "fixed"
    return {Kind.VARCHAR: "text", Kind.FLOAT: "real"}.get(kind.kind, str(kind.kind.value).lower())


def _type_of(value: object) -> DataType:
    match value:
        case bool():
            return BOOLEAN
        case int():
            return number()
        case Decimal():
            return number(38, max(0, -int(value.as_tuple().exponent)))
        case float():
            return FLOAT
        case datetime.datetime():
            return TIMESTAMP_NTZ if value.tzinfo is None else TIMESTAMP_LTZ
        case datetime.date():
            return DATE
    return varchar()


def _row(sql: str, count: int, context: Context) -> list[object]:
    """Return the one row of a query; no row is a row of NULLs."""
    reads = frozenset(context.environment.reads)
    tables = context.environment.arrow_tables
    with context.transaction.read(sql, reads, context.canceller, tables=tables) as reader:
        rows = reader.read_all().to_pylist()
    if len(rows) > 1:
        raise InvalidExpressionError("Single-row subquery returns more than one row.")
    return list(rows[0].values()) if rows else [None] * count


def _value(value: object, kind: DataType) -> object:
    """Return what DuckDB gave as the value that ``binder.literals.literal`` turns back into SQL."""
    if isinstance(value, dict):
        offset = datetime.timezone(datetime.timedelta(minutes=value["o"]))
        utc: datetime.datetime = value["t"].replace(tzinfo=datetime.UTC)
        return utc.astimezone(offset)
    if isinstance(value, datetime.datetime) and kind.kind is Kind.TIMESTAMP_LTZ:
        return value.replace(tzinfo=datetime.UTC)
    return value
