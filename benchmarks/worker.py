"""The side of a worker: run one graph again and again, and print one line of JSON per run.

A worker is a program that holds one engine.  It makes the graph, then runs it: first the warm-up, then the
repetitions.  With ``--turns`` it waits for a line on its standard input before each run, so that the program
that compares engines can let them take turns.  Everything here is of the standard library, because a worker runs
in its engine's environment.

The lines: ``{"event": "ready", ...}`` when the graph is made, ``{"event": "run", ...}`` after each run,
``{"event": "end"}``.  What an engine prints itself goes to the standard error.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path

from benchmarks.shapes import SHAPES, Graph

BODIES = ("reading", "writing")


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What one run of a graph took: from asking for it to knowing that it is complete."""

    seconds: float
    details: dict[str, float] = field(default_factory=dict)


class GraphEngine(ABC):
    """One graph, made on one engine, ready to run."""

    packages: tuple[str, ...]
    durability: str

    @abstractmethod
    def run(self) -> Run:
        """Run the graph once and return when all of its tasks have succeeded."""

    @abstractmethod
    def count_effects(self) -> int:
        """Return how many rows the writing bodies have inserted so far."""

    @abstractmethod
    def close(self) -> None:
        """Stop what the engine started."""


def timed(action: Callable[[], object]) -> Run:
    """Return what calling ``action`` took."""
    start = time.perf_counter()
    action()
    return Run(seconds=time.perf_counter() - start)


def versions(packages: tuple[str, ...]) -> dict[str, str]:
    """Return the versions of Python and of the packages that are installed beside this worker."""
    return {"python": platform.python_version()} | {name: metadata.version(name) for name in packages}


def serve(make: Callable[[Graph, str, Path], GraphEngine]) -> None:
    """Run the worker's command line with the engine that ``make(graph, body, folder)`` returns."""
    arguments = _parse()
    say = _divert_output()
    graph = SHAPES[arguments.shape]()
    with tempfile.TemporaryDirectory(dir=arguments.folder, prefix="run-") as folder:
        start = time.perf_counter()
        engine = make(graph, arguments.body, Path(folder).resolve())
        try:
            say(
                event="ready",
                tasks=len(graph),
                prepare_seconds=time.perf_counter() - start,
                versions=versions(engine.packages),
                durability=engine.durability,
            )
            for turn in range(arguments.repeat + 1):
                if arguments.turns and not sys.stdin.readline():
                    return
                run = engine.run()
                say(event="run", warm_up=turn == 0, seconds=run.seconds, **run.details)
                _check_effects(engine, arguments.body, len(graph) * (turn + 1))
            say(event="end")
        finally:
            engine.close()


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Run one graph on one engine; print a line of JSON per run.")
    parser.add_argument("--shape", choices=sorted(SHAPES), required=True)
    parser.add_argument("--body", choices=BODIES, required=True)
    parser.add_argument("--repeat", type=int, default=5, help="runs after the warm-up")
    parser.add_argument("--turns", action="store_true", help="wait for a line of input before each run")
    parser.add_argument("--folder", default=None, help="where data directories are made")
    return parser.parse_args()


def _divert_output() -> Callable[..., None]:
    """Keep the standard output for the worker's lines; what others print goes to the standard error."""
    lines = os.fdopen(os.dup(sys.stdout.fileno()), "w")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())

    def say(**line: object) -> None:
        print(json.dumps(line), file=lines, flush=True)

    return say


def _check_effects(engine: GraphEngine, body: str, expected: int) -> None:
    found = engine.count_effects() if body == "writing" else expected
    if found != expected:
        raise SystemExit(f"the writing bodies left {found} rows where {expected} were due")
