"""Write the tables and queries of TPC-H and TPC-DS: ``python generate.py SCALE DIRECTORY``.

Runs in an environment of its own (``data.py`` makes it): DuckDB's generators come as packages that fit one version of
DuckDB, which need not be frazil's.  A table becomes a Parquet file; the queries, in DuckDB's words, a list in
``queries.json``.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import duckdb
import duckdb_extensions

SUITES = {"tpch": "dbgen", "tpcds": "dsdgen"}


def main(scale: str, directory: str) -> None:
    """Generate both suites."""
    for suite, generator in SUITES.items():
        target = Path(directory) / suite
        target.mkdir(parents=True, exist_ok=True)
        duckdb_extensions.import_extension(suite)
        connection = duckdb.connect()
        connection.execute(f"LOAD {suite}")
        connection.execute(f"CALL {generator}(sf = {float(scale)})")
        for (table,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall():
            connection.execute(f"COPY {table} TO '{target / table}.parquet'")
        queries = connection.execute(f"SELECT query FROM {suite}_queries() ORDER BY query_nr").fetchall()
        (target / "queries.json").write_text(json.dumps([text for (text,) in queries], indent=1), "utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
