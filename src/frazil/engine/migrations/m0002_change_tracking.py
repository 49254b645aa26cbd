"""Layout 2: what change tracking needs beside the tracked tables (ADR 5)."""

from __future__ import annotations

STATEMENTS = (
    "CREATE SEQUENCE frazil.row_ids",
    "CREATE TABLE frazil.commits (tx BIGINT, seq BIGINT, committed_on TIMESTAMP)",
)
