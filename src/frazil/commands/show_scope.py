"""What every SHOW shares: which objects are in its scope, which of them the roles may see, and its filters."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from frazil.catalog.records import ACCOUNT_ID, Database, Family, Record, Role, Schema
from frazil.commands.context import Context
from frazil.commands.results import Rows
from frazil.core.errors import (
    FrazilError,
    InvalidArgumentError,
    MissingObjectError,
    NoCurrentDatabaseError,
    NoCurrentSchemaError,
    ObjectNotFoundError,
    UnsupportedError,
)
from frazil.core.ids import ObjectId
from frazil.core.names import QualifiedName, render
from frazil.core.types import OBJECT, DataType, Kind, number, timestamp, varchar
from frazil.security.privileges import Need, decide, may_see
from frazil.sql import statements as st
from frazil.sql.binder.dispatch import bind
from frazil.sql.binder.names import INFORMATION_SCHEMA, Place, place, plain_name
from frazil.sql.columns import ResultColumn

Row = Sequence[object]
Lister = Callable[[st.Show, Context], Rows]
R = TypeVar("R", bound=Record)

TEXT = varchar()
NUMBER = number()
TIME = timestamp(Kind.TIMESTAMP_LTZ, 3)

MAX_LIMIT = 10_000

_KEYS = frozenset({"EXPORTED KEYS", "IMPORTED KEYS", "PRIMARY KEYS", "UNIQUE KEYS"})
_FULL_PATHS = _KEYS | {"COLUMNS"}
"""Listings in which IN SCHEMA takes only a name with its database, as IN VIEW does."""

_NAMING = (
    _FULL_PATHS
    | {"MATERIALIZED VIEWS", "TAGS", "MASKING POLICIES", "BUILTIN FUNCTIONS", "FUNCTIONS"}
    | {
        "USER FUNCTIONS",
        "BUILTIN PROCEDURES",
        "PROCEDURES",
        "USER PROCEDURES",
    }
)
"""Listings whose error of a scope that does not exist says which; it is one text for all in the others."""

_NO_SCOPE = ("", "DATABASE", "SCHEMA")


def columns(names: str, *, times: str = "", numbers: str = "", objects: str = "") -> tuple[ResultColumn, ...]:
    """Return columns by their names, separated by blanks: VARCHAR but for those listed as of another type."""
    kinds: dict[str, DataType] = {
        **dict.fromkeys(times.split(), TIME),
        **dict.fromkeys(numbers.split(), NUMBER),
        **dict.fromkeys(objects.split(), OBJECT),
    }
    return tuple(ResultColumn(name=name, type=kinds.get(name, TEXT)) for name in names.split())


@dataclass(frozen=True, slots=True)
class Filters:
    """LIKE, STARTS WITH, LIMIT and FROM of a SHOW."""

    like: re.Pattern[str] | None
    starts_with: str | None
    limit: int | None
    limit_from: str | None

    def admits(self, name: str) -> bool:
        """Say whether LIKE (in any case) and STARTS WITH (in the exact case) let a name pass."""
        if self.like is not None and self.like.fullmatch(name) is None:
            return False
        return self.starts_with is None or name.startswith(self.starts_with)

    def select(self, rows: Iterable[tuple[str, Row]]) -> list[Row]:
        """Return the rows of (name, row) pairs that pass, from FROM on and up to the limit."""
        found: list[Row] = []
        reached = self.limit_from is None
        for name, row in rows:
            if not self.admits(name):
                continue
            if not reached:
                # FROM is a cursor: the beginning of a name where to go on; a whole name is the last one seen.
                reached = name.startswith(self.limit_from or "")
                if not reached or name == self.limit_from:
                    continue
            if self.limit is not None and len(found) >= self.limit:
                break
            found.append(row)
        return found


def check_limit(statement: st.Show) -> None:
    """Raise InvalidArgumentError for a LIMIT of 0 or beyond 10000; accounts look at it before the scope."""
    if statement.limit is not None and statement.limit > MAX_LIMIT:
        raise InvalidArgumentError("Value for parameter LIMIT exceeds maximum allowable value (10,000).")
    if statement.limit == 0:
        raise InvalidArgumentError('page size "0" must be greater than 0 in limit clause')


def filters_of(statement: st.Show, context: Context) -> Filters:
    """Return the statement's filters."""
    pattern: re.Pattern[str] | None = None
    if statement.like is not None:
        bound = bind(statement.like, context.scope())
        pattern = like_pattern(str(bound.constant[0])) if bound.constant is not None else None
    return Filters(pattern, statement.starts_with, statement.limit, statement.limit_from)


