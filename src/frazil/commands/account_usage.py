"""SNOWFLAKE.ACCOUNT_USAGE: the whole account, dropped objects and history included, without delay."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from frazil.catalog.records import (
    Database,
    Function,
    NumberSequence,
    Role,
    Schema,
    Table,
    Tag,
    View,
)
from frazil.catalog.snapshot import Snapshot
from frazil.commands.account_access import ACCESS_VIEWS, access_relation
from frazil.commands.catalog_facts import (
    column_facts,
    database_facts,
    function_facts,
    relation_facts,
    schema_facts,
    sequence_facts,
)
from frazil.commands.context import Services
from frazil.commands.credentials import CREDENTIAL_COLUMNS, credentials
from frazil.commands.information_objects import FUNCTION_COLUMNS
from frazil.commands.login_history import SESSION_COLUMNS, usage_logins, usage_sessions
from frazil.commands.login_history import USAGE_COLUMNS as LOGIN_COLUMNS
from frazil.commands.query_history import USAGE_COLUMNS, usage_history
from frazil.commands.sequences import next_value
from frazil.commands.show_keys import constraint_facts
from frazil.commands.system_rows import Columns, Facts, facts_relation, parse_columns, select_columns
from frazil.commands.tag_values import all_references, tag_facts
from frazil.core.names import quote
from frazil.engine.literals import canonical_json, quote_literal
from frazil.sql.binder.environment import Environment, SystemRelation
from frazil.tasks.graph import GraphVersion, TaskVersion, task_uuid
from frazil.tasks.history import (
    COMPLETE_WINDOW,
    USAGE_TASK_HISTORY,
    HistoryFilter,
    Sight,
    complete_task_graphs,
    task_history,
)

_YEAR = timedelta(days=365)

Rows = Callable[[Services, Snapshot], Iterable[Facts]]


@dataclass(frozen=True, slots=True)
class UsageView:
    """One view: its columns, and either its rows or the relation behind it."""

    columns: Columns
    rows: Rows | None = None
    relation: Callable[[Services, Environment], SystemRelation] | None = None


def usage_view(name: str, services: Services, environment: Environment) -> SystemRelation | None:
    """Return a view of ACCOUNT_USAGE, None for an unknown name.  Who may read it is the caller's to check."""
    view = USAGE_VIEWS.get(name)
    if view is None:
        return None
    if view.relation is not None:
        return select_columns(view.relation(services, environment), view.columns)
    assert view.rows is not None
    rows = () if environment.describe_only else view.rows(services, environment.snapshot)
    return facts_relation(environment, view.columns, rows)


def _databases(services: Services, snapshot: Snapshot) -> Iterator[Facts]:
    for record in snapshot.objects.values():
        if isinstance(record, Database):
            yield database_facts(snapshot, record)


def _schemata(services: Services, snapshot: Snapshot) -> Iterator[Facts]:
    for record in snapshot.objects.values():
        if isinstance(record, Schema):
            yield schema_facts(snapshot, snapshot.fetch(Database, record.parent_id), record)


def _relations(snapshot: Snapshot) -> Iterator[Table | View]:
    for record in snapshot.objects.values():
        if isinstance(record, Table | View) and record.session_id is None:
            yield record


def _tables(services: Services, snapshot: Snapshot) -> Iterator[Facts]:
    return (relation_facts(snapshot, each, {}) for each in _relations(snapshot))


def _views(services: Services, snapshot: Snapshot) -> Iterator[Facts]:
    return (relation_facts(snapshot, each, {}) for each in _relations(snapshot) if isinstance(each, View))


def _columns(services: Services, snapshot: Snapshot) -> Iterator[Facts]:
    for relation in _relations(snapshot):
        yield from column_facts(snapshot, relation)


def _sequences(services: Services, snapshot: Snapshot) -> Iterator[Facts]:
    for record in snapshot.objects.values():
        if isinstance(record, NumberSequence):
            following = str(next_value(services.store, record)) if record.dropped_on is None else None
            yield {**sequence_facts(snapshot, record), "NEXT_VALUE": following}


def _functions(services: Services, snapshot: Snapshot) -> Iterator[Facts]:
    for record in snapshot.objects.values():
        if isinstance(record, Function):
            yield function_facts(snapshot, record)


def _table_constraints(services: Services, snapshot: Snapshot) -> Iterator[Facts]:
    for table in snapshot.all(Table):
        yield from constraint_facts(snapshot, table)


