"""What was probably meant: a line of advice behind Snowflake's own text of a syntax error."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from frazil.sql.parser.cursor import Cursor
from frazil.sql.tokens import WORD

_LIKE = 0.75
_SHORTEST = 3


def did_you_mean(cursor: Cursor, words: Iterable[str], before: str = "") -> str:
    """Return ``Did you mean TABLE?`` when the current word is nearly one of these, else an empty text."""
    if cursor.kind != WORD or len(cursor.key) < _SHORTEST:
        return ""
    found = get_close_matches(cursor.key, list(words), 1, _LIKE)
    return f"Did you mean {f'{before} ' if before else ''}{found[0]}?" if found else ""
