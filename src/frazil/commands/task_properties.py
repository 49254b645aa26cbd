"""The properties of tasks: how they are read, and what they may be.

Checks come in Snowflake's order: first what the statement alone says (unknown properties, the warehouse), then the
values, then the graph (``task_links.py``).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from frazil.catalog.records import ACCOUNT_ID, Task, Warehouse
from frazil.commands.context import Context
from frazil.commands.parameter_table import Level
from frazil.commands.properties import (
    COMMENT,
    Given,
    Property,
    boolean,
    identifier,
    merged,
    read_properties,
    text,
    unset_properties,
    word,
)
from frazil.core.errors import CompilationError, InvalidValueError, UnsupportedError
from frazil.core.names import QualifiedName, parse_identifier, render, split_qualified
from frazil.sql.ast import Expression
from frazil.tasks.condition import check_condition
from frazil.tasks.errors import TaskConfigError, TaskPropertyError
from frazil.tasks.planner import ALLOW_ALL_OVERLAP, ALLOW_CHILD_OVERLAP, NO_OVERLAP
from frazil.tasks.schedule import parse_schedule

_POLICIES = (NO_OVERLAP, ALLOW_CHILD_OVERLAP, ALLOW_ALL_OVERLAP)
_NOT_BUILT = frozenset({"ERROR_INTEGRATION", "SUCCESS_INTEGRATION", "EXECUTE_AS_USER", "TARGET_COMPLETION_INTERVAL"})
_SIZES = ("XSMALL", "SMALL", "MEDIUM", "LARGE", "XLARGE", "XXLARGE", "XXXLARGE")
_SIZE_SYNONYMS = {
    "X-SMALL": "XSMALL", "X-LARGE": "XLARGE", "X2LARGE": "XXLARGE", "2X-LARGE": "XXLARGE",
    "X3LARGE": "XXXLARGE", "3X-LARGE": "XXXLARGE",
}  # fmt: skip
INITIAL_SIZE = "USER_TASK_MANAGED_INITIAL_WAREHOUSE_SIZE"
_MIN_SIZE = "SERVERLESS_TASK_MIN_STATEMENT_SIZE"
_MAX_SIZE = "SERVERLESS_TASK_MAX_STATEMENT_SIZE"


class NonexistentWarehouseError(CompilationError):
    """``Nonexistent warehouse X was specified.``  The code is frazil's own choice."""

    code = "091408"
    sqlstate = "02000"


class OverlapPolicyError(CompilationError):
    """``invalid value 'X' for property 'OVERLAP_POLICY'``, and two spellings that contradict each other.

    The code is frazil's own choice.
    """

    code = "091409"
    sqlstate = "22023"


def _overlap_policy(name: str, value: object) -> str:
    policy = word(name, value)
    if policy not in _POLICIES:
        raise OverlapPolicyError(f"invalid value '{policy}' for property 'OVERLAP_POLICY'")
    return policy


def _task_name(name: str, value: object) -> QualifiedName:
    """Read the name of a task: an identifier, or a string that holds one."""
    if isinstance(value, QualifiedName):
        return value
    if isinstance(value, str):
        try:
            return QualifiedName(split_qualified(value))
        except ValueError:
            return QualifiedName((parse_identifier(value),))
    raise InvalidValueError(f"invalid value [{value}] for parameter '{name}'")


