"""What a handler returns: values that the session turns into a result."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa

from frazil.sql.binder.environment import BoundQuery
from frazil.sql.columns import ResultColumn


@dataclass(frozen=True, slots=True)
class Status:
    """One row with one column ``status``: what DDL and session commands answer."""

    text: str


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows as Python values in the order of the columns: SHOW, DESCRIBE, CALL.

    ``once``: they hold a secret, so they are told to the client and go into no store; RESULT_SCAN does not find them.
    Values are None, bool, int, Decimal, float, str, bytes, date, time or datetime, as the types say.
    """

    columns: tuple[ResultColumn, ...]
    rows: Sequence[Sequence[object]]
    once: bool = False


@dataclass(frozen=True, slots=True)
class Fetched:
    """A bound query that the session reads: its rows are spooled and its columns told to the client."""

    query: BoundQuery


@dataclass(frozen=True, slots=True)
class Stored:
    """Rows that are already Arrow, in the engine's own types."""

    columns: tuple[ResultColumn, ...]
    table: pa.Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """How many rows a DML statement touched; None for a kind of change the statement does not have.

    ``inserted_into``: of an INSERT into several tables, the number of each by the table's name.
    """

    inserted: int | None = None
    updated: int | None = None
    deleted: int | None = None
    multi_joined: int | None = None
    inserted_into: tuple[tuple[str, int], ...] = ()

    @property
    def rows_inserted(self) -> int:
        """Return how many rows were inserted, into whatever table."""
        return (self.inserted or 0) + sum(count for _, count in self.inserted_into)

    @property
    def counts(self) -> list[tuple[str, int]]:
        """Return the counts under the names that drivers compute the row count from."""
        counts = {
            "number of rows inserted": self.inserted,
            "number of rows updated": self.updated,
            "number of multi-joined rows updated": self.multi_joined,
            "number of rows deleted": self.deleted,
        }
        into = [(f"number of rows inserted into {table}", count) for table, count in self.inserted_into]
        return into + [(name, count) for name, count in counts.items() if count is not None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """Where a client may send a file that it has: what PUT answers.

    ``source`` is the file as the statement names it, ``token`` the secret of the address; the others are how the
    client is to send it.
    """

    source: str
    folder: str
    token: str
    parallel: int
    compress: bool
    compression: str
    overwrite: bool


Result = Upload | Status | Rows | Fetched | Stored | Written
