"""The protocol below the connectors: what they would only meet when something is wrong."""

from __future__ import annotations

import gzip
import http.client
import json
import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from tests.client.conftest import address


class Wire:
    """Requests as a driver makes them, one connection, one session."""

    def __init__(self) -> None:
        known = address()
        self.connection = http.client.HTTPConnection(known["host"], known["port"], timeout=30)
        login = {"LOGIN_NAME": known["user"], "PASSWORD": known["password"], "CLIENT_APP_ID": "test"}
        self.token: str | None = None
        answer = self.post("/session/v1/login-request?warehouse=&databaseName=", {"data": login})
        self.tokens = answer["data"]
        self.token = self.tokens["token"]

    def send(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> tuple[int, bytes]:
        if self.token is not None:
            headers = {"Authorization": f'Snowflake Token="{self.token}"', **headers}
        self.connection.request(method, path, body, headers)
        response = self.connection.getresponse()
        return response.status, response.read()

    def post(self, path: str, body: Any, **headers: str) -> Any:
        status, raw = self.send("POST", path, json.dumps(body).encode(), headers)
        assert status == 200
        return json.loads(raw)

    def get(self, path: str) -> Any:
        status, raw = self.send("GET", path, None, {})
        assert status == 200
        return json.loads(raw)

    def query(self, text: str, request_id: str | None = None, **more: Any) -> Any:
        request_id = request_id or str(uuid.uuid4())
        return self.post(f"/queries/v1/query-request?requestId={request_id}", {"sqlText": text, **more})


@pytest.fixture
def wire() -> Iterator[Wire]:
    made = Wire()
    yield made
    made.connection.close()


def test_bindings_may_have_names(wire: Wire) -> None:
    """As the Go driver sends them, the ADBC driver's catalog queries among them; names are not case-sensitive."""
    bindings = {"Low": {"type": "FIXED", "value": "2"}, "NAME": {"type": "TEXT", "value": "b"}}
    text = "select column1 from values ('a', 1), ('b', 2), ('b', 3) where column2 >= :low and column1 ilike :Name"
    query = {"bindings": bindings, "parameters": {"PYTHON_CONNECTOR_QUERY_RESULT_FORMAT": "JSON"}}
    assert wire.query(text, **query)["data"]["rowset"] == [["b"], ["b"]]
    missing = wire.query("select :other", **query)
    assert (missing["code"], missing["message"].splitlines()[-1]) == ("002014", "Bind variable :OTHER not set.")


def test_a_repeated_request_runs_once(wire: Wire) -> None:
    name = f"ONCE{uuid.uuid4().hex[:10]}"
    wire.query(f"create database {name}")
    try:
        wire.query("create table t (a int)")
        request_id = str(uuid.uuid4())
        first = wire.query("insert into t values (1)", request_id)
        again = wire.query("insert into t values (1)", request_id)
        assert first["data"]["queryId"] == again["data"]["queryId"]
        assert wire.query("select count(*) from t", parameters={"PYTHON_CONNECTOR_QUERY_RESULT_FORMAT": "JSON"})[
            "data"
        ]["rowset"] == [["1"]]
    finally:
        wire.query(f"drop database {name}")


def test_a_result_may_be_asked_for_again(wire: Wire) -> None:
    first = wire.query("select 7 as a", parameters={"PYTHON_CONNECTOR_QUERY_RESULT_FORMAT": "JSON"})
    again = wire.get(f"/queries/{first['data']['queryId']}/result")
    assert first["data"]["rowset"] == again["data"]["rowset"] == [["7"]]
    assert wire.get(f"/queries/{uuid.uuid4()}/result")["code"] == "000709"


def test_an_answer_has_what_drivers_read(wire: Wire) -> None:
    data = wire.query("select 7 as a")["data"]
    assert data["statementTypeId"] == 0x1000
    assert (data["total"], data["queryResultFormat"]) == (1, "arrow")
    assert {"finalDatabaseName", "finalSchemaName", "finalWarehouseName", "finalRoleName", "parameters"} <= set(data)
    described = wire.query("select ? as a", describeOnly=True, bindings={"1": {"type": "FIXED", "value": "1"}})["data"]
    assert (described["total"], described["numberOfBinds"]) == (0, 1)


def test_errors_are_answers(wire: Wire) -> None:
    answer = wire.query("select nix")
    assert (answer["success"], answer["code"], answer["data"]["sqlState"]) == (False, "000904", "42000")
    assert answer["data"]["line"] == 1


@pytest.mark.parametrize("body", [b"{", b"[]", b"\xff\xfe", b'{"sqlText": 7}'])
def test_bad_requests_are_answers(wire: Wire, body: bytes) -> None:
    status, raw = wire.send("POST", "/queries/v1/query-request?requestId=x", body, {})
    assert (status, json.loads(raw)["code"]) == (200, "391920")


def test_a_bomb_does_not_go_off(wire: Wire) -> None:
    bomb = gzip.compress(b" " * 200_000_000)
    status, raw = wire.send("POST", "/queries/v1/query-request?requestId=x", bomb, {"Content-Encoding": "gzip"})
    assert (status, json.loads(raw)["code"]) == (200, "391920")
    assert Wire().query("select 1")["success"]  # the token of before may be over by now


def test_a_huge_request_is_refused_with_an_answer(wire: Wire) -> None:
    body = json.dumps({"sqlText": "select '" + "x" * 80_000_000 + "'"}).encode()
    status, raw = wire.send("POST", "/queries/v1/query-request?requestId=x", body, {})
    assert (status, json.loads(raw)["code"]) == (200, "391920")


def test_tokens_are_needed(wire: Wire) -> None:
    own = wire.token
    for token in (None, "None", "guess", wire.tokens["masterToken"]):
        wire.token = token
        assert wire.query("select 1")["code"] == "390104"
    wire.token = own
    assert wire.query("select 1")["success"]


def test_tokens_are_renewed(wire: Wire) -> None:
    old, wire.token = wire.token, wire.tokens["masterToken"]
    answer = wire.post("/session/token-request?requestId=x", {"oldSessionToken": old, "requestType": "RENEW"})
    wire.token = answer["data"]["sessionToken"]
    assert answer["data"]["sessionId"] == wire.tokens["sessionId"]
    assert wire.query("select 1")["success"]


def test_a_session_ends(wire: Wire) -> None:
    assert wire.post("/session/heartbeat?requestId=x", {})["success"]
    assert wire.post("/session?delete=true&requestId=x", {})["success"]
    assert wire.query("select 1")["code"] == "390104"


def test_status_with_one_slash_and_two(wire: Wire) -> None:
    query_id = wire.query("select 1")["data"]["queryId"]
    for path in (f"/monitoring/queries/{query_id}", f"/monitoring/queries//{query_id}"):
        (entry,) = wire.get(path)["data"]["queries"]
        assert (entry["id"], entry["status"]) == (query_id, "SUCCESS")
    assert wire.get(f"/monitoring/queries/{uuid.uuid4()}")["data"] == {"queries": []}


def test_chunks_need_their_address(wire: Wire) -> None:
    data = wire.query("select seq8() from table(generator(rowcount => 50000))")["data"]
    path = "/chunks/" + data["chunks"][0]["url"].split("/chunks/")[1]
    wire.token = None
    status, body = wire.send("GET", path, None, {})
    assert status == 200
    assert len(body) > 1000
    for wrong in ("/chunks/guess/1", path.rsplit("/", 1)[0] + "/999"):
        status, body = wire.send("GET", wrong, None, {})
        assert (status, json.loads(body)["success"]) == (404, False)


def test_telemetry_is_accepted(wire: Wire) -> None:
    assert wire.post("/telemetry/send", {"logs": []})["success"]


def test_health(wire: Wire) -> None:
    assert wire.get("/health") == {"status": "ok"}


def test_unknown_paths(wire: Wire) -> None:
    status, body = wire.send("GET", "/api/v2/nothing", None, {})
    assert (status, json.loads(body)["success"]) == (404, False)


def test_what_is_not_built_says_so(wire: Wire) -> None:
    answer = wire.post("/session/authenticator-request", {})
    assert (answer["code"], answer["success"]) == ("000002", False)
