"""Rows of internal tables on their way to disk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import pyarrow as pa

from frazil.engine.literals import canonical_json, values_rows

_PLAIN = (str, int)
MANY_ROWS = 16
"""From so many rows on, an Arrow table is quicker than literals."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InternalRows:
    """Rows to insert into an internal table, e.g. ``frazil.task_events``; names are ours, never a user's."""

    table: str
    columns: tuple[str, ...]
    rows: Sequence[Sequence[object]]

    def insert_sql(self, source: str | None = None) -> str:
        """Return the one INSERT statement: from the Arrow table registered as ``source``, or with literals."""
        values = f"VALUES {values_rows(self.rows)}" if source is None else f"SELECT * FROM {source}"
        return f"INSERT INTO {self.table} ({', '.join(self.columns)}) {values}"

    def arrow(self) -> pa.Table:
        """Return the rows as an Arrow table: many rows cost a third of their literals' price that way."""
        arrays = [pa.array([_plain(row[index]) for row in self.rows]) for index in range(len(self.columns))]
        return pa.Table.from_arrays(arrays, names=list(self.columns))


def insertion(rows: Iterable[InternalRows]) -> tuple[tuple[str, ...], dict[str, pa.Table]]:
    """Return the statements that insert all rows, and the Arrow tables they name."""
    statements: list[str] = []
    tables: dict[str, pa.Table] = {}
    for number, each in enumerate(each for each in rows if each.rows):
        source = f"internal_rows_{number}" if len(each.rows) >= MANY_ROWS else None
        if source is not None:
            tables[source] = each.arrow()
        statements.append(each.insert_sql(source))
    return tuple(statements), tables


def _plain(value: object) -> object:
    """Return a value as Arrow takes it for the table's column: times in UTC without a zone, data as JSON text."""
    if value is None or type(value) in _PLAIN:  # nearly all of them: the checks below cost more
        return value
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None)
    if isinstance(value, Mapping | list | tuple):
        return canonical_json(value)
    return value
