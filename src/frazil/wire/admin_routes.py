"""What only an account administrator may ask of the server itself; frazil's own, no part of Snowflake's protocol."""

from __future__ import annotations

from pathlib import Path

from starlette.requests import Request

from frazil.core.errors import BadRequestError, InsufficientPrivilegesError, UnsupportedError
from frazil.http.bodies import json_body
from frazil.http.bridge import in_thread
from frazil.wire import answers
from frazil.wire.endpoint import Wire, session_of

_ADMINISTRATOR = "ACCOUNTADMIN"


async def backup(wire: Wire, request: Request) -> bytes:
    """Copy the store into a new file on the server's machine; for sessions whose role is ACCOUNTADMIN."""
    session = session_of(wire, request)
    body = await json_body(request, wire.max_request_bytes)
    if session.context.role != _ADMINISTRATOR:
        raise InsufficientPrivilegesError(
            "SQL access control error:\nInsufficient privileges to operate on account 'FRAZIL'."
        )
    path = body.get("path")
    if not isinstance(path, str) or not Path(path).is_absolute():
        raise BadRequestError("The request names no absolute path.")
    target = Path(path)
    make = wire.backup
    if make is None:
        raise UnsupportedError("BACKUP")
    await in_thread(wire.executor, lambda: make(target))
    return answers.success({"path": path})
