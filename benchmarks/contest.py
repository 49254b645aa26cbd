"""Engines that take turns at one graph.

Every engine has its worker, made before the first turn.  In each round all run once, in an order that is drawn
anew, and each is left to finish what it does after its answer before the next one starts.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import subprocess
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from benchmarks.environments import DATA, LOGS, ROOT, ensure_environment, quiet_environment
from benchmarks.processes import settle

STOP_TIMEOUT_SECONDS = 90
MODULES = {
    "frazil": "benchmarks.frazil_graphs",
    "dbos": "benchmarks.peers.dbos_graphs",
    "dbos-tx": "benchmarks.peers.dbos_tx_graphs",
    "prefect": "benchmarks.peers.prefect_graphs",
    "dagster": "benchmarks.peers.dagster_graphs",
    "airflow": "benchmarks.peers.airflow_graphs",
}


@dataclass(kw_only=True)
class Result:
    """What one engine took for one graph; ``problem`` says why there is less than was asked for."""

    engine: str
    shape: str
    body: str
    ready: dict[str, Any] = field(default_factory=dict)
    warm_up: dict[str, Any] = field(default_factory=dict)
    runs: list[dict[str, Any]] = field(default_factory=list)
    settle_seconds: list[float] = field(default_factory=list)
    problem: str | None = None

    def median_of(self, name: str = "seconds") -> float | None:
        """Return the median over the repetitions of what the worker reports under a name."""
        values = [run[name] for run in self.runs if name in run]
        return median(values) if values else None


class WorkerError(Exception):
    """A worker ended before it should."""


class Worker:
    """One worker process and its lines."""

    def __init__(self, engine: str, shape: str, body: str, repeat: int) -> None:
        python = ensure_environment(engine)
        self._log = LOGS / f"{engine}-{shape}-{body}.log"
        arguments = ["--shape", shape, "--body", body, "--repeat", str(repeat), "--turns", "--folder", str(DATA)]
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [python, "-m", MODULES[engine], *arguments],
                cwd=ROOT,
                env=quiet_environment(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                start_new_session=True,
            )

    def read(self) -> dict[str, Any]:
        """Return the worker's next line."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise WorkerError(f"ended early; its last words are in {self._log.relative_to(ROOT)}")
        found: dict[str, Any] = json.loads(line)
        return found

    def take_turn(self) -> dict[str, Any]:
        """Let the worker run the graph once and return its line."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.write("run\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            raise WorkerError(f"ended between turns; see {self._log.relative_to(ROOT)}") from None
        return self.read()

    def settle(self) -> float:
        """Wait until the worker and what it started are quiet."""
        return settle(self._process.pid)

    def close(self) -> None:
        """Let the worker end, and end what it has left behind in its own group of processes."""
        try:
            self._process.communicate(timeout=STOP_TIMEOUT_SECONDS)
        except (subprocess.TimeoutExpired, BrokenPipeError):
            self._process.terminate()
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()


def compare(engines: list[str], shape: str, body: str, repeat: int, chance: random.Random) -> list[Result]:
    """Run one graph on every engine: a warm-up, then ``repeat`` rounds of turns."""
    results = {engine: Result(engine=engine, shape=shape, body=body) for engine in engines}
    workers: dict[str, Worker] = {}
    try:
        for engine in engines:
            try:
                workers[engine] = Worker(engine, shape, body, repeat)
                results[engine].ready = workers[engine].read()
                workers[engine].settle()
            except (WorkerError, subprocess.CalledProcessError) as error:
                results[engine].problem = str(error)
        for turn in range(repeat + 1):
            for engine in chance.sample(engines, len(engines)):
                _take_turn(results[engine], workers, warm_up=turn == 0)
    finally:
        for worker in workers.values():
            worker.close()
    return list(results.values())


def as_data(results: list[Result]) -> list[dict[str, Any]]:
    """Return the results as data for a file."""
    return [{**vars(result), "median_seconds": result.median_of()} for result in results]


def _take_turn(result: Result, workers: dict[str, Worker], *, warm_up: bool) -> None:
    if result.problem is not None:
        return
    worker = workers[result.engine]
    try:
        line = worker.take_turn()
    except WorkerError as error:
        result.problem = str(error)
        return
    line = {name: value for name, value in line.items() if name not in {"event", "warm_up"}}
    if warm_up:
        result.warm_up = line
    else:
        result.runs.append(line)
    result.settle_seconds.append(worker.settle())
