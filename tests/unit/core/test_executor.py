"""Slots, the line for them, the reserved lane, and the end."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from frazil.core.errors import StatementCanceledError
from frazil.core.executor import Executor

SECONDS = 10.0


@pytest.fixture
def executor() -> Iterator[Executor]:
    made = Executor(slots=2)
    yield made
    assert made.shutdown(SECONDS)


def test_no_more_jobs_run_than_there_are_slots(executor: Executor) -> None:
    going = threading.Semaphore(0)
    release = threading.Event()

    def job() -> None:
        going.release()
        assert release.wait(SECONDS)

    futures = [executor.call(job, reserved=False) for _ in range(5)]
    assert going.acquire(timeout=SECONDS)
    assert going.acquire(timeout=SECONDS)
    assert (executor.running, executor.queued) == (2, 3)
    release.set()
    for future in futures:
        future.result(SECONDS)


def test_reserved_jobs_start_whatever_runs(executor: Executor) -> None:
    release = threading.Event()
    waiting = [executor.call(lambda: release.wait(SECONDS), reserved=False) for _ in range(5)]
    executor.call(release.set, reserved=True).result(SECONDS)
    assert all(future.result(SECONDS) for future in waiting)


def test_a_blocked_job_lets_the_one_it_waits_for_run(executor: Executor) -> None:
    release = threading.Event()

    def waits() -> bool:
        with executor.blocked():
            return release.wait(SECONDS)

    waiting = [executor.call(waits, reserved=False) for _ in range(5)]
    executor.call(release.set, reserved=False).result(SECONDS)
    assert all(future.result(SECONDS) for future in waiting)


def test_a_job_that_was_blocked_goes_before_those_in_line() -> None:
    executor = Executor(slots=1)
    order: list[str] = []
    blocked, release, gate = threading.Event(), threading.Event(), threading.Event()

    def first() -> None:
        with executor.blocked():
            blocked.set()
            assert release.wait(SECONDS)
        order.append("blocked")

    def second() -> None:
        release.set()
        assert gate.wait(SECONDS)  # until the first one stands in line again
        order.append("running")

    futures = [executor.call(first, reserved=False)]
    assert blocked.wait(SECONDS)
    futures.append(executor.call(second, reserved=False))
    futures.append(executor.call(lambda: order.append("queued"), reserved=False))
    while executor.queued < 2:
        threading.Event().wait(0.001)
    gate.set()
    for future in futures:
        future.result(SECONDS)
    assert order == ["running", "blocked", "queued"]
    assert executor.shutdown(SECONDS)


def test_nested_jobs_in_the_reserved_lane_cannot_stand_still(executor: Executor) -> None:
    def outer() -> int:
        return sum(executor.call(lambda: 1).result(SECONDS) for _ in range(3))

    assert [future.result(SECONDS) for future in [executor.call(outer, reserved=False) for _ in range(40)]] == [3] * 40


def test_blocked_is_nothing_outside_the_executor(executor: Executor) -> None:
    with executor.blocked():
        pass
    assert executor.call(lambda: 7).result(SECONDS) == 7


def test_a_job_that_raises_does_not_take_its_slot_along(executor: Executor) -> None:
    def fails() -> None:
        raise ValueError("no")

    for _ in range(3):
        with pytest.raises(ValueError, match="no"):
            executor.call(fails, reserved=False).result(SECONDS)
    assert executor.call(lambda: 7, reserved=False).result(SECONDS) == 7


def test_what_was_submitted_ends_before_shutdown_and_nothing_comes_after() -> None:
    executor = Executor(slots=1)
    futures = [executor.call(lambda: 7, reserved=False) for _ in range(5)]
    assert executor.shutdown(SECONDS)
    assert [future.result(0) for future in futures] == [7] * 5
    with pytest.raises(StatementCanceledError):
        executor.submit(lambda: None)


def test_shutdown_says_when_a_job_does_not_end() -> None:
    executor = Executor(slots=1)
    release = threading.Event()
    future = executor.call(lambda: release.wait(SECONDS), reserved=False)
    assert not executor.shutdown(0.01)
    release.set()
    assert future.result(SECONDS)
