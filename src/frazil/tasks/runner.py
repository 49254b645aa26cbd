"""One task run, from claim to final event.

    claim -> owner's privileges -> condition -> EXECUTING -> body in a session of its own -> final event and its sequel

The runner knows no SQL.  The body is run by the session layer, through ``BodyRunner``; the two meet in ``Finish``,
which turns the body's end into events:

* A single statement that writes commits its effect and its SUCCEEDED event in one transaction, so that after a crash
  it either has both or neither.  The session does that through ``Finish`` (see there).
* Everything else just returns or raises, and the runner appends the final event.  Its EXECUTING event is made durable
  first if the body could take effect before it ends: after a crash such a body is not repeated but fails.

The thread that ends a run goes on with a run that its decision claimed: no thread is woken for it.
"""

from __future__ import annotations

import functools
import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypedDict

from frazil.catalog.snapshot import Catalog
from frazil.core import probes
from frazil.core.clock import Clock
from frazil.core.errors import CompilationError, FrazilError, InternalError, StatementCanceledError
from frazil.core.ids import GraphRunId, ObjectId, QueryId, RunId
from frazil.engine.run_log import TaskEvent
from frazil.sql.ast import Expression
from frazil.tasks.condition import SKIPPED_CODE, SKIPPED_MESSAGE, holds
from frazil.tasks.context import TaskContext
from frazil.tasks.dispatcher import Dispatcher
from frazil.tasks.open_runs import Claim, Decision
from frazil.tasks.owners import OwnerChecks
from frazil.tasks.states import RunCancelled, RunEvent, RunFailed, RunSkipped, RunSucceeded

_log = logging.getLogger(__name__)

_PARSED_CONDITIONS = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyRequest:
    """What the session layer needs to run a body.

    The session is new, has the owner role as its only role and no user; ``parameters`` are the effective values for
    it, other properties of the task among them.  ``context`` answers the SYSTEM$ functions of tasks.
    """

    query_id: QueryId
    definition: str
    owner_id: ObjectId | None
    warehouse: str | None
    database: str
    schema: str
    parameters: Mapping[str, str]
    context: TaskContext


class _Facts(TypedDict):
    """What every event of a task run says."""

    run_id: RunId
    graph_run_id: GraphRunId
    task_id: ObjectId
    at: datetime


class Finish:
    """The end of one task run, for the session to commit together with the body's effect.

    Right before COMMIT of a body that is one writing statement::

        with finish.lock:
            events = finish.succeeded()
            run_log.commit_with(transaction, events)
            finish.applied()

    Nothing has changed until ``applied``: if the commit fails, leave the block by its error and let it escape from
    ``run_body``.  A failure after ``applied`` changes nothing any more.  Bodies of any other kind do not use it.
    """

    def __init__(self, dispatcher: Dispatcher, clock: Clock, claim: Claim, context: TaskContext) -> None:
        self.done = False
        self.next: Claim | None = None
        self._dispatcher = dispatcher
        self._clock = clock
        self._claim = claim
        self._context = context
        self._decision: Decision | None = None

    @property
    def lock(self) -> threading.RLock:
        """Return the run log's lock, to be held from ``succeeded`` to ``applied``."""
        return self._dispatcher.lock

    def succeeded(self) -> list[TaskEvent]:
        """Decide that the body ended well, and return the events to store; the caller holds ``lock``."""
        events = self._decide(RunSucceeded(**self._facts(), return_value=self._context.return_value))
        probes.hit("tasks.before_commit")
        return events

    def failed(self, error: FrazilError, *, system: bool = False) -> list[TaskEvent]:
        """Decide that the body failed or was cancelled, and return the events to store; the caller holds ``lock``."""
        message = error.render(error.line, error.column) if isinstance(error, CompilationError) else error.message
        if isinstance(error, StatementCanceledError):
            return self._decide(RunCancelled(**self._facts(), code=error.code, message=message))
        return self._decide(RunFailed(**self._facts(), code=error.code, message=message, system=system))

    def skipped(self) -> list[TaskEvent]:
        """Decide that the condition was not true, and return the events to store; the caller holds ``lock``."""
        return self._decide(RunSkipped(**self._facts(), code=SKIPPED_CODE, message=SKIPPED_MESSAGE))

    def applied(self) -> None:
        """Make the decision the present, now that its events are stored; the caller holds ``lock``."""
        if self._decision is None or self.done:
            raise InternalError("a task run is finished once, after its end was decided")
        probes.hit("tasks.after_commit")
        self.done = True
        self.next = self._dispatcher.apply(self._decision, keep_one=True)

    def _decide(self, event: RunEvent) -> list[TaskEvent]:
        if self.done:
            raise InternalError("a task run is finished once")
        self._decision = self._dispatcher.decider.end(self._claim.graph, event)
        return self._decision.events

    def _facts(self) -> _Facts:
        return _Facts(
            run_id=self._claim.run_id,
            graph_run_id=self._claim.graph.record.id,
            task_id=self._claim.task_id,
            at=self._clock.now(),
        )


