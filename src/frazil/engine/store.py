"""The store: the one durable file, opened, read, written and copied through here.

The process is the file's only user.  Reads run on pooled cursors; writes are transactions (``transactions.py``).
"""

from __future__ import annotations

import contextlib
import itertools
import os
import shutil
import threading
from collections.abc import Iterable, Sequence
from contextlib import nullcontext
from datetime import datetime
from pathlib import Path
from typing import IO, Self

import duckdb

from frazil.catalog.records import NumberSequence, Record, Table, TableKind
from frazil.core.errors import FrazilError, StorageError
from frazil.core.ids import ObjectId
from frazil.engine import catalog_store
from frazil.engine.cancel import Canceller
from frazil.engine.checkpoints import Checkpointer
from frazil.engine.commits import CommitNumbers
from frazil.engine.connection import Native, connect, copy_database, lock_file
from frazil.engine.cursors import CursorPool, Reader, Row, Tables, registered, run, translated
from frazil.engine.internal_rows import InternalRows, insertion
from frazil.engine.locks import Blocked, LockManager
from frazil.engine.mapping import DATA_SCHEMA, drop_sequence_sql, drop_table_sql, identity_name, sequence_name
from frazil.engine.migrations import migrate
from frazil.engine.transactions import Machine, TrackedCommits, Transaction


