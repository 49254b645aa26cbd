"""CREATE and ALTER of databases and schemas."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from frazil.catalog.records import ACCOUNT_ID, Database, Family, Record, Schema
from frazil.catalog.snapshot import Change, Put
from frazil.commands.context import Context
from frazil.commands.copies import Copies, check_kinds
from frazil.commands.lifetimes import Removal, drop, tables_in
from frazil.commands.lookup import Target, check_mode, enter, find_target, require, require_account, settle
from frazil.commands.objects import DONE, alters, new_place
from frazil.commands.parameter_table import Level
from frazil.commands.properties import COMMENT, RETENTION, Given, Property, merged, read_properties, unset_properties
from frazil.commands.registry import DDL_TYPE, Effect, handles
from frazil.commands.results import Result, Status
from frazil.commands.task_versions import renewed_roots, withdraw_gone
from frazil.core.errors import ObjectExistsError, UnsupportedError
from frazil.core.ids import ObjectId
from frazil.core.names import render
from frazil.security.privileges import OWNERSHIP
from frazil.sql import statements as st
from frazil.sql.binder.names import INFORMATION_SCHEMA

_PROPERTIES: Mapping[str, Property] = {"COMMENT": COMMENT, "DATA_RETENTION_TIME_IN_DAYS": RETENTION}


@handles(
    st.CreateDatabase,
    Effect.DEFINE,
    DDL_TYPE,
    "CREATE_DATABASE",
    privileges="CREATE DATABASE on the account; USAGE on the database that CLONE names; OWNERSHIP of the one that is "
    "replaced",
)
def create_database(statement: st.CreateDatabase, context: Context) -> Result:
    """Create a database with its schema PUBLIC, and make them the session's current ones."""
    given = read_properties(statement.properties, "DATABASE", _PROPERTIES, context, Level.DATABASE)

    def resolve() -> Target:
        target = find_target(Family.DATABASE, statement.name, context, "CREATE DATABASE")
        require_account(context, "CREATE DATABASE")
        check_mode(target, statement.mode, context)
        return target

    target = _settled(context, resolve, statement.mode)
    if target.record is not None and statement.mode is st.CreateMode.IF_NOT_EXISTS:
        return Status(f"{render(target.name)} already exists, statement succeeded.")
    source = _original(Family.DATABASE, statement.clone, statement.transient, context)
    old = drop(context.snapshot, target.record, context.now) if target.record is not None else Removal()
    withdraw_gone(context, old)
    database = Database(
        id=context.new_object_id(),
        parent_id=ACCOUNT_ID,
        name=target.name,
        owner_id=context.state.role_id,
        created_on=context.now,
        altered_on=context.now,
        transient=statement.transient,
        **_inherited(source, given),
    )
    inside = _copies(source, database, (database.name,), context) if source is not None else None
    if inside is None:
        public = _schema(context, database.id, "PUBLIC", database.transient, retention_days=database.retention_days)
        inside = Removal([Put(public)])
    context.define([*old.changes, Put(database), *inside.changes], [*old.storage, *inside.storage])
    context.after_commit.append(lambda: _use(context, database.name, "PUBLIC"))
    return Status(f"Database {render(target.name)} successfully created.")


@handles(
    st.CreateSchema,
    Effect.DEFINE,
    DDL_TYPE,
    "CREATE_SCHEMA",
    privileges="CREATE SCHEMA and USAGE on the database; USAGE on the schema that CLONE names; OWNERSHIP of the schema "
    "that is replaced",
)
def create_schema(statement: st.CreateSchema, context: Context) -> Result:
    """Create a schema and make it the session's current one."""
    given = read_properties(statement.properties, "SCHEMA", _PROPERTIES, context, Level.SCHEMA)

    def resolve() -> Target:
        target = find_target(Family.SCHEMA, statement.name, context, "CREATE SCHEMA")
        database = _database_of(target)
        context.need("USAGE", database, render(database.name))
        context.need("CREATE SCHEMA", database, render(database.name))
        context.authorize()
        check_mode(target, statement.mode, context)
        return target

    target = _settled(context, resolve, statement.mode)
    database = _database_of(target)
    exists = target.record is not None or target.name == INFORMATION_SCHEMA
    if exists and statement.mode is st.CreateMode.IF_NOT_EXISTS:
        return Status(f"{render(target.name)} already exists, statement succeeded.")
    if target.name == INFORMATION_SCHEMA:
        raise ObjectExistsError(f"Object '{target.name}' already exists.")
    transient = statement.transient or database.transient
    source = _original(Family.SCHEMA, statement.clone, transient, context)
    old = drop(context.snapshot, target.record, context.now) if target.record is not None else Removal()
    withdraw_gone(context, old)
    fields = {"retention_days": database.retention_days, **_inherited(source, given)}
    schema = _schema(context, database.id, target.name, transient, managed_access=statement.managed_access, **fields)
    inside = Removal()
    if source is not None:
        inside = _copies(source, schema, (database.name, schema.name), context)
    context.define([*old.changes, Put(schema), *inside.changes], [*old.storage, *inside.storage])
    context.after_commit.append(lambda: _use(context, database.name, schema.name))
    return Status(f"Schema {render(target.name)} successfully created.")


@alters(Family.DATABASE)
def alter_database(statement: st.AlterObject, context: Context) -> Result:
    """Rename, swap, or set and unset properties of a database."""
    return _alter(statement, context, Family.DATABASE, _PROPERTIES, Level.DATABASE)


