"""A scheduled graph by chance, beside its timeline: what starts when, what waits, what passes, what takes too long.

``FRAZIL_MODEL_EXAMPLES`` says how many (2000 for the long run).
"""

from __future__ import annotations

import os
from collections import defaultdict
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from frazil.core.errors import ObjectNotFoundError
from frazil.tasks.bodies import BodyRequest, Finish
from tests.fault.chance import Chance
from tests.model.timeline import Timeline
from tests.unit.tasks.harness import START, Harness, state_after

EXAMPLES = int(os.environ.get("FRAZIL_MODEL_EXAMPLES", "150"))
POLICIES = ("NO_OVERLAP", "ALLOW_CHILD_OVERLAP", "ALLOW_ALL_OVERLAP")
COMMANDS = ("tick", "tick", "tick", "drain", "drain", "execute", "resume", "suspend")


class Pair:
    """The scheduler and the timeline, given the same graph and the same commands."""

    def __init__(
        self, chain: tuple[str, ...], seed: int, *, policy: str, period: int, timeout: int, slots: int
    ) -> None:
        self.seed = seed
        self.timeline = Timeline(chain, policy, period, timeout, slots, self.plan)
        self.harness = Harness(slots=slots)
        parameters = {"USER_TASK_TIMEOUT_MS": str(timeout * 60_000), "SUSPEND_TASK_AFTER_NUM_FAILURES": "0"}
        self.harness.task("R", started=False, schedule=f"{period} MINUTE", overlap_policy=policy, parameters=parameters)
        for above, name in zip(chain, chain[1:], strict=False):
            self.harness.task(name, predecessors=(above,))
        for name in chain:
            self.harness.bodies[name] = self._body

    def plan(self, number: int, name: str) -> tuple[int, bool, bool]:
        if number > 40:  # or a schedule faster than its bodies would never be done
            return 0, True, False
        chance = Chance(self.seed * 7919 + number * 104_729 + sum(map(ord, name)))
        return chance.pick((0, 0, 1, 2, 3)), chance.below(5) > 0, chance.below(8) == 0

    def run(self, command: str, times: int) -> None:
        match command:
            case "tick":
                for _ in range(times):
                    self.harness.tick(minutes=1)
                    self.timeline.tick()
            case "drain":
                self.harness.drain()
                self.timeline.drain()
            case "execute":
                self.harness.execute()
                self.timeline.execute()
            case "resume" if self.timeline.due is None:
                self.harness.resume()
                self.timeline.resume()
            case "suspend":
                self.harness.task("R", started=False)
                self.harness.scheduler.refresh()
                self.timeline.suspend()

    def compare(self) -> None:
        scheduled, states, wholes = {}, defaultdict(dict), {}
        for event in self.harness.log.events:
            number = event.graph_run_id
            if event.event == "GRAPH_SCHEDULED":
                scheduled[number] = ((event.at - START) // timedelta(minutes=1), event.body["scheduled_from"])
            elif "root_task_name" in event.body:
                wholes[number] = state_after(event)
            elif event.name is not None:
                code = event.body["error_code"]
                states[number][event.name] = f"{state_after(event)} {code}" if code else state_after(event)
        graphs = self.timeline.graphs
        assert scheduled == {graph.number: (graph.scheduled, graph.origin) for graph in graphs}
        ended = [graph for graph in graphs if graph.state in ("SUCCEEDED", "FAILED")]
        assert wholes == {graph.number: graph.state for graph in ended}
        for graph in graphs:
            over = {name: state for name, state in graph.states.items() if state.startswith(("SUCC", "FAIL"))}
            assert states[graph.number] == over
        runs = self.harness.scheduler.dispatcher.runs
        assert [queued.graph.record.id for queued in runs.ready.values()] == [
            run.graph.number for run in self.timeline.ready
        ]
        assert len(runs.claimed) == self.timeline.claimed

    def _body(self, request: BodyRequest, finish: Finish) -> None:
        number = finish._claim.graph.record.id
        minutes, succeeds, executes = self.plan(number, request.context.task.name)
        if executes:
            self.harness.execute()
        for _ in range(minutes):
            self.harness.tick(minutes=1)
            if request.limit.deadline <= self.harness.clock.now():
                raise request.limit.error()
        if not succeeds:
            raise ObjectNotFoundError("gone")


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.integers(1, 4),
    st.integers(0, 10**6),
    st.sampled_from(POLICIES),
    st.integers(1, 4),
    st.integers(2, 9),
    st.integers(1, 3),
    st.lists(st.tuples(st.sampled_from(COMMANDS), st.integers(1, 5)), min_size=1, max_size=25),
)
def test_what_starts_and_ends_when(
    length: int, seed: int, policy: str, period: int, timeout: int, slots: int, commands: list[tuple[str, int]]
) -> None:
    chain = ("R", "A", "B", "C")[:length]
    pair = Pair(chain, seed, policy=policy, period=period, timeout=timeout, slots=slots)
    for command, times in commands:
        pair.run(command, times)
        pair.compare()
