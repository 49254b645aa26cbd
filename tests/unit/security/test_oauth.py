"""OAuth access tokens: only those of this server, unchanged and in time, are taken back."""

from __future__ import annotations

import base64
import itertools
import json
from datetime import UTC, datetime, timedelta

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from frazil.core.clock import VirtualClock
from frazil.core.ids import ObjectId
from frazil.core.login_errors import ExpiredOAuthTokenError, InvalidOAuthTokenError
from frazil.security.oauth import Grant, OAuthTokens, is_like_ours

NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)
GRANT = Grant(user_id=ObjectId(7), role_id=ObjectId(8), purpose="task run 9")
KEY = "k" * 43


def tokens(key: str = KEY, now: datetime = NOW) -> OAuthTokens:
    return OAuthTokens(itertools.repeat(key).__next__, VirtualClock(now))


def forged(key: object = KEY * 2, algorithm: str = "HS256", **changes: object) -> str:
    at = int(NOW.timestamp())
    claims = {"iss": "frazil", "aud": "frazil:session", "iat": at, "exp": at + 60, "sub": "7", "role": 8, **changes}
    return jwt.encode({name: value for name, value in claims.items() if value is not None}, key, algorithm)  # type: ignore[arg-type]


def test_what_is_minted_is_verified() -> None:
    assert tokens().verify(tokens().mint(GRANT, timedelta(minutes=5))) == GRANT
    nobody = Grant(user_id=None, role_id=ObjectId(8))
    assert tokens().verify(tokens().mint(nobody, timedelta(seconds=1))) == nobody
    assert tokens().verify(forged()).role_id == 8


def test_a_token_expires() -> None:
    token = tokens().mint(GRANT, timedelta(minutes=5))
    assert tokens(now=NOW + timedelta(seconds=299)).verify(token) == GRANT
    with pytest.raises(ExpiredOAuthTokenError, match="OAuth access token expired"):
        tokens(now=NOW + timedelta(minutes=5)).verify(token)


@pytest.mark.parametrize("lifetime", [timedelta(0), timedelta(seconds=-1), timedelta(hours=25)])
def test_lifetimes_that_are_none(lifetime: timedelta) -> None:
    with pytest.raises(ValueError, match="a day at most"):
        tokens().mint(GRANT, lifetime)


RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)
GOOD = tokens().mint(GRANT, timedelta(minutes=5))
HEAD, BODY, SIGNATURE = GOOD.split(".")


def part(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


HOSTILE = {
    "of another server": tokens("x" * 43).mint(GRANT, timedelta(minutes=5)),
    "another audience": forged(aud="another"),
    "no audience": forged(aud=None),
    "another issuer": forged(iss="another"),
    "no issuer": forged(iss=None),
    "no expiry": forged(exp=None),
    "no role": forged(role=None),
    "a role that is no number": forged(role="ACCOUNTADMIN"),
    "a user that is no number": forged(sub="ADMIN"),
    "an expiry that is no number": forged(exp="never"),
    "an endless expiry": forged(exp=float("inf")),
    "another algorithm": forged(algorithm="HS512"),
    "an RSA key": forged(RSA, "RS256"),
    "no algorithm": jwt.encode({"sub": "7", "role": 8}, None, "none"),
    "no signature": f"{HEAD}.{BODY}.",
    "a head that says none": f"{part({'alg': 'none', 'typ': 'JWT'})}.{BODY}.{SIGNATURE}",
    "another body": f"{HEAD}.{part({'sub': '1', 'role': 1})}.{SIGNATURE}",
    "truncated": GOOD[:-4],
    "two parts": f"{HEAD}.{BODY}",
    "empty": "",
    "no token": "x",
    "not ASCII": "\u00e4.\u00e4.\u00e4",
    "huge": "a" * 1_000_000,
    "deep": ".".join([part({"alg": "HS256"}), base64.urlsafe_b64encode(b"[" * 100_000).decode(), SIGNATURE]),
}


@pytest.mark.parametrize("token", HOSTILE.values(), ids=HOSTILE.keys())
def test_whatever_else_is_refused(token: str) -> None:
    with pytest.raises(InvalidOAuthTokenError, match="Invalid OAuth access token"):
        tokens().verify(token)


def test_the_form_tells_ours_from_those_of_key_pairs() -> None:
    assert is_like_ours(GOOD)
    assert not is_like_ours(forged(RSA, "RS256"))
    assert not is_like_ours("x")
