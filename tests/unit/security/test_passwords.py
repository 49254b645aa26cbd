"""Passwords are kept as hashes, and nobody's password takes as long as somebody's."""

from __future__ import annotations

from frazil.security.passwords import hash_password, verify_password


def test_a_password_is_verified() -> None:
    kept = hash_password("pässword")
    assert kept.startswith("$argon2id$")
    assert "pässword" not in kept
    assert verify_password(kept, "pässword")
    assert not verify_password(kept, "password")
    assert not verify_password(kept, "")


def test_two_hashes_of_one_password_differ() -> None:
    assert hash_password("x") != hash_password("x")


def test_nobody_has_no_password() -> None:
    assert not verify_password(None, "nobody")
    assert not verify_password("no hash", "no hash")
