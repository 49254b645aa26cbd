"""Statements as values: what the parser returns and the handlers act on.

One frozen dataclass per statement.  ``text`` is the statement as sent, without its final semicolon.
Object names are ``Name``: a qualified name, or the argument of ``IDENTIFIER(...)`` that the binder resolves.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field

from frazil.core.names import QualifiedName
from frazil.sql.ast import Expression, Node, Query, Source, TypeName

Name = QualifiedName | Expression
"""A name as written, or the expression inside IDENTIFIER(..)."""


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


# ---------------------------------------------------------------- queries and DML


@dataclass(frozen=True, slots=True, kw_only=True)
class Select(Statement):
    """A query: SELECT, WITH, VALUES, set operations."""

    query: Query


@dataclass(frozen=True, slots=True, kw_only=True)
class Insert(Statement):
    """``INSERT [OVERWRITE] INTO t [(columns)] query|VALUES``.

    A VALUES list of literals, placeholders, DEFAULT and simple expressions is in ``rows``; a row item
    None is the word DEFAULT.  Otherwise ``query`` holds the source.
    """

    table: Name
    columns: tuple[tuple[str, int], ...] | None = None
    rows: tuple[tuple[Expression | None, ...], ...] = ()
    query: Query | None = None
    overwrite: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment(Node):
    """``column = value`` of UPDATE and MERGE; None stands for DEFAULT."""

    column: tuple[str, ...]
    value: Expression | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Update(Statement):
    """``UPDATE t [alias] SET .. [FROM ..] [WHERE ..]``."""

    table: Name
    alias: str | None = None
    assignments: tuple[Assignment, ...]
    source: Source | None = None
    where: Expression | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Delete(Statement):
    """``DELETE FROM t [alias] [USING ..] [WHERE ..]``."""

    table: Name
    alias: str | None = None
    using: Source | None = None
    where: Expression | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeClause(Node):
    """``WHEN [NOT] MATCHED [AND condition] THEN ...``: kind UPDATE, DELETE or INSERT."""

    matched: bool
    condition: Expression | None
    kind: str
    assignments: tuple[Assignment, ...] = ()
    columns: tuple[tuple[str, int], ...] | None = None
    values: tuple[Expression | None, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge(Statement):
    """``MERGE INTO t USING source ON condition WHEN ...``."""

    table: Name
    alias: str | None = None
    source: Source
    condition: Expression
    clauses: tuple[MergeClause, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Truncate(Statement):
    """``TRUNCATE [TABLE] [IF EXISTS] t``."""

    table: Name
    if_exists: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Explain(Statement):
    """``EXPLAIN [USING format] statement``."""

    statement: Statement
    format: str = "TABULAR"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call(Statement):
    """``CALL f(arguments)``: a system function, or a procedure once procedures exist."""

    name: QualifiedName
    arguments: tuple[Expression, ...] = ()
    named: tuple[tuple[str, Expression], ...] = ()


# ---------------------------------------------------------------- databases, schemas, tables, views


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateDatabase(Statement):
    """``CREATE [TRANSIENT] DATABASE d``; ``properties`` as written, names folded."""

    name: Name
    mode: CreateMode = CreateMode.ERROR
    transient: bool = False
    properties: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateSchema(Statement):
    """``CREATE [TRANSIENT] SCHEMA s``."""

    name: Name
    mode: CreateMode = CreateMode.ERROR
    transient: bool = False
    managed_access: bool = False
    properties: Mapping[str, object] = field(default_factory=dict)


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
    autoincrement: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateTable(Statement):
    """``CREATE TABLE t (..)``, with ``query`` for CTAS and ``like`` for LIKE.

    ``kind``: "", TRANSIENT or TEMPORARY.  Declared constraints (PRIMARY KEY and such) are parsed and
    their texts kept in ``constraints``.
    """

    name: Name
    mode: CreateMode = CreateMode.ERROR
    kind: str = ""
    columns: tuple[ColumnDefinition, ...] = ()
    constraints: tuple[str, ...] = ()
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
    """``ALTER|MODIFY [COLUMN] c ...``: kind NOT NULL, NULL, TYPE, DROP DEFAULT or COMMENT."""

    column: str
    kind: str
    type: TypeName | None = None
    comment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetProperties(Node):
    """``SET a = 1 b = 2`` of any object; names folded, values Python values or Expressions."""

    properties: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnsetProperties(Node):
    """``UNSET a, b`` of any object."""

    names: tuple[str, ...]


TableAction = (
    AddColumns | DropColumns | RenameColumn | RenameTo | SwapWith | AlterColumn | SetProperties | UnsetProperties
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AlterObject(Statement):
    """``ALTER DATABASE|SCHEMA|VIEW|USER|ROLE|ACCOUNT ... <action>``; ``family`` as in catalog.Family's values.

    ``name`` is None for ACCOUNT and for ``ALTER USER SET`` of oneself.
    """

    family: str
    name: Name | None
    if_exists: bool = False
    action: RenameTo | SwapWith | SetProperties | UnsetProperties


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
class Drop(Statement):
    """``DROP <family> [IF EXISTS] n [CASCADE|RESTRICT]`` of any family."""

    family: str
    name: Name
    if_exists: bool = False
    restrict: bool = False


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


# ---------------------------------------------------------------- users, roles, grants


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateUser(Statement):
    """``CREATE USER u PASSWORD = '..' ...``.  The text that history shows hides the password."""

    name: Name
    mode: CreateMode = CreateMode.ERROR
    properties: Mapping[str, object] = field(default_factory=dict)


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


# ---------------------------------------------------------------- session


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


# ---------------------------------------------------------------- SHOW and DESCRIBE


@dataclass(frozen=True, slots=True, kw_only=True)
class Show(Statement):
    """``SHOW [TERSE] <objects> [HISTORY] [LIKE ..] [IN ..] [STARTS WITH ..] [LIMIT n [FROM ..]] [ROOT ONLY]``.

    ``objects`` is the plural as written and folded, e.g. ``TASKS``, ``PRIMARY KEYS``, ``PARAMETERS``, ``LOCKS``,
    ``TRANSACTIONS``, ``VARIABLES``.  ``scope`` is "", ACCOUNT, DATABASE, SCHEMA, TABLE, VIEW, TASK,
    SESSION, USER, WAREHOUSE with the name, if one was given.
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


# ---------------------------------------------------------------- tasks


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
