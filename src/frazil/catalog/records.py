"""The records of the catalog: one frozen dataclass per object family.

A record is one row of the internal table ``objects``: the common fields are columns, the rest is its JSON body
(``engine/catalog_store.py``).  A change of an object replaces its record; nothing is changed in place.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from frazil.catalog.constraints import Constraint, ConstraintKind
from frazil.core.ids import ColumnId, ObjectId, SessionId
from frazil.core.types import DataType

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


class TableKind(enum.Enum):
    """How long a table lives and what SHOW TABLES prints for it."""

    PERMANENT = "TABLE"
    TRANSIENT = "TRANSIENT"
    TEMPORARY = "TEMPORARY"


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbering:
    """How a sequence or an AUTOINCREMENT column counts; ``ordered`` is kept and shown: values come in order anyhow."""

    start: int = 1
    increment: int = 1
    ordered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a table.

    ``storage`` is the DuckDB type that holds it now; the store may widen it (see ``engine/mapping.py``).
    ``default`` is the default expression as SQL text in Snowflake's dialect; ``sequence_id`` that of the sequence which
    it names, if it is ``s.NEXTVAL``: the sequence may have another name by now (``Snapshot.default_of``).  ``identity``
    is set for an AUTOINCREMENT column, which has no other default.  ``alias`` is the type as written; empty where none
    was, and in columns older than this field.  ``added``: ALTER TABLE made it.
    """

    id: ColumnId
    name: str
    type: DataType
    storage: str
    nullable: bool = True
    default: str | None = None
    comment: str = ""
    identity: Numbering | None = None
    alias: str = ""
    added: bool = False
    sequence_id: ObjectId | None = None

    @property
    def shown_identity(self) -> str | None:
        """Return how an AUTOINCREMENT column counts, as listings print it; None for other columns."""
        counted = self.identity
        if counted is None:
            return None
        order = "ORDER" if counted.ordered else "NOORDER"
        return f"IDENTITY START {counted.start} INCREMENT {counted.increment} {order}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation(Record):
    """A table or view; a temporary one belongs to a session and is not kept in the store's catalog."""

    session_id: SessionId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Table(Relation):
    """A table.

    ``tracked``: changes of its rows are kept (CHANGE_TRACKING).  ``cluster_by`` is the clustering key as written, in
    its parentheses.
    """

    family = Family.TABLE
    kind: TableKind = TableKind.PERMANENT
    columns: tuple[Column, ...] = ()
    retention_days: int = 1
    tracked: bool = False
    cluster_by: str = ""
    schema_evolution: bool = False
    constraints: tuple[Constraint, ...] = ()

    def column(self, name: str) -> Column | None:
        """Return the column of that stored name, or None."""
        return next((column for column in self.columns if column.name == name), None)

    @property
    def checks(self) -> tuple[Constraint, ...]:
        """Return the CHECK constraints, in order of their declaration."""
        return tuple(each for each in self.constraints if each.kind is ConstraintKind.CHECK)


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewColumn:
    """A column of a view as it was when the view was made."""

    name: str
    type: DataType
    nullable: bool = True
    comment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class View(Relation):
    """A view: ``text`` is the CREATE statement as sent, ``query`` what is bound: the part after AS.

    A recursive view's ``query`` is the common table that it stands for.  A materialized view is a view that says so:
    it is always current because it is computed at each use.
    """

    family = Family.VIEW
    text: str
    query: str
    columns: tuple[ViewColumn, ...]
    secure: bool = False
    materialized: bool = False

    @property
    def kind_word(self) -> str:
        """Tell a materialized view from a view."""
        return view_word(materialized=self.materialized)


def view_word(*, materialized: bool) -> str:
    """Return the word for a view in errors and short listings."""
    return "MATERIALIZED_VIEW" if materialized else Family.VIEW.value


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberSequence(Record):
    """A sequence; the value that it gives next is in the store."""

    family = Family.SEQUENCE
    numbering: Numbering = field(default_factory=Numbering)


