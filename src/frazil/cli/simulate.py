"""``frazil simulate``: what graphs would do over a time, without running a body.

Conditions are taken to hold and bodies to succeed; how long they take is said by a file, or is the average of the
server's history.  The rules are the scheduler's own (``tasks/simulation.py``).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

from frazil.cli.connection import Connection
from frazil.cli.connection_options import JsonOption
from frazil.cli.simulation_sources import FoundGraph, duration_of, durations_in_file, graph_on_server, graphs_in_file
from frazil.cli.target import RefusedError
from frazil.core.clock import SystemClock
from frazil.core.errors import FrazilError
from frazil.core.names import render
from frazil.tasks.graph import MAX_TASKS
from frazil.tasks.named_graphs import graph_of_tasks
from frazil.tasks.schedule import parse_schedule
from frazil.tasks.simulation import SimulatedGraph, SimulatedRun, simulate

_SHOWN_RUNS = 20
_SHOWN_NAMES = 5
_DEFAULT_SPAN = timedelta(days=7)
_FIRST_YEAR, _LAST_YEAR = 1970, 9000


@dataclass(slots=True)
class Totals:
    """What is counted of one graph; ``longest``: of one graph run, ``waited``: of all task runs for slots."""

    runs: int = 0
    task_runs: int = 0
    skipped: int = 0
    overlapping: int = 0
    longest: timedelta = timedelta(0)
    waited: timedelta = timedelta(0)

    def add(self, run: SimulatedRun) -> None:
        """Count a run, or a due time that was skipped."""
        if run.completed_time is None:
            self.skipped += 1
            return
        self.runs += 1
        self.task_runs += run.task_runs
        self.overlapping += run.overlaps
        self.longest = max(self.longest, run.completed_time - run.scheduled_time)
        self.waited += run.waited


def simulate_command(
    connection: Connection | None,
    *,
    graphs: Annotated[
        list[str] | None,
        typer.Argument(metavar="GRAPH", help="the root tasks; with --sql: all that have a schedule"),
    ] = None,
    from_: Annotated[
        str | None, typer.Option("--from", help="when to begin, UTC unless it says [default: now]")
    ] = None,
    until: Annotated[str | None, typer.Option("--until", help="when to end [default: a week later]")] = None,
    sql: Annotated[Path | None, typer.Option("--sql", help="read CREATE TASK statements, not a server")] = None,
    durations: Annotated[
        Path | None,
        typer.Option("--durations", help="JSON or TOML: seconds by task [default: averages of the history]"),
    ] = None,
    default_seconds: Annotated[float, typer.Option("--default-seconds", help="of tasks that no one knows")] = 0,
    slots: Annotated[int, typer.Option("--slots", min=1, help="how many task runs execute at a time")] = 8,
    show_all: Annotated[bool, typer.Option("--all", help=f"print every run, not the first {_SHOWN_RUNS}")] = False,
    as_json: JsonOption = False,
) -> None:
    """Tell what task graphs would run, skip and overlap, without running them."""
    start = _time(from_) if from_ is not None else SystemClock().now()
    end = _time(until) if until is not None else start + _DEFAULT_SPAN
    if end <= start:
        raise RefusedError("--until has to be later than --from")
    default = duration_of("--default-seconds", default_seconds)
    found = _found(connection, sql, graphs or [])
    given = durations_in_file(durations) if durations is not None else {}
    played = _playable(found, given, start)
    runs = simulate(played, start=start, until=end, slots=slots, default_duration=default)
    totals = {graph.version.root.name: Totals() for graph in played}
    if as_json:
        kept = list(_counted(runs, totals))
        typer.echo(json.dumps(_document(start, end, slots, totals, kept if show_all else kept[:_SHOWN_RUNS])))
        return
    typer.echo(f"from {_shown(start)} until {_shown(end)} UTC, {slots} slots\n")
    _print_runs(_counted(runs, totals), show_all=show_all)
    _print_totals(totals)
    _print_assumptions(found, played, default_seconds)


def _found(connection: Connection | None, sql: Path | None, names: Sequence[str]) -> list[FoundGraph]:
    if sql is not None:
        return graphs_in_file(sql, names)
    if connection is None or not names:
        raise RefusedError("name a graph, or a file with --sql")
    found = [graph_on_server(connection, name) for name in names]
    if len({graph.root for graph in found}) < len(found):
        raise RefusedError("two of the graphs have roots of the same name")
    return found


def _playable(found: Iterable[FoundGraph], given: Mapping[str, timedelta], start: datetime) -> list[SimulatedGraph]:
    graphs = []
    for place, graph in enumerate(found):
        try:
            version = graph_of_tasks(
                graph.tasks,
                graph.root,
                database=graph.database,
                schema=graph.schema,
                first_id=1 + place * MAX_TASKS,
                created_on=start,
            )
            if version.root.schedule is None:
                raise RefusedError(f"task {render(graph.root)} has no schedule")
            schedule = parse_schedule(version.root.schedule)
        except FrazilError as error:
            raise RefusedError(error.message) from None
        durations = {**graph.durations, **given}
        graphs.append(SimulatedGraph(version=version, schedule=schedule, durations=durations, base=graph.base))
    return graphs


def _counted(runs: Iterable[SimulatedRun], totals: Mapping[str, Totals]) -> Iterator[SimulatedRun]:
    for run in runs:
        totals[run.root].add(run)
        yield run


def _time(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise RefusedError(f"{text!r} is no time such as 2026-01-31 or 2026-01-31T12:00:00+01:00") from None
    if not _FIRST_YEAR <= found.year <= _LAST_YEAR:
        raise RefusedError(f"{text!r} is not within the years {_FIRST_YEAR} to {_LAST_YEAR}")
    return found.astimezone(UTC) if found.tzinfo is not None else found.replace(tzinfo=UTC)


# ---------------------------------------------------------------- output


def _print_runs(runs: Iterable[SimulatedRun], *, show_all: bool) -> None:
    count = 0
    for count, run in enumerate(runs, 1):
        if show_all or count <= _SHOWN_RUNS:
            typer.echo(f"{_shown(run.scheduled_time)}  {render(run.root)}  {_outcome(run)}")
    if not show_all and count > _SHOWN_RUNS:
        typer.echo(f"... and {count - _SHOWN_RUNS} more: --all prints them")
    typer.echo()


def _outcome(run: SimulatedRun) -> str:
    if run.completed_time is None:
        return "skipped: an earlier graph run was in the way"
    words = [f"{run.task_runs} task runs in {_length(run.completed_time - run.scheduled_time)}"]
    if run.overlaps:
        words.append("overlaps an earlier one")
    if run.waited:
        words.append(f"waited {_length(run.waited)} for slots")
    return ", ".join(words)


def _print_totals(totals: Mapping[str, Totals]) -> None:
    for name, total in totals.items():
        typer.echo(
            f"{render(name)}: {total.runs} graph runs with {total.task_runs} task runs, {total.skipped} due times "
            f"skipped, {total.overlapping} overlapping; the longest took {_length(total.longest)}, "
            f"task runs waited {_length(total.waited)} for slots"
        )


def _print_assumptions(found: Sequence[FoundGraph], played: Sequence[SimulatedGraph], default_seconds: float) -> None:
    members = [(graph, member) for graph in played for member in graph.version.members]
    unknown = [member.name for graph, member in members if member.name not in graph.durations]
    if unknown:
        typer.echo(f"taken to last {default_seconds:g} s: {_listed(unknown)}")
    in_graphs = {member.name for _, member in members}
    conditions = {task.name for graph in found for task in graph.tasks if task.condition} & in_graphs
    if conditions:
        typer.echo(f"conditions taken to hold: {_listed(sorted(conditions))}")


def _document(
    start: datetime, end: datetime, slots: int, totals: Mapping[str, Totals], runs: Iterable[SimulatedRun]
) -> dict[str, Any]:
    return {
        "from": start.isoformat(),
        "until": end.isoformat(),
        "slots": slots,
        "graphs": [
            {
                "root": name,
                "graph_runs": total.runs,
                "task_runs": total.task_runs,
                "skipped": total.skipped,
                "overlapping": total.overlapping,
                "longest_ms": _milliseconds(total.longest),
                "waited_ms": _milliseconds(total.waited),
            }
            for name, total in totals.items()
        ],
        "runs": [
            {
                "root": run.root,
                "scheduled_time": run.scheduled_time.isoformat(),
                "completed_time": run.completed_time.isoformat() if run.completed_time is not None else None,
                "skipped": run.skipped,
                "overlaps": run.overlaps,
                "task_runs": run.task_runs,
                "waited_ms": _milliseconds(run.waited),
            }
            for run in runs
        ],
    }


def _milliseconds(length: timedelta) -> int:
    return length // timedelta(milliseconds=1)


def _length(length: timedelta) -> str:
    seconds = round(length.total_seconds(), 1)
    return f"{seconds:g} s" if seconds < 60 else str(timedelta(seconds=round(seconds)))


def _shown(time: datetime) -> str:
    return f"{time:%Y-%m-%d %H:%M:%S}"


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(map(render, names[:_SHOWN_NAMES]))
    return shown if len(names) <= _SHOWN_NAMES else f"{shown} and {len(names) - _SHOWN_NAMES} more"
