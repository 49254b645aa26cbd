"""A decision in the making: what one thing that happens leads to, step by step.

Later steps see the values that earlier ones decided.  Nothing is changed by it: ``finish`` returns the ``Decision``,
for whoever stores and applies it.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Protocol

from frazil.core.ids import GraphRunId, IdSource, ObjectId, QueryId, RunId
from frazil.tasks.events import encode_graph_event, encode_run_event
from frazil.tasks.graph import GraphVersion
from frazil.tasks.graph_run import GraphRun
from frazil.tasks.limits import limit_of
from frazil.tasks.open_runs import Claim, Decision, OpenRuns, Queued
from frazil.tasks.planner import Advance, advance, may_start
from frazil.tasks.states import (
    OPEN_RUNS,
    Carried,
    GraphCancelled,
    GraphEvent,
    GraphFailed,
    GraphRunRecord,
    GraphScheduled,
    GraphSkipped,
    GraphStarted,
    GraphState,
    GraphSucceeded,
    RunAutoSuspended,
    RunEvent,
    RunFailed,
    RunScheduled,
    RunStarted,
    RunSucceeded,
    ScheduledFrom,
    TaskRun,
    apply_graph,
    apply_run,
)

DEFAULT_FAILURE_LIMIT = 10
"""SUSPEND_TASK_AFTER_NUM_FAILURES where nobody sets it."""

_ENDS: dict[GraphState, type[GraphSucceeded | GraphCancelled | GraphSkipped]] = {
    GraphState.SUCCEEDED: GraphSucceeded,
    GraphState.CANCELLED: GraphCancelled,
    GraphState.SKIPPED: GraphSkipped,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What starts a graph run: a due time of the schedule, or a command."""

    version: GraphVersion
    scheduled_time: datetime
    scheduled_from: ScheduledFrom
    config: str | None = None
    user_name: str | None = None


class Ids:
    """The numbers of graph runs and task runs, ascending from behind the highest that the log knows."""

    def __init__(self, new_id: IdSource, *, graph_run_id: int = 0, run_id: int = 0) -> None:
        self.new_id = new_id
        self._graph_run_ids = itertools.count(graph_run_id + 1)
        self._run_ids = itertools.count(run_id + 1)

    def graph_run_id(self) -> GraphRunId:
        """Return the next graph run's number."""
        return GraphRunId(next(self._graph_run_ids))

    def run_id(self) -> RunId:
        """Return the next task run's number."""
        return RunId(next(self._run_ids))


class DecisionFacts(Protocol):
    """What a draft is made over: the open runs, the numbers to give, the slots, and when a root is due again."""

    runs: OpenRuns
    ids: Ids
    slots: int
    next_due: Callable[[ObjectId], datetime | None]


def due_of(facts: DecisionFacts, version: GraphVersion, task_id: ObjectId) -> datetime | None:
    """Return when a task is due again: of a graph's members only the root is by itself."""
    return facts.next_due(task_id) if task_id == version.root_id else None


