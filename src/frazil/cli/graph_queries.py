"""What the commands ask the server about task graphs.

Whoever may see a task finds its graph runs in INFORMATION_SCHEMA for an hour after their end, and its task runs for
seven days.  SNOWFLAKE.ACCOUNT_USAGE has both for as long as history is kept, but not for every role.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from frazil.cli.connection import Connection, Row, literal
from frazil.cli.graph_records import GraphRun, Member, TaskName, TaskRun, group_began, names_in, record_of
from frazil.cli.target import RefusedError
from frazil.core.names import quote

HISTORY_HOURS = 7 * 24
"""How far back TASK_HISTORY goes."""

FUNCTION_WINDOW_SECONDS = 3600
"""How far back COMPLETE_TASK_GRAPHS goes."""

_HIDDEN = "002003"  # does not exist or not authorized

_GRAPH_RUN = """graph_run_group_id, attempt_number, run_id, root_task_id, root_task_name, database_name, schema_name,
    state, scheduled_from, scheduled_by_user, scheduled_time, query_start_time, {completed} AS completed_time,
    TIMESTAMPDIFF('millisecond', query_start_time, COALESCE({completed}, CURRENT_TIMESTAMP())) AS duration_ms,
    TIMESTAMPDIFF('second', COALESCE(query_start_time, scheduled_time), CURRENT_TIMESTAMP()) AS age_seconds,
    first_error_task_name, first_error_code, first_error_message, config"""
_OPEN_GRAPH_RUN = _GRAPH_RUN.format(completed="NULL::TIMESTAMP_LTZ")
_ENDED_GRAPH_RUN = _GRAPH_RUN.format(completed="completed_time")

_TASK_RUN = """name, state, attempt_number, scheduled_time, query_start_time, completed_time, query_id, return_value,
    TIMESTAMPDIFF('millisecond', query_start_time, COALESCE(completed_time, CURRENT_TIMESTAMP())) AS duration_ms,
    error_code, error_message, query_text, scheduled_from, config, root_task_id, graph_run_group_id, run_id"""

_CURRENT = "TABLE(SNOWFLAKE.INFORMATION_SCHEMA.CURRENT_TASK_GRAPHS(RESULT_LIMIT => 10000"
_COMPLETE = "TABLE(SNOWFLAKE.INFORMATION_SCHEMA.COMPLETE_TASK_GRAPHS(RESULT_LIMIT => 10000"
_ALL_COMPLETE = "SNOWFLAKE.ACCOUNT_USAGE.COMPLETE_TASK_GRAPHS"
_HISTORY = "TABLE(SNOWFLAKE.INFORMATION_SCHEMA.TASK_HISTORY(RESULT_LIMIT => 10000"
_ALL_HISTORY = "SNOWFLAKE.ACCOUNT_USAGE.TASK_HISTORY"
_NEWEST_FIRST = "ORDER BY COALESCE(query_start_time, scheduled_time) DESC, attempt_number DESC"


def is_hidden(error: RefusedError) -> bool:
    """Say whether the server refused because something does not exist, or not for the role."""
    return error.code == _HIDDEN


def find_task(connection: Connection, name: str) -> TaskName:
    """Return the task of a name; RefusedError if there is none for the role."""
    return task_name(connection.rows("DESCRIBE TASK IDENTIFIER(?)", name)[0])


def find_root(connection: Connection, name: str) -> TaskName:
    """Return the root or standalone task of a name; RefusedError for any other."""
    row = connection.rows("DESCRIBE TASK IDENTIFIER(?)", name)[0]
    found = task_name(row)
    if names_in(row["predecessors"]) or "FinalizedRootTask" in row["task_relations"]:
        raise RefusedError(f"task {found} is not the root of its graph: name the root")
    return found


def task_name(row: Row) -> TaskName:
    """Return the task of a row of SHOW or DESCRIBE."""
    return record_of(TaskName, row)


def fetch_members(connection: Connection, path: str) -> list[Member]:
    """Return the tasks of a graph as it is now, the root first, predecessors before their children."""
    rows = connection.rows("SELECT * FROM TABLE(SNOWFLAKE.INFORMATION_SCHEMA.TASK_DEPENDENTS(TASK_NAME => ?))", path)
    return [
        Member(name=row["name"], started=row["state"] == "started", predecessors=names_in(row["predecessors"]))
        for row in rows
    ]


def members_of_run(connection: Connection, run: GraphRun) -> list[Member]:
    """Return the tasks that a graph run's graph has now, none if the graph is gone or hidden."""
    if run.database_name is None or run.schema_name is None:
        return []
    path = ".".join(quote(part) for part in (run.database_name, run.schema_name, run.root_task_name))
    try:
        root = find_root(connection, path)
    except RefusedError as error:
        if not is_hidden(error):
            raise
        return []
    return fetch_members(connection, root.path) if root.id == run.root_task_id else []


