"""What follows: pure decisions of the scheduler.

``may_start`` says whether a graph run may begin beside those of its root that are open; ``advance`` looks at one task
run that has just ended and says which members are due and whether the graph is done.
Neither reads a clock nor changes anything: the scheduler stores what they say and applies it.

The rules of ``advance``: a member is due when every predecessor it waits for has SUCCEEDED.  A predecessor that failed,
was cancelled or skipped is never counted off, so nothing behind it becomes due, while other branches go on.  A member
whose condition asks how its predecessors ended is due when each has ended, however.  When
nothing is running or due any more, the finalizer task is due, if some member has begun; after it the graph run ends.
A root that is skipped ends the graph run on the spot.
"""

from __future__ import annotations

from dataclasses import dataclass

from frazil.core.ids import ObjectId
from frazil.tasks.graph_run import GraphRun
from frazil.tasks.states import FAILURES, GraphState, RunState, TaskRun

NO_OVERLAP = "NO_OVERLAP"
ALLOW_CHILD_OVERLAP = "ALLOW_CHILD_OVERLAP"
ALLOW_ALL_OVERLAP = "ALLOW_ALL_OVERLAP"


@dataclass(frozen=True, slots=True, kw_only=True)
class Advance:
    """What follows the end of a task run: members that are due now, and the graph run's end, if this was it."""

    due: tuple[ObjectId, ...] = ()
    ended: GraphState | None = None


def may_start(policy: str, *, graph_open: bool, root_open: bool) -> bool:
    """Say whether the overlap policy lets a graph run start beside those that are open."""
    if policy == ALLOW_ALL_OVERLAP:
        return True
    return not (root_open if policy == ALLOW_CHILD_OVERLAP else graph_open)


def advance(graph: GraphRun, run: TaskRun) -> Advance:
    """Return what follows when a member of ``graph`` has ended as ``run`` says.

    ``run`` is the value after its final event and is not yet stored in the graph run, which is only read.  Takes
    time proportional to the member's children.
    """
    if run.state is RunState.SKIPPED and run.task_id == graph.version.root_id:
        return Advance(ended=GraphState.SKIPPED)
    released = graph.released_by(run.task_id, run.state)
    due = tuple(child for child in released if graph.waits_of(child) == 1 and child not in graph.record.carried)
    if due or graph.open_count > 1:
        return Advance(due=due)
    return _after_members(graph, run)


def resume(graph: GraphRun) -> Advance:
    """Return what follows the present state of a graph run, for the first look after a crash.

    A body's end is stored with its effect, what follows it a moment later: a crash may come between the two.  Takes
    time proportional to the graph.
    """
    if not graph.begun:
        return Advance()
    due = tuple(graph.due_tasks())
    if due or graph.open_count:
        return Advance(due=due)
    return _after_members(graph, None)


def _after_members(graph: GraphRun, last: TaskRun | None) -> Advance:
    """Return what follows when no member is running or due any more: the finalizer task, or the end."""
    finalizer = graph.graph.finalizer_id
    if finalizer is not None and finalizer not in graph.runs and graph.begun:
        return Advance(due=(finalizer,))
    return Advance(ended=_ended_state(graph, last))


def _ended_state(graph: GraphRun, last: TaskRun | None) -> GraphState:
    """Return how a graph run ends; ``last`` is the task run that ends it, if it is not yet stored."""
    state = last.state if last is not None else None
    if graph.first_failure is not None or state in FAILURES:
        return GraphState.FAILED
    if graph.cancelled or state is RunState.CANCELLED:
        return GraphState.CANCELLED
    return GraphState.SUCCEEDED
