"""CONNECT BY: a table joined with itself, level by level, as a recursive common table.

Three aliases stand for a row's parts: in START WITH and CONNECT BY a row of the sources is read as ``row`` and the one
above it as ``prior``; behind them every clause reads the finished hierarchy, which also carries the columns of the row
at the top.  As in Oracle, whose syntax this is, WHERE filters the finished hierarchy, and without START WITH every row
is at the top.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from frazil.core.errors import InvalidExpressionError, wrong_count
from frazil.core.types import NUMBER, VARCHAR
from frazil.sql import ast
from frazil.sql.binder.casts import to_text
from frazil.sql.binder.dispatch import bind, bind_boolean
from frazil.sql.binder.echoes import echo
from frazil.sql.binder.environment import BoundColumn, Hierarchy, Scope, ScopeSource
from frazil.sql.binder.typed import Typed, typed

PATH = "SYS_CONNECT_BY_PATH"
ROOT = "CONNECT_BY_ROOT"
PRIOR = "PRIOR"


def connect(select: ast.Select, source: str, scope: Scope) -> Hierarchy:
    """Return the hierarchy of a SELECT bound, and let the scope's sources read it; ``source`` is the text of FROM."""
    assert select.connect_by is not None
    alias = scope.environment.fresh("h")
    texts = list(dict.fromkeys(column.value.sql for column in _columns(scope)))
    items = ", ".join(f"{text} AS o{number}" for number, text in enumerate(texts, 1)) or "NULL AS o0"
    row, prior, root = (_read(scope, texts, *place) for place in (("b", "o"), ("p", "o"), (alias, "r")))
    start = ""
    if select.start_with is not None:
        row.hierarchy = Hierarchy(alias, _level("CAST(1 AS BIGINT)"), row)
        start = f" WHERE {bind_boolean(select.start_with, row).sql}"
    row.hierarchy = Hierarchy(alias, _level("CAST(p.depth + 1 AS BIGINT)"), row, prior)
    condition = bind_boolean(select.connect_by, row).sql
    finished = _read(scope, texts, alias, "o")
    scope.sources = finished.sources
    return Hierarchy(
        alias,
        _level(f"{alias}.depth"),
        row,
        root=root,
        texts=(f"SELECT {items}{source}", start, condition),
        width=len(texts),
    )


def hierarchy_text(hierarchy: Hierarchy) -> str:
    """Return the text of the finished hierarchy as a source; call it when every clause is bound."""
    base, start, condition = hierarchy.texts
    own = [f"o{number}" for number in range(1, hierarchy.width + 1)]
    top = [f"r{number}" for number in range(1, hierarchy.width + 1)]
    paths = [f"h{number}" for number in range(len(hierarchy.paths))]
    first = ", ".join((*(f"b.{name}" for name in (*own, *own)), "CAST(1 AS BIGINT)", *hierarchy.paths))
    longer = (f"p.{name} || {step}" for name, step in zip(paths, hierarchy.paths, strict=True))
    below = ", ".join(
        (*(f"b.{name}" for name in own), *(f"p.{name}" for name in top), "CAST(p.depth + 1 AS BIGINT)", *longer)
    )
    names = ", ".join((*own, *top, "depth", *paths))
    rows, found = f"{hierarchy.alias}b", f"{hierarchy.alias}w"
    recursion = f"SELECT {first} FROM {rows} AS b{start} UNION ALL SELECT {below} FROM {rows} AS b JOIN {found} AS p"
    return (
        f"(WITH RECURSIVE {rows} AS ({base}), {found}({names}) AS ({recursion} ON ({condition})) "
        f"SELECT * FROM {found}) AS {hierarchy.alias}"
    )


def bind_operator(node: ast.Unary, scope: Scope) -> Typed:
    """Return ``PRIOR x`` or ``CONNECT_BY_ROOT x`` bound; InvalidExpressionError where there is no such row."""
    hierarchy = scope.hierarchy
    inner = None if hierarchy is None else hierarchy.prior if node.operator == PRIOR else hierarchy.root
    if inner is None:
        raise InvalidExpressionError(f"{node.operator} is not allowed here", position=node.position)
    return replace(bind(node.operand, inner), nullable=True)


def bind_path(node: ast.Function, scope: Scope, hierarchy: Hierarchy) -> Typed:
    """Return ``SYS_CONNECT_BY_PATH(x, separator)`` bound: the values of x from the top to the row."""
    if hierarchy.root is None:
        raise InvalidExpressionError(f"{PATH} is not allowed here", position=node.position)
    error = wrong_count(echo(node, scope), len(node.arguments), least=2, most=2, position=node.position)
    if error is not None:
        raise error
    value, separator = (to_text(bind(argument, hierarchy.row), scope.environment) for argument in node.arguments)
    step = f"concat({separator.sql}, {value.sql})"
    if step not in hierarchy.paths:
        hierarchy.paths.append(step)
    return typed(f"{hierarchy.alias}.h{hierarchy.paths.index(step)}", VARCHAR, nullable=False)


def _level(sql: str) -> Typed:
    return Typed(sql, NUMBER, "BIGINT", nullable=False)


def _columns(scope: Scope) -> list[BoundColumn]:
    return [column for source in scope.sources for column in source.columns]


def _read(scope: Scope, texts: Sequence[str], alias: str, prefix: str) -> Scope:
    """Return a scope with the same names, read from columns that are numbered as their texts are."""
    places = {text: f"{alias}.{prefix}{number}" for number, text in enumerate(texts, 1)}

    def moved(column: BoundColumn) -> BoundColumn:
        return replace(column, value=replace(column.value, sql=places[column.value.sql], constant=None))

    return replace(
        scope,
        sources=[
            ScopeSource(source.alias, source.path, tuple(moved(column) for column in source.columns))
            for source in scope.sources
        ],
        aliases={},
        alias_stack=[],
        allow_aggregates=False,
        clause="connect by clause",
        hierarchy=None,
    )
