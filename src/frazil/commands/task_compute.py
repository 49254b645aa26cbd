"""What a task computes with: a warehouse, or Snowflake's own compute within bounds (a *serverless* task).

The sizes of serverless tasks are checked, kept and shown; frazil has nothing to size.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from frazil.catalog.records import ACCOUNT_ID, Account, Database, Family, Schema, Task, Warehouse
from frazil.catalog.snapshot import Snapshot
from frazil.commands.context import Context
from frazil.commands.errors import missing
from frazil.core.errors import CompilationError, InvalidValueError
from frazil.core.names import render
from frazil.security.privileges import may_see
from frazil.tasks.errors import TaskPropertyError

INITIAL_SIZE = "USER_TASK_MANAGED_INITIAL_WAREHOUSE_SIZE"
_MIN_SIZE = "SERVERLESS_TASK_MIN_STATEMENT_SIZE"
_MAX_SIZE = "SERVERLESS_TASK_MAX_STATEMENT_SIZE"
_COMPLETION_INTERVAL = "TARGET_COMPLETION_INTERVAL"

_SIZES = ("XSMALL", "SMALL", "MEDIUM", "LARGE", "XLARGE", "XXLARGE", "XXXLARGE")
_SIZE_SYNONYMS = {
    "X-SMALL": "XSMALL", "X-LARGE": "XLARGE", "X2LARGE": "XXLARGE", "2X-LARGE": "XXLARGE",
    "X3LARGE": "XXXLARGE", "3X-LARGE": "XXXLARGE",
}  # fmt: skip

_INTERVAL = re.compile(r"(\d{1,9})\s(SECONDS?|S|MINUTES?|M|HOURS?|H)\s*", re.IGNORECASE | re.ASCII)
_RANGES = {"S": (10, 86_400), "M": (1, 1_440), "H": (1, 24)}


class NonexistentWarehouseError(CompilationError):
    """``Nonexistent warehouse X was specified.``"""

    code = "091083"
    sqlstate = "02000"


def completion_interval(name: str, value: object) -> str:
    """Read TARGET_COMPLETION_INTERVAL: 10 to 86400 seconds, 1 to 1440 minutes or 1 to 24 hours; kept as written."""
    found = _INTERVAL.fullmatch(value) if isinstance(value, str) else None
    if found is not None:
        lowest, highest = _RANGES[found[2][0].upper()]
        if lowest <= int(found[1]) <= highest:
            return found[0]
    raise InvalidValueError(f"invalid value [{'null' if value is None else value}] for parameter '{name}'")


def check_warehouse(fields: Mapping[str, object], parameters: Mapping[str, str], context: Context) -> None:
    """Let pass a warehouse that exists, without sizes beside it; what the roles may not know of does not exist.

    That they may use it is recorded as a need.
    """
    name = fields.get("warehouse")
    if not isinstance(name, str):
        return
    if INITIAL_SIZE in parameters:
        raise TaskPropertyError(f"Cannot specify both WAREHOUSE and {INITIAL_SIZE}.")
    found = context.snapshot.find(Warehouse, ACCOUNT_ID, name)
    if found is None or not may_see(context.snapshot, context.roles(), found):
        raise NonexistentWarehouseError(f"Nonexistent warehouse {render(name)} was specified.")
    context.need("USAGE", found, render(name))


def need_compute(task: Task, context: Context) -> None:
    """Record what the statement needs to make this task: USAGE on its warehouse, or EXECUTE MANAGED TASK."""
    if task.warehouse is None:
        need_managed(context)
        return
    found = context.snapshot.find(Warehouse, ACCOUNT_ID, task.warehouse)
    if found is None:
        raise missing(Family.WAREHOUSE, render(task.warehouse))
    context.need("USAGE", found, render(task.warehouse))


def need_managed(context: Context) -> None:
    """Record that the statement makes a task serverless."""
    context.need("EXECUTE MANAGED TASK", context.snapshot.objects[ACCOUNT_ID], "account")


def check_sizes(task: Task, given: Mapping[str, object], snapshot: Snapshot) -> None:
    """Refuse what only serverless tasks have on a task with a warehouse, and sizes that contradict each other.

    ``given`` are the properties of the statement by their names in SQL: only what it gives it is refused for.  A size
    counts wherever it is set, on the task or around it.
    """
    if task.warehouse is not None:
        if INITIAL_SIZE in task.parameters:
            raise TaskPropertyError(f"Cannot specify both WAREHOUSE and {INITIAL_SIZE}.")
        for name in (_MIN_SIZE, _MAX_SIZE, _COMPLETION_INTERVAL):
            if name in given:
                raise TaskPropertyError(f"Cannot set {name} on a non-serverless task.")
        return
    known = {**_inherited_sizes(task, snapshot), **task.parameters}
    sizes = {name: _size(known[name]) for name in (_MIN_SIZE, _MAX_SIZE, INITIAL_SIZE) if name in known}
    for small, large, relation in (
        (_MIN_SIZE, _MAX_SIZE, "greater"),
        (INITIAL_SIZE, _MAX_SIZE, "greater"),
        (_MIN_SIZE, INITIAL_SIZE, "less"),
    ):
        if small not in sizes or large not in sizes or not {small, large}.intersection(given):
            continue
        if _SIZES.index(sizes[small]) > _SIZES.index(sizes[large]):
            first, second = (small, large) if relation == "greater" else (large, small)
            raise TaskPropertyError(f"{first} ({sizes[first]}) cannot be {relation} than {second} ({sizes[second]}).")


def _inherited_sizes(task: Task, snapshot: Snapshot) -> dict[str, str]:
    schema = snapshot.fetch(Schema, task.parent_id)
    account = snapshot.fetch(Account, ACCOUNT_ID)
    return {**account.parameters, **snapshot.fetch(Database, schema.parent_id).parameters, **schema.parameters}


def _size(value: str) -> str:
    upper = value.upper()
    return _SIZE_SYNONYMS.get(upper, upper)
