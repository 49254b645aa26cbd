"""HTTPS: the certificate that the server shows, given in files or made by an authority of its own.

The authority and what it signed are kept in the directory ``tls`` of the data directory, keys beside their certificates
in private files; ``ca.pem`` is for clients.  Files are read anew from time to time, so that a certificate that was
renewed is shown without a restart.
"""

from __future__ import annotations

import os
import socket
import ssl
from pathlib import Path

from cryptography import x509

from frazil.core.clock import Clock
from frazil.core.config import Settings
from frazil.core.log import Log
from frazil.security.certificates import (
    Certificate,
    fits,
    is_due,
    is_host_name,
    new_authority,
    new_server_certificate,
    read_certificate,
)

DIRECTORY = "tls"
AUTHORITY_FILE = "ca.pem"
REFRESH_SECONDS = 3600.0

_AUTHORITY_KEY_FILE = "ca.key.pem"
_SERVER_FILE = "server.pem"
_PRIVATE_DIRECTORY = 0o700
_PRIVATE_FILE = 0o600

_log = Log("tls")


class TlsError(Exception):
    """The certificate or its key cannot be used; the text says which file, and why."""


class ServerTls:
    """What the server needs to speak HTTPS; ``certificate`` is the file of what it shows."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        """Read the files, or make them; raises TlsError."""
        self._settings = settings
        self._clock = clock
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.minimum_version = ssl.TLSVersion.TLSv1_2
        self.context.set_alpn_protocols(["http/1.1"])
        self.certificate = settings.tls_cert or settings.data / DIRECTORY / _SERVER_FILE
        self._load()

    def refresh(self) -> None:
        """Show what the files hold now, made anew where it ends soon; what cannot be used is logged and left."""
        try:
            self._load()
        except TlsError as error:
            _log.error("certificate_not_renewed", reason=str(error))

    def _load(self) -> None:
        settings = self._settings
        if settings.tls_cert is None:
            _make_files(settings.data / DIRECTORY, _names(settings.host), self._clock)
        key = settings.tls_key or self.certificate
        for file in (self.certificate, key):
            if not os.access(file, os.R_OK) or not file.is_file():
                raise TlsError(f"{file} cannot be read")
        _load_chain(ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), self.certificate, key)  # a failure would leave half of it
        _load_chain(self.context, self.certificate, key)
        ends = x509.load_pem_x509_certificate(self.certificate.read_bytes()).not_valid_after_utc
        if ends <= self._clock.now():
            _log.warning("certificate_expired", file=self.certificate, ended=ends)


def _load_chain(context: ssl.SSLContext, certificate: Path, key: Path) -> None:
    try:
        # Without a function for it OpenSSL would ask for the passphrase at the terminal.
        context.load_cert_chain(certificate, key, password=lambda: "")
    except ssl.SSLError as error:
        if error.reason == "KEY_VALUES_MISMATCH":
            raise TlsError(f"{key} is not the key of the certificate in {certificate}") from None
        detail = f" ({error.reason})" if error.reason else ""
        raise TlsError(
            f"{certificate} and {key} are no certificate and its private key without a passphrase in PEM{detail}"
        ) from None
    except (OSError, ValueError) as error:
        raise TlsError(f"{certificate} and {key} cannot be used: {error}") from None


def _names(host: str) -> list[str]:
    """Return the names and addresses under which clients know the server."""
    wanted = ["localhost", "127.0.0.1", "::1", socket.gethostname(), host]
    return [name for name in dict.fromkeys(wanted) if is_host_name(name)]


def _make_files(directory: Path, names: list[str], clock: Clock) -> None:
    """Make the authority and the server's certificate, as far as they are not there, or not good any more."""
    now = clock.now()
    try:
        directory.mkdir(mode=_PRIVATE_DIRECTORY, exist_ok=True)
        authority = _kept(directory / _AUTHORITY_KEY_FILE)
        if authority is None or is_due(authority, now):
            authority = new_authority(now)
            _write(directory / _AUTHORITY_KEY_FILE, authority.private_pem)
            _log.info("authority_made", file=directory / AUTHORITY_FILE)
        if _content(directory / AUTHORITY_FILE) != authority.public_pem:
            _write(directory / AUTHORITY_FILE, authority.public_pem)
        shown = _kept(directory / _SERVER_FILE)
        if shown is None or is_due(shown, now) or not fits(shown, authority, names):
            shown = new_server_certificate(authority, names, now)
            _write(directory / _SERVER_FILE, shown.private_pem)
            _log.info("certificate_made", names=", ".join(names), until=shown.certificate.not_valid_after_utc)
    except OSError as error:
        raise TlsError(f"{directory} cannot be used: {error}") from None


def _kept(file: Path) -> Certificate | None:
    """Return the certificate of a file, None if there is none; TlsError for what is no certificate with its key."""
    content = _content(file)
    if content is None:
        return None
    try:
        return read_certificate(content)
    except (ValueError, TypeError):
        raise TlsError(f"{file} is damaged: remove it, and a new one is made") from None


def _content(file: Path) -> bytes | None:
    try:
        return file.read_bytes()
    except FileNotFoundError:
        return None


def _write(file: Path, content: bytes) -> None:
    """Put a private file in the place of what was there, whole or not at all."""
    draft = file.with_name(file.name + ".new")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, _PRIVATE_FILE)
    with os.fdopen(descriptor, "wb") as opened:
        opened.write(content)
        opened.flush()
        os.fsync(opened.fileno())
    draft.replace(file)
