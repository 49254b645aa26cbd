"""Catalog records as facts by column name: the rows of INFORMATION_SCHEMA and of ACCOUNT_USAGE.

Both have mostly the same names for the same things; each view picks its columns from the facts here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from frazil.catalog.records import (
    ACCOUNT_ID,
    AccessToken,
    Column,
    Database,
    Function,
    NumberSequence,
    PrivilegeGrant,
    Record,
    Role,
    RoleGrant,
    Schema,
    Table,
    TableKind,
    User,
    View,
    ViewColumn,
)
from frazil.catalog.snapshot import Snapshot
from frazil.commands.clustering import shown_key
from frazil.commands.system_rows import Facts
from frazil.core.ids import ObjectId
from frazil.core.types import TIMESTAMPS, DataType, Kind

_TABLE_TYPES = {TableKind.TEMPORARY: "LOCAL TEMPORARY"}
_DATA_TYPES = {Kind.VARCHAR: "TEXT"}
_SMALLEST, _LARGEST = str(-(2**63)), str(2**63 - 1)

NO_TABLE_FLAGS: Facts = {
    "IS_INSERTABLE_INTO": "YES",
    "IS_TYPED": "YES",
    **dict.fromkeys(
        (
            "AUTO_CLUSTERING_ON",
            "IS_TEMPORARY",
            "IS_ICEBERG",
            "IS_DYNAMIC",
            "IS_IMMUTABLE",
            "IS_HYBRID",
            "ROW_TIMESTAMP_ON",
            "ERROR_LOGGING",
            "IS_INTERACTIVE",
        ),
        "NO",
    ),
}
"""What TABLES says of a relation of which nothing is special, views among them."""


def owner_of(snapshot: Snapshot, record: Record) -> str | None:
    """Return the name of the role that owns an object, or None."""
    role = snapshot.get(Role, record.owner_id)
    return role.name if role is not None else None


def database_facts(snapshot: Snapshot, database: Database) -> Facts:
    """Return a database."""
    return {
        "DATABASE_ID": database.id,
        "DATABASE_NAME": database.name,
        "DATABASE_OWNER": owner_of(snapshot, database),
        "IS_TRANSIENT": _yes(database.transient),
        "RETENTION_TIME": database.retention_days,
        "REPLICABLE_WITH_FAILOVER_GROUPS": "UNSET",
        "TYPE": "IMPORTED DATABASE" if database.system else "STANDARD",
        "OWNER_ROLE_TYPE": None if database.owner_id is None else "ROLE",
        **_times(database),
    }


def schema_facts(snapshot: Snapshot, database: Database, schema: Schema) -> Facts:
    """Return a schema."""
    return {
        "SCHEMA_ID": schema.id,
        "SCHEMA_NAME": schema.name,
        "CATALOG_ID": database.id,
        "CATALOG_NAME": database.name,
        "SCHEMA_OWNER": owner_of(snapshot, schema),
        "IS_TRANSIENT": _yes(schema.transient),
        "IS_MANAGED_ACCESS": _yes(schema.managed_access),
        "RETENTION_TIME": schema.retention_days,
        "REPLICABLE_WITH_FAILOVER_GROUPS": "UNSET",
        "OWNER_ROLE_TYPE": None if schema.owner_id is None else "ROLE",
        "SCHEMA_TYPE": "STANDARD",
        **_times(schema),
    }


def relation_facts(snapshot: Snapshot, relation: Table | View, counts: Mapping[ObjectId, int]) -> Facts:
    """Return a table or view as the views TABLES and VIEWS list it."""
    owner = owner_of(snapshot, relation)
    facts: dict[str, object] = {
        **_place(snapshot, relation),
        "TABLE_OWNER": owner,
        "OWNER_ROLE_TYPE": None if owner is None else "ROLE",
        "LAST_DDL": relation.altered_on,
        "INSTANCE_ID": None,
        **NO_TABLE_FLAGS,
        **_times(relation),
    }
    if isinstance(relation, View):
        return {
            **facts,
            "TABLE_TYPE": "MATERIALIZED VIEW" if relation.materialized else "VIEW",
            "VIEW_DEFINITION": relation.text,
            "CHECK_OPTION": "NONE",
            "IS_UPDATABLE": "NO",
            "INSERTABLE_INTO": "NO",
            "IS_SECURE": _yes(relation.secure),
            "IS_TRANSIENT": None,
        }
    return {
        **facts,
        "TABLE_TYPE": _TABLE_TYPES.get(relation.kind, "BASE TABLE"),
        "IS_TRANSIENT": _yes(relation.kind is TableKind.TRANSIENT),
        "IS_TEMPORARY": _yes(relation.kind is TableKind.TEMPORARY),
        "ROW_COUNT": counts.get(relation.id),
        "RETENTION_TIME": relation.retention_days,
        "CLUSTERING_KEY": shown_key(relation) or None,
        "AUTO_CLUSTERING_ON": _yes(bool(relation.cluster_by)),
    }


def column_facts(snapshot: Snapshot, relation: Table | View) -> Iterator[Facts]:
    """Yield the columns of a table or view."""
    place = _place(snapshot, relation)
    found: tuple[Column | ViewColumn, ...] = relation.columns
    for number, column in enumerate(found, 1):
        yield {
            **place,
            "COLUMN_ID": column.id if isinstance(column, Column) else relation.id * 10_000 + number,
            "COLUMN_NAME": column.name,
            "ORDINAL_POSITION": number,
            "COLUMN_DEFAULT": snapshot.default_of(column) if isinstance(column, Column) else None,
            "IS_NULLABLE": _yes(column.nullable),
            "IS_SELF_REFERENCING": "NO",
            **_identity_facts(column),
            "COMMENT": column.comment or None,
            "DELETED": relation.dropped_on,
            **_type_facts(column),
        }


def role_facts(snapshot: Snapshot, role: Role) -> Facts:
    """Return a role."""
    return {
        "ROLE_ID": role.id,
        "CREATED_ON": role.created_on,
        "DELETED_ON": role.dropped_on,
        "NAME": role.name,
        "ROLE_NAME": role.name,
        "ROLE_OWNER": owner_of(snapshot, role),
        "OWNER": owner_of(snapshot, role),
        "ROLE_TYPE": "ROLE",
        "IS_FROM_ORGANIZATION_USER_GROUP": False,
        "OWNER_ROLE_TYPE": "ROLE",
        "COMMENT": role.comment,
    }


def user_facts(snapshot: Snapshot, user: User) -> Facts:
    """Return a user; never the password's hash."""
    return {
        "USER_ID": user.id,
        "NAME": user.name,
        "CREATED_ON": user.created_on,
        "DELETED_ON": user.dropped_on,
        "LOGIN_NAME": user.login_name,
        "DISPLAY_NAME": user.display_name,
        "FIRST_NAME": user.parameters.get("FIRST_NAME"),
        "LAST_NAME": user.parameters.get("LAST_NAME"),
        "EMAIL": user.email or None,
        "MUST_CHANGE_PASSWORD": user.must_change_password,
        "HAS_PASSWORD": user.password_hash is not None,
        "HAS_MFA": False,
        "EXT_AUTHN_DUO": False,
        "IS_FROM_ORGANIZATION_USER": False,
        "HAS_PAT": any(True for _ in snapshot.children(AccessToken, user.id)),
        "HAS_WORKLOAD_IDENTITY": False,
        "HAS_RSA_PUBLIC_KEY": bool(user.rsa_public_key or user.rsa_public_key_2),
        "COMMENT": user.comment or None,
        "DISABLED": "true" if user.disabled else "false",
        "SNOWFLAKE_LOCK": "false",
        "DEFAULT_WAREHOUSE": user.default_warehouse or None,
        "DEFAULT_NAMESPACE": user.default_namespace or None,
        "DEFAULT_ROLE": user.default_role or None,
        "DEFAULT_SECONDARY_ROLE": user.default_secondary_roles,
        "OWNER": owner_of(snapshot, user),
        "TYPE": "SERVICE" if user.service else user.parameters.get("TYPE"),
    }


