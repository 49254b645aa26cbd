"""Watch a graph run until it has ended: a drawing that changes in a terminal, elsewhere a line for each change."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

import typer
from rich.console import Console
from rich.live import Live
from rich.text import Text

from frazil.cli.connection import Connection
from frazil.cli.graph_drawing import TaskLine, change_text, drawing, task_lines
from frazil.cli.graph_queries import fetch_members, find_graph_run, find_task_runs, task_runs
from frazil.cli.graph_records import OPEN_STATES, GraphRun, Member, TaskName, TaskRun, group_began
from frazil.cli.graph_view import state_text
from frazil.core.clock import monotonic_seconds

_FIRST_PAUSE_SECONDS = 0.15
_LONGEST_PAUSE_SECONDS = 2.0
_PAUSE_SHARE = 0.02  # of the time waited so far: a long graph run is asked for less often

_LARGE_GRAPH = 200  # the final drawing of one with more lines tells numbers and what went wrong
_MARGIN_LINES = 3


class TimeIsUpError(Exception):
    """The graph run has not ended in the time that was given; it goes on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """What is known of a graph run at one moment; ``run`` is None when its root was skipped."""

    state: str
    attempt: int
    run: GraphRun | None
    task_runs: Sequence[TaskRun]
    members: Sequence[Member]

    @property
    def is_open(self) -> bool:
        """Say whether it has yet to end."""
        return self.state in OPEN_STATES

    @property
    def lines(self) -> list[TaskLine]:
        """Return the tasks as they are drawn."""
        return task_lines(self.members, self.task_runs, self.attempt, is_open=self.is_open)


def watch(
    connection: Connection,
    root: TaskName,
    group_id: str,
    attempt: int,
    *,
    timeout_seconds: float | None,
    show: Callable[[Watched], object],
) -> Watched:
    """Show a graph run whenever it was looked at, and return how it ended; retries of its group belong to it.

    Raises TimeIsUpError.
    """
    members = fetch_members(connection, root.path)
    pause = threading.Event()
    started = monotonic_seconds()
    while True:
        seen = _look(connection, root, group_id, attempt, members)
        show(seen)
        waited = monotonic_seconds() - started
        if not seen.is_open:
            return seen
        if timeout_seconds is not None and waited >= timeout_seconds:
            raise TimeIsUpError
        wanted = min(_LONGEST_PAUSE_SECONDS, max(_FIRST_PAUSE_SECONDS, waited * _PAUSE_SHARE))
        pause.wait(wanted if timeout_seconds is None else min(wanted, max(0.0, timeout_seconds - waited)))


def live_view(console: Console, attempt: int) -> AbstractContextManager[Callable[[Watched], object]]:
    """Return the way to show a graph run from an attempt on while it is watched, for the length of a block."""
    return _LiveView(console) if console.is_terminal else nullcontext(_Changes(attempt))


def final_drawing(console: Console, watched: Watched) -> Text:
    """Return the drawing that stays."""
    return drawing(watched.lines, attempt=watched.attempt, width=console.width, height=_LARGE_GRAPH)


class _LiveView:
    """A drawing that is replaced; it leaves nothing behind."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._live = Live(console=console, auto_refresh=False, transient=True)

    def __enter__(self) -> Callable[[Watched], object]:
        self._live.start()
        return self._show

    def __exit__(self, *_: object) -> None:
        self._live.stop()

    def _show(self, watched: Watched) -> None:
        console = self._console
        height = max(1, console.height - _MARGIN_LINES)
        picture = drawing(watched.lines, attempt=watched.attempt, width=console.width, height=height)
        attempt = f" in attempt {watched.attempt}" if watched.attempt > 1 else ""
        self._live.update(Text.assemble(picture, "\n\n", state_text(watched.state), attempt), refresh=True)


class _Changes:
    """A line for every change of a task run's state from an attempt on, for logs."""

    def __init__(self, attempt: int) -> None:
        self._attempt = attempt
        self._seen: set[tuple[str, int, str]] = set()

    def __call__(self, watched: Watched) -> None:
        for run in sorted(watched.task_runs, key=lambda run: (run.changed_time, run.scheduled_time)):
            change = (run.name, run.attempt_number, run.state)
            if run.attempt_number >= self._attempt and change not in self._seen:
                self._seen.add(change)
                typer.echo(change_text(run))


def _look(connection: Connection, root: TaskName, group_id: str, attempt: int, members: Sequence[Member]) -> Watched:
    # The graph run first: once it has ended, what is asked next has no open task run.
    run = find_graph_run(connection, group_id, root_name=root.name)
    if run is not None:
        runs = task_runs(connection, root.id, group_id, group_began(run.run_id))
        return Watched(state=run.state, attempt=run.attempt_number, run=run, task_runs=runs, members=members)
    runs = find_task_runs(connection, group_id)
    # No graph run is listed whose root was skipped.
    state = next(run.state for run in runs if run.name == root.name and run.attempt_number == attempt)
    return Watched(state=state, attempt=attempt, run=None, task_runs=runs, members=members)
