"""Transactions with Snowflake's rules on DuckDB's machine (ADR 1).

One class serves both kinds.  An autocommit transaction is one statement: failure ends it.  An explicit one lives until
COMMIT or ROLLBACK: a failed statement is undone alone, by replaying the journal of the others, and a snapshot that has
become too old is renewed the same way.  Locks are held to the end.  Nothing is published to the catalog here: the
caller publishes ``changes`` in ``commit``'s ``on_committed``.
"""

from __future__ import annotations

import contextlib
import enum
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from frazil.catalog.records import Table
from frazil.catalog.snapshot import Change, Put
from frazil.core import probes
from frazil.core.errors import DeadlockError, FrazilError, InternalError, TransactionAbortedError
from frazil.core.ids import ColumnId, ObjectId
from frazil.engine import catalog_store
from frazil.engine.cancel import Canceller
from frazil.engine.checkpoints import Gate
from frazil.engine.commits import CommitNumbers
from frazil.engine.cursors import Cursor, CursorPool, Reader, Tables, run
from frazil.engine.errors import NeedsWideArithmetic, NeedsWiderColumn, StalePlan
from frazil.engine.internal_rows import InternalRows, insertion
from frazil.engine.journal import Count, Journal, Write, execute_write
from frazil.engine.locks import LockKey, LockManager, LockMode, table_key
from frazil.engine.mapping import rewrite_sql, set_nullable_sql, widest
from frazil.engine.tracking import commit_statement, number_statement

_SIGNALS = (NeedsWideArithmetic, NeedsWiderColumn, StalePlan)
_PIN = "SELECT 1 FROM frazil.meta LIMIT 0"
"""DuckDB fixes a snapshot at the first access to the file, not at BEGIN."""


class TransactionState(enum.Enum):
    """OPEN until commit, rollback or abort; ABORTED until the owner takes notice by rolling back; then ENDED."""

    OPEN = "OPEN"
    ABORTED = "ABORTED"
    ENDED = "ENDED"


@dataclass(slots=True)
class TrackedCommits:
    """The last number given to a transaction that writes a tracked table, and the last place in their order."""

    number: int = 0
    sequence: int = 0


@dataclass(slots=True)
class Machine:
    """What transactions share: cursors, locks, commit numbers, a gate, and the highest id that is on disk."""

    pool: CursorPool
    locks: LockManager
    commits: CommitNumbers
    gate: Gate = field(default_factory=Gate)
    highest_id: int = 0
    tracked: TrackedCommits = field(default_factory=TrackedCommits)


