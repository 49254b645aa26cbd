"""The machines: every move of the tables, and refusal of all others."""

from __future__ import annotations

from dataclasses import fields

import pytest

from frazil.core.ids import GraphRunId, ObjectId, QueryId, RunId
from frazil.tasks.errors import IllegalMoveError
from frazil.tasks.events import GRAPH_KINDS, RUN_KINDS, decode_row, encode_graph_event, encode_run_event
from frazil.tasks.states import (
    GRAPH_MOVES,
    OPEN_GRAPHS,
    OPEN_RUNS,
    RUN_MOVES,
    Carried,
    GraphEvent,
    GraphRunRecord,
    GraphState,
    RunEvent,
    RunState,
    ScheduledFrom,
    TaskRun,
    apply_graph,
    apply_run,
)
from tests.unit.tasks.graphs import START, version_of

VALUES = {
    "run_id": RunId(7),
    "graph_run_id": GraphRunId(3),
    "task_id": ObjectId(100),
    "root_id": ObjectId(100),
    "at": START,
    "query_id": QueryId("q"),
    "return_value": "value",
    "code": "002003",
    "message": "text",
    "system": True,
    "failures": 2,
    "version": 1,
    "group_id": "g",
    "attempt": 2,
    "original_scheduled_time": START,
    "scheduled_from": ScheduledFrom.AUTOMATIC_RETRY,
    "config": "{}",
    "user_name": "U",
    "carried": {ObjectId(101): Carried(state=RunState.SUCCEEDED, return_value="v")},
    "last_success_group_id": "l",
    "last_success_time": START,
    "next_scheduled_time": START,
}
RUN_EVENTS = tuple(RUN_KINDS.values())
GRAPH_EVENTS = tuple(GRAPH_KINDS.values())


def event_of(kind: type) -> RunEvent | GraphEvent:
    return kind(**{field.name: VALUES[field.name] for field in fields(kind)})


def run_in(state: RunState | None) -> TaskRun | None:
    if state is None:
        return None
    return TaskRun(id=RunId(7), graph_run_id=GraphRunId(3), task_id=ObjectId(100), state=state, scheduled_time=START)


def graph_in(state: GraphState | None) -> GraphRunRecord | None:
    if state is None:
        return None
    return GraphRunRecord(
        id=GraphRunId(3),
        root_id=ObjectId(100),
        version=1,
        group_id="g",
        state=state,
        original_scheduled_time=START,
        scheduled_time=START,
        scheduled_from=ScheduledFrom.SCHEDULE,
    )


@pytest.mark.parametrize("state", [None, *RunState])
@pytest.mark.parametrize("kind", RUN_EVENTS)
def test_task_run_moves_as_its_table_says(state: RunState | None, kind: type[RunEvent]) -> None:
    event = event_of(kind)
    expected = RUN_MOVES.get((state, kind))
    if expected is None:
        with pytest.raises(IllegalMoveError):
            apply_run(run_in(state), event)
        return
    after = apply_run(run_in(state), event)
    assert after.state is expected
    assert (after.completed_time is None) is (expected in OPEN_RUNS)


@pytest.mark.parametrize("state", [None, *GraphState])
@pytest.mark.parametrize("kind", GRAPH_EVENTS)
def test_graph_run_moves_as_its_table_says(state: GraphState | None, kind: type[GraphEvent]) -> None:
    event = event_of(kind)
    expected = GRAPH_MOVES.get((state, kind))
    if expected is None:
        with pytest.raises(IllegalMoveError):
            apply_graph(graph_in(state), event)
        return
    after = apply_graph(graph_in(state), event)
    assert after.state is expected
    assert (after.completed_time is None) is (expected in OPEN_GRAPHS)


def test_final_states_have_no_way_out() -> None:
    assert {state for state, _ in RUN_MOVES if state is not None} == OPEN_RUNS
    assert {state for state, _ in GRAPH_MOVES if state is not None} == OPEN_GRAPHS


def test_every_event_and_every_state_is_used() -> None:
    assert {kind for _, kind in RUN_MOVES} == set(RUN_EVENTS)
    assert {kind for _, kind in GRAPH_MOVES} == set(GRAPH_EVENTS)
    assert set(RUN_MOVES.values()) == set(RunState)
    assert set(GRAPH_MOVES.values()) == set(GraphState)


@pytest.mark.parametrize(("state", "kind"), RUN_MOVES)
def test_task_run_events_survive_the_log(state: RunState | None, kind: type[RunEvent]) -> None:
    event, version = event_of(kind), version_of({"A": "R"})
    stored = encode_run_event(event, apply_run(run_in(state), event), graph_in(GraphState.EXECUTING), version, START)
    assert decode(stored) == event


@pytest.mark.parametrize(("state", "kind"), GRAPH_MOVES)
def test_graph_run_events_survive_the_log(state: GraphState | None, kind: type[GraphEvent]) -> None:
    event = event_of(kind)
    assert decode(encode_graph_event(event, apply_graph(graph_in(state), event), version_of({}))) == event


def decode(stored: object) -> RunEvent | GraphEvent:
    import json

    return decode_row(
        (
            1,
            stored.graph_run_id,
            stored.run_id,
            stored.task_id,
            stored.root_id,
            stored.event,
            stored.at.replace(tzinfo=None),
            json.dumps(stored.body),
        )
    )


def test_a_final_event_tells_all_that_history_shows() -> None:
    version = version_of({}, properties={"R": {"condition": "TRUE"}})
    event = event_of(RUN_KINDS["RUN_SUCCEEDED"])
    run = apply_run(run_in(RunState.EXECUTING), event)
    body = encode_run_event(event, run, graph_in(GraphState.EXECUTING), version, START).body
    micros = 1_772_366_400_000_000
    assert body == {
        "query_id": None,
        "name": "R",
        "database_name": "DB",
        "schema_name": "S",
        "query_text": "select 'R'",
        "condition_text": "TRUE",
        "error_code": None,
        "error_message": None,
        "scheduled_time": micros,
        "query_start_time": None,
        "next_scheduled_time": micros,
        "completed_time": micros,
        "root_task_id": "01f2a211-7a5c-4000-0000-000000000064",
        "graph_version": 1,
        "run_id": micros // 1000,
        "return_value": "value",
        "scheduled_from": "SCHEDULE",
        "attempt_number": 1,
        "config": None,
        "graph_run_group_id": "g",
        "task_database_id": 10,
        "task_schema_id": 11,
        "system": False,
    }
