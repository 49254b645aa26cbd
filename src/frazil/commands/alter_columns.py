"""What ALTER TABLE does with columns: each action takes a table's record and returns the changed one, with storage.

The table's lock is held, so that the committed rows are all there are.
"""

from __future__ import annotations

from dataclasses import replace

from frazil.catalog.records import Column, Table
from frazil.commands.checks import renamed_in_checks, require_unshared, validate_added
from frazil.commands.clustering import check_not_clustered, renamed_in_key
from frazil.commands.columns import bound_default, check_unique, counted_by, default_text, defined_column, storage_for
from frazil.commands.constraints import with_constraints
from frazil.commands.context import Context
from frazil.commands.errors import (
    AddedDefaultError,
    ColumnNullabilityError,
    ColumnTypeChangeError,
    DifferentTypeError,
    LastColumnError,
)
from frazil.core.errors import (
    DuplicateColumnError,
    InvalidExpressionError,
    InvalidIdentifierError,
    ObjectExistsError,
    UnsupportedError,
)
from frazil.core.ids import ColumnId
from frazil.core.names import render
from frazil.core.types import SEMI_STRUCTURED, TIMESTAMPS, DataType, Kind
from frazil.engine.mapping import (
    add_column_sql,
    column_name,
    drop_column_sql,
    drop_sequence_sql,
    identity_name,
    set_nullable_sql,
    table_name,
)
from frazil.sql import ast
from frazil.sql import statements as st
from frazil.sql.binder.literals import resolve_type
from frazil.sql.binder.sequences import find_sequence

Change = tuple[Table, list[str]]
"""A table's record after a change, and the statements that change its storage."""


def add_columns(table: Table, action: st.AddColumns, context: Context) -> Change:
    """Add columns; rows that are there get the default."""
    added: list[Column] = []
    storage: list[str] = []
    values: dict[ColumnId, str] = {}
    for definition in action.columns:
        if table.column(definition.name) is not None and action.if_not_exists:
            continue
        column, value = _added(table, definition, context)
        storage.extend(add_column_sql(table, column, value))
        added.append(column)
        values[column.id] = value or "NULL"
    for column in added:
        if table.column(column.name) is not None:
            raise DuplicateColumnError(f"column '{render(column.name)}' already exists")
    check_unique(column.name for column in added)
    changed = replace(table, columns=(*table.columns, *added))
    new = {column.name for column in added}
    keys = [each for each in action.constraints if new.issuperset(name.name for name in each.columns)]
    changed = with_constraints(changed, keys, context)
    validate_added(changed, values, context)
    return changed, storage


def _added(table: Table, definition: st.ColumnDefinition, context: Context) -> tuple[Column, str | None]:
    """Return a new column, and the text of what rows that are there get."""
    column = replace(defined_column(definition, context), added=True)
    value = None
    if definition.default is not None:
        source = bound_default(definition.default, column, context)
        column = replace(column, storage=storage_for(column.type, source))
        value = None if context.environment.sequenced else default_text(definition.default, column, table, context)
    if (column.identity or context.environment.sequenced) and _has_rows(table, context):
        raise InvalidExpressionError(
            f"Cannot add column '{render(column.name)}' with non-constant default to non-empty table "
            f"'{render(table.name)}'.",
            position=definition.position,
        )
    if not column.nullable and value is None and _has_rows(table, context):
        raise ColumnNullabilityError(
            f"Non-nullable column '{render(column.name)}' cannot be added to non-empty table "
            f"'{render(table.name)}' unless it has a non-null default value."
        )
    return column, value


def drop_columns(table: Table, action: st.DropColumns, context: Context) -> Change:
    """Drop columns, and the constraints that they are in; a CHECK that names others too forbids it."""
    gone: list[Column] = []
    for name in action.columns:
        column = table.column(name)
        if column is None:
            if action.if_exists:
                continue
            raise InvalidIdentifierError(f"column '{render(name)}' does not exist", position=action.position)
        check_not_clustered(table, column)
        gone.append(column)
    require_unshared(table, gone)
    kept = tuple(column for column in table.columns if column not in gone)
    if not kept:
        raise LastColumnError(f"Cannot drop the only column of table '{render(table.name)}'.")
    lost = {column.id for column in gone}
    keys = tuple(each for each in table.constraints if lost.isdisjoint(each.columns))
    storage = [text for column in gone for text in drop_column_sql(table, column.id)]
    return replace(table, columns=kept, constraints=keys), storage


def rename_column(table: Table, action: st.RenameColumn, context: Context) -> Change:
    """Give a column another name; the clustering key and CHECK constraints follow."""
    column = the_column(table, action.old, action.position)
    if action.new != action.old and table.column(action.new) is not None:
        raise ObjectExistsError(f"Object '{render(table.name)}.{render(action.new)}' already exists.")
    changed = renamed_in_checks(with_column(table, replace(column, name=action.new)), column, action.new)
    return renamed_in_key(changed, action.old, action.new), []


def alter_columns(table: Table, action: st.AlterColumns, context: Context) -> Change:
    """Change columns, one after another."""
    storage: list[str] = []
    for each in action.columns:
        table, statements = _alter_column(table, each, context)
        storage.extend(statements)
    return table, storage


