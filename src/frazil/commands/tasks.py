"""CREATE, ALTER and DROP of tasks.

A change of a task never touches a graph that runs, which has its own version; so all that a change needs is that the
root of the task's graph is suspended, lest a scheduled run begin with half of several changes.  RESUME and EXECUTE TASK
are in ``task_execution.py``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from frazil.catalog.records import Family, Schema, Task
from frazil.catalog.snapshot import Change, Put
from frazil.commands.context import Context
from frazil.commands.lifetimes import forget
from frazil.commands.lookup import Target, enter, find_target, require, require_around
from frazil.commands.objects import DONE, drops
from frazil.commands.registry import DDL_TYPE, Effect, handles
from frazil.commands.results import Result, Status
from frazil.commands.task_execution import resume_task, suspend_task, tell_scheduler, withdraw_runs
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
    made_root,
    require_suspended,
    severed,
)
from frazil.commands.task_properties import (
    TaskProperties,
    check_values,
    read_task_properties,
    unset_task_properties,
)
from frazil.core.errors import ObjectExistsError, UnsupportedError
from frazil.core.names import QualifiedName, render
from frazil.sql import statements as st
from frazil.sql.ast import Expression
from frazil.sql.binder.names import plain_name
from frazil.tasks.condition import check_condition
from frazil.tasks.errors import TaskGraphError
from frazil.tasks.links import children_of, finalizer_of


@handles(
    st.CreateTask,
    Effect.DEFINE,
    DDL_TYPE,
    "CREATE_TASK",
    privileges="CREATE TASK and USAGE on the schema, USAGE on the warehouse; OWNERSHIP of the task that is replaced",
)
def create_task(statement: st.CreateTask, context: Context) -> Result:
    """Create a task, suspended; OR REPLACE makes a new one, OR ALTER brings the one there is to what is written."""
    enter(context)
    if statement.clone is not None:
        return _clone_task(statement, statement.clone, context)
    given = read_task_properties(statement.properties, context)
    target = find_target(Family.TASK, statement.name, context, "CREATE TASK")
    old = _check_mode(statement, target, context)
    if old is not None and statement.mode is st.CreateMode.IF_NOT_EXISTS:
        return Status(f"{render(target.name)} already exists, statement succeeded.")
    keeps = old if statement.mode is st.CreateMode.OR_ALTER else None
    task = given.apply(_blank(statement, target, context, keeps))
    check_values(task, given, statement.condition)
    names = [plain_name(name, context.environment) for name in statement.after]
    task = _linked(task, names, given, context, old)
    changes: list[Change] = [Put(task)]
    if old is not None and keeps is None:
        _check_replaced(old, context)
        changes = [*forget(context.snapshot, old).changes, *changes]
        withdraw_runs(context, old)
    elif old is not None:
        require_suspended(context.snapshot, [old])
        if task.is_root and not old.is_root:
            reason = FINALIZER_BECAME_ROOT if old.finalizes is not None else CHILD_BECAME_ROOT
            changes = [Put(made_root(task, context.now, reason))]
    context.define(changes)
    tell_scheduler(context)
    return Status(f"Task {render(task.name)} successfully created.")


@handles(
    st.AlterTask,
    Effect.DEFINE,
    DDL_TYPE,
    "ALTER_TASK",
    privileges="OWNERSHIP of the task; OPERATE to resume and suspend it",
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
    if not task.is_root or _heads_a_graph(task, context):
        require_suspended(context.snapshot, [task])
    context.define([*severed(context.snapshot, task, context.now), *forget(context.snapshot, task).changes])
    withdraw_runs(context, task)
    tell_scheduler(context)
    return Status(f"{render(task.name)} successfully dropped.")


# ---------------------------------------------------------------- CREATE


def _check_mode(statement: st.CreateTask, target: Target, context: Context) -> Task | None:
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


def _blank(statement: st.CreateTask, target: Target, context: Context, keeps: Task | None) -> Task:
    """Return the task without its properties; one that is altered keeps its identity, state and version."""
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
        started=keeps.started,
        graph_version=keeps.graph_version,
        schedule_base=keeps.schedule_base,
        last_committed_on=keeps.last_committed_on,
        last_suspended_on=keeps.last_suspended_on,
        last_suspended_reason=keeps.last_suspended_reason,
    )


def _linked(
    task: Task, after: Sequence[QualifiedName], given: TaskProperties, context: Context, old: Task | None
) -> Task:
    """Return the task with its links, checked in their order: existence, schema, roots, then what each may have."""
    snapshot = context.snapshot
    above = find_predecessors(snapshot, after, task)
    finalized = find_finalized(snapshot, given.finalizes, task) if given.finalizes is not None else None
    task = replace(
        task,
        predecessors=tuple(sorted({each.name for each in above})),
        finalizes=finalized.name if finalized is not None else None,
    )
    if above:
        check_predecessors(snapshot, task, above, old=old)
    if finalized is not None:
        check_finalizer(snapshot, task, finalized)
    check_role_in_graph(
        snapshot,
        task,
        given=given.parameters,
        allows_overlap=given.allows_overlap,
        sets_policy=given.sets_policy,
    )
    if finalized is not None:
        check_only_finalizer(snapshot, task, finalized)
    return task


def _check_replaced(old: Task, context: Context) -> None:
    """Refuse to replace a member of a graph whose root is started; a standalone task may be replaced at any time."""
    if not old.is_root or _heads_a_graph(old, context):
        require_suspended(context.snapshot, [old])


def _clone_task(statement: st.CreateTask, source: st.Name, context: Context) -> Result:
    """Copy a task with every property, suspended; its predecessors stay if its owner clones it."""
    found = find_target(Family.TASK, source, context, "CREATE TASK")
    original = require(context, found)
    assert isinstance(original, Task)
    target = find_target(Family.TASK, statement.name, context, "CREATE TASK")
    old = _check_mode(statement, target, context)
    if old is not None and statement.mode is st.CreateMode.IF_NOT_EXISTS:
        return Status(f"{render(target.name)} already exists, statement succeeded.")
    assert target.parent_id is not None
    same = original.owner_id == context.state.role_id and original.parent_id == target.parent_id
    task = replace(
        original,
        id=context.new_object_id(),
        parent_id=target.parent_id,
        name=target.name,
        owner_id=context.state.role_id,
        created_on=context.now,
        altered_on=context.now,
        predecessors=original.predecessors if same else (),
        finalizes=None,
        started=False,
        graph_version=0,
        schedule_base=None,
        last_committed_on=None,
        last_suspended_on=None,
        last_suspended_reason=None,
    )
    if task.predecessors:
        check_predecessors(context.snapshot, task, _by_names(task, context), old=old)
    changes: list[Change] = [Put(task)]
    if old is not None:
        _check_replaced(old, context)
        changes = [*forget(context.snapshot, old).changes, *changes]
        withdraw_runs(context, old)
    context.define(changes)
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
            require_suspended(context.snapshot, [task])
            if "FINALIZE" in names and task.finalizes is not None:
                return made_root(task, context.now, FINALIZER_BECAME_ROOT)
            return unset_task_properties(names, task)
    raise UnsupportedError(f"ALTER TASK with {type(action).__name__}")


def _with_predecessors(task: Task, names: Sequence[st.Name], context: Context) -> Task:
    above = find_predecessors(context.snapshot, [plain_name(name, context.environment) for name in names], task)
    wanted = tuple(sorted({*task.predecessors, *(each.name for each in above)}))
    changed = replace(task, predecessors=wanted)
    check_predecessors(context.snapshot, changed, above, old=task)
    require_suspended(context.snapshot, [task])
    check_role_in_graph(context.snapshot, changed, given=task.parameters, allows_overlap=None, sets_policy=False)
    return changed if wanted != task.predecessors else task


def _without_predecessors(task: Task, names: Sequence[st.Name], context: Context) -> Task:
    plain = [plain_name(name, context.environment) for name in names]
    found = [find_linked(context.snapshot, name, task) for name in plain]
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
    require_suspended(context.snapshot, [task])
    if condition is not None:
        check_condition(condition)
    return replace(task, condition=text)


def _with_properties(task: Task, given: TaskProperties, context: Context) -> Task:
    snapshot = context.snapshot
    changed = given.apply(task)
    check_values(changed, given, None)
    finalized = find_finalized(snapshot, given.finalizes, task) if given.finalizes is not None else None
    if finalized is not None:
        check_finalizer(snapshot, changed, finalized)
        changed = replace(changed, finalizes=finalized.name)
    check_role_in_graph(
        snapshot, changed, given=given.parameters, allows_overlap=given.allows_overlap, sets_policy=given.sets_policy
    )
    if finalized is not None:
        check_only_finalizer(snapshot, changed, finalized)
    require_suspended(snapshot, [task])
    return changed


# ---------------------------------------------------------------- both


def _heads_a_graph(task: Task, context: Context) -> bool:
    """Say whether other tasks belong to the task's graph."""
    return bool(children_of(context.snapshot, task)) or finalizer_of(context.snapshot, task) is not None


def _by_names(task: Task, context: Context) -> list[Task]:
    found = (context.snapshot.find(Task, task.parent_id, name) for name in task.predecessors)
    return [each for each in found if each is not None]
