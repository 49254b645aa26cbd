"""USE, variables, parameters, transactions: what belongs to the session."""

from __future__ import annotations

from dataclasses import dataclass

from frazil.sql.ast import Expression
from frazil.sql.statements.statement import Name, SetProperties, Statement, UnsetProperties


@dataclass(frozen=True, slots=True, kw_only=True)
class Use(Statement):
    """``USE [DATABASE|SCHEMA|WAREHOUSE|ROLE] n``; family "" for a bare ``USE n``."""

    family: str
    name: Name


@dataclass(frozen=True, slots=True, kw_only=True)
class UseSecondaryRoles(Statement):
    """``USE SECONDARY ROLES ALL|NONE|r, ...``."""

    mode: str
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SetVariables(Statement):
    """``SET x = expr`` or ``SET (x, y) = (e, f)`` or ``= (SELECT ..)``; names in stored form."""

    names: tuple[str, ...]
    values: tuple[Expression, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnsetVariables(Statement):
    """``UNSET x`` or ``UNSET (x, y)``."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AlterSession(Statement):
    """``ALTER SESSION SET p = v ...`` or ``UNSET p, ...``."""

    action: SetProperties | UnsetProperties


@dataclass(frozen=True, slots=True, kw_only=True)
class Begin(Statement):
    """``BEGIN [WORK|TRANSACTION] [NAME n]`` or ``START TRANSACTION [NAME n]``."""

    name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit(Statement):
    """``COMMIT [WORK]``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rollback(Statement):
    """``ROLLBACK [WORK]``."""
