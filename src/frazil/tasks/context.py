"""What a body sees of its own run: the values behind SYSTEM$SET_RETURN_VALUE and its kin.

One context per task run, handed to the session that executes the body.  Values belong to the run: graph runs that
overlap never see each other's.
"""

from __future__ import annotations

from dataclasses import dataclass

import orjson

from frazil.core.ids import ObjectId
from frazil.tasks.errors import ReturnValueError
from frazil.tasks.events import micros
from frazil.tasks.graph import GraphVersion, TaskVersion, task_uuid
from frazil.tasks.graph_run import GraphRun
from frazil.tasks.states import GraphRunRecord
from frazil.tasks.waits import Waits

MAX_RETURN_VALUE_BYTES = 10_240


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeValue:
    """A time that a runtime key gives; the function that asks renders it as a timestamp text."""

    micros: int


class TaskContext:
    """The return value being set, and what the run may know of its graph.

    Used by the one thread that executes the body, or by a procedure it waits for; the return value is read when the
    run ends.  ``waits`` is told when the body waits for a time.
    """

    def __init__(self, graph: GraphRun, task_id: ObjectId, waits: Waits | None = None) -> None:
        self.waits = waits
        self._graph = graph
        # A pending graph run takes on the facts of a later command; one that has begun does not.
        self._record: GraphRunRecord = graph.record
        self._version: GraphVersion = graph.version
        self.task: TaskVersion = self._version.by_id[task_id]
        self.return_value: str | None = None

    @property
    def schema_id(self) -> ObjectId:
        """Return the schema the task lay in when its version was made."""
        return self._version.schema_id

    @property
    def config(self) -> str | None:
        """Return the configuration of the graph run, JSON text with its keys in the order written, or None."""
        return self._record.config

    @property
    def current_task_name(self) -> str:
        """Return ``DB.SCHEMA.TASK`` of the running task."""
        return self._version.full_name(self.task.id)

    def set_return_value(self, text: str) -> None:
        """Keep the value the run returns; the last one counts.  ReturnValueError beyond 10 kB of UTF-8."""
        if len(text.encode()) > MAX_RETURN_VALUE_BYTES:
            raise ReturnValueError(f"Return value is too long: at most {MAX_RETURN_VALUE_BYTES} bytes are allowed.")
        self.return_value = text

    def predecessor_return_value(self, name: str | None = None) -> str | None:
        """Return what a predecessor set, None if it set nothing.

        ``name`` is the unqualified stored name of a predecessor, direct or not; without it the task must have exactly
        one resumed predecessor.  Raises ReturnValueError for any other name and for a suspended task.
        """
        version = self._version
        if name is None:
            direct = [found for found in self.task.predecessors if self._takes_part(found)]
            if len(direct) != 1:
                raise ReturnValueError(
                    f"Task {self.current_task_name} has {len(direct)} predecessors: name the one whose return value "
                    "is asked for."
                )
            return self._graph.return_value(direct[0])
        found = version.by_name.get(name)
        if found is None or found.id not in version.ancestors(self.task.id) or not self._takes_part(found.id):
            raise ReturnValueError(f"Task {name} is not a predecessor of task {self.current_task_name}.")
        return self._graph.return_value(found.id)

    def predecessor_states(self) -> list[str]:
        """Return how the resumed direct predecessors ended, NOT_EXECUTED for one that did not."""
        return [self._graph.completion_state(found) for found in self.task.predecessors if self._takes_part(found)]

    def completion_state(self, name: str) -> str:
        """Return how a task of the graph ended in this attempt or, if that did not repeat it, an earlier one.

        ``name`` is the unqualified stored name.  NOT_EXECUTED if it has not ended.  ReturnValueError for a stranger.
        """
        found = self._version.by_name.get(name)
        if found is None:
            raise ReturnValueError(f"Task {name} is not in the graph of task {self.current_task_name}.")
        return self._graph.completion_state(found.id)

    def config_value(self, path: str | None = None) -> str | None:
        """Return the configuration as compact JSON text, or the value at a path such as ``a.b[0]`` as text."""
        if self.config is None:
            return None
        value: object = orjson.loads(self.config)
        for step in _path_steps(path) if path is not None else ():
            if isinstance(step, int) and isinstance(value, list):
                value = value[step] if 0 <= step < len(value) else None
            elif isinstance(step, str) and isinstance(value, dict):
                value = value.get(step)
            else:
                return None
        if value is None:
            return None
        return value if isinstance(value, str) else orjson.dumps(value).decode()

    def runtime_info(self, key: str) -> str | TimeValue | None:
        """Return the value of a SYSTEM$TASK_RUNTIME_INFO key in any case; ReturnValueError for an unknown key."""
        record, version = self._record, self._version
        match key.upper():
            case "CURRENT_TASK_NAME":
                return self.current_task_name
            case "CURRENT_ROOT_TASK_NAME":
                return version.full_name(version.root_id)
            case "CURRENT_ROOT_TASK_UUID":
                return task_uuid(version.root_id)
            case "CURRENT_TASK_GRAPH_RUN_GROUP_ID":
                return record.group_id
            case "CURRENT_TASK_GRAPH_ORIGINAL_SCHEDULED_TIMESTAMP":
                return TimeValue(micros=micros(record.original_scheduled_time) or 0)
            case "LAST_SUCCESSFUL_TASK_GRAPH_RUN_GROUP_ID":
                return self._graph.record.last_success_group_id
            case "LAST_SUCCESSFUL_TASK_GRAPH_ORIGINAL_SCHEDULED_TIMESTAMP":
                last = micros(self._graph.record.last_success_time)
                return None if last is None else TimeValue(micros=last)
        raise ReturnValueError(f"Invalid value [{key}] for function 'SYSTEM$TASK_RUNTIME_INFO', parameter 1.")

    def _takes_part(self, task_id: ObjectId) -> bool:
        return task_id == self._version.root_id or self._version.by_id[task_id].started


def _path_steps(path: str) -> list[str | int]:
    """Return the keys and positions of a GET_PATH path: ``a.b[0]``, ``['k']``."""
    steps: list[str | int] = []
    for part in path.replace("[", ".[").split("."):
        if part.startswith("[") and part.endswith("]"):
            inner = part[1:-1].strip("'\"")
            steps.append(int(inner) if inner.isdecimal() and inner == part[1:-1] else inner)
        elif part:
            steps.append(part)
    return steps
