"""The SQL API: submit a statement, ask for its status and rows, cancel it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import wraps

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from frazil.commands.system_functions import StatementNotRunningError
from frazil.core.errors import FrazilError, InternalError
from frazil.core.executor import Executor
from frazil.core.ids import IdSource
from frazil.core.log import Log
from frazil.http.bodies import json_body
from frazil.http.bridge import answer_within, in_thread
from frazil.http.responses import JSON, respond
from frazil.rest import answers
from frazil.rest.answers import Answer
from frazil.rest.handles import Handle, Handles
from frazil.rest.requests import login_of, partition_of, submission_of
from frazil.session.executions import Execution

_INLINE_SECONDS = 45.0
"""How long a request waits for its statement before it says where to ask again."""

_log = Log("rest")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """What the endpoints work with."""

    handles: Handles
    executor: Executor
    new_id: IdSource
    max_request_bytes: int
    inline_seconds: float = _INLINE_SECONDS


Handler = Callable[[Rest, Request], Awaitable[Answer]]


def routes(rest: Rest) -> list[BaseRoute]:
    """Return the routes of the SQL API."""
    return [
        Route(answers.PATH, _endpoint(rest, submit), methods=["POST"]),
        Route(answers.PATH + "/{handle}", _endpoint(rest, fetch), methods=["GET"]),
        Route(answers.PATH + "/{handle}/cancel", _endpoint(rest, cancel), methods=["POST"]),
    ]


async def submit(rest: Rest, request: Request) -> Answer:
    """Run a statement and answer with its first rows, or with where to ask for them."""
    login = login_of(request)
    owner = await in_thread(rest.executor, lambda: rest.handles.identify(login))
    if request.headers.get("content-type", JSON).split(";")[0].strip().lower() != JSON:
        return answers.unsupported_media_type()
    body = await json_body(request, rest.max_request_bytes)
    wanted = submission_of(login, body, request.query_params, request.query_params.get("requestId") or rest.new_id())
    handle = await in_thread(rest.executor, lambda: rest.handles.submit(owner, wanted))
    if wanted.asynchronous:
        return answers.in_progress(handle)
    return await _ended(rest, handle, 0, rest.inline_seconds)


async def fetch(rest: Rest, request: Request) -> Answer:
    """Say how a statement is doing or, after its end, answer with a partition of its rows."""
    partition = partition_of(request.query_params)
    handle = await _handle(rest, request)
    return await _ended(rest, handle, partition, 0.0)


async def cancel(rest: Rest, request: Request) -> Answer:
    """Cancel a statement; one that has ended is not running any more, which is an error."""
    handle = await _handle(rest, request)
    if handle.execution.wait(0):
        return answers.failure(StatementNotRunningError("Identified SQL statement is not currently executing."), handle)
    await in_thread(rest.executor, handle.execution.cancel)
    return answers.cancelled(handle)


async def _handle(rest: Rest, request: Request) -> Handle:
    login = login_of(request)
    name = request.path_params["handle"]
    return await in_thread(rest.executor, lambda: rest.handles.find(login, name))


async def _ended(rest: Rest, handle: Handle, partition: int, seconds: float) -> Answer:
    """Return the answer of a statement that ends within this time, else that it is in progress."""

    def encode(execution: Execution) -> Answer:
        try:
            return answers.result(handle, execution.outcome(), partition)
        except FrazilError as error:
            return answers.failure(error, handle)
        except Exception:
            return _incident(rest, handle)

    if not seconds and not handle.execution.wait(0):
        return answers.in_progress(handle)
    found = await answer_within(seconds or _INLINE_SECONDS, handle.execution, encode, rest.executor)
    return found or answers.in_progress(handle)


def _endpoint(rest: Rest, handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    """Return the Starlette endpoint that answers with what the handler returns, or with the error it raises."""

    @wraps(handler)
    async def answered(request: Request) -> Response:
        try:
            answer = await handler(rest, request)
        except FrazilError as error:
            answer = answers.failure(error)
        except ClientDisconnect:
            return Response(status_code=499)
        except Exception:
            answer = _incident(rest)
        return await respond(request, answer.body, status=answer.status, headers=answer.headers)

    return answered


def _incident(rest: Rest, handle: Handle | None = None) -> Answer:
    incident = rest.new_id()
    _log.exception("request_failed", incident=incident, query_id=handle.query_id if handle is not None else None)
    return answers.failure(InternalError(f"Internal error. Incident {incident}."), handle)
