"""The objects of a new account: what a store holds before anybody has said anything.

As in a new account of Snowflake: the system roles with their hierarchy, one administrator, one warehouse, the shared
databases.  Their ids are fixed and below ``catalog_store.FIRST_ID``.
"""

from __future__ import annotations

from datetime import datetime

from frazil.catalog.records import (
    ACCOUNT_ID,
    Account,
    Database,
    Family,
    PrivilegeGrant,
    Record,
    Role,
    RoleGrant,
    Schema,
    User,
    Warehouse,
)
from frazil.core.ids import ObjectId
from frazil.security.privileges import GRANTABLE

ACCOUNTADMIN = ObjectId(10)
SECURITYADMIN = ObjectId(11)
USERADMIN = ObjectId(12)
SYSADMIN = ObjectId(13)
PUBLIC = ObjectId(14)
ADMIN = ObjectId(20)
SYSTEM = ObjectId(21)
COMPUTE_WH = ObjectId(30)
_SNOWFLAKE = ObjectId(40)
_SAMPLE_DATA = ObjectId(41)
_FIRST_SCHEMA = 50
_FIRST_GRANT = 100

_ROLES = {
    ACCOUNTADMIN: ("ACCOUNTADMIN", "Account administrator can manage all aspects of the account."),
    SECURITYADMIN: ("SECURITYADMIN", "Security administrator can manage security aspects of the account."),
    USERADMIN: ("USERADMIN", "User administrator can create and manage users and roles"),
    SYSADMIN: ("SYSADMIN", "System administrator can create and manage databases and warehouses."),
    PUBLIC: ("PUBLIC", "Public role is automatically available to every user in the account."),
}
_HIERARCHY = (
    (SECURITYADMIN, ACCOUNTADMIN),
    (SYSADMIN, ACCOUNTADMIN),
    (USERADMIN, SECURITYADMIN),
    (ACCOUNTADMIN, ADMIN),
)
"""Pairs of a role and the role or user to whom it is granted."""

_GLOBAL = (
    (SYSADMIN, "CREATE DATABASE"),
    (SYSADMIN, "CREATE WAREHOUSE"),
    (USERADMIN, "CREATE USER"),
    (USERADMIN, "CREATE ROLE"),
    (SECURITYADMIN, "MANAGE GRANTS"),
    *((ACCOUNTADMIN, privilege) for privilege in GRANTABLE[Family.ACCOUNT]),
)
_SCHEMAS = (
    (_SNOWFLAKE, "ACCOUNT_USAGE"),
    (_SNOWFLAKE, "ORGANIZATION_USAGE"),
    (_SAMPLE_DATA, "TPCDS_SF100TCL"),
    (_SAMPLE_DATA, "TPCDS_SF10TCL"),
    (_SAMPLE_DATA, "TPCH_SF1"),
    (_SAMPLE_DATA, "TPCH_SF10"),
    (_SAMPLE_DATA, "TPCH_SF100"),
    (_SAMPLE_DATA, "TPCH_SF1000"),
)


def first_records(account: str, password_hash: str | None, now: datetime, *, admin: str = "ADMIN") -> list[Record]:
    """Return the records of a new account; ``password_hash`` is the administrator's, None to let nobody in yet."""
    return [
        Account(id=ACCOUNT_ID, parent_id=ObjectId(0), name=account, created_on=now, altered_on=now),
        *_roles(now),
        *_users(admin, password_hash, now),
        _warehouse(now),
        *_databases(now),
        *_grants(now),
    ]


def _roles(now: datetime) -> list[Record]:
    return [
        Role(id=role_id, parent_id=ACCOUNT_ID, name=name, created_on=now, altered_on=now, comment=comment, system=True)
        for role_id, (name, comment) in _ROLES.items()
    ]


def _users(admin: str, password_hash: str | None, now: datetime) -> list[Record]:
    return [
        User(
            id=ADMIN,
            parent_id=ACCOUNT_ID,
            name=admin,
            owner_id=ACCOUNTADMIN,
            created_on=now,
            altered_on=now,
            login_name=admin,
            display_name=admin,
            password_hash=password_hash,
            default_role="ACCOUNTADMIN",
            default_warehouse="COMPUTE_WH",
        ),
        User(
            id=SYSTEM,
            parent_id=ACCOUNT_ID,
            name="SYSTEM",
            created_on=now,
            altered_on=now,
            login_name="SYSTEM",
            display_name="SYSTEM",
            service=True,
            comment="Runs tasks; nobody can log in as this user.",
        ),
    ]


def _warehouse(now: datetime) -> Warehouse:
    return Warehouse(
        id=COMPUTE_WH,
        parent_id=ACCOUNT_ID,
        name="COMPUTE_WH",
        owner_id=SYSADMIN,
        created_on=now,
        altered_on=now,
        resumed_on=now,
    )


def _databases(now: datetime) -> list[Record]:
    databases: list[Record] = [
        Database(
            id=database_id,
            parent_id=ACCOUNT_ID,
            name=name,
            created_on=now,
            altered_on=now,
            system=True,
            comment=comment,
        )
        for database_id, name, comment in (
            (_SNOWFLAKE, "SNOWFLAKE", "System views of the account."),
            (_SAMPLE_DATA, "SNOWFLAKE_SAMPLE_DATA", "Schemas of the TPC benchmarks; frazil has no data in them."),
        )
    ]
    schemas = [
        Schema(
            id=ObjectId(_FIRST_SCHEMA + index),
            parent_id=database_id,
            name=name,
            created_on=now,
            altered_on=now,
            system=True,
        )
        for index, (database_id, name) in enumerate(_SCHEMAS)
    ]
    return [*databases, *schemas]


def _grants(now: datetime) -> list[Record]:
    """Return the hierarchy of roles, the global privileges, and who may look into the shared databases."""
    usage = [(ACCOUNTADMIN, _SNOWFLAKE), (PUBLIC, _SAMPLE_DATA)]
    usage += [
        (ACCOUNTADMIN if database_id == _SNOWFLAKE else PUBLIC, ObjectId(_FIRST_SCHEMA + index))
        for index, (database_id, _) in enumerate(_SCHEMAS)
    ]
    wanted = [(role_id, privilege, ACCOUNT_ID) for role_id, privilege in _GLOBAL]
    wanted += [(role_id, "USAGE", object_id) for role_id, object_id in usage]
    grants: list[Record] = [
        RoleGrant(
            id=ObjectId(_FIRST_GRANT + index),
            parent_id=ACCOUNT_ID,
            name="",
            created_on=now,
            altered_on=now,
            role_id=role_id,
            grantee_id=grantee_id,
        )
        for index, (role_id, grantee_id) in enumerate(_HIERARCHY)
    ]
    start = _FIRST_GRANT + len(grants)
    grants += [
        PrivilegeGrant(
            id=ObjectId(start + index),
            parent_id=ACCOUNT_ID,
            name="",
            created_on=now,
            altered_on=now,
            privilege=privilege,
            object_id=object_id,
            role_id=role_id,
            grant_option=role_id == ACCOUNTADMIN and object_id == ACCOUNT_ID,
        )
        for index, (role_id, privilege, object_id) in enumerate(wanted)
    ]
    return grants
