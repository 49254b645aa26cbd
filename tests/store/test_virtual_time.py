"""A server whose time is virtual: what is due comes at its exact time, and nothing waits for real."""

from __future__ import annotations

import re
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import snowflake.connector

from frazil.core.clock import VirtualClock, monotonic_seconds
from frazil.testing import TestServer, server
from frazil.testing.virtual_time import duration

ROOT = Path(__file__).resolve().parents[2]
START = datetime(2026, 1, 5, 12, tzinfo=UTC)


def connected(frazil: TestServer) -> Any:
    return snowflake.connector.connect(**frazil, session_parameters={"TIMEZONE": "UTC"})


def times_of(cursor: Any, columns: str, task: str) -> list[tuple[Any, ...]]:
    query = f"select {columns} from table(information_schema.task_history(task_name => '{task}', result_limit => 1000))"
    rows = cursor.execute(f"{query} where state <> 'SCHEDULED' order by scheduled_time").fetchall()
    return list(rows)


def test_the_example_of_the_documentation_passes() -> None:
    page = (ROOT / "docs" / "howto" / "test-your-graph.md").read_text("utf-8")
    code = re.search(r"```python\n(.*?)```", page, re.DOTALL)
    assert code is not None
    names: dict[str, Any] = {}
    exec(compile(code[1], "test-your-graph.md", "exec"), names)
    names["test_the_nightly_graph_survives_a_missing_table"]()


def test_every_due_time_of_a_day_comes_exactly() -> None:
    with server(clock="virtual", start=START) as frazil, connected(frazil) as connection:
        cursor = connection.cursor()
        cursor.execute("create database d")
        cursor.execute("create task t warehouse = compute_wh schedule = '10 minutes' as select current_timestamp()")
        cursor.execute("alter task t resume")
        frazil.advance("1 day")
        runs = times_of(cursor, "scheduled_time, query_start_time, completed_time", "T")
        assert [scheduled for scheduled, *_ in runs] == [START + n * timedelta(minutes=10) for n in range(1, 145)]
        assert all(scheduled == started == completed for scheduled, started, completed in runs)
        assert cursor.execute("select current_timestamp()").fetchone() == (START + timedelta(days=1),)


def test_waits_and_time_outs_go_by_the_clock() -> None:
    with server(clock="virtual", start=START) as frazil, connected(frazil) as connection:
        cursor = connection.cursor()
        cursor.execute("create database d")
        cursor.execute("create task slow warehouse = compute_wh user_task_timeout_ms = 10000 as select system$wait(60)")
        cursor.execute("create task r warehouse = compute_wh as select 1")
        for name, seconds in (("a", 30), ("b", 45)):
            cursor.execute(f"create task {name} warehouse = compute_wh after r as select system$wait({seconds})")
            cursor.execute(f"alter task {name} resume")
        cursor.execute("execute task slow")
        cursor.execute("execute task r")
        frazil.advance("20 seconds")
        ((completed, code),) = times_of(cursor, "completed_time, error_code", "SLOW")
        assert (completed, code) == (START + timedelta(seconds=10), "000630")
        assert times_of(cursor, "state", "A") == [("EXECUTING",)]
        frazil.advance("1 minute")
        ends = [times_of(cursor, "query_start_time, completed_time", name)[0] for name in ("A", "B")]
        assert ends == [(START, START + timedelta(seconds=30)), (START, START + timedelta(seconds=45))]


def test_clients_that_wait_are_woken() -> None:
    with server(clock="virtual", start=START) as frazil, connected(frazil) as one, connected(frazil) as other:
        waited: list[object] = []
        clock = frazil.service.services.clock

        def wait(connection: Any, minutes: int) -> None:
            waited.append(connection.cursor().execute(f"select system$wait({minutes}, 'minutes')").fetchone()[0])

        threads = [threading.Thread(target=wait, args=arguments) for arguments in ((one, 30), (other, 90))]
        for thread in threads:
            thread.start()
        while len(clock._waiting) < 4:  # the scheduler, the timers, and these two
            threads[0].join(0.01)
        frazil.advance("2 hours")
        for thread in threads:
            thread.join(30)
        assert sorted(map(str, waited)) == ["waited 30 minutes", "waited 90 minutes"]


class LateClock(VirtualClock):
    """Bodies that say they wait for a time take a moment until they do."""

    def wait(self, condition: threading.Condition, until: datetime | None) -> None:
        if threading.current_thread().name.startswith("task-"):
            threading.Event().wait(0.05)
        super().wait(condition, until)