def _tags(services: Services, snapshot: Snapshot) -> Iterator[Facts]:
    for record in snapshot.objects.values():
        if isinstance(record, Tag):
            yield tag_facts(snapshot, record)


def _tag_references(services: Services, snapshot: Snapshot) -> Iterator[Facts]:
    return all_references(snapshot)


def _task_versions(services: Services, snapshot: Snapshot) -> Iterator[Facts]:
    bodies = services.store.rows("SELECT body FROM frazil.task_versions ORDER BY root_id, version")
    for (body,) in bodies:
        version = GraphVersion.decode(body)
        for member in version.members:
            yield _version_facts(snapshot, version, member)


def _version_facts(snapshot: Snapshot, version: GraphVersion, member: TaskVersion) -> Facts:
    owner = snapshot.get(Role, member.owner_id)
    above = [version.by_id[each].name for each in member.predecessors]
    is_root = member.id == version.root_id
    return {
        "ROOT_TASK_ID": task_uuid(version.root_id),
        "GRAPH_VERSION": version.number,
        "GRAPH_VERSION_CREATED_ON": version.created_on,
        "GRAPH_VERSION_CREATED_BY_USER": version.created_by,
        "NAME": member.name,
        "ID": task_uuid(member.id),
        "DATABASE_ID": version.database_id,
        "DATABASE_NAME": version.database,
        "SCHEMA_ID": version.schema_id,
        "SCHEMA_NAME": version.schema,
        "OWNER": owner.name if owner is not None else None,
        "COMMENT": member.comment or None,
        "WAREHOUSE_NAME": member.warehouse,
        "SCHEDULE": member.schedule,
        "PREDECESSORS": canonical_json(
            [".".join(quote(part) for part in (version.database, version.schema, name)) for name in above]
        ),
        "STATE": None if is_root else ("started" if member.started else "suspended"),
        "DEFINITION": member.definition,
        "CONDITION_TEXT": member.condition,
        "ALLOW_OVERLAPPING_EXECUTION": member.overlap_policy == "ALLOW_CHILD_OVERLAP" if is_root else None,
        "SCHEDULING_MODE": "UNKNOWN",
        "LAST_COMMITTED_ON": version.created_on,
    }


def _flush(services: Services, environment: Environment) -> None:
    """Make the events so far visible to the query that is being bound."""
    if not environment.describe_only:
        services.run_log.flush()


def _task_history(services: Services, environment: Environment) -> SystemRelation:
    _flush(services, environment)
    wanted = HistoryFilter(start=quote_literal(environment.now - _YEAR), limit=None)
    return task_history(wanted, columns=USAGE_TASK_HISTORY)


def _complete_task_graphs(services: Services, environment: Environment) -> SystemRelation:
    _flush(services, environment)
    # The table function looks back one hour from the time it is given.
    since = environment.now - _YEAR + COMPLETE_WINDOW
    return complete_task_graphs(since, limit=None, sight=Sight())


