"""RESUME, SUSPEND and EXECUTE of tasks: what starts and stops their runs.

RESUME of a root and EXECUTE TASK fix a version of the graph, which is stored in the statement's own transaction; a
version that would be like the newest one is not made again.  The scheduler is told after the commit: a graph run is
durable before EXECUTE TASK answers.
"""

from __future__ import annotations

from dataclasses import replace

from frazil.catalog.records import Family, Task
from frazil.catalog.snapshot import Put, Snapshot
from frazil.commands.context import Context
from frazil.commands.lookup import enter, find_target, require
from frazil.commands.objects import DONE
from frazil.commands.registry import DDL_TYPE, Effect, handles
from frazil.commands.results import Result, Status
from frazil.commands.task_links import USER_SUSPENDED, check_resumed, require_suspended
from frazil.commands.task_properties import merged_config
from frazil.commands.task_versions import graph_now, tell_scheduler, use_version, with_version
from frazil.core.names import render
from frazil.engine.transactions import Transaction
from frazil.sql import statements as st
from frazil.tasks.errors import TaskGraphError
from frazil.tasks.links import check_upwards, full_name
from frazil.tasks.owners import check_owner

_SCHEDULED = "Task {} is scheduled to run immediately."


@handles(
    st.ExecuteTask,
    Effect.DEFINE,
    DDL_TYPE,
    "EXECUTE_TASK",
    privileges="OPERATE or OWNERSHIP of the task; EXECUTE TASK and what the task uses, held by its owner",
)
def execute_task(statement: st.ExecuteTask, context: Context) -> Result:
    """Start a graph run of a root or standalone task now, started or suspended; it runs on its own."""
    enter(context)
    target = find_target(Family.TASK, statement.name, context, "EXECUTE TASK")
    task = require(context, target, "OPERATE", "OWNERSHIP")
    assert isinstance(task, Task)
    if not task.is_root:
        raise TaskGraphError(
            f"Execute task cannot be called on non-root task {full_name(context.snapshot, task)}. "
            "Call EXECUTE TASK on the root task of its graph instead."
        )
    check_owner(context.snapshot, task.owner_id, task.parent_id, task.warehouse, task.execute_as_id)
    if statement.retry_last or statement.retry_group is not None:
        return _retry_graph_run(task, statement.retry_group, context)
    config = merged_config(task.config, statement.config)
    changed, version = with_version(task, context.snapshot, context.transaction, context)
    if changed is not task:
        context.define([Put(changed)])
    services, user = context.services, context.state.user_name
    context.after_commit.append(lambda: services.tasks.execute(version, config, user))
    return Status(_SCHEDULED.format(render(task.name)))


def _retry_graph_run(task: Task, group_id: str | None, context: Context) -> Status:
    """Start the next attempt of the last graph run, or of a group's; the version it ran with stays in use."""
    newest = graph_now(task, task.graph_version, context.snapshot, context)
    context.services.tasks.retry(task.id, group_id, newest, context.state.user_name)
    return Status(_SCHEDULED.format(render(task.name)))


def resume_task(task: Task, context: Context) -> Result:
    """Start a task; a root gets a new version of its graph, and its schedule counts from now."""
    changed = started_task(task, context.snapshot, context.transaction, context)
    if changed is not task:
        context.define([Put(changed)])
        tell_scheduler(context)
    return DONE


def started_task(task: Task, snapshot: Snapshot, transaction: Transaction, context: Context) -> Task:
    """Return the task as RESUME leaves it, the very same one if it is started; a new version is stored.

    ``snapshot`` is the catalog that the version is made of, ``transaction`` the one that commits it.
    """
    if not task.is_root:
        require_suspended(snapshot, [task])
        check_upwards(snapshot, task)
    check_owner(snapshot, task.owner_id, task.parent_id, task.warehouse, task.execute_as_id)
    if task.started:
        return task
    check_resumed(snapshot)
    changed = replace(task, started=True, altered_on=context.now)
    if not task.is_root:
        return changed
    changed, version = with_version(changed, snapshot, transaction, context)
    use_version(version, context)
    context.after_commit.append(lambda: context.services.tasks.forget_failures(version))
    return replace(changed, schedule_base=context.now, resumed_after=context.services.run_log.sequence)


def suspend_task(task: Task, context: Context) -> Result:
    """Stop a task from being started; what runs goes on."""
    if not task.is_root:
        require_suspended(context.snapshot, [task])
    if task.started:
        context.define(
            [
                Put(
                    replace(
                        task,
                        started=False,
                        last_suspended_on=context.now,
                        last_suspended_reason=USER_SUSPENDED,
                        altered_on=context.now,
                    )
                )
            ]
        )
        tell_scheduler(context)
    return DONE
