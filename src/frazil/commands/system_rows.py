"""System relations made of Python rows: an Arrow table that the statement's text names."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence

import pyarrow as pa

from frazil.core.types import ARRAY, BOOLEAN, FLOAT, OBJECT, VARIANT, DataType, Kind, number, timestamp, varchar
from frazil.sql.binder.environment import Environment, SystemRelation
from frazil.sql.columns import ResultColumn

Facts = Mapping[str, object]
"""A row by column name; what a view does not list is left out, what is missing is NULL."""

_TYPES: Mapping[str, tuple[DataType, str, pa.DataType]] = {
    "": (varchar(), "VARCHAR", pa.string()),
    "n": (number(), "BIGINT", pa.int64()),
    "t": (timestamp(Kind.TIMESTAMP_LTZ, 3), "TIMESTAMP", pa.timestamp("us")),
    "b": (BOOLEAN, "BOOLEAN", pa.bool_()),
    "f": (FLOAT, "DOUBLE", pa.float64()),
    "a": (ARRAY, "VARCHAR", pa.string()),
    "o": (OBJECT, "VARCHAR", pa.string()),
    "v": (VARIANT, "VARCHAR", pa.string()),
}
"""By the letter behind a column's name: text, number, time, boolean, float; array, object and variant as JSON text."""

Columns = tuple[tuple[str, str], ...]


def parse_columns(text: str) -> Columns:
    """Return columns from words such as ``TABLE_NAME ROW_COUNT:n CREATED:t IS_TRANSIENT:b``."""
    parts = (word.partition(":") for word in text.split())
    return tuple((name, letter) for name, _, letter in parts)


def facts_relation(environment: Environment, columns: Columns, rows: Iterable[Facts]) -> SystemRelation:
    """Return rows as a relation of these columns; under describe-only there are none."""
    found = () if environment.describe_only else tuple(rows)
    arrays = [pa.array([_value(row.get(name)) for row in found], type=_TYPES[letter][2]) for name, letter in columns]
    names = [f"o{place}" for place in range(1, len(columns) + 1)]
    return SystemRelation(
        sql=f"SELECT * FROM {register(environment, pa.Table.from_arrays(arrays, names=names))}",
        columns=result_columns(columns),
        storages=tuple(_TYPES[letter][1] for _, letter in columns),
    )


def result_columns(columns: Columns) -> tuple[ResultColumn, ...]:
    """Return what a client is told about the columns."""
    return tuple(ResultColumn(name=name, type=_TYPES[letter][0]) for name, letter in columns)


def sql_relation(columns: Columns, sql: str) -> SystemRelation:
    """Return a relation of DuckDB text whose outputs o1, o2, ... are the columns in order."""
    return SystemRelation(
        sql=sql, columns=result_columns(columns), storages=tuple(_TYPES[letter][1] for _, letter in columns)
    )


def select_columns(relation: SystemRelation, wanted: Sequence[tuple[str, str]]) -> SystemRelation:
    """Return a relation with the wanted columns, taken by name from another; what it does not have is NULL."""
    places = {column.name: place for place, column in enumerate(relation.columns, 1)}
    taken = ((f"o{places[name]}" if name in places else null_of(letter)) for name, letter in wanted)
    parts = [f"{value} AS o{place}" for place, value in enumerate(taken, 1)]
    return sql_relation(tuple(wanted), f"SELECT {', '.join(parts)} FROM ({relation.sql})")


def extracted(columns: Columns, json: str) -> str:
    """Return the select list that reads the columns, o1, o2, ... in order, from the JSON objects of a column."""
    return ", ".join(
        f"CAST(json_extract_string({json}, '$.{name}') AS {_TYPES[letter][1]}) AS o{place}"
        for place, (name, letter) in enumerate(columns, 1)
    )


def null_of(letter: str) -> str:
    """Return the DuckDB text of a NULL for a column of this letter."""
    return f"CAST(NULL AS {_TYPES[letter][1]})"


def register(environment: Environment, table: pa.Table) -> str:
    """Let the statement name an Arrow table, and return the name."""
    name = environment.fresh("system_rows_")
    environment.arrow_tables[name] = table
    return name


def _value(value: object) -> object:
    if isinstance(value, datetime.datetime) and value.tzinfo is not None:
        return value.astimezone(datetime.UTC).replace(tzinfo=None)
    return value
