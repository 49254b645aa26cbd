"""FLATTEN: the query that gives a VARIANT's members as rows."""

from __future__ import annotations

from frazil.core.errors import InvalidArgumentError
from frazil.core.types import NUMBER, VARCHAR, VARIANT
from frazil.sql.binder.typed import Typed, quote_text
from frazil.sql.columns import ResultColumn

FLATTEN_COLUMNS: tuple[tuple[ResultColumn, str], ...] = (
    (ResultColumn(name="SEQ", type=NUMBER, nullable=False), "BIGINT"),
    (ResultColumn(name="KEY", type=VARCHAR), "VARCHAR"),
    (ResultColumn(name="PATH", type=VARCHAR), "VARCHAR"),
    (ResultColumn(name="INDEX", type=NUMBER), "BIGINT"),
    (ResultColumn(name="VALUE", type=VARIANT), "VARCHAR"),
    (ResultColumn(name="THIS", type=VARIANT), "VARCHAR"),
)
"""The columns of a flattened input, each with its storage."""


def flatten_sql(value: Typed, *, path: str, outer: bool, recursive: bool, mode: str) -> str:
    """Return DuckDB's text of a SELECT with the columns of FLATTEN, one row per member of the input.

    SEQ is the same for equal inputs, different for different ones.  Raises InvalidArgumentError for an unknown mode.
    """
    if mode not in ("BOTH", "OBJECT", "ARRAY"):
        raise InvalidArgumentError(f"invalid value [{mode}] for parameter 'MODE' of function FLATTEN")
    if recursive or path or mode != "BOTH":
        arguments = f"{quote_text(path)}, {'TRUE' if recursive else 'FALSE'}, {quote_text(mode)}"
        entries = f"frazil_flatten(x, {arguments})"
    else:
        entries = "frazil.flatten_entries(x)"
    if outer:
        entries = f"coalesce(nullif({entries}, []), [NULL])"
    return (
        'SELECT CAST(hash(x) >> 2 AS BIGINT) AS SEQ, e.k AS KEY, e.p AS PATH, e.i AS "INDEX", '
        "nullif(e.v, '\"\\u0001u\"') AS VALUE, e.t AS THIS "
        f"FROM (SELECT x, unnest({entries}) AS e FROM (SELECT {value.sql} AS x))"
    )
