"""A scheduler on its own: a catalog in memory, a log in a list, bodies that do what a test says, jobs run by hand."""

from __future__ import annotations

import itertools
import json
import threading
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from frazil.catalog.records import ACCOUNT_ID, Account, Database, PrivilegeGrant, Record, Role, Schema, Task, Warehouse
from frazil.catalog.snapshot import Catalog, Delete, Put
from frazil.core.clock import Clock, VirtualClock
from frazil.core.errors import FrazilError, ObjectNotFoundError, TransactionAbortedError
from frazil.core.ids import ObjectId, QueryId
from frazil.engine.run_log import TaskEvent
from frazil.tasks.bodies import BodyRequest, Finish
from frazil.tasks.errors import RunAloneError
from frazil.tasks.events import Row
from frazil.tasks.graph import GraphVersion
from frazil.tasks.links import graph_of
from frazil.tasks.scheduler import Scheduler
from frazil.tasks.store import FailureCount
from frazil.tasks.workers import Submit

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
OWNER = ObjectId(5)
SCHEMA = ObjectId(11)
COUNTED = ("RUN_SUCCEEDED", "RUN_FAILED", "RUN_AUTO_SUSPENDED")
Body = Callable[[BodyRequest, Finish], None]


class ListLog:
    """The run log as a list; ``durable`` counts what a crash would leave."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.events: list[TaskEvent] = []
        self.durable = 0

    def append(self, events: Sequence[TaskEvent]) -> None:
        self.events.extend(events)

    def flush(self) -> None:
        self.durable = len(self.events)

    def rows(self, count: int | None = None) -> list[Row]:
        return [
            (
                number,
                event.graph_run_id,
                event.run_id,
                event.task_id,
                event.root_id,
                event.event,
                event.at.replace(tzinfo=None),
                json.dumps(event.body),
            )
            for number, event in enumerate(self.events[:count], 1)
        ]


class ListCommit:
    """A shared transaction: the bodies that have run in it take effect with its commit."""

    def __init__(self, harness: Harness) -> None:
        self._harness = harness
        self._bodies: list[str] = []
        self.lost = False

    def run_body(self, request: BodyRequest) -> None:
        name = request.context.task.name
        self._harness.ran.append(name)
        refusal = self._harness.refusals.pop(name, None)
        if isinstance(refusal, TransactionAbortedError):
            self.lost = True
            refusal = refusal.__cause__ or RunAloneError("lost")
        if refusal is not None:
            raise refusal
        self._bodies.append(name)

    def commit(self, events: Sequence[TaskEvent]) -> None:
        if self._harness.commit_error is not None:
            raise self._harness.commit_error
        self._harness.commits.append(self._bodies)
        self._harness.log.append(events)
        self._harness.log.flush()

    def interrupt(self) -> None:
        raise AssertionError("nothing takes long here")

    def close(self) -> None:
        self._harness.closed += 1


class Harness:
    """The parts around a scheduler.  Bodies are functions by definition text; one without a function succeeds."""

    def __init__(
        self,
        *,
        slots: int = 8,
        log: ListLog | None = None,
        clock: Clock | None = None,
        submit: Submit | None = None,
    ) -> None:
        self.clock: Any = clock or VirtualClock(START)
        self.log = log or ListLog()
        self.catalog = Catalog(_account(), first_id=1000)
        self.bodies: dict[str, Body] = {}
        self.jobs: deque[Callable[[], None]] = deque()
        self.submit = submit or self.jobs.append
        self.ran: list[str] = []
        self.cancelled: list[QueryId] = []
        self.versions: dict[tuple[ObjectId, int], GraphVersion] = {}
        self.sharing: set[str] = set()
        self.refusals: dict[str, FrazilError] = {}
        self.commits: list[list[str]] = []
        self.commit_error: FrazilError | None = None
        self.closed = 0
        self.suspended: list[str] = []
        self.repeatable = lambda text: not text.startswith("call")
        self.scheduler = self._scheduler(slots)

    def _scheduler(self, slots: int) -> Scheduler:
        numbers = itertools.count(1)
        return Scheduler(
            catalog=self.catalog,
            log=self.log,
            versions=lambda keys: [self.versions[key] for key in keys if key in self.versions],
            attempt_events=self.attempt_events,
            suspend=self.suspend,
            clock=self.clock,
            new_id=lambda: f"id{next(numbers)}",
            bodies=self,
            submit=self.submit,
            cancel=self.cancelled.append,
            slots=slots,
        )

    def crashed(
        self, *, durable: int | None = None, slots: int = 8, last_due: dict[ObjectId, datetime] | None = None
    ) -> Harness:
        """Return the parts after a crash: the same catalog and versions, and the log's durable beginning."""
        log = ListLog()
        log.events = self.log.events[:durable]
        after = Harness(slots=slots, log=log, clock=self.clock)
        after.versions = self.versions
        after.bodies = self.bodies
        after.repeatable = self.repeatable
        after.catalog = self.catalog
        after.scheduler = after._scheduler(slots)
        after.suspended = self.suspended
        ids = [(event.graph_run_id, event.run_id or 0) for event in log.events]
        highest = (max(graph for graph, _ in ids), max(run for _, run in ids))
        after.scheduler.recover(log.rows(), highest_ids=highest, failures=failures_in(log), last_due=last_due)
        after.scheduler.dispatcher.suspend_roots()
        with after.scheduler.dispatcher.lock:
            after.scheduler.dispatcher.record(after.scheduler.dispatcher.decider.claim(self.clock.now()))
        return after

    # ------------------------------------------------------------ bodies

    def run_body(self, request: BodyRequest, finish: Finish) -> None:
        name = request.context.task.name
        self.ran.append(name)
        body = self.bodies.get(name)
        if body is not None:
            body(request, finish)

    def committing(self, request: BodyRequest, finish: Finish) -> None:
        """Be a body that is one writing statement: its event is durable before what follows is decided."""
        self.log.append([finish.succeeded()])
        self.log.flush()
        finish.applied()

    def is_repeatable(self, definition: str) -> bool:
        return self.repeatable(definition)

    def can_share(self, definition: str) -> bool:
        return definition in self.sharing

    def share(self) -> ListCommit:
        return ListCommit(self)

    def drain(self) -> list[str]:
        """Run everything that was submitted, in order, and return the names of the bodies that ran."""
        before = len(self.ran)
        while self.jobs:
            self.jobs.popleft()()
        return self.ran[before:]

    # ------------------------------------------------------------ tasks

    def task(self, name: str, **properties: object) -> Task:
        """Put a task into the catalog, or replace its record; started unless told otherwise."""
        found = self.catalog.snapshot.find(Task, SCHEMA, name)
        if found is not None:
            made = replace(found, **properties)
        else:
            made = Task(
                **{
                    "id": self.catalog.new_object_id(),
                    "parent_id": SCHEMA,
                    "name": name,
                    "owner_id": OWNER,
                    "created_on": START,
                    "altered_on": START,
                    "definition": f"select '{name}'",
                    "warehouse": "WH",
                    "started": True,
                    **properties,
                }
            )
        self.catalog.publish([Put(made)])
        return made

    def graph(self, **links: str) -> Task:
        """Put a root R and children with the predecessors that ``links`` names into the catalog."""
        root = self.task("R")
        for name, above in links.items():
            self.task(name, predecessors=tuple(above.split()))
        return root

    def version(self, root: str = "R") -> GraphVersion:
        """Make and store the next version of a root, as RESUME and EXECUTE TASK do."""
        task = self.catalog.snapshot.find(Task, SCHEMA, root)
        assert task is not None
        number = task.graph_version + 1
        version = graph_of(self.catalog.snapshot, task, number=number, created_on=self.clock.now())
        self.versions[task.id, number] = version
        self.catalog.publish([Put(replace(task, graph_version=number))])
        return version

    def resume(self, root: str = "R", **properties: object) -> None:
        """Resume a root now."""
        since = len(self.log.events)
        self.task(root, started=True, schedule_base=self.clock.now(), resumed_after=since, **properties)
        self.version(root)
        self.scheduler.refresh()

    def retry(self, root: str = "R", group_id: str | None = None) -> None:
        """Retry the last graph run of a root, or of a group."""
        task = self.catalog.snapshot.find(Task, SCHEMA, root)
        assert task is not None
        newest = graph_of(self.catalog.snapshot, task, number=task.graph_version, created_on=self.clock.now())
        self.scheduler.retry(task.id, group_id, newest, "USER")

    def attempt_events(self, root_id: ObjectId, group_id: str | None) -> list[Row]:
        made = [
            event.graph_run_id
            for event in self.log.events
            if event.event == "GRAPH_SCHEDULED"
            and event.root_id == root_id
            and group_id in (None, event.body["group_id"])
        ]
        return [row for row in self.log.rows() if made and row[1] == max(made)]

    def suspend(self, root_id: ObjectId, since: datetime) -> None:
        task = self.catalog.snapshot.get(Task, root_id)
        assert task is not None
        self.suspended.append(task.name)
        self.publish(replace(task, started=False))
        self.scheduler.refresh()

    def execute(self, root: str = "R", config: str | None = None) -> None:
        """Execute a root."""
        self.scheduler.execute(self.version(root), config, "USER")

    def tick(self, **by: int) -> None:
        """Let time pass and the scheduler look at it."""
        self.clock.advance(timedelta(**by))
        with self.scheduler.dispatcher.lock:
            self.scheduler.tick(self.clock.now())

    def publish(self, *records: Record) -> None:
        self.catalog.publish([Put(record) for record in records])

    def revoke(self, privilege: str) -> None:
        """Take a privilege from the owner role."""
        for grants in self.catalog.snapshot.privileges_on.values():
            for grant in grants:
                if grant.privilege == privilege:
                    self.catalog.publish([Delete(grant)])

    # ------------------------------------------------------------ what happened

    def finals(self) -> list[tuple[str, str]]:
        """Return name and state of each task run that ended, in order."""
        final = [event for event in self.log.events if event.run_id is not None and "name" in event.body]
        return [(str(event.body["name"]), state_after(event)) for event in final]

    def graph_finals(self) -> list[str]:
        """Return the state of each graph run that ended, in order."""
        return [
            state_after(event) for event in self.log.events if event.run_id is None and "root_task_name" in event.body
        ]

    def kinds(self) -> list[str]:
        """Return the kinds of all events, in order."""
        return [event.event for event in self.log.events]

    def locked(self) -> AbstractContextManager[object]:
        return self.scheduler.dispatcher.lock


