"""What joins make of the columns of their sides: USING and NATURAL merge them, outer joins may miss them.

The two sides are the sources of a scope from ``start`` and from ``middle`` on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from frazil.core.errors import AmbiguousColumnError, InvalidExpressionError, InvalidIdentifierError, UnsupportedError
from frazil.core.names import render
from frazil.sql import ast
from frazil.sql.binder.casts import common_type
from frazil.sql.binder.dispatch import bind_boolean
from frazil.sql.binder.environment import BoundColumn, Scope, ScopeSource
from frazil.sql.binder.expressions import unify
from frazil.sql.binder.operators import ordering_key
from frazil.sql.binder.references import find_column

_CLOSEST = frozenset({">=", ">", "<=", "<"})


def may_be_missing(scope: Scope, start: int, end: int) -> None:
    """Note that the columns of some sources are NULL where the other side of a join has no row for them."""
    for index in range(start, end):
        source = scope.sources[index]
        loose = tuple(replace(each, value=replace(each.value, nullable=True)) for each in source.columns)
        scope.sources[index] = replace(source, columns=loose)


def closest(join: ast.Join, scope: Scope, sides: Scope, start: int, middle: int) -> str:
    """Return the condition of an ASOF JOIN: equal keys, and the one comparison whose closest row is taken.

    ``sides`` is what conditions see of the scope.
    """
    match = join.match
    if not isinstance(match, ast.Binary) or match.operator not in _CLOSEST:
        raise InvalidExpressionError(
            "MATCH_CONDITION of an ASOF JOIN needs one of the comparisons >=, >, <= and <", position=join.position
        )
    tests = [bind_boolean(match, sides).sql]
    if join.using:
        tests.append(merge(join, join.using, scope, start, middle))
    elif join.condition is not None:
        for test in _conjuncts(join.condition):
            if not isinstance(test, ast.Binary) or test.operator != "=":
                raise InvalidExpressionError("ON of an ASOF JOIN takes equalities only", position=test.position)
            tests.append(bind_boolean(test, sides).sql)
    return " AND ".join(tests)


def refuse_outer_columns(join: ast.Join, sides: Scope) -> None:
    """Raise UnsupportedError for an outer join whose condition reads columns of a query around it.

    Of subqueries in it nothing is said: DuckDB refuses them.
    """
    nodes = list(ast.nodes_of(join.condition))
    if sides.parent is None or any(isinstance(node, ast.Query) for node in nodes):
        return
    for node in nodes:
        if isinstance(node, ast.Reference) and find_column(node, sides) is None and _is_outer(node, sides.parent):
            raise UnsupportedError("columns of an outer query in ON of an outer join", position=node.position)


def _is_outer(node: ast.Reference, scope: Scope | None) -> bool:
    return scope is not None and (find_column(node, scope) is not None or _is_outer(node, scope.parent))


def shared_names(scope: Scope, start: int, middle: int) -> tuple[str, ...]:
    """Return the names of the columns that both sides have, in the order of the left one."""

    def names(sources: Sequence[ScopeSource]) -> dict[str, None]:
        return {column.name: None for source in sources for column in source.visible}

    right = names(scope.sources[middle:])
    return tuple(name for name in names(scope.sources[start:middle]) if name in right)


def merge(join: ast.Join, shared: Sequence[str], scope: Scope, start: int, middle: int) -> str:
    """Return the condition of USING and NATURAL, and let the shared columns appear once, before the join's own."""
    tests = []
    merged = []
    for name in shared:
        left = _only(name, scope.sources[start:middle], join)
        right = _only(name, scope.sources[middle:], join)
        target = common_type([left.value.type, right.value.type])
        a, b = unify([left.value, right.value], target, scope.environment)
        tests.append(f"{ordering_key(a)} = {ordering_key(b)}")
        sql = {ast.JoinKind.FULL: f"COALESCE({a.sql}, {b.sql})", ast.JoinKind.RIGHT: b.sql}.get(join.kind, a.sql)
        merged.append(BoundColumn(name=name, value=replace(a, sql=sql, constant=None), origin=left.origin))
    for index, source in enumerate(scope.sources[start:], start):
        columns = tuple(replace(each, shadowed=each.shadowed or each.name in shared) for each in source.columns)
        scope.sources[index] = replace(source, columns=columns)
    scope.sources.insert(start, ScopeSource(None, (), tuple(merged)))
    return " AND ".join(tests) or "TRUE"


def _only(name: str, sources: Sequence[ScopeSource], join: ast.Join) -> BoundColumn:
    found = [column for source in sources for column in source.visible if column.name == name]
    if len(found) > 1:
        raise AmbiguousColumnError(f"ambiguous column name '{name}'", position=join.position, located=True)
    if not found:
        raise InvalidIdentifierError(f"invalid identifier '{render(name)}'", position=join.position, located=True)
    return found[0]


def _conjuncts(condition: ast.Expression) -> list[ast.Expression]:
    if isinstance(condition, ast.Binary) and condition.operator == "AND":
        return [*_conjuncts(condition.left), *_conjuncts(condition.right)]
    return [condition]
