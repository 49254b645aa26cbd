"""The commands about task graphs against a server, as a shell runs them: what they print, and their exit codes."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from frazil.cli.connect import write_connection
from frazil.cli.connection import Connection, literal
from frazil.cli.main import app
from frazil.cli.target import Target
from frazil.testing import server

PASSWORD = "a long enough password"
GROUP = "graph_run_group_id"

SETUP = (
    "CREATE DATABASE d",
    "CREATE TABLE d.public.sales (n NUMBER)",
    "CREATE TASK d.public.load SCHEDULE = '60 MINUTES' CONFIG = '{\"a\": 1}' AS SELECT 1",
    "CREATE TASK d.public.customers AFTER d.public.load AS INSERT INTO d.public.sales VALUES (1)",
    "CREATE TASK d.public.products AFTER d.public.load AS CALL SYSTEM$SET_RETURN_VALUE('42 rows')",
    "CREATE TASK d.public.report AFTER d.public.customers, d.public.products AS SELECT 2",
    "CREATE TASK d.public.clean_up FINALIZE = d.public.load AS SELECT 3",
    "SELECT SYSTEM$TASK_DEPENDENTS_ENABLE('d.public.load')",
    "CREATE TASK d.public.never WHEN 1 = 0 AS SELECT 1",
    "CREATE TASK d.public.slow AS SELECT SYSTEM$WAIT(1, 'days')",
    'CREATE TASK d.public."it\'s ""odd""" AS SELECT 1',
    "CREATE ROLE watcher",
    f"CREATE USER eve PASSWORD = '{PASSWORD}' DEFAULT_ROLE = watcher",
    "GRANT ROLE watcher TO USER eve",
    "GRANT USAGE ON DATABASE d TO ROLE watcher",
    "GRANT USAGE ON SCHEMA d.public TO ROLE watcher",
    "GRANT MONITOR ON TASK d.public.load TO ROLE watcher",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shell:
    """Runs commands on a server with D.PUBLIC as database and schema."""

    address: tuple[str, ...]
    target: Target
    directory: Path

    def __call__(self, *words: str, user: str = "ADMIN") -> Answer:
        environment = {"FRAZIL_ADMIN_PASSWORD": PASSWORD, "SNOWFLAKE_HOME": str(self.directory)}
        ran = CliRunner().invoke(app, [words[0], *self.address, "--user", user, *words[1:]], env=environment)
        assert ran.exception is None or isinstance(ran.exception, SystemExit), ran.exception
        return Answer(code=ran.exit_code, out=ran.stdout, err=ran.stderr)

    def sql(self, *statements: str) -> None:
        with Connection(self.target, database="D", schema="PUBLIC") as connection:
            for statement in statements:
                connection.rows(statement)

    def command(self, *words: str) -> list[str]:
        return [sys.executable, "-c", "from frazil.cli.main import app; app()", *words, *self.address]


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shell]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FRAZIL_ADMIN_PASSWORD", PASSWORD)
        with server() as running:
            host, port = running["host"], running["port"]
            made = Shell(
                address=("--host", host, "--port", str(port), "--database", "d", "--schema", "public"),
                target=Target(host=host, port=port, user="ADMIN", password=PASSWORD),
                directory=tmp_path_factory.mktemp("home"),
            )
            made.sql(*SETUP)
            yield made


@pytest.fixture
def environment() -> dict[str, str]:
    return {**os.environ, "FRAZIL_ADMIN_PASSWORD": PASSWORD, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}


# ---------------------------------------------------------------- execute


def test_execute_waits_and_tells_every_change(shell: Shell) -> None:
    answer = shell("execute", "load", "--wait")
    assert answer.code == 0
    *changes, state, group = answer.out.splitlines()
    ended = [line.split("  ")[1] for line in changes if "SUCCEEDED" in line]
    assert ended[0] == "LOAD"
    assert set(ended[1:3]) == {"CUSTOMERS", "PRODUCTS"}
    assert ended[3:] == ["REPORT", "CLEAN_UP"]
    assert state.startswith("SUCCEEDED in ")
    assert group.startswith("graph run group ")


def test_execute_without_waiting_says_how_to_look(shell: Shell) -> None:
    answer = shell("execute", "d.public.load")
    said, hint = answer.out.splitlines()
    assert (answer.code, said) == (0, "Task LOAD is scheduled to run immediately.")
    group = hint.split()[2]
    assert group in {run[GROUP] for run in shell("runs", "load", "--json").json}


