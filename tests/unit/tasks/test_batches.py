"""Short writing bodies share a commit: what joins, what ends a batch, and what happens when one of them fails."""

from __future__ import annotations

from frazil.core.errors import LockTimeoutError, ObjectNotFoundError, StorageError, TransactionAbortedError
from tests.unit.tasks.harness import Harness

CHILDREN = ("A", "B", "C", "D")


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
    harness.refusals["C"] = LockTimeoutError("locked")
    assert run(harness) == ["R", "A", "B", "C", "C", "D"]
    assert harness.commits == [["A", "B"]]
    assert harness.graph_finals()[-1] == "SUCCEEDED"


def test_a_transaction_that_is_lost_is_run_again_one_by_one() -> None:
    harness = fan()
    harness.refusals["C"] = TransactionAbortedError("lost")
    assert run(harness) == ["R", "A", "B", "C", "A", "B", "C", "D"]
    assert harness.commits == []
    assert harness.graph_finals()[-1] == "SUCCEEDED"


def test_a_commit_that_fails_fails_every_member() -> None:
    harness = fan()
    harness.commit_error = StorageError("the disk is full")
    run(harness)
    assert sorted(harness.finals()[-4:]) == [(name, "FAILED") for name in CHILDREN]


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
