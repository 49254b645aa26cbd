"""What handlers ask of the sessions of the server; ``session/`` implements it, ``app/build.py`` joins them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol, cast

from frazil.commands.context import Context, SessionState
from frazil.core.ids import QueryId, SessionId


class RunningStatement(Protocol):
    """A statement that was submitted to a session."""

    def wait(self, timeout_seconds: float | None = None) -> bool:
        """Wait for its end; say whether it came in time."""
        ...

    def cancel(self) -> None:
        """Stop it, unless it has ended."""
        ...


class LiveSession(Protocol):
    """One logged-in session."""

    @property
    def state(self) -> SessionState:
        """Return its state."""
        ...

    def find_execution(self, query_id: QueryId) -> RunningStatement | None:
        """Return a statement of the session, ended or not, or None."""
        ...

    def cancel_running(self, but: QueryId | None = None) -> Sequence[QueryId]:
        """Cancel every statement that has not ended, except the one that asks, and return their ids."""
        ...


class SessionService(Protocol):
    """The logged-in sessions."""

    def find(self, session_id: SessionId) -> LiveSession | None:
        """Return a session by its number, or None."""
        ...

    def all(self) -> Sequence[LiveSession]:
        """Return every session."""
        ...

    def abort(self, session: Any) -> None:
        """End a session by force."""
        ...


def sessions_of(context: Context) -> SessionService:
    """Return the server's sessions."""
    return cast(SessionService, context.services.sessions)
