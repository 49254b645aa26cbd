"""SHOW COLUMNS, and the JSON in which it and others print a data type."""

from __future__ import annotations

from collections.abc import Iterator

import orjson

from frazil.catalog.records import Column, Record, Table, View, ViewColumn
from frazil.catalog.snapshot import Snapshot
from frazil.commands.context import Context
from frazil.commands.results import Rows
from frazil.commands.show_scope import Row, Visibility, columns, filters_of, records_in, relation_in_scope
from frazil.core.types import TIMESTAMPS, DataType, Kind
from frazil.sql import statements as st

_COLUMNS = columns(
    "table_name schema_name column_name data_type null? default kind expression comment database_name autoincrement "
    "schema_evolution_record write_default"
)


def show_columns(statement: st.Show, context: Context) -> Rows:
    """List the columns of a table or view, or of all in a schema, database or the account."""
    visibility = Visibility(context)
    rows: list[tuple[str, Row]] = []
    for path, relation in _relations(statement, context):
        if not visibility.sees(relation):
            continue
        for column in columns_of(relation):
            rows.append((column.name, _row(path, column, context.snapshot)))
    return Rows(_COLUMNS, filters_of(statement, context).select(rows))


def columns_of(relation: Record) -> tuple[Column | ViewColumn, ...]:
    """Return the columns of a table or view."""
    return relation.columns if isinstance(relation, Table | View) else ()


def type_json(kind: DataType, nullable: bool) -> str:
    """Return the JSON text of a type as SHOW COLUMNS prints it."""
    found: dict[str, object] = {"type": _WORDS.get(kind.kind, kind.kind.value), "nullable": nullable}
    if kind.kind is Kind.NUMBER:
        found = {"type": "FIXED", "precision": kind.precision, "scale": kind.scale, "nullable": nullable}
    elif kind.kind is Kind.VARCHAR:
        size = min(kind.length * 4, 16_777_216)
        found = {"type": "TEXT", "length": kind.length, "byteLength": size, "nullable": nullable, "fixed": False}
        if kind.collation is not None:
            found["collation"] = kind.collation.spec
    elif kind.kind is Kind.BINARY:
        found = {
            "type": "BINARY",
            "length": kind.length,
            "byteLength": kind.length,
            "nullable": nullable,
            "fixed": True,
        }
    elif kind.kind in TIMESTAMPS or kind.kind is Kind.TIME:
        found = {"type": kind.kind.value, "precision": 0, "scale": kind.scale, "nullable": nullable}
    return orjson.dumps(found).decode()


_WORDS = {Kind.FLOAT: "REAL"}


def _relations(statement: st.Show, context: Context) -> Iterator[tuple[tuple[str, str, str], Record]]:
    """Yield the relations in scope with their names."""
    if statement.scope in ("TABLE", "VIEW"):
        where, record = relation_in_scope(statement, context)
        yield where.path, record
        return
    for database, schema, record in records_in(statement, context, Table, View):
        yield (database.name, schema.name, record.name), record


def _row(path: tuple[str, str, str], column: Column | ViewColumn, snapshot: Snapshot) -> Row:
    default = snapshot.default_of(column) if isinstance(column, Column) else None
    counted = column.shown_identity if isinstance(column, Column) else None
    return (
        path[2],
        path[1],
        column.name,
        type_json(column.type, column.nullable),
        "true" if column.nullable else "NOT_NULL",
        default or "",
        "COLUMN",
        "",
        column.comment,
        path[0],
        counted or "",
        None,
        None,
    )
