"""CHECK constraints: what their conditions may hold, and the texts that refuse rows which break one.

A condition is kept as Snowflake's text and bound at each write, as defaults are.  The texts raise
``frazil:check:<constraint>``, always as a value that is asked for and never as a filter: DuckDB may ask a filter about
rows that another one leaves out.  Only FALSE breaks a CHECK; NULL does not.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence

from frazil.catalog.records import Column, Table
from frazil.core.errors import InvalidExpressionError
from frazil.core.ids import ColumnId
from frazil.core.names import render
from frazil.sql import ast
from frazil.sql.binder.calls import SERVER_FUNCTIONS
from frazil.sql.binder.dispatch import bind_boolean
from frazil.sql.binder.environment import BoundColumn, Environment, Scope, ScopeSource
from frazil.sql.binder.registry import FUNCTIONS, FunctionSpec, Role
from frazil.sql.binder.tracked import HIDDEN
from frazil.sql.binder.typed import Typed
from frazil.sql.parser import parse_expression
from frazil.sql.tokens import tokenize

_REFUSED: Mapping[type[ast.Node], str] = {
    ast.Query: "a subquery",
    ast.Positional: "a column by its number",
    ast.Variable: "a session variable",
    ast.Placeholder: "a binding",
    ast.Star: "*",
}


def bind_check(condition: ast.Expression, columns: Sequence[Column], environment: Environment) -> None:
    """Bind the condition of a new CHECK on these columns, so that a wrong one is refused now.

    Raises InvalidExpressionError for what no CHECK may hold: subqueries, functions of users, functions that aggregate,
    that depend on chance or on the session.
    """
    for node in ast.nodes_of(condition):
        _refuse(node)
    _condition(condition, columns, {}, environment)
    # What is bound and neither a column nor a function of Snowflake's is a sequence or a function of users.
    for node in ast.nodes_of(condition):
        if isinstance(node, ast.Function) and _spec(node) is None:
            raise _invalid(f"function {'.'.join(node.name)}", node)
        if isinstance(node, ast.Reference) and len(node.parts) > 1:
            raise _invalid("a sequence", node)


def named_columns(condition: ast.Expression, columns: Sequence[Column]) -> tuple[Column, ...]:
    """Return the columns that a condition names, in their order in the table."""
    names = {reference.parts[0] for reference in _references(condition)}
    return tuple(column for column in columns if column.name in names)


def renamed_clause(clause: str, old: str, new: str) -> str | None:
    """Return a condition's text with a column's new name; None if that names something else in it."""
    found = _places(clause, old)
    for start in reversed(found):
        end = start + len(_written(clause, start))
        clause = f"{clause[:start]}{render(new)}{clause[end:]}"
    return clause if len(_places(clause, new)) == len(found) else None


def _places(clause: str, column: str) -> list[int]:
    return sorted(each.position for each in _references(parse_expression(clause)) if each.parts == (column,))


def guarded(source: str, columns: Sequence[Column], table: Table, environment: Environment) -> str:
    """Return a query for new rows of a table that fails at the first that breaks a CHECK.

    ``source`` yields ``columns``, and then the hidden ones of a tracked table.
    """
    if not table.checks:
        return source
    alias = environment.fresh("g")
    names = [f"c{column.id}" for column in columns] + [*(HIDDEN if table.tracked else ())]
    values = [f"{alias}.{name}" for name in names]
    broken = violation(table, dict(zip((column.id for column in columns), values, strict=False)), environment)
    values[0] = f"CASE WHEN {broken} IS NULL THEN {values[0]} END"
    return f"SELECT {', '.join(values)} FROM ({source}) AS {alias}({', '.join(names)})"


def violation(table: Table, values: Mapping[ColumnId, str], environment: Environment) -> str:
    """Return the text that fails for a row which breaks a CHECK, and is NULL for others; empty if there is none.

    ``values`` are the texts of the row's columns; one that has none is NULL.
    """
    if not table.checks:
        return ""
    branches = []
    for check in table.checks:
        condition = _condition(parse_expression(check.clause), table.columns, values, environment)
        branches.append(f"WHEN NOT ({condition}) THEN CAST(error('frazil:check:{check.id}') AS BOOLEAN)")
    return f"(CASE {' '.join(branches)} END)"


def _condition(
    condition: ast.Expression, columns: Sequence[Column], values: Mapping[ColumnId, str], environment: Environment
) -> str:
    """Return the text of a condition; a value may come in a narrower type than its column's storage."""
    scope = Scope(environment, allow_aggregates=False, clause="check constraint")
    row = (
        BoundColumn(
            name=column.name,
            value=Typed(f"CAST({values.get(column.id, 'NULL')} AS {column.storage})", column.type, column.storage),
        )
        for column in columns
    )
    scope.sources.append(ScopeSource(None, (), tuple(row)))
    return bind_boolean(condition, scope).sql


def _refuse(node: ast.Node) -> None:
    what = _REFUSED.get(type(node))
    if what is not None:
        raise _invalid(what, node)
    if isinstance(node, ast.Function) and not _is_plain(node):
        raise _invalid(f"function {'.'.join(node.name)}", node)


def _is_plain(node: ast.Function) -> bool:
    """Say whether a function depends on nothing but its arguments, as far as its name tells."""
    spec = _spec(node)
    if spec is None:
        return not node.name[-1].startswith("SYSTEM$") and node.name not in SERVER_FUNCTIONS
    return node.window is None and spec.role is Role.SCALAR and not spec.volatile and not spec.contextual


def _spec(node: ast.Function) -> FunctionSpec | None:
    return FUNCTIONS.get(node.name[0]) if len(node.name) == 1 else None


def _invalid(what: str, node: ast.Node) -> InvalidExpressionError:
    message = f"Invalid expression in CHECK constraint: {what} is not allowed"
    return InvalidExpressionError(message, position=node.position)


def _references(tree: object, hidden: frozenset[str] = frozenset()) -> Iterator[ast.Reference]:
    """Yield what names columns in a condition: neither parameters of lambda expressions nor words such as DAY."""
    if isinstance(tree, ast.Reference):
        if tree.parts[0] not in hidden:
            yield tree
        return
    if isinstance(tree, ast.Lambda):
        hidden |= {name for name, _ in tree.parameters}
    if isinstance(tree, ast.Function):
        spec = _spec(tree)
        words: frozenset[int] = spec.words if spec is not None else frozenset()
        yield from _references(tuple(each for place, each in enumerate(tree.arguments) if place not in words), hidden)
    elif isinstance(tree, ast.Node):
        for field in dataclasses.fields(tree):
            yield from _references(getattr(tree, field.name), hidden)
    elif isinstance(tree, tuple):
        for each in tree:
            yield from _references(each, hidden)


def _written(text: str, start: int) -> str:
    """Return the identifier that begins at a place of a text."""
    tokens = tokenize(text)
    return tokens.source(tokens.starts.index(start))
