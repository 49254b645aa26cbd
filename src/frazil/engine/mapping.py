"""How declared types and catalog objects are stored (ADR 2): pure functions from records to DuckDB's SQL.

Physical names are made of ids alone, so they can neither collide nor carry a user's text.
"""

from __future__ import annotations

from collections.abc import Iterable

from frazil.catalog.records import Column, Numbering, Table
from frazil.core.ids import ColumnId, ObjectId
from frazil.core.types import DataType, Kind

DATA_SCHEMA = "data"
SYSTEM_SCHEMA = "frazil"

HIDDEN_COLUMNS = ("_rid", "_ins", "_upd")
HIDDEN_DEFINITIONS = ", ".join(f"{name} BIGINT" for name in HIDDEN_COLUMNS)
"""What a tracked table has beside its columns (``tracking.py``); no name of a column can be one of these."""

_NARROW_DIGITS = 18

_STORAGE: dict[Kind, str] = {
    Kind.FLOAT: "DOUBLE",
    Kind.VARCHAR: "VARCHAR",
    Kind.BINARY: "BLOB",
    Kind.BOOLEAN: "BOOLEAN",
    Kind.DATE: "DATE",
    Kind.TIME: "TIME",
    Kind.TIMESTAMP_NTZ: "TIMESTAMP",
    Kind.TIMESTAMP_LTZ: "TIMESTAMP",
    Kind.TIMESTAMP_TZ: "STRUCT(t TIMESTAMP, o SMALLINT)",
    Kind.VARIANT: "VARCHAR",
    Kind.OBJECT: "VARCHAR",
    Kind.ARRAY: "VARCHAR",
    Kind.MAP: "VARCHAR",
    Kind.NULL: "VARCHAR",
}


def storage_type(declared: DataType) -> str:
    """Return the DuckDB type that a new column of the declared type gets: the narrowest that may do."""
    if declared.kind is Kind.VECTOR:
        return "INTEGER[]" if declared.precision else "FLOAT[]"
    if declared.kind is not Kind.NUMBER:
        return _STORAGE[declared.kind]
    if declared.scale == 0:
        return "BIGINT"
    return f"DECIMAL({_NARROW_DIGITS},{declared.scale})" if declared.scale <= _NARROW_DIGITS else widest(declared)


def widest(declared: DataType) -> str:
    """Return the DuckDB type that holds every value of the declared type: where widening ends."""
    if declared.kind is not Kind.NUMBER:
        return storage_type(declared)
    return storage_type(declared) if declared.precision <= _NARROW_DIGITS else f"DECIMAL(38,{declared.scale})"


def is_widest(column: Column) -> bool:
    """Say whether no value of the column's declared type can fail to fit its storage."""
    return column.storage == widest(column.type)


def table_name(table_id: ObjectId) -> str:
    """Return the physical name of a table, qualified by its schema."""
    return f"{DATA_SCHEMA}.t{int(table_id)}"


def column_name(column_id: ColumnId) -> str:
    """Return the physical name of a column."""
    return f"c{int(column_id)}"


def log_name(table_id: ObjectId) -> str:
    """Return the physical name of the log of a tracked table (``tracking.py``), qualified by its schema."""
    return f"{DATA_SCHEMA}.l{int(table_id)}"


def sequence_name(sequence_id: ObjectId) -> str:
    """Return the physical name of a sequence, qualified by its schema."""
    return f"{DATA_SCHEMA}.s{int(sequence_id)}"


def identity_name(column_id: ColumnId) -> str:
    """Return the physical name of the sequence of an AUTOINCREMENT column, qualified by its schema."""
    return f"{DATA_SCHEMA}.i{int(column_id)}"


def create_sequence_sql(name: str, numbering: Numbering) -> str:
    """Return the statement that makes a physical sequence; limits come behind the step, which has its own otherwise."""
    return (
        f"CREATE SEQUENCE {name} INCREMENT {numbering.increment} MINVALUE {-(2**63)} MAXVALUE {2**63 - 1} "
        f"START {numbering.start}"
    )


def drop_sequence_sql(name: str) -> str:
    """Return the statement that removes a physical sequence."""
    return f"DROP SEQUENCE {name}"


def create_table_sql(table: Table) -> tuple[str, ...]:
    """Return the statements that make a table's storage; NOT NULL is physical, defaults are the binder's."""
    columns = ", ".join(_column_definition(column) for column in table.columns)
    counters = tuple(
        create_sequence_sql(identity_name(column.id), column.identity) for column in table.columns if column.identity
    )
    if not table.tracked:
        return (f"CREATE TABLE {table_name(table.id)} ({columns})", *counters)
    return (f"CREATE TABLE {table_name(table.id)} ({columns}, {HIDDEN_DEFINITIONS})", create_log_sql(table), *counters)


