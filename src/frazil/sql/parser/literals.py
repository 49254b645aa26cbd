"""Literals, variables and placeholders."""

from __future__ import annotations

from frazil.sql.ast import (
    Boolean,
    Expression,
    Interval,
    Null,
    Number,
    Placeholder,
    Positional,
    String,
    TypedLiteral,
    TypeName,
    Variable,
)
from frazil.sql.parser.cursor import Cursor
from frazil.sql.tokens import NUMBER, WORD, number_value

_INTERVAL_UNITS = frozenset({"YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND"})


def parse_number(cursor: Cursor) -> Number:
    """Parse a numeric literal: exact, or a float when it has an exponent."""
    index = cursor.index
    start = cursor.starts[index]
    cursor.index = index + 1
    return Number(position=start, value=number_value(cursor.tokens.source(index), start), slot=cursor.slot(index))


def parse_string(cursor: Cursor) -> String:
    """Parse a string literal."""
    index = cursor.index
    return String(position=cursor.starts[index], value=cursor.string(), slot=cursor.slot(index))


def parse_null(cursor: Cursor) -> Null:
    """Parse ``NULL``."""
    cursor.index += 1
    return Null(position=cursor.starts[cursor.index - 1])


def parse_boolean(cursor: Cursor) -> Boolean:
    """Parse ``TRUE`` or ``FALSE``."""
    position = cursor.position
    return Boolean(position=position, value=cursor.advance() == "TRUE")


def parse_variable(cursor: Cursor) -> Variable:
    """Parse ``$name``."""
    position = cursor.position
    return Variable(position=position, name=cursor.advance()[1:])


def parse_positional(cursor: Cursor, source: str | None = None, position: int | None = None) -> Positional:
    """Parse ``$1``, or what follows the point of ``t.$1``."""
    start = cursor.position if position is None else position
    digits = cursor.key[1:]
    if len(digits) > 9:
        raise cursor.unexpected()
    cursor.advance()
    return Positional(position=start, number=int(digits), source=source)


def parse_placeholder(cursor: Cursor) -> Placeholder:
    """Parse ``?``, ``:1`` or ``:name``."""
    position = cursor.position
    if cursor.advance() == "?":
        cursor.placeholders += 1
        return Placeholder(position=position, number=cursor.placeholders)
    if cursor.kind == NUMBER:
        return Placeholder(position=position, number=cursor.integer())
    if cursor.kind == WORD:
        return Placeholder(position=position, name=cursor.advance())
    raise cursor.unexpected()


def parse_typed_literal(cursor: Cursor) -> Expression | None:
    """Parse ``DATE '..'``, ``X'..'``, ``INTERVAL '..'``; None when no string follows the word."""
    start = cursor.index
    if cursor.peek() != "'":
        return None
    position = cursor.position
    word = cursor.key
    if word == "X":
        if cursor.tokens.ends[start] != cursor.starts[start + 1]:
            return None
        word = "BINARY"
    cursor.index = start + 1
    text = cursor.string()
    if word == "INTERVAL":
        unit = cursor.accept_any(*_INTERVAL_UNITS) if text.strip().isdecimal() else None
        return Interval(position=position, text=f"{text} {unit}" if unit else text)
    return TypedLiteral(position=position, type=TypeName(position=position, name=word), text=text)
