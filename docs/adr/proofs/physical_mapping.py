"""Prove the physical mapping (ADR 2) on DuckDB alone: kill a process that widens columns, and look at what is left.

Run it without arguments.  It prints what it proved and exits with 1 at the first thing that does not hold.
"""

from __future__ import annotations

import random  # noqa: TID251 - seeded: every run kills at the same counts
import subprocess
import sys
import tempfile
from decimal import Decimal
from pathlib import Path

import duckdb

ROUNDS = 16
ROWS = 200_000
NARROW, WIDE = "BIGINT", "DECIMAL(38,0)"


def child(path: str) -> None:
    """Widen and narrow the column for ever, the catalog row in the same transaction; say so before each commit."""
    cursor = duckdb.connect(path).cursor()
    storage = cursor.execute("SELECT storage FROM frazil.columns").fetchall()[0][0]
    while True:
        storage = NARROW if storage == WIDE else WIDE
        cursor.execute("BEGIN")
        cursor.execute(f"ALTER TABLE data.t7 ALTER COLUMN c8 SET DATA TYPE {storage}")
        cursor.execute("DELETE FROM frazil.columns WHERE id = 8")
        cursor.execute(f"INSERT INTO frazil.columns VALUES (8, '{storage}')")
        sys.stdout.write("committing\n")
        sys.stdout.flush()
        cursor.execute("COMMIT")


def require(holds: bool, text: str) -> None:
    """Go on if something holds, else say what does not and end the program."""
    if not holds:
        print(f"NOT TRUE: {text}")
        sys.exit(1)


def check(path: Path) -> str:
    """Open the file after a kill, check the invariants, and return the storage type it has."""
    with duckdb.connect(str(path)) as connection:
        catalog = connection.execute("SELECT storage FROM frazil.columns").fetchall()
        columns = "SELECT data_type, is_nullable FROM duckdb_columns() WHERE table_name = 't7' AND column_name = 'c8'"
        physical = connection.execute(columns).fetchall()
        facts = connection.execute("SELECT count(*), sum(c8), count(DISTINCT c8) FROM data.t7").fetchall()
    require(len(catalog) == 1, "the catalog has one row for the column")
    require(physical == [(catalog[0][0], False)], f"catalog {catalog} and storage {physical} agree, NOT NULL is kept")
    require(facts == [(ROWS, ROWS * (ROWS - 1) // 2, ROWS)], "every value is unchanged")
    return str(catalog[0][0])


def prove_widening(path: Path) -> None:
    """Kill a child around the commits of its widenings."""
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE SCHEMA data; CREATE SCHEMA frazil")
        connection.execute("CREATE TABLE frazil.columns(id BIGINT, storage VARCHAR)")
        connection.execute(f"INSERT INTO frazil.columns VALUES (8, '{NARROW}')")
        connection.execute("CREATE TABLE data.t7(c8 BIGINT NOT NULL, c9 VARCHAR)")
        connection.execute(f"INSERT INTO data.t7 SELECT i, 'x' FROM range({ROWS}) r(i)")
    chance = random.Random(2)
    found = {NARROW: 0, WIDE: 0}
    for _ in range(ROUNDS):
        process = subprocess.Popen([sys.executable, __file__, str(path)], stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        for _ in range(chance.randint(1, 4)):
            process.stdout.readline()
        for _ in range(chance.choice((0, 1_000, 20_000, 400_000))):
            pass
        process.kill()
        process.wait()
        found[check(path)] += 1
    print(f"{ROUNDS} kills around widenings: type and catalog agree, no value changed; left as {found}")


def prove_names(path: Path) -> None:
    """Show that names by id keep apart what DuckDB would confuse, and that rename and swap are free."""
    with duckdb.connect(str(path)) as connection:
        try:
            connection.execute('CREATE TABLE data.clash("a" BIGINT, "A" BIGINT)')
            require(False, "DuckDB takes a and A for one name")
        except duckdb.CatalogException:
            pass
        connection.execute("CREATE TABLE data.t10(c11 BIGINT, c12 BIGINT); INSERT INTO data.t10 VALUES (1, 2)")
        answer = connection.execute("SELECT c12 FROM (SELECT 1 AS c11, 2 AS c12)").fetchone()
        require(answer == (2,), "derived columns named by the binder stay apart")
    print('columns "a" and "A" live side by side as c11 and c12; a rename is a catalog row')


def prove_timestamps(path: Path) -> None:
    """Show that a struct holds the whole range of TIMESTAMP_TZ with its offset."""
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE TABLE data.t20(c21 STRUCT(t TIMESTAMP, o SMALLINT))")
        for text, offset in (("9999-12-31 23:59:59.999999", -480), ("0001-01-01 00:00:00", 840)):
            connection.execute(f"INSERT INTO data.t20 VALUES ({{'t': TIMESTAMP '{text}', 'o': {offset}}})")
        rows = connection.execute("SELECT CAST(c21.t AS VARCHAR), c21.o FROM data.t20 ORDER BY c21.t").fetchall()
    require(rows == [("0001-01-01 00:00:00", 840), ("9999-12-31 23:59:59.999999", -480)], "instants and offsets stay")
    print("a struct of UTC instant and offset holds 0001-01-01 to 9999-12-31")


def prove_widening_in_use(path: Path) -> None:
    """Show what widening does to a transaction with rows of its own, and to one with an older snapshot."""
    big = 12345678901234567890
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE TABLE data.t30(c31 BIGINT); INSERT INTO data.t30 VALUES (1)")
        one, two = connection.cursor(), connection.cursor()
        two.execute("BEGIN")
        two.execute("SELECT c31 FROM data.t30").fetchall()
        one.execute("BEGIN; INSERT INTO data.t30 VALUES (2)")
        one.execute("ALTER TABLE data.t30 ALTER COLUMN c31 SET DATA TYPE DECIMAL(38,0)")
        one.execute(f"INSERT INTO data.t30 VALUES ({big}); COMMIT")
        old = two.execute("SELECT c31, typeof(c31) FROM data.t30").fetchall()
        require(old == [(1, "BIGINT")], "an older snapshot keeps reading the older type")
        try:
            two.execute("INSERT INTO data.t30 VALUES (3)")
            require(False, "an older snapshot cannot write to the widened table")
        except duckdb.TransactionException:
            two.execute("ROLLBACK")
        rows = one.execute("SELECT c31 FROM data.t30 ORDER BY c31").fetchall()
    require(rows == [(Decimal(1),), (Decimal(2),), (Decimal(big),)], "all values are there")
    print("widening works beside uncommitted rows; an older snapshot reads on and is refused its write")


def main() -> None:
    """Prove everything in a directory of its own."""
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "store.duckdb"
        prove_widening(path)
        prove_names(path)
        prove_timestamps(path)
        prove_widening_in_use(path)


if __name__ == "__main__":
    if len(sys.argv) == 2:
        child(sys.argv[1])
    else:
        main()
