"""WITH: common tables, and those that read themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace

from frazil.core.errors import InvalidExpressionError, SubqueryShapeError
from frazil.core.names import render
from frazil.core.types import Kind
from frazil.sql import ast
from frazil.sql.binder.environment import BoundColumn, BoundQuery, Environment, QueryBinder, Scope
from frazil.sql.binder.expressions import unify
from frazil.sql.binder.registry import FUNCTIONS, Role
from frazil.sql.binder.source_columns import derived_columns
from frazil.sql.binder.typed import Typed


def bind_common_tables(query: ast.Query, scope: Scope, bind_query: QueryBinder) -> str:
    """Return the text of WITH, having let the scope know its tables; empty where there is none."""
    parts = []
    recursive = query.recursive
    for table in query.with_:
        name = scope.environment.fresh("w")
        if _is_recursive(table, declared=query.recursive):
            recursive = True
            parts.append(_bind_recursive(table, name, scope, bind_query))
            scope.environment.common_texts[name] = parts[-1]
            continue
        bound = bind_query(table.query, scope)
        scope.common[table.name] = BoundQuery(name, _renamed(bound.columns, table))
        parts.append(f"{name} AS ({bound.sql})")
        scope.environment.common_texts[name] = parts[-1]
    if not parts:
        return ""
    return f"WITH {'RECURSIVE ' if recursive else ''}{', '.join(parts)} "


def _renamed(columns: Sequence[BoundColumn], table: ast.CommonTable) -> tuple[BoundColumn, ...]:
    if not table.columns:
        return tuple(columns)
    if len(table.columns) != len(columns):
        raise SubqueryShapeError(
            f"number of columns in common table expression '{render(table.name)}' does not match",
            position=table.position,
        )
    return tuple(column.named(name) for column, name in zip(columns, table.columns, strict=True))


def _bind_recursive(table: ast.CommonTable, name: str, scope: Scope, bind_query: QueryBinder) -> str:
    """Bind ``anchor UNION ALL recursion``: the anchor alone gives the types, the recursion is cast to them."""
    body = table.query.body
    if not isinstance(body, ast.SetOperation) or body.operator != "UNION":
        raise InvalidExpressionError(
            f"recursive common table '{render(table.name)}' needs anchor UNION ALL recursion", position=table.position
        )
    _check_recursion(body.right)
    anchor = bind_query(body.left, scope)
    columns = _renamed(anchor.columns, table)
    carried = [_settled(column.value) for column in columns]
    columns = tuple(replace(column, value=value) for column, value in zip(columns, carried, strict=True))
    scope.common[table.name] = BoundQuery(name, columns)
    recursion = bind_query(body.right, scope)
    left = _cast_columns(anchor, columns, scope.environment)
    right = _cast_columns(recursion, columns, scope.environment)
    outputs = ", ".join(f"o{index + 1}" for index in range(len(columns)))
    return f"{name}({outputs}) AS ({left} UNION {'ALL ' if body.all else ''}{right})"


def _check_recursion(query: ast.Query) -> None:
    """Refuse what Snowflake's recursive clause does not take: it projects, joins and filters only."""
    if query.order or query.order_all or query.limit is not None or query.offset is not None:
        message = "ORDER BY and LIMIT are not allowed in a recursive clause"
        raise InvalidExpressionError(message, position=query.position)
    match query.body:
        case ast.SetOperation(left=left, right=right):
            _check_recursion(left)
            _check_recursion(right)
        case ast.Query() as inner:
            _check_recursion(inner)
        case ast.Select() as select:
            groups = select.distinct or select.grouping is not None or select.having is not None
            if groups or select.top is not None or any(_gathers(item.expression) for item in select.items):
                raise InvalidExpressionError(
                    "DISTINCT, TOP, GROUP BY, aggregate and window functions are not allowed in a recursive clause",
                    position=select.position,
                )


def _gathers(node: object) -> bool:
    """Say whether an expression has an aggregate or window function of its own, outside of subqueries."""
    if isinstance(node, ast.Function):
        spec = FUNCTIONS.get(node.name[-1])
        if node.window is not None or (spec is not None and spec.role is not Role.SCALAR):
            return True
    if isinstance(node, ast.Subquery | ast.Query):
        return False
    if isinstance(node, ast.Node):
        return any(_gathers(getattr(node, each.name)) for each in fields(node))
    return isinstance(node, tuple) and any(_gathers(each) for each in node)


def _settled(value: Typed) -> Typed:
    """Return the column with the widest storage of its kind, since recursion may make it grow."""
    if value.type.kind is not Kind.NUMBER:
        return value
    return replace(value, type=replace(value.type, precision=38), storage=f"DECIMAL(38,{value.type.scale})")


def _cast_columns(bound: BoundQuery, columns: Sequence[BoundColumn], environment: Environment) -> str:
    if len(bound.columns) != len(columns):
        raise SubqueryShapeError("invalid number of result columns for set operator input branches")
    alias = environment.fresh("q")
    items = []
    for index, (own, target) in enumerate(zip(derived_columns(bound.columns, alias), columns, strict=True)):
        brought = unify([own.value], target.value.type, environment)[0]
        items.append(f"CAST({brought.sql} AS {target.value.storage}) AS o{index + 1}")
    return f"SELECT {', '.join(items)} FROM ({bound.sql}) AS {alias}"


def _is_recursive(table: ast.CommonTable, *, declared: bool) -> bool:
    """Say whether a common table reads itself: the word RECURSIVE may be left out behind an anchor that does not."""
    if declared:
        return _mentions(table.query, table.name)
    body = table.query.body
    if not (isinstance(body, ast.SetOperation) and body.operator == "UNION" and body.all):
        return False
    return _mentions(body.right, table.name) and not _mentions(body.left, table.name)


def _mentions(query: ast.Query, name: str) -> bool:
    """Say whether a query's second branch reads a table of that name (a plain walk over sources)."""
    body = query.body
    if isinstance(body, ast.SetOperation):
        return _mentions(body.left, name) or _mentions(body.right, name)
    if isinstance(body, ast.Query):
        return _mentions(body, name)
    return isinstance(body, ast.Select) and body.source is not None and _source_mentions(body.source, name)


def _source_mentions(source: ast.Source, name: str) -> bool:
    match source:
        case ast.TableSource(name=table):
            return table is not None and table.parts == (name,)
        case ast.Join(left=left, right=right):
            return _source_mentions(left, name) or _source_mentions(right, name)
        case ast.QuerySource(query=query):
            return _mentions(query, name)
    return False
