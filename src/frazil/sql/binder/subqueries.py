"""Queries where a value or a condition stands."""

from __future__ import annotations

from dataclasses import replace

from frazil.core.errors import SubqueryShapeError, UnsupportedError
from frazil.core.types import BOOLEAN
from frazil.sql import ast
from frazil.sql.binder import operators
from frazil.sql.binder.casts import common_type
from frazil.sql.binder.dispatch import bind, binds
from frazil.sql.binder.environment import BoundColumn, Scope
from frazil.sql.binder.queries import bind_query
from frazil.sql.binder.typed import Typed, typed


def _inside(scope: Scope, position: int) -> Scope:
    """Return the scope of a query inside an expression; raises UnsupportedError in a lambda expression."""
    if scope.variables:
        raise UnsupportedError("subqueries in lambda expressions", position=position)
    return scope.child()


def _subquery_column(query: ast.Query, scope: Scope) -> tuple[str, BoundColumn]:
    bound = bind_query(query, _inside(scope, query.position))
    if len(bound.columns) != 1:
        raise SubqueryShapeError(
            f"Invalid argument [subquery must return one column, got {len(bound.columns)}]", position=query.position
        )
    return bound.sql, bound.columns[0]


@binds(ast.InQuery)
def _in_query(node: ast.InQuery, scope: Scope) -> Typed:
    operands = node.operand.items if isinstance(node.operand, ast.Row) else (node.operand,)
    values = [bind(operand, scope) for operand in operands]
    bound = bind_query(node.query, _inside(scope, node.position))
    if len(bound.columns) != len(values):
        raise SubqueryShapeError("Invalid number of columns in an IN subquery", position=node.position)
    alias = scope.environment.fresh("q")
    lefts, rights = [], []
    for index, (value, column) in enumerate(zip(values, bound.columns, strict=True)):
        inner = replace(column.value, sql=f"{alias}.o{index + 1}", constant=None)
        target = common_type([value.type, inner.type])
        lefts.append(operators.comparison_key(value, target, scope.environment))
        rights.append(operators.comparison_key(inner, target, scope.environment))
    left = lefts[0] if len(lefts) == 1 else f"({', '.join(lefts)})"
    right = rights[0] if len(rights) == 1 else f"({', '.join(rights)})"
    word = "NOT IN" if node.negated else "IN"
    return typed(f"({left} {word} (SELECT {right} FROM ({bound.sql}) AS {alias}))", BOOLEAN)


@binds(ast.Exists)
def _exists(node: ast.Exists, scope: Scope) -> Typed:
    bound = bind_query(node.query, _inside(scope, node.position))
    return typed(f"EXISTS ({bound.sql})", BOOLEAN, nullable=False)


@binds(ast.Quantified)
def _quantified(node: ast.Quantified, scope: Scope) -> Typed:
    value = bind(node.left, scope)
    sql, column = _subquery_column(node.query, scope)
    alias = scope.environment.fresh("q")
    inner = replace(column.value, sql=f"{alias}.o1", constant=None)
    target = common_type([value.type, inner.type])
    left = operators.comparison_key(value, target, scope.environment)
    right = operators.comparison_key(inner, target, scope.environment)
    return typed(f"({left} {node.operator} {node.quantifier} (SELECT {right} FROM ({sql}) AS {alias}))", BOOLEAN)


@binds(ast.Subquery)
def _subquery(node: ast.Subquery, scope: Scope) -> Typed:
    sql, column = _subquery_column(node.query, scope)
    return replace(column.value, sql=f"({sql})", nullable=True, constant=None)
