"""Parts of dates and times, values made of parts, and the present moment."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from frazil.core.errors import FunctionArgumentsError, InvalidArgumentError
from frazil.core.types import (
    DATE,
    NUMBER,
    TIME,
    TIMESTAMP_LTZ,
    TIMESTAMP_NTZ,
    TIMESTAMP_TZ,
    VARCHAR,
    DataType,
    Kind,
    number,
    timestamp,
)
from frazil.sql.binder.casts import cast, coerce
from frazil.sql.binder.registry import Call
from frazil.sql.binder.typed import Typed, render_timestamp, typed
from frazil.sql.binder.wall_clock import mapped_timestamp
from frazil.sql.functions.dates import DATES, temporal, week_start
from frazil.sql.functions.shapes import whole
from frazil.sql.functions.units import part_name, part_refusal

_PARTS = {
    "YEAR": "year({0})",
    "QUARTER": "quarter({0})",
    "MONTH": "month({0})",
    "DAY": "day({0})",
    "WEEKISO": "weekofyear({0})",
    "DAYOFWEEKISO": "isodow({0})",
    "DAYOFYEAR": "dayofyear({0})",
    "YEAROFWEEKISO": "isoyear({0})",
    "HOUR": "hour({0})",
    "MINUTE": "minute({0})",
    "SECOND": "second({0})",
    "NANOSECOND": "(microsecond({0}) % 1000000) * 1000",
    "EPOCH_SECOND": "epoch_us({0}) // 1000000",
    "EPOCH_MILLISECOND": "epoch_us({0}) // 1000",
    "EPOCH_MICROSECOND": "epoch_us({0})",
    "EPOCH_NANOSECOND": "CAST(epoch_us({0}) AS HUGEINT) * 1000",
}
_WEEK_PARTS = frozenset({"DAYOFWEEK", "WEEK", "YEAROFWEEK"})
_CLOCK_PARTS = frozenset({"HOUR", "MINUTE", "SECOND", "NANOSECOND"})
_ALL_PARTS = frozenset(_PARTS) | _WEEK_PARTS | {"TIMEZONE_HOUR", "TIMEZONE_MINUTE"}
_TWO = number(2, 0)


def part_of(call: Call, value: Typed, name: str, spelled: str) -> Typed:
    """Return a part of a date or time as a NUMBER; raises InvalidValueError for a part that a TIME does not have."""
    value = temporal(call, value)
    if value.type.kind is Kind.TIME and name not in _CLOCK_PARTS:
        raise part_refusal(call, spelled)
    if name in ("TIMEZONE_HOUR", "TIMEZONE_MINUTE"):
        offset = f"({cast(value, TIMESTAMP_TZ, call.environment).sql}).o"
        return whole(f"{offset} // 60" if name == "TIMEZONE_HOUR" else f"{offset} % 60", _TWO)
    if value.type.kind is Kind.TIME:
        wall = f"(DATE '1970-01-01' + {value.sql})"
    elif name.startswith("EPOCH") and value.type.kind is not Kind.DATE:
        wall = f"({value.sql}).t" if value.type.kind is Kind.TIMESTAMP_TZ else value.sql
    else:
        wall = coerce(value, TIMESTAMP_NTZ, call.environment).sql
    if name in _WEEK_PARTS:
        kind = number(4, 0) if name == "YEAROFWEEK" else _TWO
        return whole(_week_part(call, name, wall), kind, nullable=value.nullable)
    kind = number(4, 0) if "YEAR" in name else number(38, 0) if "EPOCH" in name or "NANO" in name else _TWO
    return whole(_PARTS[name].format(wall), kind, nullable=value.nullable)


def _week_part(call: Call, name: str, wall: str) -> str:
    """Return the text of a part that WEEK_START and WEEK_OF_YEAR_POLICY decide about.

    DAYOFWEEK counts from 0 for Sunday when WEEK_START is 0, else from 1 for that day.  A week belongs to the year
    that has at least four of its days, as in ISO; policy 1 counts from the week of 1 January instead.
    """
    start = int(str(call.environment.parameter("WEEK_START")))
    first = week_start(call)
    if name == "DAYOFWEEK":
        return f"dayofweek({wall})" if start == 0 else f"(isodow({wall}) - {start} + 7) % 7 + 1"
    shift = f"INTERVAL {first - 1} DAY"
    if int(str(call.environment.parameter("WEEK_OF_YEAR_POLICY"))) == 0:
        middle = f"(date_trunc('week', {wall} - {shift}) + INTERVAL {first + 2} DAY)"
        return f"(dayofyear({middle}) + 6) // 7" if name == "WEEK" else f"year({middle})"
    if name == "YEAROFWEEK":
        return f"year({wall})"
    new_year = f"date_trunc('year', {wall})"
    weeks = f"date_trunc('week', {wall} - {shift}) - date_trunc('week', {new_year} - {shift})"
    return f"epoch_us(TIMESTAMP '1970-01-01' + ({weeks})) // 604800000000 + 1"


@DATES.function("DATE_PART EXTRACT", ("any", "any"), words=(0,))
def _date_part(call: Call) -> Typed:
    return part_of(call, call[1], part_name(call, 0, _ALL_PARTS), call.spelled(0))


def _enter_part(names: str, part: str) -> None:
    @DATES.function(names, ("any",))
    def _bind(call: Call) -> Typed:
        return part_of(call, call[0], part, part)


for _names, _part in (
    ("YEAR", "YEAR"), ("QUARTER", "QUARTER"), ("MONTH", "MONTH"), ("DAY DAYOFMONTH", "DAY"), ("HOUR", "HOUR"),
    ("MINUTE", "MINUTE"), ("SECOND", "SECOND"), ("DAYOFWEEK", "DAYOFWEEK"), ("DAYOFWEEKISO", "DAYOFWEEKISO"),
    ("DAYOFYEAR", "DAYOFYEAR"), ("WEEK WEEKOFYEAR", "WEEK"), ("WEEKISO", "WEEKISO"),
    ("YEAROFWEEK", "YEAROFWEEK"), ("YEAROFWEEKISO", "YEAROFWEEKISO"),
):  # fmt: skip
    _enter_part(_names, _part)

DATES.scalar("MONTHNAME", "strftime({0}, '%b')", ("date",), VARCHAR)
DATES.scalar("DAYNAME", "strftime({0}, '%a')", ("date",), VARCHAR)


# ---------------------------------------------------------------- values made of parts


DATES.scalar("DATE_FROM_PARTS DATEFROMPARTS", "frazil.date_of({0}, {1}, {2})", ("integer", "integer", "integer"), DATE)


@DATES.function("TIME_FROM_PARTS TIMEFROMPARTS", ("integer",) * 4, minimum=3)
def _time_from_parts(call: Call) -> Typed:
    return typed(f"CAST({_clock(call.arguments)} AS TIME)", TIME)


def _clock(parts: Sequence[Typed]) -> str:
    """Return the timestamp on 1 January 1970 of hours, minutes, seconds and nanoseconds."""
    texts = [part.sql for part in parts]
    nanoseconds = f"CAST({texts[3]} AS BIGINT) // 1000" if len(texts) > 3 else "0"
    hour, minute, second = (f"CAST({text} AS BIGINT)" for text in texts[:3])
    return f"make_timestamp(({hour} * 3600 + {minute} * 60 + {second}) * 1000000 + {nanoseconds})"


def _enter_timestamp(names: str, named: DataType | None) -> None:
    """Enter a function that makes a timestamp of a type, the session's if none is named, of its parts."""

    @DATES.function(names, ("any",) * 8, minimum=2)
    def _bind(call: Call) -> Typed:
        environment = call.environment
        kind = named or mapped_timestamp(environment)
        arguments = list(call.arguments)
        zone = ""
        if kind is TIMESTAMP_TZ and len(arguments) == 8:
            zone = coerce(arguments.pop(), VARCHAR, environment).sql
        if 2 < len(arguments) < 6:
            raise FunctionArgumentsError(
                f"not enough arguments for function [{call.name}], expected 6, got {len(arguments)}",
                position=call.position,
            )
        if len(arguments) == 2:
            wall = f"({coerce(arguments[0], DATE, environment).sql} + {coerce(arguments[1], TIME, environment).sql})"
        else:
            numbers = [cast(argument, NUMBER, environment) for argument in arguments]
            day = "frazil.date_of({}, {}, {})".format(*(part.sql for part in numbers[:3]))
            wall = f"({day} + ({_clock(numbers[3:])} - TIMESTAMP '1970-01-01'))"
        if kind is TIMESTAMP_TZ and zone:
            return typed(f"frazil.tz_of_local({wall}, {zone})", kind)
        return cast(typed(wall, TIMESTAMP_NTZ), kind, environment)


