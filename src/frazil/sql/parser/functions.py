"""Calls of functions, with what stands inside and behind their parentheses."""

from __future__ import annotations

from collections.abc import Callable

from frazil.sql.ast import Expression, Function, OrderItem, String
from frazil.sql.parser import levels
from frazil.sql.parser.cursor import Cursor
from frazil.sql.parser.lambdas import at_lambda, parse_lambda
from frazil.sql.parser.literals import parse_string
from frazil.sql.parser.stars import parse_star_modifiers
from frazil.sql.parser.windows import parse_order_items, parse_window
from frazil.sql.tokens import WORD


def parse_call(cursor: Cursor, name: tuple[str, ...], position: int) -> Function:
    """Parse a call from its opening parenthesis on; ``position`` is that of the name."""
    special = _SPECIAL.get(name[0]) if len(name) == 1 else None
    if special is not None:
        return special(cursor, position)
    cursor.expect("(")
    if cursor.accept(")"):
        function = Function(position=position, name=name)
        return _followed(cursor, function) if _is_followed(cursor) else function
    distinct = cursor.accept_any("DISTINCT", "ALL") == "DISTINCT"
    arguments, named = parse_arguments(cursor)
    ignore_nulls = _nulls_treatment(cursor)
    cursor.expect(")")
    function = Function(
        position=position,
        name=name,
        arguments=arguments,
        named=named,
        distinct=distinct,
        ignore_nulls=ignore_nulls,
    )
    return _followed(cursor, function) if _is_followed(cursor) else function


def parse_arguments(cursor: Cursor) -> tuple[tuple[Expression, ...], tuple[tuple[str, Expression], ...]]:
    """Parse positional and named arguments, at least one."""
    arguments: list[Expression] = []
    named: list[tuple[str, Expression]] = []
    while True:
        index = cursor.index
        if cursor.keys[index + 1] == "=>" and cursor.kinds[index] == WORD:
            cursor.index = index + 2
            named.append((cursor.keys[index], cursor.expression()))
        elif named:
            raise cursor.unexpected()
        elif cursor.keys[index] == "*":
            arguments.append(parse_star_modifiers(cursor, (), cursor.position))
        elif at_lambda(cursor):
            arguments.append(parse_lambda(cursor))
        else:
            arguments.append(cursor.expression())
        if not cursor.accept(","):
            return tuple(arguments), tuple(named)


# ---------------------------------------------------------------- behind the parentheses


def _followed(cursor: Cursor, function: Function) -> Function:
    """Parse WITHIN GROUP, FROM FIRST or LAST, IGNORE NULLS and OVER."""
    within_group: tuple[OrderItem, ...] = ()
    if cursor.accept("WITHIN", "GROUP"):
        cursor.expect("(", "ORDER", "BY")
        within_group = parse_order_items(cursor)
        cursor.expect(")")
    from_last = False
    if cursor.key == "FROM" and _is_followed(cursor):
        cursor.advance()
        from_last = cursor.advance() == "LAST"
    ignore_nulls = _nulls_treatment(cursor)
    window = parse_window(cursor) if cursor.at("OVER", "(") and cursor.accept("OVER") else None
    if ignore_nulls is None:
        ignore_nulls = function.ignore_nulls
    return Function(
        position=function.position,
        name=function.name,
        arguments=function.arguments,
        named=function.named,
        distinct=function.distinct,
        within_group=within_group,
        ignore_nulls=ignore_nulls,
        from_last=from_last,
        window=window,
    )


def _nulls_treatment(cursor: Cursor) -> bool | None:
    if cursor.accept("IGNORE", "NULLS"):
        return True
    return False if cursor.accept("RESPECT", "NULLS") else None


def _is_followed(cursor: Cursor) -> bool:
    key = cursor.keys[cursor.index]
    if key == "FROM":
        return cursor.peek() in {"FIRST", "LAST"} and cursor.peek(2) in {"IGNORE", "RESPECT", "OVER"}
    return key in {"WITHIN", "IGNORE", "RESPECT", "OVER"}


# ---------------------------------------------------------------- words among the arguments


def _extract(cursor: Cursor, position: int) -> Function:
    """Parse ``EXTRACT(part FROM value)``."""
    cursor.expect("(")
    if cursor.at_string():
        part = parse_string(cursor)
    else:
        part = String(position=cursor.position, value=cursor.tokens.source(cursor.index))
        cursor.word()
    cursor.expect("FROM")
    value = cursor.expression()
    cursor.expect(")")
    return Function(position=position, name=("EXTRACT",), arguments=(part, value))


def _position(cursor: Cursor, position: int) -> Function:
    """Parse ``POSITION(a IN b)`` and ``POSITION(a, b)``."""
    cursor.expect("(")
    first = cursor.expression(levels.ADDITIVE)
    if cursor.accept("IN"):
        arguments: tuple[Expression, ...] = (first, cursor.expression())
    else:
        cursor.expect(",")
        rest, _ = parse_arguments(cursor)
        arguments = (first, *rest)
    cursor.expect(")")
    return Function(position=position, name=("POSITION",), arguments=arguments)


_SPECIAL: dict[str, Callable[[Cursor, int], Function]] = {"EXTRACT": _extract, "POSITION": _position}
