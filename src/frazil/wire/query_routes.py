"""Statements: submit one, ask for its answer, its status, or its end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from starlette.requests import Request

from frazil.core.errors import BadRequestError, FrazilError
from frazil.core.ids import QueryId
from frazil.http.bodies import json_body
from frazil.http.bridge import answer_within, in_thread
from frazil.session.executions import Execution
from frazil.session.results import StatementNotFoundError
from frazil.session.session import Session
from frazil.wire import answers
from frazil.wire.endpoint import Wire, incident, session_of
from frazil.wire.requests import statement_of
from frazil.wire.results import result_fields, wants_arrow

Encode = Callable[[Execution], bytes]


async def submit(wire: Wire, request: Request) -> bytes:
    """Run a statement and answer with its result, or with where to ask for it.

    A request that is repeated has the same id and gets the answer of the first: it runs once.
    """
    session = session_of(wire, request)
    body = await json_body(request, wire.max_request_bytes)
    request_id = request.query_params.get("requestId") or wire.new_incident_id()
    execution = session.submit(statement_of(body, request_id))
    if body.get("asyncExec"):
        return answers.in_progress(execution.query_id, detached=True)
    return await _answer(wire, wire.inline_seconds, execution, _encoder(wire, request, session))


async def result(wire: Wire, request: Request) -> bytes:
    """Answer like ``submit`` for a statement that was submitted before."""
    session = session_of(wire, request)
    query_id = request.path_params["query_id"]
    execution = session.find_execution(QueryId(query_id))
    if execution is None:
        raise StatementNotFoundError(f"Statement {query_id} not found")
    return await _answer(wire, wire.poll_seconds, execution, _encoder(wire, request, session))


async def status(wire: Wire, request: Request) -> bytes:
    """Say how a statement is doing; an unknown one gives an empty list."""
    session = session_of(wire, request)
    execution = session.find_execution(QueryId(request.path_params["query_id"]))
    return answers.success({"queries": [] if execution is None else [_status_entry(execution)]})


async def abort(wire: Wire, request: Request) -> bytes:
    """Cancel the statement of an earlier request, named by that request's id."""
    session = session_of(wire, request)
    body = await json_body(request, wire.max_request_bytes)
    request_id = body.get("requestId")
    if not isinstance(request_id, str):
        raise BadRequestError("The request does not say what to abort.")
    await in_thread(wire.executor, lambda: session.abort(request_id))
    return answers.success()


async def _answer(wire: Wire, seconds: float, execution: Execution, encode: Encode) -> bytes:
    body = await answer_within(seconds, execution, encode, wire.executor)
    return answers.in_progress(execution.query_id, detached=False) if body is None else body


def _encoder(wire: Wire, request: Request, session: Session) -> Encode:
    """Return the function that makes an execution's answer; it runs on any thread and never raises."""
    base_url = f"{request.url.scheme}://{request.headers.get('host', request.url.netloc)}"

    def encode(execution: Execution) -> bytes:
        try:
            outcome = execution.outcome()
            parameters = {**dict(session.parameters()), **execution.request.parameters}
            as_arrow = wants_arrow(outcome, session.state.client, parameters)
            fields = result_fields(outcome, as_arrow=as_arrow, shelf=wire.shelf, base_url=base_url)
            return answers.statement(outcome, fields)
        except FrazilError as error:
            return answers.failure(error, execution.query_id)
        except Exception:
            return incident(wire, execution.query_id)

    return encode


def _status_entry(execution: Execution) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "id": execution.query_id,
        "status": execution.status.value,
        "sqlText": execution.request.text,
        "errorCode": None,
        "errorMessage": None,
    }
    if execution.error is not None:
        entry["errorCode"] = execution.error.code
        entry["errorMessage"] = answers.error_text(execution.error)
    return entry
