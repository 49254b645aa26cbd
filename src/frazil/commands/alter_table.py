"""ALTER TABLE: columns, names, properties.

Every action changes the table's record, so every one takes the table's lock: a column that is being widened would
otherwise be lost.  Names are the catalog's alone; columns that come and go change storage as well.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from frazil.catalog.records import Family, Table, TableKind
from frazil.catalog.snapshot import Put
from frazil.commands.alter_columns import (
    add_columns,
    alter_columns,
    change_nullable,
    drop_columns,
    rename_column,
    the_column,
)
from frazil.commands.checks import is_made, require_unvalidated
from frazil.commands.clustering import check_clustering
from frazil.commands.constraints import (
    altered_constraint,
    renamed_constraint,
    with_constraint,
    without_constraint,
)
from frazil.commands.containers import exchanged
from frazil.commands.context import Context
from frazil.commands.lookup import Target, find_target, require, settle, tables_of
from frazil.commands.objects import DONE, new_place
from frazil.commands.parameter_table import Level
from frazil.commands.properties import SHORT_RETENTION, read_properties, unset_properties
from frazil.commands.registry import DDL_TYPE, Effect, handles
from frazil.commands.results import Result
from frazil.commands.tables import TABLE_PROPERTIES
from frazil.core.errors import UnsupportedError
from frazil.engine.tracking import disable_sql, enable_sql
from frazil.sql import statements as st

_KEPT = ("comment", "retention_days", "tracked", "cluster_by", "schema_evolution")
"""The fields of a table's record that properties set."""


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


# ---------------------------------------------------------------- constraints


def _add_constraint(table: Table, action: st.AddConstraint, context: Context) -> tuple[Table, list[str]]:
    """Add a key or a CHECK; the columns of a primary key become NOT NULL."""
    if action.constraint.kind == "CHECK" and is_made(action.constraint, context):
        require_unvalidated(action.constraint)
    changed, storage = with_constraint(table, action.constraint, context), []
    if action.constraint.kind == "PRIMARY KEY" and changed is not table:
        for name in action.constraint.columns:
            changed, statements = change_nullable(
                changed, the_column(changed, name.name, name.position), False, context
            )
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
    changed, storage = _with_properties(table, given.fields)
    check_clustering(changed, context)
    return changed, storage


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


def _as_table(record: object) -> Table:
    assert isinstance(record, Table)
    return record


_ACTIONS: dict[type[Any], Callable[[Table, Any, Context], tuple[Table, list[str]]]] = {
    st.AddColumns: add_columns,
    st.DropColumns: drop_columns,
    st.RenameColumn: rename_column,
    st.RenameTo: _rename,
    st.AlterColumns: alter_columns,
    st.AddConstraint: _add_constraint,
    st.DropConstraint: _drop_constraint,
    st.RenameConstraint: _rename_constraint,
    st.AlterConstraint: _alter_constraint,
    st.SetProperties: _set,
    st.UnsetProperties: _unset,
}
