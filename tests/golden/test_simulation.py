"""``frazil simulate`` beside the server it asks: what it foresees is what then happens."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import snowflake.connector
from typer.testing import CliRunner

from frazil.cli.main import app
from frazil.testing import TestServer, server

START = datetime(2026, 3, 27, 12, 3, tzinfo=UTC)
MICROSECONDS = "date_part(epoch_microsecond, scheduled_time)"


def simulated(frazil: TestServer, *words: str) -> Any:
    address = ("--host", frazil["host"], "--port", str(frazil["port"]), "--database", "d", "--schema", "public")
    environment = {"FRAZIL_ADMIN_PASSWORD": frazil["password"]}
    ran = CliRunner().invoke(app, ["simulate", *address, *words, "--json", "--all"], env=environment)
    assert ran.exit_code == 0, ran.output
    return json.loads(ran.stdout)


def test_what_is_foreseen_happens() -> None:
    with server(clock="virtual", start=START) as frazil, snowflake.connector.connect(**frazil) as connection:
        cursor = connection.cursor()
        for statement in (
            "create database d",
            "create task often warehouse = compute_wh schedule = '10 minutes' as select 1",
            "create task child warehouse = compute_wh after often as call system$wait(15, 'minutes')",
            "create task idle warehouse = compute_wh after often as select 1",
            "create task clean_up warehouse = compute_wh finalize = often as call system$wait(10, 'seconds')",
            "create task berlin warehouse = compute_wh schedule = 'USING CRON 30 2 * * * Europe/Berlin' as select 1",
            *(f"alter task {name} resume" for name in ("child", "clean_up", "often", "berlin")),
        ):
            cursor.execute(statement)
        frazil.advance("1 day")
        assert frazil.time is not None
        start, until = frazil.time.now(), "2026-03-30T12:03:00+00:00"
        foreseen = simulated(frazil, "often", "d.public.berlin", "--from", start.isoformat(), "--until", until)
        frazil.advance("2 days")
        cursor.execute(
            f"select name, {MICROSECONDS} / 1000000 from table(information_schema.task_history("
            f"result_limit => 10000, scheduled_time_range_start => '{start.isoformat()}'::timestamp_ltz)) "
            "where state = 'SUCCEEDED' and name in ('OFTEN', 'BERLIN') order by 2, 1"
        )
        happened = [(name, datetime.fromtimestamp(int(seconds), UTC).isoformat()) for name, seconds in cursor]
        started = [run for run in foreseen["runs"] if not run["skipped"]]
        assert sorted((run["scheduled_time"], run["root"]) for run in started) == [(at, name) for name, at in happened]
        often, berlin = foreseen["graphs"]
        assert (often["graph_runs"], often["skipped"], often["longest_ms"]) == (144, 143, 910_000)
        assert (berlin["graph_runs"], berlin["skipped"]) == (1, 0)  # in one of the two nights there is no half past two
