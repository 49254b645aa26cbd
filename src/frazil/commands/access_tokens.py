"""Programmatic access tokens of users: ADD, ROTATE, MODIFY, REMOVE, SHOW.

The source is Snowflake's documentation of ALTER USER ... PROGRAMMATIC ACCESS TOKEN; where it gives no text of an error,
the text here is frazil's own.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from frazil.catalog.records import AccessToken, Family, Role, User
from frazil.catalog.snapshot import Change, Delete, Put, Snapshot
from frazil.commands.context import Context
from frazil.commands.errors import (
    RestrictedSessionError,
    RotatedTokenError,
    TokenCountError,
    TokenRoleError,
    TokenSessionError,
    missing,
)
from frazil.commands.lookup import Target, enter, existing, find_target, require
from frazil.commands.objects import DONE
from frazil.commands.properties import COMMENT, Property, boolean, identifier, read_properties, unset_properties, whole
from frazil.commands.registry import DDL_TYPE, Effect, handles
from frazil.commands.results import Result, Rows, Status
from frazil.commands.show_account import user_type
from frazil.commands.show_scope import columns, filters_of
from frazil.commands.system_functions import system_function, text_argument
from frazil.core.errors import InvalidArgumentError, InvalidValueError, ObjectExistsError, ObjectNotFoundError
from frazil.core.ids import random_secret
from frazil.core.names import QualifiedName, render
from frazil.security.access_tokens import digest_of, find_token, new_secret
from frazil.security.privileges import roles_of_user
from frazil.sql import statements as st

PRIVILEGE = "MODIFY PROGRAMMATIC AUTHENTICATION METHODS"

_MOST = 15
_KEPT_AFTER_EXPIRY = timedelta(days=7)
_DEFAULT_DAYS = 15
_MAX_DAYS = 365
_SERVICES = frozenset({"SERVICE", "LEGACY_SERVICE"})

_ADDED: Mapping[str, Property] = {
    "ROLE_RESTRICTION": Property("role", identifier),
    "DAYS_TO_EXPIRY": Property("days_to_expiry", whole(1, _MAX_DAYS)),
    "MINS_TO_BYPASS_NETWORK_POLICY_REQUIREMENT": Property("bypass_minutes", whole(1, 1440)),
    "COMMENT": COMMENT,
}
_MODIFIED: Mapping[str, Property] = {
    "DISABLED": Property("disabled", boolean, False),
    "MINS_TO_BYPASS_NETWORK_POLICY_REQUIREMENT": _ADDED["MINS_TO_BYPASS_NETWORK_POLICY_REQUIREMENT"],
    "COMMENT": COMMENT,
}
_ROTATED: Mapping[str, Property] = {
    "EXPIRE_ROTATED_TOKEN_AFTER_HOURS": Property("hours", whole(0, 24 * _MAX_DAYS)),
}
_WORD = "PROGRAMMATIC ACCESS TOKEN"
_SECRET_SHOWN = columns("token_name token_secret")
_ROTATION_SHOWN = columns("token_name token_secret rotated_token_name")
_SHOWN = columns(
    "name user_name role_restriction expires_at status comment created_on created_by "
    "mins_to_bypass_network_policy_requirement rotated_to",
    times="expires_at created_on",
    numbers="mins_to_bypass_network_policy_requirement",
)


@handles(
    st.AlterUserTokens,
    Effect.DEFINE,
    DDL_TYPE,
    "ALTER_USER",
    privileges=f"OWNERSHIP of the user, or {PRIVILEGE} on it; none for tokens of oneself, but for a service's",
)
def alter_user_tokens(statement: st.AlterUserTokens, context: Context) -> Result:
    """Add, rotate, modify or remove a token; a new secret is told once, and neither kept nor found by RESULT_SCAN."""
    enter(context)
    target = _user_target(statement.user, context)
    if target.record is None and statement.if_exists:
        context.authorize()
        return DONE
    user = _authorized(target, context)
    if statement.verb == "ADD":
        return _add(statement, user, context)
    if context.state.token_id is not None:
        raise TokenSessionError(statement.verb)
    token = _find(context.snapshot, user, statement.token, context.now)
    if token is None:
        if statement.guarded:
            return Status(f"{render(statement.token)} does not exist, statement succeeded.")
        raise ObjectNotFoundError(
            f"Programmatic access token '{render(statement.token)}' does not exist or not authorized.", sqlstate="02000"
        )
    if statement.verb == "REMOVE":
        context.define([Delete(token)])
        return Status(f"Programmatic access token {render(token.name)} successfully removed.")
    if token.rotated_to is not None:
        raise RotatedTokenError(token.name)
    if statement.verb == "ROTATE":
        return _rotate(statement, user, token, context)
    context.define([Put(_modified(statement, user, token, context))])
    return DONE


def show_tokens(statement: st.Show, context: Context) -> Rows:
    """List the tokens of a user, of the session's own unless another is named; those long expired are gone."""
    name = statement.scope_name if statement.scope == "USER" else None
    user = _authorized(_user_target(name, context), context)
    tokens = sorted(_living(context.snapshot, user, context.now), key=lambda each: each.name)
    rows = [(token.name, _row(token, user, context)) for token in tokens]
    return Rows(_SHOWN, filters_of(statement, context).select(rows))


