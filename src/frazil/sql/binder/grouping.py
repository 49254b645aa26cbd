"""GROUP BY, with its sets, positions and aliases."""

from __future__ import annotations

from dataclasses import replace

from frazil.sql import ast
from frazil.sql.binder.dispatch import bind
from frazil.sql.binder.environment import Scope
from frazil.sql.binder.ordering import ordinal
from frazil.sql.binder.slots import pin_literals
from frazil.sql.binder.typed import grouping_key


def bind_grouping(select: ast.Select, scope: Scope) -> str:
    """Return GROUP BY bound, having let the scope know what is grouped by."""
    grouping = select.grouping
    assert grouping is not None
    plain = replace(scope, allow_aggregates=False, clause="group by clause")
    if grouping.all:
        return _group_by_all(select, scope)
    texts, groups = [], {}
    for kind, sets in grouping.elements:
        rendered = []
        for elements in sets:
            keys = []
            for element in elements:
                node = _group_node(element, select, scope)
                value = bind(node, plain)
                pin_literals(node, scope.environment)
                value = replace(value, nullable=value.nullable or bool(kind))
                groups[node] = groups[element] = value
                keys.append(grouping_key(value))
            rendered.append(f"({', '.join(keys)})" if kind else ", ".join(keys))
        texts.append(f"{kind} ({', '.join(rendered)})" if kind else rendered[0])
    scope.groups = groups
    return f" GROUP BY {', '.join(texts)}" if texts else ""


def _group_node(element: ast.Expression, select: ast.Select, scope: Scope) -> ast.Expression:
    """Return what a GROUP BY element stands for: a select item by position or alias, else itself.

    A column of the sources comes before an alias.
    """
    if isinstance(element, ast.Number) and not isinstance(element.value, float):
        return select.items[ordinal(element, len(select.items), "group by")].expression
    if isinstance(element, ast.Reference) and len(element.parts) == 1:
        name = element.parts[0]
        if not any(column.name == name for source in scope.sources for column in source.visible):
            return scope.aliases.get(name, element)
    return element


def _group_by_all(select: ast.Select, scope: Scope) -> str:
    """Group by every select item that has no aggregate."""
    groups = {}
    for item in select.items:
        scope.saw_aggregate = False
        value = bind(item.expression, scope)
        if not scope.saw_aggregate:
            groups[item.expression] = value
    scope.groups = groups
    return f" GROUP BY {', '.join(map(grouping_key, groups.values()))}" if groups else ""
