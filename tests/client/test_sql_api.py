"""The SQL API over HTTP, as a service that has no driver uses it: a signed token and JSON."""

from __future__ import annotations

import base64
import hashlib
import json
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.client.conftest import address

PATH = "/api/v2/statements"


def part(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


@dataclass
class Api:
    """One user of the SQL API."""

    user: str
    key: rsa.RSAPrivateKey

    def token(self, **claims: Any) -> str:
        """Return a token as Snowflake documents it for key pairs."""
        der = self.key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        subject = f"FRAZIL.{self.user}"
        issuer = f"{subject}.SHA256:{base64.b64encode(hashlib.sha256(der).digest()).decode()}"
        now = int(time.time())
        payload = {"iss": issuer, "sub": subject, "iat": now, "exp": now + 60, **claims}
        signed = part(b'{"alg":"RS256","typ":"JWT"}') + "." + part(json.dumps(payload).encode())
        return signed + "." + part(self.key.sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256()))

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, dict[str, Any], Any]:
        """Return status, JSON and headers of an answer."""
        place = address()
        request = urllib.request.Request(
            f"http://{place['host']}:{place['port']}{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={
                "Authorization": f"Bearer {self.token()}",
                "X-Snowflake-Authorization-Token-Type": "KEYPAIR_JWT",
                "Content-Type": "application/json",
                "User-Agent": "tests/1.0",
                **headers,
            },
        )
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, json.load(answer), answer.headers
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read() or b"{}"), error.headers

    def run(self, statement: str, query: str = "", **fields: Any) -> tuple[int, dict[str, Any]]:
        return self.call("POST", f"{PATH}{query}", {"statement": statement, **fields})[:2]

    def until_ended(self, handle: str) -> tuple[int, dict[str, Any]]:
        while True:
            status, answer, _ = self.call("GET", f"{PATH}/{handle}")
            if status != 202:
                return status, answer


@pytest.fixture
def api(cursor: Any, database: str) -> Iterator[Api]:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    name = f"U{uuid.uuid4().hex[:12]}".upper()
    cursor.execute(f"create user {name} default_role = accountadmin default_warehouse = compute_wh")
    cursor.execute(f"alter user {name} set rsa_public_key = '{pem}'")
    cursor.execute(f"grant role accountadmin to user {name}")
    cursor.execute(f"alter user {name} set default_namespace = '{database}.PUBLIC'")
    yield Api(name, key)
    cursor.execute(f"drop user {name}")


def test_a_query_and_its_description(api: Api) -> None:
    status, answer = api.run(
        "select 1 as n, 1.50::number(5,2), 'x' as s, true, null as nothing, '2020-02-29'::date, x'0aff', 2.5::float, "
        "'2020-01-01 00:00:00.123'::timestamp_ntz, '12:00:01'::time, '2020-01-01 02:00 +0200'::timestamp_tz, [1]"
    )
    assert status == 200, answer
    assert (answer["code"], answer["sqlState"]) == ("090001", "00000")
    assert answer["message"] == "Statement executed successfully."
    assert answer["data"] == [
        [
            "1",
            "1.50",
            "x",
            "true",
            None,
            "18321",
            "0AFF",
            "2.5",
            "1577836800.123000000",
            "43201.000000000",
            "1577836800.000000000 1560",
            "[\n  1\n]",
        ]
    ]
    described = answer["resultSetMetaData"]
    assert (described["numRows"], described["format"]) == (1, "jsonv2")
    assert [column["type"] for column in described["rowType"]][:4] == ["fixed", "fixed", "text", "boolean"]
    assert described["rowType"][1]["precision"] == 5
    assert described["partitionInfo"][0]["rowCount"] == 1
    assert answer["statementStatusUrl"].startswith(f"{PATH}/{answer['statementHandle']}?requestId=")
    again, same, _ = api.call("GET", f"{PATH}/{answer['statementHandle']}")
    assert (again, same["data"]) == (200, answer["data"])


def test_nulls_as_texts(api: Api) -> None:
    assert api.run("select null, 'a'", "?nullable=false")[1]["data"] == [["null", "a"]]


def test_a_task_graph_is_executed(api: Api, cursor: Any, database: str) -> None:
    for text in (
        "create table done (what varchar)",
        "create task root schedule = '60 minutes' as insert into done values ('root')",
        "create task child after root as insert into done values ('child')",
        "alter task child resume",
    ):
        assert api.run(text)[0] == 200
    status, answer = api.run("execute task root")
    assert (status, answer["data"]) == (200, [["Task ROOT is scheduled to run immediately."]])
    while api.run("select count(*) from done")[1]["data"] != [["2"]]:
        pass


