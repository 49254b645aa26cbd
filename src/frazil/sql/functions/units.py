"""The parts of dates and times, by all the names that Snowflake knows for them."""

from __future__ import annotations

from frazil.core.errors import DatePartError, InvalidValueError
from frazil.sql.binder.registry import Call

_NAMES: dict[str, tuple[str, ...]] = {
    "YEAR": ("YEAR", "Y", "YY", "YYY", "YYYY", "YR", "YEARS", "YRS"),
    "QUARTER": ("QUARTER", "Q", "QTR", "QTRS", "QUARTERS"),
    "MONTH": ("MONTH", "MM", "MON", "MONS", "MONTHS"),
    "WEEK": ("WEEK", "W", "WK", "WEEKOFYEAR", "WOY", "WY", "WEEKS"),
    "WEEKISO": ("WEEK_ISO", "WEEKISO", "WEEKOFYEARISO", "WEEKOFYEAR_ISO"),
    "DAY": ("DAY", "D", "DD", "DAYS", "DAYOFMONTH"),
    "DAYOFWEEK": ("DAYOFWEEK", "WEEKDAY", "DOW", "DW"),
    "DAYOFWEEKISO": ("DAYOFWEEKISO", "DAYOFWEEK_ISO", "WEEKDAY_ISO", "DOW_ISO", "DW_ISO"),
    "DAYOFYEAR": ("DAYOFYEAR", "YEARDAY", "DOY", "DY"),
    "YEAROFWEEK": ("YEAROFWEEK",),
    "YEAROFWEEKISO": ("YEAROFWEEKISO",),
    "HOUR": ("HOUR", "H", "HH", "HR", "HOURS", "HRS"),
    "MINUTE": ("MINUTE", "M", "MI", "MIN", "MINUTES", "MINS"),
    "SECOND": ("SECOND", "S", "SEC", "SECONDS", "SECS"),
    "MILLISECOND": ("MILLISECOND", "MS", "MSEC", "MILLISECONDS"),
    "MICROSECOND": ("MICROSECOND", "US", "USEC", "MICROSECONDS"),
    "NANOSECOND": (
        "NANOSECOND", "NS", "NSEC", "NANOSEC", "NSECOND", "NANOSECONDS", "NANOSECS", "NSECONDS",
    ),
    "EPOCH_SECOND": ("EPOCH_SECOND", "EPOCH", "EPOCH_SECONDS"),
    "EPOCH_MILLISECOND": ("EPOCH_MILLISECOND", "EPOCH_MILLISECONDS"),
    "EPOCH_MICROSECOND": ("EPOCH_MICROSECOND", "EPOCH_MICROSECONDS"),
    "EPOCH_NANOSECOND": ("EPOCH_NANOSECOND", "EPOCH_NANOSECONDS"),
    "TIMEZONE_HOUR": ("TIMEZONE_HOUR", "TZH"),
    "TIMEZONE_MINUTE": ("TIMEZONE_MINUTE", "TZM"),
}  # fmt: skip
_UNITS = {synonym: name for name, synonyms in _NAMES.items() for synonym in synonyms}

DATE_UNITS = frozenset({"YEAR", "QUARTER", "MONTH", "WEEK", "WEEKISO", "DAY"})
TIME_UNITS = frozenset({"HOUR", "MINUTE", "SECOND", "MILLISECOND", "MICROSECOND", "NANOSECOND"})


def unit(call: Call, index: int, allowed: frozenset[str]) -> str:
    """Return the chief name of the date or time part that an argument is; raises DatePartError for any other word."""
    found = _UNITS.get(call.word(index))
    if found is None or found not in allowed:
        raise DatePartError(
            f"['{call.spelled(index)}'] is not a valid date/time component for function {call.name}.",
            position=call.position,
        )
    return found


def part_name(call: Call, index: int, allowed: frozenset[str]) -> str:
    """Return the chief name of the part that DATE_PART or EXTRACT reads; raises InvalidValueError, as these two do."""
    found = _UNITS.get(call.word(index))
    if found is None or found not in allowed:
        raise part_refusal(call, call.spelled(index))
    return found


def part_refusal(call: Call, word: str) -> InvalidValueError:
    """Return the error of DATE_PART and EXTRACT for a part that the value does not have."""
    return InvalidValueError(f"invalid value [{word}] for parameter '{call.name} date/time part'")
