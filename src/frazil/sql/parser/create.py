"""CREATE: what may be created, and the rules for all but tables and tasks."""

from __future__ import annotations

from collections.abc import Callable

from frazil.core.errors import UnsupportedError
from frazil.sql.parser.cursor import Cursor
from frazil.sql.parser.families import BUILT, accept_family
from frazil.sql.parser.hints import did_you_mean
from frazil.sql.parser.names import parse_clone, parse_name
from frazil.sql.parser.properties import Properties, parse_properties, parse_property
from frazil.sql.parser.routines import parse_create_function
from frazil.sql.parser.sequences import parse_create_sequence
from frazil.sql.parser.tables import parse_create_table, parse_table_properties
from frazil.sql.parser.tags import parse_create_tag
from frazil.sql.parser.tasks import parse_create_task
from frazil.sql.statements import (
    BIND_STAGES,
    CreateBindStage,
    CreateDatabase,
    CreateMode,
    CreateRole,
    CreateSchema,
    CreateUser,
    CreateView,
    CreateWarehouse,
    Name,
    Statement,
)

_MODIFIERS = frozenset(
    {"LOCAL", "GLOBAL", "TEMP", "TEMPORARY", "VOLATILE", "SCOPED", "TRANSIENT", "SECURE", "RECURSIVE", "MATERIALIZED"}
)
_TEMPORARY = frozenset({"TEMP", "TEMPORARY", "VOLATILE"})
_ALLOWED = {
    "DATABASE": frozenset({"TRANSIENT"}),
    "SCHEMA": frozenset({"TRANSIENT"}),
    "TABLE": _MODIFIERS - {"SECURE", "RECURSIVE", "MATERIALIZED"},
    "FUNCTION": frozenset({"SECURE"}),
    "VIEW": _MODIFIERS - {"TRANSIENT", "SCOPED"},
}


def parse_create(cursor: Cursor) -> Statement:
    """Parse a CREATE statement.  Raises UnsupportedError for families that frazil does not have."""
    position = cursor.position
    cursor.expect("CREATE")
    mode = CreateMode.ERROR
    if cursor.accept("OR", "REPLACE"):
        mode = CreateMode.REPLACE
    elif cursor.accept("OR", "ALTER"):
        mode = CreateMode.OR_ALTER
    modifiers: list[str] = []
    start = cursor.index
    while cursor.key in _MODIFIERS:
        modifiers.append(cursor.advance())
    family_index = cursor.index
    family = accept_family(cursor)
    if family is None:
        raise cursor.unexpected(did_you_mean(cursor, (*BUILT, *_MODIFIERS), "CREATE"))
    if family == "STAGE" and set(modifiers) & _TEMPORARY:
        return _bind_stage(cursor, position)
    if family not in BUILT:
        raise UnsupportedError(f"CREATE {family}", position=position)
    if not set(modifiers) <= _ALLOWED.get(family, frozenset()):
        cursor.index = family_index if len(modifiers) == 0 else start
        raise cursor.unexpected()
    if cursor.at("IF", "NOT", "EXISTS"):
        if mode is not CreateMode.ERROR:
            raise cursor.unexpected()
        cursor.accept("IF", "NOT", "EXISTS")
        mode = CreateMode.IF_NOT_EXISTS
    return _RULES[family](cursor, mode, parse_name(cursor), frozenset(modifiers))


def _bind_stage(cursor: Cursor, position: int) -> CreateBindStage:
    """Parse the rest of a driver's stage for bindings; how its files look is known.  No other stage is built."""
    cursor.accept("IF", "NOT", "EXISTS")
    name = cursor.tokens.text[cursor.position : cursor.tokens.ends[cursor.index]].upper()
    if name not in BIND_STAGES:
        raise UnsupportedError("CREATE STAGE", position=position)
    while not cursor.at_end():
        cursor.advance()
    return CreateBindStage(name=name)


def _database(cursor: Cursor, mode: CreateMode, name: Name, modifiers: frozenset[str]) -> Statement:
    _refuse_shares(cursor, "DATABASE")
    clone = parse_clone(cursor)
    properties = parse_properties(cursor)
    return CreateDatabase(name=name, mode=mode, transient="TRANSIENT" in modifiers, clone=clone, properties=properties)


