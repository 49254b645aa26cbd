"""Users: CREATE, ALTER, DROP."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from frazil.catalog.records import ACCOUNT_ID, Account, Family, User
from frazil.catalog.snapshot import Change, Delete, Put, Snapshot
from frazil.commands.access_tokens import disabled_tokens, removed_tokens
from frazil.commands.context import Context
from frazil.commands.errors import InvalidPublicKeyError, OwnUserError, SystemObjectError
from frazil.commands.lookup import Target, check_mode, enter, existing, find_target, require, require_account
from frazil.commands.objects import DONE, alters, drops, new_place
from frazil.commands.parameter_table import Level
from frazil.commands.properties import (
    COMMENT,
    PARAMETER,
    Property,
    boolean,
    identifier,
    merged,
    one_of,
    read_properties,
    text,
    unset_properties,
)
from frazil.commands.registry import DDL_TYPE, Effect, handles
from frazil.commands.results import Result, Status
from frazil.commands.task_versions import renewed_roots
from frazil.core.errors import InvalidValueError, ObjectExistsError, UnsupportedError
from frazil.core.ids import ObjectId
from frazil.core.names import QualifiedName, render
from frazil.security.key_pairs import read_public_key
from frazil.security.passwords import hash_password
from frazil.sql import statements as st


def _password(name: str, value: object) -> object:
    """Read a password into the text it is kept as; an empty one or NULL means none."""
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise InvalidValueError(f"invalid value [***] for parameter '{name}'")
    return hash_password(value)


def _public_key(name: str, value: object) -> str:
    """Read a public key into the text it is kept as; an empty one means none."""
    given = text(name, value)
    try:
        return read_public_key(given) if given else ""
    except ValueError:
        raise InvalidPublicKeyError("New public key rejected by current policy. Reason: 'Invalid public key'") from None


def _login_name(name: str, value: object) -> str:
    return text(name, value).upper()


def _secondary(name: str, value: object) -> str:
    """Read ``('ALL')``, ``()`` or the word NONE."""
    if isinstance(value, tuple):
        words = [text(name, each).upper() for each in value]
        if words in ([], ["ALL"]):
            return "ALL" if words else "NONE"
    elif text(name, value).upper() in ("ALL", "NONE"):
        return text(name, value).upper()
    raise InvalidValueError(f"invalid value [{value}] for parameter '{name}'")


_DEFAULTS: Mapping[str, Property] = {
    "DEFAULT_ROLE": Property("default_role", identifier, ""),
    "DEFAULT_WAREHOUSE": Property("default_warehouse", identifier, ""),
    "DEFAULT_NAMESPACE": Property("default_namespace", identifier, ""),
    "DEFAULT_SECONDARY_ROLES": Property("default_secondary_roles", _secondary, "ALL"),
}
"""What users may set of themselves."""

_PROPERTIES: Mapping[str, Property] = {
    **_DEFAULTS,
    "COMMENT": COMMENT,
    "PASSWORD": Property("password_hash", _password),
    "RSA_PUBLIC_KEY": Property("rsa_public_key", _public_key, ""),
    "RSA_PUBLIC_KEY_2": Property("rsa_public_key_2", _public_key, ""),
    "LOGIN_NAME": Property("login_name", _login_name, ""),
    "DISPLAY_NAME": Property("display_name", text, ""),
    "EMAIL": Property("email", text, ""),
    "DISABLED": Property("disabled", boolean, False),
    "MUST_CHANGE_PASSWORD": Property("must_change_password", boolean, False),
    "FIRST_NAME": Property(PARAMETER, text),
    "MIDDLE_NAME": Property(PARAMETER, text),
    "LAST_NAME": Property(PARAMETER, text),
    "TYPE": Property(PARAMETER, one_of("PERSON", "SERVICE", "LEGACY_SERVICE", "NULL")),
}


@handles(
    st.CreateUser,
    Effect.DEFINE,
    DDL_TYPE,
    "CREATE_USER",
    privileges="CREATE USER on the account; OWNERSHIP of the user that is replaced",
)
def create_user(statement: st.CreateUser, context: Context) -> Result:
    """Create a user, who has the role PUBLIC until another is granted."""
    given = read_properties(statement.properties, "USER", _PROPERTIES, context, Level.USER)
    enter(context)
    target = find_target(Family.USER, statement.name, context, "CREATE USER")
    require_account(context, "CREATE USER")
    check_mode(target, statement.mode, context)
    if target.record is not None and statement.mode is st.CreateMode.IF_NOT_EXISTS:
        return Status(f"{render(target.name)} already exists, statement succeeded.")
    removed = _removal(target, context, "REPLACE") if target.record is not None else []
    fields: dict[str, Any] = {"login_name": target.name, "display_name": target.name, **given.fields}
    _check_login_name(context.snapshot, fields["login_name"], target.record.id if target.record is not None else None)
    user = User(
        id=context.new_object_id(),
        parent_id=ACCOUNT_ID,
        name=target.name,
        owner_id=context.state.role_id,
        created_on=context.now,
        altered_on=context.now,
        parameters=given.parameters,
        **fields,
    )
    context.define([*removed, Put(user)])
    return Status(f"User {render(target.name)} successfully created.")


@drops(Family.USER)
def drop_user(statement: st.Drop, context: Context) -> Result:
    """Drop a user for good; sessions the user has go on until they end."""
    enter(context)
    target = find_target(Family.USER, statement.name, context, "DROP")
    if target.record is None and statement.if_exists:
        context.authorize()
        return Status(f"Drop statement executed successfully ({render(target.name)} already dropped).")
    require(context, target)
    context.define(_removal(target, context, "DROP"))
    return Status(f"{render(target.name)} successfully dropped.")


@alters(Family.USER)
def alter_user(statement: st.AlterObject, context: Context) -> Result:
    """Rename a user, or set and unset properties and parameters; without a name the session's own user."""
    enter(context)
    name = statement.name if statement.name is not None else QualifiedName((context.state.user_name,))
    target = find_target(Family.USER, name, context, "ALTER")
    if target.record is None and statement.if_exists:
        context.authorize()
        return DONE
    user = existing(target)
    assert isinstance(user, User)
    action = statement.action
    if _is_own(user, action, context):
        context.authorize()
    else:
        require(context, target)
    if user.service:
        raise SystemObjectError(Family.USER, user.name, "ALTER")
    changed = _altered(user, action, context)
    tokens = disabled_tokens(context.snapshot, user) if changed.disabled and not user.disabled else []
    context.define([Put(changed), *tokens])
    return DONE


