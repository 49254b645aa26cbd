"""The paths of the connector protocol, and the application that serves them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from functools import partial

import orjson
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route, Router
from starlette.types import ASGIApp, Receive, Scope, Send

from frazil.core.errors import FrazilError, UnsupportedError
from frazil.http.bridge import in_thread
from frazil.http.responses import JSON, respond
from frazil.wire import admin_routes, answers, query_routes, session_routes
from frazil.wire.endpoint import Wire, endpoint, incident

_WRITTEN_BYTES = 1024 * 1024

ARROW_STREAM = "application/vnd.apache.arrow.stream"

_UNBUILT = {
    "/session/v1/login-request:complete": "login in two steps",
    "/oauth/token-request": "OAuth",
    "/oauth/authorize": "OAuth",
    "/queries/v1/query-monitoring-request": "query monitoring request",
}
"""Paths that Snowflake's clients know and frazil does not serve: a clear answer, not a 404 that they would repeat."""


def application(wire: Wire, more: Sequence[BaseRoute] = ()) -> ASGIApp:
    """Return the application: the protocol's routes, ``more`` routes after them, 404 for all else.

    No middleware: each would cost every statement.
    """
    return Router([*routes(wire), *more], redirect_slashes=False, default=_not_found)


def routes(wire: Wire) -> list[BaseRoute]:
    """Return the routes of the connector protocol."""

    async def chunk(request: Request) -> Response:
        return await _chunk(wire, request)

    async def upload(request: Request) -> Response:
        return await _upload(wire, request)

    served = [
        Route("/queries/v1/query-request", endpoint(wire, query_routes.submit), methods=["POST"]),
        Route("/queries/{query_id}/result", endpoint(wire, query_routes.result), methods=["GET"]),
        Route("/chunks/{token}/{number:int}", chunk, methods=["GET"]),
        Route("/uploads/{token}", upload, methods=["PUT"]),
        Route("/queries/v1/abort-request", endpoint(wire, query_routes.abort), methods=["POST"]),
        Route("/monitoring/queries/{query_id}", endpoint(wire, query_routes.status), methods=["GET"]),
        # The 5.x connector writes the slash twice.
        Route("/monitoring/queries//{query_id}", endpoint(wire, query_routes.status), methods=["GET"]),
        Route("/session/v1/login-request", endpoint(wire, session_routes.login), methods=["POST"]),
        Route("/session/authenticator-request", endpoint(wire, session_routes.authenticate), methods=["POST"]),
        Route("/session/token-request", endpoint(wire, session_routes.renew), methods=["POST"]),
        Route("/session/heartbeat", endpoint(wire, session_routes.heartbeat), methods=["POST"]),
        Route("/session", endpoint(wire, session_routes.end_session), methods=["POST"]),
        Route("/telemetry/send", _telemetry, methods=["POST"]),
        Route("/health", _health, methods=["GET"]),
        Route("/frazil/backup", endpoint(wire, admin_routes.backup), methods=["POST"]),
    ]
    unbuilt = [Route(path, endpoint(wire, _unbuilt), methods=["GET", "POST"]) for path in _UNBUILT]
    return [*served, *unbuilt]


async def _chunk(wire: Wire, request: Request) -> Response:
    """Send a part of a result to whoever has its address."""
    shelved = wire.shelf.find(request.path_params["token"])
    number = request.path_params["number"]
    if shelved is None:
        return _missing("There is no such result.")
    try:
        body = await in_thread(wire.executor, lambda: shelved.body(number))
    except IndexError:
        return _missing("The result has no such chunk.")
    except FrazilError as error:
        return _missing(error.message)
    # A part of JSON rows is no JSON by itself, and the Node.js driver reads what says that it is.
    return await respond(request, body, ARROW_STREAM if shelved.as_arrow else "binary/octet-stream")


async def _upload(wire: Wire, request: Request) -> Response:
    """Store a file of bindings for whoever has the address that PUT gave."""
    try:
        with wire.bind_stages.receiving(request.path_params["token"]) as receiver:
            if receiver is None:
                return _missing("There is nothing to be sent here.")
            async for data in _large_parts(request):
                await in_thread(wire.executor, partial(receiver.write, data))
    except FrazilError as error:
        return Response(answers.failure(error), status_code=400, media_type=JSON)
    except ClientDisconnect:
        return Response(status_code=499)
    except Exception:
        return Response(incident(wire), status_code=500, media_type=JSON)
    return Response(status_code=200)


async def _large_parts(request: Request) -> AsyncIterator[bytes]:
    """Yield a body in parts that are worth a change of threads."""
    waiting = bytearray()
    async for part in request.stream():
        waiting += part
        if len(waiting) >= _WRITTEN_BYTES:
            yield bytes(waiting)
            waiting.clear()
    yield bytes(waiting)


async def _unbuilt(_: Wire, request: Request) -> bytes:
    raise UnsupportedError(_UNBUILT[request.url.path])


async def _telemetry(request: Request) -> Response:
    """Accept what clients tell about themselves, and forget it."""
    async for _ in request.stream():
        pass
    return Response(answers.success("Log Received"), media_type=JSON)


async def _health(_: Request) -> Response:
    return Response(b'{"status":"ok"}', media_type=JSON)


async def _not_found(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] != "http":
        return
    await _missing(f"There is nothing at {scope['path']}.")(scope, receive, send)


def _missing(message: str) -> Response:
    body = orjson.dumps({"data": None, "code": None, "message": message, "success": False})
    return Response(body, status_code=404, media_type=JSON)
