"""Programmatic access tokens, with the official connector: as a token, as the password, for one role."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from snowflake.connector.errors import DatabaseError

from tests.client.conftest import Connect

AUTHENTICATOR = "PROGRAMMATIC_ACCESS_TOKEN"


@pytest.fixture
def user(cursor: Any) -> Iterator[str]:
    name = f"U{uuid.uuid4().hex[:12]}".upper()
    cursor.execute(f"create role {name}_R")
    cursor.execute(f"create user {name}")
    cursor.execute(f"grant role {name}_R to user {name}")
    yield name
    cursor.execute(f"drop user {name}")
    cursor.execute(f"drop role {name}_R")


def add(cursor: Any, user: str, options: str = "") -> str:
    cursor.execute(f"alter user {user} add programmatic access token t {options}")
    assert [column[0].lower() for column in cursor.description] == ["token_name", "token_secret"]
    ((name, secret),) = cursor.fetchall()
    assert name == "T"
    return str(secret)


def who(connection: Any) -> tuple[str, str]:
    (row,) = connection.cursor().execute("select current_user(), current_role()").fetchall()
    return row[0], row[1]


def test_a_token_logs_in(connect: Connect, cursor: Any, user: str) -> None:
    secret = add(cursor, user)
    assert who(connect(user=user, password=None, authenticator=AUTHENTICATOR, token=secret)) == (user, "PUBLIC")
    assert who(connect(user=user, password=secret)) == (user, "PUBLIC")
    shown = cursor.execute(f"show user programmatic access tokens for user {user}").fetchall()
    assert [(row[0], row[1], row[4]) for row in shown] == [("T", user, "ACTIVE")]


def test_a_token_for_one_role(connect: Connect, cursor: Any, user: str) -> None:
    secret = add(cursor, user, f"role_restriction = '{user}_R'")
    connection = connect(user=user, password=None, authenticator=AUTHENTICATOR, token=secret)
    assert who(connection) == (user, f"{user}_R")
    with pytest.raises(DatabaseError, match="Current session is restricted"):
        connection.cursor().execute("use role public")
    with pytest.raises(DatabaseError, match="not granted to this user"):
        connect(user=user, password=None, authenticator=AUTHENTICATOR, token=secret, role="PUBLIC")


def test_a_token_that_was_removed(connect: Connect, cursor: Any, user: str) -> None:
    secret = add(cursor, user)
    live = connect(user=user, password=None, authenticator=AUTHENTICATOR, token=secret)
    cursor.execute(f"alter user {user} remove programmatic access token t")
    for credentials in ({"authenticator": AUTHENTICATOR, "token": secret, "password": None}, {"password": secret}):
        with pytest.raises(DatabaseError, match="Programmatic access token is invalid") as refused:
            connect(user=user, **credentials)
        assert refused.value.errno == 394400
    with pytest.raises(DatabaseError):
        live.cursor().execute("select 1")


@pytest.mark.parametrize(
    "token", ["none", "frazil_pat_1_" + "A" * 43, "x" * 100_000], ids=["a word", "of the form", "huge"]
)
def test_a_token_that_is_none(connect: Connect, token: str) -> None:
    with pytest.raises(DatabaseError, match="Programmatic access token is invalid"):
        connect(password=None, authenticator=AUTHENTICATOR, token=token)
