"""Prove the transaction rule (ADR 1) on DuckDB alone: kill a committing process and look at what is left.

Run it without arguments.  It prints what it proved and exits with 1 at the first thing that does not hold.
"""

from __future__ import annotations

import random  # noqa: TID251 - seeded: every run kills at the same counts
import subprocess
import sys
import tempfile
from pathlib import Path

import duckdb

ROUNDS = 24
DDL_EVERY = 5


def child(path: str, first: int) -> None:
    """Commit numbered statements for ever; acknowledge each on standard output after its commit."""
    cursor = duckdb.connect(path).cursor()
    number = first
    while True:
        cursor.execute("BEGIN")
        cursor.execute(f"INSERT INTO data.t1 SELECT {number}, i FROM range(50) r(i)")
        if number % DDL_EVERY == 0:
            cursor.execute(f"CREATE TABLE data.made_{number} AS SELECT i AS c1 FROM range(10) r(i)")
        cursor.execute(f"INSERT INTO frazil.objects VALUES ({number}, 'body of {number}')")
        cursor.execute(f"INSERT INTO frazil.events VALUES ({number}, 'SUCCEEDED')")
        cursor.execute("COMMIT")
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()
        number += 1


def require(holds: bool, text: str) -> None:
    """Print what was proved, or end the program."""
    if not holds:
        print(f"NOT TRUE: {text}")
        sys.exit(1)


def kill_once(path: Path, first: int, acknowledgements: int, delay: int) -> int:
    """Start a child, kill it a moment after its n-th acknowledgement, and return the last one it gave."""
    process = subprocess.Popen([sys.executable, __file__, str(path), str(first)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    last = first - 1
    for _ in range(acknowledgements):
        last = int(process.stdout.readline())
    for _ in range(delay):
        pass
    process.kill()
    for line in process.stdout.read().splitlines():
        last = int(line)
    process.wait()
    return last


def check(path: Path, acknowledged: int) -> int:
    """Open the file after a kill, check the invariants, and return the newest number it holds."""
    with duckdb.connect(str(path)) as connection:
        numbers = [row[0] for row in connection.execute("SELECT id FROM frazil.objects ORDER BY id").fetchall()]
        events = [row[0] for row in connection.execute("SELECT id FROM frazil.events ORDER BY id").fetchall()]
        rows = connection.execute("SELECT c1, count(*) FROM data.t1 GROUP BY c1 ORDER BY c1").fetchall()
        made = connection.execute("SELECT count(*) FROM duckdb_tables() WHERE table_name LIKE 'made_%'").fetchone()
    newest = numbers[-1] if numbers else 0
    require(newest >= acknowledged, f"commit {acknowledged} was acknowledged, the file ends at {newest}")
    require(newest <= acknowledged + 1, "at most the one commit under way is there without acknowledgement")
    require(numbers == list(range(1, newest + 1)), "catalog rows: none missing, none twice")
    require(events == numbers, "every commit has its event, and no event stands alone")
    require(rows == [(number, 50) for number in numbers], "every commit has all its rows")
    require(made == (newest // DDL_EVERY,), "every commit has its DDL")
    return newest


def prove_kills(path: Path) -> None:
    """Kill a committing child at many moments."""
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE SCHEMA data; CREATE SCHEMA frazil; CREATE TABLE data.t1(c1 BIGINT, c2 BIGINT)")
        connection.execute("CREATE TABLE frazil.objects(id BIGINT, body VARCHAR)")
        connection.execute("CREATE TABLE frazil.events(id BIGINT, state VARCHAR)")
    chance = random.Random(1)
    newest = unacknowledged = 0
    for _ in range(ROUNDS):
        last = kill_once(path, newest + 1, chance.randint(1, 40), chance.randint(0, 60_000))
        newest = check(path, last)
        unacknowledged += newest - last
    print(f"{ROUNDS} kills: {newest} commits, all there and whole; {unacknowledged} beyond the last acknowledgement")


def prove_failure_kills_the_transaction(path: Path) -> None:
    """Show why failure has to be tracked by us, and why there is a journal."""
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE TABLE data.t2(c1 BIGINT); BEGIN; INSERT INTO data.t2 VALUES (1)")
        try:
            connection.execute("SELECT CAST(c AS BIGINT) FROM (SELECT 'x' AS c)")
            connection.fetchall()
            require(False, "the cast fails")
        except duckdb.ConversionException:
            pass
        connection.execute("COMMIT")
        left = connection.execute("SELECT count(*) FROM data.t2").fetchone()
    require(left == (0,), "COMMIT after a failed SELECT answers OK and keeps nothing")
    print("COMMIT after a failed statement answers without an error and keeps nothing: failure must be tracked")


def prove_snapshot_moment(path: Path) -> None:
    """Show when a snapshot is fixed, and that a later one is needed for a table with newer commits."""
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE TABLE data.t3(c1 BIGINT); INSERT INTO data.t3 VALUES (1)")
        one, two = connection.cursor(), connection.cursor()
        one.execute("BEGIN")
        one.execute("SELECT 1").fetchall()
        two.execute("INSERT INTO data.t3 VALUES (2)")
        seen = one.execute("SELECT count(*) FROM data.t3").fetchone()
        require(seen == (2,), "BEGIN and SELECT 1 fix no snapshot")
        two.execute("UPDATE data.t3 SET c1 = 20 WHERE c1 = 2")
        try:
            one.execute("UPDATE data.t3 SET c1 = 200 WHERE c1 = 2")
            require(False, "a write to rows newer than the snapshot is refused although nobody else writes")
        except duckdb.TransactionException:
            one.execute("ROLLBACK")
    print("the snapshot is fixed at the first access, not at BEGIN; a write behind it is refused: hence the replay")


def main() -> None:
    """Prove everything in a directory of its own."""
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "store.duckdb"
        prove_kills(path)
        prove_failure_kills_the_transaction(path)
        prove_snapshot_moment(path)


if __name__ == "__main__":
    if len(sys.argv) == 3:
        child(sys.argv[1], int(sys.argv[2]))
    else:
        main()
