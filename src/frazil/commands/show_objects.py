"""SHOW DATABASES, SCHEMAS, TABLES, VIEWS and OBJECTS."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from frazil.catalog.records import ACCOUNT_ID, Database, Record, Schema, Table, TableKind, View
from frazil.commands.clustering import shown_key
from frazil.commands.context import Context
from frazil.commands.results import Rows
from frazil.commands.show_scope import (
    Row,
    Visibility,
    columns,
    databases_in,
    dropped_in,
    filters_of,
    owner_name,
    records_in,
)
from frazil.core.ids import ObjectId
from frazil.engine.mapping import table_name
from frazil.sql import ast
from frazil.sql import statements as st
from frazil.sql.binder.names import INFORMATION_SCHEMA
from frazil.sql.columns import ResultColumn
from frazil.sql.parser import parse_query

TERSE = columns("created_on name kind database_name schema_name", times="created_on")

_TIMES = "created_on dropped_on"
_DROPPED = columns("dropped_on", times=_TIMES)

_DATABASES = columns("created_on name is_default is_current origin owner comment options retention_time", times=_TIMES)
_DATABASES_END = columns(
    "kind owner_role_type object_visibility data_quality_monitoring_settings resharing_settings",
    objects="object_visibility data_quality_monitoring_settings resharing_settings",
)
_SCHEMAS = columns(
    "created_on name is_default is_current database_name owner comment options retention_time", times=_TIMES
)
_SCHEMAS_END = columns(
    "owner_role_type classification_profile_database classification_profile_schema classification_profile "
    "object_visibility is_nested",
    objects="object_visibility",
)
_TABLES = columns(
    "created_on name database_name schema_name kind comment cluster_by rows bytes owner retention_time",
    times=_TIMES,
    numbers="rows bytes",
)
_TABLES_END = columns(
    "automatic_clustering change_tracking search_optimization search_optimization_progress search_optimization_bytes "
    "is_external enable_schema_evolution owner_role_type is_event is_hybrid is_iceberg is_dynamic is_immutable "
    "is_interactive row_timestamp error_logging",
    numbers="search_optimization_bytes",
)
_VIEWS = columns(
    "created_on name reserved database_name schema_name owner comment text is_secure is_materialized "
    "owner_role_type change_tracking",
    times=_TIMES,
)
_MATERIALIZED_VIEWS = columns(
    "created_on name reserved database_name schema_name cluster_by rows bytes source_database_name source_schema_name "
    "source_table_name refreshed_on compacted_on owner invalid invalid_reason behind_by comment text "
    "is_secure automatic_clustering owner_role_type",
    times="created_on refreshed_on compacted_on",
    numbers="rows bytes",
)
_OBJECTS = columns(
    "created_on name database_name schema_name kind comment cluster_by rows bytes owner retention_time owner_role_type "
    "is_hybrid is_dynamic is_iceberg is_interactive",
    times=_TIMES,
    numbers="rows bytes",
)

_SCHEMA_TAIL: Row = (None, None, None, None, "false")
"""Classification, visibility and nesting, which no schema has here."""

_COUNTED_AT_ONCE = 200


def show_databases(statement: st.Show, context: Context) -> Rows:
    """List the databases the roles may see, in order of name."""
    visibility = Visibility(context)
    found: list[Database] = list(context.snapshot.children(Database, ACCOUNT_ID))
    if statement.history:
        found += dropped_in(context, Database, ACCOUNT_ID)
    rows = [
        (database.name, _database_row(statement, database, context))
        for database in sorted(found, key=_by_name)
        if visibility.sees(database) and visibility.grants(database, statement.privileges)
    ]
    heads = TERSE if statement.terse else (*_DATABASES, *_history(statement), *_DATABASES_END)
    return Rows(heads, filters_of(statement, context).select(rows))


def show_schemas(statement: st.Show, context: Context) -> Rows:
    """List schemas in order of database and name; each database has an INFORMATION_SCHEMA too."""
    visibility = Visibility(context)
    rows: list[tuple[str, Row]] = []
    for database in databases_in(statement, context):
        if not visibility.sees(database):
            continue
        found: list[Schema] = list(context.snapshot.children(Schema, database.id))
        if statement.history:
            found += dropped_in(context, Schema, database.id)
        lines = [
            (schema.name, _schema_row(statement, database, schema, context))
            for schema in found
            if visibility.sees(schema) and visibility.grants(schema, statement.privileges)
        ]
        lines.append((INFORMATION_SCHEMA, _information_schema_row(statement, database, context)))
        rows += sorted(lines, key=lambda line: line[0])
    heads = TERSE if statement.terse else (*_SCHEMAS, *_history(statement), *_SCHEMAS_END)
    return Rows(heads, filters_of(statement, context).select(rows))


def show_tables(statement: st.Show, context: Context) -> Rows:
    """List tables, the session's temporary ones among them."""
    visibility, filters = Visibility(context), filters_of(statement, context)
    found = [
        (database, schema, table)
        for database, schema, table in records_in(statement, context, Table)
        if isinstance(table, Table) and visibility.sees(table) and filters.admits(table.name)
    ]
    counts = {} if statement.terse else count_rows((table for _, _, table in found), context)
    rows: list[tuple[str, Row]] = []
    for database, schema, table in found:
        row: Row = (table.created_on, table.name, table.kind.value, database.name, schema.name)
        if not statement.terse:
            row = _table_row(statement, (database.name, schema.name), table, counts.get(table.id), context)
        rows.append((table.name, row))
    heads = TERSE if statement.terse else (*_TABLES, *_history(statement), *_TABLES_END)
    return Rows(heads, filters.select(rows))


