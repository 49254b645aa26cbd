"""Failures in a row: what counts, what suspends the root, and what a crash leaves of it."""

from __future__ import annotations

from frazil.catalog.records import Task
from frazil.core.errors import StatementCanceledError
from frazil.tasks.bodies import BodyRequest, Finish
from tests.unit.tasks.harness import SCHEMA, Harness, failing


def failing_graph(limit: int, **parameters: str) -> Harness:
    harness = Harness()
    harness.graph(A="R")
    harness.task("R", parameters={"SUSPEND_TASK_AFTER_NUM_FAILURES": str(limit), **parameters})
    harness.bodies["A"] = failing
    harness.resume()
    return harness


def run(harness: Harness) -> None:
    harness.execute()
    harness.drain()


def test_the_failure_that_reaches_the_limit_suspends_the_root() -> None:
    harness = failing_graph(2)
    run(harness)
    assert harness.suspended == []
    run(harness)
    assert harness.suspended == ["R"]
    assert harness.finals()[-1] == ("A", "FAILED_AND_AUTO_SUSPENDED")
    assert harness.graph_finals() == ["FAILED", "FAILED"]


def test_a_success_counts_the_failures_anew() -> None:
    harness = failing_graph(2)
    run(harness)
    del harness.bodies["A"]
    run(harness)
    harness.bodies["A"] = failing
    run(harness)
    assert harness.suspended == []


def test_a_skipped_run_and_a_cancelled_one_change_no_count() -> None:
    def cancelled(request: BodyRequest, finish: Finish) -> None:
        raise StatementCanceledError

    harness = failing_graph(2)
    run(harness)
    harness.bodies["A"] = cancelled
    run(harness)
    harness.task("A", condition="FALSE")
    run(harness)
    harness.task("A", condition=None)
    harness.bodies["A"] = failing
    run(harness)
    assert harness.suspended == ["R"]


def test_a_graph_run_with_its_retries_counts_once() -> None:
    harness = failing_graph(2, TASK_AUTO_RETRY_ATTEMPTS="2")
    run(harness)
    assert harness.finals() == [("R", "SUCCEEDED"), ("A", "FAILED"), ("A", "FAILED"), ("A", "FAILED")]
    assert harness.suspended == []
    run(harness)
    assert harness.finals()[-1] == ("A", "FAILED_AND_AUTO_SUSPENDED")


def test_a_limit_of_zero_never_suspends() -> None:
    harness = failing_graph(0)
    for _ in range(12):
        run(harness)
    assert harness.suspended == []


def test_failures_are_counted_across_a_crash_and_anew_after_resume() -> None:
    harness = failing_graph(2)
    run(harness)
    after = harness.crashed()
    version = harness.versions[harness.catalog.snapshot.find(Task, SCHEMA, "R").id, 1]
    after.scheduler.forget_failures(version)
    run(after)
    assert after.suspended == []
    again = after.crashed()
    run(again)
    assert again.suspended == ["R"]


def test_a_crash_before_the_root_is_suspended_is_made_up_for() -> None:
    harness = failing_graph(1)
    harness.execute()
    harness.scheduler.dispatcher._suspend = lambda root_id, since: None
    harness.drain()
    assert harness.crashed().suspended == ["R"]


def test_a_root_that_is_to_be_suspended_is_not_due() -> None:
    harness = failing_graph(1)
    harness.task("R", schedule="1 MINUTE")
    harness.resume()
    root = harness.catalog.snapshot.find(Task, SCHEMA, "R")
    harness.scheduler.dispatcher.runs.to_suspend[root.id] = harness.clock.now()
    harness.tick(minutes=1)
    assert harness.drain() == []
