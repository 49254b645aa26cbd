"""CREATE TABLE and ALTER TABLE."""

from __future__ import annotations

from frazil.core.errors import UnsupportedError
from frazil.sql.ast import Query, TypeName
from frazil.sql.parser.columns import parse_column, parse_table_elements
from frazil.sql.parser.constraints import (
    at_table_constraint,
    parse_alter_constraint,
    parse_drop_constraint,
    parse_rename_constraint,
    parse_table_constraint,
)
from frazil.sql.parser.cursor import Cursor
from frazil.sql.parser.names import parse_clone, parse_identifier_list, parse_name
from frazil.sql.parser.properties import Properties, parse_property, parse_set, parse_unset, put
from frazil.sql.parser.types import parse_type
from frazil.sql.statements import (
    AddColumns,
    AddConstraint,
    AlterColumn,
    AlterColumns,
    AlterTable,
    ColumnDefinition,
    ConstraintDefinition,
    CreateMode,
    CreateTable,
    DropColumns,
    DropConstraint,
    Name,
    RenameColumn,
    RenameTo,
    SetProperties,
    SetTags,
    SwapWith,
    TableAction,
    UnsetProperties,
    UnsetTags,
)


def parse_create_table(cursor: Cursor, mode: CreateMode, name: Name, kind: str) -> CreateTable:
    """Parse what follows a new table's name."""
    columns: tuple[ColumnDefinition, ...] = ()
    constraints: tuple[ConstraintDefinition, ...] = ()
    query: Query | None = None
    like: Name | None = None
    clone: Name | None = None
    properties: Properties = {}
    if cursor.accept("LIKE"):
        like = parse_name(cursor)
    elif cursor.key == "CLONE":
        clone = parse_clone(cursor)
    elif cursor.at("USING", "TEMPLATE"):
        raise UnsupportedError("USING TEMPLATE", position=cursor.position)
    else:
        # GET_DDL writes CLUSTER BY before the columns.
        if cursor.key == "CLUSTER":
            parse_table_properties(cursor, properties)
        if cursor.key == "(":
            columns, constraints = parse_table_elements(cursor)
    parse_table_properties(cursor, properties)
    if like is None and clone is None and cursor.accept("AS"):
        query = cursor.query()
    elif not columns and like is None and clone is None:
        raise cursor.unexpected()
    return CreateTable(
        name=name,
        mode=mode,
        kind=kind,
        columns=columns,
        constraints=constraints,
        query=query,
        like=like,
        clone=clone,
        properties=properties,
    )


def parse_table_properties(cursor: Cursor, properties: Properties) -> None:
    """Parse the properties of a table or view, in any order, into the dictionary."""
    while True:
        position = cursor.position
        if cursor.accept("CLUSTER", "BY"):
            put(properties, "CLUSTER BY", _cluster_keys(cursor), position)
        elif cursor.accept("COPY", "GRANTS"):
            put(properties, "COPY_GRANTS", True, position)
        elif _at_policy(cursor):
            raise UnsupportedError("policies on tables and views", position=position)
        elif not parse_property(cursor, properties):
            return
        cursor.accept(",")


def _cluster_keys(cursor: Cursor) -> str:
    first = cursor.index
    if cursor.accept("LINEAR"):
        first = cursor.index
    cursor.expect("(")
    cursor.expression()
    while cursor.accept(","):
        cursor.expression()
    cursor.expect(")")
    return cursor.source(first)


def _at_policy(cursor: Cursor) -> bool:
    shift = 1 if cursor.key == "WITH" else 0
    words = (cursor.peek(shift), cursor.peek(shift + 1), cursor.peek(shift + 2))
    return words == ("ROW", "ACCESS", "POLICY") or (words[0] in {"AGGREGATION", "JOIN"} and words[1] == "POLICY")


# ---------------------------------------------------------------- ALTER TABLE


def parse_alter_table(cursor: Cursor) -> AlterTable:
    """Parse ``ALTER TABLE`` after these two words."""
    if_exists = cursor.accept("IF", "EXISTS")
    name = parse_name(cursor)
    action = _action(cursor)
    if cursor.key == ",":
        raise UnsupportedError("several actions in one ALTER TABLE", position=cursor.position)
    return AlterTable(name=name, if_exists=if_exists, action=action)


