"""GRANT and REVOKE of privileges, and who may."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from frazil.catalog.records import ACCOUNT_ID, Family, PrivilegeGrant, Record, Relation, Role, Schema
from frazil.catalog.snapshot import Change, Delete, Put, Snapshot
from frazil.commands.context import Context
from frazil.commands.errors import PartialGrantError, PrivilegeTypeError
from frazil.commands.future_grants import future_container, grant_future
from frazil.commands.lifetimes import below
from frazil.commands.lookup import enter, find_relation_target, find_role, find_target, holds, visible
from frazil.commands.objects import DONE
from frazil.commands.registry import DDL_TYPE, Effect, handles
from frazil.commands.results import Result
from frazil.core.errors import InsufficientPrivilegesError, UnsupportedError
from frazil.core.ids import ObjectId
from frazil.core.names import render
from frazil.security.privileges import GRANTABLE, OWNERSHIP
from frazil.sql import statements as st

ALL = "ALL"
MANAGE_GRANTS = "MANAGE GRANTS"
_EVERY_PRIVILEGE = frozenset(privilege for privileges in GRANTABLE.values() for privilege in privileges)


@dataclass(frozen=True, slots=True)
class Securable:
    """An object that privileges are granted on, with the name that messages show."""

    record: Record
    shown: str


@handles(
    st.GrantPrivileges,
    Effect.DEFINE,
    DDL_TYPE,
    "GRANT",
    privileges="OWNERSHIP of the object, the privilege itself with grant option, or MANAGE GRANTS; in a schema with "
    "managed access, OWNERSHIP of the schema or MANAGE GRANTS",
)
def grant_privileges(statement: st.GrantPrivileges, context: Context) -> Result:
    """Grant privileges on objects to a role, or revoke them; ON FUTURE on those that will be made."""
    enter(context)
    if statement.target.kind == "FUTURE":
        container, on = future_container(statement.target, context)
        context.define(grant_future(container, on, _wanted(statement.privileges, on, future=True), statement, context))
        return DONE
    securables = resolve_target(statement.target, context)
    role = find_role(statement.role, context)
    context.authorize()
    # All are of one family; where there is none inside a container, the statement still names it.
    family = securables[0].record.family if securables else Family(statement.target.family)
    wanted = _wanted(statement.privileges, family)
    changes: list[Change] = []
    refused: set[str] = set()
    allowed = False
    for securable in securables:
        for privilege in wanted:
            if not may_grant(context, securable.record, privilege):
                refused.add(privilege)
                continue
            allowed = True
            if statement.revoke:
                changes.extend(_revoked(context.snapshot, securable.record, privilege, role, statement))
            else:
                changes.extend(_granted(context, securable.record, privilege, role, statement.grant_option))
    if refused and not allowed:
        verb = "Revoke" if statement.revoke else "Grant"
        raise InsufficientPrivilegesError(f"SQL access control error:\n{verb} not executed: Insufficient privileges.")
    if refused and statement.privileges != (ALL,):
        raise PartialGrantError(f"Grant partially executed: privileges [{', '.join(sorted(refused))}] not granted.")
    context.define(changes)
    return DONE


def resolve_target(target: st.GrantTarget, context: Context) -> list[Securable]:
    """Return the objects that ON names: the account, one object, or all of a family inside a container."""
    if target.kind == "ACCOUNT":
        return [Securable(context.snapshot.objects[ACCOUNT_ID], "account")]
    assert target.name is not None
    if not target.family:
        named = find_relation_target(target.name, context, "GRANT")
        return [Securable(visible(context, named), named.shown)]
    try:
        family = Family(target.family)
    except ValueError:
        raise UnsupportedError(f"grants on {target.family}", position=target.position) from None
    if family is Family.ACCOUNT:
        raise UnsupportedError("grants on ACCOUNT by a name", position=target.position)
    if target.kind == "OBJECT":
        found = find_target(family, target.name, context, "GRANT")
        return [Securable(visible(context, found), found.shown)]
    container = find_target(Family(target.within_family), target.name, context, "GRANT")
    inside = below(context.snapshot, visible(context, container))
    return [
        Securable(record, ".".join(render(part) for part in context.snapshot.path(record)))
        for record in inside
        if record.family is family and not (isinstance(record, Relation) and record.session_id is not None)
    ]


def may_grant(context: Context, record: Record, privilege: str) -> bool:
    """Say whether the roles in force may grant and revoke a privilege on an object."""
    if holds(context, MANAGE_GRANTS, ACCOUNT_ID):
        return True
    roles = context.roles()
    parent = context.snapshot.objects.get(record.parent_id)
    if isinstance(parent, Schema) and parent.managed_access:
        return parent.owner_id in roles
    if record.owner_id is not None and record.owner_id in roles:
        return True
    return any(
        grant.grant_option and grant.privilege == privilege and grant.role_id in roles
        for grant in context.snapshot.privileges_on.get(record.id, ())
    )


def check_privilege(privilege: str, family: Family) -> None:
    """Let pass a privilege that objects of the family have.

    Raises PrivilegeTypeError for one of another family's, UnsupportedError for one that frazil does not know.
    """
    if privilege in GRANTABLE.get(family, ()):
        return
    if privilege in _EVERY_PRIVILEGE or privilege == OWNERSHIP:
        raise PrivilegeTypeError(f"Invalid object type '{family.value}' for privilege '{privilege}'")
    raise UnsupportedError(f"privilege {privilege} on {family.value}")


def granting_role(context: Context, record: Record) -> ObjectId:
    """Return the role that a grant is said to be by: the object's owner, else the primary role."""
    owner = record.owner_id
    return owner if owner is not None and owner in context.roles() else context.state.role_id


def _wanted(privileges: Sequence[str], family: Family, *, future: bool = False) -> tuple[str, ...]:
    if tuple(privileges) == (ALL,):
        return GRANTABLE.get(family, ())
    for privilege in privileges:
        if future and privilege == OWNERSHIP:
            continue
        check_privilege(privilege, family)
    return tuple(dict.fromkeys(privileges))


def _granted(context: Context, record: Record, privilege: str, role: Role, grant_option: bool) -> Iterator[Change]:
    """Yield what gives the privilege; one that is there already only gains the grant option."""
    for grant in context.snapshot.privileges_on.get(record.id, ()):
        if grant.role_id == role.id and grant.privilege == privilege:
            if grant_option and not grant.grant_option:
                yield Put(replace(grant, grant_option=True, altered_on=context.now))
            return
    yield Put(
        PrivilegeGrant(
            id=context.new_object_id(),
            parent_id=ACCOUNT_ID,
            name="",
            created_on=context.now,
            altered_on=context.now,
            privilege=privilege,
            object_id=record.id,
            role_id=role.id,
            grant_option=grant_option,
            granted_by=granting_role(context, record),
        )
    )


def _revoked(
    snapshot: Snapshot, record: Record, privilege: str, role: Role, statement: st.GrantPrivileges
) -> Iterator[Change]:
    """Yield what takes the privilege away, or only its grant option; CASCADE also what the role gave on."""
    grants = snapshot.privileges_on.get(record.id, ())
    for grant in grants:
        if grant.role_id != role.id or grant.privilege != privilege:
            continue
        yield Put(replace(grant, grant_option=False)) if statement.grant_option else Delete(grant)
    if statement.cascade:
        for grant in grants:
            if grant.privilege == privilege and grant.granted_by == role.id and grant.role_id != role.id:
                yield Delete(grant)
