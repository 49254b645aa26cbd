"""INSERT, UPDATE, DELETE, MERGE, TRUNCATE."""

from __future__ import annotations

from frazil.sql.ast import Expression
from frazil.sql.parser.cursor import Cursor
from frazil.sql.parser.names import parse_name
from frazil.sql.parser.sources import parse_from, parse_source
from frazil.sql.parser.values import parse_insert_rows, parse_row
from frazil.sql.parser.words import NOT_A_SOURCE_ALIAS
from frazil.sql.statements import (
    Assignment,
    Delete,
    Insert,
    InsertBranch,
    IntoClause,
    Merge,
    MergeClause,
    MultiInsert,
    Truncate,
    Update,
)
from frazil.sql.tokens import QUOTED, WORD


def parse_insert(cursor: Cursor) -> Insert | MultiInsert:
    """Parse ``INSERT [OVERWRITE] INTO t [(columns)] query|VALUES``, or what inserts into several tables."""
    cursor.expect("INSERT")
    overwrite = cursor.accept("OVERWRITE")
    if cursor.key in {"ALL", "FIRST"}:
        return _multi_insert(cursor, overwrite=overwrite)
    cursor.expect("INTO")
    table = parse_name(cursor)
    columns = _target_columns(cursor)
    if cursor.key != "VALUES":
        return Insert(table=table, columns=columns, query=cursor.query(), overwrite=overwrite)
    cursor.advance()
    return Insert(table=table, columns=columns, rows=parse_insert_rows(cursor), overwrite=overwrite)


def _multi_insert(cursor: Cursor, *, overwrite: bool) -> MultiInsert:
    """Parse what follows INSERT; FIRST needs a WHEN, and so does ELSE."""
    first = cursor.expect_any("ALL", "FIRST") == "FIRST"
    branches: list[InsertBranch] = []
    otherwise: tuple[IntoClause, ...] = ()
    if first or cursor.key == "WHEN":
        while not branches or cursor.key == "WHEN":
            position = cursor.position
            cursor.expect("WHEN")
            condition = cursor.expression()
            cursor.expect("THEN")
            branches.append(InsertBranch(position=position, condition=condition, targets=_into_clauses(cursor)))
        if cursor.accept("ELSE"):
            otherwise = _into_clauses(cursor)
    else:
        branches.append(InsertBranch(position=cursor.position, targets=_into_clauses(cursor)))
    return MultiInsert(
        first=first, branches=tuple(branches), otherwise=otherwise, query=cursor.query(), overwrite=overwrite
    )


def _into_clauses(cursor: Cursor) -> tuple[IntoClause, ...]:
    clauses: list[IntoClause] = []
    while not clauses or cursor.key == "INTO":
        position = cursor.position
        cursor.expect("INTO")
        table = parse_name(cursor)
        columns = _target_columns(cursor)
        values = parse_row(cursor) if cursor.accept("VALUES") else None
        clauses.append(IntoClause(position=position, table=table, columns=columns, values=values))
    return tuple(clauses)


def _target_columns(cursor: Cursor) -> tuple[tuple[str, int], ...] | None:
    """Parse the columns behind a table's name, unless the parenthesis opens the query."""
    return _columns(cursor) if cursor.key == "(" and cursor.peek() not in {"SELECT", "WITH", "("} else None


def _columns(cursor: Cursor) -> tuple[tuple[str, int], ...]:
    cursor.expect("(")
    columns = [_column(cursor)]
    while cursor.accept(","):
        columns.append(_column(cursor))
    cursor.expect(")")
    return tuple(columns)


def _column(cursor: Cursor) -> tuple[str, int]:
    """Parse a column to insert into; MERGE allows the target's name before it."""
    position = cursor.position
    name = cursor.identifier()
    while cursor.accept("."):
        name = cursor.word()
    return name, position


