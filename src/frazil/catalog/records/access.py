"""Who may: users, their tokens, roles and grants; and warehouses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from frazil.catalog.records.record import Family, Record
from frazil.core.ids import ObjectId


@dataclass(frozen=True, slots=True, kw_only=True)
class Warehouse(Record):
    """A warehouse as an object; what it computes with comes with the compute package."""

    family = Family.WAREHOUSE
    size: str = "XSMALL"
    type: str = "STANDARD"
    auto_suspend_seconds: int | None = 600
    auto_resume: bool = True
    suspended: bool = False
    resumed_on: datetime | None = None
    parameters: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class User(Record):
    """A user; ``password_hash`` is Argon2's encoded text, None for one who cannot log in by password.

    ``rsa_public_key`` and ``rsa_public_key_2`` are Base64 of the keys' DER form, empty for none.

    ``service`` marks SYSTEM, as whom nobody can log in.
    """

    family = Family.USER
    password_hash: str | None = None
    rsa_public_key: str = ""
    rsa_public_key_2: str = ""
    login_name: str = ""
    display_name: str = ""
    email: str = ""
    disabled: bool = False
    must_change_password: bool = False
    default_role: str = ""
    default_warehouse: str = ""
    default_namespace: str = ""
    default_secondary_roles: str = "ALL"
    service: bool = False
    parameters: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessToken(Record):
    """A programmatic access token of the user ``parent_id``; of the secret only a digest is kept.

    ``role_id`` is the one role that sessions of it have, None for any.  ``rotated_to`` is the token that took its place
    and its name.  ``bypass_minutes`` is kept and shown.
    """

    family = Family.ACCESS_TOKEN
    secret_digest: str = field(repr=False)
    expires_on: datetime
    days_to_expiry: int
    role_id: ObjectId | None = None
    disabled: bool = False
    bypass_minutes: int | None = None
    created_by: str = ""
    rotated_to: ObjectId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Role(Record):
    """An account role; ``system`` for ACCOUNTADMIN, SECURITYADMIN, USERADMIN, SYSADMIN, PUBLIC."""

    family = Family.ROLE
    system: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleGrant(Record):
    """Role ``role_id`` granted to the role or user ``grantee_id``.  ``name`` is unused."""

    family = Family.ROLE_GRANT
    role_id: ObjectId
    grantee_id: ObjectId
    granted_by: ObjectId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivilegeGrant(Record):
    """``privilege`` on ``object_id`` granted to the role ``role_id``.  OWNERSHIP is ``Record.owner_id`` instead."""

    family = Family.PRIVILEGE_GRANT
    privilege: str
    object_id: ObjectId
    role_id: ObjectId
    grant_option: bool = False
    granted_by: ObjectId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FutureGrant(Record):
    """``privilege`` on every object of the family ``on`` that will be made in the schema or database ``parent_id``."""

    family = Family.FUTURE_GRANT
    privilege: str
    on: Family
    role_id: ObjectId
    grant_option: bool = False
    granted_by: ObjectId | None = None
