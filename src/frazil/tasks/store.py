"""The internal tables of tasks: graph versions and events; the one place with SQL that reads them for the scheduler.

History for users is built in ``history.py``; rows of events are written by the run log.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import orjson

from frazil.core.ids import GraphRunId, ObjectId, RunId
from frazil.engine.internal_rows import InternalRows
from frazil.engine.literals import quote_literal
from frazil.engine.store import Store
from frazil.tasks.events import FINAL_GRAPH_KINDS, Row
from frazil.tasks.graph import GraphVersion

_VERSION_COLUMNS = ("root_id", "version", "created_on", "created_by", "body")
_ENDED = ", ".join(f"'{kind}'" for kind in FINAL_GRAPH_KINDS)


class TaskStore:
    """Reads versions and events; thread-safe."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def fetch_version(self, root_id: ObjectId, number: int) -> GraphVersion:
        """Return a stored graph version; KeyError if there is none of that number."""
        rows = self._store.rows(
            f"SELECT body FROM frazil.task_versions WHERE root_id = {int(root_id)} AND version = {int(number)}"
        )
        if not rows:
            raise KeyError((root_id, number))
        return GraphVersion.decode(rows[0][0])

    def list_open_events(self) -> list[Row]:
        """Return every event of the graph runs that have not ended, in the order of the log."""
        return self._store.rows(
            "SELECT sequence, graph_run_id, run_id, task_id, root_id, event, state, occurred_on, body "
            "FROM frazil.task_events "
            f"WHERE graph_run_id NOT IN (SELECT graph_run_id FROM frazil.task_events WHERE event IN ({_ENDED})) "
            "ORDER BY sequence"
        )

    def delete_history_before(self, instant: datetime) -> int:
        """Delete the events of graph runs that ended before an instant, and return how many there were.

        The last event of all stays: the numbers of runs go on from it.
        """
        return self._store.delete(
            "DELETE FROM frazil.task_events WHERE graph_run_id IN (SELECT graph_run_id FROM frazil.task_events "
            f"WHERE event IN ({_ENDED}) AND occurred_on < {quote_literal(instant)}) "
            "AND graph_run_id < (SELECT max(graph_run_id) FROM frazil.task_events)"
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
