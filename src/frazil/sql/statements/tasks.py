"""Tasks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from frazil.sql.ast import Expression, Node
from frazil.sql.statements.statement import CreateMode, Name, SetProperties, Statement, UnsetProperties


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateTask(Statement):
    """``CREATE TASK t <properties> [AFTER ..] [WHEN ..] AS <body>``.

    ``properties`` as written (names folded; values Python values); a name given twice is refused by the
    parser.  ``condition_text`` and ``definition`` are the source text after WHEN and AS, verbatim.
    """

    name: Name
    mode: CreateMode = CreateMode.ERROR
    properties: Mapping[str, object] = field(default_factory=dict)
    after: tuple[Name, ...] = ()
    condition: Expression | None = None
    condition_text: str | None = None
    definition: str = ""
    clone: Name | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AddAfter(Node):
    """``ADD AFTER a, b``."""

    tasks: tuple[Name, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveAfter(Node):
    """``REMOVE AFTER a, b``."""

    tasks: tuple[Name, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ModifyDefinition(Node):
    """``MODIFY AS <body>``."""

    definition: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ModifyCondition(Node):
    """``MODIFY WHEN expr``, or ``REMOVE WHEN`` with None."""

    condition: Expression | None
    condition_text: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AlterTask(Statement):
    """``ALTER TASK [IF EXISTS] t <action>``: RESUME, SUSPEND, or a node.

    SET and UNSET of FINALIZE come as properties of that name.
    """

    name: Name
    if_exists: bool = False
    action: str | AddAfter | RemoveAfter | ModifyDefinition | ModifyCondition | SetProperties | UnsetProperties


@dataclass(frozen=True, slots=True, kw_only=True)
class ExecuteTask(Statement):
    """``EXECUTE TASK t [USING CONFIG = '..' | RETRY LAST | RETRY GRAPH RUN GROUP '..']``."""

    name: Name
    config: str | None = None
    retry_last: bool = False
    retry_group: str | None = None
