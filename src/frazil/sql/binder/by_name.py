"""UNION BY NAME: the branches matched by the names of their columns."""

from __future__ import annotations

from frazil.core.errors import DuplicateColumnError
from frazil.core.names import render
from frazil.sql.binder.environment import BoundColumn, BoundQuery, Environment
from frazil.sql.binder.literals import literal
from frazil.sql.binder.source_columns import derived_columns


def matched(left: BoundQuery, right: BoundQuery, environment: Environment) -> tuple[BoundQuery, BoundQuery]:
    """Return both branches with the columns of either, the left's first; what a branch lacks is NULL in its rows.

    Raises DuplicateColumnError where a branch has two columns of one name.
    """
    names = [*_names(left), *(name for name in _names(right) if name not in _names(left))]
    return _arranged(left, names, environment), _arranged(right, names, environment)


def _names(bound: BoundQuery) -> list[str]:
    names = [column.name for column in bound.columns]
    for name in names:
        if names.count(name) > 1:
            raise DuplicateColumnError(f"duplicate column name '{render(name)}'")
    return names


def _arranged(bound: BoundQuery, names: list[str], environment: Environment) -> BoundQuery:
    alias = environment.fresh("q")
    own = {column.name: column for column in derived_columns(bound.columns, alias)}
    missing = literal(None, environment)
    columns = tuple(own.get(name, BoundColumn(name=name, value=missing)) for name in names)
    items = ", ".join(f"{column.value.sql} AS o{index + 1}" for index, column in enumerate(columns))
    return BoundQuery(f"SELECT {items} FROM ({bound.sql}) AS {alias}", columns)
