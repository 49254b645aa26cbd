"""The line of claims: one worker serves it while it keeps up, another one when that is busy for long."""

from __future__ import annotations

import threading
from typing import Any

from frazil.tasks.workers import Workers

CLAIMS: Any = [object() for _ in range(4)]


def workers() -> tuple[Workers, list[int]]:
    """Return a line, and the numbers of the workers that were asked for."""
    asked: list[int] = []
    line = Workers(lambda job: job())
    line.work = asked.append
    return line, asked


def test_one_worker_is_asked_for_however_many_claims_come() -> None:
    line, asked = workers()
    line.put(CLAIMS[:2])
    line.put(CLAIMS[2:])
    assert asked == [1]
    assert [line.take(1, leave=True) for _ in range(5)] == [*CLAIMS, None]


def test_a_worker_that_was_sent_away_is_replaced_when_a_claim_comes() -> None:
    line, asked = workers()
    line.put(CLAIMS[:1])
    assert line.take(1, leave=True) is CLAIMS[0]
    assert line.take(1, leave=False) is None
    line.put(CLAIMS[1:2])
    assert asked == [1]
    assert line.take(1, leave=True) is CLAIMS[1]
    assert line.take(1, leave=True) is None
    line.put(CLAIMS[2:3])
    assert asked == [1, 2]
    assert line.take(1, leave=True) is None
    assert line.take(2, leave=True) is CLAIMS[2]


def test_a_line_that_is_handed_over_is_served_by_another_worker() -> None:
    line, asked = workers()
    line.put(CLAIMS[:2])
    assert line.take(1, leave=True) is CLAIMS[0]
    line.hand_over(1)
    assert asked == [1, 2]
    assert line.take(1, leave=True) is None
    assert line.take(2, leave=True) is CLAIMS[1]
    line.hand_over(2)
    assert asked == [1, 2]
    line.put(CLAIMS[2:3])
    assert asked == [1, 2, 3]


def test_another_worker_serves_the_line_while_it_stands_still() -> None:
    began = threading.Semaphore(0)
    go_on = threading.Event()
    line = Workers(lambda job: threading.Thread(target=job).start())

    def work(worker: int) -> None:
        while line.take(worker, leave=True) is not None:
            began.release()
            go_on.wait()

    line.work = work
    line.start()
    line.put(CLAIMS)
    for _ in CLAIMS:
        assert began.acquire(timeout=30)
    line.stop()
    go_on.set()


def test_nobody_takes_a_claim_after_the_end() -> None:
    line, _ = workers()
    line.put(CLAIMS)
    line.stop()
    assert line.take(1, leave=True) is None
