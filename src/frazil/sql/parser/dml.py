"""INSERT, UPDATE, DELETE, MERGE, TRUNCATE."""

from __future__ import annotations

from frazil.core.errors import UnsupportedError
from frazil.sql.ast import Expression
from frazil.sql.parser.cursor import Cursor
from frazil.sql.parser.names import parse_name
from frazil.sql.parser.sources import parse_from, parse_source
from frazil.sql.parser.values import parse_insert_rows, parse_row
from frazil.sql.parser.words import NOT_A_SOURCE_ALIAS
from frazil.sql.statements import Assignment, Delete, Insert, Merge, MergeClause, Truncate, Update
from frazil.sql.tokens import QUOTED, WORD


def parse_insert(cursor: Cursor) -> Insert:
    """Parse ``INSERT [OVERWRITE] INTO t [(columns)] query|VALUES``."""
    cursor.expect("INSERT")
    overwrite = cursor.accept("OVERWRITE")
    if cursor.key in {"ALL", "FIRST"}:
        raise UnsupportedError("INSERT into several tables", position=cursor.position)
    cursor.expect("INTO")
    table = parse_name(cursor)
    columns = _columns(cursor) if cursor.key == "(" and cursor.peek() not in {"SELECT", "WITH", "("} else None
    if cursor.key != "VALUES":
        return Insert(table=table, columns=columns, query=cursor.query(), overwrite=overwrite)
    cursor.advance()
    return Insert(table=table, columns=columns, rows=parse_insert_rows(cursor), overwrite=overwrite)


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
    if cursor.at("UPDATE", "ALL") or cursor.at("INSERT", "ALL"):
        raise UnsupportedError("MERGE with ALL BY NAME", position=cursor.position)
    assignments: tuple[Assignment, ...] = ()
    columns: tuple[tuple[str, int], ...] | None = None
    values: tuple[Expression | None, ...] = ()
    if not matched:
        kind = "INSERT"
        cursor.expect("INSERT")
        columns = _columns(cursor) if cursor.key == "(" else None
        cursor.expect("VALUES")
        values = parse_row(cursor)
    else:
        kind = cursor.expect_any("UPDATE", "DELETE")
        if kind == "UPDATE":
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
