"""The one way of every statement: parse, bind, check, act in one commit, keep the result, write the history.

A statement may be bound more than once: again with wide arithmetic when 64 bits overflowed, again after a column was
widened, again when storage changed under its plan.  What SYSTEM$ functions did is remembered, so that it is done once.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import pyarrow as pa

from frazil.catalog.records import Role, Table
from frazil.catalog.snapshot import Snapshot
from frazil.commands.account_access import deletions
from frazil.commands.context import Context, Services, SessionState
from frazil.commands.plans import Key, Plan, Request, plan_request
from frazil.commands.queries import read_values
from frazil.commands.registry import HANDLERS, Effect, Entry
from frazil.commands.relations import CommandRelations
from frazil.commands.results import Fetched, Result, Rows, Status, Stored, Upload, Written
from frazil.commands.system_functions import call_system_function
from frazil.commands.tags import add_created_tags
from frazil.commands.transactions import open_transaction
from frazil.core.errors import (
    FrazilError,
    InternalError,
    NumberRangeError,
    TransactionAbortedError,
    UnsupportedError,
)
from frazil.core.ids import QueryId
from frazil.engine.cancel import Canceller
from frazil.engine.errors import NeedsWideArithmetic, NeedsWiderColumn, StalePlan
from frazil.engine.locks import LockMode, table_key
from frazil.engine.results import StoredResult, loose
from frazil.engine.transactions import Transaction
from frazil.session.output import output_query, status_rows, written_rows
from frazil.session.rows import arrow_table
from frazil.sql import ast
from frazil.sql.binder.dispatch import bind
from frazil.sql.binder.environment import BindingRows, Bindings, Environment, Scope, SessionFacts
from frazil.sql.columns import ResultColumn
from frazil.sql.parser import parse
from frazil.sql.statements import Statement
from frazil.sql.tokens import tokenize

_MAX_ATTEMPTS = 8
_NOTHING = StoredResult(
    query_id=QueryId(""),
    schema=pa.schema([]),
    row_count=0,
    size_bytes=0,
    chunks=(),
    created_on=datetime.min.replace(tzinfo=UTC),
)

CommitHook = Callable[[Transaction, Callable[[], object]], None]
"""Commits a transaction that has an effect: ``(transaction, publish)``.  A task's run puts its events beside it."""

_PLANNED = (
    "DEFAULT_NULL_ORDERING",
    "ERROR_ON_NONDETERMINISTIC_MERGE",
    "ERROR_ON_NONDETERMINISTIC_UPDATE",
    "SEARCH_PATH",
)
"""Parameters that change the plans of common statements: a plan is kept for their values.

Texts that depend on others say so as they are bound, and their plans are not kept.
"""


