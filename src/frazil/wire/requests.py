"""Requests as values: decoded bodies into what the session takes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request

from frazil.core.errors import BadRequestError
from frazil.core.login_errors import MustAuthenticateError
from frazil.session.requests import Binding, Login, StatementRequest, TokenType

_TOKEN = re.compile(r'\s*Snowflake\s+Token="([^"]*)"\s*\Z', re.IGNORECASE)
_TOKEN_AUTHENTICATORS = {
    "SNOWFLAKE_JWT": TokenType.KEY_PAIR,
    "PROGRAMMATIC_ACCESS_TOKEN": TokenType.PROGRAMMATIC,
    "OAUTH": TokenType.OAUTH,
}
_PASSWORD_AUTHENTICATORS = frozenset({"", "SNOWFLAKE", "USERNAME_PASSWORD_MFA"})


def token_of(request: Request) -> str:
    """Return the token of the Authorization header; MustAuthenticateError if there is none."""
    found = _TOKEN.match(request.headers.get("authorization", ""))
    if found is None:
        raise MustAuthenticateError("The session is invalid: you must log in again.")
    return found[1]


def login_of(body: Mapping[str, Any], query: Mapping[str, str], address: str = "") -> Login:
    """Return what a login asks for; names of the query string stay as written, empty ones are None."""
    data = _field(body, "data", dict)
    authenticator = _field(data, "AUTHENTICATOR", str)
    token_type = _TOKEN_AUTHENTICATORS.get(authenticator.upper())
    surroundings = data.get("CLIENT_ENVIRONMENT")
    built = token_type is not None or authenticator.upper() in _PASSWORD_AUTHENTICATORS
    return Login(
        user=_field(data, "LOGIN_NAME", str),
        password=_field(data, "PASSWORD", str) if token_type is None else "",
        token=_field(data, "TOKEN", str) if token_type is not None else None,
        token_type=token_type,
        authenticator="" if built else authenticator,
        database=query.get("databaseName") or None,
        schema=query.get("schemaName") or None,
        warehouse=query.get("warehouse") or None,
        role=query.get("roleName") or None,
        client_app=_field(data, "CLIENT_APP_ID", str),
        client_version=_field(data, "CLIENT_APP_VERSION", str),
        address=address,
        client_environment=surroundings if isinstance(surroundings, dict) else {},
        parameters=_field(data, "SESSION_PARAMETERS", dict),
    )


def statement_of(body: Mapping[str, Any], request_id: str) -> StatementRequest:
    """Return the statement that a query-request carries."""
    bindings = {position: _binding(position, item) for position, item in _field(body, "bindings", dict).items()}
    return StatementRequest(
        text=_field(body, "sqlText", str),
        request_id=request_id,
        bindings=bindings,
        parameters=_field(body, "parameters", dict),
        describe_only=bool(body.get("describeOnly")),
        asynchronous=bool(body.get("asyncExec")),
        bind_stage=_field(body, "bindStage", str),
    )


def _binding(position: str, item: Any) -> Binding:
    if not isinstance(item, dict) or not isinstance(item.get("type"), str):
        raise BadRequestError(f"Binding {position} has no type.")
    value = item.get("value")
    values = value if isinstance(value, list) else [value]
    if not all(each is None or isinstance(each, str) for each in values):
        raise BadRequestError(f"Binding {position} has a value that is neither text nor null.")
    return Binding(type=item["type"].upper(), value=value)


def _field(body: Mapping[str, Any], name: str, kind: type[Any]) -> Any:
    """Return a field that may be absent or null, as an empty value; BadRequestError if it is of another kind."""
    value = body.get(name)
    if value is None:
        return kind()
    if not isinstance(value, kind):
        raise BadRequestError(f"The field {name} is not a JSON {'object' if kind is dict else 'text'}.")
    return value
