"""What CREATE TASK and CREATE TASK ... CLONE share: whether the task may be made, and how it takes its place."""

from __future__ import annotations

from collections.abc import Sequence

from frazil.catalog.records import Schema, Task
from frazil.catalog.snapshot import Change, Put
from frazil.commands.context import Context
from frazil.commands.lifetimes import forget
from frazil.commands.lookup import Target, require, require_around
from frazil.commands.results import Result, Status
from frazil.commands.task_links import check_followers, heads_a_graph
from frazil.commands.task_versions import tell_scheduler, withdraw_runs
from frazil.core.errors import ObjectExistsError
from frazil.core.names import render
from frazil.sql import statements as st


def check_creation(statement: st.CreateTask, target: Target, context: Context) -> Task | None:
    """Return the task of that name, having checked the privileges and whether the mode allows one to be there."""
    old = target.record if isinstance(target.record, Task) else None
    require_around(context, target)
    if old is None:
        schema = context.snapshot.objects[target.parent_id] if target.parent_id is not None else None
        assert isinstance(schema, Schema)
        context.need("CREATE TASK", schema, ".".join(render(part) for part in context.snapshot.path(schema)))
    context.authorize()
    if old is None or statement.mode is st.CreateMode.IF_NOT_EXISTS:
        return old
    if statement.mode is st.CreateMode.ERROR:
        raise ObjectExistsError(f"Object '{target.shown}' already exists.")
    require(context, target)
    return old


def must_be_suspended(old: Task | None, context: Context) -> list[Task]:
    """Return the task that is to be replaced if its graph must be suspended for it; a standalone task need not be."""
    if old is None or (old.is_root and not heads_a_graph(context.snapshot, old)):
        return []
    return [old]


def define_new(task: Task, old: Task | None, context: Context, grants: Sequence[Change] = ()) -> Result:
    """Queue a new task with its grants, in the place of an old one if there is one, which loses its pending runs."""
    changes: list[Change] = [Put(task), *grants]
    if old is not None:
        check_followers(context.snapshot, task)
        changes = [*forget(context.snapshot, old).changes, *changes]
        withdraw_runs(context, old)
    context.define(changes)
    tell_scheduler(context)
    return Status(f"Task {render(task.name)} successfully created.")
