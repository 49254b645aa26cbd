"""OAuth access tokens that the server makes for what it starts itself, so that it can connect back as who started it.

They are signed with a key that lives as long as the process: after a restart, and on another server, none is good.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import timedelta

import jwt
from jwt.types import Options

from frazil.core.clock import Clock
from frazil.core.ids import IdSource, ObjectId
from frazil.core.login_errors import ExpiredOAuthTokenError, InvalidOAuthTokenError

ALGORITHM = "HS256"

_AUDIENCE = "frazil:session"
_ISSUER = "frazil"
_LONGEST = timedelta(hours=24)
_OPTIONS: Options = {
    "verify_exp": False,  # the times are checked against the server's own clock
    "verify_iat": False,
    "verify_nbf": False,
    "require": ["iss", "aud", "iat", "exp", "role"],
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What a token lets its bearer do: open sessions as a user with one role, in whose rights alone they act.

    ``user_id`` is None for the service user, as which tasks run without EXECUTE AS USER.  ``purpose`` names what the
    token was made for, e.g. a task run.
    """

    user_id: ObjectId | None
    role_id: ObjectId
    purpose: str = ""


class OAuthTokens:
    """Makes tokens and takes them back; safe to use from any thread."""

    def __init__(self, new_secret: IdSource, clock: Clock) -> None:
        """Draw the key; ``clock`` is the machine's, whatever time tasks have."""
        self._key = new_secret() + new_secret()
        self._clock = clock

    def mint(self, grant: Grant, lifetime: timedelta) -> str:
        """Return a token; ValueError for a lifetime that is none, or longer than a day."""
        if not timedelta(0) < lifetime <= _LONGEST:
            raise ValueError("a token lives for a day at most")
        now = math.floor(self._clock.now().timestamp())
        claims = {
            "iss": _ISSUER,
            "aud": _AUDIENCE,
            "iat": now,
            "exp": now + math.ceil(lifetime.total_seconds()),
            "sub": "" if grant.user_id is None else str(grant.user_id),
            "role": grant.role_id,
            "purpose": grant.purpose,
        }
        return jwt.encode(claims, self._key, ALGORITHM)

    def verify(self, token: str) -> Grant:
        """Return what a token grants; InvalidOAuthTokenError if it is not this server's, or ExpiredOAuthTokenError.

        The signature is compared in constant time, and checked before anything that the token says.
        """
        try:
            claims = jwt.decode(
                token, self._key, algorithms=[ALGORITHM], audience=_AUDIENCE, issuer=_ISSUER, options=_OPTIONS
            )
            user, role, expires = str(claims.get("sub", "")), int(claims["role"]), int(claims["exp"])
            user_id = ObjectId(int(user)) if user else None
        except (jwt.PyJWTError, ValueError, TypeError, OverflowError):
            raise InvalidOAuthTokenError("Invalid OAuth access token.") from None
        if self._clock.now().timestamp() >= expires:
            raise ExpiredOAuthTokenError("OAuth access token expired.")
        return Grant(user_id=user_id, role_id=ObjectId(role), purpose=str(claims.get("purpose", "")))


def is_like_ours(token: str) -> bool:
    """Say whether a token has the form of these, by its unverified head."""
    try:
        return jwt.get_unverified_header(token).get("alg") == ALGORITHM
    except jwt.PyJWTError:
        return False
