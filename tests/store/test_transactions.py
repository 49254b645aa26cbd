"""Transactions: Snowflake's rules on DuckDB's machine."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

import pyarrow as pa
import pytest

from frazil.catalog.snapshot import Delete, Put
from frazil.core import probes
from frazil.core.errors import (
    DeadlockError,
    InternalError,
    LockTimeoutError,
    NumericValueError,
    StatementCanceledError,
    TransactionAbortedError,
)
from frazil.core.probes import ProbeError
from frazil.engine.cancel import Canceller
from frazil.engine.internal_rows import InternalRows
from frazil.engine.journal import Write
from frazil.engine.locks import LockMode, table_key
from frazil.engine.store import Store
from frazil.engine.transactions import TransactionState
from tests.store.conftest import Waiting
from tests.store.objects import (
    NOW,
    A,
    B,
    begin,
    copy,
    create,
    failing,
    insert,
    own_values,
    table,
    update,
    values,
    write_now,
)

InThread = Callable[..., Future[Any]]
FAR_AWAY = "SELECT count(*) FROM range(100000000000) r(i) WHERE i % 7 = 8"


@pytest.fixture(autouse=True)
def tables(store: Store) -> None:
    create(store, table(A), table(B))


def test_a_commit_makes_writes_visible_and_releases_locks(store: Store) -> None:
    transaction = begin(store)
    assert transaction.write(insert(A, 1, 2)) == [2]
    assert transaction.write(update(A, "c1 = c1 + 10", "c1 = 2")) == [1]
    assert values(store, A) == []
    assert own_values(transaction, A) == [1, 12]
    transaction.commit()
    assert values(store, A) == [1, 12]
    assert not store.locks.listing()
    assert transaction.state is TransactionState.ENDED


def test_a_rollback_undoes_everything(store: Store) -> None:
    transaction = begin(store)
    transaction.write(insert(A, 1))
    transaction.rollback()
    transaction.rollback()
    assert values(store, A) == []
    assert not store.locks.listing()


def test_an_autocommit_failure_ends_the_transaction(store: Store) -> None:
    transaction = begin(store, explicit=False)
    transaction.write(insert(A, 1))
    with pytest.raises(NumericValueError, match="Numeric value 'abc' is not recognized"):
        transaction.write(failing(A))
    with pytest.raises(InternalError):
        transaction.commit()
    assert values(store, A) == []
    assert not store.locks.listing()


def test_a_failed_statement_is_undone_alone(store: Store) -> None:
    transaction = begin(store)
    transaction.write(insert(A, 1))
    transaction.write(update(A, "c1 = c1 + 1"))
    with pytest.raises(NumericValueError):
        transaction.write(failing(A))
    assert own_values(transaction, A) == [2]
    transaction.write(insert(A, 3))
    transaction.commit()
    assert values(store, A) == [2, 3]


def test_a_failed_first_statement_leaves_the_transaction_usable(store: Store) -> None:
    transaction = begin(store)
    with pytest.raises(NumericValueError):
        transaction.write(failing(A))
    transaction.write(insert(A, 5))
    transaction.commit()
    assert values(store, A) == [5]


def test_a_failed_read_of_own_writes_does_no_harm(store: Store) -> None:
    transaction = begin(store)
    transaction.write(insert(A, 1))
    with pytest.raises(NumericValueError):
        transaction.read(f"SELECT CAST('x' || c1 AS BIGINT) FROM data.t{A}", frozenset({A})).read_all()
    transaction.write(insert(A, 2))
    transaction.commit()
    assert values(store, A) == [1, 2]


def test_a_read_that_fails_late_does_no_harm(store: Store) -> None:
    transaction = begin(store)
    transaction.write(
        Write(sql=(f"INSERT INTO data.t{A} SELECT i FROM range(300000) r(i)",), writes={A: LockMode.SHARED})
    )
    sql = f"SELECT CAST(CASE c1 WHEN 299000 THEN 'x' ELSE '1' END AS BIGINT) FROM data.t{A}"
    reader = transaction.read(sql, frozenset({A}))
    with pytest.raises(NumericValueError), reader:
        for _ in reader:
            pass
    assert len(own_values(transaction, A)) == 300_000
    transaction.commit()
    assert len(values(store, A)) == 300_000


def test_reads_see_the_newest_commits(store: Store) -> None:
    transaction = begin(store)
    transaction.write(insert(A, 1))
    write_now(store, insert(B, 7))
    assert own_values(transaction, B) == [7]
    write_now(store, insert(B, 8))
    both = f"SELECT c1 FROM data.t{A} UNION ALL SELECT c1 FROM data.t{B} ORDER BY 1"
    assert transaction.read(both, frozenset({A, B})).read_all().column(0).to_pylist() == [1, 7, 8]
    transaction.commit()


def test_a_read_keeps_the_older_state_where_nothing_can_be_replayed(store: Store) -> None:
    transaction = begin(store)
    transaction.write(copy(A, B, volatile=True))
    write_now(store, insert(B, 7))
    both = f"SELECT c1 FROM data.t{A} UNION ALL SELECT c1 FROM data.t{B}"
    assert transaction.read(both, frozenset({A, B})).read_all().num_rows == 0
    transaction.commit()


def test_a_snapshot_too_old_to_write_is_renewed(store: Store) -> None:
    transaction = begin(store)
    transaction.write(insert(A, 1))
    write_now(store, insert(B, 10))
    write_now(store, update(B, "c1 = 11"))
    assert transaction.write(update(B, "c1 = c1 + 1")) == [1]
    transaction.commit()
    assert (values(store, A), values(store, B)) == ([1], [12])


def test_a_changed_source_forbids_the_replay(store: Store) -> None:
    transaction = begin(store)
    transaction.write(copy(A, B))
    write_now(store, insert(B, 10))
    with pytest.raises(TransactionAbortedError, match="changed by another transaction"):
        transaction.write(failing(A))
    assert transaction.state is TransactionState.ABORTED
    assert not store.locks.listing()
    with pytest.raises(TransactionAbortedError):
        transaction.commit()
    transaction.rollback()
    assert values(store, A) == []


def test_a_volatile_statement_forbids_the_replay(store: Store) -> None:
    transaction = begin(store)
    transaction.write(copy(A, B, volatile=True))
    with pytest.raises(TransactionAbortedError, match="changes from call to call"):
        transaction.write(failing(A))


def test_a_replay_with_another_result_aborts(store: Store) -> None:
    write_now(store, insert(B, 1))
    transaction = begin(store)
    careless = Write(sql=copy(A, B).sql, writes={A: LockMode.SHARED})
    transaction.write(careless)
    write_now(store, insert(B, 2))
    with pytest.raises(TransactionAbortedError, match="another result"):
        transaction.write(failing(A))


def test_writers_of_one_table_take_turns(store: Store, waiting: Waiting, in_thread: InThread) -> None:
    write_now(store, insert(A, 0))
    one = begin(store)
    one.write(update(A, "c1 = c1 + 1"))
    other = in_thread(write_now, store, update(A, "c1 = c1 + 10"))
    waiting.expect()
    one.commit()
    assert other.result(10) == [1]
    assert values(store, A) == [11]


def test_inserts_into_one_table_do_not_wait(store: Store) -> None:
    one, two = begin(store, timeout=0), begin(store, timeout=0)
    one.write(insert(A, 1))
    two.write(insert(A, 2))
    one.commit()
    two.write(insert(A, 3))
    two.commit()
    assert values(store, A) == [1, 2, 3]


def test_many_threads_count_without_losing_one(store: Store, in_thread: InThread) -> None:
    write_now(store, insert(A, 0))

    def count(rounds: int) -> None:
        for _ in range(rounds):
            transaction = begin(store)
            transaction.write(insert(B, 1))
            transaction.write(update(A, "c1 = c1 + 1"))
            transaction.commit()

    for future in [in_thread(count, 15) for _ in range(4)]:
        future.result(30)
    assert values(store, A) == [60]
    assert len(values(store, B)) == 60


def test_a_lock_timeout_undoes_the_statement_alone(store: Store) -> None:
    holder = begin(store)
    holder.write(update(B, "c1 = 1"))
    transaction = begin(store, timeout=0)
    transaction.write(insert(A, 1))
    with pytest.raises(LockTimeoutError):
        transaction.write(insert(B, 1))
    transaction.commit()
    holder.rollback()
    assert values(store, A) == [1]


def test_a_deadlock_rolls_the_victim_back(store: Store, waiting: Waiting, in_thread: InThread) -> None:
    one, two = begin(store), begin(store)
    one.write(update(A, "c1 = 1"))
    two.write(update(B, "c1 = 1"))
    blocked = in_thread(one.write, insert(B, 1))
    waiting.expect()
    with pytest.raises(DeadlockError):
        two.write(insert(A, 2))
    assert blocked.result(10) == [1]
    with pytest.raises(TransactionAbortedError, match="deadlock"):
        two.write(insert(A, 2))
    one.commit()
    assert (values(store, A), values(store, B)) == ([], [1])


def test_a_cancelled_statement_is_undone_alone(store: Store, in_thread: InThread) -> None:
    transaction = begin(store)
    transaction.write(insert(A, 1))
    canceller = Canceller()
    endless = Write(sql=(f"INSERT INTO data.t{A} {FAR_AWAY}",), writes={A: LockMode.SHARED})
    running = in_thread(transaction.write, endless, canceller)
    while not running.done():
        canceller.cancel()
    with pytest.raises(StatementCanceledError):
        running.result(10)
    assert own_values(transaction, A) == [1]
    transaction.commit()


def test_a_read_can_be_cancelled(store: Store, in_thread: InThread) -> None:
    canceller = Canceller()
    running = in_thread(lambda: store.read(FAR_AWAY, canceller=canceller).read_all())
    while not running.done():
        canceller.cancel()
    with pytest.raises(StatementCanceledError):
        running.result(10)
    assert store.rows("SELECT 1") == [(1,)]


def test_an_abort_from_another_thread_stops_a_wait(store: Store, waiting: Waiting, in_thread: InThread) -> None:
    holder, transaction = begin(store), begin(store)
    holder.write(update(B, "c1 = 1"))
    transaction.write(insert(A, 1))
    blocked = in_thread(transaction.write, insert(B, 1))
    waiting.expect()
    transaction.abort("aborted by an administrator")
    with pytest.raises(TransactionAbortedError, match="administrator"):
        blocked.result(10)
    with pytest.raises(TransactionAbortedError, match="administrator"):
        transaction.fail_if_aborted()
    assert {line.owner for line in store.locks.listing()} == {holder}
    holder.rollback()


def test_an_abort_while_a_result_is_read_waits_for_its_end(store: Store) -> None:
    transaction = begin(store)
    transaction.write(insert(A, 1))
    reader = transaction.read(f"SELECT c1 FROM data.t{A}", frozenset({A}))
    transaction.abort("idle for too long")
    assert store.locks.listing()
    with pytest.raises(TransactionAbortedError, match="idle"), reader:
        next(reader)
    assert not store.locks.listing()
    assert values(store, A) == []


def test_rows_and_records_commit_with_the_write(store: Store) -> None:
    record = table(A)
    transaction = begin(store, explicit=False)
    transaction.write(insert(A, 1))
    transaction.define([Put(record)])
    transaction.append([InternalRows(table="frazil.id_marks", columns=("highest",), rows=[(77,)])])
    assert transaction.changes == (Put(record),)
    assert store.rows("SELECT * FROM frazil.id_marks WHERE highest = 77") == []
    transaction.commit()
    assert store.rows("SELECT * FROM frazil.id_marks WHERE highest = 77") == [(77,)]
    assert record in store.load_catalog()[0]


def test_definitions_in_a_failed_transaction_are_gone(store: Store) -> None:
    transaction = begin(store, explicit=False)
    transaction.define([Delete(table(A))], [f"DROP TABLE data.t{A}"])
    transaction.rollback()
    assert values(store, A) == []
    assert {record.id for record in store.load_catalog()[0]} == {A, B}


def test_a_probe_before_the_commit_stores_nothing(store: Store) -> None:
    transaction = begin(store)
    transaction.write(insert(A, 1))

    def fail() -> None:
        raise ProbeError

    with probes.armed("engine.before_commit", fail), pytest.raises(ProbeError):
        transaction.commit()
    assert values(store, A) == []
    assert not store.locks.listing()


def test_arrow_data_is_replayed_too(store: Store) -> None:
    transaction = begin(store)
    rows = pa.table({"n": [4, 5]})
    sql = f"INSERT INTO data.t{A} (c1) SELECT n FROM bound_rows"
    transaction.write(Write(sql=(sql,), writes={A: LockMode.SHARED}, tables={"bound_rows": rows}))
    with pytest.raises(NumericValueError):
        transaction.write(failing(A))
    transaction.commit()
    assert values(store, A) == [4, 5]


def test_locks_can_be_taken_before_binding(store: Store) -> None:
    transaction = begin(store, explicit=False)
    transaction.lock({table_key(B): LockMode.EXCLUSIVE, table_key(A): LockMode.SHARED})
    assert {line.mode for line in store.locks.listing()} == {LockMode.SHARED, LockMode.EXCLUSIVE}
    transaction.commit()
    assert not store.locks.listing()
    assert transaction.started_on == NOW


def test_changes_are_published_before_the_locks_go(store: Store) -> None:
    transaction = begin(store, explicit=False)
    transaction.write(insert(A, 1))
    seen: list[tuple[list[int], bool]] = []
    transaction.commit(lambda: seen.append((values(store, A), bool(store.locks.listing()))))
    assert seen == [([1], True)]
    assert not store.locks.listing()


def test_an_error_while_publishing_comes_after_the_commit(store: Store) -> None:
    transaction = begin(store, explicit=False)
    transaction.write(insert(A, 1))

    def fail() -> None:
        raise ProbeError

    with pytest.raises(ProbeError):
        transaction.commit(fail)
    assert transaction.committed
    assert values(store, A) == [1]
    assert not store.locks.listing()


def test_a_merge_counts_its_rows_by_action(store: Store) -> None:
    write_now(store, insert(A, 1, 2))
    sql = (
        f"MERGE INTO data.t{A} t USING (VALUES (2), (3), (4)) s(n) ON t.c1 = s.n "
        "WHEN MATCHED THEN UPDATE SET c1 = n + 100 WHEN NOT MATCHED THEN INSERT (c1) VALUES (n) RETURNING merge_action"
    )
    assert write_now(store, Write(sql=(sql,), writes={A: LockMode.EXCLUSIVE})) == [{"INSERT": 2, "UPDATE": 1}]
    assert values(store, A) == [1, 3, 4, 102]
