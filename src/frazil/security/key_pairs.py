"""Key-pair authentication: public keys of users, and the tokens that clients sign with the private ones.

A client signs, for each login, a token that says who it is and which key it uses; it is good for a minute or two, and
an hour at most.  Only the public key is kept here.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import math
from collections.abc import Iterable
from datetime import datetime, timedelta

import jwt
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_public_key
from jwt.types import Options

_SKEW = timedelta(seconds=60)
_LONGEST = timedelta(hours=1)
_SMALLEST_BITS = 2048


def read_public_key(text: str) -> str:
    """Return an RSA key as it is kept, Base64 of its DER form; ``text`` is that, or a PEM file's content.

    Raises ValueError for what is no RSA key of at least 2048 bits.
    """
    body = "".join(line for line in text.split("\n") if not line.strip().startswith("-----"))
    try:
        key = load_der_public_key(base64.b64decode("".join(body.split()), validate=True))
    except (ValueError, binascii.Error, UnsupportedAlgorithm) as error:
        raise ValueError("no public key") from error
    if not isinstance(key, RSAPublicKey) or key.key_size < _SMALLEST_BITS:
        raise ValueError("no RSA key of 2048 bits or more")
    return base64.b64encode(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).decode()


def fingerprint(public_key: str) -> str:
    """Return the fingerprint of a kept key, as DESCRIBE USER shows it and tokens name it."""
    return f"SHA256:{base64.b64encode(hashlib.sha256(base64.b64decode(public_key)).digest()).decode()}"


def claimed_user(token: str) -> str:
    """Return the user that a token says to be of, empty if it says none; nothing about it has been verified."""
    try:
        claims = jwt.decode(token, options={"verify_signature": False})
    except jwt.PyJWTError:
        return ""
    return str(claims.get("sub", "")).partition(".")[2].upper()


def why_refused(token: str, names: Iterable[str], public_keys: Iterable[str], now: datetime) -> str | None:
    """Return why a login token is not one of the user with these names and keys, for the log; None if it is.

    The signature is checked first: what is said of the claims is said to nobody who has no key of the user's.
    """
    keys = {fingerprint(key): key for key in public_keys}
    claims = _signed_claims(token, keys.values())
    if claims is None:
        return "the signature is of no key of the user's"
    issuer, subject = str(claims["iss"]).upper(), str(claims["sub"]).upper()
    if not any(subject.endswith(f".{name.upper()}") for name in names):
        return "the subject is another user"
    if issuer not in {f"{subject}.{each}".upper() for each in keys}:
        return "the issuer is not the subject with the fingerprint of its key"
    issued, expires, moment = claims["iat"], claims["exp"], now.timestamp()
    if not (isinstance(issued, int | float) and isinstance(expires, int | float) and math.isfinite(issued + expires)):
        return "the times are no numbers"
    if issued > moment + _SKEW.total_seconds():
        return "the token was issued in the future"
    if moment >= min(expires, issued + _LONGEST.total_seconds()) + _SKEW.total_seconds():
        return "the token has expired"
    return None


def _signed_claims(token: str, public_keys: Iterable[str]) -> dict[str, object] | None:
    # The times are checked against the server's own clock, by the caller.
    options: Options = {
        "verify_exp": False,
        "verify_iat": False,
        "verify_nbf": False,
        "verify_aud": False,
        "require": ["iss", "sub", "iat", "exp"],
    }
    for each in public_keys:
        key = load_der_public_key(base64.b64decode(each))
        assert isinstance(key, RSAPublicKey)
        try:
            claims: dict[str, object] = jwt.decode(token, key, algorithms=["RS256"], options=options)
        except jwt.PyJWTError:
            continue
        return claims
    return None
