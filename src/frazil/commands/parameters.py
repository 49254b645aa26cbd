"""Parameters: what they may be set to, at which level, and which value is in force.

A value is looked for from the nearest level outwards: session, user, account, then the server's own default.  Objects
keep values as text, sessions typed; ``parse_value`` and ``render_value`` go between the two.
"""

from __future__ import annotations

import contextlib
import functools
import zoneinfo
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from frazil.catalog.records import (
    ACCOUNT_ID,
    Account,
    Database,
    Record,
    Schema,
    Table,
    Task,
    User,
    Warehouse,
)
from frazil.catalog.snapshot import Snapshot
from frazil.commands.parameter_table import PARAMETERS, Level, Parameter, Value
from frazil.core.config import Settings
from frazil.core.errors import CompilationError, InvalidValueError
from frazil.core.names import QualifiedName

__all__ = [
    "PARAMETERS",
    "InvalidParameterError",
    "Level",
    "Parameter",
    "Setting",
    "Value",
    "default_of",
    "find_parameter",
    "inherited_values",
    "object_parameters",
    "object_settings",
    "parse_known",
    "parse_value",
    "render_value",
    "server_defaults",
    "session_settings",
]


_LONGEST_TAG = 2000


class InvalidParameterError(CompilationError):
    """``invalid parameter 'X'``: a name that is no parameter, or not one of the level where it was set."""

    code = "001006"
    sqlstate = "22023"


@dataclass(frozen=True, slots=True)
class Setting:
    """A parameter's value in force and the level that set it; None for the default."""

    parameter: Parameter
    value: Value
    level: Level | None


def find_parameter(name: str, level: Level) -> Parameter:
    """Return the parameter of that name; InvalidParameterError if it does not exist or not at that level."""
    found = PARAMETERS.get(name)
    if found is None or level not in found.levels:
        raise InvalidParameterError(f"invalid parameter '{name}'")
    return found


def parse_value(parameter: Parameter, value: object) -> Value:
    """Return a value given in SQL or at login as the parameter's type; InvalidValueError if it does not fit.

    Accepts Python values, bare words (a QualifiedName) and texts: clients send 'true' and '60' in quotes.
    """
    if isinstance(value, QualifiedName) and len(value.parts) == 1:
        value = value.name
    if isinstance(parameter.default, bool):
        parsed: Value | None = _boolean(value)
    elif isinstance(parameter.default, int):
        parsed = _number(parameter, value)
    else:
        parsed = _text(parameter, value)
    if parsed is None:
        raise InvalidValueError(f"invalid value [{_shown(value)}] for parameter '{parameter.name}'")
    return parsed


