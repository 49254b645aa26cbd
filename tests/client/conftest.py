"""A connection to the server that tests/client/run.py started, by whichever connector is installed here."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import snowflake.connector

MAJOR = int(str(snowflake.connector.__version__).split(".", maxsplit=1)[0])
"""The connector's major version: 4 in Python, 5 a new one in Rust."""

Connect = Callable[..., Any]


def address() -> dict[str, Any]:
    return {
        "account": "frazil",
        "user": "ADMIN",
        "password": os.environ["FRAZIL_TEST_PASSWORD"],
        "host": os.environ["FRAZIL_TEST_HOST"],
        "port": int(os.environ["FRAZIL_TEST_PORT"]),
        "protocol": "http",
        "login_timeout": 20,
    }


@pytest.fixture
def connect() -> Iterator[Connect]:
    """Make connections that are closed after the test."""
    opened: list[Any] = []

    def connect_with(**more: Any) -> Any:
        opened.append(snowflake.connector.connect(**{**address(), **more}))
        return opened[-1]

    yield connect_with
    for connection in opened:
        connection.close()


@pytest.fixture
def cursor(connect: Connect) -> Any:
    return connect(warehouse="COMPUTE_WH").cursor()


@pytest.fixture
def database(cursor: Any) -> Iterator[str]:
    """A new database, current in the cursor's session."""
    name = f"T{uuid.uuid4().hex[:12]}".upper()
    cursor.execute(f"create database {name}")
    yield name
    cursor.execute(f"drop database {name}")


@pytest.fixture(params=["ARROW", "JSON"])
def result_format(request: pytest.FixtureRequest, cursor: Any) -> str:
    """Both formats in which results travel, set in the cursor's session."""
    cursor.execute(f"alter session set python_connector_query_result_format = '{request.param}'")
    return str(request.param)
