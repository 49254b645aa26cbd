"""The rows of SHOW TASKS: links as names, states and policies as words."""

from __future__ import annotations

import orjson

from frazil.catalog.records import Task
from frazil.catalog.snapshot import Put
from tests.unit.commands.world import PUBLIC_SCHEMA, World, analyst, record


def test_links_are_full_names() -> None:
    rows = {row["name"]: row for row in World().rows("SHOW TASKS")}
    assert orjson.loads(str(rows["CHILD"]["predecessors"])) == ['"SHOOK"."PUBLIC"."ROOT"']
    assert orjson.loads(str(rows["CHILD"]["task_relations"])) == {"Predecessors": ["SHOOK.PUBLIC.ROOT"]}
    assert orjson.loads(str(rows["ROOT"]["task_relations"])) == {
        "Predecessors": [],
        "FinalizerTask": "SHOOK.PUBLIC.LAST",
    }
    assert orjson.loads(str(rows["LAST"]["task_relations"])) == {
        "Predecessors": [],
        "FinalizedRootTask": "SHOOK.PUBLIC.ROOT",
    }


def test_names_that_need_quotes_have_them() -> None:
    world = World()
    odd = record(Task, 1050, PUBLIC_SCHEMA, "my task", definition="select 1", predecessors=("a.b",))
    world.catalog.publish([Put(odd)])
    row = world.rows("SHOW TASKS LIKE 'my%'")[0]
    assert orjson.loads(str(row["predecessors"])) == ['"SHOOK"."PUBLIC"."a.b"']
    assert orjson.loads(str(row["task_relations"])) == {"Predecessors": ['SHOOK.PUBLIC."a.b"']}


def test_overlap_in_both_spellings() -> None:
    world = World()
    world.change(1030, overlap_policy="ALLOW_CHILD_OVERLAP")
    rows = {row["name"]: row for row in world.rows("SHOW TASKS")}
    assert (rows["ROOT"]["allow_overlapping_execution"], rows["ROOT"]["overlap_policy"]) == (
        "true",
        "ALLOW_CHILD_OVERLAP",
    )
    assert (rows["CHILD"]["allow_overlapping_execution"], rows["CHILD"]["overlap_policy"]) == ("null", None)
    world.change(1030, overlap_policy="ALLOW_ALL_OVERLAP")
    assert world.names("SHOW TASKS LIKE 'root'", "allow_overlapping_execution") == ["false"]


def test_describe_task_is_the_same_row() -> None:
    world = World()
    assert world.rows("DESCRIBE TASK root") == world.rows("SHOW TASKS LIKE 'root'")


def test_tasks_of_others_are_not_listed() -> None:
    world = analyst()
    world.state.schema = "LAB"
    assert world.rows("SHOW TASKS IN DATABASE shook") == []


def test_root_only() -> None:
    assert World().names("SHOW TASKS ROOT ONLY") == ["ROOT"]
