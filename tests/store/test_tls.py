"""HTTPS: the files of the authority, certificates that were given, and who is trusted by the command line."""

from __future__ import annotations

import os
import ssl
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, PrivateFormat

from frazil.app.data_directory import hold
from frazil.app.tls import ServerTls, TlsError
from frazil.cli.connection import Connection
from frazil.cli.target import RefusedError, target_of
from frazil.core.clock import VirtualClock
from frazil.core.config import Settings, load
from frazil.security.certificates import Certificate, new_authority, new_server_certificate, read_certificate
from frazil.testing import server

NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)
PROGRAM = [sys.executable, "-c", "from frazil.cli.main import app; app()"]
ENVIRONMENT = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}


def made(directory: Path, host: str = "127.0.0.1", now: datetime = NOW) -> Certificate:
    """Return what a server shows that makes its own certificate."""
    tls = ServerTls(load({"data": directory, "tls": "auto", "host": host}, {}), VirtualClock(now))
    return read_certificate(tls.certificate.read_bytes())


def test_the_authority_is_made_once_and_its_keys_are_private(tmp_path: Path) -> None:
    first = made(tmp_path)
    files = {file.name: file for file in (tmp_path / "tls").iterdir()}
    assert set(files) == {"ca.pem", "ca.key.pem", "server.pem"}
    assert {file.stat().st_mode & 0o777 for file in files.values()} == {0o600}
    assert (tmp_path / "tls").stat().st_mode & 0o777 == 0o700
    assert b"PRIVATE" not in files["ca.pem"].read_bytes()
    authority = files["ca.pem"].read_bytes()
    assert made(tmp_path).certificate == first.certificate
    assert made(tmp_path, host="0.0.0.0").certificate != first.certificate
    assert made(tmp_path, now=NOW + timedelta(days=390)).certificate.not_valid_before_utc > NOW
    assert files["ca.pem"].read_bytes() == authority
    files["ca.pem"].unlink()
    made(tmp_path)
    assert files["ca.pem"].read_bytes() == authority


def test_a_damaged_authority_is_named(tmp_path: Path) -> None:
    made(tmp_path)
    (tmp_path / "tls" / "ca.key.pem").write_text("broken")
    with pytest.raises(TlsError, match=r"ca\.key\.pem is damaged"):
        made(tmp_path)


# ---------------------------------------------------------------- files that were given


@pytest.fixture
def pair(tmp_path: Path) -> Callable[[str], Settings]:
    """Write a certificate and its key under a name, and return settings with both."""
    authority = new_authority(NOW)

    def write(name: str) -> Settings:
        certificate = new_server_certificate(authority, [name], NOW)
        files = {"tls_cert": tmp_path / f"{name}.crt", "tls_key": tmp_path / f"{name}.key"}
        files["tls_cert"].write_bytes(certificate.public_pem)
        files["tls_key"].write_bytes(certificate.private_pem.removesuffix(certificate.public_pem))
        return load({"data": tmp_path / "data", **files}, {})

    return write


def shown(tls: ServerTls) -> bytes | None:
    """Return the certificate that a client is shown, in DER form."""
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    client = context.wrap_bio(to_client, to_server)
    ends = [client, tls.context.wrap_bio(to_server, to_client, server_side=True)]
    while ends:
        try:
            ends[0].do_handshake()
            del ends[0]
        except ssl.SSLWantReadError:
            ends.reverse()
    return client.getpeercert(binary_form=True)


def test_a_certificate_that_was_renewed_is_shown_without_a_restart(pair: Callable[[str], Settings]) -> None:
    settings = pair("one")
    assert settings.tls_cert is not None
    assert settings.tls_key is not None
    tls = ServerTls(settings, VirtualClock(NOW))
    first = shown(tls)
    settings.tls_key.write_text("half of a copy")
    tls.refresh()
    assert shown(tls) == first
    pair("one")
    tls.refresh()
    assert shown(tls) == x509.load_pem_x509_certificate(settings.tls_cert.read_bytes()).public_bytes(Encoding.DER)
    assert shown(tls) != first


