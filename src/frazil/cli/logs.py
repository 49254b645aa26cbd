"""``frazil logs``: everything about one graph run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from frazil.cli.connection import Connection
from frazil.cli.connection_options import JsonOption
from frazil.cli.graph_drawing import TaskLine, drawing, task_lines
from frazil.cli.graph_queries import (
    HISTORY_HOURS,
    attempts_of,
    find_graph_run,
    find_root,
    find_task_runs,
    members_of_run,
)
from frazil.cli.graph_records import OPEN_STATES, GraphRun, TaskRun
from frazil.cli.graph_view import (
    FAINT,
    duration,
    error_text,
    moment,
    new_console,
    print_json,
    state_text,
)
from frazil.cli.target import RefusedError

_LABEL_WIDTH = 14


def logs_command(
    connection: Connection,
    *,
    run: Annotated[str, typer.Argument(help="a graph run group's id or the beginning of one; with --last a task")],
    attempt: Annotated[int | None, typer.Option("--attempt", help="the attempt [default: the last]")] = None,
    last: Annotated[bool, typer.Option("--last", help="take RUN for a root task, and show its last graph run")] = False,
    sql: Annotated[bool, typer.Option("--sql", help="show the texts of the statements as well")] = False,
    as_json: JsonOption = False,
) -> None:
    """Show a graph run: its tasks with states, times, query ids, return values and errors.

    The graph is drawn as it is now; tasks that it has lost since come last.
    """
    group_id = _last_group(connection, run) if last else run
    runs = find_task_runs(connection, group_id)
    group_id = runs[0].graph_run_group_id
    number = max(each.attempt_number for each in runs) if attempt is None else attempt
    if all(each.attempt_number != number for each in runs):
        raise RefusedError(f"graph run group {group_id} has no attempt {number}")
    found = find_graph_run(connection, group_id, attempt=number)
    if as_json:
        print_json({"graph_run": found, "task_runs": [each for each in runs if each.attempt_number <= number]})
        return
    members = members_of_run(connection, found) if found is not None else []
    lines = task_lines(members, runs, number, is_open=found is not None and found.state in OPEN_STATES)
    console = new_console()
    _show_run(console, found, [each for each in runs if each.attempt_number == number])
    console.print(drawing(lines, attempt=number, width=console.width))
    for line in lines:
        _show_task(console, line, with_sql=sql)


def _last_group(connection: Connection, name: str) -> str:
    root = find_root(connection, name)
    newest = next(iter(attempts_of(connection, root, hours=HISTORY_HOURS)), None)
    if newest is None:
        raise RefusedError(f"task {root} has not run in the last {HISTORY_HOURS // 24} days")
    return newest[0]


def _show_run(console: Console, run: GraphRun | None, runs: Sequence[TaskRun]) -> None:
    """Print what is known of the graph run as a whole; ``runs`` are those of its attempt."""
    first = min(runs, key=lambda each: each.scheduled_time)
    if run is None:
        # Not listed: the root was skipped, or the role may not look back that far.
        state = Text(first.state) if first.state == "SKIPPED" else Text("(not to be read by this role)", style=FAINT)
        _field(console, "graph run", first.graph_run_group_id, indent="")
    else:
        _field(console, "graph", run.graph, indent="")
        _field(console, "graph run", run.graph_run_group_id, indent="")
        state = state_text(run.state)
    _field(console, "state", state, indent="")
    by = f" by {run.scheduled_by_user}" if run is not None and run.scheduled_by_user else ""
    _field(console, "attempt", f"{first.attempt_number}, from {first.scheduled_from}{by}", indent="")
    _field(console, "scheduled", moment(first.scheduled_time), indent="")
    if run is not None:
        _field(console, "started", moment(run.query_start_time), indent="")
        _field(console, "completed", moment(run.completed_time), indent="")
        _field(console, "took", duration(run.duration_ms), indent="")
    _field(console, "config", first.config, indent="")
    console.print()


def _show_task(console: Console, line: TaskLine, *, with_sql: bool) -> None:
    run = line.run
    if run is None:
        return
    console.print()
    console.print(Text.assemble((run.name, "bold"), "  ", state_text(run.state)), soft_wrap=True)
    _field(console, "scheduled", moment(run.scheduled_time))
    _field(console, "started", moment(run.query_start_time))
    _field(console, "completed", moment(run.completed_time))
    _field(console, "took", duration(run.duration_ms))
    _field(console, "query id", run.query_id)
    _field(console, "return value", run.return_value)
    if run.error_message:
        _field(console, "error", Text(error_text(run.error_code, run.error_message), style="red"))
    if with_sql and run.query_text:
        _field(console, "statement", "")
        for each in run.query_text.splitlines():
            console.print(Text("    " + each), soft_wrap=True)


def _field(console: Console, label: str, value: str | Text | None, *, indent: str = "  ") -> None:
    """Print a labelled value, if there is one, on a line as long as it is: it may be copied."""
    if value is None or (value == "" and label != "statement"):
        return
    console.print(Text.assemble(indent, (label.ljust(_LABEL_WIDTH), FAINT), value), soft_wrap=True)
