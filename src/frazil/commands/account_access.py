"""ACCOUNT_USAGE of who may what: users, roles and grants, with those of the last year that are no more.

What is deleted is written as a row of the view that lists it, with the names of the moment, in the transaction that
deletes it.  As Snowflake documents for GRANTS_TO_ROLES, grants on dropped objects are not shown, revoked or not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pyarrow as pa

from frazil.catalog.records import ACCOUNT_ID, Family, PrivilegeGrant, Record, Relation, Role, RoleGrant, User
from frazil.catalog.snapshot import Change, Put, Snapshot
from frazil.commands.catalog_facts import (
    ownership_facts,
    privilege_facts,
    privilege_grant_facts,
    role_facts,
    role_grant_facts,
    user_facts,
)
from frazil.commands.context import Services
from frazil.commands.login_history import last_logins
from frazil.commands.system_rows import Columns, Facts, extracted, facts_relation, parse_columns, register, sql_relation
from frazil.core.ids import ObjectId
from frazil.engine.internal_rows import InternalRows
from frazil.engine.literals import canonical_json, quote_literal
from frazil.engine.store import Store
from frazil.sql.binder.environment import Environment, SystemRelation

_YEAR = timedelta(days=365)
_COLUMNS = ("deleted_on", "view_name", "object_id", "facts")


def access_relation(name: str, services: Services, environment: Environment) -> SystemRelation:
    """Return the relation of one of the views: what there is, and what there was."""
    view, snapshot = ACCESS_VIEWS[name], environment.snapshot
    rows = () if environment.describe_only else view.rows(services, snapshot)
    present = facts_relation(environment, view.columns, rows)
    since = quote_literal(environment.now - _YEAR)
    gone = (
        f"SELECT {extracted(view.columns, 'facts')} FROM frazil.deletions "
        f"WHERE view_name = {quote_literal(name)} AND deleted_on >= {since}"
    )
    if view.of_objects:
        ids = pa.array([each.id for each in snapshot.objects.values() if each.dropped_on is None], type=pa.int64())
        table = register(environment, pa.Table.from_arrays([ids], names=["id"]))
        gone += f" AND object_id IN (SELECT id FROM {table})"
    return sql_relation(view.columns, f"{present.sql} UNION ALL {gone}")


def deletions(snapshot: Snapshot, changes: Sequence[Change], now: datetime) -> list[InternalRows]:
    """Return the rows that remember what changes of the catalog take away from these views, none for most changes."""
    latest = {change.record.id: change for change in changes}
    gone = {
        number
        for number, change in latest.items()
        if not isinstance(change, Put) or change.record.dropped_on is not None
    }
    rows = [
        (now, name, object_id, canonical_json(_kept(name, {**facts, "DELETED_ON": now})))
        for number, change in latest.items()
        if (old := snapshot.objects.get(number)) is not None
        for name, object_id, facts in _deleted(snapshot, old, change, gone)
    ]
    return [InternalRows(table="frazil.deletions", columns=_COLUMNS, rows=rows)] if rows else []


def delete_before(store: Store, instant: datetime) -> int:
    """Forget what was deleted before an instant, and return how many rows that were."""
    return store.delete(f"DELETE FROM frazil.deletions WHERE deleted_on < {quote_literal(instant)}")


def _deleted(
    snapshot: Snapshot, old: Record, change: Change, gone: set[ObjectId]
) -> Iterator[tuple[str, ObjectId, Facts]]:
    """Yield what a change of a record deletes: the view, the object that a grant was on, and the row."""
    if isinstance(change, Put):
        if old.owner_id != change.record.owner_id and old.id not in gone and not _is_temporary(old):
            for facts in ownership_facts(snapshot, old):
                yield "GRANTS_TO_ROLES", old.id, facts
        return
    match old:
        case RoleGrant():
            if isinstance(snapshot.objects.get(old.grantee_id), User):
                yield "GRANTS_TO_USERS", old.role_id, role_grant_facts(snapshot, old)
            elif old.role_id not in gone:
                yield "GRANTS_TO_ROLES", old.role_id, role_grant_facts(snapshot, old)
        case PrivilegeGrant():
            target = snapshot.objects.get(old.object_id)
            if target is not None and target.id not in gone and not _is_temporary(target):
                for facts in privilege_grant_facts(snapshot, target, old):
                    yield "GRANTS_TO_ROLES", target.id, facts
        case User():
            yield "USERS", old.id, user_facts(snapshot, old)
        case Role():
            yield "ROLES", old.id, role_facts(snapshot, old)


def _kept(name: str, facts: Facts) -> dict[str, object]:
    """Return the columns of a row that say something, as JSON takes them."""
    found = ((column, facts.get(column)) for column, _ in ACCESS_VIEWS[name].columns)
    return {column: _text(value) for column, value in found if value is not None}


def _text(value: object) -> object:
    return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ") if isinstance(value, datetime) else value


def _is_temporary(record: Record) -> bool:
    return isinstance(record, Relation) and record.session_id is not None


def _users(services: Services, snapshot: Snapshot) -> Iterator[Facts]:
    logins = last_logins(services, "user_id")
    for user in snapshot.children(User, ACCOUNT_ID):
        yield {**user_facts(snapshot, user), "LAST_SUCCESS_LOGIN": logins.get((user.id,))}


def _roles(services: Services, snapshot: Snapshot) -> Iterator[Facts]:
    return (role_facts(snapshot, each) for each in snapshot.children(Role, ACCOUNT_ID))


def _grants_to_roles(services: Services, snapshot: Snapshot) -> Iterator[Facts]:
    for record in snapshot.objects.values():
        if isinstance(record, RoleGrant):
            if isinstance(snapshot.objects.get(record.grantee_id), Role):
                yield role_grant_facts(snapshot, record)
        elif record.family is not Family.PRIVILEGE_GRANT and record.dropped_on is None:
            yield from privilege_facts(snapshot, record)


def _grants_to_users(services: Services, snapshot: Snapshot) -> Iterator[Facts]:
    for record in snapshot.objects.values():
        if isinstance(record, RoleGrant) and isinstance(snapshot.objects.get(record.grantee_id), User):
            yield role_grant_facts(snapshot, record)


@dataclass(frozen=True, slots=True)
class AccessView:
    """One view: its columns, the rows of what there is; ``of_objects``: what was on a dropped object is not shown."""

    columns: Columns
    rows: Callable[[Services, Snapshot], Iterable[Facts]]
    of_objects: bool = False


ACCESS_VIEWS: Mapping[str, AccessView] = {
    "GRANTS_TO_ROLES": AccessView(
        parse_columns(
            "CREATED_ON:t MODIFIED_ON:t PRIVILEGE GRANTED_ON NAME TABLE_CATALOG TABLE_SCHEMA GRANTED_TO GRANTEE_NAME "
            "GRANT_OPTION:b GRANTED_BY DELETED_ON:t GRANTED_BY_ROLE_TYPE OBJECT_INSTANCE"
        ),
        _grants_to_roles,
        of_objects=True,
    ),
    "GRANTS_TO_USERS": AccessView(
        parse_columns("CREATED_ON:t DELETED_ON:t ROLE GRANTED_TO GRANTEE_NAME GRANTED_BY"), _grants_to_users
    ),
    "ROLES": AccessView(
        parse_columns(
            "ROLE_ID:n CREATED_ON:t DELETED_ON:t NAME COMMENT OWNER ROLE_TYPE ROLE_DATABASE_NAME ROLE_INSTANCE_ID:n "
            "OWNER_ROLE_TYPE IS_FROM_ORGANIZATION_USER_GROUP:b"
        ),
        _roles,
    ),
    "USERS": AccessView(
        parse_columns(
            "USER_ID:n NAME CREATED_ON:t DELETED_ON:t LOGIN_NAME DISPLAY_NAME FIRST_NAME LAST_NAME EMAIL "
            "MUST_CHANGE_PASSWORD:b HAS_PASSWORD:b COMMENT DISABLED:v SNOWFLAKE_LOCK:v DEFAULT_WAREHOUSE "
            "DEFAULT_NAMESPACE DEFAULT_ROLE EXT_AUTHN_DUO:b EXT_AUTHN_UID HAS_MFA:b BYPASS_MFA_UNTIL:t "
            "LAST_SUCCESS_LOGIN:t EXPIRES_AT:t LOCKED_UNTIL_TIME:t HAS_RSA_PUBLIC_KEY:b PASSWORD_LAST_SET_TIME:t OWNER "
            "DEFAULT_SECONDARY_ROLE HAS_PAT:b HAS_WORKLOAD_IDENTITY:b TYPE DATABASE_NAME DATABASE_ID:n SCHEMA_NAME "
            "SCHEMA_ID:n IS_FROM_ORGANIZATION_USER:b"
        ),
        _users,
    ),
}
