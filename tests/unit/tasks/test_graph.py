"""Graph versions: order, limits, effective graph, storage; and how they are made of a catalog."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frazil.catalog.records import ACCOUNT_ID, Account, Task
from frazil.catalog.snapshot import Put
from frazil.core.ids import ObjectId
from frazil.tasks.errors import TaskGraphError
from frazil.tasks.graph import GraphVersion, check_limits, topological_order
from frazil.tasks.links import dependents_of, full_name, graph_of, roots_of
from tests.unit.tasks.graphs import START, version_of
from tests.unit.tasks.harness import SCHEMA, Harness


def names(version: GraphVersion) -> list[str]:
    return [member.name for member in version.members]


def test_a_version_survives_its_encoding() -> None:
    version = version_of(
        {"A": "R", "b c": "R A"},
        finalizer="F",
        suspended=["A"],
        properties={"R": {"schedule": "5 M", "config": '{"k": "ä"}', "parameters": {"X": "1"}}},
    )
    assert GraphVersion.decode(version.encode()) == version


def test_content_is_compared_without_number_and_time() -> None:
    version = version_of({"A": "R"})
    assert version.same_content(replace(version, number=2, created_by="X"))
    assert not version.same_content(version_of({"A": "R"}, suspended=["A"]))


def test_names_and_ancestors() -> None:
    version = version_of({"A": "R", "B": "A", "c d": "R"}, finalizer="F")
    assert version.full_name(version.by_name["c d"].id) == 'DB.S."c d"'
    assert {version.by_id[each].name for each in version.ancestors(version.by_name["B"].id)} == {"A", "R"}
    assert {version.by_id[each].name for each in version.ancestors(version.by_name["F"].id)} == {"R", "A", "B", "c d"}
    assert version_of({}).standalone
    assert not version.standalone


@pytest.mark.parametrize(
    ("links", "message"),
    [
        ({f"C{number}": "R" for number in range(101)}, "Task DB.S.R cannot have more than 100 child tasks."),
        (
            {
                **{f"C{number}": "R" for number in range(100)},
                "M": "C0",
                "J": " ".join(f"C{n}" for n in range(100)) + " M",
            },
            "Task DB.S.J cannot have more than 100 predecessors.",
        ),
        (
            {f"C{number}": f"C{number - 1}" if number else "R" for number in range(1000)},
            "Task graph with root task DB.S.R cannot have more than 1000 tasks.",
        ),
    ],
)
def test_limits(links: dict[str, str], message: str) -> None:
    with pytest.raises(TaskGraphError) as raised:
        check_limits(version_of(links))
    assert raised.value.message == message


@settings(deadline=None)
@given(st.dictionaries(st.integers(0, 12), st.sets(st.integers(0, 12), max_size=4), max_size=12))
def test_topological_order(predecessors: dict[int, set[int]]) -> None:
    tasks = {ObjectId(task): [ObjectId(each) for each in above] for task, above in predecessors.items()}
    order, cyclic = topological_order(tasks)
    assert sorted([*order, *cyclic]) == sorted(tasks)
    for place, task in enumerate(order):
        assert all(above in order[:place] for above in tasks[task] if above in tasks)
    for task in cyclic:
        assert any(above in cyclic for above in tasks[task])


# ---------------------------------------------------------------- made of a catalog


def test_a_graph_is_ordered_root_first_and_finalizer_last() -> None:
    harness = Harness()
    harness.graph(B="A", A="R", C="A B", S="R")
    harness.task("F", finalizes="R")
    harness.task("S", started=False)
    version = harness.version()
    assert names(version)[0] == "R"
    assert names(version)[-1] == "F"
    assert names(version).index("A") < names(version).index("B") < names(version).index("C")
    assert not version.by_name["S"].started
    assert version.finalizer is version.by_name["F"]


def test_a_suspended_root_counts_as_resumed() -> None:
    harness = Harness()
    harness.task("R", started=False)
    assert harness.version().root.started


def test_parameters_are_inherited_the_nearest_winning() -> None:
    harness = Harness()
    account = harness.catalog.snapshot.fetch(Account, ACCOUNT_ID)
    schema = harness.catalog.snapshot.objects[SCHEMA]
    harness.catalog.publish(
        [
            Put(replace(account, parameters={"TASK_AUTO_RETRY_ATTEMPTS": "1", "USER_TASK_TIMEOUT_MS": "1"})),
            Put(replace(schema, parameters={"USER_TASK_TIMEOUT_MS": "2", "SUSPEND_TASK_AFTER_NUM_FAILURES": "2"})),
        ]
    )
    harness.task("R", parameters={"SUSPEND_TASK_AFTER_NUM_FAILURES": "3", "LOCK_TIMEOUT": "3"})
    assert harness.version().root.parameters == {
        "TASK_AUTO_RETRY_ATTEMPTS": "1",
        "USER_TASK_TIMEOUT_MS": "2",
        "SUSPEND_TASK_AFTER_NUM_FAILURES": "3",
        "LOCK_TIMEOUT": "3",
    }


def test_session_parameters_of_the_account_are_left_to_the_session() -> None:
    harness = Harness()
    account = harness.catalog.snapshot.fetch(Account, ACCOUNT_ID)
    harness.catalog.publish([Put(replace(account, parameters={"TIMEZONE": "UTC"}))])
    harness.task("R")
    assert harness.version().root.parameters == {}


def test_members_have_one_owner() -> None:
    harness = Harness()
    harness.graph(A="R")
    harness.task("A", owner_id=ObjectId(4711))
    with pytest.raises(TaskGraphError, match="Task A and its root R must have the same owner."):
        harness.version()


@pytest.mark.parametrize(
    ("links", "message"),
    [
        ({"A": "R B", "B": "A"}, "Graph has at least one cycle containing task DB.S.A."),
        ({"A": "R", "B": "A Q"}, "The graph has more than one root task (one without predecessors)"),
    ],
)
def test_refused_graphs(links: dict[str, str], message: str) -> None:
    harness = Harness()
    harness.task("Q")
    root = harness.graph(**links)
    with pytest.raises(TaskGraphError) as raised:
        graph_of(harness.catalog.snapshot, root, number=1, created_on=START)
    assert raised.value.message == message


def test_roots_of_a_member() -> None:
    harness = Harness()
    harness.task("Q")
    root = harness.graph(A="R", B="A Q", C="D", D="C")
    finalizer = harness.task("F", finalizes="R")
    snapshot = harness.catalog.snapshot

    def roots(name: str) -> list[str]:
        task = snapshot.find(Task, SCHEMA, name)
        assert task is not None
        return sorted(found.name for found in roots_of(snapshot, task))

    assert roots("R") == ["R"]
    assert roots("A") == ["R"]
    assert roots("B") == ["Q", "R"]
    assert roots("C") == []
    assert roots(finalizer.name) == ["R"]
    assert full_name(snapshot, root) == "DB.S.R"


def test_dependents_come_behind_their_predecessors() -> None:
    harness = Harness()
    root = harness.graph(B="A", A="R", C="B A")
    harness.task("F", finalizes="R")
    snapshot = harness.catalog.snapshot
    assert [task.name for task in dependents_of(snapshot, root)] == ["R", "A", "B", "C", "F"]
    assert [task.name for task in dependents_of(snapshot, root, recursive=False)] == ["R", "A", "F"]
