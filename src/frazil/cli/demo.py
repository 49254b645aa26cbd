"""``frazil demo``: a task graph on a million rows, from nothing to its result, through the official connector.

A server is started on a temporary directory, used as any client would use it, and stopped at the end.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.table import Table
from rich.text import Text

from frazil.cli import demo_sales as sales
from frazil.cli.graph_records import OPEN_STATES, WAITING
from frazil.cli.graph_view import STATE_STYLES
from frazil.core.clock import monotonic_seconds
from frazil.core.ids import random_secret

_POLL_SECONDS = 0.05
_LIMIT_SECONDS = 300.0
_READY = "frazil ready on "


class DemoError(Exception):
    """The demo cannot go on; the text says why and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskState:
    """One task of the graph as the history shows it now."""

    state: str = WAITING
    seconds: float | None = None
    error: str | None = None


def run_demo() -> int:
    """Run the demo and return the exit code: 0 when the graph succeeded."""
    console = Console()
    try:
        with tempfile.TemporaryDirectory(prefix="frazil-demo-") as directory, _server(Path(directory)) as arguments:
            return _demo(console, arguments)
    except DemoError as error:
        console.print(f"[red]{error}[/red]")
        return 1


def _demo(console: Console, arguments: Mapping[str, Any]) -> int:
    connect = _connector()
    started = monotonic_seconds()
    with connect(**arguments) as connection, connection.cursor() as cursor:
        console.print(f"[bold]1[/bold]  A server runs on {arguments['host']}:{arguments['port']}; connected.")
        for statement in sales.SETUP:
            cursor.execute(statement)
        console.print(f"[bold]2[/bold]  {sales.ROWS:,} sales generated.")
        for statement in sales.GRAPH:
            cursor.execute(statement)
        cursor.execute(sales.EXECUTE)
        console.print(f"[bold]3[/bold]  The graph is built; {cursor.fetchone()[0]}\n")
        states = _watch(console, cursor)
        cursor.execute(sales.GRAPH_STATE)
        state, milliseconds = cursor.fetchone()
        console.print(f"\n[bold]4[/bold]  The graph run {_coloured(state)} in {int(milliseconds) / 1000:.2f} s.\n")
        cursor.execute(sales.FIRST_ROWS)
        console.print(_rows([column.name for column in cursor.description], cursor.fetchall()))
        _explain(console, monotonic_seconds() - started)
    return 0 if state == "SUCCEEDED" and all(s.state == "SUCCEEDED" for s in states.values()) else 1


# ---------------------------------------------------------------- the server


@contextmanager
def _server(directory: Path) -> Iterator[Mapping[str, Any]]:
    """Run ``frazil serve`` on a directory for the block; yields the connector's arguments."""
    password = random_secret()
    command = [sys.executable, "-m", "frazil", "serve", "--data", str(directory / "data"), "--port", "0"]
    others = {name: value for name, value in os.environ.items() if not name.startswith("FRAZIL_TLS")}
    environment = {**others, "FRAZIL_ADMIN_PASSWORD": password, "FRAZIL_LOG_LEVEL": "error"}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, text=True)
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        if not line.startswith(_READY):
            raise DemoError(f"The server did not start (exit code {process.wait(10)}).")
        address = urlsplit(line.removeprefix(_READY).strip())
        yield {
            "account": "frazil",
            "user": "ADMIN",
            "password": password,
            "host": address.hostname,
            "port": address.port,
            "protocol": "http",
            "warehouse": "COMPUTE_WH",
        }
    finally:
        process.terminate()
        process.wait(30)


def _connector() -> Any:
    try:
        from snowflake.connector import connect  # noqa: PLC0415 - an extra, which only the demo needs
    except ImportError:
        raise DemoError(
            "The demo uses Snowflake's own connector: install it with  pip install 'frazil[demo]'."
        ) from None
    return connect


# ---------------------------------------------------------------- progress


def _watch(console: Console, cursor: Any) -> dict[str, TaskState]:
    """Show the graph until its finalizer has ended; returns the last states."""
    pause = threading.Event()
    deadline = monotonic_seconds() + _LIMIT_SECONDS
    with Live(console=console, refresh_per_second=20, transient=False) as live:
        while True:
            states = _states(cursor)
            live.update(_graph(states))
            last = states[sales.TASKS[-1]]
            if last.state not in (WAITING, *OPEN_STATES):
                return states
            if monotonic_seconds() > deadline:
                raise DemoError("The graph did not end in time.")
            pause.wait(_POLL_SECONDS)


def _states(cursor: Any) -> dict[str, TaskState]:
    states = {name: TaskState() for name in sales.TASKS}
    cursor.execute(sales.STATES)
    for name, state, began, ended, error in cursor.fetchall():
        states[name] = TaskState(state=state, seconds=_seconds(began, ended), error=error)
    return states


def _seconds(began: datetime | None, ended: datetime | None) -> float | None:
    return (ended - began).total_seconds() if began is not None and ended is not None else None


def _graph(states: Mapping[str, TaskState]) -> RenderableType:
    """Return the graph as a picture: the three dimensions side by side, joined by the aggregate, the finalizer last."""
    root, *dimensions, aggregate, finalizer = sales.TASKS
    picture = [(root, "", "")]
    for index, name in enumerate(dimensions):
        is_last = index == len(dimensions) - 1
        picture.append((name, "└─ " if is_last else "├─ ", "─┐" if index == 0 else "─┤"))
    picture.append((aggregate, "", "◀┘"))
    picture.append((finalizer, "", ""))
    return Group(*(_line(name, before, after, states[name]) for name, before, after in picture))


def _line(name: str, before: str, after: str, task: TaskState) -> Text:
    text = Text("   ")
    text.append(before, style="bright_black")
    text.append(name)
    fill = "─" if after.startswith("─") else " "
    text.append(" " + fill * (33 - len(before) - len(name)) + after.ljust(3), style="bright_black")
    text.append(task.state.ljust(12), style=STATE_STYLES.get(task.state, "red"))
    if task.seconds is not None:
        text.append(f"{task.seconds * 1000:8.0f} ms ")
        text.append("█" * max(1, min(12, round(task.seconds * 50))), style=STATE_STYLES.get(task.state, "red"))
    if task.error:
        text.append(f"  {task.error}", style="red")
    return text


def _coloured(state: str) -> str:
    return f"[{STATE_STYLES.get(state, 'red')}]{state}[/]"


# ---------------------------------------------------------------- the end


def _rows(names: Sequence[str], rows: Sequence[Sequence[object]]) -> Table:
    table = Table(title="sales_by_quarter, first rows", title_justify="left")
    for name in names:
        table.add_column(name)
    for row in rows:
        table.add_row(*(str(value) for value in row))
    return table


def _explain(console: Console, seconds: float) -> None:
    console.print(
        f"\n[bold]5[/bold]  All of it took {seconds:.1f} s. The server of the demo is gone now; for one that stays:\n\n"
        "   [cyan]frazil serve --data ./frazil-data[/cyan]        in one terminal\n"
        "   [cyan]frazil connect --data ./frazil-data[/cyan]      writes the connection 'frazil'\n\n"
        "   [cyan]import snowflake.connector\n"
        '   connection = snowflake.connector.connect(connection_name="frazil")\n'
        '   connection.cursor().execute("select current_user()").fetchone()[/cyan]\n',
        highlight=False,
    )
