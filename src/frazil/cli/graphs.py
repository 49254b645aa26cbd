"""``frazil graphs``: the task graphs of a server, how their last runs went and when they run next."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from frazil.cli.connection import Connection, Row
from frazil.cli.connection_options import JsonOption
from frazil.cli.graph_queries import last_graph_runs, next_due, open_graph_runs, task_name
from frazil.cli.graph_records import GraphRun, TaskName, names_in
from frazil.cli.graph_view import FAINT, new_console, print_json, span, state_text

_NAME_WIDTH = 30
"""Names of roots are broken only beyond this width; schedules give way before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """A task graph, a standalone task being one of a single member."""

    root: TaskName
    state: str
    schedule: str | None
    members: int
    last_run: GraphRun | None
    next_due: datetime | None
    due_in_seconds: int | None


def graphs_command(
    connection: Connection,
    like: Annotated[
        str | None, typer.Option("--like", help="only roots with such a name; % and _ are wildcards")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """List task graphs: their roots, schedules, last runs and next due times.

    Lists those of --database and --schema, or of the whole account.
    """
    graphs = _graphs(connection, like)
    if as_json:
        print_json(graphs)
        return
    _show(graphs)


def members_of(rows: Sequence[Row]) -> dict[str, int]:
    """Return how many tasks the graph of each root has, by the root's id; ``rows`` are those of SHOW TASKS."""
    children: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for row in rows:
        for above in (*names_in(row["predecessors"]), *_finalized(row)):
            children[row["database_name"], row["schema_name"], above].add(row["name"])
    counts = {}
    for row in _roots(rows):
        seen, waiting = {row["name"]}, [row["name"]]
        while waiting:
            new = children[row["database_name"], row["schema_name"], waiting.pop()] - seen
            seen |= new
            waiting.extend(new)
        counts[row["id"]] = len(seen)
    return counts


def _graphs(connection: Connection, like: str | None) -> list[Graph]:
    scope, names = _scope(connection)
    rows = connection.rows(f"SHOW TASKS IN {scope}", *names)
    roots = _roots(rows)
    if like is not None:
        wanted = {row["id"] for row in connection.rows(f"SHOW TASKS LIKE ? IN {scope}", like, *names)}
        roots = [row for row in roots if row["id"] in wanted]
    counts, due = members_of(rows), next_due(connection)
    last = last_graph_runs(connection) | {run.root_task_id: run for run in reversed(open_graph_runs(connection))}
    found = []
    for row in roots:
        time, seconds = due.get(row["id"], (None, None))
        found.append(
            Graph(
                root=task_name(row),
                state=row["state"],
                schedule=row["schedule"],
                members=counts[row["id"]],
                last_run=last.get(row["id"]),
                next_due=time,
                due_in_seconds=seconds,
            )
        )
    return found


def _scope(connection: Connection) -> tuple[str, tuple[str, ...]]:
    """Return where SHOW TASKS looks, and the bindings of that."""
    if connection.schema is not None:
        within = f"{connection.database}." if connection.database else ""
        return "SCHEMA IDENTIFIER(?)", (within + connection.schema,)
    return ("DATABASE IDENTIFIER(?)", (connection.database,)) if connection.database else ("ACCOUNT", ())


def _roots(rows: Iterable[Row]) -> list[Row]:
    return [row for row in rows if not names_in(row["predecessors"]) and not _finalized(row)]


def _finalized(row: Row) -> tuple[str, ...]:
    """Return the root that a finalizer task is bound to, if the row is one's."""
    root = json.loads(row["task_relations"]).get("FinalizedRootTask")
    return () if root is None else names_in(json.dumps([root]))


def _show(graphs: Sequence[Graph]) -> None:
    console = new_console()
    if not graphs:
        console.print("There are no task graphs here.")
        return
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    longest = max(len(str(graph.root)) for graph in graphs)
    table.add_column("graph", overflow="fold", min_width=min(longest, _NAME_WIDTH))
    table.add_column("state", no_wrap=True)
    table.add_column("schedule", overflow="fold")
    table.add_column("tasks", justify="right")
    table.add_column("last run", no_wrap=True)
    table.add_column("next due", no_wrap=True)
    for graph in graphs:
        last = Text()
        if graph.last_run is not None:
            last = state_text(graph.last_run.state) + Text(f" {span(graph.last_run.age_seconds)} ago", style=FAINT)
        table.add_row(
            str(graph.root),
            state_text(graph.state),
            graph.schedule or "",
            str(graph.members),
            last,
            "" if graph.due_in_seconds is None else f"in {span(graph.due_in_seconds)}",
        )
    console.print(table)
