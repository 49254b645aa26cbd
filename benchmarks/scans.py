"""Scans over NUMBER columns beside the same data in BIGINT: ``python benchmarks/scans.py``.

INT and NUMBER of Snowflake are 38 digits wide.  Stored so, scans would be many times slower than over 64 bits; frazil
stores them in 64 bits until a value needs more.  This program makes TPC-H's lineitem in small through frazil's SQL,
the same rows in a DuckDB table of BIGINT and DOUBLE-free decimals, and runs queries of TPC-H's kind over both, in one
process, taking turns.
"""

from __future__ import annotations

import argparse
import itertools
import statistics
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import duckdb

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.environments import DATA, RESULTS, prepare_folders
from benchmarks.machine import describe_machine
from frazil.app.build import FrazilService, build
from frazil.core.clock import monotonic_seconds
from frazil.core.config import load
from frazil.session.requests import Login, StatementRequest

LINEITEM = """
    CREATE TABLE lineitem (orderkey INT, partkey INT, suppkey INT, linenumber INT, quantity NUMBER(12,2),
        extendedprice NUMBER(12,2), discount NUMBER(12,2), tax NUMBER(12,2), returnflag VARCHAR(1),
        linestatus VARCHAR(1), shipdate DATE)
"""
FRAZIL_ROWS = """
    INSERT INTO lineitem SELECT FLOOR(seq8() / 4) + 1, seq8() * 7919 % 200000, seq8() * 104729 % 10000, seq8() % 7 + 1,
        seq8() % 50 + 1, (seq8() * 31 % 100000 + 90000) * 0.01, seq8() % 11 * 0.01, seq8() % 9 * 0.01,
        DECODE(seq8() % 3, 0, 'A', 1, 'N', 'R'), IFF(seq8() % 2 = 0, 'F', 'O'),
        DATEADD(day, seq8() % 2500, '1992-01-02'::DATE)
    FROM TABLE(GENERATOR(ROWCOUNT => {rows}))
"""
DUCKDB_ROWS = """
    CREATE TABLE lineitem AS SELECT n // 4 + 1 AS orderkey, n * 7919 % 200000 AS partkey, n * 104729 % 10000 AS suppkey,
        n % 7 + 1 AS linenumber, CAST(n % 50 + 1 AS DECIMAL(12,2)) AS quantity,
        CAST((n * 31 % 100000 + 90000) * 0.01 AS DECIMAL(12,2)) AS extendedprice,
        CAST(n % 11 * 0.01 AS DECIMAL(12,2)) AS discount, CAST(n % 9 * 0.01 AS DECIMAL(12,2)) AS tax,
        CASE n % 3 WHEN 0 THEN 'A' WHEN 1 THEN 'N' ELSE 'R' END AS returnflag,
        CASE n % 2 WHEN 0 THEN 'F' ELSE 'O' END AS linestatus,
        CAST(DATE '1992-01-02' + CAST(n % 2500 AS INTEGER) AS DATE) AS shipdate
    FROM range({rows}) AS r(n)
"""
QUERIES = {
    "pricing summary (Q1)": """
        SELECT returnflag, linestatus, sum(quantity), sum(extendedprice), sum(extendedprice * (1 - discount)),
            sum(extendedprice * (1 - discount) * (1 + tax)), count(*)
        FROM lineitem WHERE shipdate <= '1998-09-02'::DATE GROUP BY returnflag, linestatus ORDER BY 1, 2""",
    "revenue forecast (Q6)": """
        SELECT sum(extendedprice * discount) FROM lineitem
        WHERE shipdate >= '1994-01-01'::DATE AND shipdate < '1995-01-01'::DATE
            AND discount BETWEEN 0.05 AND 0.07 AND quantity < 24""",
    "sums of keys": "SELECT sum(orderkey), max(partkey), min(suppkey), sum(linenumber) FROM lineitem",
    "group by key": "SELECT suppkey, count(*), sum(tax) FROM lineitem GROUP BY suppkey ORDER BY 3 DESC, 1 LIMIT 10",
    "join on key": """
        SELECT count(*), sum(a.partkey) FROM lineitem AS a
        JOIN (SELECT DISTINCT partkey FROM lineitem WHERE quantity > 45) AS b ON a.partkey = b.partkey""",
}


def main() -> int:
    """Run every query on both, write and print the medians and ratios; exit 1 when the geometric mean is over 1.2."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rows", type=int, default=3_000_000)
    parser.add_argument("--repeat", type=int, default=7)
    parser.add_argument("--output", type=Path, default=RESULTS, help="the folder of the results")
    arguments = parser.parse_args()
    prepare_folders()
    machine = describe_machine(DATA)
    with tempfile.TemporaryDirectory() as directory:
        service = build(load({"data": Path(directory) / "data"}, {}))
        service.start()
        try:
            times = compare(service, arguments.rows, arguments.repeat)
        finally:
            service.stop()
    mean = statistics.geometric_mean(ours / theirs for ours, theirs in times.values())
    lines = [
        "# Scans\n",
        f"Measured on: {machine.sentence()}.\n",
        f"Medians of {arguments.repeat} after a warm-up, {arguments.rows:,} rows.\n",
        "| query | frazil, ms | BIGINT in DuckDB, ms | ratio |",
        "|---|---:|---:|---:|",
        *(f"| {name} | {ours:.1f} | {theirs:.1f} | {ours / theirs:.2f} |" for name, (ours, theirs) in times.items()),
        f"| geometric mean | | | {mean:.2f} |",
    ]
    page = "\n".join(lines) + "\n"
    arguments.output.mkdir(parents=True, exist_ok=True)
    (arguments.output / "scans.md").write_text(page)
    print(page)
    return 0 if mean <= 1.2 else 1


def compare(service: FrazilService, rows: int, repeat: int) -> dict[str, tuple[float, float]]:
    """Make both tables, time both sides in turns, return the medians in milliseconds by query: frazil, DuckDB."""
    statements = Statements(service)
    for statement in ("CREATE DATABASE bench", LINEITEM, FRAZIL_ROWS.format(rows=rows)):
        statements.run(statement)
    plain = duckdb.connect(service.settings.data.parent / "plain.duckdb")
    plain.execute(DUCKDB_ROWS.format(rows=rows))
    found = {}
    for name, query in QUERIES.items():
        ours: list[float] = []
        theirs: list[float] = []
        for turn in range(repeat + 1):
            seconds = timed(partial(statements.run, query)), timed(lambda text=query: plain.execute(text).fetchall())
            if turn:  # the first warms up
                ours.append(seconds[0])
                theirs.append(seconds[1])
        found[name] = (statistics.median(ours) * 1000, statistics.median(theirs) * 1000)
    return found


class Statements:
    """A session of ADMIN, in process; the first start wrote the password down."""

    def __init__(self, service: FrazilService) -> None:
        password = (service.settings.data / "admin.password").read_text("utf-8").strip()
        self._session, _ = service.sessions.login(
            Login(user="ADMIN", password=password, parameters={"USE_CACHED_RESULT": False})
        )
        self._numbers = itertools.count()

    def run(self, text: str) -> None:
        """Run one statement to its end; raises its error."""
        execution = self._session.submit(StatementRequest(text=text, request_id=str(next(self._numbers))))
        execution.wait()
        execution.outcome()


def timed(action: Callable[[], object]) -> float:
    """Return the seconds an action takes."""
    started = monotonic_seconds()
    action()
    return monotonic_seconds() - started


if __name__ == "__main__":
    sys.exit(main())
