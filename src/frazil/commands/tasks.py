"""CREATE, ALTER and DROP of tasks.

A change of a task never touches a graph that runs, which has its own version; so all that a change needs is that the
root of the task's graph is suspended, lest a scheduled run begin with half of several changes.  RESUME and EXECUTE TASK
are in ``task_execution.py``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from frazil.catalog.records import Family, Task
from frazil.catalog.snapshot import Put
from frazil.commands.context import Context
from frazil.commands.lifetimes import forget
from frazil.commands.lookup import Target, enter, find_target, require
from frazil.commands.objects import DONE, drops
from frazil.commands.registry import DDL_TYPE, Effect, handles
from frazil.commands.results import Result, Status
from frazil.commands.task_clones import clone_task
from frazil.commands.task_compute import need_managed
from frazil.commands.task_creation import check_creation, define_new, must_be_suspended
from frazil.commands.task_execution import resume_task, suspend_task
from frazil.commands.task_links import (
    CHILD_BECAME_ROOT,
    FINALIZER_BECAME_ROOT,
    check_finalizer,
    check_only_finalizer,
    check_predecessors,
    check_role_in_graph,
    find_finalized,
    find_linked,
    find_predecessors,
    heads_a_graph,
    made_root,
    require_suspended,
    severed,
)
from frazil.commands.task_properties import (
    NOT_ALTERABLE,
    TaskProperties,
    check_alterable,
    check_autocommit,
    check_execute_as,
    check_values,
    read_task_properties,
    unset_task_properties,
)
from frazil.commands.task_versions import tell_scheduler, withdraw_runs
from frazil.core.errors import UnsupportedError
from frazil.core.names import QualifiedName, render
from frazil.sql import statements as st
from frazil.sql.ast import Expression
from frazil.sql.binder.names import plain_name
from frazil.sql.parser.properties import EXECUTE_AS_USER
from frazil.tasks.condition import check_condition
from frazil.tasks.errors import TaskGraphError


@handles(
    st.CreateTask,
    Effect.DEFINE,
    DDL_TYPE,
    "CREATE_TASK",
    privileges="CREATE TASK and USAGE on the schema; USAGE on the warehouse, or EXECUTE MANAGED TASK without one; "
    "OWNERSHIP of the task that is replaced or cloned; IMPERSONATE on the user of EXECUTE AS USER, held by the owner",
)
def create_task(statement: st.CreateTask, context: Context) -> Result:
    """Create a task, suspended; OR REPLACE makes a new one, OR ALTER brings the one there is to what is written."""
    enter(context)
    if statement.clone is not None:
        return clone_task(statement, statement.clone, context)
    if statement.mode is st.CreateMode.OR_ALTER:
        check_alterable(statement.properties)
    given = read_task_properties(statement.properties, context)
    target = find_target(Family.TASK, statement.name, context, "CREATE TASK")
    old = check_creation(statement, target, context)
    if old is not None and statement.mode is st.CreateMode.IF_NOT_EXISTS:
        return Status(f"{render(target.name)} already exists, statement succeeded.")
    keeps = old if statement.mode is st.CreateMode.OR_ALTER else None
    task = given.apply(_blank(statement, target, context, keeps))
    if task.warehouse is None:
        need_managed(context)
    check_execute_as(task, context)
    context.authorize()
    check_values(task, given, statement.condition, context)
    names = [plain_name(name, context.environment) for name in statement.after]
    task = _linked(task, names, given, context, old)
    return define_new(task, old, context) if keeps is None else _define_altered(task, keeps, context)


@handles(
    st.AlterTask,
    Effect.DEFINE,
    DDL_TYPE,
    "ALTER_TASK",
    privileges="OWNERSHIP of the task; OPERATE to resume and suspend it; what its creation would need of what is set",
)
def alter_task(statement: st.AlterTask, context: Context) -> Result:
    """Resume, suspend or change a task."""
    enter(context)
    target = find_target(Family.TASK, statement.name, context, "ALTER TASK", lenient=statement.if_exists)
    if target.record is None and statement.if_exists:
        context.authorize()
        return DONE
    action = statement.action
    if isinstance(action, str):
        task = require(context, target, "OPERATE", "OWNERSHIP")
        assert isinstance(task, Task)
        return resume_task(task, context) if action == "RESUME" else suspend_task(task, context)
    task = require(context, target)
    assert isinstance(task, Task)
    changed = _altered(task, action, context)
    if changed is not task:
        context.define([Put(replace(changed, altered_on=context.now))])
        tell_scheduler(context)
    return DONE


@drops(Family.TASK)
def drop_task(statement: st.Drop, context: Context) -> Result:
    """Drop a task and cut its links; a graph must be suspended for it, a standalone task need not."""
    enter(context)
    target = find_target(Family.TASK, statement.name, context, "DROP", lenient=statement.if_exists)
    if target.record is None and statement.if_exists:
        context.authorize()
        return Status(f"Drop statement executed successfully ({render(target.name)} already dropped).")
    task = require(context, target)
    assert isinstance(task, Task)
    if not task.is_root or heads_a_graph(context.snapshot, task):
        require_suspended(context.snapshot, [task])
    context.define([*severed(context.snapshot, task, context.now), *forget(context.snapshot, task).changes])
    withdraw_runs(context, task)
    tell_scheduler(context)
    return Status(f"{render(task.name)} successfully dropped.")


# ---------------------------------------------------------------- CREATE


def _blank(statement: st.CreateTask, target: Target, context: Context, keeps: Task | None) -> Task:
    """Return the task without its properties.

    One that is altered keeps its identity, state and version, and the properties that CREATE OR ALTER cannot name.
    """
    assert target.parent_id is not None
    task = Task(
        id=keeps.id if keeps is not None else context.new_object_id(),
        parent_id=target.parent_id,
        name=target.name,
        owner_id=keeps.owner_id if keeps is not None else context.state.role_id,
        created_on=keeps.created_on if keeps is not None else context.now,
        altered_on=context.now,
        definition=statement.definition,
        condition=statement.condition_text,
    )
    if keeps is None:
        return task
    return replace(
        task,
        target_completion_interval=keeps.target_completion_interval,
        parameters={name: value for name, value in keeps.parameters.items() if name in NOT_ALTERABLE},
        started=keeps.started,
        graph_version=keeps.graph_version,
        schedule_base=keeps.schedule_base,
        resumed_after=keeps.resumed_after,
        last_committed_on=keeps.last_committed_on,
        last_suspended_on=keeps.last_suspended_on,
        last_suspended_reason=keeps.last_suspended_reason,
    )


def _linked(
    task: Task, after: Sequence[QualifiedName], given: TaskProperties, context: Context, old: Task | None
) -> Task:
    """Return the task with its links, checked in their order: existence, schema, roots, then what each may have."""
    snapshot = context.snapshot
    above = find_predecessors(context, after, task)
    finalized = find_finalized(context, given.finalizes, task) if given.finalizes is not None else None
    replaced = [old] if old is not None and old.id == task.id else must_be_suspended(old, context)
    require_suspended(snapshot, [*above, *([finalized] if finalized is not None else []), *replaced])
    task = replace(
        task,
        predecessors=tuple(sorted({each.name for each in above})),
        finalizes=finalized.name if finalized is not None else None,
    )
    if above:
        check_predecessors(snapshot, task, above, old=old)
    if finalized is not None:
        check_finalizer(snapshot, task, finalized)
    check_role_in_graph(snapshot, task, allows_overlap=given.allows_overlap, sets_policy=given.sets_policy)
    if finalized is not None:
        check_only_finalizer(snapshot, task, finalized)
    return task


def _define_altered(task: Task, old: Task, context: Context) -> Result:
    """Queue what CREATE OR ALTER makes of a task; one that has lost its links is suspended."""
    if task.is_root and not old.is_root:
        reason = FINALIZER_BECAME_ROOT if old.finalizes is not None else CHILD_BECAME_ROOT
        task = made_root(task, context.now, reason)
    context.define([Put(task)])
    tell_scheduler(context)
    return Status(f"Task {render(task.name)} successfully created.")


# ---------------------------------------------------------------- ALTER


def _altered(task: Task, action: object, context: Context) -> Task:
    """Return the task after a change, or the very same task if it changes nothing."""
    match action:
        case st.AddAfter(tasks=names):
            return _with_predecessors(task, names, context)
        case st.RemoveAfter(tasks=names):
            return _without_predecessors(task, names, context)
        case st.ModifyDefinition(definition=definition):
            require_suspended(context.snapshot, [task])
            return replace(task, definition=definition)
        case st.ModifyCondition(condition=condition, condition_text=text):
            return _with_condition(task, condition, text, context)
        case st.SetProperties(properties=properties):
            given = read_task_properties(properties, context)
            context.authorize()
            return _with_properties(task, given, context)
        case st.UnsetProperties(names=names):
            return _without_properties(task, names, context)
    raise UnsupportedError(f"ALTER TASK with {type(action).__name__}")


def _with_predecessors(task: Task, names: Sequence[st.Name], context: Context) -> Task:
    above = find_predecessors(context, [plain_name(name, context.environment) for name in names], task)
    require_suspended(context.snapshot, [*above, task])
    wanted = tuple(sorted({*task.predecessors, *(each.name for each in above)}))
    changed = replace(task, predecessors=wanted)
    check_predecessors(context.snapshot, changed, above, old=task)
    check_role_in_graph(context.snapshot, changed, allows_overlap=None, sets_policy=False)
    return changed if wanted != task.predecessors else task


def _without_predecessors(task: Task, names: Sequence[st.Name], context: Context) -> Task:
    plain = [plain_name(name, context.environment) for name in names]
    found = [find_linked(context, name, task) for name in plain]
    for each in found:
        if each is not None and (each.parent_id != task.parent_id or each.name not in task.predecessors):
            raise TaskGraphError(f"Task {render(task.name)} does not have predecessor {render(each.name)}.")
    for name, each in zip(plain, found, strict=True):
        if each is None:
            raise TaskGraphError(f"Invalid predecessor {name} was specified.")
    require_suspended(context.snapshot, [task])
    left = tuple(name for name in task.predecessors if name not in {name.name for name in plain})
    return replace(task, predecessors=left) if left else made_root(task, context.now, CHILD_BECAME_ROOT)


def _with_condition(task: Task, condition: Expression | None, text: str | None, context: Context) -> Task:
    if condition is not None:
        check_condition(condition)
    require_suspended(context.snapshot, [task])
    return replace(task, condition=text)


def _with_properties(task: Task, given: TaskProperties, context: Context) -> Task:
    snapshot = context.snapshot
    changed = given.apply(task)
    if EXECUTE_AS_USER in given.names:
        check_execute_as(changed, context)
    check_values(changed, given, None, context)
    finalized = find_finalized(context, given.finalizes, task) if given.finalizes is not None else None
    require_suspended(snapshot, [task, *([finalized] if finalized is not None else [])])
    if finalized is not None:
        check_finalizer(snapshot, changed, finalized)
        changed = replace(changed, finalizes=finalized.name)
    check_role_in_graph(snapshot, changed, allows_overlap=given.allows_overlap, sets_policy=given.sets_policy)
    if finalized is not None:
        check_only_finalizer(snapshot, changed, finalized)
    return changed


def _without_properties(task: Task, names: Sequence[str], context: Context) -> Task:
    changed = unset_task_properties(names, task)
    if task.warehouse is not None and changed.warehouse is None:
        need_managed(context)
        context.authorize()
    check_autocommit(changed, context)
    require_suspended(context.snapshot, [task])
    if task.finalizes is not None and changed.finalizes is None:
        return made_root(changed, context.now, FINALIZER_BECAME_ROOT)
    return changed
