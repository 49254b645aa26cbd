"""SYSTEM$ functions about the task run whose body calls them."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from frazil.commands.context import Context
from frazil.commands.system_functions import system_function, text_argument
from frazil.tasks import condition
from frazil.tasks.context import TaskContext, TimeValue
from frazil.tasks.errors import OutsideTaskError

_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)


@system_function("SET_RETURN_VALUE", 1)
def set_return_value(context: Context, arguments: Sequence[object]) -> None:
    """Set what the run returns; the last call counts."""
    _task(context, "SET_RETURN_VALUE").set_return_value(text_argument("SET_RETURN_VALUE", arguments))


@system_function("GET_PREDECESSOR_RETURN_VALUE", 0, 1)
def predecessor_return_value(context: Context, arguments: Sequence[object]) -> str | None:
    """Return what a predecessor returned; without a name the task must have exactly one."""
    task = _task(context, "GET_PREDECESSOR_RETURN_VALUE")
    return task.predecessor_return_value(
        text_argument("GET_PREDECESSOR_RETURN_VALUE", arguments) if arguments else None
    )


@system_function("PREDECESSORS_STATE", 1)
def predecessors_state(context: Context, arguments: Sequence[object]) -> bool:
    """Say whether the direct predecessors of the running task ended as the condition's name asks."""
    task = _task(context, "PREDECESSORS_STATE")
    return condition.predecessors_state(text_argument("PREDECESSORS_STATE", arguments), task.predecessor_states())


@system_function("TASK_COMPLETION_STATE", 1)
def task_completion_state(context: Context, arguments: Sequence[object]) -> str:
    """Return how a task of the running graph ended, NOT_EXECUTED if it has not."""
    return _task(context, "TASK_COMPLETION_STATE").completion_state(text_argument("TASK_COMPLETION_STATE", arguments))


@system_function("TASK_RUNTIME_INFO", 1)
def task_runtime_info(context: Context, arguments: Sequence[object]) -> str | None:
    """Return one fact about the run; times as a text in the session's zone that TO_TIMESTAMP reads."""
    value = _task(context, "TASK_RUNTIME_INFO").runtime_info(text_argument("TASK_RUNTIME_INFO", arguments))
    if not isinstance(value, TimeValue):
        return value
    instant = _EPOCH + datetime.timedelta(microseconds=value.micros)
    local = instant.astimezone(context.environment.zone)
    return f"{local:%Y-%m-%d %H:%M:%S}.{local.microsecond // 1000:03d} {local:%z}"


@system_function("CURRENT_USER_TASK_NAME")
def current_user_task_name(context: Context, arguments: Sequence[object]) -> str | None:
    """Return the full name of the running task, NULL outside one."""
    return context.state.task.current_task_name if context.state.task is not None else None


@system_function("GET_TASK_GRAPH_CONFIG", 0, 1)
def task_graph_config(context: Context, arguments: Sequence[object]) -> str | None:
    """Return the configuration of the graph run, or what a path finds in it."""
    path = text_argument("GET_TASK_GRAPH_CONFIG", arguments) if arguments else None
    return _task(context, "GET_TASK_GRAPH_CONFIG").config_value(path)


def _task(context: Context, name: str) -> TaskContext:
    if context.state.task is None:
        raise OutsideTaskError(f"SYSTEM${name}")
    return context.state.task
