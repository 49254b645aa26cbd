"""Expressions as errors repeat them: ``SUM(T.X)``, with the sources of columns, without the blanks that were written.

Snowflake prints the plan that it has made, with casts of its own.  Operands that are calls or have operators stand in
parentheses, as reports show them: ``(SQRT(4.0)) + 1``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from frazil.core.names import render
from frazil.sql import ast
from frazil.sql.binder.environment import Scope
from frazil.sql.binder.registry import FUNCTIONS


def echo(node: ast.Function, scope: Scope) -> str:
    """Return a call as an error repeats it: the name alone where it holds what no account was seen to print."""
    return _Printer(scope).told(node) or ".".join(node.name)


def echo_key(node: ast.Expression, scope: Scope) -> str | None:
    """Return a key of an order as an error repeats it; None for what no account was seen to print."""
    return _Printer(scope).told(node)


def echo_value(node: ast.Expression) -> str:
    """Return what stands in VALUES as an error repeats it; what no account was seen to print is cut short."""
    return _Printer(None).told(node) or "..."


@dataclass(frozen=True, slots=True)
class _Printer:
    """Writes expressions; ``scope`` is None in VALUES, whose calls have brought their arguments to their types."""

    scope: Scope | None

    def told(self, node: ast.Node) -> str | None:
        """Return an expression's text, None where it is or holds what is not known; in VALUES that is cut short."""
        match node:
            case ast.Unary(operator="-", operand=ast.Number() as number):
                return self._joined("-", number)
            case ast.Unary(operator="-", operand=operand):
                return self._joined("NEGATE(", operand, ")")
            case ast.Binary(operator=operator, left=left, right=right):
                return self._joined(*_beside(left), f" {operator} ", *_beside(right))
            case ast.Cast(operand=operand, type=kind):
                return self._joined("CAST(", operand, f" AS {kind})")
            case ast.ArrayLiteral(items=items):
                return self._joined("ARRAY_CONSTRUCT(", *_listed(items), ")")
            case ast.ObjectLiteral(pairs=pairs):
                keys = [() if key is None else (ast.String(value=key),) for key, _ in pairs]
                flat = [each for key, (_, value) in zip(keys, pairs, strict=True) for each in (*key, value)]
                return self._joined("OBJECT_CONSTRUCT(", *_listed(flat), ")")
            case ast.Function():
                return self._call(node)
            case ast.Reference() if self.scope is not None:
                return _column(node, self.scope)
            case ast.Star() if node == ast.Star():
                return "*"
            case ast.Subquery() if self.scope is None:
                return "(SELECT ...)"
        return _literal(node)

    def _joined(self, *pieces: str | ast.Node) -> str | None:
        texts = [piece if isinstance(piece, str) else self.told(piece) for piece in pieces]
        known = [text if text is not None else "..." for text in texts]
        return "".join(known) if self.scope is None or None not in texts else None

    def _call(self, node: ast.Function) -> str | None:
        if self.scope is not None and (node.named or node.within_group or node.window is not None):
            return None
        arguments = node.arguments
        if self.scope is None and (spec := FUNCTIONS.get(node.name[-1])) is not None:
            arguments = tuple(_brought(each, spec.parameter(place)) for place, each in enumerate(arguments))
        distinct = "DISTINCT " if node.distinct else ""
        return self._joined(f"{'.'.join(node.name)}({distinct}", *_listed(arguments), ")")


_BARE = (ast.Null, ast.Boolean, ast.Number, ast.String, ast.Reference)
"""What stands beside an operator without parentheses."""


def _beside(node: ast.Expression) -> tuple[str | ast.Node, ...]:
    return (node,) if isinstance(node, _BARE) else ("(", node, ")")


def _listed(nodes: Sequence[ast.Expression]) -> Sequence[str | ast.Node]:
    return [piece for node in nodes for piece in (", ", node)][1:]


def _brought(node: ast.Expression, word: str) -> ast.Expression:
    """Return an argument; a number where a float is wanted is one."""
    if word == "float" and isinstance(node, ast.Unary):
        return replace(node, operand=_brought(node.operand, word))
    if word != "float" or not isinstance(node, ast.Number | ast.String):
        return node
    try:
        return ast.Number(value=float(node.value))
    except ValueError:
        return node


def _literal(node: ast.Node) -> str | None:
    match node:
        case ast.String(value=text):
            return "'" + text.replace("'", "''") + "'"
        case ast.Number(value=Decimal() as number):
            return f"{number:f}"
        case ast.Number(value=number):
            return str(number)
        case ast.Boolean(value=value):
            return str(value).upper()
        case ast.Null():
            return "NULL"
    return None


def _column(node: ast.Reference, scope: Scope) -> str | None:
    """Return a column with the name that its source has in the query; None for what is no column of this query."""
    name = node.parts[-1]
    if len(node.parts) > 1:
        return ".".join(map(render, node.parts))
    for source in scope.sources:
        if source.alias is not None and any(column.name == name for column in source.visible):
            return f"{render(source.alias)}.{render(name)}"
    return None
