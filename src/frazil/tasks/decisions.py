"""Decisions of the scheduler: what happens, as events to store and changes to apply, before anything has happened.

Each method of ``Decider`` reads the open runs and returns a ``Decision``; nothing has changed until that is stored and
applied, so a commit that fails leaves no trace.  Whatever ends a task run also decides what follows: the members that
become due, the finalizer task, the end of the graph run, a retry, a held graph run of the same root, and which of all
that is due begins at once on the slots that are free.  Where the end alone is stored with a body's effect
(``final_event``), what follows is decided behind that commit (``follow``).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from frazil.core.ids import ObjectId
from frazil.engine.run_log import TaskEvent
from frazil.tasks.drafts import Draft, Ids, Order, due_of
from frazil.tasks.events import encode_run_event
from frazil.tasks.graph_run import GraphRun
from frazil.tasks.open_runs import Claim, Decision, OpenRuns, Queued
from frazil.tasks.planner import may_start, resume
from frazil.tasks.states import (
    RunCancelled,
    RunEvent,
    RunFailed,
    RunReset,
    ScheduledFrom,
    TaskRun,
    apply_run,
)


class Decider:
    """Decides over the open runs; every method but ``final_event`` is called under the run log's lock.

    ``slots``: how many task runs may be claimed at a time, 0 to claim nothing more.  ``next_due`` tells when a root is
    due again.
    """

    def __init__(
        self, runs: OpenRuns, ids: Ids, *, slots: int, next_due: Callable[[ObjectId], datetime | None]
    ) -> None:
        self.runs = runs
        self.ids = ids
        self.slots = slots
        self.next_due = next_due

    def schedule(self, order: Order, at: datetime) -> Decision:
        """Start a graph run for a due time, as its overlap policy was found to allow."""
        draft = Draft(self, at)
        draft.open_graph(order)
        return draft.finish()

    def execute(self, order: Order) -> Decision:
        """Start a graph run by command, or let it take the place of one that has not begun."""
        draft = Draft(self, order.scheduled_time)
        pending = self.runs.pending(order.version.root_id)
        if pending is None:
            draft.open_graph(order)
        else:
            draft.replan(pending, order)
        return draft.finish()

    def retry(self, graph: GraphRun, at: datetime, user_name: str | None) -> Decision:
        """Start the next attempt of a graph run that has ended, by command."""
        draft = Draft(self, at)
        draft.open_attempt(graph, ScheduledFrom.MANUAL_RETRY, graph.carried_results(None), user_name)
        return draft.finish()

    def start(self, claim: Claim, at: datetime) -> Decision:
        """Begin the body of a claimed run whose condition holds."""
        draft = Draft(self, at)
        draft.begin(claim.graph, claim.task_id, claim.query_id)
        return draft.finish()

    def final_event(self, graph: GraphRun, event: RunEvent) -> TaskEvent:
        """Return what is stored of the end of a task run, for a commit that comes before ``follow``."""
        run = apply_run(graph.runs[event.task_id], event)
        return encode_run_event(event, run, graph.record, graph.version, due_of(self, graph.version, run.task_id))

    def follow(self, graph: GraphRun, event: RunEvent, at: datetime) -> Decision:
        """End a task run whose final event is stored already, and decide what follows now.

        What follows is later than the end of every member, also of those whose ends were stored in another order.
        """
        draft = Draft(self, at)
        draft.end_run(graph, event, stored=True)
        return draft.finish()

    def end(self, graph: GraphRun, event: RunEvent) -> Decision:
        """End a task run, and decide what follows."""
        draft = Draft(self, event.at)
        draft.end_run(graph, event)
        return draft.finish()

    def resume(self, graph: GraphRun, at: datetime) -> Decision:
        """Decide what follows the ends that a replay found, where a crash came between them and their sequel."""
        draft = Draft(self, at)
        draft.follow_up(graph, resume(graph))
        return draft.finish()

    def withdraw(self, root_id: ObjectId, at: datetime) -> Decision:
        """Cancel what of a root has not begun: it was replaced or dropped."""
        draft = Draft(self, at)
        for graph in list(self.runs.of_root(root_id)):
            run = graph.runs.get(root_id)
            if graph.pending and run is not None and run.id not in self.runs.claimed:
                event = RunCancelled(run_id=run.id, graph_run_id=graph.record.id, task_id=root_id, at=at)
                draft.end_run(graph, event)
        return draft.finish()

    def expire(self, queued: Queued, at: datetime) -> Decision:
        """Fail a task run that has stood in line for longer than it may take."""
        error = queued.limit.error()
        event = RunFailed(
            run_id=queued.run_id,
            graph_run_id=queued.graph.record.id,
            task_id=queued.task_id,
            at=at,
            code=error.code,
            message=error.message,
        )
        return self.end(queued.graph, event)

    def reset(self, graph: GraphRun, run: TaskRun, at: datetime) -> Decision:
        """Make a run due again whose body a crash interrupted without effect."""
        draft = Draft(self, at)
        event = RunReset(run_id=run.id, graph_run_id=graph.record.id, task_id=run.task_id, at=at)
        draft.move_run(graph, event)
        draft.queue(graph, run.task_id, run.id)
        return draft.finish()

    def must_wait(self, graph: GraphRun) -> bool:
        """Say whether the overlap policy holds back a graph run that a replay found pending."""
        # A retry has a later number than a graph run that was held back before it, and goes first all the same.
        others = (other for other in self.runs.of_root(graph.version.root_id) if other is not graph)
        earlier = [other for other in others if other.record.id < graph.record.id or not other.pending]
        root_open = any(other.root_open for other in earlier)
        policy = graph.version.root.overlap_policy
        return graph.pending and not may_start(policy, graph_open=bool(earlier), root_open=root_open)

    def claim(self, at: datetime) -> Decision:
        """Claim what is ready, as far as slots are free."""
        return Draft(self, at).finish()
