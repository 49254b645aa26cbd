"""Checkpoints: moving what the write-ahead log holds into the file, behind the statements' backs.

DuckDB would do it at the end of a COMMIT.  If that fails, because the disk is full, it gives up the whole database: the
COMMIT, which is durable, reports an error, and nothing works any more until the process is started again.  So its own
checkpoints are switched off, and this thread makes them when the log is long and the disk surely has the room.  A log
that cannot be written only fails the COMMIT that needed it.
"""

from __future__ import annotations

import logging
import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import duckdb

from frazil.core import probes
from frazil.engine.cursors import CursorPool

CHECKPOINT_BYTES = 16 * 1024 * 1024
"""How long the log may become: DuckDB's own choice."""

ROOM_FACTOR = 2
"""How much room a checkpoint must find, in lengths of the log: it writes whole blocks and frees old ones afterwards."""

_LOOK_SECONDS = 0.5
_BUSY_SECONDS = 0.01

_log = logging.getLogger(__name__)


class Checkpointer:
    """The thread that keeps the log short; from construction to ``close``."""

    def __init__(
        self,
        pool: CursorPool,
        path: Path,
        *,
        checkpoint_bytes: int = CHECKPOINT_BYTES,
        free_bytes: Callable[[Path], int] = lambda directory: shutil.disk_usage(directory).free,
    ) -> None:
        """Watch the log of the file ``path``; ``free_bytes`` tells how much room the disk of a directory has."""
        self._pool = pool
        self._path = path
        self._wal = path.with_name(path.name + ".wal")
        self._checkpoint_bytes = checkpoint_bytes
        self._free_bytes = free_bytes
        self._short_of_room = False
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="checkpoints", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop; a checkpoint under way is finished."""
        self._closing.set()
        self._thread.join()

    def has_room(self) -> bool:
        """Say whether a checkpoint can be made without filling the disk; what it would fill, it would break."""
        return self._free_bytes(self._path.parent) >= ROOM_FACTOR * self._length() + self._checkpoint_bytes

    def _watch(self) -> None:
        pause = _LOOK_SECONDS
        while not self._closing.wait(pause):
            pause = _LOOK_SECONDS
            try:
                if self._is_due() and not self._made():
                    pause = _BUSY_SECONDS
            except Exception:  # noqa: BLE001 - the thread must outlive any failure; it tries again
                _log.exception("a checkpoint failed, trying again")

    def _is_due(self) -> bool:
        if self._length() < self._checkpoint_bytes:
            return False
        room = self.has_room()
        if not room and not self._short_of_room:
            _log.warning("the disk is nearly full: the write-ahead log grows until there is room for a checkpoint")
        self._short_of_room = not room
        return room

    def _made(self) -> bool:
        """Make a checkpoint; False if an open transaction is in the way: one that has changed or deleted rows."""
        probes.hit("engine.before_checkpoint")
        with self._pool.cursor() as cursor:
            try:
                cursor.execute("CHECKPOINT")
            except duckdb.TransactionException:
                return False
        probes.hit("engine.after_checkpoint")
        return True

    def _length(self) -> int:
        try:
            return self._wal.stat().st_size
        except FileNotFoundError:
            return 0