# ---------------------------------------------------------------- graph runs


def open_graph_runs(connection: Connection, root: TaskName | None = None) -> list[GraphRun]:
    """Return the graph runs that have begun or wait for their turn, not those that wait for their time."""
    sql = f"SELECT {_OPEN_GRAPH_RUN} FROM {_CURRENT}{', ROOT_TASK_NAME => ?' if root else ''}))"
    sql += f" WHERE graph_run_group_id IS NOT NULL{' AND root_task_id = ?' if root else ''} {_NEWEST_FIRST}"
    return _graph_runs(connection.rows(sql, *((root.name, root.id) if root else ())))


def ended_graph_runs(
    connection: Connection, *, since_seconds: int, limit: int, root: TaskName | None = None, failed: bool = False
) -> list[GraphRun]:
    """Return the newest graph runs that ended since; RefusedError if the role may not read that far back."""
    filters = ["completed_time >= DATEADD('second', -?, CURRENT_TIMESTAMP())"]
    if root is not None:
        filters.append("root_task_id = ?")
    if failed:
        filters.append("state <> 'SUCCEEDED'")
    source = f"{_COMPLETE}))" if since_seconds <= FUNCTION_WINDOW_SECONDS else _ALL_COMPLETE
    sql = f"SELECT {_ENDED_GRAPH_RUN} FROM {source} WHERE {' AND '.join(filters)} {_NEWEST_FIRST} LIMIT {int(limit)}"
    return _graph_runs(connection.rows(sql, since_seconds, *((root.id,) if root else ())))


def last_graph_runs(connection: Connection) -> dict[str, GraphRun]:
    """Return each root's newest graph run that has ended, as far as the role may look back, by the root's id."""
    sql = (
        f"SELECT {_ENDED_GRAPH_RUN} FROM {{}} QUALIFY ROW_NUMBER() OVER (PARTITION BY root_task_id {_NEWEST_FIRST}) = 1"
    )
    try:
        rows = connection.rows(sql.format(_ALL_COMPLETE))
    except RefusedError as error:
        if not is_hidden(error):
            raise
        rows = connection.rows(sql.format(f"{_COMPLETE}))"))
    return {run.root_task_id: run for run in _graph_runs(rows)}


def find_graph_run(
    connection: Connection, group_id: str, *, attempt: int | None = None, root_name: str | None = None
) -> GraphRun | None:
    """Return an attempt of a graph run group, the last unless it is named; None if the role may not see it any more.

    ``root_name`` only narrows the search.  A graph run whose root was skipped is none that the server lists.
    """
    wanted = "WHERE graph_run_group_id = ?" + ("" if attempt is None else " AND attempt_number = ?")
    given = (group_id,) if attempt is None else (group_id, attempt)
    named, names = (", ROOT_TASK_NAME => ?", (root_name,)) if root_name is not None else ("", ())
    for columns, source, narrowed in (
        (_OPEN_GRAPH_RUN, f"{_CURRENT}{named}))", names),
        (_ENDED_GRAPH_RUN, f"{_COMPLETE}{named}))", names),
        (_ENDED_GRAPH_RUN, _ALL_COMPLETE, ()),
    ):
        sql = f"SELECT {columns} FROM {source} {wanted} ORDER BY attempt_number DESC"
        try:
            rows = connection.rows(sql, *narrowed, *given)
        except RefusedError as error:
            if not is_hidden(error):
                raise
            return None
        if rows:
            return _graph_runs(rows)[0]
    return None


