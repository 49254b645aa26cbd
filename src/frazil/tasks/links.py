"""The links between the tasks of a catalog snapshot, and the graph version they make.

Links are names: a task keeps the names of its predecessors, a finalizer task its root's.  All tasks of a graph lie in
one schema, so a name is enough, a replaced predecessor stays linked, and nothing has to be kept in two places.  Cycles
and second roots can be written down while everything is suspended; they are found here, when a version is made.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from frazil.catalog.records import ACCOUNT_ID, Account, Database, Schema, Task
from frazil.catalog.snapshot import Snapshot
from frazil.core.ids import ObjectId
from frazil.core.names import render
from frazil.tasks.condition import awaits_ends
from frazil.tasks.errors import TaskGraphError
from frazil.tasks.graph import TASK_PARAMETERS, GraphVersion, TaskVersion, check_limits, topological_order

_TWO_ROOTS = "The graph has more than one root task (one without predecessors)"


def full_name(snapshot: Snapshot, task: Task) -> str:
    """Return ``DB.SCHEMA.TASK``, each part quoted only where it must be."""
    return ".".join(render(part) for part in snapshot.path(task))


def children_of(snapshot: Snapshot, task: Task) -> list[Task]:
    """Return the direct children of a task by name, its finalizer task not among them."""
    found = [other for other in snapshot.children(Task, task.parent_id) if task.name in other.predecessors]
    return sorted(found, key=lambda child: child.name)


def finalizer_of(snapshot: Snapshot, root: Task) -> Task | None:
    """Return the finalizer task linked to a root, or None."""
    return next((other for other in snapshot.children(Task, root.parent_id) if other.finalizes == root.name), None)


def roots_of(snapshot: Snapshot, task: Task) -> list[Task]:
    """Return the roots of every graph the task belongs to, itself if it is one; usually exactly one.

    None at all means that the task hangs on a cycle.
    """
    return [above for above in _upwards(snapshot, task).values() if above.is_root]


def check_upwards(snapshot: Snapshot, task: Task) -> None:
    """Refuse a task that two roots or a cycle lie above; what lies beside and below it is for its root's version.

    Raises TaskGraphError.
    """
    above = _upwards(snapshot, task)
    _, cyclic = topological_order(_predecessor_ids(snapshot, above))
    if cyclic:
        name = full_name(snapshot, above[cyclic[0]])
        raise TaskGraphError(f"Graph has at least one cycle containing task {name}.")
    if sum(each.is_root for each in above.values()) > 1:
        raise TaskGraphError(_TWO_ROOTS)


def dependents_of(snapshot: Snapshot, task: Task, *, recursive: bool = True) -> list[Task]:
    """Return the task itself and then what depends on it, predecessors before their children, the finalizer last.

    Not recursive: the task and its direct children.  The finalizer task counts as a child of the root.
    """
    below = _descendants(snapshot, task) if recursive else {child.id: child for child in children_of(snapshot, task)}
    below.pop(task.id, None)
    order, cyclic = topological_order(_predecessor_ids(snapshot, below))
    found = [below[task_id] for task_id in (*order, *cyclic)]
    finalizer = finalizer_of(snapshot, task) if task.is_root else None
    return [task, *found, *([finalizer] if finalizer is not None else [])]


def graph_of(
    snapshot: Snapshot,
    root: Task,
    *,
    number: int,
    created_on: datetime,
    created_by: str | None = None,
    pass_through: bool = False,
) -> GraphVersion:
    """Return the graph of a root as the catalog has it now, checked; the rest is kept as it is given.

    Raises TaskGraphError for a cycle, for a member that a second root reaches or another role owns, and beyond the
    limits.
    """
    tasks, predecessors = _checked_members(snapshot, root)
    schema = snapshot.fetch(Schema, root.parent_id)
    database = snapshot.fetch(Database, schema.parent_id)
    inherited = _inherited_parameters(snapshot, database, schema)
    version = GraphVersion(
        root_id=root.id,
        number=number,
        created_on=created_on,
        created_by=created_by,
        database_id=database.id,
        database=database.name,
        schema_id=schema.id,
        schema=schema.name,
        pass_through=pass_through,
        members=tuple(
            # The root counts as resumed, so that suspending and executing it needs no new version.
            _member(task, predecessors.get(task.id, ()), inherited, started=task.started or task is root)
            for task in tasks
        ),
    )
    check_limits(version)
    return version


def _checked_members(snapshot: Snapshot, root: Task) -> tuple[list[Task], dict[ObjectId, tuple[ObjectId, ...]]]:
    """Return the members of a root's graph, root first and finalizer last, and the predecessors of each but that."""
    members = {root.id: root, **_descendants(snapshot, root)}
    predecessors = _predecessor_ids(snapshot, members)
    order, cyclic = topological_order(predecessors)
    if cyclic:
        name = full_name(snapshot, members[cyclic[0]])
        raise TaskGraphError(f"Graph has at least one cycle containing task {name}.")
    _check_single_root(snapshot, root, members)
    tasks = [members[task_id] for task_id in order]
    finalizer = finalizer_of(snapshot, root)
    if finalizer is not None:
        tasks.append(finalizer)
    stranger = next((task for task in tasks if task.owner_id != root.owner_id), None)
    if stranger is not None:
        raise TaskGraphError(f"Task {render(stranger.name)} and its root {render(root.name)} must have the same owner.")
    return tasks, predecessors