def create_log_sql(table: Table) -> str:
    """Return the statement that makes the log of a tracked table: rows as they were, whatever columns forbid now."""
    columns = ", ".join(f"{column_name(column.id)} {column.storage}" for column in table.columns)
    return f"CREATE TABLE {log_name(table.id)} (_dtx BIGINT, {columns}, {HIDDEN_DEFINITIONS})"


def drop_table_sql(table_id: ObjectId, columns: Iterable[Column] = ()) -> tuple[str, ...]:
    """Return the statements that remove a table's storage, with what its columns count by."""
    counters = (drop_sequence_sql(identity_name(column.id)) for column in columns if column.identity)
    return (f"DROP TABLE {table_name(table_id)}", f"DROP TABLE IF EXISTS {log_name(table_id)}", *counters)


def storages(table: Table) -> tuple[str, ...]:
    """Return the physical tables in which a table's columns are."""
    return (table_name(table.id), log_name(table.id)) if table.tracked else (table_name(table.id),)


def add_column_sql(table: Table, column: Column, default: str | None = None) -> tuple[str, ...]:
    """Return the statements that add a column, filled with the DuckDB expression ``default`` where there are rows."""
    name = column_name(column.id)
    statements: list[str] = []
    for storage in storages(table):
        statements.append(f"ALTER TABLE {storage} ADD COLUMN {name} {column.storage}")
        if default is not None:
            # Not as DuckDB's DEFAULT: for an expression that changes a setting, which the cage has locked; and not by
            # an UPDATE: NOT NULL is refused after one in the same transaction.
            alter = f"ALTER TABLE {storage} ALTER COLUMN {name} SET DATA TYPE {column.storage}"
            statements.append(f"{alter} USING {default}")
    if not column.nullable:
        statements.append(set_nullable_sql(table.id, column.id, nullable=False))
    if column.identity is not None:
        statements.append(create_sequence_sql(identity_name(column.id), column.identity))
    return tuple(statements)


def drop_column_sql(table: Table, column_id: ColumnId) -> tuple[str, ...]:
    """Return the statements that remove a column's storage."""
    drops = [f"ALTER TABLE {storage} DROP COLUMN {column_name(column_id)}" for storage in storages(table)]
    counts = any(column.id == column_id and column.identity for column in table.columns)
    return (*drops, drop_sequence_sql(identity_name(column_id))) if counts else tuple(drops)


def set_nullable_sql(table_id: ObjectId, column_id: ColumnId, *, nullable: bool) -> str:
    """Return the statement that allows or forbids NULL; DuckDB refuses to forbid what is there."""
    action = "DROP" if nullable else "SET"
    return f"ALTER TABLE {table_name(table_id)} ALTER COLUMN {column_name(column_id)} {action} NOT NULL"


def rewrite_sql(table: Table) -> tuple[str, ...]:
    """Return the statements that write a table's rows anew, into the storages that its record names.

    Not ALTER COLUMN ... SET DATA TYPE: as long as an older transaction is open, of whatever tables, DuckDB (1.5.6)
    keeps updates beside a column, and that statement reads the column without them.  A log has none.
    """
    old, new = table_name(table.id), f"n{int(table.id)}"
    hidden, kept = (f", {HIDDEN_DEFINITIONS}", f", {', '.join(HIDDEN_COLUMNS)}") if table.tracked else ("", "")
    names = ", ".join(column_name(column.id) for column in table.columns) + kept
    definitions = ", ".join(_column_definition(column) for column in table.columns) + hidden
    rewritten = (
        f"CREATE TABLE {DATA_SCHEMA}.{new} ({definitions})",
        f"INSERT INTO {DATA_SCHEMA}.{new} ({names}) SELECT {names} FROM {old}",
        f"DROP TABLE {old}",
        f"ALTER TABLE {DATA_SCHEMA}.{new} RENAME TO t{int(table.id)}",
    )
    if not table.tracked:
        return rewritten
    changes = (f"ALTER COLUMN {column_name(one.id)} SET DATA TYPE {one.storage}" for one in table.columns)
    return (*rewritten, *(f"ALTER TABLE {log_name(table.id)} {change}" for change in changes))


def _column_definition(column: Column) -> str:
    constraint = "" if column.nullable else " NOT NULL"
    return f"{column_name(column.id)} {column.storage}{constraint}"
