"""``frazil backup``: a consistent copy of everything committed, made by the running server.

The server alone may open the data file, so it is asked to make the copy; the target is a path on its machine.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from frazil.cli.options import ProtocolOption, settings_in_force
from frazil.cli.target import REFUSED_EXIT, RefusedError, post_as, target_of


def backup_command(
    target: Annotated[Path, typer.Argument(help="the file to write; it must not exist")],
    *,
    data: Annotated[Path | None, typer.Option("--data", help="the data directory of the server")] = None,
    host: Annotated[
        str | None, typer.Option("--host", help="the server's address [default: the running one's]")
    ] = None,
    port: Annotated[int | None, typer.Option("--port", help="the server's port [default: the running one's]")] = None,
    protocol: ProtocolOption = None,
    user: Annotated[str, typer.Option("--user", help="a user with the role ACCOUNTADMIN")] = "ADMIN",
) -> None:
    """Copy everything committed so far into a new file, while the server runs."""
    settings = settings_in_force({"data": data, "host": host, "port": port})
    try:
        post_as(target_of(settings, user=user, protocol=protocol), "/frazil/backup", {"path": str(target.absolute())})
    except RefusedError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(REFUSED_EXIT) from None
    typer.echo(f"backup is in {target.absolute()}")
