"""What would run: task graphs played through their schedules without running a body.

The rules are the scheduler's own: its planner says what is due and what an overlap policy lets pass, its decider what
follows from what.  Only two things are put in place of the world: a time that goes from event to event, and bodies that
last as long as somebody says.  Conditions are taken to hold, and every body to succeed.

A graph run that has all slots to itself always goes the same way, so it is played once and then only counted: a year of
a graph of a thousand tasks takes seconds.
"""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from frazil.core.ids import GraphRunId, ObjectId
from frazil.tasks.decisions import Decider
from frazil.tasks.drafts import Ids, Order
from frazil.tasks.graph import GraphVersion
from frazil.tasks.graph_run import GraphRun
from frazil.tasks.open_runs import Claim, Decision, OpenRuns
from frazil.tasks.planner import NO_OVERLAP, may_start
from frazil.tasks.schedule import Schedule, next_after
from frazil.tasks.states import OPEN_RUNS, RunSucceeded, ScheduledFrom


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatedGraph:
    """A started root with its schedule, and how long the bodies of its members take, by name.

    ``base``: what an interval counts from, the start of the play if None.
    """

    version: GraphVersion
    schedule: Schedule
    durations: Mapping[str, timedelta] = field(default_factory=dict)
    base: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatedRun:
    """One graph run, or with ``skipped`` a due time that the overlap policy let pass.

    ``task_runs``: how many members ran; ``waited``: what they waited for slots, added up; ``overlaps``: another graph
    run of the same root was open when it began.
    """

    root: str
    scheduled_time: datetime
    completed_time: datetime | None = None
    task_runs: int = 0
    waited: timedelta = timedelta(0)
    overlaps: bool = False
    skipped: bool = False


def simulate(
    graphs: Sequence[SimulatedGraph],
    *,
    start: datetime,
    until: datetime,
    slots: int,
    default_duration: timedelta = timedelta(0),
) -> Iterator[SimulatedRun]:
    """Yield what happens from ``start`` to ``until``, in the order in which it is complete.

    Graph runs that begin before ``until`` are played to their end.  ``slots``: how
    many task runs execute at a time.  ``default_duration``: of bodies that no graph names.
    """
    return _World(graphs, start, until, slots, default_duration).play()


@dataclass(slots=True)
class _Root:
    """A root and what is known of it."""

    graph: SimulatedGraph
    base: datetime
    due: datetime | None
    alone: SimulatedRun | None = None
    """A run that had all slots to itself, once there was one."""

    @classmethod
    def at(cls, start: datetime, graph: SimulatedGraph) -> _Root:
        base = graph.base or start
        return cls(graph, base, next_after(graph.schedule, base, start))

    @property
    def version(self) -> GraphVersion:
        return self.graph.version


