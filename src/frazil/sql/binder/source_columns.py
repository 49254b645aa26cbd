"""The columns that sources give a query: those of tables, of queries, and rows of VALUES."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from frazil.catalog.records import Table
from frazil.core.errors import CompilationError, InvalidIdentifierError, SubqueryShapeError
from frazil.core.names import render
from frazil.sql import ast
from frazil.sql.binder.environment import BoundColumn, Scope, ScopeSource, SystemRelation
from frazil.sql.binder.typed import Typed
from frazil.sql.binder.value_lists import bind_values


def add_source(
    scope: Scope, alias: ast.Alias | None, columns: Sequence[BoundColumn], path: tuple[str, ...] = ()
) -> None:
    """Add a source to a scope, its columns under the names that its alias gives them."""
    renamed = list(columns)
    if alias is not None and alias.columns:
        visible = [place for place, column in enumerate(renamed) if not column.hidden]
        if len(alias.columns) > len(visible):
            raise InvalidIdentifierError(
                f"invalid identifier '{render(alias.columns[-1])}'", position=alias.position, located=True
            )
        for place, given in zip(visible, alias.columns, strict=False):
            renamed[place] = renamed[place].named(given)
    name = alias.name if alias is not None else (path[-1] if path else None)
    full = (name,) if alias is not None and name else path
    scope.sources.append(ScopeSource(name, full, tuple(renamed)))


def add_system(scope: Scope, alias: ast.Alias | None, relation: SystemRelation, path: tuple[str, ...] = ()) -> str:
    """Add a relation of the server's to a scope, and return its text as a source."""
    scope.environment.volatile = True
    name = scope.environment.fresh("r")
    columns = [
        BoundColumn(
            name=column.name,
            value=Typed(f"{name}.o{index + 1}", column.type, storage, column.nullable, column.name),
        )
        for index, (column, storage) in enumerate(zip(relation.columns, relation.storages, strict=True))
    ]
    add_source(scope, alias, columns, path)
    return f"({relation.sql}) AS {name}"


def table_columns(table: Table, alias: str, path: tuple[str, str, str]) -> list[BoundColumn]:
    """Return the columns of a table as read through an alias."""
    return [
        BoundColumn(
            name=column.name,
            value=Typed(f"{alias}.c{column.id}", column.type, column.storage, column.nullable, column.name),
            origin=path,
        )
        for column in table.columns
    ]


def derived_columns(columns: Sequence[BoundColumn], alias: str) -> list[BoundColumn]:
    """Return a query's columns o1, o2, ... as read through an alias."""
    return [
        replace(column, value=replace(column.value, sql=f"{alias}.o{index + 1}", name=column.name, constant=None))
        for index, column in enumerate(columns)
    ]


def bind_rows(
    rows: Sequence[Sequence[ast.Expression]], scope: Scope, alias: str, position: int
) -> tuple[str, list[BoundColumn]]:
    """Return ``(VALUES ..) AS alias(o1, ..)`` and its columns COLUMN1, COLUMN2, ..., each of one type."""
    if len({len(row) for row in rows}) != 1:
        raise CompilationWidthError("Invalid number of values in VALUES list", position=position)
    plain = replace(scope, allow_aggregates=False, clause="values clause")
    bound = [[value for value in row if value is not None] for row in bind_values(rows, plain, scalar=False)]
    columns = [
        BoundColumn(
            name=f"COLUMN{index}",
            value=replace(
                values[0], sql=f"{alias}.o{index}", nullable=any(each.nullable for each in values), constant=None
            ),
        )
        for index, values in enumerate(zip(*bound, strict=True), 1)
    ]
    lines = [f"({', '.join(value.sql for value in row)})" for row in bound]
    names = ", ".join(f"o{index + 1}" for index in range(len(columns)))
    return f"(VALUES {', '.join(lines)}) AS {alias}({names})", columns


class CompilationWidthError(CompilationError, shares=SubqueryShapeError):
    """Rows of different widths in one VALUES list."""
