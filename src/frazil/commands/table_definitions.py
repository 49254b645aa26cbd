"""CREATE OR ALTER TABLE of a table that exists: what ALTER TABLE would do to bring it to a definition."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from frazil.catalog.constraints import Constraint, ConstraintKind
from frazil.catalog.records import Column, Table
from frazil.commands.alter_columns import (
    Change,
    add_columns,
    change_nullable,
    change_type,
    drop_columns,
    drop_default,
    the_column,
    with_column,
)
from frazil.commands.clustering import check_clustering
from frazil.commands.columns import check_unique, defined_column
from frazil.commands.constraints import with_constraints
from frazil.commands.context import Context
from frazil.core.errors import InvalidExpressionError, UnsupportedError
from frazil.engine.tracking import disable_sql, enable_sql
from frazil.sql import statements as st


def redefined(table: Table, statement: st.CreateTable, plain: Table, context: Context) -> Change:
    """Return the table as a definition has it, all or nothing; its lock is held.

    ``plain`` has the definition's properties, with defaults for those that it does not name.  Raises what ALTER TABLE
    does, UnsupportedError for what no ALTER TABLE can do.
    """
    if plain.kind is not table.kind:
        raise UnsupportedError(f"CREATE OR ALTER from {table.kind.value} to {plain.kind.value}")
    check_unique(definition.name for definition in statement.columns)
    _check_order(table, statement.columns)
    table, storage = _kept_columns(table, statement.columns, context)
    added = tuple(each for each in statement.columns if table.column(each.name) is None)
    table, statements = add_columns(table, st.AddColumns(columns=added), context)
    storage += statements
    names = {definition.name for definition in statement.columns}
    gone = tuple(column.name for column in table.columns if column.name not in names)
    table, statements = drop_columns(replace(table, cluster_by=""), st.DropColumns(columns=gone), context)
    storage += statements
    table = _with_keys(table, statement.constraints, context)
    changed = replace(
        table,
        comment=plain.comment,
        retention_days=plain.retention_days,
        cluster_by=plain.cluster_by,
        schema_evolution=plain.schema_evolution,
        tracked=plain.tracked,
    )
    check_clustering(changed, context)
    if changed.tracked is not table.tracked:
        storage.extend(enable_sql(changed) if changed.tracked else disable_sql(table))
    return changed, storage


def _check_order(table: Table, definitions: Sequence[st.ColumnDefinition]) -> None:
    """Refuse a new column before the end, and columns in another order."""
    there = [table.column(definition.name) is not None for definition in definitions]
    if there != sorted(there, reverse=True):
        raise UnsupportedError("CREATE OR ALTER TABLE column add before end of column list")
    names = [definition.name for definition in definitions]
    if [column.name for column in table.columns if column.name in names] != names[: sum(there)]:
        raise InvalidExpressionError("Invalid operation column re-ordering is not possible in CREATE OR ALTER TABLE")


def _kept_columns(table: Table, definitions: Sequence[st.ColumnDefinition], context: Context) -> Change:
    """Change the columns that stay: all types before any default, as Snowflake tells of them."""
    storage: list[str] = []
    wanted = [defined_column(each, context) for each in definitions if table.column(each.name) is not None]
    for column in wanted:
        table, statements = change_type(table, the_column(table, column.name, 0), column.type, context)
        storage += statements
    for column in wanted:
        for change in (_with_default, _with_nullability):
            table, statements = change(table, column, context)
            storage += statements
        table = with_column(
            table, replace(the_column(table, column.name, 0), comment=column.comment, alias=column.alias)
        )
    return table, storage


def _with_default(table: Table, wanted: Column, context: Context) -> Change:
    column = the_column(table, wanted.name, 0)
    if (column.default, column.identity) == (wanted.default, wanted.identity):
        return table, []
    if wanted.default is None and wanted.identity is None:
        return drop_default(table, column)
    raise UnsupportedError("Alter Column Set Default")


def _with_nullability(table: Table, wanted: Column, context: Context) -> Change:
    return change_nullable(table, the_column(table, wanted.name, 0), wanted.nullable, context)


def _with_keys(table: Table, definitions: Sequence[st.ConstraintDefinition], context: Context) -> Table:
    """Keep the keys that are declared again, so that foreign keys go on pointing at them; make the others anew.

    CHECK constraints stay: Snowflake's statement cannot speak of them.
    """
    if any(each.kind == ConstraintKind.CHECK.value for each in definitions):
        raise UnsupportedError("CHECK constraint in CREATE OR ALTER TABLE")
    kept: list[Constraint] = list(table.checks)
    new: list[st.ConstraintDefinition] = []
    for definition in definitions:
        key = _same_key(table, definition)
        if key is None:
            new.append(definition)
        else:
            name = definition.name or key.name
            kept.append(replace(key, name=name, rely=definition.rely, comment=definition.comment))
    return with_constraints(replace(table, constraints=tuple(kept)), new, context)


def _same_key(table: Table, definition: st.ConstraintDefinition) -> Constraint | None:
    columns = {column.id for name in definition.columns if (column := table.column(name.name)) is not None}
    for each in table.constraints:
        if each.is_key and each.kind.value == definition.kind and set(each.columns) == columns:
            return each
    return None
