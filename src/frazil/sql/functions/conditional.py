"""Conditional functions: what to take when something is NULL, equal or true."""

from __future__ import annotations

from frazil.core.types import BOOLEAN
from frazil.sql.binder.operators import comparable, compare
from frazil.sql.binder.registry import MANY, Call, Category
from frazil.sql.binder.typed import Typed, typed
from frazil.sql.functions.shapes import like, unified

CONDITIONAL = Category("Conditional")

CONDITIONAL.scalar("BOOLAND", "({0} AND {1})", ("boolean", "boolean"), BOOLEAN)
CONDITIONAL.scalar("BOOLOR", "({0} OR {1})", ("boolean", "boolean"), BOOLEAN)
CONDITIONAL.scalar("BOOLXOR", "({0} <> {1})", ("boolean", "boolean"), BOOLEAN)
CONDITIONAL.scalar("BOOLNOT", "(NOT {0})", ("boolean",), BOOLEAN)


@CONDITIONAL.function("COALESCE", ("any", "any"), maximum=MANY)
def _coalesce(call: Call) -> Typed:
    values = unified(call.arguments, call.environment)
    nullable = all(value.nullable for value in values)
    return like(f"coalesce({', '.join(value.sql for value in values)})", values[0], nullable=nullable)


@CONDITIONAL.function("NVL IFNULL", ("any", "any"))
def _nvl(call: Call) -> Typed:
    return _coalesce(call)


@CONDITIONAL.function("NVL2", ("any", "any", "any"))
def _nvl2(call: Call) -> Typed:
    a, b = unified(call.arguments[1:], call.environment)
    return like(f"CASE WHEN {call[0].sql} IS NOT NULL THEN {a.sql} ELSE {b.sql} END", a)


@CONDITIONAL.function("NULLIF", ("any", "any"))
def _nullif(call: Call) -> Typed:
    equal = compare(call[0], "=", call[1], call.environment)
    return like(f"CASE WHEN {equal.sql} THEN NULL ELSE {call[0].sql} END", call[0])


@CONDITIONAL.function("IFF", ("boolean", "any", "any"))
def _iff(call: Call) -> Typed:
    a, b = unified(call.arguments[1:], call.environment)
    sql = f"CASE WHEN {call[0].sql} THEN {a.sql} ELSE {b.sql} END"
    return like(sql, a, nullable=a.nullable or b.nullable)


@CONDITIONAL.function("DECODE", ("any", "any", "any"), maximum=MANY)
def _decode(call: Call) -> Typed:
    pairs = (len(call) - 1) // 2
    searches = [call[1 + 2 * index] for index in range(pairs)]
    results = [call[2 + 2 * index] for index in range(pairs)]
    if len(call) % 2 == 0:
        results.append(call[len(call) - 1])
    values = unified(results, call.environment)
    branches = []
    for search, value in zip(searches, values, strict=False):
        a, b = comparable(call[0], search, call.environment)
        branches.append(f"WHEN {a} IS NOT DISTINCT FROM {b} THEN {value.sql}")
    otherwise = f" ELSE {values[-1].sql}" if len(values) > pairs else ""
    return like(f"CASE {' '.join(branches)}{otherwise} END", values[0])


@CONDITIONAL.function("EQUAL_NULL", ("any", "any"))
def _equal_null(call: Call) -> Typed:
    a, b = comparable(call[0], call[1], call.environment)
    return typed(f"({a} IS NOT DISTINCT FROM {b})", BOOLEAN, nullable=False)
