"""Graphs by chance, up to thirty tasks, beside the reference: what runs, how it ends, what retries and crashes do.

``FRAZIL_MODEL_EXAMPLES`` says how many (2000 for the long run).
"""

from __future__ import annotations

import os
from collections import defaultdict

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from frazil.core.errors import ObjectNotFoundError, StatementCanceledError
from frazil.tasks.bodies import BodyRequest, Finish
from frazil.tasks.errors import NoRunToRetryError, RetryRefusedError, RetryWithoutFailureError
from tests.fault.chance import Chance
from tests.model.reference import ASKS, Member, Reference
from tests.unit.tasks.harness import Harness, returned, state_after

EXAMPLES = int(os.environ.get("FRAZIL_MODEL_EXAMPLES", "150"))
OUTCOMES = ("go", "go", "go", "stop", "fail", "cancel")
COMMANDS = ("execute", "execute", "retry", "switch", "crash", "resume")


@st.composite
def graphs(draw: st.DrawFn) -> dict[str, Member]:
    """Return a root and members, each after one to three of those before it."""
    members = {"R": Member()}
    for number in range(draw(st.integers(0, 28))):
        names = list(members)
        above = draw(st.lists(st.sampled_from(names), min_size=1, max_size=3, unique=True))
        kind = draw(st.sampled_from(("plain", "plain", "plain", "branch", "asks")))
        members[f"T{number}"] = Member(
            above=tuple(above),
            resumed=draw(st.integers(0, 6)) > 0,
            branch=(above[0], draw(st.sampled_from(("go", "stop")))) if kind == "branch" else None,
            asks=draw(st.sampled_from(sorted(ASKS))) if kind == "asks" else None,
        )
    return members


class Pair:
    """The scheduler and the reference, given the same graph and the same commands."""

    def __init__(self, members: dict[str, Member], finalizer: bool | None, seed: int, **parameters: int) -> None:
        self.reference = Reference(members, finalizer, self.outcome, **parameters)
        self.seed = seed
        self.boundaries = [0]
        self.harness = Harness(slots=1 + seed % 8)
        self._arm()
        texts = {
            "TASK_AUTO_RETRY_ATTEMPTS": str(parameters.get("retries", 0)),
            "SUSPEND_TASK_AFTER_NUM_FAILURES": str(parameters.get("limit", 10)),
        }
        self.harness.task("R", parameters=texts)
        for name, member in members.items():
            if name != "R":
                self._put(name, member)
        if finalizer is not None:
            self.harness.task("F", finalizes="R", started=finalizer)

    def outcome(self, number: int, name: str) -> str:
        return Chance(self.seed * 7919 + number * 104_729 + sum(ord(one) * 31**at for at, one in enumerate(name))).pick(
            OUTCOMES
        )

    def execute(self) -> None:
        self.harness.execute()
        self.harness.drain()
        self.reference.execute()

    def retry(self) -> None:
        try:
            self.harness.retry()
        except (NoRunToRetryError, RetryWithoutFailureError):
            assert not self.reference.history or self.reference.history[-1].state in ("SUCCEEDED", "SKIPPED")
        except RetryRefusedError as error:
            assert "was modified since" in str(error)
        else:
            self.harness.drain()
            assert self.reference.retry()

    def switch(self, place: int) -> None:
        """Suspend a member, or resume it."""
        names = [name for name in self.reference.members if name != "R"]
        if names:
            member = self.reference.members[names[place % len(names)]]
            member.resumed = not member.resumed
            self._put(names[place % len(names)], member)

    def resume(self) -> None:
        """Resume the root: failures are counted anew."""
        self.harness.resume()
        version = max(self.harness.versions.values(), key=lambda version: version.number)
        self.harness.scheduler.forget_failures(version)
        self.reference.failures.clear()

    def crash(self, place: int) -> None:
        """Execute the graph and crash on the way: the log is cut between two decisions, behind what is durable."""
        self.harness.execute()
        durable = self.harness.log.durable
        self.harness.drain()
        cuts = [cut for cut in self.boundaries if cut >= durable]
        suspended = self.harness.suspended
        self.harness = self.harness.crashed(durable=cuts[place % len(cuts)] if cuts else None, slots=1 + self.seed % 8)
        self.harness.suspended = suspended
        self._arm()
        self.harness.drain()
        self.reference.execute()

    def compare(self) -> None:
        found: dict[int, dict[str, str]] = defaultdict(dict)
        wholes: dict[int, str] = {}
        for event in self.harness.log.events:
            if "root_task_name" in event.body:
                wholes[event.graph_run_id] = state_after(event)
            elif event.name is not None:
                found[event.graph_run_id][event.name] = state_after(event)
        history = self.reference.history
        assert wholes == {done.number: done.state for done in history}
        assert {number: found[number] for number in wholes} == {done.number: done.states for done in history}
        names = {member.id: member.name for version in self.harness.versions.values() for member in version.members}
        counted = {
            names[task]: count for task, count in self.harness.scheduler.dispatcher.runs.failures.items() if count
        }
        assert counted == {name: count for name, count in self.reference.failures.items() if count}
        assert self.harness.scheduler.is_idle()

    def _put(self, name: str, member: Member) -> None:
        condition = None
        if member.branch is not None:
            condition = returned(*member.branch)
        elif member.asks is not None:
            condition = f"SYSTEM$PREDECESSORS_STATE('{member.asks}')"
        self.harness.task(name, predecessors=member.above, started=member.resumed, condition=condition)

    def _arm(self) -> None:
        """Have every body end as its outcome says, and note where a crash may cut the log."""
        for name in (*self.reference.members, "F"):
            self.harness.bodies[name] = self._body
        self.boundaries = [len(self.harness.log.events)]
        append = self.harness.log.append

        def noting(events: list[object]) -> None:
            append(events)
            self.boundaries.append(len(self.harness.log.events))

        self.harness.log.append = noting

    def _body(self, request: BodyRequest, finish: Finish) -> None:
        number = finish._claim.graph.record.id
        match self.outcome(number, request.context.task.name):
            case "fail":
                raise ObjectNotFoundError("gone")
            case "cancel":
                raise StatementCanceledError
            case value:
                request.context.set_return_value(value)
                if (number + self.seed) % 2:
                    self.harness.committing(request, finish)


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    graphs(),
    st.sampled_from((None, True, False)),
    st.integers(0, 10**6),
    st.integers(0, 2),
    st.sampled_from((0, 1, 2, 3)),
    st.lists(st.tuples(st.sampled_from(COMMANDS), st.integers(0, 100)), min_size=1, max_size=8),
)
def test_what_runs_is_what_should_run(
    members: dict[str, Member],
    finalizer: bool | None,
    seed: int,
    retries: int,
    limit: int,
    commands: list[tuple[str, int]],
) -> None:
    pair = Pair(members, finalizer, seed, retries=retries, limit=limit)
    for command, place in commands:
        match command:
            case "execute":
                pair.execute()
            case "retry":
                pair.retry()
            case "switch":
                pair.switch(place)
            case "crash":
                pair.crash(place)
            case "resume":
                pair.resume()
        pair.compare()
