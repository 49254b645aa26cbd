"""Clustering keys: checked, kept and shown.  They order nothing here: there are no micro-partitions."""

from __future__ import annotations

from dataclasses import replace

from frazil.catalog.records import Column, Table
from frazil.commands.context import Context
from frazil.commands.errors import ClusteringKeyError
from frazil.core.errors import CompilationError, InvalidExpressionError, InvalidIdentifierError
from frazil.core.names import render
from frazil.sql import ast
from frazil.sql.binder.dispatch import bind
from frazil.sql.binder.environment import ScopeSource
from frazil.sql.binder.source_columns import table_columns
from frazil.sql.parser import parse_expression
from frazil.sql.tokens import QUOTED, WORD, tokenize


def check_clustering(table: Table, context: Context) -> None:
    """Bind a table's clustering key; InvalidIdentifierError or another CompilationError if it is none."""
    if not table.cluster_by:
        return
    scope = context.scope()
    scope.allow_aggregates = False
    scope.sources.append(ScopeSource(table.name, (table.name,), tuple(table_columns(table, "k", ("", "", table.name)))))
    try:
        for expression in _expressions(table.cluster_by):
            bind(expression, scope)
    except InvalidIdentifierError as error:
        raise InvalidIdentifierError(error.message) from None
    except CompilationError as error:
        raise InvalidExpressionError(f"invalid clustering key: {error.message}") from None


def shown_key(table: Table) -> str:
    """Return a clustering key as listings print it, empty for none."""
    return f"LINEAR{table.cluster_by}" if table.cluster_by else ""


def check_not_clustered(table: Table, column: Column) -> None:
    """Raise ClusteringKeyError if the clustering key names a column."""
    if table.cluster_by and renamed_in_key(table, column.name, "").cluster_by != table.cluster_by:
        raise ClusteringKeyError(f"Cannot drop column '{render(column.name)}' which is used by the clustering key.")


def renamed_in_key(table: Table, old: str, new: str) -> Table:
    """Return the table with a column's new name in its clustering key; what is called with a ``(`` is a function."""
    tokens = tokenize(table.cluster_by)
    parts: list[str] = []
    end = 0
    for index in range(tokens.count):
        if tokens.kinds[index] in {WORD, QUOTED} and tokens.keys[index + 1] != "(" and tokens.name(index) == old:
            parts += [table.cluster_by[end : tokens.starts[index]], render(new)]
            end = tokens.ends[index]
    return replace(table, cluster_by="".join([*parts, table.cluster_by[end:]]))


def _expressions(key: str) -> tuple[ast.Expression, ...]:
    """Return the expressions of a key, which is kept with its parentheses: as if it were a function's arguments."""
    call = parse_expression(f"ARRAY_CONSTRUCT{key}")
    assert isinstance(call, ast.Function)
    return call.arguments