def _schema(cursor: Cursor, mode: CreateMode, name: Name, modifiers: frozenset[str]) -> Statement:
    clone = parse_clone(cursor)
    managed = cursor.accept("WITH", "MANAGED", "ACCESS")
    properties = parse_properties(cursor)
    transient = "TRANSIENT" in modifiers
    return CreateSchema(
        name=name, mode=mode, transient=transient, clone=clone, managed_access=managed, properties=properties
    )


def _refuse_shares(cursor: Cursor, family: str) -> None:
    if cursor.at("FROM", "SHARE") or cursor.at("AS", "REPLICA"):
        raise UnsupportedError(f"CREATE {family} {cursor.key} {cursor.peek()}", position=cursor.position)


def _table(cursor: Cursor, mode: CreateMode, name: Name, modifiers: frozenset[str]) -> Statement:
    kind = "TEMPORARY" if modifiers & _TEMPORARY else "TRANSIENT" if "TRANSIENT" in modifiers else ""
    return parse_create_table(cursor, mode, name, kind)


def _view(cursor: Cursor, mode: CreateMode, name: Name, modifiers: frozenset[str]) -> Statement:
    properties: Properties = {}
    parse_table_properties(cursor, properties)
    columns = _view_columns(cursor) if cursor.key == "(" else ()
    parse_table_properties(cursor, properties)
    cursor.expect("AS")
    first = cursor.index
    query = cursor.query()
    return CreateView(
        name=name,
        mode=mode,
        secure="SECURE" in modifiers,
        temporary=bool(modifiers & _TEMPORARY),
        recursive="RECURSIVE" in modifiers,
        materialized="MATERIALIZED" in modifiers,
        columns=columns,
        query=query,
        query_text=cursor.source(first),
        properties=properties,
    )


def _view_columns(cursor: Cursor) -> tuple[tuple[str, str], ...]:
    """Parse ``(name [COMMENT 'text'], ..)``."""
    cursor.expect("(")
    columns: list[tuple[str, str]] = []
    while True:
        name = cursor.identifier()
        if cursor.key in {"WITH", "MASKING", "PROJECTION", "TAG"}:
            raise UnsupportedError("policies and tags on columns of views", position=cursor.position)
        columns.append((name, cursor.string() if cursor.accept("COMMENT") else ""))
        if not cursor.accept(","):
            cursor.expect(")")
            return tuple(columns)


def _warehouse(cursor: Cursor, mode: CreateMode, name: Name, modifiers: frozenset[str]) -> Statement:
    properties: Properties = {}
    if cursor.key == "WITH" and cursor.peek() not in {"TAG", "CONTACT"}:
        cursor.advance()
    while parse_property(cursor, properties):
        cursor.accept(",")
    return CreateWarehouse(name=name, mode=mode, properties=properties)


def _user(cursor: Cursor, mode: CreateMode, name: Name, modifiers: frozenset[str]) -> Statement:
    return CreateUser(name=name, mode=mode, properties=parse_properties(cursor))


def _role(cursor: Cursor, mode: CreateMode, name: Name, modifiers: frozenset[str]) -> Statement:
    return CreateRole(name=name, mode=mode, properties=parse_properties(cursor))


def _task(cursor: Cursor, mode: CreateMode, name: Name, modifiers: frozenset[str]) -> Statement:
    return parse_create_task(cursor, mode, name)


def _sequence(cursor: Cursor, mode: CreateMode, name: Name, modifiers: frozenset[str]) -> Statement:
    return parse_create_sequence(cursor, mode, name)


def _function(cursor: Cursor, mode: CreateMode, name: Name, modifiers: frozenset[str]) -> Statement:
    return parse_create_function(cursor, mode, name, secure="SECURE" in modifiers)


def _tag(cursor: Cursor, mode: CreateMode, name: Name, modifiers: frozenset[str]) -> Statement:
    return parse_create_tag(cursor, mode, name)


_RULES: dict[str, Callable[[Cursor, CreateMode, Name, frozenset[str]], Statement]] = {
    "DATABASE": _database,
    "SCHEMA": _schema,
    "TABLE": _table,
    "VIEW": _view,
    "WAREHOUSE": _warehouse,
    "USER": _user,
    "ROLE": _role,
    "TASK": _task,
    "SEQUENCE": _sequence,
    "FUNCTION": _function,
    "TAG": _tag,
}