@dataclass(slots=True, kw_only=True)
class Job:
    """One statement to run, with everything that does not change when it is bound again.

    ``alone``: the statement has the session to itself; one that has not stays out of the session's open transaction.
    ``shared``: somebody else's transaction that it goes into instead; only for statements that write.
    ``using``: the statements of EXECUTE IMMEDIATE around it, outermost first: their texts and bind variables.
    ``chain``: those before it in a chain of ``->>``.
    """

    services: Services
    state: SessionState
    text: str
    query_id: QueryId
    canceller: Canceller
    now: datetime
    parameters: Mapping[str, object]
    bindings: Bindings = field(default_factory=dict)
    describe_only: bool = False
    discards_rows: bool = False
    commit: CommitHook | None = None
    shared: Transaction | None = None
    binding_rows: BindingRows | None = None
    request: Request | None = None
    plan: Plan | None = None
    alone: bool = True
    system_results: dict[Hashable, object] = field(default_factory=dict)
    parsed: Statement | None = None
    using: list[tuple[str, tuple[ast.Expression, ...]]] = field(default_factory=list)
    chain: Sequence[QueryId] = ()

    @property
    def statement(self) -> Statement:
        """Return the parsed statement; with a plan, one of the same shape."""
        if self.plan is not None:
            return self.plan.statement
        if self.parsed is None:
            tokens = self.request.tokens if self.request is not None else None
            self.parsed = parse(self.text, lift=self.request is not None, tokens=tokens)
        return self.parsed

    @property
    def transaction(self) -> Transaction | None:
        """Return the open transaction that the statement runs in, if there is one: it is not committed with it."""
        return self.shared or (self.state.transaction if self.alone else None)

    @property
    def autocommits(self) -> bool:
        """Say whether the statement commits by itself where no transaction is open."""
        return str(self.parameters.get("AUTOCOMMIT", True)).lower() != "false"

    @property
    def entry(self) -> Entry:
        """Return the statement's handler and kind."""
        entry = HANDLERS.get(type(self.statement))
        if entry is None:
            raise UnsupportedError(type(self.statement).__name__)
        return entry

    @property
    def known_entry(self) -> Entry | None:
        """Return the handler and kind if the text was a statement, else None."""
        statement = self.plan.statement if self.plan is not None else self.parsed
        return HANDLERS.get(type(statement)) if statement is not None else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What a job came to; ``data`` is None for a description."""

    columns: tuple[ResultColumn, ...]
    data: StoredResult
    written: Written | None
    placeholders: int
    upload: Upload | None = None


def run(job: Job) -> Done:
    """Run one statement to its end; raises FrazilErrors, and then nothing of it has happened."""
    wide = False
    for attempt in range(_MAX_ATTEMPTS):
        last = attempt == _MAX_ATTEMPTS - 1
        transaction = _transaction(job)
        context = _current_context(job, transaction, wide)
        version = context.snapshot.version
        try:
            return _attempt(job, context)
        except NeedsWideArithmetic:
            if wide:
                raise NumberRangeError("Number out of representable range") from None
            wide = True
            # What overflowed is bound on its own: a plan kept wide would be slow for every other literal.
            job.request = job.plan = job.parsed = None
        except TransactionAbortedError:
            # Its snapshot was too old and its statement not one to replay.  Nothing of it is there: once more, afresh.
            if transaction is job.transaction or job.canceller.canceled or last:
                raise
        except NeedsWiderColumn as signal:
            _widen(job, signal)
            prepare(job)
        except StalePlan as signal:
            if job.services.catalog.snapshot.version == version:
                raise InternalError("A plan does not fit the storage") from signal
            prepare(job)
        finally:
            if transaction is not job.transaction:
                transaction.rollback()
    raise InternalError("A statement could not be brought to an end")


def prepare(job: Job) -> None:
    """Look for a kept plan of the text under the circumstances of now; parse it if there is none.

    Raises what the parser raises.
    """
    job.plan = None
    if job.bindings or job.binding_rows is not None or job.using or job.describe_only:
        return
    job.request = plan_request(job.text, _circumstances(job, job.services.catalog.snapshot))
    job.plan = job.services.plans.find(job.request) if job.request is not None else None


def _circumstances(job: Job, snapshot: Snapshot) -> Key:
    """Return what the names and privileges of a text, and the plans of any text, depend on."""
    state = job.state
    own = state.id if snapshot.temporary else None
    user = state.user.id if state.user is not None else None
    parameters = tuple(job.parameters.get(name) for name in _PLANNED)
    return (snapshot.version, state.role_id, state.secondary, user, state.database, state.schema, own, parameters)


def _transaction(job: Job) -> Transaction:
    """Return the transaction the statement runs in; DDL first commits what is open."""
    effect = job.entry.effect
    open_one = job.transaction
    if effect is Effect.DEFINE and open_one is not None and not job.describe_only:
        job.state.transaction = None
        try:
            open_one.commit()
        finally:
            open_one.rollback()
    elif effect in (Effect.READ, Effect.WRITE) and open_one is not None:
        open_one.fail_if_aborted()
        return open_one
    return job.services.store.transaction(job.state.id, lock_timeout_seconds=_lock_timeout(job), started_on=job.now)


def _current_context(job: Job, transaction: Transaction, wide: bool) -> Context:
    """Return the context of an attempt, and see to it that what the job knows of kept plans belongs to it.

    Between ``prepare`` and here the statement may have waited behind another that changed the session or the catalog:
    bound now and kept under the circumstances of then, it would serve others wrongly.
    """
    for _ in range(_MAX_ATTEMPTS):
        context = _context(job, transaction, wide)
        if job.request is None or job.request.circumstances == _circumstances(job, context.snapshot):
            return context
        prepare(job)
    job.request = job.plan = None
    return _context(job, transaction, wide)


def _context(job: Job, transaction: Transaction, wide: bool) -> Context:
    services, state = job.services, job.state
    snapshot = services.catalog.snapshot
    role = snapshot.get(Role, state.role_id)
    facts = SessionFacts(
        session_id=state.id,
        user=state.user_name,
        role_id=state.role_id,
        role=role.name if role is not None else "",
        database=state.database,
        schema=state.schema,
        warehouse=state.warehouse,
        account=services.account,
        parameters=job.parameters,
        variables=state.variables,
        last_query_ids=state.query_ids,
        chain=job.chain,
        transaction_id=state.transaction.id if state.transaction is not None else None,
        statement=job.statement.text.strip(),
        user_record=state.user,
        secondary=state.secondary,
        client=state.client,
        address=state.address,
    )
    environment = Environment(
        snapshot=snapshot,
        facts=facts,
        now=job.now,
        relations=CommandRelations(services, state),
        bindings=job.bindings,
        binding_rows=job.binding_rows,
        wide=wide,
        describe_only=job.describe_only,
    )
    for text, variables in job.using:
        environment.bindings = _bind_variables(text, variables, environment)
    context = Context(
        services=services,
        state=state,
        environment=environment,
        transaction=transaction,
        canceller=job.canceller,
        query_id=job.query_id,
        request=job.request,
        plan=(job.plan, job.request) if job.plan is not None and job.request is not None else None,
    )
    environment.read_values = lambda sql: read_values(sql, context)
    if not job.describe_only:
        environment.system_function = _system_functions(job, context)
    return context


def _bind_variables(text: str, variables: Sequence[ast.Expression], environment: Environment) -> Bindings:
    """Return the values of a USING clause, which may be bindings of the statement that has it."""
    try:
        return {number: bind(each, Scope.of_values(environment)) for number, each in enumerate(variables, 1)}
    except FrazilError as error:
        error.locate(text)
        raise


def _system_functions(job: Job, context: Context) -> Callable[[ast.Function, Sequence[object]], object]:
    def evaluate(node: ast.Function, arguments: Sequence[object]) -> object:
        # Positions alone are not enough: those in a view are positions in the view's text.
        call = (node.position, node.name[-1], *arguments)
        if call not in job.system_results:
            job.system_results[call] = call_system_function(node.name[-1], context, arguments)
        return job.system_results[call]

    return evaluate


def _attempt(job: Job, context: Context) -> Done:
    entry = job.entry
    if job.describe_only and entry.effect not in (Effect.READ,):
        return _described(job, context)
    if entry.effect is Effect.WRITE and job.transaction is None and not job.autocommits:
        context.transaction = open_transaction(context)
    result = entry.handler(job.statement, context)
    if not context.authorized:
        raise InternalError(f"{type(job.statement).__name__} did not check its privileges")
    done = _finish(job, context, result)
    _commit(job, context)
    return done


def _commit(job: Job, context: Context) -> None:
    """Commit a statement that stands alone, publish what it defined, and do what was to be done after."""
    transaction = context.transaction
    if context.tags or context.column_tags:
        add_created_tags(context)
    if context.changes or context.storage:
        transaction.define(context.changes, context.storage)
        transaction.append(deletions(context.snapshot, context.changes, context.now))
    changes = transaction.changes

    def publish() -> None:
        if changes:
            job.services.catalog.publish(changes)

    if transaction is not job.transaction:
        if job.commit is not None and transaction.has_written:
            job.commit(transaction, publish)
        else:
            transaction.commit(publish)
    for action in context.after_commit:
        action()


def _finish(job: Job, context: Context, result: Result) -> Done:
    placeholders = context.environment.placeholders
    written = None
    match result:
        case Fetched(query=query):
            columns = query.result_columns
            data = _read(job, context, result)
        case Status(text=text):
            columns, table = status_rows(text)
            data = _keep(job, table.schema, table.to_batches())
        case Rows(columns=columns, rows=rows, once=once):
            table = arrow_table(columns, () if job.describe_only else rows)
            data = loose(job.query_id, table, now=job.now) if once else _keep(job, table.schema, table.to_batches())
        case Stored(columns=columns, table=table):
            data = _keep(job, table.schema, table.to_batches())
        case Upload():
            return Done(columns=(), data=_NOTHING, written=None, placeholders=placeholders, upload=result)
        case Written() if job.discards_rows:
            columns, data, written = (), _NOTHING, result
        case Written():
            columns, table = written_rows(result)
            data = _keep(job, table.schema, table.to_batches())
            written = result
    return Done(columns=columns, data=data, written=written, placeholders=placeholders)


def _read(job: Job, context: Context, fetched: Fetched) -> StoredResult:
    """Read a query to its end into the result store."""
    if job.describe_only:
        table = arrow_table(fetched.query.result_columns, ())
        return _keep(job, table.schema, ())
    environment = context.environment
    text, reads = output_query(fetched.query, job.parameters), frozenset(environment.reads)
    cache = job.services.results.cache
    question = cache.question(text, reads) if _may_reuse(job, environment) else None
    if question is not None:
        earlier: StoredResult | None = cache.answer(question, job.query_id, now=job.now)
        if earlier is not None:
            return earlier
    reader = context.transaction.read(text, reads, job.canceller, tables=environment.arrow_tables)
    with reader:
        kept = _keep(job, reader.schema, reader)
    if question is not None:
        cache.keep(question, job.query_id)
    return kept


def _may_reuse(job: Job, environment: Environment) -> bool:
    """Say whether a query may be answered by an earlier result, and answer later ones.

    What an open transaction has written is its own, and the rows of a task's body are nobody's.
    """
    if job.parameters["USE_CACHED_RESULT"] is not True or job.transaction is not None or job.discards_rows:
        return False
    return not (environment.volatile or environment.arrow_tables)


def _keep(job: Job, schema: pa.Schema, batches: Iterable[pa.RecordBatch]) -> StoredResult:
    if job.discards_rows:
        # Nobody can ask for the rows of a task's body: it is run to its end, and only their number is kept.
        return replace(_NOTHING, row_count=sum(batch.num_rows for batch in batches))
    stored: StoredResult = job.services.results.spool(job.query_id, schema, batches, now=job.now)
    return stored


def _described(job: Job, context: Context) -> Done:
    """Describe a statement that is no query: drivers ask for the placeholders of an INSERT."""
    columns, table = written_rows(Written(inserted=0))
    count = tokenize(job.text).keys.count("?")
    return Done(columns=columns, data=_keep(job, table.schema, ()), written=None, placeholders=count)


def _widen(job: Job, signal: NeedsWiderColumn) -> None:
    """Widen the columns for everybody; the statement is then bound again."""
    catalog, transaction = job.services.catalog, job.transaction
    owner = transaction or job.services.store.transaction(
        job.state.id, lock_timeout_seconds=_lock_timeout(job), started_on=job.now
    )
    try:
        owner.lock({table_key(signal.table_id): LockMode.EXCLUSIVE}, job.canceller)
        # Looked up under the lock: while it was waited for the table may have been altered, widened or dropped.
        table = catalog.snapshot.get(Table, signal.table_id)
        if table is not None:
            catalog.publish([owner.widen(table, signal.column_ids)])
    finally:
        if owner is not transaction:
            owner.rollback()


def _lock_timeout(job: Job) -> float:
    return float(str(job.parameters.get("LOCK_TIMEOUT", 43_200)))


def located(error: FrazilError, text: str, query_id: QueryId) -> FrazilError:
    """Return the error with its place in the statement and the query's id."""
    error.locate(text)
    error.query_id = query_id
    return error
