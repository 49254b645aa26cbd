"""The results of sessions: spooled rows with their columns, for RESULT_SCAN and for fetching."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa

from frazil.commands.context import SessionState
from frazil.core.errors import UserError
from frazil.core.ids import ObjectId, QueryId, SessionId
from frazil.engine.result_cache import ResultCache
from frazil.engine.results import ResultStore, StoredResult
from frazil.sql.columns import ResultColumn

_DESCRIBED = 20_000


class StatementNotFoundError(UserError):
    """``Statement X not found``: a query id that is none of the user's, or whose result is gone."""

    code = "000709"
    sqlstate = "02000"


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose a result is: a session's, and the user's, None for sessions of the server's own.

    A user's sessions read each other's results; one whose token is for a single role reads only its own, as others may
    have had more roles.
    """

    session_id: SessionId
    user_id: ObjectId | None
    restricted: bool

    @classmethod
    def of(cls, state: SessionState) -> Owner:
        """Return the owner of what a session's statements give."""
        return cls(state.id, state.user.id if state.user is not None else None, state.restricted)

    def may_read(self, other: Owner) -> bool:
        """Say whether this one may have what another's statement gave."""
        if self.session_id == other.session_id:
            return True
        return self.user_id is not None and self.user_id == other.user_id and not self.restricted


@dataclass(frozen=True, slots=True)
class KeptResult:
    """What a statement answered: its columns, its rows, and the type of statement that clients are told."""

    columns: tuple[ResultColumn, ...]
    data: StoredResult
    statement_type_id: int


class Results:
    """A result store that also knows whose a result is and what its columns are called.

    ``cache`` holds those that may answer another statement.
    """

    def __init__(self, store: ResultStore, cache: ResultCache) -> None:
        self._store = store
        self.cache = cache
        self._mutex = threading.Lock()
        self._described: OrderedDict[QueryId, tuple[Owner, tuple[ResultColumn, ...], int]] = OrderedDict()

    def spool(
        self, query_id: QueryId, schema: pa.Schema, batches: Iterable[pa.RecordBatch], *, now: datetime
    ) -> StoredResult:
        """Keep the rows of a statement; see ``ResultStore.spool``."""
        return self._store.spool(query_id, schema, batches, now=now)

    def describe(
        self, query_id: QueryId, state: SessionState, columns: tuple[ResultColumn, ...], statement_type_id: int
    ) -> None:
        """Remember whose result it is, what its columns are and what gave it."""
        with self._mutex:
            self._described[query_id] = (Owner.of(state), columns, statement_type_id)
            while len(self._described) > _DESCRIBED:
                self._described.popitem(last=False)

    def find(self, state: SessionState, query_id: QueryId) -> KeptResult:
        """Return an earlier result of a session or of another of its user; StatementNotFoundError for any other id."""
        described = self._described.get(query_id)
        stored = self._store.find(query_id)
        if described is None or stored is None or not Owner.of(state).may_read(described[0]):
            raise StatementNotFoundError(f"Statement {query_id} not found")
        return KeptResult(described[1], stored, described[2])

    def expire(self, now: datetime) -> None:
        """Remove results that are too old."""
        self._store.expire(now)
