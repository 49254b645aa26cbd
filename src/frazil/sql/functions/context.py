"""Context functions: facts of the session, frozen at the statement's start."""

from __future__ import annotations

import json
from collections.abc import Callable

from frazil.core.errors import InvalidArgumentError
from frazil.core.names import render
from frazil.core.types import VARCHAR
from frazil.sql.binder.casts import to_text
from frazil.sql.binder.environment import SessionFacts
from frazil.sql.binder.literals import literal
from frazil.sql.binder.names import search_path
from frazil.sql.binder.registry import Call, Category
from frazil.sql.binder.typed import Typed, quote_text, typed

CONTEXT = Category("Context")
VERSION = "9.0.0"
"""The version of Snowflake that clients are told: some ask for it before they use newer statements."""

_MAX_INDEX = 10_000

REGION = "PUBLIC.FRAZIL"


def _enter(names: str, fact: Callable[[SessionFacts], str | None], note: str = "") -> None:
    @CONTEXT.function(names, (), contextual=True, note=note)
    def _bind(call: Call) -> Typed:
        value = fact(call.environment.facts)
        if value is None:
            return typed("CAST(NULL AS VARCHAR)", VARCHAR)
        return Typed(quote_text(value), VARCHAR, "VARCHAR", False, None, (value,))


_enter("CURRENT_USER", lambda facts: facts.user)
_enter("CURRENT_ROLE", lambda facts: facts.role)
_enter("CURRENT_ROLE_TYPE", lambda facts: "ROLE")
_enter("CURRENT_DATABASE", lambda facts: facts.database)
_enter("CURRENT_SCHEMA", lambda facts: facts.schema)
_enter("CURRENT_WAREHOUSE", lambda facts: facts.warehouse)
_enter("CURRENT_ACCOUNT", lambda facts: facts.account, "the account has no locator beside its name")
_enter("CURRENT_ACCOUNT_NAME", lambda facts: facts.account)
_enter("CURRENT_ORGANIZATION_NAME", lambda facts: "FRAZIL", "always FRAZIL")
_enter("CURRENT_REGION", lambda facts: REGION, f"always {REGION}")
_enter("CURRENT_SESSION", lambda facts: str(facts.session_id))
_enter("CURRENT_STATEMENT", lambda facts: facts.statement)
_enter("CURRENT_TRANSACTION", lambda facts: None if facts.transaction_id is None else str(facts.transaction_id))
_enter("CURRENT_VERSION", lambda facts: VERSION)
_enter("CURRENT_CLIENT", lambda facts: facts.client or None)
_enter("CURRENT_IP_ADDRESS", lambda facts: facts.address or None, "from where the session logged in")


@CONTEXT.function("CURRENT_SCHEMAS", (), contextual=True)
def _current_schemas(call: Call) -> Typed:
    """Bind to the schemas in which a query looks for bare names."""
    names = [f"{render(database.name)}.{render(schema.name)}" for database, schema in search_path(call.environment)]
    return typed(quote_text(json.dumps(names, ensure_ascii=False)), VARCHAR, nullable=False)


@CONTEXT.function("GETVARIABLE SESSION_CONTEXT", ("any",), contextual=True)
def _getvariable(call: Call) -> Typed:
    """Bind to a session variable as a text; its name counts as it is kept, in upper case."""
    name = call.constant(0)
    value = call.environment.facts.variables.get(name) if isinstance(name, str) else None
    return to_text(literal(value, call.environment), call.environment)


@CONTEXT.function("LAST_QUERY_ID", ("any",), minimum=0, contextual=True)
def _last_query_id(call: Call) -> Typed:
    """Bind to the id itself, so that RESULT_SCAN may take it: -1 is the last, 1 the first the session remembers."""
    number = -1 if not len(call) else _index(call)
    ids = call.environment.facts.last_query_ids
    found = None
    if number and abs(number) <= len(ids):
        found = str(ids[number] if number < 0 else ids[number - 1])
    if found is None:
        return Typed("CAST(NULL AS VARCHAR)", VARCHAR, "VARCHAR", True, None, (None,))
    return Typed(quote_text(found), VARCHAR, "VARCHAR", False, None, (found,))


def _index(call: Call) -> int:
    value = call.constant(0)
    try:
        number = 0 if value is None else int(float(str(value)))
    except (ValueError, OverflowError):
        raise InvalidArgumentError(f"invalid value [{value}] for parameter 1 of function LAST_QUERY_ID") from None
    if abs(number) > _MAX_INDEX:
        raise InvalidArgumentError(f"Value for parameter 1 exceeds maximum allowable value ({_MAX_INDEX:,}).")
    return number
