"""Timers: actions at a time of a clock, all on one thread, for time-outs and expiry."""

from __future__ import annotations

import heapq
import itertools
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from frazil.core.clock import Clock
from frazil.core.log import Log

_LONGEST_SECONDS = 10 * 365 * 86_400.0

_log = Log("timers")


class Timers:
    """Runs short actions when their time has come; safe to use from any thread."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._changed = threading.Condition()
        self._heap: list[tuple[datetime, int, Callable[[], None]]] = []
        self._cancelled: set[int] = set()
        self._numbers = itertools.count()
        self._running = False
        self._closed = False
        self._thread: threading.Thread | None = None

    def after(self, seconds: float, action: Callable[[], None]) -> Callable[[], None]:
        """Run an action after some seconds; returns the function that prevents it."""
        due = self._clock.now() + timedelta(seconds=min(seconds, _LONGEST_SECONDS))
        with self._changed:
            number = next(self._numbers)
            is_next = not self._heap or due < self._heap[0][0]
            heapq.heappush(self._heap, (due, number, action))
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="timers", daemon=True)
                self._thread.start()
            elif is_next:
                self._changed.notify_all()

        def cancel() -> None:
            with self._changed:
                self._cancelled.add(number)
                self._tidy()

        return cancel

    def close(self) -> None:
        """Stop; actions whose time has not come are forgotten."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def next_due(self) -> datetime | None:
        """Return when the next action is due, None if there is none."""
        with self._changed:
            return min((due for due, number, _ in self._heap if number not in self._cancelled), default=None)

    def settle(self, limit_seconds: float) -> bool:
        """Wait until every action whose time has come has been run; say whether that was within the limit."""
        with self._changed:
            return self._changed.wait_for(self._is_settled, limit_seconds)

    def _is_settled(self) -> bool:
        now = self._clock.now()
        return not self._running and not any(due <= now and n not in self._cancelled for due, n, _ in self._heap)

    def _tidy(self) -> None:
        """Drop cancelled timers when they are the greater part, so that the heap does not grow with statements."""
        if len(self._cancelled) > 64 and len(self._cancelled) * 2 > len(self._heap):
            self._heap = [entry for entry in self._heap if entry[1] not in self._cancelled]
            heapq.heapify(self._heap)
            self._cancelled.clear()

    def _work(self) -> None:
        while (action := self._next()) is not None:
            try:
                action()
            except Exception:
                _log.exception("timer_failed")
            with self._changed:
                self._running = False
                self._changed.notify_all()

    def _next(self) -> Callable[[], None] | None:
        """Wait for the next action and return it; None when the timers are closed."""
        with self._changed:
            while not self._closed:
                if not self._heap:
                    self._changed.wait()
                    continue
                due, number, action = self._heap[0]
                if number in self._cancelled:
                    heapq.heappop(self._heap)
                    self._cancelled.discard(number)
                elif due > self._clock.now():
                    self._clock.wait(self._changed, due)
                else:
                    heapq.heappop(self._heap)
                    self._running = True
                    return action
        return None
