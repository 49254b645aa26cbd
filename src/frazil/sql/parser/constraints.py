"""Constraints of tables and columns: PRIMARY KEY, UNIQUE, FOREIGN KEY and CHECK, with their properties."""

from __future__ import annotations

from typing import Any

from frazil.core.names import QualifiedName
from frazil.sql.parser.cursor import Cursor
from frazil.sql.parser.names import parse_name
from frazil.sql.statements import (
    AlterConstraint,
    ConstraintChoice,
    ConstraintDefinition,
    DropConstraint,
    RenameConstraint,
)

_STARTS = (("PRIMARY", "KEY"), ("FOREIGN", "KEY"), ("UNIQUE",), ("CHECK",), ("REFERENCES",), ("CONSTRAINT",))
_Flags = tuple[tuple[tuple[str, ...], dict[str, object]], ...]
_CHECK_FLAGS: _Flags = (
    (("NOT", "ENFORCED"), {"enabled": False}),
    (("ENFORCED",), {"active": True}),
    (("ENABLE",), {"active": True, "enabled": True}),
    (("DISABLE",), {"enabled": False}),
    (("VALIDATE",), {"active": True, "validated": True}),
    (("NOVALIDATE",), {"validated": False}),
)
_FLAGS: _Flags = (
    *_CHECK_FLAGS,
    (("NOT", "DEFERRABLE"), {"deferrable": False}),
    (("DEFERRABLE",), {"deferrable": True}),
    (("INITIALLY", "DEFERRED"), {"initially_deferred": True}),
    (("INITIALLY", "IMMEDIATE"), {"initially_deferred": False}),
    (("RELY",), {"rely": True}),
    (("NORELY",), {"rely": False}),
)
_RULES = (("CASCADE",), ("SET", "NULL"), ("SET", "DEFAULT"), ("RESTRICT",), ("NO", "ACTION"))


def at_table_constraint(cursor: Cursor) -> bool:
    """Say whether a constraint of the table comes next, and no column."""
    key, following = cursor.key, cursor.peek()
    if key in {"PRIMARY", "FOREIGN"}:
        return following == "KEY"
    return key in {"UNIQUE", "CHECK"} or key == "CONSTRAINT"


def at_column_constraint(cursor: Cursor) -> bool:
    """Say whether a constraint of the column comes next."""
    return any(cursor.at(*words) for words in _STARTS)


def parse_table_constraint(cursor: Cursor) -> ConstraintDefinition:
    """Parse a constraint that names its columns."""
    position, name = cursor.position, _name(cursor)
    if cursor.accept("CHECK"):
        return _check(cursor, position, name, ())
    if cursor.accept("PRIMARY", "KEY"):
        kind = "PRIMARY KEY"
    elif cursor.accept("FOREIGN", "KEY"):
        kind = "FOREIGN KEY"
    elif cursor.accept("UNIQUE"):
        kind = "UNIQUE"
    else:
        raise cursor.unexpected()
    columns = _columns(cursor)
    if kind == "FOREIGN KEY" and cursor.key != "REFERENCES":
        raise cursor.unexpected()
    return _constraint(cursor, position, kind, name, columns, with_comment=True)


def parse_column_constraint(cursor: Cursor, column: str) -> ConstraintDefinition:
    """Parse a constraint that stands in a column's definition."""
    position, name = cursor.position, _name(cursor)
    columns = (QualifiedName((column,), position),)
    if cursor.accept("CHECK"):
        return _check(cursor, position, name, columns)
    if cursor.accept("PRIMARY", "KEY"):
        kind = "PRIMARY KEY"
    elif cursor.accept("UNIQUE"):
        kind = "UNIQUE"
    else:
        kind = "FOREIGN KEY"
        cursor.accept("FOREIGN", "KEY")
        if cursor.key != "REFERENCES":
            raise cursor.unexpected()
    return _constraint(cursor, position, kind, name, columns, with_comment=False)


def parse_drop_constraint(cursor: Cursor, position: int) -> DropConstraint:
    """Parse ``DROP`` of a constraint after that word."""
    choice = _choice(cursor)
    restrict = cursor.accept_any("CASCADE", "RESTRICT") == "RESTRICT"
    return DropConstraint(position=position, choice=choice, restrict=restrict)


