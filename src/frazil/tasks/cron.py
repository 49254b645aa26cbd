"""Cron schedules: ``<minute> <hour> <day of month> <month> <day of week> <zone>`` and their next due time.

A schedule names local times of its zone.  A local time that a change of the clocks brings twice is due twice, one that
it leaves out is not due.  Day of month and day of week: when both are restricted, either one is enough; only a bare
star restricts nothing.  Steps count from the start of the field or range they belong to.

The search walks the matching months, then the days of a month, then takes the next time of the day by bisection; it
never tries minute after minute.  A day on which the clocks change has two stretches, each with its offset to UTC, and
each is searched in that way.
"""

from __future__ import annotations

import calendar
import functools
import re
import zoneinfo
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from frazil.tasks.errors import ScheduleError

INVALID_SCHEDULE = "Invalid schedule was specified. Please refer to the docs on what constitutes a valid schedule."

_YEARS_AHEAD = 500
"""Days come again within eight years.  Only times that every change of the clocks leaves out, such as half past two on
the last Sunday of March in Berlin, are looked for so long: the calendar repeats after 400 years, weekdays and all, and
no zone has single changes beyond this century."""

_LAST_YEAR = 9998
"""The calendar of Python ends a year later."""

_LONGEST = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_MAX_DIGITS = 9

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
        if not self._has_days():
            return None
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

    def _has_days(self) -> bool:
        """Say whether some month of some year has a day that the day fields allow: 31 February never comes."""
        if self.weekdays.restricted or self.days.last_day:
            return True
        return any(self.days.values[0] <= _LONGEST[month - 1] for month in self.months)

    def _matching_days(self, first: date) -> Iterator[date]:
        """Yield the days from ``first`` on that the three day fields allow, in order."""
        for year in range(first.year, min(first.year + _YEARS_AHEAD, _LAST_YEAR) + 1):
            for month in self.months:
                if (year, month) < (first.year, first.month):
                    continue
                first_weekday, length = calendar.monthrange(year, month)
                start = first.day if (year, month) == (first.year, first.month) else 1
                for day in range(start, length + 1):
                    # The calendar module counts weekdays from Monday, cron from Sunday.
                    if self._allows(day, (first_weekday + day) % 7, length):
                        yield date(year, month, day)

    def _allows(self, day: int, weekday: int, length: int) -> bool:
        """Say whether the day fields allow a day of a month of that length."""
        by_day = day in self.days.values or (self.days.last_day and day == length)
        by_weekday = weekday in self.weekdays.values or (weekday in self.weekdays.lasts and day + 7 > length)
        if self.days.restricted and self.weekdays.restricted:
            return by_day or by_weekday
        return by_day and by_weekday

    def _first_of_day(self, day: date, instant: datetime, zone: zoneinfo.ZoneInfo) -> datetime | None:
        """Return the first due time of a local day that lies after the instant."""
        old, new, change = _midnights(day, zone)
        found = self._first_of_stretch(old, instant)
        if change is None or (found is not None and found < change):
            return found
        # What is due at the very moment of the change is shown by the new offset.
        return self._first_of_stretch(new, max(instant, change - timedelta.resolution))

    def _first_of_stretch(self, midnight: datetime, instant: datetime) -> datetime | None:
        """Return the first due time after the instant on a day that begins at ``midnight`` and keeps its offset."""
        found = self._minute_after(int((instant - midnight) // timedelta(minutes=1)))
        return None if found is None else midnight + timedelta(minutes=found)

    def _minute_after(self, minute: int) -> int | None:
        """Return the first allowed minute of a day, counted from midnight, after ``minute``, which may be negative."""
        if minute < 0:
            return self.hours[0] * 60 + self.minutes[0]
        hour, within = divmod(minute, 60)
        if hour in self.hours and (place := bisect_right(self.minutes, within)) < len(self.minutes):
            return hour * 60 + self.minutes[place]
        place = bisect_right(self.hours, hour)
        return self.hours[place] * 60 + self.minutes[0] if place < len(self.hours) else None


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


@functools.lru_cache(maxsize=1024)
def _midnights(day: date, zone: zoneinfo.ZoneInfo) -> tuple[datetime, datetime, datetime | None]:
    """Return when a local day begins, by its first and by its last offset to UTC, and when it changes offsets, if ever.

    A midnight that does not exist, or not by that offset, is reckoned all the same.
    """
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    first = midnight.replace(tzinfo=zone).utcoffset()
    last = (midnight + timedelta(days=1)).replace(tzinfo=zone, fold=1).utcoffset()
    assert first is not None
    assert last is not None
    old, new = midnight - first, midnight - last
    if first == last:
        return old, new, None
    return old, new, _change_between(old - timedelta(days=1), new + timedelta(days=2), zone)


def _change_between(low: datetime, high: datetime, zone: zoneinfo.ZoneInfo) -> datetime:
    """Return the instant, to the second, from which a zone has the offset that it has at ``high`` and not at ``low``.

    No zone has ever changed twice within the few days between the two.
    """
    old = low.astimezone(zone).utcoffset()
    seconds = bisect_left(
        range(int((high - low).total_seconds())),
        True,
        key=lambda second: (low + timedelta(seconds=second)).astimezone(zone).utcoffset() != old,
    )
    return low + timedelta(seconds=seconds)


def number_of(digits: str) -> int:
    """Return the number that decimal digits mean, or, of more of them than any limit has, a part that is too large."""
    return int(digits.lstrip("0")[:_MAX_DIGITS] or "0")


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
        step = number_of(step_text) if step_text else 1
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
        value = number_of(text)
    if value is None or not low <= value <= high:
        raise ScheduleError(INVALID_SCHEDULE)
    return value
