"""What follows the end of a task run, and what a tick does about due roots."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frazil.tasks.planner import may_start
from frazil.tasks.states import Carried, RunState
from tests.unit.tasks.graphs import Play, version_of

DIAMOND = {"A": "R", "B": "R", "C": "A B"}


def test_standalone_task_is_a_graph_of_one() -> None:
    play = Play(version_of({}))
    assert play.end_all() == ["R"]
    assert play.ended == "SUCCEEDED"


def test_siblings_are_due_together_and_a_join_after_the_last() -> None:
    play = Play(version_of(DIAMOND))
    assert play.end("R") == ["A", "B"]
    assert play.end("B") == []
    assert play.end("A") == ["C"]
    assert play.end("C") == []
    assert play.ended == "SUCCEEDED"


def test_a_failure_stops_its_descendants_only() -> None:
    play = Play(version_of({"A": "R", "B": "R", "C": "A", "D": "B", "E": "C D"}))
    assert play.end_all(A="FAILED") == ["R", "A", "B", "D"]
    assert play.ended == "FAILED"
    assert play.state("C") is None
    assert play.state("E") is None


@pytest.mark.parametrize(
    ("root", "child", "ended", "finalized"),
    [
        ("SUCCEEDED", "SUCCEEDED", "SUCCEEDED", True),
        ("SUCCEEDED", "FAILED", "FAILED", True),
        ("SUCCEEDED", "SKIPPED", "SUCCEEDED", True),
        ("SUCCEEDED", "CANCELLED", "CANCELLED", True),
        ("FAILED", None, "FAILED", True),
        ("CANCELLED", None, "CANCELLED", True),
        ("SKIPPED", None, "SKIPPED", False),
        ("WITHDRAWN", None, "CANCELLED", False),
    ],
)
def test_end_of_a_graph_run(root: str, child: str | None, ended: str, finalized: bool) -> None:
    play = Play(version_of({"A": "R"}, finalizer="F"))
    order = play.end_all(R=root, A=child or "SUCCEEDED")
    assert order == ["R", *(["A"] if child else []), *(["F"] if finalized else [])]
    assert play.ended == ended


def test_finalizer_waits_for_every_branch_and_its_failure_fails_the_graph() -> None:
    play = Play(version_of(DIAMOND, finalizer="F"))
    play.end("R")
    assert play.end("A", "FAILED") == []
    assert play.end("B") == ["F"]
    assert play.ended is None
    assert play.end("F", "FAILED") == []
    assert play.ended == "FAILED"


def test_a_suspended_finalizer_does_not_run() -> None:
    play = Play(version_of({}, finalizer="F", suspended=["F"]))
    assert play.end_all() == ["R"]
    assert play.ended == "SUCCEEDED"


def test_a_skipped_branch_keeps_the_join_from_running() -> None:
    play = Play(version_of(DIAMOND))
    assert play.end_all(B="SKIPPED") == ["R", "A", "B"]
    assert play.ended == "SUCCEEDED"


@pytest.mark.parametrize(
    ("links", "suspended", "order"),
    [
        (DIAMOND, ["A"], ["R", "B", "C"]),
        (DIAMOND, ["A", "B"], ["R"]),
        ({"A": "R", "B": "A", "C": "B"}, ["A"], ["R"]),
        ({"A": "R", "B": "R", "C": "A B"}, ["C"], ["R", "A", "B"]),
        ({"A": "R"}, ["R"], ["R", "A"]),
    ],
)
def test_suspended_members(links: dict[str, str], suspended: list[str], order: list[str]) -> None:
    play = Play(version_of(links, suspended=suspended))
    assert play.end_all() == order
    assert play.ended == "SUCCEEDED"


def test_pass_through_lets_a_graph_run_on_behind_a_suspended_member() -> None:
    version = version_of({"A": "R", "B": "A", "C": "B"}, suspended=["A"])
    graph = replace(version, pass_through=True).effective
    assert graph.children == {
        version.root_id: (version.by_name["B"].id,),
        version.by_name["B"].id: (version.by_name["C"].id,),
    }


def test_a_retry_goes_on_where_the_attempt_failed() -> None:
    version = version_of({**DIAMOND, "D": "B", "S": "R"}, finalizer="F")
    first = Play(version)
    first.end("R", value="from root")
    for name, state in (("A", "SUCCEEDED"), ("B", "FAILED"), ("S", "SKIPPED"), ("F", "SUCCEEDED")):
        first.end(name, state)
    last = first.graph.runs[version.by_name["F"].id]
    kept = {version.by_id[task_id].name: kept for task_id, kept in first.graph.carried_results(last).items()}
    assert kept == {
        "R": Carried(state=RunState.SUCCEEDED, return_value="from root"),
        "A": Carried(state=RunState.SUCCEEDED),
        "S": Carried(state=RunState.SKIPPED),
    }
    second = Play(version, carried=kept)
    assert second.end_all() == ["B", "C", "D", "F"]
    assert second.ended == "SUCCEEDED"
    assert second.graph.return_value(version.root_id) == "from root"


@settings(deadline=None)
@given(st.data())
def test_every_member_runs_once_behind_its_predecessors(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 12))
    links: dict[str, str] = {}
    for place in range(size):
        above = data.draw(st.sets(st.sampled_from(["R", *links]), min_size=1))
        links[f"T{place}"] = " ".join(sorted(above))
    failed = data.draw(st.sets(st.sampled_from(sorted(links))))
    play = Play(version_of(links, finalizer="F"))
    order = []
    while play.due:
        name = data.draw(st.sampled_from(sorted(play.due)))
        order.append(name)
        play.end(name, "FAILED" if name in failed else "SUCCEEDED")
    succeeded = {"R"}
    for name, above in links.items():
        if set(above.split()) <= succeeded and name not in failed:
            succeeded.add(name)
    expected = {"R", *(name for name, above in links.items() if set(above.split()) <= succeeded)}
    assert sorted(order) == sorted([*expected, "F"])
    assert order[-1] == "F"
    for name in expected - {"R"}:
        assert all(order.index(above) < order.index(name) for above in links[name].split())
    assert play.ended == ("FAILED" if failed & expected else "SUCCEEDED")


def test_a_large_layered_graph_runs_through() -> None:
    layers = [[f"L{layer}_{place}" for place in range(33)] for layer in range(30)]
    links = dict.fromkeys(layers[0], "R")
    for above, layer in zip(layers, layers[1:], strict=False):
        for place, name in enumerate(layer):
            links[name] = f"{above[place]} {above[(place + 1) % len(above)]}"
    assert len(Play(version_of(links)).end_all()) == 991


@pytest.mark.parametrize(
    ("policy", "graph_open", "root_open", "starts"),
    [
        ("NO_OVERLAP", False, False, True),
        ("NO_OVERLAP", True, False, False),
        ("NO_OVERLAP", True, True, False),
        ("ALLOW_CHILD_OVERLAP", True, False, True),
        ("ALLOW_CHILD_OVERLAP", True, True, False),
        ("ALLOW_ALL_OVERLAP", True, True, True),
    ],
)
def test_overlap_policies(policy: str, graph_open: bool, root_open: bool, starts: bool) -> None:
    assert may_start(policy, graph_open=graph_open, root_open=root_open) is starts
