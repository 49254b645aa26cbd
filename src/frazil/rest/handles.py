"""The statements of the SQL API by their handles: each is its user's, and runs in a session of its own.

A request id that comes again is answered by the statement that it started.  Ended statements are forgotten, the
oldest first, when they are too many or hold too much.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from frazil.core.clock import Clock
from frazil.core.errors import FrazilError, StatementCanceledError
from frazil.core.executor import Executor
from frazil.core.ids import QueryId
from frazil.rest.requests import Submission
from frazil.rest.single import refuse_alone
from frazil.session.authentication import Identity, OwnerKey
from frazil.session.executions import Execution
from frazil.session.requests import Login
from frazil.session.results import StatementNotFoundError
from frazil.session.session import Session
from frazil.session.sessions import Sessions

_MOST_KEPT = 4096
_KEPT_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Handle:
    """A submitted statement, and what its answers need to know of its request."""

    owner: Identity
    request_id: str
    execution: Execution
    created_on: datetime
    nullable: bool

    @property
    def query_id(self) -> QueryId:
        """Return the statement's query id, which is its handle."""
        return self.execution.query_id


class Handles:
    """The statements that can be asked for; safe to use from any thread."""

    def __init__(self, sessions: Sessions, executor: Executor, clock: Clock) -> None:
        self._sessions = sessions
        self._executor = executor
        self._clock = clock
        self._mutex = threading.Lock()
        self._by_id: OrderedDict[QueryId, Handle] = OrderedDict()
        self._by_request: dict[tuple[OwnerKey, str], Handle] = {}
        self._bytes = 0

    def identify(self, login: Login) -> Identity:
        """Return who asks; raises what a login raises.  Nothing of a request is read before."""
        return self._sessions.identify(login)

    def submit(self, owner: Identity, wanted: Submission) -> Handle:
        """Start a statement in a new session, or return the one that the same request started before.

        Raises what a login raises, and UnsupportedError for a statement that makes no sense alone.
        """
        key = (owner.key, wanted.statement.request_id)
        refuse_alone(wanted.statement)
        with self._mutex:
            found = self._by_request.get(key)
            if found is not None:
                return found
            session = self._sessions.connect(wanted.login)
            try:
                execution = session.submit(wanted.statement)
            except FrazilError:
                self._sessions.logout(session)
                raise
            handle = Handle(
                owner=owner,
                request_id=wanted.statement.request_id,
                execution=execution,
                created_on=self._clock.now(),
                nullable=wanted.nullable,
            )
            self._by_request[key] = self._by_id[handle.query_id] = handle
        execution.add_done_callback(self._ending(handle, session))
        return handle

    def find(self, login: Login, handle: str) -> Handle:
        """Return a user's own statement; StatementNotFoundError for any other, and for one that is forgotten."""
        asking = self._sessions.identify(login)
        found = self._by_id.get(QueryId(handle))
        if found is None or not asking.may_see(found.owner):
            raise StatementNotFoundError(f"Statement {handle} not found")
        return found

    def _ending(self, handle: Handle, session: Session) -> Callable[[], None]:
        """Return what is done at a statement's end: its parts get handles, its session ends on another thread."""

        def ended() -> None:
            with self._mutex:
                self._bytes += handle.execution.size_bytes
                for part in _parts(handle, session):
                    self._by_id[part.query_id] = part
                    self._bytes += part.execution.size_bytes
                self._forget()
            with suppress(StatementCanceledError):  # the server is stopping, and has ended every session
                self._executor.submit(lambda: self._sessions.logout(session), reserved=True)

        return ended

    def _forget(self) -> None:
        for query_id, handle in list(self._by_id.items()):
            if len(self._by_id) <= _MOST_KEPT and self._bytes <= _KEPT_BYTES:
                return
            if handle.execution.wait(0):
                del self._by_id[query_id]
                self._bytes -= handle.execution.size_bytes
                key = (handle.owner.key, handle.request_id)
                if self._by_request.get(key) is handle:
                    del self._by_request[key]


def _parts(handle: Handle, session: Session) -> list[Handle]:
    """Return handles for the statements of a request of several, which have run in its session."""
    execution = handle.execution
    children = execution.outcome().children if execution.error is None else ()
    found = [session.find_execution(query_id) for query_id, _ in children]
    return [
        Handle(
            owner=handle.owner,
            request_id=handle.request_id,
            execution=part,
            created_on=handle.created_on,
            nullable=handle.nullable,
        )
        for part in found
        if part is not None
    ]
