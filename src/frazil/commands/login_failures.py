"""SYSTEM$GET_LOGIN_FAILURE_DETAILS: why a login was refused, by the number that the client was told."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC

from frazil.commands.context import Context
from frazil.commands.system_functions import holds_on_account, system_function, text_argument
from frazil.core.errors import InsufficientPrivilegesError, InvalidArgumentError
from frazil.engine.literals import quote_literal

_NAME = "GET_LOGIN_FAILURE_DETAILS"
_FOUND = "client_ip, client_type, client_version, user_name, error_message, event_timestamp"


@system_function(_NAME, 1)
def get_login_failure_details(context: Context, arguments: Sequence[object]) -> str:
    """Return what the history knows of a refused login, to who may monitor the account."""
    if not holds_on_account(context, "MONITOR"):
        raise InsufficientPrivilegesError(
            f"SQL access control error:\nInsufficient privileges to operate on account '{context.services.account}'."
        )
    number = text_argument(_NAME, arguments)
    services = context.services
    services.login_log.try_flush()
    found = services.store.rows(
        f"SELECT {_FOUND} FROM frazil.logins WHERE failure_id = {quote_literal(number.lower())}"
    )
    if not found:
        raise InvalidArgumentError(f"Invalid value [{number}] for function 'SYSTEM${_NAME}', parameter 1")
    address, client, version, user, error, moment = found[0]
    details = {
        "clientIP": address,
        "clientType": client,
        "clientVersion": version,
        "username": user,
        "errorCode": error,
        "timestamp": int(moment.replace(tzinfo=UTC).timestamp()),
    }
    return json.dumps(details, ensure_ascii=False, separators=(",", ":"))
