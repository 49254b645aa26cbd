"""The server is killed while twenty scheduled graphs run, in a time that goes fast; each run takes effect once.

``FRAZIL_SCHEDULED_KILLS`` says how often (100 for the long run), ``FRAZIL_KILL_SEED`` which run of chance.
"""

from __future__ import annotations

import os
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from tests.fault.chance import Chance
from tests.fault.client import Client
from tests.fault.graphs import wait_for
from tests.fault.server import PASSWORD, Server

KILLS = int(os.environ.get("FRAZIL_SCHEDULED_KILLS", "6"))
SEED = int(os.environ.get("FRAZIL_KILL_SEED", "1"))
GRAPHS = 20

_COMMAND = ("tests.fault.fast_server",)
_PROBES = ("tasks.before_commit", "tasks.after_commit", "run_log.before_flush", "run_log.after_flush", "tasks.claimed")
_POLICIES = ("NO_OVERLAP", "ALLOW_CHILD_OVERLAP", "ALLOW_ALL_OVERLAP")
_MARK = """insert into marks select system$current_user_task_name(),
system$task_runtime_info('CURRENT_TASK_GRAPH_RUN_GROUP_ID'), {number}"""
_HISTORY = """select name, graph_run_group_id, attempt_number, state, scheduled_from
from snowflake.account_usage.task_history"""
_STARTS = """select root_task_name, scheduled_time::string, state, scheduled_from, second(scheduled_time)
from snowflake.account_usage.complete_task_graphs"""
_OPEN = """select count(*) from table(information_schema.current_task_graphs())
where scheduled_time <= current_timestamp()"""
_EXPECTED = {**dict.fromkeys(("", "_A", "_B", "_C", "_F"), "SUCCEEDED"), "_X": "FAILED"}
"""How the members end, by the end of their names: X inserts its row and then fails; what follows it never runs."""


def setup() -> list[str]:
    """Return the statements that make the graphs, each due every ten seconds, and the table they mark."""
    made = ["create database faults", "create table marks (task string, grp string, n int)"]
    mark = _MARK.format(number=1)
    for number in range(GRAPHS):
        root = f"G{number}"
        made += [
            f"create task {root} schedule = '10 seconds' overlap_policy = '{_POLICIES[number % 3]}' "
            f"suspend_task_after_num_failures = 0 as {mark}",
            f"create task {root}_a after {root} as {mark}",
            f"create task {root}_b after {root} as {mark}",
            f"create task {root}_c after {root}_a, {root}_b as {mark}",
            f"create task {root}_x after {root} as {_MARK.format(number='to_number(system$get_task_graph_config())')}",
            f"create task {root}_y after {root}_x as {mark}",
            f"create task {root}_f finalize = {root} as {mark}",
            f'alter task {root} set config = \'{{"no": "number"}}\'',
            f"select system$task_dependents_enable('{root}')",
        ]
    return made


class Ordeal:
    """One data directory, and what was seen of it."""

    def __init__(self, directory: Path, seed: int) -> None:
        self.chance = Chance(seed)
        self.data = directory / "data"
        self.log = directory / "server.log"
        self.server: Server | None = None
        self.ends: Counter[str] = Counter()
        self.starts = 0

    def prepare(self) -> None:
        """Make the graphs while time stands still."""
        with closing(self._client(self._start(""))) as client:
            for statement in setup():
                client.run(statement)

    def live_and_die(self) -> None:
        """Come back, check everything, let time pass, be killed at a random moment."""
        # A kill at a probe comes when it is hit, one by time anywhere.
        probe = f"{self.chance.pick(_PROBES)}:kill:{150 + self.chance.below(300)}" if self.chance.below(2) else ""
        server = self._start(probe)
        with closing(self._client(server)) as client:
            self.verify(client)
        assert server.process.stdin is not None
        server.process.stdin.write("go\n")
        server.process.stdin.flush()
        server.end_within(self.chance.seconds(0.1, 1.2) if not probe else 3.0)
        assert server.kill() == -9, server.log()[-4000:]

    def finish(self) -> None:
        """Come back a last time and check everything."""
        with closing(self._client(self._start(""))) as client:
            self.verify(client)

    def verify(self, client: Client) -> None:
        """Check, when the open graph runs have ended, that each run of the history took effect as it says."""
        client.run("use schema faults.public")
        wait_for(client, _OPEN, "0")
        marks = Counter(client.run("select task, grp from marks"))
        self.ends.clear()
        seen = set()
        for name, group, attempt, state, scheduled_from in client.run(_HISTORY):
            assert name is not None
            assert (name, group) not in seen, f"{name} has two runs in group {group}"
            seen.add((name, group))
            assert (attempt, scheduled_from) == ("1", "SCHEDULE")
            assert state == _EXPECTED[name.lstrip("G0123456789")], f"{name} is {state}"
            rows = marks.pop((f"FAULTS.PUBLIC.{name}", group), 0)
            assert rows == (state == "SUCCEEDED"), f"{name} is {state} in group {group}, with {rows} rows"
            self.ends[str(state)] += 1
        assert not marks, f"rows of runs that the history does not know: {list(marks)[:5]}"
        self._verify_starts(client, len(seen))

    def _verify_starts(self, client: Client, runs: int) -> None:
        """Check that every graph run has all its members, and that no due time of a root started two."""
        starts = client.run(_STARTS)
        self.starts = len(starts)
        assert runs == self.starts * len(_EXPECTED), "a graph run lacks a member"
        assert all(state == "FAILED" and start == "SCHEDULE" for _, _, state, start, _ in starts)
        twice = [each for each, times in Counter((root, at) for root, at, *_ in starts).items() if times > 1]
        assert not twice, f"due times that started two graph runs: {twice[:5]}"
        assert all(second in ("0", "10", "20", "30", "40", "50") for *_, second in starts)

    def _start(self, fault: str) -> Server:
        self.server = Server(self.data, self.log, fault=fault, command=_COMMAND)
        return self.server

    def _client(self, server: Server) -> Client:
        assert server.wait_until_ready(), server.log()[-4000:]
        assert server.port is not None
        return Client(server.port, PASSWORD)


def test_scheduled_runs_take_effect_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ordeal = Ordeal(tmp_path, SEED)
    try:
        ordeal.prepare()
        assert ordeal.server is not None
        ordeal.server.kill()
        for _ in range(KILLS):
            ordeal.live_and_die()
        ordeal.finish()
    finally:
        if ordeal.server is not None:
            ordeal.server.kill()
    with capsys.disabled():
        print(f"\n{KILLS} kills, {ordeal.starts} scheduled graph runs, task runs: {dict(ordeal.ends)}")
    assert ordeal.starts >= GRAPHS * KILLS // 2