def like_pattern(text: str) -> re.Pattern[str]:
    """Return the pattern of LIKE: % and _ are wildcards, a backslash escapes, case does not count."""
    parts: list[str] = []
    characters = iter(text)
    for character in characters:
        if character == "\\":
            parts.append(re.escape(next(characters, "\\")))
        else:
            parts.append({"%": ".*", "_": "."}.get(character, re.escape(character)))
    return re.compile("".join(parts), re.IGNORECASE | re.DOTALL)


class Visibility:
    """Which objects the roles in force may see listed.

    MANAGE GRANTS on the account shows everything, as in Snowflake's SHOW.
    """

    def __init__(self, context: Context, *, honor_manage_grants: bool = True) -> None:
        self._snapshot = context.snapshot
        self._roles = context.roles()
        need = Need(privilege="MANAGE GRANTS", object_id=ACCOUNT_ID, family=Family.ACCOUNT, shown="")
        self._everything = honor_manage_grants and decide(self._snapshot, self._roles, need).allowed

    def sees(self, record: Record) -> bool:
        """Say whether an object is listed."""
        return self._everything or may_see(self._snapshot, self._roles, record)

    def holds(self, record: Record, *privileges: str) -> bool:
        """Say whether the roles own the object or hold one of the privileges on it."""
        if self._everything:
            return True
        need = Need(
            privilege=privileges[0], object_id=record.id, family=record.family, shown="", any_of=tuple(privileges)
        )
        return decide(self._snapshot, self._roles, need).allowed

    def grants(self, record: Record, privileges: tuple[str, ...]) -> bool:
        """Say whether the roles own the object or were granted all of these privileges, as WITH PRIVILEGES asks."""
        needs = (Need(privilege=each, object_id=record.id, family=record.family, shown="") for each in privileges)
        return all(decide(self._snapshot, self._roles, need).allowed for need in needs)


def owner_name(context: Context, record: Record) -> str:
    """Return the name of the role that owns an object, empty for none."""
    role = context.snapshot.get(Role, record.owner_id)
    return role.name if role is not None else ""


def relation_in_scope(statement: st.Show, context: Context) -> tuple[Place, Record]:
    """Return the table or view that IN TABLE or IN VIEW names, if the roles may know of it."""
    if statement.scope_name is None:
        raise missing()
    if statement.scope == "VIEW":
        require_path(statement.scope_name, 3, context)
    where = place(statement.scope_name, context.environment, "SHOW")
    record = context.snapshot.find_relation(where.schema.id, where.name, context.state.id)
    if record is None or not Visibility(context).sees(record):
        raise unknown(statement.scope, str(plain_name(statement.scope_name, context.environment)))
    return where, record


def unknown(family: str, shown: str) -> ObjectNotFoundError:
    """Return the error of an object that does not exist, or that the roles may not know of."""
    state = "42S02" if family in ("TABLE", "VIEW") else "02000"
    return ObjectNotFoundError(f"{family.capitalize()} '{shown}' does not exist or not authorized.", sqlstate=state)


def missing() -> MissingObjectError:
    """Return the error of a scope that does not exist."""
    return MissingObjectError("Object does not exist, or operation cannot be performed.")


def databases_in(statement: st.Show, context: Context) -> list[Database]:
    """Return the databases a SHOW of schemas or below covers, in order of name.

    Without IN: the current database, or all of them when there is none; the word DATABASE or SCHEMA without a name
    changes nothing about that.
    """
    scope = statement.scope
    if scope == "ACCOUNT" or (statement.scope_name is None and context.state.database is None and scope in _NO_SCOPE):
        return sorted(context.snapshot.children(Database, ACCOUNT_ID), key=lambda each: each.name)
    if scope in ("APPLICATION", "APPLICATION PACKAGE"):
        raise _absent(statement, scope, statement.scope_name, context)
    if scope not in ("", "DATABASE"):
        raise UnsupportedError(f"SHOW {statement.objects} IN {scope}")
    return [_database(statement, context)]


def schemas_in(statement: st.Show, context: Context) -> list[tuple[Database, Schema]]:
    """Return the schemas a SHOW of objects covers, in order of name.

    Without IN: the current schema, else the current database, else the whole account.
    """
    nowhere = statement.scope_name is None and context.state.database is None
    if (statement.scope == "SCHEMA" and not nowhere) or (statement.scope == "" and context.state.schema is not None):
        return _one_schema(statement, context)
    found: list[tuple[Database, Schema]] = []
    for database in databases_in(statement, context):
        schemas = sorted(context.snapshot.children(Schema, database.id), key=lambda each: each.name)
        found.extend((database, schema) for schema in schemas)
    return found


