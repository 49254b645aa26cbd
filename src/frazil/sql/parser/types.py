"""Type names: ``NUMBER(10, 2)``, ``DOUBLE PRECISION``, ``TIMESTAMP WITH TIME ZONE``."""

from __future__ import annotations

from frazil.sql.ast import TypeName
from frazil.sql.parser.cursor import Cursor
from frazil.sql.tokens import QUOTED

_SECOND_WORDS = {
    "DOUBLE": ("PRECISION",),
    "CHAR": ("VARYING",),
    "CHARACTER": ("VARYING",),
    "NCHAR": ("VARYING",),
    "BINARY": ("VARYING",),
}
_ZONES = (("WITH", "TIME", "ZONE"), ("WITHOUT", "TIME", "ZONE"), ("WITH", "LOCAL", "TIME", "ZONE"))
_STRUCTURED = frozenset({"ARRAY", "OBJECT", "MAP"})


def parse_type(cursor: Cursor) -> TypeName:
    """Parse a type as written; whether there is such a type is for the binder to say."""
    position = cursor.position
    name = cursor.identifier()
    second = _SECOND_WORDS.get(name)
    if second is not None and cursor.accept(*second):
        name = f"{name} {' '.join(second)}"
    if name in _STRUCTURED and cursor.at("("):
        return TypeName(position=position, name=name, members=_members(cursor, named=name == "OBJECT"))
    if name == "VECTOR" and cursor.at("("):
        return _vector(cursor, position)
    arguments = _arguments(cursor) if cursor.key == "(" else ()
    if name in {"TIMESTAMP", "TIME"}:
        for words in _ZONES:
            if cursor.accept(*words):
                name = f"{name} {' '.join(words)}"
                break
    return TypeName(position=position, name=name, arguments=arguments)


def _arguments(cursor: Cursor) -> tuple[int, ...]:
    cursor.expect("(")
    numbers = [cursor.integer()]
    while cursor.accept(","):
        numbers.append(cursor.integer())
    cursor.expect(")")
    return tuple(numbers)


def _vector(cursor: Cursor, position: int) -> TypeName:
    cursor.expect("(")
    element = parse_type(cursor)
    cursor.expect(",")
    length = cursor.integer()
    cursor.expect(")")
    return TypeName(position=position, name="VECTOR", arguments=(length,), members=(("", element, True),))


def _members(cursor: Cursor, *, named: bool) -> tuple[tuple[str, TypeName, bool], ...]:
    cursor.expect("(")
    cursor.deeper()
    members = [_member(cursor, named=named)]
    while cursor.accept(","):
        members.append(_member(cursor, named=named))
    cursor.shallower()
    cursor.expect(")")
    return tuple(members)


def _member(cursor: Cursor, *, named: bool) -> tuple[str, TypeName, bool]:
    return _key(cursor) if named else "", parse_type(cursor), not cursor.accept("NOT", "NULL")


def _key(cursor: Cursor) -> str:
    """Pass the name of a key: unlike an identifier it keeps its case without quotes, too."""
    start = cursor.index
    stored = cursor.identifier()
    tokens = cursor.tokens
    return stored if tokens.kinds[start] == QUOTED else tokens.text[tokens.starts[start] : tokens.ends[start]]
