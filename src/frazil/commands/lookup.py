"""The objects that statements name: found by family and name, with the locks and privileges to act on them.

A statement that defines something resolves its names under the catalog's lock, so that what it checks holds until its
commit.  Where it changes tables it takes their locks first: a table's lock may be waited for, the catalog's must not
be held meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from frazil.catalog.records import (
    ACCOUNT_ID,
    RELATIONS,
    Database,
    Family,
    Function,
    NumberSequence,
    Record,
    Role,
    Schema,
    Table,
    Tag,
    Task,
    User,
    View,
    Warehouse,
)
from frazil.catalog.snapshot import Snapshot
from frazil.commands.context import CATALOG_LOCK, Context
from frazil.commands.errors import OtherKindExistsError, WrongObjectTypeError, missing
from frazil.core.errors import ObjectExistsError, ObjectNotFoundError, UnsupportedError
from frazil.core.ids import ObjectId
from frazil.core.names import QualifiedName, render
from frazil.engine.locks import LockMode, table_key
from frazil.security.privileges import OWNERSHIP, Need, decide, may_see
from frazil.sql.binder.names import Place, find_database, place, plain_name, require_containers
from frazil.sql.statements import CreateMode, Name

T = TypeVar("T")

ACCOUNT_OBJECTS: dict[Family, type[Record]] = {
    Family.DATABASE: Database,
    Family.WAREHOUSE: Warehouse,
    Family.USER: User,
    Family.ROLE: Role,
}
SCHEMA_OBJECTS: dict[Family, type[Record]] = {
    Family.TABLE: Table,
    Family.VIEW: View,
    Family.TASK: Task,
    Family.SEQUENCE: NumberSequence,
    Family.FUNCTION: Function,
    Family.TAG: Tag,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What a name of a family stands for: ``record`` is None where nothing has the name.

    ``shown`` is the full name as errors print it, ``name`` the object's own stored name.  ``parent_id`` is None where
    the container itself is missing; ``place`` is set for what lies in a schema, ``database`` for a schema.
    """

    family: Family
    shown: str
    name: str
    record: Record | None
    parent_id: ObjectId | None
    place: Place | None = None
    database: Database | None = None


def find_target(family: Family, name: Name, context: Context, operation: str, *, lenient: bool = False) -> Target:
    """Return what the name stands for.

    Raises ObjectNotFoundError for a missing database or schema around it, unless ``lenient`` (IF EXISTS);
    WrongObjectTypeError for a view that is called a table, and the reverse, if the roles may know of it: else nothing
    is found, and ``holder_of`` says whether the name is free.
    """
    plain = plain_name(name, context.environment)
    try:
        return _find(family, plain, context, operation)
    except ObjectNotFoundError:
        if not lenient:
            raise
        return Target(family=family, shown=str(plain), name=plain.name, record=None, parent_id=None)


def find_relation_target(name: Name, context: Context, operation: str, *, lenient: bool = False) -> Target:
    """Return the table or the view that the name stands for; raises as ``find_target`` does."""
    try:
        return find_target(Family.TABLE, name, context, operation, lenient=lenient)
    except WrongObjectTypeError:
        return find_target(Family.VIEW, name, context, operation, lenient=lenient)


def find_place(family: Family, name: Name, context: Context, operation: str) -> Target:
    """Return where a new object of a schema would be, without looking at what is there."""
    plain = plain_name(name, context.environment)
    where = place(plain, context.environment, operation)
    return Target(family=family, shown=str(plain), name=where.name, record=None, parent_id=where.schema.id, place=where)


def check_mode(target: Target, mode: CreateMode, context: Context, *, altered: bool = False, kind: str = "") -> None:
    """Let pass a CREATE whose name is free, or whose mode says what to do with what is there.

    ``altered``: the family has CREATE OR ALTER.  ``kind`` is the new object's, where it is not its family.
    """
    if mode is CreateMode.OR_ALTER and not altered:
        raise UnsupportedError(f"CREATE OR ALTER {target.family.value}")
    if target.record is None:
        return
    if target.record.kind_word != (kind or target.family.value):
        raise OtherKindExistsError(target.record)
    if mode is CreateMode.ERROR:
        raise ObjectExistsError(f"Object '{target.shown}' already exists.")
    if mode in (CreateMode.REPLACE, CreateMode.OR_ALTER):
        # That the name is taken would be told anyhow, so the denial may speak of privileges.
        context.need(OWNERSHIP, target.record, target.name, reveal=True)
        context.authorize()


def holder_of(target: Target, context: Context, *, temporary: bool = False) -> Record | None:
    """Return what has a target's name, of whatever kind and whether or not the roles may know of it.

    Names of temporary and of lasting tables and views do not meet: either is only looked for among its own.
    """
    if target.place is None or target.family not in RELATIONS:
        return target.record
    schema_id, snapshot = target.place.schema.id, context.snapshot
    if not temporary:
        return snapshot.find_relation(schema_id, target.name)
    own = snapshot.temporary.get((context.state.id, schema_id, target.name))
    return snapshot.objects[own] if own is not None else None


def existing(target: Target) -> Record:
    """Return the target's record; ObjectNotFoundError if there is none."""
    if target.record is None:
        raise missing(target.family, target.shown)
    return target.record


