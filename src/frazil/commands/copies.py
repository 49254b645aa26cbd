"""Copies of tables, schemas and databases for CLONE: records under new ids, and their storage.

The rows are copied, all in one transaction of the store and so from one moment.  A copy counts on where its original
is, and its foreign keys point at copies where those were made in the same statement.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from frazil.catalog.records import (
    Column,
    Database,
    NumberSequence,
    Record,
    Schema,
    Table,
    TableKind,
    TagReference,
    Task,
    View,
    reference_name,
)
from frazil.catalog.snapshot import Change, Put
from frazil.commands.constraints import copied_constraints
from frazil.commands.context import Context
from frazil.commands.errors import CloneKindError
from frazil.commands.lifetimes import below, grants_on
from frazil.commands.sequences import next_number, next_value
from frazil.core.ids import ColumnId, ObjectId
from frazil.core.names import render
from frazil.engine.journal import Write
from frazil.engine.locks import LockMode
from frazil.engine.mapping import (
    column_name,
    create_sequence_sql,
    create_table_sql,
    identity_name,
    sequence_name,
    table_name,
)
from frazil.engine.tracking import enable_sql


@dataclass(slots=True)
class Copies:
    """What one statement copies: ``ids`` says for every id of an original what its copy has.

    ``attached``: the privileges and the values of tags on what is in a copied container.
    """

    context: Context
    ids: dict[int, int] = field(default_factory=dict)
    tables: list[tuple[Table, Table]] = field(default_factory=list)
    sequences: list[tuple[NumberSequence, NumberSequence]] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)
    attached: list[Change] = field(default_factory=list)
    _renamed: tuple[str, str] = ("", "")

    def table(self, source: Table, **fields: Any) -> Table:
        """Return the copy of a table, with other values of the fields given."""
        self._name(source)
        return self._table(source, **fields)

    def children(self, source: Database | Schema, copy: Database | Schema, path: Sequence[str]) -> None:
        """Copy what is in a container, but for temporary tables: owners and privileges stay as they are.

        ``path`` is the names that lead to the copy.
        """
        self.ids[source.id] = copy.id
        self._renamed = _prefix(self.context.snapshot.path(source)), _prefix(path)
        inside = [each for each in below(self.context.snapshot, source) if not _is_temporary(each)]
        for each in inside:
            self._name(each)
        self.attached.extend(copied_tags(source, copy, self.ids, self.context))
        for each in inside:
            made = self._child(each)
            self.records.append(made)
            self.attached.extend(copied_grants(each, made, self.context))
            self.attached.extend(copied_tags(each, made, self.ids, self.context))

    def fill(self) -> None:
        """Make the storage of the copied tables and copy their rows; before anybody else can know of them."""
        if self.tables:
            write = Write(
                sql=tuple(text for source, copy in self.tables for text in _filling(source, copy)),
                writes={copy.id: LockMode.EXCLUSIVE for _, copy in self.tables},
                reads=frozenset(source.id for source, _ in self.tables),
            )
            self.context.transaction.write(write, self.context.canceller)

    def counters(self) -> list[str]:
        """Return the statements that make what the copies count by; after ``fill``, so that no copied number comes."""
        context = self.context
        made: list[str] = []
        for source, copy in self.tables:
            for old, new in zip(source.columns, copy.columns, strict=True):
                if old.identity is not None:
                    start = next_number(context.services.store, identity_name(old.id), old.identity)
                    made.append(create_sequence_sql(identity_name(new.id), replace(old.identity, start=start)))
        for sequence, other in self.sequences:
            numbering = replace(sequence.numbering, start=next_value(context.services.store, sequence))
            made.append(create_sequence_sql(sequence_name(other.id), numbering))
        return made

    def _name(self, source: Record) -> None:
        """Choose the ids of an object's copy and of what it consists of."""
        context = self.context
        self.ids[source.id] = context.new_object_id()
        if isinstance(source, Table):
            for column in source.columns:
                self.ids[column.id] = context.services.catalog.new_column_id()
            for constraint in source.constraints:
                self.ids[constraint.id] = context.new_object_id()

    def _child(self, source: Record) -> Record:
        parent_id = ObjectId(self.ids[source.parent_id])
        if isinstance(source, Table):
            return self._table(source, parent_id=parent_id)
        now = self.context.now
        copy = replace(source, id=ObjectId(self.ids[source.id]), parent_id=parent_id, created_on=now, altered_on=now)
        if isinstance(copy, Task):
            return _suspended(copy)
        if isinstance(source, NumberSequence) and isinstance(copy, NumberSequence):
            self.sequences.append((source, copy))
        return copy

    def _table(self, source: Table, **fields: Any) -> Table:
        now = self.context.now
        copy = replace(
            source,
            id=ObjectId(self.ids[source.id]),
            columns=tuple(self._column(column) for column in source.columns),
            constraints=copied_constraints(source.constraints, self.ids, self.context),
            created_on=now,
            altered_on=now,
            **fields,
        )
        self.tables.append((source, copy))
        return copy

    def _column(self, source: Column) -> Column:
        """Return the copy of a column; its default is the copy of a sequence where the sequence is copied too."""
        default, (old, new) = source.default, self._renamed
        sequence_id = source.sequence_id
        if old and default is not None and default.endswith(".NEXTVAL") and default.startswith(old):
            default = new + default.removeprefix(old)
        if sequence_id is not None:
            sequence_id = ObjectId(self.ids.get(sequence_id, sequence_id))
        return replace(source, id=ColumnId(self.ids[source.id]), default=default, sequence_id=sequence_id)


