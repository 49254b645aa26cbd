"""Lines of a log on their way to disk, written in batches behind the backs of whoever makes them.

A crash may lose the last tenth of a second of them and nothing else.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from typing import Generic, TypeVar

from frazil.core.errors import FrazilError, StorageError
from frazil.engine.internal_rows import InternalRows
from frazil.engine.store import Store

_DELAY_SECONDS = 0.1
_LONGEST_DELAY_SECONDS = 30.0

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
        """Make every line queued so far visible to queries.  Raises StorageError if it cannot; the lines are kept.

        A line that the store would never take is dropped.
        """
        with self._commit:
            with self._queued:
                taken, self._pending = self._pending, []
            try:
                self._insert(taken)
            except StorageError:
                raise
            except Exception:  # noqa: BLE001 - one of them is the cause, and the others are good
                for place in range(len(taken)):
                    self._insert_alone(taken[place:])

    def try_flush(self) -> None:
        """Flush what the disk takes; what it does not take now stays with the writer."""
        with suppress(StorageError):
            self.flush()

    def _insert(self, lines: list[T]) -> None:
        """Write lines; those of which nobody can say that they are wrong are queued again."""
        try:
            if lines:
                self._store.insert(self._rows(lines))
        except (StorageError, KeyboardInterrupt, SystemExit):
            with self._queued:
                self._pending = [*lines, *self._pending]
            raise

    def _insert_alone(self, lines: list[T]) -> None:
        """Write the first of some lines or drop it; the others are queued again if the disk takes nothing."""
        try:
            self._store.insert(self._rows(lines[:1]))
        except StorageError:
            with self._queued:
                self._pending = [*lines, *self._pending]
            raise
        except Exception:  # noqa: BLE001 - whatever is wrong with it will be wrong again
            _log.exception("a line of %s cannot be written and is dropped", self._name)

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
        delay = _DELAY_SECONDS
        while True:
            with self._queued:
                while not self._pending and not self._closing:
                    self._queued.wait()
                if not self._closing:
                    self._queued.wait_for(lambda: self._closing, delay)
                if self._closing:
                    return
            try:
                self.flush()
                delay = _DELAY_SECONDS
            except Exception:  # noqa: BLE001 - the writer must outlive any failure; it tries again
                delay = min(2 * delay, _LONGEST_DELAY_SECONDS)
                _log.exception("%s could not be written, trying again", self._name)
