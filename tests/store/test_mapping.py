"""How tables are stored: types, widening, leftovers, and copies of the whole."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from frazil.catalog.snapshot import Put
from frazil.core import types
from frazil.core.errors import NullViolationError, StorageError, TransactionAbortedError
from frazil.core.ids import ColumnId, ObjectId
from frazil.engine.errors import NeedsWideArithmetic
from frazil.engine.journal import Write
from frazil.engine.locks import LockMode
from frazil.engine.mapping import (
    add_column_sql,
    drop_column_sql,
    is_widest,
    set_nullable_sql,
    storage_type,
    widest,
)
from frazil.engine.store import Store
from tests.store.objects import A, B, begin, column, copy, create, insert, own_values, table, values, write_now

BIG = 10**20
InThread = Callable[..., Future[Any]]


@pytest.mark.parametrize(
    ("declared", "narrow", "wide"),
    [
        (types.NUMBER, "BIGINT", "DECIMAL(38,0)"),
        (types.number(18), "BIGINT", "BIGINT"),
        (types.number(19), "BIGINT", "DECIMAL(38,0)"),
        (types.number(10, 2), "DECIMAL(18,2)", "DECIMAL(18,2)"),
        (types.number(38, 18), "DECIMAL(18,18)", "DECIMAL(38,18)"),
        (types.number(38, 20), "DECIMAL(38,20)", "DECIMAL(38,20)"),
        (types.TIMESTAMP_TZ, "STRUCT(t TIMESTAMP, o SMALLINT)", "STRUCT(t TIMESTAMP, o SMALLINT)"),
        (types.VARIANT, "VARCHAR", "VARCHAR"),
        (types.FLOAT, "DOUBLE", "DOUBLE"),
        (types.BINARY, "BLOB", "BLOB"),
    ],
)
def test_storage_types(declared: types.DataType, narrow: str, wide: str) -> None:
    assert (storage_type(declared), widest(declared)) == (narrow, wide)


def test_every_type_can_be_stored(store: Store) -> None:
    columns = [column(number, types.DataType(kind, precision=38)) for number, kind in enumerate(types.Kind, 1)]
    create(store, table(A, *columns))
    described = store.rows(f"SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = 't{A}'")
    assert described == [(f"c{each.id}", each.storage) for each in columns]


def insert_big(table_id: ObjectId = A) -> Write:
    return Write(sql=(f"INSERT INTO data.t{table_id} (c1) SELECT {BIG}",), writes={table_id: LockMode.SHARED})


def test_a_column_is_widened_and_the_statement_repeated(store: Store) -> None:
    create(store, table(A))
    with pytest.raises(NeedsWideArithmetic):
        begin(store, explicit=False).write(insert_big())
    transaction = begin(store, explicit=False)
    change = transaction.widen(table(A), [ColumnId(1)])
    transaction.write(insert_big())
    transaction.commit()
    assert is_widest(change.record.columns[0])
    assert store.load_catalog()[0] == [change.record]
    assert values(store, A) == [Decimal(BIG)]


def test_widening_inside_a_transaction_keeps_its_writes(store: Store) -> None:
    create(store, table(A), table(B))
    transaction = begin(store)
    transaction.write(insert(A, 1))
    transaction.write(copy(B, A))
    with pytest.raises(NeedsWideArithmetic):
        transaction.write(insert_big())
    change = transaction.widen(table(A), [ColumnId(1)])
    transaction.write(insert_big())
    assert own_values(transaction, A) == [1, BIG]
    assert own_values(transaction, B) == [1]
    transaction.rollback()
    assert values(store, A) == []
    assert store.load_catalog()[0] == [change.record, table(B)]


def test_widening_does_not_disturb_who_has_read_the_table(store: Store) -> None:
    create(store, table(A), table(B))
    write_now(store, insert(A, 1))
    reader = begin(store)
    reader.write(copy(B, A))
    widener = begin(store, explicit=False)
    widener.widen(table(A), [ColumnId(1)])
    widener.commit()
    assert reader.write(insert(A, 2)) == [1]
    reader.commit()
    assert (values(store, A), values(store, B)) == ([1, 2], [1])


def test_widening_waits_for_writers(store: Store, waiting: Any, in_thread: InThread) -> None:
    create(store, table(A))
    writer = begin(store)
    writer.write(insert(A, 1))
    widening = in_thread(begin(store, explicit=False).widen, table(A), [ColumnId(1)])
    waiting.expect()
    writer.commit()
    assert isinstance(widening.result(10), Put)
    assert values(store, A) == [1]


def test_a_widening_that_fails_changes_nothing(store: Store) -> None:
    create(store, table(A))
    from frazil.core import probes
    from frazil.core.probes import ProbeError

    def fail() -> None:
        raise ProbeError

    transaction = begin(store)
    transaction.write(insert(A, 1))
    with probes.armed("engine.before_widen", fail), pytest.raises(ProbeError):
        transaction.widen(table(A), [ColumnId(1)])
    transaction.write(insert(A, 2))
    transaction.commit()
    assert values(store, A) == [1, 2]
    assert store.load_catalog()[0] == [table(A)]


def test_columns_are_added_dropped_and_constrained(store: Store) -> None:
    create(store, table(A))
    write_now(store, insert(A, 1))
    added = column(2, types.VARCHAR, nullable=False)
    wider = replace(table(A), columns=(*table(A).columns, added))
    transaction = begin(store, explicit=False)
    transaction.define([Put(wider)], add_column_sql(table(A), added, "'x'"))
    transaction.commit()
    assert store.rows(f"SELECT c1, c2 FROM data.t{A}") == [(1, "x")]
    with pytest.raises(NullViolationError):
        write_now(store, insert(A, 2))
    transaction = begin(store, explicit=False)
    transaction.define([Put(wider)], [set_nullable_sql(A, ColumnId(2), nullable=True)])
    transaction.commit()
    write_now(store, insert(A, 2))
    with pytest.raises(NullViolationError):
        begin(store, explicit=False).define([Put(wider)], [set_nullable_sql(A, ColumnId(2), nullable=False)])
    transaction = begin(store, explicit=False)
    transaction.define([Put(table(A))], drop_column_sql(table(A), ColumnId(2)))
    transaction.commit()
    assert values(store, A) == [1, 2]


def test_storage_that_nobody_owns_is_removed(open_store: Callable[..., Store]) -> None:
    store = open_store()
    create(store, table(A))
    store.rows("CREATE TABLE data.t4711 (c1 BIGINT)")
    store.close()
    again = open_store()
    assert again.rows("SELECT table_name FROM duckdb_tables() WHERE schema_name = 'data'") == [(f"t{A}",)]


def test_a_definition_makes_older_snapshots_too_old(store: Store) -> None:
    create(store, table(A), table(B))
    transaction = begin(store)
    transaction.write(Write(sql=copy(A, B).sql, writes={A: LockMode.SHARED}, reads=frozenset({B})))
    other = begin(store, explicit=False)
    other.define([Put(replace(table(B), comment="changed"))], add_column_sql(table(B), column(2)))
    other.commit()
    with pytest.raises(TransactionAbortedError):
        transaction.write(insert(B, 1))


def test_a_backup_is_consistent_while_the_store_is_written(store: Store, tmp_path: Path, in_thread: InThread) -> None:
    create(store, table(A), table(B))

    def work() -> None:
        for number in range(60):
            transaction = begin(store)
            transaction.write(insert(A, number))
            transaction.write(insert(B, number))
            transaction.commit()

    writer = in_thread(work)
    copies = [tmp_path / f"copy{number}.duckdb" for number in range(3)]
    for target in copies:
        store.backup(target)
    writer.result(30)
    with pytest.raises(StorageError, match="exists"):
        store.backup(copies[0])
    for target in copies:
        with duckdb.connect(str(target), read_only=True) as connection:
            both = f"SELECT (SELECT count(*) FROM data.t{A}), (SELECT count(*) FROM data.t{B})"
            one, two = connection.execute(both).fetchall()[0]
            assert one == two
            assert connection.execute("SELECT count(*) FROM frazil.objects").fetchall() == [(2,)]
    restored = Store.open(copies[0], spool_directory=tmp_path / "s2", temp_directory=tmp_path / "t2")
    assert [record.id for record in restored.load_catalog()[0]] == [A, B]
    restored.close()
