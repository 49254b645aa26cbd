"""USE, SET, UNSET, ALTER SESSION, and the statements of transactions."""

from __future__ import annotations

from frazil.core.errors import UnsupportedError
from frazil.sql.ast import Expression, Row
from frazil.sql.parser.cursor import Cursor
from frazil.sql.parser.names import parse_identifier_list, parse_identifiers, parse_name
from frazil.sql.parser.properties import parse_set, parse_unset
from frazil.sql.statements import (
    AlterSession,
    Begin,
    Commit,
    Rollback,
    SetVariables,
    UnsetVariables,
    Use,
    UseSecondaryRoles,
)


def parse_use(cursor: Cursor) -> Use | UseSecondaryRoles:
    """Parse ``USE [DATABASE|SCHEMA|WAREHOUSE|ROLE] n`` and ``USE SECONDARY ROLES``."""
    cursor.expect("USE")
    if cursor.accept("SECONDARY", "ROLES") or cursor.accept("SECONDARY", "ROLE"):
        mode = cursor.accept_any("ALL", "NONE")
        if mode is not None:
            return UseSecondaryRoles(mode=mode)
        return UseSecondaryRoles(mode="ROLES", roles=parse_identifier_list(cursor))
    family = ""
    if cursor.key in {"DATABASE", "SCHEMA", "WAREHOUSE", "ROLE"} and cursor.peek() not in {";", ".", "<EOF>"}:
        family = cursor.advance()
    return Use(family=family, name=parse_name(cursor))


def parse_set_variables(cursor: Cursor) -> SetVariables:
    """Parse ``SET x = e`` and ``SET (x, y) = (e, f)``."""
    cursor.expect("SET")
    several = cursor.key == "("
    names = parse_identifiers(cursor) if several else (cursor.identifier(),)
    cursor.expect("=")
    value = cursor.expression()
    values: tuple[Expression, ...] = value.items if several and isinstance(value, Row) else (value,)
    return SetVariables(names=names, values=values)


def parse_unset_variables(cursor: Cursor) -> UnsetVariables:
    """Parse ``UNSET x`` and ``UNSET (x, y)``."""
    cursor.expect("UNSET")
    if cursor.key == "(":
        return UnsetVariables(names=parse_identifiers(cursor))
    return UnsetVariables(names=parse_identifier_list(cursor))


def parse_alter_session(cursor: Cursor) -> AlterSession:
    """Parse ``ALTER SESSION`` after these two words."""
    if cursor.expect_any("SET", "UNSET") == "SET":
        return AlterSession(action=parse_set(cursor))
    return AlterSession(action=parse_unset(cursor))


def parse_begin(cursor: Cursor) -> Begin:
    """Parse ``BEGIN [WORK|TRANSACTION] [NAME n]``; what else begins so is Snowflake Scripting."""
    position = cursor.position
    cursor.expect("BEGIN")
    if cursor.accept_any("WORK", "TRANSACTION") is None and not cursor.at_end() and cursor.key != "NAME":
        raise UnsupportedError("Snowflake Scripting", position=position)
    return Begin(name=_transaction_name(cursor))


def parse_start(cursor: Cursor) -> Begin:
    """Parse ``START TRANSACTION [NAME n]``."""
    cursor.expect("START", "TRANSACTION")
    return Begin(name=_transaction_name(cursor))


def _transaction_name(cursor: Cursor) -> str | None:
    return cursor.identifier() if cursor.accept("NAME") else None


def parse_commit(cursor: Cursor) -> Commit:
    """Parse ``COMMIT [WORK]``."""
    cursor.expect("COMMIT")
    cursor.accept("WORK")
    return Commit()


def parse_rollback(cursor: Cursor) -> Rollback:
    """Parse ``ROLLBACK [WORK]``."""
    cursor.expect("ROLLBACK")
    cursor.accept("WORK")
    return Rollback()