def test_counts_of_dml(api: Api) -> None:
    api.run("create table t (a int)")
    status, answer = api.run("insert into t select seq4() from table(generator(rowcount => 3))")
    assert (status, answer["data"], answer["stats"]) == (200, [["3"]], {"numRowsInserted": 3})
    assert api.run("update t set a = 1")[1]["stats"]["numRowsUpdated"] == 3


def test_bindings_context_and_parameters(api: Api, database: str) -> None:
    bindings = {"1": {"type": "FIXED", "value": "41"}, "2": {"type": "TEXT", "value": "o'x"}}
    assert api.run("select ? + 1, ?", bindings=bindings)[1]["data"] == [["42", "o'x"]]
    api.run("create schema other")
    context = {"database": database, "schema": "OTHER", "role": "PUBLIC", "warehouse": "COMPUTE_WH"}
    status, answer = api.run("select current_role(), current_schema(), current_warehouse()", **context)
    assert answer["data"] == [["PUBLIC", "OTHER", "COMPUTE_WH"]]
    assert api.run("select 1", role="public")[0] == 422  # names are stored names: their case counts
    zone = {"timezone": "Asia/Tokyo", "query_tag": "tagged"}
    assert api.run("select '2020-01-01'::timestamp_ltz", parameters=zone)[1]["data"] == [["1577804400.000000000"]]


def test_errors_have_statuses(api: Api) -> None:
    status, answer = api.run("select nothing")
    assert (status, answer["code"], answer["sqlState"]) == (422, "000904", "42000")
    assert answer["message"] == "SQL compilation error: error line 1 at position 7\ninvalid identifier 'NOTHING'"
    assert api.call("GET", f"{PATH}/{answer['statementHandle']}")[:2] == (422, answer)
    assert api.call("GET", f"{PATH}/{uuid.uuid4()}")[0] == 404
    assert api.run("")[0] == 400
    assert api.run("select 1", timeout=-1)[0] == 400
    assert api.call("POST", PATH, ["no object"])[0] == 400
    assert api.call("POST", PATH, {"statement": "select 1"}, **{"Content-Type": "text/plain"})[0] == 415
    assert api.run("select 1", "?async=perhaps")[0] == 400
    assert api.run("select ?", bindings={"1": {"value": "1"}})[0] == 400


def test_only_with_a_good_token(api: Api) -> None:
    assert api.call("POST", PATH, {"statement": "select 1"}, Authorization="")[0] == 401
    other = Api(api.user, rsa.generate_private_key(public_exponent=65537, key_size=2048))
    status, answer = other.run("select 1")
    assert (status, answer["code"]) == (401, "390144")
    stranger = Api("NOBODY", api.key)
    assert stranger.run("select 1")[0] == 401
    late = {"Authorization": f"Bearer {api.token(iat=1, exp=2)}"}
    assert api.call("POST", PATH, {"statement": "select 1"}, **late)[0] == 401
    unsigned = part(b'{"alg":"none"}') + "." + api.token().split(".")[1] + "."
    assert api.call("POST", PATH, {"statement": "select 1"}, Authorization=f"Bearer {unsigned}")[0] == 401
    # Of a request of a stranger no more is read than its head.
    assert stranger.call("POST", PATH, ["no object"])[0] == 401
    assert api.call("POST", PATH, ["no object"])[0] == 400


@pytest.mark.parametrize("kind", ["PROGRAMMATIC_ACCESS_TOKEN", ""], ids=["named", "inferred"])
def test_a_programmatic_access_token(api: Api, cursor: Any, kind: str) -> None:
    def run(secret: str, statement: str, kind: str = kind) -> tuple[int, dict[str, Any]]:
        headers = {"Authorization": f"Bearer {secret}", "X-Snowflake-Authorization-Token-Type": kind}
        return api.call("POST", PATH, {"statement": statement}, **headers)[:2]

    secret = cursor.execute(f"alter user {api.user} add pat t").fetchone()[1]
    narrow = cursor.execute(f"alter user {api.user} add pat n role_restriction = 'public'").fetchone()[1]
    assert run(secret, "select current_user(), current_role()")[1]["data"] == [[api.user, "ACCOUNTADMIN"]]
    assert run(narrow, "select current_user(), current_role()")[1]["data"] == [[api.user, "PUBLIC"]]
    handle = api.run("select 1")[1]["statementHandle"]
    headers = {"Authorization": f"Bearer {narrow}", "X-Snowflake-Authorization-Token-Type": kind}
    assert api.call("GET", f"{PATH}/{handle}", **headers)[0] == 404
    assert run(secret, "select 1", "KEYPAIR_JWT")[0] == 401
    assert run(secret, "select 1", "OAUTH")[0] == 401
    assert run(secret, "select 1", "SOMETHING")[1]["code"] == "000002"
    cursor.execute(f"alter user {api.user} remove pat t")
    status, answer = run(secret, "select 1")
    assert (status, answer["code"], answer["message"]) == (401, "394400", "Programmatic access token is invalid.")


