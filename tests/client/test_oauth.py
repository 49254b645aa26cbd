"""OAuth access tokens that the server made itself, with the official connector."""

from __future__ import annotations

import os
from typing import Any

import pytest
from snowflake.connector.errors import DatabaseError

from tests.client.conftest import Connect


@pytest.fixture
def arguments(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    monkeypatch.delenv("SNOWFLAKE_USER", raising=False)
    return {
        "port": int(os.environ["FRAZIL_TEST_OAUTH_PORT"]),
        "authenticator": "OAUTH",
        "token": os.environ["FRAZIL_TEST_OAUTH_TOKEN"],
        "password": None,
        "user": None,
    }


@pytest.mark.parametrize("more", [{}, {"user": "admin"}, {"role": "sysadmin"}])
def test_a_token_logs_in_with_its_role(connect: Connect, arguments: dict[str, Any], more: dict[str, Any]) -> None:
    connection = connect(**{**arguments, **more})
    row = connection.cursor().execute("select current_user(), current_role()").fetchone()
    assert row == ("ADMIN", "SYSADMIN")
    assert connection.role == "SYSADMIN"
    with pytest.raises(DatabaseError, match="Current session is restricted") as refused:
        connection.cursor().execute("use role accountadmin")
    assert refused.value.errno == 3107


@pytest.mark.parametrize(
    ("more", "number"),
    [({"user": "bob"}, 390309), ({"role": "accountadmin"}, 390317), ({"token": "none"}, 390303)],
    ids=["another user", "another role", "no token"],
)
def test_a_token_is_good_for_nothing_else(
    connect: Connect, arguments: dict[str, Any], more: dict[str, Any], number: int
) -> None:
    with pytest.raises(DatabaseError) as refused:
        connect(**{**arguments, **more})
    assert refused.value.errno == number


def test_a_token_is_good_at_no_other_server(connect: Connect, arguments: dict[str, Any]) -> None:
    with pytest.raises(DatabaseError, match="Invalid OAuth access token"):
        connect(**{**arguments, "port": int(os.environ["FRAZIL_TEST_PORT"])})
