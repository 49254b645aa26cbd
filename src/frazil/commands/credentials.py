"""ACCOUNT_USAGE.CREDENTIALS: what users can log in with; never the secrets themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from frazil.catalog.records import ACCOUNT_ID, AccessToken, Role, User
from frazil.catalog.snapshot import Snapshot
from frazil.commands.access_tokens import is_forgotten, token_status
from frazil.commands.context import Services
from frazil.commands.login_history import last_logins
from frazil.commands.system_rows import Facts
from frazil.engine.literals import canonical_json

CREDENTIAL_COLUMNS = (
    "CREDENTIAL_ID:n NAME USER_NAME TYPE DOMAIN COMMENT STATUS ADDITIONAL_DETAILS:o CREATED_BY LAST_ALTERED_BY "
    "CREATED_ON:t LAST_USED_ON:t LAST_ALTERED:t EXPIRATION_DATE:t"
)


def credentials(services: Services, snapshot: Snapshot) -> Iterator[Facts]:
    """Yield the programmatic access tokens, passwords and key pairs of all users."""
    by_token, by_user = last_logins(services, "factor_id"), last_logins(services, "user_id, factor")
    for user in snapshot.children(User, ACCOUNT_ID):
        for token in snapshot.children(AccessToken, user.id):
            if not is_forgotten(token, services.clock.now()):
                yield {**_token(services, snapshot, user, token), "LAST_USED_ON": by_token.get((token.id,))}
        if user.password_hash is not None:
            yield {**_of(user, "PASSWORD"), "LAST_USED_ON": by_user.get((user.id, "PASSWORD"))}
        keys = [key for key in (user.rsa_public_key, user.rsa_public_key_2) if key]
        for _ in keys:
            # Which of two keys somebody used is not recorded.
            used = by_user.get((user.id, "RSA_KEYPAIR")) if len(keys) == 1 else None
            yield {**_of(user, "KEYPAIR"), "LAST_USED_ON": used}


def _of(user: User, kind: str) -> Facts:
    return {"USER_NAME": user.name, "TYPE": kind, "STATUS": "DISABLED" if user.disabled else "ACTIVE"}


def _token(services: Services, snapshot: Snapshot, user: User, token: AccessToken) -> Facts:
    return {
        "CREDENTIAL_ID": token.id,
        "NAME": token.name,
        "USER_NAME": user.name,
        "TYPE": "PAT",
        "DOMAIN": "PROGRAMMATIC_ACCESS_TOKEN",
        "COMMENT": token.comment or None,
        "STATUS": token_status(token, services.clock.now()),
        "ADDITIONAL_DETAILS": canonical_json(_details(snapshot, token)),
        "CREATED_BY": token.created_by,
        "LAST_ALTERED_BY": token.created_by if token.altered_on == token.created_on else None,
        "CREATED_ON": token.created_on,
        "LAST_ALTERED": token.altered_on,
        "EXPIRATION_DATE": token.expires_on,
    }


def _details(snapshot: Snapshot, token: AccessToken) -> Mapping[str, object]:
    role, newer = snapshot.get(Role, token.role_id), snapshot.get(AccessToken, token.rotated_to)
    found = {
        "MINS_TO_BYPASS_NETWORK_POLICY_REQUIREMENT": token.bypass_minutes,
        "ROLE_RESTRICTION": [role.name] if role is not None else None,
        "ROTATED_TO": newer.name if newer is not None else None,
    }
    return {name: value for name, value in found.items() if value is not None}
