"""Whole queries: WITH, SELECT, set operations, ORDER BY and LIMIT.

A bound query's text has the output columns o1, o2, ... in order, whatever their names; the names are only in
its ``columns``.  So two columns of one name, or names that differ by case, never meet in DuckDB.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

from frazil.core.errors import (
    InvalidExpressionError,
    InvalidIdentifierError,
    SubqueryShapeError,
    UnsupportedError,
)
from frazil.core.names import render
from frazil.core.types import Kind
from frazil.sql import ast
from frazil.sql.binder.by_name import matched
from frazil.sql.binder.casts import common_type
from frazil.sql.binder.dispatch import bind, bind_boolean
from frazil.sql.binder.environment import BoundColumn, BoundQuery, Environment, Scope
from frazil.sql.binder.expressions import unify
from frazil.sql.binder.hierarchies import connect, hierarchy_text
from frazil.sql.binder.operators import ordering_key
from frazil.sql.binder.references import find_column
from frazil.sql.binder.registry import FUNCTIONS, Role
from frazil.sql.binder.slots import pin_literals
from frazil.sql.binder.source_columns import bind_rows, derived_columns
from frazil.sql.binder.sources import SourceBinder
from frazil.sql.binder.stars import expand
from frazil.sql.binder.typed import Typed, grouping_key
from frazil.sql.binder.windows import direction
from frazil.sql.columns import name_of
from frazil.sql.parser import parse_query


def bind_query(query: ast.Query, scope: Scope) -> BoundQuery:
    """Return a query bound in a scope of its own; ``scope`` gives the outer columns and common tables."""
    inner = replace(scope, common=dict(scope.common), sources=[], aliases={}, groups={}, hierarchy=None)
    prefix = _bind_common_tables(query, inner)
    body = query.body
    bound = _bind_select(body, query, inner) if isinstance(body, ast.Select) else _bind_ordered(query, inner)
    return replace(bound, sql=prefix + bound.sql) if prefix else bound


# ---------------------------------------------------------------- WITH


def _bind_common_tables(query: ast.Query, scope: Scope) -> str:
    parts = []
    recursive = query.recursive
    for table in query.with_:
        name = scope.environment.fresh("w")
        if _is_recursive(table, declared=query.recursive):
            recursive = True
            parts.append(_bind_recursive(table, name, scope))
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
    return tuple(replace(column, name=name) for column, name in zip(columns, table.columns, strict=True))


def _bind_recursive(table: ast.CommonTable, name: str, scope: Scope) -> str:
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


# ---------------------------------------------------------------- set operations, VALUES


def _bind_ordered(query: ast.Query, scope: Scope) -> BoundQuery:
    """Bind a body that is no SELECT, wrapped when it is ordered or limited."""
    bound = _bind_body(query.body, scope)
    if not (query.order or query.order_all or query.limit is not None or query.offset is not None):
        return bound
    alias = scope.environment.fresh("q")
    columns = derived_columns(bound.columns, alias)
    items = ", ".join(f"{column.value.sql} AS o{index + 1}" for index, column in enumerate(columns))
    order = _order_by_outputs(query, columns, scope.environment)
    sql = f"SELECT {items} FROM ({bound.sql}) AS {alias}{order}{_limit(query, None, scope)}"
    return BoundQuery(sql, bound.columns)


def _bind_body(body: ast.Select | ast.SetOperation | ast.ValuesBody | ast.Query, scope: Scope) -> BoundQuery:
    match body:
        case ast.SetOperation():
            return _bind_set_operation(body, scope)
        case ast.ValuesBody():
            alias = scope.environment.fresh("r")
            sql, columns = bind_rows(body.rows, scope, alias, body.position)
            items = ", ".join(f"{column.value.sql} AS o{index + 1}" for index, column in enumerate(columns))
            return BoundQuery(f"SELECT {items} FROM {sql}", tuple(columns))
        case ast.Query():
            return bind_query(body, scope)
    raise TypeError(type(body).__name__)


def _bind_set_operation(node: ast.SetOperation, scope: Scope) -> BoundQuery:
    if node.all and node.operator != "UNION":
        raise UnsupportedError(f"{node.operator} ALL", position=node.position)
    left, right = bind_query(node.left, scope), bind_query(node.right, scope)
    if node.by_name:
        left, right = matched(left, right, scope.environment)
    if len(left.columns) != len(right.columns):
        raise SubqueryShapeError(
            "invalid number of result columns for set operator input branches, "
            f"expected {len(left.columns)}, got {len(right.columns)} in a branch",
            position=node.position,
        )
    pairs = list(zip(_own(left, scope), _own(right, scope), strict=True))
    columns, lefts, rights = [], [], []
    for index, (a, b) in enumerate(pairs):
        target = common_type([a.value.type, b.value.type])
        x, y = unify([a.value, b.value], target, scope.environment)
        lefts.append(f"{x.sql} AS o{index + 1}")
        rights.append(f"{y.sql} AS o{index + 1}")
        value = replace(x, sql=f"o{index + 1}", nullable=a.value.nullable or b.value.nullable, constant=None)
        columns.append(BoundColumn(name=a.name, value=value))
    first = f"SELECT {', '.join(lefts)} FROM ({left.sql}) AS {_alias_of(pairs, 0)}"
    second = f"SELECT {', '.join(rights)} FROM ({right.sql}) AS {_alias_of(pairs, 1)}"
    sql = f"{first} {node.operator}{' ALL' if node.all else ''} {second}"
    if not node.all and _has_keys(columns):
        sql = _combined_keys(node.operator, first, second, columns, scope)
    alias = scope.environment.fresh("q")
    return BoundQuery(f"SELECT * FROM ({sql}) AS {alias}", tuple(columns))


def _combined_keys(operator: str, left: str, right: str, columns: Sequence[BoundColumn], scope: Scope) -> str:
    """Return a set operation of rows that are equal by their keys."""
    if operator == "UNION":
        return _distinct_keys(f"{left} UNION ALL {right}", columns, scope)
    one, other = scope.environment.fresh("q"), scope.environment.fresh("q")
    pairs = zip(derived_columns(columns, one), derived_columns(columns, other), strict=True)
    same = " AND ".join(f"{grouping_key(a.value)} IS NOT DISTINCT FROM {grouping_key(b.value)}" for a, b in pairs)
    word = "EXISTS" if operator == "INTERSECT" else "NOT EXISTS"
    kept = f"SELECT * FROM ({left}) AS {one} WHERE {word} (SELECT 1 FROM ({right}) AS {other} WHERE {same})"
    return _distinct_keys(kept, columns, scope)


def _own(bound: BoundQuery, scope: Scope) -> list[BoundColumn]:
    return derived_columns(bound.columns, scope.environment.fresh("q"))


def _alias_of(pairs: Sequence[tuple[BoundColumn, BoundColumn]], side: int) -> str:
    return pairs[0][side].value.sql.partition(".")[0]


def _order_by_outputs(query: ast.Query, columns: Sequence[BoundColumn], environment: Environment) -> str:
    """Return ORDER BY over a set operation's own columns, by name or position."""
    items = query.order or tuple(ast.OrderItem(expression=ast.Null()) for _ in columns if query.order_all)
    keys = []
    for number, item in enumerate(items):
        column = columns[number] if query.order_all else _output_named(item, columns)
        keys.append(f"{ordering_key(column.value)} {direction(item, environment)}")
    return f" ORDER BY {', '.join(keys)}" if keys else ""


