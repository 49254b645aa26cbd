"""Time as an argument: the one place that reads the machine's clock.

Components take a ``Clock``.  In production it is the system's; tests, ``frazil simulate`` and
``frazil.testing`` pass a ``VirtualClock`` that moves only when it is told to.
"""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Say what time it is, as an aware UTC datetime."""

    def now(self) -> datetime:
        """Return the present, aware, in UTC, never earlier than any earlier answer."""
        ...

    def wait(self, condition: threading.Condition, until: datetime | None) -> None:
        """Wait on ``condition`` (held by the caller) until it is notified or ``until`` has come.

        May return early; callers look again in a loop.
        """
        ...


class SystemClock:
    """The machine's clock, made monotonic: a step backwards of the wall clock is held, not followed."""

    def __init__(self) -> None:
        self._latest = datetime.now(UTC)
        self._lock = threading.Lock()

    def now(self) -> datetime:
        """Return the present; see ``Clock.now``."""
        present = datetime.now(UTC)
        with self._lock:
            self._latest = max(self._latest, present)
            return self._latest

    def wait(self, condition: threading.Condition, until: datetime | None) -> None:
        """Wait for a notification, at most until the given time; see ``Clock.wait``."""
        timeout = None if until is None else max(0.0, (until - self.now()).total_seconds())
        condition.wait(timeout)


class VirtualClock:
    """A clock that stands still until ``advance`` or ``move_to`` moves it and wakes every waiter."""

    def __init__(self, start: datetime) -> None:
        self._now = start.astimezone(UTC)
        self._lock = threading.Lock()
        self._waiting: dict[int, tuple[threading.Condition, datetime | None]] = {}

    def now(self) -> datetime:
        """Return the virtual present; see ``Clock.now``."""
        with self._lock:
            return self._now

    def wait(self, condition: threading.Condition, until: datetime | None) -> None:
        """Wait for a notification or for the virtual time ``until``; see ``Clock.wait``."""
        with self._lock:
            if until is not None and self._now >= until:
                return
            self._waiting[threading.get_ident()] = (condition, until)
        try:
            condition.wait()
        finally:
            with self._lock:
                del self._waiting[threading.get_ident()]

    def next_awaited(self) -> datetime | None:
        """Return the earliest time after now that somebody waits for, None if nobody does."""
        with self._lock:
            awaited = (until for _, until in self._waiting.values() if until is not None and until > self._now)
            return min(awaited, default=None)

    def move_to(self, instant: datetime) -> None:
        """Set the present; an earlier instant is refused with ValueError."""
        with self._lock:
            if instant < self._now:
                raise ValueError("a virtual clock does not go backwards")
            self._now = instant.astimezone(UTC)
            waiting = list(self._waiting.values())
        for condition, _ in waiting:
            with condition:
                condition.notify_all()

    def advance(self, by: timedelta) -> None:
        """Move the present forward by a duration."""
        self.move_to(self.now() + by)


def monotonic_seconds() -> float:
    """Return seconds from an arbitrary start, for durations that are measured, never decided upon."""
    return time.perf_counter()
