"""Date and time functions that move, compare and cut values."""

from __future__ import annotations

from collections.abc import Callable

from frazil.core.types import DATE, FLOAT, TIMESTAMP_NTZ, TIMESTAMPS, Kind, number
from frazil.sql.binder.casts import cast, coerce
from frazil.sql.binder.formats import zone_literal
from frazil.sql.binder.registry import Call, Category
from frazil.sql.binder.typed import Typed, typed
from frazil.sql.functions.shapes import whole
from frazil.sql.functions.units import DATE_UNITS, TIME_UNITS, unit

DATES = Category("Date and time")
_DIFFERENCE = number(9, 0)
_INTERVALS = {
    "YEAR": "to_years(CAST({0} AS INTEGER))",
    "QUARTER": "to_months(CAST({0} * 3 AS INTEGER))",
    "MONTH": "to_months(CAST({0} AS INTEGER))",
    "WEEK": "to_days(CAST({0} * 7 AS INTEGER))",
    "WEEKISO": "to_days(CAST({0} * 7 AS INTEGER))",
    "DAY": "to_days(CAST({0} AS INTEGER))",
    "HOUR": "to_hours(CAST({0} AS BIGINT))",
    "MINUTE": "to_minutes(CAST({0} AS BIGINT))",
    "SECOND": "to_seconds(CAST({0} AS BIGINT))",
    "MILLISECOND": "to_microseconds(CAST({0} AS BIGINT) * 1000)",
    "MICROSECOND": "to_microseconds(CAST({0} AS BIGINT))",
    "NANOSECOND": "to_microseconds(CAST({0} AS BIGINT) // 1000)",
}
_SUBDAY = {**dict.fromkeys(TIME_UNITS, True), **dict.fromkeys(DATE_UNITS, False)}


def temporal(call: Call, value: Typed) -> Typed:
    """Return an argument as a date or time; texts and NULL count as TIMESTAMP_NTZ, other types are refused."""
    kind = value.type.kind
    if kind in (Kind.DATE, Kind.TIME) or kind in TIMESTAMPS:
        return value
    if kind in (Kind.VARCHAR, Kind.NULL, Kind.VARIANT):
        return cast(value, TIMESTAMP_NTZ, call.environment)
    raise call.wrong_types()


def on_wall_clock(call: Call, value: Typed, change: Callable[[str], str]) -> Typed:
    """Return a timestamp changed as its own clock on the wall shows it: LTZ the session's, TZ its offset's."""
    kind = value.type.kind
    if kind is Kind.TIMESTAMP_LTZ:
        zone = zone_literal(call.environment)
        sql = f"frazil.to_utc({change(f'frazil.to_local({value.sql}, {zone})')}, {zone})"
    elif kind is Kind.TIMESTAMP_TZ:
        sql = f"frazil.tz_of_offset({change(f'frazil.tz_local({value.sql})')}, ({value.sql}).o)"
    else:
        sql = change(value.sql)
    return typed(sql, value.type, nullable=True)


@DATES.function("DATEADD TIMEADD TIMESTAMPADD", ("any", "integer", "any"), words=(0,))
def _dateadd(call: Call) -> Typed:
    part = unit(call, call.word(0), DATE_UNITS | TIME_UNITS)
    value = temporal(call, call[2])
    interval = _INTERVALS[part].format(call[1].sql)
    if value.type.kind is Kind.DATE:
        if not _SUBDAY[part]:
            return typed(f"CAST({value.sql} + {interval} AS DATE)", DATE)
        value = cast(value, TIMESTAMP_NTZ, call.environment)
    if value.type.kind is Kind.TIME:
        if not _SUBDAY[part]:
            raise call.wrong_types()
        return typed(f"({value.sql} + {interval})", value.type)
    if value.type.kind is Kind.TIMESTAMP_LTZ and _SUBDAY[part]:
        return typed(f"({value.sql} + {interval})", value.type)
    return on_wall_clock(call, value, lambda wall: f"({wall} + {interval})")


@DATES.function(
    "DATEDIFF TIMEDIFF TIMESTAMPDIFF", ("any", "any", "any"), words=(0,), note="TIMESTAMP_TZ counts by its own clock"
)
def _datediff(call: Call) -> Typed:
    part = unit(call, call.word(0), DATE_UNITS | TIME_UNITS)
    start, end = (_compared(call, temporal(call, value)) for value in (call[1], call[2]))
    if part == "NANOSECOND":
        return whole(f"(epoch_us({end}) - epoch_us({start})) * 1000", number(19, 0))
    if part in ("WEEK", "WEEKISO"):
        first = week_start(call) if part == "WEEK" else 1
        a, b = (f"CAST({_cut('week', text, first)} AS DATE)" for text in (start, end))
        return whole(f"({b} - {a}) // 7", _DIFFERENCE)
    return whole(f"date_diff('{part.lower()}', {start}, {end})", _DIFFERENCE)


