"""SHOW TASKS, and the row that DESCRIBE TASK shares with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from frazil.catalog.records import Role, Task, User
from frazil.catalog.snapshot import Snapshot
from frazil.commands.context import Context
from frazil.commands.results import Rows
from frazil.commands.show_scope import Row, Visibility, columns, filters_of, records_in
from frazil.core.names import quote, render
from frazil.engine.literals import canonical_json
from frazil.sql import statements as st
from frazil.tasks.graph import task_uuid
from frazil.tasks.links import finalizer_of, full_name

_TIMES = "created_on last_committed_on last_suspended_on"

TASK_COLUMNS = columns(
    "created_on name id database_name schema_name owner comment warehouse schedule predecessors state definition "
    "condition allow_overlapping_execution error_integration last_committed_on last_suspended_on owner_role_type "
    "config budget task_relations last_suspended_reason success_integration scheduling_mode "
    "target_completion_interval execute_as_user overlap_policy created_by_user",
    times=_TIMES,
)
_TERSE = columns("created_on name kind database_name schema_name schedule", times=_TIMES)


def show_tasks(statement: st.Show, context: Context) -> Rows:
    """List the tasks on which the roles hold OWNERSHIP, MONITOR or OPERATE; ROOT ONLY those without predecessors."""
    visibility = Visibility(context)
    tasks = [
        record
        for _, _, record in records_in(statement, context, Task)
        if isinstance(record, Task) and visibility.holds(record, "MONITOR", "OPERATE")
    ]
    if statement.root_only:
        tasks = [task for task in tasks if task.is_root]
    if statement.terse:
        rows = [(task.name, _terse_row(context.snapshot, task)) for task in tasks]
        return Rows(_TERSE, filters_of(statement, context).select(rows))
    named = ((task.name, row) for task, row in zip(tasks, task_rows(context.snapshot, tasks), strict=True))
    return Rows(TASK_COLUMNS, filters_of(statement, context).select(named))


def task_rows(snapshot: Snapshot, tasks: Iterable[Task]) -> Iterator[Row]:
    """Yield each task as SHOW TASKS and DESCRIBE TASK print it."""
    for task in tasks:
        database, schema, _ = snapshot.path(task)
        owner, user = snapshot.get(Role, task.owner_id), snapshot.get(User, task.execute_as_id)
        above = [".".join(quote(part) for part in (database, schema, name)) for name in task.predecessors]
        yield (
            task.created_on,
            task.name,
            task_uuid(task.id),
            database,
            schema,
            owner.name if owner is not None else "",
            task.comment,
            task.warehouse,
            task.schedule,
            canonical_json(above),
            "started" if task.started else "suspended",
            task.definition,
            task.condition,
            _overlapping(task),
            "null",
            task.last_committed_on,
            task.last_suspended_on,
            "ROLE",
            task.config,
            None,
            relations_text(snapshot, task),
            task.last_suspended_reason,
            "null",
            None,
            task.target_completion_interval,
            user.name if user is not None else None,
            task.overlap_policy if task.is_root else None,
            None,
        )


def relations_text(snapshot: Snapshot, task: Task) -> str:
    """Return the JSON of a task's links: its predecessors, a root's finalizer, a finalizer's root."""
    container = ".".join(render(part) for part in snapshot.path(task)[:-1])
    found: dict[str, object] = {"Predecessors": [f"{container}.{render(name)}" for name in task.predecessors]}
    if task.finalizes is not None:
        found["FinalizedRootTask"] = f"{container}.{render(task.finalizes)}"
    finalizer = finalizer_of(snapshot, task) if task.is_root else None
    if finalizer is not None:
        found["FinalizerTask"] = full_name(snapshot, finalizer)
    return canonical_json(found)


def _overlapping(task: Task) -> str:
    """Return whether runs may overlap; Snowflake has no word here for children, nor for all overlap but false."""
    if not task.is_root:
        return "null"
    return "true" if task.overlap_policy == "ALLOW_CHILD_OVERLAP" else "false"


def _terse_row(snapshot: Snapshot, task: Task) -> Row:
    database, schema, _ = snapshot.path(task)
    return (task.created_on, task.name, None, database, schema, task.schedule)
