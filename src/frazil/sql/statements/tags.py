"""Tags."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from frazil.sql.ast import Node
from frazil.sql.statements.objects import RenameTo
from frazil.sql.statements.statement import (
    CreateMode,
    Name,
    SetProperties,
    SetTags,
    Statement,
    UnsetProperties,
    UnsetTags,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateTag(Statement):
    """``CREATE TAG t [ALLOWED_VALUES 'a', ..] [COMMENT = '..']``."""

    name: Name
    mode: CreateMode = CreateMode.ERROR
    allowed_values: tuple[str, ...] | None = None
    properties: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class AllowedValues(Node):
    """``ADD|DROP ALLOWED_VALUES 'a', ..`` or ``UNSET ALLOWED_VALUES``; kind ADD, DROP, UNSET."""

    kind: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AlterTag(Statement):
    """``ALTER TAG [IF EXISTS] t <action>``."""

    name: Name
    if_exists: bool = False
    action: RenameTo | AllowedValues | SetProperties | UnsetProperties


@dataclass(frozen=True, slots=True, kw_only=True)
class AlterTags(Statement):
    """``ALTER <family> [IF EXISTS] n [MODIFY COLUMN c] SET|UNSET TAG ..``."""

    family: str
    name: Name
    if_exists: bool = False
    column: str = ""
    action: SetTags | UnsetTags
