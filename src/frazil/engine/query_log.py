"""Query history, written behind the statements' backs.

When the queue is full, whoever adds a line waits for the disk: a store that cannot keep up slows its clients down
instead of forgetting what they did.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

from frazil.core.ids import QueryId, SessionId
from frazil.engine.backlog import Backlog
from frazil.engine.internal_rows import InternalRows
from frazil.engine.literals import quote_literal
from frazil.engine.store import Store

_QUEUE_LIMIT = 5_000


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
        self._backlog: Backlog[QueryRecord] = Backlog(store, "query-log", _rows)

    def append(self, record: QueryRecord) -> None:
        """Queue a line; it is durable within about a tenth of a second."""
        if self._backlog.append(record) + 1 >= self._queue_limit:
            self.flush()

    def flush(self) -> None:
        """Make every line queued so far visible to queries.  Raises StorageError if it cannot; the lines are kept."""
        self._backlog.flush()

    def delete_before(self, instant: datetime) -> int:
        """Delete the lines of statements that began before an instant, and return how many there were."""
        return self._store.delete(f"DELETE FROM frazil.query_history WHERE start_time < {quote_literal(instant)}")

    def close(self) -> None:
        """Write what is queued and stop the writer; what the disk does not take is lost, as in a crash."""
        self._backlog.close()


def _rows(records: Sequence[QueryRecord]) -> list[InternalRows]:
    rows = [tuple(getattr(record, name) for name in _COLUMNS) for record in records]
    return [InternalRows(table="frazil.query_history", columns=_COLUMNS, rows=rows)]
