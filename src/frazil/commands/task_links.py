"""The rules a task keeps in its graph: who may come after whom, who may finalize what, and what must be suspended.

Each check reads the catalog as it is and the task as it would be; the texts are Snowflake's.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from frazil.catalog.records import Family, Schema, Task
from frazil.catalog.snapshot import Change, Put, Snapshot
from frazil.commands.context import Context
from frazil.core.names import QualifiedName, render
from frazil.security.privileges import may_see
from frazil.tasks.errors import GraphNotSuspendedError, ScheduleAndPredecessorError, TaskGraphError, TaskPropertyError
from frazil.tasks.graph import MAX_CHILDREN, MAX_PREDECESSORS, MAX_RESUMED
from frazil.tasks.links import children_of, finalizer_of, full_name, roots_of
from frazil.tasks.planner import NO_OVERLAP

CHILD_BECAME_ROOT = "CHILD_BECAME_ROOT"
FINALIZER_BECAME_ROOT = "FINALIZER_BECAME_ROOT"
USER_SUSPENDED = "USER_SUSPENDED"
SUSPENDED_DUE_TO_ERRORS = "SUSPENDED_DUE_TO_ERRORS"
_ROOT_PARAMETERS = (
    "SUSPEND_TASK_AFTER_NUM_FAILURES",
    "TASK_AUTO_RETRY_ATTEMPTS",
    "USER_TASK_MINIMUM_TRIGGER_INTERVAL_IN_SECONDS",
)


def find_linked(context: Context, name: QualifiedName, task: Task) -> Task | None:
    """Return the task that a link's name means: unqualified in the task's own schema, else where the name says.

    None if there is none that the roles may know of.
    """
    snapshot = context.snapshot
    own = snapshot.fetch(Schema, task.parent_id)
    schema: Schema | None = own
    if len(name.parts) > 1:
        database = snapshot.path(own)[0] if len(name.parts) == 2 else name.parts[0]
        schema = snapshot.schema(database, name.parts[-2])
    found = snapshot.find(Task, schema.id, name.name) if schema is not None else None
    return found if found is not None and may_see(snapshot, context.roles(), found) else None


def find_predecessors(context: Context, names: Sequence[QualifiedName], task: Task) -> list[Task]:
    """Return the tasks that shall come before ``task``; TaskGraphError for unknown ones and those of other schemas."""
    found = [find_linked(context, name, task) for name in names]
    known = [each for each in found if each is not None]
    if len(known) < len(found):
        if any(name.parts == (task.name,) for name in names):
            raise TaskGraphError(f"Task {render(task.name)} cannot use itself as its predecessor.")
        unknown = next(name for name, each in zip(names, found, strict=True) if each is None)
        raise TaskGraphError(f"Invalid predecessor {unknown} was specified.")
    for each in known:
        if each.parent_id != task.parent_id:
            raise TaskGraphError(f"Cannot have predecessor {render(each.name)} from a different schema.")
    return known


def find_finalized(context: Context, name: QualifiedName, task: Task) -> Task:
    """Return the root that ``task`` shall finalize; TaskGraphError for an unknown one and one of another schema."""
    found = find_linked(context, name, task)
    if found is None:
        raise TaskGraphError(f"Invalid finalized root task {name} was specified.")
    if found.parent_id != task.parent_id:
        raise TaskGraphError(f"Cannot finalize graph {name} in a different schema.")
    return found


def require_suspended(snapshot: Snapshot, tasks: Iterable[Task]) -> None:
    """Refuse to change the graphs of these tasks while a root of them is started."""
    for task in tasks:
        for root in roots_of(snapshot, task):
            if root.started:
                raise GraphNotSuspendedError(full_name(snapshot, root))


def check_resumed(snapshot: Snapshot, limit: int = MAX_RESUMED) -> None:
    """Refuse one more resumed task in an account that has its fill.  The text is frazil's own."""
    known = sum(len(ids) for (_, family), ids in snapshot.members.items() if family is Family.TASK)
    if known > limit and sum(task.started for task in snapshot.all(Task)) >= limit:
        raise TaskGraphError(f"An account cannot have more than {limit} resumed tasks.")


def heads_a_graph(snapshot: Snapshot, task: Task) -> bool:
    """Say whether other tasks come after the task or finalize it."""
    return bool(children_of(snapshot, task)) or finalizer_of(snapshot, task) is not None


