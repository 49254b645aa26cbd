"""Lambda expressions among a function's arguments: ``x -> x + 1``, ``(a INT, b) -> a + b``."""

from __future__ import annotations

from frazil.sql.ast import Lambda, TypeName
from frazil.sql.parser.cursor import Cursor
from frazil.sql.parser.types import parse_type
from frazil.sql.tokens import END, QUOTED, WORD

_ARROW = "->"


def at_lambda(cursor: Cursor) -> bool:
    """Say whether a lambda expression begins here: parameters, then an arrow."""
    index = cursor.index
    if cursor.keys[index] == "(":
        return cursor.keys[_behind_parentheses(cursor, index)] == _ARROW
    if cursor.kinds[index] not in (WORD, QUOTED):
        return False
    index += 1
    while cursor.kinds[index] == WORD:
        index += 1
    if cursor.keys[index] == "(":
        index = _behind_parentheses(cursor, index)
    return cursor.keys[index] == _ARROW


def parse_lambda(cursor: Cursor) -> Lambda:
    """Parse a lambda expression, at which the cursor stands."""
    position = cursor.position
    if cursor.accept("("):
        parameters = [_parameter(cursor)]
        while cursor.accept(","):
            parameters.append(_parameter(cursor))
        cursor.expect(")")
    else:
        parameters = [_parameter(cursor)]
    cursor.expect(_ARROW)
    return Lambda(position=position, parameters=tuple(parameters), body=cursor.expression())


def _parameter(cursor: Cursor) -> tuple[str, TypeName | None]:
    name = cursor.identifier()
    return name, None if cursor.key in {_ARROW, ",", ")"} else parse_type(cursor)


def _behind_parentheses(cursor: Cursor, index: int) -> int:
    """Return the index of the token after the parenthesis that closes the one at an index, or of the last token."""
    depth = 0
    while cursor.kinds[index] != END:
        depth += {"(": 1, ")": -1}.get(cursor.keys[index], 0)
        index += 1
        if depth == 0:
            break
    return index
