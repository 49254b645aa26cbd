"""Tokens of key-pair authentication: who signed them, for whom, and until when."""

from __future__ import annotations

import base64
import hmac
from datetime import UTC, datetime

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from frazil.security.key_pairs import fingerprint, read_public_key, why_refused

NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)
AT = int(NOW.timestamp())
OWN, OTHER = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2))


def public_key(private: rsa.RSAPrivateKey) -> str:
    return base64.b64encode(private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).decode()


KEY = read_public_key(public_key(OWN))
PEM = OWN.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def token(private: rsa.RSAPrivateKey = OWN, algorithm: str = "RS256", **changes: object) -> str:
    claims = {"iss": f"ACCOUNT.ALICE.{fingerprint(KEY)}", "sub": "ACCOUNT.ALICE", "iat": AT, "exp": AT + 60, **changes}
    return jwt.encode({name: value for name, value in claims.items() if value is not None}, private, algorithm)


def signed_with_the_public_key(secret: bytes) -> str:
    """Return a token that says HS256 and is signed with what everybody may know, as no library would make it."""
    claims = token().split(".")[1]
    head = base64.urlsafe_b64encode(b'{"alg":"HS256","typ":"JWT"}').rstrip(b"=").decode()
    signature = hmac.digest(secret, f"{head}.{claims}".encode(), "sha256")
    return f"{head}.{claims}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"


def refusal(text: str, names: tuple[str, ...] = ("ALICE",), keys: tuple[str, ...] = (KEY,)) -> str | None:
    return why_refused(text, names, keys, NOW)


def test_a_token_of_the_user_is_taken() -> None:
    assert refusal(token()) is None
    assert refusal(token(), names=("SOMEBODY", "alice")) is None
    assert refusal(token(), keys=(read_public_key(public_key(OTHER)), KEY)) is None
    assert refusal(token(iat=AT - 3000, exp=AT + 500)) is None


@pytest.mark.parametrize(
    ("made", "reason"),
    [
        (token(OTHER), "SIGNATURE"),
        (token(algorithm="RS512"), "ALGORITHM"),
        (jwt.encode({"iss": "x", "sub": "ACCOUNT.ALICE", "iat": AT, "exp": AT + 60}, KEY * 2, "HS256"), "ALGORITHM"),
        (jwt.encode({"sub": "ACCOUNT.ALICE"}, None, "none"), "ALGORITHM"),
        (signed_with_the_public_key(KEY.encode()), "ALGORITHM"),
        (signed_with_the_public_key(base64.b64decode(KEY)), "ALGORITHM"),
        (signed_with_the_public_key(PEM), "ALGORITHM"),
        (token()[:-10], "SIGNATURE"),
        (token().replace(".", "", 1), "JWT_TOKEN_INVALID"),
        ("a" * 1_000_000, "JWT_TOKEN_INVALID"),
        ("no token", "JWT_TOKEN_INVALID"),
        ("", "JWT_TOKEN_INVALID"),
        (token(exp=None), "MISSING_ISSUE_OR_EXPIRATION_TIME"),
        (token(iss=None), "JWT_TOKEN_INVALID"),
        (token(sub="ACCOUNT.BOB"), "USER_IN_ISSUER"),
        (token(sub="ACCOUNT.MALICE"), "USER_IN_ISSUER"),
        (token(iss=f"ACCOUNT.BOB.{fingerprint(KEY)}"), "FINGERPRINT_MISMATCH"),
        (token(iss="ACCOUNT.ALICE.SHA256:other"), "FINGERPRINT_MISMATCH"),
        (token(iat=AT + 61, exp=AT + 120), "INVALID_ISSUE_TIME"),
        (token(iat=AT - 600, exp=AT - 61), "INVALID_EXPIRATION_TIME"),
        (token(iat=float("nan"), exp=float("inf")), "MISSING_ISSUE_OR_EXPIRATION_TIME"),
        (token(iat=AT, exp=float("inf")), "MISSING_ISSUE_OR_EXPIRATION_TIME"),
        (token(iat=AT - 3700, exp=AT + 60), "INVALID_EXPIRATION_TIME"),
    ],
)
def test_any_other_is_refused(made: str, reason: str) -> None:
    said = refusal(made)
    assert said is not None
    assert said.endswith(reason)


def test_a_user_without_key_has_no_token() -> None:
    assert refusal(token(), keys=()) == "JWT_TOKEN_INVALID_PUBLIC_KEY_FINGERPRINT_MISMATCH"


def test_keys_are_read_as_the_file_has_them() -> None:
    pem = OWN.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    assert read_public_key(pem) == KEY
    assert read_public_key("\n".join(KEY[start : start + 64] for start in range(0, len(KEY), 64))) == KEY
    elliptic = ec.generate_private_key(ec.SECP256R1()).public_key()
    for wrong in (
        "abc",
        "",
        base64.b64encode(b"key").decode(),
        base64.b64encode(elliptic.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).decode(),
        public_key(rsa.generate_private_key(public_exponent=65537, key_size=1024)),
    ):
        with pytest.raises(ValueError, match="key"):
            read_public_key(wrong)
