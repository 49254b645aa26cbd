"""What DuckDB takes for the smallest statement: ``python -m benchmarks.micro.cold_statement``.

Right behind the last one, as benchmarks like to do it, and after other work of the process, as a server does it: the
code and the data of either no longer are in the processor's caches then.  With one thread of DuckDB's and with two, of
which one is woken for each statement.
"""

from __future__ import annotations

import random
import sys
import time
from statistics import median

import duckdb

REPEAT = 1500
WARM_UP = 300
STATEMENT = "SELECT CAST(9 AS BIGINT) AS o1"
TEXTS = [str(random.Random(number).random()) for number in range(200_000)]


def work(turn: int) -> None:
    """Do something else for about a millisecond, over a few megabytes."""
    start = turn * 2000 % (len(TEXTS) - 20_000)
    dict.fromkeys(TEXTS[start : start + 20_000])


def measure(threads: int, *, between: bool) -> float:
    """Return the median milliseconds of a statement, with or without work between two of them."""
    connection = duckdb.connect(config={"threads": str(threads)})
    times = []
    for turn in range(REPEAT):
        if between:
            work(turn)
        begun = time.perf_counter()
        connection.execute(STATEMENT).fetchall()
        times.append((time.perf_counter() - begun) * 1000)
    connection.close()
    return median(times[WARM_UP:])


def main() -> int:
    """Measure and print the table."""
    print("| threads | at once, ms | after other work, ms |\n|---:|---:|---:|")
    for threads in (1, 2):
        print(f"| {threads} | {measure(threads, between=False):.2f} | {measure(threads, between=True):.2f} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
