"""SHOW and DESCRIBE."""

from __future__ import annotations

from dataclasses import dataclass

from frazil.sql.ast import Expression
from frazil.sql.statements.statement import Name, Statement


@dataclass(frozen=True, slots=True, kw_only=True)
class Show(Statement):
    """``SHOW [TERSE] <objects> [HISTORY] [LIKE ..] [IN ..] [STARTS WITH ..] [LIMIT n [FROM ..]] [ROOT ONLY]
    [WITH PRIVILEGES p, ..]``.

    ``objects`` is the plural as written and folded, e.g. ``TASKS``, ``PRIMARY KEYS``, ``PARAMETERS``, ``LOCKS``,
    ``TRANSACTIONS``, ``VARIABLES``.  ``scope`` is "", ACCOUNT, DATABASE, SCHEMA, TABLE, VIEW, TASK,
    SESSION, USER, WAREHOUSE with the name, if one was given.  ``privileges`` are in upper case.
    """

    objects: str
    terse: bool = False
    history: bool = False
    like: Expression | None = None
    scope: str = ""
    scope_name: Name | None = None
    starts_with: str | None = None
    limit: int | None = None
    limit_from: str | None = None
    root_only: bool = False
    privileges: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowGrants(Statement):
    """``SHOW GRANTS [ON <family> n | ON ACCOUNT | TO ROLE r | TO USER u | OF ROLE r]``; direction "", ON, TO, OF."""

    direction: str = ""
    family: str = ""
    name: Name | None = None
    future: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Describe(Statement):
    """``DESC[RIBE] <family> n``; family RESULT has the query id as a String expression."""

    family: str
    name: Name
