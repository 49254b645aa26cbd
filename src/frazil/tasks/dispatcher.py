"""One mutex, one state: decide, store, apply, hand over.

The scheduler's thread, the threads that run bodies and the commands of users all act on the same open runs.  Each does
it in the same four steps under the run log's lock: the ``Decider`` decides, the run log takes the events, the open runs
take the decision, and the claims are handed to threads.  The lock is held for microseconds, except where a body's
effect is committed together with its event: then for that commit.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Protocol

from frazil.engine.run_log import TaskEvent
from frazil.tasks.decisions import Decider
from frazil.tasks.open_runs import Claim, Decision, OpenRuns

Submit = Callable[[Callable[[], None]], None]


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
    """Holds the open runs, the decider and the log together.

    ``run`` is called on a thread of ``submit`` for each claim that is handed over; it is set by the scheduler.
    ``changed`` is notified after every change.  ``stopping``: the server ends; nothing new is claimed.
    """

    def __init__(self, *, runs: OpenRuns, decider: Decider, log: EventLog, submit: Submit) -> None:
        self.runs = runs
        self.decider = decider
        self.log = log
        self.changed = threading.Condition(log.lock)
        self.run: Callable[[Claim], None] = _nobody
        self.stopping = False
        self._submit = submit

    @property
    def lock(self) -> threading.RLock:
        """Return the lock under which decisions are made, stored and applied."""
        return self.log.lock

    def record(self, decision: Decision) -> None:
        """Store and apply a decision and hand over what it claims; the caller holds the lock."""
        self.log.append(decision.events)
        self.apply(decision)

    def apply(self, decision: Decision, *, keep_one: bool = False) -> Claim | None:
        """Apply a decision whose events are stored and hand over what it claims; the caller holds the lock.

        With ``keep_one`` the first claim is the calling thread's and is returned: the slot it has just freed goes on
        without a change of threads.
        """
        self.runs.apply(decision)
        claims = decision.claims
        kept = claims[0] if keep_one and claims else None
        for claim in claims[1:] if kept is not None else claims:
            self._hand_over(claim)
        self.changed.notify_all()
        return kept

    def _hand_over(self, claim: Claim) -> None:
        self._submit(lambda: self.run(claim))


def _nobody(claim: Claim) -> None:
    raise RuntimeError(f"task run {claim.run_id} was claimed, but nobody runs it")
