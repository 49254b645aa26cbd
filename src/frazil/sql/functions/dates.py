"""Date and time functions that move, compare and cut values."""

from __future__ import annotations

from frazil.core.errors import DatePartError, InvalidValueError
from frazil.core.types import DATE, FLOAT, TIMESTAMP_NTZ, TIMESTAMPS, DataType, Kind, number
from frazil.sql.binder.casts import cast, coerce
from frazil.sql.binder.registry import Call, Category
from frazil.sql.binder.typed import Typed, typed
from frazil.sql.binder.wall_clock import compared_instants, compared_walls, moved, on_wall_clock
from frazil.sql.functions.shapes import whole
from frazil.sql.functions.units import DATE_UNITS, TIME_UNITS, unit

DATES = Category("Date and time")
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
_FIXED_DAYS = frozenset({"DAY", "WEEK", "WEEKISO"})


def temporal(call: Call, value: Typed) -> Typed:
    """Return an argument as a date or time; texts and NULL count as TIMESTAMP_NTZ, other types are refused."""
    kind = value.type.kind
    if kind in (Kind.DATE, Kind.TIME) or kind in TIMESTAMPS:
        return value
    if kind in (Kind.VARCHAR, Kind.NULL, Kind.VARIANT):
        return cast(value, TIMESTAMP_NTZ, call.environment)
    raise call.wrong_types()


def _no_part_of_time(call: Call, part: str, type_name: str = "TIME") -> DatePartError:
    """Return the error for a day or more of a time of day; only DATEADD quotes the part, and names the precision."""
    shown = part if type_name == "TIME" else f"'{part}'"
    return DatePartError(
        f"[{shown}] is not a valid date/time component for function {call.name} and type {type_name}.",
        position=call.position,
    )


@DATES.function("DATEADD TIMEADD TIMESTAMPADD", ("any", "integer", "any"), words=(0,))
def _dateadd(call: Call) -> Typed:
    part = unit(call, 0, DATE_UNITS | TIME_UNITS)
    value = temporal(call, call[2])
    interval = "+ " + _INTERVALS[part].format(call[1].sql)
    if value.type.kind is Kind.DATE:
        if not _SUBDAY[part]:
            return typed(f"CAST({value.sql} {interval} AS DATE)", DATE)
        value = cast(value, TIMESTAMP_NTZ, call.environment)
    if value.type.kind is Kind.TIME:
        if not _SUBDAY[part]:
            raise _no_part_of_time(call, part, str(value.type))
        return typed(f"({value.sql} {interval})", value.type)
    elapsed = _SUBDAY[part] or (part in _FIXED_DAYS and _day_is_24_hours(call, value))
    return moved(value, call.environment, interval, elapsed=elapsed)


def _day_is_24_hours(call: Call, value: Typed) -> bool:
    return value.type.kind is Kind.TIMESTAMP_LTZ and call.environment.parameter("TIMESTAMP_DAY_IS_ALWAYS_24H") is True


# ---------------------------------------------------------------- differences

_DIFFERENCES = {
    Kind.DATE: {"HOUR": 18, "MINUTE": 18, "SECOND": 18, "MILLISECOND": 18, "MICROSECOND": 38, "NANOSECOND": 38},
    Kind.TIME: {"MICROSECOND": 18, "NANOSECOND": 18},
    Kind.TIMESTAMP_NTZ: {"MINUTE": 18, "SECOND": 18, "MILLISECOND": 38, "MICROSECOND": 38, "NANOSECOND": 38},
}
"""The digits of a difference by what is compared and the part; 9 where none are given."""


@DATES.function("DATEDIFF TIMEDIFF TIMESTAMPDIFF", ("any", "any", "any"), words=(0,))
def _datediff(call: Call) -> Typed:
    part = unit(call, 0, DATE_UNITS | TIME_UNITS)
    values = _compared(call)
    kind = values[0].type.kind if values[0].type.kind is values[1].type.kind else Kind.TIMESTAMP_NTZ
    if kind is Kind.TIME and not _SUBDAY[part]:
        raise _no_part_of_time(call, part)
    result = number(_DIFFERENCES.get(kind, _DIFFERENCES[Kind.TIMESTAMP_NTZ]).get(part, 9), 0)
    if _SUBDAY[part]:
        start, end = compared_instants(values, call.environment)
        return _in_units(part, start, end, result)
    start, end = compared_walls(values, call.environment)
    if part in ("WEEK", "WEEKISO"):
        first = week_start(call) if part == "WEEK" else 1
        a, b = (f"CAST({_cut('week', text, first)} AS DATE)" for text in (start, end))
        return whole(f"({b} - {a}) // 7", result)
    return whole(f"date_diff('{part.lower()}', {start}, {end})", result)


def _compared(call: Call) -> tuple[Typed, Typed]:
    """Return the two values of DATEDIFF; a text beside a DATE or TIME counts as one."""
    start, end = call[1], call[2]
    for value, other in ((start, end), (end, start)):
        if value.type.kind in (Kind.VARCHAR, Kind.VARIANT) and other.type.kind in (Kind.DATE, Kind.TIME):
            read = cast(value, other.type, call.environment)
            return (read, end) if value is start else (start, read)
    if {start.type.kind, end.type.kind} >= {Kind.TIME} and start.type.kind is not end.type.kind:
        raise call.wrong_types()
    return temporal(call, start), temporal(call, end)


def _in_units(part: str, start: str, end: str, kind: DataType) -> Typed:
    if part == "NANOSECOND":
        return typed(f"CAST((epoch_us({end}) - epoch_us({start}))::HUGEINT * 1000 AS DECIMAL(38,0))", kind)
    sql = f"date_diff('{part.lower()}', {start}, {end})"
    return whole(sql, kind) if kind.precision <= 18 else typed(f"CAST({sql} AS DECIMAL(38,0))", kind)


