"""A task graph as a value: one version of it, fixed at RESUME or EXECUTE TASK.

A graph has one root task, the tasks that come after it directly or indirectly (child tasks), and at most one
finalizer task, which is linked to the root and runs last.  Altering a task never touches a graph that runs: the run
keeps the ``GraphVersion`` it began with, and that value holds everything a run needs, so that a dropped or replaced
member still finishes.

A member is *resumed* when its own flag says so; the root always counts as resumed, since EXECUTE TASK runs a suspended
one.  What really runs is the *effective graph*: the version without its suspended children and, if it is suspended,
without its finalizer.  In it a task waits for its resumed predecessors only.  A task whose predecessors are all
suspended has nothing to wait for and is left out with everything behind it: Snowflake's rule asks for at least one
resumed predecessor.  (Its documentation also says that a suspended task counts as succeeded; ``pass_through`` is that
reading.)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from functools import cached_property
from typing import Any

import orjson

from frazil.core.ids import ObjectId, uuid_of
from frazil.core.names import render
from frazil.tasks.errors import TaskGraphError

MAX_TASKS = 1000
"""Tasks of one graph, root and finalizer included, whatever their state."""

MAX_PREDECESSORS = 100
MAX_CHILDREN = 100
MAX_RESUMED = 30_000
"""Started tasks of the account."""

TASK_PARAMETERS = (
    "SERVERLESS_TASK_MAX_STATEMENT_SIZE",
    "SERVERLESS_TASK_MIN_STATEMENT_SIZE",
    "SUSPEND_TASK_AFTER_NUM_FAILURES",
    "TASK_AUTO_RETRY_ATTEMPTS",
    "USER_TASK_MANAGED_INITIAL_WAREHOUSE_SIZE",
    "USER_TASK_MINIMUM_TRIGGER_INTERVAL_IN_SECONDS",
    "USER_TASK_TIMEOUT_MS",
)
"""Parameters that a task inherits from its schema, database and account, and keeps in its versions."""

_UUID_KIND = 0x7A5C


def task_uuid(task_id: ObjectId) -> str:
    """Return the id of a task as clients see it (SHOW TASKS, ROOT_TASK_ID)."""
    return uuid_of(_UUID_KIND, task_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskVersion:
    """One member as it was when the version was made.

    ``predecessors`` are ids inside the same version.  ``started`` is the member's own flag.  ``parameters`` are
    what the task sets, and of ``TASK_PARAMETERS`` what is in force for it: what the account, the database, the schema
    or the task set, the nearest winning.  Session parameters of the account are none of a version's business: a run's
    session inherits them when it begins.  ``schedule``, ``config`` and ``overlap_policy`` mean something on the root
    only.  ``awaits_ends``: it is due when its predecessors have ended, however, since its condition asks how.
    ``execute_as_id`` is the user in whose name the body runs, None for the service user.
    """

    id: ObjectId
    name: str
    definition: str
    condition: str | None = None
    warehouse: str | None = None
    predecessors: tuple[ObjectId, ...] = ()
    finalizer: bool = False
    owner_id: ObjectId | None = None
    started: bool = False
    schedule: str | None = None
    config: str | None = None
    overlap_policy: str = "NO_OVERLAP"
    target_completion_interval: str | None = None
    execute_as_id: ObjectId | None = None
    awaits_ends: bool = False
    comment: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectiveGraph:
    """What of a version really runs.

    ``waits``: for each task behind the root the number of predecessors it waits for; ``children``: the tasks that
    wait for a task.  The root is not in ``waits``.  ``awaiting_ends``: tasks for which any end of a predecessor counts;
    for the others only its success does.
    """

    root_id: ObjectId
    waits: Mapping[ObjectId, int]
    children: Mapping[ObjectId, tuple[ObjectId, ...]]
    finalizer_id: ObjectId | None
    awaiting_ends: frozenset[ObjectId] = frozenset()


@dataclass(frozen=True, kw_only=True)
class GraphVersion:
    """A graph with a number, from 1, ascending within the life of its root.

    ``members``: root first, finalizer last, otherwise predecessors before their children.  ``pass_through``: a task
    whose predecessors are all suspended waits for the nearest behind them that are not.
    """

    root_id: ObjectId
    number: int
    created_on: datetime
    created_by: str | None = None
    database_id: ObjectId
    database: str
    schema_id: ObjectId
    schema: str
    members: tuple[TaskVersion, ...]
    pass_through: bool = False

    @cached_property
    def by_id(self) -> Mapping[ObjectId, TaskVersion]:
        """Return the members by id."""
        return {member.id: member for member in self.members}

    @cached_property
    def by_name(self) -> Mapping[str, TaskVersion]:
        """Return the members by name."""
        return {member.name: member for member in self.members}

    @property
    def root(self) -> TaskVersion:
        """Return the root task."""
        return self.by_id[self.root_id]

    @property
    def standalone(self) -> bool:
        """Say whether the graph is a single task."""
        return len(self.members) == 1

    @cached_property
    def finalizer(self) -> TaskVersion | None:
        """Return the finalizer task, suspended or not, or None."""
        return next((member for member in self.members if member.finalizer), None)

    @cached_property
    def children(self) -> Mapping[ObjectId, tuple[ObjectId, ...]]:
        """Return the direct children of each member, suspended ones included, the finalizer not."""
        found: dict[ObjectId, list[ObjectId]] = {member.id: [] for member in self.members}
        for member in self.members:
            for predecessor in member.predecessors:
                found[predecessor].append(member.id)
        return {task_id: tuple(children) for task_id, children in found.items()}

    @cached_property
    def effective(self) -> EffectiveGraph:
        """Return what of the graph runs."""
        waits: dict[ObjectId, int] = {}
        children: dict[ObjectId, list[ObjectId]] = {}
        for member in self.members:
            if member.finalizer or member.id == self.root_id or not member.started:
                continue
            awaited = self._awaited(member)
            waits[member.id] = len(awaited)
            for predecessor in awaited:
                children.setdefault(predecessor, []).append(member.id)
        finalizer = self.finalizer
        return EffectiveGraph(
            root_id=self.root_id,
            waits=waits,
            children={task_id: tuple(found) for task_id, found in children.items()},
            finalizer_id=finalizer.id if finalizer is not None and finalizer.started else None,
            awaiting_ends=frozenset(member.id for member in self.members if member.awaits_ends),
        )

    def ancestors(self, task_id: ObjectId) -> frozenset[ObjectId]:
        """Return every member from which the task can be reached; for the finalizer all others."""
        task = self.by_id[task_id]
        if task.finalizer:
            return frozenset(member.id for member in self.members if member.id != task_id)
        found: set[ObjectId] = set()
        waiting = list(task.predecessors)
        while waiting:
            current = waiting.pop()
            if current not in found:
                found.add(current)
                waiting.extend(self.by_id[current].predecessors)
        return frozenset(found)

    def full_name(self, task_id: ObjectId) -> str:
        """Return ``DB.SCHEMA.TASK`` of a member, each part quoted only where it must be."""
        return ".".join(render(part) for part in (self.database, self.schema, self.by_id[task_id].name))

    def same_content(self, other: GraphVersion) -> bool:
        """Say whether two versions differ at most in number, time and author: then one of them is enough."""
        return (self.root_id, self.database, self.schema, self.members, self.pass_through) == (
            other.root_id,
            other.database,
            other.schema,
            other.members,
            other.pass_through,
        )

    def encode(self) -> str:
        """Return the JSON text that ``decode`` reads back."""
        content = {item.name: getattr(self, item.name) for item in fields(self)}
        return orjson.dumps(content).decode()

    @classmethod
    def decode(cls, text: str) -> GraphVersion:
        """Return the version whose ``encode`` gave the text."""
        content: dict[str, Any] = orjson.loads(text)
        content["created_on"] = datetime.fromisoformat(content["created_on"])
        content["members"] = tuple(
            TaskVersion(**{**member, "predecessors": tuple(member["predecessors"])}) for member in content["members"]
        )
        return cls(**content)

    def _awaited(self, member: TaskVersion) -> list[ObjectId]:
        """Return the resumed predecessors that a member waits for."""
        resumed = [found for found in member.predecessors if found == self.root_id or self.by_id[found].started]
        if resumed or not self.pass_through:
            return resumed
        nearest: dict[ObjectId, None] = {}
        for predecessor in member.predecessors:
            nearest.update(dict.fromkeys(self._awaited(self.by_id[predecessor])))
        return list(nearest)


def check_limits(version: GraphVersion) -> None:
    """Refuse a graph beyond Snowflake's limits.  The texts are frazil's own: Snowflake's are not published."""
    root = version.full_name(version.root_id)
    if len(version.members) > MAX_TASKS:
        raise TaskGraphError(f"Task graph with root task {root} cannot have more than {MAX_TASKS} tasks.")
    for member in version.members:
        if len(member.predecessors) > MAX_PREDECESSORS:
            name = version.full_name(member.id)
            raise TaskGraphError(f"Task {name} cannot have more than {MAX_PREDECESSORS} predecessors.")
    for task_id, children in version.children.items():
        if len(children) > MAX_CHILDREN:
            name = version.full_name(task_id)
            raise TaskGraphError(f"Task {name} cannot have more than {MAX_CHILDREN} child tasks.")


def topological_order(
    predecessors: Mapping[ObjectId, Iterable[ObjectId]],
) -> tuple[list[ObjectId], list[ObjectId]]:
    """Return the tasks with each behind its predecessors, and those that no order can place: they lie on or behind
    a cycle.

    Among tasks that could come next the order of the mapping decides; predecessors that are no keys are ignored.
    """
    waits = {task: [found for found in before if found in predecessors] for task, before in predecessors.items()}
    counts = {task: len(before) for task, before in waits.items()}
    children: dict[ObjectId, list[ObjectId]] = {}
    for task, before in waits.items():
        for predecessor in before:
            children.setdefault(predecessor, []).append(task)
    order = [task for task, count in counts.items() if count == 0]
    for task in order:
        for child in children.get(task, ()):
            counts[child] -= 1
            if counts[child] == 0:
                order.append(child)
    placed = set(order)
    return order, [task for task in predecessors if task not in placed]