def privilege_facts(snapshot: Snapshot, target: Record) -> Iterator[Facts]:
    """Yield the privileges on an object, OWNERSHIP first, with grantor and grantee."""
    yield from ownership_facts(snapshot, target)
    for grant in snapshot.privileges_on.get(target.id, ()):
        yield from privilege_grant_facts(snapshot, target, grant)


def ownership_facts(snapshot: Snapshot, target: Record) -> Iterator[Facts]:
    """Yield the OWNERSHIP of an object, if somebody has it."""
    owner = owner_of(snapshot, target)
    if owner is not None:
        yield {**_granted_on(snapshot, target), **_grant(target, "OWNERSHIP", owner, owner, True)}


def privilege_grant_facts(snapshot: Snapshot, target: Record, grant: PrivilegeGrant) -> Iterator[Facts]:
    """Yield one privilege on an object, if the role that has it is there."""
    role = snapshot.get(Role, grant.role_id)
    giver = snapshot.get(Role, grant.granted_by)
    if role is not None:
        given = _grant(grant, grant.privilege, role.name, giver.name if giver else None, grant.grant_option)
        yield {**_granted_on(snapshot, target), **given}


def role_grant_facts(snapshot: Snapshot, grant: RoleGrant) -> Facts:
    """Return a role granted to a role or user."""
    role, grantee = snapshot.get(Role, grant.role_id), snapshot.objects.get(grant.grantee_id)
    giver = snapshot.get(Role, grant.granted_by)
    return {
        "CREATED_ON": grant.created_on,
        "MODIFIED_ON": grant.created_on,
        "PRIVILEGE": "USAGE",
        "GRANTED_ON": "ROLE",
        "NAME": role.name if role is not None else None,
        "ROLE": role.name if role is not None else None,
        "ROLE_NAME": role.name if role is not None else None,
        "ROLE_OWNER": owner_of(snapshot, role) if role is not None else None,
        "GRANTED_TO": grantee.family.value if grantee is not None else None,
        "GRANTEE": grantee.name if grantee is not None else None,
        "GRANTEE_NAME": grantee.name if grantee is not None else None,
        "GRANT_OPTION": False,
        "IS_GRANTABLE": "NO",
        "GRANTED_BY": giver.name if giver is not None else None,
    }


