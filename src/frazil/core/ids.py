"""Identifiers of things that live: one type each, so that the type checker keeps them apart."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Callable
from typing import NewType

ObjectId = NewType("ObjectId", int)
"""A catalog object; never reused; physical names are made of it."""

ColumnId = NewType("ColumnId", int)
"""A column, unique in the account like an object."""

SessionId = NewType("SessionId", int)
QueryId = NewType("QueryId", str)
RunId = NewType("RunId", int)
"""One task run: unique, ascending."""

GraphRunId = NewType("GraphRunId", int)
"""One attempt of a graph run: unique, ascending."""

IdSource = Callable[[], str]
"""Makes texts that never repeat; tests pass a counter."""


def random_uuid() -> str:
    """Return a new UUID text: the only source of chance for query ids and tokens' ids."""
    return str(uuid.uuid4())


def random_secret() -> str:
    """Return a new text that nobody can guess: passwords, tokens, addresses that are keys."""
    return secrets.token_urlsafe(32)


def random_bytes(size: int) -> bytes:
    """Return so many bytes that nobody can guess: initialization vectors."""
    return secrets.token_bytes(size)


def uuid_of(kind: int, number: int) -> str:
    """Return the UUID-like text under which a client sees an internal number, e.g. a task's id.

    ``kind`` (16 bits) keeps ids of different families apart; the number fills the last 64 bits.
    """
    return f"01f2a211-{kind:04x}-4000-{(number >> 48) & 0xFFFF:04x}-{number & 0xFFFFFFFFFFFF:012x}"