def _output_named(item: ast.OrderItem, columns: Sequence[BoundColumn]) -> BoundColumn:
    node = item.expression
    if isinstance(node, ast.Number) and not isinstance(node.value, float):
        return columns[_ordinal(node, len(columns), "order by")]
    if isinstance(node, ast.Reference):
        found = [column for column in columns if column.name == node.parts[-1]]
        if found:
            return found[0]
        raise InvalidIdentifierError(
            f"invalid identifier '{render(node.parts[-1])}'", position=node.position, located=True
        )
    raise UnsupportedError("ORDER BY of an expression over a set operation", position=item.position)


def _ordinal(node: ast.Number, count: int, clause: str) -> int:
    number = int(node.value)
    if not 1 <= number <= count:
        raise InvalidExpressionError(f"[{number}] is not a valid {clause} expression", position=node.position)
    return number - 1


def _limit(query: ast.Query, top: ast.Expression | None, scope: Scope) -> str:
    text = ""
    for word, node in (("LIMIT", query.limit if query.limit is not None else top), ("OFFSET", query.offset)):
        if node is None or isinstance(node, ast.Null):
            continue
        value = bind(node, Scope.of_values(scope.environment))
        if value.constant is None and not scope.environment.describe_only:
            raise InvalidExpressionError(f"Invalid row count in {word.lower()} clause", position=node.position)
        constant = value.constant[0] if value.constant else None
        if constant is None:
            continue
        if value.type.kind is not Kind.NUMBER or value.type.scale or value.sql.startswith("(-"):
            raise InvalidExpressionError(
                f"Invalid row count '{constant}' in {word.lower()} clause", position=node.position
            )
        text += f" {word} {value.sql}"
    return text


