"""The results of sessions: spooled rows with their columns, for RESULT_SCAN and for fetching."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable
from datetime import datetime

import pyarrow as pa

from frazil.core.errors import UserError
from frazil.core.ids import QueryId, SessionId
from frazil.engine.result_cache import ResultCache
from frazil.engine.results import ResultStore, StoredResult
from frazil.sql.columns import ResultColumn

_DESCRIBED = 20_000


class StatementNotFoundError(UserError):
    """``Statement X not found``: a query id that this session does not have, or whose result is gone."""

    code = "000709"
    sqlstate = "02000"


class Results:
    """A result store that also knows whose a result is and what its columns are called.

    ``cache`` holds those that may answer another statement.
    """

    def __init__(self, store: ResultStore, cache: ResultCache) -> None:
        self._store = store
        self.cache = cache
        self._mutex = threading.Lock()
        self._described: OrderedDict[QueryId, tuple[SessionId, tuple[ResultColumn, ...]]] = OrderedDict()

    def spool(
        self, query_id: QueryId, schema: pa.Schema, batches: Iterable[pa.RecordBatch], *, now: datetime
    ) -> StoredResult:
        """Keep the rows of a statement; see ``ResultStore.spool``."""
        return self._store.spool(query_id, schema, batches, now=now)

    def describe(self, query_id: QueryId, session_id: SessionId, columns: tuple[ResultColumn, ...]) -> None:
        """Remember whose result it is and what its columns are."""
        with self._mutex:
            self._described[query_id] = (session_id, columns)
            while len(self._described) > _DESCRIBED:
                self._described.popitem(last=False)

    def find(self, session_id: SessionId, query_id: QueryId) -> tuple[tuple[ResultColumn, ...], StoredResult]:
        """Return a session's earlier result; StatementNotFoundError for any other id."""
        described = self._described.get(query_id)
        stored = self._store.find(query_id)
        if described is None or stored is None or described[0] != session_id:
            raise StatementNotFoundError(f"Statement {query_id} not found")
        return described[1], stored

    def expire(self, now: datetime) -> None:
        """Remove results that are too old."""
        self._store.expire(now)
