"""One consistent state of the catalog, and the holder of the newest.

Binding reads a ``Snapshot`` and never the database.  A statement that changes objects writes rows and
storage in its transaction and publishes a new snapshot after the commit (``Catalog.publish``).
"""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeVar, cast

from frazil.catalog.records import (
    ACCOUNT_ID,
    RELATIONS,
    Column,
    Database,
    Family,
    NumberSequence,
    PrivilegeGrant,
    Record,
    Relation,
    Role,
    RoleGrant,
    Schema,
    User,
)
from frazil.core.ids import ColumnId, ObjectId, SessionId
from frazil.core.names import render

R = TypeVar("R", bound=Record)
_Key = tuple[ObjectId, str, str]


@dataclass(frozen=True, slots=True)
class Put:
    """Store a record: new, or in place of the one with its id."""

    record: Record


@dataclass(frozen=True, slots=True)
class Delete:
    """Forget a record for good."""

    record: Record


Change = Put | Delete


def _space(family: Family) -> str:
    """Return the name space of a family: tables and views share one."""
    return "RELATION" if family in RELATIONS else family.value


def _key(record: Record) -> _Key:
    return record.parent_id, _space(record.family), record.key_name


def _is_named(record: Record) -> bool:
    """Say whether a record is found by name: alive, and not a grant or a session's own table or view."""
    if record.dropped_on is not None or record.family in (Family.ROLE_GRANT, Family.PRIVILEGE_GRANT):
        return False
    return not (isinstance(record, Relation) and record.session_id is not None)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """An immutable state of the catalog; ``version`` grows by one with each publication.

    ``objects``: every record by id.  ``names``: living objects by (parent, name space, name).
    ``members``: ids of the living children by (parent, family).  ``temporary``: a session's own tables and views by
    (session, schema, name).  ``role_grants`` by grantee, ``roles_granted`` by role, ``privileges`` by
    object, each as tuples of records.
    """

    version: int
    objects: Mapping[ObjectId, Record]
    names: Mapping[_Key, ObjectId]
    members: Mapping[tuple[ObjectId, Family], Mapping[ObjectId, None]]
    temporary: Mapping[tuple[SessionId, ObjectId, str], ObjectId]
    grants_to: Mapping[ObjectId, tuple[RoleGrant, ...]]
    grants_of: Mapping[ObjectId, tuple[RoleGrant, ...]]
    privileges_on: Mapping[ObjectId, tuple[PrivilegeGrant, ...]]

    @classmethod
    def of(cls, records: Iterable[Record]) -> Snapshot:
        """Build the snapshot that holds exactly these records."""
        empty: MappingProxyType[Any, Any] = MappingProxyType({})
        return cls(0, empty, empty, empty, empty, empty, empty, empty).apply([Put(record) for record in records])

    def get(self, kind: type[R], object_id: ObjectId | None) -> R | None:
        """Return the record of that id and type, dropped or not, or None."""
        record = self.objects.get(object_id) if object_id is not None else None
        return record if isinstance(record, kind) else None

    def fetch(self, kind: type[R], object_id: ObjectId) -> R:
        """Return the record of that id and type; KeyError if there is none."""
        record = self.objects[object_id]
        if not isinstance(record, kind):
            raise KeyError(object_id)
        return record

    def find(self, kind: type[R], parent_id: ObjectId, name: str) -> R | None:
        """Return the living object of that type, parent and stored name, or None."""
        found = self.objects.get(self.names.get((parent_id, _space(kind.family), name), ObjectId(0)))
        return found if isinstance(found, kind) else None

    def find_relation(self, schema_id: ObjectId, name: str, session_id: SessionId | None = None) -> Record | None:
        """Return the table or view of that name; a session's temporary table hides a permanent one."""
        if session_id is not None:
            own = self.temporary.get((session_id, schema_id, name))
            if own is not None:
                return self.objects[own]
        return self.objects.get(self.names.get((schema_id, "RELATION", name), ObjectId(0)))

    def database(self, name: str) -> Database | None:
        """Return the living database of that name, or None."""
        return self.find(Database, ACCOUNT_ID, name)

    def schema(self, database: str, name: str) -> Schema | None:
        """Return the living schema ``database.name``, or None."""
        parent = self.database(database)
        return self.find(Schema, parent.id, name) if parent else None

    def role(self, name: str) -> Role | None:
        """Return the living role of that name, or None."""
        return self.find(Role, ACCOUNT_ID, name)

    def user(self, name: str) -> User | None:
        """Return the living user of that name, or None."""
        return self.find(User, ACCOUNT_ID, name)

    def children(self, kind: type[R], parent_id: ObjectId) -> Iterator[R]:
        """Yield the living children of one type, in order of creation."""
        for object_id in self.members.get((parent_id, kind.family), ()):
            yield cast(R, self.objects[object_id])

    def all(self, kind: type[R]) -> Iterator[R]:
        """Yield every living object of one type."""
        for record in self.objects.values():
            if record.family is kind.family and record.dropped_on is None:
                yield cast(R, record)

    def dropped(self, kind: type[R], parent_id: ObjectId, name: str) -> R | None:
        """Return the last dropped object of that type, parent and name that UNDROP can bring back."""
        found: R | None = None
        for record in self.objects.values():
            if isinstance(record, kind) and record.dropped_on and (record.parent_id, record.name) == (parent_id, name):
                if found is None or found.dropped_on is None or record.dropped_on >= found.dropped_on:
                    found = record
        return found

    def path(self, record: Record) -> tuple[str, ...]:
        """Return the names from the database (or the account object itself) down to the record."""
        names = [record.name]
        parent = self.objects.get(record.parent_id)
        while parent is not None and parent.id != ACCOUNT_ID:
            names.append(parent.name)
            parent = self.objects.get(parent.parent_id)
        return tuple(reversed(names))

    def default_of(self, column: Column) -> str | None:
        """Return the text of a column's default to show: a sequence by its name now, a gone one by its first name."""
        sequence = self.get(NumberSequence, column.sequence_id)
        if sequence is None:
            return column.default
        return f"{'.'.join(map(render, self.path(sequence)))}.NEXTVAL"

    def apply(self, changes: Iterable[Change]) -> Snapshot:
        """Return the snapshot after the changes; this one stays as it is."""
        draft = _Draft(self)
        for change in changes:
            draft.remove(change.record.id)
            if isinstance(change, Put):
                draft.insert(change.record)
        return draft.finish(self.version + 1)