def failing(request: BodyRequest, finish: Finish) -> None:
    raise ObjectNotFoundError("Object 'NOWHERE' does not exist or not authorized.")


def state_after(event: TaskEvent) -> str:
    """Return the state that a final event leaves."""
    return "FAILED_AND_AUTO_SUSPENDED" if event.event == "RUN_AUTO_SUSPENDED" else event.event.split("_", 1)[1]


def failures_in(log: ListLog) -> list[FailureCount]:
    """Return what the store would find about failures."""
    last = {event.task_id: (number, event) for number, event in enumerate(log.events, 1) if event.event in COUNTED}
    return [
        FailureCount(
            task_id=event.task_id,
            root_id=event.root_id,
            sequence=number,
            at=event.at,
            failures=event.body["failures"],
            suspends=event.event == "RUN_AUTO_SUSPENDED",
        )
        for number, event in last.values()
        if event.event != "RUN_SUCCEEDED"
    ]


def returned(task: str, value: str) -> str:
    """Return the condition that a task returned a value."""
    return f"SYSTEM$GET_PREDECESSOR_RETURN_VALUE('{task}') = '{value}'"


def _account() -> list[Record]:
    at = {"created_on": START, "altered_on": START}
    grants = [
        ("EXECUTE TASK", ACCOUNT_ID),
        ("EXECUTE MANAGED TASK", ACCOUNT_ID),
        ("USAGE", ObjectId(10)),
        ("USAGE", SCHEMA),
        ("USAGE", ObjectId(12)),
    ]
    return [
        Account(id=ACCOUNT_ID, parent_id=ACCOUNT_ID, name="ACCOUNT", **at),
        Role(id=OWNER, parent_id=ACCOUNT_ID, name="OWNER", **at),
        Database(id=ObjectId(10), parent_id=ACCOUNT_ID, name="DB", **at),
        Schema(id=SCHEMA, parent_id=ObjectId(10), name="S", **at),
        Warehouse(id=ObjectId(12), parent_id=ACCOUNT_ID, name="WH", **at),
        *(
            PrivilegeGrant(
                id=ObjectId(20 + place),
                parent_id=ACCOUNT_ID,
                name="",
                privilege=privilege,
                object_id=on,
                role_id=OWNER,
                **at,
            )
            for place, (privilege, on) in enumerate(grants)
        ),
    ]
