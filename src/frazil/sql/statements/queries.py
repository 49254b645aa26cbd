"""Queries, DML, EXPLAIN, EXECUTE IMMEDIATE and CALL."""

from __future__ import annotations

from dataclasses import dataclass

from frazil.core.names import QualifiedName
from frazil.sql.ast import Expression, Node, Query, Source
from frazil.sql.statements.statement import Name, Statement


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
class IntoClause(Node):
    """``INTO t [(columns)] [VALUES (values)]``: a value None is DEFAULT; without VALUES the query's row goes in."""

    table: Name
    columns: tuple[tuple[str, int], ...] | None = None
    values: tuple[Expression | None, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InsertBranch(Node):
    """``WHEN condition THEN into ...``; without a condition it takes every row."""

    condition: Expression | None = None
    targets: tuple[IntoClause, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MultiInsert(Statement):
    """``INSERT [OVERWRITE] ALL|FIRST [WHEN condition THEN] INTO t [(columns)] [VALUES (..)] .. [ELSE INTO ..] query``.

    ``first``: a row takes only the first branch that fits; ``otherwise``: what rows take that fit none.
    """

    first: bool = False
    branches: tuple[InsertBranch, ...]
    otherwise: tuple[IntoClause, ...] = ()
    query: Query
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
    """``WHEN [NOT] MATCHED [AND condition] THEN ...``: kind UPDATE, DELETE or INSERT; ``by_name`` is ALL BY NAME."""

    matched: bool
    condition: Expression | None
    kind: str
    assignments: tuple[Assignment, ...] = ()
    columns: tuple[tuple[str, int], ...] | None = None
    values: tuple[Expression | None, ...] = ()
    by_name: bool = False


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
    """``EXPLAIN [USING TABULAR|JSON|TEXT] query|INSERT|UPDATE|DELETE|MERGE``."""

    statement: Statement
    format: str = "TABULAR"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExecuteImmediate(Statement):
    """``EXECUTE IMMEDIATE 'text'|$variable [USING (bind_variable, ..)]``: the statement in the text takes its place."""

    source: Expression
    using: tuple[Expression, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Call(Statement):
    """``CALL f(arguments)``: a system function, or a procedure once procedures exist."""

    name: QualifiedName
    arguments: tuple[Expression, ...] = ()
    named: tuple[tuple[str, Expression], ...] = ()
