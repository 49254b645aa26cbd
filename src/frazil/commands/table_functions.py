"""Table functions over what the server remembers: RESULT_SCAN, and QUERY_HISTORY with its kin; others by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

import pyarrow as pa

from frazil.catalog.records import ACCOUNT_ID, Family
from frazil.commands.context import Services, SessionState, roles_in_force
from frazil.commands.login_history import login_history, login_history_by_user
from frazil.commands.query_history import QueryFilter, query_history
from frazil.commands.system_rows import register
from frazil.commands.tag_values import tag_references, tag_references_all_columns
from frazil.commands.task_relations import Arguments, time_argument
from frazil.core.errors import InvalidArgumentError
from frazil.core.ids import QueryId
from frazil.core.types import SEMI_STRUCTURED, DataType, Kind
from frazil.security.privileges import Need, decide
from frazil.sql.binder.environment import Environment, SystemRelation
from frazil.sql.binder.typed import Typed, storage_of
from frazil.sql.columns import ResultColumn, reported

Bound = tuple[Sequence[Typed], Mapping[str, Typed]]
TableFunction = Callable[[Environment, Services, SessionState, Bound], SystemRelation]

_TIMES = ("END_TIME_RANGE_START", "END_TIME_RANGE_END", "RESULT_LIMIT", "INCLUDE_CLIENT_GENERATED_STATEMENT")


def result_scan(environment: Environment, services: Services, state: SessionState, bound: Bound) -> SystemRelation:
    """Return the rows of an earlier result of this user, under the names its client saw."""
    arguments = Arguments("RESULT_SCAN", ("QUERY_ID",), *bound)
    given = arguments.expression("QUERY_ID")
    value = arguments.constant("QUERY_ID") if given is not None else -1
    is_place = isinstance(value, int | Decimal) and not isinstance(value, bool)
    query_id = _statement_at(Decimal(str(value)), state) if is_place else value
    if query_id is None:
        raise InvalidArgumentError("Invalid value [NULL] for function 'RESULT_SCAN', parameter 1")
    kept = services.results.find(state, QueryId(str(query_id)))
    return result_relation(environment, kept.columns, kept.data.table())


def _statement_at(place: Decimal, state: SessionState) -> QueryId:
    """Return the query id of a statement of the session: -1 is the last, 1 the first that the session remembers."""
    ids, index = state.query_ids, int(place)
    if place != index or not 1 <= abs(index) <= len(ids):
        raise InvalidArgumentError(f"Invalid value [{place}] for function 'RESULT_SCAN', parameter 1")
    return ids[index if index < 0 else index - 1]


def result_relation(environment: Environment, columns: Sequence[ResultColumn], table: pa.Table) -> SystemRelation:
    """Return kept rows as a relation; values come back in the types that expressions carry."""
    name = register(environment, table.rename_columns([f"o{place}" for place in range(1, len(columns) + 1)]))
    told = tuple(reported(column) for column in columns)
    storages = [_storage(column.type, field.type) for column, field in zip(told, table.schema, strict=True)]
    selected = [
        f"{_restored(column.type, storage, f'o{place}')} AS o{place}"
        for place, (column, storage) in enumerate(zip(told, storages, strict=True), 1)
    ]
    sql = f"SELECT {', '.join(selected)} FROM {name}"
    return SystemRelation(sql=sql, columns=told, storages=tuple(storages))


def _query_history(environment: Environment, services: Services, state: SessionState, bound: Bound) -> SystemRelation:
    return _history(environment, services, state, Arguments("QUERY_HISTORY", _TIMES, *bound), QueryFilter())


def _by_session(environment: Environment, services: Services, state: SessionState, bound: Bound) -> SystemRelation:
    arguments = Arguments("QUERY_HISTORY_BY_SESSION", ("SESSION_ID", *_TIMES), *bound)
    given = arguments.text("SESSION_ID")
    try:
        wanted = QueryFilter(session_id=int(given) if given is not None else int(state.id))
    except ValueError:
        raise InvalidArgumentError(
            f"Invalid value [{given}] for function 'QUERY_HISTORY_BY_SESSION', parameter SESSION_ID"
        ) from None
    return _history(environment, services, state, arguments, wanted)


def _by_user(environment: Environment, services: Services, state: SessionState, bound: Bound) -> SystemRelation:
    arguments = Arguments("QUERY_HISTORY_BY_USER", ("USER_NAME", *_TIMES), *bound)
    wanted = QueryFilter(user=arguments.text("USER_NAME") or state.user_name)
    return _history(environment, services, state, arguments, wanted)


def _by_warehouse(environment: Environment, services: Services, state: SessionState, bound: Bound) -> SystemRelation:
    arguments = Arguments("QUERY_HISTORY_BY_WAREHOUSE", ("WAREHOUSE_NAME", *_TIMES), *bound)
    wanted = QueryFilter(warehouse=arguments.text("WAREHOUSE_NAME") or state.warehouse or "")
    return _history(environment, services, state, arguments, wanted)


def _history(
    environment: Environment, services: Services, state: SessionState, arguments: Arguments, wanted: QueryFilter
) -> SystemRelation:
    """Return statements by a filter: those of everybody only to roles that may monitor the account."""
    need = Need(privilege="MONITOR", object_id=ACCOUNT_ID, family=Family.ACCOUNT, shown="account")
    everybody = decide(environment.snapshot, roles_in_force(environment.snapshot, state), need).allowed
    limited = QueryFilter(
        start=time_argument(arguments.expression("END_TIME_RANGE_START"), environment),
        end=time_argument(arguments.expression("END_TIME_RANGE_END"), environment),
        limit=arguments.limit(100),
        session_id=wanted.session_id,
        user=wanted.user,
        warehouse=wanted.warehouse,
        user_only=None if everybody else state.user_name,
    )
    if not environment.describe_only:
        services.query_log.flush()
    return query_history(limited)


TABLE_FUNCTIONS: Mapping[str, TableFunction] = {
    "LOGIN_HISTORY": login_history,
    "LOGIN_HISTORY_BY_USER": login_history_by_user,
    "QUERY_HISTORY": _query_history,
    "QUERY_HISTORY_BY_SESSION": _by_session,
    "QUERY_HISTORY_BY_USER": _by_user,
    "QUERY_HISTORY_BY_WAREHOUSE": _by_warehouse,
    "RESULT_SCAN": result_scan,
    "TAG_REFERENCES": tag_references,
    "TAG_REFERENCES_ALL_COLUMNS": tag_references_all_columns,
}
"""The functions by name; those about tasks are in ``task_relations``."""


def _storage(kind: DataType, arrow: pa.DataType) -> str:
    """Return the storage in which a kept value comes back."""
    if kind.kind is not Kind.NUMBER:
        return storage_of(kind)
    if pa.types.is_decimal(arrow):
        return f"DECIMAL({arrow.precision},{arrow.scale})"
    return "BIGINT"


def _restored(kind: DataType, storage: str, name: str) -> str:
    """Return the text that reads a kept value: semi-structured ones are kept as the JSON a client sees."""
    if kind.kind in SEMI_STRUCTURED:
        return f"frazil.parse_json({name})"
    return f"CAST({name} AS {storage})"
