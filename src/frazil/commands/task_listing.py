"""SHOW TASKS and DESCRIBE TASK."""

from __future__ import annotations

from frazil.catalog.records import Family, Role, Task
from frazil.commands.context import Context
from frazil.commands.lookup import find_target, require
from frazil.commands.results import Rows
from frazil.commands.show_scope import Row, Visibility, columns, filters_of, owner_name, records_in
from frazil.core.names import render
from frazil.engine.literals import canonical_json
from frazil.sql import statements as st
from frazil.tasks.graph import task_uuid
from frazil.tasks.links import finalizer_of
from frazil.tasks.planner import ALLOW_CHILD_OVERLAP

SEEING = ("MONITOR", "OPERATE", "OWNERSHIP")
"""Privileges of which one shows a task and its history."""

_TERSE = columns("created_on name kind database_name schema_name schedule", times="created_on")
_TASKS = columns(
    "created_on name id database_name schema_name owner comment warehouse schedule scheduling_mode "
    "target_completion_interval predecessors state definition condition allow_overlapping_execution error_integration "
    "success_integration last_committed_on last_suspended_on owner_role_type config last_suspended_reason "
    "task_relations execute_as_user budget overlap_policy",
    times="created_on last_committed_on last_suspended_on",
)


def show_tasks(statement: st.Show, context: Context) -> Rows:
    """List the tasks on which the roles hold OWNERSHIP, MONITOR or OPERATE; ROOT ONLY leaves out all but roots."""
    visibility = Visibility(context, honor_manage_grants=False)
    rows: list[tuple[str, Row]] = []
    for _, _, task in records_in(statement, context, Task):
        if not isinstance(task, Task) or not visibility.holds(task, *SEEING):
            continue
        if statement.root_only and not task.is_root:
            continue
        rows.append((task.name, _terse_row(task, context) if statement.terse else _row(task, context)))
    return Rows(_TERSE if statement.terse else _TASKS, filters_of(statement, context).select(rows))


def describe_task(statement: st.Describe, context: Context) -> Rows:
    """Describe one task, as SHOW TASKS would."""
    task = require(context, find_target(Family.TASK, statement.name, context, "DESCRIBE"), *SEEING)
    assert isinstance(task, Task)
    return Rows(_TASKS, [_row(task, context)])


def _terse_row(task: Task, context: Context) -> Row:
    database, schema, _ = context.snapshot.path(task)
    return (task.created_on, task.name, None, database, schema, task.schedule)


def _row(task: Task, context: Context) -> Row:
    database, schema, name = context.snapshot.path(task)
    place = f"{render(database)}.{render(schema)}."
    above = [place + render(predecessor) for predecessor in task.predecessors]
    return (
        task.created_on,
        name,
        task_uuid(task.id),
        database,
        schema,
        owner_name(context, task),
        task.comment,
        task.warehouse,
        task.schedule,
        None,
        None,
        canonical_json(above),
        "started" if task.started else "suspended",
        task.definition,
        task.condition,
        _overlap(task),
        "null",
        "null",
        task.last_committed_on,
        task.last_suspended_on,
        "ROLE" if context.snapshot.get(Role, task.owner_id) is not None else "",
        task.config,
        task.last_suspended_reason,
        _relations(task, above, place, context),
        None,
        None,
        task.overlap_policy if task.is_root else None,
    )


def _overlap(task: Task) -> str | None:
    """Return the older spelling of the overlap policy: it has no word for overlapping roots."""
    if not task.is_root:
        return None
    return "true" if task.overlap_policy == ALLOW_CHILD_OVERLAP else "false"


def _relations(task: Task, above: list[str], place: str, context: Context) -> str:
    """Return the task's links as JSON: predecessors, and the finalizer task or the root that is finalized."""
    relations: dict[str, object] = {"Predecessors": above}
    if task.finalizes is not None:
        relations["FinalizedRootTask"] = place + render(task.finalizes)
    finalizer = finalizer_of(context.snapshot, task) if task.is_root else None
    if finalizer is not None:
        relations["FinalizerTask"] = place + render(finalizer.name)
    return canonical_json(relations)
