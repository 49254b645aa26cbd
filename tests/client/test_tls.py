"""HTTPS with the official connector, which checks the server's certificate against an authority it was told."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

import pytest
from snowflake.connector.errors import Error

from tests.client.conftest import Connect, address

VARIABLES = ("REQUESTS_CA_BUNDLE", "SSL_CERT_FILE")
"""The 4.x connector reads the first, the 5.x connector the second."""


@pytest.fixture
def trusting(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in VARIABLES:
        monkeypatch.setenv(variable, os.environ["FRAZIL_TEST_AUTHORITY"])


def secure_address(**more: Any) -> dict[str, Any]:
    port = int(os.environ["FRAZIL_TEST_TLS_PORT"])
    return {**address(), "protocol": "https", "port": port, "warehouse": "COMPUTE_WH", **more}


@pytest.mark.usefixtures("trusting")
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_session_over_https(connect: Connect, host: str) -> None:
    cursor = connect(**secure_address(host=host)).cursor()
    assert cursor.execute("select current_user()").fetchone() == ("ADMIN",)


@pytest.mark.usefixtures("trusting")
def test_large_results_are_fetched_over_https(connect: Connect) -> None:
    cursor = connect(**secure_address()).cursor()
    cursor.execute("select seq8(), repeat('x', 100) from table(generator(rowcount => 100000))")
    assert len(cursor.fetchall()) == 100_000


def test_an_authority_that_nobody_told_is_not_trusted() -> None:
    # In processes of their own: the 5.x connector keeps for the life of a process whom it trusts.
    program = f"import snowflake.connector as c; c.connect(**{secure_address(login_timeout=5)!r})"
    stranger = {name: value for name, value in os.environ.items() if name not in VARIABLES}
    told = {**stranger, **dict.fromkeys(VARIABLES, os.environ["FRAZIL_TEST_AUTHORITY"])}
    command = [sys.executable, "-c", program]
    assert subprocess.run(command, env=told, check=False).returncode == 0
    refused = subprocess.run(command, capture_output=True, text=True, env=stranger, check=False)
    assert refused.returncode == 1
    assert "snowflake.connector.errors." in refused.stderr


@pytest.mark.usefixtures("trusting")
def test_plain_http_finds_nothing_behind_a_secure_port(connect: Connect) -> None:
    with pytest.raises(Error):
        connect(**secure_address(protocol="http", login_timeout=5))
