"""Requests as values: bodies read within a limit, unpacked, and decoded into what the session takes."""

from __future__ import annotations

import asyncio
import re
import zlib
from collections.abc import Mapping
from typing import Any

import orjson
from starlette.requests import Request

from frazil.core.errors import BadRequestError, MustAuthenticateError, UnsupportedError
from frazil.session.requests import Binding, Login, StatementRequest

_TOKEN = re.compile(r'\s*Snowflake\s+Token="([^"]*)"\s*\Z', re.IGNORECASE)
_GZIP = 31  # zlib's number for "with gzip's header"
_BIG_BODY_BYTES = 256 * 1024  # unpacking more than this would be felt by everyone else on the event loop
_DRAIN_FACTOR = 8

_KEY_PAIR = "SNOWFLAKE_JWT"
_PASSWORD_AUTHENTICATORS = frozenset({"", "SNOWFLAKE", "USERNAME_PASSWORD_MFA"})


async def json_body(request: Request, limit_bytes: int) -> dict[str, Any]:
    """Return the JSON object of a request's body; BadRequestError if it is none, or larger than the limit."""
    raw = await _read(request, limit_bytes)
    encoding = request.headers.get("content-encoding", "")
    if len(raw) > _BIG_BODY_BYTES:
        return await asyncio.to_thread(decode_body, raw, encoding, limit_bytes)
    return decode_body(raw, encoding, limit_bytes)


async def _read(request: Request, limit_bytes: int) -> bytes:
    """Read a body; one that is too large is read to its end, or the client would not see the answer."""
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size <= limit_bytes:
            parts.append(part)
        elif size > limit_bytes * _DRAIN_FACTOR:
            break
    if size > limit_bytes:
        raise _too_large(limit_bytes)
    return parts[0] if len(parts) == 1 else b"".join(parts)


def decode_body(raw: bytes, encoding: str, limit_bytes: int) -> dict[str, Any]:
    """Return the JSON object in ``raw``, unpacked if the encoding says gzip; an empty body is an empty object."""
    if encoding.lower() == "gzip" and raw:
        raw = _unpack(raw, limit_bytes)
    elif encoding.lower() not in ("", "identity", "gzip"):
        raise BadRequestError(f"The request is encoded as '{encoding}', which is not supported.")
    if not raw.strip():
        return {}
    try:
        body = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise BadRequestError(f"The request is not valid JSON: {error}") from error
    if not isinstance(body, dict):
        raise BadRequestError("The request is not a JSON object.")
    return body


def _unpack(raw: bytes, limit_bytes: int) -> bytes:
    unpacker = zlib.decompressobj(_GZIP)
    try:
        content = unpacker.decompress(raw, limit_bytes + 1)
    except zlib.error as error:
        raise BadRequestError("The request is not valid gzip.") from error
    if len(content) > limit_bytes:
        raise _too_large(limit_bytes)
    if not unpacker.eof:
        raise BadRequestError("The request is not complete gzip.")
    return content


def _too_large(limit_bytes: int) -> BadRequestError:
    return BadRequestError(f"The request is larger than {limit_bytes} bytes.")


def token_of(request: Request) -> str:
    """Return the token of the Authorization header; MustAuthenticateError if there is none."""
    found = _TOKEN.match(request.headers.get("authorization", ""))
    if found is None:
        raise MustAuthenticateError("The session is invalid: you must log in again.")
    return found[1]


def login_of(body: Mapping[str, Any], query: Mapping[str, str]) -> Login:
    """Return what a login asks for; names of the query string stay as written, empty ones are None.

    Raises UnsupportedError for any way of authentication other than by password and by key pair.
    """
    data = _field(body, "data", dict)
    authenticator = _field(data, "AUTHENTICATOR", str)
    by_key_pair = authenticator.upper() == _KEY_PAIR
    if not by_key_pair and authenticator.upper() not in _PASSWORD_AUTHENTICATORS:
        raise UnsupportedError(f"AUTHENTICATOR = {authenticator}")
    return Login(
        user=_field(data, "LOGIN_NAME", str),
        password="" if by_key_pair else _field(data, "PASSWORD", str),
        token=(_field(data, "TOKEN", str) or "none") if by_key_pair else "",
        database=query.get("databaseName") or None,
        schema=query.get("schemaName") or None,
        warehouse=query.get("warehouse") or None,
        role=query.get("roleName") or None,
        client_app=_field(data, "CLIENT_APP_ID", str),
        client_version=_field(data, "CLIENT_APP_VERSION", str),
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
