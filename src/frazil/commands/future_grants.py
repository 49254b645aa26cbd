"""GRANT and REVOKE ON FUTURE objects of a schema or database, and their listing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from frazil.catalog.future import future_name
from frazil.catalog.records import ACCOUNT_ID, Database, Family, FutureGrant, Record, Role, Schema
from frazil.catalog.snapshot import Change, Delete, Put
from frazil.commands.context import Context
from frazil.commands.errors import PrivilegeTypeError
from frazil.commands.lookup import find_role, find_target, holds, require_account, visible
from frazil.commands.results import Rows
from frazil.commands.show_scope import Row, Visibility, columns, missing
from frazil.core.errors import ObjectNotFoundError, UnsupportedError
from frazil.core.names import render
from frazil.security.privileges import OWNERSHIP
from frazil.sql import statements as st

_COLUMNS = columns("created_on privilege grant_on name grant_to grantee_name grant_option", times="created_on")


def future_container(target: st.GrantTarget, context: Context) -> tuple[Record, Family]:
    """Return the container and the family that ON FUTURE names, when the roles may grant there.

    That takes MANAGE GRANTS, or OWNERSHIP of a schema with managed access.
    """
    try:
        family = Family(target.family)
    except ValueError:
        raise UnsupportedError(f"grants on FUTURE {target.family}", position=target.position) from None
    within = Family(target.within_family)
    assert target.name is not None
    if family in (Family.DATABASE, Family.WAREHOUSE, Family.USER, Family.ROLE) or family is within:
        raise PrivilegeTypeError(f"Invalid object type '{family.value}' for future grants in {within.value}")
    container = visible(context, find_target(within, target.name, context, "GRANT"))
    managed = isinstance(container, Schema) and container.managed_access and container.owner_id in context.roles()
    if not managed:
        require_account(context, "MANAGE GRANTS")
    context.authorize()
    return container, family


def grant_future(
    container: Record, family: Family, privileges: Sequence[str], statement: st.GrantPrivileges, context: Context
) -> list[Change]:
    """Return the changes that give or take privileges on what will be made in a container."""
    role = find_role(statement.role, context)
    changes: list[Change] = []
    for privilege in privileges:
        old = context.snapshot.find(FutureGrant, container.id, future_name(family, privilege, role.id))
        if statement.revoke:
            if old is not None:
                changes.append(Put(replace(old, grant_option=False)) if statement.grant_option else Delete(old))
        elif old is None:
            changes.append(Put(_grant(container, family, privilege, role, context, option=statement.grant_option)))
        elif statement.grant_option and not old.grant_option:
            changes.append(Put(replace(old, grant_option=True, altered_on=context.now)))
    return changes


def future_owner(container: Record, family: Family, role: Role, context: Context) -> list[Change]:
    """Return the changes that make a role the owner of what will be made; there can be only one."""
    others = [
        each
        for each in context.snapshot.children(FutureGrant, container.id)
        if each.on is family and each.privilege == OWNERSHIP and each.role_id != role.id
    ]
    if context.snapshot.find(FutureGrant, container.id, future_name(family, OWNERSHIP, role.id)) is not None:
        return []
    grant = _grant(container, family, OWNERSHIP, role, context, option=True)
    return [*(Delete(each) for each in others), Put(grant)]


def show_future_grants(statement: st.ShowGrants, context: Context) -> Rows:
    """List the future grants of a schema or database, or those to a role."""
    if statement.name is None or statement.direction not in ("IN", "TO"):
        raise UnsupportedError(f"SHOW FUTURE GRANTS {statement.direction}".strip())
    families = {"IN": (Family.DATABASE, Family.SCHEMA), "TO": (Family.ROLE,)}[statement.direction]
    if statement.family not in {each.value for each in families}:
        raise UnsupportedError(f"SHOW FUTURE GRANTS {statement.direction} {statement.family}")
    try:
        record = find_target(Family(statement.family), statement.name, context, "SHOW GRANTS").record
    except ObjectNotFoundError:
        record = None
    if record is None or not Visibility(context).sees(record):
        raise missing()
    if isinstance(record, Role):
        found = [each for each in context.snapshot.all(FutureGrant) if each.role_id == record.id]
    else:
        found = list(context.snapshot.children(FutureGrant, record.id))
    return Rows(_COLUMNS, sorted(_rows(found, context), key=lambda row: (str(row[3]), str(row[5]), str(row[1]))))


def _rows(grants: Sequence[FutureGrant], context: Context) -> Iterator[Row]:
    for grant in grants:
        container = context.snapshot.objects.get(grant.parent_id)
        role = context.snapshot.get(Role, grant.role_id)
        if role is None or not isinstance(container, Database | Schema) or container.dropped_on is not None:
            continue
        path = ".".join(render(part) for part in context.snapshot.path(container))
        option = "true" if grant.grant_option else "false"
        name = f"{path}.<{grant.on.value}>"
        yield (grant.created_on, grant.privilege, grant.on.value, name, "ROLE", role.name, option)


def _grant(
    container: Record, family: Family, privilege: str, role: Role, context: Context, *, option: bool
) -> FutureGrant:
    by_manager = holds(context, "MANAGE GRANTS", ACCOUNT_ID)
    return FutureGrant(
        id=context.new_object_id(),
        parent_id=container.id,
        name=future_name(family, privilege, role.id),
        created_on=context.now,
        altered_on=context.now,
        privilege=privilege,
        on=family,
        role_id=role.id,
        grant_option=option,
        granted_by=context.state.role_id if by_manager else container.owner_id,
    )
