"""What is beyond its retention goes; what is not stays."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from frazil.app.build import FrazilService, build
from frazil.core.clock import VirtualClock
from frazil.core.config import load
from frazil.session.requests import Login, StatementRequest

PASSWORD = "house-Passw0rd"


def run(service: FrazilService, *texts: str) -> None:
    session, _ = service.sessions.login(Login(user="ADMIN", password=PASSWORD, warehouse="COMPUTE_WH"))
    for text in texts:
        execution = session.submit(StatementRequest(text=text, request_id=text))
        assert execution.wait(30)
        execution.outcome()
    service.sessions.logout(session)


def count(service: FrazilService, table: str) -> int:
    service.services.query_log.flush()
    service.services.run_log.flush()
    return int(service.services.store.rows(f"SELECT count(*) FROM {table}")[0][0])


def test_a_round_removes_old_history_and_dropped_tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FRAZIL_ADMIN_PASSWORD", PASSWORD)
    clock = VirtualClock(datetime(2026, 1, 1, tzinfo=UTC))
    service = build(load({"data": tmp_path / "data", "history_retention_days": 30}, {}), clock=clock)
    service.start()
    try:
        run(service, "create database d", "create table t (a int)", "drop table t", "create table kept (a int)")
        run(service, "create task d.public.r warehouse = compute_wh as select 1", "execute task d.public.r")
        run(service, "create role old", "drop role old")
        with service.scheduler.dispatcher.lock:
            assert service.scheduler.dispatcher.changed.wait_for(
                lambda: not service.scheduler.dispatcher.runs.claimed, 30
            )
        clock.advance(timedelta(days=31))
        run(service, "create role new", "drop role new")
        run(service, "execute task d.public.r", "select 1")
        with service.scheduler.dispatcher.lock:
            assert service.scheduler.dispatcher.changed.wait_for(
                lambda: not service.scheduler.dispatcher.runs.claimed, 30
            )
        service.housekeeping.run()
        assert service.housekeeping.settle(30)  # the timer's own round may be the one that deletes
        assert count(service, "frazil.query_history") > 0
        assert count(service, "frazil.query_history WHERE start_time < TIMESTAMP '2026-01-31'") == 0
        assert count(service, "(SELECT DISTINCT graph_run_id FROM frazil.task_events)") == 1
        (kept,) = service.services.store.rows("SELECT view_name, facts FROM frazil.deletions")
        assert kept[0] == "ROLES"
        assert '"NAME":"NEW"' in kept[1]
        tables = service.services.store.rows("SELECT table_name FROM duckdb_tables() WHERE schema_name = 'data'")
        assert len(tables) == 1
    finally:
        service.stop()
