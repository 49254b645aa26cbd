"""Cron schedules and the clocks of their zones: changes of the clocks, distant years, and every minute tried."""

from __future__ import annotations

import calendar
import zoneinfo
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frazil.tasks.cron import parse_cron

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
ODD_ZONES = (
    "Africa/Casablanca",
    "Africa/Monrovia",
    "America/Los_Angeles",
    "America/Sao_Paulo",
    "America/Sitka",
    "America/St_Johns",
    "Antarctica/Troll",
    "Asia/Kathmandu",
    "Asia/Manila",
    "Australia/Lord_Howe",
    "Etc/GMT+5",
    "Europe/Dublin",
    "Pacific/Apia",
    "Pacific/Kwajalein",
)
ZONES = sorted(zoneinfo.available_timezones() - {"Factory"})


def fires(text: str, start: str, count: int) -> list[str]:
    """Return the first due times after an instant of UTC, the seconds where there are any."""
    schedule, instant, found = parse_cron(text), datetime.fromisoformat(f"{start}+00:00"), []
    for _ in range(count):
        due = schedule.next_after(instant)
        assert due is not None
        assert due.tzinfo is UTC
        found.append(due.strftime("%Y-%m-%d %H:%M" + (":%S" if due.second else "")))
        instant = due
    return found


@pytest.mark.parametrize(
    ("text", "start", "due"),
    [
        # One o'clock comes twice, two o'clock does not come.
        ("0 1 * * * America/Los_Angeles", "2026-10-31T12:00",
         ["2026-11-01 08:00", "2026-11-01 09:00", "2026-11-02 09:00"]),
        ("0 2 * * * America/Los_Angeles", "2026-03-07T12:00", ["2026-03-09 09:00", "2026-03-10 09:00"]),
        ("59 1 * * * America/Los_Angeles", "2026-11-01T08:59", ["2026-11-01 09:59", "2026-11-02 09:59"]),
        ("*/30 * * * * America/Los_Angeles", "2026-03-08T09:00",
         ["2026-03-08 09:30", "2026-03-08 10:00", "2026-03-08 10:30"]),
        # Half an hour: two o'clock goes back to half past one, and forth to half past two.
        ("45 1 * * * Australia/Lord_Howe", "2026-04-04T00:00",
         ["2026-04-04 14:45", "2026-04-04 15:15", "2026-04-05 15:15"]),
        ("15,45 2 * * * Australia/Lord_Howe", "2026-10-03T00:00", ["2026-10-03 15:45", "2026-10-04 15:15"]),
        # The clocks change at midnight, or a minute later and back into the day before.
        ("0 0 * * * America/Sao_Paulo", "2017-10-14T00:00", ["2017-10-14 03:00", "2017-10-16 02:00"]),
        ("30 23 * * * America/Sao_Paulo", "2018-02-17T12:00",
         ["2018-02-18 01:30", "2018-02-18 02:30", "2018-02-19 02:30"]),
        ("0 0 29 10 * America/St_Johns", "2006-10-28T00:00", ["2006-10-29 02:30", "2006-10-29 03:30"]),
        ("30 23 28 10 * America/St_Johns", "2006-10-28T00:00", ["2006-10-29 02:00", "2006-10-29 03:00"]),
        # A day that Samoa never had.
        ("0 12 * * * Pacific/Apia", "2011-12-29T00:00", ["2011-12-29 22:00", "2011-12-30 22:00", "2011-12-31 22:00"]),
        ("0 12 30 12 * Pacific/Apia", "2011-12-01T00:00", ["2012-12-29 22:00"]),
        ("0 12 * * FRI Pacific/Apia", "2011-12-29T00:00", ["2012-01-05 22:00"]),
        # Offsets of odd minutes, and of seconds.
        ("0 6 * * * Asia/Kathmandu", "2026-01-01T00:00", ["2026-01-01 00:15"]),
        ("0 6 * * * Asia/Kathmandu", "1985-12-31T12:00", ["1986-01-01 00:15"]),
        ("0 0 * * * Africa/Monrovia", "1972-01-06T00:00", ["1972-01-06 00:44:30", "1972-01-08 00:00"]),
        # Five hours behind: the sign is the other way round in these names.
        ("0 0 * * * etc/gmt+5", "2026-01-01T00:00", ["2026-01-01 05:00"]),
        ("0 0 * * * EUROPE/WARSAW", "2026-07-01T00:00", ["2026-07-01 22:00"]),
        # Distant years.
        ("0 0 29 2 * UTC", "2096-03-01T00:00", ["2104-02-29 00:00", "2108-02-29 00:00"]),
        ("0 12 29 2 * Europe/Berlin", "2500-01-01T00:00", ["2504-02-29 11:00"]),
        ("30 2 * 3 0L Europe/Berlin", "1970-01-01T00:00", ["1970-03-29 01:30"]),
        ("30 1 * 11 SUN America/Los_Angeles", "2701-11-01T12:00", ["2701-11-03 08:30", "2701-11-03 09:30"]),
    ],
)  # fmt: skip
def test_clocks_that_change(text: str, start: str, due: list[str]) -> None:
    assert fires(text, start, len(due)) == due


