"""Cron schedules: ``<minute> <hour> <day of month> <month> <day of week> <zone>`` and their next due time.

A schedule names local times of its zone.  A local time that a change of the clocks brings twice is due twice, one that
it leaves out is not due.  Day of month and day of week: when both are restricted, either one is enough; only a bare
star restricts nothing.  Steps count from the start of the field or range they belong to.

The search walks the months, then the days of a matching month, then takes the next time of the day: on a day with one
offset to UTC by bisection, on a day of a clock change by looking at every local time of it.
"""

from __future__ import annotations

import calendar
import functools
import re
import zoneinfo
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from frazil.tasks.errors import ScheduleError

INVALID_SCHEDULE = "Invalid schedule was specified. Please refer to the docs on what constitutes a valid schedule."

_YEARS_AHEAD = 12
"""A month and day that exist come again within eight years (29 February around 2100)."""

_MONTH_NAMES = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_WEEKDAY_NAMES = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
_MONTHS = {name: number for number, name in enumerate(_MONTH_NAMES, 1)}
_WEEKDAYS = {name: number for number, name in enumerate(_WEEKDAY_NAMES)}
_ITEM = re.compile(r"(?:(\*)|(\w+)(?:-(\w+))?)(?:/(\d+))?\Z", re.ASCII)
_LAST_WEEKDAY = re.compile(r"(\w+)L\Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class Field:
    """The values a field allows, ascending; ``lasts`` are the weekdays whose last one of the month counts.

    ``last_day`` is the L of a day of month; ``restricted`` is False for a bare star.
    """

    values: tuple[int, ...]
    restricted: bool = True
    last_day: bool = False
    lasts: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Cron:
    """A cron schedule in the zone of that IANA name."""

    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    days: Field
    months: tuple[int, ...]
    weekdays: Field
    zone: str

    def next_after(self, instant: datetime) -> datetime | None:
        """Return the first due time strictly after an aware instant, in UTC, or None if there is none."""
        zone = zoneinfo.ZoneInfo(self.zone)
        best: datetime | None = None
        # A change of the clocks at midnight can put a later day's time before an earlier day's: so the search
        # begins a day early and looks one day beyond the first find.
        first = instant.astimezone(zone).date() - timedelta(days=1)
        for day in self._matching_days(first):
            if best is not None and day > best.astimezone(zone).date() + timedelta(days=1):
                break
            found = self._first_of_day(day, instant, zone)
            if found is not None and (best is None or found < best):
                best = found
        return best

    def _matching_days(self, first: date) -> Iterator[date]:
        """Yield the days from ``first`` on that the three day fields allow, in order."""
        for year in range(first.year, first.year + _YEARS_AHEAD + 1):
            for month in self.months:
                if (year, month) < (first.year, first.month):
                    continue
                for day in self._days_of_month(year, month):
                    if (found := date(year, month, day)) >= first:
                        yield found

    def _days_of_month(self, year: int, month: int) -> list[int]:
        """Return the days of one month that the day fields allow, ascending."""
        first_weekday, length = calendar.monthrange(year, month)
        by_day = {day for day in self.days.values if day <= length}
        if self.days.last_day:
            by_day.add(length)
        by_weekday = set()
        for day in range(1, length + 1):
            weekday = (first_weekday + day) % 7  # the calendar module counts from Monday, cron from Sunday
            if weekday in self.weekdays.values or (weekday in self.weekdays.lasts and day + 7 > length):
                by_weekday.add(day)
        if self.days.restricted and self.weekdays.restricted:
            return sorted(by_day | by_weekday)
        return sorted(by_day & by_weekday)

    def _first_of_day(self, day: date, instant: datetime, zone: zoneinfo.ZoneInfo) -> datetime | None:
        """Return the first due time of a local day that lies after the instant."""
        midnight = datetime(day.year, day.month, day.day, tzinfo=zone)
        offset = midnight.utcoffset()
        end = (midnight.replace(tzinfo=None) + timedelta(days=1)).replace(tzinfo=zone, fold=1)
        if offset is None or end.utcoffset() != offset:
            return self._first_of_changing_day(midnight, instant)
        start = midnight.astimezone(UTC)
        minute = int((instant - start) // timedelta(minutes=1))
        found = self._minute_after(minute)
        return None if found is None else start + timedelta(minutes=found)

    def _minute_after(self, minute: int) -> int | None:
        """Return the first allowed minute of a day, counted from midnight, after ``minute``, which may be negative."""
        if minute < 0:
            return self.hours[0] * 60 + self.minutes[0]
        hour, within = divmod(minute, 60)
        if hour in self.hours and (place := bisect_right(self.minutes, within)) < len(self.minutes):
            return hour * 60 + self.minutes[place]
        place = bisect_right(self.hours, hour)
        return self.hours[place] * 60 + self.minutes[0] if place < len(self.hours) else None

    def _first_of_changing_day(self, midnight: datetime, instant: datetime) -> datetime | None:
        """Return the first due time after the instant on a day whose offset to UTC changes."""
        found = []
        for hour in self.hours:
            for minute in self.minutes:
                for fold in (0, 1):
                    local = midnight.replace(hour=hour, minute=minute, fold=fold)
                    due = local.astimezone(UTC)
                    exists = due.astimezone(midnight.tzinfo).replace(tzinfo=None) == local.replace(tzinfo=None)
                    if exists and due > instant:
                        found.append(due)
        return min(found, default=None)


def parse_cron(text: str) -> Cron:
    """Return the schedule of the text behind ``USING CRON``; ScheduleError if it is none."""
    *fields, zone_text = text.split() or [""]
    zone = _zone_names().get(zone_text.lower())
    if zone is None:
        raise ScheduleError(
            f'Invalid schedule was specified. "{zone_text}" is not a recognized time zone. '
            "Please specify time zones accepted by the TIMEZONE parameter."
        )
    if len(fields) != 5:
        raise ScheduleError(INVALID_SCHEDULE)
    minute, hour, day, month, weekday = fields
    return Cron(
        minutes=_parse_values(minute, 0, 59, {}),
        hours=_parse_values(hour, 0, 23, {}),
        days=_parse_days(day),
        months=_parse_values(month, 1, 12, _MONTHS),
        weekdays=_parse_weekdays(weekday),
        zone=zone,
    )


@functools.cache
def _zone_names() -> dict[str, str]:
    """Return the IANA names by their lower-case spelling."""
    return {name.lower(): name for name in zoneinfo.available_timezones()}


def _parse_days(text: str) -> Field:
    items = text.split(",")
    plain = [item for item in items if item.upper() != "L"]
    values = _parse_values(",".join(plain), 1, 31, {}) if plain else ()
    return Field(values, restricted=text != "*", last_day=len(plain) < len(items))


def _parse_weekdays(text: str) -> Field:
    plain, lasts = [], set()
    for item in text.split(","):
        last = _LAST_WEEKDAY.match(item.upper())
        if last is None:
            plain.append(item)
        else:
            lasts.add(_parse_value(last[1], 0, 6, _WEEKDAYS))
    values = _parse_values(",".join(plain), 0, 6, _WEEKDAYS) if plain else ()
    return Field(values, restricted=text != "*", lasts=frozenset(lasts))


def _parse_values(text: str, low: int, high: int, names: dict[str, int]) -> tuple[int, ...]:
    """Return the values that a comma-separated field allows, ascending."""
    found: set[int] = set()
    for item in text.split(","):
        match = _ITEM.match(item)
        if match is None:
            raise ScheduleError(INVALID_SCHEDULE)
        star, start_text, end_text, step_text = match.groups()
        step = int(step_text) if step_text else 1
        start = low if star else _parse_value(start_text, low, high, names)
        open_end = high if star or step_text else start
        end = _parse_value(end_text, low, high, names) if end_text else open_end
        if step == 0 or end < start:
            raise ScheduleError(INVALID_SCHEDULE)
        found.update(range(start, end + 1, step))
    return tuple(sorted(found))


def _parse_value(text: str, low: int, high: int, names: dict[str, int]) -> int:
    value = names.get(text.upper())
    if value is None and text.isdecimal():
        value = int(text)
    if value is None or not low <= value <= high:
        raise ScheduleError(INVALID_SCHEDULE)
    return value
