"""SHOW PARAMETERS of the session, the account, a user, or an object."""

from __future__ import annotations

from collections.abc import Mapping

from frazil.catalog.records import ACCOUNT_ID, Account, Family, Record, User
from frazil.commands.context import Context
from frazil.commands.lookup import find_target
from frazil.commands.parameters import (
    PARAMETERS,
    Level,
    Setting,
    default_of,
    object_settings,
    render_value,
    session_settings,
)
from frazil.commands.results import Rows
from frazil.commands.show_scope import Row, Visibility, columns, filters_of, missing
from frazil.core.errors import ObjectNotFoundError, UnsupportedError
from frazil.core.names import QualifiedName
from frazil.sql import statements as st

_COLUMNS = columns("key value default level description type")

_SCOPES = frozenset({"DATABASE", "SCHEMA", "TABLE", "TASK", "USER", "WAREHOUSE"})


def show_parameters(statement: st.Show, context: Context) -> Rows:
    """List parameters with the value in force and the level that set it, in order of name."""
    settings = _settings(statement, context)
    defaults = context.services.defaults
    rows: list[tuple[str, Row]] = []
    for name, setting in sorted(settings.items()):
        parameter = setting.parameter
        row = (
            name,
            render_value(setting.value),
            render_value(default_of(parameter, defaults)),
            setting.level.value if setting.level is not None else "",
            parameter.description,
            parameter.type,
        )
        rows.append((name, row))
    return Rows(_COLUMNS, filters_of(statement, context).select(rows))


def _settings(statement: st.Show, context: Context) -> Mapping[str, Setting]:
    snapshot, state, defaults = context.snapshot, context.state, context.services.defaults
    if statement.scope in ("", "SESSION"):
        return session_settings(snapshot, state.user, state.parameters, defaults)
    if statement.scope == "ACCOUNT":
        return _account_settings(context)
    if statement.scope not in _SCOPES:
        raise UnsupportedError(f"SHOW PARAMETERS IN {statement.scope}")
    record = _record(statement, context)
    if isinstance(record, User):
        return session_settings(snapshot, record, {}, defaults)
    return object_settings(snapshot, record, defaults)


def _account_settings(context: Context) -> dict[str, Setting]:
    account = context.snapshot.get(Account, ACCOUNT_ID)
    if account is None:
        return {}
    inherited = session_settings(context.snapshot, None, {}, context.services.defaults)
    own = {
        name: Setting(parameter, default_of(parameter, context.services.defaults), None)
        for name, parameter in PARAMETERS.items()
        if Level.ACCOUNT in parameter.levels
    }
    return {**own, **object_settings(context.snapshot, account, context.services.defaults), **inherited}


def _record(statement: st.Show, context: Context) -> Record:
    """Return the object whose parameters are asked for; without a name the current one."""
    name = statement.scope_name
    if name is None:
        parts = _current(statement.scope, context)
        if None in parts:
            raise missing()
        name = QualifiedName(tuple(str(part) for part in parts))
    try:
        found = find_target(Family(statement.scope), name, context, "SHOW PARAMETERS").record
    except ObjectNotFoundError:
        found = None
    if found is None or not Visibility(context).sees(found):
        raise missing()
    return found


def _current(scope: str, context: Context) -> tuple[str | None, ...]:
    """Return the name of the session's current object of a kind, with None for what it does not have."""
    state = context.state
    if scope == "SCHEMA":
        return (state.database, state.schema)
    return ({"DATABASE": state.database, "USER": state.user_name, "WAREHOUSE": state.warehouse}.get(scope),)