def parse_rename_constraint(cursor: Cursor, position: int) -> RenameConstraint:
    """Parse ``a TO b`` after RENAME CONSTRAINT."""
    old = cursor.identifier()
    cursor.expect("TO")
    return RenameConstraint(position=position, old=old, new=cursor.identifier())


def parse_alter_constraint(cursor: Cursor, position: int) -> AlterConstraint:
    """Parse ``ALTER`` of a constraint after that word: at least one property."""
    choice = _choice(cursor)
    found: dict[str, Any] = {}
    first = cursor.index
    while cursor.key not in {"DEFERRABLE", "INITIALLY"} and not cursor.at("NOT", "DEFERRABLE") and _flag(cursor, found):
        pass
    if cursor.index == first:
        raise cursor.unexpected()
    return AlterConstraint(position=position, choice=choice, **found)


def _choice(cursor: Cursor) -> ConstraintChoice:
    position = cursor.position
    if cursor.accept("CONSTRAINT"):
        return ConstraintChoice(position=position, name=cursor.identifier())
    if cursor.accept("PRIMARY", "KEY"):
        return ConstraintChoice(position=position, kind="PRIMARY KEY")
    if cursor.accept("FOREIGN", "KEY"):
        return ConstraintChoice(position=position, kind="FOREIGN KEY", columns=_columns(cursor))
    cursor.expect("UNIQUE")
    return ConstraintChoice(position=position, kind="UNIQUE", columns=_columns(cursor))


def _name(cursor: Cursor) -> str:
    return cursor.identifier() if cursor.accept("CONSTRAINT") else ""


def _columns(cursor: Cursor) -> tuple[QualifiedName, ...]:
    cursor.expect("(")
    found: list[QualifiedName] = []
    while True:
        position = cursor.position
        found.append(QualifiedName((cursor.identifier(),), position))
        if not cursor.accept(","):
            cursor.expect(")")
            return tuple(found)


def _constraint(
    cursor: Cursor, position: int, kind: str, name: str, columns: tuple[QualifiedName, ...], *, with_comment: bool
) -> ConstraintDefinition:
    """Parse what follows a constraint's columns: what it references, and its properties in any order."""
    found: dict[str, Any] = {}
    if kind == "FOREIGN KEY":
        cursor.expect("REFERENCES")
        found["references"] = parse_name(cursor)
        if cursor.key == "(":
            found["referenced"] = _columns(cursor)
    while _flag(cursor, found) or (kind == "FOREIGN KEY" and _rule(cursor, found)):
        pass
    if with_comment and cursor.accept("COMMENT"):
        cursor.accept("=")
        found["comment"] = cursor.string()
    return ConstraintDefinition(position=position, kind=kind, name=name, columns=columns, **found)


def _check(cursor: Cursor, position: int, name: str, columns: tuple[QualifiedName, ...]) -> ConstraintDefinition:
    """Parse what follows CHECK: the condition in parentheses, then its properties."""
    cursor.expect("(")
    first = cursor.index
    condition = cursor.expression()
    clause = cursor.source(first)
    cursor.expect(")")
    found: dict[str, Any] = {}
    while _flag(cursor, found, _CHECK_FLAGS):
        pass
    return ConstraintDefinition(
        position=position, kind="CHECK", name=name, columns=columns, condition=condition, clause=clause, **found
    )


def _flag(cursor: Cursor, found: dict[str, Any], flags: _Flags = _FLAGS) -> bool:
    for words, fields in flags:
        if cursor.accept(*words):
            found.update(fields)
            return True
    return False


def _rule(cursor: Cursor, found: dict[str, Any]) -> bool:
    """Parse MATCH and ON; after ON UPDATE the word ON may be left out before DELETE."""
    if cursor.accept("MATCH"):
        found["match"] = cursor.expect_any("FULL", "SIMPLE", "PARTIAL")
        return True
    if not cursor.accept("ON") and not ("on_update" in found and cursor.key == "DELETE"):
        return False
    event = cursor.expect_any("UPDATE", "DELETE")
    for words in _RULES:
        if cursor.accept(*words):
            found[f"on_{event.lower()}"] = " ".join(words)
            return True
    raise cursor.unexpected()