def show_views(statement: st.Show, context: Context) -> Rows:
    """List views; the text of one is shown to who owns it or may see it, as it was sent."""
    filters = filters_of(statement, context)
    return Rows(TERSE if statement.terse else _VIEWS, filters.select(_view_rows(statement, context)))


def show_materialized_views(statement: st.Show, context: Context) -> Rows:
    """List the materialized views; what is computed at each use is never behind."""
    filters = filters_of(statement, context)
    return Rows(_MATERIALIZED_VIEWS, filters.select(_view_rows(statement, context, materialized=True)))


def _view_rows(statement: st.Show, context: Context, *, materialized: bool = False) -> list[tuple[str, Row]]:
    """Return views with their names, or only the materialized ones with what is known of those alone."""
    visibility = Visibility(context)
    rows: list[tuple[str, Row]] = []
    for database, schema, view in records_in(statement, context, View):
        if not isinstance(view, View) or not visibility.sees(view) or (materialized and not view.materialized):
            continue
        head = (view.created_on, view.name)
        if statement.terse and not materialized:
            rows.append((view.name, (*head, view.kind_word, database.name, schema.name)))
            continue
        text = "" if view.secure and not visibility.holds(view, "OWNERSHIP") else view.text
        owner = owner_name(context, view)
        row: Row
        if materialized:
            source = _source_of(view, context) if text else (None, None, None)
            row = (*head, "", database.name, schema.name, "", None, None, *source, context.now, None, owner,
                   "false", None, "0s", view.comment, text, _flag(view.secure), "OFF", "ROLE")  # fmt: skip
        else:
            row = (*head, "", database.name, schema.name, owner, view.comment, text, _flag(view.secure),
                   _flag(view.materialized), "ROLE", "OFF")  # fmt: skip
        rows.append((view.name, row))
    return rows


def _source_of(view: View, context: Context) -> tuple[str | None, str | None, str | None]:
    """Return database, schema and name of the one table that a materialized view reads."""
    database, schema, _ = context.snapshot.path(view)
    body = parse_query(view.query).body
    source = body.source if isinstance(body, ast.Select) else None
    if not isinstance(source, ast.TableSource) or source.name is None:
        return None, None, None
    *around, name = source.name.parts
    places = [database, schema][: 2 - len(around)] + around
    return places[0], places[1], name


def show_objects(statement: st.Show, context: Context) -> Rows:
    """List tables and views together."""
    visibility, filters = Visibility(context), filters_of(statement, context)
    found = [
        line for line in records_in(statement, context, Table, View)
        if visibility.sees(line[2]) and filters.admits(line[2].name)
    ]  # fmt: skip
    counts = {} if statement.terse else count_rows((r for _, _, r in found if isinstance(r, Table)), context)
    rows: list[tuple[str, Row]] = []
    for database, schema, record in found:
        # Transient and temporary tables are TABLE here, unlike in SHOW TABLES, and materialized views are VIEW.
        kind = record.family.value
        row: Row = (record.created_on, record.name, kind, database.name, schema.name)
        if not statement.terse:
            retention = _retention(record) if isinstance(record, Table) else None
            row = (
                record.created_on, record.name, database.name, schema.name, kind, record.comment,
                shown_key(record) if isinstance(record, Table) else "",
                counts.get(record.id), None, owner_name(context, record), retention, "ROLE",
                "N", "N", "N", "N",
            )  # fmt: skip
        rows.append((record.name, row))
    return Rows(TERSE if statement.terse else _OBJECTS, filters.select(rows))


