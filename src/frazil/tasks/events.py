"""Events as rows of the internal table ``frazil.task_events``, and back.

One row per move, appended in the order of ``sequence``, which the run log gives, and never changed.  The columns in
front serve filters; the rest is JSON in ``body``.  The final event of a task run repeats everything TASK_HISTORY shows
of it, the final event of a graph run everything COMPLETE_TASK_GRAPHS shows: history is a scan of final rows and joins
nothing, whatever has become of the tasks.  Times inside ``body`` are microseconds since 1970.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson

from frazil.core.ids import GraphRunId, ObjectId, QueryId, RunId
from frazil.engine.run_log import TaskEvent
from frazil.tasks.graph import GraphVersion, task_uuid
from frazil.tasks.graph_run import GraphRun
from frazil.tasks.states import (
    OPEN_GRAPHS,
    OPEN_RUNS,
    Carried,
    GraphCancelled,
    GraphEvent,
    GraphFailed,
    GraphRunRecord,
    GraphScheduled,
    GraphSkipped,
    GraphStarted,
    GraphSucceeded,
    RunAutoSuspended,
    RunCancelled,
    RunEvent,
    RunFailed,
    RunReset,
    RunScheduled,
    RunSkipped,
    RunStarted,
    RunState,
    RunSucceeded,
    ScheduledFrom,
    TaskRun,
    apply_graph,
    apply_run,
)

Row = tuple[int, int, int | None, int, int, str, datetime, str]
"""A stored event: sequence, graph_run_id, run_id, task_id, root_id, event, at, body."""

RUN_KINDS: Mapping[str, type[RunEvent]] = {
    "RUN_SCHEDULED": RunScheduled,
    "RUN_STARTED": RunStarted,
    "RUN_RESET": RunReset,
    "RUN_SUCCEEDED": RunSucceeded,
    "RUN_FAILED": RunFailed,
    "RUN_AUTO_SUSPENDED": RunAutoSuspended,
    "RUN_CANCELLED": RunCancelled,
    "RUN_SKIPPED": RunSkipped,
}
GRAPH_KINDS: Mapping[str, type[GraphEvent]] = {
    "GRAPH_SCHEDULED": GraphScheduled,
    "GRAPH_STARTED": GraphStarted,
    "GRAPH_SUCCEEDED": GraphSucceeded,
    "GRAPH_FAILED": GraphFailed,
    "GRAPH_CANCELLED": GraphCancelled,
    "GRAPH_SKIPPED": GraphSkipped,
}
_RUN_NAMES = {kind: name for name, kind in RUN_KINDS.items()}
_GRAPH_NAMES = {kind: name for name, kind in GRAPH_KINDS.items()}

FINAL_RUN_KINDS = ("RUN_SUCCEEDED", "RUN_FAILED", "RUN_AUTO_SUSPENDED", "RUN_CANCELLED", "RUN_SKIPPED")
FINAL_GRAPH_KINDS = ("GRAPH_SUCCEEDED", "GRAPH_FAILED", "GRAPH_CANCELLED", "GRAPH_SKIPPED")

STATE_SQL = "CASE event WHEN 'RUN_AUTO_SUSPENDED' THEN 'FAILED_AND_AUTO_SUSPENDED' ELSE split_part(event, '_', 2) END"
"""The state after a final event, in Snowflake's words, from the column ``event``."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

VersionSource = Callable[[ObjectId, int], GraphVersion]
"""Returns a stored graph version by root and number."""


def micros(instant: datetime | None) -> int | None:
    """Return microseconds since 1970 of an aware instant."""
    return None if instant is None else (instant - _EPOCH) // timedelta(microseconds=1)


def run_id_of(record: GraphRunRecord) -> int:
    """Return what clients see as RUN_ID: milliseconds since 1970 of the group's original scheduled time."""
    return (record.original_scheduled_time - _EPOCH) // timedelta(milliseconds=1)


