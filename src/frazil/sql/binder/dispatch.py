"""The one entry to the binding of expressions: a dictionary from node type to function.

Modules enter their functions with ``binds``; the package imports them all, and a test proves that no node type is
left out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

from frazil.core.errors import GroupByError
from frazil.core.types import BOOLEAN
from frazil.sql import ast
from frazil.sql.binder.casts import coerce
from frazil.sql.binder.environment import Scope
from frazil.sql.binder.slots import pin_literals, with_literals
from frazil.sql.binder.typed import Typed, of_group

N = TypeVar("N", bound=ast.Node)

BINDERS: dict[type[Any], Callable[[Any, Scope], Typed]] = {}


def binds(kind: type[N]) -> Callable[[Callable[[N, Scope], Typed]], Callable[[N, Scope], Typed]]:
    """Enter the decorated function as the binder of a node type."""

    def enter(function: Callable[[N, Scope], Typed]) -> Callable[[N, Scope], Typed]:
        BINDERS[kind] = function
        return function

    return enter


def bind(node: ast.Expression, scope: Scope) -> Typed:
    """Return the node bound in the scope.

    Raises a CompilationError with the node's position for what the scope does not know or allow.
    """
    if scope.groups:
        found = scope.groups.get(node)
        if found is not None and scope.aggregate is None:
            pin_literals(node, scope.environment)
            return of_group(found)
    try:
        return BINDERS[type(node)](node, scope)
    except GroupByError:
        if not scope.groups or scope.aggregate is not None:
            raise
        return _as_group(node, scope)


def _as_group(node: ast.Expression, scope: Scope) -> Typed:
    """Return a node that is spelled otherwise than its GROUP BY expression but means the same; else raise."""
    plain = bind(node, replace(scope, aggregated=False, groups={}))
    text = with_literals(plain.sql, node)
    if not any(
        plain.sql == group.sql or text == with_literals(group.sql, element) for element, group in scope.groups.items()
    ):
        bind_again = BINDERS[type(node)]
        return bind_again(node, scope)
    pin_literals(node, scope.environment)
    return of_group(plain)


def bind_boolean(node: ast.Expression, scope: Scope) -> Typed:
    """Return the node bound and coerced to BOOLEAN, as conditions are."""
    return coerce(bind(node, scope), BOOLEAN, scope.environment)