class _Draft:
    """Mutable copies of a snapshot's maps, made only of the maps that a change touches."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._objects = dict(snapshot.objects)
        self._names = dict(snapshot.names)
        self._members = dict(snapshot.members)
        self._temporary = dict(snapshot.temporary)
        self._to = dict(snapshot.grants_to)
        self._of = dict(snapshot.grants_of)
        self._on = dict(snapshot.privileges_on)
        self._own: dict[tuple[ObjectId, Family], dict[ObjectId, None]] = {}

    def _family_members(self, key: tuple[ObjectId, Family]) -> dict[ObjectId, None]:
        own = self._own.get(key)
        if own is None:
            own = self._own[key] = dict(self._members.get(key, {}))
            self._members[key] = own
        return own

    def remove(self, object_id: ObjectId) -> None:
        record = self._objects.pop(object_id, None)
        if record is None:
            return
        if _is_named(record):
            # Another object may have the name already: SWAP gives it away before it is given back.
            if self._names.get(_key(record)) == object_id:
                del self._names[_key(record)]
            self._family_members((record.parent_id, record.family)).pop(record.id, None)
        match record:
            case Relation(session_id=int(session_id)) if session_id is not None:
                key = (SessionId(session_id), record.parent_id, record.name)
                if self._temporary.get(key) == object_id:
                    del self._temporary[key]
            case RoleGrant():
                self._to[record.grantee_id] = tuple(g for g in self._to[record.grantee_id] if g.id != record.id)
                self._of[record.role_id] = tuple(g for g in self._of[record.role_id] if g.id != record.id)
            case PrivilegeGrant():
                self._on[record.object_id] = tuple(g for g in self._on[record.object_id] if g.id != record.id)

    def insert(self, record: Record) -> None:
        self._objects[record.id] = record
        if _is_named(record):
            self._names[_key(record)] = record.id
            self._family_members((record.parent_id, record.family))[record.id] = None
        match record:
            case Relation(session_id=int(session_id), dropped_on=None) if session_id is not None:
                self._temporary[SessionId(session_id), record.parent_id, record.name] = record.id
            case RoleGrant():
                self._to[record.grantee_id] = (*self._to.get(record.grantee_id, ()), record)
                self._of[record.role_id] = (*self._of.get(record.role_id, ()), record)
            case PrivilegeGrant():
                self._on[record.object_id] = (*self._on.get(record.object_id, ()), record)

    def finish(self, version: int) -> Snapshot:
        return Snapshot(
            version=version,
            objects=MappingProxyType(self._objects),
            names=MappingProxyType(self._names),
            members=MappingProxyType(self._members),
            temporary=MappingProxyType(self._temporary),
            grants_to=MappingProxyType(self._to),
            grants_of=MappingProxyType(self._of),
            privileges_on=MappingProxyType(self._on),
        )


class Catalog:
    """The holder of the newest snapshot, and the source of new ids."""

    def __init__(self, records: Iterable[Record], *, first_id: int) -> None:
        self._snapshot = Snapshot.of(records)
        self._mutex = threading.Lock()
        self._ids = itertools.count(first_id)

    @property
    def snapshot(self) -> Snapshot:
        """Return the newest published state; hold on to it for the length of one binding."""
        return self._snapshot

    def publish(self, changes: Iterable[Change]) -> Snapshot:
        """Make committed changes visible to every later binding, all at once."""
        with self._mutex:
            self._snapshot = self._snapshot.apply(changes)
            return self._snapshot

    def new_object_id(self) -> ObjectId:
        """Return an id that no object has had."""
        return ObjectId(next(self._ids))

    def new_column_id(self) -> ColumnId:
        """Return an id that no column or object has had."""
        return ColumnId(next(self._ids))
