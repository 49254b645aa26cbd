"""The process around a service: its socket, its signals, the order in which it starts and stops.

Start: the socket, the service, the ready line.  Stop, on SIGTERM or SIGINT: no new requests, the
running ones end, then the service stops its scheduler, its statements and its store.
"""

from __future__ import annotations

import contextlib
import signal
import socket
import ssl
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Protocol

import uvicorn
from starlette.types import ASGIApp

from frazil.app.tls import ServerTls
from frazil.core.config import Settings
from frazil.core.log import Log

_SWITCH_SECONDS = 1e-4
"""How long a busy thread keeps the interpreter: Python's own choice makes short statements wait."""

_BACKLOG = 2048
_KEEP_ALIVE_SECONDS = 300  # drivers keep connections between statements; making one anew costs more than holding it
_GRACE_SECONDS = 8

_log = Log("server")


class Service(Protocol):
    """What ``app/build.py`` makes of settings: everything but the network."""

    @property
    def settings(self) -> Settings:
        """Return the settings it was made of."""
        ...

    @property
    def application(self) -> ASGIApp:
        """Return the application to serve."""
        ...

    @property
    def tls(self) -> ServerTls | None:
        """Return what it needs to speak HTTPS, once it has started; None for HTTP."""
        ...

    def start(self) -> None:
        """Take the data directory, open the store, recover what a crash left, start the scheduler.

        Raises DataDirectoryInUseError if another server has the directory.
        """
        ...

    def announce(self, host: str, port: int) -> None:
        """Write down where the server listens, for commands on the same machine."""
        ...

    def ready(self) -> bool:
        """Say whether statements can be run: for health checks."""
        ...

    def stop(self) -> None:
        """Stop the scheduler, let statements end or cancel them, checkpoint and close the store."""
        ...


class Listener:
    """A socket and the HTTP server on it, from construction to the end of ``run``."""

    def __init__(self, application: ASGIApp, host: str, port: int) -> None:
        """Bind at once; OSError if the address cannot be had."""
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        self._socket = socket.create_server((host, port), family=family, backlog=_BACKLOG)
        self.host = host
        self.port: int = self._socket.getsockname()[1]
        config = uvicorn.Config(
            application,
            log_config=None,
            access_log=False,
            lifespan="off",
            ws="none",
            http="httptools",
            interface="asgi3",
            proxy_headers=False,
            server_header=False,
            backlog=_BACKLOG,
            timeout_keep_alive=_KEEP_ALIVE_SECONDS,
            timeout_graceful_shutdown=_GRACE_SECONDS,
        )
        config.load()
        self._config = config
        self._server = _Server(config)

    @property
    def protocol(self) -> str:
        """Return what is spoken: ``http`` or ``https``."""
        return "https" if self._config.ssl else "http"

    @property
    def url(self) -> str:
        """Return the address as clients write it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.protocol}://{host}:{self.port}"

    def secure(self, context: ssl.SSLContext) -> None:
        """Speak HTTPS; to be said before ``run``."""
        self._config.ssl = context

    def run(self, on_listening: Callable[[], None]) -> None:
        """Serve until ``stop``, or a signal if this is the main thread; requests under way are finished."""
        self._server.on_listening = on_listening
        with self._socket, _signals(self.stop):
            self._server.run(sockets=[self._socket])

    def stop(self) -> None:
        """Make ``run`` return soon; from any thread.  The second call does not wait for requests."""
        self._server.force_exit = self._server.should_exit
        self._server.should_exit = True


def serve(service: Service, on_listening: Callable[[Listener], None]) -> None:
    """Start the service, serve until a signal comes, stop the service."""
    sys.setswitchinterval(_SWITCH_SECONDS)
    settings = service.settings
    listener = Listener(service.application, settings.host, settings.port)
    try:
        service.start()
        if service.tls is not None:
            listener.secure(service.tls.context)
        _log.info("listening", url=listener.url, data=settings.data)

        def listening() -> None:
            service.announce(listener.host, listener.port)
            on_listening(listener)

        listener.run(listening)
        _log.info("stopping")
    finally:
        service.stop()
    _log.info("stopped")


class _Server(uvicorn.Server):
    """Uvicorn's server, which tells when it listens and leaves signals to us.

    Its own handling raises a signal again after the last request: the process would end before the store is closed.
    """

    on_listening: Callable[[], None] | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started and self.on_listening is not None:
            self.on_listening()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@contextlib.contextmanager
def _signals(stop: Callable[[], None]) -> Iterator[None]:
    """Call ``stop`` on SIGTERM and SIGINT; nothing outside the main thread, where Python delivers no signals."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    numbers = (signal.SIGTERM, signal.SIGINT)
    before = {number: signal.signal(number, lambda *_: stop()) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