def test_a_statement_is_its_users_own(api: Api, cursor: Any) -> None:
    handle = api.run("select 1")[1]["statementHandle"]
    name, key = f"U{uuid.uuid4().hex[:12]}".upper(), rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    cursor.execute(f"create user {name} rsa_public_key = '{pem}'")
    try:
        assert Api(name, key).call("GET", f"{PATH}/{handle}")[0] == 404
        assert Api(name, key).call("POST", f"{PATH}/{handle}/cancel")[0] == 404
    finally:
        cursor.execute(f"drop user {name}")


def test_asynchronous_and_cancelled(api: Api) -> None:
    status, answer = api.run("select system$wait(60)", "?async=true")
    assert (status, answer["code"]) == (202, "333334")
    handle = answer["statementHandle"]
    assert api.call("GET", f"{PATH}/{handle}")[0] == 202
    status, cancelled, _ = api.call("POST", f"{PATH}/{handle}/cancel")
    assert (status, cancelled["message"], cancelled["statementHandle"]) == (200, "successfully canceled", handle)
    status, answer = api.until_ended(handle)
    assert (status, answer["code"]) == (422, "000604")
    assert api.call("POST", f"{PATH}/{handle}/cancel")[0] == 422


def test_a_statement_that_takes_too_long(api: Api) -> None:
    status, answer = api.run("select system$wait(60)", timeout=1)
    assert (status, answer["code"]) == (408, "000630")


def test_a_request_that_is_sent_again_runs_once(api: Api) -> None:
    api.run("create table t (a int)")
    query = f"?requestId={uuid.uuid4()}&retry=true"
    first, second = api.run("insert into t values (1)", query), api.run("insert into t values (1)", query)
    assert first == second
    assert api.run("select count(*) from t")[1]["data"] == [["1"]]


def test_partitions(api: Api) -> None:
    status, answer, headers = api.call(
        "POST", PATH, {"statement": "select seq4() as n from table(generator(rowcount => 25000)) order by n"}
    )
    parts = [one["rowCount"] for one in answer["resultSetMetaData"]["partitionInfo"]]
    assert sum(parts) == answer["resultSetMetaData"]["numRows"] == 25_000
    assert len(parts) > 1
    handle = answer["statementHandle"]
    assert f'<{PATH}/{handle}?partition=1>;rel="next"' in headers["Link"]
    rows = answer["data"]
    for number in range(1, len(parts)):
        status, more, _ = api.call("GET", f"{PATH}/{handle}?partition={number}")
        assert (status, list(more)) == (200, ["data"])
        rows += more["data"]
    assert rows == [[str(n)] for n in range(25_000)]
    assert api.call("GET", f"{PATH}/{handle}?partition={len(parts)}")[0] == 400
    assert api.call("GET", f"{PATH}/{handle}?partition=-1")[0] == 400


def test_several_statements(api: Api) -> None:
    text = "create temporary table t (a int); begin; insert into t values (1), (2); commit; select sum(a) from t"
    status, answer = api.run(text, parameters={"MULTI_STATEMENT_COUNT": "5"})
    assert (status, answer["data"]) == (200, [["Multiple statements executed successfully."]])
    handles = answer["statementHandles"]
    assert len(handles) == 5
    assert api.call("GET", f"{PATH}/{handles[2]}")[1]["stats"] == {"numRowsInserted": 2}
    assert api.call("GET", f"{PATH}/{handles[4]}")[1]["data"] == [["3"]]
    status, answer = api.run("select 1; select 2")
    assert (status, answer["code"]) == (422, "000008")


@pytest.mark.parametrize(
    "text",
    [
        "begin",
        "use role public",
        "alter session set timezone = 'UTC'",
        "/* why */ set x = 1",
        "execute immediate 'set x = 1'",
    ],
)
def test_what_would_not_outlive_its_request_is_refused(api: Api, text: str) -> None:
    status, answer = api.run(text)
    assert (status, answer["code"]) == (422, "000002")


def test_a_statement_knows_where_its_client_is(api: Api) -> None:
    assert api.run("select current_ip_address()")[1]["data"] == [["127.0.0.1"]]


def test_its_sessions_end_with_their_statements(api: Api, cursor: Any) -> None:
    api.run("create table t (a int)")
    handle = api.run("begin; insert into t values (1)", parameters={"multi_statement_count": 2})[1]["statementHandle"]
    assert handle
    while cursor.execute("show locks").fetchall():
        pass
    assert api.run("select count(*) from t")[1]["data"] == [["0"]]
