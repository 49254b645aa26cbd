"""Whose eyes INFORMATION_SCHEMA is read with, and what a view of it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from frazil.catalog.records import Database, NumberSequence, Record, Schema, Table, View
from frazil.catalog.snapshot import Snapshot
from frazil.commands.context import SessionState, roles_in_force
from frazil.commands.system_rows import Columns, Facts
from frazil.core.ids import ObjectId
from frazil.security.privileges import may_see

R = TypeVar("R", bound=Record)
Counter = Callable[[Iterable[Table]], Mapping[ObjectId, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """Whose eyes a view is read with: one database, one session, its roles.  ``count`` counts rows of tables,
    ``next_value`` says what a sequence gives next.
    """

    snapshot: Snapshot
    state: SessionState
    database: Database
    roles: frozenset[ObjectId]
    count: Counter
    next_value: Callable[[NumberSequence], int]

    def sees(self, record: Record) -> bool:
        """Say whether the roles may know of an object."""
        return may_see(self.snapshot, self.roles, record)

    def schemas(self) -> list[Schema]:
        """Return the schemas the roles may see, in order of name."""
        found = [each for each in self.snapshot.children(Schema, self.database.id) if self.sees(each)]
        return sorted(found, key=lambda each: each.name)

    def inside(self, kind: type[R]) -> Iterator[R]:
        """Yield the objects of a kind in the database's schemas that the roles may see."""
        for schema in sorted(self.snapshot.children(Schema, self.database.id), key=lambda each: each.name):
            for record in sorted(self.snapshot.children(kind, schema.id), key=lambda each: each.key_name):
                if self.sees(record):
                    yield record

    def relations(self, *kinds: type[Record]) -> Iterator[Table | View]:
        """Yield the tables and views the roles may see, the session's temporary ones among them."""
        temporary: dict[ObjectId, list[Record]] = {}
        for (session_id, schema_id, _), own_id in self.snapshot.temporary.items():
            if session_id == self.state.id and isinstance(own := self.snapshot.objects[own_id], kinds):
                temporary.setdefault(schema_id, []).append(own)
        # A schema may be out of sight while a table in it is not.
        for schema in sorted(self.snapshot.children(Schema, self.database.id), key=lambda each: each.name):
            found = [each for kind in kinds for each in self.snapshot.children(kind, schema.id)]
            found += temporary.get(schema.id, [])
            for record in sorted(found, key=lambda each: each.name):
                if isinstance(record, Table | View) and self.sees(record):
                    yield record


@dataclass(frozen=True, slots=True)
class CatalogView:
    """One view: its columns, and what gives its rows."""

    columns: Columns
    rows: Callable[[Viewer], Iterable[Facts]]


def viewer(
    snapshot: Snapshot,
    state: SessionState,
    database: Database,
    count: Counter,
    next_value: Callable[[NumberSequence], int],
) -> Viewer:
    """Return the viewer of a session."""
    roles = roles_in_force(snapshot, state)
    return Viewer(snapshot=snapshot, state=state, database=database, roles=roles, count=count, next_value=next_value)