@pytest.mark.parametrize(
    "text",
    [
        "0 0 31 2 * UTC",
        "0 0 30,31 2 * UTC",
        "* * 31 2,4,6,9,11 * Europe/Berlin",
        "30 2 * 3 0L Europe/Berlin",  # the hour that is left out every year
    ],
)
def test_a_schedule_that_never_comes(text: str) -> None:
    assert parse_cron(text).next_after(datetime(2026, 1, 1, tzinfo=UTC)) is None


def test_the_last_years_of_the_calendar() -> None:
    assert parse_cron("0 0 29 2 * UTC").next_after(datetime(9998, 1, 1, tzinfo=UTC)) is None


# ------------------------------------------------------------ every minute tried


@dataclass(frozen=True, slots=True)
class Part:
    """The text of a field, and of which values, or days, it is true."""

    text: str
    allows: Callable[[int], bool]


def parts(low: int, high: int, names: tuple[str, ...] = ()) -> st.SearchStrategy[Part]:
    """Return fields of lists of values, ranges and steps, and the bare star."""

    def shown(value: int) -> str:
        return names[value - low] if names and value % 2 else str(value)

    value = st.integers(low, high)
    single = value.map(lambda n: (shown(n), {n}))
    stepped = st.tuples(value, st.integers(1, high + 5)).map(
        lambda drawn: (f"{shown(drawn[0])}/{drawn[1]}", set(range(drawn[0], high + 1, drawn[1])))
    )
    every = st.integers(1, high + 5).map(lambda step: (f"*/{step}", set(range(low, high + 1, step))))
    ranged = st.tuples(value, value, st.none() | st.integers(1, high)).map(
        lambda drawn: (
            f"{shown(min(drawn[:2]))}-{shown(max(drawn[:2]))}" + (f"/{drawn[2]}" if drawn[2] else ""),
            set(range(min(drawn[:2]), max(drawn[:2]) + 1, drawn[2] or 1)),
        )
    )
    lists = st.lists(single | stepped | every | ranged, min_size=1, max_size=3).map(_joined)
    return st.just(Part("*", lambda _: True)) | lists


def _joined(items: list[tuple[str, set[int]]]) -> Part:
    values: set[int] = set().union(*(found for _, found in items))
    return Part(",".join(text for text, _ in items), values.__contains__)


@dataclass(frozen=True, slots=True)
class Expression:
    """A cron expression, and which wall-clock minutes it means."""

    minute: Part
    hour: Part
    day: Part
    month: Part
    weekday: Part
    last_day: bool
    last_weekday: int | None

    @property
    def text(self) -> str:
        day = self.day.text + (",L" if self.last_day and self.day.text != "*" else "")
        last = "" if self.last_weekday is None or self.weekday.text == "*" else f",{self.last_weekday}L"
        return f"{self.minute.text} {self.hour.text} {day} {self.month.text} {self.weekday.text}{last}"

    def allows(self, wall: datetime) -> bool:
        if not (self.minute.allows(wall.minute) and self.hour.allows(wall.hour) and self.month.allows(wall.month)):
            return False
        length = calendar.monthrange(wall.year, wall.month)[1]
        from_sunday = wall.isoweekday() % 7
        by_day = self.day.allows(wall.day) or (self.last_day and wall.day == length)
        by_weekday = self.weekday.allows(from_sunday) or (self.last_weekday == from_sunday and wall.day > length - 7)
        if self.day.text != "*" and self.weekday.text != "*":
            return by_day or by_weekday
        return by_day and by_weekday


