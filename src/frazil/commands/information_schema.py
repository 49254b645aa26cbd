"""INFORMATION_SCHEMA: what each database says about itself, as far as the roles in force may know it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from frazil.catalog.records import ACCOUNT_ID, Database, Record, Role, Schema, Table, User, View
from frazil.commands.catalog_facts import (
    NO_TABLE_FLAGS,
    column_facts,
    database_facts,
    privilege_facts,
    relation_facts,
    role_facts,
    role_grant_facts,
    schema_facts,
)
from frazil.commands.information_objects import OBJECT_SPECS
from frazil.commands.show_keys import check_facts, constraint_facts, reference_facts
from frazil.commands.system_rows import Facts, parse_columns
from frazil.commands.viewers import CatalogView, Viewer
from frazil.core.ids import ObjectId
from frazil.sql.binder.names import INFORMATION_SCHEMA


def _databases(seen: Viewer) -> Iterator[Facts]:
    for database in sorted(seen.snapshot.children(Database, ACCOUNT_ID), key=lambda each: each.name):
        if seen.sees(database):
            yield database_facts(seen.snapshot, database)


def _schemata(seen: Viewer) -> Iterator[Facts]:
    for schema in seen.schemas():
        yield schema_facts(seen.snapshot, seen.database, schema)
    yield {
        "CATALOG_NAME": seen.database.name,
        "SCHEMA_NAME": INFORMATION_SCHEMA,
        "IS_TRANSIENT": "NO",
        "IS_MANAGED_ACCESS": "NO",
        "RETENTION_TIME": 1,
        "REPLICABLE_WITH_FAILOVER_GROUPS": "UNSET",
        "CREATED": seen.database.created_on,
        "LAST_ALTERED": seen.database.created_on,
        "COMMENT": "Views describing the contents of schemas in this database",
    }


def _tables(seen: Viewer) -> Iterator[Facts]:
    relations = list(seen.relations(Table, View))
    counts = seen.count(each for each in relations if isinstance(each, Table))
    for relation in relations:
        yield relation_facts(seen.snapshot, relation, counts)
    for name in sorted(INFORMATION_VIEWS):
        yield {
            "TABLE_CATALOG": seen.database.name,
            "TABLE_SCHEMA": INFORMATION_SCHEMA,
            "TABLE_NAME": name,
            "TABLE_TYPE": "VIEW",
            **NO_TABLE_FLAGS,
        }


def _columns(seen: Viewer) -> Iterator[Facts]:
    for relation in seen.relations(Table, View):
        yield from column_facts(seen.snapshot, relation)


def _views(seen: Viewer) -> Iterator[Facts]:
    for relation in seen.relations(View):
        facts = relation_facts(seen.snapshot, relation, {})
        hidden = isinstance(relation, View) and relation.secure and relation.owner_id not in seen.roles
        yield {**facts, "VIEW_DEFINITION": None} if hidden else facts


def _enabled_roles(seen: Viewer) -> Iterator[Facts]:
    for role in sorted(seen.snapshot.children(Role, ACCOUNT_ID), key=lambda each: each.name):
        if role.id in seen.roles:
            yield role_facts(seen.snapshot, role)


def _applicable_roles(seen: Viewer) -> Iterator[Facts]:
    """Yield the grants that lead from the user to every role it can use."""
    user = seen.state.user
    pending: list[ObjectId] = [user.id] if isinstance(user, User) else [seen.state.role_id]
    done: set[ObjectId] = set()
    while pending:
        grantee = pending.pop()
        if grantee in done:
            continue
        done.add(grantee)
        for grant in seen.snapshot.grants_to.get(grantee, ()):
            yield role_grant_facts(seen.snapshot, grant)
            pending.append(grant.role_id)


def _object_privileges(seen: Viewer) -> Iterator[Facts]:
    for record in _inside(seen):
        yield from privilege_facts(seen.snapshot, record)


def _table_privileges(seen: Viewer) -> Iterator[Facts]:
    for relation in seen.relations(Table, View):
        yield from privilege_facts(seen.snapshot, relation)


def _inside(seen: Viewer) -> Iterator[Record]:
    """Yield the database and everything in it that the roles may see."""
    inside = {seen.database.id, *(each.id for each in seen.snapshot.children(Schema, seen.database.id))}
    for record in seen.snapshot.objects.values():
        if record.dropped_on is None and (record.id in inside or record.parent_id in inside) and seen.sees(record):
            yield record


def _catalog_name(seen: Viewer) -> Iterator[Facts]:
    yield {"CATALOG_NAME": seen.database.name}


def _table_constraints(seen: Viewer) -> Iterator[Facts]:
    for table in seen.relations(Table):
        if isinstance(table, Table):
            yield from constraint_facts(seen.snapshot, table)


def _check_constraints(seen: Viewer) -> Iterator[Facts]:
    for table in seen.relations(Table):
        if isinstance(table, Table):
            yield from check_facts(seen.snapshot, table)


def _referential_constraints(seen: Viewer) -> Iterator[Facts]:
    for table in seen.relations(Table):
        if isinstance(table, Table):
            yield from reference_facts(seen.snapshot, table)


_SPECS: Mapping[str, tuple[str, Callable[[Viewer], Iterable[Facts]]]] = {
    "APPLICABLE_ROLES": ("GRANTEE ROLE_NAME ROLE_OWNER IS_GRANTABLE", _applicable_roles),
    "CHECK_CONSTRAINTS": (
        "CONSTRAINT_CATALOG CONSTRAINT_SCHEMA CONSTRAINT_TABLE CONSTRAINT_NAME CHECK_CLAUSE",
        _check_constraints,
    ),
    "COLUMNS": (
        "TABLE_CATALOG TABLE_SCHEMA TABLE_NAME COLUMN_NAME ORDINAL_POSITION:n COLUMN_DEFAULT IS_NULLABLE DATA_TYPE "
        "CHARACTER_MAXIMUM_LENGTH:n CHARACTER_OCTET_LENGTH:n NUMERIC_PRECISION:n NUMERIC_PRECISION_RADIX:n "
        "NUMERIC_SCALE:n DATETIME_PRECISION:n INTERVAL_TYPE INTERVAL_PRECISION:n CHARACTER_SET_CATALOG "
        "CHARACTER_SET_SCHEMA CHARACTER_SET_NAME COLLATION_CATALOG COLLATION_SCHEMA COLLATION_NAME DOMAIN_CATALOG "
        "DOMAIN_SCHEMA DOMAIN_NAME UDT_CATALOG UDT_SCHEMA UDT_NAME SCOPE_CATALOG SCOPE_SCHEMA SCOPE_NAME "
        "MAXIMUM_CARDINALITY DTD_IDENTIFIER IS_SELF_REFERENCING IS_IDENTITY IDENTITY_GENERATION IDENTITY_START:n "
        "IDENTITY_INCREMENT:n IDENTITY_MAXIMUM IDENTITY_MINIMUM IDENTITY_CYCLE IDENTITY_ORDERED "
        "SCHEMA_EVOLUTION_RECORD DATA_TYPE_ALIAS COMMENT EXPRESSION KIND",
        _columns,
    ),
    "DATABASES": (
        "DATABASE_NAME DATABASE_OWNER IS_TRANSIENT COMMENT CREATED:t LAST_ALTERED:t RETENTION_TIME:n TYPE "
        "REPLICABLE_WITH_FAILOVER_GROUPS OWNER_ROLE_TYPE",
        _databases,
    ),
    "ENABLED_ROLES": ("ROLE_NAME ROLE_OWNER", _enabled_roles),
    "INFORMATION_SCHEMA_CATALOG_NAME": ("CATALOG_NAME", _catalog_name),
    "OBJECT_PRIVILEGES": (
        "GRANTOR GRANTEE GRANTED_TO OBJECT_CATALOG OBJECT_SCHEMA OBJECT_NAME OBJECT_TYPE PRIVILEGE_TYPE IS_GRANTABLE "
        "CREATED:t",
        _object_privileges,
    ),
    "REFERENTIAL_CONSTRAINTS": (
        "CONSTRAINT_CATALOG CONSTRAINT_SCHEMA CONSTRAINT_NAME UNIQUE_CONSTRAINT_CATALOG UNIQUE_CONSTRAINT_SCHEMA "
        "UNIQUE_CONSTRAINT_NAME MATCH_OPTION UPDATE_RULE DELETE_RULE COMMENT CREATED:t LAST_ALTERED:t",
        _referential_constraints,
    ),
    "SCHEMATA": (
        "CATALOG_NAME SCHEMA_NAME SCHEMA_OWNER IS_TRANSIENT IS_MANAGED_ACCESS RETENTION_TIME:n "
        "DEFAULT_CHARACTER_SET_CATALOG DEFAULT_CHARACTER_SET_SCHEMA DEFAULT_CHARACTER_SET_NAME SQL_PATH CREATED:t "
        "LAST_ALTERED:t COMMENT REPLICABLE_WITH_FAILOVER_GROUPS OWNER_ROLE_TYPE",
        _schemata,
    ),
    "TABLE_CONSTRAINTS": (
        "CONSTRAINT_CATALOG CONSTRAINT_SCHEMA CONSTRAINT_NAME TABLE_CATALOG TABLE_SCHEMA TABLE_NAME CONSTRAINT_TYPE "
        "IS_DEFERRABLE INITIALLY_DEFERRED ENFORCED COMMENT CREATED:t LAST_ALTERED:t RELY",
        _table_constraints,
    ),
    "TABLE_PRIVILEGES": (
        "GRANTOR GRANTEE GRANTED_TO TABLE_CATALOG TABLE_SCHEMA TABLE_NAME PRIVILEGE_TYPE IS_GRANTABLE WITH_HIERARCHY "
        "CREATED:t",
        _table_privileges,
    ),
    "TABLES": (
        "TABLE_CATALOG TABLE_SCHEMA TABLE_NAME TABLE_OWNER TABLE_TYPE IS_TRANSIENT CLUSTERING_KEY ROW_COUNT:n BYTES:n "
        "RETENTION_TIME:n SELF_REFERENCING_COLUMN_NAME REFERENCE_GENERATION USER_DEFINED_TYPE_CATALOG "
        "USER_DEFINED_TYPE_SCHEMA USER_DEFINED_TYPE_NAME IS_INSERTABLE_INTO IS_TYPED COMMIT_ACTION CREATED:t "
        "LAST_ALTERED:t LAST_DDL:t LAST_DDL_BY AUTO_CLUSTERING_ON COMMENT IS_TEMPORARY IS_ICEBERG IS_DYNAMIC "
        "IS_IMMUTABLE IS_HYBRID ROW_TIMESTAMP_ON ERROR_LOGGING IS_INTERACTIVE",
        _tables,
    ),
    "VIEWS": (
        "TABLE_CATALOG TABLE_SCHEMA TABLE_NAME TABLE_OWNER VIEW_DEFINITION CHECK_OPTION IS_UPDATABLE INSERTABLE_INTO "
        "IS_SECURE CREATED:t LAST_ALTERED:t LAST_DDL:t LAST_DDL_BY COMMENT",
        _views,
    ),
}

INFORMATION_VIEWS: Mapping[str, CatalogView] = {
    name: CatalogView(parse_columns(words), rows) for name, (words, rows) in {**_SPECS, **OBJECT_SPECS}.items()
}
"""The views of INFORMATION_SCHEMA by name; the rest of Snowflake's do not exist here."""
