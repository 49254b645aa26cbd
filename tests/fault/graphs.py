"""Clients that start task graphs, and what must be true of every run they were promised.

The graph, in three copies with different overlap policies: a root, two branches that join, one that replaces a table,
one whose body is a CALL and is therefore never run again after a crash, and a finalizer.  Bodies that mark write one
row with the id of their run's group; so rows can be counted against the history.
"""

from __future__ import annotations

import threading
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import pairwise

from tests.fault.chance import Chance
from tests.fault.client import Client, Row

_MARK = """insert into marks select system$current_user_task_name(),
system$task_runtime_info('CURRENT_TASK_GRAPH_RUN_GROUP_ID'), system$get_task_graph_config('n')::int"""
_POLICIES = ("NO_OVERLAP", "ALLOW_CHILD_OVERLAP", "ALLOW_ALL_OVERLAP")
_RETRIES = (0, 2, 1)
ROOTS = tuple(f"G{number}" for number in range(len(_POLICIES)))

_MARKING = ("", "_A", "_B", "_Y", "_F")
_BEHIND = {"_A": ("",), "_B": ("",), "_C": ("_A", "_B"), "_D": ("",), "_E": ("_D",), "_X": ("",), "_Y": ("_X",)}
"""The members by the end of their names, and what each waits for."""

_HISTORY = """select name, graph_run_group_id, attempt_number, state, query_start_time::string, completed_time::string,
error_message from table(information_schema.task_history(task_name => '{}', result_limit => 10000)) order by 2, 3"""
_GRAPHS = """select root_task_name, graph_run_group_id, attempt_number, state, config
from table(information_schema.complete_task_graphs(result_limit => 10000))"""
_POLLS = 600
_POLL_SECONDS = 0.05


def setup() -> list[str]:
    """Return the statements that make the graphs, resumed, and the tables that they write."""
    made = ["create table marks (task string, grp string, n int)", "create table counters (root string, n int)"]
    for root, policy, retries in zip(ROOTS, _POLICIES, _RETRIES, strict=True):
        made += [
            f"insert into counters values ('{root}', 0)",
            f"create table {root}_out as select 'none' as grp",
            f"create task {root} overlap_policy = '{policy}' task_auto_retry_attempts = {retries} as {_MARK}",
            f"create task {root}_a after {root} as {_MARK}",
            f"create task {root}_b after {root} as {_MARK}",
            f"create task {root}_c after {root}_a, {root}_b as update counters set n = n + 1 where root = '{root}'",
            f"create task {root}_d after {root} as create or replace table {root}_out as select "
            "system$task_runtime_info('CURRENT_TASK_GRAPH_RUN_GROUP_ID') as grp",
            f"create task {root}_e after {root}_d as select count(*) from marks",
            f"create task {root}_x after {root} as call system$set_return_value('x')",
            f"create task {root}_y after {root}_x as {_MARK}",
            f"create task {root}_f finalize = {root} as {_MARK}",
            f"select system$task_dependents_enable('{root}')",
        ]
    return made


class Starter:
    """A client that executes one root: waiting for each graph run, or as fast as it can."""

    def __init__(self, root: str, chance: Chance, *, waits: bool) -> None:
        self.root = root
        self.waits = waits
        self.acknowledged: list[int] = []
        self._next = 1
        self._chance = chance

    def work(self, client: Client) -> None:
        """Start graph runs without end."""
        client.run("use schema faults.public")
        while True:
            number, self._next = self._next, self._next + 1
            client.run(f"""execute task {self.root} using config = '{{"n": {number}}}'""")
            self.acknowledged.append(number)
            if self.waits:
                ended = f"select count(*) from marks where n = {number} and task = 'FAULTS.PUBLIC.{self.root}_F'"
                wait_for(client, ended, "1")
            else:
                threading.Event().wait(self._chance.seconds(0, 0.08))


@dataclass(slots=True)
class Seen:
    """What the history says of one root: each task's runs by group and attempt."""

    states: dict[tuple[str, str], dict[int, str]] = field(default_factory=lambda: defaultdict(dict))
    times: dict[tuple[str, str, int], tuple[str, str]] = field(default_factory=dict)
    interrupted: int = 0


def wait_until_idle(client: Client) -> None:
    """Wait until no graph run is open."""
    wait_for(client, "select count(*) from table(information_schema.current_task_graphs())", "0")


def wait_for(client: Client, query: str, value: str) -> None:
    """Ask until the answer is the value, a bounded number of times."""
    found = None
    for _ in range(_POLLS):
        found = client.value(query)
        if found == value:
            return
        threading.Event().wait(_POLL_SECONDS)
    raise AssertionError(f"still {found}, not {value}: {query}")