_CATALOG: Mapping[str, tuple[str, Rows]] = {
    "COLUMNS": (
        "COLUMN_ID:n COLUMN_NAME TABLE_ID:n TABLE_NAME TABLE_SCHEMA_ID:n TABLE_SCHEMA TABLE_CATALOG_ID:n TABLE_CATALOG "
        "ORDINAL_POSITION:n COLUMN_DEFAULT IS_NULLABLE DATA_TYPE CHARACTER_MAXIMUM_LENGTH:n CHARACTER_OCTET_LENGTH:n "
        "NUMERIC_PRECISION:n NUMERIC_PRECISION_RADIX:n NUMERIC_SCALE:n DATETIME_PRECISION:n INTERVAL_TYPE "
        "INTERVAL_PRECISION CHARACTER_SET_CATALOG CHARACTER_SET_SCHEMA CHARACTER_SET_NAME COLLATION_CATALOG "
        "COLLATION_SCHEMA COLLATION_NAME DOMAIN_CATALOG DOMAIN_SCHEMA DOMAIN_NAME UDT_CATALOG UDT_SCHEMA UDT_NAME "
        "SCOPE_CATALOG SCOPE_SCHEMA SCOPE_NAME MAXIMUM_CARDINALITY:n DTD_IDENTIFIER IS_SELF_REFERENCING IS_IDENTITY "
        "IDENTITY_GENERATION IDENTITY_START:n IDENTITY_INCREMENT:n IDENTITY_MAXIMUM IDENTITY_MINIMUM IDENTITY_CYCLE "
        "IDENTITY_ORDERED COMMENT DELETED:t DATA_TYPE_ALIAS",
        _columns,
    ),
    "CREDENTIALS": (CREDENTIAL_COLUMNS, credentials),
    "DATABASES": (
        "DATABASE_ID:n DATABASE_NAME DATABASE_OWNER IS_TRANSIENT COMMENT CREATED:t LAST_ALTERED:t DELETED:t "
        "RETENTION_TIME:n RESOURCE_GROUP TYPE OWNER_ROLE_TYPE OBJECT_VISIBILITY:o",
        _databases,
    ),
    "FUNCTIONS": (
        "FUNCTION_ID:n FUNCTION_NAME FUNCTION_SCHEMA_ID:n FUNCTION_SCHEMA FUNCTION_CATALOG_ID:n FUNCTION_CATALOG "
        "FUNCTION_OWNER " + FUNCTION_COLUMNS.format(deleted="DELETED:t ") + " OWNER_ROLE_TYPE",
        _functions,
    ),
    "SCHEMATA": (
        "SCHEMA_ID:n SCHEMA_NAME CATALOG_ID:n CATALOG_NAME SCHEMA_OWNER RETENTION_TIME:n IS_TRANSIENT "
        "IS_MANAGED_ACCESS DEFAULT_CHARACTER_SET_CATALOG DEFAULT_CHARACTER_SET_SCHEMA DEFAULT_CHARACTER_SET_NAME "
        "SQL_PATH COMMENT CREATED:t LAST_ALTERED:t DELETED:t OWNER_ROLE_TYPE SCHEMA_TYPE VERSION_NAME "
        "VERSIONED_SCHEMA_ID:n OBJECT_VISIBILITY:o",
        _schemata,
    ),
    "SEQUENCES": (
        "SEQUENCE_ID:n SEQUENCE_NAME SEQUENCE_SCHEMA_ID:n SEQUENCE_SCHEMA SEQUENCE_CATALOG_ID:n SEQUENCE_CATALOG "
        "SEQUENCE_OWNER DATA_TYPE NUMERIC_PRECISION:n NUMERIC_PRECISION_RADIX:n NUMERIC_SCALE:n START_VALUE "
        "MINIMUM_VALUE MAXIMUM_VALUE NEXT_VALUE INCREMENT CYCLE_OPTION ORDERED CREATED:t LAST_ALTERED:t DELETED:t "
        "COMMENT OWNER_ROLE_TYPE",
        _sequences,
    ),
    "TABLE_CONSTRAINTS": (
        "CONSTRAINT_ID:n CONSTRAINT_NAME CONSTRAINT_SCHEMA_ID:n CONSTRAINT_SCHEMA CONSTRAINT_CATALOG_ID:n "
        "CONSTRAINT_CATALOG TABLE_ID:n TABLE_NAME TABLE_SCHEMA_ID:n TABLE_SCHEMA TABLE_CATALOG_ID:n TABLE_CATALOG "
        "CONSTRAINT_TYPE IS_DEFERRABLE INITIALLY_DEFERRED ENFORCED COMMENT CREATED:t LAST_ALTERED:t DELETED:t RELY",
        _table_constraints,
    ),
    "TABLES": (
        "TABLE_ID:n TABLE_NAME TABLE_SCHEMA_ID:n TABLE_SCHEMA TABLE_CATALOG_ID:n TABLE_CATALOG TABLE_OWNER TABLE_TYPE "
        "IS_TRANSIENT CLUSTERING_KEY ROW_COUNT:n BYTES:n RETENTION_TIME:n SELF_REFERENCING_COLUMN_NAME "
        "REFERENCE_GENERATION USER_DEFINED_TYPE_CATALOG USER_DEFINED_TYPE_SCHEMA USER_DEFINED_TYPE_NAME "
        "IS_INSERTABLE_INTO IS_TYPED COMMIT_ACTION CREATED:t LAST_ALTERED:t LAST_DDL:t LAST_DDL_BY DELETED:t "
        "AUTO_CLUSTERING_ON COMMENT OWNER_ROLE_TYPE INSTANCE_ID:n IS_ICEBERG IS_DYNAMIC IS_HYBRID "
        "ARCHIVE_STORAGE_COOL_ROW_COUNT:n ARCHIVE_STORAGE_COOL_BYTES:n ARCHIVE_STORAGE_COLD_ROW_COUNT:n "
        "ARCHIVE_STORAGE_COLD_BYTES:n",
        _tables,
    ),
    "TAG_REFERENCES": (
        "TAG_DATABASE TAG_SCHEMA TAG_ID:n TAG_NAME TAG_VALUE OBJECT_DATABASE OBJECT_SCHEMA OBJECT_ID:n OBJECT_NAME "
        "OBJECT_DELETED:t DOMAIN COLUMN_ID:n COLUMN_NAME APPLY_METHOD",
        _tag_references,
    ),
    "TAGS": (
        "TAG_ID:n TAG_NAME TAG_SCHEMA_ID:n TAG_SCHEMA TAG_DATABASE_ID:n TAG_DATABASE TAG_OWNER TAG_COMMENT CREATED:t "
        "LAST_ALTERED:t DELETED:t ALLOWED_VALUES:v OWNER_ROLE_TYPE PROPAGATE ON_CONFLICT",
        _tags,
    ),
    "TASK_VERSIONS": (
        "ROOT_TASK_ID GRAPH_VERSION:n GRAPH_VERSION_CREATED_ON:t NAME ID DATABASE_ID:n DATABASE_NAME SCHEMA_ID:n "
        "SCHEMA_NAME OWNER COMMENT WAREHOUSE_NAME SCHEDULE PREDECESSORS:a STATE DEFINITION CONDITION_TEXT "
        "ALLOW_OVERLAPPING_EXECUTION:b ERROR_INTEGRATION LAST_COMMITTED_ON:t LAST_SUSPENDED_ON:t "
        "TARGET_COMPLETION_INTERVAL SCHEDULING_MODE GRAPH_VERSION_CREATED_BY_USER",
        _task_versions,
    ),
    "VIEWS": (
        "TABLE_ID:n TABLE_NAME TABLE_SCHEMA_ID:n TABLE_SCHEMA TABLE_CATALOG_ID:n TABLE_CATALOG TABLE_OWNER "
        "VIEW_DEFINITION CHECK_OPTION IS_UPDATABLE INSERTABLE_INTO IS_SECURE CREATED:t LAST_ALTERED:t LAST_DDL:t "
        "LAST_DDL_BY DELETED:t COMMENT INSTANCE_ID:n OWNER_ROLE_TYPE",
        _views,
    ),
}

