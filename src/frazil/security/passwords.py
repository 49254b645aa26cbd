"""Passwords at rest: Argon2id, in its own text form, which carries the salt and the costs."""

from __future__ import annotations

import functools

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# OWASP's second choice: 19 MiB a login, so that a burst of logins cannot exhaust the server's memory.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


def hash_password(password: str) -> str:
    """Return the text under which a password is kept; two calls give two texts."""
    return _HASHER.hash(password)


def verify_password(password_hash: str | None, password: str) -> bool:
    """Say whether the password is the one that was hashed.

    ``None`` stands for a user who does not exist or has no password: the answer is no and takes as long, so that
    the time does not tell who exists.
    """
    try:
        _HASHER.verify(password_hash or _nobodys_hash(), password.encode("utf-8", "surrogatepass"))
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None


@functools.cache
def _nobodys_hash() -> str:
    return hash_password("nobody")
