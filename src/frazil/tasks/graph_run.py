"""A graph run in progress, in memory.

Its state is a fold over its events: ``store`` takes the value that ``apply_run`` made and keeps the counts from which
``planner.advance`` tells in time proportional to the children of one task what follows.  Nothing else changes it, so a
replay of the log makes the same object.
"""

from __future__ import annotations

from collections.abc import Iterable, Set

from frazil.core.ids import ObjectId
from frazil.tasks.condition import NOT_EXECUTED
from frazil.tasks.graph import EffectiveGraph, GraphVersion, TaskVersion
from frazil.tasks.states import FAILURES, OPEN_RUNS, Carried, GraphRunRecord, RunState, TaskRun


class GraphRun:
    """One attempt of a graph: its record, its version, its task runs, and what each member still waits for.

    Guarded by the run log's lock; ``runs`` may be read without it for members that are known to be final.
    ``open_count``: runs that are SCHEDULED or EXECUTING.  ``begun``: a member has left SCHEDULED for EXECUTING.
    """

    def __init__(self, record: GraphRunRecord, version: GraphVersion) -> None:
        self.runs: dict[ObjectId, TaskRun] = {}
        self.open_count = 0
        self.begun = False
        self.cancelled = False
        self.first_failure: TaskRun | None = None
        self.plan(record, version)

    def plan(self, record: GraphRunRecord, version: GraphVersion) -> None:
        """Take the facts of a command: the first one's, or a later one's while the graph run is pending."""
        self.record = record
        self.version = version
        self.graph: EffectiveGraph = version.effective
        self._waits = dict(self.graph.waits)
        for task_id, carried in record.carried.items():
            self._release_children(task_id, carried.state)

    @property
    def pending(self) -> bool:
        """Say whether a first attempt has not begun: a later command may replace it, a retry it may not."""
        root = self.runs.get(self.version.root_id)
        return self.record.attempt == 1 and not self.begun and root is not None and root.state is RunState.SCHEDULED

    @property
    def root_open(self) -> bool:
        """Say whether the root itself has yet to end."""
        root = self.runs.get(self.version.root_id)
        return root is not None and root.state in OPEN_RUNS

    def waits_of(self, task_id: ObjectId) -> int:
        """Return how many predecessors have yet to end, as the task asks, before it is due."""
        return self._waits.get(task_id, 0)

    def starting_tasks(self) -> list[ObjectId]:
        """Return the members that are due when the attempt begins: the root, or in a retry those that can go on.

        Where only the finalizer task failed, it alone is repeated.
        """
        found = self.due_tasks()
        if self.version.root_id not in self.record.carried:
            # Members that ask for the root's failure may have run already, and one behind them have failed.
            return [self.version.root_id, *found]
        finalizer = self.graph.finalizer_id
        return found or ([finalizer] if finalizer is not None else [])

    def due_tasks(self) -> list[ObjectId]:
        """Return the members, but the root and the finalizer, that may run and have no run yet.

        Takes time proportional to the graph: for a retry's beginning and after a crash.
        """
        settled = self.record.carried.keys() | self.runs.keys()
        return [task_id for task_id, waits in self._waits.items() if waits == 0 and self._follows(task_id, settled)]

    def carried_results(self, last: TaskRun | None) -> dict[ObjectId, Carried]:
        """Return what a retry of this attempt keeps: members that succeeded or were skipped, the finalizer never.

        ``last`` is the run that ends the attempt, if its end is not yet stored.
        """
        kept = dict(self.record.carried)
        runs = self.runs if last is None else {**self.runs, last.task_id: last}
        for task_id, run in runs.items():
            if run.state in (RunState.SUCCEEDED, RunState.SKIPPED) and task_id != self.graph.finalizer_id:
                kept[task_id] = Carried(state=run.state, return_value=run.return_value)
        return kept

    def return_value(self, task_id: ObjectId) -> str | None:
        """Return what a member set as its return value in this attempt or a carried one, or None."""
        run = self.runs.get(task_id)
        if run is not None:
            return run.return_value
        carried = self.record.carried.get(task_id)
        return carried.return_value if carried is not None else None

    def completion_state(self, task_id: ObjectId) -> str:
        """Return how a member ended in this attempt or a carried one, NOT_EXECUTED if it has not."""
        run = self.runs.get(task_id)
        if run is not None:
            ended = RunState.FAILED if run.state in FAILURES else run.state
            return NOT_EXECUTED if run.state in OPEN_RUNS else ended.value
        carried = self.record.carried.get(task_id)
        return carried.state.value if carried is not None else NOT_EXECUTED

    def task(self, task_id: ObjectId) -> TaskVersion:
        """Return a member's version."""
        return self.version.by_id[task_id]

    def store(self, run: TaskRun) -> None:
        """Take a task run's newest value."""
        before = self.runs.get(run.task_id)
        self.runs[run.task_id] = run
        was_open = before is not None and before.state in OPEN_RUNS
        is_open = run.state in OPEN_RUNS
        self.open_count += is_open - was_open
        if run.state is RunState.EXECUTING:
            self.begun = True
        elif not is_open:
            self._release_children(run.task_id, run.state)
        if run.state is RunState.CANCELLED:
            self.cancelled = True
        elif run.state in FAILURES and self.first_failure is None:
            self.first_failure = run

    def released_by(self, task_id: ObjectId, state: RunState) -> Iterable[ObjectId]:
        """Return the children for which a member's end counts: any end for some of them, a success for all."""
        children = self.graph.children.get(task_id, ())
        if state is RunState.SUCCEEDED:
            return children
        return [child for child in children if child in self.graph.awaiting_ends]

    def _release_children(self, task_id: ObjectId, state: RunState) -> None:
        for child in self.released_by(task_id, state):
            self._waits[child] -= 1

    def _follows(self, task_id: ObjectId, settled: Set[ObjectId]) -> bool:
        """Say whether a member that waits for nobody any more is still to run.

        A member without any resumed predecessor waits for nobody either, but never runs.
        """
        return task_id not in settled and self.graph.waits[task_id] > 0
