"""Who may: the privileges of a statement checked against the roles in force, with the reason.

The binder lists what a statement needs (``Need``); ``check`` is the one function that decides.  A denial tells
nothing about whether the object exists.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

from frazil.catalog.records import ACCOUNT_ID, Family, Record, Role, User
from frazil.catalog.snapshot import Snapshot
from frazil.core.errors import FrazilError, InsufficientPrivilegesError, ObjectNotFoundError
from frazil.core.ids import ObjectId
from frazil.core.names import render

OWNERSHIP = "OWNERSHIP"


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """One privilege that a statement needs on an object.

    ``shown`` is the object's name as the denial prints it.  ``any_of`` lists privileges of which one is
    enough (``privilege`` is then the first of them).  ``reveal``: the object's existence is known to the
    role, so a denial may speak of insufficient privileges instead of a missing object.  ``role_id``: the role that
    must hold it, the owner of the view that names the object; None for the roles in force.  ``word`` is what the
    statement calls the object, where it says what kind it is: a denial must read as if there were none.  ``denial``
    makes what the statement says where there is none, if that is no ObjectNotFoundError.
    """

    privilege: str
    object_id: ObjectId
    family: Family
    shown: str
    any_of: tuple[str, ...] = ()
    reveal: bool = False
    role_id: ObjectId | None = None
    word: str = ""
    denial: Callable[[], FrazilError] | None = None

    @property
    def accepted(self) -> tuple[str, ...]:
        """Return every privilege that satisfies the need."""
        return self.any_of or (self.privilege,)


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether a need is met, and why: the words are for people."""

    allowed: bool
    reason: str


GRANTABLE: dict[Family, tuple[str, ...]] = {
    Family.ACCOUNT: (
        "APPLY TAG",
        "CREATE DATABASE",
        "CREATE ROLE",
        "CREATE USER",
        "CREATE WAREHOUSE",
        "EXECUTE MANAGED TASK",
        "EXECUTE TASK",
        "MANAGE GRANTS",
        "MANAGE WAREHOUSES",
        "MONITOR",
        "MONITOR EXECUTION",
        "MONITOR USAGE",
    ),
    Family.DATABASE: ("CREATE SCHEMA", "MODIFY", "MONITOR", "USAGE"),
    Family.SCHEMA: (
        "CREATE FUNCTION",
        "CREATE MATERIALIZED VIEW",
        "CREATE SEQUENCE",
        "CREATE TABLE",
        "CREATE TAG",
        "CREATE TASK",
        "CREATE VIEW",
        "MODIFY",
        "MONITOR",
        "USAGE",
    ),
    Family.TABLE: ("DELETE", "INSERT", "REFERENCES", "SELECT", "TRUNCATE", "UPDATE"),
    Family.VIEW: ("REFERENCES", "SELECT"),
    Family.WAREHOUSE: ("MODIFY", "MONITOR", "OPERATE", "USAGE"),
    Family.SEQUENCE: ("USAGE",),
    Family.FUNCTION: ("USAGE",),
    Family.TAG: ("APPLY", "READ"),
    Family.TASK: ("APPLYBUDGET", "MONITOR", "OPERATE"),
    Family.USER: ("IMPERSONATE", "MODIFY PROGRAMMATIC AUTHENTICATION METHODS", "MONITOR"),
    Family.ROLE: ("USAGE",),
}


_RELATIONS = frozenset({Family.TABLE, Family.VIEW})


@lru_cache(maxsize=64)
def _closure(snapshot_key: _SnapshotKey, role_ids: frozenset[ObjectId]) -> frozenset[ObjectId]:
    snapshot = snapshot_key.snapshot
    public = snapshot.role("PUBLIC")
    found: set[ObjectId] = set()
    pending = [*role_ids, *([public.id] if public else [])]
    while pending:
        role_id = pending.pop()
        if role_id in found:
            continue
        found.add(role_id)
        pending.extend(grant.role_id for grant in snapshot.grants_to.get(role_id, ()))
    return frozenset(found)


class _SnapshotKey:
    """A snapshot that hashes by identity, to key the cache of role closures."""

    __slots__ = ("snapshot",)

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot

    def __hash__(self) -> int:
        return id(self.snapshot)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _SnapshotKey) and other.snapshot is self.snapshot


