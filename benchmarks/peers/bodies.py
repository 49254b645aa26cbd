"""What a task does on a peer: the statement that frazil's task runs, on a DuckDB of the worker's own.

frazil keeps its data in DuckDB, so that all engines run the same statement on the same database, and what
differs is what the engine does around it.
"""

from __future__ import annotations

import threading
from pathlib import Path

import duckdb


class Bodies:
    """Both kinds of body; each thread has its own connection to the one database file."""

    def __init__(self, body: str, folder: Path) -> None:
        self._reading = body == "reading"
        self._database = duckdb.connect(str(folder / "effects.duckdb"))
        self._database.execute("create table effects (task integer)")
        self._connections = threading.local()

    def run(self, number: int) -> int:
        """Run a task's body: read its number, or insert it as one row and commit; return the number."""
        connection = self._connection()
        if self._reading:
            connection.execute(f"select {number}").fetchall()
        else:
            connection.execute(f"insert into effects values ({number})")
        return number

    def count(self) -> int:
        """Return how many rows have been inserted."""
        row = self._database.execute("select count(*) from effects").fetchone()
        return int(row[0]) if row else 0

    def close(self) -> None:
        """Close the database."""
        self._database.close()

    def _connection(self) -> duckdb.DuckDBPyConnection:
        if not hasattr(self._connections, "own"):
            self._connections.own = self._database.cursor()
        own: duckdb.DuckDBPyConnection = self._connections.own
        return own
