"""Functions of users."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from frazil.sql.ast import Node, TypeName
from frazil.sql.statements.objects import RenameTo
from frazil.sql.statements.statement import CreateMode, Name, SetProperties, Statement, UnsetProperties


@dataclass(frozen=True, slots=True, kw_only=True)
class ArgumentDefinition(Node):
    """One argument of CREATE FUNCTION; ``default`` is the expression's source text, "" for none."""

    name: str
    type: TypeName
    default: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateFunction(Statement):
    """``CREATE FUNCTION f(a type, ..) RETURNS type|TABLE(..) .. AS '..'``.

    ``returns`` is None for a table function, whose columns are ``columns``.
    """

    name: Name
    mode: CreateMode = CreateMode.ERROR
    secure: bool = False
    arguments: tuple[ArgumentDefinition, ...] = ()
    returns: TypeName | None = None
    columns: tuple[tuple[str, TypeName], ...] = ()
    body: str
    properties: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class AlterFunction(Statement):
    """``ALTER FUNCTION [IF EXISTS] f(types) <action>``."""

    name: Name
    if_exists: bool = False
    action: RenameTo | SetProperties | UnsetProperties
