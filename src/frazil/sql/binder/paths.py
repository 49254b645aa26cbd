"""Walks into semi-structured values, and the literals that make them."""

from __future__ import annotations

from decimal import Decimal

from frazil.core.errors import InvalidExpressionError
from frazil.core.types import NUMBER, SEMI_STRUCTURED, VARIANT, DataType, Kind
from frazil.sql import ast
from frazil.sql.binder.casts import cast, coerce, to_text
from frazil.sql.binder.dispatch import bind, binds
from frazil.sql.binder.environment import Environment, Scope
from frazil.sql.binder.literals import literal
from frazil.sql.binder.once import once
from frazil.sql.binder.typed import Typed, quote_text, typed

_MAX_INDEX = 2**31 - 1
"""No array has more elements; a larger index reads as NULL, like any that is not there."""


@binds(ast.Path)
def _path(node: ast.Path, scope: Scope) -> Typed:
    value = bind(node.operand, scope)
    steps = node.steps
    while steps and value.type.members:
        value = _structured_member(value, steps[0], scope, node.position)
        steps = steps[1:]
    if not steps:
        return value
    if value.type.kind not in SEMI_STRUCTURED:
        raise InvalidExpressionError(
            f"Invalid argument types for function 'GET': ({value.type}, VARCHAR)", position=node.position
        )
    sql = value.sql
    pending = ""
    for step in steps:
        key: object = step
        if not isinstance(step, str):
            bound = bind(step, scope)
            if bound.constant is None:
                sql = f"frazil.variant_get({sql}, {quote_text('$' + pending)})" if pending else sql
                pending = ""
                sql = f"frazil.variant_get_dynamic({sql}, {_dynamic_key(bound)})"
                continue
            _pin(step, scope.environment)
            key = bound.constant[0]
        if isinstance(key, str) and (not key or "*" in key):
            # DuckDB's paths cannot name an empty key, and take "*" for every key.
            sql = f"frazil.variant_get({sql}, {quote_text('$' + pending)})" if pending else sql
            pending = ""
            sql = f"frazil.variant_get_key({sql}, {quote_text(key)})"
        elif isinstance(key, str):
            escaped = key.replace("\\", "\\\\").replace('"', '\\"')
            pending += f'."{escaped}"'
        elif isinstance(key, Decimal) and 0 <= key <= _MAX_INDEX:
            pending += f"[{int(key)}]"
        else:
            return typed(f"CASE WHEN {sql} IS NULL THEN NULL END", VARIANT)
    if pending:
        sql = f"frazil.variant_get({sql}, {quote_text('$' + pending)})"
    return typed(sql, VARIANT)


def _structured_member(value: Typed, step: str | ast.Expression, scope: Scope, position: int) -> Typed:
    """Return what a step finds in a value of a structured type, in its own type."""
    environment = scope.environment
    key = literal(step, environment) if isinstance(step, str) else bind(step, scope)
    members = value.type.members
    if value.type.kind is Kind.OBJECT:
        if not isinstance(step, str):
            raise InvalidExpressionError("keys of a structured OBJECT must be constant", position=position)
        found = next((member for member in members if member.name == step), None)
        if found is None:
            raise InvalidExpressionError(f"key '{step}' does not exist in type {value.type}", position=position)
        return structure_member(value, key, found.type, environment)
    return structure_member(value, key, members[-1].type, environment)


def structure_member(value: Typed, key: Typed, kind: DataType, environment: Environment) -> Typed:
    """Return the element at an index, or the member of a key, in the type that it has."""
    if value.type.kind is Kind.ARRAY:
        index = coerce(key, NUMBER, environment).sql
        text = once(value.sql, lambda name: f"nullif(frazil.variant_get_index({name}, {index}), 'null')")
    else:
        shown = to_text(key, environment).sql
        text = once(value.sql, lambda name: f"nullif(frazil.variant_get_key({name}, {shown}), 'null')")
    return cast(typed(text, VARIANT), kind, environment)


def _dynamic_key(bound: Typed) -> str:
    if bound.type.kind is Kind.NUMBER:
        return f"CAST({bound.sql} AS VARCHAR), TRUE"
    return f"CAST({bound.sql} AS VARCHAR), FALSE"


def _pin(node: ast.Expression, environment: Environment) -> None:
    if isinstance(node, ast.Number | ast.String) and node.slot >= 0:
        environment.pinned.add(node.slot)


@binds(ast.ArrayLiteral)
def _array(node: ast.ArrayLiteral, scope: Scope) -> Typed:
    return bind(ast.Function(name=("ARRAY_CONSTRUCT",), arguments=node.items, position=node.position), scope)


@binds(ast.ObjectLiteral)
def _object(node: ast.ObjectLiteral, scope: Scope) -> Typed:
    arguments: list[ast.Expression] = []
    for key, value in node.pairs:
        if key is None:
            arguments.append(value)
            continue
        arguments += [ast.String(value=key, position=node.position), value]
    return bind(ast.Function(name=("OBJECT_CONSTRUCT",), arguments=tuple(arguments), position=node.position), scope)
