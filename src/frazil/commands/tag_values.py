"""What tags say of an object: SHOW TAGS, SYSTEM$GET_TAG, TAG_REFERENCES, and the views about tags.

An object without a value of a tag of its own has that of what it lies in: column, table or view, schema, database.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from frazil.catalog.records import (
    ACCOUNT_ID,
    RELATIONS,
    Column,
    Database,
    Family,
    Record,
    Schema,
    Table,
    Tag,
    TagReference,
    reference_name,
)
from frazil.catalog.snapshot import Snapshot
from frazil.commands.catalog_facts import object_place
from frazil.commands.context import Context, Services, SessionState, roles_in_force
from frazil.commands.errors import missing
from frazil.commands.lookup import ACCOUNT_OBJECTS, SCHEMA_OBJECTS
from frazil.commands.results import Rows
from frazil.commands.show_scope import Row, Visibility, columns, filters_of, owner_name, records_in
from frazil.commands.system_functions import system_function, text_argument
from frazil.commands.system_rows import Facts, facts_relation, parse_columns
from frazil.commands.task_relations import Arguments
from frazil.core.errors import InvalidArgumentError, InvalidIdentifierError
from frazil.core.ids import ColumnId
from frazil.core.names import QualifiedName, render, split_qualified
from frazil.engine.literals import canonical_json
from frazil.security.privileges import Need, decide, may_see
from frazil.sql import statements as st
from frazil.sql.binder.environment import Environment, SystemRelation
from frazil.sql.binder.names import find_schema, place
from frazil.sql.binder.typed import Typed

Bound = tuple[Sequence[Typed], Mapping[str, Typed]]

_TAGS = columns(
    "created_on name database_name schema_name owner comment allowed_values owner_role_type propagate on_conflict "
    "multi_value",
    times="created_on",
)
COLUMN = "COLUMN"
_FAMILIES = {family.value: family for family in (*ACCOUNT_OBJECTS, *SCHEMA_OBJECTS, Family.SCHEMA)}
_REFERENCES = parse_columns(
    "TAG_DATABASE TAG_SCHEMA TAG_NAME TAG_VALUE APPLY_METHOD LEVEL OBJECT_DATABASE OBJECT_SCHEMA OBJECT_NAME DOMAIN "
    "COLUMN_NAME"
)


@dataclass(frozen=True, slots=True)
class Found:
    """The value of a tag, and the object or column that has it."""

    tag: Tag
    value: str
    holder: Record
    column: Column | None


def show_tags(statement: st.Show, context: Context) -> Rows:
    """List tags."""
    visibility = Visibility(context)
    rows: list[tuple[str, Row]] = []
    for database, schema, tag in records_in(statement, context, Tag):
        if isinstance(tag, Tag) and visibility.sees(tag):
            allowed = None if tag.allowed_values is None else canonical_json(list(tag.allowed_values))
            owner = owner_name(context, tag)
            head = (tag.created_on, tag.name, database.name, schema.name, owner, tag.comment, allowed)
            rows.append((tag.name, (*head, "ROLE", "NONE", None, "false")))
    return Rows(_TAGS, filters_of(statement, context).select(rows))


@system_function("GET_TAG", 3)
def get_tag(context: Context, arguments: Sequence[object]) -> str | None:
    """Return the value of a tag on an object of a domain, also one that it inherits; NULL if there is none."""
    name, on, domain = (text_argument("GET_TAG", arguments, index) for index in range(3))
    tag, _ = tagged_object(name, Family.TAG.value, context.environment, context.state)
    record, column = tagged_object(on, domain, context.environment, context.state)
    found = {each.tag.id: each.value for each in effective_tags(context.snapshot, record, column)}
    return found.get(tag.id)


def tagged_object(
    name: str, domain: str, environment: Environment, state: SessionState
) -> tuple[Record, Column | None]:
    """Return the object, and for the domain COLUMN the column, that a text names, if the roles may see it."""
    word = domain.upper()
    plain = _name(name, column=word == COLUMN)
    column_name = plain.name if word == COLUMN else None
    if word == COLUMN:
        plain = QualifiedName(plain.parts[:-1])
        word = Family.TABLE.value
    family = _FAMILIES.get(word)
    if family is None:
        raise InvalidArgumentError(f"Invalid value [{domain}] for the domain of an object")
    record = _record(family, plain, environment, state)
    if record is None or not _may_see(record, environment, state):
        raise missing(family, str(plain))
    if column_name is None:
        return record, None
    column = record.column(column_name) if isinstance(record, Table) else None
    if column is None:
        raise InvalidIdentifierError(f"invalid identifier '{render(column_name)}'")
    return record, column


def _may_see(record: Record, environment: Environment, state: SessionState) -> bool:
    """Say whether the roles may know of an object; who may apply every tag knows of every tag."""
    roles = roles_in_force(environment.snapshot, state)
    need = Need(privilege="APPLY TAG", object_id=ACCOUNT_ID, family=Family.ACCOUNT, shown="account")
    return may_see(environment.snapshot, roles, record) or (
        isinstance(record, Tag) and decide(environment.snapshot, roles, need).allowed
    )


def _record(family: Family, plain: QualifiedName, environment: Environment, state: SessionState) -> Record | None:
    snapshot = environment.snapshot
    if family in ACCOUNT_OBJECTS:
        return snapshot.find(ACCOUNT_OBJECTS[family], ACCOUNT_ID, plain.name) if len(plain.parts) == 1 else None
    if family is Family.SCHEMA:
        return find_schema(plain.parts, environment)[1] if len(plain.parts) <= 2 else None
    where = place(plain, environment, "SELECT")
    if family in RELATIONS:
        return snapshot.find_relation(where.schema.id, where.name, state.id)
    return snapshot.find(SCHEMA_OBJECTS[family], where.schema.id, where.name)


def tag_references(environment: Environment, services: Services, state: SessionState, bound: Bound) -> SystemRelation:
    """Return the values of tags in force on an object or column."""
    arguments = Arguments("TAG_REFERENCES", ("OBJECT_NAME", "OBJECT_DOMAIN"), *bound)
    record, column = tagged_object(*_texts(arguments), environment, state)
    snapshot = environment.snapshot
    rows = [reference_facts(snapshot, each, record, column) for each in effective_tags(snapshot, record, column)]
    return facts_relation(environment, _REFERENCES, rows)


def tag_references_all_columns(
    environment: Environment, services: Services, state: SessionState, bound: Bound
) -> SystemRelation:
    """Return the values of tags in force on every column of a table."""
    arguments = Arguments("TAG_REFERENCES_ALL_COLUMNS", ("OBJECT_NAME", "OBJECT_DOMAIN"), *bound)
    record, _ = tagged_object(*_texts(arguments), environment, state)
    if not isinstance(record, Table):
        raise InvalidArgumentError("Invalid value for function 'TAG_REFERENCES_ALL_COLUMNS', parameter 2")
    snapshot = environment.snapshot
    rows = [
        reference_facts(snapshot, each, record, column)
        for column in record.columns
        for each in effective_tags(snapshot, record, column)
    ]
    return facts_relation(environment, _REFERENCES, rows)


def _texts(arguments: Arguments) -> tuple[str, str]:
    name, domain = arguments.text("OBJECT_NAME"), arguments.text("OBJECT_DOMAIN")
    if name is None or domain is None:
        raise InvalidArgumentError("a name and a domain are needed")
    return name, domain


def effective_tags(snapshot: Snapshot, record: Record, column: Column | None) -> Iterator[Found]:
    """Yield the values of tags in force, each from the nearest that has one."""
    done: set[int] = set()
    holder: Record | None = record
    while holder is not None:
        for at in (column, None) if column is not None and holder is record else (None,):
            for found in own_tags(snapshot, holder, at):
                if found.tag.id not in done:
                    done.add(found.tag.id)
                    yield found
        holder = _around(snapshot, holder)


def own_tags(snapshot: Snapshot, holder: Record, column: Column | None) -> Iterator[Found]:
    """Yield the values that an object or a column has itself."""
    column_id: ColumnId | None = column.id if column is not None else None
    for reference in snapshot.children(TagReference, holder.id):
        tag = snapshot.get(Tag, reference.tag_id)
        if tag is not None and tag.dropped_on is None and reference.name == reference_name(tag.id, column_id):
            yield Found(tag, reference.value, holder, column)


def reference_facts(snapshot: Snapshot, found: Found, record: Record, column: Column | None) -> Facts:
    """Return a value in force on an object as TAG_REFERENCES lists it; LEVEL is the kind of what has it."""
    level = COLUMN if found.column is not None else found.holder.family.value
    path = snapshot.path(record)
    inherited = found.holder is not record or found.column is not column
    return {
        **object_place(snapshot, found.tag, "TAG"),
        "TAG_DATABASE": snapshot.path(found.tag)[0],
        "TAG_VALUE": found.value,
        "APPLY_METHOD": "INHERITED" if inherited else "MANUAL",
        "LEVEL": level,
        "OBJECT_DATABASE": path[0] if len(path) > 1 else None,
        "OBJECT_SCHEMA": path[1] if len(path) > 2 else None,
        "OBJECT_NAME": path[-1],
        "OBJECT_ID": record.id,
        "DOMAIN": COLUMN if column is not None else record.family.value,
        "COLUMN_NAME": column.name if column is not None else None,
        "COLUMN_ID": column.id if column is not None else None,
    }


def tag_facts(snapshot: Snapshot, tag: Tag) -> Facts:
    """Return a tag as ACCOUNT_USAGE.TAGS lists it."""
    allowed = None if tag.allowed_values is None else canonical_json(list(tag.allowed_values))
    place = object_place(snapshot, tag, "TAG")
    return {**place, "TAG_DATABASE_ID": place["TAG_CATALOG_ID"], "TAG_DATABASE": place["TAG_CATALOG"],
            "TAG_COMMENT": tag.comment or None, "ALLOWED_VALUES": allowed}  # fmt: skip


def all_references(snapshot: Snapshot) -> Iterator[Facts]:
    """Yield every value that is set somewhere, without those that are inherited."""
    for holder in snapshot.objects.values():
        if holder.dropped_on is not None or holder.family is Family.TAG_REFERENCE:
            continue
        for column in (None, *(holder.columns if isinstance(holder, Table) else ())):
            for found in own_tags(snapshot, holder, column):
                yield reference_facts(snapshot, found, holder, column)


def _around(snapshot: Snapshot, record: Record) -> Record | None:
    parent = snapshot.objects.get(record.parent_id)
    return parent if isinstance(parent, Schema | Database) else None


def _name(text: str, *, column: bool = False) -> QualifiedName:
    """Return the parts of a name given as text; a column's may have one more."""
    try:
        if not column:
            return QualifiedName(split_qualified(text))
        table, _, last = text.rpartition(".")
        return QualifiedName((*split_qualified(table), *split_qualified(last)))
    except ValueError:
        raise InvalidIdentifierError(f"invalid identifier '{text}'") from None
