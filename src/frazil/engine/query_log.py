"""Query history, written in batches behind the statements' backs.

A crash may lose the last tenth of a second of it and nothing else.  When the queue is full, whoever adds a line waits
for the disk: a store that cannot keep up slows its clients down instead of forgetting what they did.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

from frazil.core.errors import FrazilError
from frazil.core.ids import QueryId, SessionId
from frazil.engine.internal_rows import InternalRows
from frazil.engine.literals import quote_literal
from frazil.engine.store import Store

_DELAY_SECONDS = 0.1
_QUEUE_LIMIT = 5_000

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryRecord:
    """One finished statement; the fields are the columns of ``frazil.query_history``."""

    query_id: QueryId
    session_id: SessionId
    user_name: str
    role_name: str | None = None
    warehouse_name: str | None = None
    database_name: str | None = None
    schema_name: str | None = None
    query_text: str
    query_type: str
    query_tag: str = ""
    status: str
    error_code: str | None = None
    error_message: str | None = None
    start_time: datetime
    end_time: datetime
    rows_produced: int = 0
    rows_inserted: int = 0
    rows_updated: int = 0
    rows_deleted: int = 0
    bytes_scanned: int = 0
    bytes_written: int = 0
    body: Mapping[str, Any] = field(default_factory=dict)


_COLUMNS = tuple(each.name for each in fields(QueryRecord))


class QueryLog:
    """The queue of history lines and its background writer."""

    def __init__(self, store: Store, *, queue_limit: int = _QUEUE_LIMIT) -> None:
        self._store = store
        self._queue_limit = queue_limit
        self._pending: list[QueryRecord] = []
        self._queued = threading.Condition()
        self._commit = threading.Lock()
        self._closing = False
        self._writer = threading.Thread(target=self._write_behind, name="query-log", daemon=True)
        self._writer.start()

    def append(self, record: QueryRecord) -> None:
        """Queue a line; it is durable within about a tenth of a second."""
        with self._queued:
            self._pending.append(record)
            full = len(self._pending) >= self._queue_limit
            if len(self._pending) == 1:
                self._queued.notify()
        if full:
            self.flush()

    def flush(self) -> None:
        """Make every line queued so far visible to queries.  Raises StorageError if it cannot; the lines are kept."""
        with self._commit:
            with self._queued:
                taken, self._pending = self._pending, []
            if not taken:
                return
            rows = [tuple(getattr(record, name) for name in _COLUMNS) for record in taken]
            try:
                self._store.insert([InternalRows(table="frazil.query_history", columns=_COLUMNS, rows=rows)])
            except BaseException:
                with self._queued:
                    self._pending = [*taken, *self._pending]
                raise

    def delete_before(self, instant: datetime) -> int:
        """Delete the lines of statements that began before an instant, and return how many there were."""
        return self._store.delete(f"DELETE FROM frazil.query_history WHERE start_time < {quote_literal(instant)}")

    def close(self) -> None:
        """Write what is queued and stop the writer; what the disk does not take is lost, as in a crash."""
        with self._queued:
            self._closing = True
            self._queued.notify()
        self._writer.join()
        try:
            self.flush()
        except FrazilError:
            _log.exception("the last lines of query history could not be written")

    def _write_behind(self) -> None:
        while True:
            with self._queued:
                while not self._pending and not self._closing:
                    self._queued.wait()
                if self._closing:
                    return
                self._queued.wait(_DELAY_SECONDS)
            try:
                self.flush()
            except Exception:  # noqa: BLE001 - the writer must outlive any failure; it tries again
                _log.exception("query history could not be written, trying again")