# ---------------------------------------------------------------- SELECT


def _bind_select(select: ast.Select, query: ast.Query, scope: Scope) -> BoundQuery:
    source = ""
    if select.source is not None:
        source = f" FROM {SourceBinder(scope, bind_query, parse_query).bind_from(select.source)}"
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
    qualify, keys = _qualify(select, scope), _order_keys(query, items, scope)
    if scope.saw_aggregate and not scope.aggregated:
        # What stands behind the select list aggregates: so there is one group, for the list too.
        scope.aggregated = True
        items = _select_items(select, scope)
        qualify, keys = _qualify(select, scope), _order_keys(query, items, scope)
    outputs = [f"{column.value.sql} AS o{index + 1}" for index, column in enumerate(items)]
    if not outputs:
        raise InvalidExpressionError("SELECT with no columns", position=select.position)
    if scope.hierarchy is not None:
        source = f" FROM {hierarchy_text(scope.hierarchy)}"
    distinct = "DISTINCT " if select.distinct and not _has_keys(items) else ""
    sql = f"SELECT {distinct}{', '.join(outputs)}{source}{where}{grouping}{having}{qualify}"
    if select.distinct and not distinct:
        sql = _distinct_keys(sql, items, scope)
    return BoundQuery(f"{_ordered(sql, select, items, keys, scope)}{_limit(query, select.top, scope)}", tuple(items))


def _has_keys(columns: Sequence[BoundColumn]) -> bool:
    """Say whether rows can be equal that DuckDB tells apart: a moment with two offsets, collated texts."""
    return any(grouping_key(column.value) != column.value.sql for column in columns)


def _distinct_keys(sql: str, columns: Sequence[BoundColumn], scope: Scope) -> str:
    """Return a query without the rows that equal another one."""
    alias = scope.environment.fresh("q")
    keys = ", ".join(grouping_key(column.value) for column in derived_columns(columns, alias))
    return f"SELECT DISTINCT ON ({keys}) * FROM ({sql}) AS {alias}"


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
    grouping = _bind_grouping(select, scope)
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


# ---------------------------------------------------------------- GROUP BY, ORDER BY


def _bind_grouping(select: ast.Select, scope: Scope) -> str:
    grouping = select.grouping
    assert grouping is not None
    plain = replace(scope, allow_aggregates=False, clause="group by clause")
    if grouping.all:
        return _group_by_all(select, scope)
    texts, groups = [], {}
    for kind, sets in grouping.elements:
        rendered = []
        for elements in sets:
            keys = []
            for element in elements:
                node = _group_node(element, select, scope)
                value = bind(node, plain)
                pin_literals(node, scope.environment)
                value = replace(value, nullable=value.nullable or bool(kind))
                groups[node] = groups[element] = value
                keys.append(grouping_key(value))
            rendered.append(f"({', '.join(keys)})" if kind else ", ".join(keys))
        texts.append(f"{kind} ({', '.join(rendered)})" if kind else rendered[0])
    scope.groups = groups
    return f" GROUP BY {', '.join(texts)}" if texts else ""