def _alter_column(table: Table, action: st.AlterColumn, context: Context) -> Change:
    column = the_column(table, action.column, action.position)
    if action.kind == "TYPE":
        assert action.type is not None
        new = resolve_type(action.type, context.environment)
        changed, storage = change_type(table, column, new, context, position=action.type.position)
        retyped = replace(the_column(changed, action.column, action.position), alias=str(action.type))
        return with_column(changed, retyped), storage
    if action.kind == "COMMENT":
        return with_column(table, replace(column, comment=action.comment)), []
    if action.kind == "DROP DEFAULT":
        return drop_default(table, column)
    if action.kind == "SET DEFAULT":
        return _set_default(table, column, action.default, context)
    return change_nullable(table, column, action.kind == "NULL", context)


def change_nullable(table: Table, column: Column, nullable: bool, context: Context) -> Change:
    """Allow or forbid NULL; ColumnNullabilityError if there are such values."""
    if nullable is column.nullable:
        return table, []
    if not nullable and _holds(table, f"{column_name(column.id)} IS NULL", context):
        raise ColumnNullabilityError(
            f"Column '{render(column.name)}' contains null values. Not null constraint cannot be added."
        )
    stored = context.services.catalog.snapshot.fetch(Table, table.id)
    if not nullable and any(one.id == column.id for one in stored.columns):
        context.transaction.settle(stored, column.id)
    changed = with_column(table, replace(column, nullable=nullable))
    return changed, [set_nullable_sql(table.id, column.id, nullable=nullable)]


def drop_default(table: Table, column: Column) -> Change:
    """Take a column's default away, or its counting; AddedDefaultError if ALTER TABLE added the column with it."""
    if column.default is None and column.identity is None:
        return table, []
    if column.added:
        raise AddedDefaultError(
            f"Dropping default value is not allowed for column '{render(column.name)}' because the column was added "
            "after table was created."
        )
    storage = [drop_sequence_sql(identity_name(column.id))] if column.identity is not None else []
    return with_column(table, replace(column, default=None, sequence_id=None, identity=None)), storage


def _set_default(table: Table, column: Column, default: ast.Expression | None, context: Context) -> Change:
    """Count by another sequence: no other default can be set, and only where there is one of a sequence already."""
    found = find_sequence(default, context.environment) if default is not None else None
    counts = column.identity is not None or (column.default or "").endswith(".NEXTVAL")
    if found is None or default is None or not counts:
        raise UnsupportedError("Alter Column Set Default")
    bound_default(default, column, context)
    context.authorize()
    storage = [drop_sequence_sql(identity_name(column.id))] if column.identity is not None else []
    text, sequence_id = counted_by(*found)
    return with_column(table, replace(column, default=text, sequence_id=sequence_id, identity=None)), storage


def change_type(table: Table, column: Column, new: DataType, context: Context, *, position: int = 0) -> Change:
    """Change a column's declared type to one that every value fits; its storage stays as it is.

    Raises ColumnTypeChangeError or DifferentTypeError where Snowflake has no way.
    """
    old = column.type
    if old.kind is new.kind and new.collation is None:
        new = replace(new, collation=old.collation)
    if old == new:
        return table, []
    said = f"cannot change column {render(column.name)} from type {old} to {new}"
    if old.kind is new.kind is Kind.VARCHAR and new.length < old.length:
        raise ColumnTypeChangeError(f"{said} because reducing the byte-length of a varchar is not supported.")
    if old.kind is new.kind is Kind.NUMBER and new.scale != old.scale:
        raise ColumnTypeChangeError(f"{said} because changing the scale of a number is not supported.")
    if not _widens(old, new, context, table, column):
        raise DifferentTypeError(said, position=position)
    return with_column(table, replace(column, type=new)), []


def _widens(old: DataType, new: DataType, context: Context, table: Table, column: Column) -> bool:
    if old.kind is not new.kind:
        return False
    if old.kind is Kind.NUMBER:
        most = "9" * (new.precision - new.scale) or "0"
        limit = f"{most}.{'9' * new.scale}" if new.scale else most
        beyond = f"{column_name(column.id)} > {limit} OR {column_name(column.id)} < -{limit}"
        return new.precision >= old.precision or not _holds(table, beyond, context)
    if old.kind in TIMESTAMPS or old.kind is Kind.TIME or old.kind in SEMI_STRUCTURED:
        return new.scale == old.scale and new.members == old.members
    return new.length >= old.length


def the_column(table: Table, name: str, position: int) -> Column:
    """Return the column of a name; InvalidIdentifierError if the table has none."""
    column = table.column(name)
    if column is None:
        raise InvalidIdentifierError(f"invalid identifier '{render(name)}'", position=position, located=True)
    return column


def with_column(table: Table, changed: Column) -> Table:
    """Return the table with a column changed."""
    return replace(table, columns=tuple(changed if one.id == changed.id else one for one in table.columns))


def _has_rows(table: Table, context: Context) -> bool:
    return _holds(table, "true", context)


def _holds(table: Table, condition: str, context: Context) -> bool:
    """Say whether a condition is true of any row."""
    return bool(context.services.store.rows(f"SELECT 1 FROM {table_name(table.id)} WHERE {condition} LIMIT 1"))
