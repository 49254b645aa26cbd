"""Roles: CREATE, ALTER, DROP, and granting them to roles and users."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from frazil.catalog.records import ACCOUNT_ID, Family, Record, Role, RoleGrant, Table, Task, User
from frazil.catalog.snapshot import Change, Delete, Put, Snapshot
from frazil.commands.context import Context
from frazil.commands.errors import RoleCycleError, RoleInUseError, SystemObjectError
from frazil.commands.grants import MANAGE_GRANTS
from frazil.commands.lifetimes import grants_of_role, grants_on
from frazil.commands.lookup import (
    Target,
    check_mode,
    enter,
    existing,
    find_role,
    find_target,
    find_user,
    holds,
    require,
    require_account,
    settle,
    tables_of,
)
from frazil.commands.objects import DONE, alters, drops, new_place
from frazil.commands.ownership import handed_over
from frazil.commands.properties import COMMENT, Property, read_properties, unset_properties
from frazil.commands.registry import DDL_TYPE, Effect, handles
from frazil.commands.results import Result, Status
from frazil.core.errors import InsufficientPrivilegesError, UnsupportedError
from frazil.core.ids import ObjectId
from frazil.core.names import render
from frazil.security.privileges import inherited_roles
from frazil.sql import statements as st

_PROPERTIES: Mapping[str, Property] = {"COMMENT": COMMENT}
_ADMIN = "ACCOUNTADMIN"


@handles(
    st.CreateRole,
    Effect.DEFINE,
    DDL_TYPE,
    "CREATE_ROLE",
    privileges="CREATE ROLE on the account; OWNERSHIP of the role that is replaced",
)
def create_role(statement: st.CreateRole, context: Context) -> Result:
    """Create a role that nobody has yet, not even the one who creates it."""
    given = read_properties(statement.properties, "ROLE", _PROPERTIES, context)

    def resolve() -> Target:
        target = find_target(Family.ROLE, statement.name, context, "CREATE ROLE")
        require_account(context, "CREATE ROLE")
        check_mode(target, statement.mode, context)
        if target.record is not None and statement.mode is st.CreateMode.REPLACE:
            _check_droppable(target, context, "REPLACE")
        return target

    target = settle(context, resolve, lambda found: _owned_tables(context.snapshot, found.record))
    if target.record is not None and statement.mode is st.CreateMode.IF_NOT_EXISTS:
        return Status(f"{render(target.name)} already exists, statement succeeded.")
    removed = _removal(context, target.record) if target.record is not None else []
    role = Role(
        id=context.new_object_id(),
        parent_id=ACCOUNT_ID,
        name=target.name,
        owner_id=context.state.role_id,
        created_on=context.now,
        altered_on=context.now,
        comment=str(given.fields.get("comment", "")),
    )
    context.define([*removed, Put(role)])
    return Status(f"Role {render(target.name)} successfully created.")


@drops(Family.ROLE)
def drop_role(statement: st.Drop, context: Context) -> Result:
    """Drop a role: its grants go, what it owns passes to the role that drops it, its tasks are suspended."""

    def resolve() -> Target:
        target = find_target(Family.ROLE, statement.name, context, "DROP")
        if target.record is None and statement.if_exists:
            context.authorize()
            return target
        _refuse_system(existing(target), "DROP")
        require(context, target)
        _check_droppable(target, context, "DROP")
        return target

    target = settle(context, resolve, lambda found: _owned_tables(context.snapshot, found.record))
    if target.record is None:
        return Status(f"Drop statement executed successfully ({render(target.name)} already dropped).")
    context.define(_removal(context, target.record))
    tasks = context.services.tasks
    if tasks is not None:
        context.after_commit.append(tasks.refresh)
    return Status(f"{render(target.name)} successfully dropped.")


@alters(Family.ROLE)
def alter_role(statement: st.AlterObject, context: Context) -> Result:
    """Rename a role, or set and unset its comment."""
    assert statement.name is not None
    enter(context)
    target = find_target(Family.ROLE, statement.name, context, "ALTER")
    if target.record is None and statement.if_exists:
        context.authorize()
        return DONE
    role = require(context, target)
    action = statement.action
    if isinstance(action, st.RenameTo):
        _, name = new_place(Family.ROLE, action.name, role, context, "CREATE ROLE")
        changed = replace(role, name=name)
    elif isinstance(action, st.SetProperties):
        given = read_properties(action.properties, "ROLE", _PROPERTIES, context)
        changed = replace(role, comment=str(given.fields["comment"]))
    elif isinstance(action, st.UnsetProperties):
        unset_properties(action.names, "ROLE", _PROPERTIES)
        changed = replace(role, comment="")
    else:
        raise UnsupportedError("ALTER ROLE ... SWAP WITH")
    context.define([Put(replace(changed, altered_on=context.now))])
    return DONE


@handles(
    st.GrantRole,
    Effect.DEFINE,
    DDL_TYPE,
    "GRANT_ROLE",
    privileges="OWNERSHIP of the role, or MANAGE GRANTS; ACCOUNTADMIN to grant ACCOUNTADMIN",
)
def grant_role(statement: st.GrantRole, context: Context) -> Result:
    """Grant a role to a role or user, or take it back."""
    enter(context)
    role = find_role(statement.role, context)
    grantee: Record
    if statement.grantee_family == "USER":
        grantee = find_user(statement.grantee, context)
    else:
        grantee = find_role(statement.grantee, context)
    context.authorize()
    _check_may_grant(role, context)
    present = [grant for grant in context.snapshot.grants_to.get(grantee.id, ()) if grant.role_id == role.id]
    if statement.revoke:
        _check_revoke(role, grantee, context)
        context.define([Delete(grant) for grant in present])
    elif not present:
        context.define([Put(_role_grant(role, grantee, context))])
    return DONE


def _role_grant(role: Role, grantee: Record, context: Context) -> RoleGrant:
    if isinstance(grantee, Role) and grantee.id in inherited_roles(context.snapshot, [role.id]):
        if grantee.name != "PUBLIC" or role.id == grantee.id:
            raise RoleCycleError(
                f"Role {render(role.name)} cannot be granted to role {render(grantee.name)}: "
                f"{render(role.name)} contains it already."
            )
    return RoleGrant(
        id=context.new_object_id(),
        parent_id=ACCOUNT_ID,
        name="",
        created_on=context.now,
        altered_on=context.now,
        role_id=role.id,
        grantee_id=grantee.id,
        granted_by=context.state.role_id,
    )


def _check_may_grant(role: Role, context: Context) -> None:
    """Let pass the role's owner and MANAGE GRANTS; for ACCOUNTADMIN neither is enough, it must be in force."""
    roles = context.roles()
    if role.name == _ADMIN:
        allowed = role.id in roles
    else:
        allowed = (role.owner_id is not None and role.owner_id in roles) or holds(context, MANAGE_GRANTS, ACCOUNT_ID)
    if not allowed:
        raise InsufficientPrivilegesError(
            f"SQL access control error:\nInsufficient privileges to operate on role '{render(role.name)}'."
        )


