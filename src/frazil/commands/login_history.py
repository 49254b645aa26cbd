"""Logins and sessions: LOGIN_HISTORY as table functions and as a view, SESSIONS, and when somebody last logged in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

import pyarrow as pa

from frazil.catalog.records import ACCOUNT_ID, Family, User
from frazil.commands.context import Services, SessionState, roles_in_force
from frazil.commands.system_rows import Columns, parse_columns, register, select_columns, sql_relation
from frazil.commands.task_relations import Arguments, in_window, time_argument
from frazil.core.names import parse_identifier
from frazil.engine.literals import quote_literal
from frazil.security.privileges import OWNERSHIP, Need, decide
from frazil.sql.binder.environment import Environment, SystemRelation
from frazil.sql.binder.typed import Typed, render_timestamp

_YEAR = timedelta(days=365)
_WINDOW = timedelta(days=7)
_TIMES = ("TIME_RANGE_START", "TIME_RANGE_END", "RESULT_LIMIT")
_SEEING = ("MONITOR", OWNERSHIP)
"""Privileges on a user of which one shows the user's logins."""

FUNCTION_COLUMNS: Columns = parse_columns(
    "EVENT_TIMESTAMP:t EVENT_ID:n EVENT_TYPE USER_NAME CLIENT_IP REPORTED_CLIENT_TYPE REPORTED_CLIENT_VERSION "
    "FIRST_AUTHENTICATION_FACTOR SECOND_AUTHENTICATION_FACTOR IS_SUCCESS ERROR_CODE:n ERROR_MESSAGE "
    "RELATED_EVENT_ID:n CONNECTION CLIENT_PRIVATE_LINK_ID FIRST_AUTHENTICATION_FACTOR_ID "
    "SECOND_AUTHENTICATION_FACTOR_ID LOGIN_DETAILS AUTHORIZING_INTEGRATION_NAME AUTHENTICATING_INTEGRATION_NAME"
)
USAGE_COLUMNS: Columns = parse_columns(
    "EVENT_ID:n EVENT_TIMESTAMP:t EVENT_TYPE USER_NAME CLIENT_IP REPORTED_CLIENT_TYPE REPORTED_CLIENT_VERSION "
    "FIRST_AUTHENTICATION_FACTOR SECOND_AUTHENTICATION_FACTOR IS_SUCCESS ERROR_CODE:n ERROR_MESSAGE "
    "RELATED_EVENT_ID:n CONNECTION CLIENT_PRIVATE_LINK_ID FIRST_AUTHENTICATION_FACTOR_ID "
    "SECOND_AUTHENTICATION_FACTOR_ID LOGIN_DETAILS AUTHORIZING_INTEGRATION_NAME"
)
SESSION_COLUMNS: Columns = parse_columns(
    "SESSION_ID:n CREATED_ON:t USER_NAME AUTHENTICATION_METHOD LOGIN_EVENT_ID:n CLIENT_APPLICATION_VERSION "
    "CLIENT_APPLICATION_ID CLIENT_ENVIRONMENT CLIENT_BUILD_ID CLIENT_VERSION ACCESS_TIME:t IS_OPEN:b CLOSED_REASON"
)

_KNOWN = parse_columns(
    "EVENT_ID:n EVENT_TIMESTAMP:t EVENT_TYPE USER_NAME CLIENT_IP REPORTED_CLIENT_TYPE REPORTED_CLIENT_VERSION "
    "FIRST_AUTHENTICATION_FACTOR FIRST_AUTHENTICATION_FACTOR_ID IS_SUCCESS ERROR_CODE:n ERROR_MESSAGE "
    "RELATED_EVENT_ID:n"
)
_SELECTED = (
    "SELECT event_id AS o1, event_timestamp AS o2, 'LOGIN' AS o3, user_name AS o4, client_ip AS o5, client_type AS o6, "
    "client_version AS o7, factor AS o8, CAST(factor_id AS VARCHAR) AS o9, "
    "CASE WHEN error_message IS NULL THEN 'YES' ELSE 'NO' END AS o10, error_code AS o11, error_message AS o12, "
    "CAST(0 AS BIGINT) AS o13 FROM frazil.logins"
)
_SESSIONS = (
    "SELECT l.session_id AS o1, l.event_timestamp AS o2, l.user_name AS o3, "
    "CASE l.factor WHEN 'PASSWORD' THEN 'Password' ELSE l.factor END AS o4, l.event_id AS o5, "
    "l.client_version AS o6, l.client_application AS o7, l.client_environment AS o8, "
    "CAST(NULL AS VARCHAR) AS o9, CAST(NULL AS VARCHAR) AS o10, coalesce(n.o2, e.access_time) AS o11, "
    "n.o1 IS NOT NULL AS o12, CASE WHEN n.o1 IS NULL THEN coalesce(e.reason, 'UNKNOWN') END AS o13 "
    "FROM frazil.logins l LEFT JOIN frazil.session_ends e ON e.session_id = l.session_id "
    "LEFT JOIN {open} n ON n.o1 = l.session_id WHERE l.session_id IS NOT NULL AND l.event_timestamp >= {since}"
)

