"""Values of sequences: after a kill none that was given out comes again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from frazil.engine.store import Store

ROOT = Path(__file__).resolve().parents[2]

CHILD = """
import os, signal, sys
from pathlib import Path
from frazil.catalog.records import NumberSequence, Numbering
from frazil.catalog.snapshot import Put
from frazil.core.ids import ObjectId
from frazil.engine.mapping import create_sequence_sql, sequence_name
from frazil.engine.store import Store
from tests.store.objects import A, NOW, begin, create, table, update

root = Path(sys.argv[1])
store = Store.open(root / "data" / "store.duckdb", spool_directory=root / "spool", temp_directory=root / "temp")
name = sequence_name(ObjectId(5))
sequence = NumberSequence(id=ObjectId(5), parent_id=ObjectId(2), name="S", created_on=NOW, altered_on=NOW)
transaction = begin(store)
transaction.define([Put(sequence)], [create_sequence_sql(name, Numbering(start=10, increment=-3))])
transaction.commit()
for _ in range(25):
    with store.read(f"SELECT nextval('{name}') AS n") as reader:
        print(reader.read_all().to_pylist()[0]["n"], flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_no_value_comes_twice_after_a_kill(open_store: Callable[..., Store], tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
    command = [sys.executable, "-c", CHILD, str(tmp_path)]
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    given = [int(line) for line in ended.stdout.split()]
    assert given == list(range(10, 10 - 25 * 3, -3))
    [(following,)] = open_store().rows("SELECT nextval('data.s5')")
    assert int(str(following)) < min(given)
