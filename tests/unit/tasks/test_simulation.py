"""Graphs played through their schedules: what runs, what an overlap policy lets pass, what waits for slots."""

from __future__ import annotations

from datetime import timedelta

import pytest

from frazil.core.ids import ObjectId
from frazil.tasks.graph import GraphVersion, TaskVersion
from frazil.tasks.schedule import parse_schedule
from frazil.tasks.simulation import SimulatedGraph, SimulatedRun, simulate
from tests.unit.tasks.harness import SCHEMA, START

MINUTE = timedelta(minutes=1)


def graph(
    links: dict[str, str],
    *,
    schedule: str = "10 MINUTES",
    policy: str = "NO_OVERLAP",
    root: str = "R",
    **minutes: float,
) -> SimulatedGraph:
    """Return a root with members after the predecessors that ``links`` names, and minutes for the bodies."""
    base = 1000 * len(root) + ord(root[0])
    ids = {name: ObjectId(base * 100 + place) for place, name in enumerate((root, *links))}
    members = [TaskVersion(id=ids[root], name=root, definition="", started=True, overlap_policy=policy)]
    members += [
        TaskVersion(
            id=ids[name], name=name, definition="", started=True, predecessors=tuple(ids[one] for one in above.split())
        )
        for name, above in links.items()
    ]
    version = GraphVersion(
        root_id=ids[root],
        number=1,
        created_on=START,
        database_id=ObjectId(10),
        database="DB",
        schema_id=SCHEMA,
        schema="S",
        members=tuple(members),
    )
    durations = {name: timedelta(minutes=length) for name, length in minutes.items()}
    return SimulatedGraph(version=version, schedule=parse_schedule(schedule), durations=durations)


def played(*graphs: SimulatedGraph, hours: float = 1, slots: int = 8) -> list[SimulatedRun]:
    return list(simulate(graphs, start=START, until=START + timedelta(hours=hours), slots=slots))


def times(runs: list[SimulatedRun], *, skipped: bool) -> list[float]:
    return [(run.scheduled_time - START) / MINUTE for run in runs if run.skipped is skipped]


def test_a_short_graph_runs_at_every_due_time() -> None:
    runs = played(graph({"A": "R", "B": "A"}, R=1, A=2, B=3))
    assert times(runs, skipped=False) == [10, 20, 30, 40, 50]
    assert {(run.completed_time - run.scheduled_time, run.task_runs) for run in runs} == {(6 * MINUTE, 3)}
    assert times(runs, skipped=True) == []


def test_a_long_graph_lets_times_pass() -> None:
    runs = played(graph({"A": "R"}, R=1, A=24), hours=2)
    assert times(runs, skipped=False) == [10, 40, 70, 100]
    assert times(runs, skipped=True) == [20, 30, 50, 60, 80, 90, 110]


@pytest.mark.parametrize(
    ("policy", "started"), [("ALLOW_CHILD_OVERLAP", [10, 20, 30, 40, 50]), ("ALLOW_ALL_OVERLAP", [10, 20, 30, 40, 50])]
)
def test_policies_that_allow_it_overlap(policy: str, started: list[float]) -> None:
    runs = played(graph({"A": "R"}, policy=policy, R=1, A=15))
    assert sorted(times(runs, skipped=False)) == started
    assert [run.overlaps for run in runs] == [False, True, True, True, True]


def test_a_root_that_is_running_keeps_its_next_run_waiting_for_the_next_time() -> None:
    runs = played(graph({"A": "R"}, policy="ALLOW_CHILD_OVERLAP", R=15, A=1))
    assert times(runs, skipped=False) == [10, 30, 50]


def test_slots_are_shared() -> None:
    runs = played(graph({"A": "R", "B": "R", "C": "R"}, R=1, A=1, B=1, C=1), slots=1, hours=0.5)
    assert [(run.completed_time - run.scheduled_time, run.waited) for run in runs] == [(4 * MINUTE, 3 * MINUTE)] * 2


def test_graphs_meet_in_the_slots() -> None:
    one = graph({"A": "R"}, R=2, A=2)
    other = graph({"B": "S"}, root="S", S=2, B=2)
    runs = played(one, other, slots=1, hours=0.5)
    assert [(run.root, run.completed_time - run.scheduled_time) for run in runs] == [
        ("R", 6 * MINUTE),
        ("S", 8 * MINUTE),
    ] * 2


def test_what_is_counted_goes_as_what_is_played() -> None:
    one = graph({"A": "R", "B": "R", "C": "A B"}, R=3, A=4, B=2, C=5)
    far_away = graph({}, root="S", schedule="11520 MINUTES")
    alone = played(one, hours=48)
    first = played(one, far_away, hours=0.5)[0]
    assert alone[0] == first
    assert {run.completed_time - run.scheduled_time for run in alone if not run.skipped} == {12 * MINUTE}


def test_a_year_of_a_thousand_tasks() -> None:
    links = {f"T{number}": "R" if number < 100 else f"T{number - 99}" for number in range(1, 1000)}
    whole = graph(links, schedule="USING CRON 0 * * * * UTC", R=1)
    runs = list(simulate([whole], start=START, until=START + timedelta(days=365), slots=8))
    assert sum(run.task_runs for run in runs) == (365 * 24 - 1) * 1000
