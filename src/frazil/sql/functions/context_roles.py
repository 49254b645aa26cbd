"""Context functions about roles: which are active, which the user has, and with whose rights a view runs."""

from __future__ import annotations

import json
from collections.abc import Iterable

from frazil.catalog.records import Role
from frazil.core.ids import ObjectId
from frazil.core.types import BOOLEAN, VARCHAR
from frazil.security.privileges import active_roles, inherited_roles, roles_of_user
from frazil.sql.binder.environment import Environment
from frazil.sql.binder.registry import Call
from frazil.sql.binder.typed import Typed, quote_text, typed
from frazil.sql.functions.context import CONTEXT


def _names(environment: Environment, roles: Iterable[ObjectId]) -> list[str]:
    """Return the names of roles, in order."""
    found = (environment.snapshot.get(Role, role_id) for role_id in roles)
    return sorted(role.name for role in found if role is not None)


def _fixed(text: str) -> Typed:
    return Typed(quote_text(text), VARCHAR, "VARCHAR", False, None, (text,))


@CONTEXT.function("CURRENT_AVAILABLE_ROLES", (), contextual=True)
def _available(call: Call) -> Typed:
    """Bind to a JSON array of every role that the user has, directly or by inheritance."""
    environment = call.environment
    user = environment.facts.user_record
    names = _names(environment, roles_of_user(environment.snapshot, user)) if user is not None else []
    return _fixed(f"[ {', '.join(json.dumps(name, ensure_ascii=False) for name in names)} ]" if names else "[]")


@CONTEXT.function(
    "CURRENT_SECONDARY_ROLES",
    (),
    contextual=True,
    note="with ALL it names the roles granted to the user directly, other than the primary one",
)
def _secondary(call: Call) -> Typed:
    environment, facts = call.environment, call.environment.facts
    if facts.secondary == "NONE" or facts.user_record is None:
        shown = value = ""
    elif facts.secondary == "ALL":
        granted = {grant.role_id for grant in environment.snapshot.grants_to.get(facts.user_record.id, ())}
        shown, value = ",".join(_names(environment, granted - {facts.role_id})), "ALL"
    else:
        shown = value = facts.secondary
    return _fixed(json.dumps({"roles": shown, "value": value}, ensure_ascii=False, separators=(",", ":")))


def _invoker(environment: Environment) -> ObjectId:
    """Return the role with whose rights the text around runs: the owner's of a view or function, else the current."""
    return environment.view_owner or environment.facts.role_id


@CONTEXT.function("INVOKER_ROLE", (), contextual=True)
def _invoker_role(call: Call) -> Typed:
    owner = call.environment.view_owner
    role = call.environment.snapshot.get(Role, owner) if owner is not None else None
    return _fixed(role.name if role is not None else call.environment.facts.role)


CONTEXT.scalar("INVOKER_SHARE", "CAST(NULL AS VARCHAR)", (), VARCHAR, nullable=True)
"""Nothing is read through a share: there are none."""


def _is_one_of(call: Call, roles: Iterable[ObjectId]) -> Typed:
    """Return whether the argument names one of the roles, as it is kept in the catalog; NULL of NULL."""
    listed = ", ".join(quote_text(name) for name in _names(call.environment, roles))
    sql = f"({call[0].sql} IN ({listed}))" if listed else f"({call[0].sql} <> {call[0].sql})"
    return typed(sql, BOOLEAN, nullable=call[0].nullable)


@CONTEXT.function("IS_ROLE_IN_SESSION", ("text",), contextual=True)
def _is_in_session(call: Call) -> Typed:
    """Bind to whether a role is active: primary, secondary, or inherited by one that is."""
    facts = call.environment.facts
    roles = active_roles(call.environment.snapshot, facts.user_record, facts.role_id, facts.secondary)
    return _is_one_of(call, roles)


@CONTEXT.function("IS_GRANTED_TO_INVOKER_ROLE", ("text",), contextual=True)
def _is_granted_to_invoker(call: Call) -> Typed:
    return _is_one_of(call, inherited_roles(call.environment.snapshot, (_invoker(call.environment),)))
