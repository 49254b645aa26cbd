"""How long frazil lets a small query wait while it does something else.

The query is ``select <i>`` on one connection.  Meanwhile: nothing; a graph of 991 tasks runs; another process
sends INSERT statements of 10,000 rows of VALUES, whose text the server must parse.
"""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import snowflake.connector

from benchmarks.frazil_graphs import COMPLETE_RUNS, create_graph
from benchmarks.frazil_server import FrazilServer
from benchmarks.shapes import SHAPES

WARM_UP_QUERIES = 100
IDLE_SECONDS = 5.0
GRAPH_RUNS = 3
INSERTS = 10
ROWS = 10_000
LOOK_SECONDS = 0.25
TIMEOUT_SECONDS = 600.0


def measure_load(folder: Path, shape: str = "layered991") -> dict[str, list[float]]:
    """Return the seconds that each query took, by what the server did meanwhile."""
    server = FrazilServer(folder)
    try:
        with server.connect() as connection, server.connect() as other:
            cursor, driver = connection.cursor(), other.cursor()
            create_graph(driver, SHAPES[shape](), "writing")
            _query_until(cursor, _counted(WARM_UP_QUERIES))
            end = time.monotonic() + IDLE_SECONDS
            return {
                "nothing": _query_until(cursor, lambda: time.monotonic() > end),
                f"a graph run ({shape}, writing)": _during_graph_runs(cursor, driver),
                f"parsing an INSERT of {ROWS:,} rows": _during_inserts(cursor, server.address()),
            }
    finally:
        server.close()


def _during_graph_runs(cursor: Any, driver: Any) -> list[float]:
    taken = []
    for _ in range(GRAPH_RUNS):
        before = driver.execute(COMPLETE_RUNS).fetchone()
        driver.execute("execute task bench.public.task0")
        taken += _query_until(cursor, _seldom(partial(_is_another_run, driver, before)))
    return taken


def _is_another_run(driver: Any, seen: Any) -> bool:
    newest = driver.execute(COMPLETE_RUNS).fetchone()
    return newest is not None and (seen is None or newest[0] != seen[0])


def _during_inserts(cursor: Any, address: dict[str, Any]) -> list[float]:
    context = multiprocessing.get_context("spawn")
    started = context.Event()
    process = context.Process(target=_insert_values, args=(address, started), daemon=True)
    process.start()
    if not started.wait(timeout=60):
        raise RuntimeError("the inserting process did not start")
    taken = _query_until(cursor, lambda: not process.is_alive())
    if process.exitcode != 0:
        raise RuntimeError("the inserting process failed")
    return taken


def _insert_values(address: dict[str, Any], started: Any) -> None:
    """Insert rows given as VALUES; this runs in a process of its own, so that only the server is shared."""
    with snowflake.connector.connect(**address, database="BENCH", schema="PUBLIC") as connection:
        cursor = connection.cursor()
        cursor.execute("create or replace table parsed (id integer, label varchar, amount number(12, 2))")
        texts = [
            ", ".join(f"({row}, 'row {row} of statement {statement}', {row}.25)" for row in range(ROWS))
            for statement in range(INSERTS)
        ]
        started.set()
        for text in texts:
            cursor.execute(f"insert into parsed values {text}")


def _query_until(cursor: Any, is_over: Callable[[], bool]) -> list[float]:
    """Query again and again, and return the seconds of each query."""
    taken: list[float] = []
    deadline = time.monotonic() + TIMEOUT_SECONDS
    while not is_over():
        if time.monotonic() > deadline:
            raise RuntimeError(f"what was to be measured was not over after {TIMEOUT_SECONDS} seconds")
        start = time.perf_counter()
        cursor.execute(f"select {len(taken)}").fetchall()
        taken.append(time.perf_counter() - start)
    return taken


def _counted(calls: int) -> Callable[[], bool]:
    left = iter(range(calls))
    return lambda: next(left, None) is None


def _seldom(ask: Callable[[], bool]) -> Callable[[], bool]:
    """Return a question that is really asked only every quarter of a second; in between the answer is no."""
    next_look = [0.0]

    def asked() -> bool:
        if time.monotonic() < next_look[0]:
            return False
        next_look[0] = time.monotonic() + LOOK_SECONDS
        return ask()

    return asked
