"""The dictionary of handlers, and what the session must know of a statement before it runs it."""

from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from frazil.commands.context import Context
from frazil.commands.results import Result
from frazil.sql.statements import Statement

S = TypeVar("S", bound=Statement)


class Effect(enum.Enum):
    """How a statement stands to transactions.

    READ: reads in the session's transaction.  WRITE: changes rows in it, or commits by itself.  DEFINE:
    commits what is open, then itself.  SESSION: changes the session only.  TRANSACTION: BEGIN, COMMIT,
    ROLLBACK.
    """

    READ = "read"
    WRITE = "write"
    DEFINE = "define"
    SESSION = "session"
    TRANSACTION = "transaction"


SELECT_TYPE = 0x1000
INSERT_TYPE = 0x3100
UPDATE_TYPE = 0x3200
DELETE_TYPE = 0x3300
MERGE_TYPE = 0x3400
MULTI_INSERT_TYPE = 0x3500
ALTER_SESSION_TYPE = 0x4100
USE_TYPE = 0x4300
SHOW_TYPE = 0x4400
DESCRIBE_TYPE = 0x4500
TRANSACTION_TYPE = 0x5000
DDL_TYPE = 0x6000


@dataclass(frozen=True, slots=True)
class Entry:
    """One statement's handler, its effect, the type id clients are told, and its privileges in words."""

    handler: Callable[[Statement, Context], Result]
    effect: Effect
    type_id: int
    query_type: str
    privileges: str


HANDLERS: dict[type[Statement], Entry] = {}


def handles(
    statement: type[S], effect: Effect, type_id: int, query_type: str, *, privileges: str
) -> Callable[[Callable[[S, Context], Result]], Callable[[S, Context], Result]]:
    """Enter the decorated function as the handler of a statement.

    ``query_type`` is what QUERY_HISTORY shows (e.g. CREATE_TABLE); ``privileges`` says in words what the
    handler requires; the reference page of statements is made from it.
    """

    def enter(function: Callable[[S, Context], Result]) -> Callable[[S, Context], Result]:
        if statement in HANDLERS:
            raise ValueError(f"{statement.__name__} has two handlers")
        HANDLERS[statement] = Entry(function, effect, type_id, query_type, privileges)  # type: ignore[arg-type]
        return function

    return enter