Bound = tuple[Sequence[Typed], Mapping[str, Typed]]


def login_history(environment: Environment, services: Services, state: SessionState, bound: Bound) -> SystemRelation:
    """Return the logins of the last week of every user whose logins the roles may see."""
    return _logins(environment, services, state, Arguments("LOGIN_HISTORY", _TIMES, *bound))


def login_history_by_user(
    environment: Environment, services: Services, state: SessionState, bound: Bound
) -> SystemRelation:
    """Return the logins of the last week of one user, of the session's own unless another is named."""
    arguments = Arguments("LOGIN_HISTORY_BY_USER", ("USER_NAME", *_TIMES), *bound)
    name = arguments.text("USER_NAME")
    wanted = parse_identifier(name) if name else state.user_name
    return _logins(environment, services, state, arguments, f"user_name = {quote_literal(wanted)}")


def usage_logins(services: Services, environment: Environment) -> SystemRelation:
    """Return ACCOUNT_USAGE.LOGIN_HISTORY: the attempts to log in of the last year."""
    _flush(services, environment)
    since = quote_literal(environment.now - _YEAR)
    return sql_relation(_KNOWN, f"{_SELECTED} WHERE event_timestamp >= {since}")


def usage_sessions(services: Services, environment: Environment) -> SystemRelation:
    """Return ACCOUNT_USAGE.SESSIONS: the sessions that were opened in the last year."""
    _flush(services, environment)
    used: Mapping[int, datetime] = {} if environment.describe_only else services.sessions.last_used()
    times = [moment.replace(tzinfo=None) for moment in used.values()]
    columns = [pa.array(list(used), type=pa.int64()), pa.array(times, type=pa.timestamp("us"))]
    table = register(environment, pa.Table.from_arrays(columns, names=["o1", "o2"]))
    since = quote_literal(environment.now - _YEAR)
    return sql_relation(SESSION_COLUMNS, _SESSIONS.format(open=table, since=since))


def last_logins(services: Services, columns: str) -> dict[tuple[object, ...], datetime]:
    """Return when a session was last opened, by the values of columns of ``frazil.logins``."""
    services.login_log.try_flush()
    rows = services.store.rows(
        f"SELECT {columns}, max(event_timestamp) FROM frazil.logins WHERE error_message IS NULL GROUP BY {columns}"
    )
    return {tuple(values): moment.replace(tzinfo=UTC) for *values, moment in rows}


def _logins(
    environment: Environment, services: Services, state: SessionState, arguments: Arguments, *filters: str
) -> SystemRelation:
    oldest = render_timestamp(environment.now - _WINDOW)
    start = time_argument(arguments.expression("TIME_RANGE_START"), environment)
    end = time_argument(arguments.expression("TIME_RANGE_END"), environment)
    since = oldest if start is None else f"coalesce({in_window(start, oldest)}, {oldest})"
    wanted = [*filters, *_sight(environment, state), f"event_timestamp >= {since}"]
    if end is not None:
        wanted.append(f"event_timestamp <= {in_window(end, oldest)}")
    limit = arguments.limit(100)
    _flush(services, environment)
    sql = f"{_SELECTED} WHERE {' AND '.join(wanted)} ORDER BY event_timestamp DESC, event_id DESC LIMIT {limit}"
    return select_columns(sql_relation(_KNOWN, sql), FUNCTION_COLUMNS)


def _sight(environment: Environment, state: SessionState) -> list[str]:
    """Return what leaves the logins that the roles may see: one's own, and those of users whom they may monitor.

    Who may monitor the account sees those of users who are no more, or never were, as well.
    """
    snapshot, roles = environment.snapshot, roles_in_force(environment.snapshot, state)
    account = Need(privilege="MONITOR", object_id=ACCOUNT_ID, family=Family.ACCOUNT, shown="account")
    if decide(snapshot, roles, account).allowed:
        return []
    seen = {state.user.id} if state.user is not None else set()
    for user in snapshot.children(User, ACCOUNT_ID):
        need = Need(privilege=_SEEING[0], object_id=user.id, family=Family.USER, shown="", any_of=_SEEING)
        if decide(snapshot, roles, need).allowed:
            seen.add(user.id)
    return [f"user_id IN ({', '.join(map(str, sorted(seen))) or 'NULL'})"]


def _flush(services: Services, environment: Environment) -> None:
    if not environment.describe_only:
        services.login_log.try_flush()