_TASK_HISTORY = (
    "NAME QUERY_TEXT CONDITION_TEXT SCHEMA_NAME TASK_SCHEMA_ID:n DATABASE_NAME TASK_DATABASE_ID:n SCHEDULED_TIME:t "
    "COMPLETED_TIME:t STATE RETURN_VALUE QUERY_ID QUERY_START_TIME:t ERROR_CODE ERROR_MESSAGE GRAPH_VERSION:n RUN_ID:n "
    "ROOT_TASK_ID SCHEDULED_FROM ATTEMPT_NUMBER:n INSTANCE_ID:n CONFIG QUERY_HASH QUERY_HASH_VERSION:n "
    "QUERY_PARAMETERIZED_HASH QUERY_PARAMETERIZED_HASH_VERSION:n GRAPH_RUN_GROUP_ID BACKFILL_INFO SPCS_JOB_ID"
)
_COMPLETE_TASK_GRAPHS = (
    "ROOT_TASK_NAME DATABASE_NAME SCHEMA_NAME STATE FIRST_ERROR_TASK_NAME FIRST_ERROR_CODE FIRST_ERROR_MESSAGE "
    "SCHEDULED_TIME:t QUERY_START_TIME:t NEXT_SCHEDULED_TIME:t COMPLETED_TIME:t ROOT_TASK_ID GRAPH_VERSION:n RUN_ID:n "
    "ATTEMPT_NUMBER:n SCHEDULED_FROM CONFIG GRAPH_RUN_GROUP_ID BACKFILL_INFO SCHEDULED_BY_USER"
)

USAGE_VIEWS: Mapping[str, UsageView] = {
    **{name: UsageView(parse_columns(words), rows) for name, (words, rows) in _CATALOG.items()},
    **{name: UsageView(view.columns, relation=partial(access_relation, name)) for name, view in ACCESS_VIEWS.items()},
    "COMPLETE_TASK_GRAPHS": UsageView(parse_columns(_COMPLETE_TASK_GRAPHS), relation=_complete_task_graphs),
    "LOGIN_HISTORY": UsageView(LOGIN_COLUMNS, relation=usage_logins),
    "QUERY_HISTORY": UsageView(USAGE_COLUMNS, relation=usage_history),
    "SESSIONS": UsageView(SESSION_COLUMNS, relation=usage_sessions),
    "TASK_HISTORY": UsageView(parse_columns(_TASK_HISTORY), relation=_task_history),
}
"""The views of ACCOUNT_USAGE by name; the rest of Snowflake's do not exist here."""
