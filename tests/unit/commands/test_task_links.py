"""Limits of links, which a script would need hundreds of statements to reach."""

from __future__ import annotations

import pytest

from frazil.catalog.records import Task
from frazil.catalog.snapshot import Put
from frazil.commands.task_links import check_predecessors, check_resumed
from frazil.tasks.errors import TaskGraphError
from tests.unit.commands.world import PUBLIC_SCHEMA, World, record


def task(number: int, *predecessors: str) -> Task:
    made = record(Task, 3000 + number, PUBLIC_SCHEMA, f"T{number}", definition="select 1", predecessors=predecessors)
    assert isinstance(made, Task)
    return made


def test_a_task_has_a_hundred_children_at_most() -> None:
    world = World()
    world.catalog.publish([Put(task(0)), *(Put(task(number, "T0")) for number in range(1, 101))])
    snapshot = world.catalog.snapshot
    check_predecessors(snapshot, task(100, "T0"), [task(0)], old=None)
    with pytest.raises(TaskGraphError, match="Task SHOOK.PUBLIC.T0 cannot have more than 100 child tasks."):
        check_predecessors(snapshot, task(101, "T0"), [task(0)], old=None)


def test_a_task_has_a_hundred_predecessors_at_most() -> None:
    world = World()
    above = [task(number) for number in range(101)]
    world.catalog.publish([Put(each) for each in above])
    snapshot = world.catalog.snapshot
    names = [each.name for each in above]
    check_predecessors(snapshot, task(200, *names[:100]), above[:100], old=None)
    with pytest.raises(TaskGraphError, match="Task SHOOK.PUBLIC.T200 cannot have more than 100 predecessors."):
        check_predecessors(snapshot, task(200, *names), above, old=None)


def test_resumed_tasks_have_a_limit() -> None:
    world = World()
    world.change(1030, started=True)
    check_resumed(world.catalog.snapshot)
    check_resumed(world.catalog.snapshot, limit=2)
    with pytest.raises(TaskGraphError, match="An account cannot have more than 1 resumed tasks."):
        check_resumed(world.catalog.snapshot, limit=1)
