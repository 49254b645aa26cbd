"""Dates, times and timestamps read from text: by a Snowflake format, or by the formats AUTO recognises."""

from __future__ import annotations

import datetime
import functools
import re
from dataclasses import dataclass

from frazil.core.errors import DateValueError, FrazilError, TimestampValueError

_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_FULL_MONTHS = (
    "JANUARY", "FEBRUARY", "MARCH", "APRIL", "MAY", "JUNE",
    "JULY", "AUGUST", "SEPTEMBER", "OCTOBER", "NOVEMBER", "DECEMBER",
)  # fmt: skip
_ELEMENTS: dict[str, str] = {
    "YYYY": r"(?P<year>\d{4})",
    "UUUU": r"(?P<year>\d{4})",
    "YY": r"(?P<short>\d{2})",
    "MMMM": f"(?P<month_name>{'|'.join(_FULL_MONTHS)})",
    "MON": f"(?P<month_short>{'|'.join(_MONTHS)})",
    "MM": r"(?P<month>\d{1,2})",
    "DD": r"(?P<day>\d{1,2})",
    "DY": "(?:SUN|MON|TUE|WED|THU|FRI|SAT)",
    "HH24": r"(?P<hour>\d{1,2})",
    "HH12": r"(?P<hour12>\d{1,2})",
    "HH": r"(?P<hour>\d{1,2})",
    "AM": "(?P<half>AM|PM)",
    "PM": "(?P<half>AM|PM)",
    "MI": r"(?P<minute>\d{1,2})",
    "SS": r"(?P<second>\d{1,2})",
    "TZH": r"(?P<zone_hour>[+-]\d{1,2}|Z)",
    "TZM": r"(?P<zone_minute>\d{2})?",
    "TZD": r"(?P<zone_name>[A-Z]{3,5})",
}
_TOKEN = re.compile(
    r'"([^"]*)"|(YYYY|UUUU|YY|MMMM|MON|MM|DD|DY|HH24|HH12|HH|AM|PM|MI|SS|FF\d?|TZH|TZM|TZD)', re.IGNORECASE
)
_DATES = ("YYYY-MM-DD", "DD-MON-YYYY", "MM/DD/YYYY")
_TIMES = ("HH24:MI:SS.FF", "HH24:MI:SS", "HH24:MI")
_LONG = (
    "DY MON DD HH24:MI:SS TZHTZM YYYY",
    "DY, DD MON YYYY HH24:MI:SS TZHTZM",
    "DY, DD MON YYYY HH24:MI:SS.FF TZHTZM",
    "DY, DD MON YYYY HH12:MI:SS AM TZHTZM",
    "DY, DD MON YYYY HH12:MI:SS.FF AM TZHTZM",
    "DY, DD MON YYYY HH24:MI:SS",
    "DY, DD MON YYYY HH24:MI:SS.FF",
    "DY, DD MON YYYY HH12:MI:SS AM",
    "DY, DD MON YYYY HH12:MI:SS.FF AM",
)
# Years before 1000 come without zeros: the official connector writes date(1, 3, 4) as 1-03-04.
_ISO = re.compile(
    r"(\d{1,4}-\d{1,2}-\d{1,2})(?:[T ](\d{1,2})(?::(\d{1,2})(?::(\d{1,2})(?:\.(\d*))?)?)?"
    r"\s*(?:(Z)|([+-])(\d{1,2}):?(\d{2})?)?)?\Z",
    re.IGNORECASE,
)
_EPOCH = datetime.datetime(1970, 1, 1)
_INTEGER = re.compile(r"-?\d+\Z")


@dataclass(frozen=True, slots=True)
class Moment:
    """What was read: the wall clock's time, and its offset from UTC in minutes if the text gave one."""

    wall: datetime.datetime
    offset: int | None = None


def parse_date(text: str, form: str, century: int = 1970) -> datetime.date:
    """Return the date that a text says; raises DateValueError.  ``century``: the first year of two-digit years."""
    return _scan(text, form, century, DateValueError, "date").wall.date()


def parse_time(text: str, form: str, century: int = 1970) -> datetime.time:
    """Return the time of day that a text says; raises TimestampValueError."""
    found = _first(text.strip(), _TIMES if form == "AUTO" else (form,), century) or _epoch(text.strip(), form)
    if found is None:
        raise TimestampValueError(_complaint("Time", "time", text, form))
    return found.wall.time()


def scan_wall(text: str, form: str, century: int = 1970) -> datetime.datetime:
    """Return a timestamp's wall-clock time; raises TimestampValueError."""
    return _scan(text, form, century, TimestampValueError, "timestamp").wall


def scan_offset(text: str, form: str, century: int = 1970) -> int | None:
    """Return a timestamp's offset from UTC in minutes, None if the text has none."""
    return _scan(text, form, century, TimestampValueError, "timestamp").offset


