"""Who somebody is who logs in: by password, by a token of a key pair, by a programmatic or an OAuth access token.

The one place where credentials are checked, whatever front they come through.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass, replace

from frazil.catalog.records import ACCOUNT_ID, AccessToken, Role, User
from frazil.catalog.snapshot import Snapshot
from frazil.commands.context import Services
from frazil.core.clock import Clock
from frazil.core.errors import UserError
from frazil.core.ids import ObjectId
from frazil.core.log import Log
from frazil.core.login_errors import (
    AuthenticationError,
    AuthenticatorError,
    ExpiredOAuthTokenError,
    InvalidAccessTokenError,
    InvalidOAuthTokenError,
    InvalidTokenError,
    OAuthUserError,
    PasswordExpiredError,
    UserDisabledError,
)
from frazil.core.names import parse_identifier
from frazil.security.access_tokens import find_token, is_secret, why_unusable
from frazil.security.key_pairs import UNKNOWN_USER, claimed_user, why_refused
from frazil.security.oauth import is_like_ours
from frazil.security.passwords import verify_password
from frazil.security.privileges import roles_of_user
from frazil.session.requests import Login, TokenType

OwnerKey = tuple[ObjectId | None, ObjectId | None]

_LOG = Log("sessions")
_LONGEST_TOKEN = 16 * 1024
_LONGEST_SHOWN = 100
_SERVICE_USER = "SYSTEM"


class Factor(enum.Enum):
    """By what somebody logs in; the values are those of FIRST_AUTHENTICATION_FACTOR in LOGIN_HISTORY."""

    PASSWORD = "PASSWORD"
    KEY_PAIR = "RSA_KEYPAIR"
    PROGRAMMATIC = "PROGRAMMATIC_ACCESS_TOKEN"
    OAUTH = "OAUTH_ACCESS_TOKEN"


class Refused(Exception):
    """A login that is refused: ``error`` for the client; for the history ``user``, as far as one is known, and why.

    ``factor`` is None where it did not come to one.
    ``message`` is the name that Snowflake documents for what is wrong, the error's text where it documents none.
    ``number`` is the one that the client is told.
    """

    def __init__(
        self, error: UserError, factor: Factor | None, user: User | None, message: str = "", number: str | None = None
    ) -> None:
        super().__init__(error.message)
        self.error = error
        self.factor = factor
        self.user = user
        self.message = message or error.message
        self.number = number


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who logged in.

    ``user`` is None for the service user, as which an OAuth token may let in.  ``role_id`` is the one role that a token
    is for, None where the user may take any.  ``token_id`` is that of the programmatic access token.  ``factor`` is
    None where it does not matter any more.
    """

    user: User | None
    role_id: ObjectId | None = None
    token_id: ObjectId | None = None
    factor: Factor | None = None

    @property
    def user_name(self) -> str:
        """Return the name under which the sessions are known."""
        return self.user.name if self.user is not None else _SERVICE_USER

    @property
    def key(self) -> OwnerKey:
        """Return what tells whose something is that a session left behind: the user, and a restricted one's role."""
        return (self.user.id if self.user is not None else None), self.role_id

    def may_see(self, owner: Identity) -> bool:
        """Say whether what a session of ``owner`` left is this one's as well: a token for one role sees that role's."""
        return self.key[0] == owner.key[0] and self.role_id in (None, owner.role_id)


