"""ALTER TABLE: columns, names, properties.

Every action changes the table's record, so every one takes the table's lock: a column that is being widened would
otherwise be lost.  Names are the catalog's alone; columns that come and go change storage as well.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from frazil.catalog.records import Column, Family, Table, TableKind
from frazil.catalog.snapshot import Put
from frazil.commands.columns import bound_default, check_unique, default_text, defined_column, storage_for
from frazil.commands.constraints import (
    altered_constraint,
    renamed_constraint,
    with_constraint,
    with_constraints,
    without_constraint,
)
from frazil.commands.containers import exchanged
from frazil.commands.context import Context
from frazil.commands.errors import ColumnNullabilityError, ColumnTypeChangeError, LastColumnError
from frazil.commands.lookup import Target, find_target, require, settle, tables_of
from frazil.commands.objects import DONE, new_place
from frazil.commands.parameter_table import Level
from frazil.commands.properties import SHORT_RETENTION, read_properties, unset_properties
from frazil.commands.registry import DDL_TYPE, Effect, handles
from frazil.commands.results import Result
from frazil.commands.tables import TABLE_PROPERTIES
from frazil.core.errors import DuplicateColumnError, InvalidExpressionError, InvalidIdentifierError, UnsupportedError
from frazil.core.names import render
from frazil.core.types import SEMI_STRUCTURED, TIMESTAMPS, DataType, Kind
from frazil.engine.mapping import (
    add_column_sql,
    column_name,
    drop_column_sql,
    set_nullable_sql,
    storage_type,
    table_name,
)
from frazil.engine.tracking import disable_sql, enable_sql
from frazil.sql import ast
from frazil.sql import statements as st
from frazil.sql.binder.literals import resolve_type

_KEPT = ("comment", "retention_days", "tracked")
"""The fields of a table's record that properties set; the others are hints, kept nowhere."""


@handles(
    st.AlterTable,
    Effect.DEFINE,
    DDL_TYPE,
    "ALTER_TABLE",
    privileges="OWNERSHIP of the table, of both for SWAP WITH; USAGE on its containers; CREATE TABLE on the schema "
    "that RENAME TO moves it to",
)
def alter_table(statement: st.AlterTable, context: Context) -> Result:
    """Alter a table as the action says."""
    action = statement.action
    if isinstance(action, st.SwapWith):
        return _swap(statement, action, context)

    def resolve() -> Table | None:
        target = find_target(Family.TABLE, statement.name, context, "ALTER TABLE", lenient=statement.if_exists)
        if target.record is None and statement.if_exists:
            context.authorize()
            return None
        return _as_table(require(context, target))

    table = settle(context, resolve, lambda found: tables_of([found]))
    if table is not None:
        changed, storage = _ACTIONS[type(action)](table, action, context)
        context.define([Put(replace(changed, altered_on=context.now))], storage)
    return DONE


# ---------------------------------------------------------------- names


def _swap(statement: st.AlterTable, action: st.SwapWith, context: Context) -> Result:
    def resolve() -> tuple[Target, Target]:
        first = find_target(Family.TABLE, statement.name, context, "ALTER TABLE")
        second = find_target(Family.TABLE, action.name, context, "ALTER TABLE")
        require(context, first)
        require(context, second)
        return first, second

    first, second = settle(context, resolve, lambda found: tables_of([each.record for each in found]))
    one, other = _as_table(first.record), _as_table(second.record)
    if (one.kind is TableKind.TEMPORARY) is not (other.kind is TableKind.TEMPORARY):
        raise UnsupportedError("SWAP WITH between a temporary and another table")
    if one.id != other.id:
        context.define(exchanged(one, other, context))
    return DONE


def _rename(table: Table, action: st.RenameTo, context: Context) -> tuple[Table, list[str]]:
    parent_id, name = new_place(Family.TABLE, action.name, table, context, "CREATE TABLE")
    return replace(table, parent_id=parent_id, name=name), []


# ---------------------------------------------------------------- columns


