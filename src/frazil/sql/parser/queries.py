"""Queries: WITH, SELECT, set operations, ORDER BY, LIMIT."""

from __future__ import annotations

from frazil.core.errors import NestingError, UnsupportedError
from frazil.sql.ast import (
    CommonTable,
    Expression,
    Grouping,
    OrderItem,
    Query,
    Row,
    Select,
    SelectItem,
    SetOperation,
    Star,
    ValuesBody,
)
from frazil.sql.parser.cursor import MAX_CHAIN, Cursor
from frazil.sql.parser.names import parse_identifiers
from frazil.sql.parser.sources import parse_from
from frazil.sql.parser.stars import parse_star_modifiers
from frazil.sql.parser.values import parse_rows
from frazil.sql.parser.windows import parse_direction, parse_order_items
from frazil.sql.parser.words import NOT_AN_ALIAS
from frazil.sql.tokens import NUMBER, QUOTED, WORD

_SET_OPERATORS = {"UNION": 1, "EXCEPT": 1, "MINUS": 1, "INTERSECT": 2}


def parse_query(cursor: Cursor) -> Query:
    """Parse a whole query, with or without parentheses around it."""
    position = cursor.position
    if not cursor.accept("WITH"):
        return parse_query_after(cursor, _operand(cursor))
    recursive = cursor.accept("RECURSIVE")
    tables = [_common_table(cursor)]
    while cursor.accept(","):
        tables.append(_common_table(cursor))
    inner = parse_query_after(cursor, _operand(cursor))
    if inner.with_:
        return Query(position=position, body=inner, with_=tuple(tables), recursive=recursive)
    return Query(
        position=position,
        body=inner.body,
        with_=tuple(tables),
        recursive=recursive,
        order=inner.order,
        order_all=inner.order_all,
        limit=inner.limit,
        offset=inner.offset,
    )


def parse_query_after(cursor: Cursor, left: Query) -> Query:
    """Parse the set operations, ORDER BY and LIMIT that may follow a query's first operand."""
    query = _set_operations(cursor, left, 1) if cursor.key in _SET_OPERATORS else left
    order: tuple[OrderItem, ...] = ()
    order_all = False
    if cursor.accept("ORDER", "BY"):
        order, order_all = _order(cursor)
    limit, offset = _limit(cursor)
    if cursor.at("FOR", "UPDATE"):
        raise UnsupportedError("SELECT ... FOR UPDATE", position=cursor.position)
    if not order and limit is None and offset is None:
        return query
    plain = not (query.with_ or query.order or query.limit or query.offset)
    body = query.body if plain else query
    return Query(position=left.position, body=body, order=order, order_all=order_all, limit=limit, offset=offset)


# ---------------------------------------------------------------- set operations


def _set_operations(cursor: Cursor, left: Query, level: int) -> Query:
    """Parse operators of at least ``level``; INTERSECT binds tighter than the others."""
    operands = [left]
    current: tuple[str, bool, bool] | None = None
    length = 0
    while _SET_OPERATORS.get(cursor.key, 0) >= level:
        operator = cursor.advance()
        operation = _operation(cursor, operator)
        right = _operand(cursor)
        length += operator != "UNION" or operation != current
        if operator != "INTERSECT" and cursor.key == "INTERSECT":
            right = _set_operations(cursor, right, 2)
        if operation != current and len(operands) > 1 and current is not None:
            operands = [_combined(operands, current)]
        current = operation
        operands.append(right)
        if length > MAX_CHAIN:
            raise NestingError("too many set operations in one query", position=cursor.position)
    return operands[0] if current is None else _combined(operands, current)


def _operation(cursor: Cursor, operator: str) -> tuple[str, bool, bool]:
    everything = cursor.accept_any("ALL", "DISTINCT") == "ALL"
    if everything and operator != "UNION":
        raise UnsupportedError(f"{operator} ALL", position=cursor.position)
    by_name = cursor.accept("BY", "NAME")
    return "EXCEPT" if operator == "MINUS" else operator, everything, by_name


def _combined(operands: list[Query], operation: tuple[str, bool, bool]) -> Query:
    """Combine from the left; long chains of UNION as a balanced tree, which means the same."""
    operator, everything, by_name = operation
    while len(operands) > 1:
        step = 2 if operator == "UNION" and len(operands) > 16 else len(operands)
        combined: list[Query] = []
        for start in range(0, len(operands), step):
            result = operands[start]
            for right in operands[start + 1 : start + step]:
                body = SetOperation(
                    position=result.position,
                    operator=operator,
                    all=everything,
                    left=result,
                    right=right,
                    by_name=by_name,
                )
                result = Query(position=result.position, body=body)
            combined.append(result)
        operands = combined
    return operands[0]


def _operand(cursor: Cursor) -> Query:
    position = cursor.position
    key = cursor.key
    if key == "SELECT":
        return Query(position=position, body=_select(cursor))
    if key == "(":
        cursor.advance()
        query = cursor.query()
        cursor.expect(")")
        return query
    if key == "VALUES":
        cursor.advance()
        return Query(position=position, body=ValuesBody(position=position, rows=parse_rows(cursor)))
    raise cursor.unexpected()


def _common_table(cursor: Cursor) -> CommonTable:
    position = cursor.position
    name = cursor.identifier()
    columns = parse_identifiers(cursor) if cursor.key == "(" else ()
    cursor.expect("AS")
    if cursor.key == "PROCEDURE":
        raise UnsupportedError("anonymous procedures", position=position)
    cursor.expect("(")
    query = cursor.query()
    cursor.expect(")")
    return CommonTable(position=position, name=name, columns=columns, query=query)


