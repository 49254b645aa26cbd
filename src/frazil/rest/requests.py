"""What a request to the SQL API asks for: its header, its query string and its body, as values.

Source: Snowflake SQL API reference, and its OpenAPI document.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from starlette.requests import Request

from frazil.core.errors import BadRequestError, UnsupportedError
from frazil.core.login_errors import MustAuthenticateError
from frazil.session.requests import Binding, Login, StatementRequest, TokenType

_BEARER = re.compile(r"\s*Bearer\s+(\S+)\s*\Z", re.IGNORECASE)
_LONGEST_SECONDS = 604_800
"""What a ``timeout`` of 0 stands for."""

_TOKEN_TYPE = "x-snowflake-authorization-token-type"
_TOKEN_TYPES = frozenset(each.value for each in TokenType)


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """A statement to run, and where: in a session of its own, made by ``login``.

    ``nullable``: whether NULL is told as null, not as the text ``null``.
    """

    login: Login
    statement: StatementRequest
    asynchronous: bool
    nullable: bool


def login_of(request: Request) -> Login:
    """Return who asks, by the token of the Authorization header; its kind need not be said.

    Raises MustAuthenticateError for a request without one, UnsupportedError for a kind of token that is not built.
    """
    found = _BEARER.match(request.headers.get("authorization", ""))
    if found is None:
        raise MustAuthenticateError("The request has no bearer token in its Authorization header.")
    kind = request.headers.get(_TOKEN_TYPE, "").upper()
    if kind and kind not in _TOKEN_TYPES:
        raise UnsupportedError(f"X-Snowflake-Authorization-Token-Type: {kind}")
    return Login(
        user="",
        token=found[1],
        token_type=TokenType(kind) if kind else None,
        client_app=request.headers.get("user-agent", ""),
        address=request.client.host if request.client is not None else "",
    )


def submission_of(login: Login, body: Mapping[str, Any], query: Mapping[str, str], request_id: str) -> Submission:
    """Return what a request to run something asks for; BadRequestError if it is not well formed.

    Names of database, schema, warehouse and role are stored names: their case counts.
    """
    text = _field(body, "statement", str)
    if not text or not text.strip():
        raise BadRequestError("The request has no statement.")
    parameters = {name.upper(): value for name, value in (_field(body, "parameters", dict) or {}).items()}
    timeout = _field(body, "timeout", int)
    if timeout is not None:
        if isinstance(timeout, bool) or timeout < 0:
            raise BadRequestError("The timeout is not a number of seconds.")
        parameters["STATEMENT_TIMEOUT_IN_SECONDS"] = min(timeout or _LONGEST_SECONDS, _LONGEST_SECONDS)
    return Submission(
        login=replace(
            login,
            database=_stored_name(body, "database"),
            schema=_stored_name(body, "schema"),
            warehouse=_stored_name(body, "warehouse"),
            role=_stored_name(body, "role"),
        ),
        statement=StatementRequest(
            text=text,
            request_id=request_id,
            bindings={key: _binding(key, item) for key, item in (_field(body, "bindings", dict) or {}).items()},
            parameters=parameters,
        ),
        asynchronous=flag(query, "async", default=False),
        nullable=flag(query, "nullable", default=True),
    )


def flag(query: Mapping[str, str], name: str, *, default: bool) -> bool:
    """Return a truth value of the query string; BadRequestError if it is none."""
    value = query.get(name, "").lower()
    if value not in ("", "true", "false"):
        raise BadRequestError(f"The parameter {name} is neither true nor false.")
    return value == "true" if value else default


def partition_of(query: Mapping[str, str]) -> int:
    """Return which partition of a result is wanted, 0 for the first."""
    value = query.get("partition", "0")
    if not re.fullmatch(r"[0-9]{1,9}", value):
        raise BadRequestError("The parameter partition is not a number.")
    return int(value)


def _field(body: Mapping[str, Any], name: str, kind: type[Any]) -> Any:
    value = body.get(name)
    if value is not None and not isinstance(value, kind):
        raise BadRequestError(f"The field {name} is not of the type that the SQL API says.")
    return value


def _stored_name(body: Mapping[str, Any], name: str) -> str | None:
    """Return a name as an identifier that keeps its case; None if there is none."""
    value = _field(body, name, str)
    return '"' + value.replace('"', '""') + '"' if value else None


def _binding(key: str, item: Any) -> Binding:
    if not isinstance(item, dict) or not isinstance(item.get("type"), str):
        raise BadRequestError(f"Binding {key} has no type.")
    value = item.get("value")
    if value is not None and not isinstance(value, str):
        raise BadRequestError(f"Binding {key} has a value that is neither text nor null.")
    return Binding(type=item["type"].upper(), value=value)
