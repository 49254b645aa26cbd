"""Checkpoints come when the log is long and the disk has the room, and never inside a statement."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from frazil.core import errors, probes
from frazil.engine.checkpoints import Checkpointer, Gate
from frazil.engine.connection import connect
from frazil.engine.cursors import CursorPool, run
from frazil.engine.errors import StalePlan, translate

LIMIT = 300_000
FILL = "INSERT INTO t SELECT i, repeat(md5(i::VARCHAR), 10) FROM range(2000) s(i)"


class Disk:
    """A disk that has as much room as it is told to have."""

    def __init__(self, free: int) -> None:
        self.free = free

    def __call__(self, directory: Path) -> int:
        return self.free


class Watched:
    """A file with a table, its checkpointer, and events that tell what that did."""

    def __init__(self, path: Path, disk: Disk) -> None:
        self.wal = path.with_name(path.name + ".wal")
        connection = connect(
            path, temp_directory=path.parent, allowed_directories=(), memory_limit=None, threads=1, functions=()
        )
        self.pool = CursorPool(connection)
        self.gate = Gate()
        self.fill("CREATE TABLE t (a BIGINT, b VARCHAR)")
        self.checkpoints = Checkpointer(self.pool, path, self.gate, checkpoint_bytes=LIMIT, free_bytes=disk)
        self._connection = connection

    def fill(self, sql: str = FILL) -> None:
        with self.pool.cursor() as cursor:
            run(cursor, sql)

    def log_length(self) -> int:
        return self.wal.stat().st_size if self.wal.exists() else 0

    def close(self) -> None:
        self.checkpoints.close()
        self.pool.close()
        self._connection.close()


@contextmanager
def watched(tmp_path: Path, free: int) -> Iterator[tuple[Watched, Disk]]:
    disk = Disk(free)
    made = Watched(tmp_path / "store.duckdb", disk)
    try:
        yield made, disk
    finally:
        made.close()


def test_a_long_log_is_moved_into_the_file(tmp_path: Path) -> None:
    done = threading.Event()
    with probes.armed("engine.after_checkpoint", done.set), watched(tmp_path, 10**9) as (store, _):
        store.fill()
        assert done.wait(10)
        assert store.log_length() < LIMIT


def test_a_full_disk_has_no_checkpoint_until_there_is_room(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    done, asked = threading.Event(), threading.Event()
    with probes.armed("engine.after_checkpoint", done.set), watched(tmp_path, 2 * LIMIT) as (store, disk):
        store.fill()
        assert not store.checkpoints.has_room()
        asked.wait(1)  # the thread looks twice a second
        assert not done.is_set()
        store.fill()
        disk.free = 10**9
        assert done.wait(10)
    assert [record.getMessage()[:26] for record in caplog.records] == ["the disk is nearly full: t"]


def test_a_transaction_that_writes_does_not_hold_checkpoints_up(tmp_path: Path) -> None:
    done = threading.Event()
    with (
        probes.armed("engine.after_checkpoint", done.set),
        watched(tmp_path, 10**9) as (store, _),
        store.pool.cursor() as cursor,
    ):
        run(cursor, "BEGIN")
        run(cursor, "INSERT INTO t VALUES (1, 'x')")
        store.fill()
        assert done.wait(10)
        assert store.log_length() < LIMIT
        run(cursor, "COMMIT")
        assert run(cursor, "SELECT count(*) FROM t") == [(2001,)]


def test_new_transactions_wait_a_moment_where_some_are_always_open(tmp_path: Path) -> None:
    tried, done = threading.Semaphore(0), threading.Event()
    with (
        probes.armed("engine.before_checkpoint", tried.release),
        probes.armed("engine.after_checkpoint", done.set),
        watched(tmp_path, 10**9) as (store, _),
        store.pool.cursor() as cursor,
    ):
        store.fill("INSERT INTO t VALUES (1, 'x')")
        run(cursor, "BEGIN")
        run(cursor, "UPDATE t SET b = 'y'")
        for _ in range(3):
            store.fill()
        assert tried.acquire(timeout=10)
        assert tried.acquire(timeout=10)  # the second try is made behind the gate
        store.gate.enter()
        assert not done.is_set()
        run(cursor, "COMMIT")
        assert done.wait(20)
        store.gate.enter()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ('Failed to commit: Could not write file "x.wal": No space left on device', errors.StorageError),
        ('Failed to commit: Could not write file "x.wal": File too large', errors.StorageError),
        ('Catalog write-write conflict on alter: column named "c12" was altered', StalePlan),
        ("Current transaction is aborted (please ROLLBACK)", errors.InternalError),
    ],
)
def test_a_commit_that_the_disk_refuses_is_no_bug(text: str, kind: type[Exception]) -> None:
    assert type(translate(RuntimeError(f"TransactionContext Error: {text}"))) is kind
