"""``frazil connect``: an entry in the connections.toml that Snowflake's clients read."""

from __future__ import annotations

import os
import re
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from frazil.app.tls import AUTHORITY_FILE, DIRECTORY
from frazil.cli.options import ProtocolOption, settings_in_force
from frazil.cli.target import REFUSED_EXIT, Target, target_of

FILE_NAME = "connections.toml"

_PRIVATE_FILE = 0o600
_HEADER = re.compile(r"^[ \t]*\[+[ \t]*(?P<name>[^\]\n]+?)[ \t]*\]+[ \t]*(?:#.*)?$", re.MULTILINE)


def connect_command(
    *,
    data: Annotated[Path | None, typer.Option("--data", help="the data directory of the server")] = None,
    host: Annotated[
        str | None, typer.Option("--host", help="the server's address [default: the running one's]")
    ] = None,
    port: Annotated[int | None, typer.Option("--port", help="the server's port [default: the running one's]")] = None,
    protocol: ProtocolOption = None,
    name: Annotated[str, typer.Option("--name", help="the name of the connection")] = "frazil",
    user: Annotated[str, typer.Option("--user", help="the user")] = "ADMIN",
) -> None:
    """Write a connection to this server into the connections.toml that Snowflake's clients read; others stay.

    The password is taken from FRAZIL_ADMIN_PASSWORD or from the file that the first start made.
    """
    settings = settings_in_force({"data": data, "host": host, "port": port})
    target = target_of(settings, user=user, protocol=protocol)
    file = configuration_directory(os.environ) / FILE_NAME
    try:
        write_connection(file, name, target)
    except ValueError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(REFUSED_EXIT) from None
    typer.echo(f"connection {name} is in {file}")
    authority = settings.data.absolute() / DIRECTORY / AUTHORITY_FILE
    if target.protocol == "https" and authority.exists():
        typer.echo(f"clients must trust {authority}: set REQUESTS_CA_BUNDLE and SSL_CERT_FILE to it")


def configuration_directory(environment: Mapping[str, str]) -> Path:
    """Return the directory in which Snowflake's clients look: SNOWFLAKE_HOME if it exists, else the platform's."""
    home = Path(environment.get("SNOWFLAKE_HOME", "~/.snowflake")).expanduser()
    if home.exists():
        return home
    if sys.platform == "darwin":
        return Path("~/Library/Application Support/snowflake").expanduser()
    return Path(environment.get("XDG_CONFIG_HOME") or "~/.config").expanduser() / "snowflake"


def write_connection(file: Path, name: str, target: Target) -> None:
    """Put a connection into the file, in place of one of the same name; ValueError if the file is no TOML."""
    text = file.read_text("utf-8") if file.exists() else ""
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{file} cannot be read, so it is left as it is: {error}") from error
    changed = replaced(text, name, _entry(name, target))
    tomllib.loads(changed)
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = file.with_name(file.name + ".new")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, _PRIVATE_FILE)
    with os.fdopen(descriptor, "w", encoding="utf-8") as opened:
        opened.write(changed)
    draft.replace(file)


def replaced(text: str, name: str, entry: str) -> str:
    """Return the TOML text with the table of that name, and its subtables, replaced by ``entry``, or with it added."""
    headers = list(_HEADER.finditer(text))
    ends = [*(header.start() for header in headers[1:]), len(text)]
    ours = [
        (header.start(), end)
        for header, end in zip(headers, ends, strict=False)
        if re.split(r"[ \t]*\.[ \t]*", header["name"])[0].strip("\"'") == name
    ]
    for start, end in reversed(ours):
        text = text[:start] + text[end:]
    text = text.rstrip("\n")
    return f"{text}\n\n{entry}" if text else entry


def _entry(name: str, target: Target) -> str:
    values: dict[str, str | int] = {
        "account": "frazil",
        "user": target.user,
        "password": target.password,
        "host": target.host,
        "port": target.port,
        "protocol": target.protocol,
    }
    lines = [f"{key} = {_toml(value)}" for key, value in values.items()]
    bare = re.fullmatch(r"[A-Za-z0-9_-]+", name)
    return "\n".join([f"[{name if bare else _toml(name)}]", *lines, ""])


def _toml(value: str | int) -> str:
    if isinstance(value, int):
        return str(value)
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + re.sub(r"[\x00-\x1f\x7f]", lambda found: f"\\u{ord(found[0]):04x}", escaped) + '"'
