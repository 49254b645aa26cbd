"""Which rule parses which statement: a dictionary from its first word."""

from __future__ import annotations

from collections.abc import Callable

from frazil.core.errors import UnsupportedError
from frazil.sql.ast import Expression, Node, Placeholder, Reference, String, Variable
from frazil.sql.parser.create import parse_create
from frazil.sql.parser.cursor import Cursor
from frazil.sql.parser.dml import parse_delete, parse_insert, parse_merge, parse_truncate, parse_update
from frazil.sql.parser.functions import parse_arguments
from frazil.sql.parser.grants import parse_grant, parse_revoke
from frazil.sql.parser.hints import did_you_mean
from frazil.sql.parser.names import parse_qualified_name
from frazil.sql.parser.objects import parse_alter, parse_comment, parse_drop, parse_undrop
from frazil.sql.parser.operands import parse_operand
from frazil.sql.parser.session import (
    parse_begin,
    parse_commit,
    parse_rollback,
    parse_set_variables,
    parse_start,
    parse_unset_variables,
    parse_use,
)
from frazil.sql.parser.show import parse_describe, parse_show
from frazil.sql.parser.tasks import parse_execute
from frazil.sql.statements import Call, ExecuteImmediate, ExecuteTask, Explain, Select, Statement


def parse_statement(cursor: Cursor) -> Statement:
    """Parse one statement; its ``text`` is left to the caller."""
    key = cursor.key
    rule = STATEMENTS.get(key)
    if rule is not None:
        return rule(cursor)
    feature = NOT_BUILT.get(key)
    if feature is None:
        raise cursor.unexpected(did_you_mean(cursor, (*STATEMENTS, *NOT_BUILT)))
    raise UnsupportedError(feature, position=cursor.position)


def _select(cursor: Cursor) -> Select:
    return Select(query=cursor.query())


def _explain(cursor: Cursor) -> Explain:
    """Parse ``EXPLAIN [USING format] statement``."""
    cursor.expect("EXPLAIN")
    cursor.deeper()
    shape = cursor.expect_any("TABULAR", "JSON", "TEXT") if cursor.accept("USING") else "TABULAR"
    return Explain(statement=parse_statement(cursor), format=shape)


def _execute(cursor: Cursor) -> ExecuteImmediate | ExecuteTask:
    """Parse ``EXECUTE IMMEDIATE 'text'|$variable [USING (bind_variable, ..)]``, or EXECUTE TASK."""
    if cursor.peek() != "IMMEDIATE":
        return parse_execute(cursor)
    cursor.expect("EXECUTE", "IMMEDIATE")
    if cursor.key == "FROM":
        raise UnsupportedError("EXECUTE IMMEDIATE FROM", position=cursor.position)
    source = _operand(cursor, (String, Variable, Reference))
    using: list[Expression] = []
    if cursor.accept("USING"):
        cursor.expect("(")
        while not using or cursor.accept(","):
            using.append(_operand(cursor, (Variable, Placeholder, Reference)))
        cursor.expect(")")
    return ExecuteImmediate(source=source, using=tuple(using))


def _operand(cursor: Cursor, kinds: tuple[type[Node], ...]) -> Expression:
    """Parse a literal or name of one of these kinds; no larger expression."""
    first = cursor.index
    operand = parse_operand(cursor)
    if not isinstance(operand, kinds):
        cursor.index = first
        raise cursor.unexpected()
    return operand


def _call(cursor: Cursor) -> Call:
    """Parse ``CALL f(arguments)``."""
    cursor.expect("CALL")
    name = parse_qualified_name(cursor)
    cursor.expect("(")
    arguments: tuple[Expression, ...] = ()
    named: tuple[tuple[str, Expression], ...] = ()
    if cursor.key != ")":
        arguments, named = parse_arguments(cursor)
    cursor.expect(")")
    if cursor.key == "INTO":
        raise UnsupportedError("CALL ... INTO", position=cursor.position)
    return Call(name=name, arguments=arguments, named=named)


STATEMENTS: dict[str, Callable[[Cursor], Statement]] = {
    "SELECT": _select,
    "WITH": _select,
    "VALUES": _select,
    "(": _select,
    "INSERT": parse_insert,
    "UPDATE": parse_update,
    "DELETE": parse_delete,
    "MERGE": parse_merge,
    "TRUNCATE": parse_truncate,
    "EXPLAIN": _explain,
    "CALL": _call,
    "CREATE": parse_create,
    "ALTER": parse_alter,
    "DROP": parse_drop,
    "UNDROP": parse_undrop,
    "COMMENT": parse_comment,
    "GRANT": parse_grant,
    "REVOKE": parse_revoke,
    "USE": parse_use,
    "SET": parse_set_variables,
    "UNSET": parse_unset_variables,
    "BEGIN": parse_begin,
    "START": parse_start,
    "COMMIT": parse_commit,
    "ROLLBACK": parse_rollback,
    "SHOW": parse_show,
    "DESC": parse_describe,
    "DESCRIBE": parse_describe,
    "EXECUTE": _execute,
}

NOT_BUILT = {
    "COPY": "COPY INTO",
    "DECLARE": "Snowflake Scripting",
    "GET": "GET",
    "LIST": "LIST",
    "LS": "LIST",
    "REMOVE": "REMOVE",
    "RM": "REMOVE",
}
"""First words of statements that Snowflake has and frazil has not."""
