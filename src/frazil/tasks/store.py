"""The internal tables of tasks: graph versions and events; the one place with SQL that reads them for the scheduler.

History for users is built in ``history.py``; rows of events are written by the run log.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import orjson

from frazil.core.ids import GraphRunId, ObjectId, RunId
from frazil.engine.internal_rows import InternalRows
from frazil.engine.literals import quote_literal, quote_text
from frazil.engine.store import Store
from frazil.tasks.events import FINAL_GRAPH_KINDS, Row
from frazil.tasks.graph import GraphVersion

_VERSION_COLUMNS = ("root_id", "version", "created_on", "created_by", "body")
_EVENTS = "SELECT sequence, graph_run_id, run_id, task_id, root_id, event, occurred_on, body FROM frazil.task_events"
_ENDED = ", ".join(f"'{kind}'" for kind in FINAL_GRAPH_KINDS)


@dataclass(frozen=True, slots=True, kw_only=True)
class FailureCount:
    """How many runs of a task have failed in a row; ``suspends``: the last of them was one too many.

    ``sequence`` and ``at`` are that run's event's.
    """

    task_id: ObjectId
    root_id: ObjectId
    sequence: int
    at: datetime
    failures: int
    suspends: bool


class TaskStore:
    """Reads versions and events; thread-safe."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def fetch_versions(self, keys: Collection[tuple[ObjectId, int]]) -> list[GraphVersion]:
        """Return stored graph versions by root and number, in any order; what there is not is left out."""
        if not keys:
            return []
        wanted = ", ".join(f"({int(root_id)}, {int(number)})" for root_id, number in keys)
        rows = self._store.rows(f"SELECT body FROM frazil.task_versions WHERE (root_id, version) IN ({wanted})")
        return [GraphVersion.decode(body) for (body,) in rows]

    def list_open_events(self) -> list[Row]:
        """Return every event of the graph runs that have not ended, in the order of the log."""
        return self._store.rows(
            f"{_EVENTS} WHERE graph_run_id NOT IN "
            f"(SELECT graph_run_id FROM frazil.task_events WHERE event IN ({_ENDED})) ORDER BY sequence"
        )

    def list_attempt_events(self, root_id: ObjectId, group_id: str | None) -> list[Row]:
        """Return every event of the newest attempt of a graph run group, or without one of the newest graph run.

        Nothing if the root has no such run.
        """
        group = "" if group_id is None else f" AND json_extract_string(body, '$.group_id') = {quote_text(group_id)}"
        return self._store.rows(
            f"{_EVENTS} WHERE graph_run_id = (SELECT max(graph_run_id) FROM frazil.task_events "
            f"WHERE event = 'GRAPH_SCHEDULED' AND root_id = {int(root_id)}{group}) ORDER BY sequence"
        )

    def list_failures(self) -> list[FailureCount]:
        """Return the tasks whose last run that counts has failed, with how many have in a row."""
        rows = self._store.rows(
            "SELECT e.task_id, e.root_id, e.sequence, e.occurred_on, e.event, e.body FROM frazil.task_events e JOIN "
            "(SELECT max(sequence) AS sequence FROM frazil.task_events WHERE event IN "
            "('RUN_SUCCEEDED', 'RUN_FAILED', 'RUN_AUTO_SUSPENDED') GROUP BY task_id) last "
            "ON e.sequence = last.sequence WHERE e.event <> 'RUN_SUCCEEDED'"
        )
        return [
            FailureCount(
                task_id=ObjectId(task_id),
                root_id=ObjectId(root_id),
                sequence=sequence,
                at=at.replace(tzinfo=UTC),
                failures=int(orjson.loads(body).get("failures", 0)),
                suspends=event == "RUN_AUTO_SUSPENDED",
            )
            for task_id, root_id, sequence, at, event, body in rows
        ]

    def list_last_due(self) -> dict[ObjectId, datetime]:
        """Return the last due time for which each root's schedule started a graph run."""
        rows = self._store.rows(
            "SELECT root_id, max(occurred_on) FROM frazil.task_events WHERE event = 'GRAPH_SCHEDULED' "
            "AND json_extract_string(body, '$.scheduled_from') = 'SCHEDULE' GROUP BY root_id"
        )
        return {ObjectId(root_id): due.replace(tzinfo=UTC) for root_id, due in rows}

    def delete_history_before(self, instant: datetime) -> int:
        """Delete the events of graph runs that ended before an instant, and return how many there were.

        The last event and the highest graph run stay: numbers go on from them.
        """
        return self._store.delete(
            "DELETE FROM frazil.task_events WHERE graph_run_id IN (SELECT graph_run_id FROM frazil.task_events "
            f"WHERE event IN ({_ENDED}) AND occurred_on < {quote_literal(instant)}) "
            "AND graph_run_id NOT IN (SELECT unnest([max(graph_run_id), arg_max(graph_run_id, sequence)]) "
            "FROM frazil.task_events)"
        )

    def delete_versions_before(self, instant: datetime, roots: Collection[ObjectId]) -> int:
        """Delete graph versions that were made before an instant and are of no use any more; return how many.

        Of use are those that the log names, and the newest of each of ``roots``.
        """
        named = (
            "SELECT root_id, CAST(json_extract(body, '$.version') AS BIGINT) AS version FROM frazil.task_events "
            "WHERE event = 'GRAPH_SCHEDULED'"
        )
        living = ", ".join(str(int(root_id)) for root_id in roots) or "NULL"
        newest = (
            "SELECT root_id, max(version) AS version FROM frazil.task_versions "
            f"WHERE root_id IN ({living}) GROUP BY root_id"
        )
        return self._store.delete(
            f"DELETE FROM frazil.task_versions AS v WHERE created_on < {quote_literal(instant)} AND NOT EXISTS "
            f"(SELECT 1 FROM ({named} UNION ALL {newest}) AS used "
            "WHERE used.root_id = v.root_id AND used.version = v.version)"
        )

    def fetch_highest_ids(self) -> tuple[GraphRunId, RunId]:
        """Return the highest numbers of graph runs and task runs that the log knows, 0 at first."""
        graph_run_id, run_id = self._store.rows(
            "SELECT coalesce(max(graph_run_id), 0), coalesce(max(run_id), 0) FROM frazil.task_events"
        )[0]
        return GraphRunId(graph_run_id), RunId(run_id)

    def list_last_successes(self) -> dict[ObjectId, tuple[str, datetime]]:
        """Return group id and original scheduled time of each root's last graph run that succeeded."""
        rows = self._store.rows(
            "SELECT root_id, arg_max(body, sequence) FROM frazil.task_events WHERE event = 'GRAPH_SUCCEEDED' "
            "GROUP BY root_id"
        )
        return {ObjectId(root_id): _group_and_time(body) for root_id, body in rows}


def version_row(version: GraphVersion) -> InternalRows:
    """Return the row that stores a graph version; it goes with the statement that makes it."""
    row = (version.root_id, version.number, version.created_on, version.created_by, version.encode())
    return InternalRows(table="frazil.task_versions", columns=_VERSION_COLUMNS, rows=[row])


def _group_and_time(body: str) -> tuple[str, datetime]:
    facts = orjson.loads(body)
    original = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=facts["run_id"])
    return facts["graph_run_group_id"], original
