"""Suspending a root whose runs have failed too often: the one change of a task that no statement asks for."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from frazil.catalog.records import Task
from frazil.catalog.snapshot import Put
from frazil.commands.context import CATALOG_LOCK, Services
from frazil.commands.task_links import SUSPENDED_DUE_TO_ERRORS
from frazil.core.ids import ObjectId
from frazil.engine.locks import LockMode

_LOCK_SECONDS = 60.0


def suspend_for_errors(services: Services, root_id: ObjectId, since: datetime) -> None:
    """Suspend a root or standalone task since a failure, unless somebody has suspended, resumed or dropped it after."""
    transaction = services.store.transaction(services, lock_timeout_seconds=_LOCK_SECONDS)
    try:
        transaction.lock({CATALOG_LOCK: LockMode.EXCLUSIVE})
        task = services.catalog.snapshot.get(Task, root_id)
        if task is None or not task.started or (task.schedule_base is not None and task.schedule_base > since):
            return
        changes = [
            Put(
                replace(
                    task,
                    started=False,
                    last_suspended_on=since,
                    last_suspended_reason=SUSPENDED_DUE_TO_ERRORS,
                    altered_on=since,
                )
            )
        ]
        transaction.define(changes)
        transaction.commit(lambda: services.catalog.publish(changes))
    finally:
        transaction.rollback()
    services.tasks.refresh()
