"""Timestamps on the clock on the wall: what a person in the value's zone reads, and what moves by the calendar.

TIMESTAMP_LTZ shows the session's time, TIMESTAMP_TZ that of its own offset, TIMESTAMP_NTZ itself.
"""

from __future__ import annotations

from collections.abc import Callable

from frazil.core.types import TIMESTAMP_LTZ, TIMESTAMP_NTZ, TIMESTAMP_TZ, DataType, Kind
from frazil.sql.binder.casts import coerce
from frazil.sql.binder.environment import Environment
from frazil.sql.binder.formats import zone_literal
from frazil.sql.binder.typed import Typed, typed

_MAPPED = {"TIMESTAMP_LTZ": TIMESTAMP_LTZ, "TIMESTAMP_TZ": TIMESTAMP_TZ}
_ZONED = (Kind.TIMESTAMP_LTZ, Kind.TIMESTAMP_TZ)


def mapped_timestamp(environment: Environment) -> DataType:
    """Return the type that TIMESTAMP stands for in the session."""
    return _MAPPED.get(str(environment.parameter("TIMESTAMP_TYPE_MAPPING")), TIMESTAMP_NTZ)


def on_wall_clock(value: Typed, environment: Environment, change: Callable[[str], str]) -> Typed:
    """Return a date or time changed as its own clock on the wall shows it."""
    kind = value.type.kind
    if kind is Kind.TIMESTAMP_LTZ:
        zone = zone_literal(environment)
        sql = f"frazil.to_utc({change(f'frazil.to_local({value.sql}, {zone})')}, {zone})"
    elif kind is Kind.TIMESTAMP_TZ:
        sql = f"frazil.tz_of_offset({change(f'frazil.tz_local({value.sql})')}, ({value.sql}).o)"
    else:
        sql = change(value.sql)
    return typed(sql, value.type, nullable=True)


def moved(value: Typed, environment: Environment, interval: str, *, elapsed: bool) -> Typed:
    """Return a date or time moved by DuckDB's ``+ interval`` or ``- interval``.

    ``elapsed``: by time that passes, else by the calendar; the two differ where the session's clock is set.
    """
    if value.type.kind is Kind.TIMESTAMP_LTZ and elapsed:
        return typed(f"({value.sql} {interval})", value.type, nullable=value.nullable)
    return on_wall_clock(value, environment, lambda wall: f"({wall} {interval})")


def compared_instants(values: tuple[Typed, Typed], environment: Environment) -> tuple[str, str]:
    """Return two dates or times as instants in UTC if one of them has a zone, else as they stand."""
    if any(value.type.kind in _ZONED for value in values):
        start, end = (coerce(value, TIMESTAMP_LTZ, environment).sql for value in values)
        return start, end
    return compared_walls(values, environment)


def compared_walls(values: tuple[Typed, Typed], environment: Environment) -> tuple[str, str]:
    """Return two dates or times as their own clocks show them; a time of day stands on one day."""
    start, end = (_wall(value, environment) for value in values)
    return start, end


def _wall(value: Typed, environment: Environment) -> str:
    if value.type.kind is Kind.TIME:
        return f"(DATE '1970-01-01' + {value.sql})"
    return coerce(value, TIMESTAMP_NTZ, environment).sql
