"""SHOW and DESCRIBE."""

from __future__ import annotations

from dataclasses import dataclass

from frazil.core.errors import UnsupportedError
from frazil.sql.ast import Expression
from frazil.sql.parser.cursor import Cursor
from frazil.sql.parser.families import BUILT, SHOWN, accept_family, accept_plural
from frazil.sql.parser.grants import parse_privileges
from frazil.sql.parser.hints import did_you_mean
from frazil.sql.parser.names import parse_name, parse_name_argument
from frazil.sql.parser.properties import parse_property
from frazil.sql.parser.routines import parse_object_name
from frazil.sql.statements import Describe, Name, Show, ShowGrants
from frazil.sql.tokens import NUMBER

_SCOPES = frozenset({"ACCOUNT", "SESSION", "DATABASE", "SCHEMA", "TABLE", "VIEW", "TASK", "USER", "WAREHOUSE", "ROLE"})
_UNPAGED = frozenset(
    {"EXPORTED KEYS", "IMPORTED KEYS", "LOCKS", "PRIMARY KEYS", "TRANSACTIONS", "UNIQUE KEYS", "VARIABLES"}
)
"""What is listed whole: STARTS WITH and LIMIT are syntax errors there."""

_NAMELESS = frozenset({"ACCOUNT", "SESSION"})
_WITH_OPTIONAL_NAME = frozenset({"DATABASE", "SCHEMA", "TABLE", "USER", "WAREHOUSE"})
_BARE_SCOPES = {
    "SCHEMAS": "DATABASE",
    "COLUMNS": "TABLE",
    "PRIMARY KEYS": "TABLE",
    "UNIQUE KEYS": "TABLE",
    "IMPORTED KEYS": "TABLE",
    "EXPORTED KEYS": "TABLE",
}


@dataclass(slots=True)
class _Clauses:
    """What is known of a SHOW while its clauses are read."""

    history: bool = False
    like: Expression | None = None
    scope: str = ""
    scope_name: Name | None = None
    starts_with: str | None = None
    limit: int | None = None
    limit_from: str | None = None
    root_only: bool = False
    privileges: tuple[str, ...] = ()


def parse_show(cursor: Cursor) -> Show | ShowGrants:
    """Parse a SHOW statement; whether frazil has what it lists is for its handler to say."""
    cursor.expect("SHOW")
    terse = cursor.accept("TERSE")
    if cursor.accept("FUTURE", "GRANTS"):
        return _grants(cursor, future=True)
    if cursor.accept("GRANTS"):
        return _grants(cursor, future=False)
    objects = accept_plural(cursor, SHOWN)
    if objects is None:
        raise cursor.unexpected(did_you_mean(cursor, SHOWN, "SHOW"))
    found = _Clauses()
    while _clause(cursor, objects, found):
        pass
    return Show(
        objects=objects,
        terse=terse,
        history=found.history,
        like=found.like,
        scope=found.scope,
        scope_name=found.scope_name,
        starts_with=found.starts_with,
        limit=found.limit,
        limit_from=found.limit_from,
        root_only=found.root_only,
        privileges=found.privileges,
    )


def _clause(cursor: Cursor, objects: str, found: _Clauses) -> bool:
    if cursor.accept("HISTORY"):
        found.history = True
    elif cursor.accept("LIKE"):
        found.like = parse_name_argument(cursor)
    elif cursor.accept_any("IN", "FOR"):
        found.scope, found.scope_name = _scope(cursor, objects)
    elif objects in _UNPAGED:
        return False
    elif cursor.accept("STARTS", "WITH"):
        found.starts_with = cursor.string()
    elif cursor.accept("ROOT", "ONLY"):
        found.root_only = True
    elif cursor.accept("LIMIT"):
        found.limit = cursor.integer()
        found.limit_from = cursor.string() if cursor.accept("FROM") else None
    elif cursor.accept("WITH", "PRIVILEGES"):
        found.privileges = parse_privileges(cursor)
    else:
        return False
    return True


def _scope(cursor: Cursor, objects: str) -> tuple[str, Name | None]:
    """Parse what follows IN: a family with its name, a family alone, or a name alone."""
    for words in (("APPLICATION", "PACKAGE"), ("APPLICATION",), ("COMPUTE", "POOL"), ("DATASET",), ("MODEL",)):
        if cursor.at(*words) and not _ends_scope(cursor, len(words)):
            cursor.index += len(words)
            return " ".join(words), parse_name(cursor)
    if cursor.key not in _SCOPES or cursor.peek() == ".":
        return _BARE_SCOPES.get(objects, "SCHEMA"), parse_name(cursor)
    family = cursor.advance()
    if family in _NAMELESS or (family in _WITH_OPTIONAL_NAME and _ends_scope(cursor, 0)):
        return family, None
    return family, parse_name(cursor)


def _ends_scope(cursor: Cursor, ahead: int) -> bool:
    key, following = cursor.peek(ahead), cursor.peek(ahead + 1)
    if key in {";", "<EOF>", "LIKE"}:
        return True
    if key == "LIMIT":
        return cursor.kinds[cursor.index + ahead + 1] == NUMBER
    return (key, following) in {("STARTS", "WITH"), ("ROOT", "ONLY"), ("WITH", "PRIVILEGES")}


def _grants(cursor: Cursor, *, future: bool) -> ShowGrants:
    direction = cursor.accept_any("ON", "TO", "OF", "IN")
    if direction is None:
        return ShowGrants(future=future)
    if direction == "ON" and cursor.accept("ACCOUNT"):
        return ShowGrants(direction="ON", family="ACCOUNT", future=future)
    if direction == "TO" and cursor.at("SHARE"):
        raise UnsupportedError("SHOW GRANTS TO SHARE", position=cursor.position)
    family = accept_family(cursor)
    if family is None and direction != "ON":
        raise cursor.unexpected()
    name = parse_object_name(cursor, family or "TABLE")
    if cursor.key == "(":
        raise UnsupportedError(f"SHOW GRANTS {direction} {family}", position=cursor.position)
    if cursor.accept("LIMIT"):
        raise UnsupportedError("SHOW GRANTS with LIMIT", position=cursor.position)
    return ShowGrants(direction=direction, family=family or "", name=name, future=future)


def parse_describe(cursor: Cursor) -> Describe:
    """Parse ``DESC[RIBE] <family> n``; without a family it is a table or view."""
    position = cursor.position
    cursor.expect_any("DESC", "DESCRIBE")
    if cursor.accept("RESULT"):
        name: Name = cursor.expression() if cursor.key == "LAST_QUERY_ID" else parse_name_argument(cursor)
        return Describe(family="RESULT", name=name)
    family = None if cursor.peek() in {".", ";", "<EOF>"} else accept_family(cursor)
    if family is None:
        return Describe(family="TABLE", name=parse_name(cursor))
    if family not in BUILT:
        raise UnsupportedError(f"DESCRIBE {family}", position=position)
    name = parse_object_name(cursor, family)
    if cursor.at("TYPE", "="):
        kind: dict[str, object] = {}
        parse_property(cursor, kind)
        if str(kind["TYPE"]) != "COLUMNS":
            raise UnsupportedError("DESCRIBE TABLE ... TYPE = STAGE", position=position)
    return Describe(family=family, name=name)
