"""How long a graph run and its members may take."""

from __future__ import annotations

import threading
from datetime import timedelta

from frazil.core.clock import SystemClock
from frazil.tasks.bodies import BodyRequest, Finish
from tests.unit.tasks.harness import Harness


def limits_of(harness: Harness) -> dict[str, timedelta]:
    found: dict[str, timedelta] = {}
    for name in "RABF":
        body = harness.bodies.get(name)

        def noting(request: BodyRequest, finish: Finish, name: str = name, body: object = body) -> None:
            found[name] = request.limit.deadline - harness.clock.now()
            harness.clock.advance(timedelta(minutes=1))

        harness.bodies[name] = noting
    harness.execute()
    harness.drain()
    return found


def test_the_root_limits_the_graph_run_and_a_member_itself() -> None:
    harness = Harness()
    harness.graph(A="R", B="A")
    harness.task("F", finalizes="R", parameters={"USER_TASK_TIMEOUT_MS": "0"})
    harness.task("R", parameters={"USER_TASK_TIMEOUT_MS": "600000"})
    harness.task("B", parameters={"USER_TASK_TIMEOUT_MS": "30000"})
    assert limits_of(harness) == {
        "R": timedelta(minutes=10),
        "A": timedelta(minutes=9),
        "B": timedelta(seconds=30),
        "F": timedelta(days=7),
    }


def test_an_hour_is_the_limit_where_none_is_set() -> None:
    harness = Harness()
    harness.graph()
    assert limits_of(harness) == {"R": timedelta(hours=1)}


def test_a_member_that_is_due_too_late_fails_without_its_body() -> None:
    harness = Harness()
    harness.graph(A="R")
    harness.task("R", parameters={"USER_TASK_TIMEOUT_MS": "10000"})
    harness.bodies["R"] = lambda request, finish: harness.clock.advance(timedelta(seconds=10))
    harness.execute()
    assert harness.drain() == ["R"]
    failed = next(event for event in harness.log.events if event.event == "RUN_FAILED")
    assert failed.body["error_code"] == "000630"
    assert failed.body["error_message"] == (
        "Statement reached its statement or warehouse timeout of 10 second(s) and was canceled."
    )


def test_waiting_for_a_slot_counts() -> None:
    harness = Harness(slots=1)
    harness.graph(A="R", B="R")
    harness.task("B", parameters={"USER_TASK_TIMEOUT_MS": "60000"})
    harness.bodies["A"] = lambda request, finish: harness.tick(minutes=2)
    harness.execute()
    assert harness.drain() == ["R", "A"]
    assert harness.finals() == [("R", "SUCCEEDED"), ("B", "FAILED"), ("A", "SUCCEEDED")]


def test_the_scheduler_wakes_for_who_has_waited_too_long() -> None:
    go_on = threading.Event()
    harness = Harness(slots=1, clock=SystemClock(), submit=lambda job: threading.Thread(target=job).start())
    harness.graph(A="R", B="R")
    harness.task("B", parameters={"USER_TASK_TIMEOUT_MS": "20"})
    harness.bodies["A"] = lambda request, finish: go_on.wait()
    harness.scheduler.start()
    harness.execute()
    changed = harness.scheduler.dispatcher.changed
    with changed:
        assert changed.wait_for(lambda: ("B", "FAILED") in harness.finals(), 30)
    go_on.set()
    assert harness.scheduler.stop(30)
