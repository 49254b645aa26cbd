"""What is remembered of logins and sessions, for LOGIN_HISTORY and SESSIONS.

Sources: Snowflake's documentation of LOGIN_HISTORY and SESSIONS; its lists of OAuth and key-pair errors.
"""

from __future__ import annotations

import enum
import json
import re
from datetime import datetime

from frazil.core.clock import Clock
from frazil.core.ids import SessionId
from frazil.engine.login_log import LoginLog, LoginRecord, SessionEnd
from frazil.security.access_tokens import without_secrets
from frazil.session.authentication import Factor, Identity, Refused
from frazil.session.failure_quota import Admission, FailureQuota
from frazil.session.requests import Login

_ELIDED = "OVERFLOW_FAILURE_EVENTS_ELIDED"
_LONGEST = 256
_LONGEST_ENVIRONMENT = 4096
_SHORTEST_SECRET = 8
"""A shorter one is left, since stars in the place of a letter or two would tell it."""

_SECRET_NAMES = re.compile("pass|token|secret|credential|private", re.IGNORECASE)
_CLIENT_TYPES = {
    "PYTHONCONNECTOR": "PYTHON_DRIVER",
    "JDBC": "JDBC_DRIVER",
    "ODBC": "ODBC_DRIVER",
    "GO": "GO_DRIVER",
    "JAVASCRIPT": "JAVASCRIPT_DRIVER",
    ".NET": "DOTNET_DRIVER",
    "PDO": "PHP_DRIVER",
}
"""What LOGIN_HISTORY calls a client, by the name that it gives itself."""


class Ending(enum.Enum):
    """Why a session ended; the values are those of CLOSED_REASON in SESSIONS."""

    LOGOUT = "LOGOUT"
    ABANDONED = "ABANDONED"
    FORCED = "FORCED_LOGOUT"
    USER_DROPPED = "DROP_USER"
    SERVER_STOPPED = "SFC_FORCED_LOGOUT"


class LoginRecords:
    """Writes down who logged in, who was refused and when sessions ended; ``clock`` is that of all history.

    Nothing here waits for the disk or raises, and nothing that is kept holds a password or a token.
    """

    def __init__(self, log: LoginLog, clock: Clock) -> None:
        self._log = log
        self._clock = clock
        self._quota = FailureQuota()

    def refused(self, login: Login, refused: Refused) -> None:
        """Remember a login that failed; of a flood of them the first ones, and that there were more."""
        now, user = self._clock.now(), refused.user
        admission = self._quota.admit(user.id if user is not None else None, now)
        if admission is Admission.NONE:
            return
        whole = admission is Admission.OWN
        self._log.append(
            LoginRecord(
                event_timestamp=now,
                user_id=user.id if user is not None else None,
                user_name=user.name if user is not None else None,
                client_ip=login.address,
                client_type=_client_type(login),
                client_version=_harmless(login.client_version, login),
                factor=refused.factor.value if refused.factor is not None else None,
                error_code=int(refused.error.code) if whole else None,
                error_message=_harmless(refused.message, login) if whole else _ELIDED,
                failure_id=refused.number if whole else None,
            )
        )

    def opened(self, login: Login, identity: Identity, session_id: SessionId | None) -> None:
        """Remember a login that succeeded; ``session_id`` is None for a session of one statement."""
        user, factor = identity.user, identity.factor or Factor.PASSWORD
        self._log.append(
            LoginRecord(
                event_timestamp=self._clock.now(),
                user_id=user.id if user is not None else None,
                user_name=identity.user_name,
                client_ip=login.address,
                client_type=_client_type(login),
                client_version=_harmless(login.client_version, login),
                factor=factor.value,
                factor_id=identity.token_id,
                session_id=session_id,
                client_application=_harmless(f"{login.client_app} {login.client_version}".strip(), login),
                client_environment=_environment(login),
            )
        )

    def ended(self, session_id: SessionId, access_time: datetime, ending: Ending) -> None:
        """Remember the end of a session."""
        end = SessionEnd(
            session_id=session_id, ended_on=self._clock.now(), access_time=access_time, reason=ending.value
        )
        self._log.append(end)


def _client_type(login: Login) -> str:
    return _CLIENT_TYPES.get(login.client_app.upper(), "OTHER")


def _environment(login: Login) -> str | None:
    """Return what the client told of its surroundings, as JSON, without what is nested or named like a secret.

    None if that is nothing, or more than any client tells.
    """
    kept = {
        _harmless(name, login): _harmless(value, login) if isinstance(value, str) else value
        for name, value in login.client_environment.items()
        if isinstance(value, str | int | None) and not _SECRET_NAMES.search(name)
    }
    text = json.dumps(kept, separators=(",", ":"))
    return text if kept and len(text) <= _LONGEST_ENVIRONMENT else None


def _harmless(text: str, login: Login) -> str | None:
    """Return a client's text as it may be kept: short, and without what the client proved itself by; None if empty."""
    for secret in (login.password, login.token):
        if secret and len(secret) >= _SHORTEST_SECRET:
            text = text.replace(secret, "********")
    return without_secrets(text)[:_LONGEST].encode("utf-8", "replace").decode().replace("\0", "") or None
