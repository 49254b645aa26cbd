"""ORDER BY, LIMIT and OFFSET of queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from frazil.core.errors import InvalidExpressionError, InvalidIdentifierError, UnsupportedError
from frazil.core.names import render
from frazil.core.types import Kind
from frazil.sql import ast
from frazil.sql.binder.dispatch import bind
from frazil.sql.binder.environment import BoundColumn, Environment, Scope
from frazil.sql.binder.operators import ordering_key
from frazil.sql.binder.set_operations import has_keys
from frazil.sql.binder.slots import pin_literals
from frazil.sql.binder.source_columns import derived_columns
from frazil.sql.binder.windows import direction


@dataclass(frozen=True, slots=True)
class OrderKey:
    """A key of ORDER BY: ``text`` with its direction after it; ``output`` is the item that it is, or None."""

    text: str
    suffix: str
    output: int | None
    position: int


def order_keys(query: ast.Query, items: Sequence[BoundColumn], scope: Scope) -> list[OrderKey]:
    """Return the keys of a SELECT's ORDER BY bound: items by number, alias or text, and expressions."""
    if query.order_all:
        every = query.order[0] if query.order else ast.OrderItem(expression=ast.Null())
        return [
            OrderKey(ordering_key(item.value), direction(every, scope.environment), index, 0)
            for index, item in enumerate(items)
        ]
    keys = []
    for item in query.order:
        output = _order_output(item.expression, items, scope)
        value = bind(item.expression, scope) if output is None else items[output].value
        keys.append(OrderKey(ordering_key(value), direction(item, scope.environment), output, item.position))
    return keys


def ordered(sql: str, select: ast.Select, items: Sequence[BoundColumn], keys: Sequence[OrderKey], scope: Scope) -> str:
    """Return a SELECT with its ORDER BY.

    Inside an expression DuckDB takes a name for a column of the sources before it takes it for an output, and a source
    may have an ``o1`` too.  So an output whose key is more than its name is written out; where DISTINCT forbids that,
    the order stands around the query.  InvalidExpressionError: a key of DISTINCT is no item.
    """
    if not keys:
        return sql
    plain = [key.output is not None and key.text == items[key.output].value.sql for key in keys]
    if not select.distinct or (all(plain) and not has_keys(items)):
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


def order_by_outputs(query: ast.Query, columns: Sequence[BoundColumn], environment: Environment) -> str:
    """Return ORDER BY over a set operation's own columns, by name or position."""
    items = query.order or tuple(ast.OrderItem(expression=ast.Null()) for _ in columns if query.order_all)
    keys = []
    for number, item in enumerate(items):
        column = columns[number] if query.order_all else _output_named(item, columns)
        keys.append(f"{ordering_key(column.value)} {direction(item, environment)}")
    return f" ORDER BY {', '.join(keys)}" if keys else ""


def limit_text(query: ast.Query, top: ast.Expression | None, scope: Scope) -> str:
    """Return LIMIT and OFFSET; the limit may be that of TOP.  InvalidExpressionError for what is no number of rows."""
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


def ordinal(node: ast.Number, count: int, clause: str) -> int:
    """Return the index of the item that a number names; InvalidExpressionError if there is none."""
    number = int(node.value)
    if not 1 <= number <= count:
        raise InvalidExpressionError(f"[{number}] is not a valid {clause} expression", position=node.position)
    return number - 1


def _order_output(node: ast.Expression, items: Sequence[BoundColumn], scope: Scope) -> int | None:
    """Return the index of the output column that an ORDER BY key names, or None for an expression."""
    if isinstance(node, ast.Number) and not isinstance(node.value, float):
        return ordinal(node, len(items), "order by")
    if isinstance(node, ast.Reference) and len(node.parts) == 1:
        for index, item in enumerate(items):
            if item.name == node.parts[0]:
                return index
    for index, item in enumerate(items):
        if item.expression == node:
            pin_literals(node, scope.environment)
            return index
    return None


def _output_named(item: ast.OrderItem, columns: Sequence[BoundColumn]) -> BoundColumn:
    node = item.expression
    if isinstance(node, ast.Number) and not isinstance(node.value, float):
        return columns[ordinal(node, len(columns), "order by")]
    if isinstance(node, ast.Reference):
        found = [column for column in columns if column.name == node.parts[-1]]
        if found:
            return found[0]
        raise InvalidIdentifierError(
            f"invalid identifier '{render(node.parts[-1])}'", position=node.position, located=True
        )
    raise UnsupportedError("ORDER BY of an expression over a set operation", position=item.position)
