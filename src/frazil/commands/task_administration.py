"""SYSTEM$ functions that act on tasks from outside their runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from frazil.catalog.records import Family, Task
from frazil.catalog.snapshot import Change, Put
from frazil.commands.context import CATALOG_LOCK, Context
from frazil.commands.lookup import find_target, require
from frazil.commands.system_functions import system_function, text_argument
from frazil.commands.task_execution import started_task
from frazil.commands.task_links import require_suspended
from frazil.core.errors import InvalidArgumentError
from frazil.core.names import QualifiedName, render, split_qualified
from frazil.engine.locks import LockMode
from frazil.tasks.links import dependents_of, full_name
from frazil.tasks.owners import check_owner


@system_function("TASK_DEPENDENTS_ENABLE", 1)
def enable_dependents(context: Context, arguments: Sequence[object]) -> str:
    """Resume a task and everything that depends on it, the task itself last, in one commit of its own."""
    name = _task_name("TASK_DEPENDENTS_ENABLE", arguments)
    services = context.services
    # A function stands in a query, which defines nothing itself.
    transaction = services.store.transaction(
        context.state.id, lock_timeout_seconds=context.transaction.lock_timeout_seconds, started_on=context.now
    )
    try:
        transaction.lock({CATALOG_LOCK: LockMode.EXCLUSIVE}, context.canceller)
        context.environment.snapshot = services.catalog.snapshot
        task = _find(name, context)
        changes: list[Change] = []
        require_suspended(context.snapshot, [task])
        members = dependents_of(context.snapshot, task)[1:]
        _check_members(members, context)
        for member in reversed(members):
            if not member.started:
                changes.append(Put(replace(member, started=True, altered_on=context.now)))
        # The root's version is made of the members as they are now: resumed.
        resumed = context.snapshot.apply(changes)
        root = started_task(task, resumed, transaction, context)
        if root is not task:
            changes.append(Put(root))
        if changes:
            transaction.define(changes)
            transaction.commit(lambda: services.catalog.publish(changes))
    finally:
        transaction.rollback()
    services.tasks.refresh()
    return "Statement executed successfully."


def _check_members(members: Sequence[Task], context: Context) -> None:
    """Check of what goes with the task what a RESUME of each alone would check."""
    snapshot = context.snapshot
    for member in members:
        context.need("OPERATE", member, full_name(snapshot, member), any_of=("OPERATE", "OWNERSHIP"))
        check_owner(snapshot, member.owner_id, member.parent_id, member.warehouse, member.execute_as_id)
    context.authorize()


@system_function("USER_TASK_CANCEL_ONGOING_EXECUTIONS", 1)
def cancel_executions(context: Context, arguments: Sequence[object]) -> str:
    """Cancel the running body of a task; what depends on it does not start."""
    task = _find(_task_name("USER_TASK_CANCEL_ONGOING_EXECUTIONS", arguments), context)
    query_ids = [
        query_id
        for query_id in context.services.tasks.executing_queries(task.id)
        if context.services.tasks.cancel(query_id)
    ]
    if not query_ids:
        return (
            f"Task {render(task.name)} has no currently running executions. If the task was dropped or replaced after "
            "a previous execution started, use SYSTEM$CANCEL_QUERY along with the query id to cancel the run."
        )
    return (
        f"Marked {len(query_ids)} task runs for cancellation. It may take a few seconds for cancellation to complete. "
        f"Query ids canceled: [{', '.join(query_ids)}]"
    )


def _task_name(function: str, arguments: Sequence[object]) -> QualifiedName:
    text = text_argument(function, arguments)
    try:
        return QualifiedName(split_qualified(text))
    except ValueError:
        raise InvalidArgumentError(f"Invalid value [{text}] for function 'SYSTEM${function}', parameter 1") from None


def _find(name: QualifiedName, context: Context) -> Task:
    task = require(context, find_target(Family.TASK, name, context, "ALTER TASK"), "OPERATE", "OWNERSHIP")
    assert isinstance(task, Task)
    return task
