"""Stopping a statement from another thread.

A ``Canceller`` belongs to one statement and outlives its parts: waits for locks, reads, replays.  Whatever is under way
when ``cancel`` comes is stopped at once; whatever would start after it does not start.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from frazil.core.errors import FrazilError, StatementCanceledError

_TRIES = 50
_TRY_SECONDS = 0.02


class Canceller:
    """The handle by which one statement is stopped; safe to use from any thread."""

    def __init__(self) -> None:
        self._mutex = threading.Condition()
        self._interrupt: Callable[[], object] | None = None
        self._reason: FrazilError | None = None

    @property
    def canceled(self) -> bool:
        """Say whether ``cancel`` was called."""
        return self._reason is not None

    def cancel(self, reason: FrazilError | None = None) -> None:
        """Stop the statement: it ends with ``reason``, or StatementCanceledError.  The first call decides.

        Returns when what was under way has stopped, or after a second if it does not listen.
        """
        with self._mutex:
            if self._reason is None:
                self._reason = reason or StatementCanceledError()
            for _ in range(_TRIES):
                if self._interrupt is None:
                    return
                # An interrupt that comes just before its statement starts is lost: hence again, until it stops.
                self._interrupt()
                self._mutex.wait(_TRY_SECONDS)

    def check(self) -> None:
        """Raise the reason of the cancellation if there was one."""
        if self._reason is not None:
            raise self._reason

    @contextmanager
    def interrupting(self, interrupt: Callable[[], object]) -> Iterator[None]:
        """Call ``interrupt`` if the statement is cancelled during the block; raises at once if it already was.

        After the block no call of ``interrupt`` is under way or will come, so what it stops may be used again.
        """
        with self._mutex:
            self.check()
            self._interrupt = interrupt
        try:
            yield
        finally:
            with self._mutex:
                self._interrupt = None
                self._mutex.notify_all()
