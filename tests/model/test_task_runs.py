"""The scheduler against its invariants: random graphs, commands, time, ends of bodies, and crashes.

The log is the witness: after every step the invariants are checked on the events it holds.  A crash keeps what is
durable and a random part of the rest, cut between decisions, as the run log would.
"""

from __future__ import annotations

from collections import defaultdict

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from frazil.core.errors import ObjectNotFoundError, StatementCanceledError
from frazil.engine.run_log import TaskEvent
from frazil.tasks.bodies import BodyRequest, Finish
from tests.unit.tasks.harness import Harness, returned

MEMBERS = ("A", "B", "C", "D", "E")
POLICIES = ("NO_OVERLAP", "ALLOW_CHILD_OVERLAP", "ALLOW_ALL_OVERLAP")
FINAL = ("RUN_SUCCEEDED", "RUN_FAILED", "RUN_CANCELLED", "RUN_SKIPPED", "RUN_AUTO_SUSPENDED")


class TaskRuns(RuleBasedStateMachine):
    """Plays with one graph: root R, five members, a finalizer."""

    @initialize(
        data=st.data(),
        policy=st.sampled_from(POLICIES),
        retries=st.integers(0, 2),
        slots=st.integers(1, 3),
    )
    def begin(self, data: st.DataObject, policy: str, retries: int, slots: int) -> None:
        self.slots = slots
        self.policy = policy
        self.harness = Harness(slots=slots)
        self.links: dict[str, list[str]] = {}
        for place, name in enumerate(MEMBERS):
            above = data.draw(st.sets(st.sampled_from(["R", *MEMBERS[:place]]), min_size=1), label=f"before {name}")
            self.links[name] = sorted(above)
        self.harness.graph(**{name: " ".join(above) for name, above in self.links.items()})
        self.harness.task("F", finalizes="R")
        self.harness.task(
            "R",
            started=False,
            schedule="1 MINUTE",
            overlap_policy=policy,
            parameters={"TASK_AUTO_RETRY_ATTEMPTS": str(retries)},
        )
        self.harness.task("B", condition="TRUE")
        self.harness.task("C", condition=returned("R", "go"))
        self.outcomes: list[str] = []
        self.decided: list[int] = []
        self.arm()

    def arm(self) -> None:
        """Make bodies end as the drawn outcomes say, and note where the log may be cut."""
        for name in ("R", "F", *MEMBERS):
            self.harness.bodies[name] = self.body
        append = self.harness.log.append
        self.decided = [len(self.harness.log.events)]

        def noted(events: list[TaskEvent]) -> None:
            append(events)
            self.decided.append(len(self.harness.log.events))

        self.harness.log.append = noted

    def body(self, request: BodyRequest, finish: Finish) -> None:
        outcome = self.outcomes.pop() if self.outcomes else "go"
        request.context.set_return_value(outcome)
        match outcome:
            case "fail":
                raise ObjectNotFoundError("gone")
            case "cancel":
                raise StatementCanceledError
            case "execute":
                self.harness.execute()
            case "time":
                self.harness.tick(minutes=1)
            case "commit":
                self.harness.committing(request, finish)

    @rule()
    def resume(self) -> None:
        self.harness.resume()

    @rule()
    def suspend(self) -> None:
        self.harness.task("R", started=False)
        self.harness.scheduler.refresh()

    @rule(name=st.sampled_from([*MEMBERS, "F"]), started=st.booleans())
    def switch_member(self, name: str, started: bool) -> None:
        self.harness.task(name, started=started)

    @rule(config=st.sampled_from([None, '{"a":1}']))
    def execute(self, config: str | None) -> None:
        self.harness.execute(config=config)

    @rule(seconds=st.integers(1, 150))
    def time_passes(self, seconds: int) -> None:
        self.harness.tick(seconds=seconds)

    @rule(outcomes=st.lists(st.sampled_from(["go", "stop", "fail", "cancel", "execute", "time", "commit"]), max_size=8))
    def run_one(self, outcomes: list[str]) -> None:
        if self.harness.jobs:
            self.outcomes = outcomes
            self.harness.jobs.popleft()()

    @rule()
    def run_all(self) -> None:
        self.outcomes = []
        self.harness.drain()
        assert self.harness.scheduler.is_idle()
        assert not self.harness.scheduler.dispatcher.runs.graphs

    @rule(data=st.data())
    def crash(self, data: st.DataObject) -> None:
        cuts = [cut for cut in self.decided if cut >= self.harness.log.durable]
        if not self.harness.log.events or not cuts:
            return
        durable = data.draw(st.sampled_from(cuts), label="durable events")
        if durable == 0:
            return
        self.harness = self.harness.crashed(durable=durable, slots=self.slots)
        self.arm()

    # ------------------------------------------------------------ what must hold

    @invariant()
    def a_run_ends_at_most_once(self) -> None:
        ended = [event.run_id for event in self.events() if event.event in FINAL]
        assert len(ended) == len(set(ended))
        members = [(event.graph_run_id, event.task_id) for event in self.events() if event.event in FINAL]
        assert len(members) == len(set(members))

    @invariant()
    def a_child_begins_behind_its_predecessors(self) -> None:
        succeeded: dict[int, set[str]] = defaultdict(set)
        carried, versions, members = self.carried(), self.versions(), self.member_names()
        for event in self.events():
            graph_run_id = event.graph_run_id
            if event.event == "RUN_SUCCEEDED":
                succeeded[graph_run_id].add(str(event.body["name"]))
            if event.event == "RUN_SCHEDULED" and event.task_id in members:
                name = members[event.task_id]
                version = versions[graph_run_id]
                awaited = [above for above in self.links[name] if above == "R" or version.by_name[above].started]
                assert awaited
                assert set(awaited) <= succeeded[graph_run_id] | carried[graph_run_id]

    @invariant()
    def the_finalizer_is_last(self) -> None:
        last: dict[int, str] = {}
        finalizer = self.finalizer_id()
        for event in self.events():
            if event.run_id is None:
                continue
            assert last.get(event.graph_run_id) != "F" or event.task_id == finalizer
            last[event.graph_run_id] = "F" if event.task_id == finalizer else "member"

    @invariant()
    def runs_do_not_overlap_unless_allowed(self) -> None:
        begun: set[int] = set()
        roots: set[int] = set()
        for event in self.events():
            if event.event == "GRAPH_STARTED":
                others = roots - {event.graph_run_id}
                if self.policy == "NO_OVERLAP":
                    assert not begun - {event.graph_run_id}
                elif self.policy == "ALLOW_CHILD_OVERLAP" and self.attempt(event.graph_run_id) == 1:
                    assert not others
                begun.add(event.graph_run_id)
                if self.attempt(event.graph_run_id) == 1:
                    roots.add(event.graph_run_id)
            elif event.event in FINAL and event.body["name"] == "R":
                roots.discard(event.graph_run_id)
            elif event.run_id is None and "root_task_name" in event.body:
                begun.discard(event.graph_run_id)

    @invariant()
    def slots_are_kept(self) -> None:
        assert len(self.harness.scheduler.dispatcher.runs.claimed) <= self.slots

    # ------------------------------------------------------------ the witness

    def events(self) -> list[TaskEvent]:
        return self.harness.log.events

    def member_names(self) -> dict[int, str]:
        tasks = self.harness.versions.values()
        return {task.id: task.name for version in tasks for task in version.members if task.name in MEMBERS}

    def finalizer_id(self) -> int | None:
        finalizers = [version.finalizer for version in self.harness.versions.values()]
        return next((finalizer.id for finalizer in finalizers if finalizer is not None), None)

    def versions(self) -> dict[int, object]:
        by_number = {number: version for (_, number), version in self.harness.versions.items()}
        scheduled = [event for event in self.events() if event.event == "GRAPH_SCHEDULED"]
        return {event.graph_run_id: by_number[event.body["version"]] for event in scheduled}

    def attempt(self, graph_run_id: int) -> int:
        scheduled = [event for event in self.events() if event.event == "GRAPH_SCHEDULED"]
        return next(event.body["attempt"] for event in scheduled if event.graph_run_id == graph_run_id)

    def carried(self) -> dict[int, set[str]]:
        names = {task.id: task.name for version in self.harness.versions.values() for task in version.members}
        found: dict[int, set[str]] = defaultdict(set)
        for event in self.events():
            if event.event == "GRAPH_SCHEDULED":
                kept = event.body["carried"]
                found[event.graph_run_id] = {names[task] for task, state, _ in kept if state == "SUCCEEDED"}
        return found


TaskRuns.TestCase.settings = settings(
    max_examples=200, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
)
TestTaskRuns = TaskRuns.TestCase