@system_function("DECODE_PAT", 1)
def decode_pat(context: Context, arguments: Sequence[object]) -> str:
    """Tell whose token a secret is, what it is called and how it stands: for whoever finds one."""
    snapshot = context.snapshot
    token = find_token(snapshot, text_argument("DECODE_PAT", arguments))
    if token is None or is_forgotten(token, context.now):
        raise InvalidArgumentError("Invalid value [********] for function 'SYSTEM$DECODE_PAT', parameter 1")
    user = snapshot.fetch(User, token.parent_id)
    told = {"STATE": token_status(token, context.now), "PAT_NAME": token.name, "USER_NAME": user.name}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def disabled_tokens(snapshot: Snapshot, user: User) -> list[Change]:
    """Return the changes that disable a user's tokens, as happens when the user is: enabling them is up to somebody."""
    return [Put(replace(each, disabled=True)) for each in snapshot.children(AccessToken, user.id) if not each.disabled]


def removed_tokens(snapshot: Snapshot, user: User) -> list[Change]:
    """Return the changes that remove a user's tokens, as happens when the user is dropped."""
    return [Delete(each) for each in snapshot.children(AccessToken, user.id)]


def is_forgotten(token: AccessToken, now: datetime) -> bool:
    """Say whether a token expired so long ago that it is as if it were removed."""
    return token.expires_on + _KEPT_AFTER_EXPIRY <= now


def token_status(token: AccessToken, now: datetime) -> str:
    """Return how a token stands."""
    if now >= token.expires_on:
        return "EXPIRED"
    return "DISABLED" if token.disabled else "ACTIVE"


# ---------------------------------------------------------------- verbs


def _add(statement: st.AlterUserTokens, user: User, context: Context) -> Result:
    if context.state.restricted:  # or a token for one role could make one for every role
        raise RestrictedSessionError("ADD PROGRAMMATIC ACCESS TOKEN")
    name = statement.token
    if _find(context.snapshot, user, name, context.now) is not None:
        if statement.guarded:
            return Status(f"{render(name)} already exists, statement succeeded.")
        raise ObjectExistsError(f"Object '{render(name)}' already exists.")
    assert isinstance(statement.action, st.SetProperties)
    fields: dict[str, Any] = dict(read_properties(statement.action.properties, _WORD, _ADDED, context).fields)
    role = _restriction(fields.pop("role", None), user, context)
    _check_room(context.snapshot, user, context.now)
    fields.setdefault("days_to_expiry", _DEFAULT_DAYS)
    token, secret = _made(
        user,
        context,
        name=name,
        role_id=role.id if role is not None else None,
        **fields,
    )
    context.define([*_forgotten(context.snapshot, user, context.now), Put(token)])
    return Rows(_SECRET_SHOWN, [(token.name, secret)], once=True)


def _rotate(statement: st.AlterUserTokens, user: User, token: AccessToken, context: Context) -> Result:
    assert isinstance(statement.action, st.SetProperties)
    given = read_properties(statement.action.properties, _WORD, _ROTATED, context).fields.get("hours")
    now, wanted = context.now, timedelta(hours=24 if given is None else int(str(given)))
    if given is not None and wanted and now + wanted > token.expires_on:
        raise InvalidValueError(f"invalid value [{given}] for parameter 'EXPIRE_ROTATED_TOKEN_AFTER_HOURS'")
    ends = min(token.expires_on, now + wanted)
    if ends > now:
        _check_room(context.snapshot, user, now)
    fresh, secret = _made(
        user,
        context,
        name=token.name,
        role_id=token.role_id,
        days_to_expiry=token.days_to_expiry,
        bypass_minutes=token.bypass_minutes,
        comment=token.comment,
        disabled=token.disabled,
    )
    old_name = f"{token.name}_ROTATED_{int(now.timestamp() * 1000)}"
    old = replace(token, name=old_name, expires_on=ends, rotated_to=fresh.id, altered_on=now)
    context.define([*_forgotten(context.snapshot, user, now), Put(old), Put(fresh)])
    return Rows(_ROTATION_SHOWN, [(fresh.name, secret, old.name)], once=True)


