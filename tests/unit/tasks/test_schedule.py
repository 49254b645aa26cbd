"""Schedules: the texts that are one, and when they are due."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frazil.tasks.errors import ScheduleError
from frazil.tasks.schedule import Interval, next_after, parse_schedule

GENERAL = "Please refer to the docs on what constitutes a valid schedule."
NOON = datetime(2026, 9, 11, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("10 SECONDS", 10),
        ("90 s", 90),
        ("1 minute", 60),
        ("11 minutes", 660),
        ("+5 M", 300),
        ("5\tM", 300),
        ("1 H", 3600),
        ("192 HOURS", 691200),
        ("691200 SECOND", 691200),
        ("10 SECONDS  ", 10),
    ],
)
def test_intervals(text: str, seconds: int) -> None:
    assert parse_schedule(text) == Interval(timedelta(seconds=seconds))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("9 SECONDS", "Cannot set schedule less than 10 seconds."),
        ("11521 MINUTES", "Cannot set schedule greater than 11,520 minutes."),
        ("193 H", "Cannot set schedule greater than 11,520 minutes."),
        (f"{'9' * 5000} S", "Cannot set schedule greater than 11,520 minutes."),
        ("00000000000009 S", "Cannot set schedule less than 10 seconds."),
        *(
            (text, GENERAL)
            for text in ("", "5M", "1 MINS", "1 DAY", "0 M", " 5 M", "5  M", "-5 M", "5.5 M", "M", "٥ M")
        ),
    ],
)
def test_refused_intervals(text: str, message: str) -> None:
    with pytest.raises(ScheduleError) as raised:
        parse_schedule(text)
    assert raised.value.message.endswith(message)


def test_an_interval_counts_from_its_base() -> None:
    resumed = NOON.replace(hour=9, minute=3)
    schedule = parse_schedule("10 MINUTES")
    assert next_after(schedule, resumed, resumed) == resumed.replace(minute=13)
    assert next_after(schedule, resumed, resumed.replace(minute=13)) == resumed.replace(minute=23)
    assert next_after(schedule, resumed, resumed - timedelta(hours=1)) == resumed.replace(minute=13)


@given(
    st.integers(10, 691_200), st.integers(-10_000, 10_000_000), st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1))
)
def test_an_interval_against_counting(seconds: int, later: int, base: datetime) -> None:
    base = base.replace(tzinfo=UTC)
    instant = base + timedelta(seconds=later)
    due = next_after(Interval(timedelta(seconds=seconds)), base, instant)
    assert due is not None
    assert due > max(instant, base)
    assert due - timedelta(seconds=seconds) <= max(instant, base)
    assert (due - base) % timedelta(seconds=seconds) == timedelta()


@pytest.mark.parametrize(
    ("text", "instant", "due"),
    [
        ("*/7 * * * * UTC", "13:10:17", "2026-09-11T13:14"),
        ("0 */2 * * * UTC", "13:10:17", "2026-09-11T14:00"),
        ("30 9 * * 1-5 America/Los_Angeles", "13:10:17", "2026-09-11T16:30"),
        ("0 12 * * SUN UTC", "13:10:17", "2026-09-13T12:00"),
        ("0 0 1 * MON UTC", "13:10:17", "2026-09-14T00:00"),
        ("0 0 */2 * MON UTC", "13:14:52", "2026-09-13T00:00"),
        ("0 0 L * * UTC", "13:10:17", "2026-09-30T00:00"),
        ("0 0 * * 5L UTC", "13:10:17", "2026-09-25T00:00"),
        ("0 0 * * fril UTC", "13:10:17", "2026-09-25T00:00"),
        ("0 0 29 2 * UTC", "13:10:17", "2028-02-29T00:00"),
        ("0 6 * * MON-FRI Europe/Warsaw", "13:12:52", "2026-09-14T04:00"),
        ("*/61 * * * * UTC", "13:14:52", "2026-09-11T14:00"),
        ("14 13 * * * UTC", "13:14:00", "2026-09-12T13:14"),
        ("14 13 * * * utc", "13:13:59.999999", "2026-09-11T13:14"),
        ("0 0 1 4/3 * UTC", "13:10:17", "2026-10-01T00:00"),
        ("0  0   1,L * *  Etc/GMT+5", "13:10:17", "2026-09-30T05:00"),
        ("5/15 * * * * UTC", "13:10:17", "2026-09-11T13:20"),
        ("10-40/10 14 * * * UTC", "14:15:00", "2026-09-11T14:20"),
        ("10-40/10 14 * * * UTC", "14:40:00", "2026-09-12T14:10"),
        ("0 0 1 */3 * UTC", "13:10:17", "2026-10-01T00:00"),
        ("0 0 */10 * * UTC", "13:10:17", "2026-09-21T00:00"),
        ("0 0 * * */2 UTC", "13:10:17", "2026-09-12T00:00"),
        ("0 0 * * FRI-SAT,1 UTC", "13:10:17", "2026-09-12T00:00"),
        ("0 0 * * 5L,SUNL UTC", "13:10:17", "2026-09-25T00:00"),
        (f"*/{'9' * 5000} * * * * UTC", "13:14:52", "2026-09-11T14:00"),
        ("0 0 * JAN-DEC/2 * UTC", "13:10:17", "2026-09-12T00:00"),
    ],
)
def test_cron(text: str, instant: str, due: str) -> None:
    schedule = parse_schedule(f"USING CRON {text}")
    found = next_after(schedule, NOON, datetime.fromisoformat(f"2026-09-11T{instant}+00:00"))
    assert found == datetime.fromisoformat(f"{due}+00:00")


def test_a_cron_schedule_that_never_comes() -> None:
    assert next_after(parse_schedule("using cron 0 0 31 2 * UTC"), NOON, NOON) is None


@pytest.mark.parametrize(
    "fields",
    [
        "*/0 * * * *", "60 * * * *", "* 24 * * *", "* * 0 * *", "* * 32 * *", "* * * 13 *", "* * * * 7", "* * * * 7L",
        "* * * * L", "* * * * 1-5L", "* * L-3 * *", "? * * * *", "* * 15W * *", "* * * * 1#2", "1, * * * *",
        "5-1 * * * *", "0 0 0 * * *", "* * * *", "a * * * *", "* * * JA *", "*-5 * * * *", "1/2/3 * * * *",
        f"{'1' * 5000} * * * *",
    ],
)  # fmt: skip
def test_refused_cron(fields: str) -> None:
    with pytest.raises(ScheduleError, match="valid schedule"):
        parse_schedule(f"USING CRON {fields} UTC")


@pytest.mark.parametrize("zone", ["Mars/Phobos", "PST", "+01:00", ""])
def test_refused_zones(zone: str) -> None:
    with pytest.raises(ScheduleError, match=f'"{zone}"'.replace("+", r"\+") if zone else "not a recognized time zone"):
        parse_schedule(f"USING CRON * * * * * {zone}")
