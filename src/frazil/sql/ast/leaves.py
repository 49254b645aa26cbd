"""The nodes that hold no other expression: types, literals, references."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A node of the tree; ``position`` is a character offset into the statement.

    Two nodes that differ only in their positions are equal: GROUP BY is matched that way.
    """

    position: int = field(default=0, compare=False)


# ---------------------------------------------------------------- types and literals


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeName(Node):
    """A type as written: upper-case words joined by one blank, e.g. ``DOUBLE PRECISION``, and its numbers.

    ``members`` are the types in the parentheses of a structured type, each with its name in an OBJECT, else "", and
    whether it may be NULL.
    """

    name: str
    arguments: tuple[int, ...] = ()
    members: tuple[tuple[str, TypeName, bool], ...] = ()

    def __str__(self) -> str:
        return f"{self.name}({','.join(map(str, self.arguments))})" if self.arguments else self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Null(Node):
    """``NULL``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Boolean(Node):
    """``TRUE`` or ``FALSE``."""

    value: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Number(Node):
    """A numeric literal: an exact decimal, or a float when it was written with an exponent.

    ``slot`` numbers the literal within its statement when it was lifted for the plan cache (see
    ``sql/shapes.py``); -1 when it was not.
    """

    value: Decimal | float
    slot: int = field(default=-1, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class String(Node):
    """A string literal after escapes, from ``'...'`` or ``$$...$$``; ``slot`` as for ``Number``."""

    value: str
    slot: int = field(default=-1, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedLiteral(Node):
    """``DATE '2024-01-01'``, ``TIMESTAMP '...'``, ``TIME '...'``, ``X'0aff'`` (name BINARY)."""

    type: TypeName
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval(Node):
    """``INTERVAL '1 day, 2 hours'``: the text between the quotes."""

    text: str


# ---------------------------------------------------------------- references


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference(Node):
    """A column or alias reference of one to four parts: ``c``, ``t.c``, ``s.t.c``, ``d.s.t.c``.

    ``quoted`` says whether the last part was quoted: bare ones may be keywords such as SYSDATE.
    """

    parts: tuple[str, ...]
    quoted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Positional(Node):
    """``$1`` or ``t.$1``: a source's column by number, from 1."""

    number: int
    source: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PipeResult(Node):
    """``$1`` in FROM: the result of the statement so many places before this one in a chain of ``->>``."""

    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable(Node):
    """``$name``: a session variable (stored name)."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Placeholder(Node):
    """A binding: ``?`` (numbered in order, from 1) or ``:1``; ``:name`` of scripting has the name instead."""

    number: int = 0
    name: str | None = None

    @property
    def key(self) -> int | str:
        """Return what the binding is looked up by: the name in upper case, or the number."""
        return self.name or self.number
