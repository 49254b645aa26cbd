"""Many scheduled tasks that are due together: ``python benchmarks/scheduler_load.py --help``.

Makes and resumes the tasks on a server with a virtual clock, lets an hour of minutes pass, then starts a server on the
same data in real time and watches some minutes of it: how late task runs begin, what each costs, and what the server
uses while nothing is due.
"""

from __future__ import annotations

import argparse
import datetime
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import snowflake.connector

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.environments import DATA, RESULTS, prepare_folders
from benchmarks.frazil_server import FrazilServer
from benchmarks.machine import describe_machine
from benchmarks.pages import fresh_folder, write_page
from benchmarks.processes import process_seconds
from frazil.testing import server

FOLDER = "scheduler_load"
EVERY_MINUTE = "USING CRON * * * * * UTC"
VIRTUAL_START = datetime.timedelta(days=1)
"""How long before the present the virtual time begins: real time must come after it."""


def main() -> int:
    """Make the tasks, let time pass, write the results and show the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tasks", type=int, default=10_000, help="tasks that are due each minute")
    parser.add_argument("--minutes", type=int, default=60, help="virtual minutes")
    parser.add_argument("--real-minutes", type=int, default=3, help="minutes of real time")
    parser.add_argument("--output", type=Path, default=RESULTS, help="the folder of the results")
    arguments = parser.parse_args()
    prepare_folders()
    machine = describe_machine(DATA)
    folder = fresh_folder(FOLDER)
    with _password("a password of the benchmark") as password:
        virtual = virtual_hour(folder / "frazil", arguments.tasks, arguments.minutes)
        real = real_minutes(folder, password, arguments.tasks, arguments.real_minutes)
    page = report(machine.sentence(), arguments.tasks, virtual, real)
    data = {"machine": asdict(machine), "tasks": arguments.tasks, "virtual": virtual, "real": real}
    write_page(arguments.output, "scheduler_load", page, data)
    return 0


@contextmanager
def _password(text: str) -> Iterator[str]:
    before = os.environ.get("FRAZIL_ADMIN_PASSWORD")
    os.environ["FRAZIL_ADMIN_PASSWORD"] = text
    try:
        yield text
    finally:
        del os.environ["FRAZIL_ADMIN_PASSWORD"]
        if before is not None:
            os.environ["FRAZIL_ADMIN_PASSWORD"] = before


def virtual_hour(data: Path, tasks: int, minutes: int) -> dict[str, Any]:
    """Make the tasks, and measure each virtual minute until the last of its runs has ended."""
    start = datetime.datetime.now(datetime.UTC).replace(second=30, microsecond=0) - VIRTUAL_START
    with server(data=data, clock="virtual", start=start) as running, snowflake.connector.connect(**running) as session:
        making = make_tasks(session, tasks)
        elapsed, used = [], []
        for minute in range(minutes):
            clock, processor = time.perf_counter(), time.process_time()
            running.advance("1 minute")
            elapsed.append(time.perf_counter() - clock)
            used.append(time.process_time() - processor)
            print(f"minute {minute + 1} of {minutes}: {elapsed[-1]:.1f} s", file=sys.stderr, flush=True)
        counts = session.cursor().execute(
            "select state, count(*), count(distinct name), count(distinct scheduled_time)"
            " from snowflake.account_usage.task_history group by state"
        )
        found = {str(state): rest for state, *rest in counts.fetchall()}
    if found != {"SUCCEEDED": [tasks * minutes, tasks, minutes]}:
        raise RuntimeError(f"not every task ran once each minute: {found}")
    return {"making": making, "elapsed": elapsed, "processor": used}


def make_tasks(session: snowflake.connector.SnowflakeConnection, tasks: int) -> float:
    """Make and resume the tasks; return the seconds that took."""
    begun = time.perf_counter()
    cursor = session.cursor()
    cursor.execute("create database bench")
    for number in range(tasks):
        name = f"t{number}"
        cursor.execute(f"create task {name} warehouse = compute_wh schedule = '{EVERY_MINUTE}' as select {number}")
        cursor.execute(f"alter task {name} resume")
        if number % 1000 == 999:
            print(f"{number + 1} tasks made", file=sys.stderr, flush=True)
    return time.perf_counter() - begun


def real_minutes(folder: Path, password: str, tasks: int, minutes: int) -> dict[str, Any]:
    """Watch a server on the same tasks in real time: what it uses when busy and when idle, and how late runs begin."""
    running = FrazilServer(folder, password)
    try:
        _sleep_until_second(50)
        begun = datetime.datetime.now(datetime.UTC)
        busy, idle = [], []
        for _ in range(minutes):
            before = process_seconds(running.process_id)
            _sleep_until_second(40)
            middle = process_seconds(running.process_id)
            _sleep_until_second(50)
            busy.append(middle - before)
            idle.append((process_seconds(running.process_id) - middle) / 10)
        with running.connect() as session:
            rows = session.cursor().execute(
                "select timestampdiff('microsecond', scheduled_time, query_start_time) / 1e6, state"
                " from snowflake.account_usage.task_history where scheduled_time >= %s::timestamp_ltz",
                (begun.isoformat(),),
            )
            lateness, states = zip(*rows.fetchall(), strict=True)
    finally:
        running.close()
    if len(lateness) != tasks * minutes or set(states) != {"SUCCEEDED"}:
        raise RuntimeError(f"not every task ran once each minute: {len(lateness)} runs, {set(states)}")
    cuts = quantiles((float(each) for each in lateness), n=100)
    return {
        "busy_seconds": busy,
        "idle_share": idle,
        "lateness": {"median": cuts[49], "p99": cuts[98], "most": float(max(lateness))},
    }


def _sleep_until_second(second: int) -> None:
    """Sleep until the clock next shows that second of a minute."""
    now = time.time()
    time.sleep((second - now) % 60)


def report(machine: str, tasks: int, virtual: dict[str, Any], real: dict[str, Any]) -> str:
    """Return the page of results."""
    elapsed, used = virtual["elapsed"], virtual["processor"]
    lateness = real["lateness"]
    rows = {
        f"{tasks:,} runs, from due until all have ended: median": f"{median(elapsed):.1f} s",
        "… the longest minute": f"{max(elapsed):.1f} s",
        "… one run": f"{median(elapsed) / tasks * 1000:.2f} ms",
        "… processor time of one run": f"{median(used) / tasks * 1000:.2f} ms",
        "lateness of a body's begin in real time: median": f"{lateness['median']:.1f} s",
        "… 99 of 100": f"{lateness['p99']:.1f} s",
        "… the latest": f"{lateness['most']:.1f} s",
        "processor time while nothing is due": f"{100 * median(real['idle_share']):.2f} % of a core",
    }
    lines = [
        "# Many tasks due together\n",
        f"Measured on: {machine}.\n",
        f"{tasks:,} scheduled tasks, all due at the beginning of every minute, with the body `select <i>` on eight"
        f" slots; {len(elapsed)} minutes of virtual time, then {len(real['busy_seconds'])} of real time.  They were"
        f" created and resumed in {virtual['making']:.0f} s.\n",
        "| | |",
        "|---|---:|",
        *(f"| {name} | {value} |" for name, value in rows.items()),
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
