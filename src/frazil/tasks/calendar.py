"""When started roots are due: the schedules of the catalog, ordered by their next time.

Looking for what is due takes time proportional to what is due, however many roots are started: ten thousand that are
due tomorrow cost nothing today.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping
from datetime import datetime

from frazil.catalog.records import Task
from frazil.catalog.snapshot import Catalog
from frazil.core.ids import ObjectId
from frazil.tasks.schedule import Schedule, next_after, parse_schedule


class _DueRoot:
    """A started root with a schedule, and when it is due next; None: never again."""

    __slots__ = ("base", "due", "schedule", "task")

    def __init__(self, task: Task, schedule: Schedule, base: datetime, since: datetime) -> None:
        self.task = task
        self.schedule = schedule
        self.base = base
        self.due = next_after(schedule, base, since)

    def same_as(self, task: Task) -> bool:
        """Say whether a newer record of the task leaves the due times as they are."""
        return (self.task.schedule, self.task.schedule_base) == (task.schedule, task.schedule_base)


class Calendar:
    """The started roots of the newest catalog that was looked at; guarded by the run log's lock.

    ``missed_since``, for the first look alone: the last due time of each root that was not missed, if roots that missed
    later ones are to start once for all of these.
    """

    def __init__(self, catalog: Catalog) -> None:
        self.missed_since: Mapping[ObjectId, datetime] | None = None
        self._catalog = catalog
        self._seen = -1
        self._roots: dict[ObjectId, _DueRoot] = {}
        self._line: list[tuple[datetime, ObjectId]] = []
        """A heap of due times; entries that are not a root's time any more are passed over."""

    def update(self, now: datetime) -> None:
        """Bring the roots up to date with the newest catalog; does nothing if that has not changed."""
        snapshot = self._catalog.snapshot
        if snapshot.version == self._seen:
            return
        roots: dict[ObjectId, _DueRoot] = {}
        for task in snapshot.all(Task):
            if not task.started or task.schedule is None or not task.is_root:
                continue
            known = self._roots.get(task.id)
            if known is not None and known.same_as(task):
                known.task = task
                roots[task.id] = known
                continue
            base = task.schedule_base or now
            since = now if self.missed_since is None else max(base, self.missed_since.get(task.id, base))
            roots[task.id] = _DueRoot(task, parse_schedule(task.schedule), base, since)
        self._roots = roots
        self._line = [(root.due, root_id) for root_id, root in roots.items() if root.due is not None]
        heapq.heapify(self._line)
        self._seen = snapshot.version
        self.missed_since = None

    def next_due(self, root_id: ObjectId) -> datetime | None:
        """Return when a started root is due next, None for any other task."""
        root = self._roots.get(root_id)
        return root.due if root is not None else None

    def roots(self) -> list[tuple[Task, datetime]]:
        """Return the roots that are due some time, and when."""
        return [(root.task, root.due) for root in self._roots.values() if root.due is not None]

    def first(self) -> datetime | None:
        """Return when the first root is due."""
        while self._line:
            due, root_id = self._line[0]
            root = self._roots.get(root_id)
            if root is not None and root.due == due:
                return due
            heapq.heappop(self._line)
        return None

    def take(self, now: datetime) -> tuple[Task, datetime] | None:
        """Return the root that has been due for longest and its due time, None if none is due.

        It is due again at its first time after ``now``: of several that have passed, the first counts.
        """
        due = self.first()
        if due is None or due > now:
            return None
        root = self._roots[heapq.heappop(self._line)[1]]
        self._move(root, now)
        return root.task, due

    def use_up(self, root_id: ObjectId, now: datetime) -> None:
        """Let something else take the place of a root's next due time: of one alone, however often before it."""
        root = self._roots.get(root_id)
        if root is None or root.due is None:
            return
        following = next_after(root.schedule, root.base, now)
        if following is not None and root.due <= following:
            self._move(root, root.due)

    def _move(self, root: _DueRoot, after: datetime) -> None:
        root.due = next_after(root.schedule, root.base, after)
        if root.due is not None:
            heapq.heappush(self._line, (root.due, root.task.id))
