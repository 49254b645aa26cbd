"""CREATE and ALTER TAG, and the values of tags on objects and columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from frazil.catalog.records import ACCOUNT_ID, Family, Record, Table, Tag, TagReference, reference_name
from frazil.catalog.snapshot import Change, Delete, Put
from frazil.commands.context import Context
from frazil.commands.errors import TagValueError
from frazil.commands.lifetimes import Removal, drop
from frazil.commands.lookup import (
    Target,
    check_mode,
    enter,
    existing,
    find_place,
    find_target,
    holds,
    require,
    require_around,
    require_creation,
)
from frazil.commands.objects import DONE, new_place
from frazil.commands.properties import COMMENT, Property, read_properties, unset_properties
from frazil.commands.registry import DDL_TYPE, Effect, handles
from frazil.commands.results import Result, Status
from frazil.core.errors import InvalidIdentifierError
from frazil.core.ids import ColumnId
from frazil.core.names import QualifiedName, render
from frazil.security.privileges import OWNERSHIP
from frazil.sql import statements as st

_PROPERTIES: Mapping[str, Property] = {"COMMENT": COMMENT}
_MAX_VALUE = 256
_MAX_TAGS = 50
_MAX_ALLOWED = 5000


@handles(
    st.CreateTag,
    Effect.DEFINE,
    DDL_TYPE,
    "CREATE_TAG",
    privileges="CREATE TAG on the schema, USAGE on its containers; OWNERSHIP of the tag that is replaced",
)
def create_tag(statement: st.CreateTag, context: Context) -> Result:
    """Create a tag, with the values that it allows."""
    given = read_properties(statement.properties, "TAG", _PROPERTIES, context)
    enter(context)
    target = find_place(Family.TAG, statement.name, context, "CREATE TAG")
    where = target.place
    assert where is not None
    target = replace(target, record=context.snapshot.find(Tag, where.schema.id, where.name))
    require_creation(context, where, "CREATE TAG")
    check_mode(target, statement.mode, context)
    if target.record is not None and statement.mode is st.CreateMode.IF_NOT_EXISTS:
        return Status(f"{render(target.name)} already exists, statement succeeded.")
    tag = Tag(
        id=context.new_object_id(),
        parent_id=where.schema.id,
        name=target.name,
        owner_id=context.state.role_id,
        created_on=context.now,
        altered_on=context.now,
        comment=str(given.fields.get("comment", "")),
        allowed_values=_allowed(statement.allowed_values),
    )
    old = drop(context.snapshot, target.record, context.now) if target.record is not None else Removal()
    context.define([*old.changes, Put(tag)], old.storage)
    return Status(f"Tag {render(target.name)} successfully created.")


@handles(
    st.AlterTag,
    Effect.DEFINE,
    DDL_TYPE,
    "ALTER_TAG",
    privileges="OWNERSHIP of the tag; CREATE TAG on the schema that RENAME TO moves it to",
)
def alter_tag(statement: st.AlterTag, context: Context) -> Result:
    """Rename a tag, change its comment or the values that it allows; values that are set stay."""
    enter(context)
    target = find_target(Family.TAG, statement.name, context, "ALTER", lenient=statement.if_exists)
    if target.record is None and statement.if_exists:
        context.authorize()
        return DONE
    tag = require(context, target)
    assert isinstance(tag, Tag)
    action = statement.action
    fields: dict[str, Any]
    if isinstance(action, st.RenameTo):
        parent_id, name = new_place(Family.TAG, action.name, tag, context, "CREATE TAG")
        fields = {"parent_id": parent_id, "name": name}
    elif isinstance(action, st.AllowedValues):
        fields = {"allowed_values": _allowed(_changed(tag.allowed_values, action))}
    elif isinstance(action, st.SetProperties):
        fields = dict(read_properties(action.properties, "TAG", _PROPERTIES, context).fields)
    else:
        fields = unset_properties(action.names, "TAG", _PROPERTIES)[0]
    context.define([Put(replace(tag, altered_on=context.now, **fields))])
    return DONE


@handles(
    st.AlterTags,
    Effect.DEFINE,
    DDL_TYPE,
    "ALTER",
    privileges="OWNERSHIP of the object and APPLY on the tag, or APPLY TAG on the account",
)
def alter_tags(statement: st.AlterTags, context: Context) -> Result:
    """Set or unset values of tags on an object or on a column of a table."""
    enter(context)
    family = Family(statement.family)
    target = find_target(family, statement.name, context, "ALTER", lenient=statement.if_exists)
    if target.record is None and statement.if_exists:
        context.authorize()
        return DONE
    record = existing(target)
    _require(context, target, record)
    column_id = _column(record, statement) if statement.column else None
    action = statement.action
    if isinstance(action, st.SetTags):
        changes = tag_changes(action.tags, record, column_id, context)
    else:
        changes = []
        for name in action.tags:
            tag = _tag(name, context)
            old = context.snapshot.find(TagReference, record.id, reference_name(tag.id, column_id))
            changes += [Delete(old)] if old is not None else []
    context.authorize()
    context.define(changes)
    return DONE


def add_created_tags(context: Context) -> None:
    """Set the tags of a CREATE on what it creates, and on its columns; not where it keeps what is there.

    They go before those that a copy takes over from its original.
    """
    attached = (Family.PRIVILEGE_GRANT, Family.TAG_REFERENCE)
    written = [
        change.record for change in context.changes if isinstance(change, Put) and change.record.family not in attached
    ]
    # What is new, or what OR ALTER changed.
    new = (each for each in written if each.id not in context.snapshot.objects)
    created = next(new, written[0] if written else None)
    if created is None:
        return
    changes = tag_changes(context.tags, created, None, context)
    for name, tags in context.column_tags.items():
        column = created.column(name) if isinstance(created, Table) else None
        changes += tag_changes(tags, created, column.id, context) if column is not None else []
    context.authorize()
    given = {(each.record.parent_id, each.record.name) for each in changes}
    context.changes[:] = [each for each in context.changes if (each.record.parent_id, each.record.name) not in given]
    context.changes.extend(changes)


def tag_changes(
    tags: Sequence[tuple[QualifiedName, str]], record: Record, column_id: ColumnId | None, context: Context
) -> list[Change]:
    """Return the changes that set values of tags; the caller authorizes.

    Raises TagValueError for a value that the tag does not allow, is too long or is one too many.
    """
    changes: list[Change] = []
    there = {each.tag_id for each in context.snapshot.children(TagReference, record.id) if each.column_id == column_id}
    for name, value in tags:
        tag = _tag(name, context)
        if len(value) > _MAX_VALUE:
            raise TagValueError(f"Tag value is longer than {_MAX_VALUE} characters")
        if tag.allowed_values is not None and value not in tag.allowed_values:
            listed = ", ".join(f"'{each}'" for each in tag.allowed_values)
            raise TagValueError(f"Tag value '{value}' is not allowed for tag '{tag.name}'. Allowed values: [{listed}]")
        there.add(tag.id)
        name_of = reference_name(tag.id, column_id)
        old = context.snapshot.find(TagReference, record.id, name_of)
        changes.append(
            Put(
                TagReference(
                    id=old.id if old is not None else context.new_object_id(),
                    parent_id=record.id,
                    name=name_of,
                    created_on=old.created_on if old is not None else context.now,
                    altered_on=context.now,
                    tag_id=tag.id,
                    column_id=column_id,
                    value=value,
                )
            )
        )
    if len(there) > _MAX_TAGS:
        raise TagValueError(f"An object can have {_MAX_TAGS} tags at most")
    return changes


def _require(context: Context, target: Target, record: Record) -> None:
    """Record that the statement needs OWNERSHIP of the object, unless the roles may apply every tag."""
    require_around(context, target)
    if not holds(context, "APPLY TAG", ACCOUNT_ID):
        context.need(OWNERSHIP, record, target.shown, word=target.family.value.capitalize())


def _tag(name: QualifiedName, context: Context) -> Tag:
    """Return a tag that the roles may apply, having recorded the privilege."""
    target = find_target(Family.TAG, name, context, "ALTER")
    tag = existing(target)
    assert isinstance(tag, Tag)
    require_around(context, target)
    if not holds(context, "APPLY TAG", ACCOUNT_ID):
        context.need("APPLY", tag, target.shown)
    return tag


def _column(record: Record, statement: st.AlterTags) -> ColumnId:
    column = record.column(statement.column) if isinstance(record, Table) else None
    if column is None:
        raise InvalidIdentifierError(
            f"invalid identifier '{render(statement.column)}'", position=statement.action.position, located=True
        )
    return column.id


def _allowed(values: Sequence[str] | None) -> tuple[str, ...] | None:
    if values is None:
        return None
    unique = tuple(dict.fromkeys(values))
    if len(unique) > _MAX_ALLOWED or any(len(each) > _MAX_VALUE for each in unique):
        raise TagValueError(f"A tag can allow {_MAX_ALLOWED} values of {_MAX_VALUE} characters at most")
    return unique


def _changed(old: tuple[str, ...] | None, action: st.AllowedValues) -> tuple[str, ...] | None:
    if action.kind == "UNSET":
        return None
    if action.kind == "ADD":
        return (*(old or ()), *action.values)
    return tuple(each for each in old or () if each not in action.values) if old is not None else None
