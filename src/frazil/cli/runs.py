"""``frazil runs``: the graph runs of a server, the newest first."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Annotated

import typer
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from frazil.cli.connection import Connection
from frazil.cli.connection_options import JsonOption
from frazil.cli.graph_queries import (
    FUNCTION_WINDOW_SECONDS,
    ended_graph_runs,
    find_root,
    is_hidden,
    open_graph_runs,
)
from frazil.cli.graph_records import GraphRun, TaskName
from frazil.cli.graph_view import (
    STATE_STYLES,
    duration,
    error_text,
    moment,
    new_console,
    print_json,
    shown_id,
)
from frazil.cli.target import RefusedError

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
_HEADS = ("id", "graph", "state", "started", "took", "try", "from")
_NAME = _HEADS.index("graph")
_RIGHT = frozenset({"took", "try"})


def runs_command(
    connection: Connection,
    *,
    graph: Annotated[
        str | None, typer.Argument(help="the root or standalone task [default: all]", show_default=False)
    ] = None,
    failed: Annotated[bool, typer.Option("--failed", help="only those that failed or were cancelled")] = False,
    since: Annotated[str, typer.Option("--since", help="how far back: a number and s, m, h or d")] = "1d",
    limit: Annotated[int, typer.Option("--limit", min=1, max=10_000, help="the most that are listed")] = 20,
    as_json: JsonOption = False,
) -> None:
    """List graph runs, those that are under way and those that ended, the newest first.

    Each attempt of a retried run is one. What ended more than an hour ago is in SNOWFLAKE.ACCOUNT_USAGE, which not
    every role may read. A graph run whose root was skipped is not listed.
    """
    seconds = seconds_of(since)
    root = find_root(connection, graph) if graph is not None else None
    found = _runs(connection, root, failed=failed, since_seconds=seconds, limit=limit)
    if as_json:
        print_json(found)
        return
    console = new_console()
    if not found:
        console.print(f"No graph run in the last {since}.")
        return
    for line in run_lines(console, found):
        console.print(line, soft_wrap=True)


def seconds_of(text: str) -> int:
    """Return the seconds of a duration such as 90s, 15m, 6h or 1d; BadParameter for any other text."""
    found = re.fullmatch(r"(\d{1,9})([smhd])", text.strip())
    if found is None:
        raise typer.BadParameter(f"{text} is no duration such as 15m, 6h or 1d", param_hint="--since")
    return int(found[1]) * _UNITS[found[2]]


def run_lines(console: Console, runs: Sequence[GraphRun]) -> list[Text]:
    """Return the lines of a listing, that of its heads first; what went wrong stands below its run."""
    cells = [_cells(console, run) for run in runs]
    widths = [max(len(head), *(cell_len(row[place]) for row in cells)) for place, head in enumerate(_HEADS)]
    over = sum(widths) + 2 * (len(widths) - 1) - console.width
    if over > 0:
        widths[_NAME] = max(8, widths[_NAME] - over)
    lines = [Text(style="bold") + _line(_HEADS, widths, "")]
    for run, row in zip(runs, cells, strict=True):
        lines.append(_line(row, widths, STATE_STYLES.get(run.state, "")))
        if run.first_error_message is not None:
            error = error_text(run.first_error_code, run.first_error_message)
            text = Text(f"{' ' * (widths[0] + 2)}{run.first_error_task_name}: {error}", style="red")
            text.truncate(console.width, overflow="ellipsis")
            lines.append(text)
    return lines


def _runs(
    connection: Connection, root: TaskName | None, *, failed: bool, since_seconds: int, limit: int
) -> list[GraphRun]:
    current = open_graph_runs(connection, root)
    if failed:
        current = [run for run in current if run.first_error_message is not None]
    try:
        ended = ended_graph_runs(connection, since_seconds=since_seconds, limit=limit, root=root, failed=failed)
    except RefusedError as error:
        if not is_hidden(error):
            raise
        typer.echo(f"Those of the last hour: role {connection.role} may not read SNOWFLAKE.ACCOUNT_USAGE.", err=True)
        ended = ended_graph_runs(
            connection, since_seconds=FUNCTION_WINDOW_SECONDS, limit=limit, root=root, failed=failed
        )
    # One may have ended between the two questions: what was asked later counts.
    found = {(run.graph_run_group_id, run.attempt_number): run for run in (*current, *ended)}
    newest = sorted(found.values(), key=lambda run: (run.query_start_time or run.scheduled_time, run.attempt_number))
    return newest[::-1][:limit]


def _cells(console: Console, run: GraphRun) -> tuple[str, ...]:
    started = moment(run.query_start_time or run.scheduled_time)
    return (
        shown_id(console, run.graph_run_group_id),
        run.graph,
        run.state,
        started.partition("-")[2] if console.is_terminal else started,  # without the year
        duration(run.duration_ms),
        str(run.attempt_number),
        run.scheduled_from,
    )


def _line(cells: Sequence[str], widths: Sequence[int], style: str) -> Text:
    parts = []
    for head, cell, width in zip(_HEADS, cells, widths, strict=True):
        if head == "graph" and len(cell) > width:
            cell = "…" + cell[-width + 1 :]  # noqa: PLW2901 - the end of a qualified name says most
        text = Text(cell.rjust(width) if head in _RIGHT else cell, style=style if head == "state" else "")
        text.truncate(width, overflow="ellipsis", pad=True)
        parts.append(text)
    line = Text("  ").join(parts)
    line.rstrip()
    return line
