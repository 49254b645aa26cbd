"""One task run, from claim to final event.

    claim -> owner's privileges -> condition -> EXECUTING -> body in a session of its own -> final event -> its sequel

* A single statement that writes commits its effect and its SUCCEEDED event in one transaction, so that after a crash
  it either has both or neither.  What follows from it is decided after that commit, and anew after a crash between.
* Such statements that are known to be short share a commit with others in line (``batches.py``).
* Everything else just returns or raises, and its final event is appended together with what follows.  Its EXECUTING
  event is made durable first if the body could take effect before it ends: after a crash such a body is not repeated.

The worker that ends a run goes on with what stands in line: no thread is woken for it.
"""

from __future__ import annotations

import functools
import logging

from frazil.catalog.snapshot import Catalog
from frazil.core import probes
from frazil.core.clock import Clock, monotonic_seconds
from frazil.core.errors import FrazilError
from frazil.sql.parser import parse_expression
from frazil.tasks.batches import Batch, Durations, Member
from frazil.tasks.bodies import BodyRequest, BodyRunner, Finish, outcome_of
from frazil.tasks.condition import holds
from frazil.tasks.context import TaskContext
from frazil.tasks.dispatcher import Dispatcher
from frazil.tasks.open_runs import Claim
from frazil.tasks.owners import OwnerChecks

_log = logging.getLogger(__name__)

_parsed = functools.lru_cache(maxsize=1024)(parse_expression)


class Runner:
    """Runs claimed task runs, one after the other on the calling thread."""

    def __init__(
        self,
        *,
        dispatcher: Dispatcher,
        catalog: Catalog,
        clock: Clock,
        bodies: BodyRunner,
    ) -> None:
        self._dispatcher = dispatcher
        self._catalog = catalog
        self._clock = clock
        self._bodies = bodies
        self._owners = OwnerChecks()
        self.durations = Durations()

    def work(self, worker: int) -> None:
        """Run what stands in line until that sends the worker away: the life of one of the ``Workers``."""
        batch = Batch(self._bodies, self.durations, self._run_alone, self._dispatcher.workers.interrupts)
        try:
            while True:
                if batch.is_empty:  # suspending waits for the catalog's lock, and a batch may hold locks
                    self._dispatcher.suspend_roots()
                claim = self._dispatcher.workers.take(worker, leave=batch.is_empty)
                if claim is not None:
                    self._run(claim, worker, batch)
                elif batch.is_empty:
                    return
                else:
                    batch.commit()
        finally:
            batch.commit()  # a bug in one run must not lose the others

    def _run(self, claim: Claim, worker: int, batch: Batch) -> None:
        context = TaskContext(claim.graph, claim.task_id, self._dispatcher.waits)
        finish = Finish(self._dispatcher, self._clock, claim, context)
        error = outcome_of(lambda: self._begin(claim, context, finish))
        if error is not None:
            finish.ended(error)
        if finish.done:
            return
        member = Member(self._request(claim, context), finish)
        workers, short = self._dispatcher.workers, self.durations.is_short(context.task)
        has_company = workers.someone_waits or not batch.is_empty
        if short and has_company and self._bodies.can_share(member.request.definition):
            batch.run(member)
            return
        batch.commit()
        if not short:
            workers.hand_over(worker)
        self._run_alone(member)

    def _run_alone(self, member: Member) -> None:
        """Run a body that shares nothing, to its final event."""
        request, finish = member.request, member.finish
        started = monotonic_seconds()
        if not self._bodies.is_repeatable(request.definition):
            self._dispatcher.log.flush()
        error = outcome_of(lambda: self._bodies.run_body(request, finish))
        if not finish.done:
            finish.ended(error)
        elif error is not None:
            _log.warning("a task's session failed after its body was committed: %s", error.message)
        self.durations.note(request.context.task, finish.body_ended - started)

    def _begin(self, claim: Claim, context: TaskContext, finish: Finish) -> None:
        """Check what the owner may, and decide the condition: the run is then EXECUTING, or has ended SKIPPED."""
        probes.hit("tasks.claimed")
        task = context.task
        if claim.limit.deadline <= self._clock.now():
            raise claim.limit.error()
        self._owners.check(self._catalog.snapshot, task.owner_id, context.schema_id, task.warehouse, task.execute_as_id)
        if claim.started:
            return
        if task.condition is not None and not self._is_met(task.condition, context):
            finish.skipped()
            return
        with self._dispatcher.lock:
            self._dispatcher.record(self._dispatcher.decider.start(claim, self._clock.now()))

    def _is_met(self, text: str, context: TaskContext) -> bool:
        try:
            return holds(_parsed(text), context)
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
            limit=claim.limit,
            is_cancelled=lambda: claim.run_id in self._dispatcher.runs.cancelled,
            execute_as_id=task.execute_as_id,
        )
