"""``INTERVAL '1 year, 3 days'`` beside a date or time: its parts are added one after the other, as written."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass

from frazil.core.errors import InvalidArgumentTypesError, InvalidExpressionError
from frazil.core.types import TIMESTAMP_NTZ, TIMESTAMPS, Kind
from frazil.sql import ast
from frazil.sql.binder.casts import cast
from frazil.sql.binder.environment import Environment
from frazil.sql.binder.typed import Typed, typed
from frazil.sql.binder.wall_clock import moved

_UNITS = {
    **dict.fromkeys(("year", "years", "y", "yy", "yyy", "yyyy", "yr", "yrs"), "year"),
    **dict.fromkeys(("quarter", "quarters", "q", "qtr", "qtrs"), "quarter"),
    **dict.fromkeys(("month", "months", "mm", "mon", "mons"), "month"),
    **dict.fromkeys(("week", "weeks", "w", "wk", "weekofyear", "woy", "wy"), "week"),
    **dict.fromkeys(("day", "days", "d", "dd", "dayofmonth"), "day"),
    **dict.fromkeys(("hour", "hours", "h", "hh", "hr", "hrs"), "hour"),
    **dict.fromkeys(("minute", "minutes", "m", "mi", "min", "mins"), "minute"),
    **dict.fromkeys(("second", "seconds", "s", "sec", "secs"), "second"),
    **dict.fromkeys(("millisecond", "milliseconds", "ms", "msec"), "millisecond"),
    **dict.fromkeys(("microsecond", "microseconds", "us", "usec"), "microsecond"),
    **dict.fromkeys(
        ("nanosecond", "nanoseconds", "ns", "nsec", "nanosec", "nanosecs", "nsecond", "nseconds"), "nanosecond"
    ),
}
_PART = re.compile(r"\s*([+-]?[0-9]{1,18})\s*([A-Za-z]*)\s*(?:,|\Z)")
_SECONDS = {
    "year": 31_622_400, "quarter": 7_948_800, "month": 2_678_400, "week": 604_800, "day": 86_400, "hour": 3600,
    "minute": 60, "second": 1, "millisecond": 1e-3, "microsecond": 1e-6, "nanosecond": 1e-9,
}  # fmt: skip
_CALENDAR = frozenset({"year", "quarter", "month", "week", "day"})
_LONGEST = 12_000 * 31_622_400
"""In seconds: more than the years of any two timestamps, less than what DuckDB's intervals hold."""


@dataclass(frozen=True, slots=True)
class Step:
    """One part of an interval: DuckDB's literal, and whether it goes by the calendar."""

    sql: str
    calendar: bool


def add_interval(value: Typed, operator: str, interval: ast.Interval, environment: Environment) -> Typed:
    """Return a date or timestamp moved by an INTERVAL; a text counts as a TIMESTAMP_NTZ.

    A DATE stays one while the parts are days and more.  Days of a TIMESTAMP_LTZ are those of the session's calendar.
    """
    steps = _steps(interval)
    result = value
    if value.type.kind is Kind.VARCHAR or (value.type.kind is Kind.DATE and not all(step.calendar for step in steps)):
        result = cast(value, TIMESTAMP_NTZ, environment)
    kind = result.type.kind
    if kind not in TIMESTAMPS and kind not in (Kind.DATE, Kind.TIME):
        raise InvalidArgumentTypesError(
            f"Invalid argument types for function '{operator}': ({value.type}, INTERVAL)", position=interval.position
        )
    for calendar, group in itertools.groupby(steps, lambda step: step.calendar):
        changes = " ".join(f"{operator} {step.sql}" for step in group)
        result = moved(result, environment, changes, elapsed=not calendar)
    if kind is Kind.DATE:
        return typed(f"CAST({result.sql} AS DATE)", result.type, nullable=value.nullable)
    return result.with_sql(result.sql, nullable=value.nullable)


def interval_text(interval: ast.Interval) -> str:
    """Return DuckDB's text of an interval that stands alone, as in the frame of a window."""
    return "(" + " + ".join(step.sql for step in _steps(interval)) + ")"


def _steps(interval: ast.Interval) -> list[Step]:
    """Return the parts of an interval; raises InvalidExpressionError if it is none, or longer than any time."""
    offset, steps, length = 0, [], 0.0
    while offset < len(interval.text):
        match = _PART.match(interval.text, offset)
        unit = _UNITS.get((match[2] or "second").lower()) if match else None
        if match is None or unit is None:
            raise InvalidExpressionError(f"invalid interval '{interval.text}'", position=interval.position)
        count = int(match[1])
        length += abs(count) * _SECONDS[unit]
        if length > _LONGEST:
            raise InvalidExpressionError(f"interval '{interval.text}' is out of range", position=interval.position)
        steps.append(Step(f"INTERVAL '{_duckdb(count, unit)}'", unit in _CALENDAR))
        offset = match.end()
    if not steps:
        raise InvalidExpressionError("invalid interval ''", position=interval.position)
    return steps


def _duckdb(count: int, unit: str) -> str:
    """Return a part in a unit that DuckDB has; what is below a microsecond is cut off."""
    if unit == "quarter":
        return f"{count * 3} month"
    if unit == "nanosecond":
        return f"{count // 1000 if count >= 0 else -(-count // 1000)} microsecond"
    return f"{count} {unit}"
