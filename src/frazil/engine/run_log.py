"""The write-behind log of task events: one append-only table, committed in the order of appends.

An event is decided and appended under ``RunLog.lock``; the state machine in memory applies it at once, the disk gets it
some fifty milliseconds later, together with others.  Nothing becomes durable before what was appended earlier, so
after a crash the log is a prefix of what happened, and whatever must not outrun its event (an answer to a client, a
body's effect) waits for ``flush`` or goes through ``commit_with``.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson

from frazil.core import probes
from frazil.core.clock import monotonic_seconds
from frazil.core.errors import FrazilError
from frazil.core.ids import GraphRunId, ObjectId, RunId
from frazil.engine.internal_rows import InternalRows
from frazil.engine.store import Store
from frazil.engine.transactions import Transaction

_COLUMNS = (
    "sequence",
    "graph_run_id",
    "run_id",
    "task_id",
    "root_id",
    "event",
    "occurred_on",
    "body",
    "name",
    "scheduled_time",
)
_COLLECT_SECONDS = 0.05
"""How long an event may wait for others: they share one commit, or go with a body's that comes first."""
_RETRY_SECONDS = 0.25

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskEvent:
    """One state move of a task run, or of a graph run (``run_id`` None), with its facts as JSON-able data.

    ``name`` and ``scheduled_time``: what history is asked for most, of the final event of a task run.
    """

    graph_run_id: GraphRunId
    run_id: RunId | None
    task_id: ObjectId
    root_id: ObjectId
    event: str
    at: datetime
    body: Mapping[str, Any] = field(default_factory=dict)
    name: str | None = None
    scheduled_time: datetime | None = None


_Row = tuple[object, ...]


class RunLog:
    """The log and its background writer.

    ``lock`` guards decide, append and apply: hold it from reading the state to applying the event.
    """

    def __init__(self, store: Store) -> None:
        self.lock = threading.RLock()
        self._store = store
        self._pending: list[_Row] = []
        self._queued = threading.Condition()
        self._commit = threading.Lock()
        self._closing = False
        self._since = 0.0
        self._writer_waits = False
        self._sequence = int(store.rows("SELECT coalesce(max(sequence), 0) FROM frazil.task_events")[0][0])
        self._writer = threading.Thread(target=self._write_behind, name="run-log", daemon=True)
        self._writer.start()

    @property
    def sequence(self) -> int:
        """Return the number of the last event that was appended."""
        return self._sequence

    def append(self, events: Sequence[TaskEvent]) -> None:
        """Queue events; they are durable within milliseconds, or when ``flush`` returns.  The caller holds ``lock``."""
        with self._queued:
            if not self._pending:
                self._since = monotonic_seconds()
            self._pending.extend(self._rows(events))
            if self._writer_waits:
                self._writer_waits = False
                self._queued.notify()

    def flush(self) -> None:
        """Make every event appended so far durable and visible to queries.  Raises StorageError if it cannot."""
        with self._commit:
            self._write_pending()

    def commit_with(
        self,
        transaction: Transaction,
        events: Sequence[TaskEvent],
        on_committed: Callable[[], object] | None = None,
    ) -> None:
        """Commit a transaction together with these events and all that are queued before them.

        ``on_committed`` as for ``Transaction.commit``.  If the commit fails the queued events stay queued, these are
        forgotten, and the error is raised.
        """
        with self._commit:
            with self._queued:
                taken, self._pending = self._pending, []
                rows = [*taken, *self._rows(events)]
            try:
                transaction.append([_internal(rows)])
                transaction.commit(on_committed)
            except BaseException:
                # An error of ``on_committed`` comes after the commit: the events are on disk.
                if not transaction.committed:
                    self._put_back(taken)
                raise

    def close(self) -> None:
        """Write what is queued and stop the writer; what the disk does not take is lost, as in a crash."""
        with self._queued:
            self._closing = True
            self._queued.notify()
        self._writer.join()
        try:
            self.flush()
        except FrazilError:
            _log.exception("the last task events could not be written")

    def _rows(self, events: Sequence[TaskEvent]) -> list[_Row]:
        """Give each event the next number; the caller holds ``_queued``, so numbers are in the order of the queue."""
        rows: list[_Row] = []
        for event in events:
            self._sequence += 1
            facts = (event.graph_run_id, event.run_id, event.task_id, event.root_id, event.event, event.at)
            body = orjson.dumps(event.body).decode()
            rows.append((self._sequence, *facts, body, event.name, event.scheduled_time))
        return rows

    def _write_pending(self) -> None:
        """Commit what is queued; the caller holds ``_commit``, so that no later event can pass."""
        with self._queued:
            taken, self._pending = self._pending, []
        if not taken:
            return
        try:
            probes.hit("run_log.before_flush")
            self._store.insert([_internal(taken)])
        except BaseException:
            self._put_back(taken)
            raise
        probes.hit("run_log.after_flush")

    def _put_back(self, taken: list[_Row]) -> None:
        with self._queued:
            self._pending = [*taken, *self._pending]
            self._queued.notify()

    def _write_behind(self) -> None:
        while self._wait_for_events():
            try:
                self.flush()
            except Exception:  # noqa: BLE001 - the writer must outlive any failure; it tries again
                _log.exception("task events could not be written, trying again")
                with self._queued:
                    if not self._closing:
                        self._queued.wait(_RETRY_SECONDS)

    def _wait_for_events(self) -> bool:
        """Wait until events have been queued for long enough; False when the log is closing."""
        with self._queued:
            while not self._closing:
                if not self._pending:
                    self._writer_waits = True
                    self._queued.wait()
                    continue
                left = self._since + _COLLECT_SECONDS - monotonic_seconds()
                if left <= 0:
                    return True
                self._queued.wait(left)
        return False


def _internal(rows: Sequence[_Row]) -> InternalRows:
    return InternalRows(table="frazil.task_events", columns=_COLUMNS, rows=rows)
