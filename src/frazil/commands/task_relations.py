"""The table functions about tasks: TASK_HISTORY, TASK_DEPENDENTS, CURRENT_TASK_GRAPHS, COMPLETE_TASK_GRAPHS.

Arguments come bound.  Times may be any expression; the others must be constants.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from frazil.catalog.records import ACCOUNT_ID, Database, Family, Schema, Task
from frazil.catalog.snapshot import Snapshot
from frazil.commands.context import Services, SessionState, roles_in_force
from frazil.core.errors import InvalidArgumentError, UnsupportedError
from frazil.core.ids import ObjectId
from frazil.core.names import split_qualified
from frazil.core.types import TIMESTAMP_LTZ
from frazil.engine.errors import marker
from frazil.engine.literals import quote_literal
from frazil.security.privileges import Need, decide
from frazil.sql.binder.casts import cast
from frazil.sql.binder.environment import Environment, SystemRelation
from frazil.sql.binder.names import find_schema
from frazil.sql.binder.typed import Typed, render_timestamp
from frazil.tasks.history import (
    HISTORY_WINDOW,
    HistoryFilter,
    Sight,
    complete_task_graphs,
    current_task_graphs,
    task_dependents,
    task_history,
)
from frazil.tasks.open_rows import open_graph_runs, open_runs

_MAX_LIMIT = 10_000
_SEEING = ("MONITOR", "OPERATE", "OWNERSHIP")
"""Privileges of which one shows the history of a task."""


class Arguments:
    """The arguments of one call, by name or by place."""

    def __init__(
        self, function: str, names: Sequence[str], arguments: Sequence[Typed], named: Mapping[str, Typed]
    ) -> None:
        self._function = function
        if len(arguments) > len(names):
            raise InvalidArgumentError(f"too many arguments for function [{function}]")
        self._given = {**dict(zip(names, arguments, strict=False)), **named}
        unknown = next((name for name in self._given if name not in names), None)
        if unknown is not None:
            raise InvalidArgumentError(f"invalid argument '{unknown}' for function '{function}'")

    def expression(self, name: str) -> Typed | None:
        """Return an argument as it was bound, or None."""
        return self._given.get(name)

    def constant(self, name: str) -> object:
        """Return a constant argument's value, None if it is not given."""
        given = self._given.get(name)
        if given is None:
            return None
        if given.constant is None:
            raise InvalidArgumentError(f"argument {name} of function '{self._function}' must be constant")
        return given.constant[0]

    def text(self, name: str) -> str | None:
        """Return a constant text, or None."""
        value = self.constant(name)
        return None if value is None else str(value)

    def flag(self, name: str, default: bool) -> bool:
        """Return a constant boolean."""
        value = self.constant(name)
        if value is None:
            return default
        return value if isinstance(value, bool) else str(value).upper() == "TRUE"

    def limit(self, default: int) -> int:
        """Return RESULT_LIMIT, from 1 to 10000."""
        value = self.constant("RESULT_LIMIT")
        if value is None:
            return default
        try:
            limit = int(str(value))
        except ValueError:
            limit = 0
        if limit > _MAX_LIMIT:
            raise InvalidArgumentError(
                f"Value for parameter RESULT_LIMIT exceeds maximum allowable value ({_MAX_LIMIT:,})."
            )
        if limit < 1:
            raise InvalidArgumentError(
                f"Invalid value [{value}] for function '{self._function}', parameter RESULT_LIMIT"
            )
        return limit


TaskFunction = Callable[[Environment, Services, SessionState, Sequence[Typed], Mapping[str, Typed]], SystemRelation]


def _task_history(
    environment: Environment,
    services: Services,
    state: SessionState,
    given: Sequence[Typed],
    named: Mapping[str, Typed],
) -> SystemRelation:
    names = (
        "SCHEDULED_TIME_RANGE_START", "SCHEDULED_TIME_RANGE_END", "RESULT_LIMIT", "TASK_NAME", "ERROR_ONLY",
        "ROOT_TASK_ID", "DATABASE_NAME", "SCHEMA_NAME",
    )  # fmt: skip
    arguments = Arguments("TASK_HISTORY", names, given, named)
    oldest = render_timestamp(environment.now - HISTORY_WINDOW)
    start = time_argument(arguments.expression("SCHEDULED_TIME_RANGE_START"), environment)
    end = time_argument(arguments.expression("SCHEDULED_TIME_RANGE_END"), environment)
    wanted = HistoryFilter(
        start=oldest if start is None else f"coalesce({in_window(start, oldest)}, {oldest})",
        end=None if end is None else in_window(end, oldest),
        limit=arguments.limit(100),
        task_name=arguments.text("TASK_NAME"),
        database_name=arguments.text("DATABASE_NAME"),
        schema_name=arguments.text("SCHEMA_NAME"),
        error_only=arguments.flag("ERROR_ONLY", False),
        root_task_id=arguments.text("ROOT_TASK_ID"),
        sight=_sight(environment.snapshot, state),
    )
    _settle(environment, services)
    return task_history(wanted, open_runs(services.tasks, environment.snapshot, environment.now))


def _current_task_graphs(
    environment: Environment,
    services: Services,
    state: SessionState,
    given: Sequence[Typed],
    named: Mapping[str, Typed],
) -> SystemRelation:
    arguments = Arguments("CURRENT_TASK_GRAPHS", ("RESULT_LIMIT", "ROOT_TASK_NAME"), given, named)
    rows = open_graph_runs(services.tasks, environment.snapshot, environment.now)
    return current_task_graphs(
        rows,
        limit=arguments.limit(1000),
        root_name=arguments.text("ROOT_TASK_NAME"),
        sight=_sight(environment.snapshot, state),
    )


