r"""Regular expression functions, all on DuckDB's RE2.

RE2 takes time in proportion to the text, whatever the pattern.  Python's ``re`` would not, and holds the interpreter's
lock meanwhile: one pattern such as ``(a+)+$`` would stop the server.
"""

from __future__ import annotations

import re

from frazil.core.errors import InvalidArgumentError, UnsupportedError
from frazil.core.types import ARRAY, BOOLEAN, VARCHAR
from frazil.sql.binder.registry import Call, Category
from frazil.sql.binder.typed import Typed, quote_text, typed
from frazil.sql.functions.shapes import whole

PATTERNS = Category("Regular expressions")
_LETTERS = frozenset("cimse")
_PIECES = re.compile(r"\\.|\[\^?\]?[^\]]*\]|\(\?P<|\(\?[a-zA-Z-]*[:)]|[()|]", re.DOTALL)
_NO_GROUPS = re.compile(r"\\.|\[\^?\]?[^\]]*\]|\(\?(?!P<)", re.DOTALL)


def _integer(call: Call, index: int, default: int) -> str:
    return f"CAST({call[index].sql} AS BIGINT)" if len(call) > index else str(default)


def _letters(call: Call, index: int) -> str:
    """Return the parameters' letters; InvalidArgumentError for others than Snowflake's."""
    letters = str(call.constant(index) or "").lower() if len(call) > index else ""
    if not _LETTERS.issuperset(letters):
        raise InvalidArgumentError(f"invalid regular expression parameters '{letters}' of function {call.name}")
    return letters


def _pattern(call: Call, letters: str) -> str:
    """Return the pattern with the parameters as flags in front."""
    return _flagged(call[1].sql, letters)


def _flagged(pattern: str, letters: str) -> str:
    """Return a text with the parameters as flags in front; of ``c`` and ``i`` the last one counts."""
    flags = "".join(letter for letter in "ms" if letter in letters)
    flags += "i" if letters.rfind("i") > letters.rfind("c") else ""
    return f"('(?{flags})' || {pattern})" if flags else pattern


def _from(call: Call, index: int) -> str:
    """Return the subject from a position on."""
    return f"frazil.from_position({call[0].sql}, {_integer(call, index, 1)})" if len(call) > index else call[0].sql


def _enter_like(name: str) -> None:
    """Enter the function that is the operator of the same name."""

    @PATTERNS.function(name, ("text", "text", "text"), minimum=2)
    def _bind(call: Call) -> Typed:
        escape = f" ESCAPE {call[2].sql}" if len(call) > 2 else ""
        return typed(f"({call[0].sql} {name} {call[1].sql}{escape})", BOOLEAN)


_enter_like("LIKE")
_enter_like("ILIKE")


@PATTERNS.function("REGEXP_LIKE RLIKE REGEXP", ("text", "text", "text"), minimum=2, note="parameters must be constant")
def _like(call: Call) -> Typed:
    return typed(f"regexp_full_match({call[0].sql}, {_pattern(call, _letters(call, 2))})", BOOLEAN)


@PATTERNS.function(
    "REGEXP_REPLACE",
    ("text", "text", "text", "integer", "integer", "text"),
    minimum=2,
    note="parameters must be constant",
)
def _replace(call: Call) -> Typed:
    replacement = call[2].sql if len(call) > 2 else "''"
    pattern = _pattern(call, _letters(call, 5))
    if len(call) <= 3:
        return typed(f"regexp_replace({call[0].sql}, {pattern}, {replacement}, 'g')", VARCHAR)
    arguments = f"{call[0].sql}, {pattern}, {replacement}, {_integer(call, 3, 1)}"
    if len(call) == 4 or str(call[4].constant) == str((0,)):
        return typed(f"frazil.regexp_replace_all({arguments})", VARCHAR)
    return typed(f"frazil.regexp_replace({arguments}, {_integer(call, 4, 0)})", VARCHAR)


@PATTERNS.function(
    "REGEXP_SUBSTR",
    ("text", "text", "integer", "integer", "text", "integer"),
    minimum=2,
    note="parameters and group must be constant",
)
def _substr(call: Call) -> Typed:
    found = _matches(call)
    return typed(f"frazil.occurrence({found}, {_integer(call, 3, 1)})" if found else "CAST(NULL AS VARCHAR)", VARCHAR)


