"""Checkpoints: moving what the write-ahead log holds into the file, behind the statements' backs.

DuckDB would do it at the end of a COMMIT.  If that fails, because the disk is full, it gives up the whole database: the
COMMIT, which is durable, reports an error, and nothing works any more until the process is started again.  So its own
checkpoints are switched off, and this thread makes them when the log is long and the disk surely has the room.  A log
that cannot be written only fails the COMMIT that needed it.

DuckDB makes no checkpoint while a transaction is open that has changed rows.  Where there is always one, new ones are
kept waiting for a moment, at a gate, until those before it have ended.
"""

from __future__ import annotations

import logging
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from frazil.core import probes
from frazil.core.clock import monotonic_seconds
from frazil.engine.cursors import CursorPool

CHECKPOINT_BYTES = 16 * 1024 * 1024
"""How long the log may become: DuckDB's own choice."""

ROOM_FACTOR = 2
"""How much room a checkpoint must find, in lengths of the log: it writes whole blocks and frees old ones afterwards."""

_GATE_FACTOR = 4
_GATE_SECONDS = 0.2
_TRY_SECONDS = 0.002
_LOOK_SECONDS = 0.5
_LONGEST_PAUSE_SECONDS = 30.0

_log = logging.getLogger(__name__)


class Gate:
    """Where transactions that are about to write pass, at once unless a checkpoint keeps the gate closed."""

    def __init__(self) -> None:
        self._open = threading.Event()
        self._open.set()

    def enter(self) -> None:
        """Pass; waits at most ``_GATE_SECONDS``, for what must end first may itself wait for the caller's locks."""
        if not self._open.is_set():
            self._open.wait(_GATE_SECONDS)

    @contextmanager
    def closed(self) -> Iterator[None]:
        """Keep the gate closed during the block."""
        self._open.clear()
        try:
            yield
        finally:
            self._open.set()


class Checkpointer:
    """The thread that keeps the log short; from construction to ``close``."""

    def __init__(
        self,
        pool: CursorPool,
        path: Path,
        gate: Gate,
        *,
        checkpoint_bytes: int = CHECKPOINT_BYTES,
        free_bytes: Callable[[Path], int] = lambda directory: shutil.disk_usage(directory).free,
    ) -> None:
        """Watch the log of the file ``path``; ``free_bytes`` tells how much room the disk of a directory has."""
        self._pool = pool
        self._path = path
        self._wal = path.with_name(path.name + ".wal")
        self._gate = gate
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
            try:
                # A transaction that stays open for long is not waited for all the time.
                busy = self._is_due() and not self._made() and not self._made_behind_gate()
                pause = min(2 * pause, _LONGEST_PAUSE_SECONDS) if busy else _LOOK_SECONDS
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
        """Make a checkpoint; False if an open transaction is in the way."""
        probes.hit("engine.before_checkpoint")
        with self._pool.cursor() as cursor:
            try:
                cursor.execute("CHECKPOINT")
            except duckdb.TransactionException:
                return False
        probes.hit("engine.after_checkpoint")
        return True

    def _made_behind_gate(self) -> bool:
        """Make a checkpoint as soon as the transactions that are open now have ended, if that is soon.

        Does nothing, and says so by True, as long as the log is not much too long.
        """
        if self._length() < _GATE_FACTOR * self._checkpoint_bytes:
            return True
        deadline = monotonic_seconds() + _GATE_SECONDS
        with self._gate.closed():
            while not self._made():
                if monotonic_seconds() > deadline or self._closing.wait(_TRY_SECONDS):
                    return False
        return True

    def _length(self) -> int:
        try:
            return self._wal.stat().st_size
        except FileNotFoundError:
            return 0
