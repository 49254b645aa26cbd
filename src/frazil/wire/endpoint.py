"""What every endpoint shares: the parts it works with, and the border where errors become answers."""

from __future__ import annotations

import asyncio
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
from frazil.http.responses import respond
from frazil.session.session import Session
from frazil.session.sessions import Sessions
from frazil.stages.bind_stages import BindStages
from frazil.wire import answers
from frazil.wire.requests import token_of
from frazil.wire.results import ResultShelf

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
    bind_stages: BindStages
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


def session_of(wire: Wire, request: Request) -> Session:
    """Return the session whose token the request carries; raises the session family of errors."""
    return wire.sessions.authenticate(token_of(request))
