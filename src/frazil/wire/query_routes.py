"""Statements: submit one, ask for its answer, its status, or its end."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from starlette.requests import Request

from frazil.core.errors import BadRequestError, FrazilError
from frazil.core.ids import QueryId
from frazil.http.bodies import json_body
from frazil.http.bridge import answer_within, in_thread
from frazil.session.executions import Execution, Status
from frazil.session.requests import Outcome
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
    query_id = QueryId(request.path_params["query_id"])
    execution = wire.sessions.find_execution(session, query_id)
    if execution is not None:
        return await _answer(wire, wire.poll_seconds, execution, _encoder(wire, request, session))
    earlier, encoded = wire.sessions.earlier(session, query_id), _outcome_encoder(wire, request, session)
    return await in_thread(wire.executor, lambda: encoded(earlier, {}))


async def status(wire: Wire, request: Request) -> bytes:
    """Say how a statement is doing; an unknown one gives an empty list."""
    session = session_of(wire, request)
    query_id = QueryId(request.path_params["query_id"])
    execution = wire.sessions.find_execution(session, query_id)
    if execution is not None:
        return answers.success({"queries": [_status_entry(execution)]})
    try:
        wire.sessions.earlier(session, query_id)
    except StatementNotFoundError:
        return answers.success({"queries": []})
    ended = {"id": query_id, "status": Status.SUCCESS.value, "errorCode": None, "errorMessage": None}
    return answers.success({"queries": [ended]})


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
    encoded = _outcome_encoder(wire, request, session)

    def encode(execution: Execution) -> bytes:
        try:
            outcome = execution.outcome()
            if session.find_execution(execution.query_id) is None:
                # Another session's: where that one stands is not where this one does.
                outcome = replace(outcome, context=session.context, parameters={})
            return encoded(outcome, execution.request.parameters)
        except FrazilError as error:
            return answers.failure(error, execution.query_id)
        except Exception:
            return incident(wire, execution.query_id)

    return encode


def _outcome_encoder(
    wire: Wire, request: Request, session: Session
) -> Callable[[Outcome, Mapping[str, object]], bytes]:
    """Return the function that makes the answer of an outcome, under the parameters of its statement."""
    base_url = f"{request.url.scheme}://{request.headers.get('host', request.url.netloc)}"

    def encoded(outcome: Outcome, parameters: Mapping[str, object]) -> bytes:
        in_force = {**dict(session.parameters()), **parameters}
        as_arrow = wants_arrow(outcome, session.state.client, in_force)
        fields = result_fields(outcome, as_arrow=as_arrow, shelf=wire.shelf, base_url=base_url)
        return answers.statement(outcome, fields)

    return encoded


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
