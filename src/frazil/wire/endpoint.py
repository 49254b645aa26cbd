"""What every endpoint shares: the parts it works with, and the border where errors become answers."""

from __future__ import annotations

import asyncio
import gzip
import ipaddress
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import wraps
from pathlib import Path

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from frazil.core.errors import FrazilError, InternalError
from frazil.core.executor import Executor
from frazil.core.ids import IdSource
from frazil.core.log import Log
from frazil.session.session import Session
from frazil.session.sessions import Sessions
from frazil.wire import answers
from frazil.wire.requests import token_of
from frazil.wire.results import ResultShelf

JSON = "application/json"

_COMPRESS_BYTES = 2048  # smaller answers fit into a packet or two anyway
_BIG_ANSWER_BYTES = 128 * 1024
_CONCURRENT_LOGINS = 4  # a password check takes 19 MiB and most of a processor

_log = Log("wire")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wire:
    """What the endpoints work with.

    ``inline_seconds``: how long the first answer to a statement waits for it, ``poll_seconds`` how long each later
    one does; a client asks again at once.  ``backup`` copies the store into a new file, if that is offered.
    """

    sessions: Sessions
    executor: Executor
    shelf: ResultShelf
    new_incident_id: IdSource
    server_version: str
    max_request_bytes: int
    backup: Callable[[Path], None] | None = None
    inline_seconds: float = 5.0
    poll_seconds: float = 5.0
    logins: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_CONCURRENT_LOGINS))


Handler = Callable[[Wire, Request], Awaitable[bytes]]


def endpoint(wire: Wire, handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    """Return the Starlette endpoint that answers with what the handler returns, or with the error it raises."""

    @wraps(handler)
    async def answered(request: Request) -> Response:
        try:
            body = await handler(wire, request)
        except FrazilError as error:
            body = answers.failure(error)
        except ClientDisconnect:
            return Response(status_code=499)
        except Exception:
            body = incident(wire)
        return await respond(request, body)

    return answered


def incident(wire: Wire, query_id: str | None = None) -> bytes:
    """Log the exception being handled under a new incident id and return the answer that names it."""
    incident_id = wire.new_incident_id()
    _log.exception("request_failed", incident=incident_id, query_id=query_id)
    return answers.failure(InternalError(f"Internal error. Incident {incident_id}."), query_id)


async def respond(request: Request, body: bytes | memoryview, media_type: str = JSON) -> Response:
    """Return a response, compressed if that is worth it: never on this machine, else for clients that can."""
    headers: dict[str, str] = {}
    if len(body) > _COMPRESS_BYTES and not _is_loopback(request):
        if "gzip" in request.headers.get("accept-encoding", ""):
            big = len(body) > _BIG_ANSWER_BYTES
            body = await asyncio.to_thread(gzip.compress, body, 1) if big else gzip.compress(body, 1)
            headers["Content-Encoding"] = "gzip"
    return Response(body, media_type=media_type, headers=headers)


def session_of(wire: Wire, request: Request) -> Session:
    """Return the session whose token the request carries; raises the session family of errors."""
    return wire.sessions.authenticate(token_of(request))


def _is_loopback(request: Request) -> bool:
    if request.client is None:
        return True
    try:
        return ipaddress.ip_address(request.client.host).is_loopback
    except ValueError:
        return False
