"""Answers: the envelope in which everything travels, errors included, always as HTTP 200.

Snowflake's clients repeat a request that got a 4xx or 5xx until their time is up, so an error of a statement, a session
or a login is an ordinary answer with ``success: false`` and a code.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import orjson

from frazil.core.errors import CompilationError, FrazilError, InternalError
from frazil.core.ids import QueryId
from frazil.session.requests import Outcome, Tokens
from frazil.session.session import Session

IN_PROGRESS = "333333"
IN_PROGRESS_DETACHED = "333334"

Parameters = Iterable[tuple[str, object]]


def success(data: object = None, *, code: str | None = None, message: str | None = None) -> bytes:
    """Return an answer that carries data."""
    return orjson.dumps({"data": data, "code": code, "message": message, "success": True}, default=str)


def failure(error: FrazilError, query_id: str | None = None) -> bytes:
    """Return the answer for an error a client may see."""
    data = {
        "internalError": isinstance(error, InternalError),
        "errorCode": error.code,
        "sqlState": error.sqlstate,
        "queryId": error.query_id or query_id,
        "line": -1 if error.line is None else error.line,
        "pos": -1 if error.column is None else error.column,
        "type": "COMPILATION" if isinstance(error, CompilationError) else "EXECUTION",
        "age": 0,
    }
    return orjson.dumps({"data": data, "code": error.code, "message": error_text(error), "success": False})


def refusal(error: FrazilError) -> bytes:
    """Return the answer for an error where clients would take any data for what they asked for."""
    return orjson.dumps({"data": None, "code": error.code, "message": error_text(error), "success": False})


def error_text(error: FrazilError) -> str:
    """Return an error's message as clients show it: with the place, where the error knows it."""
    if isinstance(error, CompilationError):
        return error.render(error.line, error.column)
    return error.message


def in_progress(query_id: QueryId, *, detached: bool) -> bytes:
    """Return the answer for a statement that is not finished: where to ask for it again."""
    data = {"queryId": query_id, "getResultUrl": f"/queries/{query_id}/result", "queryAborted": False}
    return success(data, code=IN_PROGRESS_DETACHED if detached else IN_PROGRESS, message="Query execution in progress.")


def parameter_list(parameters: Parameters) -> list[dict[str, object]]:
    """Return session parameters as clients take them."""
    return [{"name": name, "value": value} for name, value in parameters]


def login(session: Session, tokens: Tokens, user: str, server_version: str) -> bytes:
    """Return the answer to a login that succeeded."""
    context = session.context
    return success(
        {
            "masterToken": tokens.master_token,
            "token": tokens.session_token,
            "validityInSeconds": tokens.session_validity_seconds,
            "masterValidityInSeconds": tokens.master_validity_seconds,
            "displayUserName": user,
            "serverVersion": server_version,
            "firstLogin": False,
            "remMeToken": None,
            "remMeValidityInSeconds": 0,
            "healthCheckInterval": 45,
            "newClientForUpgrade": None,
            "sessionId": session.id,
            "parameters": parameter_list(session.parameters()),
            "sessionInfo": {
                "databaseName": context.database,
                "schemaName": context.schema,
                "warehouseName": context.warehouse,
                "roleName": context.role,
            },
            "idToken": None,
            "idTokenValidityInSeconds": 0,
            "responseData": None,
            "mfaToken": None,
            "mfaTokenValidityInSeconds": 0,
        }
    )


def renewal(session_id: int | None, tokens: Tokens) -> bytes:
    """Return the answer to a token-request that succeeded."""
    return success(
        {
            "sessionToken": tokens.session_token,
            "validityInSecondsST": tokens.session_validity_seconds,
            "masterToken": tokens.master_token,
            "validityInSecondsMT": tokens.master_validity_seconds,
            "sessionId": session_id,
        }
    )


def statement(outcome: Outcome, rows: Mapping[str, Any]) -> bytes:
    """Return the answer for a finished statement; ``rows`` are the fields that carry its result."""
    context = outcome.context
    return success(
        {
            "parameters": parameter_list(outcome.parameters.items()),
            **rows,
            **_children(outcome),
            "databaseProvider": None,
            "finalDatabaseName": context.database,
            "finalSchemaName": context.schema,
            "finalWarehouseName": context.warehouse,
            "finalRoleName": context.role,
            "numberOfBinds": outcome.number_of_binds,
            "arrayBindSupported": outcome.array_bind_supported,
            "statementTypeId": outcome.statement_type_id,
            "version": 1,
            "sqlState": None,
            "queryId": outcome.query_id,
        }
    )


def _children(outcome: Outcome) -> dict[str, str]:
    """Return the fields by which a client finds the results of a request's several statements."""
    if not outcome.children:
        return {}
    return {
        "resultIds": ",".join(query_id for query_id, _ in outcome.children),
        "resultTypes": ",".join(str(type_id) for _, type_id in outcome.children),
    }
