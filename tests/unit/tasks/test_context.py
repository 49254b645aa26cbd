"""What a body sees of its run."""

from __future__ import annotations

from dataclasses import replace

import pytest

from frazil.tasks.context import TaskContext, TimeValue
from frazil.tasks.errors import ReturnValueError
from tests.unit.tasks.graphs import Play, version_of

CONFIG = '{"z": 1, "a": {"b": [true, "x", {"c": 1.50}]}, "n": null}'


def context_of(play: Play, name: str) -> TaskContext:
    return TaskContext(play.graph, play.version.by_name[name].id)


def played() -> Play:
    play = Play(version_of({"A": "R", "B": "R S", "S": "R", "C": "A B"}, finalizer="F", suspended=["S"]))
    play.end("R", value="r")
    play.end("A", value="a")
    play.end("B")
    return play


def test_return_values_of_predecessors_and_ancestors() -> None:
    context = context_of(played(), "C")
    assert context.predecessor_return_value("A") == "a"
    assert context.predecessor_return_value("B") is None
    assert context.predecessor_return_value("R") == "r"


@pytest.mark.parametrize("name", ["a", "C", "NOBODY", "S", None])
def test_refused_predecessors(name: str | None) -> None:
    with pytest.raises(ReturnValueError):
        context_of(played(), "C").predecessor_return_value(name)


def test_the_only_resumed_predecessor_needs_no_name() -> None:
    assert context_of(played(), "B").predecessor_return_value() == "r"


def test_the_finalizer_reads_every_member() -> None:
    assert context_of(played(), "F").predecessor_return_value("A") == "a"


def test_the_last_return_value_counts_up_to_a_limit() -> None:
    context = context_of(played(), "C")
    context.set_return_value("first")
    context.set_return_value("ä" * 5120)
    assert context.return_value == "ä" * 5120
    with pytest.raises(ReturnValueError):
        context.set_return_value("ä" * 5121)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (None, '{"z":1,"a":{"b":[true,"x",{"c":1.50}]},"n":null}'),
        ("z", "1"),
        ("a.b[1]", "x"),
        ("a.b[0]", "true"),
        ("a.b[2].c", "1.5"),
        ("a['b'][1]", "x"),
        ("a.b[9]", None),
        ("n", None),
        ("q", None),
        ("z.y", None),
    ],
)
def test_configuration(path: str | None, value: str | None) -> None:
    play = played()
    play.graph.record = replace(play.graph.record, config=CONFIG)
    expected = value.replace("1.50", "1.5") if value else value
    assert context_of(play, "C").config_value(path) == expected


def test_without_configuration_there_is_none() -> None:
    assert context_of(played(), "C").config_value() is None


def test_runtime_info() -> None:
    context = context_of(played(), "C")
    assert context.runtime_info("current_task_name") == "DB.S.C"
    assert context.runtime_info("CURRENT_ROOT_TASK_NAME") == "DB.S.R"
    assert context.runtime_info("CURRENT_ROOT_TASK_UUID") == "01f2a211-7a5c-4000-0000-000000000064"
    assert context.runtime_info("CURRENT_TASK_GRAPH_RUN_GROUP_ID") == "group"
    original = context.runtime_info("CURRENT_TASK_GRAPH_ORIGINAL_SCHEDULED_TIMESTAMP")
    assert original == TimeValue(micros=1_772_366_400_000_000)
    assert context.runtime_info("LAST_SUCCESSFUL_TASK_GRAPH_RUN_GROUP_ID") is None
    assert context.runtime_info("LAST_SUCCESSFUL_TASK_GRAPH_ORIGINAL_SCHEDULED_TIMESTAMP") is None
    with pytest.raises(ReturnValueError):
        context.runtime_info("WEATHER")
