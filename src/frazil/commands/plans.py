"""Bound statements kept for reuse: a query or DML text that comes again with other literals is not bound again.

A plan holds DuckDB's text with gaps where literals were.  It serves every statement of its shape whose other literals,
those that are no gaps, are the same; under the same catalog, role and names.  Texts that depend on the session or
the moment are never kept.
"""

from __future__ import annotations

import functools
import itertools
import re
import threading
from collections import OrderedDict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from frazil.core.ids import ObjectId
from frazil.sql.binder.environment import BoundQuery, Environment
from frazil.sql.binder.targets import BoundWrite
from frazil.sql.binder.typed import quote_text, render_number
from frazil.sql.columns import name_of
from frazil.sql.shapes import Shape, shape_of
from frazil.sql.statements import Statement
from frazil.sql.tokens import Tokens, tokenize

Literal = Decimal | float | str
Key = tuple[Hashable, ...]

_GAP = re.compile("\0(\\d+)\0")
_CAPACITY = 4096
_KEPT_STATEMENTS = frozenset({"SELECT", "WITH", "INSERT", "UPDATE", "DELETE", "MERGE"})
"""The first words of statements whose handlers fill the gaps of a plan."""

_MAX_TOKENS = 2000
"""A longer text is not kept: it is a list of values, and comes once."""


@dataclass(slots=True, kw_only=True)
class Plan:
    """One bound statement with gaps; ``fixed`` are the literals that must be the same, by slot.

    ``last``: the text that was filled in last and what became of it; the same text often comes again and again.
    """

    statement: Statement
    bound: BoundQuery | BoundWrite
    reads: frozenset[ObjectId]
    fixed: tuple[tuple[int, Literal], ...]
    last: tuple[str, BoundQuery] | None = None

    def fits(self, literals: Sequence[Literal]) -> bool:
        """Say whether the plan serves a statement with these literals."""
        return all(literals[slot] == value for slot, value in self.fixed)

    def query(self, request: Request) -> BoundQuery:
        """Return the plan of a query with its gaps filled for a statement that it serves."""
        assert isinstance(self.bound, BoundQuery)
        text, last = request.tokens.text, self.last
        if last is None or last[0] != text:
            last = self.last = (text, filled_query(self.bound, request))
        return last[1]


@dataclass(frozen=True, slots=True)
class Request:
    """A statement's text as the cache sees it, and the circumstances that ``key`` holds."""

    tokens: Tokens
    shape: Shape
    key: Key
    circumstances: Key


class Plans:
    """The plans of the server; safe to use from any thread."""

    def __init__(self, capacity: int = _CAPACITY) -> None:
        self._capacity = capacity
        self._mutex = threading.Lock()
        self._plans: OrderedDict[Key, list[Plan]] = OrderedDict()

    def find(self, request: Request) -> Plan | None:
        """Return the plan that serves a statement, or None."""
        with self._mutex:
            found = self._plans.get(request.key)
            if found is None:
                return None
            self._plans.move_to_end(request.key)
            return next((plan for plan in found if plan.fits(request.shape.literals)), None)

    def keep(
        self, request: Request, statement: Statement, bound: BoundQuery | BoundWrite, environment: Environment
    ) -> None:
        """Keep a statement's plan if its text depends on nothing but the key."""
        if environment.volatile or environment.contextual or environment.arrow_tables or environment.wide:
            return
        literals = request.shape.literals
        gaps = {int(slot) for sql in _texts(bound) for slot in _GAP.findall(sql)} - environment.pinned
        fixed = tuple((slot, value) for slot, value in enumerate(literals) if slot not in gaps)
        plan = Plan(statement=statement, bound=bound, reads=frozenset(environment.reads), fixed=fixed)
        with self._mutex:
            self._plans.setdefault(request.key, []).insert(0, plan)
            del self._plans[request.key][8:]
            while len(self._plans) > self._capacity:
                self._plans.popitem(last=False)


def plan_request(text: str, circumstances: Key) -> Request | None:
    """Return what the cache needs to know of a text, or None if it is not one to keep.

    ``circumstances``: the catalog's version and what names and privileges depend on.
    """
    if len(text) > _MAX_TOKENS * 8:
        return None
    read = _read(text)
    if read is None:
        return None
    tokens, shape, lengths = read
    return Request(tokens, shape, (shape.key, lengths, circumstances), circumstances)


@functools.lru_cache(maxsize=_CAPACITY)
def _read(text: str) -> tuple[Tokens, Shape, tuple[int, ...]] | None:
    """Return a text's tokens, shape and the lengths of its strings; tasks send the same text again and again."""
    tokens = tokenize(text)
    if tokens.count > _MAX_TOKENS or tokens.keys[0] not in _KEPT_STATEMENTS:
        return None
    shape = shape_of(tokens)
    return tokens, shape, tuple(len(value) for value in shape.literals if isinstance(value, str))


def filled_query(bound: BoundQuery, request: Request) -> BoundQuery:
    """Return a query with its gaps filled, and its unnamed columns named after this statement's text."""
    tokens = request.tokens
    columns = tuple(
        column
        if column.span is None
        else replace(column, name=name_of(tokens.text[tokens.starts[column.span[0]] : tokens.ends[column.span[1] - 1]]))
        for column in bound.columns
    )
    return BoundQuery(fill(bound.sql, request.shape.literals), columns)


def filled_write(bound: BoundWrite, request: Request) -> BoundWrite:
    """Return a write with its gaps filled."""
    return replace(bound, sql=tuple(fill(sql, request.shape.literals) for sql in bound.sql))


def fill(sql: str, literals: Sequence[Literal]) -> str:
    """Return the text with each gap filled by its literal."""
    pieces, slots = _pieces(sql)
    if not slots:
        return sql
    texts = {slot: _literal(literals[slot]) for slot in set(slots)}
    between = [texts[slot] for slot in slots]
    return "".join(itertools.chain.from_iterable(zip(pieces, between, strict=False))) + pieces[-1]


@functools.lru_cache(maxsize=_CAPACITY)
def _pieces(sql: str) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """Return the pieces of a text between its gaps, and the slots of the gaps."""
    parts = _GAP.split(sql)
    return tuple(parts[::2]), tuple(int(slot) for slot in parts[1::2])


def _literal(value: Literal) -> str:
    if isinstance(value, str):
        return quote_text(value)
    return render_number(value) if isinstance(value, Decimal) else f"'{value!r}'"


def _texts(bound: BoundQuery | BoundWrite) -> tuple[str, ...]:
    return (bound.sql,) if isinstance(bound, BoundQuery) else bound.sql
