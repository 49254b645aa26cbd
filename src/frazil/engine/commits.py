"""Which table was last committed when: how the store knows that a snapshot is too old.

A sequence counts the commits of the store since it was opened, and every table remembers the number of the last one
that wrote it.  Whoever fixes a snapshot notes the sequence under the same mutex under which commits happen, so "the
table has commits after my snapshot" is one comparison.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable

from frazil.core.ids import ObjectId


class CommitNumbers:
    """The sequence of commits and the last numbers of each table.  ``mutex`` is held around COMMIT and snapshots."""

    def __init__(self) -> None:
        self.mutex = threading.Lock()
        self._sequence = 0
        self._written: dict[ObjectId, int] = {}
        self._changed: dict[ObjectId, int] = {}

    @property
    def sequence(self) -> int:
        """Return the number of the newest commit; exact while the caller holds ``mutex``."""
        return self._sequence

    def advance(self, tables: Iterable[ObjectId], *, values_changed: bool = True) -> None:
        """Count one commit that wrote these tables; the caller holds ``mutex``.

        A commit that only stored the same values otherwise, a widening, makes snapshots too old but changes nothing
        that anybody has read.
        """
        self._sequence += 1
        for table_id in tables:
            self._written[table_id] = self._sequence
            if values_changed:
                self._changed[table_id] = self._sequence

    def written_since(self, tables: Iterable[ObjectId], number: int) -> bool:
        """Say whether any of the tables was written by a commit later than ``number``: its snapshot is too old."""
        return any(self._written.get(table_id, 0) > number for table_id in tables)

    def changed_since(self, tables: Iterable[ObjectId], number: int) -> bool:
        """Say whether any of the tables has other values than at commit ``number``."""
        return any(self._changed.get(table_id, 0) > number for table_id in tables)
