"""Property lists: ``NAME = value`` in any order, with or without commas."""

from __future__ import annotations

from decimal import Decimal

from frazil.core.errors import DuplicatePropertyError
from frazil.core.names import QualifiedName
from frazil.sql.parser.cursor import Cursor
from frazil.sql.parser.literals import parse_placeholder, parse_variable
from frazil.sql.parser.names import parse_dynamic_name
from frazil.sql.statements import SetProperties, SetTags, UnsetProperties, UnsetTags
from frazil.sql.tokens import NUMBER_KEY, QUOTED, VARIABLE, WORD, number_value

Properties = dict[str, object]

EXECUTE_AS_USER = "EXECUTE AS USER"
"""The name of the property that these words set; no property with ``=`` can have it."""


def parse_properties(cursor: Cursor) -> Properties:
    """Parse ``NAME = value`` pairs, and ``[WITH] TAG (..)``, until something else comes."""
    properties: Properties = {}
    while parse_property(cursor, properties):
        cursor.accept(",")
    return properties


def parse_property(cursor: Cursor, properties: Properties) -> bool:
    """Parse one property into the dictionary; False when none comes next.

    Raises DuplicatePropertyError when a name comes again.
    """
    if cursor.peek() == "=" and cursor.kind == WORD:
        position = cursor.position
        name = cursor.advance()
        if name == "TAG":  # its list stands without one
            raise cursor.unexpected()
        cursor.advance()
        put(properties, name, parse_value(cursor), position)
        return True
    for words in (("WITH", "TAG", "("), ("TAG", "("), ("WITH", "CONTACT", "("), ("CONTACT", "(")):
        if cursor.at(*words):
            position = cursor.position
            cursor.accept("WITH")
            name = cursor.advance()
            put(properties, name, parse_tag_list(cursor) if name == "TAG" else parse_value(cursor), position)
            return True
    return False


def put(properties: Properties, name: str, value: object, position: int) -> None:
    """Store a property that must not be there yet."""
    if name in properties:
        raise DuplicatePropertyError(f"duplicate property '{name}';", position=position)
    properties[name] = value


def parse_value(cursor: Cursor) -> object:
    """Parse a property's value.

    Strings are str, numbers int or Decimal (float with an exponent), TRUE and FALSE bool, NULL None; other
    words and names a QualifiedName; variables, placeholders and IDENTIFIER's arguments expressions; lists in
    parentheses tuples, with (name, value) pairs where they are named.
    """
    key = cursor.key
    if cursor.at_string():
        return cursor.string()
    if key == NUMBER_KEY or (key in {"-", "+"} and cursor.peek() == NUMBER_KEY):
        return _number(cursor)
    if key in {"TRUE", "FALSE"}:
        return cursor.advance() == "TRUE"
    if cursor.accept("NULL"):
        return None
    if key == "(":
        return _list(cursor)
    if key in {"?", ":"}:
        return parse_placeholder(cursor)
    if cursor.kind == VARIABLE:
        return parse_variable(cursor)
    if key == "IDENTIFIER" and cursor.peek() == "(":
        return parse_dynamic_name(cursor)
    return _word(cursor)


def _number(cursor: Cursor) -> int | float | Decimal:
    negative = cursor.accept_any("-", "+") == "-"
    text = cursor.tokens.source(cursor.index)
    value: int | float | Decimal = number_value(text, cursor.position)
    cursor.advance()
    if isinstance(value, Decimal) and text.isdigit() and len(text) <= 38:
        value = int(text)
    return -value if negative else value


def _word(cursor: Cursor) -> QualifiedName:
    """Parse a bare value, which may be a reserved word, or a name of up to three parts."""
    position = cursor.position
    parts = [cursor.word()]
    while cursor.key == "." and len(parts) < 3:
        cursor.advance()
        parts.append(cursor.word())
    return QualifiedName(tuple(parts), position)


def _list(cursor: Cursor) -> tuple[object, ...]:
    cursor.expect("(")
    cursor.deeper()
    values: list[object] = []
    while cursor.key != ")":
        values.append(_entry(cursor))
        cursor.accept(",")
    cursor.shallower()
    cursor.expect(")")
    return tuple(values)


def _entry(cursor: Cursor) -> object:
    """Parse ``value`` or ``name = value``; the name may be quoted, a string or qualified."""
    position = cursor.position
    value = parse_value(cursor)
    if not cursor.accept("="):
        return value
    if isinstance(value, QualifiedName):
        return str(value) if len(value.parts) > 1 else value.parts[0], parse_value(cursor)
    if isinstance(value, str):
        return value, parse_value(cursor)
    raise cursor.unexpected(f"A name is expected at position {position}.")


def parse_set(cursor: Cursor) -> SetProperties:
    """Parse the properties after SET, at least one; ``SET TAG a = 'b'`` are tags."""
    position = cursor.position
    if cursor.key == "TAG" and cursor.kinds[cursor.index + 1] in {WORD, QUOTED}:
        cursor.advance()
        return SetTags(position=position, properties={}, tags=_tags(cursor))
    if cursor.key == "CONTACT" and cursor.kinds[cursor.index + 1] in {WORD, QUOTED}:
        return SetProperties(position=position, properties={cursor.advance(): _pairs(cursor)})
    properties = parse_properties(cursor)
    if not properties:
        raise cursor.unexpected()
    return SetProperties(position=position, properties=properties)


def parse_tag_list(cursor: Cursor) -> tuple[tuple[QualifiedName, str], ...]:
    """Parse ``(tag = 'value', ..)``."""
    cursor.expect("(")
    tags = _tags(cursor)
    cursor.expect(")")
    return tags


def _tags(cursor: Cursor) -> tuple[tuple[QualifiedName, str], ...]:
    found: list[tuple[QualifiedName, str]] = []
    while True:
        name = _word(cursor)
        cursor.expect("=")
        found.append((name, cursor.string()))
        if not cursor.accept(","):
            return tuple(found)


def _pairs(cursor: Cursor) -> tuple[tuple[str, object], ...]:
    pairs = [_pair(cursor)]
    while cursor.accept(","):
        pairs.append(_pair(cursor))
    return tuple(pairs)


def _pair(cursor: Cursor) -> tuple[str, object]:
    name = _word(cursor)
    cursor.expect("=")
    return str(name) if len(name.parts) > 1 else name.parts[0], parse_value(cursor)


def parse_unset(cursor: Cursor) -> UnsetProperties:
    """Parse the names after UNSET; ``UNSET TAG a`` are tags."""
    position = cursor.position
    if cursor.key in {"TAG", "CONTACT"} and cursor.kinds[cursor.index + 1] in {WORD, QUOTED}:
        word = cursor.advance()
        tags = [_word(cursor)]
        while cursor.accept(","):
            tags.append(_word(cursor))
        if word == "TAG":
            return UnsetTags(position=position, names=(), tags=tuple(tags))
        return UnsetProperties(position=position, names=(word,))
    names = [_unset_name(cursor)]
    while cursor.accept(","):
        names.append(_unset_name(cursor))
    return UnsetProperties(position=position, names=tuple(names))


def _unset_name(cursor: Cursor) -> str:
    if cursor.accept("EXECUTE", "AS", "USER"):
        return EXECUTE_AS_USER
    if cursor.accept("DCM", "PROJECT"):
        return "DCM PROJECT"
    return cursor.identifier()