_OVERLAP = "overlap_policy"
_OLD_OVERLAP = "allow_overlapping_execution"
_FINALIZES = "finalizes"
PROPERTIES: Mapping[str, Property] = {
    "WAREHOUSE": Property("warehouse", identifier),
    "SCHEDULE": Property("schedule", text),
    "CONFIG": Property("config", text),
    "OVERLAP_POLICY": Property(_OVERLAP, _overlap_policy, NO_OVERLAP),
    "ALLOW_OVERLAPPING_EXECUTION": Property(_OLD_OVERLAP, boolean, False),
    "COMMENT": COMMENT,
    "FINALIZE": Property(_FINALIZES, _task_name),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskProperties:
    """Properties of a statement, read.

    ``fields`` are values of the record's fields; ``finalizes`` is still the name as written.  ``allows_overlap`` is
    what ALLOW_OVERLAPPING_EXECUTION says, None if it is not given; ``sets_policy`` whether OVERLAP_POLICY is.
    """

    fields: Mapping[str, Any]
    parameters: Mapping[str, str]
    finalizes: QualifiedName | None = None
    allows_overlap: bool | None = None
    sets_policy: bool = False

    def apply(self, task: Task) -> Task:
        """Return the task with the properties set, FINALIZE excepted."""
        return replace(task, **self.fields, parameters=merged(task.parameters, self.parameters))


def read_task_properties(properties: Mapping[str, object], context: Context) -> TaskProperties:
    """Return a statement's properties, having checked those that need nothing else, and that the warehouse exists."""
    for name in properties:
        if name in _NOT_BUILT:
            raise UnsupportedError(name)
    given: Given = read_properties(properties, "TASK", PROPERTIES, context, Level.TASK)
    fields: dict[str, Any] = dict(given.fields)
    finalizes = fields.pop(_FINALIZES, None)
    allows = fields.pop(_OLD_OVERLAP, None)
    sets_policy = _OVERLAP in fields
    _check_warehouse(fields, given.parameters, context)
    _check_session_parameters(given.parameters)
    if allows is not None:
        spelled = ALLOW_CHILD_OVERLAP if allows else NO_OVERLAP
        if fields.setdefault(_OVERLAP, spelled) != spelled:
            raise OverlapPolicyError(
                "Cannot specify ALLOW_OVERLAPPING_EXECUTION and OVERLAP_POLICY to different values in the same command."
            )
    return TaskProperties(
        fields=fields,
        parameters=given.parameters,
        finalizes=finalizes,
        allows_overlap=allows,
        sets_policy=sets_policy,
    )


def unset_task_properties(names: Iterable[str], task: Task) -> Task:
    """Return the task with properties back at their defaults, FINALIZE included."""
    wanted = [name for name in names if name not in _NOT_BUILT]
    fields, removed = unset_properties(wanted, "TASK", PROPERTIES, Level.TASK)
    if fields.pop(_OLD_OVERLAP, None) is not None:
        fields[_OVERLAP] = NO_OVERLAP
    values: dict[str, Any] = fields
    return replace(task, **values, parameters=merged(task.parameters, {}, removed))


def check_values(task: Task, given: TaskProperties, condition: Expression | None) -> None:
    """Refuse values that no task may have: schedule, configuration, sizes, condition."""
    if "schedule" in given.fields and task.schedule is not None:
        parse_schedule(task.schedule)
    if "config" in given.fields and task.config is not None:
        read_config(task.config)
    _check_sizes(task, given.parameters)
    if condition is not None:
        check_condition(condition)


def read_config(config: str) -> dict[str, Any]:
    """Return the object that a configuration's text holds, keys in its order; TaskConfigError if it holds none."""
    try:
        value = json.loads(config)
    except ValueError:
        raise TaskConfigError from None
    if not isinstance(value, dict):
        raise TaskConfigError
    return value


def merged_config(config: str | None, given: str | None) -> str | None:
    """Return the task's configuration with one command's laid over it, objects member by member."""
    if given is None:
        return config
    merged_value = _laid_over(read_config(config) if config is not None else {}, read_config(given))
    return json.dumps(merged_value, ensure_ascii=False, separators=(",", ":"))


def _laid_over(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    result = dict(below)
    for key, value in above.items():
        known = result.get(key)
        result[key] = _laid_over(known, value) if isinstance(known, dict) and isinstance(value, dict) else value
    return result


def _check_warehouse(fields: Mapping[str, object], parameters: Mapping[str, str], context: Context) -> None:
    name = fields.get("warehouse")
    if not isinstance(name, str):
        return
    if INITIAL_SIZE in parameters:
        raise TaskPropertyError(f"Cannot specify both WAREHOUSE and {INITIAL_SIZE}.")
    found = context.snapshot.find(Warehouse, ACCOUNT_ID, name)
    if found is None:
        raise NonexistentWarehouseError(f"Nonexistent warehouse {render(name)} was specified.")
    context.need("USAGE", found, render(name))


def _check_session_parameters(parameters: Mapping[str, str]) -> None:
    for name, shown in (("SEARCH_PATH", "SEARCH_PATH"), ("AUTOCOMMIT", "AUTOCOMMIT = false")):
        if name in parameters and (name != "AUTOCOMMIT" or parameters[name] == "false"):
            raise TaskPropertyError(
                f"The parameter {shown} is not supported with Tasks. Remove the parameter and try again."
            )


def _check_sizes(task: Task, given: Mapping[str, str]) -> None:
    if task.warehouse is not None:
        for name in (_MIN_SIZE, _MAX_SIZE):
            if name in given:
                raise TaskPropertyError(f"Cannot set {name} on a non-serverless task.")
        return
    sizes = {
        name: _size(value) for name, value in task.parameters.items() if name in (_MIN_SIZE, _MAX_SIZE, INITIAL_SIZE)
    }
    for small, large, relation in (
        (_MIN_SIZE, _MAX_SIZE, "greater"),
        (INITIAL_SIZE, _MAX_SIZE, "greater"),
        (_MIN_SIZE, INITIAL_SIZE, "less"),
    ):
        if small in sizes and large in sizes and _SIZES.index(sizes[small]) > _SIZES.index(sizes[large]):
            first, second = (small, large) if relation == "greater" else (large, small)
            raise TaskPropertyError(f"{first} ({sizes[first]}) cannot be {relation} than {second} ({sizes[second]}).")


def _size(value: str) -> str:
    upper = value.upper()
    return _SIZE_SYNONYMS.get(upper, upper)
