"""One mutex, one state: decide, store, apply, line up.

The scheduler's thread, the threads that run bodies and the commands of users all act on the same open runs.  Each does
it in the same four steps under the run log's lock: the ``Decider`` decides, the run log takes the events, the open runs
take the decision, and the claims stand in line for the workers.  The lock is held for microseconds and never for a
commit.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Protocol

from frazil.engine.run_log import TaskEvent
from frazil.tasks.decisions import Decider
from frazil.tasks.open_runs import Decision, OpenRuns
from frazil.tasks.workers import Workers


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

    ``changed`` is notified after every change.  ``stopping``: the server ends; nothing new is claimed.
    """

    def __init__(self, *, runs: OpenRuns, decider: Decider, log: EventLog, workers: Workers) -> None:
        self.runs = runs
        self.decider = decider
        self.log = log
        self.workers = workers
        self.changed = threading.Condition(log.lock)
        self.stopping = False

    @property
    def lock(self) -> threading.RLock:
        """Return the lock under which decisions are made, stored and applied."""
        return self.log.lock

    def record(self, decision: Decision) -> None:
        """Store and apply a decision, and line up what it claims; the caller holds the lock."""
        self.log.append(decision.events)
        self.runs.apply(decision)
        self.workers.put(decision.claims)
        self.changed.notify_all()
