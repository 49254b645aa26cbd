"""Calls as errors repeat them: ``SUM(T.X)``, with the sources of columns and without the blanks that were written.

Snowflake prints the plan that it has made of a call, with casts of its own.  Here a call is told where it holds nothing
but columns, literals and other calls; of any other the name alone.
"""

from __future__ import annotations

from decimal import Decimal

from frazil.core.names import render
from frazil.sql import ast
from frazil.sql.binder.environment import Scope


def echo(node: ast.Function, scope: Scope) -> str:
    """Return a call as an error repeats it."""
    return _call(node, scope) or ".".join(node.name)


def echo_key(node: ast.Expression, scope: Scope) -> str | None:
    """Return a key of an order as an error repeats it; None for what is made of more than columns and operators."""
    if not isinstance(node, ast.Binary):
        return _argument(node, scope)
    left, right = echo_key(node.left, scope), echo_key(node.right, scope)
    return f"{left} {node.operator} {right}" if left is not None and right is not None else None


def echo_literal(node: ast.Node) -> str | None:
    """Return a literal as an error repeats it; None for what is none."""
    match node:
        case ast.String(value=text):
            return "'" + text.replace("'", "''") + "'"
        case ast.Number(value=Decimal() as number):
            return f"{number:f}"
        case ast.Boolean(value=value):
            return str(value).upper()
        case ast.Null():
            return "NULL"
    return None


def _call(node: ast.Function, scope: Scope) -> str | None:
    if node.named or node.within_group or node.window is not None:
        return None
    arguments = [_argument(argument, scope) for argument in node.arguments]
    shown = [argument for argument in arguments if argument is not None]
    if len(shown) < len(arguments):
        return None
    return f"{'.'.join(node.name)}({'DISTINCT ' if node.distinct else ''}{', '.join(shown)})"


def _argument(node: ast.Expression, scope: Scope) -> str | None:
    match node:
        case ast.Function():
            return _call(node, scope)
        case ast.Reference():
            return _column(node, scope)
        case ast.Star() if node == ast.Star():
            return "*"
    return echo_literal(node)


def _column(node: ast.Reference, scope: Scope) -> str | None:
    """Return a column with the name that its source has in the query; None for what is no column of this query."""
    name = node.parts[-1]
    if len(node.parts) > 1:
        return ".".join(map(render, node.parts))
    for source in scope.sources:
        if source.alias is not None and any(column.name == name for column in source.visible):
            return f"{render(source.alias)}.{render(name)}"
    return None
