"""What is done once an hour: history, changes and dropped objects beyond their retention go for good."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

from frazil.catalog.records import Task
from frazil.commands.account_access import delete_before
from frazil.commands.context import Services
from frazil.commands.retention import forget_changes, purge_expired
from frazil.core.errors import FrazilError
from frazil.core.executor import Executor
from frazil.core.ids import ObjectId
from frazil.core.log import Log
from frazil.session.timers import Timers
from frazil.tasks.store import TaskStore

_FIRST_SECONDS = 60.0
_EVERY_SECONDS = 3600.0

_log = Log("housekeeping")


class Housekeeping:
    """Runs on the executor, told by a timer; a step that fails is logged and tried again an hour later."""

    def __init__(
        self, services: Services, tasks: TaskStore, timers: Timers, executor: Executor, *, history_days: int
    ) -> None:
        self._services = services
        self._tasks = tasks
        self._timers = timers
        self._executor = executor
        self._history = timedelta(days=history_days)
        self._changed = threading.Condition()
        self._rounds = 0

    def start(self) -> None:
        """Begin with the first round in a minute."""
        self._timers.after(_FIRST_SECONDS, self._submit)

    def run(self) -> None:
        """Do one round now."""
        now = self._services.clock.now()
        before = now - self._history
        steps: dict[str, Callable[[], int]] = {
            "dropped_objects": lambda: purge_expired(self._services, now),
            "changes": lambda: forget_changes(self._services, now),
            "query_history": lambda: self._services.query_log.delete_before(before),
            "login_history": lambda: self._services.login_log.delete_before(before),
            "deletions": lambda: delete_before(self._services.store, before),
            "task_history": lambda: self._tasks.delete_history_before(before),
            "task_versions": lambda: self._tasks.delete_versions_before(before, self._roots()),
        }
        for name, step in steps.items():
            try:
                removed = step()
            except FrazilError as error:
                _log.warning("step_failed", step=name, error=error.message)
                continue
            if removed:
                _log.info("removed", step=name, count=removed)

    def _roots(self) -> list[ObjectId]:
        return [task.id for task in self._services.catalog.snapshot.all(Task) if task.is_root]

    def settle(self, limit_seconds: float) -> bool:
        """Wait until no round is under way; say whether that was within the limit."""
        with self._changed:
            return self._changed.wait_for(lambda: self._rounds == 0, limit_seconds)

    def _submit(self) -> None:
        with self._changed:
            self._executor.submit(self._round)
            self._rounds += 1
        self._timers.after(_EVERY_SECONDS, self._submit)

    def _round(self) -> None:
        try:
            self.run()
        finally:
            with self._changed:
                self._rounds -= 1
                self._changed.notify_all()
