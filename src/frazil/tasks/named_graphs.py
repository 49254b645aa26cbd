"""Task graphs made of tasks that know each other by name only: as a file writes them, or a client is shown them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from frazil.core.ids import ObjectId
from frazil.core.names import render
from frazil.tasks.errors import TaskGraphError
from frazil.tasks.graph import GraphVersion, TaskVersion, check_limits, topological_order
from frazil.tasks.planner import NO_OVERLAP


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedTask:
    """One task; ``predecessors`` and ``finalizes`` are names of tasks of the same schema."""

    name: str
    predecessors: tuple[str, ...] = ()
    finalizes: str | None = None
    schedule: str | None = None
    overlap_policy: str = NO_OVERLAP
    condition: str | None = None
    started: bool = True


def graph_of_tasks(
    tasks: Iterable[NamedTask], root: str, *, database: str, schema: str, first_id: int, created_on: datetime
) -> GraphVersion:
    """Return the graph of a root: the root, what comes after it, its finalizer task.

    Other tasks may be among them.  Ids are given from ``first_id``, one for each member.  Raises TaskGraphError for a
    root that is none or does not exist, a second root, a cycle, a second finalizer task, a graph beyond the limits.
    """
    by_name = {task.name: task for task in tasks}
    if root not in by_name:
        raise TaskGraphError(f"Task {render(root)} does not exist.")
    if by_name[root].predecessors or by_name[root].finalizes:
        raise TaskGraphError(f"Task {render(root)} is not the root of its graph.")
    finalizers = [task.name for task in by_name.values() if task.finalizes == root]
    if len(finalizers) > 1:
        raise TaskGraphError(f"Task {render(root)} has more than one finalizer task: {', '.join(finalizers)}.")
    members = _in_order(by_name, root)
    ids = {name: ObjectId(first_id + place) for place, name in enumerate((*members, *finalizers))}
    version = GraphVersion(
        root_id=ids[root],
        number=1,
        created_on=created_on,
        database_id=ObjectId(0),
        database=database,
        schema_id=ObjectId(0),
        schema=schema,
        members=tuple(_member(by_name[name], ids) for name in ids),
    )
    check_limits(version)
    return version


def _in_order(by_name: Mapping[str, NamedTask], root: str) -> list[str]:
    """Return the root and what comes after it, predecessors before their children."""
    children: dict[str, list[str]] = {}
    for task in by_name.values():
        for predecessor in task.predecessors:
            children.setdefault(predecessor, []).append(task.name)
    found = {root: None}
    waiting = [root]
    while waiting:
        for child in children.get(waiting.pop(), ()):
            if child not in found:
                found[child] = None
                waiting.append(child)
    for name in found:
        outside = [above for above in by_name[name].predecessors if above not in found]
        if outside:
            raise TaskGraphError(f"Task {render(name)} comes after {render(outside[0])}, which is not behind {root}.")
    numbers = {name: ObjectId(place) for place, name in enumerate(found)}
    order, on_cycles = topological_order(
        {numbers[name]: [numbers[above] for above in by_name[name].predecessors] for name in found}
    )
    names = list(found)
    if on_cycles:
        raise TaskGraphError(f"Task {render(names[on_cycles[0]])} is part of a cycle, or comes after one.")
    return [names[place] for place in order]


def _member(task: NamedTask, ids: Mapping[str, ObjectId]) -> TaskVersion:
    return TaskVersion(
        id=ids[task.name],
        name=task.name,
        definition="",
        predecessors=tuple(ids[name] for name in task.predecessors),
        finalizer=task.finalizes is not None,
        started=task.started,
        schedule=task.schedule,
        overlap_policy=task.overlap_policy,
    )
