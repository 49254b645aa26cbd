"""Lines of a log on their way to disk, written in batches behind the backs of whoever makes them.

A crash may lose the last tenth of a second of them and nothing else.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Sequence
from typing import Generic, TypeVar

from frazil.core.errors import FrazilError
from frazil.engine.internal_rows import InternalRows
from frazil.engine.store import Store

_DELAY_SECONDS = 0.1

_log = logging.getLogger(__name__)

T = TypeVar("T")


class Backlog(Generic[T]):
    """What waits for the disk, and its background writer; ``rows`` makes the rows of lines, in their order."""

    def __init__(self, store: Store, name: str, rows: Callable[[Sequence[T]], Iterable[InternalRows]]) -> None:
        self._store = store
        self._name = name
        self._rows = rows
        self._pending: list[T] = []
        self._queued = threading.Condition()
        self._commit = threading.Lock()
        self._closing = False
        self._writer = threading.Thread(target=self._write_behind, name=name, daemon=True)
        self._writer.start()

    def append(self, line: T, *, limit: int | None = None) -> int:
        """Queue a line, unless ``limit`` lines wait already; return how many waited before it."""
        with self._queued:
            waiting = len(self._pending)
            if limit is None or waiting < limit:
                self._pending.append(line)
                if not waiting:
                    self._queued.notify()
            return waiting

    def flush(self) -> None:
        """Make every line queued so far visible to queries.  Raises StorageError if it cannot; the lines are kept."""
        with self._commit:
            with self._queued:
                taken, self._pending = self._pending, []
            if not taken:
                return
            try:
                self._store.insert(self._rows(taken))
            except BaseException:
                with self._queued:
                    self._pending = [*taken, *self._pending]
                raise

    def close(self) -> None:
        """Write what is queued and stop the writer; what the disk does not take is lost, as in a crash."""
        with self._queued:
            self._closing = True
            self._queued.notify()
        self._writer.join()
        try:
            self.flush()
        except FrazilError:
            _log.exception("the last lines of %s could not be written", self._name)

    def _write_behind(self) -> None:
        while True:
            with self._queued:
                while not self._pending and not self._closing:
                    self._queued.wait()
                if self._closing:
                    return
                self._queued.wait(_DELAY_SECONDS)
            try:
                self.flush()
            except Exception:  # noqa: BLE001 - the writer must outlive any failure; it tries again
                _log.exception("%s could not be written, trying again", self._name)
