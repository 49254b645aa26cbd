"""``frazil suspend`` and ``frazil resume``."""

from __future__ import annotations

from typing import Annotated

import typer

from frazil.cli.connection import Connection
from frazil.cli.connection_options import JsonOption
from frazil.cli.graph_queries import find_task
from frazil.cli.graph_view import print_json

TaskArgument = Annotated[str, typer.Argument(help="the task")]


def suspend_command(connection: Connection, task: TaskArgument, as_json: JsonOption = False) -> None:
    """Suspend a task: it is not started any more; what runs goes on."""
    found = find_task(connection, task)
    connection.status("ALTER TASK IDENTIFIER(?) SUSPEND", found.path)
    _say(f"Task {found} is suspended.", as_json, name=str(found), state="suspended")


def resume_command(
    connection: Connection,
    task: TaskArgument,
    everything: Annotated[bool, typer.Option("--all", help="the tasks that depend on it as well, and it last")] = False,
    as_json: JsonOption = False,
) -> None:
    """Resume a task."""
    found = find_task(connection, task)
    if everything:
        connection.status("SELECT SYSTEM$TASK_DEPENDENTS_ENABLE(?)", found.path)
    else:
        connection.status("ALTER TASK IDENTIFIER(?) RESUME", found.path)
    what = f"Task {found} and what depends on it are resumed." if everything else f"Task {found} is resumed."
    _say(what, as_json, name=str(found), state="started")


def _say(text: str, as_json: bool, **facts: str) -> None:
    if as_json:
        print_json(facts)
    else:
        typer.echo(text)