class BodyRunner(Protocol):
    """Runs bodies; the session layer implements it."""

    def run_body(self, request: BodyRequest, finish: Finish) -> None:
        """Run a task's body to its end, on the calling thread, in a fresh session.

        Returns when it ended well and raises FrazilError when it did not, StatementCanceledError if it was cancelled
        under ``request.query_id``.  See ``Finish`` for bodies that are a single writing statement.
        """
        ...


class Runner:
    """Runs claimed task runs, one after the other on the calling thread."""

    def __init__(
        self,
        *,
        dispatcher: Dispatcher,
        catalog: Catalog,
        clock: Clock,
        bodies: BodyRunner,
        parse_condition: Callable[[str], Expression],
        repeatable: Callable[[str], bool],
    ) -> None:
        self._dispatcher = dispatcher
        self._catalog = catalog
        self._clock = clock
        self._bodies = bodies
        self._parse_condition = functools.lru_cache(maxsize=_PARSED_CONDITIONS)(parse_condition)
        self._repeatable = repeatable
        self._owners = OwnerChecks()

    def run(self, claim: Claim) -> None:
        """Run a claimed task run and whatever this thread claims by ending it."""
        following: Claim | None = claim
        while following is not None:
            following = self._run_one(following)

    def _run_one(self, claim: Claim) -> Claim | None:
        context = TaskContext(claim.graph, claim.task_id)
        finish = Finish(self._dispatcher, self._clock, claim, context)
        error: FrazilError | None = None
        system = False
        try:
            probes.hit("tasks.claimed")
            self._check_owner(context)
            if not claim.started and not self._begin(claim, context, finish):
                return finish.next
            if not self._repeatable(context.task.definition):
                self._dispatcher.log.flush()
            self._bodies.run_body(self._request(claim, context), finish)
        except FrazilError as refused:
            error = refused
            system = isinstance(refused, InternalError)
        except Exception:
            _log.exception("task run %s of %s ended by a bug", claim.run_id, context.current_task_name)
            error = InternalError("SQL execution internal error: the task run was ended by an error of the server.")
            system = True
        return self._end(finish, error, system)

    def _check_owner(self, context: TaskContext) -> None:
        self._owners.check(self._catalog.snapshot, context.task.owner_id, context.schema_id, context.task.warehouse)

    def _begin(self, claim: Claim, context: TaskContext, finish: Finish) -> bool:
        """Decide the condition and say whether the body is to run; if not, the run has ended SKIPPED."""
        text = context.task.condition
        met = text is None or self._is_met(text, context)
        with self._dispatcher.lock:
            if met:
                self._dispatcher.record(self._dispatcher.decider.start(claim, self._clock.now()))
            else:
                self._dispatcher.log.append(finish.skipped())
                finish.applied()
        return met

    def _is_met(self, text: str, context: TaskContext) -> bool:
        try:
            return holds(self._parse_condition(text), context)
        except FrazilError:
            return False

    def _request(self, claim: Claim, context: TaskContext) -> BodyRequest:
        task, version = context.task, claim.graph.version
        return BodyRequest(
            query_id=claim.query_id,
            definition=task.definition,
            owner_id=task.owner_id,
            warehouse=task.warehouse,
            database=version.database,
            schema=version.schema,
            parameters=task.parameters,
            context=context,
        )

    def _end(self, finish: Finish, error: FrazilError | None, system: bool) -> Claim | None:
        """Append the final event, unless the session has committed it."""
        if finish.done:
            if error is not None:
                _log.warning("a task's session failed after its body was committed: %s", error.message)
            return finish.next
        with self._dispatcher.lock:
            if isinstance(error, StatementCanceledError) and self._dispatcher.stopping:
                # The log says that it runs: the next start repeats it or fails it, as its kind allows.
                return None
            self._dispatcher.log.append(finish.succeeded() if error is None else finish.failed(error, system=system))
            finish.applied()
        return finish.next
