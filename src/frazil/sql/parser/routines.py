"""Functions of users: CREATE and ALTER FUNCTION, and names with the types of arguments behind them."""

from __future__ import annotations

from frazil.core.errors import UnsupportedError
from frazil.core.names import QualifiedName
from frazil.sql.ast import TypeName
from frazil.sql.parser.cursor import Cursor
from frazil.sql.parser.names import parse_name, parse_qualified_name
from frazil.sql.parser.properties import Properties, parse_property, parse_set, parse_unset, put
from frazil.sql.parser.types import parse_type
from frazil.sql.statements import (
    AlterFunction,
    ArgumentDefinition,
    CreateFunction,
    CreateMode,
    Name,
    RenameTo,
    RoutineName,
    SetProperties,
    UnsetProperties,
)

_OPTIONS = (
    (("VOLATILE",), "VOLATILITY", "VOLATILE"),
    (("IMMUTABLE",), "VOLATILITY", "IMMUTABLE"),
    (("STRICT",), "NULL_HANDLING", "STRICT"),
    (("RETURNS", "NULL", "ON", "NULL"), "NULL_HANDLING", "STRICT"),
    (("CALLED", "ON", "NULL", "INPUT"), "NULL_HANDLING", "CALLED ON NULL INPUT"),
    (("MEMOIZABLE",), "MEMOIZABLE", True),
    (("COPY", "GRANTS"), "COPY_GRANTS", True),
    (("NOT", "NULL"), "NOT_NULL", True),
)
"""Words of CREATE FUNCTION without a value, with the property and value that they stand for."""


def parse_object_name(cursor: Cursor, family: str) -> Name:
    """Parse the name of an object that is there; a function's has the types of its arguments behind it."""
    if family != "FUNCTION":
        return parse_name(cursor)
    name = parse_name(cursor)
    if not isinstance(name, QualifiedName):
        raise UnsupportedError("IDENTIFIER as the name of a function", position=cursor.position)
    cursor.expect("(")
    types: list[TypeName] = []
    while cursor.key != ")":
        types.append(parse_type(cursor))
        if not cursor.accept(","):
            break
    cursor.expect(")")
    return RoutineName(position=name.position, name=name, types=tuple(types))


def parse_create_function(cursor: Cursor, mode: CreateMode, name: Name, *, secure: bool) -> CreateFunction:
    """Parse what follows the name: arguments, RETURNS, options, AS and the body."""
    arguments = _arguments(cursor)
    properties: Properties = {}
    while _option(cursor, properties):
        pass
    cursor.expect("RETURNS")
    returns: TypeName | None = None
    columns: tuple[tuple[str, TypeName], ...] = ()
    if cursor.accept("TABLE"):
        columns = tuple((each.name, each.type) for each in _arguments(cursor))
    else:
        returns = parse_type(cursor)
    while _option(cursor, properties):
        pass
    cursor.expect("AS")
    return CreateFunction(
        name=name,
        mode=mode,
        secure=secure,
        arguments=arguments,
        returns=returns,
        columns=columns,
        body=cursor.string(),
        properties=properties,
    )


def parse_alter_function(cursor: Cursor) -> AlterFunction:
    """Parse ``ALTER FUNCTION [IF EXISTS] f(types) RENAME TO n | SET .. | UNSET ..``, from behind FUNCTION."""
    if_exists = cursor.accept("IF", "EXISTS")
    name = parse_object_name(cursor, "FUNCTION")
    position = cursor.position
    action: RenameTo | SetProperties | UnsetProperties
    if cursor.accept("RENAME", "TO"):
        action = RenameTo(position=position, name=parse_qualified_name(cursor))
    elif cursor.accept("SET", "SECURE"):
        action = SetProperties(position=position, properties={"SECURE": True})
    elif cursor.accept("UNSET", "SECURE"):
        action = SetProperties(position=position, properties={"SECURE": False})
    elif cursor.accept("UNSET"):
        action = parse_unset(cursor)
    else:
        cursor.expect("SET")
        action = parse_set(cursor)
    return AlterFunction(name=name, if_exists=if_exists, action=action)


def _arguments(cursor: Cursor) -> tuple[ArgumentDefinition, ...]:
    """Parse ``(name type [DEFAULT expression], ..)``, also without any."""
    cursor.expect("(")
    found: list[ArgumentDefinition] = []
    while cursor.key != ")":
        position = cursor.position
        name = cursor.identifier()
        kind = parse_type(cursor)
        default = ""
        if cursor.accept("DEFAULT"):
            first = cursor.index
            cursor.expression()
            default = cursor.source(first)
        found.append(ArgumentDefinition(position=position, name=name, type=kind, default=default))
        if not cursor.accept(","):
            break
    cursor.expect(")")
    return tuple(found)


def _option(cursor: Cursor, properties: Properties) -> bool:
    """Parse one option into the properties; False when none comes next."""
    position = cursor.position
    for words, name, value in _OPTIONS:
        if cursor.accept(*words):
            if words[0] == "RETURNS":
                cursor.expect("INPUT")
            put(properties, name, value, position)
            return True
    if cursor.accept("LANGUAGE"):
        language = cursor.word()
        if language != "SQL":
            raise UnsupportedError(f"CREATE FUNCTION ... LANGUAGE {language}", position=position)
        put(properties, "LANGUAGE", language, position)
        return True
    return parse_property(cursor, properties)
