"""What all statements have in common."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass

from frazil.core.names import QualifiedName
from frazil.sql.ast import Expression, Node, TypeName


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutineName(Node):
    """The name of a function that is there, with the types of its arguments: ``f(NUMBER, VARCHAR)``."""

    name: QualifiedName
    types: tuple[TypeName, ...]


Name = QualifiedName | Expression | RoutineName
"""A name as written, the expression inside IDENTIFIER(..), or a function's name with types."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A statement; ``text`` is what was sent."""

    text: str = ""


class CreateMode(enum.Enum):
    """What CREATE does when the object exists."""

    ERROR = ""
    REPLACE = "OR REPLACE"
    IF_NOT_EXISTS = "IF NOT EXISTS"
    OR_ALTER = "OR ALTER"


@dataclass(frozen=True, slots=True, kw_only=True)
class SetProperties(Node):
    """``SET a = 1 b = 2`` of any object; names folded, values Python values or Expressions."""

    properties: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class SetTags(SetProperties):
    """``SET TAG a = 'x', b = 'y'``: ``properties`` are empty."""

    tags: tuple[tuple[QualifiedName, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnsetProperties(Node):
    """``UNSET a, b`` of any object."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnsetTags(UnsetProperties):
    """``UNSET TAG a, b``: ``names`` are empty."""

    tags: tuple[QualifiedName, ...]
