"""The process around a service: ready line, refusal of a second server, orderly end."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from frazil.testing import server

PROGRAM = [sys.executable, "-c", "from frazil.cli.main import app; app()"]
ENVIRONMENT = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}


@pytest.fixture
def running(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    command = [*PROGRAM, "serve", "--data", str(tmp_path / "data"), "--port", "0"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=ENVIRONMENT
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def test_a_server_says_when_it_is_ready_and_ends_when_told(running: subprocess.Popen[str], tmp_path: Path) -> None:
    assert running.stdout is not None
    found = re.fullmatch(r"frazil ready on (http://127\.0\.0\.1:\d+)\n", running.stdout.readline())
    assert found is not None
    with urllib.request.urlopen(f"{found[1]}/health") as answer:
        assert answer.status == 200
    second = [*PROGRAM, "serve", "--data", str(tmp_path / "data"), "--port", "0"]
    refused = subprocess.run(second, capture_output=True, text=True, env=ENVIRONMENT, check=False, timeout=60)
    assert refused.returncode == 3
    assert "Another frazil server" in refused.stderr
    assert "WARNING" not in refused.stderr
    reachable = subprocess.run(
        [*second, "--host", "0.0.0.0"], capture_output=True, text=True, env=ENVIRONMENT, check=False, timeout=60
    )
    assert reachable.returncode == 3
    assert "WARNING: 0.0.0.0 can be reached from other machines, and without TLS" in reachable.stderr
    running.send_signal(signal.SIGTERM)
    output, log = running.communicate(timeout=60)
    assert (running.returncode, output) == (0, "")
    assert "server stopped" in log


def test_mistakes_in_settings_end_the_program() -> None:
    command = [*PROGRAM, "serve", "--port", "none", "--slots", "0"]
    refused = subprocess.run(command, capture_output=True, text=True, env=ENVIRONMENT, check=False, timeout=60)
    assert refused.returncode == 2
    assert "port from --port" in refused.stderr
    assert "slots from --slots" in refused.stderr


def test_servers_run_side_by_side_in_a_process() -> None:
    with server() as one, server() as other:
        for each in (one, other):
            with urllib.request.urlopen(f"http://127.0.0.1:{each['port']}/health") as answer:
                assert answer.status == 200
        assert one["password"] != other["password"]
