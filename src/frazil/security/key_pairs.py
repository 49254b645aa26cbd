"""Key-pair authentication: public keys of users, and the tokens that clients sign with the private ones.

A client signs, for each login, a token that says who it is and which key it uses; it is good for a minute or two, and
an hour at most.  Only the public key is kept here.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import math
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

import jwt
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_public_key
from jwt.types import Options

UNKNOWN_USER = "JWT_TOKEN_INVALID_USER_IN_ISSUER"
_INVALID = "JWT_TOKEN_INVALID"
_NO_TIMES = "JWT_TOKEN_MISSING_ISSUE_OR_EXPIRATION_TIME"
_ISSUED_AT = "JWT_TOKEN_INVALID_ISSUE_TIME"
_EXPIRED = "JWT_TOKEN_INVALID_EXPIRATION_TIME"
_OTHER_KEY = "JWT_TOKEN_INVALID_PUBLIC_KEY_FINGERPRINT_MISMATCH"
_ALGORITHM = "JWT_TOKEN_INVALID_ALGORITHM"
_SIGNATURE = "JWT_TOKEN_INVALID_SIGNATURE"

_SIGNED_WITH = "RS256"
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
    """Return why a login token is not one of the user with these names and keys; None if it is.

    The words are those that Snowflake documents for SYSTEM$GET_LOGIN_FAILURE_DETAILS: they are for the history alone.
    """
    keys = {fingerprint(key): key for key in public_keys}
    claims = _signed_claims(token, keys.values())
    if claims is None:
        return _why_unsigned(token, keys)
    issuer, subject = str(claims["iss"]).upper(), str(claims["sub"]).upper()
    if not any(subject.endswith(f".{name.upper()}") for name in names):
        return UNKNOWN_USER
    if issuer not in {f"{subject}.{each}".upper() for each in keys}:
        return _OTHER_KEY
    issued, expires, moment = claims["iat"], claims["exp"], now.timestamp()
    if not (isinstance(issued, int | float) and isinstance(expires, int | float) and math.isfinite(issued + expires)):
        return _NO_TIMES
    if issued > moment + _SKEW.total_seconds():
        return _ISSUED_AT
    if moment >= min(expires, issued + _LONGEST.total_seconds()) + _SKEW.total_seconds():
        return _EXPIRED
    return None


def _why_unsigned(token: str, fingerprints: Collection[str]) -> str:
    """Return what is wrong with a token that none of the keys has signed, or that lacks a claim."""
    try:
        algorithm = jwt.get_unverified_header(token).get("alg")
        claims = jwt.decode(token, options={"verify_signature": False})
    except jwt.PyJWTError:
        return _INVALID
    if algorithm != _SIGNED_WITH:
        return _ALGORITHM
    if not {"iss", "sub"} <= claims.keys():
        return _INVALID
    if not {"iat", "exp"} <= claims.keys():
        return _NO_TIMES
    claimed = str(claims["iss"]).rpartition(".")[2]
    return _SIGNATURE if claimed in fingerprints else _OTHER_KEY


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
            claims: dict[str, object] = jwt.decode(token, key, algorithms=[_SIGNED_WITH], options=options)
        except jwt.PyJWTError:
            continue
        return claims
    return None
