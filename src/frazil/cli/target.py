"""The running server a command talks to, and a client small enough for one request."""

from __future__ import annotations

import json
import os
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Any

import typer

import frazil
from frazil.app.data_directory import PASSWORD_FILE, kept_password, running_server
from frazil.cli.options import source_of
from frazil.core.config import DEFAULT, Settings

PASSWORD_VARIABLE = "FRAZIL_ADMIN_PASSWORD"

_TIMEOUT_SECONDS = 3600  # a backup takes as long as its copy


class RefusedError(Exception):
    """The server, or the way to it, said no; the text is for the user."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where the server is and who asks."""

    host: str
    port: int
    user: str
    password: str


def target_of(settings: Settings, *, user: str) -> Target:
    """Return the server of the data directory; an address that was set explicitly counts more.

    Ends the program if no password is known.
    """
    password = os.environ.get(PASSWORD_VARIABLE) or kept_password(settings.data)
    if not password:
        missing = f"no password: set {PASSWORD_VARIABLE}, or name the data directory that has {PASSWORD_FILE}"
        typer.echo(missing, err=True)
        raise typer.Exit(1)
    running = running_server(settings.data)
    host, port = settings.host, settings.port
    if running and running.host and source_of(settings, "host") == DEFAULT:
        host = running.host
    if running and running.port and source_of(settings, "port") == DEFAULT:
        port = running.port
    return Target(host=host, port=port, user=user, password=password)


def post_as(target: Target, path: str, body: dict[str, Any]) -> Any:
    """Log in, post one request, log out; return the answer's data.  Raises RefusedError."""
    login = {
        "CLIENT_APP_ID": "frazil",
        "CLIENT_APP_VERSION": frazil.__version__,
        "LOGIN_NAME": target.user,
        "PASSWORD": target.password,
    }
    token = _post(target, "/session/v1/login-request?roleName=ACCOUNTADMIN", {"data": login})["token"]
    try:
        return _post(target, path, body, token)
    finally:
        _post(target, "/session?delete=true", {}, token)


def _post(target: Target, path: str, body: dict[str, Any], token: str | None = None) -> Any:
    url = f"http://{target.host}:{target.port}{path}"
    headers = {"Content-Type": "application/json"}
    if token:
        headers["Authorization"] = f'Snowflake Token="{token}"'
    request = urllib.request.Request(url, json.dumps(body).encode(), headers, method="POST")
    try:
        with urllib.request.urlopen(request, timeout=_TIMEOUT_SECONDS) as response:
            answer = json.load(response)
    except (OSError, ValueError) as error:
        raise RefusedError(f"no frazil server answers at http://{target.host}:{target.port}: {error}") from error
    if not answer.get("success"):
        raise RefusedError(str(answer.get("message")))
    return answer.get("data")
