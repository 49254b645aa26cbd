"""How long a task run may take: USER_TASK_TIMEOUT_MS of the task, or what is left of its graph run's.

The root's value limits the whole graph run, from when its first member begins.  A member that has a value of its own
has that instead, from when it becomes due: waiting for a slot counts.  The finalizer task runs also when the graph run
is out of time, so the root's value counts for it from when it is due.  0 stands for the longest time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from frazil.core.errors import StatementTimeoutError
from frazil.core.ids import ObjectId
from frazil.tasks.graph import GraphVersion, TaskVersion
from frazil.tasks.states import GraphRunRecord

DEFAULT_TIMEOUT_MS = 3_600_000
LONGEST_TIMEOUT_MS = 604_800_000
_NAME = "USER_TASK_TIMEOUT_MS"


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """When a task run has to have ended, and the time-out that says so."""

    deadline: datetime
    timeout: timedelta

    def error(self) -> StatementTimeoutError:
        """Return what a run ends with that has not."""
        return StatementTimeoutError.after(self.timeout.total_seconds())


def limit_of(version: GraphVersion, record: GraphRunRecord, task_id: ObjectId, due: datetime) -> TimeLimit:
    """Return the limit of a member that is due; ``record`` says when its graph run began, if it has."""
    task = version.by_id[task_id]
    if task_id == version.root_id or _NAME in task.parameters:
        timeout = _timeout(task)
        return TimeLimit(due + timeout, timeout)
    timeout = _timeout(version.root)
    is_last = version.finalizer is not None and task_id == version.finalizer.id
    begun = None if is_last else record.query_start_time
    return TimeLimit((begun or due) + timeout, timeout)


def _timeout(task: TaskVersion) -> timedelta:
    milliseconds = int(task.parameters.get(_NAME, DEFAULT_TIMEOUT_MS))
    return timedelta(milliseconds=milliseconds or LONGEST_TIMEOUT_MS)
