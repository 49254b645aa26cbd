"""Graphs of tasks that know each other by name."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from frazil.tasks.errors import TaskGraphError
from frazil.tasks.graph import GraphVersion
from frazil.tasks.named_graphs import NamedTask, graph_of_tasks


def graph(*tasks: NamedTask, root: str = "R") -> GraphVersion:
    return graph_of_tasks(
        tasks, root, database="D", schema="S", first_id=100, created_on=datetime(2026, 1, 1, tzinfo=UTC)
    )


def task(name: str, *predecessors: str, finalizes: str | None = None, started: bool = True) -> NamedTask:
    return NamedTask(name=name, predecessors=predecessors, finalizes=finalizes, started=started)


def test_members_stand_behind_their_predecessors_and_the_finalizer_last() -> None:
    made = graph(
        task("F", finalizes="R"), task("C", "A", "B"), task("B", "A"), task("A", "R"), task("R"), task("OTHER")
    )
    assert [member.name for member in made.members] == ["R", "A", "B", "C", "F"]
    assert [member.id for member in made.members] == [100, 101, 102, 103, 104]
    assert made.by_name["C"].predecessors == (101, 102)
    assert made.root.name == "R"
    assert made.finalizer is not None


def test_suspended_members_do_not_run() -> None:
    made = graph(task("R"), task("A", "R", started=False), task("B", "A"), task("C", "R"))
    assert set(made.effective.children[made.root_id]) == {made.by_name["C"].id}


@pytest.mark.parametrize(
    ("tasks", "message"),
    [
        ([task("A")], "Task R does not exist"),
        ([task("R", "A"), task("A")], "is not the root"),
        ([task("R", finalizes="A"), task("A")], "is not the root"),
        ([task("R"), task("A", "R", "S"), task("S")], "Task A comes after S, which is not behind R"),
        ([task("R"), task("A", "R", "B"), task("B", "A")], "part of a cycle"),
        ([task("R"), task("F", finalizes="R"), task("G", finalizes="R")], "more than one finalizer task: F, G"),
        ([task("R"), *(task(f"T{n}", "R") for n in range(101))], "more than 100 child tasks"),
    ],
)
def test_what_is_no_graph(tasks: list[NamedTask], message: str) -> None:
    with pytest.raises(TaskGraphError, match=message):
        graph(*tasks)
