"""What DuckDB itself takes for the transaction of one writing task: ``python -m benchmarks.micro.transaction FOLDER``.

The same statements that frazil sends for a task that inserts one row and has three events, on a connection of one
thread and of two, without frazil.  What a task takes beyond that is frazil's.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from statistics import median

import duckdb

REPEAT = 500
BODY = json.dumps({"query_id": "x" * 36, "query_text": "insert into effects values (1)", "rest": "y" * 400})
EVENTS = """create table events (sequence bigint, graph_run_id bigint, run_id bigint, task_id bigint, root_id bigint,
  event varchar, occurred_on timestamp, body varchar, name varchar, scheduled_time timestamp)"""


def steps(number: int, effects: int, events: int) -> list[tuple[str, str]]:
    """Return the statements of one transaction, each with the name under which its time is added up."""
    row = f"({number}, 1, 2, 3, 4, 'RUN_SUCCEEDED', timestamp '2026-01-01', '{BODY}', 'T', timestamp '2026-01-01')"
    inserts = [("insert a row", f"insert into effects values ({number})")] * effects
    return [
        ("begin", "BEGIN"),
        *inserts,
        ("insert events", f"insert into events values {', '.join([row] * events)}"),
        ("commit", "COMMIT"),
    ]


def measure(folder: str, threads: int, tasks: int) -> dict[str, float]:
    """Return the median milliseconds of each step, for a transaction of so many tasks."""
    with tempfile.TemporaryDirectory(dir=folder) as home:
        connection = duckdb.connect(f"{home}/t.duckdb", config={"threads": str(threads)})
        connection.execute("create table effects (task bigint)")
        connection.execute(EVENTS)
        times: dict[str, list[float]] = {}
        for number in range(REPEAT):
            total: dict[str, float] = {}
            for name, statement in steps(number, tasks, 3 * tasks):
                begun = time.perf_counter()
                connection.execute(statement).fetchall()
                total[name] = total.get(name, 0.0) + (time.perf_counter() - begun) * 1000
            for name, milliseconds in total.items():
                times.setdefault(name, []).append(milliseconds)
        connection.close()
    return {name: median(values) for name, values in times.items()}


def main() -> None:
    """Print one line for each number of threads and of tasks in a transaction."""
    for threads in (2, 1):
        for tasks in (1, 8):
            found = measure(sys.argv[1], threads, tasks)
            parts = ", ".join(f"{name} {value / tasks:.2f}" for name, value in found.items())
            print(f"threads {threads}, tasks {tasks}: {sum(found.values()) / tasks:.2f} ms a task ({parts})")


if __name__ == "__main__":
    main()
