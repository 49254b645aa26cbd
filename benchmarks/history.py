"""The history of many task runs: ``python benchmarks/history.py --help``.

Fills the log of a fresh data directory through the store's own interface, starts a server on it, and measures what
clients ask of the history, over Snowflake's connector.
"""

from __future__ import annotations

import argparse
import datetime
import json
import sys
import time
from dataclasses import asdict, replace
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.environments import DATA, RESULTS, prepare_folders
from benchmarks.frazil_server import FrazilServer
from benchmarks.machine import describe_machine
from benchmarks.pages import fresh_folder, write_page
from frazil.core.ids import GraphRunId, ObjectId, QueryId, RunId
from frazil.engine.internal_rows import InternalRows
from frazil.engine.run_log import _COLUMNS
from frazil.engine.store import Store
from frazil.tasks.events import encode_graph_event, encode_run_event
from frazil.tasks.graph import GraphVersion, TaskVersion
from frazil.tasks.states import (
    GraphRunRecord,
    GraphState,
    GraphSucceeded,
    RunScheduled,
    RunStarted,
    RunState,
    RunSucceeded,
    ScheduledFrom,
    TaskRun,
)

TASKS = 1000
FOLDER = "history"
FUNCTION = "table(snowflake.information_schema.task_history({arguments}))"


