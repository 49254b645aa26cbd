"""The history of statements: QUERY_HISTORY as a table function and as a view, over ``frazil.query_history``."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import timedelta

from frazil.commands.context import Services
from frazil.commands.system_rows import Columns, parse_columns, sql_relation
from frazil.engine.literals import quote_literal
from frazil.engine.query_log import QueryRecord
from frazil.sql.binder.environment import Environment, SystemRelation

_YEAR = timedelta(days=365)
_ELAPSED = "date_diff('millisecond', start_time, end_time)"

FUNCTION_COLUMNS: Columns = parse_columns(
    "QUERY_ID QUERY_TEXT DATABASE_NAME SCHEMA_NAME QUERY_TYPE SESSION_ID:n USER_NAME ROLE_NAME WAREHOUSE_NAME "
    "WAREHOUSE_SIZE WAREHOUSE_TYPE CLUSTER_NUMBER:n QUERY_TAG EXECUTION_STATUS ERROR_CODE ERROR_MESSAGE START_TIME:t "
    "END_TIME:t TOTAL_ELAPSED_TIME:n BYTES_SCANNED:n ROWS_PRODUCED:n COMPILATION_TIME:n EXECUTION_TIME:n "
    "QUEUED_PROVISIONING_TIME:n QUEUED_REPAIR_TIME:n QUEUED_OVERLOAD_TIME:n TRANSACTION_BLOCKED_TIME:n "
    "ROWS_INSERTED:n ROWS_UPDATED:n ROWS_DELETED:n ROWS_WRITTEN_TO_RESULT:n BYTES_WRITTEN:n"
)
USAGE_COLUMNS: Columns = parse_columns(
    "QUERY_ID QUERY_TEXT DATABASE_ID:n DATABASE_NAME SCHEMA_ID:n SCHEMA_NAME QUERY_TYPE SESSION_ID:n USER_NAME "
    "ROLE_NAME WAREHOUSE_ID:n WAREHOUSE_NAME WAREHOUSE_SIZE WAREHOUSE_TYPE CLUSTER_NUMBER:n QUERY_TAG "
    "EXECUTION_STATUS ERROR_CODE ERROR_MESSAGE START_TIME:t END_TIME:t TOTAL_ELAPSED_TIME:n BYTES_SCANNED:n "
    "PERCENTAGE_SCANNED_FROM_CACHE:n BYTES_WRITTEN:n ROWS_PRODUCED:n ROWS_INSERTED:n ROWS_UPDATED:n ROWS_DELETED:n "
    "COMPILATION_TIME:n EXECUTION_TIME:n QUEUED_PROVISIONING_TIME:n QUEUED_REPAIR_TIME:n QUEUED_OVERLOAD_TIME:n "
    "TRANSACTION_BLOCKED_TIME:n IS_CLIENT_GENERATED_STATEMENT:b"
)

_EXPRESSIONS = {
    "EXECUTION_STATUS": "CASE status WHEN 'SUCCESS' THEN 'SUCCESS' ELSE 'FAILED_WITH_ERROR' END",
    "TOTAL_ELAPSED_TIME": _ELAPSED,
    "EXECUTION_TIME": _ELAPSED,
    "ROWS_WRITTEN_TO_RESULT": "rows_produced",
    "IS_CLIENT_GENERATED_STATEMENT": "FALSE",
    # Nothing is compiled apart, queued or blocked in a way that is measured.
    "COMPILATION_TIME": "CAST(0 AS BIGINT)",
    "QUEUED_PROVISIONING_TIME": "CAST(0 AS BIGINT)",
    "QUEUED_REPAIR_TIME": "CAST(0 AS BIGINT)",
    "QUEUED_OVERLOAD_TIME": "CAST(0 AS BIGINT)",
    "TRANSACTION_BLOCKED_TIME": "CAST(0 AS BIGINT)",
}
_STORED = frozenset(each.name for each in fields(QueryRecord))
_NULLS = {"": "CAST(NULL AS VARCHAR)", "n": "CAST(NULL AS BIGINT)", "t": "CAST(NULL AS TIMESTAMP)"}


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryFilter:
    """The arguments of QUERY_HISTORY and its kin, checked; ``user_only`` leaves the statements of one user.

    ``start`` and ``end`` are DuckDB text of timestamps in UTC.
    """

    start: str | None = None
    end: str | None = None
    limit: int = 100
    session_id: int | None = None
    user: str | None = None
    warehouse: str | None = None
    user_only: str | None = None


def query_history(wanted: QueryFilter) -> SystemRelation:
    """Return the statements that ended within a time, newest first; the caller has flushed the log."""
    filters = [
        f"{column} = {quote_literal(value)}"
        for column, value in (
            ("session_id", wanted.session_id),
            ("user_name", wanted.user),
            ("warehouse_name", wanted.warehouse),
            ("user_name", wanted.user_only),
        )
        if value is not None
    ]
    filters += [f"end_time >= {wanted.start}"] if wanted.start is not None else []
    filters += [f"end_time <= {wanted.end}"] if wanted.end is not None else []
    where = f" WHERE {' AND '.join(filters)}" if filters else ""
    selected = _selected(FUNCTION_COLUMNS, _EXPRESSIONS)
    sql = f"SELECT {selected} FROM frazil.query_history{where} ORDER BY start_time DESC LIMIT {wanted.limit}"
    return sql_relation(FUNCTION_COLUMNS, sql)


def usage_history(services: Services, environment: Environment) -> SystemRelation:
    """Return ACCOUNT_USAGE.QUERY_HISTORY: the statements of the last year, where a status is one word."""
    if not environment.describe_only:
        services.query_log.flush()
    expressions = {**_EXPRESSIONS, "EXECUTION_STATUS": "status"}
    selected = _selected(USAGE_COLUMNS, expressions)
    since = quote_literal(environment.now - _YEAR)
    return sql_relation(USAGE_COLUMNS, f"SELECT {selected} FROM frazil.query_history WHERE start_time >= {since}")


def _selected(columns: Columns, expressions: dict[str, str]) -> str:
    parts = []
    for place, (name, letter) in enumerate(columns, 1):
        if name in expressions:
            value = expressions[name]
        elif name.lower() in _STORED:
            value = name.lower()
        else:
            value = _NULLS[letter]
        parts.append(f"{value} AS o{place}")
    return ", ".join(parts)
