"""The properties of tasks: how they are read, and what they may be.

Checks come in Snowflake's order: first what the statement alone says (unknown properties, the warehouse), then the
values, then the graph (``task_links.py``).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from frazil.catalog.records import ACCOUNT_ID, Account, Family, Role, Task, User
from frazil.commands.context import Context
from frazil.commands.errors import missing
from frazil.commands.parameter_table import PARAMETERS, Level
from frazil.commands.properties import (
    COMMENT,
    PARAMETER,
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
from frazil.commands.task_compute import check_sizes, check_warehouse, completion_interval
from frazil.core.errors import (
    CompilationError,
    InvalidPropertyError,
    InvalidPropertyValueError,
    InvalidValueError,
    UnsupportedError,
)
from frazil.core.ids import ObjectId
from frazil.core.names import QualifiedName, parse_identifier, render, split_qualified
from frazil.security.privileges import Need, roles_of_user
from frazil.sql.ast import Expression
from frazil.sql.parser.properties import EXECUTE_AS_USER
from frazil.tasks.condition import check_condition
from frazil.tasks.errors import ExecuteAsUserError, TaskConfigError, TaskPropertyError
from frazil.tasks.planner import ALLOW_ALL_OVERLAP, ALLOW_CHILD_OVERLAP, NO_OVERLAP
from frazil.tasks.schedule import parse_schedule

_POLICIES = (NO_OVERLAP, ALLOW_CHILD_OVERLAP, ALLOW_ALL_OVERLAP)
_NOT_BUILT = frozenset({"ERROR_INTEGRATION", "SUCCESS_INTEGRATION"})
_LOG_LEVELS = ("LOG_LEVEL", "LOG_EVENT_LEVEL")
NOT_ALTERABLE = frozenset(
    {
        *_LOG_LEVELS,
        "SERVERLESS_TASK_MAX_STATEMENT_SIZE",
        "SERVERLESS_TASK_MIN_STATEMENT_SIZE",
        "TARGET_COMPLETION_INTERVAL",
        "USER_TASK_MINIMUM_TRIGGER_INTERVAL_IN_SECONDS",
    }
)
"""Properties that CREATE OR ALTER TASK does not have, and leaves as they are."""


class OverlapPolicyError(CompilationError, shares=InvalidPropertyValueError):
    """``invalid value 'X' for property 'OVERLAP_POLICY'``, and two spellings that contradict each other."""


class LogLevelError(CompilationError, shares=InvalidPropertyValueError):
    """``Invalid value for log level. Allowed values are ...``"""


def _overlap_policy(name: str, value: object) -> str:
    policy = word(name, value)
    if policy not in _POLICIES:
        raise OverlapPolicyError(f"invalid value '{policy}' for property 'OVERLAP_POLICY'")
    return policy


def _object_name(name: str, value: object) -> QualifiedName:
    """Read the name of a task or user: an identifier, or a string that holds one."""
    if isinstance(value, QualifiedName):
        return value
    if isinstance(value, str):
        try:
            return QualifiedName(split_qualified(value))
        except ValueError:
            return QualifiedName((parse_identifier(value),))
    raise InvalidValueError(f"invalid value [{value}] for parameter '{name}'")


def _log_level(name: str, value: object) -> str:
    found = word(name, value)
    if found not in PARAMETERS["LOG_LEVEL"].words:
        allowed = ",".join(PARAMETERS["LOG_LEVEL"].words)
        raise LogLevelError(f"Invalid value for log level. Allowed values are {allowed}.")
    return found


_OVERLAP = "overlap_policy"
_OLD_OVERLAP = "allow_overlapping_execution"
_FINALIZES = "finalizes"
_EXECUTE_AS = "execute_as_id"
PROPERTIES: Mapping[str, Property] = {
    "WAREHOUSE": Property("warehouse", identifier),
    "SCHEDULE": Property("schedule", text),
    "CONFIG": Property("config", text),
    "OVERLAP_POLICY": Property(_OVERLAP, _overlap_policy, NO_OVERLAP),
    "ALLOW_OVERLAPPING_EXECUTION": Property(_OLD_OVERLAP, boolean, False),
    "COMMENT": COMMENT,
    "FINALIZE": Property(_FINALIZES, _object_name),
    **dict.fromkeys(_LOG_LEVELS, Property(PARAMETER, _log_level)),
    "TARGET_COMPLETION_INTERVAL": Property("target_completion_interval", completion_interval),
    EXECUTE_AS_USER: Property(_EXECUTE_AS, _object_name),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskProperties:
    """Properties of a statement, read.

    ``names`` are their names in SQL, ``fields`` values of the record's fields; ``finalizes`` is still the name as
    written.  ``allows_overlap`` is what ALLOW_OVERLAPPING_EXECUTION says, None if it is not given; ``sets_policy``
    whether OVERLAP_POLICY is.
    """

    names: Mapping[str, object]
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
    if _EXECUTE_AS in fields:
        fields[_EXECUTE_AS] = _user_id(fields[_EXECUTE_AS], context)
    check_warehouse(fields, given.parameters, context)
    _check_session_parameters(given.parameters)
    if allows is not None:
        spelled = ALLOW_CHILD_OVERLAP if allows else NO_OVERLAP
        if fields.setdefault(_OVERLAP, spelled) != spelled:
            raise OverlapPolicyError(
                "Cannot specify ALLOW_OVERLAPPING_EXECUTION and OVERLAP_POLICY to different values in the same command."
            )
    return TaskProperties(
        names=properties,
        fields=fields,
        parameters=given.parameters,
        finalizes=finalizes,
        allows_overlap=allows,
        sets_policy=sets_policy,
    )


def check_alterable(properties: Iterable[str]) -> None:
    """Refuse properties that CREATE OR ALTER TASK does not have."""
    for name in properties:
        if name in NOT_ALTERABLE:
            raise InvalidPropertyError(f"invalid property '{name}' for 'TASK'")


def unset_task_properties(names: Iterable[str], task: Task) -> Task:
    """Return the task with properties back at their defaults, FINALIZE included."""
    wanted = [name for name in names if name not in _NOT_BUILT]
    fields, removed = unset_properties(wanted, "TASK", PROPERTIES, Level.TASK)
    if fields.pop(_OLD_OVERLAP, None) is not None:
        fields[_OVERLAP] = NO_OVERLAP
    values: dict[str, Any] = fields
    return replace(task, **values, parameters=merged(task.parameters, {}, removed))


def check_values(task: Task, given: TaskProperties, condition: Expression | None, context: Context) -> None:
    """Refuse values that no task may have: schedule, configuration, sizes, session parameters, condition."""
    if "schedule" in given.fields and task.schedule is not None:
        parse_schedule(task.schedule)
    if "config" in given.fields and task.config is not None:
        read_config(task.config)
    check_sizes(task, given.names, context.snapshot)
    check_autocommit(task, context)
    if condition is not None:
        check_condition(condition)


def check_autocommit(task: Task, context: Context) -> None:
    """Refuse a task that would inherit AUTOCOMMIT = FALSE from the account: it must set TRUE itself."""
    account = context.snapshot.fetch(Account, ACCOUNT_ID)
    if account.parameters.get("AUTOCOMMIT") == "false" and "AUTOCOMMIT" not in task.parameters:
        raise TaskPropertyError(
            "The parameter AUTOCOMMIT = false is not supported with Tasks. It is set on the account; set "
            "AUTOCOMMIT = true on the task."
        )


def check_execute_as(task: Task, context: Context) -> None:
    """Let pass EXECUTE AS USER of a user who has the task's owner role, by an owner role that holds IMPERSONATE."""
    user = context.snapshot.get(User, task.execute_as_id)
    role = context.snapshot.get(Role, task.owner_id)
    if user is None or role is None:
        return
    context.environment.needs.append(
        Need(
            privilege="IMPERSONATE",
            object_id=user.id,
            family=Family.USER,
            shown=render(user.name),
            reveal=True,
            role_id=role.id,
        )
    )
    context.authorize()
    if role.id not in roles_of_user(context.snapshot, user):
        shown, granted = render(user.name), render(role.name)
        raise ExecuteAsUserError(
            f"The user {shown} has no access to the task owner role {granted}. To fix, an administrator must run "
            f"GRANT ROLE {granted} TO USER {shown}."
        )


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


def _user_id(name: QualifiedName, context: Context) -> ObjectId:
    user = context.snapshot.user(name.name) if len(name.parts) == 1 else None
    if user is None or user.service:
        raise missing(Family.USER, str(name))
    return user.id


def _check_session_parameters(parameters: Mapping[str, str]) -> None:
    for name, shown in (("SEARCH_PATH", "SEARCH_PATH"), ("AUTOCOMMIT", "AUTOCOMMIT = false")):
        if name in parameters and (name != "AUTOCOMMIT" or parameters[name] == "false"):
            raise TaskPropertyError(
                f"The parameter {shown} is not supported with Tasks. Remove the parameter and try again."
            )
