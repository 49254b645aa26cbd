"""Columns and constraints of tables."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from frazil.core.errors import UnsupportedError
from frazil.sql.ast import Expression, TypeName
from frazil.sql.parser.cursor import Cursor
from frazil.sql.parser.names import parse_identifiers
from frazil.sql.parser.properties import parse_value
from frazil.sql.parser.sequences import parse_identity
from frazil.sql.parser.types import parse_type
from frazil.sql.statements import ColumnDefinition, Numbers
from frazil.sql.tokens import WORD

_CONSTRAINT_STARTS = (("PRIMARY", "KEY"), ("FOREIGN", "KEY"), ("UNIQUE",), ("CHECK",), ("REFERENCES",), ("CONSTRAINT",))
_CLAUSES_TEXT = """
    AS AUTOINCREMENT CHECK COLLATE COMMENT CONSTRAINT DEFAULT FOREIGN GENERATED IDENTITY MASKING NOT NULL PRIMARY
    PROJECTION REFERENCES TAG UNIQUE WITH
"""
_CLAUSES = frozenset(_CLAUSES_TEXT.split())


@dataclass(slots=True)
class _Column:
    """What is known of a column while its clauses are read."""

    nullable: bool = True
    default: Expression | None = None
    default_text: str = ""
    comment: str = ""
    collation: str = ""
    identity: Numbers | None = None


def parse_table_elements(cursor: Cursor) -> tuple[tuple[ColumnDefinition, ...], tuple[str, ...]]:
    """Parse ``(column type .., constraint ..)``: the columns, and the texts of all constraints."""
    columns: list[ColumnDefinition] = []
    constraints: list[str] = []
    keys: set[str] = set()
    cursor.expect("(")
    while True:
        if at_table_constraint(cursor):
            text, named = _table_constraint(cursor)
            constraints.append(text)
            keys |= named
        else:
            columns.append(parse_column(cursor, constraints))
        if not cursor.accept(","):
            break
    cursor.expect(")")
    if keys:
        columns = [dataclasses.replace(c, nullable=False) if c.name in keys else c for c in columns]
    return tuple(columns), tuple(constraints)


def at_table_constraint(cursor: Cursor) -> bool:
    """Say whether a constraint of the table comes next, and no column."""
    key, following = cursor.key, cursor.peek()
    if key in {"PRIMARY", "FOREIGN"}:
        return following == "KEY"
    return key in {"UNIQUE", "CHECK"} or key == "CONSTRAINT"


def _table_constraint(cursor: Cursor) -> tuple[str, set[str]]:
    """Pass a constraint; return its text and the columns that it makes NOT NULL."""
    first = cursor.index
    if cursor.accept("CONSTRAINT"):
        cursor.identifier()
    named: set[str] = set()
    if cursor.accept("PRIMARY", "KEY"):
        named = set(parse_identifiers(cursor))
    elif cursor.accept("UNIQUE"):
        parse_identifiers(cursor)
    elif cursor.accept("FOREIGN", "KEY"):
        parse_identifiers(cursor)
        if cursor.key != "REFERENCES":
            raise cursor.unexpected()
    elif cursor.key != "CHECK":
        raise cursor.unexpected()
    _skip_constraint(cursor, table=True)
    return cursor.source(first), named


def parse_column(cursor: Cursor, constraints: list[str]) -> ColumnDefinition:
    """Parse a column's definition; the texts of its constraints are added to ``constraints``."""
    position = cursor.position
    name = cursor.identifier()
    target: TypeName | None = None
    if cursor.kind == WORD and cursor.key not in _CLAUSES:
        target = parse_type(cursor)
    found = _Column()
    while _clause(cursor, found, constraints):
        pass
    return ColumnDefinition(
        position=position,
        name=name,
        type=target,
        nullable=found.nullable,
        default=found.default,
        default_text=found.default_text,
        comment=found.comment,
        collation=found.collation,
        identity=found.identity,
    )


def _clause(cursor: Cursor, found: _Column, constraints: list[str]) -> bool:
    if cursor.accept("NOT", "NULL"):
        found.nullable = False
    elif cursor.accept("NULL"):
        found.nullable = True
    elif cursor.accept("DEFAULT"):
        first = cursor.index
        found.default = cursor.expression()
        found.default_text = cursor.source(first)
    elif cursor.accept("COLLATE"):
        found.collation = cursor.string()
    elif cursor.accept("COMMENT"):
        cursor.accept("=")
        found.comment = cursor.string()
    elif cursor.key in {"AUTOINCREMENT", "IDENTITY"}:
        found.identity = parse_identity(cursor)
    elif any(cursor.at(*words) for words in _CONSTRAINT_STARTS):
        _column_constraint(cursor, found, constraints)
    elif cursor.at("WITH", "TAG") or cursor.at("TAG", "("):
        cursor.accept("WITH")
        cursor.advance()
        parse_value(cursor)
    else:
        _refuse(cursor)
        return False
    return True


def _refuse(cursor: Cursor) -> None:
    """Raise UnsupportedError for a clause that Snowflake has and frazil has not."""
    if cursor.key == "AS" or cursor.at("GENERATED", "ALWAYS"):
        raise UnsupportedError("virtual column", position=cursor.position)
    shift = 1 if cursor.key == "WITH" else 0
    if cursor.peek(shift) in {"MASKING", "PROJECTION"} and cursor.peek(shift + 1) == "POLICY":
        raise UnsupportedError(f"{cursor.peek(shift)} POLICY", position=cursor.position)


def _column_constraint(cursor: Cursor, found: _Column, constraints: list[str]) -> None:
    first = cursor.index
    if cursor.accept("CONSTRAINT"):
        cursor.identifier()
    if cursor.accept("PRIMARY", "KEY"):
        found.nullable = False
    elif cursor.accept("FOREIGN", "KEY"):
        if cursor.key != "REFERENCES":
            raise cursor.unexpected()
    elif not cursor.accept("UNIQUE") and cursor.key not in {"CHECK", "REFERENCES"}:
        raise cursor.unexpected()
    _skip_constraint(cursor, table=False)
    constraints.append(cursor.source(first))


_CONSTRAINT_WORDS_TEXT = """
    REFERENCES CHECK MATCH FULL SIMPLE PARTIAL ON UPDATE DELETE CASCADE SET RESTRICT NO ACTION ENFORCED
    DEFERRABLE INITIALLY DEFERRED IMMEDIATE ENABLE DISABLE VALIDATE NOVALIDATE RELY NORELY
"""
_CONSTRAINT_PAIRS = {("NOT", "ENFORCED"), ("NOT", "DEFERRABLE"), ("SET", "NULL"), ("SET", "DEFAULT")}
_CONSTRAINT_WORDS = frozenset(_CONSTRAINT_WORDS_TEXT.split())


def _skip_constraint(cursor: Cursor, *, table: bool) -> None:
    """Pass the rest of a constraint: what it references, what it checks, and its properties."""
    while True:
        if cursor.accept("CHECK"):
            cursor.expect("(")
            cursor.expression()
            cursor.expect(")")
        elif cursor.accept("REFERENCES"):
            cursor.identifier()
            while cursor.accept("."):
                cursor.word()
            if cursor.key == "(":
                parse_identifiers(cursor)
        elif (cursor.key, cursor.peek()) in _CONSTRAINT_PAIRS:
            cursor.index += 2
        elif cursor.at("COMMENT") and table:
            cursor.advance()
            cursor.accept("=")
            cursor.string()
        elif cursor.key in _CONSTRAINT_WORDS:
            cursor.advance()
        else:
            return