@dataclass(frozen=True, slots=True, kw_only=True)
class Argument:
    """An argument of a function; ``default`` is the expression's text, None for an argument that must be given."""

    name: str
    type: DataType
    default: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Function(Record):
    """A function of users in SQL: ``body`` is an expression or a query over the arguments, bound at each call.

    ``returns`` is None for a table function, whose columns are ``columns``.  ``strict``: a NULL among the arguments
    gives NULL, without the body.
    """

    family = Family.FUNCTION
    body: str
    arguments: tuple[Argument, ...] = ()
    returns: DataType | None = None
    columns: tuple[ViewColumn, ...] = ()
    secure: bool = False
    strict: bool = False
    volatility: str = "VOLATILE"
    memoizable: bool = False
    not_null: bool = False

    @property
    def key_name(self) -> str:
        """Return the signature: functions of one name differ by the types of their arguments."""
        return signature(self.name, [each.type.kind.value for each in self.arguments])

    @property
    def shown_name(self) -> str:
        """Return the name by which grants list the function, with its arguments and what it gives."""
        named = [f"{each.name} {each.type.kind.value}" for each in self.arguments]
        listed = ", ".join(f"{each.name} {each.type.kind.value}" for each in self.columns)
        return f"{signature(self.name, named)}:{self.returns or f'TABLE ({listed})'}"


def signature(name: str, types: Sequence[str]) -> str:
    """Return a function's name with its arguments' types: ``F(NUMBER, VARCHAR)``."""
    return f"{name}({', '.join(types)})"


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag(Record):
    """A tag; ``allowed_values`` None lets every value pass."""

    family = Family.TAG
    allowed_values: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TagReference(Record):
    """The value of a tag on the object ``parent_id``, or on its column ``column_id``; ``name`` holds both ids."""

    family = Family.TAG_REFERENCE
    tag_id: ObjectId
    column_id: ColumnId | None = None
    value: str


def reference_name(tag_id: ObjectId, column_id: ColumnId | None) -> str:
    """Return the name that tells a tag's value on an object, or on a column of it, from others there."""
    return f"{tag_id}/{column_id or ''}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Task(Record):
    """A task as last altered; runs use the graph version that was set at RESUME or EXECUTE TASK.

    ``predecessors`` are names inside the task's own schema, sorted.  ``finalizes`` is the root's name.
    ``definition``, ``condition``, ``schedule`` and ``target_completion_interval`` are kept as written.
    ``execute_as_id`` is the user of EXECUTE AS USER, None for the service user SYSTEM.  ``parameters`` holds
    what SET gave on the task itself: session parameters and USER_TASK_TIMEOUT_MS,
    SUSPEND_TASK_AFTER_NUM_FAILURES and their kin.  ``resumed_after``: the last event of task runs before RESUME, from
    which failures are counted.
    """

    family = Family.TASK
    definition: str
    warehouse: str | None = None
    schedule: str | None = None
    predecessors: tuple[str, ...] = ()
    finalizes: str | None = None
    condition: str | None = None
    config: str | None = None
    overlap_policy: str = "NO_OVERLAP"
    target_completion_interval: str | None = None
    execute_as_id: ObjectId | None = None
    started: bool = False
    graph_version: int = 0
    last_committed_on: datetime | None = None
    last_suspended_on: datetime | None = None
    last_suspended_reason: str | None = None
    schedule_base: datetime | None = None
    resumed_after: int = 0
    parameters: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_root(self) -> bool:
        """Say whether the task heads a graph or stands alone."""
        return not self.predecessors and self.finalizes is None


RECORD_TYPES: dict[Family, type[Record]] = {
    record.family: record
    for record in (
        Account,
        Database,
        Schema,
        Table,
        View,
        NumberSequence,
        Function,
        Warehouse,
        User,
        AccessToken,
        Role,
        RoleGrant,
        PrivilegeGrant,
        FutureGrant,
        Tag,
        TagReference,
        Task,
    )
}