def _upwards(snapshot: Snapshot, task: Task) -> dict[ObjectId, Task]:
    """Return the task and everything above it by id."""
    found: dict[ObjectId, Task] = {}
    waiting = [task]
    while waiting:
        current = waiting.pop()
        if current.id in found:
            continue
        found[current.id] = current
        for name in _above(current):
            above = snapshot.find(Task, current.parent_id, name)
            if above is not None:
                waiting.append(above)
    return found


def _above(task: Task) -> tuple[str, ...]:
    """Return the names of the tasks a task is linked to upwards."""
    return task.predecessors if task.finalizes is None else (*task.predecessors, task.finalizes)


def _descendants(snapshot: Snapshot, task: Task) -> dict[ObjectId, Task]:
    """Return everything behind a task by one walk over the schema; on a cycle the task itself is among it."""
    children: dict[str, list[Task]] = {}
    for other in snapshot.children(Task, task.parent_id):
        for name in other.predecessors:
            children.setdefault(name, []).append(other)
    found: dict[ObjectId, Task] = {}
    waiting = [task]
    while waiting:
        for child in sorted(children.get(waiting.pop().name, ()), key=lambda child: child.name):
            if child.id not in found:
                found[child.id] = child
                waiting.append(child)
    return found


def _predecessor_ids(snapshot: Snapshot, members: Mapping[ObjectId, Task]) -> dict[ObjectId, tuple[ObjectId, ...]]:
    """Return the ids behind the predecessors' names; names of tasks that are gone are left out."""
    found = {}
    for member in members.values():
        above = (snapshot.find(Task, member.parent_id, name) for name in member.predecessors)
        found[member.id] = tuple(predecessor.id for predecessor in above if predecessor is not None)
    return found


def _check_single_root(snapshot: Snapshot, root: Task, members: Mapping[ObjectId, Task]) -> None:
    """Refuse a graph with a member that does not come from the root alone."""
    for member in members.values():
        for name in member.predecessors:
            above = snapshot.find(Task, member.parent_id, name)
            if above is not None and above.id not in members:
                raise TaskGraphError(_TWO_ROOTS)


def _inherited_parameters(snapshot: Snapshot, database: Database, schema: Schema) -> dict[str, str]:
    account = snapshot.get(Account, ACCOUNT_ID)
    levels = (account.parameters if account is not None else {}, database.parameters, schema.parameters)
    return {name: level[name] for level in levels for name in TASK_PARAMETERS if name in level}


def _member(
    task: Task, predecessors: tuple[ObjectId, ...], inherited: Mapping[str, str], *, started: bool
) -> TaskVersion:
    return TaskVersion(
        id=task.id,
        name=task.name,
        definition=task.definition,
        condition=task.condition,
        warehouse=task.warehouse,
        predecessors=predecessors,
        finalizer=task.finalizes is not None,
        owner_id=task.owner_id,
        started=started,
        schedule=task.schedule,
        config=task.config,
        overlap_policy=task.overlap_policy,
        target_completion_interval=task.target_completion_interval,
        execute_as_id=task.execute_as_id,
        awaits_ends=task.condition is not None and awaits_ends(task.condition),
        comment=task.comment,
        parameters={**inherited, **task.parameters},
    )
