"""Lambda expressions: their parameters become variables of a scope of their own."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import replace

from frazil.core.errors import InvalidExpressionError
from frazil.sql import ast
from frazil.sql.binder.casts import cast
from frazil.sql.binder.dispatch import bind, binds
from frazil.sql.binder.environment import Scope
from frazil.sql.binder.literals import resolve_type
from frazil.sql.binder.typed import Typed


def apply_lambda(node: ast.Expression, values: Sequence[Typed], scope: Scope) -> Typed:
    """Return a lambda expression's body bound with its parameters standing for values, cast to their declared types.

    It sees the columns around it, but neither aggregates nor asks queries.
    """
    if not isinstance(node, ast.Lambda):
        raise InvalidExpressionError("a lambda expression is expected here", position=node.position)
    if len(node.parameters) != len(values):
        raise InvalidExpressionError(
            f"a lambda expression of {len(values)} parameters is expected here, not of {len(node.parameters)}",
            position=node.position,
        )
    variables = dict(scope.variables)
    for (name, kind), value in zip(node.parameters, values, strict=True):
        if kind is None:
            variables[name] = value
        else:
            variables[name] = cast(value, resolve_type(kind, scope.environment), scope.environment)
    names = {name for name, _ in node.parameters}
    groups = {element: group for element, group in scope.groups.items() if not _mentions(element, names)}
    inside = replace(scope, variables=variables, groups=groups, allow_aggregates=False, clause="lambda expression")
    return bind(node.body, inside)


def _mentions(node: ast.Node, names: Container[str]) -> bool:
    return any(isinstance(each, ast.Reference) and each.parts[0] in names for each in ast.nodes_of(node))


@binds(ast.Lambda)
def _alone(node: ast.Lambda, scope: Scope) -> Typed:
    raise InvalidExpressionError("a lambda expression is not allowed here", position=node.position)