_enter_timestamp("TIMESTAMP_NTZ_FROM_PARTS TIMESTAMPNTZFROMPARTS", TIMESTAMP_NTZ)
_enter_timestamp("TIMESTAMP_FROM_PARTS TIMESTAMPFROMPARTS", None)
_enter_timestamp("TIMESTAMP_LTZ_FROM_PARTS TIMESTAMPLTZFROMPARTS", TIMESTAMP_LTZ)
_enter_timestamp("TIMESTAMP_TZ_FROM_PARTS TIMESTAMPTZFROMPARTS", TIMESTAMP_TZ)


@DATES.function("CONVERT_TIMEZONE", ("text", "any", "any"), minimum=2)
def _convert_timezone(call: Call) -> Typed:
    if len(call) == 3:
        target = coerce(call[1], VARCHAR, call.environment).sql
        wall = coerce(temporal(call, call[2]), TIMESTAMP_NTZ, call.environment).sql
        return typed(f"frazil.to_local(frazil.to_utc({wall}, {call[0].sql}), {target})", TIMESTAMP_NTZ)
    value = call[1]
    if value.type.kind is Kind.VARCHAR:  # it may name an offset
        value = cast(value, TIMESTAMP_TZ, call.environment)
    moment = coerce(temporal(call, value), TIMESTAMP_LTZ, call.environment).sql
    return typed(f"frazil.tz_of_utc({moment}, {call[0].sql})", TIMESTAMP_TZ)


