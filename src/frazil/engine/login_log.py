"""The history of logins and of sessions, written behind the logins' backs.

Nobody who logs in waits for the disk: when the queue is full, further lines are forgotten; the server's log says so.
"""

from __future__ import annotations

import itertools
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime

from frazil.core.ids import ObjectId, SessionId
from frazil.engine.backlog import Backlog
from frazil.engine.internal_rows import InternalRows
from frazil.engine.literals import quote_literal
from frazil.engine.store import Store

_QUEUE_LIMIT = 5_000

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginRecord:
    """One attempt to log in; the fields are the columns of ``frazil.logins``.

    ``user_id`` and ``user_name`` are None where nobody is known by what the client sent.  ``error_code`` is None for a
    login that succeeded.  ``failure_id`` is the number that the client was told.  ``session_id`` is that of the session
    which was opened, if it is one that lasts.  The client's own words are not verified.
    """

    event_id: int = 0
    event_timestamp: datetime
    user_id: ObjectId | None
    user_name: str | None
    client_ip: str
    client_type: str
    client_version: str | None
    factor: str | None
    factor_id: ObjectId | None = None
    error_code: int | None = None
    error_message: str | None = None
    failure_id: str | None = None
    session_id: SessionId | None = None
    client_application: str | None = None
    client_environment: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionEnd:
    """The end of a session; the fields are the columns of ``frazil.session_ends``."""

    session_id: SessionId
    ended_on: datetime
    access_time: datetime
    reason: str


_Line = LoginRecord | SessionEnd
_TABLES: dict[type[_Line], str] = {LoginRecord: "frazil.logins", SessionEnd: "frazil.session_ends"}


class LoginLog:
    """The queue of logins and ends of sessions, and its background writer."""

    def __init__(self, store: Store, *, queue_limit: int = _QUEUE_LIMIT) -> None:
        self._store = store
        self._queue_limit = queue_limit
        last = int(store.rows("SELECT coalesce(max(event_id), 0) FROM frazil.logins")[0][0])
        self._event_ids = itertools.count(last + 1)
        self._forgetting = False
        self._backlog: Backlog[_Line] = Backlog(store, "login-log", _rows)

    def append(self, line: _Line) -> None:
        """Queue a line, an attempt under the next number; never waits, and never fails."""
        if isinstance(line, LoginRecord):
            line = replace(line, event_id=next(self._event_ids))
        full = self._backlog.append(line, limit=self._queue_limit) >= self._queue_limit
        if full and not self._forgetting:
            _log.warning("logins come faster than the disk takes them: their history has gaps")
        self._forgetting = full

    def try_flush(self) -> None:
        """Make what is queued visible to queries, as far as the disk takes it; the rest follows when it does."""
        self._backlog.try_flush()

    def delete_before(self, instant: datetime) -> int:
        """Delete what happened before an instant, and return how many lines that were."""
        limit = quote_literal(instant)
        logins = self._store.delete(f"DELETE FROM frazil.logins WHERE event_timestamp < {limit}")
        return logins + self._store.delete(f"DELETE FROM frazil.session_ends WHERE ended_on < {limit}")

    def close(self) -> None:
        """Write what is queued and stop the writer; what the disk does not take is lost, as in a crash."""
        self._backlog.close()


def _rows(lines: Sequence[_Line]) -> Iterator[InternalRows]:
    for kind, table in _TABLES.items():
        columns = tuple(each.name for each in fields(kind))
        rows = [tuple(getattr(line, name) for name in columns) for line in lines if isinstance(line, kind)]
        yield InternalRows(table=table, columns=columns, rows=rows)
