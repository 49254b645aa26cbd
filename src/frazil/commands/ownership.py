"""GRANT OWNERSHIP: handing objects over, with their grants and, for tasks, their links."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from frazil.catalog.records import ACCOUNT_ID, Database, PrivilegeGrant, Record, Role, Schema, Task
from frazil.catalog.snapshot import Change, Delete, Put
from frazil.commands.context import Context
from frazil.commands.errors import DependentGrantError, SystemObjectError
from frazil.commands.future_grants import future_container, future_owner
from frazil.commands.grants import MANAGE_GRANTS, Securable, resolve_target
from frazil.commands.lifetimes import grants_on
from frazil.commands.lookup import enter, find_role, holds, settle, tables_of
from frazil.commands.objects import DONE
from frazil.commands.registry import DDL_TYPE, Effect, handles
from frazil.commands.results import Result
from frazil.commands.task_links import require_suspended, severed
from frazil.core.errors import InsufficientPrivilegesError, UnsupportedError
from frazil.core.ids import ObjectId
from frazil.core.names import render
from frazil.sql import statements as st
from frazil.tasks.errors import GraphNotSuspendedError
from frazil.tasks.links import full_name

GRANT_OWNERSHIP = "GRANT_OWNERSHIP"
"""Why a task is suspended that was handed over."""


@handles(
    st.GrantOwnership,
    Effect.DEFINE,
    DDL_TYPE,
    "GRANT",
    privileges="OWNERSHIP of the object, or MANAGE GRANTS",
)
def grant_ownership(statement: st.GrantOwnership, context: Context) -> Result:
    """Make a role the owner of objects; their other grants are copied, revoked, or must not be there.

    A task given alone loses its links and is suspended; tasks given together are suspended and keep theirs.
    """
    if statement.target.kind == "ACCOUNT":
        raise UnsupportedError("GRANT OWNERSHIP ON ACCOUNT")
    if statement.target.kind == "FUTURE":
        enter(context)
        container, family = future_container(statement.target, context)
        context.define(future_owner(container, family, find_role(statement.role, context), context))
        return DONE

    def resolve() -> list[Securable]:
        found = resolve_target(statement.target, context)
        context.authorize()
        for each in found:
            _check(each, context)
        return found

    securables = settle(context, resolve, lambda found: tables_of([each.record for each in found]))
    role = find_role(statement.role, context)
    changes: list[Change] = []
    for each in securables:
        if each.record.owner_id != role.id:
            changes += _grants(each, role, statement.current_grants, context)
    changes += _given([each.record for each in securables], role, context, together=statement.target.kind == "ALL")
    context.define(changes)
    if any(isinstance(each.record, Task) for each in securables) and context.services.tasks is not None:
        context.after_commit.append(context.services.tasks.refresh)
    return DONE


def handed_over(task: Task, owner_id: ObjectId, now: datetime) -> Task:
    """Return a task with a new owner: suspended, since what the new owner may run is for a RESUME to check."""
    return replace(
        task,
        owner_id=owner_id,
        started=False,
        last_suspended_on=now,
        last_suspended_reason=GRANT_OWNERSHIP,
        altered_on=now,
    )


def _check(each: Securable, context: Context) -> None:
    """Let pass what can be handed over, by who may."""
    record = each.record
    if isinstance(record, Role | Database | Schema) and record.system:
        raise SystemObjectError(record.family, record.name, "GRANT OWNERSHIP")
    roles = context.roles()
    owned = record.owner_id is not None and record.owner_id in roles
    if not owned and not holds(context, MANAGE_GRANTS, ACCOUNT_ID):
        raise InsufficientPrivilegesError(
            f"SQL access control error:\nInsufficient privileges to operate on {record.family.value.lower()} "
            f"'{render(record.name)}'."
        )


def _grants(each: Securable, role: Role, current_grants: str, context: Context) -> list[Change]:
    """Return what happens to the grants on an object: kept as the new owner's, or revoked."""
    grants = grants_on(context.snapshot, each.record.id)
    if not grants:
        return []
    if current_grants == "COPY":
        return [Put(replace(grant, granted_by=role.id, altered_on=context.now)) for grant in grants]
    if current_grants == "REVOKE":
        return [Delete(grant) for grant in grants]
    raise _dependent(grants[0], each, context)


def _dependent(grant: PrivilegeGrant, each: Securable, context: Context) -> DependentGrantError:
    role = context.snapshot.get(Role, grant.role_id)
    return DependentGrantError(grant.privilege, each.shown, render(role.name) if role is not None else "")


def _given(records: Sequence[Record], role: Role, context: Context, *, together: bool) -> list[Change]:
    """Return the records as the new owner has them, with tasks' neighbours where links are cut."""
    changed: dict[ObjectId, Record] = {}
    for record in records:
        if record.owner_id == role.id:
            continue
        current = changed.get(record.id, record)
        if not isinstance(current, Task):
            changed[record.id] = replace(current, owner_id=role.id)
            continue
        if not together:
            _check_suspended(current, context)
            changed.update(
                (change.record.id, change.record) for change in severed(context.snapshot, current, context.now)
            )
            current = replace(current, predecessors=(), finalizes=None)
        changed[record.id] = handed_over(current, role.id, context.now)
    return [Put(record) for record in changed.values()]


def _check_suspended(task: Task, context: Context) -> None:
    """Refuse to take a task that its schedule may start, or a member of a graph whose root may start."""
    if not task.is_root:
        require_suspended(context.snapshot, [task])
    elif task.started and task.schedule is not None:
        raise GraphNotSuspendedError(full_name(context.snapshot, task))