def _granted_on(snapshot: Snapshot, target: Record) -> Facts:
    """Return what a grant is on."""
    if target.id == ACCOUNT_ID:
        place: tuple[str | None, ...] = (None, None, target.name)
    else:
        path = snapshot.path(target)
        place = (
            (*(None,) * (3 - len(path)), *path) if len(path) == 1 else (path[0], *(None,) * (3 - len(path)), *path[1:])
        )
    return {
        "OBJECT_CATALOG": place[0],
        "OBJECT_SCHEMA": place[1],
        "OBJECT_NAME": place[2],
        "TABLE_CATALOG": place[0],
        "TABLE_SCHEMA": place[1],
        "TABLE_NAME": place[2],
        "NAME": place[2],
        "OBJECT_TYPE": target.family.value,
        "GRANTED_ON": target.family.value,
        "GRANTED_TO": "ROLE",
        "WITH_HIERARCHY": "NO",
    }


def _grant(source: Record, privilege: str, grantee: str, grantor: str | None, option: bool) -> Facts:
    return {
        "CREATED": source.created_on,
        "CREATED_ON": source.created_on,
        "MODIFIED_ON": source.altered_on,
        "PRIVILEGE": privilege,
        "PRIVILEGE_TYPE": privilege,
        "GRANTEE": grantee,
        "GRANTEE_NAME": grantee,
        "GRANTOR": grantor,
        "GRANTED_BY": grantor,
        "GRANTED_BY_ROLE_TYPE": "ROLE" if grantor is not None else None,
        "GRANT_OPTION": option,
        "IS_GRANTABLE": _yes(option),
    }


def _place(snapshot: Snapshot, relation: Table | View) -> Facts:
    schema = snapshot.fetch(Schema, relation.parent_id)
    database = snapshot.fetch(Database, schema.parent_id)
    return {
        "TABLE_ID": relation.id,
        "TABLE_NAME": relation.name,
        "TABLE_SCHEMA_ID": schema.id,
        "TABLE_SCHEMA": schema.name,
        "TABLE_CATALOG_ID": database.id,
        "TABLE_CATALOG": database.name,
    }


def _times(record: Record) -> Facts:
    return {
        "CREATED": record.created_on,
        "LAST_ALTERED": record.altered_on,
        "DELETED": record.dropped_on,
        "COMMENT": record.comment or None,
    }