def render_value(value: object) -> str:
    """Return a value as SHOW PARAMETERS prints it and object records keep it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def session_settings(
    snapshot: Snapshot, user: User | None, own: Mapping[str, object], defaults: Mapping[str, object]
) -> dict[str, Setting]:
    """Return every session parameter in force for a session.

    ``own``: what the session set, typed.  ``defaults``: the server's defaults where they differ from Snowflake's.
    """
    chain: list[tuple[Level, Mapping[str, object]]] = [
        (Level.SESSION, own),
        (Level.USER, user.parameters if user is not None else {}),
        (Level.ACCOUNT, _account_parameters(snapshot)),
    ]
    return {
        parameter.name: _setting(parameter, chain, defaults)
        for parameter in PARAMETERS.values()
        if Level.SESSION in parameter.levels
    }


def parse_known(given: Mapping[str, object]) -> dict[str, Value]:
    """Return session parameters that a client sends along, typed; unknown ones and bad values are left out.

    Drivers send parameters of their own, and none of them expects a statement or a login to fail for it.
    """
    found: dict[str, Value] = {}
    for name, value in given.items():
        parameter = PARAMETERS.get(name.upper())
        if parameter is not None and Level.SESSION in parameter.levels:
            with contextlib.suppress(InvalidValueError):
                found[parameter.name] = parse_value(parameter, value)
    return found


def inherited_values(snapshot: Snapshot, user: User | None, defaults: Mapping[str, object]) -> dict[str, object]:
    """Return the values of every session parameter for a session that has set none.

    ``SessionFacts.parameters`` is this with the session's and the statement's own values laid over it; it changes only
    with the user's and the account's records, so a session keeps it.
    """
    settings = session_settings(snapshot, user, {}, defaults)
    return {name: setting.value for name, setting in settings.items()}


def object_settings(snapshot: Snapshot, record: Record, defaults: Mapping[str, object]) -> dict[str, Setting]:
    """Return the parameters an object can have, with the values in force for it.

    Looked up on the object, then on its schema, database and account.
    """
    level = Level(record.family.value)
    chain: list[tuple[Level, Mapping[str, object]]] = []
    current: Record | None = record
    while current is not None and current.id != ACCOUNT_ID:
        chain.append((Level(current.family.value), object_parameters(current)))
        current = snapshot.objects.get(current.parent_id)
    chain.append((Level.ACCOUNT, _account_parameters(snapshot)))
    return {
        parameter.name: _setting(parameter, chain, defaults)
        for parameter in PARAMETERS.values()
        if level in parameter.levels
    }


def object_parameters(record: Record) -> Mapping[str, object]:
    """Return the parameters set on an object itself, retention included, as texts."""
    if isinstance(record, Account | Warehouse | User | Task):
        return record.parameters
    if isinstance(record, Database | Schema):
        return {**_retention(record), **record.parameters}
    if isinstance(record, Table):
        return _retention(record)
    return {}


def _retention(record: Database | Schema | Table) -> Mapping[str, object]:
    return {} if record.retention_days == 1 else {"DATA_RETENTION_TIME_IN_DAYS": str(record.retention_days)}


def _account_parameters(snapshot: Snapshot) -> Mapping[str, object]:
    account = snapshot.get(Account, ACCOUNT_ID)
    return account.parameters if account is not None else {}


def _setting(
    parameter: Parameter, chain: Iterable[tuple[Level, Mapping[str, object]]], defaults: Mapping[str, object]
) -> Setting:
    for level, values in chain:
        if parameter.name in values:
            return Setting(parameter, parse_value(parameter, values[parameter.name]), level)
    return Setting(parameter, default_of(parameter, defaults), None)


def server_defaults(settings: Settings) -> dict[str, Value]:
    """Return the default of every session parameter on this server: Snowflake's where no setting says otherwise."""
    own: dict[str, object] = {"TIMEZONE": settings.timezone, "LOCK_TIMEOUT": settings.lock_timeout_seconds}
    return {
        parameter.name: default_of(parameter, own)
        for parameter in PARAMETERS.values()
        if Level.SESSION in parameter.levels
    }


def default_of(parameter: Parameter, defaults: Mapping[str, object]) -> Value:
    """Return the parameter's default on this server."""
    return parse_value(parameter, defaults.get(parameter.name, parameter.default))


def _boolean(value: object) -> bool | None:
    if isinstance(value, bool):
        return value
    return {"TRUE": True, "FALSE": False}.get(str(value).upper())


def _number(parameter: Parameter, value: object) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
        return None
    try:
        number = int(value)
    except ValueError:
        return None
    exact = isinstance(value, str) or number == value
    return number if exact and parameter.low <= number <= parameter.high else None


def _text(parameter: Parameter, value: object) -> str | None:
    if not isinstance(value, str):
        return None
    if parameter.words and value != parameter.default:
        return value.upper() if value.upper() in parameter.words else None
    if parameter.name == "TIMEZONE" and not _is_zone(value):
        return None
    if parameter.name == "QUERY_TAG" and len(value) > _LONGEST_TAG:
        return None
    return value


@functools.cache
def _is_zone(name: str) -> bool:
    """Say whether it is an IANA zone, in its exact spelling: zone files of some systems are found in any case."""
    return name in zoneinfo.available_timezones()


def _shown(value: object) -> str:
    """Return a refused value as the account echoes it: texts without quotes, numbers with separators."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return f"{value:,}" if isinstance(value, int | Decimal) else str(value)
