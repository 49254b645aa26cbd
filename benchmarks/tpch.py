"""TPC-H beside DuckDB on its generator's own tables: ``python benchmarks/tpch.py``.

frazil holds the tables as an analyst declares them, INT and NUMBER(12,2) and DATE, and answers Snowflake's dialect with
Snowflake's types; DuckDB, in the same process, its own tables with its own queries.  They take turns.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from functools import partial
from pathlib import Path

import duckdb

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.environments import DATA, RESULTS, prepare_folders
from benchmarks.machine import describe_machine
from benchmarks.pages import write_page
from benchmarks.scans import timed
from tests.tpc.data import generated, queries, tables
from tests.tpc.dialect import to_snowflake
from tests.tpc.server import TpcServer

GOAL = 1.2


def main() -> int:
    """Run every query on both, write and print the medians and ratios; exit 1 when the geometric mean is over 1.2."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--output", type=Path, default=RESULTS, help="the folder of the results")
    arguments = parser.parse_args()
    prepare_folders()
    machine = describe_machine(DATA)
    with tempfile.TemporaryDirectory() as directory:
        times = compare(Path(directory), arguments.scale, arguments.repeat)
    mean = statistics.geometric_mean(ours / theirs for ours, theirs in times)
    lines = [
        "# TPC-H\n",
        f"Measured on: {machine.sentence()}.\n",
        f"Scale {arguments.scale:g}, medians of {arguments.repeat} after a warm-up, each with its rows fetched.\n",
        "| query | frazil, ms | DuckDB, ms | ratio |",
        "|---|---:|---:|---:|",
        *(
            f"| {number} | {ours:.1f} | {theirs:.1f} | {ours / theirs:.2f} |"
            for number, (ours, theirs) in enumerate(times, 1)
        ),
        f"| geometric mean | | | {mean:.2f} |",
    ]
    data = {"scale": arguments.scale, "milliseconds": dict(enumerate(times, 1))}
    write_page(arguments.output, "tpch", "\n".join(lines) + "\n", data)
    return 0 if mean <= GOAL else 1


def compare(directory: Path, scale: float, repeat: int) -> list[tuple[float, float]]:
    """Load both sides, time every query in turns, return the medians in milliseconds: frazil, DuckDB."""
    folder = generated(scale)
    found = []
    with TpcServer(directory / "data") as server, duckdb.connect(directory / "plain.duckdb") as plain:
        server.load(folder, "tpch")
        for name, path in tables(folder, "tpch").items():
            plain.execute(f"CREATE TABLE {name} AS FROM '{path}'")
        plain.execute("CHECKPOINT")
        for text in queries(folder, "tpch"):
            ours: list[float] = []
            theirs: list[float] = []
            for turn in range(repeat + 1):
                seconds = (
                    timed(partial(server.rows, to_snowflake(text))),
                    timed(lambda text=text: plain.execute(text).fetchall()),
                )
                if turn:  # the first warms up
                    ours.append(seconds[0])
                    theirs.append(seconds[1])
            found.append((statistics.median(ours) * 1000, statistics.median(theirs) * 1000))
    return found


if __name__ == "__main__":
    sys.exit(main())
