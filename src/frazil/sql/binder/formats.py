"""Date and time formats: the DuckDB text that prints a value by a Snowflake format, or reads one.

Printing is one ``strftime`` with the offset beside it.  Reading takes DuckDB's ``strptime`` for plain formats and a
native function for the rest and for what did not fit.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from frazil.core.types import TIMESTAMPS, DataType, Kind
from frazil.sql.binder.environment import Environment
from frazil.sql.binder.once import once
from frazil.sql.binder.typed import Typed, quote_text, typed

_TOKEN = re.compile(
    r'"([^"]*)"|(YYYY|UUUU|YY|MMMM|MON|MM|DD|DY|HH24|HH12|HH|AM|PM|MI|SS|FF\d?|TZH:TZM|TZHTZM|TZH|TZM|TZD)',
    re.IGNORECASE,
)
_STRFTIME = {
    "YYYY": "%Y", "UUUU": "%Y", "YY": "%y", "MMMM": "%B", "MON": "%b", "MM": "%m", "DD": "%d", "DY": "%a", "HH24": "%H",
    "HH": "%H", "HH12": "%I", "AM": "%p", "PM": "%p", "MI": "%M", "SS": "%S",
}  # fmt: skip
_STRPTIME = frozenset({"YYYY", "MM", "DD", "HH24", "HH", "MI", "SS"})
_NO_ZONE = {"TZH:TZM": "Z", "TZHTZM": "Z", "TZH": "Z", "TZM": "", "TZD": ""}
"""What stands for the offset of a value without one."""

_ZONED = "YYYY-MM-DD HH24:MI:SS.FF3 TZHTZM"
_DEFAULTS = {
    Kind.DATE: "YYYY-MM-DD",
    Kind.TIME: "HH24:MI:SS",
    Kind.TIMESTAMP_NTZ: "YYYY-MM-DD HH24:MI:SS.FF3",
    Kind.TIMESTAMP_LTZ: _ZONED,
    Kind.TIMESTAMP_TZ: _ZONED,
}
_INPUT_PARAMETER = {Kind.DATE: "DATE_INPUT_FORMAT", Kind.TIME: "TIME_INPUT_FORMAT"}
_READERS = {
    Kind.DATE: "frazil.parse_date({0})",
    Kind.TIME: "frazil.parse_time({0})",
    Kind.TIMESTAMP_NTZ: "frazil.parse_ntz({0})",
    Kind.TIMESTAMP_LTZ: "frazil.parse_ltz({0}, {zone})",
    Kind.TIMESTAMP_TZ: "frazil.parse_tz({0}, {zone})",
}
_SCANNERS = {
    Kind.DATE: "frazil_parse_date({0}, {format}, {century})",
    Kind.TIME: "frazil_parse_time({0}, {format}, {century})",
    Kind.TIMESTAMP_NTZ: "frazil_scan_wall({0}, {format}, {century})",
    Kind.TIMESTAMP_LTZ: "frazil.scan_ltz({0}, {format}, {century}, {zone})",
    Kind.TIMESTAMP_TZ: "frazil.scan_tz({0}, {format}, {century}, {zone})",
}


@dataclass(frozen=True, slots=True)
class _Element:
    """A piece of a format: an element such as MM, or literal text (then ``name`` is empty)."""

    name: str
    text: str = ""


def zone_literal(environment: Environment) -> str:
    """Return the session's time zone as a literal; the text then depends on the session."""
    environment.contextual = True
    return quote_text(str(environment.parameter("TIMEZONE")))


def output_format(kind: Kind, environment: Environment) -> str:
    """Return the session's format for printing values of a kind."""
    environment.contextual = True
    parameters = environment.facts.parameters
    given = str(parameters.get(f"{kind.value}_OUTPUT_FORMAT") or "")
    if not given and kind in TIMESTAMPS:
        given = str(parameters.get("TIMESTAMP_OUTPUT_FORMAT") or "")
    return given


def input_format(kind: Kind, environment: Environment) -> str:
    """Return the session's format for reading values of a kind."""
    environment.contextual = True
    parameter = _INPUT_PARAMETER.get(kind, "TIMESTAMP_INPUT_FORMAT")
    return str(environment.facts.parameters.get(parameter) or "AUTO")


