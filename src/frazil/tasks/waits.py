"""Bodies that wait for a time: who moves a virtual clock must know that nothing else is going on."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime


@dataclass(slots=True)
class Wait:
    """One body's wait; ``over`` when it was stopped before its time."""

    until: datetime
    over: bool = False


class Waits:
    """The bodies that wait; ``changed`` is notified when one begins or ends."""

    def __init__(self, changed: threading.Condition) -> None:
        self._changed = changed
        self._waits: list[Wait] = []

    @contextmanager
    def waiting(self, until: datetime) -> Iterator[Wait]:
        """Have a body wait until a time during the block."""
        wait = Wait(until)
        with self._changed:
            self._waits.append(wait)
            self._changed.notify_all()
        try:
            yield wait
        finally:
            with self._changed:
                self._waits.remove(wait)
                self._changed.notify_all()

    def first(self) -> datetime | None:
        """Return when the first of them goes on; the caller holds ``changed``."""
        return min((wait.until for wait in self._waits if not wait.over), default=None)

    def asleep(self, now: datetime) -> int:
        """Return how many bodies go on waiting at that time; the caller holds ``changed``."""
        return sum(wait.until > now and not wait.over for wait in self._waits)
