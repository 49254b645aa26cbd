"""The layout of the internal tables, and the steps that lead to it.

Each step is a numbered module with ``STATEMENTS``; it and the new version number are one transaction.  A published step
is never changed.  A file of a layout newer than this code's is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from frazil.core import probes
from frazil.core.errors import StorageError
from frazil.engine.migrations import (
    m0001_baseline,
    m0002_change_tracking,
    m0003_history_columns,
    m0004_logins,
    m0005_deletions,
)

STEPS: tuple[Sequence[str], ...] = (
    m0001_baseline.STATEMENTS,
    m0002_change_tracking.STATEMENTS,
    m0003_history_columns.STATEMENTS,
    m0004_logins.STATEMENTS,
    m0005_deletions.STATEMENTS,
)
"""The statements of each step; the step at index n leads to version n + 1."""

Run = Callable[[str], list[tuple[Any, ...]]]


def migrate(run: Run, steps: Sequence[Sequence[str]] = STEPS) -> int:
    """Bring the store to the newest layout and return its version.

    Raises StorageError, and changes nothing, if the store is of a newer layout.
    """
    version = stored_version(run)
    if version > len(steps):
        raise StorageError(
            f"The store has layout {version}, this version of frazil knows layouts up to {len(steps)}: "
            "run the version that wrote it, or a newer one"
        )
    for number in range(version, len(steps)):
        run("BEGIN")
        for statement in steps[number]:
            run(statement)
        run("DELETE FROM frazil.meta")
        run(f"INSERT INTO frazil.meta VALUES ({number + 1})")
        probes.hit("migrations.before_commit")
        run("COMMIT")
    return len(steps)


def stored_version(run: Run) -> int:
    """Return the version of the store's layout, 0 for a new file."""
    tables = "SELECT 1 FROM duckdb_tables() WHERE schema_name = 'frazil' AND table_name = 'meta'"
    if not run(tables):
        return 0
    return int(run("SELECT max(schema_version) FROM frazil.meta")[0][0])