def test_files_that_do_not_fit_are_refused(pair: Callable[[str], Settings], tmp_path: Path) -> None:
    one, other = pair("one"), pair("other")
    assert one.tls_cert is not None
    assert one.tls_key is not None
    assert other.tls_key is not None
    key = read_certificate(one.tls_key.read_bytes() + one.tls_cert.read_bytes()).key
    locked = tmp_path / "locked.key"
    locked.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"secret")))
    (tmp_path / "empty").touch()
    for certificate, key_file, reason in (
        (one.tls_cert, other.tls_key, "is not the key of the certificate"),
        (one.tls_key, one.tls_key, "are no certificate and its private key"),
        (one.tls_cert, one.tls_cert, "are no certificate and its private key"),
        (one.tls_cert, locked, "without a passphrase"),
        (tmp_path / "empty", one.tls_key, "are no certificate"),
        (tmp_path / "missing", one.tls_key, "missing cannot be read"),
        (tmp_path, one.tls_key, "cannot be read"),
    ):
        settings = load({"data": tmp_path / "data", "tls_cert": certificate, "tls_key": key_file}, {})
        with pytest.raises(TlsError, match=reason):
            ServerTls(settings, VirtualClock(NOW))


def test_a_start_with_files_that_do_not_fit_ends_the_program(pair: Callable[[str], Settings], tmp_path: Path) -> None:
    files = ["--tls-cert", str(pair("one").tls_cert), "--tls-key", str(pair("other").tls_key)]
    command = [*PROGRAM, "serve", "--data", str(tmp_path / "data"), "--port", "0", *files]
    ended = subprocess.run(command, capture_output=True, text=True, env=ENVIRONMENT, check=False, timeout=60)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert "frazil cannot use this certificate: " in ended.stderr
    with hold(tmp_path / "data"):
        assert not (tmp_path / "data" / "store.duckdb").exists()


# ---------------------------------------------------------------- a server


def test_the_command_line_trusts_the_server_of_its_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FRAZIL_ADMIN_PASSWORD", "a long enough password")
    for variable in ("REQUESTS_CA_BUNDLE", "SSL_CERT_FILE"):
        monkeypatch.delenv(variable, raising=False)
    with server(data=tmp_path, tls="auto") as running:
        assert running["protocol"] == "https"
        running.service.announce(running["host"], running["port"])
        found = target_of(load({"data": tmp_path}, {}), user="ADMIN")
        with Connection(found) as connection:
            assert connection.rows("SELECT CURRENT_USER() AS who") == [{"who": "ADMIN"}]
        elsewhere = load({"data": tmp_path / "none", "host": running["host"], "port": running["port"]}, {})
        stranger = target_of(elsewhere, user="ADMIN", protocol="https")
        with pytest.raises(RefusedError, match="CERTIFICATE_VERIFY_FAILED"):
            Connection(stranger)
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "tls" / "ca.pem"))
        with Connection(stranger) as connection:
            assert connection.role == "ACCOUNTADMIN"
        impostor = new_server_certificate(new_authority(NOW), ["127.0.0.1"], NOW)
        (tmp_path / "tls" / "server.pem").write_bytes(impostor.private_pem)
        with pytest.raises(RefusedError, match="CERTIFICATE_VERIFY_FAILED"):
            Connection(found)


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_1, ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_nothing_older_than_tls_1_2_is_spoken(tmp_path: Path, version: ssl.TLSVersion) -> None:
    with server(data=tmp_path, tls="auto") as running:
        context = ssl.create_default_context(cafile=tmp_path / "tls" / "ca.pem")
        context.set_ciphers("DEFAULT:@SECLEVEL=0")
        with pytest.warns(DeprecationWarning) if version < ssl.TLSVersion.TLSv1_2 else nullcontext():
            context.minimum_version = context.maximum_version = version
        address = f"https://localhost:{running['port']}/health"
        if version < ssl.TLSVersion.TLSv1_2:
            with pytest.raises(urllib.error.URLError, match="SSL"):
                urllib.request.urlopen(address, context=context)
        else:
            with urllib.request.urlopen(address, context=context) as answer:
                assert answer.status == 200
