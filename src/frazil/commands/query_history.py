"""The history of statements: QUERY_HISTORY as a table function and as a view, over ``frazil.query_history``."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import timedelta

from frazil.commands.context import Services
from frazil.commands.system_rows import Columns, null_of, parse_columns, sql_relation
from frazil.engine.literals import quote_literal
from frazil.engine.query_log import QueryRecord
from frazil.sql.binder.environment import Environment, SystemRelation

_YEAR = timedelta(days=365)
_ELAPSED = "date_diff('millisecond', start_time, end_time)"

_TRANSFERS = (
    "OUTBOUND_DATA_TRANSFER_CLOUD OUTBOUND_DATA_TRANSFER_REGION OUTBOUND_DATA_TRANSFER_BYTES:n "
    "INBOUND_DATA_TRANSFER_CLOUD INBOUND_DATA_TRANSFER_REGION INBOUND_DATA_TRANSFER_BYTES:n"
)
_EXTERNAL = (
    "EXTERNAL_FUNCTION_TOTAL_INVOCATIONS:n EXTERNAL_FUNCTION_TOTAL_SENT_ROWS:n EXTERNAL_FUNCTION_TOTAL_RECEIVED_ROWS:n "
    "EXTERNAL_FUNCTION_TOTAL_SENT_BYTES:n EXTERNAL_FUNCTION_TOTAL_RECEIVED_BYTES:n"
)
_HASHES = "QUERY_HASH QUERY_HASH_VERSION:n QUERY_PARAMETERIZED_HASH QUERY_PARAMETERIZED_HASH_VERSION:n"
_ACCELERATION = (
    "QUERY_ACCELERATION_BYTES_SCANNED:n QUERY_ACCELERATION_PARTITIONS_SCANNED:n "
    "QUERY_ACCELERATION_UPPER_LIMIT_SCALE_FACTOR:n"
)
_TIMES = (
    "COMPILATION_TIME:n EXECUTION_TIME:n QUEUED_PROVISIONING_TIME:n QUEUED_REPAIR_TIME:n QUEUED_OVERLOAD_TIME:n "
    "TRANSACTION_BLOCKED_TIME:n"
)
FUNCTION_COLUMNS: Columns = parse_columns(
    "QUERY_ID QUERY_TEXT DATABASE_NAME SCHEMA_NAME QUERY_TYPE SESSION_ID:n AUTHN_EVENT_ID USER_NAME USER_TYPE "
    "USER_DATABASE_NAME USER_SCHEMA_NAME ROLE_NAME WAREHOUSE_NAME WAREHOUSE_SIZE WAREHOUSE_TYPE CLUSTER_NUMBER:n "
    "QUERY_TAG EXECUTION_STATUS ERROR_CODE ERROR_MESSAGE START_TIME:t END_TIME:t TOTAL_ELAPSED_TIME:n BYTES_SCANNED:n "
    f"ROWS_PRODUCED:n {_TIMES} {_TRANSFERS} CREDITS_USED_CLOUD_SERVICES:f LIST_EXTERNAL_FILE_TIME:n RELEASE_VERSION "
    f"{_EXTERNAL} IS_CLIENT_GENERATED_STATEMENT:b {_HASHES} TRANSACTION_ID:n {_ACCELERATION} "
    "BYTES_WRITTEN_TO_RESULT:n ROWS_WRITTEN_TO_RESULT:n ROWS_INSERTED:n QUERY_RETRY_TIME:n QUERY_RETRY_CAUSE "
    "FAULT_HANDLING_TIME:n BIND_VALUES AGENT_TYPE"
)
USAGE_COLUMNS: Columns = parse_columns(
    "QUERY_ID QUERY_TEXT DATABASE_ID:n DATABASE_NAME SCHEMA_ID:n SCHEMA_NAME QUERY_TYPE SESSION_ID:n USER_NAME "
    "ROLE_NAME WAREHOUSE_ID:n WAREHOUSE_NAME WAREHOUSE_SIZE WAREHOUSE_TYPE CLUSTER_NUMBER:n QUERY_TAG "
    "EXECUTION_STATUS ERROR_CODE ERROR_MESSAGE START_TIME:t END_TIME:t TOTAL_ELAPSED_TIME:n BYTES_SCANNED:n "
    "PERCENTAGE_SCANNED_FROM_CACHE:f BYTES_WRITTEN:n BYTES_WRITTEN_TO_RESULT:n BYTES_READ_FROM_RESULT:n "
    "ROWS_PRODUCED:n ROWS_INSERTED:n ROWS_UPDATED:n ROWS_DELETED:n ROWS_UNLOADED:n BYTES_DELETED:n "
    "PARTITIONS_SCANNED:n PARTITIONS_TOTAL:n BYTES_SPILLED_TO_LOCAL_STORAGE:n BYTES_SPILLED_TO_REMOTE_STORAGE:n "
    f"BYTES_SENT_OVER_THE_NETWORK:n {_TIMES} {_TRANSFERS} LIST_EXTERNAL_FILES_TIME:n CREDITS_USED_CLOUD_SERVICES:f "
    f"RELEASE_VERSION {_EXTERNAL} QUERY_LOAD_PERCENT:n IS_CLIENT_GENERATED_STATEMENT:b {_ACCELERATION} "
    f"TRANSACTION_ID:n CHILD_QUERIES_WAIT_TIME:n ROLE_TYPE {_HASHES} SECONDARY_ROLE_STATS ROWS_WRITTEN_TO_RESULT:n "
    "QUERY_RETRY_TIME:n QUERY_RETRY_CAUSE FAULT_HANDLING_TIME:n USER_TYPE USER_DATABASE_NAME USER_DATABASE_ID:n "
    "USER_SCHEMA_NAME USER_SCHEMA_ID:n BIND_VALUES:v"
)

_NEVER = (
    "BYTES_READ_FROM_RESULT ROWS_UNLOADED BYTES_DELETED BYTES_SPILLED_TO_LOCAL_STORAGE "
    "BYTES_SPILLED_TO_REMOTE_STORAGE BYTES_SENT_OVER_THE_NETWORK OUTBOUND_DATA_TRANSFER_BYTES "
    "INBOUND_DATA_TRANSFER_BYTES LIST_EXTERNAL_FILE_TIME LIST_EXTERNAL_FILES_TIME CHILD_QUERIES_WAIT_TIME "
    # Nothing is compiled apart, queued or blocked in a way that is measured.
    "COMPILATION_TIME QUEUED_PROVISIONING_TIME QUEUED_REPAIR_TIME QUEUED_OVERLOAD_TIME TRANSACTION_BLOCKED_TIME"
)
_ZEROS = (*_NEVER.split(), *(name for name, _ in parse_columns(f"{_EXTERNAL} {_ACCELERATION}")))
_EXPRESSIONS = {
    **dict.fromkeys(_ZEROS, "CAST(0 AS BIGINT)"),
    "EXECUTION_STATUS": "CASE status WHEN 'SUCCESS' THEN 'SUCCESS' ELSE 'FAILED_WITH_ERROR' END",
    "TOTAL_ELAPSED_TIME": _ELAPSED,
    "EXECUTION_TIME": _ELAPSED,
    "ROWS_WRITTEN_TO_RESULT": "rows_produced",
    "ROLE_TYPE": "CASE WHEN role_name IS NOT NULL THEN 'ROLE' END",
    "IS_CLIENT_GENERATED_STATEMENT": "FALSE",
    "PERCENTAGE_SCANNED_FROM_CACHE": "CAST(0 AS DOUBLE)",
    "CREDITS_USED_CLOUD_SERVICES": "CAST(0 AS DOUBLE)",
}
_STORED = frozenset(each.name for each in fields(QueryRecord))


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
            value = null_of(letter)
        parts.append(f"{value} AS o{place}")
    return ", ".join(parts)
