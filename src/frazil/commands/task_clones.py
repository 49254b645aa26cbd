"""CREATE TASK ... CLONE."""

from __future__ import annotations

from dataclasses import replace

from frazil.catalog.records import Family, Task
from frazil.catalog.snapshot import Change, Put
from frazil.commands.context import Context
from frazil.commands.copies import copied_tags
from frazil.commands.lifetimes import grants_on
from frazil.commands.lookup import find_target, require
from frazil.commands.results import Result, Status
from frazil.commands.task_compute import need_compute
from frazil.commands.task_creation import check_creation, define_new, must_be_suspended
from frazil.commands.task_links import check_predecessors, require_suspended
from frazil.commands.task_properties import check_execute_as
from frazil.core.names import render
from frazil.sql import statements as st


def clone_task(statement: st.CreateTask, source: st.Name, context: Context) -> Result:
    """Copy a task with every property, suspended; its predecessors stay if its owner clones it in its schema.

    The link of a finalizer task is not copied: a root has one.  The caller has entered the catalog.
    """
    original = require(context, find_target(Family.TASK, source, context, "CREATE TASK"))
    assert isinstance(original, Task)
    target = find_target(Family.TASK, statement.name, context, "CREATE TASK")
    old = check_creation(statement, target, context)
    if old is not None and statement.mode is st.CreateMode.IF_NOT_EXISTS:
        return Status(f"{render(target.name)} already exists, statement succeeded.")
    assert target.parent_id is not None
    task = replace(
        original,
        id=context.new_object_id(),
        parent_id=target.parent_id,
        name=target.name,
        owner_id=context.state.role_id,
        created_on=context.now,
        altered_on=context.now,
        predecessors=original.predecessors if _keeps_links(original, target.parent_id, context) else (),
        finalizes=None,
        started=False,
        graph_version=0,
        schedule_base=None,
        last_committed_on=None,
        last_suspended_on=None,
        last_suspended_reason=None,
    )
    need_compute(task, context)
    context.authorize()
    check_execute_as(task, context)
    found = (context.snapshot.find(Task, task.parent_id, name) for name in task.predecessors)
    above = [each for each in found if each is not None]
    require_suspended(context.snapshot, [*above, *must_be_suspended(old, context)])
    if above:
        check_predecessors(context.snapshot, task, above, old=old)
    attached = [*_copied_grants(statement, original, task, context), *copied_tags(original, task, {}, context)]
    return define_new(task, old, context, attached)


def _keeps_links(original: Task, parent_id: int, context: Context) -> bool:
    return original.owner_id == context.state.role_id and original.parent_id == parent_id


def _copied_grants(statement: st.CreateTask, original: Task, task: Task, context: Context) -> list[Change]:
    """Return the source's privileges as the clone's, for COPY GRANTS; they are the new owner's to give."""
    if "COPY_GRANTS" not in statement.properties:
        return []
    return [
        Put(
            replace(
                grant,
                id=context.new_object_id(),
                object_id=task.id,
                granted_by=task.owner_id,
                created_on=context.now,
                altered_on=context.now,
            )
        )
        for grant in grants_on(context.snapshot, original.id)
    ]