def count_rows(tables: Iterable[Table], context: Context) -> Mapping[ObjectId, int]:
    """Return the number of rows of living tables, as the session's transaction sees them."""
    ids = [table.id for table in tables if table.dropped_on is None]
    counts: dict[ObjectId, int] = {}
    if context.environment.describe_only:
        return counts
    for start in range(0, len(ids), _COUNTED_AT_ONCE):
        part = ids[start : start + _COUNTED_AT_ONCE]
        sql = " UNION ALL ".join(f"SELECT {each} AS i, count(*) AS n FROM {table_name(each)}" for each in part)
        with context.transaction.read(sql, frozenset(part), context.canceller) as reader:
            counts.update((ObjectId(row["i"]), row["n"]) for row in reader.read_all().to_pylist())
    return counts


def _database_row(statement: st.Show, database: Database, context: Context) -> Row:
    if statement.terse:
        return (database.created_on, database.name, _kind(database), None, None)
    return (
        database.created_on,
        database.name,
        "N",
        _yes(database.name == context.state.database),
        _origin(database),
        owner_name(context, database),
        database.comment,
        "TRANSIENT" if database.transient else "",
        str(database.retention_days),
        *_dropped_on(statement, database),
        _kind(database),
        "" if database.system else "ROLE",
        None,
        None,
        None,
    )


def _kind(database: Database) -> str:
    return "IMPORTED DATABASE" if database.system else "STANDARD"


def _origin(database: Database) -> str:
    """Return the share that a shared database stands for."""
    if not database.system:
        return ""
    return "SNOWFLAKE.ACCOUNT_USAGE" if database.name == "SNOWFLAKE" else "SFC_SAMPLES.SAMPLE_DATA"


def _schema_row(statement: st.Show, database: Database, schema: Schema, context: Context) -> Row:
    if statement.terse:
        return (schema.created_on, schema.name, None, database.name, None)
    words = [
        word for word, said in (("TRANSIENT", schema.transient), ("MANAGED ACCESS", schema.managed_access)) if said
    ]
    return (
        schema.created_on,
        schema.name,
        "N",
        _yes((database.name, schema.name) == (context.state.database, context.state.schema)),
        database.name,
        owner_name(context, schema),
        schema.comment,
        ", ".join(words),
        str(schema.retention_days),
        *_dropped_on(statement, schema),
        "ROLE",
        *_SCHEMA_TAIL,
    )


def _information_schema_row(statement: st.Show, database: Database, context: Context) -> Row:
    """Return the row of the schema that every database has without anybody making it."""
    if statement.terse:
        return (context.now, INFORMATION_SCHEMA, None, database.name, None)
    current = (database.name, INFORMATION_SCHEMA) == (context.state.database, context.state.schema)
    comment = "Views describing the contents of schemas in this database"
    row = (context.now, INFORMATION_SCHEMA, "N", _yes(current), database.name, "", comment, "", "1")
    return (*row, *((None,) if statement.history else ()), "", *_SCHEMA_TAIL)


def _table_row(statement: st.Show, path: tuple[str, str], table: Table, count: int | None, context: Context) -> Row:
    return (
        table.created_on,
        table.name,
        *path,
        table.kind.value,
        table.comment,
        shown_key(table),
        count,
        None,
        owner_name(context, table),
        _retention(table),
        *_dropped_on(statement, table),
        "ON" if table.cluster_by else "OFF",
        "ON" if table.tracked else "OFF",
        *("OFF", None, None),
        "N",
        _yes(table.schema_evolution),
        "ROLE",
        *("N", "N", "N", "N", "N", "N"),
        *("OFF", "OFF"),
    )


def _retention(table: Table) -> str:
    return "0" if table.kind is TableKind.TEMPORARY else str(table.retention_days)


def _history(statement: st.Show) -> tuple[ResultColumn, ...]:
    return _DROPPED if statement.history else ()


def _dropped_on(statement: st.Show, record: Record) -> Row:
    return (record.dropped_on,) if statement.history else ()


def _by_name(record: Record) -> tuple[str, bool, int]:
    return record.name, record.dropped_on is None, record.id


def _yes(value: bool) -> str:
    return "Y" if value else "N"


def _flag(value: bool) -> str:
    return "true" if value else "false"