def parse_update(cursor: Cursor) -> Update:
    """Parse ``UPDATE t [alias] SET .. [FROM ..] [WHERE ..]``."""
    cursor.expect("UPDATE")
    table = parse_name(cursor)
    alias = _alias(cursor)
    cursor.expect("SET")
    assignments = _assignments(cursor)
    source = parse_from(cursor) if cursor.accept("FROM") else None
    where = cursor.expression() if cursor.accept("WHERE") else None
    return Update(table=table, alias=alias, assignments=assignments, source=source, where=where)


def parse_delete(cursor: Cursor) -> Delete:
    """Parse ``DELETE FROM t [alias] [USING ..] [WHERE ..]``."""
    cursor.expect("DELETE", "FROM")
    table = parse_name(cursor)
    alias = _alias(cursor)
    using = parse_from(cursor) if cursor.accept("USING") else None
    where = cursor.expression() if cursor.accept("WHERE") else None
    return Delete(table=table, alias=alias, using=using, where=where)


def parse_truncate(cursor: Cursor) -> Truncate:
    """Parse ``TRUNCATE [TABLE] [IF EXISTS] t``."""
    cursor.expect("TRUNCATE")
    cursor.accept("TABLE")
    if_exists = cursor.accept("IF", "EXISTS")
    return Truncate(table=parse_name(cursor), if_exists=if_exists)


def parse_merge(cursor: Cursor) -> Merge:
    """Parse ``MERGE INTO t USING source ON condition WHEN ...``."""
    cursor.expect("MERGE", "INTO")
    table = parse_name(cursor)
    alias = _alias(cursor)
    cursor.expect("USING")
    source = parse_source(cursor)
    cursor.expect("ON")
    condition = cursor.expression()
    clauses = []
    while cursor.key == "WHEN":
        clauses.append(_merge_clause(cursor))
    if not clauses:
        raise cursor.unexpected()
    return Merge(table=table, alias=alias, source=source, condition=condition, clauses=tuple(clauses))


def _merge_clause(cursor: Cursor) -> MergeClause:
    position = cursor.position
    cursor.expect("WHEN")
    matched = not cursor.accept("NOT")
    cursor.expect("MATCHED")
    condition = cursor.expression() if cursor.accept("AND") else None
    cursor.expect("THEN")
    assignments: tuple[Assignment, ...] = ()
    columns: tuple[tuple[str, int], ...] | None = None
    values: tuple[Expression | None, ...] = ()
    kind = cursor.expect_any("UPDATE", "DELETE") if matched else cursor.expect_any("INSERT")
    by_name = kind != "DELETE" and cursor.accept("ALL", "BY", "NAME")
    if kind == "INSERT" and not by_name:
        columns = _columns(cursor) if cursor.key == "(" else None
        cursor.expect("VALUES")
        values = parse_row(cursor)
    elif kind == "UPDATE" and not by_name:
        cursor.expect("SET")
        assignments = _assignments(cursor)
    return MergeClause(
        position=position,
        matched=matched,
        condition=condition,
        kind=kind,
        assignments=assignments,
        columns=columns,
        values=values,
        by_name=by_name,
    )


def _assignments(cursor: Cursor) -> tuple[Assignment, ...]:
    assignments = [_assignment(cursor)]
    while cursor.accept(","):
        assignments.append(_assignment(cursor))
    return tuple(assignments)


def _assignment(cursor: Cursor) -> Assignment:
    position = cursor.position
    column = [cursor.identifier()]
    while cursor.accept("."):
        column.append(cursor.word())
    cursor.expect("=")
    value = None if cursor.accept("DEFAULT") else cursor.expression()
    return Assignment(position=position, column=tuple(column), value=value)


def _alias(cursor: Cursor) -> str | None:
    if cursor.accept("AS"):
        return cursor.identifier()
    bare = cursor.kind == WORD and cursor.key not in NOT_A_SOURCE_ALIAS
    return cursor.identifier() if bare or cursor.kind == QUOTED else None
