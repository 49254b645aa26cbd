"""Every graph run in progress, and where each of its task runs stands in line.

A task run that is due is *ready* until a slot is free, then *claimed* by a thread until it ends.  Both are facts of
this process only: after a crash they are made again from the states.  A graph run whose overlap policy does not let it
start beside an earlier one is *held*; a root holds at most one, since a later command replaces it.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Container, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from frazil.core.ids import GraphRunId, ObjectId, QueryId, RunId
from frazil.engine.run_log import TaskEvent
from frazil.tasks.graph import GraphVersion
from frazil.tasks.graph_run import GraphRun
from frazil.tasks.limits import TimeLimit, limit_of
from frazil.tasks.states import GraphRunRecord, GraphState, RunState, TaskRun


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A task run that a thread is to run; ``started`` unless its condition is still to be decided."""

    graph: GraphRun
    task_id: ObjectId
    run_id: RunId
    query_id: QueryId
    started: bool
    limit: TimeLimit


@dataclass(frozen=True, slots=True)
class Queued:
    """A due task run in line."""

    graph: GraphRun
    task_id: ObjectId
    run_id: RunId
    limit: TimeLimit


@dataclass(slots=True, kw_only=True)
class Decision:
    """What was decided, not yet applied: events to store, and the changes in memory that go with them.

    Made, stored and applied under one hold of the run log's lock; a decision that is not stored is forgotten.
    """

    events: list[TaskEvent] = field(default_factory=list)
    planned: list[tuple[GraphRun, GraphRunRecord, GraphVersion]] = field(default_factory=list)
    values: list[tuple[GraphRun, GraphRunRecord | TaskRun]] = field(default_factory=list)
    opened: list[GraphRun] = field(default_factory=list)
    closed: list[GraphRun] = field(default_factory=list)
    held: list[GraphRun] = field(default_factory=list)
    released: list[GraphRun] = field(default_factory=list)
    queued: list[Queued] = field(default_factory=list)
    gone: list[RunId] = field(default_factory=list)
    failures: dict[ObjectId, int] = field(default_factory=dict)
    suspended: list[tuple[ObjectId, datetime]] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)


class OpenRuns:
    """The state of the scheduler in memory; guarded by the run log's lock.

    ``failures``: of each task, how many runs in a row have failed.  ``to_suspend``: roots whose runs failed too often,
    and since when; what remains is to say so in the catalog.  ``cancelled``: claimed runs whose bodies are to end as
    soon as they begin.
    """

    def __init__(self) -> None:
        self.graphs: dict[GraphRunId, GraphRun] = {}
        self.ready: OrderedDict[RunId, Queued] = OrderedDict()
        self.claimed: dict[RunId, Claim] = {}
        self.held: dict[ObjectId, GraphRun] = {}
        self.last_success: dict[ObjectId, tuple[str, datetime]] = {}
        self.failures: dict[ObjectId, int] = {}
        self.to_suspend: dict[ObjectId, datetime] = {}
        self.cancelled: set[RunId] = set()
        self._by_root: dict[ObjectId, dict[GraphRunId, GraphRun]] = {}

    def of_root(self, root_id: ObjectId) -> Iterable[GraphRun]:
        """Return the open graph runs of a root, the earliest first."""
        return self._by_root.get(root_id, {}).values()

    def pending(self, root_id: ObjectId) -> GraphRun | None:
        """Return the latest graph run of a root that nothing has begun of, or None."""
        for graph in reversed(list(self.of_root(root_id))):
            if graph.pending and graph.runs[root_id].id not in self.claimed:
                return graph
        return None

    def open(self, graph: GraphRun) -> None:
        """Take in a graph run."""
        self.graphs[graph.record.id] = graph
        self._by_root.setdefault(graph.version.root_id, {})[graph.record.id] = graph

    def apply(self, decision: Decision) -> None:
        """Make a stored decision the present."""
        for graph, record, version in decision.planned:
            graph.plan(record, version)
        for graph in decision.opened:
            self.open(graph)
        for graph, value in decision.values:
            if isinstance(value, TaskRun):
                graph.store(value)
            else:
                graph.record = value
        for graph in decision.closed:
            self._close(graph)
        self.held.update((graph.version.root_id, graph) for graph in decision.held)
        for graph in decision.released:
            self.held.pop(graph.version.root_id, None)
        self.failures.update(decision.failures)
        self.to_suspend.update(decision.suspended)
        for run_id in decision.gone:
            self.claimed.pop(run_id, None)
            self.cancelled.discard(run_id)
            self.ready.pop(run_id, None)
        self.ready.update((queued.run_id, queued) for queued in decision.queued)
        for claim in decision.claims:
            self.ready.pop(claim.run_id, None)
            self.claimed[claim.run_id] = claim

    def line_up(self, graph: GraphRun, now: datetime) -> None:
        """Put the due task runs of a graph run, as a replay left it, in line; their time is counted from now."""
        for run in graph.runs.values():
            if run.state is RunState.SCHEDULED:
                limit = limit_of(graph.version, graph.record, run.task_id, now)
                self.ready[run.id] = Queued(graph, run.task_id, run.id, limit)

    def keep(self, task_ids: Container[ObjectId]) -> None:
        """Forget what is remembered of other tasks, of which nothing is open."""
        self.last_success = {root_id: last for root_id, last in self.last_success.items() if root_id in task_ids}
        self.failures = {task_id: count for task_id, count in self.failures.items() if count and task_id in task_ids}

    def overdue(self, now: datetime) -> list[Queued]:
        """Return what stands in line longer than it may take."""
        return [queued for queued in self.ready.values() if queued.limit.deadline <= now]

    def first_deadline(self) -> datetime | None:
        """Return when the first of those in line has to have ended."""
        return min((queued.limit.deadline for queued in self.ready.values()), default=None)

    def _close(self, graph: GraphRun) -> None:
        record = graph.record
        self.graphs.pop(record.id, None)
        siblings = self._by_root.get(record.root_id, {})
        siblings.pop(record.id, None)
        if not siblings:
            self._by_root.pop(record.root_id, None)
        if self.held.get(record.root_id) is graph:
            del self.held[record.root_id]
        if record.state is GraphState.SUCCEEDED:
            self.last_success[record.root_id] = (record.group_id, record.original_scheduled_time)
