"""Layout 1: the internal tables as first published.  No key and no index: they block ALTER (ADR 1)."""

from __future__ import annotations

STATEMENTS = (
    "CREATE SCHEMA IF NOT EXISTS frazil",
    "CREATE SCHEMA IF NOT EXISTS data",
    "CREATE TABLE frazil.meta (schema_version BIGINT)",
    "CREATE TABLE frazil.id_marks (highest BIGINT)",
    """CREATE TABLE frazil.objects (
        id BIGINT, family VARCHAR, parent_id BIGINT, name VARCHAR, owner_id BIGINT,
        created_on TIMESTAMP, altered_on TIMESTAMP, dropped_on TIMESTAMP, comment VARCHAR, body VARCHAR
    )""",
    """CREATE TABLE frazil.task_versions (
        root_id BIGINT, version BIGINT, created_on TIMESTAMP, created_by VARCHAR, body VARCHAR
    )""",
    """CREATE TABLE frazil.task_events (
        sequence BIGINT, graph_run_id BIGINT, run_id BIGINT, task_id BIGINT, root_id BIGINT,
        event VARCHAR, state VARCHAR, occurred_on TIMESTAMP, body VARCHAR
    )""",
    """CREATE TABLE frazil.query_history (
        query_id VARCHAR, session_id BIGINT, user_name VARCHAR, role_name VARCHAR, warehouse_name VARCHAR,
        database_name VARCHAR, schema_name VARCHAR, query_text VARCHAR, query_type VARCHAR, query_tag VARCHAR,
        status VARCHAR, error_code VARCHAR, error_message VARCHAR, start_time TIMESTAMP, end_time TIMESTAMP,
        rows_produced BIGINT, rows_inserted BIGINT, rows_updated BIGINT, rows_deleted BIGINT,
        bytes_scanned BIGINT, bytes_written BIGINT, body VARCHAR
    )""",
)