def render_format(value: Typed, format: str, environment: Environment) -> str:
    """Return DuckDB text that prints a DATE, TIME or TIMESTAMP by a format; AUTO and empty mean the default."""
    kind = value.type.kind
    if format.upper() in ("", "AUTO"):
        format = _DEFAULTS[kind]
    local, offset = _wall_clock(value, environment)
    digits = value.type.scale if kind is not Kind.DATE else 9
    parts: list[str] = []
    pending = ""
    for element in _elements(format):
        if element.name.startswith("TZ") and offset is None:
            pending += _NO_ZONE[element.name]
        elif element.name.startswith("TZ"):
            if pending:
                parts.append(f"strftime({local}, {quote_text(pending)})")
            pending = ""
            parts.append(_offset_part(element.name, str(offset)))
        elif element.name.startswith("FF"):
            pending, extra = _fraction(pending, element.name, digits, local)
            parts += extra
        else:
            pending += _STRFTIME[element.name] if element.name else element.text.replace("%", "%%")
    if pending or not parts:
        parts.append(f"strftime({local}, {quote_text(pending)})")
    return parts[0] if len(parts) == 1 else "(" + " || ".join(parts) + ")"


def parse_format(value: Typed, target: DataType, format: str, environment: Environment) -> Typed:
    """Return a text read as a DATE, TIME or TIMESTAMP by a format; AUTO recognises the common ones."""
    zone = zone_literal(environment) if target.kind in (Kind.TIMESTAMP_LTZ, Kind.TIMESTAMP_TZ) else ""
    if format.upper() in ("", "AUTO"):
        reader = _READERS[target.kind]
        return typed(once(value.sql, lambda name: reader.format(name, zone=zone)), target, nullable=value.nullable)
    elements = _elements(format)
    century = 0
    if any(element.name == "YY" for element in elements):
        century = int(str(environment.parameter("TWO_DIGIT_CENTURY_START")))
    sql = _SCANNERS[target.kind].replace("{format}", quote_text(format).replace("{", "{{").replace("}", "}}"))
    scanner = sql.replace("{century}", str(century)).replace("{zone}", zone)
    return typed(once(value.sql, lambda name: _scan(name, target, elements, scanner)), target, nullable=value.nullable)


def _scan(text: str, target: DataType, elements: list[_Element], scanner: str) -> str:
    """Return the text that reads by a format: ``strptime`` where it can, the native function for what that refuses."""
    sql = scanner.format(text)
    names = [element.name for element in elements if element.name]
    if {"YYYY", "MM", "DD"} <= set(names) <= _STRPTIME and len(set(names)) == len(names):
        pattern = "".join(_STRFTIME[e.name] if e.name else e.text.replace("%", "%%") for e in elements)
        fast = f"try_strptime({text}, {quote_text(pattern)})"
        wrap = {Kind.DATE: "CAST({0} AS DATE)", Kind.TIMESTAMP_NTZ: "{0}"}.get(target.kind)
        if wrap is not None:
            sql = f"coalesce({wrap.format(fast)}, {sql})"
    return sql


def _elements(format: str) -> list[_Element]:
    elements = []
    end = 0
    for token in _TOKEN.finditer(format):
        if token.start() > end:
            elements.append(_Element("", format[end : token.start()]))
        elements.append(_Element("", token[1]) if token[2] is None else _Element(token[2].upper()))
        end = token.end()
    if end < len(format):
        elements.append(_Element("", format[end:]))
    return elements


def _wall_clock(value: Typed, environment: Environment) -> tuple[str, str | None]:
    """Return the texts of the time to print and of its offset from UTC in minutes, None where there is no zone."""
    kind = value.type.kind
    if kind is Kind.TIMESTAMP_LTZ:
        local = f"frazil.to_local({value.sql}, {zone_literal(environment)})"
        return local, f"frazil.minutes_between({value.sql}, {local})"
    if kind is Kind.TIMESTAMP_TZ:
        return f"frazil.tz_local({value.sql})", f"({value.sql}).o"
    if kind is Kind.TIME:
        return f"(DATE '1970-01-01' + {value.sql})", None
    return value.sql, None


def _fraction(pending: str, name: str, scale: int, local: str) -> tuple[str, list[str]]:
    """Return the strftime text so far with a fraction of a second, and parts for what strftime has no letter for."""
    digits = int(name[2:]) if len(name) > 2 else scale
    if digits == 0:
        return pending.removesuffix("."), []
    if digits in (3, 6):
        return pending + {3: "%g", 6: "%f"}[digits], []
    # DuckDB fills a text with two %n up with NUL characters, so each stands in a text of its own.
    parts = [f"strftime({local}, {quote_text(pending)})"] if pending else []
    return "", [*parts, f"left(strftime({local}, '%n'), {digits})"]


def _offset_part(name: str, offset: str) -> str:
    if name in ("TZH:TZM", "TZHTZM"):
        return f"frazil.offset_text({offset}, '{name[3:-3]}')"
    if name == "TZM":
        return f"lpad(CAST(abs({offset}) % 60 AS VARCHAR), 2, '0')"
    if name == "TZD":
        return f"frazil.offset_text({offset}, ':')"
    return f"left(frazil.offset_text({offset}, ''), 3)"
