"""A frazil server inside the test's process, on a port of its own and a fresh data directory."""

from __future__ import annotations

import os
import tempfile
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from frazil.app.build import FrazilService, build
from frazil.app.data_directory import kept_password
from frazil.app.server import Listener
from frazil.core.clock import Clock, SystemClock, VirtualClock
from frazil.core.config import load
from frazil.testing.virtual_time import VirtualTime

_START_SECONDS = 30.0
_STOP_SECONDS = 30.0


class TestServer(dict[str, Any]):
    """A running server: the keyword arguments of ``snowflake.connector.connect`` that reach it as ADMIN.

    ``service`` is the server itself; ``time`` is its time, None unless the clock is virtual.
    """

    __test__ = False  # pytest: no tests in here

    def __init__(self, arguments: dict[str, Any], service: FrazilService, time: VirtualTime | None) -> None:
        super().__init__(arguments)
        self.service = service
        self.time = time

    def advance(self, by: timedelta | str) -> None:
        """Let time pass, e.g. ``90 minutes``: see ``VirtualTime.advance``.  RuntimeError if time is real."""
        if self.time is None:
            raise RuntimeError('the time of this server is real: start it with server(clock="virtual")')
        self.time.advance(by)


@contextmanager
def server(
    *,
    data: Path | None = None,
    clock: Literal["system", "virtual"] | Clock = "system",
    start: datetime | None = None,
    **settings: Any,
) -> Iterator[TestServer]:
    """Run a server for the length of a block, and yield the arguments to connect to it.

    ``data`` keeps what it stores beyond the block, for tests of restarts; without it the directory is temporary.
    With ``clock="virtual"`` time stands still at ``start``, by default the present, until ``advance`` is called:
    schedules, CURRENT_TIMESTAMP, time-outs of tasks, SYSTEM$WAIT, retention and programmatic access tokens go by it;
    logins and the tokens of sessions do not.
    ``settings`` are those of ``frazil.core.config.Settings``; with ``tls="auto"`` the authority that clients must trust
    is ``tls/ca.pem`` in ``data``.
    """
    if clock == "virtual":
        clock = VirtualClock(start or SystemClock().now())
    with ExitStack() as held:
        directory = data or Path(held.enter_context(tempfile.TemporaryDirectory(prefix="frazil-test-")))
        flags = {"port": 0, "threads": 2, **settings, "data": directory}
        service = build(load(flags, {}), clock=None if clock == "system" else clock)
        time = VirtualTime(service, clock) if isinstance(clock, VirtualClock) else None
        held.callback(_stop, service, time)
        service.start()
        listener = Listener(service.application, service.settings.host, service.settings.port)
        if service.tls is not None:
            listener.secure(service.tls.context)
        held.callback(_listen(listener))
        yield TestServer(_connection(listener, directory), service, time)


def _stop(service: FrazilService, time: VirtualTime | None) -> None:
    """Stop a server.  Bodies that wait for a virtual time would wait for ever: they are taken up by the next start."""
    if time is None:
        service.stop()
        return
    try:
        if service.ready():
            time.settle()
    finally:
        service.stop(patience_seconds=0.0)


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
        "protocol": listener.protocol,
        "warehouse": "COMPUTE_WH",
    }
