"""``frazil serve``."""

from __future__ import annotations

import ipaddress
import os

import typer

from frazil.app.data_directory import PASSWORD_FILE, DataDirectoryInUseError, kept_password, running_server
from frazil.app.server import Listener, serve
from frazil.app.tls import AUTHORITY_FILE, DIRECTORY, TlsError
from frazil.cli.options import SETTINGS_EXIT
from frazil.core import log
from frazil.core.config import Settings

_PRIVATE = 0o077  # data, results and backups are their owner's alone, wherever they are written

IN_USE_EXIT = 3
"""The exit code when another server runs on the data directory."""


def serve_command(settings: Settings) -> None:
    """Start a server on a data directory.

    Prints "frazil ready on http://HOST:PORT", or https with TLS, when it can be used.  Ends on SIGTERM or Ctrl-C,
    after the requests that are under way.
    """
    # Imported here, because the other commands need none of it.
    from frazil.app.build import build  # noqa: PLC0415

    log.configure(settings.log_level, settings.log_format)
    os.umask(_PRIVATE)
    is_new = not settings.data.exists()
    if settings.protocol == "http" and not _is_loopback(settings.host):
        typer.echo(
            f"WARNING: {settings.host} can be reached from other machines, and without TLS passwords and data cross "
            "the network readable for everybody: use --tls auto, --tls-cert and --tls-key, or a proxy that ends TLS",
            err=True,
        )

    def listening(listener: Listener) -> None:
        if is_new and kept_password(settings.data):
            typer.echo(f"the password of ADMIN is in {settings.data / PASSWORD_FILE}", err=True)
        if settings.tls == "auto":
            typer.echo(f"clients must trust {settings.data / DIRECTORY / AUTHORITY_FILE}", err=True)
        print(f"frazil ready on {listener.url}", flush=True)

    try:
        if other := running_server(settings.data):  # said before the port is found to be taken by that same server
            raise DataDirectoryInUseError(settings.data, other.process_id)
        serve(build(settings), listening)
    except DataDirectoryInUseError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(IN_USE_EXIT) from None
    except TlsError as error:
        typer.echo(f"frazil cannot use this certificate: {error}", err=True)
        raise typer.Exit(SETTINGS_EXIT) from None
    except OSError as error:
        typer.echo(f"frazil cannot serve on {settings.host}:{settings.port}: {error}", err=True)
        raise typer.Exit(1) from None


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
