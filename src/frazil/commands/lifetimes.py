"""What dropping and bringing back means for the records below and around an object.

A dropped table, schema or database keeps its records and its storage until its retention is over: ``UNDROP`` finds
them again.  What lies in a dropped container is marked as dropped at the same moment, and comes back with it.
Everything else, and what has no retention, is forgotten at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from frazil.catalog.records import (
    RELATIONS,
    Database,
    Family,
    Function,
    FutureGrant,
    NumberSequence,
    PrivilegeGrant,
    Record,
    Relation,
    RoleGrant,
    Schema,
    Table,
    TableKind,
    Tag,
    TagReference,
    Task,
    View,
)
from frazil.catalog.snapshot import Change, Delete, Put, Snapshot
from frazil.core.ids import ObjectId, SessionId
from frazil.engine.mapping import drop_sequence_sql, drop_table_sql, sequence_name

CONTAINER_DELETED = "SCHEMA_OR_DATABASE_DELETED"
"""Why a task that came back with its schema or database is suspended."""


@dataclass(slots=True)
class Removal:
    """Changes of the catalog and storage statements that together take something away."""

    changes: list[Change] = field(default_factory=list)
    storage: list[str] = field(default_factory=list)

    def add(self, other: Removal) -> None:
        """Take over what another removal does."""
        self.changes.extend(other.changes)
        self.storage.extend(other.storage)


def below(snapshot: Snapshot, record: Record) -> Iterator[Record]:
    """Yield the living objects inside a schema or database, temporary ones among them, containers first."""
    if isinstance(record, Database):
        for schema in snapshot.children(Schema, record.id):
            yield schema
            yield from below(snapshot, schema)
    elif isinstance(record, Schema):
        for kind in (Table, View, Task, NumberSequence, Function, Tag):
            yield from snapshot.children(kind, record.id)
        for (_, schema_id, _), own_id in snapshot.temporary.items():
            if schema_id == record.id:
                yield snapshot.objects[own_id]


def tables_in(snapshot: Snapshot, record: Record | None) -> list[ObjectId]:
    """Return the ids of the tables that go with an object: itself, or what lies in it."""
    if record is None:
        return []
    return [each.id for each in (record, *below(snapshot, record)) if isinstance(each, Table)]


def drop(snapshot: Snapshot, record: Record, now: datetime) -> Removal:
    """Return what dropping an object does, with everything in it."""
    if not _returns(record):
        return forget(snapshot, record)
    dropped = Removal([Put(replace(record, dropped_on=now))])
    for child in below(snapshot, record):
        if isinstance(child, Relation) and child.session_id is not None:
            dropped.add(_forgotten(snapshot, child))
        else:
            dropped.changes.append(Put(_dropped_with_container(child, now)))
    return dropped


def forget(snapshot: Snapshot, record: Record) -> Removal:
    """Return what removes an object for good: records, grants and storage, with everything in it, dropped or not."""
    gone = Removal()
    for child in _everything_below(snapshot, record):
        gone.add(_forgotten(snapshot, child))
    gone.add(_forgotten(snapshot, record))
    return gone


def restore(snapshot: Snapshot, record: Record, now: datetime) -> list[Change]:
    """Return what brings a dropped object back, with what was dropped because of it."""
    changes: list[Change] = [Put(replace(record, dropped_on=None, altered_on=now))]
    taken: set[tuple[ObjectId, Family, str]] = set()
    # The newest first: under a clock that stands still two children of one name may have one time.
    for child in reversed(list(_everything_below(snapshot, record))):
        space = Family.TABLE if child.family in RELATIONS else child.family
        key = (child.parent_id, space, child.key_name)
        if child.dropped_on != record.dropped_on or key in taken:
            continue
        taken.add(key)
        changes.append(Put(replace(child, dropped_on=None)))
    return changes


def is_expired(record: Record, now: datetime) -> bool:
    """Say whether a dropped object is beyond its retention, so that UNDROP must not find it."""
    days = record.retention_days if isinstance(record, Database | Schema | Table) else int(isinstance(record, Tag))
    return record.dropped_on is not None and record.dropped_on + timedelta(days=days) <= now


def purge(snapshot: Snapshot, now: datetime) -> Removal:
    """Return what removes every dropped object whose retention is over.

    Inside a container that is itself dropped nothing is purged on its own: it may come back with it.
    """
    gone = Removal()
    for record in snapshot.objects.values():
        parent = snapshot.objects.get(record.parent_id)
        if is_expired(record, now) and (parent is None or parent.dropped_on is None):
            gone.add(forget(snapshot, record))
    return gone


def session_tables(snapshot: Snapshot, session_id: SessionId) -> Removal:
    """Return what removes the temporary tables and views of a session that ends."""
    gone = Removal()
    for (owner, _, _), table_id in snapshot.temporary.items():
        if owner == session_id:
            gone.add(_forgotten(snapshot, snapshot.objects[table_id]))
    return gone


def grants_on(snapshot: Snapshot, object_id: ObjectId) -> list[PrivilegeGrant]:
    """Return the privileges granted on an object."""
    return list(snapshot.privileges_on.get(object_id, ()))


def grants_of_role(snapshot: Snapshot, role_id: ObjectId) -> list[Record]:
    """Return everything granted to a role, and every grant of the role."""
    privileges = [grant for grants in snapshot.privileges_on.values() for grant in grants if grant.role_id == role_id]
    roles: Iterable[RoleGrant] = (
        *snapshot.grants_to.get(role_id, ()),
        *snapshot.grants_of.get(role_id, ()),
    )
    future = (grant for grant in snapshot.all(FutureGrant) if grant.role_id == role_id)
    return [*privileges, *roles, *future]


def _returns(record: Record) -> bool:
    """Say whether UNDROP can bring an object back after a DROP of itself."""
    if isinstance(record, Table):
        return record.kind is not TableKind.TEMPORARY and record.retention_days > 0
    if isinstance(record, Tag):
        return True
    return isinstance(record, Database | Schema) and record.retention_days > 0


def _dropped_with_container(record: Record, now: datetime) -> Record:
    if not isinstance(record, Task):
        return replace(record, dropped_on=now)
    if not record.started:
        return replace(record, dropped_on=now)
    return replace(
        record, dropped_on=now, started=False, last_suspended_on=now, last_suspended_reason=CONTAINER_DELETED
    )


def _everything_below(snapshot: Snapshot, record: Record) -> Iterator[Record]:
    """Yield the objects inside a container, dropped ones too, in order of id."""
    if not isinstance(record, Database | Schema):
        return
    for object_id in sorted(snapshot.objects):
        child = snapshot.objects[object_id]
        if isinstance(child, Schema | Table | View | Task | NumberSequence | Function | FutureGrant | Tag):
            parent = snapshot.objects.get(child.parent_id)
            if child.parent_id == record.id or (isinstance(parent, Schema) and parent.parent_id == record.id):
                yield child


def _forgotten(snapshot: Snapshot, record: Record) -> Removal:
    gone = Removal([Delete(grant) for grant in grants_on(snapshot, record.id)])
    gone.changes.extend(Delete(each) for each in snapshot.children(TagReference, record.id))
    if isinstance(record, Tag):
        gone.changes.extend(Delete(each) for each in snapshot.all(TagReference) if each.tag_id == record.id)
    gone.changes.append(Delete(record))
    if isinstance(record, Table):
        gone.storage.extend(drop_table_sql(record.id, record.columns))
    elif isinstance(record, NumberSequence):
        gone.storage.append(drop_sequence_sql(sequence_name(record.id)))
    return gone
