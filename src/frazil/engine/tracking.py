"""Change tracking: how the rows of a tracked table remember what became of them (ADR 5).

A tracked table has hidden columns: ``_rid``, the row's number; ``_ins`` and ``_upd``, the transactions that inserted it
and that last changed it; 0 stands for what was before the tracking.  Beside it lies its log: rows as they were before a
transaction (``_dtx``) changed or deleted them.  ``frazil.commits`` says in which order transactions were committed.  So
what happened since a commit is two scans, and what a transaction inserted and deleted again, or changed twice, is not
seen: as Snowflake's streams have it.

The statements that write are made by the binder (``sql/binder/tracked.py``); they take the transaction's number from a
variable of the connection, since their texts are kept and repeated.
"""

from __future__ import annotations

from datetime import datetime

from frazil.catalog.records import Table
from frazil.engine.literals import quote_literal
from frazil.engine.mapping import HIDDEN_COLUMNS, column_name, create_log_sql, log_name, table_name

FORGET_TOUCHED = "DROP TABLE IF EXISTS temp.touched"
"""Run after a write of several texts: cursors are kept, and rows it worked out first would be kept with them."""


def number_statement(number: int) -> str:
    """Return the statement that tells a connection the number of its transaction."""
    return f"SET VARIABLE frazil_tx = {int(number)}"


def commit_statement(number: int, sequence: int, committed_on: datetime | None) -> str:
    """Return the statement that says which place in the order of commits a transaction takes."""
    return f"INSERT INTO frazil.commits VALUES ({int(number)}, {int(sequence)}, {quote_literal(committed_on)})"


def enable_sql(table: Table) -> tuple[str, ...]:
    """Return the statements that begin to track a table; its rows count as inserted before."""
    alter = f"ALTER TABLE {table_name(table.id)}"
    fillings = (("_rid", "nextval('frazil.row_ids')"), ("_ins", "0"), ("_upd", "0"))
    added = tuple(f"{alter} ADD COLUMN {name} BIGINT" for name in HIDDEN_COLUMNS)
    filled = tuple(f"{alter} ALTER COLUMN {name} SET DATA TYPE BIGINT USING {value}" for name, value in fillings)
    return (*added, *filled, create_log_sql(table))


def disable_sql(table: Table) -> tuple[str, ...]:
    """Return the statements that end the tracking of a table and forget its changes."""
    alter = f"ALTER TABLE {table_name(table.id)}"
    return (*(f"{alter} DROP COLUMN {name}" for name in HIDDEN_COLUMNS), f"DROP TABLE {log_name(table.id)}")


def changes_sql(table: Table, since: int) -> str:
    """Return the query for the net changes of a tracked table after the commit ``since``.

    Columns: the table's, then ``action`` (INSERT or DELETE), ``is_update`` and ``row_id``.  An updated row gives a
    DELETE of what it was and an INSERT of what it is, both with ``is_update``.
    """
    columns = ", ".join(column_name(column.id) for column in table.columns)
    newer = f"(SELECT tx FROM frazil.commits WHERE seq > {int(since)})"
    return (
        f"WITH gone AS (SELECT * FROM {log_name(table.id)} WHERE _dtx IN {newer} "
        f"AND _ins NOT IN {newer} AND _upd NOT IN {newer}), "
        f"come AS (SELECT * FROM {table_name(table.id)} WHERE _upd IN {newer}) "
        f"SELECT {columns}, 'DELETE' AS action, _rid IN (SELECT _rid FROM come) AS is_update, _rid AS row_id FROM gone "
        f"UNION ALL SELECT {columns}, 'INSERT', _ins NOT IN {newer}, _rid FROM come"
    )


def newest_commit_sql() -> str:
    """Return the query for the number of the newest commit that wrote a tracked table, 0 if there is none."""
    return "SELECT coalesce(max(seq), 0) FROM frazil.commits"


def forget_sql(table: Table, before: datetime) -> str:
    """Return the DELETE that forgets a table's changes by transactions that were committed before an instant."""
    old = f"(SELECT tx FROM frazil.commits WHERE committed_on < {quote_literal(before)})"
    return f"DELETE FROM {log_name(table.id)} WHERE _dtx IN {old}"


def forget_commits_sql(before: datetime) -> str:
    """Return the DELETE that forgets commits before an instant, but none with the highest numbers: they go on from it.

    The highest number of a transaction may be another commit's than the highest place in the order of commits.
    """
    highest = "SELECT max(seq) AS seq, max(tx) AS tx FROM frazil.commits"
    return (
        f"DELETE FROM frazil.commits USING ({highest}) AS highest WHERE committed_on < {quote_literal(before)} "
        "AND commits.seq < highest.seq AND commits.tx < highest.tx"
    )
