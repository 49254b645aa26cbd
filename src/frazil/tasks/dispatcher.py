"""One mutex, one state: decide, store, apply, line up.

The scheduler's thread, the threads that run bodies and the commands of users all act on the same open runs.  Each does
it in the same four steps under the run log's lock: the ``Decider`` decides, the run log takes the events, the open runs
take the decision, and the claims stand in line for the workers.  The lock is never held for a commit, and but for a
graph version or an attempt that has to be read first, for microseconds.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

from frazil.core.errors import FrazilError
from frazil.core.ids import ObjectId
from frazil.engine.run_log import TaskEvent
from frazil.tasks.decisions import Decider
from frazil.tasks.open_runs import Decision, OpenRuns
from frazil.tasks.waits import Waits
from frazil.tasks.workers import Workers

_log = logging.getLogger(__name__)


class EventLog(Protocol):
    """What is asked of the run log (``engine/run_log.py``)."""

    @property
    def lock(self) -> threading.RLock:
        """Return the lock that guards decide, append and apply."""
        ...

    def append(self, events: Sequence[TaskEvent]) -> None:
        """Queue events; see ``RunLog``."""
        ...

    def flush(self) -> None:
        """Make every event appended so far durable; see ``RunLog``."""
        ...


class Dispatcher:
    """Holds the open runs, the decider, the log and the workers together.

    ``changed`` is notified after every change.  ``stopping``: the server ends; nothing new is claimed.  ``expects`` is
    told of the times at which a tick is needed because of what stands in line; set by the scheduler.
    """

    def __init__(
        self,
        *,
        runs: OpenRuns,
        decider: Decider,
        log: EventLog,
        workers: Workers,
        suspend: Callable[[ObjectId, datetime], object],
    ) -> None:
        self.runs = runs
        self.decider = decider
        self.log = log
        self.workers = workers
        self.changed = threading.Condition(log.lock)
        self.waits = Waits(self.changed)
        self.stopping = False
        self.expects: Callable[[datetime], object] = _nobody
        self._suspend = suspend

    @property
    def lock(self) -> threading.RLock:
        """Return the lock under which decisions are made, stored and applied."""
        return self.log.lock

    def suspend_roots(self) -> None:
        """Suspend the roots that decisions have suspended, in the catalog; the caller does not hold the lock.

        Until then no due time of theirs counts.  A crash before is made up for at the next start.
        """
        for root_id, since in list(self.runs.to_suspend.items()):
            try:
                self._suspend(root_id, since)
            except FrazilError as error:
                _log.warning("root task %s could not be suspended, trying again later: %s", root_id, error.message)
                continue
            with self.lock:
                self.runs.to_suspend.pop(root_id, None)
                self.changed.notify_all()

    def record(self, decision: Decision) -> None:
        """Store and apply a decision, and line up what it claims; the caller holds the lock."""
        self.log.append(decision.events)
        self.runs.apply(decision)
        self.workers.put(decision.claims)
        waiting = [queued.limit.deadline for queued in decision.queued if queued.run_id in self.runs.ready]
        if waiting:
            self.expects(min(waiting))
        self.changed.notify_all()


def _nobody(deadline: datetime) -> None:
    """Expect nothing: where nobody keeps the time, nothing has a limit."""
