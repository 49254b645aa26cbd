"""frazil: a task graph made and started over Snowflake's connector, timed by the server's own history."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from benchmarks.frazil_server import FrazilServer
from benchmarks.shapes import Graph
from benchmarks.worker import GraphEngine, Run, serve

POLL_SECONDS = 0.02
RUN_TIMEOUT_SECONDS = 600

COMPLETE_RUNS = """
select graph_run_group_id, state, scheduled_time, query_start_time, completed_time, first_error_message
from table(bench.information_schema.complete_task_graphs(root_task_name => 'TASK0', result_limit => 1))
"""


class FrazilGraph(GraphEngine):
    """A graph of tasks in the schema ``bench.public``."""

    packages = ("frazil", "duckdb", "snowflake-connector-python")
    durability = (
        "a task's outcome, what follows from it and the effect of its statement are one commit in one DuckDB file, "
        "which waits for the disk"
    )

    def __init__(self, graph: Graph, body: str, folder: Path) -> None:
        self._server = FrazilServer(folder)
        try:
            self._connection = self._server.connect()
            self._cursor: Any = self._connection.cursor()
            create_graph(self._cursor, graph, body)
        except BaseException:
            self._server.close()
            raise
        self._seen: str | None = None

    def run(self) -> Run:
        """Execute the root task, wait until the history has the complete run, and take the times from there."""
        start = time.perf_counter()
        self._cursor.execute("execute task task0")
        group, state, scheduled, started, completed, message = self._wait_for_run()
        wall = time.perf_counter() - start
        self._seen = group
        if state != "SUCCEEDED":
            raise SystemExit(f"the graph run ended as {state}: {message}")
        return Run(
            seconds=(completed - scheduled).total_seconds(),
            details={"wall_seconds": wall, "queued_seconds": (started - scheduled).total_seconds()},
        )

    def count_effects(self) -> int:
        """Return how many rows the bodies have inserted."""
        row = self._cursor.execute("select count(*) from effects").fetchone()
        return int(row[0])

    def close(self) -> None:
        """Close the session and stop the server."""
        self._connection.close()
        self._server.close()

    def _wait_for_run(self) -> Any:
        """Wait for a complete run that an earlier call has not seen.

        Each poll is a statement, so polls are apart: their rhythm is in the wall time, not in the history.
        """
        deadline = time.monotonic() + RUN_TIMEOUT_SECONDS
        while time.monotonic() < deadline:
            row = self._cursor.execute(COMPLETE_RUNS).fetchone()
            if row is not None and row[0] != self._seen:
                return row
            time.sleep(POLL_SECONDS)
        raise SystemExit(f"no complete graph run after {RUN_TIMEOUT_SECONDS} seconds")


def create_graph(cursor: Any, graph: Graph, body: str) -> None:
    """Create the database ``bench`` with the graph, and resume its tasks below the root."""
    cursor.execute("create or replace database bench")
    cursor.execute("use schema bench.public")
    cursor.execute("create table effects (task integer)")
    for task, predecessors in enumerate(graph):
        after = f"after {', '.join(f'task{above}' for above in predecessors)}" if predecessors else ""
        statement = f"select {task}" if body == "reading" else f"insert into effects values ({task})"
        cursor.execute(f"create task task{task} warehouse = compute_wh {after} as {statement}")
    cursor.execute("select system$task_dependents_enable('bench.public.task0')")


if __name__ == "__main__":
    serve(FrazilGraph)
