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


SPLIT_COLUMNS: tuple[tuple[ResultColumn, str], ...] = (
    (ResultColumn(name="SEQ", type=NUMBER, nullable=False), "BIGINT"),
    (ResultColumn(name="INDEX", type=NUMBER, nullable=False), "BIGINT"),
    (ResultColumn(name="VALUE", type=VARCHAR, nullable=False), "VARCHAR"),
)
"""The columns of SPLIT_TO_TABLE and STRTOK_SPLIT_TO_TABLE."""


def flatten_sql(value: Typed, *, path: str, outer: bool, recursive: bool, mode: str, alone: bool) -> str:
    """Return DuckDB's text of a SELECT with the columns of FLATTEN, one row per member of the input.

    SEQ is 1 for an input that stands ``alone``; else the same for equal inputs, different for different ones.  Raises
    InvalidArgumentError for an unknown mode.
    """
    if mode not in ("BOTH", "OBJECT", "ARRAY"):
        raise InvalidArgumentError(f"invalid value [{mode}] for parameter 'MODE' of function FLATTEN")
    if recursive or path or mode != "BOTH":
        arguments = f"{quote_text(path)}, {'TRUE' if recursive else 'FALSE'}, {quote_text(mode)}"
        entries = f"frazil_flatten(x, {arguments})"
    else:
        entries = "frazil.flatten_entries(x)"
    if outer:
        this = f"frazil_get_path(x, {quote_text(path)})" if path else "x"
        nothing = f"struct_pack(k := NULL, p := {quote_text(path)}, i := NULL, v := NULL, t := {this})"
        entries = f"coalesce(nullif({entries}, []), [{nothing}])"
    if not alone:
        # DuckDB joins them to the rows beside the last first: turned round, each row's come in their own order.
        entries = f"list_reverse({entries})"
    return (
        f"SELECT {_sequence(alone)} AS SEQ, "
        'e.k AS KEY, e.p AS PATH, e.i AS "INDEX", '
        "nullif(e.v, '\"\\u0001u\"') AS VALUE, e.t AS THIS "
        f"FROM (SELECT x, unnest({entries}) AS e FROM (SELECT {value.sql} AS x))"
    )


def split_sql(text: Typed, delimiters: Typed, *, each: bool, alone: bool) -> str:
    """Return DuckDB's text of a SELECT with a row for each piece of a text; ``each`` delimiter counts for itself."""
    pieces = "frazil_tokens(x, y)" if each else "CASE WHEN y = '' THEN [x] ELSE string_split(x, y) END"
    inner = f"SELECT {text.sql} AS x, {delimiters.sql} AS y"
    return (
        f'SELECT {_sequence(alone)} AS SEQ, generate_subscripts(p, 1) AS "INDEX", unnest(p) AS VALUE '
        f"FROM (SELECT x, {pieces} AS p FROM ({inner}))"
    )


def _sequence(alone: bool) -> str:
    return "CAST(1 AS BIGINT)" if alone else "CAST(hash(x) >> 2 AS BIGINT)"
