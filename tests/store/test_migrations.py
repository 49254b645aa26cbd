"""The layout of a file: made, brought forward, or refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from frazil.core.errors import FrazilError, StorageError
from frazil.engine.migrations import STEPS, migrate, stored_version
from frazil.engine.store import Store


def test_a_new_file_gets_the_newest_layout(store: Store) -> None:
    assert stored_version(store.rows) == len(STEPS)
    tables = {name for (name,) in store.rows("SELECT table_name FROM duckdb_tables() WHERE schema_name = 'frazil'")}
    assert tables == {
        "meta",
        "id_marks",
        "objects",
        "task_versions",
        "task_events",
        "query_history",
        "commits",
        "logins",
        "session_ends",
        "deletions",
    }


def test_there_is_no_key_and_no_index(store: Store) -> None:
    kinds = (
        "SELECT count(*) FROM duckdb_constraints() WHERE constraint_type IN ('PRIMARY KEY', 'UNIQUE', 'FOREIGN KEY')"
    )
    assert store.rows(kinds) == [(0,)]
    assert store.rows("SELECT count(*) FROM duckdb_indexes()") == [(0,)]


def test_a_newer_file_is_refused_and_left_alone(open_store: Callable[..., Store]) -> None:
    store = open_store()
    store.rows(f"UPDATE frazil.meta SET schema_version = {len(STEPS) + 1}")
    store.close()
    for _ in range(2):
        with pytest.raises(StorageError, match=f"layout {len(STEPS) + 1}"):
            open_store()


def test_later_steps_are_applied_once(store: Store) -> None:
    more = (*STEPS, ("ALTER TABLE frazil.task_versions ADD COLUMN note VARCHAR",))
    assert _migrate(store, more) == len(more)
    assert _migrate(store, more) == len(more)
    assert store.rows("SELECT note FROM frazil.task_versions") == []


def test_a_step_that_fails_changes_nothing(store: Store) -> None:
    more = (*STEPS, ("CREATE TABLE frazil.extra (a BIGINT)", "ALTER TABLE frazil.unknown ADD COLUMN a BIGINT"))
    with pytest.raises(FrazilError):
        _migrate(store, more)
    assert stored_version(store.rows) == len(STEPS)
    assert store.rows("SELECT 1 FROM duckdb_tables() WHERE table_name = 'extra'") == []


def _migrate(store: Store, steps: tuple[tuple[str, ...], ...]) -> int:
    with store._machine.pool.cursor() as cursor:

        def run(sql: str) -> list[tuple[object, ...]]:
            from frazil.engine.cursors import run as run_on

            return run_on(cursor, sql)

        try:
            return migrate(run, steps)
        except FrazilError:
            run("ROLLBACK")
            raise


def test_history_of_the_first_layout_is_kept(open_store: Callable[..., Store]) -> None:
    facts = '{"name": "T", "scheduled_time": 1767600000000000}'
    store = open_store()
    for statement in (
        "DELETE FROM frazil.meta",
        "INSERT INTO frazil.meta VALUES (2)",
        "DROP TABLE frazil.logins",
        "DROP TABLE frazil.session_ends",
        "DROP TABLE frazil.deletions",
        "ALTER TABLE frazil.task_events DROP COLUMN name",
        "ALTER TABLE frazil.task_events DROP COLUMN scheduled_time",
        "ALTER TABLE frazil.task_events ADD COLUMN state VARCHAR",
        "INSERT INTO frazil.task_events (sequence, event, state, body) VALUES (1, 'RUN_STARTED', 'EXECUTING', '{}'), "
        f"(2, 'RUN_SUCCEEDED', 'SUCCEEDED', '{facts}')",
    ):
        store.rows(statement)
    store.close()
    rows = open_store().rows("SELECT sequence, event, name, scheduled_time FROM frazil.task_events ORDER BY sequence")
    assert rows == [(1, "RUN_STARTED", None, None), (2, "RUN_SUCCEEDED", "T", datetime(2026, 1, 5, 8))]
