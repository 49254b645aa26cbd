"""One session: its state, its statements, one at a time where they share state.

Reads and writes that stand alone may run side by side (asynchronous queries do); a statement that changes the session,
or runs in its open transaction, has the session to itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from copy import copy
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from frazil.catalog.records import Role
from frazil.commands.bind_stages import bind_folder
from frazil.commands.context import Services, SessionState
from frazil.commands.parameters import parse_known
from frazil.commands.registry import Effect, Entry
from frazil.core.errors import FrazilError, InternalError, StatementTimeoutError, UnsupportedError
from frazil.core.executor import Executor
from frazil.core.ids import QueryId, SessionId
from frazil.core.log import Log
from frazil.engine.query_log import QueryRecord
from frazil.engine.transactions import Transaction
from frazil.session.array_bindings import binding_rows
from frazil.session.bind_files import staged_rows
from frazil.session.bindings import bound_values
from frazil.session.endings import answer_of, line_of
from frazil.session.executions import Execution, Executions, Status
from frazil.session.immediate import open_immediate
from frazil.session.inherited import InheritedParameters
from frazil.session.pipeline import CommitHook, Done, Job, located, prepare, run
from frazil.session.requests import Outcome, SessionContext, StatementRequest
from frazil.session.several import (
    COUNT_PARAMETER,
    QUERY_TYPE,
    TYPE_ID,
    Link,
    chained,
    refused,
    split_request,
    summary,
)
from frazil.session.timers import Timers
from frazil.sql.binder.environment import BindingRows
from frazil.sql.tokens import fold_quoted
from frazil.tasks.limits import TimeLimit

_RESERVED = ("COMMIT", "ROLLBACK")
_REMEMBERED_QUERIES = 200
_SHORTEST_SECONDS = 0.001
_LOOK_SECONDS = 0.05
"""How often a statement that waits for another of its session looks whether it was cancelled."""

_log = Log("session")


class QueryLines(Protocol):
    """Where lines of the history of queries go."""

    def append(self, record: QueryRecord, /) -> object: ...  # noqa: D102


class Session:
    """A logged-in session, or the fresh one of a task's run; made by ``Sessions``."""

    def __init__(
        self,
        services: Services,
        executor: Executor,
        timers: Timers,
        inherited: InheritedParameters,
        state: SessionState,
    ) -> None:
        self.state = state
        self.task_limit: TimeLimit | None = None
        self.query_log: QueryLines = services.query_log
        self._services = services
        self._executor = executor
        self._timers = timers
        self._executions = Executions()
        self._inherited = inherited
        self._closed = False

    @property
    def id(self) -> SessionId:
        """Return the session's number."""
        return self.state.id

    @property
    def context(self) -> SessionContext:
        """Return where the session stands."""
        role = self._services.catalog.snapshot.get(Role, self.state.role_id)
        return SessionContext(
            database=self.state.database,
            schema=self.state.schema,
            warehouse=self.state.warehouse,
            role=role.name if role is not None else None,
        )

    @property
    def is_busy(self) -> bool:
        """Say whether a statement has not ended."""
        return bool(self._executions.running())

    def parameters(self) -> list[tuple[str, object]]:
        """Return the parameters in force, for the client."""
        return list(self._parameters({}).items())

    def submit(self, request: StatementRequest, *, commit: CommitHook | None = None) -> Execution:
        """Run a statement on the executor; a request id that came before returns its execution.

        Raises StatementCanceledError when the server is stopping.
        """
        execution, is_new = self._executions.find_or_add(request, QueryId(self._services.new_id()))
        if is_new:
            folder = bind_folder(request.bind_stage)
            if folder is not None and not request.describe_only:
                execution.add_done_callback(lambda: self._services.bind_stages.remove(self.id, folder))
            reserved = request.text.lstrip()[:8].upper().startswith(_RESERVED)
            action = self._action(execution, commit)
            self._executor.submit(action, reserved=reserved)
        return execution

    def _action(self, execution: Execution, commit: CommitHook | None) -> Callable[[], None]:
        """Return what runs a submitted request: one statement, or several one after the other."""
        request = execution.request
        if commit is None and not request.describe_only:
            count = self._statement_count(request)
            if count != 1:
                return lambda: self._execute_several(execution, count)
            return lambda: self._execute_chain(execution)
        return lambda: self.execute(execution, commit=commit)

    def _statement_count(self, request: StatementRequest) -> int:
        """Return how many statements a request holds, 0 for any number; what is no number is refused later."""
        for parameters in (request.parameters, self.state.parameters, self._inherited.values(self.state.user)):
            given = parameters.get(COUNT_PARAMETER)
            if given is not None:
                return int(str(given)) if str(given).isdecimal() else 1
        return 1

    def find_execution(self, query_id: QueryId) -> Execution | None:
        """Return a statement of this session by its query id, or None."""
        return self._executions.find(query_id)

    def abort(self, request_id: str) -> bool:
        """Cancel the statement of a request; say whether there was one."""
        execution = self._executions.of_request(request_id)
        if execution is None:
            return False
        execution.cancel()
        return True

    def cancel_running(self, but: QueryId | None = None) -> list[QueryId]:
        """Cancel every statement that has not ended, except the one that asks, and return their ids.

        One of several in a request spares that request too: they stop together.
        """
        asking = self._executions.find(but) if but is not None else None
        own = asking.canceller if asking is not None else None
        running = [execution for execution in self._executions.running() if execution.canceller is not own]
        for execution in running:
            execution.cancel()
        return [execution.query_id for execution in running]

    def execute(
        self,
        execution: Execution,
        *,
        commit: CommitHook | None = None,
        shared: Transaction | None = None,
        link: Link | None = None,
    ) -> None:
        """Run a submitted statement on this thread, to its outcome or error.

        ``shared``: the transaction that a writing statement goes into; whoever owns it commits it.  ``link``: what of
        its text is run, if it is a chain.
        """
        started = self._services.clock.now()
        execution.status = Status.RUNNING
        error: FrazilError | None = None
        done: Done | None = None
        entry: Entry | None = None
        outcome: Outcome | None = None
        text = execution.request.text
        try:
            job = self._job(execution, started, commit, shared, link)
            try:
                execution.canceller.check()
                done = self._run(execution, job, link.request if link is not None else execution.request)
                outcome = self._outcome(execution, job.entry.type_id, done)
            finally:
                entry, text = job.known_entry, job.text
        except FrazilError as failure:
            error = located(failure, text, execution.query_id)
            if isinstance(failure, InternalError):
                error = self._incident(failure, execution)
        except Exception as failure:
            error = self._incident(failure, execution)
        try:
            kind = (entry.type_id, entry.query_type) if entry is not None else (0, "UNKNOWN")
            self._remember(execution, kind, started, done, error)
        except Exception as failure:  # what has happened has happened: only its line of history is missing
            self._incident(failure, execution)
        if self._closed:
            self._abandon_transaction()
        if outcome is not None:
            execution.succeed(outcome)
        else:
            execution.fail(error or InternalError("The statement has no outcome"))

    def _execute_chain(self, execution: Execution) -> None:
        """Run the statements of a chain of ``->>`` in order; the last one's outcome is the chain's.

        Each is a statement of its own, but for the last, which is the chain itself.  A plain statement is one.
        """
        if "->>" not in execution.request.text:
            self.execute(execution)
            return
        started = self._services.clock.now()
        execution.status = Status.RUNNING
        before: list[QueryId] = []
        try:
            links = chained(execution.request)
            if (found := refused(links)) is not None:
                link, error = found
                raise located(error, link.text, execution.query_id)
            with self._limited(execution, self._parameters(execution.request.parameters), started):
                for link in links[:-1]:
                    child, _ = self._executions.find_or_add(link.request, QueryId(self._services.new_id()))
                    child.canceller = execution.canceller
                    self.execute(child, link=replace(link, before=tuple(before)))
                    if child.error is not None:
                        raise child.error
                    before.append(child.query_id)
                self.execute(execution, link=replace(links[-1], before=tuple(before)) if before else None)
        except FrazilError as failure:
            error = copy(failure)
            error.query_id = execution.query_id
            self._remember(execution, (0, "UNKNOWN"), started, None, error)
            execution.fail(error)

    def _execute_several(self, execution: Execution, count: int) -> None:
        """Run the statements of one request in order, each as one of its own; the first that fails is the last.

        What those before it did stays, as if they had been sent one by one.  All share one canceller.
        """
        started = self._services.clock.now()
        execution.status = Status.RUNNING
        children: list[tuple[QueryId, int]] = []
        done: Done | None = None
        error: FrazilError | None = None
        try:
            requests = split_request(execution.request, count)
            if len(requests) == 1:
                self._execute_chain(execution)
                return
            for request in requests:
                child, _ = self._executions.find_or_add(request, QueryId(self._services.new_id()))
                child.canceller = execution.canceller
                self._execute_chain(child)
                error = child.error  # with its place in its own statement
                if error is not None:
                    break
                children.append((child.query_id, child.outcome().statement_type_id))
            else:
                columns, table = summary()
                data = self._services.results.spool(execution.query_id, table.schema, table.to_batches(), now=started)
                done = Done(columns=columns, data=data, written=None, placeholders=0)
        except FrazilError as failure:
            error = located(failure, execution.request.text, execution.query_id)
        except Exception as failure:
            error = self._incident(failure, execution)
        try:
            self._remember(execution, (TYPE_ID, QUERY_TYPE), started, done, error)
        except Exception as failure:
            self._incident(failure, execution)
        if done is not None:
            execution.succeed(self._outcome(execution, TYPE_ID, done, tuple(children)))
        else:
            execution.fail(error or InternalError("The statements have no outcome"))

    def close(self) -> None:
        """Cancel what runs and roll back what is open; what a statement under way still opens goes with its end."""
        self._closed = True
        self.cancel_running()
        self._abandon_transaction()

    def _abandon_transaction(self) -> None:
        transaction, self.state.transaction = self.state.transaction, None
        if transaction is not None:
            transaction.abort("The session has ended")
            transaction.rollback()

    # ------------------------------------------------------------ running

    def _job(
        self,
        execution: Execution,
        started: datetime,
        commit: CommitHook | None,
        shared: Transaction | None,
        link: Link | None,
    ) -> Job:
        request = execution.request
        text = link.text if link is not None else request.text
        parameters = self._parameters(request.parameters)
        return Job(
            services=self._services,
            state=self.state,
            text=fold_quoted(text) if parameters["QUOTED_IDENTIFIERS_IGNORE_CASE"] is True else text,
            query_id=execution.query_id,
            canceller=execution.canceller,
            now=started,
            parameters=parameters,
            describe_only=request.describe_only,
            discards_rows=self.state.task is not None,
            commit=commit,
            shared=shared,
            chain=link.before if link is not None else (),
        )

    def _run(self, execution: Execution, job: Job, request: StatementRequest) -> Done:
        job.binding_rows = self._staged(request.bind_stage) or binding_rows(request.bindings)
        if job.binding_rows is None:
            job.bindings = bound_values(request.bindings)
        open_immediate(job)
        prepare(job)
        with self._limited(execution, job.parameters, job.now), self._alone(job):
            try:
                return run(job)
            except FrazilError as error:
                self._abort_on_error(job, error)
                raise

    def _staged(self, location: str) -> BindingRows | None:
        """Return the rows that were uploaded to a stage for bindings, None if the request names none."""
        if not location:
            return None
        folder = bind_folder(location)
        if folder is None:
            raise UnsupportedError(f"bindings in {location}")
        return staged_rows(self._services.bind_stages.files(self.id, folder))

    def _abort_on_error(self, job: Job, error: FrazilError) -> None:
        """Undo the open transaction after a statement of its own has failed, where the session wants that."""
        transaction = self.state.transaction
        if job.parameters["TRANSACTION_ABORT_ON_ERROR"] is True and transaction is not None and job.alone:
            transaction.abort(f"The transaction was aborted because a statement failed: {error.message}")

    @contextmanager
    def _alone(self, job: Job) -> Iterator[None]:
        """Have the session to oneself if the statement changes it, or runs in its transaction or opens one."""
        effect = job.entry.effect
        stands_alone = effect is Effect.READ or (effect is Effect.WRITE and job.autocommits)
        if stands_alone and self.state.transaction is None:
            # Whatever transaction another statement opens from now on, this one stays out of it.
            job.alone = False
            yield
            return
        lock = self.state.statement_lock
        if not lock.acquire(blocking=False):
            with self._executor.blocked():
                while not lock.acquire(timeout=_LOOK_SECONDS):
                    job.canceller.check()
        try:
            yield
        finally:
            lock.release()

    @contextmanager
    def _limited(self, execution: Execution, parameters: Mapping[str, object], now: datetime) -> Iterator[None]:
        """Stop the statement when its time is up: the statement's own or, if less is left, that of the task run."""
        seconds = float(str(parameters.get("STATEMENT_TIMEOUT_IN_SECONDS", 0)))
        error = StatementTimeoutError.after(seconds)
        if self.task_limit is not None:
            left = max((self.task_limit.deadline - now).total_seconds(), _SHORTEST_SECONDS)
            if not 0 < seconds < left:
                seconds, error = left, self.task_limit.error()
        if seconds <= 0:
            yield
            return
        cancel_timer = self._timers.after(seconds, lambda: execution.canceller.cancel(error))
        try:
            yield
        finally:
            cancel_timer()

    def _parameters(self, statement_level: Mapping[str, object]) -> dict[str, object]:
        inherited = self._inherited.values(self.state.user)
        return {**inherited, **self.state.parameters, **parse_known(statement_level)}

    # ------------------------------------------------------------ ends

    def _outcome(
        self, execution: Execution, type_id: int, done: Done, children: tuple[tuple[QueryId, int], ...] = ()
    ) -> Outcome:
        in_force, own = self._parameters({}), self.state.parameters
        return answer_of(execution, type_id, done, context=self.context, in_force=in_force, own=own, children=children)

    def _remember(
        self,
        execution: Execution,
        kind: tuple[int, str],
        started: datetime,
        done: Done | None,
        error: FrazilError | None,
    ) -> None:
        """Write the history line, and keep the columns for RESULT_SCAN; ``kind``: the type, in two forms."""
        if execution.request.describe_only:
            return
        type_id, query_type = kind
        if done is not None:
            self.state.query_ids.append(execution.query_id)
            del self.state.query_ids[:-_REMEMBERED_QUERIES]
            self._services.results.describe(execution.query_id, self.state, done.columns, type_id)
        line = line_of(
            execution,
            query_type,
            done,
            error,
            state=self.state,
            context=self.context,
            query_tag=str(self._parameters(execution.request.parameters).get("QUERY_TAG") or ""),
            started=started,
            ended=self._services.clock.now(),
        )
        self.query_log.append(line)

    def _incident(self, failure: Exception, execution: Execution) -> InternalError:
        """Log a bug of ours with its traceback, and return what the client is told."""
        incident = self._services.new_id()
        _log.exception("statement_failed", incident=incident, query_id=execution.query_id, error=repr(failure))
        error = InternalError(f"Processing aborted by error 300002; incident {incident}.")
        error.query_id = execution.query_id
        return error