def test_config_is_merged_whatever_it_holds(shell: Shell) -> None:
    config = {"b": "it's \\ \" ; ' $$"}
    answer = shell("execute", "load", "--config", json.dumps(config), "--wait", "--json")
    assert (answer.code, answer.json["state"]) == (0, "SUCCEEDED")
    assert json.loads(answer.json["graph_run"]["config"]) == {"a": 1, **config}
    assert {run["name"] for run in answer.json["task_runs"]} == {"LOAD", "CUSTOMERS", "PRODUCTS", "REPORT", "CLEAN_UP"}


def test_a_skipped_root_has_its_own_exit_code(shell: Shell) -> None:
    answer = shell("execute", "never", "--wait")
    assert answer.code == 4
    group = answer.out.split()[-1]
    assert "SKIPPED" in shell("logs", group).out


def test_a_cancelled_run_has_its_own_exit_code(shell: Shell, environment: dict[str, str]) -> None:
    command = shell.command("execute", "slow", "--wait")
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env={**environment, "PYTHONUNBUFFERED": "1"}
    ) as run:
        assert run.stdout is not None
        assert any("EXECUTING" in line for line in run.stdout)
        shell.sql("SELECT SYSTEM$USER_TASK_CANCEL_ONGOING_EXECUTIONS('slow')")
        assert "CANCELLED" in run.stdout.read()
        assert run.wait(60) == 3


def test_time_may_be_up_before_the_end(shell: Shell) -> None:
    answer = shell("execute", "slow", "--wait", "--timeout", "0")
    assert answer.code == 5
    assert "not ended after 0 s; it goes on: frazil logs " in answer.err
    assert "EXECUTING" in shell("runs", "slow").out
    shell.sql("SELECT SYSTEM$USER_TASK_CANCEL_ONGOING_EXECUTIONS('slow')")


def test_a_terminal_shows_a_drawing(shell: Shell, environment: dict[str, str]) -> None:
    ours, theirs = pty.openpty()
    command = shell.command("execute", "load", "--wait")
    terminal = {**environment, "TERM": "xterm", "COLUMNS": "80", "LINES": "24"}
    with subprocess.Popen(command, stdout=theirs, env=terminal) as run:
        os.close(theirs)
        shown = b"".join(iter(lambda: _read(ours), b"")).decode()
        os.close(ours)
        assert run.wait(60) == 0
    assert "├─ " in shown
    assert "└─ " in shown
    assert "REPORT" in shown
    assert "\x1b[32mSUCCEEDED" in shown


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 65_536)
    except OSError:  # how Linux says that the other side of a terminal is closed
        return b""


# ---------------------------------------------------------------- retry and logs


def test_a_retry_goes_on_where_a_run_failed(shell: Shell) -> None:
    shell.sql("ALTER TABLE sales RENAME TO elsewhere")
    failed = shell("execute", "load", "--wait")
    assert failed.code == 1
    assert "CUSTOMERS: 002003" in failed.out
    group = failed.out.split("graph run group ")[1].split()[0]

    shell.sql("ALTER TABLE elsewhere RENAME TO sales")
    again = shell("retry", "load", "--wait")
    assert again.code == 0
    assert f"attempt 2\ngraph run group {group}" in again.out
    assert "LOAD  SUCCEEDED" not in again.out
    assert "CUSTOMERS  SUCCEEDED" in again.out

    attempts = [run for run in shell("runs", "load", "--json").json if run[GROUP] == group]
    assert [(run["attempt_number"], run["state"], run["scheduled_from"]) for run in attempts] == [
        (2, "SUCCEEDED", "MANUAL RETRY"),
        (1, "FAILED", "EXECUTE TASK"),
    ]
    listed = shell("runs", "load", "--failed").out
    assert "CUSTOMERS: 002003: SQL compilation error: " in listed
    assert "MANUAL RETRY" not in listed

    last = shell("logs", group).out
    assert "attempt       2, from MANUAL RETRY by ADMIN" in last
    assert _drawn(last)["LOAD"].endswith("attempt 1")
    first = shell("logs", group, "--attempt", "1").out
    assert "FAILED" in _drawn(first)["CUSTOMERS"]
    assert "did not run" in _drawn(first)["REPORT"]

    refused = shell("retry", "load", "--group", group)
    assert refused.code == 2
    assert refused.err.startswith("frazil: Cannot perform retry")
    hostile = shell("retry", "load", "--group", "x' ; drop table sales --")
    assert (hostile.code, "not found" in hostile.err) == (2, True)


def _drawn(text: str) -> dict[str, str]:
    """Return the lines of the drawing by the task they are about."""
    drawing = text.split("\n\n")[1]
    return {line.lstrip("│├└─ ").split(" ")[0]: line for line in drawing.splitlines()}


def _without_age(facts: dict[str, Any]) -> dict[str, Any]:
    """Return the facts of a graph run but for how long ago it was, which each call tells anew."""
    return {key: value for key, value in facts["graph_run"].items() if key != "age_seconds"}