def _modified(statement: st.AlterUserTokens, user: User, token: AccessToken, context: Context) -> AccessToken:
    action = statement.action
    fields: dict[str, Any]
    if isinstance(action, st.RenameTo):
        assert isinstance(action.name, QualifiedName)
        other = _find(context.snapshot, user, action.name.name, context.now)
        if other is not None and other.id != token.id:
            raise ObjectExistsError(f"Object '{render(other.name)}' already exists.")
        fields = {"name": action.name.name}
    elif isinstance(action, st.SetProperties):
        fields = dict(read_properties(action.properties, _WORD, _MODIFIED, context).fields)
    else:
        assert isinstance(action, st.UnsetProperties)
        fields = unset_properties(action.names, _WORD, _MODIFIED)[0]
    return replace(token, altered_on=context.now, **fields)


# ---------------------------------------------------------------- parts


def _user_target(name: st.Name | None, context: Context) -> Target:
    wanted = name if name is not None else QualifiedName((context.state.user_name,))
    return find_target(Family.USER, wanted, context, "ALTER")


def _authorized(target: Target, context: Context) -> User:
    """Return the target's user if the session may deal with its tokens; its own, if it is a person's, it may."""
    user = existing(target)
    assert isinstance(user, User)
    own = context.state.user is not None and context.state.user.id == user.id
    if own and user_type(user) not in _SERVICES:
        context.authorize()
    else:
        require(context, target, PRIVILEGE)
    if user.service:
        raise missing(Family.USER, user.name)
    return user


def _restriction(name: object, user: User, context: Context) -> Role | None:
    """Return the role that a new token is for; TokenRoleError if the user has none of that name, or needs one."""
    if name is None:
        if user_type(user) in _SERVICES:
            raise TokenRoleError("ROLE_RESTRICTION must be set for tokens of a user of the type SERVICE.")
        return None
    role = context.snapshot.role(str(name))
    if role is None or role.id not in roles_of_user(context.snapshot, user):
        raise TokenRoleError(f"Role '{render(str(name))}' does not exist or is not granted to the user.")
    return role


def _made(user: User, context: Context, *, name: str, days_to_expiry: int, **fields: Any) -> tuple[AccessToken, str]:
    """Return a new token with its secret."""
    token_id = context.new_object_id()
    secret = new_secret(token_id, random_secret)
    token = AccessToken(
        id=token_id,
        parent_id=user.id,
        name=name,
        created_on=context.now,
        altered_on=context.now,
        secret_digest=digest_of(secret),
        days_to_expiry=days_to_expiry,
        expires_on=context.now + timedelta(days=days_to_expiry),
        created_by=context.state.user_name,
        **fields,
    )
    return token, secret


def _check_room(snapshot: Snapshot, user: User, now: datetime) -> None:
    good = [each for each in snapshot.children(AccessToken, user.id) if now < each.expires_on]
    if len(good) >= _MOST:
        raise TokenCountError(_MOST)


def _find(snapshot: Snapshot, user: User, name: str, now: datetime) -> AccessToken | None:
    return next((each for each in _living(snapshot, user, now) if each.name == name), None)


def _living(snapshot: Snapshot, user: User, now: datetime) -> Sequence[AccessToken]:
    return [each for each in snapshot.children(AccessToken, user.id) if not is_forgotten(each, now)]


def _forgotten(snapshot: Snapshot, user: User, now: datetime) -> list[Change]:
    return [Delete(each) for each in snapshot.children(AccessToken, user.id) if is_forgotten(each, now)]


def _row(token: AccessToken, user: User, context: Context) -> tuple[object, ...]:
    snapshot = context.snapshot
    role = snapshot.get(Role, token.role_id)
    newer = snapshot.get(AccessToken, token.rotated_to)
    return (
        token.name,
        user.name,
        role.name if role is not None else None,
        token.expires_on,
        token_status(token, context.now),
        token.comment or None,
        token.created_on,
        token.created_by,
        token.bypass_minutes,
        newer.name if newer is not None else None,
    )
