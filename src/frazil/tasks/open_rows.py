"""What history shows of runs that have not ended, and of the next one of each scheduled root: facts from memory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from frazil.catalog.records import Task
from frazil.catalog.snapshot import Snapshot
from frazil.core.ids import ObjectId, RunId
from frazil.tasks.events import graph_facts, micros, run_facts
from frazil.tasks.graph import task_uuid
from frazil.tasks.scheduler import Scheduler
from frazil.tasks.states import OPEN_RUNS

FUTURE_WINDOW = timedelta(days=8)

Facts = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenRow:
    """A run that has not ended: the task it is visible by, its state, and its facts by lower-case column name.

    ``run_id`` is None for a run that is still to be made.
    """

    task_id: ObjectId
    state: str
    facts: Facts
    run_id: RunId | None = None


def open_runs(scheduler: Scheduler, snapshot: Snapshot, now: datetime) -> list[OpenRow]:
    """Return the task runs that have not ended, and the next one of each scheduled root within eight days."""
    found: list[OpenRow] = []
    with scheduler.dispatcher.lock:
        for graph in scheduler.dispatcher.runs.graphs.values():
            due = scheduler.next_due(graph.version.root_id)
            for run in graph.runs.values():
                if run.state in OPEN_RUNS:
                    facts = run_facts(graph.record, graph.version, run, due)
                    found.append(OpenRow(task_id=run.task_id, state=run.state.value, facts=facts, run_id=run.id))
        upcoming = scheduler.due_roots()
    for task, due_time in upcoming:
        if due_time <= now + FUTURE_WINDOW:
            facts = {
                **_upcoming(snapshot, task, due_time),
                "name": task.name,
                "query_text": task.definition,
                "condition_text": task.condition,
            }
            found.append(OpenRow(task_id=task.id, state="SCHEDULED", facts=facts))
    return found


def open_graph_runs(scheduler: Scheduler, snapshot: Snapshot, now: datetime) -> list[OpenRow]:
    """Return the graph runs that have not ended, and the next one of each scheduled root within eight days."""
    found: list[OpenRow] = []
    with scheduler.dispatcher.lock:
        for graph in scheduler.dispatcher.runs.graphs.values():
            root_id = graph.version.root_id
            facts = {
                **graph_facts(graph.record, graph.version),
                "next_scheduled_time": micros(scheduler.next_due(root_id)),
            }
            if (failure := graph.first_failure) is not None:
                facts["first_error_task_name"] = graph.task(failure.task_id).name
                facts["first_error_code"] = failure.error_code
                facts["first_error_message"] = failure.error_message
            found.append(OpenRow(task_id=root_id, state=graph.record.state.value, facts=facts))
        upcoming = scheduler.due_roots()
    for task, due_time in upcoming:
        if due_time <= now + FUTURE_WINDOW:
            facts = {**_upcoming(snapshot, task, due_time), "root_task_name": task.name}
            found.append(OpenRow(task_id=task.id, state="SCHEDULED", facts=facts))
    return found


def _upcoming(snapshot: Snapshot, task: Task, due: datetime) -> dict[str, object]:
    """Return the facts of a run that waits for its time."""
    path = snapshot.path(task)
    return {
        "database_name": path[0],
        "schema_name": path[1],
        "scheduled_time": micros(due),
        "root_task_id": task_uuid(task.id),
        "graph_version": task.graph_version,
        "run_id": (micros(due) or 0) // 1000,
        "scheduled_from": "SCHEDULE",
        "attempt_number": 1,
        "config": task.config,
    }
