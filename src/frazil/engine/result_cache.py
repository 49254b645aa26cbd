"""Results that answer the same question again: the same text for DuckDB, while no table that it reads has changed.

A text is the bound one, so everything that an answer depends on is in it: names as they were resolved, literals, the
session's parameters and the moment, where it asks for them.  A text that may answer differently each time is not one
to ask with; its caller knows.  Whether a table has changed is what the numbers of commits say: the number is noted
before the reading begins, so a commit that it has already seen only costs the answer, never the truth.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime

from frazil.core.ids import ObjectId, QueryId
from frazil.engine.commits import CommitNumbers
from frazil.engine.results import ResultStore, StoredResult

_CAPACITY = 4096


@dataclass(frozen=True, slots=True)
class Question:
    """A text as the cache knows it, the tables it reads, and the newest commit before it was asked."""

    digest: bytes
    reads: frozenset[ObjectId]
    commit: int


class ResultCache:
    """The last questions of all sessions and the statements that hold their answers; safe to use from any thread."""

    def __init__(self, results: ResultStore, commits: CommitNumbers, capacity: int = _CAPACITY) -> None:
        self._results = results
        self._commits = commits
        self._capacity = capacity
        self._mutex = threading.Lock()
        self._answers: OrderedDict[bytes, tuple[Question, QueryId]] = OrderedDict()

    def question(self, sql: str, reads: frozenset[ObjectId]) -> Question:
        """Return what a text asks; made before the text is run."""
        digest = hashlib.blake2b(sql.encode("utf-8", "surrogatepass"), digest_size=32).digest()
        return Question(digest, reads, self._commits.sequence)

    def answer(self, question: Question, query_id: QueryId, *, now: datetime) -> StoredResult | None:
        """Give a statement the result of an earlier one that asked the same, or None where there is none that holds."""
        with self._mutex:
            found = self._answers.get(question.digest)
            if found is None:
                return None
            asked, holder = found
            if self._commits.changed_since(asked.reads, asked.commit):
                del self._answers[question.digest]
                return None
            self._answers.move_to_end(question.digest)
        return self._results.repeat(holder, query_id, now=now)

    def keep(self, question: Question, query_id: QueryId) -> None:
        """Remember which statement holds the answer."""
        with self._mutex:
            self._answers[question.digest] = (question, query_id)
            self._answers.move_to_end(question.digest)
            while len(self._answers) > self._capacity:
                self._answers.popitem(last=False)