# ---------------------------------------------------------------- now


def _digits(call: Call) -> int:
    """Return the fractional digits that a function of the present moment is asked for."""
    digits = str(call.constant(0)) if len(call) else "9"
    if digits not in set("0123456789"):
        raise InvalidArgumentError(f"invalid value [{digits}] for the precision of function {call.name}")
    return int(digits)


def _cut(moment: datetime.datetime, digits: int) -> datetime.datetime:
    unit = 10 ** max(6 - digits, 0)
    return moment.replace(microsecond=moment.microsecond // unit * unit)


def _local_now(call: Call) -> datetime.datetime:
    return call.environment.now.astimezone(call.environment.zone)


@DATES.function("CURRENT_TIMESTAMP GETDATE LOCALTIMESTAMP SYSTIMESTAMP", ("any",), minimum=0, contextual=True)
def _current_timestamp(call: Call) -> Typed:
    digits = _digits(call)
    kind = timestamp(Kind.TIMESTAMP_LTZ, digits)
    return typed(render_timestamp(_cut(call.environment.now, digits)), kind, nullable=False)


@DATES.function("SYSDATE", (), contextual=True)
def _sysdate(call: Call) -> Typed:
    return typed(render_timestamp(call.environment.now), TIMESTAMP_NTZ, nullable=False)


@DATES.function("CURRENT_DATE", (), contextual=True)
def _current_date(call: Call) -> Typed:
    return typed(f"DATE '{_local_now(call).date().isoformat()}'", DATE, nullable=False)


@DATES.function("CURRENT_TIME LOCALTIME", ("any",), minimum=0, contextual=True)
def _current_time(call: Call) -> Typed:
    digits = _digits(call)
    now = _cut(_local_now(call), digits).time()
    return typed(f"TIME '{now.isoformat()}'", DataType(Kind.TIME, scale=digits), nullable=False)
