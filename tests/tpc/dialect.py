"""TPC's queries in Snowflake's words, from DuckDB's."""

from __future__ import annotations

import re

_SUBSTRING = re.compile(r"substring\((\w+)\s+FROM\s+(\d+)\s+FOR\s+(\d+)\)", re.IGNORECASE)


def to_snowflake(text: str) -> str:
    """Return a query as Snowflake reads it: it has no ``SUBSTRING(x FROM a FOR b)``, and a request no semicolon."""
    return _SUBSTRING.sub(r"SUBSTR(\1, \2, \3)", text).strip().rstrip(";")