def test_logs_tell_everything_of_a_run(shell: Shell) -> None:
    shell("execute", "load", "--wait")
    text = shell("logs", "load", "--last", "--sql").out
    assert list(_drawn(text)) == ["LOAD", "CUSTOMERS", "REPORT", "PRODUCTS", "CLEAN_UP"]
    assert "graph         D.PUBLIC.LOAD\n" in text
    assert "  return value  42 rows\n" in text
    assert "    INSERT INTO d.public.sales VALUES (1)\n" in text
    assert "INSERT" not in shell("logs", "load", "--last").out
    facts = shell("logs", "load", "--last", "--json").json
    group = facts["graph_run"][GROUP]
    assert f"query id      {facts['task_runs'][0]['query_id']}\n" in text
    assert _without_age(shell("logs", group[:10], "--json").json) == _without_age(facts)


def test_logs_know_what_they_do_not_find(shell: Shell) -> None:
    group = shell("execute", "load", "--wait", "--json").json["graph_run"][GROUP]
    assert "no graph run group nowhere is in the history" in shell("logs", "nowhere").err
    assert "more than one graph run group begins with" in shell("logs", "").err
    assert f"graph run group {group} has no attempt 7" in shell("logs", group, "--attempt", "7").err
    assert "has not run in the last 7 days" in shell("logs", '"it\'s ""odd"""', "--last").err


# ---------------------------------------------------------------- listings


def test_graphs_are_listed_with_their_members_and_last_runs(shell: Shell) -> None:
    shell("execute", "load", "--wait")
    graphs = {graph["root"]["name"]: graph for graph in shell("graphs", "--json").json}
    assert {name: graph["members"] for name, graph in graphs.items()} == {
        "LOAD": 5,
        "NEVER": 1,
        "SLOW": 1,
        'it\'s "odd"': 1,
    }
    load = graphs["LOAD"]
    assert (load["state"], load["schedule"], load["last_run"]["state"]) == ("started", "60 MINUTES", "SUCCEEDED")
    assert load["next_due"] is not None
    assert graphs["NEVER"]["next_due"] is None
    lines = shell("graphs", "--like", "lo%").out.splitlines()
    assert len(lines) == 2
    assert lines[1].split()[:5] == ["D.PUBLIC.LOAD", "started", "60", "MINUTES", "5"]
    assert shell("graphs", "--like", "x' or '1").out == "There are no task graphs here.\n"
    assert shell("graphs", "--database", "nowhere").code == 2


def test_runs_are_limited_and_newest_first(shell: Shell) -> None:
    for _ in range(2):
        shell("execute", "load", "--wait")
    runs = shell("runs", "load", "--json", "--since", "2h").json
    assert [run["scheduled_time"] for run in runs] == sorted((run["scheduled_time"] for run in runs), reverse=True)
    assert [run[GROUP] for run in shell("runs", "load", "--limit", "1", "--json").json] == [runs[0][GROUP]]
    assert shell("runs", "never").out == "No graph run in the last 1d.\n"
    assert shell("runs", "--since", "soon").code == 2


def test_a_role_that_may_not_read_the_account_sees_its_last_hour(shell: Shell) -> None:
    shell("execute", "load", "--wait")
    answer = shell("runs", "load", user="EVE")
    assert (answer.code, "SUCCEEDED" in answer.out) == (0, True)
    assert answer.err == "Those of the last hour: role WATCHER may not read SNOWFLAKE.ACCOUNT_USAGE.\n"
    assert [graph["root"]["name"] for graph in shell("graphs", "--json", user="EVE").json] == ["LOAD"]
    refused = shell("execute", "load", user="EVE")
    assert (refused.code, refused.err) == (2, "frazil: Insufficient privileges to operate on task 'LOAD'.\n")


# ---------------------------------------------------------------- suspend and resume


def test_tasks_are_suspended_and_resumed(shell: Shell) -> None:
    shell.sql("CREATE TASK top AS SELECT 1", "CREATE TASK below AFTER top AS SELECT 1")

    def states() -> list[str]:
        with Connection(shell.target, database="D", schema="PUBLIC") as connection:
            return [row["state"] for row in connection.rows("SHOW TASKS LIKE ANY ('top', 'below')")]

    try:
        assert shell("resume", "top", "--all").out == "Task D.PUBLIC.TOP and what depends on it are resumed.\n"
        assert shell("resume", "top", "--json").json == {"name": "D.PUBLIC.TOP", "state": "started"}
        assert shell("suspend", "below").code == 2
        assert shell("suspend", "top").out == "Task D.PUBLIC.TOP is suspended.\n"
        assert shell("suspend", "below").code == 0
    finally:
        shell.sql("DROP TASK below", "DROP TASK top")


# ---------------------------------------------------------------- refusals