# ---------------------------------------------------------------- cutting


def week_start(call: Call) -> int:
    """Return the first day of the week, 1 for Monday to 7 for Sunday; WEEK_START 0 means Monday here."""
    return int(str(call.environment.parameter("WEEK_START"))) or 1


@DATES.function("DATE_TRUNC", ("any", "any"), words=(0,))
def _date_trunc(call: Call) -> Typed:
    return truncate(call, temporal(call, call[1]), unit(call, 0, DATE_UNITS | TIME_UNITS))


def truncate(call: Call, value: Typed, part: str) -> Typed:
    """Return a date or time cut down to a part, of the same type."""
    first = week_start(call) if part == "WEEK" else 1
    name = {"WEEKISO": "week", "NANOSECOND": "microsecond"}.get(part, part.lower())
    if value.type.kind is Kind.DATE:
        return value if _SUBDAY[part] else typed(f"CAST({_cut(name, value.sql, first)} AS DATE)", DATE)
    if value.type.kind is Kind.TIME:
        if not _SUBDAY[part]:
            raise _no_part_of_time(call, part)
        return typed(f"CAST(date_trunc('{name}', DATE '1970-01-01' + {value.sql}) AS TIME)", value.type)
    if value.type.kind is Kind.TIMESTAMP_LTZ and part in TIME_UNITS - {"HOUR"}:
        return typed(f"date_trunc('{name}', {value.sql})", value.type)  # no zone is off by less than a minute
    return on_wall_clock(value, call.environment, lambda wall: f"CAST({_cut(name, wall, first)} AS TIMESTAMP)")


def _cut(name: str, text: str, first: int) -> str:
    if name == "week" and first != 1:
        shift = f"INTERVAL {first - 1} DAY"
        return f"(date_trunc('week', {text} - {shift}) + {shift})"
    return f"date_trunc('{name}', {text})"


@DATES.function("LAST_DAY", ("any", "any"), minimum=1, words=(1,))
def _last_day(call: Call) -> Typed:
    part = unit(call, 1, DATE_UNITS) if len(call) > 1 else "MONTH"
    day = coerce(temporal(call, call[0]), DATE, call.environment)
    if part == "DAY":
        return day
    start = truncate(call, day, part).sql
    return typed(f"CAST({start} + {_INTERVALS[part].format(1)} - INTERVAL 1 DAY AS DATE)", DATE)


_SLICE_MONTHS = {"YEAR": 12, "QUARTER": 3, "MONTH": 1}
_SLICE_MICROSECONDS = {
    "WEEK": 604_800_000_000, "DAY": 86_400_000_000, "HOUR": 3_600_000_000, "MINUTE": 60_000_000, "SECOND": 1_000_000,
}  # fmt: skip
_THURSDAY = 4  # 1 January 1970


@DATES.function("TIME_SLICE", ("any", "integer", "text", "text"), minimum=3)
def _time_slice(call: Call) -> Typed:
    """Return the start or end of the slice that holds a value; slices are counted from the beginning of 1970.

    Those of weeks are counted from the first day of the week of 1 January 1970, by WEEK_START.
    """
    value = temporal(call, call[0])
    if value.type.kind not in (Kind.DATE, Kind.TIMESTAMP_NTZ):
        raise call.wrong_types()
    units = frozenset(_SLICE_MONTHS) | frozenset(_SLICE_MICROSECONDS)
    part = unit(call, 2, units & DATE_UNITS if value.type.kind is Kind.DATE else units)
    edge = str(call.constant(3)).upper() if len(call) > 3 else "START"
    if edge not in ("START", "END"):
        raise InvalidValueError(f"invalid value [{call.constant(3)}] for parameter '{call.name} start or end'")
    wall = coerce(value, TIMESTAMP_NTZ, call.environment).sql
    later = 1 if edge == "END" else 0
    length = f"frazil.slice_length({call[1].sql})"
    if part in _SLICE_MONTHS:
        sql = f"frazil.slice_of_months({wall}, {length} * {_SLICE_MONTHS[part]}, {later})"
    else:
        shift = -((_THURSDAY - week_start(call)) % 7) * _SLICE_MICROSECONDS["DAY"] if part == "WEEK" else 0
        sql = f"frazil.slice_of_time({wall}, {length} * {_SLICE_MICROSECONDS[part]}, {shift}, {later})"
    return typed(f"CAST({sql} AS DATE)", DATE) if value.type.kind is Kind.DATE else typed(sql, value.type)


# ---------------------------------------------------------------- months and days of the week


@DATES.function("ADD_MONTHS", ("any", "integer"))
def _add_months(call: Call) -> Typed:
    value = temporal(call, call[0])
    if value.type.kind is Kind.TIME:
        raise call.wrong_types()
    months = f"CAST({call[1].sql} AS INTEGER)"
    result = on_wall_clock(value, call.environment, lambda wall: f"frazil.add_months({wall}, {months})")
    return typed(f"CAST({result.sql} AS DATE)", DATE) if value.type.kind is Kind.DATE else result


@DATES.function("MONTHS_BETWEEN", ("timestamp", "timestamp"))
def _months_between(call: Call) -> Typed:
    a, b = (coerce(value, TIMESTAMP_NTZ, call.environment).sql for value in call.arguments)
    return typed(f"frazil.months_between({a}, {b})", FLOAT)


DATES.scalar("NEXT_DAY", "frazil.next_day({0}, {1})", ("date", "text"), DATE)
DATES.scalar("PREVIOUS_DAY", "frazil.previous_day({0}, {1})", ("date", "text"), DATE)
