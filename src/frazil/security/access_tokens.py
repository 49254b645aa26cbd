"""Programmatic access tokens: secrets that stand for a user, and what is kept of them.

A secret names the record that it belongs to and carries 256 bits of chance, so a plain digest of it is safe to keep.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from datetime import datetime

from frazil.catalog.records import AccessToken, Role, User
from frazil.catalog.snapshot import Snapshot
from frazil.core.ids import IdSource, ObjectId
from frazil.security.privileges import roles_of_user

_PREFIX = "frazil_pat"
_SECRET = re.compile(rf"{_PREFIX}_([0-9]{{1,18}})_[A-Za-z0-9_-]{{43}}")


def new_secret(token_id: ObjectId, new_random: IdSource) -> str:
    """Return a new secret for the token of that id."""
    return f"{_PREFIX}_{token_id}_{new_random()}"


def digest_of(secret: str) -> str:
    """Return the text under which a secret is kept."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def is_secret(text: str) -> bool:
    """Say whether a text has the form of a secret, whether or not it is one."""
    return _SECRET.fullmatch(text) is not None


def without_secrets(text: str) -> str:
    """Return a text with stars in the place of every secret in it."""
    return _SECRET.sub("********", text) if _PREFIX in text else text


def find_token(snapshot: Snapshot, secret: str) -> AccessToken | None:
    """Return the token whose secret this is, whatever has become of it; None if there is none."""
    named = _SECRET.fullmatch(secret)
    found = snapshot.get(AccessToken, ObjectId(int(named[1]))) if named is not None else None
    kept = found.secret_digest if found is not None else ""
    return found if hmac.compare_digest(kept, digest_of(secret)) else None


def why_unusable(snapshot: Snapshot, token: AccessToken, now: datetime) -> str | None:
    """Return why a token opens no session now, for the log; None if it does."""
    user = snapshot.get(User, token.parent_id)
    if user is None or user.disabled or user.service:
        return "the user is dropped or disabled"
    if token.disabled:
        return "the token is disabled"
    if now >= token.expires_on:
        return "the token has expired"
    if token.role_id is not None and not _has_role(snapshot, user, token.role_id):
        return "the user does not have the token's role any more"
    return None


def _has_role(snapshot: Snapshot, user: User, role_id: ObjectId) -> bool:
    return snapshot.get(Role, role_id) is not None and role_id in roles_of_user(snapshot, user)
