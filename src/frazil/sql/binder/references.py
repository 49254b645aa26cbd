"""Names inside a query: columns of the sources, merged columns of joins, lateral aliases, outer columns."""

from __future__ import annotations

from dataclasses import replace

from frazil.core.errors import AmbiguousColumnError, GroupByError, InvalidExpressionError, InvalidIdentifierError
from frazil.core.names import render
from frazil.sql import ast
from frazil.sql.binder.dispatch import bind, binds
from frazil.sql.binder.environment import BoundColumn, Scope
from frazil.sql.binder.sequences import next_value
from frazil.sql.binder.typed import Typed, of_group

_MAX_ALIAS_DEPTH = 64


def _matches(parts: tuple[str, ...], path: tuple[str, ...], alias: str | None) -> bool:
    if len(parts) == 1:
        return parts[0] == alias
    return len(path) >= len(parts) and path[-len(parts) :] == parts


def find_column(node: ast.Reference, scope: Scope) -> BoundColumn | None:
    """Return the column of the sources that a reference names, or None; AmbiguousColumnError if it names several."""
    *qualifier, name = node.parts
    found: list[BoundColumn] = []
    for source in scope.sources:
        if qualifier and not _matches(tuple(qualifier), source.path, source.alias):
            continue
        columns = source.columns if qualifier else source.visible
        found.extend(column for column in columns if column.name == name and not column.hidden)
    if len(found) > 1:
        raise AmbiguousColumnError(f"ambiguous column name '{name}'", position=node.position, located=True)
    return found[0] if found else None


@binds(ast.Reference)
def _reference(node: ast.Reference, scope: Scope) -> Typed:
    if scope.variables and len(node.parts) == 1 and node.parts[0] in scope.variables:
        return scope.variables[node.parts[0]]
    column = find_column(node, scope)
    if column is not None:
        return _column_value(node, column, scope)
    if scope.hierarchy is not None and node.parts == ("LEVEL",):
        return _column_value(node, BoundColumn(name="LEVEL", value=scope.hierarchy.level), scope)
    if len(node.parts) == 1 and node.parts[0] in scope.aliases:
        return _alias(node, scope)
    if scope.parent is not None:
        return _outer(node, scope.parent)
    if (taken := next_value(node, scope.environment)) is not None:
        return taken
    shown = ".".join(render(part) for part in node.parts)
    raise InvalidIdentifierError(f"invalid identifier '{shown}'", position=node.position, located=True)


def _outer(node: ast.Reference, scope: Scope) -> Typed:
    """Resolve a reference of a subquery in the scopes around it."""
    column = find_column(node, scope)
    if column is not None:
        return of_group(column.value) if scope.aggregated and scope.aggregate is None else column.value
    if scope.parent is not None:
        return _outer(node, scope.parent)
    if (taken := next_value(node, scope.environment)) is not None:
        return taken
    shown = ".".join(render(part) for part in node.parts)
    raise InvalidIdentifierError(f"invalid identifier '{shown}'", position=node.position, located=True)


def _column_value(node: ast.Reference, column: BoundColumn, scope: Scope) -> Typed:
    if scope.aggregated and scope.aggregate is None:
        if all(column.value.sql != group.sql for group in scope.groups.values()):
            shown = ".".join(node.parts)
            raise GroupByError(f"[{shown}] is not a valid group by expression", position=node.position)
        return replace(of_group(column.value), name=column.name)
    return replace(column.value, name=column.name)


def _alias(node: ast.Reference, scope: Scope) -> Typed:
    """Bind a lateral alias: the select item it names, in its place."""
    name = node.parts[0]
    if name in scope.alias_stack or len(scope.alias_stack) > _MAX_ALIAS_DEPTH:
        raise InvalidIdentifierError(f"invalid identifier '{render(name)}'", position=node.position, located=True)
    scope.alias_stack.append(name)
    try:
        return replace(bind(scope.aliases[name], scope), name=name)
    finally:
        scope.alias_stack.pop()


@binds(ast.Positional)
def _positional(node: ast.Positional, scope: Scope) -> Typed:
    for source in scope.sources:
        if node.source is None or source.alias == node.source:
            visible = [column for column in source.columns if not column.hidden]
            if 1 <= node.number <= len(visible):
                return _column_value(
                    ast.Reference(parts=(f"${node.number}",), position=node.position), visible[node.number - 1], scope
                )
    raise InvalidIdentifierError(f"invalid identifier '${node.number}'", position=node.position, located=True)


@binds(ast.Star)
def _star(node: ast.Star, scope: Scope) -> Typed:
    raise InvalidExpressionError("* is not allowed here", position=node.position)
