"""Answers of the SQL API: a status, a JSON object, and links between the partitions of a result.

Unlike the connector's protocol errors have HTTP statuses here.  Source: Snowflake SQL API reference.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import orjson

from frazil.core.errors import BadRequestError, CompilationError, FrazilError, InternalError, StatementTimeoutError
from frazil.core.login_errors import (
    AuthenticationError,
    ExpiredOAuthTokenError,
    InvalidAccessTokenError,
    InvalidOAuthTokenError,
    InvalidTokenError,
    MustAuthenticateError,
)
from frazil.engine.results import Chunk
from frazil.http import json_rows
from frazil.http.rowtypes import rowtype
from frazil.rest.handles import Handle
from frazil.session.requests import Outcome
from frazil.session.results import StatementNotFoundError

PATH = "/api/v2/statements"

_SUCCESS = "090001"
_IN_PROGRESS = "333334"
_TRUTH = ("false", "true")
_KIND_OF_STATEMENT = 0xF000
_DML = 0x3000
_STATISTICS = {
    "number of rows inserted": "numRowsInserted",
    "number of rows updated": "numRowsUpdated",
    "number of rows deleted": "numRowsDeleted",
    "number of multi-joined rows updated": "numDuplicateRowsUpdated",
}
_STATUSES: tuple[tuple[type[FrazilError], int], ...] = (
    (BadRequestError, 400),
    (AuthenticationError, 401),
    (ExpiredOAuthTokenError, 401),
    (InvalidAccessTokenError, 401),
    (InvalidOAuthTokenError, 401),
    (InvalidTokenError, 401),
    (MustAuthenticateError, 401),
    (StatementNotFoundError, 404),
    (StatementTimeoutError, 408),
    (InternalError, 500),
)
_FAILED = 422


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What goes back: an HTTP status, a body and further headers."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


def in_progress(handle: Handle) -> Answer:
    """Return the answer for a statement that has not ended."""
    message = "Asynchronous execution in progress. Use provided query id to perform query monitoring and management."
    return _answer(202, {"code": _IN_PROGRESS, "message": message, **_place(handle)})


def cancelled(handle: Handle) -> Answer:
    """Return the answer to a cancellation."""
    return _answer(200, {"code": "000604", "message": "successfully canceled", "sqlState": "57014", **_place(handle)})


def failure(error: FrazilError, handle: Handle | None = None) -> Answer:
    """Return the answer for an error a client may see."""
    status = next((status for kind, status in _STATUSES if isinstance(error, kind)), _FAILED)
    text = error.render(error.line, error.column) if isinstance(error, CompilationError) else error.message
    place = _place(handle) if handle is not None else {}
    return _answer(status, {"code": error.code, "message": text, "sqlState": error.sqlstate, **place})


def unsupported_media_type() -> Answer:
    """Return the answer to a body that is not JSON."""
    return _answer(415, {"code": BadRequestError.code, "message": "The SQL API takes application/json only."})


def result(handle: Handle, outcome: Outcome, partition: int) -> Answer:
    """Return a partition of a finished statement's rows; the first one says what they are.

    Raises BadRequestError for a partition that the result does not have.
    """
    chunks = outcome.data.chunks
    if partition >= len(chunks):
        raise BadRequestError(f"The result has {len(chunks)} partitions; there is none with number {partition}.")
    rows = _rows(handle, outcome, chunks[partition])
    links = {"Link": _links(handle, partition, len(chunks))}
    if partition:
        return _answer(200, {"data": rows}, links)
    described: dict[str, Any] = {
        "resultSetMetaData": {
            "numRows": outcome.data.row_count,
            "format": "jsonv2",
            "partitionInfo": [{"rowCount": one.row_count, "uncompressedSize": one.size_bytes} for one in chunks],
            "rowType": rowtype(outcome.columns),
        },
        "data": rows,
        "code": _SUCCESS,
        "sqlState": "00000",
        "message": "Statement executed successfully.",
        **_place(handle),
    }
    if outcome.children:
        described["statementHandles"] = [query_id for query_id, _ in outcome.children]
    if outcome.statement_type_id & _KIND_OF_STATEMENT == _DML and rows:
        counts = zip((column.name for column in outcome.columns), rows[0], strict=True)
        described["stats"] = {_STATISTICS[name]: int(str(n)) for name, n in counts if name in _STATISTICS}
    return _answer(200, described, links)


def _rows(handle: Handle, outcome: Outcome, chunk: Chunk) -> list[tuple[str | None, ...]]:
    rows = json_rows.rows(outcome.columns, chunk.table().to_batches(), truth=_TRUTH)
    if handle.nullable:
        return rows
    return [tuple("null" if cell is None else cell for cell in row) for row in rows]


def _place(handle: Handle) -> dict[str, Any]:
    """Return the fields that say which statement it is and where to ask for it."""
    return {
        "statementHandle": handle.query_id,
        "createdOn": int(handle.created_on.timestamp() * 1000),
        "statementStatusUrl": f"{PATH}/{handle.query_id}?requestId={handle.request_id}",
    }


def _links(handle: Handle, partition: int, count: int) -> str:
    numbers = {"first": 0, "prev": partition - 1, "next": partition + 1, "last": count - 1}
    shown = {name: number for name, number in numbers.items() if 0 <= number < count}
    return ",".join(f'<{PATH}/{handle.query_id}?partition={number}>;rel="{name}"' for name, number in shown.items())


def _answer(status: int, body: dict[str, Any], headers: dict[str, str] | None = None) -> Answer:
    return Answer(status=status, body=orjson.dumps(body), headers=headers or {})
