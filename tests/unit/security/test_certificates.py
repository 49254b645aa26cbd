"""Certificates of a private authority: what they hold, when they are made anew."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509

from frazil.security.certificates import (
    fits,
    is_due,
    is_host_name,
    new_authority,
    new_server_certificate,
    read_certificate,
)

NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)
NAMES = ["localhost", "127.0.0.1", "::1"]
AUTHORITY = new_authority(NOW)


def test_a_server_certificate_holds_its_names_and_signs_nothing() -> None:
    made = new_server_certificate(AUTHORITY, NAMES, NOW).certificate
    made.verify_directly_issued_by(AUTHORITY.certificate)
    names = made.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["localhost"]
    assert [str(each) for each in names.get_values_for_type(x509.IPAddress)] == ["127.0.0.1", "::1"]
    assert not made.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    assert not made.extensions.get_extension_for_class(x509.KeyUsage).value.key_cert_sign


def test_it_is_made_anew_for_other_names_by_another_authority_and_near_its_end() -> None:
    made = new_server_certificate(AUTHORITY, NAMES, NOW)
    assert fits(made, AUTHORITY, reversed(NAMES))
    assert not fits(made, AUTHORITY, [*NAMES, "db.example.com"])
    assert not fits(made, AUTHORITY, NAMES[:2])
    assert not fits(made, new_authority(NOW), NAMES)
    assert not is_due(made, NOW)
    assert not is_due(made, NOW + timedelta(days=330))
    assert is_due(made, NOW + timedelta(days=340))
    assert is_due(made, NOW - timedelta(days=2))
    assert not is_due(AUTHORITY, NOW + timedelta(days=3000))


def test_what_is_kept_reads_back() -> None:
    made = new_server_certificate(AUTHORITY, NAMES, NOW)
    assert read_certificate(made.private_pem).certificate == made.certificate
    for broken in (b"", made.public_pem, AUTHORITY.private_pem[:250] + made.public_pem, made.private_pem[:200]):
        with pytest.raises(ValueError, match=r"."):
            read_certificate(broken)
    with pytest.raises(ValueError, match="not the certificate's"):
        read_certificate(made.private_pem.replace(made.public_pem, AUTHORITY.public_pem))


@pytest.mark.parametrize(("name", "good"), [("db", True), ("10.0.0.1", True), ("", False), ("bücher", False)])
def test_names_that_certificates_take(name: str, good: bool) -> None:
    assert is_host_name(name) == good
