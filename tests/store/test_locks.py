"""Locks: who waits for whom, in which order, and how a wait ends."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

import pytest

from frazil.core.errors import DeadlockError, LockTimeoutError, StatementCanceledError
from frazil.core.ids import ObjectId
from frazil.engine.cancel import Canceller
from frazil.engine.locks import LockManager, LockMode, name_key, object_key, table_key
from tests.store.conftest import Waiting

SHARED, EXCLUSIVE = LockMode.SHARED, LockMode.EXCLUSIVE
ONE, TWO = table_key(ObjectId(1)), table_key(ObjectId(2))
InThread = Callable[..., Future[Any]]


@pytest.fixture
def locks(waiting: Waiting) -> LockManager:
    return LockManager(waiting)


def acquire(locks: LockManager, owner: str, key: Any, mode: LockMode, timeout: float = 10, **more: Any) -> str:
    locks.acquire(owner, key, mode, timeout_seconds=timeout, **more)
    return owner


def test_shared_locks_go_together_and_keys_are_apart(locks: LockManager) -> None:
    acquire(locks, "a", ONE, SHARED)
    acquire(locks, "b", ONE, SHARED)
    acquire(locks, "b", TWO, EXCLUSIVE)
    acquire(locks, "c", name_key(ObjectId(1), "RELATION", "T"), EXCLUSIVE)
    acquire(locks, "d", object_key(ObjectId(1)), EXCLUSIVE)
    assert locks.held("b") == {ONE: SHARED, TWO: EXCLUSIVE}


def test_waiters_are_served_in_order(locks: LockManager, waiting: Waiting, in_thread: InThread) -> None:
    acquire(locks, "a", ONE, SHARED)
    writer = in_thread(acquire, locks, "b", ONE, EXCLUSIVE)
    waiting.expect()
    reader = in_thread(acquire, locks, "c", ONE, SHARED)
    waiting.expect()
    assert [(line.owner, line.granted) for line in locks.listing()] == [("a", True), ("b", False), ("c", False)]
    locks.release_all("a")
    assert writer.result(10) == "b"
    assert not reader.done()
    locks.release_all("b")
    assert reader.result(10) == "c"


def test_an_upgrade_goes_before_those_who_wait(locks: LockManager, waiting: Waiting, in_thread: InThread) -> None:
    acquire(locks, "a", ONE, SHARED)
    acquire(locks, "b", ONE, SHARED)
    other = in_thread(acquire, locks, "c", ONE, EXCLUSIVE)
    waiting.expect()
    upgrade = in_thread(acquire, locks, "a", ONE, EXCLUSIVE)
    waiting.expect()
    locks.release_all("b")
    assert upgrade.result(10) == "a"
    assert not other.done()
    locks.release_all("a")
    assert other.result(10) == "c"


def test_a_wait_has_a_limit(locks: LockManager) -> None:
    acquire(locks, "a", ONE, EXCLUSIVE)
    with pytest.raises(LockTimeoutError):
        acquire(locks, "b", ONE, SHARED, timeout=0)
    assert not locks.held("b")
    locks.release_all("a")
    assert not locks.listing()


def test_a_wait_that_ends_lets_the_next_one_pass(locks: LockManager, waiting: Waiting, in_thread: InThread) -> None:
    acquire(locks, "a", ONE, SHARED)
    canceller = Canceller()
    writer = in_thread(acquire, locks, "b", ONE, EXCLUSIVE, canceller=canceller)
    waiting.expect()
    reader = in_thread(acquire, locks, "c", ONE, SHARED)
    waiting.expect()
    canceller.cancel()
    with pytest.raises(StatementCanceledError):
        writer.result(10)
    assert reader.result(10) == "c"


def test_a_cancelled_statement_does_not_begin_to_wait(locks: LockManager) -> None:
    acquire(locks, "a", ONE, EXCLUSIVE)
    canceller = Canceller()
    canceller.cancel()
    with pytest.raises(StatementCanceledError):
        acquire(locks, "b", ONE, SHARED, canceller=canceller)


def test_the_one_who_closes_a_circle_is_the_victim(locks: LockManager, waiting: Waiting, in_thread: InThread) -> None:
    acquire(locks, "a", ONE, EXCLUSIVE)
    acquire(locks, "b", TWO, EXCLUSIVE)
    first = in_thread(acquire, locks, "a", TWO, SHARED)
    waiting.expect()
    with pytest.raises(DeadlockError):
        acquire(locks, "b", ONE, SHARED)
    assert locks.held("b") == {TWO: EXCLUSIVE}
    locks.release_all("b")
    assert first.result(10) == "a"


def test_two_upgrades_of_one_lock_are_a_circle(locks: LockManager, waiting: Waiting, in_thread: InThread) -> None:
    acquire(locks, "a", ONE, SHARED)
    acquire(locks, "b", ONE, SHARED)
    first = in_thread(acquire, locks, "a", ONE, EXCLUSIVE)
    waiting.expect()
    with pytest.raises(DeadlockError):
        acquire(locks, "b", ONE, EXCLUSIVE)
    locks.release_all("b")
    assert first.result(10) == "a"


def test_a_circle_through_a_queue_is_found(locks: LockManager, waiting: Waiting, in_thread: InThread) -> None:
    acquire(locks, "a", ONE, SHARED)
    acquire(locks, "c", TWO, EXCLUSIVE)
    writer = in_thread(acquire, locks, "b", ONE, EXCLUSIVE)
    waiting.expect()
    queued = in_thread(acquire, locks, "c", ONE, SHARED)
    waiting.expect()
    with pytest.raises(DeadlockError):
        acquire(locks, "a", TWO, SHARED)
    locks.release_all("a")
    assert writer.result(10) == "b"
    locks.release_all("b")
    assert queued.result(10) == "c"
