"""Errors of logins, of tokens and of the sessions that they open."""

from __future__ import annotations

from frazil.core.errors import UserError


class AuthenticationError(UserError):
    """``Incorrect username or password was specified.``"""

    code = "390100"
    sqlstate = "28000"


class UserDisabledError(UserError):
    """``User access disabled. Contact your local system administrator.``: told to who knows the password."""

    code = "390101"
    sqlstate = "08004"


class PasswordExpiredError(UserError):
    """``Specified password has expired.``: the user must change it; with a number that the server's log has too."""

    code = "390106"
    sqlstate = "08004"


class AuthenticatorError(UserError):
    """``The specified authenticator is not accepted by your Snowflake account configuration``: it is not built."""

    code = "390139"
    sqlstate = "08001"


class InvalidTokenError(UserError):
    """``JWT token is invalid.`` with a number by which SYSTEM$GET_LOGIN_FAILURE_DETAILS tells why."""

    code = "390144"
    sqlstate = "08004"


class InvalidAccessTokenError(UserError):
    """``Programmatic access token is invalid.``: unknown, expired, disabled, or another user's; the log says which."""

    code = "394400"
    sqlstate = "08001"


class InvalidOAuthTokenError(UserError):
    """``Invalid OAuth access token.`` with a number by which SYSTEM$GET_LOGIN_FAILURE_DETAILS tells why."""

    code = "390303"
    sqlstate = "08001"


class ExpiredOAuthTokenError(UserError):
    """``OAuth access token expired.``"""

    code = "390318"
    sqlstate = "08001"


class OAuthUserError(UserError):
    """``The user you were trying to authenticate as differs from the user tied to the access token.``"""

    code = "390309"
    sqlstate = "08001"


class OAuthRoleError(UserError):
    """``The role requested in the connection ... is not listed in the Access Token or was filtered.``"""

    code = "390317"
    sqlstate = "08001"


class SessionGoneError(UserError):
    """``Session no longer exists. New login required to access the service.``"""

    code = "390111"
    sqlstate = "08001"


class SessionExpiredError(UserError):
    """``Authentication token has expired. The user must authenticate again.`` of the session token: renew it."""

    code = "390112"
    sqlstate = "08001"


class MasterTokenExpiredError(UserError):
    """``Authentication token has expired. The user must authenticate again.`` of the master token."""

    code = "390114"
    sqlstate = "08001"


class MustAuthenticateError(UserError):
    """``The session is invalid: you must log in again.``: a token this server did not give."""

    code = "390104"
    sqlstate = "08001"


class RoleNotGrantedError(UserError):
    """``Role 'X' specified in the connect string is not granted to this user.``"""

    code = "390189"
    sqlstate = "08001"
