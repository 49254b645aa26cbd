"""One statement on its way: who asked, how far it is, what came out, and how to stop it."""

from __future__ import annotations

import enum
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace

from frazil.core.errors import FrazilError, InternalError, StatementCanceledError
from frazil.core.ids import QueryId
from frazil.engine.cancel import Canceller
from frazil.session.requests import Outcome, StatementRequest

_MOST_KEPT = 512
_ALWAYS_KEPT = 16
_KEPT_BYTES = 8 * 1024 * 1024
"""Beyond so many bytes only the newest are kept: each holds its text, and its result where that is in memory."""


class Status(enum.Enum):
    """How far a statement is, in the words that drivers know."""

    QUEUED = "QUEUED"
    RUNNING = "RUNNING"
    SUCCESS = "SUCCESS"
    FAILED_WITH_ERROR = "FAILED_WITH_ERROR"
    ABORTED = "ABORTED"


class Execution:
    """A statement that was submitted; it ends exactly once, with an outcome or an error."""

    def __init__(self, request: StatementRequest, query_id: QueryId) -> None:
        self.request = request
        self.query_id = query_id
        self.canceller = Canceller()
        self.status = Status.QUEUED
        self._done = threading.Event()
        self._mutex = threading.Lock()
        self._outcome: Outcome | None = None
        self._error: FrazilError | None = None
        self._callbacks: list[Callable[[], None]] = []

    @property
    def error(self) -> FrazilError | None:
        """Return what the statement failed with, or None."""
        return self._error

    @property
    def size_bytes(self) -> int:
        """Return about how much memory the statement holds."""
        chunks = self._outcome.data.chunks if self._outcome is not None else ()
        return len(self.request.text) + sum(chunk.size_bytes for chunk in chunks if chunk.path is None)

    def wait(self, timeout_seconds: float | None = None) -> bool:
        """Wait for the end; say whether it came in time."""
        return self._done.wait(timeout_seconds)

    def add_done_callback(self, callback: Callable[[], None]) -> None:
        """Call back when the statement has ended, at once if it has; from the thread that ends it."""
        with self._mutex:
            if not self._done.is_set():
                self._callbacks.append(callback)
                return
        callback()

    def outcome(self) -> Outcome:
        """Return what the statement answered, or raise what it failed with; only after its end."""
        if self._error is not None:
            raise self._error
        if self._outcome is None:
            raise InternalError("The statement has not ended")
        return self._outcome

    def cancel(self) -> None:
        """Stop the statement: it ends with error 000604 unless it is through already."""
        self.canceller.cancel()

    def succeed(self, outcome: Outcome) -> None:
        """End with an outcome."""
        self._outcome = outcome
        self._end(Status.SUCCESS)

    def fail(self, error: FrazilError) -> None:
        """End with an error."""
        self._error = error
        self._end(Status.ABORTED if isinstance(error, StatementCanceledError) else Status.FAILED_WITH_ERROR)

    def _end(self, status: Status) -> None:
        # Nobody reads the bindings any more, and they may be larger than all else that is kept.
        self.request = replace(self.request, bindings={})
        with self._mutex:
            self.status = status
            self._done.set()
            callbacks, self._callbacks = self._callbacks, []
        for callback in callbacks:
            callback()


class Executions:
    """The statements of one session, by request and by query; ended ones are forgotten, oldest first."""

    def __init__(self) -> None:
        self._mutex = threading.Lock()
        self._by_request: OrderedDict[str, Execution] = OrderedDict()
        self._by_query: dict[QueryId, Execution] = {}
        self._ended_bytes = 0

    def find_or_add(self, request: StatementRequest, query_id: QueryId) -> tuple[Execution, bool]:
        """Return the execution of a request, and whether it is new: a request id runs once."""
        with self._mutex:
            found = self._by_request.get(request.request_id)
            if found is not None:
                return found, False
            execution = Execution(request, query_id)
            self._by_request[request.request_id] = execution
            self._by_query[query_id] = execution
            self._forget()
        execution.add_done_callback(lambda: self._ended(execution))
        return execution, True

    def find(self, query_id: QueryId) -> Execution | None:
        """Return the execution with a query id, or None."""
        return self._by_query.get(query_id)

    def of_request(self, request_id: str) -> Execution | None:
        """Return the execution of a request id, or None."""
        return self._by_request.get(request_id)

    def running(self) -> list[Execution]:
        """Return those that have not ended."""
        with self._mutex:
            return [each for each in self._by_request.values() if each.status in (Status.QUEUED, Status.RUNNING)]

    def _ended(self, execution: Execution) -> None:
        with self._mutex:
            self._ended_bytes += execution.size_bytes
            self._forget()

    def _forget(self) -> None:
        for request_id in list(self._by_request):
            kept = len(self._by_request)
            if kept <= _ALWAYS_KEPT or (kept <= _MOST_KEPT and self._ended_bytes <= _KEPT_BYTES):
                return
            execution = self._by_request[request_id]
            if execution.status not in (Status.QUEUED, Status.RUNNING):
                del self._by_request[request_id]
                self._by_query.pop(execution.query_id, None)
                self._ended_bytes -= execution.size_bytes
