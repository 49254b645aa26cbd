"""Users' functions, and tasks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from frazil.catalog.records.record import Family, Record
from frazil.catalog.records.relations import ViewColumn
from frazil.core.ids import ObjectId
from frazil.core.types import DataType


@dataclass(frozen=True, slots=True, kw_only=True)
class Argument:
    """An argument of a function; ``default`` is the expression's text, None for an argument that must be given."""

    name: str
    type: DataType
    default: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Function(Record):
    """A function of users in SQL: ``body`` is an expression or a query over the arguments, bound at each call.

    ``returns`` is None for a table function, whose columns are ``columns``.  ``strict``: a NULL among the arguments
    gives NULL, without the body.
    """

    family = Family.FUNCTION
    body: str
    arguments: tuple[Argument, ...] = ()
    returns: DataType | None = None
    columns: tuple[ViewColumn, ...] = ()
    secure: bool = False
    strict: bool = False
    volatility: str = "VOLATILE"
    memoizable: bool = False
    not_null: bool = False

    @property
    def key_name(self) -> str:
        """Return the signature: functions of one name differ by the types of their arguments."""
        return signature(self.name, [each.type.kind.value for each in self.arguments])

    @property
    def shown_name(self) -> str:
        """Return the name by which grants list the function, with its arguments and what it gives."""
        named = [f"{each.name} {each.type.kind.value}" for each in self.arguments]
        listed = ", ".join(f"{each.name} {each.type.kind.value}" for each in self.columns)
        return f"{signature(self.name, named)}:{self.returns or f'TABLE ({listed})'}"


def signature(name: str, types: Sequence[str]) -> str:
    """Return a function's name with its arguments' types: ``F(NUMBER, VARCHAR)``."""
    return f"{name}({', '.join(types)})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Task(Record):
    """A task as last altered; runs use the graph version that was set at RESUME or EXECUTE TASK.

    ``predecessors`` are names inside the task's own schema, sorted.  ``finalizes`` is the root's name.
    ``definition``, ``condition``, ``schedule`` and ``target_completion_interval`` are kept as written.
    ``execute_as_id`` is the user of EXECUTE AS USER, None for the service user SYSTEM.  ``parameters`` holds
    what SET gave on the task itself: session parameters and USER_TASK_TIMEOUT_MS,
    SUSPEND_TASK_AFTER_NUM_FAILURES and their kin.  ``resumed_after``: the last event of task runs before RESUME, from
    which failures are counted.
    """

    family = Family.TASK
    definition: str
    warehouse: str | None = None
    schedule: str | None = None
    predecessors: tuple[str, ...] = ()
    finalizes: str | None = None
    condition: str | None = None
    config: str | None = None
    overlap_policy: str = "NO_OVERLAP"
    target_completion_interval: str | None = None
    execute_as_id: ObjectId | None = None
    started: bool = False
    graph_version: int = 0
    last_committed_on: datetime | None = None
    last_suspended_on: datetime | None = None
    last_suspended_reason: str | None = None
    schedule_base: datetime | None = None
    resumed_after: int = 0
    parameters: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_root(self) -> bool:
        """Say whether the task heads a graph or stands alone."""
        return not self.predecessors and self.finalizes is None
