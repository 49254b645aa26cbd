"""``*`` and ``t.*``: the columns they stand for, in a select list and among a function's arguments."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from frazil.core.errors import InvalidExpressionError, InvalidIdentifierError
from frazil.core.names import render
from frazil.sql import ast
from frazil.sql.binder.dispatch import bind
from frazil.sql.binder.environment import BoundColumn, Scope


def expand(star: ast.Star, scope: Scope) -> Iterable[BoundColumn]:
    """Return the columns of ``*`` or ``t.*``; USING columns come once, before those of their join, as in Snowflake."""
    chosen: list[BoundColumn] = []
    found = False
    for source in scope.sources:
        if star.source and not (
            star.source == (source.alias,) or (len(star.source) > 1 and source.path[-len(star.source) :] == star.source)
        ):
            continue
        found = True
        chosen.extend([each for each in source.columns if not each.hidden] if star.source else source.visible)
    if not found:
        shown = ".".join(render(part) for part in star.source) or "*"
        raise InvalidIdentifierError(f"invalid identifier '{shown}'", position=star.position, located=True)
    return _modify(star, chosen, scope)


def _modify(star: ast.Star, columns: list[BoundColumn], scope: Scope) -> list[BoundColumn]:
    if star.ilike is not None:
        columns = _named_like(star, columns)
    known = {column.name for column in columns}
    for name in (*star.exclude, *(name for _, name in star.replace), *(old for old, _ in star.rename)):
        if name not in known:
            raise InvalidIdentifierError(f"invalid identifier '{render(name)}'", position=star.position, located=True)
    replaced = {name: expression for expression, name in star.replace}
    renamed = dict(star.rename)
    result = []
    for column in columns:
        if column.name in star.exclude:
            continue
        if column.name in replaced:
            value = bind(replaced[column.name], scope)
            result.append(BoundColumn(name=column.name, value=replace(value, name=None)))
        elif scope.aggregated and scope.aggregate is None:
            value = bind(ast.Reference(parts=(column.name,), position=star.position), scope)
            result.append(replace(column, value=value))
        else:
            result.append(column.named(renamed[column.name]) if column.name in renamed else column)
    return result


def _named_like(star: ast.Star, columns: list[BoundColumn]) -> list[BoundColumn]:
    """Return the columns whose names fit the pattern of ILIKE; InvalidExpressionError if none does."""
    pattern = re.escape(star.ilike or "").replace("%", ".*").replace("_", ".")
    found = [column for column in columns if re.fullmatch(pattern, column.name, re.IGNORECASE | re.DOTALL)]
    if not found:
        raise InvalidExpressionError(f"no column fits the pattern '{star.ilike}'", position=star.position)
    return found
