"""Run the client tier against one version of Snowflake's official connector.

The versions cannot share an environment, and a client must not see the server's: so the server runs from
this environment as a process of its own, and pytest from another that holds the connector and nothing of
frazil.  The tests find the server in FRAZIL_TEST_HOST, FRAZIL_TEST_PORT and FRAZIL_TEST_PASSWORD (of ADMIN).

    python tests/client/run.py --connector 4 [pytest's arguments]

A second server speaks HTTPS with a certificate of its own making: its port is in FRAZIL_TEST_TLS_PORT, and the
connectors are told to trust its authority.  A third one runs in this process, because only a server itself makes
OAuth tokens: FRAZIL_TEST_OAUTH_PORT, FRAZIL_TEST_OAUTH_TOKEN (ADMIN with the role SYSADMIN).
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from frazil.security.oauth import Grant
from frazil.testing import server as server_inside

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "client-tier-Passw0rd"
READY = re.compile(r"frazil ready on https?://(?P<host>\S+):(?P<port>\d+)")
SESSION_SECONDS = "3"
"""Session tokens expire all the time, so that every test meets renewals."""

START_SECONDS = 60
STOP_SECONDS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where the server listens, and the directory of its data."""

    host: str
    port: str
    data: Path


def prepare_environment(name: str, wanted: Sequence[str]) -> Path:
    """Return the Python of an environment with the wanted packages, made if it is missing or out of date."""
    directory = ROOT / f".venv-{name}"
    python = directory / "bin" / "python"
    stamp = directory / ".installed"
    if stamp.exists() and stamp.read_text() == "\n".join(wanted):
        return python
    print(f"installing into {directory.name}: {', '.join(wanted)}", flush=True)
    subprocess.run([sys.executable, "-m", "venv", "--clear", directory], check=True)
    pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, *wanted], check=True)
    stamp.write_text("\n".join(wanted))
    return python


@contextmanager
def running_server(*options: str) -> Iterator[Address]:
    """Start a server on a fresh data directory and a free port; stop it at the end."""
    with tempfile.TemporaryDirectory(prefix="frazil-client-") as temporary:
        log = Path(temporary) / "server.log"
        data = Path(temporary) / "data"
        command = [Path(sys.executable).with_name("frazil"), "serve", "--data", data, "--port", "0", *options]
        environment = {
            **os.environ,
            "FRAZIL_ADMIN_PASSWORD": PASSWORD,
            "FRAZIL_SESSION_SECONDS": SESSION_SECONDS,
            "PYTHONUNBUFFERED": "1",
        }
        with log.open("wb") as sink:
            server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=sink, env=environment, text=True)
        try:
            yield wait_until_ready(server, log, data)
            if server.poll() is not None:
                sys.exit(f"the server ended by itself with code {server.returncode}:\n{log.read_text()[-4000:]}")
        finally:
            stop(server)


def wait_until_ready(server: subprocess.Popen[str], log: Path, data: Path) -> Address:
    """Read the server's output up to its ready line; exit with what it said when none comes."""
    assert server.stdout is not None
    deadline = threading.Timer(START_SECONDS, server.kill)
    deadline.start()
    said = ""
    try:
        for line in server.stdout:
            said += line
            if found := READY.search(line):
                threading.Thread(target=server.stdout.read, daemon=True).start()
                return Address(host=found["host"], port=found["port"], data=data)
    finally:
        deadline.cancel()
    sys.exit(f"the server ended, or was not ready after {START_SECONDS} s:\n{said}{log.read_text()[-4000:]}")


def stop(server: subprocess.Popen[str]) -> None:
    """Ask the server to end, then make it."""
    server.terminate()
    try:
        server.wait(timeout=STOP_SECONDS)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


@contextmanager
def minting_server() -> Iterator[tuple[str, str]]:
    """Run a server in this process, and yield its port and an OAuth token that it made."""
    with server_inside() as running:
        services = running.service.services
        user, role = services.catalog.snapshot.user("ADMIN"), services.catalog.snapshot.role("SYSADMIN")
        assert user is not None
        assert role is not None
        token = services.oauth.mint(Grant(user_id=user.id, role_id=role.id), timedelta(hours=1))
        yield str(running["port"]), token


def main() -> int:
    """Run the tests; return pytest's exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--connector", choices=("4", "5"), required=True)
    options, arguments = parser.parse_known_args()
    wanted = (f"snowflake-connector-python=={options.connector}.*", "pytest", "pyarrow", "cryptography")
    python = prepare_environment(f"connector{options.connector}", wanted)
    with ExitStack() as running:
        address = running.enter_context(running_server())
        secure = running.enter_context(running_server("--tls", "auto"))
        oauth_port, oauth_token = running.enter_context(minting_server())
        environment = {
            **os.environ,
            "FRAZIL_TEST_OAUTH_PORT": oauth_port,
            "FRAZIL_TEST_OAUTH_TOKEN": oauth_token,
            "FRAZIL_TEST_HOST": address.host,
            "FRAZIL_TEST_PORT": address.port,
            "FRAZIL_TEST_TLS_PORT": secure.port,
            # The 4.x connector reads the first, the 5.x connector the second.
            "REQUESTS_CA_BUNDLE": str(secure.data / "tls" / "ca.pem"),
            "SSL_CERT_FILE": str(secure.data / "tls" / "ca.pem"),
            "FRAZIL_TEST_PASSWORD": PASSWORD,
            "FRAZIL_TEST_SESSION_SECONDS": SESSION_SECONDS,
        }
        # The connector's own warnings are not ours to fix.
        command = [python, "-m", "pytest", "-p", "no:cacheprovider", "-W", "default", "tests/client", *arguments]
        return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