def _matches(call: Call) -> str:
    """Return the list of what matched, or of one group of each match; empty for a group that the pattern lacks."""
    letters = _letters(call, 4)
    group = _group(call, 5, letters)
    if group is None:
        return ""
    return f"regexp_extract_all({_from(call, 2)}, {_pattern(call, letters)}, {group})"


def _group(call: Call, index: int, letters: str) -> int | None:
    """Return the group that is asked for, 0 for the whole match; None for one that a constant pattern lacks."""
    group = call.integer(index, int("e" in letters))
    if group < 0:
        raise InvalidArgumentError(f"invalid group [{group}] of function {call.name}: it must not be negative")
    if group and call[1].constant is not None:
        groups = _NO_GROUPS.sub("", str(call.constant(1))).count("(")
        if group > groups and len(call) > index:
            return None
        group = min(group, groups)
    return group


@PATTERNS.function(
    "REGEXP_SUBSTR_ALL REGEXP_EXTRACT_ALL",
    ("text", "text", "integer", "integer", "text", "integer"),
    minimum=2,
    note="parameters and group must be constant",
)
def _substr_all(call: Call) -> Typed:
    found = _matches(call)
    if not found:
        return typed("CAST(NULL AS VARCHAR)", ARRAY)
    return typed(f"frazil.occurrences({_from(call, 2)}, {call[1].sql}, {found}, {_integer(call, 3, 1)})", ARRAY)


@PATTERNS.function("REGEXP_COUNT", ("text", "text", "integer", "text"), minimum=2, note="parameters must be constant")
def _count(call: Call) -> Typed:
    subject, pattern = _from(call, 2), _pattern(call, _letters(call, 3))
    return whole(f"frazil.regexp_count({subject}, {pattern})")


@PATTERNS.function(
    "REGEXP_INSTR",
    ("text", "text", "integer", "integer", "integer", "text", "integer"),
    minimum=2,
    note="parameters and group must be constant; no group within another, and none beside an alternative",
)
def _instr(call: Call) -> Typed:
    position, occurrence, after = _integer(call, 2, 1), _integer(call, 3, 1), _integer(call, 4, 0)
    letters = _letters(call, 5)
    group = _group(call, 6, letters)
    if group is None:
        return whole(f"CASE WHEN {call[0].sql} IS NOT NULL THEN 0 END")
    pattern = _pattern(call, letters)
    place = f"frazil.regexp_instr({call[0].sql}, {pattern}, {position}, {occurrence}"
    if not group:
        return whole(f"{place}, {after})")
    if call[1].constant is None:
        raise UnsupportedError("REGEXP_INSTR with a group of a pattern that is no constant", position=call.position)
    before, rest = _around_group(str(call.constant(1)), group, call)
    split = _flagged(quote_text(f"({before}){rest}"), letters)
    subject = _from(call, 2)
    parts = (f"regexp_extract_all({subject}, {text}, {number})" for text, number in ((split, 1), (pattern, group)))
    return whole(f"frazil.group_place({place}, 0), {', '.join(parts)}, {occurrence}, {after})")


def _around_group(pattern: str, group: int, call: Call) -> tuple[str, str]:
    """Return a pattern cut before one of its groups, so that what matches before it can be a group too.

    Raises UnsupportedError where the part before is not matched as a whole: in another group, beside an alternative,
    behind a flag.
    """
    depth = found = 0
    cut: int | None = None
    for piece in _PIECES.finditer(pattern):
        if piece[0] == "|" and not depth or piece[0].startswith("(?") and piece[0].endswith(")"):
            break
        if piece[0].startswith("("):
            found += piece[0] == "(" or piece[0] == "(?P<"
            if found == group and cut is None:
                if depth:
                    break
                cut = piece.start()
            depth += 1
        elif piece[0] == ")":
            depth -= 1
    else:
        if cut is not None:
            return pattern[:cut], pattern[cut:]
    raise UnsupportedError("REGEXP_INSTR with a group within another, or beside an alternative", position=call.position)