@alters(Family.ACCOUNT)
def alter_account(statement: st.AlterObject, context: Context) -> Result:
    """Set and unset parameters of the account: ACCOUNTADMIN alone may."""
    enter(context)
    account = context.snapshot.fetch(Account, ACCOUNT_ID)
    require_account(context, "MODIFY ACCOUNT")
    action = statement.action
    if isinstance(action, st.SetProperties):
        given = read_properties(action.properties, "ACCOUNT", {}, context, Level.ACCOUNT)
        parameters = merged(account.parameters, given.parameters)
        names: Collection[str] = given.parameters
    elif isinstance(action, st.UnsetProperties):
        names = unset_properties(action.names, "ACCOUNT", {}, Level.ACCOUNT)[1]
        parameters = merged(account.parameters, {}, names)
    else:
        raise UnsupportedError("ALTER ACCOUNT RENAME")
    changed = replace(account, parameters=parameters, altered_on=context.now)
    context.define([Put(changed), *renewed_roots(changed, names, context)])
    return DONE


def _altered(user: User, action: object, context: Context) -> User:
    fields: dict[str, Any]
    if isinstance(action, st.RenameTo):
        _, name = new_place(Family.USER, action.name, user, context, "CREATE USER")
        fields = {"name": name}
    elif isinstance(action, st.SetProperties):
        given = read_properties(action.properties, "USER", _PROPERTIES, context, Level.USER)
        fields = {**given.fields, "parameters": merged(user.parameters, given.parameters)}
    elif isinstance(action, st.UnsetProperties):
        defaults, removed = unset_properties(action.names, "USER", _PROPERTIES, Level.USER)
        fields = {**defaults, "parameters": merged(user.parameters, {}, removed)}
        if not fields.get("login_name", user.login_name):
            fields["login_name"] = user.name
    else:
        raise UnsupportedError("ALTER USER ... SWAP WITH")
    if "login_name" in fields:
        _check_login_name(context.snapshot, fields["login_name"], user.id)
    return replace(user, altered_on=context.now, **fields)


def _is_own(user: User, action: object, context: Context) -> bool:
    """Say whether users change of themselves what they may: their defaults and session parameters."""
    if context.state.user is None or context.state.user.id != user.id:
        return False
    names: frozenset[str] = frozenset()
    if isinstance(action, st.SetProperties):
        names = frozenset(action.properties)
    elif isinstance(action, st.UnsetProperties):
        names = frozenset(action.names)
    return bool(names) and not (names & (_PROPERTIES.keys() - _DEFAULTS.keys()))


def _removal(target: Target, context: Context, operation: str) -> list[Change]:
    user = existing(target)
    assert isinstance(user, User)
    if user.service:
        raise SystemObjectError(Family.USER, user.name, operation)
    if user.name == context.state.user_name:
        raise OwnUserError(f"Cannot drop user {render(user.name)} as it is the current user.")
    snapshot = context.snapshot
    grants = (*snapshot.grants_to.get(user.id, ()), *snapshot.privileges_on.get(user.id, ()))
    return [*(Delete(grant) for grant in grants), *removed_tokens(snapshot, user), Delete(user)]


def _check_login_name(snapshot: Snapshot, login_name: str, own_id: ObjectId | None) -> None:
    """Let pass a login name that no other user has, as a name or as a login name."""
    for user in snapshot.children(User, ACCOUNT_ID):
        if user.id != own_id and login_name in (user.name, user.login_name):
            raise ObjectExistsError(f"Object '{render(login_name)}' already exists.")
