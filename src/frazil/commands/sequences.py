"""CREATE and ALTER of sequences, and how sequences and AUTOINCREMENT columns count.

The counting is a sequence of DuckDB's: what it has given out is kept with the commit of the statement that took it,
so that no value comes twice, also after a crash; a statement that fails leaves a gap, as in Snowflake.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from frazil.catalog.records import Family, Numbering, NumberSequence
from frazil.catalog.snapshot import Put
from frazil.commands.context import Context
from frazil.commands.lifetimes import Removal, drop
from frazil.commands.lookup import check_mode, enter, find_place, find_target, require, require_creation
from frazil.commands.objects import DONE, new_place
from frazil.commands.properties import COMMENT, Property, read_properties, unset_properties
from frazil.commands.registry import DDL_TYPE, Effect, handles
from frazil.commands.results import Result, Status
from frazil.core.errors import InvalidValueError
from frazil.core.names import render
from frazil.engine.mapping import create_sequence_sql, drop_sequence_sql, sequence_name
from frazil.engine.store import Store
from frazil.sql import statements as st

_PROPERTIES: Mapping[str, Property] = {"COMMENT": COMMENT}
_LIMIT = 2**63


def numbering(numbers: st.Numbers, context: Context, old: Numbering | None = None) -> Numbering:
    """Return how to count as declared; what is not said is as before, or from 1 in steps of 1.

    Raises InvalidValueError for a step of 0 and for what 64 bits do not hold.
    """
    base = old or Numbering(ordered=not context.environment.parameter("NOORDER_SEQUENCE_AS_DEFAULT"))
    start = base.start if numbers.start is None else numbers.start
    increment = base.increment if numbers.increment is None else numbers.increment
    for word, value in (("start", start), ("increment", increment)):
        if not -_LIMIT <= value < _LIMIT or (word == "increment" and value == 0):
            raise InvalidValueError(f"invalid value '{value}' for property '{word}'", position=numbers.position)
    return Numbering(
        start=start, increment=increment, ordered=base.ordered if numbers.ordered is None else numbers.ordered
    )


def next_value(store: Store, sequence: NumberSequence) -> int:
    """Return the value that NEXTVAL would give next, without taking it."""
    return next_number(store, sequence_name(sequence.id), sequence.numbering)


def next_number(store: Store, stored_name: str, numbering: Numbering) -> int:
    """Return what the physical sequence of that name would give next, whoever has taken the last."""
    name = stored_name.partition(".")[2]
    rows = store.rows(
        "SELECT last_value, start_value FROM duckdb_sequences() "
        f"WHERE schema_name = 'data' AND sequence_name = '{name}'"
    )
    last, start = rows[0] if rows else (None, numbering.start)
    return int(str(start)) if last is None else int(str(last)) + numbering.increment


@handles(
    st.CreateSequence,
    Effect.DEFINE,
    DDL_TYPE,
    "CREATE_SEQUENCE",
    privileges="CREATE SEQUENCE on the schema, USAGE on its containers; USAGE on the sequence that CLONE names; "
    "OWNERSHIP of the sequence that is replaced",
)
def create_sequence(statement: st.CreateSequence, context: Context) -> Result:
    """Create a sequence."""
    given = read_properties(statement.properties, "SEQUENCE", _PROPERTIES, context)
    counted = numbering(statement.numbers, context)
    enter(context)
    target = find_place(Family.SEQUENCE, statement.name, context, "CREATE SEQUENCE")
    where = target.place
    assert where is not None
    target = replace(target, record=context.snapshot.find(NumberSequence, where.schema.id, where.name))
    require_creation(context, where, "CREATE SEQUENCE")
    check_mode(target, statement.mode, context)
    if target.record is not None and statement.mode is st.CreateMode.IF_NOT_EXISTS:
        return Status(f"{render(target.name)} already exists, statement succeeded.")
    source = _original(statement.clone, context) if statement.clone is not None else None
    sequence = NumberSequence(
        id=context.new_object_id(),
        parent_id=where.schema.id,
        name=target.name,
        owner_id=context.state.role_id,
        created_on=context.now,
        altered_on=context.now,
        comment=str(given.fields.get("comment", "")) if source is None else source.comment,
        numbering=counted if source is None else source.numbering,
    )
    if source is not None:
        counted = replace(source.numbering, start=next_value(context.services.store, source))
    old = drop(context.snapshot, target.record, context.now) if target.record is not None else Removal()
    storage = [*old.storage, create_sequence_sql(sequence_name(sequence.id), counted)]
    context.define([*old.changes, Put(sequence)], storage)
    return Status(f"Sequence {render(target.name)} successfully created.")


def _original(name: st.Name, context: Context) -> NumberSequence:
    source = require(context, find_target(Family.SEQUENCE, name, context, "CREATE SEQUENCE"), "USAGE")
    assert isinstance(source, NumberSequence)
    return source


@handles(
    st.AlterSequence,
    Effect.DEFINE,
    DDL_TYPE,
    "ALTER_SEQUENCE",
    privileges="OWNERSHIP of the sequence; CREATE SEQUENCE on the schema that RENAME TO moves it to",
)
def alter_sequence(statement: st.AlterSequence, context: Context) -> Result:
    """Rename a sequence, change its step or its order, set or unset its comment."""
    enter(context)
    target = find_target(Family.SEQUENCE, statement.name, context, "ALTER", lenient=statement.if_exists)
    if target.record is None and statement.if_exists:
        context.authorize()
        return DONE
    sequence = require(context, target)
    assert isinstance(sequence, NumberSequence)
    action = statement.action
    fields: dict[str, Any] = {}
    if isinstance(action, st.RenameTo):
        parent_id, name = new_place(Family.SEQUENCE, action.name, sequence, context, "CREATE SEQUENCE")
        fields = {"parent_id": parent_id, "name": name}
    elif isinstance(action, st.SetProperties):
        fields = dict(read_properties(action.properties, "SEQUENCE", _PROPERTIES, context).fields)
    elif isinstance(action, st.UnsetProperties):
        fields = unset_properties(action.names, "SEQUENCE", _PROPERTIES)[0]
    counted = numbering(statement.numbers, context, sequence.numbering)
    changed = replace(sequence, altered_on=context.now, numbering=counted, **fields)
    context.define([Put(changed)], _recounted(sequence, counted, context))
    return DONE


def _recounted(sequence: NumberSequence, counted: Numbering, context: Context) -> list[str]:
    """Return the statements that make the storage count in the new steps, from the value that is next."""
    if counted.increment == sequence.numbering.increment:
        return []
    name = sequence_name(sequence.id)
    going_on = replace(counted, start=next_value(context.services.store, sequence))
    return [drop_sequence_sql(name), create_sequence_sql(name, going_on)]