def main() -> int:
    """Fill, start, ask, write the results and show the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=1_000_000, help="task runs in the log")
    parser.add_argument("--repeat", type=int, default=7, help="times that each question is asked, after one warm-up")
    parser.add_argument("--output", type=Path, default=RESULTS, help="the folder of the results")
    arguments = parser.parse_args()
    prepare_folders()
    machine = describe_machine(DATA)
    folder = fresh_folder(FOLDER)
    first = FrazilServer(folder)
    first.close()
    newest = fill(folder / "frazil" / "store.duckdb", arguments.runs)
    begun = time.perf_counter()
    server = FrazilServer(folder, first.password)
    ready = time.perf_counter() - begun
    try:
        rows = measure(server, newest, arguments.repeat)
    finally:
        server.close()
    page = report(machine.sentence(), arguments.runs, ready, rows, arguments.repeat)
    data = {"machine": asdict(machine), "runs": arguments.runs, "ready_seconds": ready, "results": rows}
    write_page(arguments.output, "history", page, data)
    return 0


def fill(path: Path, runs: int) -> datetime.datetime:
    """Write the events of so many runs, one each second up to now; return when the last one was due."""
    now = datetime.datetime.now(datetime.UTC).replace(microsecond=0)
    store = Store.open(path, spool_directory=path.parent / "results", temp_directory=path.parent / "temp")
    members = tuple(
        TaskVersion(id=ObjectId(5000 + n), name=f"T{n}", definition=f"insert into effects values ({n})", started=True)
        for n in range(TASKS)
    )
    version = GraphVersion(
        root_id=members[0].id,
        number=1,
        created_on=now,
        database_id=ObjectId(10),
        database="BENCH",
        schema_id=ObjectId(11),
        schema="PUBLIC",
        members=members,
    )
    seconds_apart = min(1.0, 6.5 * 86_400 / runs)
    rows: list[tuple[object, ...]] = []
    sequence = 0
    for number in range(runs):
        due = now - datetime.timedelta(seconds=(runs - number) * seconds_apart)
        for event in events_of(number, due, version):
            sequence += 1
            facts = (event.graph_run_id, event.run_id, event.task_id, event.root_id, event.event, event.at)
            body = json.dumps(event.body)
            rows.append((sequence, *facts, body, event.name, event.scheduled_time))
        if len(rows) >= 300_000:
            store.insert([InternalRows(table="frazil.task_events", columns=_COLUMNS, rows=rows)])
            rows.clear()
    if rows:
        store.insert([InternalRows(table="frazil.task_events", columns=_COLUMNS, rows=rows)])
    store.close()
    return now


def events_of(number: int, due: datetime.datetime, version: GraphVersion) -> list[Any]:
    """Return the events of one run, and of its graph run where it is the last member."""
    graph_run, task = GraphRunId(number // TASKS + 1), version.members[number % TASKS]
    record = GraphRunRecord(
        id=graph_run,
        root_id=version.root_id,
        version=1,
        group_id=f"group-{graph_run}",
        state=GraphState.EXECUTING,
        original_scheduled_time=due,
        scheduled_time=due,
        scheduled_from=ScheduledFrom.SCHEDULE,
    )
    facts: Any = {"run_id": RunId(number + 1), "graph_run_id": graph_run, "task_id": task.id, "at": due}
    run = TaskRun(
        id=RunId(number + 1), graph_run_id=graph_run, task_id=task.id, state=RunState.SCHEDULED, scheduled_time=due
    )
    done = TaskRun(
        id=run.id,
        graph_run_id=graph_run,
        task_id=task.id,
        state=RunState.SUCCEEDED,
        scheduled_time=due,
        query_id=QueryId(f"01f2a211-0000-0000-0000-{number:012x}"),
        query_start_time=due,
        completed_time=due,
    )
    events = [
        encode_run_event(RunScheduled(**facts), run, record, version),
        encode_run_event(RunStarted(**facts, query_id=QueryId("q")), run, record, version),
        encode_run_event(RunSucceeded(**facts), done, record, version),
    ]
    if number % TASKS == TASKS - 1:  # the last member ends the graph run
        ended = replace(record, state=GraphState.SUCCEEDED, completed_time=due)
        last = GraphSucceeded(graph_run_id=graph_run, root_id=version.root_id, at=due)
        events.append(encode_graph_event(last, ended, version))
    return events


def measure(server: FrazilServer, newest: datetime.datetime, repeat: int) -> list[dict[str, Any]]:
    """Ask each question in turn, and return what each took at the median."""
    day = newest - datetime.timedelta(days=2)
    span = (
        f"scheduled_time_range_start => '{day.isoformat()}'::timestamp_ltz, "
        f"scheduled_time_range_end => '{(day + datetime.timedelta(hours=6)).isoformat()}'::timestamp_ltz"
    )
    usage = "snowflake.account_usage.task_history"
    questions = {
        "the newest 100": FUNCTION.format(arguments=""),
        "by name": FUNCTION.format(arguments="task_name => 'T500'"),
        "by time range": FUNCTION.format(arguments=span),
        "by name and time range": FUNCTION.format(arguments=f"task_name => 'T500', {span}"),
        "by name, RESULT_LIMIT 10000": FUNCTION.format(arguments="task_name => 'T500', result_limit => 10000"),
        "by time range, RESULT_LIMIT 10000": FUNCTION.format(arguments=f"{span}, result_limit => 10000"),
        "errors only": FUNCTION.format(arguments="error_only => true"),
        "ACCOUNT_USAGE by name": f"{usage} where name = 'T500'",
    }
    with server.connect() as connection:
        cursor = connection.cursor()
        cursor.execute("alter session set use_cached_result = false")
        found = []
        for title, source in questions.items():
            times: list[float] = []
            count = 0
            for turn in range(repeat + 1):
                begun = time.perf_counter()
                count = len(cursor.execute(f"select name, state, scheduled_time, {turn} from {source}").fetchall())
                times.append((time.perf_counter() - begun) * 1000)
            found.append({"question": title, "rows": count, "milliseconds": median(times[1:]), "times": times})
    return found


def report(machine: str, runs: int, ready: float, rows: list[dict[str, Any]], repeat: int) -> str:
    """Return the page of results."""
    lines = [
        "# The history of many runs\n",
        f"Measured on: {machine}.\n",
        f"{runs:,} task runs in the log, of {TASKS:,} tasks.  The server is ready {ready:.1f} s after its start.",
        f"Times are milliseconds at the client, medians of {repeat} after a warm-up.\n",
        "| TASK_HISTORY | rows | ms |",
        "|---|---:|---:|",
        *(f"| {row['question']} | {row['rows']:,} | {row['milliseconds']:.0f} |" for row in rows),
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
