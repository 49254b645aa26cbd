"""``*`` with ILIKE, EXCLUDE, REPLACE and RENAME."""

from __future__ import annotations

from frazil.sql.ast import Expression, Star
from frazil.sql.parser.cursor import Cursor
from frazil.sql.parser.names import parse_identifiers


def parse_star_modifiers(cursor: Cursor, source: tuple[str, ...], position: int) -> Star:
    """Parse ``*``, at which the cursor stands, and its modifiers."""
    cursor.expect("*")
    ilike = None
    exclude: tuple[str, ...] = ()
    replace: tuple[tuple[Expression, str], ...] = ()
    rename: tuple[tuple[str, str], ...] = ()
    if cursor.accept("ILIKE"):
        ilike = cursor.string()
    if cursor.accept("EXCLUDE"):
        exclude = parse_identifiers(cursor) if cursor.key == "(" else (cursor.identifier(),)
    if cursor.accept("REPLACE"):
        replace = _replacements(cursor)
    if cursor.accept("RENAME"):
        rename = _renamings(cursor)
    return Star(position=position, source=source, ilike=ilike, exclude=exclude, replace=replace, rename=rename)


def _replacements(cursor: Cursor) -> tuple[tuple[Expression, str], ...]:
    cursor.expect("(")
    pairs = [_replacement(cursor)]
    while cursor.accept(","):
        pairs.append(_replacement(cursor))
    cursor.expect(")")
    return tuple(pairs)


def _replacement(cursor: Cursor) -> tuple[Expression, str]:
    expression = cursor.expression()
    cursor.expect("AS")
    return expression, cursor.identifier()


def _renamings(cursor: Cursor) -> tuple[tuple[str, str], ...]:
    if not cursor.accept("("):
        return (_renaming(cursor),)
    pairs = [_renaming(cursor)]
    while cursor.accept(","):
        pairs.append(_renaming(cursor))
    cursor.expect(")")
    return tuple(pairs)


def _renaming(cursor: Cursor) -> tuple[str, str]:
    old = cursor.identifier()
    cursor.expect("AS")
    return old, cursor.identifier()
