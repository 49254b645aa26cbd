"""What a task's body is asked for, who runs it, and how its end becomes events.

The tasks know no SQL: the session layer runs bodies, through ``BodyRunner``.  The two meet in ``Finish``.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypedDict

from frazil.core import probes
from frazil.core.clock import Clock, monotonic_seconds
from frazil.core.errors import CompilationError, FrazilError, InternalError, StatementCanceledError
from frazil.core.ids import GraphRunId, ObjectId, QueryId, RunId
from frazil.engine.run_log import TaskEvent
from frazil.tasks.condition import SKIPPED_CODE, SKIPPED_MESSAGE
from frazil.tasks.context import TaskContext
from frazil.tasks.dispatcher import Dispatcher
from frazil.tasks.limits import TimeLimit
from frazil.tasks.open_runs import Claim, Decision
from frazil.tasks.states import RunCancelled, RunEvent, RunFailed, RunSkipped, RunSucceeded

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyRequest:
    """What the session layer needs to run a body.

    The session is new, has the owner role as its only role and no user; with ``execute_as_id`` it is that user's, with
    the owner role as the primary one and the user's default secondary roles.  ``parameters`` are the effective values
    for it, other properties of the task among them.  ``context`` answers the SYSTEM$ functions of tasks.  ``limit``:
    when the body has to have ended.  ``is_cancelled``: somebody has cancelled the run before its body began.
    """

    query_id: QueryId
    definition: str
    owner_id: ObjectId | None
    warehouse: str | None
    database: str
    schema: str
    parameters: Mapping[str, str]
    context: TaskContext
    limit: TimeLimit
    is_cancelled: Callable[[], bool]
    execute_as_id: ObjectId | None = None


class _Facts(TypedDict):
    """What every event of a task run says."""

    run_id: RunId
    graph_run_id: GraphRunId
    task_id: ObjectId
    at: datetime


class Finish:
    """The end of one task run: its final event, and then what follows.

    A body that is one writing statement has its SUCCEEDED event committed with its effect::

        run_log.commit_with(transaction, [finish.succeeded()])
        finish.applied()

    Nothing has changed until ``applied``: if the commit fails, let its error escape from ``run_body``.  A failure after
    ``applied`` changes nothing any more.  Bodies of any other kind do not use it.

    ``body_ended``: when the body ended, on ``monotonic_seconds``.
    """

    def __init__(self, dispatcher: Dispatcher, clock: Clock, claim: Claim, context: TaskContext) -> None:
        self.done = False
        self.body_ended = 0.0
        self._committed = False
        self._dispatcher = dispatcher
        self._clock = clock
        self._claim = claim
        self._context = context
        self._stored: RunSucceeded | None = None

    def succeeded(self) -> TaskEvent:
        """Return the event that says that the body ended well, for whoever stores it and then calls ``applied``."""
        self.body_ended = monotonic_seconds()
        self._stored = self._success()
        event = self._dispatcher.decider.final_event(self._claim.graph, self._stored)
        probes.hit("tasks.before_commit")
        return event

    def applied(self) -> None:
        """Decide what follows, now that the event of ``succeeded`` is stored."""
        if self._stored is None:
            raise InternalError("a task run goes on after its end was stored, not before")
        self._committed = True
        probes.hit("tasks.after_commit")
        with self._dispatcher.lock:
            now = self._clock.now()
            self._record(self._dispatcher.decider.follow(self._claim.graph, self._stored, now))

    def ended(self, error: FrazilError | None) -> None:
        """Append the final event and what follows; without an error the body ended well.

        Nothing is appended if the end is stored already: then a bug came behind it, and the next start goes on.
        """
        if self._committed:
            return
        self.body_ended = self.body_ended or monotonic_seconds()
        with self._dispatcher.lock:
            if isinstance(error, StatementCanceledError) and self._dispatcher.stopping:
                # The log says that it runs: the next start repeats it or fails it, as its kind allows.
                return
            event = self._success() if error is None else self._failure(error)
            self._record(self._dispatcher.decider.end(self._claim.graph, event))

    def skipped(self) -> None:
        """Append that the condition was not true, and what follows."""
        event = RunSkipped(**self._facts(), code=SKIPPED_CODE, message=SKIPPED_MESSAGE)
        with self._dispatcher.lock:
            self._record(self._dispatcher.decider.end(self._claim.graph, event))

    def _success(self) -> RunSucceeded:
        return RunSucceeded(**self._facts(), return_value=self._context.return_value)

    def _failure(self, error: FrazilError) -> RunEvent:
        message = error.render(error.line, error.column) if isinstance(error, CompilationError) else error.message
        if isinstance(error, StatementCanceledError):
            return RunCancelled(**self._facts(), code=error.code, message=message)
        system = isinstance(error, InternalError)
        return RunFailed(**self._facts(), code=error.code, message=message, system=system)

    def _record(self, decision: Decision) -> None:
        if self.done:
            raise InternalError("a task run is finished once")
        self.done = True
        self._dispatcher.record(decision)

    def _facts(self) -> _Facts:
        return _Facts(
            run_id=self._claim.run_id,
            graph_run_id=self._claim.graph.record.id,
            task_id=self._claim.task_id,
            at=self._clock.now(),
        )


class SharedCommit(Protocol):
    """A transaction that takes the effects of several bodies.

    ``lost``: with the last body the effects of those before it were undone too; the transaction is of no use any more.
    """

    @property
    def lost(self) -> bool: ...  # noqa: D102

    def run_body(self, request: BodyRequest) -> None:
        """Run a body to its end in the transaction, which stays open.

        Raises what the body fails with, which undoes its effect; RunAloneError where it would have to wait for a lock,
        was interrupted, or cannot be told from the others when their transaction is lost: it has had no effect.
        """
        ...

    def interrupt(self) -> None:
        """Have the body that runs end with RunAloneError; from any thread."""
        ...

    def commit(self, events: Sequence[TaskEvent]) -> None:
        """Commit the effects together with events, and close; after an error nothing of them is there."""
        ...

    def close(self) -> None:
        """Undo what was not committed, and let the locks go; a second call does nothing."""
        ...


class BodyRunner(Protocol):
    """Runs bodies."""

    def run_body(self, request: BodyRequest, finish: Finish) -> None:
        """Run a task's body to its end, on the calling thread, in a fresh session.

        Returns when it ended well and raises FrazilError when it did not, StatementCanceledError if it was cancelled
        under ``request.query_id``.  See ``Finish`` for bodies that are a single writing statement.
        """
        ...

    def is_repeatable(self, definition: str) -> bool:
        """Say whether a body is one statement that commits with its event, so that a crash lets it run again."""
        ...

    def can_share(self, definition: str) -> bool:
        """Say whether a body is one statement that may have its effect in a transaction with others."""
        ...

    def share(self) -> SharedCommit:
        """Return a new transaction for several bodies."""
        ...


def outcome_of(step: Callable[[], object]) -> FrazilError | None:
    """Take a step of a task run and return the error it ends with; a bug of ours is logged and an InternalError."""
    try:
        step()
    except FrazilError as error:
        return error
    except Exception:
        _log.exception("a task run was ended by a bug")
        return InternalError("SQL execution internal error: the task run was ended by an error of the server.")
    return None
