"""The options of a command that talks to a running server; a refusal ends it in one line and with its own exit code."""

from __future__ import annotations

import inspect
import os
import tomllib
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated, Any

import typer

from frazil.cli.connect import FILE_NAME, configuration_directory
from frazil.cli.connection import Connection
from frazil.cli.options import PROTOCOLS, checked_protocol, settings_in_force
from frazil.cli.target import PASSWORD_VARIABLE, REFUSED_EXIT, RefusedError, Target, target_of

JsonOption = Annotated[bool, typer.Option("--json", help="print JSON, for machines")]

_PANEL = "Connection"


def _option(flag: str, text: str, **more: Any) -> Any:
    return typer.Option(flag, help=text, rich_help_panel=_PANEL, **more)


_OPTIONS: dict[str, Any] = {
    "connection": Annotated[
        str | None, _option("--connection", "a connection of connections.toml; what other options say counts more")
    ],
    "data": Annotated[Path | None, _option("--data", "the data directory of the server")],
    "host": Annotated[str | None, _option("--host", "the server's address [default: the running one's]")],
    "port": Annotated[int | None, _option("--port", "the server's port [default: the running one's]")],
    "protocol": Annotated[
        str | None, _option("--protocol", "http or https [default: the running one's]", callback=checked_protocol)
    ],
    "user": Annotated[str | None, _option("--user", "the user [default: ADMIN]")],
    "role": Annotated[str | None, _option("--role", "the role [default: the user's]")],
    "database": Annotated[str | None, _option("--database", "the database of names that say none")],
    "schema": Annotated[str | None, _option("--schema", "the schema of names that say none")],
}


def with_connection(command: Callable[..., int | None], *, unless: str | None = None) -> Callable[..., None]:
    """Return the command with the options that say how to connect; it is called with the connection first.

    What it returns is the exit code, None for 0.  ``unless``: an option of its own that makes do without a server; with
    it the connection is None.
    """

    def called(**arguments: Any) -> None:
        options = {name: arguments.pop(name) for name in _OPTIONS}
        try:
            with _connect(options) if unless is None or arguments[unless] is None else nullcontext() as connection:
                code = command(connection, **arguments)
        except RefusedError as error:
            typer.echo(f"frazil: {error}", err=True)
            raise typer.Exit(REFUSED_EXIT) from None
        raise typer.Exit(code or 0)

    _, *own = inspect.signature(command, eval_str=True).parameters.values()
    shared = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=annotation)
        for name, annotation in _OPTIONS.items()
    ]
    parameters = [*(each.replace(kind=inspect.Parameter.KEYWORD_ONLY) for each in own), *shared]
    called.__doc__ = command.__doc__
    called.__name__ = command.__name__
    called.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    called.__annotations__ = {each.name: each.annotation for each in parameters}
    return called


def _connect(options: Mapping[str, Any]) -> Connection:
    """Connect as the options say; a connection of the file gives what they leave open."""
    kept = _kept_connection(options["connection"], os.environ) if options["connection"] else {}
    context = {name: options[name] or kept.get(name) for name in ("database", "schema", "role")}
    return Connection(_kept_target(options, kept) if kept else _running_target(options), **context)


def _running_target(options: Mapping[str, Any]) -> Target:
    settings = settings_in_force({name: options[name] for name in ("data", "host", "port")})
    return target_of(settings, user=options["user"] or "ADMIN", protocol=options["protocol"])


def _kept_target(options: Mapping[str, Any], kept: Mapping[str, Any]) -> Target:
    given = {name: value for name, value in options.items() if value is not None}
    wanted = {**kept, **given}
    # A programmatic access token is as good as a password.
    secret = wanted.get("password") or wanted.get("token")
    password = os.environ.get(PASSWORD_VARIABLE) if "user" in given else secret
    protocol = wanted.get("protocol", "https")
    if not wanted.get("host") or not wanted.get("user") or not password:
        raise RefusedError(f"the connection {options['connection']} needs host, user and password or token")
    if protocol not in PROTOCOLS:
        raise RefusedError(f"the connection {options['connection']} has an unknown protocol: {protocol}")
    return Target(
        host=str(wanted["host"]),
        port=int(wanted.get("port", PROTOCOLS[protocol])),
        user=str(wanted["user"]),
        password=str(password),
        protocol=protocol,
    )


def _kept_connection(name: str, environment: Mapping[str, str]) -> Mapping[str, Any]:
    """Return a connection of the file that Snowflake's clients read; RefusedError if there is none of that name."""
    file = configuration_directory(environment) / FILE_NAME
    try:
        connections = tomllib.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        raise RefusedError(f"there is no {file}: frazil connect writes it") from None
    except (OSError, ValueError) as error:
        raise RefusedError(f"{file} cannot be read: {error}") from None
    found = connections.get(name)
    if not isinstance(found, dict):
        raise RefusedError(f"{file} has no connection {name}; it has: {', '.join(connections) or 'none'}")
    return found
