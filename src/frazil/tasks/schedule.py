"""When a root task is due: the SCHEDULE property as a value.

An interval counts from a base, the moment the task was resumed or its schedule changed: resumed at 09:03 with ten
minutes it is due at 09:13, 09:23 and so on, however long a run takes.  A cron schedule (``cron.py``) names local times
of a zone.  The text is kept as written elsewhere; here it is read strictly: one white-space character between number
and unit, none before the number, any number of them behind the unit.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from frazil.tasks.cron import INVALID_SCHEDULE, Cron, number_of, parse_cron
from frazil.tasks.errors import ScheduleError

SHORTEST = timedelta(seconds=10)
LONGEST = timedelta(minutes=11_520)

_INTERVAL = re.compile(r"\+?(\d+)\s(SECONDS?|S|MINUTES?|M|HOURS?|H)\s*\Z", re.IGNORECASE | re.ASCII)
_CRON = re.compile(r"USING\s+CRON\s+(.*)\Z", re.IGNORECASE | re.DOTALL)
_UNITS = {"S": 1, "M": 60, "H": 3600}


@dataclass(frozen=True, slots=True)
class Interval:
    """Every ``period``, counted from a base."""

    period: timedelta


Schedule = Interval | Cron


def parse_schedule(text: str) -> Schedule:
    """Return the schedule that the text of a SCHEDULE property means; ScheduleError if it means none."""
    cron = _CRON.match(text)
    if cron is not None:
        return parse_cron(cron[1])
    interval = _INTERVAL.match(text)
    if interval is None or (number := number_of(interval[1])) == 0:
        raise ScheduleError(INVALID_SCHEDULE)
    seconds = number * _UNITS[interval[2][0].upper()]
    if seconds < SHORTEST.total_seconds():
        raise ScheduleError("Cannot set schedule less than 10 seconds.")
    if seconds > LONGEST.total_seconds():
        raise ScheduleError("Cannot set schedule greater than 11,520 minutes.")
    return Interval(timedelta(seconds=seconds))


def next_after(schedule: Schedule, base: datetime, instant: datetime) -> datetime | None:
    """Return the first due time strictly after ``instant``, None if there is none.

    An interval is never due at its base; a cron schedule has no base.
    """
    if isinstance(schedule, Cron):
        return schedule.next_after(instant)
    if instant < base:
        return base + schedule.period
    return base + ((instant - base) // schedule.period + 1) * schedule.period