class Authentication:
    """Checks credentials against the catalog; ``clock`` is the machine's."""

    def __init__(self, services: Services, clock: Clock) -> None:
        self._services = services
        self._clock = clock

    def identify(self, login: Login) -> Identity:
        """Return who a login proves to be; a token may be the only one who names the user.

        Raises Refused with an AuthenticatorError for a way that is not built; for a password with an
        AuthenticationError, a UserDisabledError or a PasswordExpiredError; for a token of a key pair with an
        InvalidTokenError, for a programmatic access token with an InvalidAccessTokenError, for an OAuth token with an
        InvalidOAuthTokenError, an ExpiredOAuthTokenError or an OAuthUserError.
        """
        if login.authenticator:
            raise self._unbuilt(login)
        if login.token is None and is_secret(login.password):
            login = replace(login, token=login.password, token_type=TokenType.PROGRAMMATIC)
        if login.token is None:
            return Identity(user=self._by_password(login), factor=Factor.PASSWORD)
        token = login.token if len(login.token) <= _LONGEST_TOKEN else ""
        kind = login.token_type or _kind_of(token)
        if kind is TokenType.PROGRAMMATIC:
            return self._by_access_token(login.user, token)
        if kind is TokenType.OAUTH:
            return self._by_oauth_token(login.user, token)
        return Identity(user=self._by_key_pair(login.user, token), factor=Factor.KEY_PAIR)

    def may_go_on(self, identity: Identity) -> bool:
        """Say whether sessions of somebody may still be used: the user is there, and the token was not taken back."""
        snapshot = self._services.catalog.snapshot
        if identity.token_id is not None:
            token = snapshot.get(AccessToken, identity.token_id)
            if token is None or token.disabled:
                return False
        if identity.user is None:
            return snapshot.get(Role, identity.role_id) is not None
        user = snapshot.get(User, identity.user.id)
        return user is not None and not user.disabled

    def _unbuilt(self, login: Login) -> Refused:
        asked = login.authenticator[:_LONGEST_SHOWN]
        _LOG.warning("authenticator_refused", authenticator=asked, user=login.user, address=login.address)
        error = AuthenticatorError(
            f"The specified authenticator is not accepted by your Snowflake account configuration: {asked}. This "
            "server takes passwords (snowflake), key pairs (snowflake_jwt) and programmatic access tokens "
            "(programmatic_access_token)."
        )
        return Refused(error, None, self._named(login.user), "AUTHENTICATOR_NOT_SUPPORTED")

    def _by_password(self, login: Login) -> User:
        known = self._named(login.user)
        if not verify_password(known.password_hash if known is not None else None, login.password) or known is None:
            _LOG.warning("password_refused", user=login.user, address=login.address)
            error = AuthenticationError("Incorrect username or password was specified.")
            raise Refused(error, Factor.PASSWORD, known, "INCORRECT_USERNAME_PASSWORD")
        if known.disabled:
            self._refused("password", "the user is disabled")
            disabled = UserDisabledError("User access disabled. Contact your local system administrator.")
            raise Refused(disabled, Factor.PASSWORD, known, "USER_ACCESS_DISABLED")
        if known.must_change_password:
            number = self._refused("password", "it must be changed")
            expired = PasswordExpiredError(
                f"Specified password has expired. Password must be changed using the Snowflake web console. [{number}]"
            )
            raise Refused(expired, Factor.PASSWORD, known, "PASSWORD_EXPIRED", number)
        return known

    def _by_key_pair(self, name: str, token: str) -> User:
        """Return the user whose key signed the token; the log says why not, the client is told its number."""
        named = self._named(name or claimed_user(token))
        known = named if named is not None and not named.disabled else None
        names = (known.name, known.login_name) if known is not None else ()
        keys = (known.rsa_public_key, known.rsa_public_key_2) if known is not None else ()
        refusal = why_refused(token, names, [key for key in keys if key], self._clock.now())
        if known is not None and refusal is None:
            return known
        message = refusal if known is not None and refusal is not None else UNKNOWN_USER
        number = self._refused("key_pair", message)
        raise Refused(InvalidTokenError(f"JWT token is invalid. [{number}]"), Factor.KEY_PAIR, named, message, number)

    def _by_access_token(self, name: str, secret: str) -> Identity:
        snapshot = self._services.catalog.snapshot
        token = find_token(snapshot, secret)
        refusal, user = "no such token", None
        if token is not None:
            refusal = why_unusable(snapshot, token, self._services.clock.now()) or ""
            user = snapshot.get(User, token.parent_id)
            if user is not None and not refusal:
                if not name or _is_called(user, name):
                    return Identity(user=user, role_id=token.role_id, token_id=token.id, factor=Factor.PROGRAMMATIC)
                refusal = "the token is another user's"
        self._refused("access_token", refusal)
        raise Refused(InvalidAccessTokenError("Programmatic access token is invalid."), Factor.PROGRAMMATIC, user)

    def _by_oauth_token(self, name: str, token: str) -> Identity:
        try:
            grant = self._services.oauth.verify(token)
        except ExpiredOAuthTokenError as expired:
            raise Refused(expired, Factor.OAUTH, None, "OAUTH_ACCESS_TOKEN_EXPIRED") from None
        except InvalidOAuthTokenError:
            raise self._no_oauth("not of this server", None) from None
        snapshot = self._services.catalog.snapshot
        user = snapshot.get(User, grant.user_id)
        if not _may_act(snapshot, user, grant.user_id, grant.role_id):
            raise self._no_oauth("the user or the role is gone", user)
        if name and not (_is_called(user, name) if user is not None else parse_identifier(name) == _SERVICE_USER):
            error = OAuthUserError(
                "The user you were trying to authenticate as differs from the user tied to the access token."
            )
            raise Refused(error, Factor.OAUTH, user, "OAUTH_USERNAMES_MISMATCH")
        return Identity(user=user, role_id=grant.role_id, factor=Factor.OAUTH)

    def _no_oauth(self, reason: str, user: User | None) -> Refused:
        number = self._refused("oauth", reason)
        error = InvalidOAuthTokenError(f"Invalid OAuth access token. [{number}]")
        return Refused(error, Factor.OAUTH, user, "OAUTH_ACCESS_TOKEN_INVALID", number)

    def _named(self, name: str) -> User | None:
        """Return the user of a name or login name, disabled or not; None if there is none who may ever log in."""
        snapshot = self._services.catalog.snapshot
        wanted = parse_identifier(name) if name else ""
        user = snapshot.user(wanted)
        if user is None:
            user = next((u for u in snapshot.children(User, ACCOUNT_ID) if u.login_name == wanted), None)
        return user if user is not None and not user.service else None

    def _refused(self, what: str, reason: str) -> str:
        """Log why somebody was refused, and return the number under which."""
        number = self._services.new_id()
        _LOG.warning(f"{what}_refused", number=number, reason=reason)
        return number


def _kind_of(token: str) -> TokenType:
    """Return what kind of token one is that came without a word about it."""
    if is_secret(token):
        return TokenType.PROGRAMMATIC
    return TokenType.OAUTH if is_like_ours(token) else TokenType.KEY_PAIR


def _is_called(user: User, name: str) -> bool:
    return parse_identifier(name) in (user.name, user.login_name)


def _may_act(snapshot: Snapshot, user: User | None, user_id: ObjectId | None, role_id: ObjectId) -> bool:
    """Say whether an OAuth token's user and role are there and still belong together."""
    if snapshot.get(Role, role_id) is None:
        return False
    if user is None:
        return user_id is None
    return not user.disabled and not user.service and role_id in roles_of_user(snapshot, user)
