"""The machines of task runs and graph runs: their states, events and tables.

A *graph run* is one attempt of one execution of a graph; its attempts share a graph run group.  A *task run* is one
member's part in it.  Members that never become due have no task run at all.

Who moves a task run:

* ``SCHEDULED``: the member is due, or waits for its graph's turn, and has not begun.  The scheduler moves it, when a
  slot is free: to EXECUTING, or to SKIPPED if its condition is not true, or to CANCELLED when it is withdrawn.  An
  EXECUTE TASK that replaces a pending one moves it in time.
* ``EXECUTING``: the body runs.  The runner moves it to a final state; recovery moves it back to SCHEDULED, if the body
  is known to have had no effect.
* ``SUCCEEDED``, ``FAILED``, ``FAILED_AND_AUTO_SUSPENDED``, ``CANCELLED``, ``SKIPPED``: final.

Who moves a graph run:

* ``SCHEDULED``: the root has not begun.  The beginning of the root moves it on; a root that is skipped or withdrawn
  ends it.
* ``EXECUTING``: the event after which nothing is running, due or left to become due ends it.
* ``SUCCEEDED``, ``FAILED``, ``CANCELLED``, ``SKIPPED``: final.  A retry is a new graph run of the same group.

Both are values: ``apply_run`` and ``apply_graph`` look a move up in the table and return the new value, or raise
IllegalMoveError.  The log keeps the events, so applying them again from the start gives the present.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from frazil.core.ids import GraphRunId, ObjectId, QueryId, RunId
from frazil.tasks.errors import IllegalMoveError


class RunState(enum.StrEnum):
    """The states of a task run, in Snowflake's words."""

    SCHEDULED = "SCHEDULED"
    EXECUTING = "EXECUTING"
    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"
    FAILED_AND_AUTO_SUSPENDED = "FAILED_AND_AUTO_SUSPENDED"
    CANCELLED = "CANCELLED"
    SKIPPED = "SKIPPED"


class GraphState(enum.StrEnum):
    """The states of a graph run, in Snowflake's words."""

    SCHEDULED = "SCHEDULED"
    EXECUTING = "EXECUTING"
    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"
    SKIPPED = "SKIPPED"


OPEN_RUNS = frozenset({RunState.SCHEDULED, RunState.EXECUTING})
FAILURES = frozenset({RunState.FAILED, RunState.FAILED_AND_AUTO_SUSPENDED})
OPEN_GRAPHS = frozenset({GraphState.SCHEDULED, GraphState.EXECUTING})


class ScheduledFrom(enum.StrEnum):
    """What started a graph run, as SCHEDULED_FROM shows it.

    ``EXECUTE TASK`` has a blank: the documentation spells it with an underscore, accounts and the programs written
    for them do not.
    """

    SCHEDULE = "SCHEDULE"
    EXECUTE_TASK = "EXECUTE TASK"
    MANUAL_RETRY = "MANUAL RETRY"
    AUTOMATIC_RETRY = "AUTOMATIC RETRY"
    TRIGGER = "TRIGGER"


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskRun:
    """One member's run in one graph run.

    ``scheduled_time`` is when it became due.  ``system_failure`` marks a failure that is not the body's fault, which
    does not count towards suspension.
    """

    id: RunId
    graph_run_id: GraphRunId
    task_id: ObjectId
    state: RunState
    scheduled_time: datetime
    query_id: QueryId | None = None
    query_start_time: datetime | None = None
    completed_time: datetime | None = None
    error_code: str | None = None
    error_message: str | None = None
    return_value: str | None = None
    system_failure: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """What a retry takes over of a member that need not run again: SUCCEEDED or SKIPPED, and the return value."""

    state: RunState
    return_value: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphRunRecord:
    """One attempt of an execution of a graph.

    ``original_scheduled_time`` is the first attempt's and makes RUN_ID.  ``config`` is the root's CONFIG merged with
    the one given at EXECUTE TASK.  ``carried`` are the results a retry keeps, by task.  ``first_error_*`` belong to
    the member that failed first.  ``last_success_*`` name the last graph run of the root that succeeded before this
    one began.
    """

    id: GraphRunId
    root_id: ObjectId
    version: int
    group_id: str
    attempt: int = 1
    state: GraphState
    original_scheduled_time: datetime
    scheduled_time: datetime
    scheduled_from: ScheduledFrom
    config: str | None = None
    user_name: str | None = None
    carried: Mapping[ObjectId, Carried] = field(default_factory=dict)
    query_start_time: datetime | None = None
    completed_time: datetime | None = None
    next_scheduled_time: datetime | None = None
    first_error_task_id: ObjectId | None = None
    first_error_code: str | None = None
    first_error_message: str | None = None
    last_success_group_id: str | None = None
    last_success_time: datetime | None = None


