"""Operators, casts, predicates and CASE: the expressions that are no names, calls or subqueries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from frazil.core.errors import CompilationError, InvalidExpressionError, UnsupportedError
from frazil.core.types import BOOLEAN, DataType, Kind
from frazil.sql import ast
from frazil.sql.binder import operators
from frazil.sql.binder.casts import cast, common_type, to_text
from frazil.sql.binder.collations import collation_named, combined, like_terms
from frazil.sql.binder.dispatch import bind, bind_boolean, binds
from frazil.sql.binder.environment import Environment, Scope
from frazil.sql.binder.hierarchies import PRIOR, ROOT, bind_operator
from frazil.sql.binder.intervals import add_interval
from frazil.sql.binder.literals import resolve_type
from frazil.sql.binder.typed import Typed, decimal_shape, storage_of, typed


@binds(ast.Unary)
def _unary(node: ast.Unary, scope: Scope) -> Typed:
    if node.operator == "NOT":
        value = bind_boolean(node.operand, scope)
        return typed(f"(NOT {value.sql})", BOOLEAN, nullable=value.nullable)
    if node.operator in {PRIOR, ROOT}:
        return bind_operator(node, scope)
    return operators.negate(bind(node.operand, scope), node.operator, scope.environment)


@binds(ast.Binary)
def _binary(node: ast.Binary, scope: Scope) -> Typed:
    if node.operator in ("AND", "OR"):
        return _logical(node, scope)
    if node.operator in ("+", "-"):
        for moved, by in ((node.left, node.right), (node.right, node.left)):
            if isinstance(by, ast.Interval):
                return add_interval(bind(moved, scope), node.operator, by, scope.environment)
    if isinstance(node.left, ast.Row) and isinstance(node.right, ast.Row):
        return _row_comparison(node.left, node.operator, node.right, scope)
    left = bind(node.left, scope)
    right = bind(node.right, scope)
    if node.operator in operators.COMPARISONS:
        return operators.compare(left, node.operator, right, scope.environment)
    return operators.arithmetic(left, node.operator, right, scope.environment, node.position)


def _logical(node: ast.Binary, scope: Scope) -> Typed:
    """Bind a chain of AND or OR without recursing along its left side, which may be long."""
    operands: list[Typed] = []
    current: ast.Expression = node
    while isinstance(current, ast.Binary) and current.operator == node.operator and current not in scope.groups:
        operands.append(bind_boolean(current.right, scope))
        current = current.left
    operands.append(bind_boolean(current, scope))
    operands.reverse()
    sql = f" {node.operator} ".join(operand.sql for operand in operands)
    return typed(f"({sql})", BOOLEAN, nullable=any(operand.nullable for operand in operands))


def _row_comparison(left: ast.Row, operator: str, right: ast.Row, scope: Scope) -> Typed:
    if len(left.items) != len(right.items) or operator not in ("=", "<>"):
        raise InvalidExpressionError("invalid row comparison", position=left.position)
    pairs = [
        operators.compare(bind(a, scope), "=", bind(b, scope), scope.environment).sql
        for a, b in zip(left.items, right.items, strict=True)
    ]
    sql = "(" + " AND ".join(pairs) + ")"
    return typed(sql if operator == "=" else f"(NOT {sql})", BOOLEAN)


@binds(ast.Cast)
def _cast(node: ast.Cast, scope: Scope) -> Typed:
    target = resolve_type(node.type, scope.environment)
    value = bind(node.operand, scope)
    try:
        return replace(cast(value, target, scope.environment, attempt=node.attempt), name=value.name)
    except CompilationError as error:
        if error.position is None:
            error.position = node.position
        raise


@binds(ast.Collate)
def _collate(node: ast.Collate, scope: Scope) -> Typed:
    return collate(bind(node.operand, scope), node.specification, scope.environment, node.position)


def collate(value: Typed, specification: str, environment: Environment, position: int) -> Typed:
    """Return a text that compares as a specification says."""
    text = to_text(value, environment)
    found = collation_named(specification, position)
    return replace(text, type=replace(text.type, collation=replace(found, explicit=True) if found else None))


@binds(ast.IsNull)
def _is_null(node: ast.IsNull, scope: Scope) -> Typed:
    value = bind(node.operand, scope)
    return typed(f"({value.sql} IS {'NOT ' if node.negated else ''}NULL)", BOOLEAN, nullable=False)


@binds(ast.IsBoolean)
def _is_boolean(node: ast.IsBoolean, scope: Scope) -> Typed:
    value = bind_boolean(node.operand, scope)
    word = ("NOT " if node.negated else "") + ("TRUE" if node.value else "FALSE")
    return typed(f"({value.sql} IS {word})", BOOLEAN, nullable=False)


@binds(ast.IsDistinct)
def _is_distinct(node: ast.IsDistinct, scope: Scope) -> Typed:
    left, right = operators.comparable(bind(node.left, scope), bind(node.right, scope), scope.environment)
    word = "IS NOT DISTINCT FROM" if node.negated else "IS DISTINCT FROM"
    return typed(f"({left} {word} {right})", BOOLEAN, nullable=False)


@binds(ast.Between)
def _between(node: ast.Between, scope: Scope) -> Typed:
    value, low, high = (bind(part, scope) for part in (node.operand, node.low, node.high))
    above = operators.compare(value, ">=", low, scope.environment)
    below = operators.compare(value, "<=", high, scope.environment)
    sql = f"({above.sql} AND {below.sql})"
    return typed(f"(NOT {sql})" if node.negated else sql, BOOLEAN)


@binds(ast.InList)
def _in_list(node: ast.InList, scope: Scope) -> Typed:
    if isinstance(node.operand, ast.Row):
        rows = [item if isinstance(item, ast.Row) else ast.Row(items=(item,)) for item in node.items]
        sql = " OR ".join(_row_comparison(node.operand, "=", row, scope).sql for row in rows)
    else:
        operand = bind(node.operand, scope)
        items = [bind(item, scope) for item in node.items]
        target = common_type([operand.type, *(item.type for item in items)])
        keys = [operators.comparison_key(value, target, scope.environment) for value in (operand, *items)]
        sql = f"{keys[0]} IN ({', '.join(keys[1:])})"
    return typed(f"(NOT ({sql}))" if node.negated else f"({sql})", BOOLEAN)


@binds(ast.Like)
def _like(node: ast.Like, scope: Scope) -> Typed:
    environment = scope.environment
    value = to_text(bind(node.operand, scope), environment)
    escape = f" ESCAPE {to_text(bind(node.escape, scope), environment).sql}" if node.escape is not None else ""
    tests = []
    for pattern in node.patterns:
        text = to_text(bind(pattern, scope), environment)
        if node.operator == "RLIKE":
            tests.append(f"regexp_full_match({value.sql}, {text.sql})")
            continue
        left, right, folded = like_terms(value.sql, text.sql, combined((value.type, text.type)))
        tests.append(f"({left} {'ILIKE' if folded else node.operator} {right}{escape})")
    sql = (" AND " if node.quantifier == "ALL" else " OR ").join(tests)
    return typed(f"(NOT ({sql}))" if node.negated else f"({sql})", BOOLEAN)


@binds(ast.Row)
def _row(node: ast.Row, scope: Scope) -> Typed:
    raise UnsupportedError("row values outside comparisons", position=node.position)


@binds(ast.Case)
def _case(node: ast.Case, scope: Scope) -> Typed:
    environment = scope.environment
    results = [bind(result, scope) for _, result in node.branches]
    if node.otherwise is not None:
        results.append(bind(node.otherwise, scope))
    target = common_type([result.type for result in results])
    unified = unify(results, target, environment)
    parts = []
    operand = bind(node.operand, scope) if node.operand is not None else None
    for (condition, _), result in zip(node.branches, unified, strict=False):
        if operand is None:
            test = bind_boolean(condition, scope)
        else:
            test = operators.compare(operand, "=", bind(condition, scope), environment)
        parts.append(f"WHEN {test.sql} THEN {result.sql}")
    if node.otherwise is not None:
        parts.append(f"ELSE {unified[-1].sql}")
    nullable = node.otherwise is None or any(result.nullable for result in unified)
    return Typed(f"(CASE {' '.join(parts)} END)", target, unified[0].storage, nullable)


def unify(values: Sequence[Typed], target: DataType, environment: Environment) -> list[Typed]:
    """Return the values brought to one type and one storage: branches of CASE, rows of VALUES."""
    if target.kind is Kind.NULL:
        return list(values)
    if (target.members or target.kind is Kind.VECTOR) and any(value.type != target for value in values):
        return [cast(value, target, environment) for value in values]
    if all(v.type.kind is target.kind for v in values) and len({(v.storage, v.type.scale) for v in values}) == 1:
        return [replace(value, type=target) for value in values]
    unified = []
    for value in values:
        brought = value if value.type == target else cast(value, target, environment)
        unified.append(brought)
    storages = {value.storage for value in unified}
    if len(storages) > 1:
        narrow = all(decimal_shape(storage)[0] <= 18 or storage == "BIGINT" for storage in storages)
        common = storage_of(target) if narrow and target.precision <= 18 else f"DECIMAL(38,{target.scale})"
        unified = [Typed(f"CAST({v.sql} AS {common})", target, common, v.nullable) for v in unified]
    return unified
