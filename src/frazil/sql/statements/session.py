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


BIND_STAGES = frozenset({"SYSTEMBIND", "SYSTEM$BIND", "SNOWPARK_TEMP_STAGE_BIND"})
"""What connector 4.x, connector 5.x and Snowpark call their stage for bindings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateBindStage(Statement):
    """``CREATE TEMPORARY STAGE SYSTEM$BIND ...``: what a driver makes before it uploads bindings."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Put(Statement):
    """``PUT file://path @stage/path [option = value ...]``; target None for a placeholder."""

    source: str
    target: str | None
    options: tuple[tuple[str, str], ...] = ()


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