# ---------------------------------------------------------------- events of a task run


@dataclass(frozen=True, slots=True, kw_only=True)
class RunEvent:
    """Something that happened to a task run at a time."""

    run_id: RunId
    graph_run_id: GraphRunId
    task_id: ObjectId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RunScheduled(RunEvent):
    """The member became due, or its pending start moved; ``at`` is its scheduled time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunStarted(RunEvent):
    """The body begins under this query id."""

    query_id: QueryId


@dataclass(frozen=True, slots=True, kw_only=True)
class RunReset(RunEvent):
    """A crash interrupted a body that had no effect: it is due again, in the same attempt."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSucceeded(RunEvent):
    """The body ended well."""

    return_value: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunFailed(RunEvent):
    """The body failed; ``system`` if a crash or a bug ended it and not its own doing.

    ``failures``: how many runs of the task have failed in a row, as far as they count, with this one if it does.
    """

    code: str
    message: str
    system: bool = False
    failures: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RunAutoSuspended(RunFailed):
    """The body failed, and that was once too often: the root is suspended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunCancelled(RunEvent):
    """A user or the system ended the body, or withdrew the run before it began."""

    code: str | None = None
    message: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSkipped(RunEvent):
    """The condition was not true."""

    code: str
    message: str


RUN_MOVES: Mapping[tuple[RunState | None, type[RunEvent]], RunState] = {
    (None, RunScheduled): RunState.SCHEDULED,
    (RunState.SCHEDULED, RunScheduled): RunState.SCHEDULED,
    (RunState.SCHEDULED, RunStarted): RunState.EXECUTING,
    (RunState.SCHEDULED, RunSkipped): RunState.SKIPPED,
    (RunState.SCHEDULED, RunCancelled): RunState.CANCELLED,
    (RunState.SCHEDULED, RunFailed): RunState.FAILED,
    (RunState.SCHEDULED, RunAutoSuspended): RunState.FAILED_AND_AUTO_SUSPENDED,
    (RunState.EXECUTING, RunReset): RunState.SCHEDULED,
    (RunState.EXECUTING, RunSucceeded): RunState.SUCCEEDED,
    (RunState.EXECUTING, RunFailed): RunState.FAILED,
    (RunState.EXECUTING, RunAutoSuspended): RunState.FAILED_AND_AUTO_SUSPENDED,
    (RunState.EXECUTING, RunCancelled): RunState.CANCELLED,
}
"""Every legal move of a task run; None is the state before its first event."""


def apply_run(run: TaskRun | None, event: RunEvent) -> TaskRun:
    """Return the run after the event; IllegalMoveError if its state does not allow it."""
    state = RUN_MOVES.get((run.state if run is not None else None, type(event)))
    if state is None:
        raise IllegalMoveError(f"task run {event.run_id}: {type(event).__name__} in {run.state if run else None}")
    match event:
        case RunScheduled():
            return TaskRun(
                id=event.run_id,
                graph_run_id=event.graph_run_id,
                task_id=event.task_id,
                state=state,
                scheduled_time=event.at,
            )
        case _ if run is None:
            raise IllegalMoveError(f"task run {event.run_id} begins with {type(event).__name__}")
        case RunStarted():
            return replace(run, state=state, query_id=event.query_id, query_start_time=event.at)
        case RunReset():
            return replace(run, state=state, query_id=None, query_start_time=None)
        case RunSucceeded():
            return replace(run, state=state, completed_time=event.at, return_value=event.return_value)
        case RunFailed() | RunCancelled() | RunSkipped():
            return replace(
                run,
                state=state,
                completed_time=event.at,
                error_code=event.code,
                error_message=event.message,
                system_failure=isinstance(event, RunFailed) and event.system,
            )
    raise IllegalMoveError(f"task run {event.run_id}: nothing is known of {type(event).__name__}")


# ---------------------------------------------------------------- events of a graph run


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphEvent:
    """Something that happened to a graph run at a time."""

    graph_run_id: GraphRunId
    root_id: ObjectId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphScheduled(GraphEvent):
    """A graph run was made, or a pending one took on the facts of a later command; ``at`` is its scheduled time."""

    version: int
    group_id: str
    attempt: int = 1
    original_scheduled_time: datetime
    scheduled_from: ScheduledFrom
    config: str | None = None
    user_name: str | None = None
    carried: Mapping[ObjectId, Carried] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphStarted(GraphEvent):
    """The first member begins."""

    last_success_group_id: str | None = None
    last_success_time: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphEnded(GraphEvent):
    """Nothing is left to run; the root is due again at ``next_scheduled_time``."""

    next_scheduled_time: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphSucceeded(GraphEnded):
    """No member failed and none was cancelled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphFailed(GraphEnded):
    """At least one member failed; the facts are the first one's."""

    task_id: ObjectId
    code: str | None = None
    message: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphCancelled(GraphEnded):
    """A member was cancelled and none failed, or the whole was withdrawn before it began."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphSkipped(GraphEnded):
    """The root's condition was not true."""


