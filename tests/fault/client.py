"""The connector's protocol in its shortest form: a login, and statements with their rows.

The official connector hides a lost connection behind retries; here it is an answer of its own, for only this client
knows that it does not know what became of a statement.
"""

from __future__ import annotations

import http.client
import itertools
import json
from typing import Any

TIMEOUT_SECONDS = 60
_IN_PROGRESS = ("333333", "333334")

Row = tuple[str | None, ...]


class Lost(Exception):
    """The server went away before it answered: the statement may have happened or not."""


class Refused(Exception):
    """The server answered with an error."""

    def __init__(self, code: str, message: str, text: str) -> None:
        super().__init__(f"{code}: {message} [{text}]")
        self.code = code


class Client:
    """One connection and one session of ADMIN."""

    def __init__(self, port: int, password: str, database: str | None = None) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_SECONDS)
        self._numbers = itertools.count(1)
        self._token: str | None = None
        wanted = {"PYTHON_CONNECTOR_QUERY_RESULT_FORMAT": "JSON"}
        login = {"LOGIN_NAME": "ADMIN", "PASSWORD": password, "SESSION_PARAMETERS": wanted}
        place = f"&databaseName={database}" if database else ""
        # A client that cannot log in is not there to be closed: `_send` closes what it lost.
        answer = self._ask("POST", f"/session/v1/login-request?warehouse=COMPUTE_WH{place}", {"data": login})
        if not answer["success"]:
            raise Refused(answer["code"], answer["message"], "login")
        self._token = answer["data"]["token"]

    def run(self, text: str) -> list[Row]:
        """Run a statement and return its rows, values as texts; raises Lost or Refused."""
        return self.table(text)[1]

    def table(self, text: str) -> tuple[tuple[str, ...], list[Row]]:
        """Run a statement and return the names of its columns and its rows."""
        path = f"/queries/v1/query-request?requestId={next(self._numbers)}"
        answer = self._ask("POST", path, {"sqlText": text})
        while answer["code"] in _IN_PROGRESS:
            answer = self._ask("GET", answer["data"]["getResultUrl"], None)
        if not answer["success"]:
            raise Refused(answer["code"], answer["message"], text)
        data = answer["data"]
        rows = [tuple(row) for row in data["rowset"]]
        for chunk in data.get("chunks", ()):
            path = "/chunks/" + chunk["url"].partition("/chunks/")[2]
            rows += [tuple(row) for row in json.loads(b"[" + self._send("GET", path, None) + b"]")]
        return tuple(column["name"] for column in data["rowtype"]), rows

    def value(self, text: str) -> str | None:
        """Run a query of one row and one column."""
        ((value,),) = self.run(text)
        return value

    def close(self) -> None:
        """Drop the connection; the session lives on."""
        self._connection.close()

    def _ask(self, method: str, path: str, body: Any) -> Any:
        answer = json.loads(self._send(method, path, body))
        return {"code": None, "message": "", **answer}

    def _send(self, method: str, path: str, body: Any) -> bytes:
        headers = {"Content-Type": "application/json"}
        if self._token is not None:
            headers["Authorization"] = f'Snowflake Token="{self._token}"'
        try:
            self._connection.request(method, path, json.dumps(body).encode() if body is not None else None, headers)
            return self._connection.getresponse().read()
        except (OSError, http.client.HTTPException) as error:
            self._connection.close()
            raise Lost(str(error)) from error
