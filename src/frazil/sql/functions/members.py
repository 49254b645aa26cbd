"""The members of VARIANT values: the rows of FLATTEN, and what lies at a path."""

from __future__ import annotations

from frazil.sql.functions.variant_text import UNDEFINED, Variant, decode, encode

ENTRY = "STRUCT(k VARCHAR, p VARCHAR, i BIGINT, v VARCHAR, t VARCHAR)"
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
