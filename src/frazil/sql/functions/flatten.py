"""FLATTEN: a VARIANT's members as rows."""

from __future__ import annotations

from frazil.core.errors import InvalidArgumentError
from frazil.core.types import NUMBER, VARCHAR, VARIANT
from frazil.sql.binder.typed import Typed, quote_text
from frazil.sql.columns import ResultColumn
from frazil.sql.functions.variant_text import UNDEFINED, Variant, decode, encode

FLATTEN_COLUMNS: tuple[tuple[ResultColumn, str], ...] = (
    (ResultColumn(name="SEQ", type=NUMBER, nullable=False), "BIGINT"),
    (ResultColumn(name="KEY", type=VARCHAR), "VARCHAR"),
    (ResultColumn(name="PATH", type=VARCHAR), "VARCHAR"),
    (ResultColumn(name="INDEX", type=NUMBER), "BIGINT"),
    (ResultColumn(name="VALUE", type=VARIANT), "VARCHAR"),
    (ResultColumn(name="THIS", type=VARIANT), "VARCHAR"),
)
"""The columns of a flattened input, each with its storage."""

ENTRY = "STRUCT(k VARCHAR, p VARCHAR, i BIGINT, v VARCHAR, t VARCHAR)"


def flatten_sql(value: Typed, *, path: str, outer: bool, recursive: bool, mode: str) -> str:
    """Return DuckDB's text of a SELECT with the columns of FLATTEN, one row per member of the input.

    SEQ is the same for equal inputs, different for different ones.  Raises InvalidArgumentError for an unknown mode.
    """
    if mode not in ("BOTH", "OBJECT", "ARRAY"):
        raise InvalidArgumentError(f"invalid value [{mode}] for parameter 'MODE' of function FLATTEN")
    if recursive or path or mode != "BOTH":
        arguments = f"{quote_text(path)}, {'TRUE' if recursive else 'FALSE'}, {quote_text(mode)}"
        entries = f"frazil_flatten(x, {arguments})"
    else:
        entries = "frazil.flatten_entries(x)"
    if outer:
        entries = f"coalesce(nullif({entries}, []), [NULL])"
    return (
        'SELECT CAST(hash(x) >> 2 AS BIGINT) AS SEQ, e.k AS KEY, e.p AS PATH, e.i AS "INDEX", '
        "nullif(e.v, '\"\\u0001u\"') AS VALUE, e.t AS THIS "
        f"FROM (SELECT x, unnest({entries}) AS e FROM (SELECT {value.sql} AS x))"
    )


Entry = dict[str, str | int | None]


def flatten(text: str, path: str, recursive: bool, mode: str) -> list[Entry]:
    """Return the members of what lies at ``path`` in a canonical text, with all below when ``recursive``."""
    entries: list[Entry] = []
    _collect(_walk(decode(text), path), path, recursive, mode, entries)
    return entries


def get_path(text: str, path: str) -> str | None:
    """Return the canonical text of what lies at a path, None where there is nothing."""
    found = _walk(decode(text), path)
    return None if found == UNDEFINED else encode(found)


def _walk(value: Variant, path: str) -> Variant:
    for step in _steps(path):
        if isinstance(value, dict) and isinstance(step, str):
            value = value.get(step, UNDEFINED)
        elif isinstance(value, list) and isinstance(step, int) and step < len(value):
            value = value[step]
        else:
            return UNDEFINED
    return value


def _collect(value: Variant, path: str, recursive: bool, mode: str, entries: list[Entry]) -> None:
    this = encode(value)
    members: list[tuple[str | None, int | None, Variant]] = []
    if isinstance(value, dict):
        members = [(key, None, member) for key, member in value.items()]
    elif isinstance(value, list):
        members = [(None, index, member) for index, member in enumerate(value) if member != UNDEFINED]
    wanted = mode == "BOTH" or (mode == "OBJECT") == isinstance(value, dict)
    for key, index, member in members:
        below = path + (f"[{index}]" if key is None else _key_step(key, path))
        if wanted:
            entries.append({"k": key, "p": below, "i": index, "v": encode(member), "t": this})
        if recursive and isinstance(member, dict | list):
            _collect(member, below, recursive, mode, entries)


def _key_step(key: str, path: str) -> str:
    if key.replace("_", "a").replace("$", "a").isalnum() and not key[0].isdigit():
        return f".{key}" if path else key
    return f"['{key}']"


def _steps(path: str) -> list[str | int]:
    """Return the keys and indexes of a path such as ``a.b[0]['c']``."""
    steps: list[str | int] = []
    for part in path.replace("[", ".[").split("."):
        if part.startswith("["):
            inner = part.strip("[]")
            steps.append(int(inner) if inner.isdigit() else inner.strip("'\""))
        elif part:
            steps.append(part.strip('"'))
    return steps
