"""ALTER, DROP, UNDROP and COMMENT of any object."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from frazil.core.errors import UnsupportedError
from frazil.sql.parser.access_tokens import parse_alter_tokens
from frazil.sql.parser.cursor import Cursor
from frazil.sql.parser.families import BUILT, accept_family
from frazil.sql.parser.hints import did_you_mean
from frazil.sql.parser.names import parse_column_name, parse_name
from frazil.sql.parser.properties import parse_set, parse_unset
from frazil.sql.parser.routines import parse_alter_function, parse_object_name
from frazil.sql.parser.sequences import parse_alter_sequence
from frazil.sql.parser.session import parse_alter_session
from frazil.sql.parser.tables import parse_alter_table
from frazil.sql.parser.tags import parse_alter_tag, tagged
from frazil.sql.parser.tasks import parse_alter_task
from frazil.sql.statements import (
    AlterObject,
    AlterWarehouse,
    Comment,
    CommentColumns,
    Drop,
    Name,
    RenameTo,
    SetProperties,
    Statement,
    SwapWith,
    Undrop,
    UnsetProperties,
)

_UNDROPPED = frozenset({"TABLE", "SCHEMA", "DATABASE", "TAG"})
_ACTION_STARTS = frozenset({"SET", "UNSET", "RENAME", "SWAP", "SUSPEND", "RESUME", "ABORT"})


def parse_alter(cursor: Cursor) -> Statement:
    """Parse an ALTER statement.  Raises UnsupportedError for families that frazil does not have."""
    position = cursor.position
    cursor.expect("ALTER")
    if cursor.key == "SESSION" and cursor.peek() != "POLICY":
        cursor.advance()
        return parse_alter_session(cursor)
    family = accept_family(cursor)
    if family is None:
        raise cursor.unexpected(did_you_mean(cursor, BUILT, "ALTER"))
    if family not in BUILT | {"ACCOUNT"}:
        raise UnsupportedError(f"ALTER {family}", position=position)
    rule = _ALTERS.get(family)
    return tagged(rule(cursor) if rule is not None else _alter_object(cursor, family), family)


def _alter_object(cursor: Cursor, family: str) -> AlterObject:
    if_exists = cursor.accept("IF", "EXISTS")
    nameless = family == "ACCOUNT" or (family == "USER" and cursor.key in {"SET", "UNSET"})
    name = None if nameless else parse_name(cursor)
    position = cursor.position
    action: RenameTo | SwapWith | SetProperties | UnsetProperties | CommentColumns
    if cursor.accept("RENAME", "TO"):
        action = RenameTo(position=position, name=parse_name(cursor))
    elif family == "VIEW" and cursor.accept_any("ALTER", "MODIFY"):
        action = _comment_columns(cursor, position)
    elif family in {"DATABASE", "SCHEMA"} and cursor.accept("SWAP", "WITH"):
        action = SwapWith(position=position, name=parse_name(cursor))
    elif cursor.accept("UNSET"):
        action = _unset(cursor, family, position)
    elif cursor.accept("SET"):
        if family == "VIEW" and cursor.accept("SECURE"):
            action = SetProperties(position=position, properties={"SECURE": True})
        else:
            action = parse_set(cursor)
    else:
        raise _not_understood(cursor, family)
    return AlterObject(family=family, name=name, if_exists=if_exists, action=action)


def _unset(cursor: Cursor, family: str, position: int) -> SetProperties | UnsetProperties:
    if family == "VIEW" and cursor.accept("SECURE"):
        return SetProperties(position=position, properties={"SECURE": False})
    return parse_unset(cursor)


def _comment_columns(cursor: Cursor, position: int) -> CommentColumns:
    """Parse the columns of ``ALTER VIEW v ALTER|MODIFY``, with or without parentheses."""
    closing = cursor.accept("(")
    comments = [_column_comment(cursor)]
    while cursor.accept(","):
        cursor.accept_any("ALTER", "MODIFY")
        comments.append(_column_comment(cursor))
    if closing:
        cursor.expect(")")
    return CommentColumns(position=position, comments=tuple(comments))


def _column_comment(cursor: Cursor) -> tuple[str, str]:
    cursor.accept("COLUMN")
    name = cursor.identifier()
    if cursor.accept("UNSET", "COMMENT"):
        return name, ""
    if cursor.key in {"SET", "UNSET"}:
        raise UnsupportedError(f"ALTER VIEW ... COLUMN {cursor.key} {cursor.peek()}", position=cursor.position)
    cursor.expect("COMMENT")
    cursor.accept("=")
    return name, cursor.string()


_ACTIONS = {
    "USER": frozenset({"RESET", "ABORT", "ADD", "REMOVE", "MODIFY", "ROTATE", "ENROLL"}),
    "VIEW": frozenset({"ADD", "DROP", "CLUSTER", "SUSPEND", "RESUME"}),
    "DATABASE": frozenset({"ENABLE", "DISABLE", "REFRESH", "PRIMARY"}),
    "SCHEMA": frozenset({"ENABLE", "DISABLE"}),
    "ACCOUNT": frozenset({"RENAME", "DROP", "ADD"}),
}


def _not_understood(cursor: Cursor, family: str) -> Exception:
    if cursor.key in _ACTIONS.get(family, ()):
        return UnsupportedError(f"ALTER {family} {cursor.key}", position=cursor.position)
    return cursor.unexpected()


def _alter_warehouse(cursor: Cursor) -> AlterWarehouse:
    if_exists = cursor.accept("IF", "EXISTS")
    name: Name | None = None
    if cursor.key not in _ACTION_STARTS or cursor.peek() in _ACTION_STARTS:
        name = parse_name(cursor)
    position = cursor.position
    action: str | RenameTo | SetProperties | UnsetProperties
    if cursor.accept("RESUME"):
        cursor.accept("IF", "SUSPENDED")
        action = "RESUME"
    elif cursor.accept("SUSPEND"):
        action = "SUSPEND"
    elif cursor.accept("ABORT", "ALL", "QUERIES"):
        action = "ABORT"
    elif cursor.accept("RENAME", "TO"):
        action = RenameTo(position=position, name=parse_name(cursor))
    elif cursor.accept("UNSET"):
        action = parse_unset(cursor)
    else:
        cursor.expect("SET")
        action = parse_set(cursor)
    return AlterWarehouse(name=name, if_exists=if_exists, action=action)


def _alter_user(cursor: Cursor) -> Statement:
    return parse_alter_tokens(cursor) or _alter_object(cursor, "USER")


_ALTERS: Mapping[str, Callable[[Cursor], Statement]] = {
    "FUNCTION": parse_alter_function,
    "SEQUENCE": parse_alter_sequence,
    "TABLE": parse_alter_table,
    "TAG": parse_alter_tag,
    "TASK": parse_alter_task,
    "USER": _alter_user,
    "WAREHOUSE": _alter_warehouse,
}
"""The rules of families whose ALTER is a statement of its own."""


def parse_drop(cursor: Cursor) -> Drop:
    """Parse ``DROP <family> [IF EXISTS] n [CASCADE|RESTRICT]``."""
    position = cursor.position
    cursor.expect("DROP")
    materialized = cursor.key == "MATERIALIZED"
    family = accept_family(cursor)
    if family is None:
        raise cursor.unexpected(did_you_mean(cursor, BUILT, "DROP"))
    if family not in BUILT:
        raise UnsupportedError(f"DROP {family}", position=position)
    if_exists = cursor.accept("IF", "EXISTS")
    name = parse_object_name(cursor, family)
    restrict = cursor.accept_any("CASCADE", "RESTRICT") == "RESTRICT"
    return Drop(family=family, name=name, if_exists=if_exists, restrict=restrict, materialized=materialized)


def parse_undrop(cursor: Cursor) -> Undrop:
    """Parse ``UNDROP TABLE|SCHEMA|DATABASE n``."""
    position = cursor.position
    cursor.expect("UNDROP")
    family = accept_family(cursor)
    if family is None:
        raise cursor.unexpected(did_you_mean(cursor, BUILT, "UNDROP"))
    if family not in _UNDROPPED:
        raise UnsupportedError(f"UNDROP {family}", position=position)
    return Undrop(family=family, name=parse_name(cursor))


def parse_comment(cursor: Cursor) -> Comment:
    """Parse ``COMMENT [IF EXISTS] ON <family> n IS 'text'``."""
    position = cursor.position
    cursor.expect("COMMENT")
    if_exists = cursor.accept("IF", "EXISTS")
    cursor.expect("ON")
    name: Name
    if cursor.accept("COLUMN"):
        family = "COLUMN"
        name = parse_column_name(cursor)
    else:
        found = accept_family(cursor)
        if found is None:
            raise cursor.unexpected()
        if found not in BUILT:
            raise UnsupportedError(f"COMMENT ON {found}", position=position)
        family = found
        name = parse_object_name(cursor, family)
    cursor.expect("IS")
    return Comment(family=family, name=name, comment=cursor.string(), if_exists=if_exists)
