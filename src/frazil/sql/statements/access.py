"""Users, roles and grants."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from frazil.sql.ast import Node
from frazil.sql.statements.objects import RenameTo
from frazil.sql.statements.statement import CreateMode, Name, SetProperties, Statement, UnsetProperties


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateUser(Statement):
    """``CREATE USER u PASSWORD = '..' ...``.  The text that history shows hides the password."""

    name: Name
    mode: CreateMode = CreateMode.ERROR
    properties: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class AlterUserTokens(Statement):
    """``ALTER USER [IF EXISTS] [u] ADD|ROTATE|MODIFY|REMOVE PROGRAMMATIC ACCESS TOKEN|PAT t ...``.

    ``guarded``: IF NOT EXISTS or IF EXISTS stood before the token's name.  ``action`` is None for REMOVE.
    """

    user: Name | None
    if_exists: bool = False
    verb: str
    token: str
    guarded: bool = False
    action: RenameTo | SetProperties | UnsetProperties | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateRole(Statement):
    """``CREATE ROLE r``."""

    name: Name
    mode: CreateMode = CreateMode.ERROR
    properties: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantRole(Statement):
    """``GRANT|REVOKE ROLE r TO|FROM ROLE|USER g``; ``grantee_family`` is ROLE or USER."""

    role: Name
    grantee_family: str
    grantee: Name
    revoke: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantTarget(Node):
    """What a privilege is on.

    Kind ACCOUNT (no name); OBJECT (``family`` and ``name``); ALL or FUTURE (``family`` is the singular,
    e.g. TABLE, inside the container ``within_family`` DATABASE or SCHEMA named ``name``).
    """

    kind: str
    family: str = ""
    name: Name | None = None
    within_family: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantPrivileges(Statement):
    """``GRANT|REVOKE privileges ON target TO|FROM [ROLE] r``; ALL is the single privilege ``ALL``."""

    privileges: tuple[str, ...]
    target: GrantTarget
    role: Name
    grant_option: bool = False
    revoke: bool = False
    cascade: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantOwnership(Statement):
    """``GRANT OWNERSHIP ON target TO ROLE r [REVOKE|COPY CURRENT GRANTS]``; ``current_grants`` "", REVOKE, COPY."""

    target: GrantTarget
    role: Name
    current_grants: str = ""