def records_in(statement: st.Show, context: Context, *kinds: type[Record]) -> Iterator[tuple[Database, Schema, Record]]:
    """Yield the objects of some kinds in a SHOW's scope, in order of database, schema and name.

    Temporary ones of the session come with the others; with HISTORY the dropped objects do too.
    """
    temporary = _temporary(context, kinds)
    dropped = _dropped(context, kinds) if statement.history else {}
    for database, schema in schemas_in(statement, context):
        found: list[Record] = [each for kind in kinds for each in context.snapshot.children(kind, schema.id)]
        found += temporary.get(schema.id, [])
        found += dropped.get(schema.id, [])
        for record in sorted(found, key=lambda each: (each.name, each.dropped_on is None, each.id)):
            yield database, schema, record


def dropped_in(context: Context, kind: type[R], parent_id: ObjectId) -> list[R]:
    """Return the dropped objects of a kind that UNDROP could bring back into a container."""
    return [
        record
        for record in context.snapshot.objects.values()
        if isinstance(record, kind) and record.dropped_on is not None and record.parent_id == parent_id
    ]


def require_path(name: st.Name, parts: int, context: Context) -> None:
    """Raise MissingObjectError for a name that does not begin with its database, where a listing asks for that."""
    plain = plain_name(name, context.environment)
    if len(plain.parts) != parts:
        raise MissingObjectError(f"Must specify the full search path starting from database for {render(plain.name)}")


def _one_schema(statement: st.Show, context: Context) -> list[tuple[Database, Schema]]:
    name = statement.scope_name
    if name is not None and statement.objects in _FULL_PATHS:
        require_path(name, 2, context)
    plain = plain_name(name, context.environment) if name is not None else None
    if plain is not None and len(plain.parts) > 2:
        raise missing()
    database_name = plain.parts[0] if plain is not None and len(plain.parts) == 2 else context.state.database
    wanted = plain.name if plain is not None else context.state.schema
    database = context.snapshot.database(database_name) if database_name is not None else None
    if plain is None and wanted is None:
        raise NoCurrentSchemaError(
            "Cannot perform SHOW. This session does not have a current schema. "
            "Call 'USE SCHEMA', or use a qualified name."
        )
    if database_name is None:
        raise _no_database()
    schema = context.snapshot.find(Schema, database.id, wanted) if database is not None and wanted else None
    if database is not None and wanted == INFORMATION_SCHEMA:
        return []
    if database is None or schema is None or not Visibility(context).sees(schema):
        raise _absent(statement, "SCHEMA", QualifiedName((database_name, str(wanted))), context)
    return [(database, schema)]


def _database(statement: st.Show, context: Context) -> Database:
    name = statement.scope_name if statement.scope else None
    plain = plain_name(name, context.environment) if name is not None else None
    wanted = plain.name if plain is not None else context.state.database
    if wanted is None:
        raise _no_database()
    found = context.snapshot.database(wanted) if plain is None or len(plain.parts) == 1 else None
    if found is None or not Visibility(context).sees(found):
        raise _absent(statement, "DATABASE", plain or QualifiedName((wanted,)), context)
    return found


def _absent(statement: st.Show, family: str, name: st.Name | None, context: Context) -> FrazilError:
    """Return the error of a scope that does not exist: most listings have one for all, some name what they miss."""
    if statement.objects not in _NAMING or name is None:
        return missing()
    return unknown(family, str(plain_name(name, context.environment)))


def _no_database() -> NoCurrentDatabaseError:
    return NoCurrentDatabaseError(
        "Cannot perform SHOW. This session does not have a current database. "
        "Call 'USE DATABASE', or use a qualified name."
    )


def _temporary(context: Context, kinds: tuple[type[Record], ...]) -> dict[ObjectId, list[Record]]:
    """Return the session's own tables and views by schema."""
    found: dict[ObjectId, list[Record]] = {}
    for (session_id, schema_id, _), own_id in context.snapshot.temporary.items():
        if session_id == context.state.id and isinstance(own := context.snapshot.objects[own_id], kinds):
            found.setdefault(schema_id, []).append(own)
    return found


def _dropped(context: Context, kinds: tuple[type[Record], ...]) -> dict[ObjectId, list[Record]]:
    found: dict[ObjectId, list[Record]] = {}
    for record in context.snapshot.objects.values():
        if isinstance(record, kinds) and record.dropped_on is not None:
            found.setdefault(record.parent_id, []).append(record)
    return found