def encode_run_event(
    event: RunEvent, run: TaskRun, record: GraphRunRecord, version: GraphVersion, next_due: datetime | None = None
) -> TaskEvent:
    """Return what is stored of a task run's event.

    ``run`` and ``record`` are the values after it, ``next_due`` is when the root is due again.
    """
    body: dict[str, object] = {}
    final = run.state not in OPEN_RUNS
    if final:
        body = {**run_facts(record, version, run, next_due), "system": run.system_failure}
        if isinstance(event, RunFailed):
            body["failures"] = event.failures
    elif isinstance(event, RunStarted):
        body = {"query_id": event.query_id}
    return TaskEvent(
        graph_run_id=event.graph_run_id,
        run_id=event.run_id,
        task_id=event.task_id,
        root_id=version.root_id,
        event=_RUN_NAMES[type(event)],
        at=event.at,
        body=body,
        name=version.by_id[run.task_id].name if final else None,
        scheduled_time=run.scheduled_time if final else None,
    )


def encode_graph_event(event: GraphEvent, record: GraphRunRecord, version: GraphVersion) -> TaskEvent:
    """Return what is stored of a graph run's event; ``record`` is the value after it."""
    body: Mapping[str, object] = {}
    if isinstance(event, GraphScheduled):
        body = _scheduled_body(event)
    elif isinstance(event, GraphStarted):
        last_success = micros(event.last_success_time)
        body = {"last_success_group_id": event.last_success_group_id, "last_success_time": last_success}
    elif record.state not in OPEN_GRAPHS:
        body = {**graph_facts(record, version), "first_error_task_id": record.first_error_task_id}
    return TaskEvent(
        graph_run_id=event.graph_run_id,
        run_id=None,
        task_id=event.root_id,
        root_id=event.root_id,
        event=_GRAPH_NAMES[type(event)],
        at=event.at,
        body=body,
    )


def run_facts(
    record: GraphRunRecord, version: GraphVersion, run: TaskRun, next_due: datetime | None = None
) -> dict[str, object]:
    """Return what TASK_HISTORY shows of a task run, but its state, by column name in lower case."""
    task = version.by_id[run.task_id]
    return {
        "query_id": run.query_id,
        "name": task.name,
        "database_name": version.database,
        "schema_name": version.schema,
        "query_text": task.definition,
        "condition_text": task.condition,
        "error_code": run.error_code,
        "error_message": run.error_message,
        "scheduled_time": micros(run.scheduled_time),
        "query_start_time": micros(run.query_start_time),
        "next_scheduled_time": micros(next_due) if run.task_id == version.root_id else None,
        "completed_time": micros(run.completed_time),
        "root_task_id": task_uuid(version.root_id),
        "graph_version": version.number,
        "run_id": run_id_of(record),
        "return_value": run.return_value,
        "scheduled_from": record.scheduled_from.value,
        "attempt_number": record.attempt,
        "config": record.config,
        "graph_run_group_id": record.group_id,
        "task_database_id": version.database_id,
        "task_schema_id": version.schema_id,
    }


def graph_facts(record: GraphRunRecord, version: GraphVersion) -> dict[str, object]:
    """Return what COMPLETE_TASK_GRAPHS shows of a graph run, but its state, by column name in lower case."""
    failed = record.first_error_task_id
    return {
        "root_task_name": version.root.name,
        "database_name": version.database,
        "schema_name": version.schema,
        "first_error_task_name": version.by_id[failed].name if failed is not None else None,
        "first_error_code": record.first_error_code,
        "first_error_message": record.first_error_message,
        "scheduled_time": micros(record.scheduled_time),
        "query_start_time": micros(record.query_start_time),
        "next_scheduled_time": micros(record.next_scheduled_time),
        "completed_time": micros(record.completed_time),
        "root_task_id": task_uuid(version.root_id),
        "graph_version": version.number,
        "run_id": run_id_of(record),
        "attempt_number": record.attempt,
        "scheduled_from": record.scheduled_from.value,
        "config": record.config,
        "graph_run_group_id": record.group_id,
        "scheduled_by_user": record.user_name,
    }


