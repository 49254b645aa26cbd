"""``frazil serve``."""

from __future__ import annotations

import os

import typer

from frazil.app.data_directory import PASSWORD_FILE, DataDirectoryInUseError, kept_password, running_server
from frazil.app.server import Listener, serve
from frazil.core import log
from frazil.core.config import Settings

_PRIVATE = 0o077  # data, results and backups are their owner's alone, wherever they are written

IN_USE_EXIT = 3
"""The exit code when another server runs on the data directory."""


def serve_command(settings: Settings) -> None:
    """Start a server on a data directory.

    Prints "frazil ready on http://HOST:PORT" when it can be used.  Ends on SIGTERM or Ctrl-C, after the requests that
    are under way.
    """
    # Imported here, because the other commands need none of it.
    from frazil.app.build import build  # noqa: PLC0415

    log.configure(settings.log_level, settings.log_format)
    os.umask(_PRIVATE)
    is_new = not settings.data.exists()

    def listening(listener: Listener) -> None:
        if is_new and kept_password(settings.data):
            typer.echo(f"the password of ADMIN is in {settings.data / PASSWORD_FILE}", err=True)
        print(f"frazil ready on {listener.url}", flush=True)

    try:
        if other := running_server(settings.data):  # said before the port is found to be taken by that same server
            raise DataDirectoryInUseError(settings.data, other.process_id)
        serve(build(settings), listening)
    except DataDirectoryInUseError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(IN_USE_EXIT) from None
    except OSError as error:
        typer.echo(f"frazil cannot serve on {settings.host}:{settings.port}: {error}", err=True)
        raise typer.Exit(1) from None
