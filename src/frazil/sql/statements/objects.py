"""Databases, schemas, tables, views, warehouses: CREATE, ALTER, DROP, COMMENT."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from frazil.core.names import QualifiedName
from frazil.sql.ast import Expression, Node, Query, TypeName
from frazil.sql.statements.constraints import (
    AddConstraint,
    AlterConstraint,
    ConstraintDefinition,
    DropConstraint,
    RenameConstraint,
)
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
class CreateDatabase(Statement):
    """``CREATE [TRANSIENT] DATABASE d [CLONE c]``; ``properties`` as written, names folded."""

    name: Name
    mode: CreateMode = CreateMode.ERROR
    transient: bool = False
    clone: Name | None = None
    properties: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateSchema(Statement):
    """``CREATE [TRANSIENT] SCHEMA s [CLONE c]``."""

    name: Name
    mode: CreateMode = CreateMode.ERROR
    transient: bool = False
    clone: Name | None = None
    managed_access: bool = False
    properties: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers(Node):
    """How a sequence or an AUTOINCREMENT column counts; None for what is not said."""

    start: int | None = None
    increment: int | None = None
    ordered: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnDefinition(Node):
    """One column of CREATE TABLE or ALTER TABLE ADD; ``default_text`` is the expression's source text."""

    name: str
    type: TypeName | None
    nullable: bool = True
    default: Expression | None = None
    default_text: str = ""
    comment: str = ""
    collation: str = ""
    identity: Numbers | None = None
    tags: tuple[tuple[QualifiedName, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateTable(Statement):
    """``CREATE TABLE t (..)``, with ``query`` for CTAS and ``like`` for LIKE.

    ``kind``: "", TRANSIENT or TEMPORARY.  ``constraints``: declared keys, inline ones among them.
    """

    name: Name
    mode: CreateMode = CreateMode.ERROR
    kind: str = ""
    columns: tuple[ColumnDefinition, ...] = ()
    constraints: tuple[ConstraintDefinition, ...] = ()
    query: Query | None = None
    like: Name | None = None
    clone: Name | None = None
    properties: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateView(Statement):
    """``CREATE VIEW v [(columns)] AS query``; ``query_text`` is the source text after AS."""

    name: Name
    mode: CreateMode = CreateMode.ERROR
    secure: bool = False
    temporary: bool = False
    recursive: bool = False
    materialized: bool = False
    columns: tuple[tuple[str, str], ...] = ()
    query: Query
    query_text: str
    properties: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class AlterTable(Statement):
    """``ALTER TABLE [IF EXISTS] t <action>``."""

    name: Name
    if_exists: bool = False
    action: TableAction


@dataclass(frozen=True, slots=True, kw_only=True)
class AddColumns(Node):
    """``ADD [COLUMN] [IF NOT EXISTS] c type, ...``."""

    columns: tuple[ColumnDefinition, ...]
    constraints: tuple[ConstraintDefinition, ...] = ()
    if_not_exists: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DropColumns(Node):
    """``DROP [COLUMN] [IF EXISTS] c, ...``."""

    columns: tuple[str, ...]
    if_exists: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RenameColumn(Node):
    """``RENAME COLUMN a TO b``."""

    old: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RenameTo(Node):
    """``RENAME TO new_name`` of any object."""

    name: Name


@dataclass(frozen=True, slots=True, kw_only=True)
class SwapWith(Node):
    """``SWAP WITH t``."""

    name: Name


@dataclass(frozen=True, slots=True, kw_only=True)
class AlterColumn(Node):
    """``[COLUMN] c ...``: kind NOT NULL, NULL, TYPE, SET DEFAULT, DROP DEFAULT, COMMENT or TAG."""

    column: str
    kind: str
    type: TypeName | None = None
    default: Expression | None = None
    comment: str = ""
    tags: SetTags | UnsetTags | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AlterColumns(Node):
    """``ALTER|MODIFY [COLUMN] c ..., [COLUMN] d ...``."""

    columns: tuple[AlterColumn, ...]


TableAction = (
    AddColumns
    | DropColumns
    | RenameColumn
    | RenameTo
    | SwapWith
    | AlterColumns
    | AddConstraint
    | DropConstraint
    | RenameConstraint
    | AlterConstraint
    | SetProperties
    | UnsetProperties
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentColumns(Node):
    """``ALTER|MODIFY [COLUMN] c COMMENT '..'|UNSET COMMENT, ...`` of a view: the comments by column."""

    comments: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AlterObject(Statement):
    """``ALTER DATABASE|SCHEMA|VIEW|USER|ROLE|ACCOUNT ... <action>``; ``family`` as in catalog.Family's values.

    ``name`` is None for ACCOUNT and for ``ALTER USER SET`` of oneself.
    """

    family: str
    name: Name | None
    if_exists: bool = False
    action: RenameTo | SwapWith | SetProperties | UnsetProperties | CommentColumns


@dataclass(frozen=True, slots=True, kw_only=True)
class AlterWarehouse(Statement):
    """``ALTER WAREHOUSE [IF EXISTS] [w] ...``: action SUSPEND, RESUME, ABORT, or a node."""

    name: Name | None
    if_exists: bool = False
    action: str | RenameTo | SetProperties | UnsetProperties


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateWarehouse(Statement):
    """``CREATE WAREHOUSE w [WITH] ...``."""

    name: Name
    mode: CreateMode = CreateMode.ERROR
    properties: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateSequence(Statement):
    """``CREATE SEQUENCE s [START n] [INCREMENT n] [ORDER|NOORDER]``, or ``CREATE SEQUENCE s CLONE c``."""

    name: Name
    mode: CreateMode = CreateMode.ERROR
    numbers: Numbers
    clone: Name | None = None
    properties: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class AlterSequence(Statement):
    """``ALTER SEQUENCE [IF EXISTS] s [SET] [INCREMENT n] [ORDER|NOORDER] ...``; ``numbers`` besides the action."""

    name: Name
    if_exists: bool = False
    action: RenameTo | SetProperties | UnsetProperties | None
    numbers: Numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class Drop(Statement):
    """``DROP <family> [IF EXISTS] n [CASCADE|RESTRICT]`` of any family; ``materialized``: of a materialized view."""

    family: str
    name: Name
    if_exists: bool = False
    restrict: bool = False
    materialized: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Undrop(Statement):
    """``UNDROP TABLE|SCHEMA|DATABASE n``."""

    family: str
    name: Name


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment(Statement):
    """``COMMENT [IF EXISTS] ON <family> n IS 'text'``; for a COLUMN the name's last part is the column."""

    family: str
    name: Name
    comment: str
    if_exists: bool = False
