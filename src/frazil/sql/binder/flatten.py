"""FLATTEN and SPLIT_TO_TABLE: the queries that give the parts of a value as rows.

Such a query reads either nothing but the value, or the rows beside which the parts stand (``Beside``): it then hands on
their columns and is the source for all of them.  So nothing is joined, and the parts come in their order behind their
row, as long as DuckDB keeps the order of the rows.
"""

from __future__ import annotations

from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Beside:
    """The rows beside which the parts stand: a FROM clause, what is read of it, and the names that this gets."""

    source: str
    items: tuple[str, ...]
    names: tuple[str, ...]


ALONE = Beside("", (), ())
"""No rows but the value's own."""


def flatten_sql(value: Typed, *, path: str, outer: bool, recursive: bool, mode: str, beside: Beside | None) -> str:
    """Return DuckDB's text of a SELECT with the columns of FLATTEN, one row per member of the input.

    ``beside`` is ALONE for an input that reads no source, None for one that reads those to the left, to be joined with
    them.  SEQ is 1 for an input that stands alone; else the same for equal inputs, different for different ones.
    Raises InvalidArgumentError for an unknown mode.
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
    if beside is None:
        # DuckDB joins them to the rows beside the last first: turned round, each row's come in their own order.
        entries = f"list_reverse({entries})"
    kept, rows = _rows(beside, f"{value.sql} AS x")
    return (
        f"SELECT {kept}{_sequence(beside)} AS SEQ, "
        'e.k AS KEY, e.p AS PATH, e.i AS "INDEX", '
        "nullif(e.v, '\"\\u0001u\"') AS VALUE, e.t AS THIS "
        f"FROM (SELECT {kept}x, unnest({entries}) AS e FROM ({rows}))"
    )


def split_sql(text: Typed, delimiters: Typed, *, each: bool, beside: Beside | None) -> str:
    """Return DuckDB's text of a SELECT with a row for each piece of a text; ``each`` delimiter counts for itself."""
    pieces = "frazil_tokens(x, y)" if each else "CASE WHEN y = '' THEN [x] ELSE string_split(x, y) END"
    kept, rows = _rows(beside, f"{text.sql} AS x, {delimiters.sql} AS y")
    return (
        f'SELECT {kept}{_sequence(beside)} AS SEQ, generate_subscripts(p, 1) AS "INDEX", unnest(p) AS VALUE '
        f"FROM (SELECT {kept}x, {pieces} AS p FROM ({rows}))"
    )


def _rows(beside: Beside | None, inputs: str) -> tuple[str, str]:
    """Return the start of a select list with what is handed on, and the SELECT of it and the inputs."""
    rows = beside or ALONE
    source = f" FROM {rows.source}" if rows.source else ""
    return "".join(f"{name}, " for name in rows.names), f"SELECT {', '.join((*rows.items, inputs))}{source}"


def _sequence(beside: Beside | None) -> str:
    return "CAST(1 AS BIGINT)" if beside is ALONE else "CAST(hash(x) >> 2 AS BIGINT)"
