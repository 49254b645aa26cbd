"""HTTPS with the official connector, which checks the server's certificate against an authority it was told.

tests/client/run.py told this process: the 5.x connector decides once in the life of a process whom it trusts.
"""

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


def secure_address(**more: Any) -> dict[str, Any]:
    port = int(os.environ["FRAZIL_TEST_TLS_PORT"])
    return {**address(), "protocol": "https", "port": port, "warehouse": "COMPUTE_WH", **more}


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_session_over_https(connect: Connect, host: str) -> None:
    cursor = connect(**secure_address(host=host)).cursor()
    assert cursor.execute("select current_user()").fetchone() == ("ADMIN",)


def test_large_results_are_fetched_over_https(connect: Connect) -> None:
    cursor = connect(**secure_address()).cursor()
    cursor.execute("select seq8(), repeat('x', 100) from table(generator(rowcount => 100000))")
    assert len(cursor.fetchall()) == 100_000


def test_an_authority_that_nobody_told_is_not_trusted() -> None:
    def command(patience_seconds: int) -> list[str]:
        arguments = secure_address(login_timeout=patience_seconds)
        return [sys.executable, "-c", f"import snowflake.connector as c; c.connect(**{arguments!r})"]

    assert subprocess.run(command(60), check=False).returncode == 0
    stranger = {name: value for name, value in os.environ.items() if name not in VARIABLES}
    refused = subprocess.run(command(5), capture_output=True, text=True, env=stranger, check=False)
    assert refused.returncode == 1
    assert "snowflake.connector.errors." in refused.stderr


def test_plain_http_finds_nothing_behind_a_secure_port(connect: Connect) -> None:
    with pytest.raises(Error):
        connect(**secure_address(protocol="http", login_timeout=5))