def copied_grants(source: Record, copy: Record, context: Context) -> Iterator[Change]:
    """Yield the privileges on an object as privileges on its copy."""
    for grant in grants_on(context.snapshot, source.id):
        yield Put(replace(grant, id=context.new_object_id(), object_id=copy.id))


def copied_tags(source: Record, copy: Record, ids: Mapping[int, int], context: Context) -> Iterator[Change]:
    """Yield the values of tags on an object and its columns as values on its copy, of copied tags where there are."""
    for reference in context.snapshot.children(TagReference, source.id):
        tag_id, column_id = ObjectId(ids.get(reference.tag_id, reference.tag_id)), reference.column_id
        if column_id is not None:
            if column_id not in ids:
                continue
            column_id = ColumnId(ids[column_id])
        yield Put(
            replace(
                reference,
                id=context.new_object_id(),
                parent_id=copy.id,
                name=reference_name(tag_id, column_id),
                created_on=context.now,
                altered_on=context.now,
                tag_id=tag_id,
                column_id=column_id,
            )
        )


def check_kinds(source: TableKind | bool, copy: TableKind | bool) -> None:
    """Raise CloneKindError if a copy would live longer than what it is copied from can.

    A database or schema says whether it is transient.
    """
    if copy not in (TableKind.PERMANENT, False):
        return
    if source is TableKind.TEMPORARY:
        raise CloneKindError("Temp table cannot be cloned to a permanent table; clone to a transient table instead.")
    if source in (TableKind.TRANSIENT, True):
        raise CloneKindError("Transient object cannot be cloned to a permanent object.")


def _filling(source: Table, copy: Table) -> Iterator[str]:
    """Yield the statements that make a copy's storage, without its counters, and fill it."""
    plain = replace(copy, tracked=False, columns=tuple(replace(each, identity=None) for each in copy.columns))
    yield from create_table_sql(plain)
    old, new = (", ".join(column_name(each.id) for each in table.columns) for table in (source, copy))
    yield f"INSERT INTO {table_name(copy.id)} ({new}) SELECT {old} FROM {table_name(source.id)}"
    if copy.tracked:
        yield from enable_sql(copy)


def _suspended(task: Task) -> Task:
    """Return the copy of a task as one that never ran."""
    return replace(
        task,
        started=False,
        graph_version=0,
        schedule_base=None,
        last_committed_on=None,
        last_suspended_on=None,
        last_suspended_reason=None,
    )


def _is_temporary(record: Record) -> bool:
    return isinstance(record, Table | View) and record.session_id is not None


def _prefix(path: Sequence[str]) -> str:
    return "".join(f"{render(name)}." for name in path)
