"""Operands: literals, names, parentheses, CASE, casts, and what binds to them from behind."""

from __future__ import annotations

from collections.abc import Callable

from frazil.core.errors import NestingError, UnsupportedError
from frazil.sql.ast import (
    ArrayLiteral,
    Case,
    Cast,
    Collate,
    Exists,
    Expression,
    Function,
    ObjectLiteral,
    Path,
    Query,
    Reference,
    Row,
    String,
    Subquery,
)
from frazil.sql.parser.cursor import MAX_CHAIN, Cursor
from frazil.sql.parser.functions import parse_call
from frazil.sql.parser.literals import (
    parse_boolean,
    parse_null,
    parse_number,
    parse_placeholder,
    parse_positional,
    parse_string,
    parse_typed_literal,
    parse_variable,
)
from frazil.sql.parser.stars import parse_star_modifiers
from frazil.sql.parser.types import parse_type
from frazil.sql.parser.words import BARE_FUNCTIONS, NOT_A_COLUMN, RESERVED_FUNCTIONS
from frazil.sql.tokens import NUMBER_KEY, POSITIONAL, QUOTED, STRING_KEY, VARIABLE, WORD

QUERY_STARTS = frozenset({"SELECT", "WITH", "VALUES"})
_QUERY_GOES_ON = frozenset({"UNION", "INTERSECT", "EXCEPT", "MINUS", "ORDER", "LIMIT", "OFFSET", "FETCH"})


def parse_operand(cursor: Cursor) -> Expression:
    """Parse one operand with its casts, paths and collation."""
    rule = _RULES.get(cursor.keys[cursor.index])
    operand = _name_or_other(cursor) if rule is None else rule(cursor)
    if cursor.keys[cursor.index] in _POSTFIXES:
        return _postfixes(cursor, operand)
    return operand


def parse_parenthesised(cursor: Cursor) -> Query | tuple[Expression, ...]:
    """Parse ``(query)`` or ``(a, b, ...)``, and ``((query) UNION (query))`` where both look alike at first."""
    cursor.expect("(")
    if cursor.key in QUERY_STARTS:
        query = cursor.query()
        cursor.expect(")")
        return query
    items = [cursor.expression()]
    first = items[0]
    if isinstance(first, Subquery) and cursor.key in _QUERY_GOES_ON | {")"}:
        query = cursor.query_after(first.query)
        cursor.expect(")")
        return query
    while cursor.accept(","):
        items.append(cursor.expression())
    cursor.expect(")")
    return tuple(items)


# ---------------------------------------------------------------- names


def _name_or_other(cursor: Cursor) -> Expression:
    index = cursor.index
    kind = cursor.kinds[index]
    if kind == WORD:
        key = cursor.keys[index]
        following = cursor.keys[index + 1]
        if key in NOT_A_COLUMN and not (following == "(" and key in RESERVED_FUNCTIONS):
            raise cursor.unexpected()
        if following not in {".", "("}:
            cursor.index = index + 1
            if key in BARE_FUNCTIONS:
                return Function(position=cursor.starts[index], name=(key,), parentheses=False)
            return Reference(position=cursor.starts[index], parts=(key,))
        return _compound_name(cursor)
    if kind == QUOTED:
        return _compound_name(cursor)
    if kind == VARIABLE:
        return parse_variable(cursor)
    if kind == POSITIONAL:
        return parse_positional(cursor)
    raise cursor.unexpected()


def _compound_name(cursor: Cursor) -> Expression:
    position = cursor.position
    parts = [cursor.word()]
    while cursor.key == ".":
        if len(parts) == 4:
            raise cursor.unexpected()
        cursor.advance()
        if cursor.key == "*":
            return parse_star_modifiers(cursor, tuple(parts), position)
        if cursor.kind == POSITIONAL and len(parts) == 1:
            return parse_positional(cursor, parts[0], position)
        parts.append(cursor.word())
    if cursor.at("(", "+", ")"):
        raise UnsupportedError("outer joins by (+)", position=cursor.position)
    if cursor.key == "(" and len(parts) <= 3:
        return parse_call(cursor, tuple(parts), position)
    quoted = cursor.kinds[cursor.index - 1] == QUOTED
    return Reference(position=position, parts=tuple(parts), quoted=quoted)


def _typed_literal_or_name(cursor: Cursor) -> Expression:
    return parse_typed_literal(cursor) or _name_or_other(cursor)


# ---------------------------------------------------------------- parentheses, arrays, objects


def _parenthesis(cursor: Cursor) -> Expression:
    position = cursor.position
    found = parse_parenthesised(cursor)
    if isinstance(found, Query):
        return Subquery(position=position, query=found)
    return found[0] if len(found) == 1 else Row(position=position, items=found)


