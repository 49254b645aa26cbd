"""Layout 3: what history is filtered and ordered by are columns; the state of a run follows from its event."""

from __future__ import annotations

STATEMENTS = (
    "ALTER TABLE frazil.task_events DROP COLUMN state",
    "ALTER TABLE frazil.task_events ADD COLUMN name VARCHAR",
    "ALTER TABLE frazil.task_events ADD COLUMN scheduled_time TIMESTAMP",
    "UPDATE frazil.task_events SET name = json_extract_string(body, '$.name'), "
    "scheduled_time = make_timestamp(CAST(json_extract_string(body, '$.scheduled_time') AS BIGINT)) "
    "WHERE event IN ('RUN_SUCCEEDED', 'RUN_FAILED', 'RUN_AUTO_SUSPENDED', 'RUN_CANCELLED', 'RUN_SKIPPED')",
)