def next_due(connection: Connection) -> dict[str, tuple[datetime, int]]:
    """Return when each scheduled root is due, and in how many seconds that is, by the root's id."""
    sql = f"""SELECT root_task_id, scheduled_time,
            TIMESTAMPDIFF('second', CURRENT_TIMESTAMP(), scheduled_time) AS seconds
        FROM {_CURRENT})) WHERE graph_run_group_id IS NULL"""
    return {row["root_task_id"]: (row["scheduled_time"], row["seconds"]) for row in connection.rows(sql)}


# ---------------------------------------------------------------- task runs


def task_runs(connection: Connection, root_task_id: str, group_id: str, since: datetime) -> list[TaskRun]:
    """Return the task runs of a graph run group that were due since, as far back as TASK_HISTORY looks."""
    sql = f"""SELECT {_TASK_RUN} FROM {_HISTORY}, ROOT_TASK_ID => ?,
            SCHEDULED_TIME_RANGE_START => GREATEST(?::TIMESTAMP_LTZ, DATEADD('day', -7, CURRENT_TIMESTAMP()))))
        WHERE graph_run_group_id = ?"""
    return _task_runs(connection.rows(sql, root_task_id, since.isoformat(), group_id))


def find_task_runs(connection: Connection, group_id: str) -> list[TaskRun]:
    """Return the task runs of the graph run group whose id begins so, wherever the role may find them.

    Raises RefusedError if there is none, or more than one group.
    """
    sql = f"SELECT {_TASK_RUN} FROM {{}} WHERE STARTSWITH(graph_run_group_id, ?)"
    if found := _of_one_group(connection.rows(sql.format(f"{_HISTORY}))"), group_id), group_id):
        # Again, with what narrows the search: the limit of rows may have cut some off.
        return task_runs(connection, found[0].root_task_id, found[0].graph_run_group_id, group_began(found[0].run_id))
    try:
        found = _of_one_group(connection.rows(sql.format(_ALL_HISTORY), group_id), group_id)
    except RefusedError as error:
        if not is_hidden(error):
            raise
    if not found:
        raise RefusedError(f"no graph run group {group_id} is in the history that role {connection.role} may read")
    return found


def _of_one_group(rows: Iterable[Row], group_id: str) -> list[TaskRun]:
    found = _task_runs(rows)
    groups = sorted({run.graph_run_group_id for run in found})
    if len(groups) > 1:
        raise RefusedError(f"more than one graph run group begins with {group_id}: {', '.join(groups)}")
    return found


# ---------------------------------------------------------------- commands


def attempts_of(connection: Connection, root: TaskName, *, hours: int = 1) -> dict[tuple[str, int], bool]:
    """Return the attempts of the last hours, the newest first, each with whether it has yet to begin."""
    sql = f"""SELECT graph_run_group_id, attempt_number, BOOLAND_AGG(state = 'SCHEDULED') AS is_pending
        FROM {_HISTORY}, ROOT_TASK_ID => ?,
            SCHEDULED_TIME_RANGE_START => DATEADD('hour', -?, CURRENT_TIMESTAMP())))
        WHERE graph_run_group_id IS NOT NULL GROUP BY 1, 2 ORDER BY MAX(scheduled_time) DESC"""
    rows = connection.rows(sql, root.id, hours)
    return {(row["graph_run_group_id"], row["attempt_number"]): row["is_pending"] for row in rows}


def execute_task(connection: Connection, root: TaskName, config: str | None = None) -> str:
    """Execute a graph and return what the server says."""
    using = "" if config is None else f" USING CONFIG = {literal(config)}"
    return connection.status(f"EXECUTE TASK IDENTIFIER(?){using}", root.path)


def retry_graph_run(connection: Connection, root: TaskName, group_id: str | None) -> str:
    """Retry the last graph run, or that of a group, and return what the server says."""
    which = "LAST" if group_id is None else f"GRAPH RUN GROUP {literal(group_id)}"
    return connection.status(f"EXECUTE TASK IDENTIFIER(?) RETRY {which}", root.path)


def _graph_runs(rows: Iterable[Row]) -> list[GraphRun]:
    return [record_of(GraphRun, row) for row in rows]


def _task_runs(rows: Iterable[Row]) -> list[TaskRun]:
    return [record_of(TaskRun, row) for row in rows]
