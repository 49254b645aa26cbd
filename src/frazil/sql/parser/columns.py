"""Columns of tables, and the list of columns and constraints."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from frazil.core.errors import UnsupportedError
from frazil.core.names import QualifiedName
from frazil.sql.ast import Expression, TypeName
from frazil.sql.parser.constraints import (
    at_column_constraint,
    at_table_constraint,
    parse_column_constraint,
    parse_table_constraint,
)
from frazil.sql.parser.cursor import Cursor
from frazil.sql.parser.properties import parse_tag_list
from frazil.sql.parser.sequences import parse_identity
from frazil.sql.parser.types import parse_type
from frazil.sql.statements import ColumnDefinition, ConstraintDefinition, Numbers
from frazil.sql.tokens import WORD

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
    tags: tuple[tuple[QualifiedName, str], ...] = ()


def parse_table_elements(cursor: Cursor) -> tuple[tuple[ColumnDefinition, ...], tuple[ConstraintDefinition, ...]]:
    """Parse ``(column type .., constraint ..)``: the columns, and all constraints in the order of their text."""
    columns: list[ColumnDefinition] = []
    constraints: list[ConstraintDefinition] = []
    cursor.expect("(")
    while True:
        if at_table_constraint(cursor):
            constraints.append(parse_table_constraint(cursor))
        else:
            columns.append(parse_column(cursor, constraints))
        if not cursor.accept(","):
            break
    cursor.expect(")")
    keys = {name.name for each in constraints if each.kind == "PRIMARY KEY" for name in each.columns}
    if keys:
        columns = [dataclasses.replace(c, nullable=False) if c.name in keys else c for c in columns]
    return tuple(columns), tuple(constraints)


def parse_column(cursor: Cursor, constraints: list[ConstraintDefinition]) -> ColumnDefinition:
    """Parse a column's definition; its constraints are added to ``constraints``."""
    position = cursor.position
    name = cursor.identifier()
    target: TypeName | None = None
    if cursor.kind == WORD and cursor.key not in _CLAUSES:
        target = parse_type(cursor)
    found = _Column()
    while _clause(cursor, found, name, constraints):
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
        tags=found.tags,
    )


def _clause(cursor: Cursor, found: _Column, name: str, constraints: list[ConstraintDefinition]) -> bool:
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
    elif at_column_constraint(cursor):
        constraint = parse_column_constraint(cursor, name)
        found.nullable = found.nullable and constraint.kind != "PRIMARY KEY"
        constraints.append(constraint)
    elif cursor.at("WITH", "TAG") or cursor.at("TAG", "("):
        cursor.accept("WITH")
        cursor.expect("TAG")
        found.tags = parse_tag_list(cursor)
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
