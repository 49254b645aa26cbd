"""The running server a command talks to, and a client small enough for one request."""

from __future__ import annotations

import json
import os
import re
import ssl
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from typing import Any

import typer

import frazil
from frazil.app.data_directory import PASSWORD_FILE, kept_password, running_server
from frazil.cli.options import source_of
from frazil.core.config import DEFAULT, Settings

PASSWORD_VARIABLE = "FRAZIL_ADMIN_PASSWORD"
REFUSED_EXIT = 2
"""The exit code when the server, or the way to it, said no: the one that wrong options have anyway."""

_CERTIFICATE = re.compile(r"-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----", re.DOTALL)
_TIMEOUT_SECONDS = 3600  # a backup takes as long as its copy


class RefusedError(Exception):
    """The server, or the way to it, said no; the text is for the user, ``code`` is the server's if it gave one."""

    def __init__(self, message: str, code: str | None = None) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where the server is and who asks.

    ``certificate`` is the file of the certificate that the server must show, whatever names it is for; None leaves it
    to the authorities that the system, SSL_CERT_FILE or REQUESTS_CA_BUNDLE trust.
    """

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    protocol: str = "http"
    certificate: Path | None = None


def target_of(settings: Settings, *, user: str, protocol: str | None = None) -> Target:
    """Return the server of the data directory; an address, or a protocol, that was set explicitly counts more.

    Ends the program if no password is known.
    """
    password = os.environ.get(PASSWORD_VARIABLE) or kept_password(settings.data)
    if not password:
        missing = f"no password: set {PASSWORD_VARIABLE}, or name the data directory that has {PASSWORD_FILE}"
        typer.echo(missing, err=True)
        raise typer.Exit(REFUSED_EXIT)
    running = running_server(settings.data)
    host, port = settings.host, settings.port
    if running and running.host and source_of(settings, "host") == DEFAULT:
        host = running.host
    if running and running.port and source_of(settings, "port") == DEFAULT:
        port = running.port
    if running and (running.host, running.port) == (host, port) and protocol in (None, running.protocol):
        certificate = Path(running.certificate) if running.certificate else None
        return Target(
            host=host, port=port, user=user, password=password, protocol=running.protocol, certificate=certificate
        )
    return Target(host=host, port=port, user=user, password=password, protocol=protocol or settings.protocol)


def post_as(target: Target, path: str, body: dict[str, Any]) -> Any:
    """Log in, post one request, log out; return the answer's data.  Raises RefusedError."""
    token = log_in(target, {"roleName": "ACCOUNTADMIN"})["token"]
    try:
        return data_of(ask(target, path, body, token))
    finally:
        log_out(target, token)


def log_in(target: Target, context: Mapping[str, str]) -> Any:
    """Open a session and return the answer's data, tokens among them.  Raises RefusedError.

    ``context``: databaseName, schemaName, roleName and the like, as the protocol calls them.
    """
    login = {
        "CLIENT_APP_ID": "frazil",
        "CLIENT_APP_VERSION": frazil.__version__,
        "LOGIN_NAME": target.user,
        "PASSWORD": target.password,
    }
    return data_of(ask(target, "/session/v1/login-request?" + urllib.parse.urlencode(context), {"data": login}))


def log_out(target: Target, token: str) -> None:
    """End a session.  Raises RefusedError."""
    data_of(ask(target, "/session?delete=true", {}, token))


def data_of(answer: Mapping[str, Any]) -> Any:
    """Return the data of an answer; RefusedError, in one line, if the server said no."""
    if answer.get("success"):
        return answer.get("data")
    lines = [line.strip() for line in str(answer.get("message")).splitlines()]
    if len(lines) > 1 and lines[0].endswith(" error:"):
        del lines[0]
    raise RefusedError(" ".join(lines), answer.get("code"))


def ask(target: Target, path: str, body: Mapping[str, Any] | None, token: str | None = None) -> Any:
    """Post a body, or get if there is none, and return the JSON of the answer.  Raises RefusedError."""
    content = fetch(target, path, body, token)
    try:
        return json.loads(content)
    except ValueError as error:
        raise RefusedError(f"what answers at {_address(target)} is no frazil server") from error


def fetch(target: Target, path: str, body: Mapping[str, Any] | None, token: str | None = None) -> bytes:
    """Post a body, or get if there is none, and return the answer as it is.  Raises RefusedError."""
    headers = {"Content-Type": "application/json"}
    if token:
        headers["Authorization"] = f'Snowflake Token="{token}"'
    content = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(_address(target) + path, content, headers)
    try:
        with urllib.request.urlopen(request, timeout=_TIMEOUT_SECONDS, context=_trust(target)) as response:
            return bytes(response.read())
    except (OSError, HTTPException, ValueError) as error:
        reason = error.reason if isinstance(error, urllib.error.URLError) else error
        raise RefusedError(f"no frazil server answers at {_address(target)}: {reason}") from error


def _trust(target: Target) -> ssl.SSLContext | None:
    """Return what is trusted on the way to the server; OSError or ValueError if a file of it cannot be used."""
    if target.protocol != "https":
        return None
    if target.certificate is None:
        context = ssl.create_default_context()
        bundle = os.environ.get("REQUESTS_CA_BUNDLE")
        if bundle:
            context.load_verify_locations(**{"capath" if Path(bundle).is_dir() else "cafile": bundle})
        return context
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    found = _CERTIFICATE.search(target.certificate.read_text("ascii", "replace"))
    if found is None:
        raise ValueError(f"{target.certificate} has no certificate")
    # Only who has the key of this very certificate can answer: more than any name in it would tell.
    context.check_hostname = False
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    context.load_verify_locations(cadata=found[0])
    return context


def _address(target: Target) -> str:
    return f"{target.protocol}://{target.host}:{target.port}"
