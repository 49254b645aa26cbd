"""Whether a graph run can be retried by command.

A retry is the next attempt of a graph run group: what failed or was cancelled runs again, then what follows from it.
It needs an attempt that is complete and has a failure, a graph that is as it was, and a group that is not too old.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from frazil.core.ids import ObjectId
from frazil.core.names import render
from frazil.tasks.errors import NoRunToRetryError, RetryRefusedError, RetryWithoutFailureError
from frazil.tasks.events import Row
from frazil.tasks.graph import GraphVersion
from frazil.tasks.graph_run import GraphRun
from frazil.tasks.states import OPEN_GRAPHS, GraphState

RETRY_WITHIN = timedelta(days=14)

AttemptSource = Callable[[ObjectId, str | None], Sequence[Row]]
"""Returns the events of the newest attempt of a root's graph run group, or of its last graph run; see ``TaskStore``."""


def check_retry(
    graph: GraphRun | None, newest: GraphVersion, *, group_id: str | None, in_the_way: bool, now: datetime
) -> GraphRun:
    """Return the graph run to retry; refuse what cannot be retried.

    ``graph`` is the last attempt, None if there is none; ``newest`` the graph as it is now; ``in_the_way``: a graph run
    of the root has not ended.  Raises NoRunToRetryError, RetryWithoutFailureError or RetryRefusedError.
    """
    root = render(newest.root.name)
    if graph is None and group_id is not None:
        raise RetryRefusedError(f"Cannot perform retry: Graph run group with ID {group_id} not found.")
    if graph is None:
        raise NoRunToRetryError(f"Cannot perform retry: no suitable run of graph with root task {root} to retry.")
    record = graph.record
    shown = f"run (GRAPH_RUN_GROUP_ID = {record.group_id}, attempt = {record.attempt}) of graph with root task {root}"
    if record.state in OPEN_GRAPHS:
        raise RetryRefusedError(f"Cannot perform retry: {shown} is not complete.")
    if record.state not in (GraphState.FAILED, GraphState.CANCELLED):
        raise RetryWithoutFailureError(f"Cannot perform retry: {shown} had no failures.")
    if in_the_way:
        raise RetryRefusedError(f"Cannot perform retry: another run of graph with root task {root} is not complete.")
    if now - record.original_scheduled_time > RETRY_WITHIN:
        raise RetryRefusedError(f"Cannot perform retry: {shown} began more than {RETRY_WITHIN.days} days ago.")
    if not graph.version.same_content(newest):
        raise RetryRefusedError(f"Cannot perform retry: graph with root task {root} was modified since that run.")
    return graph
