"""Set operations, and which rows are equal in them and in DISTINCT."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from frazil.core.errors import SubqueryShapeError, UnsupportedError
from frazil.sql import ast
from frazil.sql.binder.by_name import matched
from frazil.sql.binder.casts import common_type
from frazil.sql.binder.environment import BoundColumn, BoundQuery, QueryBinder, Scope
from frazil.sql.binder.expressions import unify
from frazil.sql.binder.source_columns import derived_columns
from frazil.sql.binder.typed import grouping_key


def bind_set_operation(node: ast.SetOperation, scope: Scope, bind_query: QueryBinder) -> BoundQuery:
    """Return UNION, INTERSECT or EXCEPT bound, each column of the type that both branches have in common."""
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
        columns.append(BoundColumn(name=a.name, value=value, span=a.span))
    first = f"SELECT {', '.join(lefts)} FROM ({left.sql}) AS {_alias_of(pairs, 0)}"
    second = f"SELECT {', '.join(rights)} FROM ({right.sql}) AS {_alias_of(pairs, 1)}"
    sql = f"{first} {node.operator}{' ALL' if node.all else ''} {second}"
    if not node.all and has_keys(columns):
        sql = _combined_keys(node.operator, first, second, columns, scope)
    alias = scope.environment.fresh("q")
    return BoundQuery(f"SELECT * FROM ({sql}) AS {alias}", tuple(columns))


def has_keys(columns: Sequence[BoundColumn]) -> bool:
    """Say whether rows can be equal that DuckDB tells apart: a moment with two offsets, collated texts."""
    return any(grouping_key(column.value) != column.value.sql for column in columns)


def distinct_keys(sql: str, columns: Sequence[BoundColumn], scope: Scope) -> str:
    """Return a query without the rows that equal another one."""
    alias = scope.environment.fresh("q")
    keys = ", ".join(grouping_key(column.value) for column in derived_columns(columns, alias))
    return f"SELECT DISTINCT ON ({keys}) * FROM ({sql}) AS {alias}"


def _combined_keys(operator: str, left: str, right: str, columns: Sequence[BoundColumn], scope: Scope) -> str:
    """Return a set operation of rows that are equal by their keys."""
    if operator == "UNION":
        return distinct_keys(f"{left} UNION ALL {right}", columns, scope)
    one, other = scope.environment.fresh("q"), scope.environment.fresh("q")
    pairs = zip(derived_columns(columns, one), derived_columns(columns, other), strict=True)
    same = " AND ".join(f"{grouping_key(a.value)} IS NOT DISTINCT FROM {grouping_key(b.value)}" for a, b in pairs)
    word = "EXISTS" if operator == "INTERSECT" else "NOT EXISTS"
    kept = f"SELECT * FROM ({left}) AS {one} WHERE {word} (SELECT 1 FROM ({right}) AS {other} WHERE {same})"
    return distinct_keys(kept, columns, scope)


def _own(bound: BoundQuery, scope: Scope) -> list[BoundColumn]:
    return derived_columns(bound.columns, scope.environment.fresh("q"))


def _alias_of(pairs: Sequence[tuple[BoundColumn, BoundColumn]], side: int) -> str:
    return pairs[0][side].value.sql.partition(".")[0]
