"""Which foreign keys hold, in one state of the catalog."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from frazil.catalog.constraints import Constraint, ConstraintKind
from frazil.catalog.records import Table
from frazil.catalog.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Reference:
    """A foreign key that holds: the table that has it, and the table and key that it points at."""

    table: Table
    constraint: Constraint
    target: Table
    key: Constraint


def references_of(snapshot: Snapshot, table: Table) -> Iterator[Reference]:
    """Yield the foreign keys of a table whose key is there."""
    for constraint in table.constraints:
        if constraint.kind is not ConstraintKind.FOREIGN_KEY:
            continue
        target = table if constraint.table_id == table.id else snapshot.get(Table, constraint.table_id)
        if target is None or target.dropped_on is not None:
            continue
        key = next((each for each in target.constraints if each.id == constraint.key_id), None)
        if key is not None:
            yield Reference(table, constraint, target, key)


def references_to(snapshot: Snapshot, target: Table) -> Iterator[Reference]:
    """Yield the foreign keys that point at a table, its own among them, in order of the tables' ids."""
    for table in sorted(snapshot.all(Table), key=lambda each: each.id):
        yield from (each for each in references_of(snapshot, table) if each.target.id == target.id)


def constraints_of(snapshot: Snapshot, table: Table) -> list[Constraint]:
    """Return the constraints of a table that hold, in order of their declaration."""
    held = {each.constraint.id for each in references_of(snapshot, table)}
    return [each for each in table.constraints if each.kind is not ConstraintKind.FOREIGN_KEY or each.id in held]