def require(context: Context, target: Target, *privileges: str) -> Record:
    """Return the target's record when the roles hold one of the privileges on it, and USAGE on what it lies in.

    Raises ObjectNotFoundError or InsufficientPrivilegesError.
    """
    record = existing(target)
    require_around(context, target)
    accepted = privileges or (OWNERSHIP,)
    context.need(accepted[0], record, target.shown, any_of=accepted, word=target.family.value.capitalize())
    context.authorize()
    return record


def find_role(name: Name, context: Context) -> Role:
    """Return the role of a name; ObjectNotFoundError if there is none."""
    record = existing(find_target(Family.ROLE, name, context, "GRANT"))
    assert isinstance(record, Role)
    return record


def find_user(name: Name, context: Context) -> User:
    """Return the user of a name; ObjectNotFoundError if there is none."""
    record = existing(find_target(Family.USER, name, context, "GRANT"))
    assert isinstance(record, User)
    return record


def visible(context: Context, target: Target) -> Record:
    """Return the target's record if the roles may know of it: by privileges on it and around it, or MANAGE GRANTS.

    The caller authorizes.
    """
    record = existing(target)
    if holds(context, "MANAGE GRANTS", ACCOUNT_ID):
        return record
    require_around(context, target)
    if not may_see(context.snapshot, context.roles(), record):
        raise missing(target.family, target.shown)
    return record


def require_around(context: Context, target: Target) -> None:
    """Record that the statement needs USAGE on the database and schema around a target."""
    if target.place is not None:
        require_containers(target.place, context.environment)
    elif target.database is not None:
        context.need("USAGE", target.database, render(target.database.name))


def require_creation(context: Context, where: Place, privilege: str) -> None:
    """Let pass when the roles may create an object of a kind in a schema."""
    require_containers(where, context.environment)
    context.need(privilege, where.schema, f"{render(where.database.name)}.{render(where.schema.name)}")
    context.authorize()


def holds(context: Context, privilege: str, object_id: ObjectId) -> bool:
    """Say whether the roles in force hold a privilege on an object; owning it counts."""
    need = Need(privilege=privilege, object_id=object_id, family=Family.ACCOUNT, shown="")
    return decide(context.snapshot, context.roles(), need).allowed


def require_account(context: Context, privilege: str) -> None:
    """Let pass when the roles in force hold a global privilege."""
    context.need(privilege, context.snapshot.objects[ACCOUNT_ID], "account")
    context.authorize()


def enter(context: Context) -> Snapshot:
    """Take the catalog's lock and return the newest snapshot; needs found in an older one are forgotten."""
    context.enter_catalog()
    context.environment.needs.clear()
    return context.snapshot


def settle(context: Context, resolve: Callable[[], T], tables: Callable[[T], Iterable[ObjectId]]) -> T:
    """Return what ``resolve`` finds, with the exclusive locks of its tables and then the catalog's lock held.

    ``resolve`` checks privileges as well: it runs before anything is waited for, and again under the locks, since
    names may have changed hands meanwhile.
    """
    found = resolve()
    held: set[ObjectId] = set()
    while True:
        wanted = set(tables(found)) - held
        if wanted:
            context.transaction.lock({table_key(each): LockMode.EXCLUSIVE for each in wanted}, context.canceller)
            held |= wanted
        enter(context)
        found = resolve()
        if held.issuperset(tables(found)):
            return found
        # Somebody replaced a table meanwhile: the catalog's lock must not be held while the new one's is waited for.
        context.transaction.unlock(CATALOG_LOCK)


def tables_of(records: Sequence[Record | None]) -> list[ObjectId]:
    """Return the ids of the tables among some records."""
    return [record.id for record in records if isinstance(record, Table)]


def _find(family: Family, plain: QualifiedName, context: Context, operation: str) -> Target:
    snapshot = context.snapshot
    if family in ACCOUNT_OBJECTS:
        if len(plain.parts) > 1:
            raise missing(family, str(plain))
        record: Record | None = snapshot.find(ACCOUNT_OBJECTS[family], ACCOUNT_ID, plain.name)
        return Target(family=family, shown=render(plain.name), name=plain.name, record=record, parent_id=ACCOUNT_ID)
    if family is Family.SCHEMA:
        return _find_schema(plain, context, operation)
    where = place(plain, context.environment, operation)
    if family not in RELATIONS:
        record = snapshot.find(SCHEMA_OBJECTS[family], where.schema.id, where.name)
    else:
        record = snapshot.find_relation(where.schema.id, where.name, context.state.id)
        if record is not None and record.family is not family:
            if may_see(snapshot, context.roles(), record):
                raise WrongObjectTypeError(record, family.value)
            record = None
    shown, own = where.shown, where.name
    if family is Family.FUNCTION:
        own = own.partition("(")[0]
        shown = ".".join(render(part) for part in (*where.path[:2], own))
    return Target(family=family, shown=shown, name=own, record=record, parent_id=where.schema.id, place=where)


def _find_schema(plain: QualifiedName, context: Context, operation: str) -> Target:
    if len(plain.parts) > 2:
        raise missing(Family.SCHEMA, str(plain))
    database = find_database(plain.parts[0] if len(plain.parts) == 2 else None, context.environment, operation)
    return Target(
        family=Family.SCHEMA,
        shown=f"{render(database.name)}.{render(plain.name)}",
        name=plain.name,
        record=context.snapshot.find(Schema, database.id, plain.name),
        parent_id=database.id,
        database=database,
    )