class _World:
    """The state of the play: the decider's open runs, and the bodies that will end."""

    def __init__(
        self,
        graphs: Sequence[SimulatedGraph],
        start: datetime,
        until: datetime,
        slots: int,
        default_duration: timedelta,
    ) -> None:
        self._until = until
        self._default = default_duration
        self._now = start
        self._roots = {graph.version.root_id: _Root.at(start, graph) for graph in graphs}
        self._runs = OpenRuns()
        numbers = itertools.count(1)
        self._decider = Decider(
            self._runs, Ids(lambda: str(next(numbers))), slots=slots, next_due=lambda root_id: self._roots[root_id].due
        )
        self._bodies: list[tuple[datetime, int, Claim]] = []
        self._order = itertools.count()
        self._waited: dict[GraphRunId, timedelta] = {}
        self._shared: set[GraphRunId] = set()
        self._overlaps: set[GraphRunId] = set()
        self._done: list[SimulatedRun] = []

    def play(self) -> Iterator[SimulatedRun]:
        while (moment := self._next_moment()) is not None:
            self._now = moment
            while self._bodies and self._bodies[0][0] <= self._now:
                self._end_body(heapq.heappop(self._bodies)[2])
            for _, root_id in sorted(self._due()):
                self._let_start(self._roots[root_id])
            yield from self._done
            self._done = []

    def _next_moment(self) -> datetime | None:
        due = [root.due for root in self._roots.values() if root.due is not None and root.due < self._until]
        if self._bodies:
            due.append(self._bodies[0][0])
        return min(due, default=None)

    def _due(self) -> Iterator[tuple[datetime, ObjectId]]:
        for root_id, root in self._roots.items():
            if root.due is not None and root.due <= self._now and root.due < self._until:
                yield root.due, root_id

    def _let_start(self, root: _Root) -> None:
        """Start a graph run that is due, or let its time pass if an earlier one is in the way."""
        version, due = root.version, self._now
        root.due = next_after(root.graph.schedule, root.base, due)
        open_ones = list(self._runs.of_root(version.root_id))
        root_open = any(graph.root_open for graph in open_ones)
        if not may_start(version.root.overlap_policy, graph_open=bool(open_ones), root_open=root_open):
            self._done.append(SimulatedRun(root=version.root.name, scheduled_time=due, skipped=True))
        elif not self._repeat(root, due):
            self._start(root, due)

    # ------------------------------------------------------------ a run that has the slots to itself

    def _repeat(self, root: _Root, scheduled_time: datetime) -> bool:
        """Count a run that goes as one before it did; say whether it does."""
        known = root.alone
        if known is None or known.completed_time is None or self._bodies:
            return False
        end = scheduled_time + (known.completed_time - known.scheduled_time)
        others = (other.due for other in self._roots.values() if other is not root and other.due is not None)
        if any(due < end for due in others):
            return False
        if root.version.root.overlap_policy != NO_OVERLAP and root.due is not None and root.due < end:
            return False
        self._done.append(
            SimulatedRun(
                root=known.root,
                scheduled_time=scheduled_time,
                completed_time=end,
                task_runs=known.task_runs,
                waited=known.waited,
            )
        )
        while root.due is not None and root.due < min(end, self._until):
            self._done.append(SimulatedRun(root=known.root, scheduled_time=root.due, skipped=True))
            root.due = next_after(root.graph.schedule, root.base, root.due)
        return True

    # ------------------------------------------------------------ a run that is played

    def _start(self, root: _Root, scheduled_time: datetime) -> None:
        beside = list(self._runs.graphs)
        same_root = any(self._runs.of_root(root.version.root_id))
        order = Order(
            version=root.version, scheduled_time=scheduled_time, scheduled_from=ScheduledFrom.SCHEDULE, config=None
        )
        decision = self._decider.schedule(order, self._now)
        for graph in decision.opened:
            if beside:
                self._shared.update((*beside, graph.record.id))
            if same_root:
                self._overlaps.add(graph.record.id)
        self._apply(decision)

    def _end_body(self, claim: Claim) -> None:
        graph = claim.graph
        event = RunSucceeded(
            run_id=claim.run_id, graph_run_id=graph.record.id, task_id=claim.task_id, at=self._now, return_value=None
        )
        self._apply(self._decider.end(graph, event))

    def _apply(self, decision: Decision) -> None:
        decision.events.clear()
        self._runs.apply(decision)
        for claim in decision.claims:
            if not claim.started:
                self._apply(self._decider.start(claim, self._now))
            self._begin_body(claim)
        for graph in decision.closed:
            self._close(graph)

    def _begin_body(self, claim: Claim) -> None:
        graph, name = claim.graph, claim.graph.task(claim.task_id).name
        durations = self._roots[graph.version.root_id].graph.durations
        waited = self._now - graph.runs[claim.task_id].scheduled_time
        self._waited[graph.record.id] = self._waited.get(graph.record.id, timedelta(0)) + waited
        end = self._now + durations.get(name, self._default)
        heapq.heappush(self._bodies, (end, next(self._order), claim))

    def _close(self, graph: GraphRun) -> None:
        graph_run_id = graph.record.id
        run = SimulatedRun(
            root=graph.version.root.name,
            scheduled_time=graph.record.scheduled_time,
            completed_time=self._now,
            task_runs=sum(run.state not in OPEN_RUNS for run in graph.runs.values()),
            waited=self._waited.pop(graph_run_id, timedelta(0)),
            overlaps=graph_run_id in self._overlaps,
        )
        if graph_run_id not in self._shared:
            self._roots[graph.version.root_id].alone = run
        self._shared.discard(graph_run_id)
        self._overlaps.discard(graph_run_id)
        self._done.append(run)
