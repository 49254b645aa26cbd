"""Cursors: a pool of them, statements on them, and readers that stream Arrow from them.

A cursor is a DuckDB connection of its own: one statement and one transaction at a time, used by one thread at a time.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Self

import duckdb
import pyarrow as pa

from frazil.core.errors import StatementCanceledError
from frazil.engine.cancel import Canceller
from frazil.engine.errors import translate

Cursor = duckdb.DuckDBPyConnection
Row = tuple[Any, ...]
Tables = Mapping[str, pa.Table]
"""Arrow tables that a statement may name, for its length."""

BATCH_ROWS = 10_000
_DUCKDB_ERRORS = (duckdb.Error, pa.ArrowException, OSError)


class CursorPool:
    """Idle cursors of one connection; no limit on how many are in use, the executor sets that."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, *, idle_limit: int = 32) -> None:
        self._connection = connection
        self._idle_limit = idle_limit
        self._idle: list[Cursor] = []
        self._mutex = threading.Lock()

    def acquire(self) -> Cursor:
        """Return a cursor without a transaction, for the caller alone."""
        with self._mutex:
            return self._idle.pop() if self._idle else self._connection.cursor()

    def release(self, cursor: Cursor) -> None:
        """Give a cursor back; it must be in no transaction and have no result that is still read."""
        with self._mutex:
            if len(self._idle) < self._idle_limit:
                self._idle.append(cursor)
                return
        cursor.close()

    @contextmanager
    def cursor(self) -> Iterator[Cursor]:
        """Lend a cursor for the length of a block."""
        cursor = self.acquire()
        try:
            yield cursor
        finally:
            self.release(cursor)

    def close(self) -> None:
        """Close the idle cursors."""
        with self._mutex:
            while self._idle:
                self._idle.pop().close()


@contextmanager
def translated(canceller: Canceller | None) -> Iterator[None]:
    """Raise our errors for DuckDB's; an interruption becomes the canceller's reason."""
    try:
        yield
    except _DUCKDB_ERRORS as error:
        raised = translate(error)
        if isinstance(raised, StatementCanceledError) and canceller is not None:
            canceller.check()
        raise raised from error


@contextmanager
def _under_way(cursor: Cursor, canceller: Canceller | None) -> Iterator[None]:
    with translated(canceller):
        if canceller is None:
            yield
        else:
            with canceller.interrupting(cursor.interrupt):
                yield


@contextmanager
def registered(cursor: Cursor, tables: Tables) -> Iterator[None]:
    """Let statements on the cursor name these Arrow tables during the block."""
    for name, table in tables.items():
        cursor.register(name, table)
    try:
        yield
    finally:
        for name in tables:
            cursor.unregister(name)


def run(cursor: Cursor, sql: str, canceller: Canceller | None = None) -> list[Row]:
    """Execute one statement and return its rows; raises translated errors."""
    with _under_way(cursor, canceller):
        return cursor.execute(sql).fetchall()


class Reader:
    """The result of a query as a stream of Arrow record batches, in order.

    A context manager; closing it early stops the query.  It belongs to the thread that reads it, and errors of the
    query may come from any ``next``.  ``on_close`` is called once, with the error if there was one.
    """

    def __init__(
        self,
        cursor: Cursor,
        sql: str,
        *,
        canceller: Canceller | None = None,
        tables: Tables | None = None,
        on_close: Callable[[Exception | None], None],
    ) -> None:
        self._cursor = cursor
        self._canceller = canceller
        self._on_close: Callable[[Exception | None], None] | None = on_close
        self._names: list[str] = []
        self._exhausted = False
        try:
            for name, table in (tables or {}).items():
                cursor.register(name, table)
                self._names.append(name)
            with _under_way(cursor, canceller):
                self._batches = cursor.execute(sql).to_arrow_reader(BATCH_ROWS)
        except Exception as error:
            self._finish(error)
            raise

    @property
    def schema(self) -> pa.Schema:
        """Return the Arrow schema of every batch."""
        return self._batches.schema

    def __iter__(self) -> Iterator[pa.RecordBatch]:
        return self

    def __next__(self) -> pa.RecordBatch:
        """Return the next batch; never an empty one."""
        while self._on_close is not None:
            try:
                with _under_way(self._cursor, self._canceller):
                    batch = self._batches.read_next_batch()
            except StopIteration:
                self._exhausted = True
                self._finish(None)
                raise
            except Exception as error:
                self._finish(error)
                raise
            if batch.num_rows:
                return batch
        raise StopIteration

    def read_all(self) -> pa.Table:
        """Return what is left as one table, and close."""
        with self:
            return pa.Table.from_batches(list(self), self.schema)

    def close(self) -> None:
        """Stop reading and give the cursor back; a second call does nothing."""
        self._finish(None)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _finish(self, error: Exception | None) -> None:
        on_close, self._on_close = self._on_close, None
        if on_close is None:
            return
        if not self._exhausted:
            self._end_query()
        for name in self._names:
            self._cursor.unregister(name)
        on_close(error)

    def _end_query(self) -> None:
        """Make DuckDB let go of a result that was not read to its end.

        Closing the Arrow stream does not end the query's transaction, which would pin old row versions and block
        checkpoints; the next statement on the cursor does.
        """
        with contextlib.suppress(*_DUCKDB_ERRORS):
            self._cursor.execute("SELECT 1").fetchall()
