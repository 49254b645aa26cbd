"""What the history functions show: final rows of the log, and the open runs from memory.

Each function returns a relation as DuckDB text.  Finished runs are a scan of the final events, filtered before the body
is read; open ones, and the next run of each scheduled root, are literal rows.  The arguments of a function, its limit
among them, apply before the query around it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from frazil.catalog.records import Role, Task
from frazil.catalog.snapshot import Snapshot
from frazil.core.ids import ObjectId
from frazil.core.names import quote
from frazil.core.types import NUMBER, TIMESTAMP_LTZ, VARCHAR, DataType
from frazil.engine.literals import canonical_json, quote_literal
from frazil.sql.binder.environment import SystemRelation
from frazil.sql.columns import ResultColumn
from frazil.tasks.events import FINAL_GRAPH_KINDS, FINAL_RUN_KINDS, STATE_SQL
from frazil.tasks.links import dependents_of
from frazil.tasks.open_rows import OpenRow

_TEXT = (VARCHAR, "VARCHAR")
_NUMBER = (NUMBER, "BIGINT")
_TIME = (TIMESTAMP_LTZ, "TIMESTAMP")

Columns = tuple[tuple[str, tuple[DataType, str]], ...]

TASK_HISTORY: Columns = (
    ("QUERY_ID", _TEXT),
    ("NAME", _TEXT),
    ("DATABASE_NAME", _TEXT),
    ("SCHEMA_NAME", _TEXT),
    ("QUERY_TEXT", _TEXT),
    ("CONDITION_TEXT", _TEXT),
    ("STATE", _TEXT),
    ("ERROR_CODE", _TEXT),
    ("ERROR_MESSAGE", _TEXT),
    ("SCHEDULED_TIME", _TIME),
    ("QUERY_START_TIME", _TIME),
    ("NEXT_SCHEDULED_TIME", _TIME),
    ("COMPLETED_TIME", _TIME),
    ("ROOT_TASK_ID", _TEXT),
    ("GRAPH_VERSION", _NUMBER),
    ("RUN_ID", _NUMBER),
    ("RETURN_VALUE", _TEXT),
    ("SCHEDULED_FROM", _TEXT),
    ("ATTEMPT_NUMBER", _NUMBER),
    ("CONFIG", _TEXT),
    ("QUERY_HASH", _TEXT),
    ("QUERY_HASH_VERSION", _NUMBER),
    ("QUERY_PARAMETERIZED_HASH", _TEXT),
    ("QUERY_PARAMETERIZED_HASH_VERSION", _NUMBER),
    ("GRAPH_RUN_GROUP_ID", _TEXT),
    ("BACKFILL_INFO", _TEXT),
    ("SPCS_JOB_ID", _TEXT),
)

COMPLETE_TASK_GRAPHS: Columns = (
    ("ROOT_TASK_NAME", _TEXT),
    ("DATABASE_NAME", _TEXT),
    ("SCHEMA_NAME", _TEXT),
    ("STATE", _TEXT),
    ("FIRST_ERROR_TASK_NAME", _TEXT),
    ("FIRST_ERROR_CODE", _TEXT),
    ("FIRST_ERROR_MESSAGE", _TEXT),
    ("SCHEDULED_TIME", _TIME),
    ("QUERY_START_TIME", _TIME),
    ("NEXT_SCHEDULED_TIME", _TIME),
    ("COMPLETED_TIME", _TIME),
    ("ROOT_TASK_ID", _TEXT),
    ("GRAPH_VERSION", _NUMBER),
    ("RUN_ID", _NUMBER),
    ("ATTEMPT_NUMBER", _NUMBER),
    ("SCHEDULED_FROM", _TEXT),
    ("CONFIG", _TEXT),
    ("GRAPH_RUN_GROUP_ID", _TEXT),
    ("BACKFILL_INFO", _TEXT),
    ("SCHEDULED_BY_USER", _TEXT),
)

USAGE_TASK_HISTORY: Columns = (*TASK_HISTORY, ("TASK_DATABASE_ID", _NUMBER), ("TASK_SCHEMA_ID", _NUMBER))
"""What ACCOUNT_USAGE shows besides."""

CURRENT_TASK_GRAPHS: Columns = tuple(column for column in COMPLETE_TASK_GRAPHS if column[0] != "COMPLETED_TIME")

TASK_DEPENDENTS: Columns = (
    ("CREATED_ON", _TIME),
    ("NAME", _TEXT),
    ("DATABASE_NAME", _TEXT),
    ("SCHEMA_NAME", _TEXT),
    ("OWNER", _TEXT),
    ("COMMENT", _TEXT),
    ("WAREHOUSE", _TEXT),
    ("SCHEDULE", _TEXT),
    ("PREDECESSORS", _TEXT),
    ("STATE", _TEXT),
    ("DEFINITION", _TEXT),
    ("CONDITION", _TEXT),
)

HISTORY_WINDOW = timedelta(days=7)
COMPLETE_WINDOW = timedelta(minutes=60)
_RUN_COLUMNS = {"STATE": STATE_SQL, "NAME": "name", "SCHEDULED_TIME": "scheduled_time"}
_FAILED_KINDS = ("RUN_FAILED", "RUN_AUTO_SUSPENDED", "RUN_CANCELLED")
_FAILED_STATES = "('FAILED', 'FAILED_AND_AUTO_SUSPENDED', 'CANCELLED')"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What a role may see of the history.

    ``tasks``: those whose runs it sees, None for all.  ``nameless``: by column, the tasks of which it sees NULL there,
    since it may not know of their database or schema.
    """

    tasks: Collection[ObjectId] | None = None
    nameless: Mapping[str, Collection[ObjectId]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryFilter:
    """The arguments of TASK_HISTORY, checked.

    ``start`` and ``end`` are DuckDB expressions of a TIMESTAMP in UTC.
    """

    start: str
    end: str | None = None
    limit: int | None = 100
    task_name: str | None = None
    database_name: str | None = None
    schema_name: str | None = None
    error_only: bool = False
    root_task_id: str | None = None
    sight: Sight = field(default_factory=Sight)


def task_history(
    wanted: HistoryFilter, rows: Iterable[OpenRow] = (), *, columns: Columns = TASK_HISTORY
) -> SystemRelation:
    """Return TASK_HISTORY: finished runs from the log and open ones, newest scheduled time first.

    ``columns`` begin with those of the function.
    """
    kinds = _FAILED_KINDS if wanted.error_only else FINAL_RUN_KINDS
    native = {**_RUN_COLUMNS, **_names("task_id", wanted.sight)}
    stored = _stored(columns, kinds, _stored_filters(wanted), native=native, limit=wanted.limit)
    filters = [f"{_column(TASK_HISTORY, 'SCHEDULED_TIME')} >= {wanted.start}"]
    if wanted.end is not None:
        filters.append(f"{_column(TASK_HISTORY, 'SCHEDULED_TIME')} <= {wanted.end}")
    for name, value in (("DATABASE_NAME", wanted.database_name), ("SCHEMA_NAME", wanted.schema_name)):
        if value is not None:
            filters.append(f"{_column(TASK_HISTORY, name)} = {quote_literal(value)}")
    if wanted.task_name is not None:
        filters.append(f"upper({_column(TASK_HISTORY, 'NAME')}) = {quote_literal(wanted.task_name.upper())}")
    if wanted.root_task_id is not None:
        filters.append(f"{_column(TASK_HISTORY, 'ROOT_TASK_ID')} = {quote_literal(wanted.root_task_id)}")
    if wanted.error_only:
        filters.append(f"{_column(TASK_HISTORY, 'STATE')} IN {_FAILED_STATES}")
    shown = _shown(rows, wanted.sight)
    parts = [stored, f"{_literal_rows(columns, shown)} AND {_still_open(shown)}"]
    return _relation(columns, parts, filters, order="SCHEDULED_TIME", limit=wanted.limit)


def _stored_filters(wanted: HistoryFilter) -> list[str]:
    """Return the filters on the log's columns: only what passes them, up to the limit, has its JSON read."""
    filters = [f"occurred_on >= {wanted.start}", f"scheduled_time >= {wanted.start}"]  # nothing ends before it is due
    if wanted.end is not None:
        filters.append(f"scheduled_time <= {wanted.end}")
    if wanted.task_name is not None:
        filters.append(f"upper(name) = {quote_literal(wanted.task_name.upper())}")
    for key, value in (
        ("database_name", wanted.database_name),
        ("schema_name", wanted.schema_name),
        ("root_task_id", wanted.root_task_id),
    ):
        if value is not None:
            filters.append(f"json_extract_string(body, '$.{key}') = {quote_literal(value)}")
    return [*filters, *_seen("task_id", wanted.sight)]


def current_task_graphs(
    rows: Iterable[OpenRow], *, limit: int = 1000, root_name: str | None = None, sight: Sight
) -> SystemRelation:
    """Return CURRENT_TASK_GRAPHS: graph runs that are scheduled or executing, newest scheduled time first."""
    filters = _root_filter(CURRENT_TASK_GRAPHS, root_name)
    parts = [_literal_rows(CURRENT_TASK_GRAPHS, _shown(rows, sight))]
    return _relation(CURRENT_TASK_GRAPHS, parts, filters, order="SCHEDULED_TIME", limit=limit)


def complete_task_graphs(
    now: datetime,
    *,
    limit: int | None = 1000,
    root_name: str | None = None,
    error_only: bool = False,
    sight: Sight,
) -> SystemRelation:
    """Return COMPLETE_TASK_GRAPHS: graph runs that ended in the last hour, newest completed time first.

    A graph run whose root was skipped is not among them.
    """
    kinds = [kind for kind in FINAL_GRAPH_KINDS if kind != "GRAPH_SKIPPED"]
    recent = f"occurred_on >= {quote_literal(now - COMPLETE_WINDOW)}"
    native = {"STATE": STATE_SQL, **_names("root_id", sight)}
    stored = _stored(COMPLETE_TASK_GRAPHS, kinds, [recent, *_seen("root_id", sight)], native=native)
    filters = _root_filter(COMPLETE_TASK_GRAPHS, root_name)
    if error_only:
        filters.append(f"{_column(COMPLETE_TASK_GRAPHS, 'STATE')} IN {_FAILED_STATES}")
    return _relation(COMPLETE_TASK_GRAPHS, [stored], filters, order="COMPLETED_TIME", limit=limit)


def task_dependents(snapshot: Snapshot, task: Task, *, recursive: bool = True) -> SystemRelation:
    """Return TASK_DEPENDENTS: the task itself, then what depends on it, predecessors before their children."""
    rows = []
    for place, found in enumerate(dependents_of(snapshot, task, recursive=recursive)):
        database, schema, name = snapshot.path(found)
        owner = snapshot.get(Role, found.owner_id)
        above = [".".join(map(quote, (database, schema, predecessor))) for predecessor in found.predecessors]
        values = (
            found.created_on,
            name,
            database,
            schema,
            owner.name if owner is not None else None,
            found.comment,
            found.warehouse,
            found.schedule,
            canonical_json(above),
            "started" if found.started else "suspended",
            found.definition,
            found.condition,
        )
        rows.append(f"({place},{','.join(map(quote_literal, values))})")
    names = [f"o{number}" for number in range(1, len(TASK_DEPENDENTS) + 1)]
    casts = ", ".join(
        f"CAST({name} AS {storage[1]}) AS {name}" for name, (_, storage) in zip(names, TASK_DEPENDENTS, strict=True)
    )
    sql = f"SELECT {casts} FROM (VALUES {','.join(rows)}) AS v(place, {', '.join(names)}) ORDER BY place"
    return _as_relation(TASK_DEPENDENTS, sql)


def _seen(column: str, sight: Sight) -> list[str]:
    """Return the filter that leaves what the role may see."""
    return [] if sight.tasks is None else [_is_one_of(column, sight.tasks)]


def _names(column: str, sight: Sight) -> dict[str, str]:
    """Return the columns that are NULL for some tasks; ``column`` has the task."""
    return {
        name: f"CASE WHEN NOT {_is_one_of(column, tasks)} THEN json_extract_string(body, '$.{name.lower()}') END"
        for name, tasks in sight.nameless.items()
    }


def _is_one_of(column: str, tasks: Collection[ObjectId]) -> str:
    return f"{column} IN ({', '.join(str(int(task_id)) for task_id in sorted(tasks))})" if tasks else "FALSE"


def _shown(rows: Iterable[OpenRow], sight: Sight) -> list[OpenRow]:
    """Return the open rows that the role may see, as it may see them."""
    shown = []
    for row in rows:
        if sight.tasks is None or row.task_id in sight.tasks:
            unknown = {name.lower(): None for name, tasks in sight.nameless.items() if row.task_id in tasks}
            shown.append(replace(row, facts={**row.facts, **unknown}) if unknown else row)
    return shown


def _root_filter(columns: Columns, root_name: str | None) -> list[str]:
    if root_name is None:
        return []
    return [f"upper({_column(columns, 'ROOT_TASK_NAME')}) = {quote_literal(root_name.upper())}"]


def _column(columns: Columns, name: str) -> str:
    """Return the name under which the text has a column."""
    return f"o{next(place for place, column in enumerate(columns, 1) if column[0] == name)}"


def _stored(
    columns: Columns,
    kinds: Iterable[str],
    filters: Sequence[str],
    *,
    native: Mapping[str, str],
    limit: int | None = None,
) -> str:
    """Return the final events of these kinds as rows of the columns, with a limit those with the newest scheduled time.

    ``native``: columns that are not read from the facts of the event, as expressions over the log.
    """
    structure = {
        name.lower(): "BIGINT" if storage == "TIMESTAMP" else storage
        for name, (_, storage) in columns
        if name not in native
    }
    selected = []
    for place, (name, (_, storage)) in enumerate(columns, 1):
        value = f"facts.{name.lower()}"
        value = native.get(name, f"make_timestamp({value})" if storage == "TIMESTAMP" else value)
        selected.append(f"{value} AS o{place}")
    facts = f"json_transform(body, {quote_literal(canonical_json(structure))})"
    where = " AND ".join([f"event IN ({', '.join(map(quote_literal, kinds))})", *filters])
    if limit is not None:
        # The rows first, from narrow columns: reading the wide one for all that might be shown takes far longer.
        newest = f"ORDER BY scheduled_time DESC, sequence DESC LIMIT {int(limit)}"
        where = f"rowid IN (SELECT rowid FROM frazil.task_events WHERE {where} {newest})"
    return f"SELECT {', '.join(selected)} FROM (SELECT *, {facts} AS facts FROM frazil.task_events WHERE {where})"


def _literal_rows(columns: Columns, rows: Sequence[OpenRow]) -> str:
    """Return open runs as rows of the columns; without any, the empty relation of them."""
    casts = ", ".join(f"CAST(o{place} AS {storage}) AS o{place}" for place, (_, (_, storage)) in enumerate(columns, 1))
    names = ", ".join(["run_id", *(f"o{place}" for place in range(1, len(columns) + 1))])
    lines = []
    for row in rows:
        values = [quote_literal(row.run_id), *(_literal(name, storage, row) for name, (_, storage) in columns)]
        lines.append(f"({', '.join(values)})")
    lines = lines or [f"({', '.join(['NULL'] * (len(columns) + 1))})"]
    return f"SELECT {casts} FROM (VALUES {', '.join(lines)}) AS v({names}) WHERE {'TRUE' if rows else 'FALSE'}"


def _still_open(rows: Sequence[OpenRow]) -> str:
    """Return the filter that drops open runs whose end is stored when the query is run at last."""
    ids = ", ".join(str(int(row.run_id)) for row in rows if row.run_id is not None)
    if not ids:
        return "TRUE"
    final = ", ".join(map(quote_literal, FINAL_RUN_KINDS))
    ended = f"SELECT run_id FROM frazil.task_events WHERE run_id IN ({ids}) AND event IN ({final})"
    return f"(run_id IS NULL OR run_id NOT IN ({ended}))"


def _literal(name: str, storage: str, row: OpenRow) -> str:
    value = row.state if name == "STATE" else row.facts.get(name.lower())
    if storage == "TIMESTAMP" and isinstance(value, int):
        value = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=value)
    return quote_literal(value)


def _relation(
    columns: Columns, parts: Sequence[str], filters: Sequence[str], *, order: str, limit: int | None
) -> SystemRelation:
    where = f" WHERE {' AND '.join(filters)}" if filters else ""
    newest = f"ORDER BY {_column(columns, order)} DESC NULLS LAST LIMIT {int(limit)}" if limit is not None else ""
    return _as_relation(columns, f"SELECT * FROM ({' UNION ALL '.join(parts)}){where} {newest}")


def _as_relation(columns: Columns, sql: str) -> SystemRelation:
    return SystemRelation(
        sql=sql,
        columns=tuple(ResultColumn(name=name, type=kind) for name, (kind, _) in columns),
        storages=tuple(storage for _, (_, storage) in columns),
    )
