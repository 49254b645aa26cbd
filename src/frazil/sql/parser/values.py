"""VALUES lists, of which an INSERT may have a hundred thousand: literals go past the expression's rules."""

from __future__ import annotations

from collections.abc import Callable

from frazil.sql.ast import Expression, Null, Number, Placeholder, String, Unary
from frazil.sql.parser.cursor import Cursor
from frazil.sql.tokens import NUMBER_KEY, STRING_KEY, number_value

Rows = tuple[tuple[Expression, ...], ...]
InsertRows = tuple[tuple[Expression | None, ...], ...]


def parse_rows(cursor: Cursor) -> Rows:
    """Parse ``(a, b), (c, d)`` after VALUES."""
    rows: list[tuple[Expression, ...]] = []
    while True:
        row = parse_row(cursor, allow_default=False)
        rows.append(tuple(item for item in row if item is not None))
        if not cursor.accept(","):
            return tuple(rows)


def parse_insert_rows(cursor: Cursor) -> InsertRows:
    """Parse the rows of an INSERT, in which an item None is the word DEFAULT."""
    rows = [parse_row(cursor)]
    while cursor.accept(","):
        rows.append(parse_row(cursor))
    return tuple(rows)


def parse_row(cursor: Cursor, *, allow_default: bool = True) -> tuple[Expression | None, ...]:
    """Parse one row in parentheses."""
    keys = cursor.keys
    cursor.expect("(")
    row: list[Expression | None] = []
    while True:
        index = cursor.index
        rule = _SIMPLE.get(keys[index])
        if rule is not None and keys[index + 1] in {",", ")"}:
            row.append(rule(cursor, index))
            cursor.index = index + 1
        elif allow_default and keys[index] == "DEFAULT" and keys[index + 1] in {",", ")"}:
            row.append(None)
            cursor.index = index + 1
        elif keys[index] == "-" and keys[index + 1] == NUMBER_KEY and keys[index + 2] in {",", ")"}:
            operand = _number(cursor, index + 1)
            row.append(Unary(position=cursor.starts[index], operator="-", operand=operand))
            cursor.index = index + 2
        else:
            row.append(cursor.expression())
        index = cursor.index
        if keys[index] == ",":
            cursor.index = index + 1
        else:
            cursor.expect(")")
            return tuple(row)


def _number(cursor: Cursor, index: int) -> Number:
    start = cursor.starts[index]
    slot = cursor.slot(index) if cursor.lift else -1
    return Number(position=start, value=number_value(cursor.tokens.source(index), start), slot=slot)


def _string(cursor: Cursor, index: int) -> String:
    slot = cursor.slot(index) if cursor.lift else -1
    return String(position=cursor.starts[index], value=cursor.tokens.string(index), slot=slot)


def _null(cursor: Cursor, index: int) -> Null:
    return Null(position=cursor.starts[index])


def _placeholder(cursor: Cursor, index: int) -> Placeholder:
    cursor.placeholders += 1
    return Placeholder(position=cursor.starts[index], number=cursor.placeholders)


_SIMPLE: dict[str, Callable[[Cursor, int], Expression]] = {
    NUMBER_KEY: _number,
    STRING_KEY: _string,
    "NULL": _null,
    "?": _placeholder,
}
