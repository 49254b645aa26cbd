"""PIVOT, UNPIVOT and SAMPLE behind a source."""

from __future__ import annotations

from frazil.sql.ast import AnyValues, Function, PivotSource, Query, Sample, SelectItem, Source, UnpivotSource
from frazil.sql.parser.cursor import Cursor
from frazil.sql.parser.windows import parse_order_items

_METHODS = {"BERNOULLI": "BERNOULLI", "ROW": "BERNOULLI", "SYSTEM": "SYSTEM", "BLOCK": "SYSTEM"}


def parse_pivot(cursor: Cursor, source: Source) -> PivotSource:
    """Parse ``PIVOT (aggregate [AS a] FOR column IN (..) [DEFAULT ON NULL (value)])``."""
    cursor.expect("PIVOT", "(")
    start = cursor.index
    aggregate = cursor.expression()
    if not isinstance(aggregate, Function):
        cursor.index = start
        raise cursor.unexpected()
    alias = cursor.identifier() if cursor.accept("AS") or cursor.key != "FOR" else None
    cursor.expect("FOR")
    column = cursor.identifier()
    cursor.expect("IN", "(")
    values = _pivot_values(cursor)
    cursor.expect(")")
    default = None
    if cursor.accept("DEFAULT", "ON", "NULL"):
        cursor.expect("(")
        default = cursor.expression()
        cursor.expect(")")
    cursor.expect(")")
    return PivotSource(
        position=source.position,
        source=source,
        aggregate=aggregate,
        aggregate_alias=alias,
        column=column,
        values=values,
        default=default,
    )


def _pivot_values(cursor: Cursor) -> tuple[SelectItem, ...] | Query | AnyValues:
    position = cursor.position
    if cursor.accept("ANY"):
        order = parse_order_items(cursor) if cursor.accept("ORDER", "BY") else ()
        return AnyValues(position=position, order=order)
    if cursor.key in {"SELECT", "WITH"}:
        return cursor.query()
    items = [_pivot_value(cursor)]
    while cursor.accept(","):
        items.append(_pivot_value(cursor))
    return tuple(items)


def _pivot_value(cursor: Cursor) -> SelectItem:
    first = cursor.index
    expression = cursor.expression()
    text = cursor.source(first)
    alias = None
    if cursor.accept("AS") or cursor.at_identifier():
        alias = cursor.string() if cursor.at_string() else cursor.identifier()
    return SelectItem(position=cursor.starts[first], expression=expression, alias=alias, text=text)


def parse_unpivot(cursor: Cursor, source: Source) -> UnpivotSource:
    """Parse ``UNPIVOT [INCLUDE NULLS] (value FOR name IN (columns))``."""
    cursor.expect("UNPIVOT")
    include_nulls = cursor.accept("INCLUDE", "NULLS")
    if not include_nulls:
        cursor.accept("EXCLUDE", "NULLS")
    cursor.expect("(")
    value_column = cursor.identifier()
    cursor.expect("FOR")
    name_column = cursor.identifier()
    cursor.expect("IN", "(")
    columns = [_unpivot_column(cursor)]
    while cursor.accept(","):
        columns.append(_unpivot_column(cursor))
    cursor.expect(")", ")")
    return UnpivotSource(
        position=source.position,
        source=source,
        value_column=value_column,
        name_column=name_column,
        columns=tuple(columns),
        include_nulls=include_nulls,
    )


def _unpivot_column(cursor: Cursor) -> tuple[str, str | None]:
    column = cursor.identifier()
    if cursor.accept("AS") or cursor.at_string() or cursor.at_identifier():
        return column, cursor.string() if cursor.at_string() else cursor.identifier()
    return column, None


def parse_sample(cursor: Cursor) -> Sample:
    """Parse ``SAMPLE [method] (size [ROWS]) [SEED (n)]``."""
    position = cursor.position
    cursor.expect_any("SAMPLE", "TABLESAMPLE")
    method = "BERNOULLI"
    if cursor.key in _METHODS:
        method = _METHODS[cursor.advance()]
    cursor.expect("(")
    size = cursor.expression()
    rows = cursor.accept("ROWS")
    cursor.expect(")")
    seed = None
    if cursor.accept_any("SEED", "REPEATABLE"):
        cursor.expect("(")
        seed = cursor.integer()
        cursor.expect(")")
    return Sample(position=position, method=method, size=size, rows=rows, seed=seed)
