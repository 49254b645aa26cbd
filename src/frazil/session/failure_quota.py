"""How many failed logins are written down, so that a flood of them fills no disk."""

from __future__ import annotations

import enum
import threading
from datetime import datetime, timedelta

from frazil.core.ids import ObjectId

_MOST = 10
_WINDOW = timedelta(minutes=1)


class Admission(enum.Enum):
    """What becomes of a failure: a line of its own, the line that stands for those to come, or none."""

    OWN = "OWN"
    LAST = "LAST"
    NONE = "NONE"


class FailureQuota:
    """Counts failures of each user, and of everybody unknown together; safe to use from any thread.

    It holds no more than one number for each user that exists: what a client calls itself is never a key.
    """

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._mutex = threading.Lock()
        self._until: datetime | None = None
        self._counts: dict[ObjectId | None, int] = {}

    def admit(self, user_id: ObjectId | None, now: datetime) -> Admission:
        """Count a failure, and say what becomes of it; ``user_id`` None is somebody unknown."""
        with self._mutex:
            if self._until is None or not self._until - _WINDOW <= now < self._until:
                self._until = now + _WINDOW
                self._counts.clear()
            count = self._counts[user_id] = self._counts.get(user_id, 0) + 1
        if count <= self._most:
            return Admission.OWN
        return Admission.LAST if count == self._most + 1 else Admission.NONE