@alters(Family.SCHEMA)
def alter_schema(statement: st.AlterObject, context: Context) -> Result:
    """Rename, swap, or set and unset properties of a schema; a rename may move it to another database."""
    return _alter(statement, context, Family.SCHEMA, _PROPERTIES, Level.SCHEMA)


def _alter(
    statement: st.AlterObject, context: Context, family: Family, table: Mapping[str, Property], level: Level
) -> Result:
    assert statement.name is not None
    enter(context)
    target = find_target(family, statement.name, context, "ALTER", lenient=statement.if_exists)
    if target.record is None and statement.if_exists:
        context.authorize()
        return DONE
    action = statement.action
    accepted = (OWNERSHIP,) if isinstance(action, st.RenameTo | st.SwapWith) else (OWNERSHIP, "MODIFY")
    record = require(context, target, *accepted)
    assert isinstance(record, Database | Schema)
    if isinstance(action, st.SwapWith):
        _swap(record, action, context, family)
    elif isinstance(action, st.RenameTo):
        _rename(record, target, action, context)
    elif isinstance(action, st.SetProperties | st.UnsetProperties):
        _set(record, action, context, table, level)
    return DONE


def _set(
    record: Database | Schema,
    action: st.SetProperties | st.UnsetProperties,
    context: Context,
    table: Mapping[str, Property],
    level: Level,
) -> None:
    word = record.family.value
    if isinstance(action, st.SetProperties):
        given = read_properties(action.properties, word, table, context, level)
        fields, parameters = dict(given.fields), merged(record.parameters, given.parameters)
    else:
        fields, removed = unset_properties(action.names, word, table, level)
        parameters = merged(record.parameters, {}, removed)
    changed = replace(record, altered_on=context.now, parameters=parameters, **_fields(fields))
    names = action.properties if isinstance(action, st.SetProperties) else action.names
    context.define([Put(changed), *renewed_roots(changed, names, context)])


def _rename(record: Database | Schema, target: Target, action: st.RenameTo, context: Context) -> None:
    parent_id, name = new_place(record.family, action.name, record, context, "CREATE SCHEMA")
    renamed = replace(record, name=name, parent_id=parent_id, altered_on=context.now)
    context.define([Put(renamed)])
    state = context.state
    if isinstance(record, Database) and state.database == record.name:
        context.after_commit.append(lambda: _use(context, name, state.schema))
    elif target.database is not None and (state.database, state.schema) == (target.database.name, record.name):
        new_database = context.snapshot.fetch(Database, parent_id).name
        context.after_commit.append(lambda: _use(context, new_database, name))


def _swap(record: Database | Schema, action: st.SwapWith, context: Context, family: Family) -> None:
    """Exchange two names: the contents and grants stay with the objects."""
    other = require(context, find_target(family, action.name, context, "ALTER"))
    assert isinstance(other, Database | Schema)
    if other.id == record.id:
        return
    if other.family is Family.SCHEMA and other.parent_id != record.parent_id:
        raise UnsupportedError("SWAP WITH a schema of another database")
    context.define(exchanged(record, other, context))


def exchanged(one: Record, other: Record, context: Context) -> list[Change]:
    """Return the changes that give two objects each other's name and place."""
    first = replace(one, name=other.name, parent_id=other.parent_id, altered_on=context.now)
    second = replace(other, name=one.name, parent_id=one.parent_id, altered_on=context.now)
    return [Put(first), Put(second)]


def _settled(context: Context, resolve: Callable[[], Target], mode: st.CreateMode) -> Target:
    """Resolve under the locks that the mode needs: only OR REPLACE touches tables."""

    def tables(found: Target) -> list[ObjectId]:
        return tables_in(context.snapshot, found.record) if mode is st.CreateMode.REPLACE else []

    return settle(context, resolve, tables)


def _original(family: Family, name: st.Name | None, transient: bool, context: Context) -> Database | Schema | None:
    """Return what CLONE names, if the roles may use it and the copy may be of its kind."""
    if name is None:
        return None
    source = require(context, find_target(family, name, context, "CREATE"), "USAGE")
    assert isinstance(source, Database | Schema)
    if source.system:
        raise UnsupportedError(f"CLONE of the database {render(context.snapshot.path(source)[0])}")
    check_kinds(source.transient, transient)
    return source


def _inherited(source: Database | Schema | None, given: Given) -> dict[str, Any]:
    """Return the fields of a new container as given; what is not given is as in the original."""
    if source is None:
        return {"parameters": given.parameters, **given.fields}
    fields = {"comment": source.comment, "retention_days": source.retention_days, **given.fields}
    return {"parameters": merged(source.parameters, given.parameters), **fields}


def _copies(source: Database | Schema, copy: Database | Schema, path: tuple[str, ...], context: Context) -> Removal:
    """Copy what a container holds, and return the changes and statements that make it known."""
    context.authorize()
    copies = Copies(context)
    copies.children(source, copy, path)
    copies.fill()
    return Removal([*(Put(each) for each in copies.records), *copies.attached], copies.counters())


def _database_of(target: Target) -> Database:
    assert target.database is not None
    return target.database


def _schema(context: Context, database_id: ObjectId, name: str, transient: bool, **fields: Any) -> Schema:
    return Schema(
        id=context.new_object_id(),
        parent_id=database_id,
        name=name,
        owner_id=context.state.role_id,
        created_on=context.now,
        altered_on=context.now,
        transient=transient,
        **fields,
    )


def _use(context: Context, database: str | None, schema: str | None) -> None:
    context.state.database, context.state.schema = database, schema


def _fields(fields: Mapping[str, object]) -> dict[str, Any]:
    """Return field values for a record's constructor; the properties' readers have checked their types."""
    return dict(fields)
