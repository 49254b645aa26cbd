"""What a transaction has done so far, in a form that can be done again.

DuckDB has no savepoints: a failed statement kills the whole transaction.  Snowflake undoes the failed statement alone.
So each executed write is kept, final SQL and all, and after a failure the others are run again in a fresh DuckDB
transaction, under the locks still held (ADR 1).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

import pyarrow as pa

from frazil.core.ids import ObjectId
from frazil.engine.cancel import Canceller
from frazil.engine.commits import CommitNumbers
from frazil.engine.cursors import Cursor, registered, run
from frazil.engine.locks import LockMode
from frazil.engine.tracking import FORGET_TOUCHED

Count = int | Mapping[str, int]
"""Changed rows; for a statement RETURNING a text, such as merge_action, how often each text came."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Write:
    """One write statement, replayable.

    ``sql``: DuckDB statements in order; context values (time, user, sequence values) are literals in them.
    ``writes``: the tables written and the lock each needs.  ``reads``: tables read besides them, and written tables
    that a shared lock does not keep still.  ``volatile``: running it twice may give two results.
    ``tables``: Arrow data the statements name.  ``tracked``: the statements ask for the transaction's number, because
    the table they write is tracked.
    """

    sql: tuple[str, ...]
    writes: Mapping[ObjectId, LockMode] = field(default_factory=dict)
    reads: frozenset[ObjectId] = frozenset()
    volatile: bool = False
    tables: Mapping[str, pa.Table] = field(default_factory=dict)
    tracked: bool = False


@dataclass(slots=True)
class _Entry:
    write: Write
    snapshot: int
    counts: list[Count]


class Journal:
    """The executed writes of one transaction, in order."""

    def __init__(self) -> None:
        self._entries: list[_Entry] = []

    def __len__(self) -> int:
        return len(self._entries)

    def append(self, write: Write, snapshot: int, counts: list[Count]) -> None:
        """Note a write that succeeded, on which snapshot, and the row counts it gave."""
        self._entries.append(_Entry(write, snapshot, counts))

    @property
    def tracked(self) -> bool:
        """Say whether any write was to a tracked table."""
        return any(entry.write.tracked for entry in self._entries)

    def obstacle(self, commits: CommitNumbers) -> str | None:
        """Return why the writes cannot be run again with the same result, or None if they can."""
        for entry in self._entries:
            if entry.write.volatile:
                return "one of its statements used a function whose result changes from call to call"
            if commits.changed_since(entry.write.reads, entry.snapshot):
                return "a table that one of its statements read was changed by another transaction since"
        return None

    def replay(self, cursor: Cursor, snapshot: int) -> bool:
        """Run every write again on a cursor with a fresh transaction; False if a row count differs this time."""
        for entry in self._entries:
            if execute_write(cursor, entry.write) != entry.counts:
                return False
            entry.snapshot = snapshot
        return True


def execute_write(cursor: Cursor, write: Write, canceller: Canceller | None = None) -> list[Count]:
    """Execute a write's statements and return the row count of each, 0 where DuckDB gives none."""
    with registered(cursor, write.tables):
        counts = [_count(run(cursor, sql, canceller)) for sql in write.sql]
    if len(write.sql) > 1:
        run(cursor, FORGET_TOUCHED)
    return counts


def _count(rows: list[tuple[object, ...]]) -> Count:
    """Return the number of changed rows from the answer of a DML statement."""
    if len(rows) == 1 and len(rows[0]) == 1 and isinstance(rows[0][0], int):
        return rows[0][0]
    return Counter(str(row[0]) for row in rows if isinstance(row[0], str)) or 0