def check(client: Client, starters: list[Starter]) -> Counter[str]:
    """Check every graph run so far, with none open; return what there was of what."""
    client.run("use schema faults.public")
    total: Counter[str] = Counter()
    marks = Counter((task, grp) for task, grp in client.run("select task, grp from marks"))
    graphs: dict[str, list[Row]] = defaultdict(list)
    for row in client.run(_GRAPHS):
        graphs[str(row[0])].append(row)
    for starter in starters:
        root = starter.root
        seen = _history(client, root)
        total["interrupted"] += seen.interrupted
        _check_promises(starter, graphs[root], seen)
        _check_marks(root, seen, marks)
        _check_others(client, root, seen)
        _check_order(root, seen)
        total["graph runs"] += len(graphs[root])
        total["task runs"] += sum(len(attempts) for attempts in seen.states.values())
        total["executes"] += len(starter.acknowledged)
    assert not marks, f"rows of runs that the history does not know: {list(marks)[:5]}"
    return total


def _history(client: Client, root: str) -> Seen:
    seen = Seen()
    for end in ("", *_BEHIND, "_F"):
        rows = client.run(_HISTORY.format(root + end))
        assert len(rows) < 10_000
        for name, grp, attempt, state, started, ended, message in rows:
            assert state in ("SUCCEEDED", "FAILED"), f"{name} is {state} after everything has ended: {message}"
            assert grp is not None
            key = (end, grp)
            assert int(attempt or 0) not in seen.states[key], f"{name} has two runs in one attempt of {grp}"
            seen.states[key][int(attempt or 0)] = state
            seen.times[end, grp, int(attempt or 0)] = (str(started), str(ended))
            if state == "FAILED":
                assert end == "_X" and "the server stopped" in str(message), f"{name} failed: {message}"
                seen.interrupted += 1
    return seen


def _check_promises(starter: Starter, graphs: list[Row], seen: Seen) -> None:
    """Each acknowledged EXECUTE TASK has its graph run, or a later one has taken its place before it began."""
    root = starter.root
    groups: dict[str, int] = {}
    for _, grp, _, state, config in graphs:
        assert state in ("SUCCEEDED", "FAILED"), f"a graph run of {root} ended {state}"
        number = int(str(config).partition(":")[2].strip(" }"))
        assert groups.setdefault(str(grp), number) == number
    known = {grp for end, grp in seen.states if not end}
    assert known == groups.keys(), f"histories of {root} differ: {known ^ groups.keys()}"
    numbers = Counter(groups.values())
    if starter.waits:
        lost = [number for number in starter.acknowledged if numbers[number] != 1]
        assert not lost, f"{root}: acknowledged, but not run exactly once: {lost}"
        return
    assert max(numbers.values(), default=1) == 1, f"{root}: commands that were run twice"
    highest = max(numbers, default=0)
    assert all(number <= highest for number in starter.acknowledged), f"{root}: acknowledged, but never run"


def _check_marks(root: str, seen: Seen, marks: Counter[tuple[str | None, str | None]]) -> None:
    """Each run of a marking body that succeeded has its row, once; others have none.  Rows are taken out."""
    for (end, grp), attempts in seen.states.items():
        if end not in _MARKING:
            continue
        times = sum(state == "SUCCEEDED" for state in attempts.values())
        found = marks.pop((f"FAULTS.PUBLIC.{root}{end}", grp), 0)
        assert found == times, f"{root}{end} succeeded {times} times in {grp}, but has {found} rows"
        # Only the finalizer runs in every attempt.
        assert end == "_F" or times <= 1, f"{root}{end} succeeded {times} times in {grp}"


def _check_others(client: Client, root: str, seen: Seen) -> None:
    """The counter counts the runs of its task; the table is what one of its runs made it."""
    counted = sum("SUCCEEDED" in attempts.values() for (end, _), attempts in seen.states.items() if end == "_C")
    assert client.value(f"select n from counters where root = '{root}'") == str(counted), f"the counter of {root}"
    made = {grp for end, grp in seen.states if end == "_D"} | {"none"}
    assert client.value(f"select grp from {root}_out") in made


def _check_order(root: str, seen: Seen) -> None:
    """Nothing begins before what it waits for has ended well; the finalizer ran in each attempt, after all."""
    for (end, grp), attempts in seen.states.items():
        for attempt in attempts:
            started = seen.times[end, grp, attempt][0]
            for before in _BEHIND.get(end, ()):
                ended = seen.states.get((before, grp), {})
                earlier = [number for number, state in ended.items() if state == "SUCCEEDED" and number <= attempt]
                assert earlier, f"{root}{end} ran before {root}{before} in {grp}"
                assert seen.times[before, grp, earlier[0]][1] <= started, f"{root}{end} began early in {grp}"
            if end != "_F":
                assert attempt in seen.states.get(("_F", grp), {}), f"no finalizer in attempt {attempt} of {grp}"
                assert seen.times[end, grp, attempt][1] <= seen.times["_F", grp, attempt][0], "the finalizer was early"
    if root == ROOTS[0]:
        ends = {grp: max(ended for (_, g, _), (_, ended) in seen.times.items() if g == grp) for _, grp in seen.states}
        spans = sorted((seen.times["", grp, 1][0], ended) for grp, ended in ends.items())
        assert all(one[1] <= two[0] for one, two in pairwise(spans)), f"graph runs of {root} overlap"
