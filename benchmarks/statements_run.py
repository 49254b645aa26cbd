"""Runs the measurements of statements: engines take turns, statement by statement."""

from __future__ import annotations

import argparse
import datetime
import json
import random
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.environments import DATA
from benchmarks.machine import describe_machine
from benchmarks.server_load import measure_load
from benchmarks.server_memory import ROWS, measure_memory
from benchmarks.statement_cases import CASES, Case
from benchmarks.statement_engines import ENGINES, StatementEngine
from benchmarks.statements_report import report

WARM_UP_TURNS = 20
Taken = dict[str, dict[str, list[float]]]


def run(arguments: argparse.Namespace) -> int:
    """Measure what is asked for; write the results and show the tables."""
    machine = describe_machine(DATA)
    data: dict[str, Any] = {"machine": asdict(machine), "problems": {}}
    only_some = (arguments.load or arguments.memory) and not arguments.all
    share = 0.1 if arguments.quick else 1.0
    with tempfile.TemporaryDirectory(dir=DATA, prefix="statements-") as name:
        folder = Path(name)
        if not only_some:
            data |= _measure_statements(arguments.engines, share, random.Random(arguments.seed), folder)
        if arguments.load or arguments.all:
            data["load"] = measure_load(_made(folder / "load"), "layered28" if arguments.quick else "layered991")
        if arguments.memory or arguments.all:
            data["memory"] = asdict(measure_memory(_made(folder / "memory"), int(ROWS * share)))
    page = report(data, machine)
    today = datetime.datetime.now(datetime.UTC).date()
    name = "statements" if not only_some else "server"
    (arguments.output / f"{name}-{today}.json").write_text(json.dumps(data, indent=1) + "\n")
    (arguments.output / f"{name}.md").write_text(page)
    print(page)
    return 1 if data["problems"] else 0


def _measure_statements(names: list[str], share: float, chance: random.Random, folder: Path) -> dict[str, Any]:
    engines: dict[str, StatementEngine] = {}
    problems: dict[str, str] = {}
    try:
        for name in names:
            print(f"preparing {name}", file=sys.stderr, flush=True)
            try:
                engines[name] = ENGINES[name](_made(folder / name))
            except Exception as error:
                problems[name] = f"{type(error).__name__}: {error}"
        versions = {name: engine.versions for name, engine in engines.items()}
        taken: Taken = {}
        for case in chance.sample(CASES, len(CASES)):
            print(f"measuring: {case.name}", file=sys.stderr, flush=True)
            taken[case.name] = _measure_case(case, engines, max(1, round(case.turns * share)), chance, problems)
    finally:
        for engine in engines.values():
            engine.close()
    return {"versions": versions, "statements": taken, "problems": problems}


def _measure_case(
    case: Case, engines: dict[str, StatementEngine], turns: int, chance: random.Random, problems: dict[str, str]
) -> dict[str, list[float]]:
    """Let the engines take turns at a statement; the first turns warm up and are not counted."""
    warm_up = min(WARM_UP_TURNS, max(1, turns // 5))
    taken: dict[str, list[float]] = {name: [] for name in engines}
    for turn in range(warm_up + turns):
        for name in chance.sample(list(taken), len(taken)):
            try:
                seconds = case.measure(engines[name], turn)
            except Exception as error:
                problems[f"{name}, {case.name}"] = f"{type(error).__name__}: {error}"
                del taken[name]
                continue
            if turn >= warm_up:
                taken[name].append(round(seconds, 6))
    return taken


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder
