"""The loop: starts graph runs when their time has come, and keeps the slots filled.

The scheduler has one thread of its own, which sleeps until the next due time or until somebody wakes it.  A tick reads
the newest catalog, asks the ``Calendar`` what is due, and records the decisions.  Everything else happens on other
threads through the same ``Dispatcher``: a command starts a graph run at once, the end of a body starts what follows.

What is in memory is made again at the start from the log: graph runs that had not ended go on.  A body that was
interrupted runs again, in the same attempt, if it is a single statement, whose effect and event are committed
together; any other may have done part of its work and fails as a system error.  Due times that passed while the server
was down are not made up, unless ``recover`` is told to.
"""

from __future__ import annotations

import itertools
import logging
import threading
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from frazil.catalog.records import Task
from frazil.catalog.snapshot import Catalog
from frazil.core.clock import Clock
from frazil.core.errors import FrazilError
from frazil.core.ids import IdSource, ObjectId, QueryId
from frazil.tasks.bodies import BodyRunner
from frazil.tasks.calendar import Calendar
from frazil.tasks.decisions import Decider
from frazil.tasks.dispatcher import Dispatcher, EventLog
from frazil.tasks.drafts import Ids, Order
from frazil.tasks.events import Row, replay
from frazil.tasks.graph import GraphVersion
from frazil.tasks.graph_run import GraphRun
from frazil.tasks.open_runs import OpenRuns
from frazil.tasks.planner import may_start
from frazil.tasks.retries import AttemptSource, check_retry
from frazil.tasks.runner import Runner
from frazil.tasks.states import OPEN_GRAPHS, RunFailed, RunState, ScheduledFrom, TaskRun
from frazil.tasks.store import FailureCount
from frazil.tasks.workers import Submit, Workers

DEFAULT_SLOTS = 8
DUE_AT_ONCE = 100
_AFTER_A_BUG = timedelta(seconds=1)
_FEW = 100
"""Tasks that are gone are not looked for among so few."""
INTERRUPTED_CODE = "000603"
INTERRUPTED_MESSAGE = "SQL execution internal error: the server stopped while the task run was executing."

_log = logging.getLogger(__name__)


