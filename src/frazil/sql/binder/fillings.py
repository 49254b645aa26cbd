"""What a write gives to columns, kept so that an error of a value can be told with the column that it was for.

DuckDB does not say which expression of a statement failed.  So after a failure the columns are computed apart, which
happens in no statement that succeeds.
"""

from __future__ import annotations

from dataclasses import dataclass

from frazil.core.ids import ColumnId


@dataclass(frozen=True, slots=True, kw_only=True)
class Filling:
    """The values that one clause of a write gives to columns.

    ``parts``: for some rows each, the values' texts, and what stands behind FROM, empty for a row of VALUES.
    ``computed``: the values before they are brought to the columns' types, of a clause which computes all of them
    before it writes any, so that Snowflake tells no column of an error there.
    """

    columns: tuple[ColumnId, ...]
    parts: tuple[tuple[tuple[str, ...], str], ...]
    computed: tuple[str, ...] = ()

    def rows_sql(self) -> str | None:
        """Return the query for the rows alone; None where they are written out."""
        sources = [source for _, source in self.parts if source]
        return " UNION ALL ".join(f"SELECT count(*) FROM {source}" for source in sources) or None

    def computed_sql(self) -> str | None:
        """Return the query that computes what ``computed`` says, None if that is nothing."""
        if not self.computed:
            return None
        return _summary(f"SELECT {_named(self.computed)} FROM {self.parts[0][1]}", len(self.computed))

    def columns_sql(self, count: int) -> str:
        """Return the query that computes the first columns for every row."""
        if all(not source for _, source in self.parts):
            lines = ", ".join(f"({', '.join(values[:count])})" for values, _ in self.parts)
            names = ", ".join(f"v{place}" for place in range(count))
            return _summary(f"SELECT * FROM (VALUES {lines}) AS p({names})", count)
        rows = " UNION ALL ".join(f"SELECT {_named(values[:count])} FROM {source}" for values, source in self.parts)
        return _summary(rows, count)


def _named(values: tuple[str, ...]) -> str:
    return ", ".join(f"{value} AS v{place}" for place, value in enumerate(values))


def _summary(rows: str, count: int) -> str:
    """Return a query that needs every value of some rows and gives one."""
    return f"SELECT {', '.join(f'bit_xor(hash(v{place}))' for place in range(count))} FROM ({rows})"
