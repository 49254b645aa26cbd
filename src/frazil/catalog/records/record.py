"""What all records have in common, and the containers of schema objects."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from frazil.core.ids import ObjectId

ACCOUNT_ID = ObjectId(1)
"""The account itself: parent of databases, warehouses, users, roles; target of global privileges."""


class Family(enum.Enum):
    """The kinds of object; the value is the word SQL uses for one (``DROP <value>``)."""

    ACCOUNT = "ACCOUNT"
    DATABASE = "DATABASE"
    SCHEMA = "SCHEMA"
    TABLE = "TABLE"
    VIEW = "VIEW"
    WAREHOUSE = "WAREHOUSE"
    USER = "USER"
    ROLE = "ROLE"
    TASK = "TASK"
    SEQUENCE = "SEQUENCE"
    FUNCTION = "FUNCTION"
    ROLE_GRANT = "ROLE GRANT"
    PRIVILEGE_GRANT = "PRIVILEGE GRANT"
    FUTURE_GRANT = "FUTURE GRANT"
    ACCESS_TOKEN = "ACCESS TOKEN"
    TAG = "TAG"
    TAG_REFERENCE = "TAG REFERENCE"


RELATIONS = frozenset({Family.TABLE, Family.VIEW})
"""Families that share one name space inside a schema."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What every object has.

    ``parent_id``: schema of a table, database of a schema, account of a database.  ``owner_id``: the
    role with OWNERSHIP, None for objects nobody owns.  ``dropped_on`` is set on a dropped object that
    UNDROP can still bring back.
    """

    family: ClassVar[Family]

    id: ObjectId
    parent_id: ObjectId
    name: str
    owner_id: ObjectId | None = None
    created_on: datetime
    altered_on: datetime
    dropped_on: datetime | None = None
    comment: str = ""

    @property
    def key_name(self) -> str:
        """Return the name that tells the object from others of its family in its container."""
        return self.name

    @property
    def kind_word(self) -> str:
        """Return what errors call this kind of object."""
        return self.family.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Account(Record):
    """The account: holds the account-level parameters."""

    family = Family.ACCOUNT
    parameters: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Database(Record):
    """A database; ``system`` ones (SNOWFLAKE) cannot be changed by anybody."""

    family = Family.DATABASE
    transient: bool = False
    retention_days: int = 1
    system: bool = False
    parameters: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Schema(Record):
    """A schema of a database.  INFORMATION_SCHEMA is none: it is resolved by the binder."""

    family = Family.SCHEMA
    transient: bool = False
    managed_access: bool = False
    retention_days: int = 1
    system: bool = False
    parameters: Mapping[str, str] = field(default_factory=dict)