def decode_row(row: Row) -> RunEvent | GraphEvent:
    """Return the event that a row stores."""
    _, graph_run_id, run_id, task_id, root_id, kind, at, text = row
    body: dict[str, Any] = orjson.loads(text)
    instant = at if at.tzinfo is not None else at.replace(tzinfo=UTC)
    if kind in GRAPH_KINDS:
        facts = _graph_event_facts(GRAPH_KINDS[kind], body)
        return GRAPH_KINDS[kind](graph_run_id=GraphRunId(graph_run_id), root_id=ObjectId(root_id), at=instant, **facts)
    return RUN_KINDS[kind](
        run_id=RunId(run_id or 0),
        graph_run_id=GraphRunId(graph_run_id),
        task_id=ObjectId(task_id),
        at=instant,
        **_run_event_facts(RUN_KINDS[kind], body),
    )


def replay(rows: Iterable[Row], versions: VersionSource) -> dict[GraphRunId, GraphRun]:
    """Return the graph runs of the rows as the rows leave them, by id.

    ``rows`` in the order of their sequence, complete for every graph run they mention.
    """
    graphs: dict[GraphRunId, GraphRun] = {}
    for row in rows:
        event = decode_row(row)
        graph = graphs.get(event.graph_run_id)
        if isinstance(event, RunEvent):
            if graph is not None:
                graph.store(apply_run(graph.runs.get(event.task_id), event))
            continue
        record = apply_graph(graph.record if graph is not None else None, event)
        if graph is None:
            graphs[record.id] = GraphRun(record, versions(record.root_id, record.version))
        elif isinstance(event, GraphScheduled):
            graph.plan(record, versions(record.root_id, record.version))
        else:
            graph.record = record
    return graphs


def _scheduled_body(event: GraphScheduled) -> dict[str, object]:
    return {
        "version": event.version,
        "group_id": event.group_id,
        "attempt": event.attempt,
        "original_scheduled_time": micros(event.original_scheduled_time),
        "scheduled_from": event.scheduled_from.value,
        "config": event.config,
        "user_name": event.user_name,
        "carried": [[task_id, kept.state.value, kept.return_value] for task_id, kept in event.carried.items()],
    }


def _graph_event_facts(kind: type[GraphEvent], body: dict[str, Any]) -> dict[str, Any]:
    """Return the fields, beside those of every graph event, that the body stores."""
    if kind is GraphScheduled:
        return {
            **body,
            "original_scheduled_time": _instant(body["original_scheduled_time"]),
            "scheduled_from": ScheduledFrom(body["scheduled_from"]),
            "carried": {
                ObjectId(task_id): Carried(state=RunState(state), return_value=value)
                for task_id, state, value in body["carried"]
            },
        }
    if kind is GraphStarted:
        return {**body, "last_success_time": _instant(body["last_success_time"])}
    facts = {"next_scheduled_time": _instant(body["next_scheduled_time"])}
    if kind is GraphFailed:
        failed = {"task_id": body["first_error_task_id"], "code": body["first_error_code"]}
        return {**facts, **failed, "message": body["first_error_message"]}
    return facts


def _run_event_facts(kind: type[RunEvent], body: dict[str, Any]) -> dict[str, Any]:
    """Return the fields, beside those of every run event, that the body stores."""
    if kind is RunStarted:
        return {"query_id": QueryId(body["query_id"])}
    if kind is RunSucceeded:
        return {"return_value": body["return_value"]}
    if kind in (RunFailed, RunAutoSuspended):
        failures = body.get("failures", 0)  # logs of the first version have none
        return {"code": body["error_code"], "message": body["error_message"], "system": body["system"]} | {
            "failures": failures
        }
    if kind in (RunCancelled, RunSkipped):
        return {"code": body["error_code"], "message": body["error_message"]}
    return {}


def _instant(value: int | None) -> datetime | None:
    return None if value is None else _EPOCH + timedelta(microseconds=value)