class Store:
    """The open store; safe to use from any thread."""

    def __init__(self, path: Path, connection: duckdb.DuckDBPyConnection, held: IO[bytes], machine: Machine) -> None:
        self.path = path
        self._connection = connection
        self._held = held
        self._machine = machine
        self._transaction_ids = itertools.count(1)
        self._backup = threading.Lock()
        self._checkpoints = Checkpointer(machine.pool, path, machine.gate)

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        spool_directory: Path,
        temp_directory: Path,
        memory_limit: str | None = None,
        threads: int | None = None,
        allowed_directories: Sequence[Path] = (),
        functions: Sequence[Native] = (),
        macros: Sequence[str] = (),
        blocked: Blocked = nullcontext,
    ) -> Self:
        """Open or create the file, bring it to the newest layout, and remove storage that nobody owns.

        ``allowed_directories``: what SQL may read and write besides spool and temp, i.e. stages.  ``functions``:
        Python functions that SQL may call.  ``macros``: statements run at every opening, in one transaction, to define
        in the schema ``frazil`` what generated SQL calls.  ``blocked``: see ``LockManager``.  Raises StorageError when
        another process has the file, or the file is newer than this code.
        """
        for directory in (path.parent, spool_directory, temp_directory):
            directory.mkdir(parents=True, exist_ok=True)
        held = lock_file(path)
        try:
            connection = connect(
                path,
                temp_directory=temp_directory,
                allowed_directories=(spool_directory, *allowed_directories),
                memory_limit=memory_limit,
                threads=threads,
                functions=functions,
            )
        except BaseException:
            held.close()
            raise
        machine = Machine(CursorPool(connection), LockManager(blocked), CommitNumbers())
        store = cls(path, connection, held, machine)
        try:
            with machine.pool.cursor() as cursor:
                migrate(lambda sql: run(cursor, sql))
            store._execute(macros)
            store._remove_leftovers()
        except BaseException:
            store.close()
            raise
        return store

    @property
    def locks(self) -> LockManager:
        """Return the locks, for SHOW LOCKS."""
        return self._machine.locks

    @property
    def commits(self) -> CommitNumbers:
        """Return the numbers of commits, by which a kept result knows that it still holds."""
        return self._machine.commits

    def close(self) -> None:
        """Write everything into the file, if the disk has room, and close it; transactions still open are lost."""
        self._checkpoints.close()
        with contextlib.suppress(FrazilError, duckdb.Error):
            if self._checkpoints.has_room():
                self._connection.execute("CHECKPOINT")
            else:
                self._connection.execute("PRAGMA disable_checkpoint_on_shutdown")
        self._machine.pool.close()
        self._connection.close()
        self._held.close()

    def load_catalog(self) -> tuple[list[Record], int]:
        """Return every record, in order of id, and the lowest id that nothing has ever had."""
        records = catalog_store.load_records(self.rows)
        highest = max(catalog_store.highest_id(records), catalog_store.load_mark(self.rows))
        return records, max(highest + 1, catalog_store.FIRST_ID)

    def transaction(
        self,
        owner: object,
        *,
        lock_timeout_seconds: float,
        explicit: bool = False,
        transaction_id: int | None = None,
        started_on: datetime | None = None,
    ) -> Transaction:
        """Return a new transaction; nothing of DuckDB is used until its first write."""
        return Transaction(
            self._machine,
            transaction_id=next(self._transaction_ids) if transaction_id is None else transaction_id,
            owner=owner,
            explicit=explicit,
            lock_timeout_seconds=lock_timeout_seconds,
            started_on=started_on,
        )

    def read(self, sql: str, *, canceller: Canceller | None = None, tables: Tables | None = None) -> Reader:
        """Run a query outside any transaction; ``tables`` are Arrow tables it may name.  Close the reader."""
        pool = self._machine.pool
        cursor = pool.acquire()
        return Reader(cursor, sql, canceller=canceller, tables=tables, on_close=lambda _: pool.release(cursor))

    def rows(self, sql: str) -> list[Row]:
        """Run a small internal query and return its rows."""
        with self._machine.pool.cursor() as cursor:
            return run(cursor, sql)

    def insert(self, rows: Iterable[InternalRows]) -> None:
        """Insert rows of internal tables, durable when this returns: one commit for all of them."""
        statements, tables = insertion(rows)
        self._execute(statements, tables)

    def delete(self, statement: str) -> int:
        """Run one DELETE on an internal table, for retention, and return the number of rows."""
        return int(self.rows(statement)[0][0])

    def backup(self, target: Path) -> None:
        """Copy everything committed so far into the new file ``target``, while the store is in use.

        Raises StorageError if the target exists or cannot be written.
        """
        if target.exists():
            raise StorageError(f"{target.name} exists already")
        temp = Path(self.rows("SELECT current_setting('temp_directory')")[0][0])
        work = temp / f"{target.name}.partial.duckdb"
        with self._backup:
            work.unlink(missing_ok=True)
            try:
                with self._machine.pool.cursor() as cursor, translated(None):
                    copy_database(cursor, work)
                    shutil.move(work, target)
                    _sync_directory(target.parent)
            finally:
                work.unlink(missing_ok=True)

    def _execute(self, statements: Sequence[str], tables: Tables | None = None) -> None:
        with self._machine.pool.cursor() as cursor, registered(cursor, tables or {}):
            if len(statements) <= 1:
                for statement in statements:
                    run(cursor, statement)
                return
            try:
                for statement in ("BEGIN", *statements, "COMMIT"):
                    run(cursor, statement)
            except BaseException:
                with contextlib.suppress(FrazilError):
                    run(cursor, "ROLLBACK")
                raise

    def _remove_leftovers(self) -> None:
        """Drop tables that no permanent record owns: temporary ones, and what a purge left; keep one id mark."""
        records = catalog_store.load_records(self.rows)
        mark = max(catalog_store.highest_id(records), catalog_store.load_mark(self.rows))
        owned = {int(one.id) for one in records if isinstance(one, Table) and one.kind is not TableKind.TEMPORARY}
        stored = self.rows(f"SELECT table_name FROM duckdb_tables() WHERE schema_name = '{DATA_SCHEMA}'")
        present = {int(name[1:]) for (name,) in stored if name[1:].isdigit()}
        drops = [statement for table_id in sorted(present - owned) for statement in drop_table_sql(ObjectId(table_id))]
        drops += [drop_sequence_sql(name) for name in sorted(self._stored_sequences() - _owned_sequences(records))]
        self._execute([*drops, "DELETE FROM frazil.id_marks", catalog_store.mark_statement(mark)])
        self._machine.highest_id = mark
        number, sequence = self.rows("SELECT coalesce(max(tx), 0), coalesce(max(seq), 0) FROM frazil.commits")[0]
        self._machine.tracked = TrackedCommits(number, sequence)

    def _stored_sequences(self) -> set[str]:
        stored = self.rows(f"SELECT sequence_name FROM duckdb_sequences() WHERE schema_name = '{DATA_SCHEMA}'")
        return {f"{DATA_SCHEMA}.{name}" for (name,) in stored}


def _owned_sequences(records: Iterable[Record]) -> set[str]:
    """Return the physical sequences that permanent records count by."""
    owned: set[str] = set()
    for record in records:
        if isinstance(record, NumberSequence):
            owned.add(sequence_name(record.id))
        elif isinstance(record, Table) and record.kind is not TableKind.TEMPORARY:
            owned.update(identity_name(column.id) for column in record.columns if column.identity)
    return owned


def _sync_directory(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