@pytest.mark.parametrize("words", [("execute",), ("runs",), ("logs", "--last"), ("retry",), ("suspend",), ("resume",)])
def test_a_task_that_is_not_there(shell: Shell, words: tuple[str, ...]) -> None:
    answer = shell(*words, "nope")
    assert (answer.code, answer.out) == (2, "")
    assert answer.err == "frazil: Task 'D.PUBLIC.NOPE' does not exist or not authorized.\n"


@pytest.mark.parametrize("name", ["load; drop table sales", "load' --", 'd.public."load', "", "a.b.c.d"])
def test_what_is_no_name_of_a_task(shell: Shell, name: str) -> None:
    answer = shell("execute", name)
    assert (answer.code, answer.out) == (2, "")
    assert len(answer.err.splitlines()) == 1


def test_only_roots_are_executed(shell: Shell) -> None:
    answer = shell("execute", "customers")
    assert (answer.code, answer.err) == (
        2,
        "frazil: task D.PUBLIC.CUSTOMERS is not the root of its graph: name the root\n",
    )
    assert shell("execute", '"it\'s ""odd"""', "--wait").code == 0


def test_a_server_that_does_not_answer(shell: Shell) -> None:
    answer = shell("runs", "--port", "1")
    assert answer.code == 2
    assert answer.err.startswith("frazil: no frazil server answers at http://127.0.0.1:1: ")
    assert len(answer.err.splitlines()) == 1


def test_a_wrong_password(shell: Shell) -> None:
    answer = shell("runs", user="NOBODY")
    assert (answer.code, answer.err) == (2, "frazil: Incorrect username or password was specified.\n")


def test_a_connection_of_the_file(shell: Shell) -> None:
    write_connection(shell.directory / "connections.toml", "mine", shell.target)
    environment = {"SNOWFLAKE_HOME": str(shell.directory), "FRAZIL_ADMIN_PASSWORD": ""}
    run: Callable[..., Any] = CliRunner().invoke
    known = run(app, ["graphs", "--connection", "mine", "--database", "d", "--json"], env=environment)
    assert (known.exit_code, len(json.loads(known.stdout))) == (0, 4)
    unknown = run(app, ["graphs", "--connection", "yours"], env=environment)
    assert unknown.exit_code == 2
    assert "has no connection yours; it has: mine" in unknown.stderr


def test_a_connection_with_a_token(shell: Shell) -> None:
    with Connection(shell.target) as connection:
        (row,) = connection.rows("ALTER USER eve ADD PROGRAMMATIC ACCESS TOKEN cli ROLE_RESTRICTION = 'watcher'")
    lines = [
        "[by_token]",
        'user = "eve"',
        'authenticator = "PROGRAMMATIC_ACCESS_TOKEN"',
        f'token = "{row["token_secret"]}"',
        f'host = "{shell.target.host}"',
        f"port = {shell.target.port}",
        'protocol = "http"',
    ]
    with (shell.directory / "connections.toml").open("a", encoding="utf-8") as file:
        file.write("\n".join(["", *lines, ""]))
    environment = {"SNOWFLAKE_HOME": str(shell.directory), "FRAZIL_ADMIN_PASSWORD": ""}
    command = ["graphs", "--connection", "by_token", "--database", "d", "--json"]
    known = CliRunner().invoke(app, command, env=environment)
    assert (known.exit_code, [each["root"]["name"] for each in json.loads(known.stdout)]) == (0, ["LOAD"])


# ---------------------------------------------------------------- the protocol


def test_results_come_whole_with_their_types(shell: Shell) -> None:
    with Connection(shell.target) as connection:
        rows = connection.rows("SELECT SEQ8() AS n, REPEAT('x', 500) AS t FROM TABLE(GENERATOR(ROWCOUNT => 20000))")
        assert [row["n"] for row in rows] == list(range(20_000))
        (row,) = connection.rows(
            "SELECT ? AS t, ? AS n, TRUE AS b, ?::TIMESTAMP_LTZ AS s", "it's", 7, "2026-01-02T03:04Z"
        )
        assert (row["t"], row["n"], row["b"]) == ("it's", 7, True)
        assert row["s"].isoformat() == "2026-01-02T03:04:00+00:00"
        nasty = "it's \\' \\ \" ; -- \n $$"
        assert connection.rows(f"SELECT {literal(nasty)} AS t")[0]["t"] == nasty


def test_tokens_that_expire_are_renewed() -> None:
    with server(session_seconds=1) as running:
        address = running
        target = Target(host=address["host"], port=address["port"], user="ADMIN", password=address["password"])
        with Connection(target) as connection:
            for _ in range(3):
                assert connection.status("SELECT SYSTEM$WAIT(600, 'milliseconds')").startswith("waited")
