"""Whole queries: SELECT, and what puts it together with WITH, set operations, ORDER BY and LIMIT.

A bound query's text has the output columns o1, o2, ... in order, whatever their names; the names are only in
its ``columns``.  So two columns of one name, or names that differ by case, never meet in DuckDB.
"""

from __future__ import annotations

from dataclasses import replace

from frazil.core.errors import InvalidExpressionError
from frazil.sql import ast
from frazil.sql.binder.common_tables import bind_common_tables
from frazil.sql.binder.dispatch import bind, bind_boolean
from frazil.sql.binder.environment import BoundColumn, BoundQuery, Scope
from frazil.sql.binder.grouping import bind_grouping
from frazil.sql.binder.hierarchies import connect, hierarchy_text
from frazil.sql.binder.ordering import limit_text, order_by_outputs, order_keys, ordered
from frazil.sql.binder.references import find_column
from frazil.sql.binder.set_operations import bind_set_operation, distinct_keys, has_keys
from frazil.sql.binder.source_columns import bind_rows, derived_columns
from frazil.sql.binder.sources import SourceBinder
from frazil.sql.binder.stars import expand
from frazil.sql.columns import name_of
from frazil.sql.parser import parse_query


def bind_query(query: ast.Query, scope: Scope) -> BoundQuery:
    """Return a query bound in a scope of its own; ``scope`` gives the outer columns and common tables."""
    inner = replace(scope, common=dict(scope.common), sources=[], aliases={}, groups={}, hierarchy=None)
    prefix = bind_common_tables(query, inner, bind_query)
    body = query.body
    bound = _bind_select(body, query, inner) if isinstance(body, ast.Select) else _bind_ordered(query, inner)
    return replace(bound, sql=prefix + bound.sql) if prefix else bound


# ---------------------------------------------------------------- bodies that are no SELECT


def _bind_ordered(query: ast.Query, scope: Scope) -> BoundQuery:
    """Bind a body that is no SELECT, wrapped when it is ordered or limited."""
    bound = _bind_body(query.body, scope)
    if not (query.order or query.order_all or query.limit is not None or query.offset is not None):
        return bound
    alias = scope.environment.fresh("q")
    columns = derived_columns(bound.columns, alias)
    items = ", ".join(f"{column.value.sql} AS o{index + 1}" for index, column in enumerate(columns))
    order = order_by_outputs(query, columns, scope.environment)
    sql = f"SELECT {items} FROM ({bound.sql}) AS {alias}{order}{limit_text(query, None, scope)}"
    return BoundQuery(sql, bound.columns)


def _bind_body(body: ast.Select | ast.SetOperation | ast.ValuesBody | ast.Query, scope: Scope) -> BoundQuery:
    match body:
        case ast.SetOperation():
            return bind_set_operation(body, scope, bind_query)
        case ast.ValuesBody():
            alias = scope.environment.fresh("r")
            sql, columns = bind_rows(body.rows, scope, alias, body.position)
            items = ", ".join(f"{column.value.sql} AS o{index + 1}" for index, column in enumerate(columns))
            return BoundQuery(f"SELECT {items} FROM {sql}", tuple(columns))
        case ast.Query():
            return bind_query(body, scope)
    raise TypeError(type(body).__name__)


# ---------------------------------------------------------------- SELECT


def _bind_select(select: ast.Select, query: ast.Query, scope: Scope) -> BoundQuery:
    source = ""
    if select.source is not None:
        source = f" FROM {SourceBinder(scope, bind_query, parse_query, query).bind_from(select.source)}"
    if select.connect_by is not None:
        scope.hierarchy = connect(select, source, scope)
    scope.aliases = {item.alias: item.expression for item in select.items if item.alias is not None}
    where = ""
    if select.where is not None:
        plain = replace(scope, allow_aggregates=False, clause="where clause")
        where = f" WHERE {bind_boolean(select.where, plain).sql}"
    items, grouping = _bind_items(select, query, scope)
    having = ""
    if select.having is not None:
        having = f" HAVING {bind_boolean(select.having, replace(scope, clause='having clause')).sql}"
    qualify, keys = _qualify(select, scope), order_keys(query, items, scope)
    if scope.saw_aggregate and not scope.aggregated:
        # What stands behind the select list aggregates: so there is one group, for the list too.
        scope.aggregated = True
        items = _select_items(select, scope)
        qualify, keys = _qualify(select, scope), order_keys(query, items, scope)
    outputs = [f"{column.value.sql} AS o{index + 1}" for index, column in enumerate(items)]
    if not outputs:
        raise InvalidExpressionError("SELECT with no columns", position=select.position)
    if scope.hierarchy is not None:
        source = f" FROM {hierarchy_text(scope.hierarchy)}"
    distinct = "DISTINCT " if select.distinct and not has_keys(items) else ""
    sql = f"SELECT {distinct}{', '.join(outputs)}{source}{where}{grouping}{having}{qualify}"
    if select.distinct and not distinct:
        sql = distinct_keys(sql, items, scope)
    return BoundQuery(f"{ordered(sql, select, items, keys, scope)}{limit_text(query, select.top, scope)}", tuple(items))


def _qualify(select: ast.Select, scope: Scope) -> str:
    condition = select.qualify
    if condition is None:
        return ""
    text = f" QUALIFY {bind_boolean(condition, scope).sql}"
    if not scope.saw_window:
        raise InvalidExpressionError(
            "QUALIFY needs a window function, in the select list or in its own condition", position=condition.position
        )
    return text


def _bind_items(select: ast.Select, query: ast.Query, scope: Scope) -> tuple[list[BoundColumn], str]:
    """Bind the select list; again under the rules of grouping when it turns out to aggregate."""
    if select.grouping is None:
        scope.saw_aggregate = False
        items = _select_items(select, scope)
        if select.having is None and not scope.saw_aggregate:
            return items, ""
        scope.aggregated = True
        return _select_items(select, scope), ""
    grouping = bind_grouping(select, scope)
    scope.aggregated = True
    return _select_items(select, scope), grouping


def _select_items(select: ast.Select, scope: Scope) -> list[BoundColumn]:
    items: list[BoundColumn] = []
    for item in select.items:
        if isinstance(item.expression, ast.Star):
            items.extend(expand(item.expression, scope))
            continue
        if item.alias is not None:
            scope.alias_stack.append(item.alias)
        value = bind(item.expression, scope)
        if item.alias is not None:
            scope.alias_stack.pop()
        own = value.name if isinstance(item.expression, ast.Reference) else None
        name = item.alias or own or name_of(item.text)
        unnamed = item.alias is None and own is None
        items.append(
            BoundColumn(
                name=name,
                value=replace(value, name=None),
                origin=_origin(item.expression, scope),
                span=item.span if unnamed else None,
                expression=item.expression,
            )
        )
    return items


def _origin(node: ast.Expression, scope: Scope) -> tuple[str, str, str]:
    found = find_column(node, scope) if isinstance(node, ast.Reference) else None
    return found.origin if found is not None else ("", "", "")