def _add(table: Table, action: st.AddColumns, context: Context) -> tuple[Table, list[str]]:
    """Add columns; rows that are there get the default."""
    added: list[Column] = []
    storage: list[str] = []
    for definition in action.columns:
        if table.column(definition.name) is not None and action.if_not_exists:
            continue
        column = defined_column(definition, context)
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
        storage.extend(add_column_sql(table, column, value))
        added.append(column)
    for column in added:
        if table.column(column.name) is not None:
            raise DuplicateColumnError(f"column '{render(column.name)}' already exists")
    check_unique(column.name for column in added)
    changed = replace(table, columns=(*table.columns, *added))
    new = {column.name for column in added}
    keys = [each for each in action.constraints if new.issuperset(name.name for name in each.columns)]
    return with_constraints(changed, keys, context), storage


def _drop(table: Table, action: st.DropColumns, context: Context) -> tuple[Table, list[str]]:
    gone: list[Column] = []
    for name in action.columns:
        if table.column(name) is None and action.if_exists:
            continue
        gone.append(_column(table, name, action.position))
    kept = tuple(column for column in table.columns if column not in gone)
    if not kept:
        raise LastColumnError(f"Cannot drop the only column of table '{render(table.name)}'.")
    lost = {column.id for column in gone}
    keys = tuple(each for each in table.constraints if lost.isdisjoint(each.columns))
    return replace(table, columns=kept, constraints=keys), [
        text for column in gone for text in drop_column_sql(table, column.id)
    ]


def _rename_column(table: Table, action: st.RenameColumn, context: Context) -> tuple[Table, list[str]]:
    column = _column(table, action.old, action.position)
    if action.new != action.old and table.column(action.new) is not None:
        raise DuplicateColumnError(f"column '{render(action.new)}' already exists")
    return _with_column(table, replace(column, name=action.new)), []


def _alter_column(table: Table, action: st.AlterColumn, context: Context) -> tuple[Table, list[str]]:
    column = _column(table, action.column, action.position)
    if action.kind == "TYPE":
        assert action.type is not None
        return _change_type(table, column, action.type, context)
    if action.kind == "COMMENT":
        return _with_column(table, replace(column, comment=action.comment)), []
    if action.kind == "DROP DEFAULT":
        return _with_column(table, replace(column, default=None)), []
    return _change_nullable(table, column, action.kind == "NULL", context)


def _change_nullable(table: Table, column: Column, nullable: bool, context: Context) -> tuple[Table, list[str]]:
    if nullable is column.nullable:
        return table, []
    if not nullable and _holds_null(table, column, context):
        raise ColumnNullabilityError(
            f"Column '{render(column.name)}' contains null values. Not null constraint cannot be added."
        )
    changed = _with_column(table, replace(column, nullable=nullable))
    return changed, [set_nullable_sql(table.id, column.id, nullable=nullable)]


def _change_type(table: Table, column: Column, type_name: ast.TypeName, context: Context) -> tuple[Table, list[str]]:
    """Widen a column's declared type; every value that is there fits the new one, so storage stays."""
    new = resolve_type(type_name, context.environment)
    old = column.type
    if not _widens(old, new):
        reason = ""
        if old.kind is Kind.VARCHAR and new.kind is Kind.VARCHAR:
            reason = " because reducing the byte-length of a varchar is not supported."
        raise ColumnTypeChangeError(
            f"cannot change column {render(column.name)} from type {old} to {new}{reason}", position=type_name.position
        )
    # A type of few digits has its storage from its scale alone; more digits may start as narrow as they were.
    storage = column.storage if old.kind is not Kind.NUMBER or old.scale == new.scale else storage_type(new)
    return _with_column(table, replace(column, type=new, storage=storage, alias=str(type_name))), []