MONTHS = tuple(name.upper() for name in calendar.month_abbr[1:])
WEEKDAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
EXPRESSIONS = st.builds(
    Expression,
    minute=parts(0, 59),
    hour=parts(0, 23),
    day=parts(1, 31),
    month=parts(1, 12, MONTHS),
    weekday=parts(0, 6, WEEKDAYS),
    last_day=st.booleans(),
    last_weekday=st.none() | st.integers(0, 6),
)


def changes(zone: zoneinfo.ZoneInfo, year: int) -> list[datetime]:
    """Return the UTC midnights of a year after which a zone changes its clocks within a day."""
    midnights = [datetime(year, 1, 1, tzinfo=UTC) + n * DAY for n in range(366)]
    offsets = [midnight.astimezone(zone).utcoffset() for midnight in midnights]
    return [midnights[n] for n in range(365) if offsets[n] != offsets[n + 1]]


@st.composite
def moments(draw: st.DrawFn) -> tuple[str, datetime]:
    """Draw a zone and an instant, near a change of its clocks if the drawn year has one."""
    name = draw(st.sampled_from(ODD_ZONES) | st.sampled_from(ZONES))
    year = draw(st.integers(1900, 2150) | st.integers(1967, 2040))
    days = changes(zoneinfo.ZoneInfo(name), year) or [datetime(year, 1, 1, tzinfo=UTC) + n * DAY for n in range(365)]
    midnight = draw(st.sampled_from(days))
    return name, midnight + timedelta(seconds=draw(st.integers(-100_000, 100_000)))


def wall_minutes(instant: datetime, zone: zoneinfo.ZoneInfo, until: datetime) -> list[tuple[datetime, datetime]]:
    """Return the instants after one at which a clock on the wall comes to a full minute, with what it shows."""
    found = []
    minute = instant.replace(second=0, microsecond=0)
    while minute <= until:
        wall = minute.astimezone(zone)
        at = minute if wall.second == 0 else minute + timedelta(seconds=60 - wall.second)
        shown = at.astimezone(zone)
        if at > instant and shown.second == 0:
            found.append((at, shown))
        minute += MINUTE
    return found


@settings(deadline=None)
@given(EXPRESSIONS, moments())
def test_against_trying_every_minute(expression: Expression, moment: tuple[str, datetime]) -> None:
    zone, instant = zoneinfo.ZoneInfo(moment[0]), moment[1]
    due = parse_cron(f"{expression.text} {moment[0]}").next_after(instant)
    until = instant + 2 * DAY
    tried = [at for at, wall in wall_minutes(instant, zone, until) if expression.allows(wall)]
    if tried:
        assert due == tried[0]
    elif due is not None:
        wall = due.astimezone(zone)
        assert due > until - MINUTE
        assert wall.second == 0
        assert expression.allows(wall)


@settings(deadline=None)
@given(EXPRESSIONS, st.dates(date(1970, 1, 1), date(2400, 1, 1)))
def test_against_trying_every_day(expression: Expression, start: date) -> None:
    """In UTC every day is alike: of it only the first allowed time matters, so years can be tried."""
    midnight = datetime(start.year, start.month, start.day, tzinfo=UTC)
    due = parse_cron(f"{expression.text} UTC").next_after(midnight - timedelta.resolution)
    hour = next(hour for hour in range(24) if expression.hour.allows(hour))
    minute = next(minute for minute in range(60) if expression.minute.allows(minute))
    times = (midnight + timedelta(days=number, hours=hour, minutes=minute) for number in range(9 * 366))
    assert due == next(filter(expression.allows, times), None)
