"""How the columns of a result are described to a client: the ``rowtype`` of an answer."""

from __future__ import annotations

import functools
from typing import Any

from frazil.core.types import FLOAT, MAX_VARCHAR, SEMI_STRUCTURED, TIMESTAMPS, DataType, Kind, number
from frazil.sql.columns import ResultColumn, reported

WIRE_NAMES: dict[Kind, str] = {
    Kind.NUMBER: "fixed",
    Kind.FLOAT: "real",
    Kind.VARCHAR: "text",
    Kind.BINARY: "binary",
    Kind.BOOLEAN: "boolean",
    Kind.DATE: "date",
    Kind.TIME: "time",
    Kind.TIMESTAMP_NTZ: "timestamp_ntz",
    Kind.TIMESTAMP_LTZ: "timestamp_ltz",
    Kind.TIMESTAMP_TZ: "timestamp_tz",
    Kind.VARIANT: "variant",
    Kind.OBJECT: "object",
    Kind.ARRAY: "array",
    Kind.MAP: "map",
    Kind.VECTOR: "vector",
    Kind.NULL: "text",
}


@functools.lru_cache(maxsize=512)
def rowtype(columns: tuple[ResultColumn, ...]) -> list[dict[str, Any]]:
    """Return the ``rowtype`` of an answer, one entry a column; callers must not change it."""
    return [_entry(reported(column)) for column in columns]


def length_bytes(data_type: DataType) -> int | None:
    """Return the most bytes a value takes, for the types that have a length."""
    if data_type.kind is Kind.VARCHAR:
        return min(data_type.length * 4, max(MAX_VARCHAR, data_type.length))
    return data_type.length if data_type.kind is Kind.BINARY else None


def _entry(column: ResultColumn) -> dict[str, Any]:
    kind = column.type.kind
    precision, scale, length = None, None, None
    if kind is Kind.NUMBER:
        precision, scale = column.type.precision, column.type.scale
    elif kind is Kind.TIME or kind in TIMESTAMPS:
        precision, scale = 0, column.type.scale
    elif kind in (Kind.VARCHAR, Kind.BINARY):
        length = column.type.length
    described: dict[str, Any] = {
        "name": column.name,
        "database": column.database,
        "schema": column.schema,
        "table": column.table,
        "type": WIRE_NAMES[kind],
        "nullable": column.nullable or kind in SEMI_STRUCTURED,
        "precision": precision,
        "scale": scale,
        "length": length,
        "byteLength": length_bytes(column.type),
        "collation": column.type.collation.spec if column.type.collation is not None else None,
    }
    if kind is Kind.VECTOR:
        element = number() if column.type.precision else FLOAT
        described["vectorDimension"] = column.type.length
        described["fields"] = [_entry(ResultColumn(name="", type=element, nullable=False))]
    if column.type.members:
        parts = [ResultColumn(name=part.name, type=part.type, nullable=part.nullable) for part in column.type.members]
        described["fields"] = [_entry(part) for part in parts]
    return described
