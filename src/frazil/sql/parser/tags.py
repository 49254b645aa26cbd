"""Tags: CREATE and ALTER TAG, and SET and UNSET TAG of any object."""

from __future__ import annotations

from frazil.core.errors import UnsupportedError
from frazil.sql.parser.cursor import Cursor
from frazil.sql.parser.names import parse_name
from frazil.sql.parser.properties import parse_properties, parse_set, parse_unset
from frazil.sql.statements import (
    AllowedValues,
    AlterColumns,
    AlterFunction,
    AlterObject,
    AlterSequence,
    AlterTable,
    AlterTag,
    AlterTags,
    AlterTask,
    AlterWarehouse,
    CreateMode,
    CreateTag,
    Name,
    RenameTo,
    SetProperties,
    SetTags,
    Statement,
    UnsetProperties,
    UnsetTags,
)


def parse_create_tag(cursor: Cursor, mode: CreateMode, name: Name) -> CreateTag:
    """Parse what follows the name: ``[ALLOWED_VALUES 'a', ..] [COMMENT = '..']``."""
    allowed = None
    if cursor.accept("ALLOWED_VALUES"):
        cursor.accept("=")
        allowed = _values(cursor)
    if cursor.key == "PROPAGATE":
        raise UnsupportedError("CREATE TAG ... PROPAGATE", position=cursor.position)
    return CreateTag(name=name, mode=mode, allowed_values=allowed, properties=parse_properties(cursor))


def parse_alter_tag(cursor: Cursor) -> AlterTag:
    """Parse ``ALTER TAG [IF EXISTS] t <action>``, from behind TAG."""
    if_exists = cursor.accept("IF", "EXISTS")
    name = parse_name(cursor)
    position = cursor.position
    action: RenameTo | AllowedValues | SetProperties | UnsetProperties
    if cursor.accept("RENAME", "TO"):
        action = RenameTo(position=position, name=parse_name(cursor))
    elif cursor.at("UNSET", "ALLOWED_VALUES"):
        cursor.index += 2
        action = AllowedValues(position=position, kind="UNSET")
    elif cursor.key in {"ADD", "DROP"}:
        kind = cursor.advance()
        cursor.expect("ALLOWED_VALUES")
        action = AllowedValues(position=position, kind=kind, values=_values(cursor))
    elif cursor.accept("UNSET"):
        action = parse_unset(cursor)
    else:
        cursor.expect("SET")
        if cursor.key in {"MASKING", "PROPAGATE"}:
            raise UnsupportedError(f"ALTER TAG ... SET {cursor.key}", position=cursor.position)
        action = parse_set(cursor)
    return AlterTag(name=name, if_exists=if_exists, action=action)


def tagged(statement: Statement, family: str) -> Statement:
    """Return an ALTER that sets or unsets tags as the statement that does this for every family; others as they are."""
    if not isinstance(
        statement, AlterTable | AlterTask | AlterSequence | AlterFunction | AlterWarehouse | AlterObject | AlterTag
    ):
        return statement
    action = statement.action
    column = ""
    if isinstance(action, AlterColumns) and any(each.tags is not None for each in action.columns):
        if len(action.columns) > 1:
            raise UnsupportedError("tags of several columns in one ALTER TABLE", position=action.position)
        (altered,) = action.columns
        column, action = altered.column, altered.tags
    if not isinstance(action, SetTags | UnsetTags):
        return statement
    if statement.name is None:
        raise UnsupportedError(f"ALTER {family} SET TAG without a name", position=action.position)
    return AlterTags(family=family, name=statement.name, if_exists=statement.if_exists, column=column, action=action)


def _values(cursor: Cursor) -> tuple[str, ...]:
    values = [cursor.string()]
    while cursor.accept(","):
        values.append(cursor.string())
    return tuple(values)