def sequence_facts(snapshot: Snapshot, sequence: NumberSequence) -> Facts:
    """Return a sequence; the value that it gives next is the caller's to add."""
    return {
        **object_place(snapshot, sequence, "SEQUENCE"),
        "DATA_TYPE": "NUMBER",
        "NUMERIC_PRECISION": 38,
        "NUMERIC_PRECISION_RADIX": 10,
        "NUMERIC_SCALE": 0,
        "START_VALUE": str(sequence.numbering.start),
        "MINIMUM_VALUE": _SMALLEST,
        "MAXIMUM_VALUE": _LARGEST,
        "INCREMENT": str(sequence.numbering.increment),
        "CYCLE_OPTION": "NO",
        "ORDERED": _yes(sequence.numbering.ordered),
    }


def function_facts(snapshot: Snapshot, function: Function) -> Facts:
    """Return a function of users."""
    arguments = ", ".join(f"{each.name} {each.type.kind.value}" for each in function.arguments)
    listed = ", ".join(f"{each.name} {each.type.kind.value}" for each in function.columns)
    numbers = _kind_facts(function.returns) if function.returns is not None else {}
    return {
        **object_place(snapshot, function, "FUNCTION"),
        **numbers,
        "ARGUMENT_SIGNATURE": f"({arguments})",
        "DATA_TYPE": str(function.returns) if function.returns is not None else f"TABLE ({listed})",
        "FUNCTION_LANGUAGE": "SQL",
        "FUNCTION_DEFINITION": function.body,
        "VOLATILITY": function.volatility,
        "IS_NULL_CALL": _yes(not function.strict),
        "IS_SECURE": _yes(function.secure),
        "IS_EXTERNAL": "NO",
        "IS_MEMOIZABLE": _yes(function.memoizable),
        "IS_DATA_METRIC": "NO",
        "IS_AGGREGATE": "NO",
    }


def object_place(snapshot: Snapshot, record: Record, word: str) -> Facts:
    """Return where an object of a schema is, who owns it and its times, under the names that its views have."""
    schema = snapshot.fetch(Schema, record.parent_id)
    database = snapshot.fetch(Database, schema.parent_id)
    owner = owner_of(snapshot, record)
    return {
        f"{word}_ID": record.id,
        f"{word}_NAME": record.name,
        f"{word}_SCHEMA_ID": schema.id,
        f"{word}_SCHEMA": schema.name,
        f"{word}_CATALOG_ID": database.id,
        f"{word}_CATALOG": database.name,
        f"{word}_OWNER": owner,
        "OWNER_ROLE_TYPE": None if owner is None else "ROLE",
        **_times(record),
    }


def _type_facts(column: Column | ViewColumn) -> Facts:
    alias = (column.alias or None) if isinstance(column, Column) else None
    return {**_kind_facts(column.type), "DATA_TYPE_ALIAS": alias}


def _kind_facts(kind: DataType) -> Facts:
    facts: dict[str, object] = {"DATA_TYPE": _DATA_TYPES.get(kind.kind, kind.kind.value)}
    if kind.kind is Kind.NUMBER:
        facts |= {"NUMERIC_PRECISION": kind.precision, "NUMERIC_PRECISION_RADIX": 10, "NUMERIC_SCALE": kind.scale}
    elif kind.kind is Kind.VARCHAR:
        facts |= {"CHARACTER_MAXIMUM_LENGTH": kind.length, "CHARACTER_OCTET_LENGTH": kind.length * 4}
        facts["COLLATION_NAME"] = kind.collation.spec if kind.collation is not None else None
    elif kind.kind is Kind.BINARY:
        facts |= {"CHARACTER_MAXIMUM_LENGTH": kind.length, "CHARACTER_OCTET_LENGTH": kind.length}
    elif kind.kind in TIMESTAMPS or kind.kind is Kind.TIME:
        facts["DATETIME_PRECISION"] = kind.scale
    return facts


def _identity_facts(column: Column | ViewColumn) -> Facts:
    counted = column.identity if isinstance(column, Column) else None
    if counted is None:
        return {"IS_IDENTITY": "NO"}
    return {
        "IS_IDENTITY": "YES",
        "IDENTITY_GENERATION": "BY DEFAULT",
        "IDENTITY_START": counted.start,
        "IDENTITY_INCREMENT": counted.increment,
        "IDENTITY_CYCLE": "NO",
        "IDENTITY_ORDERED": _yes(counted.ordered),
    }


def _yes(value: bool) -> str:
    return "YES" if value else "NO"
