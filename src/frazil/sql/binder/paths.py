"""Walks into semi-structured values, and the literals that make them."""

from __future__ import annotations

from decimal import Decimal

from frazil.core.errors import InvalidExpressionError
from frazil.core.types import SEMI_STRUCTURED, VARIANT, Kind
from frazil.sql import ast
from frazil.sql.binder.dispatch import bind, binds
from frazil.sql.binder.environment import Environment, Scope
from frazil.sql.binder.typed import Typed, quote_text, typed

_MAX_INDEX = 2**31 - 1
"""No array has more elements; a larger index reads as NULL, like any that is not there."""


@binds(ast.Path)
def _path(node: ast.Path, scope: Scope) -> Typed:
    value = bind(node.operand, scope)
    if value.type.kind not in SEMI_STRUCTURED:
        raise InvalidExpressionError(
            f"Invalid argument types for function 'GET': ({value.type}, VARCHAR)", position=node.position
        )
    sql = value.sql
    pending = ""
    for step in node.steps:
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
