"""Decoded bodies into values, and what is said about bodies that are none."""

from __future__ import annotations

from typing import Any

import pytest

from frazil.core.errors import BadRequestError
from frazil.session.requests import Binding, TokenType
from frazil.wire.requests import login_of, statement_of


def test_a_login_is_decoded() -> None:
    login = login_of(
        {
            "data": {
                "LOGIN_NAME": "ann",
                "PASSWORD": "pw",
                "CLIENT_APP_ID": "PythonConnector",
                "CLIENT_APP_VERSION": "4.8.1",
                "SESSION_PARAMETERS": {"TIMEZONE": "UTC"},
            }
        },
        {"databaseName": "", "schemaName": '"my Schema"', "roleName": "r"},
    )
    assert (login.user, login.password, login.database, login.schema) == ("ann", "pw", None, '"my Schema"')
    assert (login.warehouse, login.role, login.client_version) == (None, "r", "4.8.1")
    assert login.parameters == {"TIMEZONE": "UTC"}


@pytest.mark.parametrize(
    ("authenticator", "kind"),
    [
        ("snowflake_jwt", TokenType.KEY_PAIR),
        ("PROGRAMMATIC_ACCESS_TOKEN", TokenType.PROGRAMMATIC),
        ("OAuth", TokenType.OAUTH),
    ],
)
def test_a_login_by_token(authenticator: str, kind: TokenType) -> None:
    login = login_of({"data": {"AUTHENTICATOR": authenticator, "TOKEN": "t", "PASSWORD": "pw"}}, {})
    assert (login.token, login.token_type, login.password) == ("t", kind, "")
    assert login_of({"data": {"AUTHENTICATOR": authenticator}}, {}).token == ""
    assert login_of({"data": {"PASSWORD": "pw", "TOKEN": "t"}}, {}).token is None


def test_what_a_client_tells_of_itself_is_no_reason_to_refuse_it() -> None:
    assert login_of({"data": {"CLIENT_ENVIRONMENT": {"OS": "Linux"}}}, {}).client_environment == {"OS": "Linux"}
    for other in ("Linux", None, ["Linux"]):
        assert login_of({"data": {"CLIENT_ENVIRONMENT": other}}, {}).client_environment == {}


def test_other_ways_to_authenticate_are_told_apart() -> None:
    assert login_of({"data": {"AUTHENTICATOR": "EXTERNALBROWSER"}}, {}).authenticator == "EXTERNALBROWSER"
    for built in ("", "snowflake", "username_password_mfa", "OAuth"):
        assert login_of({"data": {"AUTHENTICATOR": built}}, {}).authenticator == ""


def test_a_statement_is_decoded() -> None:
    body = {
        "sqlText": "insert into t values (?, ?)",
        "bindings": {"1": {"type": "fixed", "value": ["1", None]}, "2": {"type": "TEXT", "value": None}},
        "parameters": {"QUERY_TAG": "x"},
        "describeOnly": True,
        "asyncExec": False,
    }
    statement = statement_of(body, "r1")
    assert statement.bindings == {
        "1": Binding(type="FIXED", value=["1", None]),
        "2": Binding(type="TEXT", value=None),
    }
    assert (statement.request_id, statement.describe_only, statement.asynchronous) == ("r1", True, False)
    assert statement.parameters == {"QUERY_TAG": "x"}


@pytest.mark.parametrize(
    "body",
    [
        {"sqlText": 1},
        {"sqlText": "x", "bindings": []},
        {"sqlText": "x", "bindings": {"1": "2"}},
        {"sqlText": "x", "bindings": {"1": {"type": "FIXED", "value": 2}}},
        {"sqlText": "x", "bindings": {"1": {"type": "FIXED", "value": [[]]}}},
    ],
)
def test_a_bad_statement_is_refused(body: dict[str, Any]) -> None:
    with pytest.raises(BadRequestError):
        statement_of(body, "r1")
