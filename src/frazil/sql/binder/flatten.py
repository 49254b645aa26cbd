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
    """The rows beside which the parts stand: a FROM clause, what is read of it, and the names that this gets.

    ``numbered`` says that SEQ is asked for; else it stays 0, since numbers keep DuckDB from looking at conditions of
    the rows first.  ``missing`` says that a row without parts stays, with NULL in all their columns.
    """

    source: str
    items: tuple[str, ...]
    names: tuple[str, ...]
    numbered: bool = False
    missing: bool = False


ALONE = Beside("", (), ())
"""No rows but the value's own."""


def flatten_sql(value: Typed, *, path: str, outer: bool, recursive: bool, mode: str, beside: Beside | None) -> str:
    """Return DuckDB's text of a SELECT with the columns of FLATTEN, one row per member of the input.

    ``beside`` is ALONE for an input that reads no source, None for one that reads those to the left, to be joined with
    them.  SEQ is 1 for an input that stands alone, and the number of its row for one beside rows; for one to be joined
    it is different for different inputs, but the same for equal ones.
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
    rows = beside or ALONE
    return (
        f"SELECT {_kept(rows)}{_sequence(beside, 'e IS NULL')} AS SEQ, "
        'e.k AS KEY, e.p AS PATH, e.i AS "INDEX", '
        "nullif(e.v, '\"\\u0001u\"') AS VALUE, e.t AS THIS "
        f"FROM (SELECT {_kept(rows)}{_number(rows)}x, unnest({_at_least_one(entries, rows)}) AS e "
        f"FROM ({_rows(rows, f'{value.sql} AS x')}))"
    )


def split_sql(text: Typed, delimiters: Typed, *, each: bool, beside: Beside | None) -> str:
    """Return DuckDB's text of a SELECT with a row for each piece of a text; ``each`` delimiter counts for itself."""
    pieces = "frazil_tokens(x, y)" if each else "CASE WHEN y = '' THEN [x] ELSE string_split(x, y) END"
    rows = beside or ALONE
    index = "generate_subscripts(p, 1)"
    if rows.missing:
        index = f"CASE WHEN p <> [NULL] THEN {index} END"
    return (
        f'SELECT {_kept(rows)}{_sequence(beside, "p = [NULL]")} AS SEQ, {index} AS "INDEX", unnest(p) AS VALUE '
        f"FROM (SELECT {_kept(rows)}{_number(rows)}x, {_at_least_one(pieces, rows)} AS p "
        f"FROM ({_rows(rows, f'{text.sql} AS x, {delimiters.sql} AS y')}))"
    )


def _kept(rows: Beside) -> str:
    """Return the start of a select list with what is handed on of the rows."""
    return "".join(f"{name}, " for name in rows.names)


def _number(rows: Beside) -> str:
    return "s, " if rows.numbered else ""


def _rows(rows: Beside, inputs: str) -> str:
    """Return the SELECT of the rows, with their numbers if these are asked for, and of the inputs."""
    number = ("row_number() OVER () AS s",) if rows.numbered else ()
    source = f" FROM {rows.source}" if rows.source else ""
    return f"SELECT {', '.join((*rows.items, *number, inputs))}{source}"


def _at_least_one(parts: str, rows: Beside) -> str:
    return f"coalesce(nullif({parts}, []), [NULL])" if rows.missing else parts


def _sequence(beside: Beside | None, is_missing: str) -> str:
    """Return the text of SEQ; ``is_missing`` is the test of a row that has no part."""
    if beside is None:
        return "CAST(hash(x) >> 2 AS BIGINT)"
    number = "s" if beside.numbered else f"CAST({1 if beside is ALONE else 0} AS BIGINT)"
    return f"CASE WHEN NOT coalesce({is_missing}, FALSE) THEN {number} END" if beside.missing else number
