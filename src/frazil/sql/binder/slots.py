"""Literals that were lifted for the plan cache, found again in a tree.

Two expressions with the same literals are one to GROUP BY and ORDER BY, wherever their literals stand.  A text that
takes two literals for one holds for these values only: their slots are pinned, and the plan serves nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from frazil.sql import ast
from frazil.sql.binder.environment import Environment

_GAP = re.compile("\0(\\d+)\0")


def pin_literals(node: ast.Node, environment: Environment) -> None:
    """Let the plan hold for the values of the node's literals only."""
    environment.pinned.update(literal.slot for literal in _literals(node) if literal.slot >= 0)


def pin_gaps(sql: str, environment: Environment) -> None:
    """Let the plan hold for the values of the literals in a bound text only: their values have decided a type."""
    environment.pinned.update(int(slot) for slot in _GAP.findall(sql))


def with_literals(sql: str, node: ast.Node) -> str:
    """Return a text made of a node with the values of its literals in their gaps: for comparing, not for DuckDB."""
    if "\0" not in sql:
        return sql
    values = {literal.slot: literal.value for literal in _literals(node)}
    return _GAP.sub(lambda gap: f"\0{values.get(int(gap[1]), gap[0])!r}\0", sql)


def _literals(node: ast.Node) -> Iterator[ast.Number | ast.String]:
    for each in ast.nodes_of(node):
        if isinstance(each, ast.Number | ast.String):
            yield each
