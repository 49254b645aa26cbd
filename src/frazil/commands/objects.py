"""Statements that are the same for every family: DROP, UNDROP, COMMENT, and ALTER by family.

What a family does differently is entered in the dictionaries here by its own module.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from frazil.catalog.keys import references_to
from frazil.catalog.records import RELATIONS, Database, Family, Record, Relation, Schema, Table, Tag, view_word
from frazil.catalog.snapshot import Put, Snapshot
from frazil.commands.context import Context
from frazil.commands.errors import KeyInUseError, WrongObjectTypeError
from frazil.commands.lifetimes import drop, is_expired, restore, tables_in
from frazil.commands.lookup import (
    Target,
    enter,
    find_place,
    find_target,
    holder_of,
    require,
    require_around,
    settle,
    tables_of,
)
from frazil.commands.registry import DDL_TYPE, Effect, handles
from frazil.commands.results import Result, Status
from frazil.commands.task_versions import withdraw_gone
from frazil.core.errors import InvalidIdentifierError, ObjectExistsError, ObjectNotFoundError, UnsupportedError
from frazil.core.ids import ObjectId
from frazil.core.names import QualifiedName, render
from frazil.security.privileges import OWNERSHIP
from frazil.sql import statements as st
from frazil.sql.binder.names import INFORMATION_SCHEMA, plain_name

S = TypeVar("S", bound=st.Statement)

DONE = Status("Statement executed successfully.")

DROPS: dict[Family, Callable[[st.Drop, Context], Result]] = {}
"""How a family's objects are dropped, where it takes more than what ``lifetimes.drop`` does."""

ALTERS: dict[Family, Callable[[st.AlterObject, Context], Result]] = {}
"""How a family's objects are altered, for those that have no ALTER statement of their own."""

_CREATE_PRIVILEGE = {
    Family.DATABASE: "CREATE DATABASE",
    Family.SCHEMA: "CREATE SCHEMA",
    Family.TABLE: "CREATE TABLE",
    Family.TAG: "CREATE TAG",
}


def drops(family: Family) -> Callable[[Callable[[st.Drop, Context], Result]], Callable[[st.Drop, Context], Result]]:
    """Enter the decorated function as the one that drops a family's objects."""

    def enter_drop(function: Callable[[st.Drop, Context], Result]) -> Callable[[st.Drop, Context], Result]:
        DROPS[family] = function
        return function

    return enter_drop


def alters(
    family: Family,
) -> Callable[[Callable[[st.AlterObject, Context], Result]], Callable[[st.AlterObject, Context], Result]]:
    """Enter the decorated function as the one that alters a family's objects."""

    def enter_alter(
        function: Callable[[st.AlterObject, Context], Result],
    ) -> Callable[[st.AlterObject, Context], Result]:
        ALTERS[family] = function
        return function

    return enter_alter


@handles(st.Drop, Effect.DEFINE, DDL_TYPE, "DROP", privileges="OWNERSHIP of the object, USAGE on its containers")
def drop_object(statement: st.Drop, context: Context) -> Result:
    """Drop an object; with a database or schema goes everything in it."""
    family = _family(statement.family, "DROP")
    special = DROPS.get(family)
    if special is not None:
        return special(statement, context)
    return drop_plainly(statement, context, family)


def drop_plainly(statement: st.Drop, context: Context, family: Family) -> Result:
    """Drop an object with what ``lifetimes.drop`` says, after its tables' locks are held."""

    def resolve() -> Target:
        target = _to_drop(statement, family, context)
        if target.record is None and statement.if_exists:
            context.authorize()
        else:
            require(context, target)
        return target

    target = settle(context, resolve, lambda found: tables_in(context.snapshot, found.record))
    if target.record is None:
        return Status(f"Drop statement executed successfully ({render(target.name)} already dropped).")
    if statement.restrict:
        _check_unreferenced(context.snapshot, target.record)
    removal = drop(context.snapshot, target.record, context.now)
    context.define(removal.changes, removal.storage)
    withdraw_gone(context, removal)
    context.after_commit.append(lambda: leave(context, target))
    return Status(f"{render(target.name)} successfully dropped.")


def _to_drop(statement: st.Drop, family: Family, context: Context) -> Target:
    """Return what is to be dropped; WrongObjectTypeError for another kind, also a view that is a materialized one."""
    wanted = view_word(materialized=True) if statement.materialized else family.value
    try:
        target = find_target(family, statement.name, context, "DROP", lenient=statement.if_exists)
    except WrongObjectTypeError as error:
        raise WrongObjectTypeError(error.found, wanted) from None
    if target.record is not None and target.record.kind_word != wanted:
        raise WrongObjectTypeError(target.record, wanted)
    return target


def _check_unreferenced(snapshot: Snapshot, record: Record) -> None:
    """Raise KeyInUseError if a foreign key from outside points at a table or at one inside a container."""
    gone = set(tables_in(snapshot, record))
    for table_id in gone:
        for reference in references_to(snapshot, snapshot.fetch(Table, table_id)):
            if reference.table.id not in gone:
                raise KeyInUseError(record.family.value.lower())


def leave(context: Context, target: Target) -> None:
    """Make the session forget a current database, schema or warehouse that is gone."""
    state = context.state
    if target.family is Family.DATABASE and state.database == target.name:
        state.database = state.schema = None
    elif target.family is Family.SCHEMA and target.database is not None:
        if (state.database, state.schema) == (target.database.name, target.name):
            state.schema = None
    elif target.family is Family.WAREHOUSE and state.warehouse == target.name:
        state.warehouse = None


