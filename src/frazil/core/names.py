"""Identifiers as Snowflake writes them: folding, quoting, qualified names."""

from __future__ import annotations

import re
from dataclasses import dataclass

_BARE = re.compile(r"[A-Z_][A-Z0-9_$]*\Z")
_UNQUOTED = re.compile(r"[A-Za-z_][A-Za-z0-9_$]*\Z")


def fold(text: str) -> str:
    """Return the stored form of an unquoted identifier: upper case."""
    return text.upper()


def quote(name: str) -> str:
    """Return ``name`` in double quotes, inner quotes doubled; valid in Snowflake's SQL and in DuckDB's."""
    return '"' + name.replace('"', '""') + '"'


def render(name: str) -> str:
    """Return the shortest spelling that reads back as ``name``: bare where folding keeps it, else quoted."""
    return name if _BARE.match(name) else quote(name)


def parse_identifier(text: str) -> str:
    """Return the stored form of one identifier as a user spelled it, quoted or not.

    Used where an identifier comes outside SQL: login fields, function arguments.  Text that is no
    identifier is kept as it stands.
    """
    if len(text) >= 2 and text.startswith('"') and text.endswith('"'):
        return text[1:-1].replace('""', '"')
    return fold(text) if _UNQUOTED.match(text) else text


def split_qualified(text: str) -> tuple[str, ...]:
    """Return the stored parts of a dotted name given as text, e.g. ``db."My Schema".t``.

    Raises ValueError when the text is no qualified name of one to three parts.
    """
    parts: list[str] = []
    rest = text.strip()
    pattern = re.compile(r'\s*(?:"((?:[^"]|"")*)"|([A-Za-z_][A-Za-z0-9_$]*))\s*(\.|\Z)')
    offset = 0
    while True:
        match = pattern.match(rest, offset)
        if match is None:
            raise ValueError(text)
        quoted, bare, end = match.groups()
        parts.append(quoted.replace('""', '"') if quoted is not None else fold(bare))
        offset = match.end()
        if not end:
            break
    if not 1 <= len(parts) <= 3:
        raise ValueError(text)
    return tuple(parts)


@dataclass(frozen=True, slots=True)
class QualifiedName:
    """A name of one to three parts in stored form (folded unless it was quoted).

    ``position`` is the offset of its first character in the statement, for error messages; two names
    are equal whatever their positions.
    """

    parts: tuple[str, ...]
    position: int = 0

    def __eq__(self, other: object) -> bool:
        return isinstance(other, QualifiedName) and self.parts == other.parts

    def __hash__(self) -> int:
        return hash(self.parts)

    @property
    def name(self) -> str:
        """Return the last part: the object's own name."""
        return self.parts[-1]

    def __str__(self) -> str:
        return ".".join(render(part) for part in self.parts)
