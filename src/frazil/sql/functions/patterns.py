"""Regular expressions where DuckDB's functions lack an argument: position, occurrence, group."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from typing import Any

from frazil.core.errors import EvaluationError

_FLAGS = {"i": re.IGNORECASE, "m": re.MULTILINE, "s": re.DOTALL, "c": re.NOFLAG, "e": re.NOFLAG}
_CLASSES = {
    "alpha": "a-zA-Z", "digit": "0-9", "alnum": "a-zA-Z0-9", "upper": "A-Z", "lower": "a-z", "space": r"\s",
    "punct": r"!-/:-@\[-`{-~", "xdigit": "0-9A-Fa-f", "word": r"\w", "blank": r" \t",
}  # fmt: skip
_GROUP = re.compile(r"\\(\d)")


@functools.lru_cache(maxsize=256)
def _compiled(pattern: str, parameters: str) -> re.Pattern[str]:
    flags = re.NOFLAG
    for letter in parameters.lower():
        if letter not in _FLAGS:
            raise EvaluationError(f"Invalid regular expression parameters: '{parameters}'")
        flags = flags & ~re.IGNORECASE if letter == "c" else flags | _FLAGS[letter]
    for name, members in _CLASSES.items():
        pattern = pattern.replace(f"[:{name}:]", members)
    try:
        return re.compile(pattern, flags)
    except re.error as error:
        raise EvaluationError(f"Invalid regular expression: '{pattern}', {error.msg}") from error


def like(subject: str, pattern: str, parameters: str) -> bool:
    """Say whether the pattern matches the whole subject."""
    return _compiled(pattern, parameters).fullmatch(subject) is not None


def count(subject: str, pattern: str, position: int, parameters: str) -> int:
    """Return how often the pattern occurs from a position, which counts from 1."""
    return sum(1 for _ in _compiled(pattern, parameters).finditer(subject, _start(position)))


def substring(  # noqa: PLR0917 - DuckDB passes arguments by place
    subject: str, pattern: str, position: int, occurrence: int, parameters: str, group: int
) -> str | None:
    """Return the text of an occurrence of the pattern, or of a group in it; None if there is none.

    ``group`` is -1 when it was not given: the parameter ``e`` then asks for the first one.
    """
    wanted = (1 if "e" in parameters else 0) if group < 0 else group
    found = _occurrence(subject, pattern, position, occurrence, parameters)
    return None if found is None or wanted > found.re.groups else found[wanted]


def place(  # noqa: PLR0917 - DuckDB passes arguments by place
    subject: str, pattern: str, position: int, occurrence: int, after: int, parameters: str
) -> int:
    """Return where an occurrence begins, or the place behind it, from 1; 0 if there is none."""
    found = _occurrence(subject, pattern, position, occurrence, parameters)
    if found is None:
        return 0
    return (found.end() if after else found.start()) + 1


def replace(  # noqa: PLR0917 - DuckDB passes arguments by place
    subject: str, pattern: str, replacement: str, position: int, occurrence: int, parameters: str
) -> str:
    """Return the subject with an occurrence of the pattern replaced, all of them when it is 0."""
    expression = _compiled(pattern, parameters)
    seen = 0

    def one(found: re.Match[str]) -> str:
        nonlocal seen
        seen += 1
        if occurrence not in (0, seen):
            return found[0]
        return _GROUP.sub(lambda group: found[int(group[1])] or "", replacement).replace("\\\\", "\\")

    start = _start(position)
    try:
        return subject[:start] + expression.sub(one, subject[start:])
    except IndexError as error:
        raise EvaluationError("Invalid regular expression replacement: no such group") from error


def _start(position: int) -> int:
    if position < 1:
        raise EvaluationError(f"Invalid parameter value: {position}. Reason: Position must be positive")
    return position - 1


def _occurrence(subject: str, pattern: str, position: int, occurrence: int, parameters: str) -> re.Match[str] | None:
    if occurrence < 1:
        raise EvaluationError(f"Invalid parameter value: {occurrence}. Reason: Occurrence must be positive")
    for number, found in enumerate(_compiled(pattern, parameters).finditer(subject, _start(position)), 1):
        if number == occurrence:
            return found
    return None


_TEXT = "VARCHAR"
ROWS: tuple[tuple[str, Callable[..., Any], tuple[str, ...], str], ...] = (
    ("regexp_like", like, (_TEXT, _TEXT, _TEXT), "BOOLEAN"),
    ("regexp_count", count, (_TEXT, _TEXT, "BIGINT", _TEXT), "BIGINT"),
    ("regexp_substr", substring, (_TEXT, _TEXT, "BIGINT", "BIGINT", _TEXT, "BIGINT"), _TEXT),
    ("regexp_instr", place, (_TEXT, _TEXT, "BIGINT", "BIGINT", "BIGINT", _TEXT), "BIGINT"),
    ("regexp_replace", replace, (_TEXT, _TEXT, _TEXT, "BIGINT", "BIGINT", _TEXT), _TEXT),
)
