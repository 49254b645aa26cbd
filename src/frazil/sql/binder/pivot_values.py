"""The values of a PIVOT: those that are listed, or those that the data has, which are read before the query is bound.

A value that is read is known by its text: its column is named after that, and takes the rows whose text is the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from frazil.core.errors import InvalidArgumentError, SubqueryShapeError, UnsupportedError
from frazil.core.types import Kind
from frazil.sql import ast
from frazil.sql.binder.casts import coerce
from frazil.sql.binder.dispatch import bind
from frazil.sql.binder.environment import BoundColumn, BoundQuery, Scope, ScopeSource
from frazil.sql.binder.operators import ordering_key
from frazil.sql.binder.windows import direction

_MAX_VALUES = 1000
_COMMON = re.compile(r"\bw\d+\b")
_PLAIN = frozenset({Kind.NUMBER, Kind.FLOAT, Kind.BOOLEAN})

PivotValue = tuple[str, ast.Expression]
"""The name of a value's column, and the condition of the rows that have it."""


def pivot_values(
    source: ast.PivotSource, text: str, scope: Scope, bind_query: Callable[[ast.Query, Scope], BoundQuery]
) -> list[PivotValue]:
    """Return the values of a PIVOT over a bound source.

    Raises InvalidArgumentError where the data has more of them than a query can have columns.
    """
    column = ast.Reference(parts=(source.column,), position=source.position)
    if isinstance(source.values, tuple):
        return [
            (
                item.alias or item.text,
                ast.Binary(operator="=", left=column, right=item.expression, position=item.position),
            )
            for item in source.values
        ]
    environment = scope.environment
    if environment.functions or environment.read_values is None:
        raise UnsupportedError("PIVOT with ANY or a subquery in a function", position=source.position)
    shown = ast.Function(name=("TO_VARCHAR",), arguments=(column,), position=source.position)
    if isinstance(source.values, ast.AnyValues):
        sql = _distinct(source.values, column, shown, text, scope)
    else:
        sql = _subquery(source.values, bind_query, column, shown, scope)
    environment.dynamic = environment.contextual = True  # the text holds what was read: no other statement may use it
    limited = f"SELECT o1 FROM ({sql}) LIMIT {_MAX_VALUES + 1}"
    values = environment.read_values(_with_common(limited, environment.common_texts))
    if len(values) > _MAX_VALUES:
        raise InvalidArgumentError(f"PIVOT over more than {_MAX_VALUES} values", position=source.position)
    plain = bind(column, scope).type.kind in _PLAIN
    return [(_name(value, plain=plain), _condition(value, column, shown)) for value in values]


def _distinct(values: ast.AnyValues, column: ast.Reference, shown: ast.Expression, text: str, scope: Scope) -> str:
    """Return the query of every value of the column, in the order that was asked for or its own."""
    order = values.order or (ast.OrderItem(expression=column),)
    items = [f"{bind(shown, scope).sql} AS o1"]
    items += [f"{ordering_key(bind(item.expression, scope))} AS k{place}" for place, item in enumerate(order)]
    keys = ", ".join(f"min(k{place}) {direction(item, scope.environment)}" for place, item in enumerate(order))
    return f"SELECT o1 FROM (SELECT {', '.join(items)} FROM {text}) GROUP BY o1 ORDER BY {keys}"


def _subquery(
    query: ast.Query,
    bind_query: Callable[[ast.Query, Scope], BoundQuery],
    column: ast.Reference,
    shown: ast.Expression,
    scope: Scope,
) -> str:
    """Return the query of the values that a subquery gives, as values of the column."""
    environment = scope.environment
    bound = bind_query(query, Scope(environment, common=dict(scope.common)))
    if len(bound.columns) != 1:
        raise SubqueryShapeError("the subquery of PIVOT must return one column", position=query.position)
    alias = environment.fresh("q")
    given = replace(bound.columns[0].value, sql=f"{alias}.o1", constant=None)
    value = coerce(given, bind(column, scope).type, environment)
    own = ScopeSource(None, (), (BoundColumn(name=column.parts[0], value=value),))
    values = f"SELECT {bind(shown, Scope(environment, sources=[own])).sql} AS o1 FROM ({bound.sql}) AS {alias}"
    # Each value once, where it came first.
    numbered = f"SELECT o1, row_number() OVER () AS place FROM ({values})"
    return f"SELECT o1 FROM ({numbered}) GROUP BY o1 ORDER BY min(place)"


def _name(value: str | None, *, plain: bool) -> str:
    if value is None:
        return "NULL"
    return value if plain else "'" + value.replace("'", "''") + "'"


def _condition(value: str | None, column: ast.Reference, shown: ast.Expression) -> ast.Expression:
    if value is None:
        return ast.IsNull(operand=column, position=column.position)
    return ast.Binary(operator="=", left=shown, right=ast.String(value=value), position=column.position)


def _with_common(sql: str, texts: Mapping[str, str]) -> str:
    """Return a query with the common tables that it reads, and those that they read."""
    needed: dict[str, None] = {}
    left = _COMMON.findall(sql)
    while left:
        name = left.pop()
        if name in texts and name not in needed:
            needed[name] = None
            left += _COMMON.findall(texts[name])
    # In the order in which they were bound, what they read comes before them.
    parts = [text for name, text in texts.items() if name in needed]
    return f"WITH RECURSIVE {', '.join(parts)} {sql}" if parts else sql