class Scheduler:
    """Runs the tasks of the account.

    ``versions`` fetches stored graph versions by root and number, ``attempt_events`` the events of a graph run to
    retry.  ``suspend`` suspends a root whose runs have failed too often, in the catalog, and calls ``refresh``.
    ``submit`` runs a job on a thread, soon and without waiting.  ``cancel`` cancels the running statement of a query
    id.  The methods may be called from any thread.
    """

    def __init__(
        self,
        *,
        catalog: Catalog,
        log: EventLog,
        versions: Callable[[Collection[tuple[ObjectId, int]]], Sequence[GraphVersion]],
        attempt_events: AttemptSource,
        suspend: Callable[[ObjectId, datetime], object],
        clock: Clock,
        new_id: IdSource,
        bodies: BodyRunner,
        submit: Submit,
        cancel: Callable[[QueryId], object],
        slots: int = DEFAULT_SLOTS,
    ) -> None:
        self._catalog = catalog
        self._clock = clock
        self._bodies = bodies
        self._cancel = cancel
        self._slots = slots
        self._fetch_versions = versions
        self._attempt_events = attempt_events
        self._versions: dict[ObjectId, GraphVersion] = {}
        self._remembered = _FEW
        self._calendar = Calendar(catalog)
        runs = OpenRuns()
        decider = Decider(runs, Ids(new_id), slots=slots, next_due=self.next_due)
        self._workers = Workers(submit)
        self.dispatcher = Dispatcher(runs=runs, decider=decider, log=log, workers=self._workers, suspend=suspend)
        self._runner = Runner(dispatcher=self.dispatcher, catalog=catalog, clock=clock, bodies=bodies)
        self._workers.work = self._runner.work
        self._sleeps_until: datetime | None = None
        self.dispatcher.expects = self._expect
        self._wake = threading.Condition(log.lock)
        self._thread = threading.Thread(target=self._loop, name="scheduler", daemon=True)

    # ------------------------------------------------------------ life

    def recover(
        self,
        rows: Iterable[Row],
        *,
        highest_ids: tuple[int, int] = (0, 0),
        last_successes: Mapping[ObjectId, tuple[str, datetime]] | None = None,
        failures: Iterable[FailureCount] = (),
        last_due: Mapping[ObjectId, datetime] | None = None,
    ) -> None:
        """Take up the graph runs that the log leaves open; call it before ``start``, with nothing running yet.

        ``highest_ids``: of graph runs and of task runs in the log.  ``last_due``: the last due time of each root that
        was not missed, if roots that missed later ones are to start once for all of these.
        """
        now = self._clock.now()
        with self.dispatcher.lock:
            runs, decider = self.dispatcher.runs, self.dispatcher.decider
            decider.ids = Ids(decider.ids.new_id, graph_run_id=highest_ids[0], run_id=highest_ids[1])
            runs.last_success.update(last_successes or {})
            self._calendar.missed_since = last_due
            for count in failures:
                self._take_up_failures(count)
            decider.slots = 0  # first the whole state, then the claims
            for graph in replay(rows, self._version).values():
                if graph.record.state in OPEN_GRAPHS:
                    runs.open(graph)
            for graph in list(runs.graphs.values()):
                if decider.must_wait(graph):
                    runs.held[graph.version.root_id] = graph
                else:
                    runs.line_up(graph, now)
            for graph in list(runs.graphs.values()):
                self.dispatcher.record(decider.resume(graph, now))
                for run in [run for run in graph.runs.values() if run.state is RunState.EXECUTING]:
                    self._take_up(graph, run, now)
            decider.slots = self._slots

    def start(self) -> None:
        """Begin to run what is due."""
        self.dispatcher.suspend_roots()
        with self.dispatcher.lock:
            self.dispatcher.record(self.dispatcher.decider.claim(self._clock.now()))
        self._workers.start()
        self._thread.start()

    def stop(self, limit_seconds: float) -> bool:
        """Claim nothing more, wait for the running bodies, then cancel them; say whether all ended by themselves.

        A body that is cancelled leaves no final event, as in a crash: the next start takes it up.
        """
        dispatcher = self.dispatcher
        with dispatcher.lock:
            dispatcher.stopping = True
            dispatcher.decider.slots = 0
            self._wake.notify_all()
        if self._thread.is_alive():
            self._thread.join(limit_seconds)
        with dispatcher.lock:
            ended = dispatcher.changed.wait_for(lambda: not dispatcher.runs.claimed, limit_seconds)
            running = [claim.query_id for claim in dispatcher.runs.claimed.values()]
        self._workers.stop()
        for query_id in running:
            self.cancel(query_id)
        return ended

    # ------------------------------------------------------------ commands

    def execute(self, version: GraphVersion, config: str | None, user_name: str | None) -> None:
        """Start a graph run of a version by command; it is durable and visible when this returns.

        ``config`` is the root's configuration merged with the command's.  The version is stored already.
        """
        with self.dispatcher.lock:
            self._versions[version.root_id] = version
            order = Order(
                version=version,
                scheduled_time=self._clock.now(),
                scheduled_from=ScheduledFrom.EXECUTE_TASK,
                config=config,
                user_name=user_name,
            )
            self._use_up_due_time(version.root_id)
            self.dispatcher.record(self.dispatcher.decider.execute(order))
        self.dispatcher.log.flush()

    def retry(self, root_id: ObjectId, group_id: str | None, newest: GraphVersion, user_name: str | None) -> None:
        """Start another attempt of the root's last graph run, or of a group's; durable and visible when this returns.

        ``newest`` is the graph as it is now: it must be as it was.  Raises what ``retries.check`` does.
        """
        log, now = self.dispatcher.log, self._clock.now()
        log.flush()
        with self.dispatcher.lock:
            attempts = replay(self._attempt_events(root_id, group_id), self._version)
            graph = next(iter(attempts.values()), None)
            open_ones = list(self.dispatcher.runs.of_root(root_id))
            graph = check_retry(graph, newest, group_id=group_id, in_the_way=bool(open_ones), now=now)
            self.dispatcher.record(self.dispatcher.decider.retry(graph, now, user_name))
        log.flush()

    def withdraw(self, root_id: ObjectId) -> None:
        """Cancel the graph runs of a replaced or dropped root that have not begun."""
        with self.dispatcher.lock:
            self.dispatcher.record(self.dispatcher.decider.withdraw(root_id, self._clock.now()))

    def refresh(self) -> None:
        """Look at the catalog again: a task was resumed, suspended, changed or dropped."""
        with self.dispatcher.lock:
            self._calendar.update(self._clock.now())
            self._forget_dropped()
            self._wake.notify_all()

    def use_version(self, version: GraphVersion) -> None:
        """Remember a version that has just been stored, to spare the next start its reading."""
        with self.dispatcher.lock:
            self._versions[version.root_id] = version

    def forget_failures(self, version: GraphVersion) -> None:
        """Count the failures of a graph's members anew: its root was resumed."""
        with self.dispatcher.lock:
            for member in version.members:
                self.dispatcher.runs.failures.pop(member.id, None)

    # ------------------------------------------------------------ questions

    def fetch_version(self, root_id: ObjectId, number: int) -> GraphVersion:
        """Return a stored graph version, the newest of a root from memory."""
        with self.dispatcher.lock:
            return self._version(root_id, number)

    def next_due(self, root_id: ObjectId) -> datetime | None:
        """Return when the schedule of a started root is due next, None for any other task."""
        return self._calendar.next_due(root_id)

    def due_roots(self) -> list[tuple[Task, datetime]]:
        """Return the started roots that have a due time, as the newest catalog has them."""
        with self.dispatcher.lock:
            self._calendar.update(self._clock.now())
            return self._calendar.roots()

    def next_wake(self) -> datetime | None:
        """Return when a tick is next needed: the earliest due time, or the end of somebody's patience in line."""
        with self.dispatcher.lock:
            self._calendar.update(self._clock.now())
            times = (self._calendar.first(), self.dispatcher.runs.first_deadline())
            return min((time for time in times if time is not None), default=None)

    def next_wait_over(self) -> datetime | None:
        """Return when the first of the bodies that wait for a time goes on, None if none waits."""
        with self.dispatcher.lock:
            return self.dispatcher.waits.first()

    def is_idle(self) -> bool:
        """Say whether nothing is running or waits for a slot."""
        with self.dispatcher.lock:
            runs = self.dispatcher.runs
            return not runs.claimed and not runs.ready and not runs.to_suspend

    def settle(self, limit_seconds: float) -> bool:
        """Start what is due now and wait until nothing goes on but bodies that wait for a later time.

        For whoever moves a virtual clock.  Returns whether that came about within the limit, which is of real time.
        """
        with self.dispatcher.lock:
            now = self._clock.now()
            self.tick(now)
            while (first := self._calendar.first()) is not None and first <= now:
                self.tick(now)
            self._suspend_soon()
            return self.dispatcher.changed.wait_for(lambda: self._is_quiet(now), limit_seconds)

    def _is_quiet(self, now: datetime) -> bool:
        runs = self.dispatcher.runs
        all_asleep = self.dispatcher.waits.asleep(now) == len(runs.claimed)
        return all_asleep and not runs.to_suspend and (not runs.ready or len(runs.claimed) >= self._slots)

    def cancel(self, query_id: QueryId) -> bool:
        """Cancel the body of a task run by its query id, also if it is about to begin; say whether there is one."""
        with self.dispatcher.lock:
            runs = self.dispatcher.runs
            claim = next((claim for claim in runs.claimed.values() if claim.query_id == query_id), None)
            if claim is None:
                return False
            # First the mark: a body that is not there yet to be cancelled looks for it when it is.
            runs.cancelled.add(claim.run_id)
        self._cancel(query_id)
        return True

    def executing_queries(self, task_id: ObjectId) -> list[QueryId]:
        """Return the query ids of the running bodies of a task."""
        with self.dispatcher.lock:
            claims = self.dispatcher.runs.claimed.values()
            return [claim.query_id for claim in claims if claim.task_id == task_id and claim.graph.begun]

    # ------------------------------------------------------------ the thread

    def tick(self, now: datetime) -> None:
        """Start what is due at a time; the caller holds the dispatcher's lock.

        Many that are due together are started in several ticks, so that nobody waits long for the lock.
        """
        self._calendar.update(now)
        due_roots = list(itertools.islice(iter(lambda: self._calendar.take(now), None), DUE_AT_ONCE))
        self._learn_versions(root for root, _ in due_roots)
        for root, due in due_roots:
            try:
                self._start_due(root, due, now)
            except Exception:
                # A bug, but one root's: the others must not wait for it.
                _log.exception("task %s could not be started when it was due", root.name)
        for queued in self.dispatcher.runs.overdue(now):
            self.dispatcher.record(self.dispatcher.decider.expire(queued, now))

    def _learn_versions(self, roots: Iterable[Task]) -> None:
        """Fetch the versions that are not in memory at once: after a start they are many."""
        missing = [(root.id, root.graph_version) for root in roots if root.id not in self._versions]
        with suppress(FrazilError):  # each that is still missing is fetched alone, and tells of its error
            self._versions.update((version.root_id, version) for version in self._fetch_versions(missing))

    def _start_due(self, root: Task, due: datetime, now: datetime) -> None:
        """Start a graph run that was due, or let its time pass if an earlier one is in the way."""
        runs = self.dispatcher.runs
        graphs = list(runs.of_root(root.id))
        version = self._version(root.id, root.graph_version)
        root_open = any(graph.root_open for graph in graphs)
        if root.id in runs.to_suspend:
            return
        if not may_start(version.root.overlap_policy, graph_open=bool(graphs), root_open=root_open):
            return
        order = Order(
            version=version,
            scheduled_time=due,
            scheduled_from=ScheduledFrom.SCHEDULE,
            config=version.root.config,
        )
        self.dispatcher.record(self.dispatcher.decider.schedule(order, now))

    def _loop(self) -> None:
        dispatcher = self.dispatcher
        with dispatcher.lock:
            while not dispatcher.stopping:
                now = self._clock.now()
                try:
                    self.tick(now)
                    self._suspend_soon()
                    until = self.next_wake()
                except Exception:
                    _log.exception("a tick of the scheduler failed, trying again")
                    until = now + _AFTER_A_BUG
                self._sleeps_until = until
                self._clock.wait(self._wake, until)

    def _suspend_soon(self) -> None:
        """Have roots suspended whose runs failed while they stood in line: no worker may be free to do it.

        It waits for the catalog's lock, so neither this thread nor a slot is spent on it.
        """
        if self.dispatcher.runs.to_suspend:
            threading.Thread(target=self.dispatcher.suspend_roots, name="task-suspension", daemon=True).start()

    def _forget_dropped(self) -> None:
        """Forget tasks that are gone, once they are many; the caller holds the dispatcher's lock."""
        snapshot, runs = self._catalog.snapshot, self.dispatcher.runs
        if len(self._versions) <= self._remembered:
            return
        kept = {task.id for task in snapshot.all(Task)} | {graph.version.root_id for graph in runs.graphs.values()}
        self._versions = {root_id: version for root_id, version in self._versions.items() if root_id in kept}
        runs.keep(kept)
        self._runner.durations.keep(kept)
        self._remembered = 2 * len(self._versions) + _FEW

    def _expect(self, deadline: datetime) -> None:
        """See to it that the thread looks again no later than a deadline; the caller holds the dispatcher's lock."""
        if self._sleeps_until is None or deadline < self._sleeps_until:
            self._wake.notify_all()

    def _take_up_failures(self, count: FailureCount) -> None:
        """Take over a task's count of failures, unless its root was resumed since; suspend the root if need be."""
        root = self._catalog.snapshot.get(Task, count.root_id)
        if root is None or root.resumed_after >= count.sequence:
            return
        self.dispatcher.runs.failures[count.task_id] = count.failures
        if count.suspends and root.started:
            self.dispatcher.runs.to_suspend[root.id] = count.at

    def _use_up_due_time(self, root_id: ObjectId) -> None:
        """Let a command take the place of the scheduled run that waits for its time."""
        now = self._clock.now()
        self._calendar.update(now)
        self._calendar.use_up(root_id, now)

    def _version(self, root_id: ObjectId, number: int) -> GraphVersion:
        """Return a graph version, the newest of a root from memory."""
        known = self._versions.get(root_id)
        if known is not None and known.number == number:
            return known
        found = self._fetch_versions([(root_id, number)])
        if not found:
            raise KeyError((root_id, number))
        if known is None or known.number < number:
            self._versions[root_id] = found[0]
        return found[0]

    def _take_up(self, graph: GraphRun, run: TaskRun, now: datetime) -> None:
        """Decide about a run that was executing when the server stopped; the caller holds the dispatcher's lock."""
        decider = self.dispatcher.decider
        if self._bodies.is_repeatable(graph.task(run.task_id).definition):
            self.dispatcher.record(decider.reset(graph, run, now))
            return
        interrupted = RunFailed(
            run_id=run.id,
            graph_run_id=graph.record.id,
            task_id=run.task_id,
            at=now,
            code=INTERRUPTED_CODE,
            message=INTERRUPTED_MESSAGE,
            system=True,
        )
        self.dispatcher.record(decider.end(graph, interrupted))
