"""The bodies of tasks: each in a fresh session of the owner role, its effect committed together with its event."""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace

from frazil.catalog.records import User
from frazil.commands.context import Services
from frazil.commands.parameters import parse_known
from frazil.commands.registry import HANDLERS, Effect
from frazil.commands.retention import drop_session_tables
from frazil.core.errors import FrazilError, LockTimeoutError, ObjectNotFoundError, TransactionAbortedError
from frazil.core.ids import QueryId
from frazil.engine.query_log import QueryRecord
from frazil.engine.run_log import RunLog, TaskEvent
from frazil.engine.transactions import Transaction
from frazil.session.executions import Execution
from frazil.session.pipeline import CommitHook
from frazil.session.requests import StatementRequest
from frazil.session.sessions import Sessions
from frazil.sql.ast import String
from frazil.sql.parser import parse
from frazil.sql.statements import Call, Delete, ExecuteImmediate, ExecuteTask, Insert, Merge, Update
from frazil.tasks.bodies import BodyRequest, Finish
from frazil.tasks.errors import RunAloneError

SERVICE_USER = "SYSTEM"


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
        commits = self.is_repeatable(request.definition)
        self.execute(request, commit=_committing(self._run_log, finish) if commits else None)

    def is_repeatable(self, definition: str) -> bool:
        """Say whether a body commits with its event, and may run again after a crash; see ``is_repeatable``."""
        try:
            return is_repeatable(definition)
        except FrazilError:
            return True  # it has no effect: running it again raises the same

    def can_share(self, definition: str) -> bool:
        """Say whether a body is one DML statement that waits for nothing, which needs no commit of its own."""
        try:
            return is_dml(definition) and "SYSTEM$WAIT" not in definition.upper()
        except FrazilError:
            return False

    def share(self) -> SharedTransaction:
        """Return a transaction for the bodies of a batch."""
        return SharedTransaction(self, self._services, self._run_log)

    def execute(
        self,
        request: BodyRequest,
        *,
        commit: CommitHook | None = None,
        shared: Transaction | None = None,
        query_log: list[QueryRecord] | None = None,
    ) -> None:
        """Run a body in a session of its own; raises what it fails with.

        Its effect goes into ``shared`` and its line of history into ``query_log``, if they are given.
        """
        if request.owner_id is None:
            raise ObjectNotFoundError("The task has no owner role.")
        user = self._services.catalog.snapshot.get(User, request.execute_as_id)
        if user is None and request.execute_as_id is not None:
            raise ObjectNotFoundError("The user of EXECUTE AS USER does not exist any more.", sqlstate="02000")
        state = self._sessions.new_state(user, user.name if user is not None else SERVICE_USER, request.owner_id)
        state.database, state.schema, state.warehouse = request.database, request.schema, request.warehouse
        state.secondary = user.default_secondary_roles if user is not None else "NONE"
        state.parameters = dict(parse_known(request.parameters))
        # Whatever the account says: nobody would commit what a body leaves open.
        state.parameters["AUTOCOMMIT"] = True
        state.task = request.context
        session = self._sessions.open(state)
        session.task_limit = request.limit
        if query_log is not None:
            session.query_log = query_log
        asked = StatementRequest(text=request.definition, request_id=request.query_id)
        execution = Execution(asked, request.query_id)
        with self._mutex:
            self._running[request.query_id] = execution
        if request.is_cancelled():
            execution.cancel()
        try:
            session.execute(execution, commit=commit, shared=shared)
            execution.outcome()
        finally:
            with self._mutex:
                del self._running[request.query_id]
            session.close()
            drop_session_tables(self._services, session.id)

    def cancel(self, query_id: QueryId, reason: FrazilError | None = None) -> bool:
        """Cancel the body that runs under a query id; say whether there is one."""
        with self._mutex:
            execution = self._running.get(query_id)
        if execution is None:
            return False
        execution.canceller.cancel(reason)
        return True


class SharedTransaction:
    """One transaction for the bodies of a batch (``tasks.bodies.SharedCommit``).

    A body's line in the history of queries is written when its effect is there, or when it has failed for good.
    """

    def __init__(self, bodies: TaskBodies, services: Services, run_log: RunLog) -> None:
        self.lost = False
        self._bodies = bodies
        self._run_log = run_log
        self._query_log = services.query_log
        self._lines: list[QueryRecord] = []
        self._query_id: QueryId | None = None
        # Whoever waits for a lock must hold none of others, so it does not wait at all.
        self._transaction = services.store.transaction(
            self, lock_timeout_seconds=0.0, explicit=True, started_on=services.clock.now()
        )

    def run_body(self, request: BodyRequest) -> None:
        """Run a body in the transaction; see ``SharedCommit.run_body``."""
        lines: list[QueryRecord] = []
        self._query_id = request.query_id
        try:
            self._bodies.execute(request, shared=self._transaction, query_log=lines)
        except FrazilError as error:
            own = self._own_error(error)
            for line in lines:
                self._query_log.append(replace(line, error_code=own.code, error_message=own.message))
            if own is error:
                raise
            raise own from error
        finally:
            self._query_id = None
        self._lines += lines

    def interrupt(self) -> None:
        """Have the body that runs end with RunAloneError."""
        query_id = self._query_id
        if query_id is not None:
            self._bodies.cancel(query_id, RunAloneError("the body takes too long for a shared commit"))

    def commit(self, events: Sequence[TaskEvent]) -> None:
        """Commit what the bodies wrote together with their events."""
        try:
            self._run_log.commit_with(self._transaction, events)
            for line in self._lines:
                self._query_log.append(line)
        finally:
            self.close()

    def close(self) -> None:
        """Undo what was not committed, and let the locks go."""
        self._transaction.rollback()

    def _own_error(self, error: FrazilError) -> FrazilError:
        """Return what a body failed with for good; raises RunAloneError if it is to run again by itself."""
        cause = error
        if isinstance(error, TransactionAbortedError):
            # The statement was to be undone alone, and could not be.
            self.lost = True
            cause = error.__cause__ if isinstance(error.__cause__, FrazilError) else error
        if isinstance(cause, RunAloneError | LockTimeoutError | TransactionAbortedError):
            raise RunAloneError(cause.message) from error
        return cause


def _committing(run_log: RunLog, finish: Finish) -> CommitHook:
    def commit(transaction: Transaction, publish: Callable[[], object]) -> None:
        run_log.commit_with(transaction, [finish.succeeded()], publish)
        finish.applied()

    return commit


@functools.lru_cache(maxsize=4096)
def is_repeatable(definition: str) -> bool:
    """Say whether a body is one statement that commits with its event, so that a crash lets it run again.

    A query, DML, CTAS or DDL is; a CALL, EXECUTE TASK, or a statement that calls a SYSTEM$ function with an effect
    outside its transaction is not.  Raises SqlSyntaxError for a body that is no statement.
    """
    statement = parse(definition)
    if isinstance(statement, ExecuteImmediate) and isinstance(statement.source, String):
        return is_repeatable(statement.source.value)
    if isinstance(statement, Call | ExecuteTask):
        return False
    entry = HANDLERS.get(type(statement))
    if entry is None or entry.effect not in (Effect.READ, Effect.WRITE, Effect.DEFINE):
        return False
    return not _has_outside_effect(definition)


@functools.lru_cache(maxsize=4096)
def is_dml(definition: str) -> bool:
    """Say whether a body is one INSERT, UPDATE, DELETE or MERGE without an effect outside its transaction."""
    return is_repeatable(definition) and isinstance(parse(definition), Insert | Update | Delete | Merge)


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
