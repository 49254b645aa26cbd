"""Sequences, and the clauses with which sequences and AUTOINCREMENT columns count."""

from __future__ import annotations

from frazil.sql.parser.cursor import Cursor
from frazil.sql.parser.names import parse_clone, parse_name
from frazil.sql.parser.properties import Properties, parse_property, parse_unset
from frazil.sql.statements import (
    AlterSequence,
    CreateMode,
    CreateSequence,
    Name,
    Numbers,
    RenameTo,
    SetProperties,
    UnsetProperties,
)


def parse_create_sequence(cursor: Cursor, mode: CreateMode, name: Name) -> CreateSequence:
    """Parse what follows the name: ``[CLONE s] [WITH] [START n] [INCREMENT n] [ORDER|NOORDER] [COMMENT = '..']``."""
    clone = parse_clone(cursor)
    if clone is not None:
        return CreateSequence(name=name, mode=mode, numbers=Numbers(position=cursor.position), clone=clone)
    cursor.accept("WITH")
    numbers, properties = _clauses(cursor)
    return CreateSequence(name=name, mode=mode, numbers=numbers, properties=properties)


def parse_alter_sequence(cursor: Cursor) -> AlterSequence:
    """Parse ``ALTER SEQUENCE [IF EXISTS] s RENAME TO n | [SET] .. | UNSET COMMENT``, from behind SEQUENCE."""
    if_exists = cursor.accept("IF", "EXISTS")
    name = parse_name(cursor)
    position = cursor.position
    action: RenameTo | SetProperties | UnsetProperties | None = None
    numbers = Numbers(position=position)
    if cursor.accept("RENAME", "TO"):
        action = RenameTo(position=position, name=parse_name(cursor))
    elif cursor.accept("UNSET"):
        action = parse_unset(cursor)
    else:
        cursor.accept("SET")
        if cursor.key not in _STARTS - {"START"}:
            raise cursor.unexpected()
        numbers, properties = _clauses(cursor)
        action = SetProperties(position=position, properties=properties) if properties else None
    return AlterSequence(name=name, if_exists=if_exists, action=action, numbers=numbers)


def parse_identity(cursor: Cursor) -> Numbers:
    """Parse ``AUTOINCREMENT|IDENTITY [(start, step) | START n INCREMENT n] [ORDER|NOORDER]``."""
    position = cursor.position
    cursor.advance()
    start = increment = None
    if cursor.accept("("):
        start = _signed(cursor)
        if cursor.accept(","):
            increment = _signed(cursor)
        cursor.expect(")")
    else:
        if cursor.accept("START"):
            start = _after(cursor, "WITH")
        if cursor.accept("INCREMENT"):
            increment = _after(cursor, "BY")
    return Numbers(position=position, start=start, increment=increment, ordered=_order(cursor))


_STARTS = frozenset({"START", "INCREMENT", "ORDER", "NOORDER", "COMMENT"})


def _clauses(cursor: Cursor) -> tuple[Numbers, Properties]:
    position = cursor.position
    found: dict[str, int] = {}
    ordered: bool | None = None
    properties: Properties = {}
    while cursor.key in _STARTS:
        if cursor.accept("START"):
            found["start"] = _after(cursor, "WITH")
        elif cursor.accept("INCREMENT"):
            found["increment"] = _after(cursor, "BY")
        elif cursor.key == "COMMENT":
            parse_property(cursor, properties)
        else:
            ordered = _order(cursor)
        cursor.accept(",")
    numbers = Numbers(position=position, start=found.get("start"), increment=found.get("increment"), ordered=ordered)
    return numbers, properties


def _order(cursor: Cursor) -> bool | None:
    word = cursor.accept_any("ORDER", "NOORDER")
    return None if word is None else word == "ORDER"


def _after(cursor: Cursor, word: str) -> int:
    cursor.accept(word)
    cursor.accept("=")
    return _signed(cursor)


def _signed(cursor: Cursor) -> int:
    sign = -1 if cursor.accept("-") else 1
    return sign * cursor.integer()
