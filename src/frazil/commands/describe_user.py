"""DESCRIBE USER: the properties of a user, in the order in which accounts list them."""

from __future__ import annotations

from collections.abc import Iterator

from frazil.catalog.records import User
from frazil.commands.context import Context
from frazil.commands.results import Rows
from frazil.commands.show_account import has_access_token, secondary_roles, user_type
from frazil.commands.show_scope import Visibility, columns, unknown
from frazil.security.key_pairs import fingerprint

_PROPERTIES = columns("property value default description")
_NEVER_LOCKED = (
    '{"isAdminLocked":false,"isMfaLocked":false,"isMfaOTPLocked":false,"isMfaTOTPLocked":false,'
    '"isPasswordLocked":false,"isSnowflakeLocked":false}'
)

Property = tuple[str, str | None, str | None, str]
"""Name, value, default and description; None and an empty text are shown as the word ``null``."""


def describe_user(user: User, context: Context) -> Rows:
    """Describe a user to itself, or to roles that own the user or hold MONITOR or MANAGE GRANTS."""
    own = context.state.user is not None and context.state.user.id == user.id
    if not own and not Visibility(context).holds(user, "MONITOR"):
        raise unknown("USER", user.name)
    rows = (*_identity(user), *_defaults(user), *_authentication(user, context), *_keys(user), *_rest(user))
    return Rows(_PROPERTIES, [(name, value or "null", default or "null", text) for name, value, default, text in rows])


def _identity(user: User) -> Iterator[Property]:
    names = user.parameters
    yield "NAME", user.name, None, "Name"
    yield "COMMENT", user.comment, None, "user comment associated to an object in the dictionary"
    yield "DISPLAY_NAME", user.display_name, None, "Display name of the associated object"
    yield "TYPE", user_type(user), None, "Type of the user"
    yield "LOGIN_NAME", user.login_name, None, "Login name of the user"
    yield "FIRST_NAME", names.get("FIRST_NAME"), None, "First name of the user"
    yield "MIDDLE_NAME", names.get("MIDDLE_NAME"), None, "Middle name of the user"
    yield "LAST_NAME", names.get("LAST_NAME"), None, "Last name of the user"
    yield "EMAIL", user.email, None, "Email address of the user"
    yield "PASSWORD", "********" if user.password_hash is not None else None, None, "Password of the user"
    yield "MUST_CHANGE_PASSWORD", _flag(user.must_change_password), "false", "User must change the password"
    yield "DISABLED", _flag(user.disabled), "false", "Whether the user is disabled"
    yield "SNOWFLAKE_LOCK", "false", "false", "Whether the user or account is locked by Snowflake"
    yield "SNOWFLAKE_SUPPORT", "false", "false", "Snowflake Support is allowed to use the user or account"
    yield "DAYS_TO_EXPIRY", None, None, "User record will be treated as expired after specified number of days"
    yield "MINS_TO_UNLOCK", None, None, "Temporary lock on the user will be removed after specified number of minutes"


def _defaults(user: User) -> Iterator[Property]:
    yield "DEFAULT_WAREHOUSE", user.default_warehouse, None, "Default warehouse for this user"
    yield "DEFAULT_NAMESPACE", user.default_namespace, None, "Default database namespace prefix for this user"
    yield "DEFAULT_ROLE", user.default_role, None, "Primary principal of user session will be set to this role"
    text = "The secondary roles will be set to all roles provided here."
    yield "DEFAULT_SECONDARY_ROLES", secondary_roles(user), "[ALL]", text


def _authentication(user: User, context: Context) -> Iterator[Property]:
    token, key = has_access_token(user, context), bool(user.rsa_public_key or user.rsa_public_key_2)
    yield "EXT_AUTHN_DUO", "false", "false", "Whether Duo Security is enabled as second factor authentication"
    yield "EXT_AUTHN_UID", None, None, "External authentication ID of the user"
    yield "DEFAULT_MFA_METHOD", None, None, "Default MFA method for the user"
    yield "HAS_MFA", "false", "false", "Whether the user is enrolled in multi-factor authentication"
    yield "HAS_PAT", _flag(token), "false", "Whether the user has a programmatic access token"
    yield "HAS_WORKLOAD_IDENTITY", "false", "false", "Whether the user has workload identity defined"
    yield "HAS_KEYPAIR", _flag(key), "false", "Whether the user has a key pair"
    yield "IS_EMAIL_VERIFIED", "false", "false", "Whether the user's email address has been verified"
    yield "MINS_TO_BYPASS_MFA", None, None, "Temporary bypass MFA for the user for a specified number of minutes"
    text = "Temporary bypass network policy on the user for a specified number of minutes"
    yield "MINS_TO_BYPASS_NETWORK_POLICY", None, None, text


def _keys(user: User) -> Iterator[Property]:
    for suffix, key in (("", user.rsa_public_key), ("_2", user.rsa_public_key_2)):
        which, short = ("Second RSA public key", "second RSA") if suffix else ("RSA public key", "RSA")
        yield f"RSA_PUBLIC_KEY{suffix}", key, None, f"{which} of the user"
        shown = fingerprint(key) if key else None
        yield f"RSA_PUBLIC_KEY{suffix}_FP", shown, None, f"Fingerprint of user's {short} public key."
        text = f"The timestamp at which the {short} public key was last set for the user."
        yield f"RSA_PUBLIC_KEY{suffix}_LAST_SET_TIME", None, None, text


def _rest(user: User) -> Iterator[Property]:
    yield "SCIM_USER_NAME", None, None, "User name of an user (required for SCIM provisioning)"
    text = "The timestamp on which the last non-null password was set for the user."
    yield "PASSWORD_LAST_SET_TIME", None, None, text
    text = "Temporary bypass session policy on the user for a specified number of minutes"
    yield "MINS_TO_BYPASS_SESSION_POLICY", None, None, text
    yield "CUSTOM_LANDING_PAGE_URL", None, None, "Custom Landing Page of the user"
    text = "Whether or not to flush the custom landing page of the user on next UI load"
    yield "CUSTOM_LANDING_PAGE_URL_FLUSH_NEXT_UI_LOAD", "false", "false", text
    yield "IS_FROM_ORGANIZATION_USER", "false", "false", "Whether the user is imported from an organization user."
    yield "ALLOWED_INTERFACES", "[ALL]", None, "List of interfaces this user is allowed to access."
    yield "LOCK_DETAILS", _NEVER_LOCKED, None, "Details about why the user is locked, if the user is locked."


def _flag(value: bool) -> str:
    return "true" if value else "false"
