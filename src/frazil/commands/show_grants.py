"""SHOW GRANTS in all its forms."""

from __future__ import annotations

from collections.abc import Iterator

from frazil.catalog.records import ACCOUNT_ID, Family, Function, PrivilegeGrant, Record, Role, RoleGrant, User
from frazil.commands.context import Context
from frazil.commands.future_grants import show_future_grants
from frazil.commands.lookup import find_relation_target, find_target
from frazil.commands.registry import SHOW_TYPE, Effect, handles
from frazil.commands.results import Rows
from frazil.commands.show_scope import Row, Visibility, columns, missing
from frazil.core.errors import ObjectNotFoundError, UnsupportedError
from frazil.core.ids import ObjectId
from frazil.core.names import render
from frazil.sql import statements as st

_TIMES = "created_on"
_TO_ROLE = columns("created_on privilege granted_on name granted_to grantee_name grant_option granted_by", times=_TIMES)
_ON = (*_TO_ROLE, *columns("granted_by_role_type"))
_OF = columns("created_on role granted_to grantee_name granted_by", times=_TIMES)
_TO_USER = columns(
    "created_on privilege granted_on name role granted_to grantee_name grant_option granted_by", times=_TIMES
)


@handles(st.ShowGrants, Effect.READ, SHOW_TYPE, "SHOW", privileges="any privilege on the object, or on the role")
def show_grants(statement: st.ShowGrants, context: Context) -> Rows:
    """List privileges on an object, of a role, of a user, or the holders of a role."""
    context.authorize()
    if statement.future:
        return show_future_grants(statement, context)
    if statement.direction == "ON":
        return Rows(_ON, list(_on(_target(statement, context), context)))
    if statement.direction == "OF":
        return Rows(_OF, _holders(_target(statement, context), context))
    if statement.direction == "TO" and statement.family == "ROLE":
        rows = _to_role(_target(statement, context), context)
        return Rows(_TO_ROLE, [row[: len(_TO_ROLE)] for row in rows])
    if statement.direction in ("", "TO"):
        return Rows(_TO_USER, _to_user(_user(statement, context), context))
    raise UnsupportedError(f"SHOW GRANTS {statement.direction}")


def _target(statement: st.ShowGrants, context: Context) -> Record:
    """Return the object the statement names, if the roles may know of it."""
    if statement.family == "ACCOUNT" or statement.name is None:
        return context.snapshot.objects[ACCOUNT_ID]
    families = {family.value: family for family in Family}
    if statement.family and statement.family not in families:
        raise UnsupportedError(f"SHOW GRANTS {statement.direction} {statement.family}")
    try:
        if statement.family:
            record = find_target(families[statement.family], statement.name, context, "SHOW GRANTS").record
        else:
            record = find_relation_target(statement.name, context, "SHOW GRANTS").record
    except ObjectNotFoundError:
        record = None
    if record is None or not Visibility(context).sees(record):
        raise missing()
    return record


def _user(statement: st.ShowGrants, context: Context) -> Record:
    """Return the named user, or the session's own."""
    if statement.direction == "TO":
        return _target(statement, context)
    if context.state.user is None:
        raise missing()
    return context.state.user


def _on(record: Record, context: Context) -> Iterator[Row]:
    """Yield the privileges on an object, OWNERSHIP first."""
    owner = context.snapshot.get(Role, record.owner_id)
    if owner is not None:
        yield _privilege(context, record, owner, "OWNERSHIP", record)
    for grant in sorted(context.snapshot.privileges_on.get(record.id, ()), key=lambda each: each.privilege):
        role = context.snapshot.get(Role, grant.role_id)
        if role is not None:
            yield _privilege(context, record, role, grant.privilege, grant)
    if isinstance(record, Role):
        for granted in context.snapshot.grants_of.get(record.id, ()):
            grantee = context.snapshot.objects.get(granted.grantee_id)
            if grantee is not None:
                yield _privilege(context, record, grantee, "USAGE", granted)


def _to_role(record: Record, context: Context) -> Iterator[Row]:
    """Yield what a role holds itself, in the columns of SHOW GRANTS ON: privileges, owned objects, granted roles."""
    snapshot = context.snapshot
    rows: list[Row] = []
    for grants in snapshot.privileges_on.values():
        for grant in grants:
            target = snapshot.objects.get(grant.object_id)
            if grant.role_id == record.id and target is not None and target.dropped_on is None:
                rows.append(_privilege(context, target, record, grant.privilege, grant))
    for target in snapshot.objects.values():
        named = target.family not in (Family.ROLE_GRANT, Family.PRIVILEGE_GRANT)
        if target.owner_id == record.id and target.dropped_on is None and named:
            rows.append(_privilege(context, target, record, "OWNERSHIP", target))
    for granted in snapshot.grants_to.get(record.id, ()):
        role = snapshot.get(Role, granted.role_id)
        if role is not None:
            rows.append(_privilege(context, role, record, "USAGE", granted))
    yield from sorted(rows, key=lambda row: (str(row[2]), str(row[3]), str(row[1])))


def _to_user(record: Record, context: Context) -> list[Row]:
    rows: list[Row] = []
    for granted in context.snapshot.grants_to.get(record.id, ()):
        role = context.snapshot.get(Role, granted.role_id)
        if role is not None:
            head = (granted.created_on, "USAGE", "ROLE", render(role.name), role.name)
            rows.append((*head, "USER", record.name, "false", _giver(context, granted.granted_by)))
    return sorted(rows, key=lambda row: str(row[4]))


def _holders(record: Record, context: Context) -> list[Row]:
    """Return the roles and users that hold a role."""
    rows: list[Row] = []
    for granted in context.snapshot.grants_of.get(record.id, ()):
        grantee = context.snapshot.objects.get(granted.grantee_id)
        if isinstance(grantee, Role | User):
            giver = _giver(context, granted.granted_by)
            rows.append((granted.created_on, record.name, grantee.family.value, grantee.name, giver))
    return sorted(rows, key=lambda row: (str(row[2]), str(row[3])))


def _privilege(context: Context, target: Record, grantee: Record, privilege: str, source: Record) -> Row:
    """Return one row; ``source`` is the grant, or the object itself where owning it is what is shown."""
    option = privilege == "OWNERSHIP" or (isinstance(source, PrivilegeGrant) and source.grant_option)
    giver = source.granted_by if isinstance(source, PrivilegeGrant | RoleGrant) else source.owner_id
    *around, own = context.snapshot.path(target)
    own = target.shown_name if isinstance(target, Function) else own
    name = ".".join(render(part) for part in (*around, own))
    return (
        source.created_on,
        privilege,
        target.family.value,
        name,
        grantee.family.value,
        grantee.name,
        "true" if option else "false",
        _giver(context, giver),
        "ROLE",
    )


def _giver(context: Context, role_id: ObjectId | None) -> str:
    role = context.snapshot.get(Role, role_id)
    return role.name if role is not None else ""
