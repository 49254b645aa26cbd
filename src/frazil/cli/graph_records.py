"""What the commands show of task graphs: records made of the server's rows, and the order in which a graph is drawn."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from frazil.core.names import quote, render, split_qualified

OPEN_STATES = frozenset({"SCHEDULED", "EXECUTING"})
FAILED_STATES = frozenset({"FAILED", "FAILED_AND_AUTO_SUSPENDED"})
WAITING, SUSPENDED, DID_NOT_RUN = "waiting", "suspended", "did not run"
"""What is shown of a member without a run."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_CARRIED = frozenset({"SUCCEEDED", "SKIPPED"})  # what a retry does not repeat

R = TypeVar("R")


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskName:
    """A task as the server knows it, with the id under which the history has its graph."""

    database_name: str
    schema_name: str
    name: str
    id: str

    @property
    def path(self) -> str:
        """Return the qualified name, as SQL reads it."""
        return ".".join(quote(part) for part in (self.database_name, self.schema_name, self.name))

    def __str__(self) -> str:
        return shown_path(self.database_name, self.schema_name, self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphRun:
    """One attempt of a graph run, as CURRENT_TASK_GRAPHS and COMPLETE_TASK_GRAPHS have it.

    ``age_seconds``: since it began, or was due; ``duration_ms``: until now if it has not ended.
    """

    graph_run_group_id: str
    attempt_number: int
    run_id: int
    root_task_id: str
    root_task_name: str
    database_name: str | None
    schema_name: str | None
    state: str
    scheduled_from: str
    scheduled_by_user: str | None
    scheduled_time: datetime
    query_start_time: datetime | None
    completed_time: datetime | None
    duration_ms: int | None
    age_seconds: int
    first_error_task_name: str | None
    first_error_code: str | None
    first_error_message: str | None
    config: str | None

    @property
    def graph(self) -> str:
        """Return the root's qualified name; without USAGE on its database that is not known whole."""
        return shown_path(self.database_name, self.schema_name, self.root_task_name)


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskRun:
    """One task's part in an attempt, as TASK_HISTORY has it; ``duration_ms`` until now if it has not ended."""

    name: str
    state: str
    attempt_number: int
    scheduled_time: datetime
    query_start_time: datetime | None
    completed_time: datetime | None
    duration_ms: int | None
    query_id: str | None
    return_value: str | None
    error_code: str | None
    error_message: str | None
    query_text: str | None
    scheduled_from: str
    config: str | None
    root_task_id: str
    graph_run_group_id: str
    run_id: int

    @property
    def changed_time(self) -> datetime:
        """Return since when it is in its state."""
        return self.completed_time or self.query_start_time or self.scheduled_time


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One task of a graph; ``predecessors`` are names of members."""

    name: str
    started: bool
    predecessors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a member stands in the drawing of its graph: the bars before it, and what it also comes after."""

    name: str
    bars: str = ""
    others: tuple[str, ...] = ()
    is_finalizer: bool = False


def record_of(kind: type[R], row: Mapping[str, Any]) -> R:
    """Return a record made of the row's values of the same names."""
    return kind(**{field.name: row[field.name] for field in fields(kind)})  # type: ignore[arg-type]


def shown_path(*parts: str | None) -> str:
    """Return a qualified name as it is shown, without the parts that are not known."""
    return ".".join(render(part) for part in parts if part is not None)


def group_began(run_id: int) -> datetime:
    """Return when the first attempt of a graph run was due: that is what its run id says."""
    return _EPOCH + timedelta(milliseconds=run_id)


def names_in(predecessors: str | None) -> tuple[str, ...]:
    """Return the tasks' own names of a PREDECESSORS column."""
    return tuple(split_qualified(path)[-1] for path in json.loads(predecessors or "[]"))


def places(members: Sequence[Member]) -> list[Place]:
    """Return the members in the order of drawing: each below its first predecessor, the finalizer last.

    ``members`` has the root first and predecessors before their children.
    """
    if not members:
        return []
    below: dict[str, list[Member]] = {member.name: [] for member in members}
    root, *rest = members
    finalizers = [member for member in rest if not member.predecessors]
    for member in rest:
        known = next((name for name in member.predecessors if name in below), None)
        if known is not None:
            below[known].append(member)
    found: list[Place] = []
    waiting = [(root, "", "")]
    while waiting:
        member, bars, before = waiting.pop()
        found.append(Place(name=member.name, bars=bars, others=member.predecessors[1:]))
        children = below[member.name]
        for place in range(len(children) - 1, -1, -1):
            is_last = place == len(children) - 1
            lines = ("└─ ", "   ") if is_last else ("├─ ", "│  ")
            waiting.append((children[place], before + lines[0], before + lines[1]))
    return [*found, *(Place(name=member.name, is_finalizer=True) for member in finalizers)]


def runs_of_attempt(runs: Iterable[TaskRun], attempt: int, finalizers: Collection[str] = ()) -> dict[str, TaskRun]:
    """Return the runs that make up an attempt, by task: its own, and what a retry keeps of the attempts before it.

    A retry keeps nothing of the finalizer task: it runs in every attempt.
    """
    found: dict[str, TaskRun] = {}
    for run in sorted(runs, key=lambda run: run.attempt_number):
        is_kept = run.attempt_number < attempt and run.state in _CARRIED and run.name not in finalizers
        if run.attempt_number == attempt or is_kept:
            found[run.name] = run
    return found


def state_of(member: Member, run: TaskRun | None, *, is_open: bool) -> str:
    """Return what is shown as a member's state: its run's, or why it has none."""
    if run is not None:
        return run.state
    if not member.started:
        return SUSPENDED
    return WAITING if is_open else DID_NOT_RUN
