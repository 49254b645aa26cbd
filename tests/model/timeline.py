"""When graph runs begin and end: schedules, overlap policies, commands, slots and time limits once more, plainly.

One graph, a chain of tasks, in minutes.  One worker runs what is claimed, one after another; a body lasts whole minutes
and time goes on only while a body runs or somebody lets it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

Plan = Callable[[int, str], tuple[int, bool, bool]]
"""Of a graph run's number and a task: how long its body lasts, whether it succeeds, whether it executes the graph."""


@dataclass(slots=True)
class Graph:
    """A graph run: when it is due and from what, the states of its members, and the whole's."""

    number: int
    scheduled: int
    origin: str
    state: str = "SCHEDULED"
    began: int | None = None
    states: dict[str, str] = field(default_factory=lambda: {"R": "SCHEDULED"})

    @property
    def root_open(self) -> bool:
        return self.states["R"] in ("SCHEDULED", "EXECUTING")


@dataclass(slots=True)
class Run:
    """A member that is due, and when it has to have ended."""

    graph: Graph
    name: str
    deadline: int


@dataclass(slots=True)
class Timeline:
    """What should have happened up to now."""

    chain: tuple[str, ...]
    policy: str
    period: int
    timeout: int
    slots: int
    plan: Plan
    now: int = 0
    due: int | None = None
    graphs: list[Graph] = field(default_factory=list)
    held: Graph | None = None
    ready: list[Run] = field(default_factory=list)
    line: list[Run] = field(default_factory=list)
    claimed: int = 0

    def resume(self) -> None:
        self.due = self.now + self.period

    def suspend(self) -> None:
        self.due = None

    def tick(self) -> None:
        """Let a minute pass: what is due starts or passes, what has stood in line for too long fails."""
        self.now += 1
        if self.due == self.now:
            self.due += self.period
            if self._may_start(None):
                self._open(self.now, "SCHEDULE")
        for run in [run for run in self.ready if run.deadline <= self.now]:
            self.ready.remove(run)
            self._end(run, "000630")

    def execute(self) -> None:
        """Start a graph run, or put it in the place of the latest that nothing has begun of."""
        if self.due is not None and self.due - self.now <= self.period:  # else a command has had its place already
            self.due += self.period
        waiting = [graph for graph in self._open_graphs() if graph.states["R"] == "SCHEDULED"]
        if not waiting:
            self._open(self.now, "EXECUTE TASK")
            return
        pending = waiting[-1]
        pending.scheduled, pending.origin = self.now, "EXECUTE TASK"
        for run in self.ready:
            if run.graph is pending:
                run.deadline = self.now + self.timeout

    def drain(self) -> None:
        """Run what is claimed, and what that makes due, to the end."""
        while self.line:
            run = self.line.pop(0)
            error = self._body(run)
            self.claimed -= 1
            self._end(run, error)

    def _body(self, run: Run) -> str | None:
        if run.deadline <= self.now:
            return "000630"
        minutes, succeeds, executes = self.plan(run.graph.number, run.name)
        if executes:
            self.execute()
        for _ in range(minutes):
            self.tick()
            if run.deadline <= self.now:
                return "000630"
        return None if succeeds else "002003"

    def _end(self, run: Run, error: str | None) -> None:
        graph = run.graph
        graph.states[run.name] = f"FAILED {error}" if error else "SUCCEEDED"
        behind = self.chain[self.chain.index(run.name) + 1 :]
        if error is None and behind:
            graph.states[behind[0]] = "SCHEDULED"
            assert graph.began is not None
            self.ready.append(Run(graph, behind[0], graph.began + self.timeout))
        else:
            graph.state = "FAILED" if error else "SUCCEEDED"
        if self.held is not None and self._may_start(self.held):
            held, self.held = self.held, None
            self.ready.append(Run(held, "R", self.now + self.timeout))
        self._claim()

    def _open(self, at: int, origin: str) -> None:
        starts = self._may_start(None)
        graph = Graph(len(self.graphs) + 1, at, origin)
        self.graphs.append(graph)
        if starts:
            self.ready.append(Run(graph, "R", self.now + self.timeout))
        else:
            self.held = graph
        self._claim()

    def _claim(self) -> None:
        while self.ready and self.claimed < self.slots:
            run = self.ready.pop(0)
            self.claimed += 1
            run.graph.states[run.name] = run.graph.state = "EXECUTING"
            if run.graph.began is None:
                run.graph.began = self.now
            self.line.append(run)

    def _open_graphs(self) -> list[Graph]:
        return [graph for graph in self.graphs if graph.state in ("SCHEDULED", "EXECUTING")]

    def _may_start(self, beside: Graph | None) -> bool:
        others = [graph for graph in self._open_graphs() if graph is not beside]
        if self.policy == "NO_OVERLAP":
            return not others
        return self.policy == "ALLOW_ALL_OVERLAP" or not any(graph.root_open for graph in others)
