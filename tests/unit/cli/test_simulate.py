"""``frazil simulate`` on files: what it plays, counts and refuses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from frazil.cli.main import app

GRAPHS = """
create database sales;  -- the create task in a comment, and statements that frazil does not have
create pipe p as copy into t from @s;
create or replace task nightly warehouse = w schedule = 'USING CRON 0 3 * * * Europe/Berlin'
  as begin select 1; select 2; end;
create task a warehouse = w after nightly when system$stream_has_data('s')
  as insert into x values ('; create task z as select 1;');
create task sales.public.b after sales.public.nightly as select 1;
alter task b add after a;
alter task b resume;
create task clean_up finalize = nightly as select 1;
create task often schedule = '10 minutes' allow_overlapping_execution = true as call p();
create task "odd one" after often as select 1;
create task slow schedule = '1 HOUR' as select 1;
"""
DURATIONS = {"nightly": 20, "sales.public.a": 2.5, "b": 10, '"odd one"': 900, "slow": 5000}
SPAN = ("--from", "2026-03-28", "--until", "2026-03-30T02:00+02:00")


def run(
    directory: Path, *words: str, sql: str = GRAPHS, durations: str = json.dumps(DURATIONS)
) -> tuple[int, str, str]:
    (directory / "graphs.sql").write_text(sql, "utf-8")
    (directory / "durations.json").write_text(durations, "utf-8")
    files = ("--sql", str(directory / "graphs.sql"), "--durations", str(directory / "durations.json"))
    ran = CliRunner().invoke(app, ["simulate", *files, *words])
    assert ran.exception is None or isinstance(ran.exception, SystemExit), ran.exception
    return ran.exit_code, ran.stdout, ran.stderr


def document(directory: Path, *words: str) -> Any:
    code, out, _ = run(directory, *words, "--json")
    assert code == 0
    return json.loads(out)


def test_every_scheduled_graph_is_counted(tmp_path: Path) -> None:
    nightly, often, slow = document(tmp_path, *SPAN)["graphs"]
    assert nightly == {
        "root": "NIGHTLY", "graph_runs": 2, "task_runs": 8, "skipped": 0, "overlapping": 0, "longest_ms": 32_500,
        "waited_ms": 0,
    }  # fmt: skip
    assert (often["graph_runs"], often["skipped"], often["overlapping"]) == (287, 0, 286)
    # An hour is too short for it: it runs every second hour.
    assert (slow["graph_runs"], slow["skipped"]) == (24, 23)


def test_runs_are_told_in_order_with_the_change_of_the_clocks(tmp_path: Path) -> None:
    found = document(tmp_path, "nightly", *SPAN, "--all")
    times = [(run["scheduled_time"], run["completed_time"]) for run in found["runs"]]
    assert times == [
        ("2026-03-28T02:00:00+00:00", "2026-03-28T02:00:32.500000+00:00"),
        ("2026-03-29T01:00:00+00:00", "2026-03-29T01:00:32.500000+00:00"),
    ]


def test_few_slots_make_runs_wait(tmp_path: Path) -> None:
    (often,) = document(tmp_path, "OFTEN", *SPAN, "--slots", "1")["graphs"]
    assert often["waited_ms"] > 0


def test_the_first_runs_are_printed_and_what_is_assumed(tmp_path: Path) -> None:
    code, out, _ = run(tmp_path, *SPAN, "--default-seconds", "1.5")
    assert code == 0
    lines = out.splitlines()
    assert lines[0] == "from 2026-03-28 00:00:00 until 2026-03-30 00:00:00 UTC, 8 slots"
    assert "2026-03-28 00:20:00  OFTEN  2 task runs in 0:15:02, overlaps an earlier one" in lines
    assert "skipped: an earlier graph run was in the way" in out
    assert any(line.startswith("... and ") and line.endswith(" more: --all prints them") for line in lines)
    assert lines[-2:] == ["taken to last 1.5 s: CLEAN_UP, OFTEN", "conditions taken to hold: A"]
    _, everything, _ = run(tmp_path, *SPAN, "--all")
    assert len(everything.splitlines()) > 300


@pytest.mark.parametrize(
    ("words", "sql", "message"),
    [
        (("nothing", *SPAN), GRAPHS, "Task NOTHING does not exist."),
        (("a", *SPAN), GRAPHS, "Task A is not the root of its graph."),
        (SPAN, "create task t as select 1;", "has no task with a schedule"),
        (("t", *SPAN), "create task t as select 1;", "task T has no schedule"),
        (SPAN, "create task t schedule = '9 seconds' as select 1;", "Cannot set schedule less than 10 seconds."),
        (SPAN, "create task t schedule '1 minute' as select 1;", "unexpected"),
        (SPAN, "alter task t add after u;", "task T is named before it is created"),
        (SPAN, "create task identifier('t') as select 1;", "must be written out"),
        (("--from", "soon"), GRAPHS, "'soon' is no time"),
        (("--from", "9999-12-31"), GRAPHS, "is not within the years 1970 to 9000"),
        (("--default-seconds", "nan"), GRAPHS, "--default-seconds has to be a number of seconds up to 604800"),
        (("--from", "2026-01-02", "--until", "2026-01-01"), GRAPHS, "--until has to be later than --from"),
    ],
)
def test_what_is_refused(tmp_path: Path, words: tuple[str, ...], sql: str, message: str) -> None:
    code, out, error = run(tmp_path, *words, sql=sql)
    assert (code, out) == (2, "")
    assert message in error
    assert len(error.splitlines()) == 1


@pytest.mark.parametrize(
    "text", ["{", "[1]", '{"t": "long"}', '{"t": true}', '{"t": -1}', '{"t": NaN}', '{"t": 1e300}']
)
def test_what_is_no_duration(tmp_path: Path, text: str) -> None:
    code, _, error = run(tmp_path, *SPAN, durations=text)
    assert code == 2
    assert "durations.json" in error


def test_durations_may_be_toml(tmp_path: Path) -> None:
    (tmp_path / "given.toml").write_text("nightly = 1\na = 2.5\n'\"odd one\"' = 3\n", "utf-8")
    found = document(tmp_path, "nightly", *SPAN, "--durations", str(tmp_path / "given.toml"))
    assert found["graphs"][0]["longest_ms"] == 3_500


def test_a_server_or_a_file_is_needed() -> None:
    ran = CliRunner().invoke(app, ["simulate", "--sql", "nowhere.sql"])
    assert ran.exit_code == 2
    assert "nowhere.sql cannot be read" in ran.stderr
