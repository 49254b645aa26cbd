"""Many graph runs at a time on frazil: ``python benchmarks/concurrent_runs.py --help``.

Makes a hundred graphs of a hundred tasks and runs one, ten, and all of them at once.  If the cost is linear, a task
takes as long among ten thousand as among a hundred.
"""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import asdict
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.environments import DATA, RESULTS, prepare_folders
from benchmarks.frazil_server import FrazilServer
from benchmarks.machine import describe_machine
from benchmarks.pages import fresh_folder, write_page
from benchmarks.shapes import SHAPES

SHAPE = "layered100"
FOLDER = "concurrent_runs"
POLL_SECONDS = 0.2
TIMEOUT_SECONDS = 600
COUNTS = (1, 10, 100)
RUNS = """
select count(*), max(case when state <> 'SUCCEEDED' then 1 else 0 end),
timestampdiff('microsecond', min(scheduled_time), max(completed_time)) / 1e6
from table(bench.information_schema.complete_task_graphs(result_limit => 10000))
where scheduled_time >= %s::timestamp_ltz
"""


def main() -> int:
    """Make the graphs, run them, write the results and show the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--repeat", type=int, default=5, help="times that each number of graphs is run, after a warm-up"
    )
    parser.add_argument("--output", type=Path, default=RESULTS, help="the folder of the results")
    arguments = parser.parse_args()
    prepare_folders()
    machine = describe_machine(DATA)
    results = {}
    for body in ("reading", "writing"):
        server = FrazilServer(fresh_folder(FOLDER))
        try:
            results[body] = measure(server, body, arguments.repeat)
        finally:
            server.close()
    page = report(machine.sentence(), results, arguments.repeat)
    data = {"machine": asdict(machine), "shape": SHAPE, "results": results}
    write_page(arguments.output, "concurrent_runs", page, data)
    return 0


def measure(server: FrazilServer, body: str, repeat: int) -> dict[str, list[float]]:
    """Return the seconds of each run, by how many graphs ran."""
    with server.connect() as connection:
        cursor: Any = connection.cursor()
        cursor.execute("create database bench")
        cursor.execute("create table bench.public.effects (task integer)")
        for number in range(max(COUNTS)):
            create(cursor, number, body)
            if number % 10 == 9:
                print(f"{number + 1} graphs with {body} bodies made", file=sys.stderr, flush=True)
        return {str(count): [run(cursor, count) for _ in range(repeat + 1)][1:] for count in COUNTS}


def create(cursor: Any, number: int, body: str) -> None:
    """Make one graph in a schema of its own."""
    cursor.execute(f"create schema bench.s{number}")
    for task, predecessors in enumerate(SHAPES[SHAPE]()):
        after = f"after {', '.join(f'task{above}' for above in predecessors)}" if predecessors else ""
        statement = f"select {task}" if body == "reading" else f"insert into bench.public.effects values ({task})"
        cursor.execute(f"create task task{task} warehouse = compute_wh {after} as {statement}")
    cursor.execute(f"select system$task_dependents_enable('bench.s{number}.task0')")


def run(cursor: Any, count: int) -> float:
    """Execute so many graphs, and return the seconds from the first command to the last end, by the history."""
    [(since,)] = cursor.execute("select current_timestamp()::string").fetchall()
    for number in range(count):
        cursor.execute(f"execute task bench.s{number}.task0")
    deadline = time.monotonic() + TIMEOUT_SECONDS
    while time.monotonic() < deadline:
        ended, failed, seconds = cursor.execute(RUNS, (since,)).fetchone()
        if failed:
            raise RuntimeError("a graph run did not succeed")
        if ended == count:
            return float(seconds)
        time.sleep(POLL_SECONDS)
    raise RuntimeError(f"{count} graph runs were not complete after {TIMEOUT_SECONDS} seconds")


def report(machine: str, results: dict[str, dict[str, list[float]]], repeat: int) -> str:
    """Return the page of results."""
    tasks = len(SHAPES[SHAPE]())
    lines = [
        "# Many graph runs at a time\n",
        f"Measured on: {machine}.\n",
        f"Graphs of {tasks} tasks in three layers (`{SHAPE}`), executed one after another as fast as a client can."
        f"  From the first command to the last end; medians of {repeat} after a warm-up.\n",
        "| bodies | graph runs | tasks | seconds | ms a task |",
        "|---|---:|---:|---:|---:|",
    ]
    for body, counts in results.items():
        for count, seconds in counts.items():
            middle = median(seconds)
            total = int(count) * tasks
            lines.append(f"| {body} | {count} | {total:,} | {middle:.2f} | {middle / total * 1000:.2f} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
