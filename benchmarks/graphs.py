"""Task graphs on frazil and on its peers: ``python benchmarks/graphs.py --help``."""

from __future__ import annotations

import argparse
import datetime
import json
import random
import sys
from dataclasses import asdict
from itertools import product
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.contest import MODULES, Result, as_data, compare
from benchmarks.environments import DATA, RESULTS, ensure_environment, prepare_folders
from benchmarks.graphs_report import growth_report, report
from benchmarks.machine import describe_machine
from benchmarks.shapes import FULL, GROWTH, QUICK, SHAPES
from benchmarks.worker import BODIES

DEFAULT_ENGINES = [engine for engine in MODULES if engine != "airflow"]


def main() -> int:
    """Measure what the command line asks for; write the results and show the tables."""
    arguments = _parse()
    prepare_folders()
    for engine in arguments.engines:
        ensure_environment(engine)
    machine = describe_machine(DATA)
    chance = random.Random(arguments.seed)
    cells = list(product(arguments.shapes, arguments.bodies))
    chance.shuffle(cells)
    results: list[Result] = []
    for number, (shape, body) in enumerate(cells, 1):
        print(f"{number}/{len(cells)}: {shape}, {body}", file=sys.stderr, flush=True)
        results += compare(arguments.engines, shape, body, arguments.repeat, chance)
    name = "growth" if arguments.growth else "graphs"
    page = (growth_report if arguments.growth else report)(results, machine, arguments.repeat)
    settings = {key: value for key, value in vars(arguments).items() if key != "output"}
    data = {"machine": asdict(machine), "settings": settings, "results": as_data(results)}
    today = datetime.datetime.now(datetime.UTC).date()
    output = Path(arguments.output)
    output.mkdir(parents=True, exist_ok=True)
    (output / f"{name}-{today}.json").write_text(json.dumps(data, indent=1) + "\n")
    (output / f"{name}.md").write_text(page)
    print(page)
    return 1 if any(result.problem for result in results) else 0


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engines", nargs="+", choices=DEFAULT_ENGINES, default=DEFAULT_ENGINES)
    parser.add_argument("--airflow", action="store_true", help="also Airflow, which is a large installation")
    parser.add_argument("--shapes", nargs="+", choices=sorted(SHAPES))
    parser.add_argument("--bodies", nargs="+", choices=BODIES, default=list(BODIES))
    parser.add_argument("--repeat", type=int, help="runs after the warm-up (5, or 1 with --quick)")
    parser.add_argument("--quick", action="store_true", help="small graphs, one run: to see that everything works")
    parser.add_argument("--growth", action="store_true", help="graphs of 10, 100 and 1,000 tasks")
    parser.add_argument("--seed", type=int, default=1, help="of the order in which things are run")
    parser.add_argument("--output", type=Path, default=RESULTS, help="the folder of the results")
    arguments = parser.parse_args()
    if arguments.airflow:
        arguments.engines = [*arguments.engines, "airflow"]
    if arguments.shapes is None:
        arguments.shapes = list(GROWTH if arguments.growth else QUICK if arguments.quick else FULL)
    if arguments.repeat is None:
        arguments.repeat = 1 if arguments.quick else 5
    return arguments


if __name__ == "__main__":
    sys.exit(main())
