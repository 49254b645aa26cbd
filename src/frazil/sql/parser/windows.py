"""ORDER BY lists and what follows OVER."""

from __future__ import annotations

from frazil.sql.ast import Expression, Frame, OrderItem, Window
from frazil.sql.parser import levels
from frazil.sql.parser.cursor import Cursor


def parse_order_items(cursor: Cursor) -> tuple[OrderItem, ...]:
    """Parse the keys after ORDER BY."""
    items = [parse_order_item(cursor)]
    while cursor.accept(","):
        items.append(parse_order_item(cursor))
    return tuple(items)


def parse_order_item(cursor: Cursor) -> OrderItem:
    """Parse one key of ORDER BY with its direction."""
    position = cursor.position
    expression = cursor.expression()
    descending, nulls_first = parse_direction(cursor)
    return OrderItem(position=position, expression=expression, descending=descending, nulls_first=nulls_first)


def parse_direction(cursor: Cursor) -> tuple[bool, bool | None]:
    """Parse ``[ASC|DESC] [NULLS FIRST|LAST]``."""
    descending = cursor.accept_any("ASC", "DESC") == "DESC"
    nulls_first = None
    if cursor.accept("NULLS"):
        nulls_first = cursor.expect_any("FIRST", "LAST") == "FIRST"
    return descending, nulls_first


def parse_window(cursor: Cursor) -> Window:
    """Parse the parentheses after OVER."""
    position = cursor.position
    cursor.expect("(")
    partition: list[Expression] = []
    if cursor.accept("PARTITION", "BY"):
        partition.append(cursor.expression())
        while cursor.accept(","):
            partition.append(cursor.expression())
    order = parse_order_items(cursor) if cursor.accept("ORDER", "BY") else ()
    frame = _frame(cursor) if cursor.key in {"ROWS", "RANGE"} else None
    cursor.expect(")")
    return Window(position=position, partition=tuple(partition), order=order, frame=frame)


def _frame(cursor: Cursor) -> Frame:
    position = cursor.position
    unit = cursor.advance()
    if cursor.accept("BETWEEN"):
        start = _bound(cursor)
        cursor.expect("AND")
        return Frame(position=position, unit=unit, start=start, end=_bound(cursor))
    return Frame(position=position, unit=unit, start=_bound(cursor), end=("CURRENT ROW", None))


def _bound(cursor: Cursor) -> tuple[str, Expression | None]:
    if cursor.accept("CURRENT", "ROW"):
        return "CURRENT ROW", None
    if cursor.accept("UNBOUNDED"):
        return f"UNBOUNDED {cursor.expect_any('PRECEDING', 'FOLLOWING')}", None
    offset = cursor.expression(levels.ADDITIVE)
    return cursor.expect_any("PRECEDING", "FOLLOWING"), offset