def check_predecessors(snapshot: Snapshot, task: Task, above: Sequence[Task], *, old: Task | None) -> None:
    """Refuse predecessors, all of the task's schema, that this task cannot have; ``old`` is the record it replaces."""
    shown = _shown(snapshot, task)
    if old is not None and old.is_root and finalizer_of(snapshot, old) is not None:
        if old.id != task.id:
            raise TaskGraphError(
                f"Cannot replace task {shown} with a non-root task because it has a finalizer task. "
                "Please remove the finalizer task first."
            )
        raise TaskGraphError(
            "This task has a finalizer and cannot be made a child task. "
            "Please remove the finalizer before adding a predecessor."
        )
    for each in above:
        if each.finalizes is not None:
            raise TaskGraphError(f"Task {full_name(snapshot, each)} cannot have children as a finalizer task.")
        if each.name == task.name:
            raise TaskGraphError(f"Task {render(task.name)} cannot use itself as its predecessor.")
        if each.owner_id != task.owner_id:
            raise TaskGraphError(
                f"Task {render(task.name)} and its predecessor {render(each.name)} must have the same owner."
            )
        if len([child for child in children_of(snapshot, each) if child.name != task.name]) >= MAX_CHILDREN:
            name = full_name(snapshot, each)
            raise TaskGraphError(f"Task {name} cannot have more than {MAX_CHILDREN} child tasks.")
    if len(task.predecessors) > MAX_PREDECESSORS:
        raise TaskGraphError(f"Task {shown} cannot have more than {MAX_PREDECESSORS} predecessors.")
    if task.finalizes is not None:
        raise TaskGraphError(f"Task {shown} cannot have predecessors as a finalizer task.")


def check_finalizer(snapshot: Snapshot, task: Task, root: Task) -> None:
    """Refuse a root that this task cannot finalize, the one-per-root rule excepted."""
    shown = _shown(snapshot, task)
    if not root.is_root:
        raise TaskGraphError(f"Task {shown} cannot finalize a non-root task {full_name(snapshot, root)}.")
    if root.name == task.name:
        raise TaskGraphError(f"Task {render(task.name)} cannot finalize itself.")
    if task.predecessors:
        raise TaskGraphError(f"Task {shown} cannot have predecessors as a finalizer task.")
    if children_of(snapshot, task) or finalizer_of(snapshot, task) is not None:
        raise TaskGraphError(f"Task {shown} cannot have children as a finalizer task.")
    if root.owner_id != task.owner_id:
        raise TaskGraphError(f"Task {render(task.name)} and its root {render(root.name)} must have the same owner.")


def check_only_finalizer(snapshot: Snapshot, task: Task, root: Task) -> None:
    """Refuse a second finalizer task of a root."""
    other = finalizer_of(snapshot, root)
    if other is not None and other.name != task.name:
        raise TaskGraphError(f"Finalize target {render(root.name)} already have finalizer.")


def check_followers(snapshot: Snapshot, task: Task) -> None:
    """Refuse to replace a task by one of another owner than those that keep their links to its name."""
    finalizer = finalizer_of(snapshot, task)
    for other in (*children_of(snapshot, task), *([finalizer] if finalizer is not None else [])):
        if other.owner_id != task.owner_id and other.name != task.name:
            raise TaskGraphError(
                f"Task {render(other.name)} and its predecessor {render(task.name)} must have the same owner."
            )


def check_role_in_graph(snapshot: Snapshot, task: Task, *, allows_overlap: bool | None, sets_policy: bool) -> None:
    """Refuse properties that only a root may have on a task that is none.

    ``allows_overlap`` and ``sets_policy`` say what the statement itself gives.
    """
    if task.is_root:
        return
    name, shown = render(task.name), _shown(snapshot, task)
    if task.schedule is not None:
        if task.finalizes is not None:
            raise TaskGraphError(f"Task {name} cannot have a schedule and be a finalizer task.")
        raise ScheduleAndPredecessorError(name)
    if task.config is not None:
        raise TaskGraphError(f"Task {shown} cannot both be a non-root task and have a config.")
    if allows_overlap:
        raise TaskGraphError(f"Cannot set allow_overlapping_execution on non-root task {shown}.")
    if sets_policy or task.overlap_policy != NO_OVERLAP:
        raise TaskGraphError(f"Cannot set overlap policy on non-root task {shown}.")
    for parameter in _ROOT_PARAMETERS:
        if parameter in task.parameters:
            raise TaskPropertyError(
                f"Cannot set parameter {parameter} on non-root task {name}. Non-root tasks use the parameter setting "
                "from their root task. Please set this on the root task for this task instead."
            )


def made_root(task: Task, now: datetime, reason: str) -> Task:
    """Return a task that has lost its last link upwards: suspended, to be resumed by hand."""
    return replace(
        task,
        predecessors=(),
        finalizes=None,
        started=False,
        last_suspended_on=now,
        last_suspended_reason=reason,
        altered_on=now,
    )


def severed(snapshot: Snapshot, task: Task, now: datetime) -> list[Change]:
    """Return what the disappearance of a task does to those linked to it."""
    changes: list[Change] = []
    for child in children_of(snapshot, task):
        left = tuple(name for name in child.predecessors if name != task.name)
        if left:
            changes.append(Put(replace(child, predecessors=left, altered_on=now)))
        else:
            changes.append(Put(made_root(child, now, CHILD_BECAME_ROOT)))
    finalizer = finalizer_of(snapshot, task)
    if finalizer is not None:
        changes.append(Put(made_root(finalizer, now, FINALIZER_BECAME_ROOT)))
    return changes


def _shown(snapshot: Snapshot, task: Task) -> str:
    """Return the full name of a task that may not be in the catalog yet."""
    schema = snapshot.fetch(Schema, task.parent_id)
    return ".".join(render(part) for part in (*snapshot.path(schema), task.name))
