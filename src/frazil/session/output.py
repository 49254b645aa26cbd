"""The last step of a result: what leaves the engine, and the fixed results of DDL and DML."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa

from frazil.commands.results import Written
from frazil.core.types import SEMI_STRUCTURED, Kind, number, varchar
from frazil.session.rows import arrow_table
from frazil.sql.binder.environment import BoundColumn, BoundQuery
from frazil.sql.columns import ResultColumn


def output_query(query: BoundQuery, parameters: Mapping[str, object]) -> str:
    """Return the text to execute: the query, its values in the types that results are kept in.

    VARIANT, OBJECT and ARRAY become the JSON text a client sees; 128-bit integers become decimals.  ``parameters``
    are the session's: they say how JSON looks, and how many rows a result has at most.
    """
    indent, strict = int(str(parameters["JSON_INDENT"])), parameters["STRICT_JSON_OUTPUT"] is True
    style = f"{indent}, {strict}"
    rendered = [_rendered(column, f"q.o{place}", style) for place, column in enumerate(query.columns, 1)]
    most = int(str(parameters["ROWS_PER_RESULTSET"]))
    limit = f" LIMIT {most}" if most else ""
    if all(text is None for text in rendered):
        return f"SELECT * FROM ({query.sql}) AS q{limit}" if limit else query.sql
    items = [f"{text or f'q.o{index + 1}'} AS o{index + 1}" for index, text in enumerate(rendered)]
    return f"SELECT {', '.join(items)} FROM ({query.sql}) AS q{limit}"


def _rendered(column: BoundColumn, name: str, style: str) -> str | None:
    value = column.value
    if value.type.kind in SEMI_STRUCTURED:
        return f"frazil.variant_pretty({name}, {style})"
    if value.type.kind is Kind.NUMBER and value.storage == "HUGEINT":
        return f"CAST({name} AS DECIMAL(38,0))"
    if value.type.kind is Kind.NULL:
        return f"CAST({name} AS VARCHAR)"
    if value.type.kind is Kind.BINARY:
        # What is NULL whatever it is computed of is an INTEGER to DuckDB, which no client reads as bytes.
        return f"CAST({name} AS BLOB)"
    return None


def status_rows(text: str) -> tuple[tuple[ResultColumn, ...], pa.Table]:
    """Return the one row with the column ``status`` that DDL answers."""
    columns = (ResultColumn(name="status", type=varchar(), nullable=True),)
    return columns, arrow_table(columns, [(text,)])


def written_rows(written: Written) -> tuple[tuple[ResultColumn, ...], pa.Table]:
    """Return the one row of counts that DML answers."""
    columns = tuple(ResultColumn(name=name, type=number(19, 0), nullable=False) for name, _ in written.counts)
    return columns, arrow_table(columns, [tuple(count for _, count in written.counts)])