@handles(
    st.Undrop,
    Effect.DEFINE,
    DDL_TYPE,
    "UNDROP",
    privileges="OWNERSHIP of the dropped object, the privilege to create one in its place",
)
def undrop_object(statement: st.Undrop, context: Context) -> Result:
    """Bring back the last dropped object of a name, with everything that was dropped with it."""
    family = _family(statement.family, "UNDROP")
    enter(context)
    place_of = find_place if family in RELATIONS else find_target
    target = place_of(family, statement.name, context, "UNDROP")
    if target.place is not None:
        target = replace(target, shown=target.place.shown)
    if holder_of(target, context) is not None:
        require_around(context, target)
        context.authorize()
        raise ObjectExistsError(f"Object '{target.shown}' already exists.")
    assert target.parent_id is not None
    kind: type[Record] = {Family.DATABASE: Database, Family.SCHEMA: Schema, Family.TAG: Tag}.get(family, Table)
    dropped = context.snapshot.dropped(kind, target.parent_id, target.name)
    if dropped is None or is_expired(dropped, context.now):
        context.authorize()
        raise ObjectNotFoundError(
            f"{family.value.capitalize()} '{target.shown}' did not exist or was purged.", sqlstate="02000"
        )
    parent = context.snapshot.objects[target.parent_id]
    context.need(_CREATE_PRIVILEGE[family], parent, _full_name(parent, context))
    require(context, replace(target, record=dropped))
    context.define(restore(context.snapshot, dropped, context.now))
    return Status(f"{family.value.capitalize()} {render(target.name)} successfully restored.")


@handles(st.Comment, Effect.DEFINE, DDL_TYPE, "COMMENT", privileges="OWNERSHIP of the object; MODIFY of a container")
def comment_on(statement: st.Comment, context: Context) -> Result:
    """Set the comment of an object or of a table's column."""
    if statement.family == "COLUMN":
        return _comment_on_column(statement, context)
    family = _family(statement.family, "COMMENT ON")
    accepted = (OWNERSHIP, "MODIFY") if family in (Family.DATABASE, Family.SCHEMA, Family.WAREHOUSE) else (OWNERSHIP,)

    def resolve() -> Record | None:
        target = find_target(family, statement.name, context, "COMMENT", lenient=statement.if_exists)
        if target.record is None and statement.if_exists:
            context.authorize()
            return None
        return require(context, target, *accepted)

    record = settle(context, resolve, lambda found: tables_of([found]))
    if record is not None:
        context.define([Put(replace(record, comment=statement.comment, altered_on=context.now))])
    return DONE


def _comment_on_column(statement: st.Comment, context: Context) -> Result:
    plain = plain_name(statement.name, context.environment)
    if len(plain.parts) < 2:
        raise InvalidIdentifierError(f"invalid identifier '{plain}'", position=plain.position, located=True)
    owner = QualifiedName(plain.parts[:-1], plain.position)

    def resolve() -> Record | None:
        # Snowflake comments columns of views by ALTER VIEW alone.
        target = find_target(Family.TABLE, owner, context, "COMMENT", lenient=statement.if_exists)
        if target.record is None and statement.if_exists:
            context.authorize()
            return None
        return require(context, target)

    record = settle(context, resolve, lambda found: tables_of([found]))
    if isinstance(record, Table):
        if plain.name not in {column.name for column in record.columns}:
            raise InvalidIdentifierError(
                f"invalid identifier '{render(plain.name)}'", position=plain.position, located=True
            )
        columns = tuple(
            replace(one, comment=statement.comment) if one.name == plain.name else one for one in record.columns
        )
        context.define([Put(replace(record, columns=columns, altered_on=context.now))])
    return DONE


@handles(
    st.AlterObject,
    Effect.DEFINE,
    DDL_TYPE,
    "ALTER",
    privileges="OWNERSHIP of the object; MODIFY for properties of a database or schema; users may set their defaults",
)
def alter_object(statement: st.AlterObject, context: Context) -> Result:
    """Alter an object as its family says."""
    family = _family(statement.family, "ALTER")
    special = ALTERS.get(family)
    if special is None:
        raise UnsupportedError(f"ALTER {statement.family}")
    return special(statement, context)


def new_place(family: Family, name: st.Name, record: Record, context: Context, privilege: str) -> tuple[ObjectId, str]:
    """Return the parent and name that a renamed object gets, having checked that it may be there and the name is free.

    A name without container stays in the one where the object is.
    """
    plain = written = plain_name(name, context.environment)
    if len(plain.parts) == 1:
        around = context.snapshot.path(record)[:-1]
        plain = QualifiedName((*around, plain.name), plain.position)
    place_of = find_place if family in RELATIONS else find_target
    target = place_of(family, plain, context, "RENAME")
    temporary = isinstance(record, Relation) and record.session_id is not None
    taken = holder_of(target, context, temporary=temporary) is not None
    if taken or (family is Family.SCHEMA and target.name == INFORMATION_SCHEMA):
        raise ObjectExistsError(f"Object '{written}' already exists.")
    assert target.parent_id is not None
    if target.parent_id != record.parent_id:
        parent = context.snapshot.objects[target.parent_id]
        context.need(privilege, parent, _full_name(parent, context))
        context.authorize()
    return target.parent_id, target.name


def _full_name(record: Record, context: Context) -> str:
    return ".".join(render(part) for part in context.snapshot.path(record))


def _family(word: str, verb: str) -> Family:
    """Return the family a statement's word means; UnsupportedError for one that frazil does not have."""
    try:
        return Family(word)
    except ValueError:
        raise UnsupportedError(f"{verb} {word}") from None