def _complete_task_graphs(
    environment: Environment,
    services: Services,
    state: SessionState,
    given: Sequence[Typed],
    named: Mapping[str, Typed],
) -> SystemRelation:
    arguments = Arguments("COMPLETE_TASK_GRAPHS", ("RESULT_LIMIT", "ROOT_TASK_NAME", "ERROR_ONLY"), given, named)
    limit, root_name = arguments.limit(1000), arguments.text("ROOT_TASK_NAME")
    _settle(environment, services)
    return complete_task_graphs(
        environment.now,
        limit=limit,
        root_name=root_name,
        error_only=arguments.flag("ERROR_ONLY", False),
        sight=_sight(environment.snapshot, state),
    )


def _task_dependents(
    environment: Environment,
    services: Services,
    state: SessionState,
    given: Sequence[Typed],
    named: Mapping[str, Typed],
) -> SystemRelation:
    arguments = Arguments("TASK_DEPENDENTS", ("TASK_NAME", "RECURSIVE"), given, named)
    name = arguments.text("TASK_NAME") or ""
    snapshot = environment.snapshot
    refused = InvalidArgumentError(
        f"Invalid value [{name}] for function 'TASK_DEPENDENTS_SCAN', parameter 1: must be a valid task name"
    )
    try:
        parts = split_qualified(name)
    except ValueError:
        raise refused from None
    _, schema = find_schema(parts[:-1], environment)
    task = snapshot.find(Task, schema.id, parts[-1])
    visible = _visible(snapshot, state)
    if task is None or (visible is not None and task.id not in visible):
        raise refused
    return task_dependents(snapshot, task, recursive=arguments.flag("RECURSIVE", True))


TASK_FUNCTIONS: Mapping[str, TaskFunction] = {
    "TASK_HISTORY": _task_history,
    "CURRENT_TASK_GRAPHS": _current_task_graphs,
    "COMPLETE_TASK_GRAPHS": _complete_task_graphs,
    "TASK_DEPENDENTS": _task_dependents,
}
"""The functions by name, all of INFORMATION_SCHEMA."""


def task_function(
    environment: Environment,
    services: Services,
    state: SessionState,
    *,
    name: Sequence[str],
    arguments: Sequence[object],
    named: Mapping[str, object],
) -> SystemRelation | None:
    """Return the relation of a table function about tasks, None for a function that is none."""
    found = TASK_FUNCTIONS.get(name[-1])
    if found is None:
        return None
    bound = [argument for argument in arguments if isinstance(argument, Typed)]
    bound_named = {key: value for key, value in named.items() if isinstance(value, Typed)}
    if len(bound) != len(arguments) or len(bound_named) != len(named):
        raise UnsupportedError(f"an argument of {name[-1]}")
    return found(environment, services, state, bound, bound_named)


def in_window(instant: str, oldest: str) -> str:
    """Return a time that is refused, when the query runs, if it lies before the window of the history."""
    message = quote_literal(marker(InvalidArgumentError("Cannot retrieve data from more than 7 days ago.")))
    return f"CASE WHEN {instant} < {oldest} THEN CAST(error({message}) AS TIMESTAMP) ELSE {instant} END"


def time_argument(value: Typed | None, environment: Environment) -> str | None:
    """Return a time argument as DuckDB text of a TIMESTAMP in UTC."""
    if value is None:
        return None
    return cast(value, TIMESTAMP_LTZ, environment).sql


def _sight(snapshot: Snapshot, state: SessionState) -> Sight:
    """Return what the roles may see of the history of tasks."""
    roles = roles_in_force(snapshot, state)
    nameless: dict[str, set[ObjectId]] = {}
    for database in snapshot.children(Database, ACCOUNT_ID):
        database_is_known = _may_use(snapshot, roles, database)
        for schema in snapshot.children(Schema, database.id):
            tasks = {task.id for task in snapshot.children(Task, schema.id)}
            if not database_is_known:
                nameless.setdefault("DATABASE_NAME", set()).update(tasks)
            if tasks and not _may_use(snapshot, roles, schema):
                nameless.setdefault("SCHEMA_NAME", set()).update(tasks)
    return Sight(tasks=_visible(snapshot, state), nameless=nameless)


def _may_use(snapshot: Snapshot, roles: Collection[ObjectId], record: Database | Schema) -> bool:
    need = Need(privilege="USAGE", object_id=record.id, family=record.family, shown="")
    return decide(snapshot, roles, need).allowed


def _visible(snapshot: Snapshot, state: SessionState) -> Collection[ObjectId] | None:
    """Return the tasks whose history the roles may see, None for all of them."""
    roles = roles_in_force(snapshot, state)
    all_of_them = Need(privilege="MONITOR EXECUTION", object_id=ACCOUNT_ID, family=Family.ACCOUNT, shown="account")
    if decide(snapshot, roles, all_of_them).allowed:
        return None
    found = set()
    for task in snapshot.all(Task):
        need = Need(privilege=_SEEING[0], object_id=task.id, family=Family.TASK, shown="", any_of=_SEEING)
        if decide(snapshot, roles, need).allowed:
            found.add(task.id)
    return found


def _settle(environment: Environment, services: Services) -> None:
    """Make the events so far visible to the query that is being bound: it reads them from the store."""
    if not environment.describe_only:
        services.run_log.flush()
