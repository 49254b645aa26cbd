"""Short writing bodies share a commit: what joins, what ends a batch, and what happens when one of them fails."""

from __future__ import annotations

from datetime import datetime

import pytest

from frazil.core.errors import ObjectNotFoundError, StatementCanceledError, StorageError, TransactionAbortedError
from frazil.tasks import batches
from frazil.tasks.errors import RunAloneError
from frazil.tasks.graph_run import GraphRun
from frazil.tasks.open_runs import Decision
from frazil.tasks.states import RunEvent
from tests.unit.tasks.harness import Harness

CHILDREN = ("A", "B", "C", "D")


@pytest.fixture(autouse=True)
def _patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bodies of these tests are short, however busy the machine is."""
    monkeypatch.setattr(batches, "SHORT_SECONDS", 60.0)


def fan() -> Harness:
    """Return a root and four children that write, whose bodies have run once and were short."""
    harness = Harness()
    harness.graph(**dict.fromkeys(CHILDREN, "R"))
    harness.sharing = {f"select '{name}'" for name in CHILDREN}
    for name in CHILDREN:
        harness.bodies[name] = harness.committing
    run(harness)
    return harness


def run(harness: Harness) -> list[str]:
    harness.execute()
    return harness.drain()


def test_bodies_that_have_not_run_yet_commit_alone() -> None:
    harness = fan()
    assert harness.commits == []
    assert harness.graph_finals() == ["SUCCEEDED"]


def test_short_siblings_share_one_commit() -> None:
    harness = fan()
    run(harness)
    assert harness.commits == [["A", "B", "C", "D"]]
    assert harness.graph_finals() == ["SUCCEEDED", "SUCCEEDED"]
    kinds = harness.kinds()
    assert kinds[-5:] == ["RUN_SUCCEEDED"] * 4 + ["GRAPH_SUCCEEDED"]


def test_a_body_that_may_not_share_ends_the_batch_and_follows_it() -> None:
    harness = fan()
    harness.sharing.discard("select 'C'")
    assert run(harness) == ["R", "A", "B", "C", "D"]
    assert harness.commits == [["A", "B"]]


def test_a_body_that_fails_is_undone_alone() -> None:
    harness = fan()
    harness.refusals["B"] = ObjectNotFoundError("gone")
    run(harness)
    assert harness.commits == [["A", "C", "D"]]
    assert sorted(harness.finals()[-4:]) == [(name, "FAILED" if name == "B" else "SUCCEEDED") for name in CHILDREN]
    assert harness.graph_finals()[-1] == "FAILED"


def test_a_first_body_that_fails_leaves_no_locks() -> None:
    harness = fan()
    harness.sharing = {"select 'A'"}
    harness.refusals["A"] = ObjectNotFoundError("gone")
    run(harness)
    assert harness.commits == []
    assert harness.closed == 1


def test_a_body_that_would_wait_for_a_lock_runs_alone_after_the_batch() -> None:
    harness = fan()
    harness.refusals["C"] = RunAloneError("locked")
    assert run(harness) == ["R", "A", "B", "C", "C", "D"]
    assert harness.commits == [["A", "B"]]
    assert harness.graph_finals()[-1] == "SUCCEEDED"


def test_a_transaction_that_is_lost_is_run_again_one_by_one() -> None:
    harness = fan()
    harness.refusals["C"] = TransactionAbortedError("lost")
    assert run(harness) == ["R", "A", "B", "C", "A", "B", "C", "D"]
    assert harness.commits == []
    assert harness.graph_finals()[-1] == "SUCCEEDED"


def test_a_body_that_fails_and_loses_the_transaction_is_not_run_again() -> None:
    harness = fan()
    lost = TransactionAbortedError("lost")
    lost.__cause__ = StatementCanceledError()
    harness.refusals["C"] = lost
    assert run(harness) == ["R", "A", "B", "C", "A", "B", "D"]
    assert dict(harness.finals()[-4:])["C"] == "CANCELLED"
    assert harness.graph_finals()[-1] == "CANCELLED"


def test_members_of_a_commit_that_fails_run_again_alone() -> None:
    harness = fan()
    harness.commit_error = StorageError("the disk is full")
    assert run(harness) == ["R", *CHILDREN, *CHILDREN]
    assert sorted(harness.finals()[-4:]) == [(name, "SUCCEEDED") for name in CHILDREN]


def test_a_body_that_was_changed_does_not_join() -> None:
    harness = fan()
    harness.task("B", definition="select 'B', 1")
    harness.sharing.add("select 'B', 1")
    run(harness)
    assert harness.commits == [["A"], ["C", "D"]]


def test_a_bug_behind_the_commit_ends_no_run_twice() -> None:
    harness = fan()
    follow = harness.scheduler.dispatcher.decider.follow

    def broken(graph: GraphRun, event: RunEvent, at: datetime) -> Decision:
        if graph.task(event.task_id).name == "B":
            raise RuntimeError("a bug")
        return follow(graph, event, at)

    harness.scheduler.dispatcher.decider.follow = broken
    run(harness)
    assert sorted(harness.finals()[-4:]) == [(name, "SUCCEEDED") for name in CHILDREN]
    after = harness.crashed()
    assert after.drain() == []
    assert after.graph_finals()[-1] == "SUCCEEDED"


def test_a_crash_before_the_commit_repeats_the_whole_batch() -> None:
    harness = fan()
    run(harness)
    kinds = harness.kinds()
    after = harness.crashed(durable=len(kinds) - 5)
    assert sorted(after.drain()) == ["A", "B", "C", "D"]
    assert after.graph_finals()[-1] == "SUCCEEDED"


def test_a_crash_between_the_commit_and_what_follows_loses_nothing() -> None:
    harness = fan()
    run(harness)
    after = harness.crashed(durable=len(harness.kinds()) - 1)
    assert after.drain() == []
    assert after.graph_finals()[-1] == "SUCCEEDED"
