"""A frazil server inside the test's process, on a port of its own and a fresh data directory."""

from __future__ import annotations

import os
import tempfile
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from frazil.app.build import FrazilService, build
from frazil.app.data_directory import kept_password
from frazil.app.server import Listener
from frazil.core.clock import Clock
from frazil.core.config import load

_START_SECONDS = 30.0
_STOP_SECONDS = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class TestServer:
    """A running server: ``connection`` is what ``snowflake.connector.connect`` takes to reach it as ADMIN."""

    __test__ = False  # pytest: no tests in here

    service: FrazilService
    connection: dict[str, Any]


@contextmanager
def server(*, data: Path | None = None, clock: Clock | None = None, **settings: Any) -> Iterator[TestServer]:
    """Run a server for the length of a block.

    ``data`` keeps what it stores beyond the block, for tests of restarts; without it the directory is temporary.
    With a ``frazil.core.clock.VirtualClock`` as ``clock``, schedules run when it is moved.  ``settings`` are those of
    ``frazil.core.config.Settings``.
    """
    with ExitStack() as held:
        directory = data or Path(held.enter_context(tempfile.TemporaryDirectory(prefix="frazil-test-")))
        flags = {"port": 0, "threads": 2, **settings, "data": directory}
        service = build(load(flags, {}), clock=clock)
        held.callback(service.stop)
        service.start()
        listener = Listener(service.application, service.settings.host, service.settings.port)
        held.callback(_listen(listener))
        yield TestServer(service=service, connection=_connection(listener, directory))


def _listen(listener: Listener) -> Any:
    """Run the listener on a thread until the returned function is called."""
    listening = threading.Event()
    thread = threading.Thread(target=listener.run, args=(listening.set,), name="frazil-test-server", daemon=True)
    thread.start()
    if not listening.wait(_START_SECONDS):
        raise RuntimeError("the test server did not start to listen")

    def stop() -> None:
        listener.stop()
        thread.join(_STOP_SECONDS)

    return stop


def _connection(listener: Listener, directory: Path) -> dict[str, Any]:
    return {
        "account": "frazil",
        "user": "ADMIN",
        "password": os.environ.get("FRAZIL_ADMIN_PASSWORD") or kept_password(directory),
        "host": listener.host,
        "port": listener.port,
        "protocol": "http",
        "warehouse": "COMPUTE_WH",
    }
