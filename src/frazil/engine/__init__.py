"""The store: one DuckDB file, transactions, locks, physical mapping, internal tables, results; sole user of DuckDB."""