class Draft:
    """A decision in the making: later steps see the values that earlier ones decided."""

    def __init__(self, facts: DecisionFacts, at: datetime) -> None:
        self._facts = facts
        self._runs = facts.runs
        self._at = at
        self._decision = Decision()
        self._new_records: dict[GraphRunId, GraphRunRecord] = {}
        self._new_runs: dict[tuple[GraphRunId, ObjectId], TaskRun] = {}

    def open_graph(self, order: Order) -> None:
        """Make a graph run; hold it back if its overlap policy says so."""
        event = GraphScheduled(
            graph_run_id=self._facts.ids.graph_run_id(),
            root_id=order.version.root_id,
            at=order.scheduled_time,
            version=order.version.number,
            group_id=self._facts.ids.new_id(),
            original_scheduled_time=order.scheduled_time,
            scheduled_from=order.scheduled_from,
            config=order.config,
            user_name=order.user_name,
        )
        free = self._may_start(order.version, beside=None)
        self._make_graph(event, order.version, held=not free)

    def replan(self, graph: GraphRun, order: Order) -> None:
        """Let a command take the place of a graph run that has not begun; it keeps its group and its place in line."""
        event = GraphScheduled(
            graph_run_id=graph.record.id,
            root_id=graph.record.root_id,
            at=order.scheduled_time,
            version=order.version.number,
            group_id=graph.record.group_id,
            attempt=graph.record.attempt,
            original_scheduled_time=order.scheduled_time,
            scheduled_from=order.scheduled_from,
            config=order.config,
            user_name=order.user_name,
        )
        record = apply_graph(graph.record, event)
        self._new_records[record.id] = record
        self._decision.events.append(encode_graph_event(event, record, order.version))
        self._decision.planned.append((graph, record, order.version))
        run = graph.runs[graph.record.root_id]
        moved = RunScheduled(run_id=run.id, graph_run_id=record.id, task_id=run.task_id, at=order.scheduled_time)
        self.move_run(graph, moved)
        if run.id in self._runs.ready:
            self.queue(graph, run.task_id, run.id)  # in its place, with the time that it has now
        self._release_held(graph.record.root_id, order.version)

    def end_run(self, graph: GraphRun, event: RunEvent, *, stored: bool = False) -> None:
        """End a task run and decide what follows in its graph run and for its root."""
        if isinstance(event, RunFailed):
            event = self._counted(graph, event)
        elif isinstance(event, RunSucceeded) and self._runs.failures.get(event.task_id):
            self._decision.failures[event.task_id] = 0
        run = self.move_run(graph, event, stored=stored)
        self._decision.gone.append(run.id)
        self.follow_up(graph, advance(graph, run), run)

    def _counted(self, graph: GraphRun, event: RunFailed) -> RunFailed:
        """Return a failure with the task's count of them, and suspend the root if that reaches its limit.

        A failure counts once per graph run: not while an automatic retry follows, and not if it was the system's.
        """
        parameters = graph.version.root.parameters
        before = self._runs.failures.get(event.task_id, 0)
        if event.system or graph.record.attempt <= int(parameters.get("TASK_AUTO_RETRY_ATTEMPTS", 0)):
            return replace(event, failures=before)
        failures = before + 1
        self._decision.failures[event.task_id] = failures
        limit = int(parameters.get("SUSPEND_TASK_AFTER_NUM_FAILURES", DEFAULT_FAILURE_LIMIT))
        if not limit or failures < limit:
            return replace(event, failures=failures)
        self._decision.suspended.append((graph.version.root_id, event.at))
        facts = {item.name: getattr(event, item.name) for item in fields(event)}
        return RunAutoSuspended(**{**facts, "failures": failures})

    def follow_up(self, graph: GraphRun, follows: Advance, last: TaskRun | None = None) -> None:
        """Make due what follows, or end the graph run; ``last`` is the run whose end is not yet applied."""
        for task_id in follows.due:
            self._make_due(graph, task_id)
        if follows.ended is not None:
            self._end_graph(graph, follows.ended, last)
        self._release_held(graph.record.root_id)

    def begin(self, graph: GraphRun, task_id: ObjectId, query_id: QueryId) -> None:
        """Begin the body of a task run, and with it, if it is the first, the graph run."""
        if self._record(graph).state is GraphState.SCHEDULED:
            group_id, time = self._runs.last_success.get(graph.version.root_id, (None, None))
            started = GraphStarted(
                graph_run_id=graph.record.id,
                root_id=graph.version.root_id,
                at=self._at,
                last_success_group_id=group_id,
                last_success_time=time,
            )
            self._move_graph(graph, started)
        run_id = (self._run(graph, task_id) or graph.runs[task_id]).id
        event = RunStarted(run_id=run_id, graph_run_id=graph.record.id, task_id=task_id, at=self._at, query_id=query_id)
        self.move_run(graph, event)

    def move_run(self, graph: GraphRun, event: RunEvent, *, stored: bool = False) -> TaskRun:
        """Decide one move of a task run and return its value after it; its event is to be stored unless it is."""
        run = apply_run(self._run(graph, event.task_id), event)
        self._new_runs[graph.record.id, event.task_id] = run
        version = self._version(graph)
        if not stored:
            due = due_of(self._facts, version, event.task_id)
            self._decision.events.append(encode_run_event(event, run, self._record(graph), version, due))
        self._decision.values.append((graph, run))
        return run

    def queue(self, graph: GraphRun, task_id: ObjectId, run_id: RunId) -> None:
        """Put a due task run in line."""
        limit = limit_of(self._version(graph), self._record(graph), task_id, self._at)
        self._decision.queued.append(Queued(graph, task_id, run_id, limit))

    def finish(self) -> Decision:
        """Claim what can begin now, and return the decision."""
        decision = self._decision
        gone = set(decision.gone)
        free = self._facts.slots - len(self._runs.claimed.keys() - gone)
        moved = {queued.run_id for queued in decision.queued}
        waiting = (queued for queued in self._runs.ready.values() if queued.run_id not in gone | moved)
        for queued in itertools.islice(itertools.chain(waiting, decision.queued), max(free, 0)):
            self._claim(queued)
        return decision

    def _claim(self, queued: Queued) -> None:
        query_id = QueryId(self._facts.ids.new_id())
        # A condition is decided by the thread that claims the run: until then it stays SCHEDULED.
        started = self._version(queued.graph).by_id[queued.task_id].condition is None
        if started:
            self.begin(queued.graph, queued.task_id, query_id)
        self._decision.claims.append(
            Claim(
                graph=queued.graph,
                task_id=queued.task_id,
                run_id=queued.run_id,
                query_id=query_id,
                started=started,
                limit=queued.limit,
            )
        )

    def _make_graph(self, event: GraphScheduled, version: GraphVersion, *, held: bool) -> None:
        record = apply_graph(None, event)
        graph = GraphRun(record, version)
        self._decision.events.append(encode_graph_event(event, record, version))
        self._decision.opened.append(graph)
        if held:
            self._decision.held.append(graph)
        for task_id in graph.starting_tasks():
            self._make_due(graph, task_id, held=held)

    def _make_due(self, graph: GraphRun, task_id: ObjectId, *, held: bool = False) -> None:
        run_id = self._facts.ids.run_id()
        # The root is due at its scheduled time, which the tick may see a little later; the others are due now.
        first = task_id == graph.version.root_id and graph.record.attempt == 1
        at = graph.record.scheduled_time if first else self._at
        self.move_run(graph, RunScheduled(run_id=run_id, graph_run_id=graph.record.id, task_id=task_id, at=at))
        if not held:
            self.queue(graph, task_id, run_id)

    def _end_graph(self, graph: GraphRun, state: GraphState, last: TaskRun | None) -> None:
        graph_run_id, root_id = graph.record.id, graph.version.root_id
        due = self._facts.next_due(root_id)
        if state is GraphState.FAILED:
            failed = graph.first_failure or last
            assert failed is not None
            event: GraphEvent = GraphFailed(
                graph_run_id=graph_run_id,
                root_id=root_id,
                at=self._at,
                next_scheduled_time=due,
                task_id=failed.task_id,
                code=failed.error_code,
                message=failed.error_message,
            )
        else:
            kind = _ENDS[state]
            event = kind(graph_run_id=graph_run_id, root_id=root_id, at=self._at, next_scheduled_time=due)
        self._move_graph(graph, event)
        self._decision.closed.append(graph)
        if state is GraphState.FAILED:
            self._retry(graph, last)

    def _retry(self, graph: GraphRun, last: TaskRun | None) -> None:
        """Begin the next attempt at once, if the root has automatic retries left."""
        record = graph.record
        if record.attempt <= int(graph.version.root.parameters.get("TASK_AUTO_RETRY_ATTEMPTS", 0)):
            self.open_attempt(graph, ScheduledFrom.AUTOMATIC_RETRY, graph.carried_results(last), record.user_name)

    def open_attempt(
        self,
        graph: GraphRun,
        scheduled_from: ScheduledFrom,
        carried: Mapping[ObjectId, Carried],
        user_name: str | None,
    ) -> None:
        """Make the next attempt of a graph run, with the results it carries over."""
        record = graph.record
        event = GraphScheduled(
            graph_run_id=self._facts.ids.graph_run_id(),
            root_id=record.root_id,
            at=self._at,
            version=record.version,
            group_id=record.group_id,
            attempt=record.attempt + 1,
            original_scheduled_time=record.original_scheduled_time,
            scheduled_from=scheduled_from,
            config=record.config,
            user_name=user_name,
            carried=carried,
        )
        self._make_graph(event, graph.version, held=False)

    def _release_held(self, root_id: ObjectId, version: GraphVersion | None = None) -> None:
        """Put the root of a held graph run in line, if nothing keeps it any more."""
        held = self._runs.held.get(root_id)
        if held is None or held in self._decision.closed or held in self._decision.released:
            return
        if self._may_start(version or held.version, beside=held):
            self._decision.released.append(held)
            self.queue(held, root_id, held.runs[root_id].id)

    def _may_start(self, version: GraphVersion, *, beside: GraphRun | None) -> bool:
        """Say whether a graph run may start beside the root's others, as this decision leaves them."""
        others = [*self._runs.of_root(version.root_id), *self._decision.opened]
        others = [graph for graph in others if graph is not beside and graph not in self._decision.closed]
        roots = (self._run(graph, version.root_id) for graph in others)
        root_open = any(root is not None and root.state in OPEN_RUNS for root in roots)
        return may_start(version.root.overlap_policy, graph_open=bool(others), root_open=root_open)

    def _move_graph(self, graph: GraphRun, event: GraphEvent) -> None:
        record = apply_graph(self._record(graph), event)
        self._new_records[record.id] = record
        self._decision.events.append(encode_graph_event(event, record, self._version(graph)))
        self._decision.values.append((graph, record))

    def _record(self, graph: GraphRun) -> GraphRunRecord:
        return self._new_records.get(graph.record.id, graph.record)

    def _run(self, graph: GraphRun, task_id: ObjectId) -> TaskRun | None:
        return self._new_runs.get((graph.record.id, task_id)) or graph.runs.get(task_id)

    def _version(self, graph: GraphRun) -> GraphVersion:
        """Return the version a graph run will have: a command may have replaced it in this very decision."""
        planned = (version for replanned, _, version in self._decision.planned if replanned is graph)
        return next(planned, graph.version)
