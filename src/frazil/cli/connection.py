"""A session on a server, for commands: the connector protocol as far as they need it.

Results are asked for as JSON, so that nothing beside frazil has to be installed.  Values go to the server as bindings;
where a statement's grammar takes none, ``literal`` writes them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from types import TracebackType
from typing import Any
from urllib.parse import urlencode, urlsplit

from frazil.cli.target import RefusedError, Target, ask, data_of, fetch, log_in, log_out
from frazil.core.ids import random_uuid

Row = Mapping[str, Any]
"""One row of a result, by column name in lower case."""

_IN_PROGRESS = ("333333", "333334")
_TOKEN_EXPIRED = "390112"
_FORMAT = {"PYTHON_CONNECTOR_QUERY_RESULT_FORMAT": "JSON"}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Connection:
    """A session of one user; close it, or use it in a ``with``.

    ``database``, ``schema`` and ``role`` are what the session starts with, as written by the user.
    """

    def __init__(
        self, target: Target, *, database: str | None = None, schema: str | None = None, role: str | None = None
    ) -> None:
        self.database = database
        self.schema = schema
        self._target = target
        context = {"databaseName": database, "schemaName": schema, "roleName": role}
        answer = log_in(target, {name: value for name, value in context.items() if value})
        self._token, self._master_token = answer["token"], answer["masterToken"]
        self.role: str | None = answer["sessionInfo"]["roleName"]

    def __enter__(self) -> Connection:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        try:
            log_out(self._target, self._token)
        except RefusedError:
            if error is None:
                raise

    def rows(self, text: str, *bindings: str | int | None) -> list[Row]:
        """Run a statement and return its rows; ``bindings`` are the values of its question marks.

        Raises RefusedError with the server's text and code.
        """
        body = {"sqlText": text, "parameters": _FORMAT, "bindings": _bindings(bindings)}
        answer = self._ask(f"/queries/v1/query-request?{urlencode({'requestId': random_uuid()})}", body)
        while answer.get("code") in _IN_PROGRESS:
            answer = self._ask(answer["data"]["getResultUrl"], None)
        data = data_of(answer)
        cells = [*data.get("rowset", ()), *(row for chunk in data.get("chunks", ()) for row in self._chunk(chunk))]
        columns = data["rowtype"]
        return [
            {column["name"].lower(): _value(column, cell) for column, cell in zip(columns, row, strict=True)}
            for row in cells
        ]

    def status(self, text: str, *bindings: str | int | None) -> str:
        """Run a statement whose answer is one text, and return that."""
        return str(next(iter(self.rows(text, *bindings)[0].values())))

    def _ask(self, path: str, body: Mapping[str, Any] | None) -> Any:
        answer = ask(self._target, path, body, self._token)
        if answer.get("code") == _TOKEN_EXPIRED:
            renewal = {"oldSessionToken": self._token, "requestType": "RENEW"}
            renewed = data_of(ask(self._target, "/session/token-request", renewal, self._master_token))
            self._token, self._master_token = renewed["sessionToken"], renewed["masterToken"]
            answer = ask(self._target, path, body, self._token)
        return answer

    def _chunk(self, chunk: Mapping[str, Any]) -> Sequence[Sequence[str | None]]:
        """Return the rows of a part that has an address of its own: JSON without its outer brackets."""
        content = fetch(self._target, urlsplit(chunk["url"]).path, None)
        found: Sequence[Sequence[str | None]] = json.loads(b"[" + content + b"]")
        return found


def literal(text: str) -> str:
    """Return a text as a literal of Snowflake's SQL."""
    return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'"


def _bindings(values: Sequence[str | int | None]) -> dict[str, Any]:
    return {
        str(place): {
            "type": "FIXED" if isinstance(value, int) else "TEXT",
            "value": None if value is None else str(value),
        }
        for place, value in enumerate(values, 1)
    }


def _value(column: Mapping[str, Any], cell: str | None) -> Any:
    """Return a cell as a value; times are aware and in UTC."""
    if cell is None:
        return None
    match column["type"]:
        case "fixed":
            return Decimal(cell) if column["scale"] else int(cell)
        case "boolean":
            return cell == "1"
        case "timestamp_ltz":
            return _EPOCH + timedelta(microseconds=int(Decimal(cell) * 1_000_000))
        case _:
            return cell