def _action(cursor: Cursor) -> TableAction:
    position = cursor.position
    if cursor.accept("RENAME", "TO"):
        return RenameTo(position=position, name=parse_name(cursor))
    if cursor.accept("RENAME", "COLUMN"):
        old = cursor.identifier()
        cursor.expect("TO")
        return RenameColumn(position=position, old=old, new=cursor.identifier())
    if cursor.accept("RENAME", "CONSTRAINT"):
        return parse_rename_constraint(cursor, position)
    if cursor.accept("SWAP", "WITH"):
        return SwapWith(position=position, name=parse_name(cursor))
    if cursor.accept("CLUSTER", "BY"):
        return SetProperties(position=position, properties={"CLUSTER BY": _cluster_keys(cursor)})
    if cursor.accept("DROP", "CLUSTERING", "KEY"):
        return UnsetProperties(position=position, names=("CLUSTER BY",))
    if cursor.accept("SET"):
        return parse_set(cursor)
    if cursor.accept("UNSET"):
        return parse_unset(cursor)
    if cursor.key in _UNSUPPORTED:
        raise UnsupportedError(f"ALTER TABLE {cursor.key} {cursor.peek()}", position=position)
    if cursor.key in {"ADD", "DROP"} and cursor.peek() in _NOT_COLUMNS:
        raise UnsupportedError(f"ALTER TABLE {cursor.key} {cursor.peek()}", position=position)
    if cursor.accept("ADD"):
        return _add(cursor, position)
    if cursor.accept("DROP"):
        return _drop(cursor, position)
    cursor.expect_any("ALTER", "MODIFY")
    if at_table_constraint(cursor):
        return parse_alter_constraint(cursor, position)
    return _alter_columns(cursor, position)


_UNSUPPORTED = frozenset({"RECLUSTER", "RESUME", "SUSPEND", "REFRESH"})
_NOT_COLUMNS = frozenset({"SEARCH", "ROW", "ALL", "AGGREGATION", "JOIN", "DATA", "STORAGE"})


def _add(cursor: Cursor, position: int) -> AddColumns | AddConstraint:
    if at_table_constraint(cursor):
        return AddConstraint(position=position, constraint=parse_table_constraint(cursor))
    cursor.accept("COLUMN")
    if_not_exists = cursor.accept("IF", "NOT", "EXISTS")
    constraints: list[ConstraintDefinition] = []
    columns = [parse_column(cursor, constraints)]
    while cursor.accept(","):
        cursor.accept("COLUMN")
        cursor.accept("IF", "NOT", "EXISTS")
        columns.append(parse_column(cursor, constraints))
    return AddColumns(
        position=position, columns=tuple(columns), constraints=tuple(constraints), if_not_exists=if_not_exists
    )


def _drop(cursor: Cursor, position: int) -> DropColumns | DropConstraint:
    if at_table_constraint(cursor):
        return parse_drop_constraint(cursor, position)
    cursor.accept("COLUMN")
    if_exists = cursor.accept("IF", "EXISTS")
    columns = parse_identifier_list(cursor)
    cursor.accept_any("CASCADE", "RESTRICT")
    return DropColumns(position=position, columns=columns, if_exists=if_exists)


def _alter_columns(cursor: Cursor, position: int) -> AlterColumns:
    in_parentheses = cursor.accept("(")
    columns = [_alter_column(cursor)]
    while cursor.accept(","):
        columns.append(_alter_column(cursor))
    if in_parentheses:
        cursor.expect(")")
    return AlterColumns(position=position, columns=tuple(columns))


def _alter_column(cursor: Cursor) -> AlterColumn:
    cursor.accept("COLUMN")
    position = cursor.position
    column = cursor.identifier()
    if cursor.accept("SET", "NOT", "NULL") or cursor.accept("NOT", "NULL"):
        return AlterColumn(position=position, column=column, kind="NOT NULL")
    if cursor.accept("DROP", "NOT", "NULL") or cursor.accept("NULL"):
        return AlterColumn(position=position, column=column, kind="NULL")
    if cursor.accept("SET", "DEFAULT"):
        return AlterColumn(position=position, column=column, kind="SET DEFAULT", default=cursor.expression())
    if cursor.accept("DROP", "DEFAULT"):
        return AlterColumn(position=position, column=column, kind="DROP DEFAULT")
    if cursor.accept("UNSET", "COMMENT"):
        return AlterColumn(position=position, column=column, kind="COMMENT")
    if cursor.accept("COMMENT") or cursor.accept("SET", "COMMENT"):
        cursor.accept("=")
        return AlterColumn(position=position, column=column, kind="COMMENT", comment=cursor.string())
    if cursor.at("SET", "TAG") or cursor.at("UNSET", "TAG"):
        tags = parse_set(cursor) if cursor.advance() == "SET" else parse_unset(cursor)
        assert isinstance(tags, SetTags | UnsetTags)
        return AlterColumn(position=position, column=column, kind="TAG", tags=tags)
    return AlterColumn(position=position, column=column, kind="TYPE", type=_new_type(cursor))


def _new_type(cursor: Cursor) -> TypeName:
    if not cursor.accept("SET", "DATA", "TYPE") and not cursor.accept("TYPE") and cursor.key in {"SET", "UNSET"}:
        raise UnsupportedError(f"ALTER COLUMN {cursor.key} {cursor.peek()}", position=cursor.position)
    return parse_type(cursor)