def inherited_roles(snapshot: Snapshot, role_ids: Iterable[ObjectId]) -> frozenset[ObjectId]:
    """Return these roles, PUBLIC, and every role granted to any of them, directly or through others."""
    return _closure(_SnapshotKey(snapshot), frozenset(role_ids))


def roles_of_user(snapshot: Snapshot, user: User) -> frozenset[ObjectId]:
    """Return the roles the user may use: granted directly or inherited, and PUBLIC."""
    return inherited_roles(snapshot, (grant.role_id for grant in snapshot.grants_to.get(user.id, ())))


def active_roles(snapshot: Snapshot, user: User | None, role_id: ObjectId, secondary: str) -> frozenset[ObjectId]:
    """Return the primary role, the secondary roles and everything they inherit; none that the user has lost since.

    ``secondary`` is "ALL", "NONE" or a comma-separated list of names; without a user the primary role counts alone.
    """
    if user is None:
        return inherited_roles(snapshot, (role_id,))
    granted = roles_of_user(snapshot, user)
    roles = {role_id} & granted
    if secondary == "ALL":
        roles |= granted
    elif secondary != "NONE":
        wanted = set(secondary.split(","))
        roles |= {r for r in granted if (role := snapshot.get(Role, r)) is not None and role.name in wanted}
    return inherited_roles(snapshot, roles)


def decide(snapshot: Snapshot, role_ids: Iterable[ObjectId], need: Need) -> Decision:
    """Say whether the roles meet the need, and by what."""
    roles = inherited_roles(snapshot, role_ids)
    record = snapshot.objects.get(need.object_id)
    if record is None:
        return Decision(False, "no such object")
    if record.owner_id in roles:
        return Decision(True, f"{_role_name(snapshot, record.owner_id)} owns it")
    for grant in snapshot.privileges_on.get(need.object_id, ()):
        if grant.role_id in roles and grant.privilege in need.accepted:
            return Decision(True, f"{grant.privilege} granted to {_role_name(snapshot, grant.role_id)}")
    if need.object_id == ACCOUNT_ID:
        admin = snapshot.role("ACCOUNTADMIN")
        if admin is not None and admin.id in roles:
            return Decision(True, "ACCOUNTADMIN holds every privilege on the account")
    return Decision(False, f"no role in force holds {' or '.join(need.accepted)}")


def check(snapshot: Snapshot, role_ids: Iterable[ObjectId], needs: Iterable[Need]) -> None:
    """Let pass when every need is met, else raise what Snowflake would say of the first that is not.

    Raises ObjectNotFoundError for objects the roles may not know of, InsufficientPrivilegesError for the
    account and for objects whose existence they know.
    """
    in_force = tuple(role_ids)
    for need in needs:
        roles = in_force if need.role_id is None else (need.role_id,)
        if decide(snapshot, roles, need).allowed:
            continue
        record = snapshot.objects[need.object_id]
        if need.reveal or record.id == ACCOUNT_ID or may_see(snapshot, roles, record):
            # As Snowflake words it: the object's own name, without what it lies in.
            raise InsufficientPrivilegesError(
                "SQL access control error:\nInsufficient privileges to operate on "
                f"{record.family.value.lower()} '{render(record.name)}'."
            )
        if need.denial is not None:
            raise need.denial()
        # The SQLSTATE is that of an object which does not exist: a denial tells no more by it than by its text.
        raise ObjectNotFoundError(
            f"{need.word or kind_word(need.family)} '{need.shown}' does not exist or not authorized.",
            sqlstate="42S02" if need.family in _RELATIONS else "02000",
        )


def kind_word(family: Family) -> str:
    """Return the word with which an unknown object of the family is called in errors."""
    if family in (Family.TABLE, Family.VIEW):
        return "Object"
    return str(family.value).capitalize()


def may_see(snapshot: Snapshot, role_ids: Iterable[ObjectId], record: Record) -> bool:
    """Say whether the roles may know that the object exists: they own it, hold a privilege on it, or on a child."""
    roles = inherited_roles(snapshot, role_ids)
    if record.owner_id in roles:
        return True
    if record.family in (Family.ROLE, Family.USER):
        return True
    if any(grant.role_id in roles for grant in snapshot.privileges_on.get(record.id, ())):
        return True
    admin = snapshot.role("ACCOUNTADMIN")
    return record.owner_id is None and admin is not None and admin.id in roles


def _role_name(snapshot: Snapshot, role_id: ObjectId | None) -> str:
    role = snapshot.get(Role, role_id)
    return role.name if role else "a dropped role"
