"""Versions of task graphs as statements make them, and what the scheduler is told after their commit.

A version is stored in the statement's own transaction; one that would be like the newest is not made again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from frazil.catalog.records import Account, Record, Task
from frazil.catalog.snapshot import Change, Put, Snapshot
from frazil.commands.context import Context
from frazil.commands.lifetimes import Removal, below
from frazil.engine.transactions import Transaction
from frazil.tasks.graph import TASK_PARAMETERS, GraphVersion
from frazil.tasks.links import graph_of
from frazil.tasks.store import version_row


def with_version(
    task: Task, snapshot: Snapshot, transaction: Transaction, context: Context
) -> tuple[Task, GraphVersion]:
    """Return the root with the newest version of its graph, and that version; a new one is stored.

    The very same task comes back if its newest version still says all there is to say.
    """
    version = graph_now(task, task.graph_version + 1, snapshot, context)
    if task.graph_version > 0:
        newest: GraphVersion = context.services.tasks.fetch_version(task.id, task.graph_version)
        if newest.same_content(version):
            return task, newest
    transaction.append([version_row(version)])
    return replace(task, graph_version=version.number, last_committed_on=context.now), version


def graph_now(task: Task, number: int, snapshot: Snapshot, context: Context) -> GraphVersion:
    """Return the graph of a root as the snapshot has it, under a number."""
    return graph_of(
        snapshot,
        task,
        number=number,
        created_on=context.now,
        created_by=context.state.user_name,
        pass_through=context.services.passes_suspended,
    )


def renewed_roots(changed: Record, names: Iterable[str], context: Context) -> list[Change]:
    """Return the started roots inside a container with versions that have its changed parameters.

    ``changed`` is the account, database or schema as it will be, ``names`` the parameters that were set or unset there.
    So the next scheduled run of a root has the new values, as Snowflake promises of TASK_AUTO_RETRY_ATTEMPTS.
    """
    if context.services.tasks is None or not set(names).intersection(TASK_PARAMETERS):
        return []
    snapshot = context.snapshot.apply([Put(changed)])
    inside: Iterable[Record] = snapshot.all(Task) if isinstance(changed, Account) else below(snapshot, changed)
    changes: list[Change] = []
    for task in inside:
        if not isinstance(task, Task) or not task.started or not task.is_root:
            continue
        renewed, version = with_version(task, snapshot, context.transaction, context)
        if renewed is not task:
            changes.append(Put(renewed))
            use_version(version, context)
    return changes


def use_version(version: GraphVersion, context: Context) -> None:
    """Have the scheduler remember a version after the commit, to spare the next start its reading."""
    services = context.services
    context.after_commit.append(lambda: services.tasks.use_version(version))


def tell_scheduler(context: Context) -> None:
    """Have the scheduler look at the catalog after the commit."""
    services = context.services
    context.after_commit.append(services.tasks.refresh)


def withdraw_gone(context: Context, removal: Removal) -> None:
    """Have the pending runs of the tasks that go with a container cancelled after the commit."""
    for change in removal.changes:
        if isinstance(change.record, Task) and context.services.tasks is not None:
            withdraw_runs(context, change.record)


def withdraw_runs(context: Context, task: Task) -> None:
    """Have the graph runs of a task that is no more cancelled, if they have not begun, after the commit."""
    services = context.services
    context.after_commit.append(lambda: services.tasks.withdraw(task.id))
