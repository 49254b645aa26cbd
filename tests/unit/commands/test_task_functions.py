"""SYSTEM$ functions about the running task, and SYSTEM$WAIT, without a server."""

from __future__ import annotations

import datetime
import threading
from types import SimpleNamespace
from typing import Any, cast

import pytest

from frazil.commands.context import Context
from frazil.commands.system_functions import SYSTEM_FUNCTIONS, call_system_function, system_function
from frazil.core.errors import InvalidArgumentError, StatementCanceledError
from frazil.core.ids import GraphRunId, ObjectId
from frazil.engine.cancel import Canceller
from frazil.engine.locks import LockManager
from frazil.tasks.context import TaskContext
from frazil.tasks.errors import ReturnValueError
from frazil.tasks.graph import GraphVersion, TaskVersion
from frazil.tasks.graph_run import GraphRun
from frazil.tasks.states import GraphRunRecord, GraphState, ScheduledFrom
from tests.unit.commands.world import NOW, World

ROOT, CHILD = ObjectId(1), ObjectId(2)


def task_context(task_id: ObjectId) -> TaskContext:
    version = GraphVersion(
        root_id=ROOT,
        number=1,
        created_on=NOW,
        database_id=ObjectId(8),
        database="D",
        schema_id=ObjectId(9),
        schema="S",
        members=(
            TaskVersion(id=ROOT, name="ROOT", definition="select 1", started=True),
            TaskVersion(id=CHILD, name="CHILD", definition="select 2", started=True, predecessors=(ROOT,)),
        ),
    )
    record = GraphRunRecord(
        id=GraphRunId(1),
        root_id=ROOT,
        version=1,
        group_id="group",
        state=GraphState.EXECUTING,
        original_scheduled_time=NOW,
        scheduled_time=NOW,
        scheduled_from=ScheduledFrom.SCHEDULE,
        config='{"b": {"c": [1, 2]}, "a": "x"}',
    )
    return TaskContext(GraphRun(record, version), task_id)


def call(name: str, *arguments: object, task_id: ObjectId = CHILD) -> object:
    world = World()
    world.state.task = task_context(task_id)
    return call_system_function(f"SYSTEM${name}", world.context(), arguments)


def test_the_return_value_is_the_last_one_set() -> None:
    world = World()
    world.state.task = task_context(CHILD)
    for text in ("one", "two"):
        assert call_system_function("SYSTEM$SET_RETURN_VALUE", world.context(), [text]) is None
    assert world.state.task.return_value == "two"


def test_names_are_full() -> None:
    assert call("CURRENT_USER_TASK_NAME") == "D.S.CHILD"
    assert call("TASK_RUNTIME_INFO", "current_root_task_name") == "D.S.ROOT"


def test_times_are_in_the_zone_of_the_session() -> None:
    wanted = "2026-01-01 19:04:05.000 -0800"
    assert call("TASK_RUNTIME_INFO", "CURRENT_TASK_GRAPH_ORIGINAL_SCHEDULED_TIMESTAMP") == wanted


def test_missing_facts_are_null() -> None:
    assert call("TASK_RUNTIME_INFO", "LAST_SUCCESSFUL_TASK_GRAPH_RUN_GROUP_ID") is None


def test_the_configuration_as_a_whole_and_by_path() -> None:
    assert call("GET_TASK_GRAPH_CONFIG") == '{"b":{"c":[1,2]},"a":"x"}'
    assert call("GET_TASK_GRAPH_CONFIG", "b.c[1]") == "2"
    assert call("GET_TASK_GRAPH_CONFIG", "a") == "x"
    assert call("GET_TASK_GRAPH_CONFIG", "nothing") is None


def test_predecessors_are_asked_by_exact_name() -> None:
    assert call("GET_PREDECESSOR_RETURN_VALUE") is None
    with pytest.raises(ReturnValueError):
        call("GET_PREDECESSOR_RETURN_VALUE", "root")


def test_null_is_no_argument() -> None:
    with pytest.raises(InvalidArgumentError):
        call("SET_RETURN_VALUE", None)


def test_a_name_is_entered_once() -> None:
    with pytest.raises(ValueError, match="defined twice"):
        system_function("WAIT")(SYSTEM_FUNCTIONS["SYSTEM$WAIT"].evaluate)


def waiting_context() -> tuple[World, Context]:
    world = World()
    world.services.store = cast(Any, SimpleNamespace(locks=LockManager()))
    return world, world.context()


def test_wait_ends_when_its_time_has_come() -> None:
    world, context = waiting_context()
    answers: list[object] = []
    waiter = threading.Thread(
        target=lambda: answers.append(call_system_function("SYSTEM$WAIT", context, [2, "minutes"]))
    )
    waiter.start()
    while waiter.is_alive():
        world.clock.advance(datetime.timedelta(seconds=30))
        waiter.join(0.01)
    assert answers == ["waited 2 minutes"]


def test_wait_ends_at_once_when_the_statement_is_cancelled() -> None:
    _, context = waiting_context()
    begun, failures = threading.Event(), []

    def run() -> None:
        begun.set()
        try:
            call_system_function("SYSTEM$WAIT", context, [1, "days"])
        except StatementCanceledError as error:
            failures.append(error)

    waiter = threading.Thread(target=run)
    waiter.start()
    begun.wait()
    context.canceller.cancel()
    waiter.join(10)
    assert len(failures) == 1


def test_a_cancelled_statement_does_not_begin_to_wait() -> None:
    _, context = waiting_context()
    context.canceller = Canceller()
    context.canceller.cancel()
    with pytest.raises(StatementCanceledError):
        call_system_function("SYSTEM$WAIT", context, [1])