def _array(cursor: Cursor) -> Expression:
    position = cursor.position
    cursor.expect("[")
    items: list[Expression] = []
    if cursor.key != "]":
        items.append(cursor.expression())
        while cursor.accept(","):
            items.append(cursor.expression())
    cursor.expect("]")
    return ArrayLiteral(position=position, items=tuple(items))


def _object(cursor: Cursor) -> Expression:
    position = cursor.position
    cursor.expect("{")
    pairs: list[tuple[str | None, Expression]] = []
    if cursor.key == "*":
        pairs.append((None, parse_star_modifiers(cursor, (), cursor.position)))
    elif cursor.key != "}":
        pairs.append(_pair(cursor))
        while cursor.accept(","):
            pairs.append(_pair(cursor))
    cursor.expect("}")
    return ObjectLiteral(position=position, pairs=tuple(pairs))


def _pair(cursor: Cursor) -> tuple[str, Expression]:
    key = cursor.string()
    cursor.expect(":")
    return key, cursor.expression()


# ---------------------------------------------------------------- CASE, casts, EXISTS


def _case(cursor: Cursor) -> Expression:
    position = cursor.position
    cursor.expect("CASE")
    operand = None if cursor.key == "WHEN" else cursor.expression()
    branches: list[tuple[Expression, Expression]] = []
    while cursor.accept("WHEN"):
        condition = cursor.expression()
        cursor.expect("THEN")
        branches.append((condition, cursor.expression()))
    if not branches:
        raise cursor.unexpected()
    otherwise = cursor.expression() if cursor.accept("ELSE") else None
    cursor.expect("END")
    return Case(position=position, operand=operand, branches=tuple(branches), otherwise=otherwise)


def _cast(cursor: Cursor) -> Expression:
    position = cursor.position
    attempt = cursor.advance() == "TRY_CAST"
    cursor.expect("(")
    operand = cursor.expression()
    cursor.expect("AS")
    target = parse_type(cursor)
    cursor.expect(")")
    return Cast(position=position, operand=operand, type=target, attempt=attempt)


def _exists(cursor: Cursor) -> Expression:
    position = cursor.position
    cursor.expect("EXISTS", "(")
    query = cursor.query()
    cursor.expect(")")
    return Exists(position=position, query=query)


# ---------------------------------------------------------------- postfixes


def _postfixes(cursor: Cursor, operand: Expression) -> Expression:
    for _ in range(MAX_CHAIN):
        key = cursor.key
        if key == "::":
            cursor.advance()
            operand = Cast(position=operand.position, operand=operand, type=parse_type(cursor))
        elif key in {":", "["}:
            operand = Path(position=operand.position, operand=operand, steps=_steps(cursor))
        elif key == "COLLATE":
            cursor.advance()
            operand = Collate(position=operand.position, operand=operand, specification=cursor.string())
        else:
            return operand
    raise NestingError("too many operators in one expression", position=cursor.position)


def _steps(cursor: Cursor) -> tuple[str | Expression, ...]:
    steps: list[str | Expression] = []
    while True:
        if cursor.key == ":" or (steps and cursor.key == "."):
            cursor.advance()
            steps.append(_step_key(cursor))
        elif cursor.accept("["):
            index = cursor.expression()
            steps.append(index.value if isinstance(index, String) else index)
            cursor.expect("]")
        else:
            return tuple(steps)


def _step_key(cursor: Cursor) -> str:
    """Parse a key of a path, whose case is kept."""
    index = cursor.index
    if cursor.kind == WORD:
        cursor.advance()
        return cursor.tokens.source(index)
    return cursor.word()


_TYPED_LITERALS_TEXT = """
    DATE TIME DATETIME TIMESTAMP TIMESTAMP_NTZ TIMESTAMP_LTZ TIMESTAMP_TZ TIMESTAMPNTZ TIMESTAMPLTZ TIMESTAMPTZ
    INTERVAL X
"""
_TYPED_LITERALS = _TYPED_LITERALS_TEXT.split()
_POSTFIXES = frozenset({"::", ":", "[", "COLLATE"})

_RULES: dict[str, Callable[[Cursor], Expression]] = {
    NUMBER_KEY: parse_number,
    STRING_KEY: parse_string,
    "(": _parenthesis,
    "[": _array,
    "{": _object,
    "?": parse_placeholder,
    ":": parse_placeholder,
    "NULL": parse_null,
    "TRUE": parse_boolean,
    "FALSE": parse_boolean,
    "CASE": _case,
    "CAST": _cast,
    "TRY_CAST": _cast,
    "EXISTS": _exists,
    **dict.fromkeys(_TYPED_LITERALS, _typed_literal_or_name),
}
