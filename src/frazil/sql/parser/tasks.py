"""CREATE TASK, ALTER TASK, EXECUTE TASK."""

from __future__ import annotations

from collections.abc import Collection

from frazil.core.errors import UnsupportedError
from frazil.sql.ast import Expression
from frazil.sql.parser.cursor import Cursor
from frazil.sql.parser.names import parse_name, parse_names
from frazil.sql.parser.properties import EXECUTE_AS_USER, Properties, parse_property, parse_set, parse_unset, put
from frazil.sql.statements import (
    AddAfter,
    AlterTask,
    CreateMode,
    CreateTask,
    ExecuteTask,
    ModifyCondition,
    ModifyDefinition,
    Name,
    RemoveAfter,
    SetProperties,
    UnsetProperties,
)

TaskAction = str | AddAfter | RemoveAfter | ModifyDefinition | ModifyCondition | SetProperties | UnsetProperties


def parse_create_task(cursor: Cursor, mode: CreateMode, name: Name) -> CreateTask:
    """Parse what follows a new task's name; all after AS is the definition, which is not looked into."""
    if mode is not CreateMode.OR_ALTER and cursor.accept("CLONE"):
        source = parse_name(cursor)
        properties: Properties = {"COPY_GRANTS": True} if cursor.accept("COPY", "GRANTS") else {}
        return CreateTask(name=name, mode=mode, clone=source, properties=properties)
    properties = {}
    after: tuple[Name, ...] = ()
    condition: Expression | None = None
    condition_text: str | None = None
    while not cursor.accept("AS"):
        position = cursor.position
        if not after and cursor.key == "AFTER" and cursor.peek() != "=":
            cursor.advance()
            after = parse_names(cursor)
        elif cursor.accept("EXECUTE", "AS", "USER"):
            put(properties, EXECUTE_AS_USER, parse_name(cursor), position)
        elif condition is None and cursor.accept("WHEN"):
            condition, condition_text = _condition(cursor)
        elif parse_property(cursor, properties):
            cursor.accept(",")
        else:
            raise cursor.unexpected()
    return CreateTask(
        name=name,
        mode=mode,
        properties=properties,
        after=after,
        condition=condition,
        condition_text=condition_text,
        definition=_definition(cursor),
    )


def _condition(cursor: Cursor) -> tuple[Expression, str]:
    first = cursor.index
    condition = cursor.expression()
    return condition, cursor.source(first)


def _definition(cursor: Cursor) -> str:
    """Pass the rest of the text and return it without surrounding blanks and one final semicolon."""
    if cursor.at_end():
        raise cursor.unexpected()
    start = cursor.tokens.ends[cursor.index - 1]
    cursor.index = cursor.tokens.count
    return cursor.tokens.text[start:].strip().removesuffix(";").rstrip()


def parse_alter_task(cursor: Cursor) -> AlterTask:
    """Parse ``ALTER TASK`` after these two words."""
    if_exists = cursor.accept("IF", "EXISTS")
    name = parse_name(cursor)
    return AlterTask(name=name, if_exists=if_exists, action=_action(cursor))


def _action(cursor: Cursor) -> TaskAction:
    position = cursor.position
    if cursor.key in {"RESUME", "SUSPEND"}:
        return cursor.advance()
    if cursor.accept("ADD", "AFTER"):
        return AddAfter(position=position, tasks=parse_names(cursor))
    if cursor.accept("REMOVE", "AFTER"):
        return RemoveAfter(position=position, tasks=parse_names(cursor))
    if cursor.accept("REMOVE", "WHEN"):
        return ModifyCondition(position=position, condition=None, condition_text=None)
    if cursor.accept("MODIFY", "AS"):
        return ModifyDefinition(position=position, definition=_definition(cursor))
    if cursor.accept("MODIFY", "WHEN"):
        condition, text = _condition(cursor)
        return ModifyCondition(position=position, condition=condition, condition_text=text)
    if cursor.accept("UNSET"):
        return _unset(cursor)
    cursor.expect("SET")
    if cursor.accept("EXECUTE", "AS", "USER"):
        return SetProperties(position=position, properties={EXECUTE_AS_USER: parse_name(cursor)})
    return _set(cursor)


def _set(cursor: Cursor) -> SetProperties:
    """Parse what follows SET; FINALIZE stands alone in its statement."""
    first = cursor.index
    action = parse_set(cursor)
    _refuse_company(cursor, action.properties, first)
    return action


def _unset(cursor: Cursor) -> UnsetProperties:
    first = cursor.index
    action = parse_unset(cursor)
    _refuse_company(cursor, action.names, first)
    return action


def _refuse_company(cursor: Cursor, names: Collection[str], first: int) -> None:
    """Refuse FINALIZE and EXECUTE AS USER beside anything else in one ALTER."""
    if len(names) > 1 and not _ALONE.isdisjoint(names):
        cursor.index = first
        raise cursor.unexpected("FINALIZE and EXECUTE AS USER stand alone in ALTER TASK.")


def parse_execute(cursor: Cursor) -> ExecuteTask:
    """Parse ``EXECUTE TASK t [USING CONFIG = '..' | RETRY LAST | RETRY GRAPH RUN GROUP '..']``."""
    position = cursor.position
    cursor.expect("EXECUTE")
    if cursor.key in _NOT_BUILT:
        raise UnsupportedError(f"EXECUTE {cursor.key}", position=position)
    if cursor.at("TASK", "GRAPH") and cursor.peek(2) not in _AFTER_NAME:
        raise UnsupportedError("EXECUTE TASK GRAPH", position=position)
    managed = "MANAGED " if cursor.accept("MANAGED") else ""
    cursor.expect("TASK")
    if cursor.key == "ON" or managed:
        raise cursor.unexpected(f"Did you mean GRANT EXECUTE {managed}TASK ON ACCOUNT TO ROLE <role>?")
    name = parse_name(cursor)
    if cursor.accept("USING", "CONFIG"):
        cursor.expect("=")
        return ExecuteTask(name=name, config=cursor.string())
    if cursor.accept("RETRY", "LAST"):
        return ExecuteTask(name=name, retry_last=True)
    if cursor.accept("RETRY", "GRAPH", "RUN", "GROUP"):
        return ExecuteTask(name=name, retry_group=cursor.string())
    return ExecuteTask(name=name)


_ALONE = frozenset({"FINALIZE", EXECUTE_AS_USER})
_NOT_BUILT = frozenset({"ALERT", "JOB", "SERVICE", "NOTEBOOK", "AI", "DATA", "DCM"})
_AFTER_NAME = frozenset({"USING", "RETRY", ";", "<EOF>", "."})
