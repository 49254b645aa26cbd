"""Graph versions for tests, written as ``child="root other"``, and a way to let their runs end."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

from frazil.core.ids import GraphRunId, ObjectId, QueryId, RunId
from frazil.tasks.graph import GraphVersion, TaskVersion
from frazil.tasks.graph_run import GraphRun
from frazil.tasks.planner import Advance, advance
from frazil.tasks.states import (
    Carried,
    GraphScheduled,
    GraphStarted,
    RunCancelled,
    RunEvent,
    RunFailed,
    RunScheduled,
    RunSkipped,
    RunStarted,
    RunState,
    RunSucceeded,
    ScheduledFrom,
    apply_graph,
    apply_run,
)

START = datetime(2026, 3, 1, 12, tzinfo=UTC)


def version_of(
    links: Mapping[str, str],
    *,
    suspended: Iterable[str] = (),
    finalizer: str | None = None,
    number: int = 1,
    properties: Mapping[str, Mapping[str, object]] | None = None,
) -> GraphVersion:
    """Return a version whose root is ``R`` and whose other members have the predecessors that ``links`` names."""
    names = ["R", *links, *([finalizer] if finalizer else [])]
    ids = {name: ObjectId(100 + place) for place, name in enumerate(names)}
    members = [
        TaskVersion(
            id=ids[name],
            name=name,
            definition=f"select '{name}'",
            predecessors=tuple(ids[above] for above in links.get(name, "").split()),
            finalizer=name == finalizer,
            started=name not in suspended,
            **((properties or {}).get(name, {})),
        )
        for name in names
    ]
    return GraphVersion(
        root_id=ids["R"],
        number=number,
        created_on=START,
        database_id=ObjectId(10),
        database="DB",
        schema_id=ObjectId(11),
        schema="S",
        members=tuple(members),
    )


class Play:
    """A graph run played by hand: which members are due, and what comes of ending one."""

    def __init__(self, version: GraphVersion, carried: Mapping[str, Carried] | None = None) -> None:
        self.version = version
        self._run_ids = itertools.count(1)
        self._at = START
        scheduled = GraphScheduled(
            graph_run_id=GraphRunId(1),
            root_id=version.root_id,
            at=START,
            version=version.number,
            group_id="group",
            original_scheduled_time=START,
            scheduled_from=ScheduledFrom.EXECUTE_TASK,
            carried={version.by_name[name].id: kept for name, kept in (carried or {}).items()},
        )
        self.graph = GraphRun(apply_graph(None, scheduled), version)
        self.due: list[str] = []
        self.ended: str | None = None
        self._make_due(self.graph.starting_tasks())

    def end(self, name: str, state: str = "SUCCEEDED", value: str | None = None) -> list[str]:
        """Let a due member begin and end, and return the members that are due because of it."""
        self.due.remove(name)
        run = self.graph.runs[self.version.by_name[name].id]
        facts = {"run_id": run.id, "graph_run_id": run.graph_run_id, "task_id": run.task_id, "at": self._tick()}
        if state in ("SUCCEEDED", "FAILED", "CANCELLED"):
            if not self.graph.begun:
                started = GraphStarted(graph_run_id=run.graph_run_id, root_id=self.version.root_id, at=self._at)
                self.graph.record = apply_graph(self.graph.record, started)
            run = apply_run(run, RunStarted(**facts, query_id=QueryId(name)))
            self.graph.store(run)
        final = apply_run(run, self._final(state, facts, value))
        follows: Advance = advance(self.graph, final)
        self.graph.store(final)
        self._make_due(follows.due)
        self.ended = follows.ended.value if follows.ended else None
        return [self.version.by_id[task_id].name for task_id in follows.due]

    def end_all(self, **states: str) -> list[str]:
        """Let everything that becomes due end, members named in ``states`` as told; return the order."""
        order = []
        while self.due:
            order.append(self.due[0])
            self.end(self.due[0], states.get(self.due[0], "SUCCEEDED"))
        return order

    def state(self, name: str) -> RunState | None:
        """Return the state of a member's run, None if it has none."""
        run = self.graph.runs.get(self.version.by_name[name].id)
        return run.state if run else None

    def _final(self, state: str, facts: dict[str, object], value: str | None) -> RunEvent:
        match state:
            case "SUCCEEDED":
                return RunSucceeded(**facts, return_value=value)
            case "FAILED":
                return RunFailed(**facts, code="002003", message="no such table")
            case "CANCELLED" | "WITHDRAWN":
                return RunCancelled(**facts)
        return RunSkipped(**facts, code="0040003", message="not true")

    def _make_due(self, task_ids: Iterable[ObjectId]) -> None:
        for task_id in task_ids:
            event = RunScheduled(
                run_id=RunId(next(self._run_ids)), graph_run_id=GraphRunId(1), task_id=task_id, at=self._tick()
            )
            self.graph.store(apply_run(None, event))
            self.due.append(self.version.by_id[task_id].name)

    def _tick(self) -> datetime:
        self._at += timedelta(seconds=1)
        return self._at
