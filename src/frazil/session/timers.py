"""Timers: actions at a time of the machine's clock, all on one thread, for time-outs and expiry."""

from __future__ import annotations

import heapq
import itertools
import threading
from collections.abc import Callable

from frazil.core.clock import monotonic_seconds
from frazil.core.log import Log

_log = Log("timers")


class Timers:
    """Runs short actions when their time has come; safe to use from any thread."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._heap: list[tuple[float, int, Callable[[], None]]] = []
        self._cancelled: set[int] = set()
        self._numbers = itertools.count()
        self._closed = False
        self._thread: threading.Thread | None = None

    def after(self, seconds: float, action: Callable[[], None]) -> Callable[[], None]:
        """Run an action after some seconds; returns the function that prevents it."""
        with self._changed:
            number = next(self._numbers)
            is_next = not self._heap or monotonic_seconds() + seconds < self._heap[0][0]
            heapq.heappush(self._heap, (monotonic_seconds() + seconds, number, action))
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="timers", daemon=True)
                self._thread.start()
            elif is_next:
                self._changed.notify()

        def cancel() -> None:
            with self._changed:
                self._cancelled.add(number)
                self._tidy()

        return cancel

    def close(self) -> None:
        """Stop; actions whose time has not come are forgotten."""
        with self._changed:
            self._closed = True
            self._changed.notify()

    def _tidy(self) -> None:
        """Drop cancelled timers when they are the greater part, so that the heap does not grow with statements."""
        if len(self._cancelled) > 64 and len(self._cancelled) * 2 > len(self._heap):
            self._heap = [entry for entry in self._heap if entry[1] not in self._cancelled]
            heapq.heapify(self._heap)
            self._cancelled.clear()

    def _work(self) -> None:
        while True:
            with self._changed:
                if self._closed:
                    return
                if not self._heap:
                    self._changed.wait()
                    continue
                due, number, action = self._heap[0]
                if number in self._cancelled:
                    heapq.heappop(self._heap)
                    self._cancelled.discard(number)
                    continue
                remaining = due - monotonic_seconds()
                if remaining > 0:
                    self._changed.wait(remaining)
                    continue
                heapq.heappop(self._heap)
            try:
                action()
            except Exception:
                _log.exception("timer_failed")