# ---------------------------------------------------------------- SELECT


def _select(cursor: Cursor) -> Select:
    position = cursor.position
    cursor.expect("SELECT")
    distinct = cursor.accept_any("DISTINCT", "ALL") == "DISTINCT"
    top = None
    if cursor.key == "TOP" and cursor.kinds[cursor.index + 1] == NUMBER:
        cursor.advance()
        top = cursor.expression(99)
    items = [_item(cursor)]
    while cursor.accept(",") and cursor.key != "FROM":  # a comma may follow the last
        items.append(_item(cursor))
    if cursor.key == "INTO":
        raise UnsupportedError("SELECT ... INTO", position=cursor.position)
    source = parse_from(cursor) if cursor.accept("FROM") else None
    where = cursor.expression() if cursor.accept("WHERE") else None
    start_with, connect_by = _hierarchy(cursor)
    grouping = _grouping(cursor) if cursor.accept("GROUP", "BY") else None
    having = cursor.expression() if cursor.accept("HAVING") else None
    qualify = cursor.expression() if cursor.accept("QUALIFY") else None
    return Select(
        position=position,
        items=tuple(items),
        distinct=distinct,
        top=top,
        source=source,
        where=where,
        grouping=grouping,
        having=having,
        qualify=qualify,
        connect_by=connect_by,
        start_with=start_with,
    )


def _item(cursor: Cursor) -> SelectItem:
    first = cursor.index
    position = cursor.starts[first]
    if cursor.keys[first] == "*":
        star = parse_star_modifiers(cursor, (), position)
        return SelectItem(position=position, expression=star, text=cursor.source(first))
    expression = cursor.expression()
    text = cursor.source(first)
    span = (first, cursor.index)
    alias = None
    key = cursor.key
    if key == "AS":
        cursor.advance()
        alias = cursor.identifier()
    elif (cursor.kind == WORD and key not in NOT_AN_ALIAS) or cursor.kind == QUOTED:
        if not (isinstance(expression, Star) or cursor.at("START", "WITH")):
            alias = cursor.identifier()
    return SelectItem(position=position, expression=expression, alias=alias, text=text, span=span)


def _hierarchy(cursor: Cursor) -> tuple[Expression | None, Expression | None]:
    """Parse START WITH and CONNECT BY, in either order."""
    start_with = cursor.expression() if cursor.accept("START", "WITH") else None
    connect_by = None
    if cursor.accept("CONNECT", "BY"):
        cursor.in_connect_by = True
        connect_by = cursor.expression()
        cursor.in_connect_by = False
        if start_with is None and cursor.accept("START", "WITH"):
            start_with = cursor.expression()
    return start_with, connect_by


# ---------------------------------------------------------------- GROUP BY

_Element = tuple[str, tuple[tuple[Expression, ...], ...]]


def _grouping(cursor: Cursor) -> Grouping:
    position = cursor.position
    if cursor.accept("ALL"):
        return Grouping(position=position, all=True)
    elements = list(_elements(cursor))
    while cursor.accept(","):
        elements.extend(_elements(cursor))
    return Grouping(position=position, elements=tuple(elements))


def _elements(cursor: Cursor) -> list[_Element]:
    if cursor.key in {"ROLLUP", "CUBE"} and cursor.peek() == "(":
        return [(cursor.advance(), _sets(cursor))]
    if cursor.accept("GROUPING", "SETS"):
        return [("GROUPING SETS", _sets(cursor))]
    if cursor.accept("(", ")"):
        return [("GROUPING SETS", ((),))]
    expression = cursor.expression()
    if isinstance(expression, Row):
        return [("", ((item,),)) for item in expression.items]
    return [("", ((expression,),))]


def _sets(cursor: Cursor) -> tuple[tuple[Expression, ...], ...]:
    cursor.expect("(")
    sets = [_set(cursor)]
    while cursor.accept(","):
        sets.append(_set(cursor))
    cursor.expect(")")
    return tuple(sets)


def _set(cursor: Cursor) -> tuple[Expression, ...]:
    if cursor.accept("(", ")"):
        return ()
    expression = cursor.expression()
    return expression.items if isinstance(expression, Row) else (expression,)


# ---------------------------------------------------------------- ORDER BY, LIMIT


def _order(cursor: Cursor) -> tuple[tuple[OrderItem, ...], bool]:
    """Parse what follows ORDER BY; for ALL a single item with a Star holds the direction."""
    position = cursor.position
    if not cursor.accept("ALL"):
        return parse_order_items(cursor), False
    star = Star(position=position)
    descending, nulls_first = parse_direction(cursor)
    return (OrderItem(position=position, expression=star, descending=descending, nulls_first=nulls_first),), True


def _limit(cursor: Cursor) -> tuple[Expression | None, Expression | None]:
    """Parse ``LIMIT n [OFFSET m]`` or ``[OFFSET m [ROWS]] [FETCH [FIRST|NEXT] n [ROWS] [ONLY]]``."""
    limit = cursor.expression() if cursor.accept("LIMIT") else None
    offset = None
    if cursor.accept("OFFSET"):
        offset = cursor.expression()
        cursor.accept_any("ROW", "ROWS")
    if limit is None and cursor.accept("FETCH"):
        cursor.accept_any("FIRST", "NEXT")
        limit = cursor.expression()
        cursor.accept_any("ROW", "ROWS")
        cursor.accept("ONLY")
    return limit, offset
