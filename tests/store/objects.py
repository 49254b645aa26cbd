"""Tables and writes as the binder would make them."""

from __future__ import annotations

from datetime import UTC, datetime

from frazil.catalog.records import Column, Table
from frazil.catalog.snapshot import Put
from frazil.core import types
from frazil.core.ids import ColumnId, ObjectId
from frazil.engine.journal import Write
from frazil.engine.locks import LockMode
from frazil.engine.mapping import create_table_sql, storage_type
from frazil.engine.store import Store
from frazil.engine.transactions import Transaction

NOW = datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)
A, B, C = ObjectId(2000), ObjectId(2001), ObjectId(2002)
SCHEMA = ObjectId(1500)


def column(number: int, declared: types.DataType = types.NUMBER, *, nullable: bool = True) -> Column:
    return Column(
        id=ColumnId(number), name=f"N{number}", type=declared, storage=storage_type(declared), nullable=nullable
    )


def table(table_id: ObjectId, *columns: Column) -> Table:
    """Return a table of one NUMBER column ``c1``, or of the given columns."""
    return Table(
        id=table_id,
        parent_id=SCHEMA,
        name=f"T{table_id}",
        created_on=NOW,
        altered_on=NOW,
        columns=columns or (column(1),),
    )


def create(store: Store, *tables: Table) -> None:
    transaction = begin(store, explicit=False)
    for each in tables:
        transaction.define([Put(each)], create_table_sql(each))
    transaction.commit()


def begin(store: Store, *, explicit: bool = True, timeout: float = 5) -> Transaction:
    return store.transaction("a session", explicit=explicit, lock_timeout_seconds=timeout, started_on=NOW)


def insert(table_id: ObjectId, *values: int) -> Write:
    rows = ", ".join(f"({value})" for value in values)
    return Write(sql=(f"INSERT INTO data.t{table_id} (c1) VALUES {rows}",), writes={table_id: LockMode.SHARED})


def update(table_id: ObjectId, assignment: str, condition: str = "true") -> Write:
    sql = f"UPDATE data.t{table_id} SET {assignment} WHERE {condition}"
    return Write(sql=(sql,), writes={table_id: LockMode.EXCLUSIVE})


def copy(target: ObjectId, source: ObjectId, *, volatile: bool = False) -> Write:
    return Write(
        sql=(f"INSERT INTO data.t{target} (c1) SELECT c1 FROM data.t{source}",),
        writes={target: LockMode.SHARED},
        reads=frozenset({source}),
        volatile=volatile,
    )


def failing(table_id: ObjectId) -> Write:
    """Return an INSERT that fails at run time, which kills DuckDB's transaction."""
    sql = f"INSERT INTO data.t{table_id} (c1) SELECT CAST(c AS BIGINT) FROM (VALUES ('1'), ('abc')) v(c)"
    return Write(sql=(sql,), writes={table_id: LockMode.SHARED})


def write_now(store: Store, write: Write) -> list[int]:
    """Execute a write in a transaction of its own."""
    transaction = begin(store, explicit=False)
    counts = transaction.write(write)
    transaction.commit()
    return counts


def values(store: Store, table_id: ObjectId) -> list[int]:
    """Return what everybody can see."""
    return [row[0] for row in store.rows(f"SELECT c1 FROM data.t{table_id} ORDER BY c1")]


def own_values(transaction: Transaction, table_id: ObjectId) -> list[int]:
    """Return what the transaction sees."""
    reader = transaction.read(f"SELECT c1 FROM data.t{table_id} ORDER BY c1", frozenset({table_id}))
    found: list[int] = reader.read_all().column(0).to_pylist()
    return found