def _widens(old: DataType, new: DataType) -> bool:
    if old.kind is not new.kind:
        return False
    if old.kind is Kind.NUMBER:
        return new.scale == old.scale and new.precision >= old.precision
    if old.kind in TIMESTAMPS or old.kind is Kind.TIME or old.kind in SEMI_STRUCTURED:
        return new.scale == old.scale and new.members == old.members
    return new.length >= old.length


# ---------------------------------------------------------------- keys


def _add_constraint(table: Table, action: st.AddConstraint, context: Context) -> tuple[Table, list[str]]:
    """Add a key; the columns of a primary key become NOT NULL."""
    changed, storage = with_constraint(table, action.constraint, context), []
    if action.constraint.kind == "PRIMARY KEY" and changed is not table:
        for name in action.constraint.columns:
            changed, statements = _change_nullable(changed, _column(changed, name.name, name.position), False, context)
            storage.extend(statements)
    return changed, storage


def _drop_constraint(table: Table, action: st.DropConstraint, context: Context) -> tuple[Table, list[str]]:
    return without_constraint(table, action, context), []


def _rename_constraint(table: Table, action: st.RenameConstraint, context: Context) -> tuple[Table, list[str]]:
    return renamed_constraint(table, action, context), []


def _alter_constraint(table: Table, action: st.AlterConstraint, context: Context) -> tuple[Table, list[str]]:
    return altered_constraint(table, action, context), []


# ---------------------------------------------------------------- properties


def _set(table: Table, action: st.SetProperties, context: Context) -> tuple[Table, list[str]]:
    given = read_properties(action.properties, "TABLE", _properties(table), context, Level.TABLE)
    return _with_properties(table, given.fields)


def _unset(table: Table, action: st.UnsetProperties, context: Context) -> tuple[Table, list[str]]:
    fields, _ = unset_properties(action.names, "TABLE", _properties(table), Level.TABLE)
    return _with_properties(table, fields)


def _with_properties(table: Table, fields: Mapping[str, object]) -> tuple[Table, list[str]]:
    changed = replace(table, **_kept(fields))
    if changed.tracked is table.tracked:
        return changed, []
    return changed, list(enable_sql(changed) if changed.tracked else disable_sql(table))


def _properties(table: Table) -> Mapping[str, Any]:
    if table.kind is TableKind.PERMANENT:
        return TABLE_PROPERTIES
    return {**TABLE_PROPERTIES, "DATA_RETENTION_TIME_IN_DAYS": SHORT_RETENTION}


def _kept(fields: Mapping[str, object]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if name in _KEPT}


# ---------------------------------------------------------------- a table's columns and rows


def _as_table(record: object) -> Table:
    assert isinstance(record, Table)
    return record


def _column(table: Table, name: str, position: int) -> Column:
    column = table.column(name)
    if column is None:
        raise InvalidIdentifierError(f"column '{render(name)}' does not exist or not authorized.", position=position)
    return column


def _with_column(table: Table, changed: Column) -> Table:
    return replace(table, columns=tuple(changed if one.id == changed.id else one for one in table.columns))


def _has_rows(table: Table, context: Context) -> bool:
    """Say whether the table has any row; its lock is held, so the committed rows are all there are."""
    return bool(context.services.store.rows(f"SELECT 1 FROM {table_name(table.id)} LIMIT 1"))


def _holds_null(table: Table, column: Column, context: Context) -> bool:
    test = f"SELECT 1 FROM {table_name(table.id)} WHERE {column_name(column.id)} IS NULL LIMIT 1"
    return bool(context.services.store.rows(test))


_ACTIONS: dict[type[Any], Callable[[Table, Any, Context], tuple[Table, list[str]]]] = {
    st.AddColumns: _add,
    st.DropColumns: _drop,
    st.RenameColumn: _rename_column,
    st.RenameTo: _rename,
    st.AlterColumn: _alter_column,
    st.AddConstraint: _add_constraint,
    st.DropConstraint: _drop_constraint,
    st.RenameConstraint: _rename_constraint,
    st.AlterConstraint: _alter_constraint,
    st.SetProperties: _set,
    st.UnsetProperties: _unset,
}
