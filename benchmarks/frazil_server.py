"""A frazil server of the benchmark's own, and connections to it by Snowflake's connector."""

from __future__ import annotations

import os
import re
import secrets
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import snowflake.connector

from benchmarks.environments import quiet_environment

PROGRAM = "BENCHMARK_FRAZIL"  # where frazil is, for a program that runs in another environment
VERSION = "BENCHMARK_FRAZIL_VERSION"  # and which version it is
START_TIMEOUT_SECONDS = 60
STOP_TIMEOUT_SECONDS = 60
READY = re.compile(r"frazil ready on http://([\w.\-]+):(\d+)")


class FrazilServer:
    """A server on a data directory in ``folder``, from construction to ``close``."""

    def __init__(self, folder: Path, password: str | None = None) -> None:
        self.password = password or secrets.token_urlsafe()
        self._log = folder / "frazil.log"
        program = os.environ.get(PROGRAM) or Path(sys.executable).with_name("frazil")
        arguments = ["serve", "--data", str(folder / "frazil"), "--host", "127.0.0.1", "--port", "0"]
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [program, *arguments],
                env=quiet_environment() | {"FRAZIL_ADMIN_PASSWORD": self.password, "PYTHONUNBUFFERED": "1"},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        self._host, self._port = self._wait_until_ready()

    @property
    def process_id(self) -> int:
        """The server's process."""
        return self._process.pid

    def address(self) -> dict[str, Any]:
        """Return what ``snowflake.connector.connect`` needs to reach the server as ADMIN.

        A query that comes again is run again: what is measured is not the cache of results.
        """
        return {
            "account": "frazil",
            "user": "ADMIN",
            "password": self.password,
            "host": self._host,
            "port": self._port,
            "protocol": "http",
            "warehouse": "COMPUTE_WH",
            "session_parameters": {"CLIENT_TELEMETRY_ENABLED": False, "USE_CACHED_RESULT": False},
        }

    def connect(self, **more: Any) -> snowflake.connector.SnowflakeConnection:
        """Open a session."""
        return snowflake.connector.connect(**self.address(), **more)

    def close(self) -> None:
        """Stop the server."""
        self._process.terminate()
        try:
            self._process.wait(timeout=STOP_TIMEOUT_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _wait_until_ready(self) -> tuple[str, int]:
        deadline = time.monotonic() + START_TIMEOUT_SECONDS
        while time.monotonic() < deadline:
            written = self._log.read_text()
            if found := READY.search(written):
                return found[1], int(found[2])
            if self._process.poll() is not None:
                raise RuntimeError(f"frazil ended before it was ready:\n{written}")
            time.sleep(0.02)
        self.close()
        raise RuntimeError(f"frazil was not ready after {START_TIMEOUT_SECONDS} seconds")