def test_time_does_not_pass_by_a_body_that_is_about_to_wait() -> None:
    with server(clock=LateClock(START)) as frazil, connected(frazil) as connection:
        cursor = connection.cursor()
        cursor.execute("create database d")
        cursor.execute("create task t warehouse = compute_wh schedule = '10 minutes' as select system$wait(30)")
        cursor.execute("alter task t resume")
        frazil.advance("1 hour")
        cursor.execute(
            "select distinct datediff('second', query_start_time, completed_time) from "
            "table(information_schema.task_history()) where state = 'SUCCEEDED'"
        )
        assert cursor.fetchall() == [(30,)]


def test_graph_versions_go_with_the_history_that_names_them() -> None:
    with server(clock="virtual", start=START, history_retention_days=2) as frazil, connected(frazil) as connection:
        cursor = connection.cursor()
        cursor.execute("create database d")
        cursor.execute("create task kept warehouse = compute_wh as select 1")
        for text in ("select 2", "select 3"):
            cursor.execute("execute task kept")
            cursor.execute(f"alter task kept modify as {text}")
        for _ in range(5):
            cursor.execute("create or replace task gone warehouse = compute_wh as select 1")
            cursor.execute("execute task gone")
        cursor.execute("drop task gone")
        frazil.advance("30 hours")
        cursor.execute("execute task kept")
        versions = "select name, graph_version from snowflake.account_usage.task_versions order by 1, 2"
        assert len(cursor.execute(versions).fetchall()) == 8
        frazil.advance("30 hours")
        assert cursor.execute(versions).fetchall() == [("KEPT", 3)]


def test_sessions_outlive_virtual_days() -> None:
    with server(clock="virtual", start=START) as frazil, connected(frazil) as connection:
        frazil.advance("30 days")
        assert connection.cursor().execute("select 1").fetchone() == (1,)


def test_overlapping_starts_are_skipped_in_virtual_time() -> None:
    with server(clock="virtual", start=START) as frazil, connected(frazil) as connection:
        cursor = connection.cursor()
        cursor.execute("create database d")
        cursor.execute("create task t warehouse = compute_wh schedule = '1 minute' as select system$wait(150)")
        cursor.execute("alter task t resume")
        frazil.advance("10 minutes")
        starts = [scheduled - START for (scheduled,) in times_of(cursor, "scheduled_time", "T")]
        assert starts == [timedelta(minutes=minutes) for minutes in (1, 4, 7, 10)]


def test_bodies_that_wait_go_on_after_a_restart(tmp_path: Path) -> None:
    with server(clock="virtual", start=START, data=tmp_path) as frazil, connected(frazil) as connection:
        cursor = connection.cursor()
        cursor.execute("create database d")
        cursor.execute("create task t warehouse = compute_wh schedule = '1 hour' as select system$wait(30, 'minutes')")
        cursor.execute("alter task t resume")
        frazil.advance("70 minutes")
        before = monotonic_seconds()
    # Nobody waits for real for what ends in virtual time only.
    assert monotonic_seconds() - before < 8
    later = START + timedelta(minutes=80)
    with server(clock="virtual", start=later, data=tmp_path) as frazil, connected(frazil) as connection:
        frazil.advance("35 minutes")
        cursor = connection.cursor()
        cursor.execute("use schema d.public")
        ((scheduled, completed, state),) = times_of(cursor, "scheduled_time, completed_time, state", "T")
        assert (scheduled, state) == (START + timedelta(hours=1), "SUCCEEDED")
        assert completed == later + timedelta(minutes=30)


def test_history_goes_by_virtual_days() -> None:
    settings = {"history_retention_days": 30}
    with server(clock="virtual", start=START, **settings) as frazil, connected(frazil) as connection:
        cursor = connection.cursor()
        cursor.execute("create database d")
        cursor.execute("create task t warehouse = compute_wh as select 1")
        cursor.execute("execute task t")
        count = "select count(*) from snowflake.account_usage.task_history"
        frazil.advance("29 days")
        cursor.execute("execute task t")
        frazil.advance("1 minute")
        assert cursor.execute(count).fetchone() == (2,)
        frazil.advance("1 day 1 hour")
        assert cursor.execute(count).fetchone() == (1,)


def test_real_time_cannot_be_advanced() -> None:
    with server() as frazil, pytest.raises(RuntimeError, match="is real"):
        frazil.advance("1 day")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("90 minutes", timedelta(minutes=90)),
        ("1 day 6 hours", timedelta(hours=30)),
        ("2 weeks, 0.5 seconds", timedelta(days=14, milliseconds=500)),
    ],
)
def test_durations(text: str, expected: timedelta) -> None:
    assert duration(text) == expected


@pytest.mark.parametrize("text", ["", "soon", "5", "5 fortnights", "1 day and a bit"])
def test_what_is_no_duration(text: str) -> None:
    with pytest.raises(ValueError, match="is no duration"):
        duration(text)
