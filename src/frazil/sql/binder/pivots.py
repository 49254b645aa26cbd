"""PIVOT, UNPIVOT and SAMPLE: what may stand behind a source.

Both kinds of pivot read their source in a scope of its own and yield a derived table.  PIVOT groups by every column
that it does not name, with one aggregate for each value; UNPIVOT makes a row of each column that it names.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields
from decimal import Decimal

from frazil.core.errors import InvalidArgumentError, InvalidIdentifierError
from frazil.core.names import render
from frazil.core.types import VARCHAR, Kind
from frazil.sql import ast
from frazil.sql.binder.casts import common_type
from frazil.sql.binder.dispatch import bind
from frazil.sql.binder.environment import BoundColumn, Scope
from frazil.sql.binder.expressions import unify
from frazil.sql.binder.pivot_values import PivotValue
from frazil.sql.binder.typed import Typed, grouping_key, of_group, quote_text, typed

_MAX_ROWS = 1_000_000


def visible_columns(scope: Scope) -> list[BoundColumn]:
    """Return the columns that ``*`` would have in the scope."""
    return [column for source in scope.sources for column in source.visible]


def pivot(
    source: ast.PivotSource, values: Sequence[PivotValue], text: str, scope: Scope
) -> tuple[str, list[BoundColumn]]:
    """Return the query of a PIVOT over a bound source, and its columns as ``o1``, ``o2``, ... of that query."""
    key = _column(source.column, scope, source.position)
    read = {part.parts[-1] for argument in source.aggregate.arguments for part in _references(argument)}
    kept = [column for column in visible_columns(scope) if column.name != key.name and column.name not in read]
    scope.aggregated = True
    columns = list(kept)
    suffix = f"_{source.aggregate_alias}" if source.aggregate_alias is not None else ""
    for name, condition in values:
        columns.append(BoundColumn(name=name + suffix, value=bind(_for_value(source, condition), scope)))
    shown = [of_group(column.value) if index < len(kept) else column.value for index, column in enumerate(columns)]
    outputs = ", ".join(f"{value.sql} AS o{index + 1}" for index, value in enumerate(shown))
    groups = f" GROUP BY {', '.join(grouping_key(column.value) for column in kept)}" if kept else ""
    return f"SELECT {outputs} FROM {text}{groups}", columns


def _for_value(source: ast.PivotSource, condition: ast.Expression) -> ast.Expression:
    """Return the aggregate over the rows that have a value."""
    aggregate = source.aggregate
    arguments = tuple(
        ast.Case(operand=None, branches=((condition, argument),), position=argument.position)
        if index == 0
        else argument
        for index, argument in enumerate(aggregate.arguments)
    )
    if not arguments or isinstance(aggregate.arguments[0], ast.Star):
        raise InvalidArgumentError("the aggregate of PIVOT needs a column", position=source.position)
    value: ast.Expression = ast.Function(
        name=aggregate.name, arguments=arguments, distinct=aggregate.distinct, within_group=aggregate.within_group,
        position=aggregate.position,
    )  # fmt: skip
    if source.default is not None:
        value = ast.Function(name=("COALESCE",), arguments=(value, source.default), position=aggregate.position)
    return value


def unpivot(source: ast.UnpivotSource, text: str, scope: Scope) -> tuple[str, list[BoundColumn]]:
    """Return the query of an UNPIVOT over a bound source, and its columns; the columns named must have one type."""
    named = [_column(name, scope, source.position) for name, _ in source.columns]
    target = common_type([column.value.type for column in named])
    values = unify([column.value for column in named], target, scope.environment)
    chosen = {column.name for column in named}
    kept = [column for column in visible_columns(scope) if column.name not in chosen]
    labels = ", ".join(quote_text(alias or name) for name, alias in source.columns)
    count = len(kept)
    outputs = [f"{column.value.sql} AS o{index + 1}" for index, column in enumerate(kept)]
    outputs.append(f"unnest([{labels}]) AS o{count + 1}")
    outputs.append(f"unnest([{', '.join(value.sql for value in values)}]) AS o{count + 2}")
    query = f"SELECT {', '.join(outputs)} FROM {text}"
    if not source.include_nulls:
        query = f"SELECT * FROM ({query}) WHERE o{count + 2} IS NOT NULL"
    value = Typed("", target, values[0].storage, source.include_nulls)
    label = typed("", VARCHAR, nullable=False)
    columns = [
        *kept,
        BoundColumn(name=source.name_column, value=label),
        BoundColumn(name=source.value_column, value=value),
    ]
    return query, columns


def sample_text(sample: ast.Sample | None, scope: Scope) -> str:
    """Return the clause that samples a source; InvalidArgumentError for a size that is no share or count."""
    if sample is None:
        return ""
    size = bind(sample.size, Scope.of_values(scope.environment))
    largest = _MAX_ROWS if sample.rows else 100
    value = size.constant[0] if size.constant is not None else None
    fits = size.type.kind is Kind.NUMBER and isinstance(value, Decimal) and 0 <= value <= largest
    if not fits or (sample.rows and size.type.scale):
        raise InvalidArgumentError(
            f"the size of a sample must be a constant from 0 to {largest}", position=sample.position
        )
    scope.environment.volatile = True
    if sample.rows:
        method, unit = "RESERVOIR", "ROWS"
    else:
        method, unit = sample.method, "PERCENT"
    # DuckDB wants a literal here, so the number is written out and the plan is not kept.
    seed = f" REPEATABLE ({sample.seed})" if sample.seed is not None else ""
    return f" TABLESAMPLE {method} ({value:f} {unit}){seed}"


def _column(name: str, scope: Scope, position: int) -> BoundColumn:
    found = [column for column in visible_columns(scope) if column.name == name]
    if len(found) != 1:
        raise InvalidIdentifierError(f"invalid identifier '{render(name)}'", position=position, located=True)
    return found[0]


def _references(node: object) -> Iterator[ast.Reference]:
    if isinstance(node, ast.Reference):
        yield node
    elif isinstance(node, ast.Node):
        for field in fields(node):
            yield from _references(getattr(node, field.name))
    elif isinstance(node, Sequence) and not isinstance(node, str):
        for each in node:
            yield from _references(each)
