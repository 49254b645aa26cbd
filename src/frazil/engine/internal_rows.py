"""Rows of internal tables on their way to disk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from frazil.engine.literals import values_rows


@dataclass(frozen=True, slots=True, kw_only=True)
class InternalRows:
    """Rows to insert into an internal table, e.g. ``frazil.task_events``; names are ours, never a user's."""

    table: str
    columns: tuple[str, ...]
    rows: Sequence[Sequence[object]]

    def insert_sql(self) -> str:
        """Return the one INSERT statement, values as literals."""
        return f"INSERT INTO {self.table} ({', '.join(self.columns)}) VALUES {values_rows(self.rows)}"