def _compared(call: Call, value: Typed) -> str:
    """Return the TIMESTAMP whose boundaries count; a time of day stands on one day."""
    if value.type.kind is Kind.TIME:
        return f"(DATE '1970-01-01' + {value.sql})"
    return coerce(value, TIMESTAMP_NTZ, call.environment).sql


def week_start(call: Call) -> int:
    """Return the first day of the week, 1 for Monday to 7 for Sunday; WEEK_START 0 means Monday here."""
    call.environment.contextual = True
    return int(str(call.environment.facts.parameters.get("WEEK_START") or 0)) or 1


@DATES.function("DATE_TRUNC", ("any", "any"), words=(0,))
def _date_trunc(call: Call) -> Typed:
    return truncate(call, temporal(call, call[1]), call.word(0))


def truncate(call: Call, value: Typed, word: str) -> Typed:
    """Return a date or time cut down to a part, of the same type."""
    part = unit(call, word, DATE_UNITS | TIME_UNITS)
    first = week_start(call) if part == "WEEK" else 1
    name = {"WEEKISO": "week", "NANOSECOND": "microsecond"}.get(part, part.lower())
    if value.type.kind is Kind.DATE:
        return value if _SUBDAY[part] else typed(f"CAST({_cut(name, value.sql, first)} AS DATE)", DATE)
    if value.type.kind is Kind.TIME:
        if not _SUBDAY[part]:
            raise call.wrong_types()
        return typed(f"CAST(date_trunc('{name}', DATE '1970-01-01' + {value.sql}) AS TIME)", value.type)
    return on_wall_clock(call, value, lambda wall: f"CAST({_cut(name, wall, first)} AS TIMESTAMP)")


def _cut(name: str, text: str, first: int) -> str:
    if name == "week" and first != 1:
        shift = f"INTERVAL {first - 1} DAY"
        return f"(date_trunc('week', {text} - {shift}) + {shift})"
    return f"date_trunc('{name}', {text})"


@DATES.function("LAST_DAY", ("any", "any"), minimum=1, words=(1,))
def _last_day(call: Call) -> Typed:
    part = unit(call, call.word(1), DATE_UNITS) if len(call) > 1 else "MONTH"
    day = coerce(temporal(call, call[0]), DATE, call.environment)
    if part == "DAY":
        return day
    start = truncate(call, day, part).sql
    return typed(f"CAST({start} + {_INTERVALS[part].format(1)} - INTERVAL 1 DAY AS DATE)", DATE)


@DATES.function("ADD_MONTHS", ("any", "integer"))
def _add_months(call: Call) -> Typed:
    value = temporal(call, call[0])
    moved = on_wall_clock(call, value, lambda wall: f"frazil.add_months({wall}, CAST({call[1].sql} AS INTEGER))")
    return typed(f"CAST({moved.sql} AS DATE)", DATE) if value.type.kind is Kind.DATE else moved


@DATES.function("MONTHS_BETWEEN", ("timestamp", "timestamp"))
def _months_between(call: Call) -> Typed:
    a, b = (coerce(value, TIMESTAMP_NTZ, call.environment).sql for value in call.arguments)
    return typed(f"frazil.months_between({a}, {b})", FLOAT)


_WEEKDAYS = "list_position(['mo', 'tu', 'we', 'th', 'fr', 'sa', 'su'], lower(left({0}, 2)))"


@DATES.function("NEXT_DAY", ("date", "text"))
def _next_day(call: Call) -> Typed:
    wanted = _WEEKDAYS.format(call[1].sql)
    days = f"CAST((({wanted} - isodow({call[0].sql}) + 6) % 7) + 1 AS INTEGER)"
    return typed(f"CAST({call[0].sql} + to_days({days}) AS DATE)", DATE)


@DATES.function("PREVIOUS_DAY", ("date", "text"))
def _previous_day(call: Call) -> Typed:
    wanted = _WEEKDAYS.format(call[1].sql)
    days = f"CAST(((isodow({call[0].sql}) - {wanted} + 6) % 7) + 1 AS INTEGER)"
    return typed(f"CAST({call[0].sql} - to_days({days}) AS DATE)", DATE)