def _group_node(element: ast.Expression, select: ast.Select, scope: Scope) -> ast.Expression:
    """Return what a GROUP BY element stands for: a select item by position or alias, else itself.

    A column of the sources comes before an alias.
    """
    if isinstance(element, ast.Number) and not isinstance(element.value, float):
        return select.items[_ordinal(element, len(select.items), "group by")].expression
    if isinstance(element, ast.Reference) and len(element.parts) == 1:
        name = element.parts[0]
        if not any(column.name == name for source in scope.sources for column in source.visible):
            return scope.aliases.get(name, element)
    return element


def _group_by_all(select: ast.Select, scope: Scope) -> str:
    """Group by every select item that has no aggregate."""
    groups = {}
    for item in select.items:
        scope.saw_aggregate = False
        value = bind(item.expression, scope)
        if not scope.saw_aggregate:
            groups[item.expression] = value
    scope.groups = groups
    return f" GROUP BY {', '.join(map(grouping_key, groups.values()))}" if groups else ""


@dataclass(frozen=True, slots=True)
class _Key:
    """A key of ORDER BY: ``text`` with its direction after it; ``output`` is the item that it is, or None."""

    text: str
    suffix: str
    output: int | None
    position: int


def _order_keys(query: ast.Query, items: Sequence[BoundColumn], scope: Scope) -> list[_Key]:
    if query.order_all:
        every = query.order[0] if query.order else ast.OrderItem(expression=ast.Null())
        return [
            _Key(ordering_key(item.value), direction(every, scope.environment), index, 0)
            for index, item in enumerate(items)
        ]
    keys = []
    for item in query.order:
        output = _order_output(item.expression, items, scope)
        value = bind(item.expression, scope) if output is None else items[output].value
        keys.append(_Key(ordering_key(value), direction(item, scope.environment), output, item.position))
    return keys


def _ordered(sql: str, select: ast.Select, items: Sequence[BoundColumn], keys: Sequence[_Key], scope: Scope) -> str:
    """Return a SELECT with its ORDER BY.

    Inside an expression DuckDB takes a name for a column of the sources before it takes it for an output, and a source
    may have an ``o1`` too.  So an output whose key is more than its name is written out; where DISTINCT forbids that,
    the order stands around the query.  InvalidExpressionError: a key of DISTINCT is no item.
    """
    if not keys:
        return sql
    plain = [key.output is not None and key.text == items[key.output].value.sql for key in keys]
    if not select.distinct or (all(plain) and not _has_keys(items)):
        named = [
            f"o{key.output + 1}" if own and key.output is not None else key.text
            for key, own in zip(keys, plain, strict=True)
        ]
        return f"{sql} ORDER BY {', '.join(f'{text} {key.suffix}' for text, key in zip(named, keys, strict=True))}"
    alias = scope.environment.fresh("q")
    columns = derived_columns(items, alias)
    outer = []
    for key in keys:
        if key.output is None:
            raise InvalidExpressionError(
                "ORDER BY of SELECT DISTINCT needs an item of the select list", position=key.position
            )
        outer.append(f"{ordering_key(columns[key.output].value)} {key.suffix}")
    return f"SELECT * FROM ({sql}) AS {alias} ORDER BY {', '.join(outer)}"


def _order_output(node: ast.Expression, items: Sequence[BoundColumn], scope: Scope) -> int | None:
    """Return the index of the output column that an ORDER BY key names, or None for an expression."""
    if isinstance(node, ast.Number) and not isinstance(node.value, float):
        return _ordinal(node, len(items), "order by")
    if isinstance(node, ast.Reference) and len(node.parts) == 1:
        for index, item in enumerate(items):
            if item.name == node.parts[0]:
                return index
    for index, item in enumerate(items):
        if item.expression == node:
            pin_literals(node, scope.environment)
            return index
    return None