def _complaint(noun: str, kind: str, text: str, form: str) -> str:
    if form == "AUTO":
        return f"{noun} '{text}' is not recognized"
    return f"Can't parse '{text}' as {kind} with format '{form}'"


@functools.lru_cache(maxsize=512)
def _scan(text: str, form: str, century: int, error: type[FrazilError], kind: str) -> Moment:
    stripped = text.strip()
    found = _auto(stripped) if form == "AUTO" else (_first(stripped, (form,), century) or _epoch(stripped, form))
    if found is None:
        raise error(_complaint(kind.capitalize(), kind, text, form))
    return found


def _auto(text: str) -> Moment | None:
    if found := _ISO.match(text):
        return _iso(found)
    combined = (*_DATES[1:], *(f"{date} {time}" for date in _DATES[1:] for time in _TIMES), *_LONG)
    return _first(text, combined, 0) or _epoch(text, "AUTO")


def _iso(found: re.Match[str]) -> Moment | None:
    year, month, day = map(int, found[1].split("-"))
    fraction = int(f"{(found[5] or '')[:6]:0<6}")
    offset = None
    if found[6]:
        offset = 0
    elif found[7]:
        offset = (int(found[8]) * 60 + int(found[9] or 0)) * (-1 if found[7] == "-" else 1)
    hour, minute, second = (int(found[index] or 0) for index in (2, 3, 4))
    try:
        return Moment(datetime.datetime(year, month, day, hour, minute, second, fraction), offset)
    except ValueError:
        return None


def _epoch(text: str, form: str) -> Moment | None:
    """Read an integer as seconds, milli-, micro- or nanoseconds since 1970, by its size."""
    if form != "AUTO" or not _INTEGER.match(text):
        return None
    number = int(text)
    size = abs(number)
    factor, divisor = next(
        (pair for bound, pair in _UNITS if size < bound),
        (1, 1000),
    )
    try:
        return Moment(_EPOCH + datetime.timedelta(microseconds=number * factor // divisor))
    except OverflowError:
        return None


_UNITS = ((31_536_000_000, (1_000_000, 1)), (31_536_000_000_000, (1000, 1)), (31_536_000_000_000_000, (1, 1)))


def _first(text: str, forms: tuple[str, ...], century: int) -> Moment | None:
    for form in forms:
        if (match := _pattern(form).match(text)) and (moment := _moment(match.groupdict(), century)):
            return moment
    return None


@functools.lru_cache(maxsize=256)
def _pattern(form: str) -> re.Pattern[str]:
    """Return the regular expression of a format; an element given twice counts once."""
    pieces: list[str] = []
    used: set[str] = set()
    end = 0
    for token in _TOKEN.finditer(form):
        pieces.append(_literal(form[end : token.start()]))
        end = token.end()
        if token[2] is None:
            pieces.append(re.escape(token[1]))
            continue
        element = token[2].upper()
        piece = r"(?P<fraction>\d{0,9})" if element.startswith("FF") else _ELEMENTS[element]
        name = piece[: piece.find(">")]
        pieces.append(re.sub(r"\?P<\w+>", "?:", piece) if name in used else piece)
        used.add(name)
    return re.compile("".join(pieces) + _literal(form[end:]) + r"\Z", re.IGNORECASE)


def _literal(text: str) -> str:
    return re.sub(r"(\\ )+", r"\\s*", re.escape(text)).replace(r"\s*", r"\s+")


def _moment(parts: dict[str, str | None], century: int) -> Moment | None:
    half, hour = (parts.get("half") or "").upper(), int(parts.get("hour") or parts.get("hour12") or 0)
    if half:
        hour = hour % 12 + (12 if half == "PM" else 0)
    fraction = int(f"{(parts.get('fraction') or '')[:6]:0<6}")
    try:
        wall = datetime.datetime(
            _year(parts, century), _month(parts), int(parts.get("day") or 1), hour,
            int(parts.get("minute") or 0), int(parts.get("second") or 0), fraction,
        )  # fmt: skip
    except ValueError:
        return None
    return Moment(wall, _offset(parts))


def _year(parts: dict[str, str | None], century: int) -> int:
    if short := parts.get("short"):
        return century + (int(short) - century) % 100
    return int(parts.get("year") or 1970)


def _month(parts: dict[str, str | None]) -> int:
    if name := parts.get("month_name"):
        return _FULL_MONTHS.index(name.upper()) + 1
    if name := parts.get("month_short"):
        return _MONTHS.index(name.upper()) + 1
    return int(parts.get("month") or 1)


def _offset(parts: dict[str, str | None]) -> int | None:
    hour = parts.get("zone_hour")
    if hour is None:
        return None
    if hour.upper() == "Z":
        return 0
    minutes = abs(int(hour)) * 60 + int(parts.get("zone_minute") or 0)
    return -minutes if hour.startswith("-") else minutes
