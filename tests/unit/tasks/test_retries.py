"""Tasks that ask how their predecessors ended, and retries by command."""

from __future__ import annotations

import pytest

from frazil.tasks.errors import NoRunToRetryError, RetryRefusedError, RetryWithoutFailureError
from tests.unit.tasks.harness import Harness, failing


def test_a_task_that_asks_for_failures_runs_after_one() -> None:
    harness = Harness()
    harness.graph(A="R", B="R", C="A B", D="C")
    harness.task("C", condition="SYSTEM$PREDECESSORS_STATE('AT_LEAST_ONE_FAILED')")
    harness.bodies["A"] = failing
    harness.execute()
    assert harness.drain() == ["R", "A", "B", "C", "D"]
    assert harness.graph_finals() == ["FAILED"]


def test_a_task_that_asks_for_ends_waits_for_all_of_them() -> None:
    harness = Harness()
    harness.graph(A="R", B="R", C="B", D="A C")
    harness.task("D", condition="SYSTEM$PREDECESSORS_STATE('ALL_DONE')")
    harness.task("B", condition="FALSE")
    harness.execute()
    # C never runs, since B was skipped: D has nothing to ask about it and never runs either.
    assert harness.drain() == ["R", "A"]
    assert harness.graph_finals() == ["SUCCEEDED"]


def test_a_retry_repeats_what_failed_and_keeps_what_was_decided_by_it() -> None:
    harness = Harness()
    harness.graph(A="R", B="A")
    harness.task("B", condition="SYSTEM$PREDECESSORS_STATE('ALL_FAILED')")
    harness.bodies["A"] = failing
    harness.execute()
    harness.drain()
    del harness.bodies["A"]
    harness.retry()
    assert harness.drain() == ["A"]
    assert harness.graph_finals() == ["FAILED", "SUCCEEDED"]


def failed_once() -> Harness:
    harness = Harness()
    harness.graph(A="R", B="R", C="A")
    harness.task("F", finalizes="R")
    harness.bodies["A"] = failing
    harness.bodies["B"] = lambda request, finish: request.context.set_return_value("kept")
    harness.execute(config='{"k": 1}')
    harness.drain()
    return harness


def test_a_retry_by_command_goes_on_from_what_failed() -> None:
    harness = failed_once()
    del harness.bodies["A"]
    harness.tick(minutes=5)
    harness.retry()
    assert harness.drain() == ["A", "C", "F"]
    first, second = (event for event in harness.log.events if event.event in ("GRAPH_FAILED", "GRAPH_SUCCEEDED"))
    assert (second.body["attempt_number"], second.body["scheduled_from"]) == (2, "MANUAL RETRY")
    for same in ("graph_run_group_id", "run_id", "config", "graph_version"):
        assert first.body[same] == second.body[same]


def test_an_older_group_is_retried_by_its_id() -> None:
    harness = failed_once()
    group = next(event.body["group_id"] for event in harness.log.events if event.event == "GRAPH_SCHEDULED")
    del harness.bodies["A"]
    harness.execute(config='{"k": 1}')
    harness.drain()
    with pytest.raises(RetryWithoutFailureError, match="had no failures"):
        harness.retry()
    harness.retry(group_id=group)
    assert harness.drain() == ["A", "C", "F"]
    with pytest.raises(RetryRefusedError, match="Graph run group with ID other not found"):
        harness.retry(group_id="other")


def test_what_cannot_be_retried() -> None:
    harness = Harness()
    harness.graph(A="R")
    with pytest.raises(NoRunToRetryError, match="no suitable run of graph with root task R to retry"):
        harness.retry()
    harness.bodies["A"] = failing
    harness.execute()
    with pytest.raises(RetryRefusedError, match="is not complete"):
        harness.retry()
    harness.drain()
    harness.task("A", comment="other")
    with pytest.raises(RetryRefusedError, match="was modified since"):
        harness.retry()
    harness.task("A", comment="")
    harness.tick(days=14, seconds=1)
    with pytest.raises(RetryRefusedError, match="began more than 14 days ago"):
        harness.retry()
