"""Regular expression functions: DuckDB's where it has the arguments, native ones for the rest."""

from __future__ import annotations

from frazil.core.types import BOOLEAN, VARCHAR
from frazil.sql.binder.registry import Call, Category
from frazil.sql.binder.typed import Typed, typed
from frazil.sql.functions.shapes import whole

PATTERNS = Category("Regular expressions")
_TEXT = ("text", "text")


def _integer(call: Call, index: int, default: int) -> str:
    return f"CAST({call[index].sql} AS BIGINT)" if len(call) > index else str(default)


def _parameters(call: Call, index: int) -> str:
    return call[index].sql if len(call) > index else "'c'"


@PATTERNS.function("REGEXP_LIKE RLIKE REGEXP", ("text", "text", "text"), minimum=2)
def _like(call: Call) -> Typed:
    if len(call) == 2:
        return typed(f"regexp_full_match({call[0].sql}, {call[1].sql})", BOOLEAN)
    return typed(f"frazil_regexp_like({call[0].sql}, {call[1].sql}, {call[2].sql})", BOOLEAN)


@PATTERNS.function("REGEXP_REPLACE", ("text", "text", "text", "integer", "integer", "text"), minimum=2)
def _replace(call: Call) -> Typed:
    replacement = call[2].sql if len(call) > 2 else "''"
    if len(call) <= 3:
        return typed(f"regexp_replace({call[0].sql}, {call[1].sql}, {replacement}, 'g')", VARCHAR)
    position, occurrence = _integer(call, 3, 1), _integer(call, 4, 0)
    rest = f"{replacement}, {position}, {occurrence}, {_parameters(call, 5)}"
    return typed(f"frazil_regexp_replace({call[0].sql}, {call[1].sql}, {rest})", VARCHAR)


@PATTERNS.function("REGEXP_SUBSTR", ("text", "text", "integer", "integer", "text", "integer"), minimum=2)
def _substr(call: Call) -> Typed:
    position, occurrence = _integer(call, 2, 1), _integer(call, 3, 1)
    group = _integer(call, 5, -1)
    rest = f"{position}, {occurrence}, {_parameters(call, 4)}, {group}"
    if len(call) == 2:
        found = f"regexp_extract({call[0].sql}, {call[1].sql})"
        return typed(f"CASE WHEN regexp_matches({call[0].sql}, {call[1].sql}) THEN {found} END", VARCHAR)
    return typed(f"frazil_regexp_substr({call[0].sql}, {call[1].sql}, {rest})", VARCHAR)


@PATTERNS.function("REGEXP_COUNT", ("text", "text", "integer", "text"), minimum=2)
def _count(call: Call) -> Typed:
    rest = f"{_integer(call, 2, 1)}, {_parameters(call, 3)}"
    if len(call) == 2:
        return whole(f"len(regexp_extract_all({call[0].sql}, {call[1].sql}))")
    return whole(f"frazil_regexp_count({call[0].sql}, {call[1].sql}, {rest})")


@PATTERNS.function("REGEXP_INSTR", ("text", "text", "integer", "integer", "integer", "text"), minimum=2)
def _instr(call: Call) -> Typed:
    rest = f"{_integer(call, 2, 1)}, {_integer(call, 3, 1)}, {_integer(call, 4, 0)}, {_parameters(call, 5)}"
    return whole(f"frazil_regexp_instr({call[0].sql}, {call[1].sql}, {rest})")