_SYSTEM_LINKS = frozenset({("SECURITYADMIN", _ADMIN), ("SYSADMIN", _ADMIN), ("USERADMIN", "SECURITYADMIN")})
"""The hierarchy of the system roles, which stays as it is."""


def _check_revoke(role: Role, grantee: Record, context: Context) -> None:
    """Keep the system roles' hierarchy, and ACCOUNTADMIN with somebody: nobody could give it back."""
    if isinstance(grantee, Role) and (role.name, grantee.name) in _SYSTEM_LINKS:
        raise SystemObjectError(Family.ROLE, role.name, "REVOKE")
    if role.name == _ADMIN and isinstance(grantee, User):
        users = [context.snapshot.get(User, grant.grantee_id) for grant in context.snapshot.grants_of.get(role.id, ())]
        if not any(user is not None and user.id != grantee.id and not user.disabled for user in users):
            raise SystemObjectError(Family.ROLE, role.name, "REVOKE")


def _refuse_system(record: Record, operation: str) -> None:
    if isinstance(record, Role) and record.system:
        raise SystemObjectError(Family.ROLE, record.name, operation)


def _check_droppable(target: Target, context: Context, operation: str) -> None:
    record = existing(target)
    _refuse_system(record, operation)
    if record.id == context.state.role_id:
        raise RoleInUseError(f"Cannot drop role {render(target.name)} as it is the current primary role.")


def _removal(context: Context, role: Record) -> list[Change]:
    """Return what removes a role: its grants and itself, and its objects to the primary role."""
    snapshot, heir = context.snapshot, context.state.role_id
    grants = [*grants_of_role(snapshot, role.id), *grants_on(snapshot, role.id)]
    changes: list[Change] = [Delete(grant) for grant in {grant.id: grant for grant in grants}.values()]
    changes += [Put(_inherited(record, heir, context)) for record in _owned(snapshot, role.id)]
    return [*changes, Delete(role)]


def _inherited(record: Record, heir: ObjectId, context: Context) -> Record:
    if isinstance(record, Task) and record.started:
        return handed_over(record, heir, context.now)
    return replace(record, owner_id=heir)


def _owned(snapshot: Snapshot, role_id: ObjectId) -> list[Record]:
    return [record for record in snapshot.objects.values() if record.owner_id == role_id and record.id != role_id]


def _owned_tables(snapshot: Snapshot, role: Record | None) -> list[ObjectId]:
    return tables_of([record for record in _owned(snapshot, role.id) if isinstance(record, Table)]) if role else []
