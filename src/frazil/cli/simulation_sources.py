"""Where ``frazil simulate`` finds graphs and durations: on a server, in a file of SQL, in a file of numbers."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from frazil.cli.connection import Connection, Row
from frazil.cli.graph_queries import find_root, next_due
from frazil.cli.graph_records import names_in
from frazil.cli.target import RefusedError
from frazil.commands.properties import boolean, identifier, text, word
from frazil.core.errors import FrazilError
from frazil.core.names import QualifiedName, render, split_qualified
from frazil.sql.parser import parse, split_statements
from frazil.sql.statements import AddAfter, AlterTask, CreateTask, Name, RemoveAfter, Statement
from frazil.sql.tokens import tokenize
from frazil.tasks.limits import LONGEST_TIMEOUT_MS
from frazil.tasks.named_graphs import NamedTask
from frazil.tasks.planner import ALLOW_CHILD_OVERLAP, NO_OVERLAP
from frazil.tasks.schedule import Interval, parse_schedule

_TASKS = """SELECT name, predecessors, state, condition
    FROM TABLE(SNOWFLAKE.INFORMATION_SCHEMA.TASK_DEPENDENTS(TASK_NAME => ?))"""
_DURATIONS = """SELECT name, AVG(TIMESTAMPDIFF('millisecond', query_start_time, completed_time)) AS ms
    FROM TABLE(SNOWFLAKE.INFORMATION_SCHEMA.TASK_HISTORY(RESULT_LIMIT => 10000, ROOT_TASK_ID => ?))
    WHERE state = 'SUCCEEDED' GROUP BY name"""
_LONGEST_SECONDS = LONGEST_TIMEOUT_MS // 1000
_FIRST_WORDS = 4  # CREATE OR REPLACE TASK


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundGraph:
    """The tasks among which a root's graph is, and what is known of its time.

    ``base``: what the root's interval counts from, None if it has not been resumed; ``durations``: averages by task.
    """

    root: str
    tasks: Sequence[NamedTask]
    database: str = ""
    schema: str = ""
    base: datetime | None = None
    durations: Mapping[str, timedelta] = field(default_factory=dict)


# ---------------------------------------------------------------- a server


def graph_on_server(connection: Connection, name: str) -> FoundGraph:
    """Return a root's graph as it is now, with what its tasks took on average in the last seven days.

    Raises RefusedError for a task that is no root, or does not exist for the role.
    """
    root = find_root(connection, name)
    description = connection.rows("DESCRIBE TASK IDENTIFIER(?)", root.path)[0]
    rows = connection.rows(_TASKS, root.path)
    due, _ = next_due(connection).get(root.id, (None, 0))
    return FoundGraph(
        root=root.name,
        tasks=[_task_on_server(row, root.name, description) for row in rows],
        database=root.database_name,
        schema=root.schema_name,
        base=_base(description["schedule"], due),
        durations={
            row["name"]: timedelta(milliseconds=float(row["ms"])) for row in connection.rows(_DURATIONS, root.id)
        },
    )


def _task_on_server(row: Row, root: str, description: Row) -> NamedTask:
    is_root, predecessors = row["name"] == root, names_in(row["predecessors"])
    return NamedTask(
        name=row["name"],
        predecessors=predecessors,
        finalizes=root if not predecessors and not is_root else None,
        schedule=description["schedule"] if is_root else None,
        overlap_policy=description["overlap_policy"] if is_root else NO_OVERLAP,
        condition=row["condition"],
        started=row["state"] == "started",
    )


def _base(schedule: str | None, due: datetime | None) -> datetime | None:
    """Return a time from which an interval is counted that is due next at ``due``."""
    found = parse_schedule(schedule) if schedule is not None and due is not None else None
    return due - found.period if due is not None and isinstance(found, Interval) else None


# ---------------------------------------------------------------- a file of SQL


def graphs_in_file(path: Path, names: Sequence[str]) -> list[FoundGraph]:
    """Return the graphs of these roots, or of every root that has a schedule, that CREATE TASK statements make.

    All tasks are taken as resumed.  ALTER TASK counts with ADD AFTER and REMOVE AFTER; other statements do not.  Raises
    RefusedError for a file that cannot be read, and for a statement about a task that is none.
    """
    tasks: dict[str, NamedTask] = {}
    for statement in _task_statements(path):
        try:
            _apply(statement, tasks)
        except FrazilError as error:
            raise RefusedError(f"{path}: {error.message}") from None
    roots = [split_qualified(name)[-1] for name in names] or [
        task.name for task in tasks.values() if task.schedule is not None
    ]
    if not roots:
        raise RefusedError(f"{path} has no task with a schedule")
    return [FoundGraph(root=root, tasks=list(tasks.values())) for root in roots]


def _task_statements(path: Path) -> Iterable[Statement]:
    try:
        content = path.read_text("utf-8")
    except (OSError, ValueError) as error:
        raise RefusedError(f"{path} cannot be read: {error}") from None
    try:
        for each in split_statements(content):
            words = tokenize(each).keys[:_FIRST_WORDS]
            if words[0] in ("CREATE", "ALTER") and "TASK" in words:
                yield parse(each)
    except FrazilError as error:
        raise RefusedError(f"{path}: {error.message}") from None


def _apply(statement: Statement, tasks: dict[str, NamedTask]) -> None:
    match statement:
        case CreateTask(clone=None):
            task = _written(statement)
            tasks[task.name] = task
        case CreateTask():
            name, source = _name(statement.name), _existing(statement.clone, tasks)
            tasks[name] = replace(source, name=name, finalizes=None)
        case AlterTask(action=AddAfter(tasks=added)):
            task = _existing(statement.name, tasks)
            above = tuple(dict.fromkeys((*task.predecessors, *map(_name, added))))
            tasks[task.name] = replace(task, predecessors=above)
        case AlterTask(action=RemoveAfter(tasks=removed)):
            task = _existing(statement.name, tasks)
            gone = {_name(each) for each in removed}
            above = tuple(name for name in task.predecessors if name not in gone)
            tasks[task.name] = replace(task, predecessors=above)


def _written(statement: CreateTask) -> NamedTask:
    given = statement.properties
    finalizes = given.get("FINALIZE")
    policy = word("OVERLAP_POLICY", given["OVERLAP_POLICY"]) if "OVERLAP_POLICY" in given else NO_OVERLAP
    if boolean("ALLOW_OVERLAPPING_EXECUTION", given.get("ALLOW_OVERLAPPING_EXECUTION", False)):
        policy = ALLOW_CHILD_OVERLAP
    return NamedTask(
        name=_name(statement.name),
        predecessors=tuple(dict.fromkeys(map(_name, statement.after))),
        finalizes=split_qualified(identifier("FINALIZE", finalizes))[-1] if finalizes is not None else None,
        schedule=text("SCHEDULE", given["SCHEDULE"]) if "SCHEDULE" in given else None,
        overlap_policy=policy,
        condition=statement.condition_text,
    )


def _existing(name: Name | None, tasks: Mapping[str, NamedTask]) -> NamedTask:
    found = tasks.get(_name(name))
    if found is None:
        raise RefusedError(f"task {render(_name(name))} is named before it is created")
    return found


def _name(name: Name | None) -> str:
    if not isinstance(name, QualifiedName):
        raise RefusedError("names of tasks must be written out, not given by IDENTIFIER")
    return name.name


# ---------------------------------------------------------------- a file of durations


def durations_in_file(path: Path) -> dict[str, timedelta]:
    """Return how long bodies take, from a JSON or TOML file of seconds by task; RefusedError if it is none."""
    try:
        content = path.read_text("utf-8")
        found = json.loads(content) if path.suffix == ".json" else tomllib.loads(content)
    except (OSError, ValueError) as error:
        raise RefusedError(f"{path} cannot be read: {error}") from None
    if not isinstance(found, dict):
        raise RefusedError(f"{path} has to give seconds by task")
    return {_task_name(name, path): duration_of(f"{path}: {name}", value) for name, value in found.items()}


def duration_of(what: str, seconds: Any) -> timedelta:
    """Return how long a body takes, at most the longest time-out there is; RefusedError for what is no such number."""
    is_number = isinstance(seconds, int | float) and not isinstance(seconds, bool)
    if not is_number or not 0 <= seconds <= _LONGEST_SECONDS:
        raise RefusedError(f"{what} has to be a number of seconds up to {_LONGEST_SECONDS}")
    return timedelta(seconds=seconds)


def _task_name(written: str, path: Path) -> str:
    try:
        return split_qualified(written)[-1]
    except ValueError as error:
        raise RefusedError(f"{path}: {error}") from None
