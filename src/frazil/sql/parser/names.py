"""Qualified names, and the places where IDENTIFIER(..) may stand for one."""

from __future__ import annotations

from frazil.core.errors import UnsupportedError
from frazil.core.names import QualifiedName
from frazil.sql.ast import Expression
from frazil.sql.parser.cursor import Cursor
from frazil.sql.parser.literals import parse_placeholder, parse_string, parse_variable
from frazil.sql.statements import Name
from frazil.sql.tokens import VARIABLE


def parse_qualified_name(cursor: Cursor) -> QualifiedName:
    """Parse a name of up to three parts; ``db..t`` leaves the schema to be PUBLIC."""
    return _qualified(cursor, 3)


def parse_column_name(cursor: Cursor) -> QualifiedName:
    """Parse the name of a column of a table, of up to four parts."""
    return _qualified(cursor, 4)


def parse_name(cursor: Cursor) -> Name:
    """Parse an object's name: qualified, ``IDENTIFIER('..'|?|$v)`` or ``$v``."""
    if cursor.key == "IDENTIFIER" and cursor.peek() == "(":
        return parse_dynamic_name(cursor)
    if cursor.kind == VARIABLE:
        return parse_variable(cursor)
    return _qualified(cursor, 3)


def parse_names(cursor: Cursor) -> tuple[Name, ...]:
    """Parse names separated by commas."""
    names = [parse_name(cursor)]
    while cursor.accept(","):
        names.append(parse_name(cursor))
    return tuple(names)


def parse_clone(cursor: Cursor) -> Name | None:
    """Parse ``CLONE n``, if it comes next, with the words that say what a clone leaves away."""
    if not cursor.accept("CLONE"):
        return None
    name = parse_name(cursor)
    if cursor.key in {"AT", "BEFORE"}:
        raise UnsupportedError("time travel", position=cursor.position)
    cursor.accept("IGNORE", "TABLES", "WITH", "INSUFFICIENT", "DATA", "RETENTION")
    cursor.accept("IGNORE", "HYBRID", "TABLES")
    return name


def parse_dynamic_name(cursor: Cursor) -> Expression:
    """Parse ``IDENTIFIER(argument)`` and return the argument."""
    cursor.expect("IDENTIFIER", "(")
    argument = parse_name_argument(cursor)
    cursor.expect(")")
    return argument


def parse_name_argument(cursor: Cursor) -> Expression:
    """Parse what may stand in IDENTIFIER(..): a string, a variable, a placeholder."""
    if cursor.at_string():
        return parse_string(cursor)
    if cursor.kind == VARIABLE:
        return parse_variable(cursor)
    if cursor.key in {"?", ":"}:
        return parse_placeholder(cursor)
    raise cursor.unexpected()


def parse_identifiers(cursor: Cursor) -> tuple[str, ...]:
    """Parse identifiers in parentheses: ``(a, b)``."""
    cursor.expect("(")
    names = parse_identifier_list(cursor)
    cursor.expect(")")
    return names


def parse_identifier_list(cursor: Cursor) -> tuple[str, ...]:
    """Parse identifiers separated by commas."""
    names = [cursor.identifier()]
    while cursor.accept(","):
        names.append(cursor.identifier())
    return tuple(names)


def _qualified(cursor: Cursor, limit: int) -> QualifiedName:
    position = cursor.position
    parts = [cursor.identifier()]
    while cursor.key == ".":
        if len(parts) == limit:
            raise cursor.unexpected()
        cursor.advance()
        if cursor.key == "." and len(parts) == 1:
            parts.append("PUBLIC")
        else:
            parts.append(cursor.word())
    return QualifiedName(tuple(parts), position)
