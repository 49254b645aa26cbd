"""Certificates of a private authority: one made once, and those it signs for the server.

Clients are told to trust the authority; it signs for whatever names the server has, as often as they change.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

_AUTHORITY_LIFE = timedelta(days=3650)
_SERVER_LIFE = timedelta(days=397)  # the longest that every platform accepts
_EARLIER = timedelta(days=1)  # clocks of clients may be late
_RENEWED_BEFORE = timedelta(days=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """A certificate with its private key."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @property
    def public_pem(self) -> bytes:
        """Return the certificate alone, for everybody."""
        return self.certificate.public_bytes(Encoding.PEM)

    @property
    def private_pem(self) -> bytes:
        """Return the key and the certificate, for their owner."""
        return self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) + self.public_pem


def read_certificate(private_pem: bytes) -> Certificate:
    """Return what ``private_pem`` was made of; ValueError for anything else."""
    key = load_pem_private_key(private_pem, password=None)
    certificate = x509.load_pem_x509_certificate(private_pem)
    if not isinstance(key, ec.EllipticCurvePrivateKey) or key.public_key() != certificate.public_key():
        raise ValueError("the key is not the certificate's")
    return Certificate(key=key, certificate=certificate)


def new_authority(now: datetime) -> Certificate:
    """Return a new authority; it may sign servers' certificates and no other authority."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "frazil private authority")])
    usage = _usage(signs_certificates=True)
    builder = _builder(name, name, key, now, _AUTHORITY_LIFE)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    builder = builder.add_extension(usage, critical=True)
    return Certificate(key=key, certificate=builder.sign(key, SHA256()))


def new_server_certificate(authority: Certificate, names: Iterable[str], now: datetime) -> Certificate:
    """Return a certificate for a server with these host names and addresses."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "frazil server")])
    signer = authority.certificate
    identifier = signer.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    extensions: list[tuple[x509.ExtensionType, bool]] = [
        (x509.BasicConstraints(ca=False, path_length=None), True),
        (_usage(signs_certificates=False), True),
        (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), False),
        (x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier), False),
        (x509.SubjectAlternativeName([_general_name(name) for name in names]), False),
    ]
    builder = _builder(subject, signer.subject, key, now, _SERVER_LIFE)
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical=critical)
    return Certificate(key=key, certificate=builder.sign(authority.key, SHA256()))


def is_due(certificate: Certificate, now: datetime) -> bool:
    """Say whether a certificate ends so soon, or begins so late, that it must be made anew."""
    made = certificate.certificate
    return not made.not_valid_before_utc <= now < made.not_valid_after_utc - _RENEWED_BEFORE


def fits(certificate: Certificate, authority: Certificate, names: Iterable[str]) -> bool:
    """Say whether a server's certificate is of this authority and for exactly these names."""
    made = certificate.certificate
    try:
        made.verify_directly_issued_by(authority.certificate)
        kept = made.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (ValueError, TypeError, InvalidSignature, x509.ExtensionNotFound):
        return False
    return set(kept) == {_general_name(name) for name in names}


def is_host_name(text: str) -> bool:
    """Say whether a certificate can be for this name or address."""
    try:
        _general_name(text)
    except ValueError:
        return False
    return bool(text)


def _general_name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, now: datetime, life: timedelta
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _EARLIER)
        .not_valid_after(now + life)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )
