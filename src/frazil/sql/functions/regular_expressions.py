r"""Regular expression functions, all on DuckDB's RE2.

RE2 takes time in proportion to the text, whatever the pattern.  Python's ``re`` would not, and holds the interpreter's
lock meanwhile: one pattern such as ``(a+)+$`` would stop the server.
"""

from __future__ import annotations

import re

from frazil.core.errors import InvalidArgumentError
from frazil.core.types import BOOLEAN, VARCHAR
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
    letters = _letters(call, 4)
    group = call.integer(5, int("e" in letters))
    if group and call[1].constant is not None:
        groups = _NO_GROUPS.sub("", str(call.constant(1))).count("(")
        if group > groups and len(call) > 5:
            return typed("CAST(NULL AS VARCHAR)", VARCHAR)
        group = min(group, groups)
    found = f"regexp_extract_all({_from(call, 2)}, {_pattern(call, letters)}, {max(group, 0)})"
    return typed(f"frazil.occurrence({found}, {_integer(call, 3, 1)})", VARCHAR)


@PATTERNS.function("REGEXP_COUNT", ("text", "text", "integer", "text"), minimum=2, note="parameters must be constant")
def _count(call: Call) -> Typed:
    subject, pattern = _from(call, 2), _pattern(call, _letters(call, 3))
    return whole(f"frazil.regexp_count({subject}, {pattern})")


@PATTERNS.function(
    "REGEXP_INSTR",
    ("text", "text", "integer", "integer", "integer", "text"),
    minimum=2,
    note="parameters must be constant",
)
def _instr(call: Call) -> Typed:
    position, occurrence, after = _integer(call, 2, 1), _integer(call, 3, 1), _integer(call, 4, 0)
    pattern = _pattern(call, _letters(call, 5))
    return whole(f"frazil.regexp_instr({call[0].sql}, {pattern}, {position}, {occurrence}, {after})")
