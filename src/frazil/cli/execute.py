"""``frazil execute`` and ``frazil retry``: start a graph run, and wait for its end if that is wanted."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Annotated

import typer

from frazil.cli.connection import Connection
from frazil.cli.connection_options import JsonOption
from frazil.cli.graph_queries import attempts_of, execute_task, find_root, retry_graph_run
from frazil.cli.graph_records import TaskName
from frazil.cli.graph_view import duration, error_text, new_console, print_json, state_text
from frazil.cli.target import RefusedError
from frazil.cli.watch import TimeIsUpError, Watched, final_drawing, live_view, watch

EXIT_CODES: Mapping[str, int] = {"SUCCEEDED": 0, "FAILED": 1, "CANCELLED": 3, "SKIPPED": 4}
"""The exit code of --wait by the graph run's state."""

TIMEOUT_EXIT = 5
INTERRUPTED_EXIT = 130

WaitOption = Annotated[bool, typer.Option("--wait", help="show the graph run until it has ended")]
TimeoutOption = Annotated[
    float | None, typer.Option("--timeout", min=0, help="with --wait: the most seconds to wait; the run goes on")
]

Attempt = tuple[str, int]


def execute_command(
    connection: Connection,
    *,
    graph: Annotated[str, typer.Argument(help="the root or standalone task")],
    config: Annotated[
        str | None, typer.Option("--config", help="a JSON object, merged over the graph's CONFIG for this run")
    ] = None,
    wait: WaitOption = False,
    timeout: TimeoutOption = None,
    as_json: JsonOption = False,
) -> int:
    """Execute a task graph now, whether it is started or suspended.

    The exit code with --wait: 0 SUCCEEDED, 1 FAILED, 3 CANCELLED, 4 SKIPPED, 5 not ended in time; 2 refused.
    """
    root = find_root(connection, graph)
    return _start(
        connection, root, lambda: execute_task(connection, root, config), wait=wait, timeout=timeout, as_json=as_json
    )


def retry_command(
    connection: Connection,
    *,
    graph: Annotated[str, typer.Argument(help="the root or standalone task")],
    group: Annotated[
        str | None, typer.Option("--group", help="the graph run group [default: that of the last graph run]")
    ] = None,
    wait: WaitOption = False,
    timeout: TimeoutOption = None,
    as_json: JsonOption = False,
) -> int:
    """Run again what failed or was cancelled in a graph run, and what comes after it.

    The exit code is that of frazil execute.
    """
    root = find_root(connection, graph)
    return _start(
        connection, root, lambda: retry_graph_run(connection, root, group), wait=wait, timeout=timeout, as_json=as_json
    )


def started_attempt(before: Collection[Attempt], after: Mapping[Attempt, bool]) -> Attempt | None:
    """Return the attempt that a command started: one that was not there before, else the pending one that it moved.

    ``after`` has the newest first, each with whether it has yet to begin.
    """
    new = [attempt for attempt in after if attempt not in before]
    pending = [attempt for attempt, is_pending in after.items() if is_pending]
    return next(iter((*new[::-1], *pending)), None)


def _start(
    connection: Connection,
    root: TaskName,
    command: Callable[[], str],
    *,
    wait: bool,
    timeout: float | None,
    as_json: bool,
) -> int:
    before = attempts_of(connection, root)
    said = command()
    started = started_attempt(before, attempts_of(connection, root))
    if started is None:
        raise RefusedError(f"{said} But no graph run of it is in the history that role {connection.role} may read.")
    group_id, attempt = started
    if not wait:
        if as_json:
            print_json({"status": said, "graph_run_group_id": group_id, "attempt_number": attempt})
        else:
            typer.echo(f"{said}\nfrazil logs {group_id}  shows the graph run.")
        return 0
    try:
        return _wait(connection, root, started, timeout=timeout, as_json=as_json)
    except TimeIsUpError:
        typer.echo(f"frazil: not ended after {timeout:g} s; it goes on: frazil logs {group_id}", err=True)
        return TIMEOUT_EXIT
    except KeyboardInterrupt:
        typer.echo(f"frazil: the graph run goes on: frazil logs {group_id}", err=True)
        return INTERRUPTED_EXIT


def _wait(connection: Connection, root: TaskName, started: Attempt, *, timeout: float | None, as_json: bool) -> int:
    group_id, attempt = started
    if as_json:
        seen = watch(connection, root, group_id, attempt, timeout_seconds=timeout, show=lambda _: None)
        print_json({"state": seen.state, "graph_run": seen.run, "task_runs": seen.task_runs})
        return EXIT_CODES[seen.state]
    console = new_console()
    with live_view(console, attempt) as show:
        seen = watch(connection, root, group_id, attempt, timeout_seconds=timeout, show=show)
    if console.is_terminal:
        console.print(final_drawing(console, seen))
        console.print()
    console.print(state_text(seen.state).append(_ended(seen, group_id), style="default"))
    return EXIT_CODES[seen.state]


def _ended(seen: Watched, group_id: str) -> str:
    """Return what is said of a graph run behind its state."""
    run = seen.run
    took = f" in {duration(run.duration_ms)}" if run is not None and run.duration_ms is not None else ""
    again = f", attempt {seen.attempt}" if seen.attempt > 1 else ""
    why = ""
    if run is not None and run.first_error_message is not None:
        why = f"\n{run.first_error_task_name}: {error_text(run.first_error_code, run.first_error_message)}"
    return f"{took}{again}\ngraph run group {group_id}{why}"
