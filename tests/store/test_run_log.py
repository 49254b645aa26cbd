"""The logs that are written behind: order, durability, failures."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import replace
from typing import Any

import pytest

from frazil.core import probes
from frazil.core.errors import NumericValueError
from frazil.core.ids import GraphRunId, ObjectId, QueryId, RunId, SessionId
from frazil.core.probes import ProbeError
from frazil.engine.query_log import QueryLog, QueryRecord
from frazil.engine.run_log import RunLog, TaskEvent
from frazil.engine.store import Store
from tests.store.objects import NOW, A, begin, create, failing, insert, table, values

InThread = Callable[..., Future[Any]]


@pytest.fixture
def log(store: Store) -> Iterator[RunLog]:
    create(store, table(A))
    run_log = RunLog(store)
    yield run_log
    run_log.close()


def event(number: int) -> TaskEvent:
    return TaskEvent(
        graph_run_id=GraphRunId(1),
        run_id=RunId(number),
        task_id=ObjectId(5),
        root_id=ObjectId(5),
        event="STARTED",
        at=NOW,
        body={"attempt": 1, "text": "it's"},
    )


def append(log: RunLog, *numbers: int) -> None:
    with log.lock:
        log.append([event(number) for number in numbers])


def stored(store: Store) -> list[int]:
    rows = store.rows("SELECT run_id, sequence FROM frazil.task_events ORDER BY sequence")
    assert len({sequence for _, sequence in rows}) == len(rows)
    return [run_id for run_id, _ in rows]


def test_a_flush_makes_events_visible_with_their_facts(store: Store, log: RunLog) -> None:
    append(log, 1, 2)
    append(log, 3)
    log.flush()
    assert stored(store) == [1, 2, 3]
    row = store.rows("SELECT event, occurred_on, body FROM frazil.task_events LIMIT 1")[0]
    assert row == ("STARTED", NOW.replace(tzinfo=None), '{"attempt":1,"text":"it\'s"}')


def test_the_writer_needs_no_flush(store: Store, log: RunLog) -> None:
    written = threading.Event()
    with probes.armed("run_log.after_flush", written.set):
        append(log, 1)
        assert written.wait(10)
    assert stored(store) == [1]


def test_a_commit_takes_along_what_is_queued(store: Store, log: RunLog) -> None:
    transaction = begin(store, explicit=False)
    transaction.write(insert(A, 7))
    with log.lock:
        log.append([event(1), event(2)])
        log.commit_with(transaction, [event(3)])
    assert stored(store) == [1, 2, 3]
    assert values(store, A) == [7]


def test_a_commit_of_events_alone(store: Store, log: RunLog) -> None:
    with log.lock:
        log.commit_with(begin(store, explicit=False), [event(1)])
    assert stored(store) == [1]


def test_a_failed_commit_keeps_what_was_queued(store: Store, log: RunLog) -> None:
    hold_writer = threading.Event()

    def fail() -> None:
        raise ProbeError

    with probes.armed("run_log.before_flush", lambda: hold_writer.wait(10) and None), log.lock:
        transaction = begin(store, explicit=False)
        with pytest.raises(NumericValueError):
            transaction.write(failing(A))
        hold_writer.set()
    append(log, 1)
    with log.lock, probes.armed("engine.before_commit", fail), pytest.raises(ProbeError):
        log.commit_with(begin(store, explicit=False), [event(99)])
    append(log, 2)
    log.flush()
    assert stored(store) == [1, 2]


def test_an_error_while_publishing_does_not_write_events_twice(store: Store, log: RunLog) -> None:
    def fail() -> None:
        raise ProbeError

    with log.lock:
        log.append([event(1)])
        with pytest.raises(ProbeError):
            log.commit_with(begin(store, explicit=False), [event(2)], fail)
    log.flush()
    assert stored(store) == [1, 2]


def test_a_failed_flush_is_tried_again(store: Store, log: RunLog, caplog: pytest.LogCaptureFixture) -> None:
    written = threading.Event()
    failures = iter([True])

    def fail_once() -> None:
        if next(failures, False):
            raise ProbeError

    with probes.armed("run_log.before_flush", fail_once), probes.armed("run_log.after_flush", written.set):
        append(log, 1)
        assert written.wait(10)
    assert stored(store) == [1]
    assert "could not be written" in caplog.text


def test_the_order_on_disk_is_the_order_of_appends(store: Store, log: RunLog, in_thread: InThread) -> None:
    order: list[int] = []

    def work(first: int) -> None:
        for number in range(first, first + 40):
            with log.lock:
                order.append(number)
                if number % 10 == 0:
                    log.commit_with(begin(store, explicit=False), [event(number)])
                else:
                    log.append([event(number)])

    for future in [in_thread(work, 1000 * each) for each in range(4)]:
        future.result(30)
    log.flush()
    assert stored(store) == order


def test_numbers_go_on_after_a_restart(open_store: Callable[..., Store]) -> None:
    for run in (1, 2):
        store = open_store()
        log = RunLog(store)
        append(log, run)
        log.close()
        assert stored(store) == list(range(1, run + 1))
        store.close()


def query(number: int) -> QueryRecord:
    return QueryRecord(
        query_id=QueryId(f"q{number}"),
        session_id=SessionId(1),
        user_name="ADMIN",
        query_text="select 'x'",
        query_type="SELECT",
        status="SUCCESS",
        start_time=NOW,
        end_time=NOW,
        rows_produced=number,
        body={"tag": None},
    )


def test_query_history_is_written_in_order(store: Store) -> None:
    log = QueryLog(store, queue_limit=3)
    for number in range(8):
        log.append(query(number))
    log.append(replace(query(8), error_code="000904", error_message="it's wrong"))
    log.close()
    rows = store.rows("SELECT query_id, error_message, body FROM frazil.query_history ORDER BY rows_produced")
    assert [row[0] for row in rows] == [f"q{number}" for number in range(9)]
    assert rows[-1] == ("q8", "it's wrong", '{"tag":null}')
