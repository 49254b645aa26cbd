"""A process killed at a probe: what was acknowledged is there, what was not is there whole or not at all."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from frazil.engine.store import Store
from tests.store.objects import A, B, values

ROOT = Path(__file__).resolve().parents[2]

CHILD = """
import sys
from pathlib import Path
from frazil.catalog.snapshot import Put
from frazil.engine.run_log import RunLog, TaskEvent
from frazil.engine.store import Store
from frazil.engine.mapping import create_table_sql
from tests.store.objects import A, B, NOW, begin, create, insert, table, update

root = Path(sys.argv[1])
store = Store.open(root / "data" / "store.duckdb", spool_directory=root / "spool", temp_directory=root / "temp")
create(store, table(A))
log = RunLog(store)

def event(number):
    return TaskEvent(graph_run_id=1, run_id=number, task_id=5, root_id=5, event="SUCCEEDED", at=NOW)

for number in range(1, 40):
    transaction = begin(store, explicit=number % 2 == 0)
    transaction.write(insert(A, number))
    if number == 7:
        transaction.define([Put(table(B))], create_table_sql(table(B)))
    with log.lock:
        log.append([event(1000 + number)])
        log.commit_with(transaction, [event(number)])
    print(number, flush=True)
"""


def run_child(directory: Path, fault: str) -> list[int]:
    """Run the child until it is killed and return what it acknowledged."""
    environment = {**os.environ, "FRAZIL_FAULT": fault, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
    command = [sys.executable, "-c", CHILD, str(directory)]
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    return [int(line) for line in ended.stdout.split()]


@pytest.mark.parametrize(
    ("fault", "acknowledged", "stored"),
    [
        ("engine.before_commit:kill:9", 7, 7),
        ("engine.after_commit:kill:9", 7, 8),
        ("engine.after_commit:kill:21", 19, 20),
    ],
)
def test_kill_around_a_commit(
    open_store: Callable[..., Store], tmp_path: Path, fault: str, acknowledged: int, stored: int
) -> None:
    assert run_child(tmp_path, fault) == list(range(1, acknowledged + 1))
    store = open_store()
    expected = list(range(1, stored + 1))
    assert values(store, A) == expected
    events = store.rows("SELECT run_id FROM frazil.task_events ORDER BY sequence")
    assert [run_id for (run_id,) in events] == [run for number in expected for run in (1000 + number, number)]
    assert ({record.id for record in store.load_catalog()[0]} == {A, B}) is (stored >= 7)


def test_kill_in_a_migration_leaves_no_half_layout(open_store: Callable[..., Store], tmp_path: Path) -> None:
    assert run_child(tmp_path, "migrations.before_commit:kill") == []
    assert open_store().load_catalog()[0] == []


@pytest.mark.parametrize("name", ["transaction_rule", "physical_mapping"])
def test_the_proofs_of_the_decisions_hold(name: str) -> None:
    program = ROOT / "docs" / "adr" / "proofs" / f"{name}.py"
    ended = subprocess.run([sys.executable, str(program)], capture_output=True, text=True, check=False, timeout=60)
    assert ended.returncode == 0, ended.stdout + ended.stderr
