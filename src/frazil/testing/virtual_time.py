"""Letting time pass on a server whose clock is virtual.

Time goes from one moment at which something is due to the next: a schedule, the end of a SYSTEM$WAIT, a time-out.  At
each the server is left alone until nothing goes on any more but what waits for a later time.  So a day with a schedule
of ten minutes has 144 runs at their exact times, and a body lasts no time unless it waits.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from frazil.app.build import FrazilService
from frazil.core.clock import VirtualClock

_DURATION = re.compile(r"(\d+(?:\.\d+)?) *(second|minute|hour|day|week)s?", re.IGNORECASE)


class VirtualTime:
    """The time of one server; ``limit_seconds`` of real time are given to what is going on at a moment."""

    def __init__(self, service: FrazilService, clock: VirtualClock, *, limit_seconds: float = 60.0) -> None:
        self._service = service
        self._clock = clock
        self._limit_seconds = limit_seconds

    def now(self) -> datetime:
        """Return the server's present."""
        return self._clock.now()

    def advance(self, by: timedelta | str) -> None:
        """Let a time pass: a timedelta, or a text such as ``90 minutes`` or ``1 day 6 hours``.

        Raises ValueError for a text that is no duration, TimeoutError if something does not come to an end.
        """
        target = self._clock.now() + (duration(by) if isinstance(by, str) else by)
        self.settle()
        while (moment := self._next_moment(target)) is not None:
            self._clock.move_to(moment)
            self.settle()
        self._clock.move_to(target)
        self.settle()

    def settle(self) -> None:
        """Let the scheduler look at the time, and wait until what is due now has ended or waits for a later time."""
        parts = (self._service.task_timers, self._service.housekeeping, self._service.scheduler)
        if not all(part.settle(self._limit_seconds) for part in parts):
            raise TimeoutError(f"task runs do not come to an end at {self._clock.now().isoformat()}")

    def _next_moment(self, target: datetime) -> datetime | None:
        """Return the next time up to ``target`` at which something is due."""
        known = (
            self._service.scheduler.next_wake(),
            # A body says that it waits before it does: the clock may not know of it yet.
            self._service.scheduler.next_wait_over(),
            self._service.task_timers.next_due(),
            self._clock.next_awaited(),
        )
        now = self._clock.now()
        return min((moment for moment in known if moment is not None and now < moment <= target), default=None)


def duration(text: str) -> timedelta:
    """Return the duration that a text such as ``90 minutes`` or ``1 day 6 hours`` means; ValueError if it is none."""
    parts = _DURATION.findall(text)
    if not parts or _DURATION.sub("", text).replace(",", "").strip():
        raise ValueError(f"{text!r} is no duration such as '90 minutes' or '1 day 6 hours'")
    return sum((timedelta(**{f"{unit.lower()}s": float(number)}) for number, unit in parts), timedelta(0))
