r"""Regular expression functions, all on DuckDB's RE2.

RE2 takes time in proportion to the text, whatever the pattern.  Python's ``re`` would not, and holds the interpreter's
lock meanwhile: one pattern such as ``(a+)+$`` would stop the server.
"""

from __future__ import annotations

import re

from frazil.core.errors import InvalidArgumentError, UnsupportedError
from frazil.core.types import ARRAY, BOOLEAN, VARCHAR
from frazil.sql.binder.registry import Call, Category
from frazil.sql.binder.typed import Typed, typed
from frazil.sql.functions.shapes import whole

PATTERNS = Category("Regular expressions")
_LETTERS = frozenset("cimse")
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
    """Return the pattern with the parameters as flags in front; of ``c`` and ``i`` the last one counts."""
    flags = "".join(letter for letter in "ms" if letter in letters)
    flags += "i" if letters.rfind("i") > letters.rfind("c") else ""
    return f"('(?{flags})' || {call[1].sql})" if flags else call[1].sql


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
    group = call.integer(5, int("e" in letters))
    if group < 0:
        raise InvalidArgumentError(f"invalid group [{group}] of function {call.name}: it must not be negative")
    if group and call[1].constant is not None:
        groups = _NO_GROUPS.sub("", str(call.constant(1))).count("(")
        if group > groups and len(call) > 5:
            return ""
        group = min(group, groups)
    return f"regexp_extract_all({_from(call, 2)}, {_pattern(call, letters)}, {group})"


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
    note="parameters must be constant, no group",
)
def _instr(call: Call) -> Typed:
    position, occurrence, after = _integer(call, 2, 1), _integer(call, 3, 1), _integer(call, 4, 0)
    letters = _letters(call, 5)
    if len(call) > 6 or ("e" in letters and "(" in str(call.constant(1))):
        raise UnsupportedError("a group of REGEXP_INSTR", position=call.position)
    pattern = _pattern(call, letters)
    return whole(f"frazil.regexp_instr({call[0].sql}, {pattern}, {position}, {occurrence}, {after})")
