"""The statements of the SQL API by their handles: each is its user's, and runs in a session of its own.

A request id that comes again is answered by the statement that it started.  Ended statements are forgotten, the
oldest first, when those of their user are too many or hold too much.
"""

from __future__ import annotations

import threading
from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
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

_MOST_KEPT = 1024
_KEPT_BYTES = 16 * 1024 * 1024
"""What is kept of the statements of one user; nobody's take the place of another's."""


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


@dataclass(slots=True)
class _Kept:
    """The ended statements of one owner, the oldest first, and how much they hold."""

    handles: deque[Handle] = field(default_factory=deque)
    size_bytes: int = 0

    def add(self, handle: Handle) -> None:
        self.handles.append(handle)
        self.size_bytes += handle.execution.size_bytes

    def surplus(self) -> Iterator[Handle]:
        """Take out what is too much; the newest stays."""
        while len(self.handles) > 1 and (len(self.handles) > _MOST_KEPT or self.size_bytes > _KEPT_BYTES):
            oldest = self.handles.popleft()
            self.size_bytes -= oldest.execution.size_bytes
            yield oldest


class Handles:
    """The statements that can be asked for; safe to use from any thread."""

    def __init__(self, sessions: Sessions, executor: Executor, clock: Clock) -> None:
        self._sessions = sessions
        self._executor = executor
        self._clock = clock
        self._mutex = threading.Lock()
        self._by_id: dict[QueryId, Handle] = {}
        self._by_request: dict[tuple[OwnerKey, str], Handle] = {}
        self._kept: dict[OwnerKey, _Kept] = defaultdict(_Kept)

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
                kept = self._kept[handle.owner.key]
                kept.add(handle)
                for part in _parts(handle, session):
                    self._by_id[part.query_id] = part
                    kept.add(part)
                for old in kept.surplus():
                    self._forget(old)
            with suppress(StatementCanceledError):  # the server is stopping, and has ended every session
                self._executor.submit(lambda: self._sessions.logout(session), reserved=True)

        return ended

    def _forget(self, handle: Handle) -> None:
        del self._by_id[handle.query_id]
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
