"""The bodies of tasks: each in a fresh session of the owner role, its effect committed together with its event."""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable

from frazil.commands.context import Services
from frazil.commands.parameters import parse_known
from frazil.commands.registry import HANDLERS, Effect
from frazil.commands.retention import drop_session_tables
from frazil.core.errors import FrazilError, ObjectNotFoundError
from frazil.core.ids import QueryId
from frazil.engine.run_log import RunLog
from frazil.engine.transactions import Transaction
from frazil.session.executions import Execution
from frazil.session.requests import StatementRequest
from frazil.session.sessions import Sessions
from frazil.sql.parser import parse
from frazil.sql.statements import Call, ExecuteTask
from frazil.tasks.runner import BodyRequest, Finish

SERVICE_USER = "SYSTEM"
_DEFAULT_TIMEOUT_MS = 3_600_000
_LONGEST_TIMEOUT_MS = 604_800_000


class TaskBodies:
    """Runs bodies for the scheduler (``tasks.runner.BodyRunner``)."""

    def __init__(self, services: Services, sessions: Sessions, run_log: RunLog) -> None:
        self._services = services
        self._sessions = sessions
        self._run_log = run_log
        self._mutex = threading.Lock()
        self._running: dict[QueryId, Execution] = {}

    def run_body(self, request: BodyRequest, finish: Finish) -> None:
        """Run a body to its end on this thread; see ``BodyRunner.run_body``."""
        if request.owner_id is None:
            raise ObjectNotFoundError("The task has no owner role.")
        state = self._sessions.new_state(None, SERVICE_USER, request.owner_id)
        state.database, state.schema, state.warehouse = request.database, request.schema, request.warehouse
        state.secondary = "NONE"
        state.parameters = dict(parse_known(request.parameters))
        # Whatever the account says: nobody would commit what a body leaves open.
        state.parameters["AUTOCOMMIT"] = True
        state.task = request.context
        session = self._sessions.open(state)
        session.task_limit_seconds = _limit_seconds(request)
        asked = StatementRequest(text=request.definition, request_id=request.query_id)
        execution = Execution(asked, request.query_id)
        with self._mutex:
            self._running[request.query_id] = execution
        try:
            commit = _committing(self._run_log, finish) if _commits_with_event(request.definition) else None
            session.execute(execution, commit=commit)
            execution.outcome()
        finally:
            with self._mutex:
                del self._running[request.query_id]
            session.close()
            drop_session_tables(self._services, session.id)

    def cancel(self, query_id: QueryId) -> bool:
        """Cancel the body that runs under a query id; say whether there is one."""
        with self._mutex:
            execution = self._running.get(query_id)
        if execution is None:
            return False
        execution.cancel()
        return True


def _limit_seconds(request: BodyRequest) -> float:
    """Return how long the body may take: USER_TASK_TIMEOUT_MS, an hour if it is not set, seven days for 0."""
    milliseconds = int(request.parameters.get("USER_TASK_TIMEOUT_MS", _DEFAULT_TIMEOUT_MS))
    return (milliseconds or _LONGEST_TIMEOUT_MS) / 1000


def _committing(run_log: RunLog, finish: Finish) -> Callable[[Transaction, Callable[[], object]], None]:
    def commit(transaction: Transaction, publish: Callable[[], object]) -> None:
        with finish.lock:
            run_log.commit_with(transaction, finish.succeeded(), publish)
            finish.applied()

    return commit


def _commits_with_event(definition: str) -> bool:
    """Say whether the body's effect and its event are one commit.

    Not where more follows the commit: an EXECUTE TASK starts its graph run after it has stored the version.
    """
    try:
        return is_repeatable(definition)
    except FrazilError:
        return False  # it has no effect: executing it raises the same


@functools.lru_cache(maxsize=4096)
def is_repeatable(definition: str) -> bool:
    """Say whether a body is one statement that commits with its event, so that a crash lets it run again.

    A query, DML, CTAS or DDL is; a CALL, EXECUTE TASK, or a statement that calls a SYSTEM$ function with an effect
    outside its transaction is not.  Raises SqlSyntaxError for a body that is no statement.
    """
    statement = parse(definition)
    if isinstance(statement, Call | ExecuteTask):
        return False
    entry = HANDLERS.get(type(statement))
    if entry is None or entry.effect not in (Effect.READ, Effect.WRITE, Effect.DEFINE):
        return False
    return not _has_outside_effect(definition)


_OUTSIDE = (
    "SYSTEM$SEND",
    "SYSTEM$EXECUTE",
    "SYSTEM$CANCEL",
    "SYSTEM$ABORT",
    "SYSTEM$TASK_DEPENDENTS_ENABLE",
    "SYSTEM$USER_TASK",
)


def _has_outside_effect(definition: str) -> bool:
    """Say whether a statement's text names a function that acts at once, outside its transaction."""
    upper = definition.upper()
    return any(name in upper for name in _OUTSIDE)
