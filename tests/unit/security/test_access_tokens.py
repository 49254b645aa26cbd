"""Secrets of programmatic access tokens: their form, what is kept of them, how they are compared."""

from __future__ import annotations

import hmac
from datetime import UTC, datetime

import pytest

from frazil.catalog.records import AccessToken
from frazil.catalog.snapshot import Snapshot
from frazil.core.ids import ObjectId, random_secret
from frazil.security.access_tokens import digest_of, find_token, is_secret, new_secret, without_secrets

NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)
ID = ObjectId(1010)
SECRET = new_secret(ID, lambda: "A-_z" * 10 + "xyz")
TOKEN = AccessToken(
    id=ID,
    parent_id=ObjectId(7),
    name="T",
    created_on=NOW,
    altered_on=NOW,
    secret_digest=digest_of(SECRET),
    expires_on=NOW,
    days_to_expiry=1,
)
SNAPSHOT = Snapshot.of([TOKEN])


def test_a_secret_names_its_token() -> None:
    assert is_secret(SECRET)
    assert find_token(SNAPSHOT, SECRET) is TOKEN
    assert new_secret(ID, random_secret) != SECRET


@pytest.mark.parametrize(
    "text", ["", SECRET[:-1], SECRET + "x", SECRET + "\n", " " + SECRET, SECRET.lower() + "\u0661"]
)
def test_what_is_no_secret(text: str) -> None:
    assert not is_secret(text)
    assert find_token(SNAPSHOT, text) is None


def test_secrets_are_compared_in_constant_time(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[tuple[str, str]] = []

    def compare(one: str, other: str) -> bool:
        compared.append((one, other))
        return one == other

    monkeypatch.setattr(hmac, "compare_digest", compare)
    stranger = new_secret(ObjectId(999), random_secret)
    for text in (SECRET, new_secret(ID, random_secret), stranger):
        find_token(SNAPSHOT, text)
    # Whether there is such a token or not, a digest is made and compared.
    assert compared == [
        (TOKEN.secret_digest, digest_of(SECRET)),
        (TOKEN.secret_digest, compared[1][1]),
        ("", digest_of(stranger)),
    ]


def test_secrets_in_texts_are_hidden() -> None:
    assert without_secrets(f"select '{SECRET}', '{SECRET}x'") == "select '********', '********x'"
    assert without_secrets("select 'frazil_pat_'") == "select 'frazil_pat_'"