GRAPH_MOVES: Mapping[tuple[GraphState | None, type[GraphEvent]], GraphState] = {
    (None, GraphScheduled): GraphState.SCHEDULED,
    (GraphState.SCHEDULED, GraphScheduled): GraphState.SCHEDULED,
    (GraphState.SCHEDULED, GraphStarted): GraphState.EXECUTING,
    (GraphState.SCHEDULED, GraphSkipped): GraphState.SKIPPED,
    (GraphState.SCHEDULED, GraphCancelled): GraphState.CANCELLED,
    (GraphState.SCHEDULED, GraphFailed): GraphState.FAILED,
    # A retry whose remaining members are all skipped succeeds without beginning anything.
    (GraphState.SCHEDULED, GraphSucceeded): GraphState.SUCCEEDED,
    (GraphState.EXECUTING, GraphSucceeded): GraphState.SUCCEEDED,
    (GraphState.EXECUTING, GraphFailed): GraphState.FAILED,
    (GraphState.EXECUTING, GraphCancelled): GraphState.CANCELLED,
}
"""Every legal move of a graph run; None is the state before its first event."""


def apply_graph(graph: GraphRunRecord | None, event: GraphEvent) -> GraphRunRecord:
    """Return the graph run after the event; IllegalMoveError if its state does not allow it."""
    state = GRAPH_MOVES.get((graph.state if graph is not None else None, type(event)))
    if state is None:
        shown = graph.state if graph else None
        raise IllegalMoveError(f"graph run {event.graph_run_id}: {type(event).__name__} in {shown}")
    match event:
        case GraphScheduled():
            return _scheduled_graph(event, state)
        case _ if graph is None:
            raise IllegalMoveError(f"graph run {event.graph_run_id} begins with {type(event).__name__}")
        case GraphStarted():
            return replace(
                graph,
                state=state,
                query_start_time=event.at,
                last_success_group_id=event.last_success_group_id,
                last_success_time=event.last_success_time,
            )
        case GraphFailed():
            graph = replace(
                graph,
                first_error_task_id=event.task_id,
                first_error_code=event.code,
                first_error_message=event.message,
            )
    assert isinstance(event, GraphEnded)
    return replace(graph, state=state, completed_time=event.at, next_scheduled_time=event.next_scheduled_time)


def _scheduled_graph(event: GraphScheduled, state: GraphState) -> GraphRunRecord:
    return GraphRunRecord(
        id=event.graph_run_id,
        root_id=event.root_id,
        version=event.version,
        group_id=event.group_id,
        attempt=event.attempt,
        state=state,
        original_scheduled_time=event.original_scheduled_time,
        scheduled_time=event.at,
        scheduled_from=event.scheduled_from,
        config=event.config,
        user_name=event.user_name,
        carried=event.carried,
    )