class Transaction:
    """A transaction of one owner, used by one thread at a time; only ``abort`` may come from another.

    ``id``, ``name`` (BEGIN's, or empty) and ``started_on`` are what SHOW TRANSACTIONS prints; ``lock_timeout_seconds``
    may be changed at any time.
    """

    def __init__(
        self,
        machine: Machine,
        *,
        transaction_id: int,
        owner: object,
        explicit: bool,
        lock_timeout_seconds: float,
        started_on: datetime | None,
    ) -> None:
        self.id = transaction_id
        self.name = ""
        self.owner = owner
        self.explicit = explicit
        self.started_on = started_on
        self.lock_timeout_seconds = lock_timeout_seconds
        self._machine = machine
        self._state = TransactionState.OPEN
        self._reason = ""
        self._use = threading.RLock()
        self._canceller: Canceller | None = None
        self._cursor: Cursor | None = None
        self._snapshot = 0
        self._killed = False
        self._reader: Reader | None = None
        self._reader_canceller: Canceller | None = None
        self._journal = Journal()
        self._written: set[ObjectId] = set()
        self._changes: list[Change] = []
        self._committed = False
        self._number: int | None = None

    @property
    def committed(self) -> bool:
        """Say whether ``commit`` stored everything, whatever failed after that."""
        return self._committed

    @property
    def state(self) -> TransactionState:
        """Return whether the transaction is open, aborted or ended."""
        return self._state

    @property
    def changes(self) -> tuple[Change, ...]:
        """Return the catalog changes defined so far: what the caller publishes after ``commit``."""
        return tuple(self._changes)

    @property
    def has_written(self) -> bool:
        """Say whether a commit would store anything."""
        return len(self._journal) > 0

    def fail_if_aborted(self) -> None:
        """Raise TransactionAbortedError if the transaction was aborted, InternalError if it has ended."""
        if self._state is TransactionState.ABORTED:
            raise TransactionAbortedError(self._reason)
        if self._state is TransactionState.ENDED:
            raise InternalError("The transaction has ended")

    def lock(self, keys: Mapping[LockKey, LockMode], canceller: Canceller | None = None) -> None:
        """Take locks, in one order for everybody, waiting up to ``lock_timeout_seconds`` for each.

        Raises LockTimeoutError or the canceller's reason, which undo the statement; DeadlockError, which aborts the
        transaction.
        """
        with self._statement(canceller) as current:
            for key in sorted(keys, key=repr):
                self._machine.locks.acquire(
                    self, key, keys[key], timeout_seconds=self.lock_timeout_seconds, canceller=current
                )

    def unlock(self, key: LockKey) -> None:
        """Give one lock back early: only one under which nothing was written."""
        with self._use:
            self._machine.locks.release(self, key)

    def write(self, write: Write, canceller: Canceller | None = None) -> list[Count]:
        """Take a write's locks, execute it, and return the row count of each of its statements (see ``Count``).

        If it fails an autocommit transaction is rolled back; in an explicit one it is undone alone, or the
        transaction is aborted with TransactionAbortedError where the rest cannot be replayed.  NeedsWiderColumn,
        NeedsWideArithmetic and StalePlan come through: an explicit transaction goes on, an autocommit one has ended.
        """
        with self._statement(canceller) as current:
            self.lock({table_key(table_id): mode for table_id, mode in write.writes.items()}, current)
            # One statement keeps to one snapshot; only what it writes must be as new as its lock.
            self._open({*write.writes, *write.reads} if self.explicit else write.writes.keys())
            return self._execute(write, current)

    def read(
        self,
        sql: str,
        reads: frozenset[ObjectId],
        canceller: Canceller | None = None,
        *,
        tables: Tables | None = None,
    ) -> Reader:
        """Run a query that reads these tables; it sees the newest commits and this transaction's own writes.

        A query on nothing the transaction wrote runs outside of it: it neither waits nor can it do harm.
        """
        if self._reader is not None:
            raise InternalError("A result of this transaction is still being read")
        pool = self._machine.pool
        if not reads & self._written:
            self.fail_if_aborted()
            cursor = pool.acquire()
            return Reader(cursor, sql, canceller=canceller, tables=tables, on_close=lambda _: pool.release(cursor))
        with self._statement(canceller) as current:
            own = self._open(reads, must_be_new=False)
            reader = Reader(own, sql, canceller=current, tables=tables, on_close=self._read_ended)
            self._reader, self._reader_canceller = reader, current
            return reader

    def define(self, changes: Sequence[Change], storage: Sequence[str] = ()) -> None:
        """Change catalog records, and storage by DuckDB statements, in this transaction; locks are the caller's.

        Fails like ``write``.
        """
        tables = {change.record.id for change in changes if isinstance(change.record, Table)}
        statements = [*storage, *catalog_store.change_statements(changes)]
        highest = catalog_store.highest_id([change.record for change in changes])
        if highest > self._machine.highest_id:
            statements.append(catalog_store.mark_statement(highest))
        with self._statement(None) as current:
            self._open(tables)
            self._execute(Write(sql=tuple(statements)), current)
            self._written |= tables
            self._changes.extend(changes)

    def append(self, rows: Iterable[InternalRows]) -> None:
        """Insert rows of internal tables in this transaction; fails like ``write``."""
        statements, tables = insertion(rows)
        if statements:
            with self._statement(None) as current:
                self._open(())
                self._execute(Write(sql=statements, tables=tables), current)

    def widen(self, table: Table, column_ids: Iterable[ColumnId]) -> Put:
        """Give columns their widest storage, committed at once and for everybody; the caller publishes the answer.

        ``table`` is the newest record: the caller looks it up with the table's exclusive lock held.  An explicit
        transaction goes on afterwards, its journal replayed when it is next used.
        """
        wanted = set(column_ids)
        columns = tuple(replace(one, storage=widest(one.type)) if one.id in wanted else one for one in table.columns)
        wide = replace(table, columns=columns)
        change = Put(wide)
        storage = rewrite_sql(wide) if columns != table.columns else ()
        with self._statement(None) as current:
            self.lock({table_key(table.id): LockMode.EXCLUSIVE}, current)
            self._close_cursor()
            with self._machine.pool.cursor() as cursor:
                self._commit_apart(cursor, [*storage, *catalog_store.change_statements([change])], table.id)
        return change

    def settle(self, table: Table, column_id: ColumnId) -> None:
        """See to it that NULL can be forbidden in a column of which no row that is there has it.

        DuckDB looks at rows that are deleted, and refuses where there are updates, as long as an older transaction may
        see what was before; then the rows are written anew, committed at once.  The caller holds the table's lock.
        """
        with self._statement(None), self._machine.pool.cursor() as cursor:
            run(cursor, "BEGIN")
            try:
                run(cursor, set_nullable_sql(table.id, column_id, nullable=False))
                return
            except FrazilError:
                pass
            finally:
                run(cursor, "ROLLBACK")
            self._commit_apart(cursor, rewrite_sql(table), table.id)

    def commit(self, on_committed: Callable[[], object] | None = None) -> None:
        """Make everything durable in one DuckDB COMMIT, then release the locks.

        ``on_committed`` is called between the two: the place to publish catalog changes, since whoever gets the locks
        next must see them.  If the COMMIT fails nothing is stored, the transaction has ended, and StorageError or
        InternalError is raised.
        """
        with self._use:
            self.fail_if_aborted()
            try:
                if self.has_written:
                    cursor = self._open(())
                    probes.hit("engine.before_commit")
                    with self._machine.commits.mutex:
                        if self._number is not None:
                            self._take_place(cursor, self._number)
                        run(cursor, "COMMIT")
                        self._machine.commits.advance(self._written)
                    self._committed = True
                    self._cursor = None
                    self._machine.pool.release(cursor)
                    marked = catalog_store.highest_id([change.record for change in self._changes])
                    self._machine.highest_id = max(self._machine.highest_id, marked)
                    probes.hit("engine.after_commit")
                self._committed = True
                if on_committed is not None:
                    on_committed()
            finally:
                self._end(TransactionState.ENDED)

    def rollback(self) -> None:
        """Undo everything and release the locks; also how an owner takes notice of an abort.  Never fails."""
        with self._use:
            self._end(TransactionState.ENDED)

    def abort(self, reason: str) -> None:
        """Stop what is under way, undo everything and release the locks; the owner is told ``reason``.

        For SYSTEM$ABORT_TRANSACTION, idle transactions and expired sessions: may be called from any thread.
        """
        for canceller in (self._canceller, self._reader_canceller):
            if canceller is not None:
                canceller.cancel(TransactionAbortedError(reason))
        with self._use:
            if self._state is TransactionState.OPEN:
                self._reason = reason
                self._end(TransactionState.ABORTED)

    @contextlib.contextmanager
    def _statement(self, canceller: Canceller | None) -> Iterator[Canceller]:
        """Have the transaction to oneself for a step; an error that escapes undoes the step as the rules say."""
        with self._use:
            self.fail_if_aborted()
            outer = self._canceller
            current = self._canceller = canceller or outer or Canceller()
            try:
                yield current
            except Exception as error:
                if outer is None:
                    self._undo(error)
                raise
            finally:
                self._canceller = outer

    def _undo(self, error: Exception) -> None:
        """Undo the failed statement alone, or everything where there is nothing else or no other way."""
        if self._state is not TransactionState.OPEN:
            return
        if not self.explicit:
            self._end(TransactionState.ENDED)
        elif isinstance(error, DeadlockError | TransactionAbortedError):
            self._reason = str(error)
            self._end(TransactionState.ABORTED)
        elif not len(self._journal):
            self._close_cursor()
        elif self._killed and not isinstance(error, _SIGNALS):
            # After a signal the statement comes again at once, and renews then.
            try:
                self._renew()
            except TransactionAbortedError as aborted:
                raise aborted from error

    def _open(self, tables: Iterable[ObjectId], *, must_be_new: bool = True) -> Cursor:
        """Return the cursor in a DuckDB transaction that is alive and no older than the commits of ``tables``.

        Where the snapshot cannot be renewed: aborts, or, unless ``must_be_new``, keeps the older one.
        """
        if self._cursor is None and not len(self._journal):
            self._begin()
        elif self._cursor is None or self._killed:
            self._renew()
        elif self._machine.commits.written_since(tables, self._snapshot):
            if must_be_new or self._journal.obstacle(self._machine.commits) is None:
                self._renew()
        if self._cursor is None:
            raise InternalError("The transaction has no cursor")
        return self._cursor

    def _begin(self) -> None:
        self._machine.gate.enter()
        cursor = self._cursor = self._machine.pool.acquire()
        self._killed = False
        if not self.explicit:
            # Its locks are held: a number that is too low costs at most a needless replay.
            self._snapshot = self._machine.commits.sequence
            run(cursor, "BEGIN")
            return
        with self._machine.commits.mutex:
            run(cursor, "BEGIN")
            run(cursor, _PIN)
            self._snapshot = self._machine.commits.sequence

    def _tell_number(self, cursor: Cursor) -> None:
        """Tell the cursor this transaction's number, which the statements on tracked tables write into the rows."""
        if self._number is None:
            with self._machine.commits.mutex:
                self._machine.tracked.number += 1
                self._number = self._machine.tracked.number
        run(cursor, number_statement(self._number))

    def _take_place(self, cursor: Cursor, number: int) -> None:
        """Take the next place in the order of commits; the commits' mutex is held until the commit is made."""
        sequence = self._machine.tracked.sequence + 1
        run(cursor, commit_statement(number, sequence, self.started_on))
        self._machine.tracked.sequence = sequence

    def _renew(self) -> None:
        """Replay the journal in a fresh DuckDB transaction; aborts with TransactionAbortedError if that cannot be."""
        self._close_cursor()
        obstacle = self._journal.obstacle(self._machine.commits)
        if obstacle is None:
            try:
                probes.hit("engine.before_replay")
                self._begin()
                obstacle = self._journal.obstacle(self._machine.commits)
                if obstacle is None and self._cursor is not None:
                    if self._journal.tracked:
                        self._tell_number(self._cursor)
                    if self._journal.replay(self._cursor, self._snapshot):
                        return
                    obstacle = "its statements gave another result when they were repeated"
            except (FrazilError, *_SIGNALS):
                obstacle = "its statements failed when they were repeated"
        self._reason = f"The transaction was aborted and rolled back: {obstacle}"
        self._end(TransactionState.ABORTED)
        raise TransactionAbortedError(self._reason)

    def _execute(self, write: Write, canceller: Canceller) -> list[Count]:
        cursor = self._cursor
        if cursor is None:
            raise InternalError("The transaction has no cursor")
        # From here to success DuckDB's transaction may be dead without saying so.
        self._killed = True
        if write.tracked:
            self._tell_number(cursor)
        counts = execute_write(cursor, write, canceller)
        self._killed = False
        self._journal.append(write, self._snapshot, counts)
        self._written |= write.writes.keys()
        return counts

    def _read_ended(self, error: Exception | None) -> None:
        with self._use:
            self._reader = self._reader_canceller = None
            if self._state is not TransactionState.OPEN:
                self._let_go()
            elif error is not None:
                self._killed = True
                self._undo(error)

    def _commit_apart(self, cursor: Cursor, statements: Sequence[str], table_id: ObjectId) -> None:
        """Commit statements on another cursor, as a commit that changed how the table is stored."""
        try:
            for statement in ("BEGIN", *statements):
                run(cursor, statement)
            probes.hit("engine.before_widen")
            with self._machine.commits.mutex:
                run(cursor, "COMMIT")
                self._machine.commits.advance([table_id], values_changed=False)
        except BaseException:
            with contextlib.suppress(FrazilError):
                run(cursor, "ROLLBACK")
            raise

    def _end(self, state: TransactionState) -> None:
        if self._state is TransactionState.ENDED:
            return
        self._state = state
        if self._reader is None:
            self._let_go()

    def _let_go(self) -> None:
        """Give back cursor and locks, in this order; while a result is being read its end does it."""
        self._close_cursor()
        self._machine.locks.release_all(self)

    def _close_cursor(self) -> None:
        """Roll DuckDB's transaction back and give the cursor to the pool, or throw it away if it is broken."""
        cursor, self._cursor = self._cursor, None
        self._killed = False
        if cursor is None:
            return
        try:
            run(cursor, "ROLLBACK")
        except (FrazilError, *_SIGNALS):
            cursor.close()
        else:
            self._machine.pool.release(cursor)
