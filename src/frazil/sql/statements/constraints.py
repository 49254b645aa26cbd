"""Declared keys and CHECK constraints, and the actions of ALTER TABLE on them."""

from __future__ import annotations

from dataclasses import dataclass

from frazil.core.names import QualifiedName
from frazil.sql.ast import Expression, Node
from frazil.sql.statements.statement import Name


@dataclass(frozen=True, slots=True, kw_only=True)
class ConstraintDefinition(Node):
    """``[CONSTRAINT n] PRIMARY KEY|UNIQUE|FOREIGN KEY (..) [REFERENCES t (..)] properties``; inline ones have a column.

    ``columns`` and ``referenced`` are names of one part.  ``active``: ENFORCED, ENABLE or VALIDATE is asked for, which
    no table of Snowflake's has for keys.  Of a CHECK, ``columns`` is the column it stands at, if any; ``condition`` and
    ``clause`` are what it asks and the text of that; ``enabled`` and ``validated`` are None where they are not given.
    NOT ENFORCED is not enabled either.
    """

    kind: str
    columns: tuple[QualifiedName, ...]
    name: str = ""
    references: Name | None = None
    referenced: tuple[QualifiedName, ...] = ()
    match: str = "FULL"
    on_update: str = "NO ACTION"
    on_delete: str = "NO ACTION"
    active: bool = False
    deferrable: bool = False
    initially_deferred: bool = True
    rely: bool = False
    comment: str = ""
    condition: Expression | None = None
    clause: str = ""
    enabled: bool | None = None
    validated: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConstraintChoice(Node):
    """Which constraint an action is about: ``CONSTRAINT n``, ``PRIMARY KEY``, or ``UNIQUE|FOREIGN KEY (..)``."""

    name: str = ""
    kind: str = ""
    columns: tuple[QualifiedName, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AddConstraint(Node):
    """``ADD <constraint>``."""

    constraint: ConstraintDefinition


@dataclass(frozen=True, slots=True, kw_only=True)
class DropConstraint(Node):
    """``DROP <choice> [CASCADE|RESTRICT]``."""

    choice: ConstraintChoice
    restrict: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RenameConstraint(Node):
    """``RENAME CONSTRAINT a TO b``."""

    old: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AlterConstraint(Node):
    """``ALTER|MODIFY <choice> properties``; what is not given is None."""

    choice: ConstraintChoice
    rely: bool | None = None
    active: bool = False
    enabled: bool | None = None
    validated: bool | None = None
