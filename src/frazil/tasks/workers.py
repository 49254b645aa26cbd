"""The threads that run claimed task runs: as few as keep up with them.

A claimed run could have a thread at once, but most bodies are done sooner than a thread is woken, and threads that run
side by side fight for the interpreter and commit one by one what they could commit together.  So claims stand in a
line that one worker serves.  Before a body that may take long it hands the line over to another worker and leaves when
it is done, so that siblings run in parallel.  A body that takes long against expectation loses the line to another
worker after a moment, and is stopped if the ends of others wait behind it.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence

from frazil.tasks.open_runs import Claim

Submit = Callable[[Callable[[], None]], None]
"""Runs a job on a thread, soon and without waiting."""

PATIENCE_SECONDS = 0.02
"""How long the first in line waits for a worker that is busy against expectation."""


class Workers:
    """The line of claims and who serves it; safe to use from any thread.

    ``work`` is the life of one worker, given its number: it calls ``take`` until that sends it away.  Set it before the
    first ``put``.  ``interrupts``: what stops the bodies that must not take long.
    """

    def __init__(self, submit: Submit) -> None:
        self.work: Callable[[int], None] = _nobody
        self.interrupts: set[Callable[[], None]] = set()
        self._submit = submit
        self._changed = threading.Condition()
        self._line: deque[Claim] = deque()
        self._asked = 0
        self._serving: int | None = None
        self._taken = 0
        self._closed = False
        self._watch = threading.Thread(target=self._watch_line, name="task-watch", daemon=True)

    def start(self) -> None:
        """Begin to watch the line: without it a long body holds up those behind it."""
        self._watch.start()

    def stop(self) -> None:
        """Send every worker away when it next asks; what still stands in line stays there."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def put(self, claims: Sequence[Claim]) -> None:
        """Let claimed runs stand in line."""
        if not claims:
            return
        with self._changed:
            self._line.extend(claims)
            if self._serving is None:
                self._ask_for_worker()

    def take(self, worker: int, *, leave: bool) -> Claim | None:
        """Return who is first in line, None if nobody is or another worker serves the line now.

        With ``leave`` a None sends the worker away.
        """
        with self._changed:
            if self._closed or self._serving != worker:
                return None
            if self._line:
                self._taken += 1
                return self._line.popleft()
            if leave:
                self._serving = None
            return None

    @property
    def someone_waits(self) -> bool:
        """Say whether a claim stands in line."""
        return bool(self._line)

    def hand_over(self, worker: int) -> None:
        """Let another worker serve the line: the calling one will be busy for long."""
        with self._changed:
            if self._serving != worker:
                return
            self._serving = None
            if self._line:
                self._ask_for_worker()

    def _ask_for_worker(self) -> None:
        """Let another worker serve the line from now on; the condition is held."""
        if self._serving is None:
            self._changed.notify_all()
        self._asked += 1
        worker = self._serving = self._asked
        self._submit(lambda: self.work(worker))

    def _watch_line(self) -> None:
        while self._has_stood_still():
            for interrupt in list(self.interrupts):
                interrupt()

    def _has_stood_still(self) -> bool:
        """Wait until a worker has taken nothing for too long, and ask for another; False when the line is closed."""
        with self._changed:
            while not self._closed:
                if self._serving is None:
                    self._changed.wait()
                    continue
                taken = self._taken
                self._changed.wait(PATIENCE_SECONDS)
                if self._taken == taken and not self._closed:
                    if self._line:
                        self._ask_for_worker()
                    return True
        return False


def _nobody(worker: int) -> None:
    raise RuntimeError(f"task runs were claimed, but worker {worker} has nothing to do")
