"""SHOW VARIABLES, TRANSACTIONS and LOCKS: what sessions hold at the moment."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from frazil.catalog.records import Table
from frazil.commands.context import Context, SessionState
from frazil.commands.results import Rows
from frazil.commands.session_service import sessions_of
from frazil.commands.show_scope import Row, columns, filters_of
from frazil.commands.system_functions import holds_on_account
from frazil.commands.variables import type_word
from frazil.core.ids import ObjectId, uuid_of
from frazil.engine.locks import LockInfo, LockMode
from frazil.engine.transactions import Transaction
from frazil.sql import statements as st

_TRANSACTION_UUID = 0x7A5E

_VARIABLES = columns(
    "session_id created_on updated_on name value type comment",
    times="created_on updated_on started_on",
    numbers="session_id",
)
_LOCKS = columns(
    "resource type transaction transaction_started_on status acquired_on query_id",
    times="transaction_started_on acquired_on",
    numbers="transaction",
)
_LOCKS_IN_ACCOUNT = (*columns("session", numbers="session"), *_LOCKS)
_TRANSACTIONS = columns(
    "id user session name started_on state scope", times="created_on updated_on started_on", numbers="id session"
)


def show_variables(statement: st.Show, context: Context) -> Rows:
    """List the session's variables in order of name."""
    rows: list[tuple[str, Row]] = []
    for name, value in sorted(context.state.variables.items()):
        shown = None if value is None else _shown(value)
        # Snowflake says when each was set; the session does not keep that.
        rows.append((name, (int(context.state.id), None, None, name, shown, type_word(value), "")))
    return Rows(_VARIABLES, filters_of(statement, context).select(rows))


def show_transactions(statement: st.Show, context: Context) -> Rows:
    """List the open transactions of the user; IN ACCOUNT those of everybody."""
    everybody = statement.scope == "ACCOUNT"
    if everybody and not holds_on_account(context, "MONITOR", "MANAGE GRANTS"):
        everybody = False
    rows: list[Row] = []
    for state in _states(context):
        transaction = state.transaction
        if transaction is None or not (everybody or state.user_name == context.state.user_name):
            continue
        name = transaction.name or uuid_of(_TRANSACTION_UUID, transaction.id)
        rows.append((transaction.id, state.user_name, int(state.id), name, transaction.started_on, "running", 0))
    return Rows(_TRANSACTIONS, sorted(rows, key=lambda row: str(row[0])))


def show_locks(statement: st.Show, context: Context) -> Rows:
    """List locks on tables, held and waited for, of the session's user; IN ACCOUNT those of everybody."""
    everybody = statement.scope == "ACCOUNT" and holds_on_account(context, "MONITOR", "MANAGE GRANTS")
    own = {state.id for state in _states(context) if state.user_name == context.state.user_name}
    rows: list[Row] = []
    for lock in context.services.store.locks.listing():
        transaction = lock.owner
        if not isinstance(transaction, Transaction) or lock.key[0] != "table":
            continue
        if everybody or transaction.owner in own:
            rows.append((int(str(transaction.owner)), *_lock_row(lock, transaction, context)))
    if statement.scope == "ACCOUNT":
        return Rows(_LOCKS_IN_ACCOUNT, rows)
    return Rows(_LOCKS, [row[1:] for row in rows])


def _states(context: Context) -> Iterator[SessionState]:
    """Yield the state of every session: the one that asks may be a task's, which no client has logged in to."""
    yield context.state
    for session in sessions_of(context).all():
        if session.state.id != context.state.id:
            yield session.state


def _lock_row(lock: LockInfo, transaction: Transaction, context: Context) -> Row:
    table = context.snapshot.get(Table, ObjectId(int(str(lock.key[1]))))
    resource = ".".join(context.snapshot.path(table)) if table is not None else str(lock.key[1])
    kind = "PARTITIONS" if lock.mode is LockMode.EXCLUSIVE else "SHARED"
    status = "HOLDING" if lock.granted else "WAITING"
    started = transaction.started_on
    return (resource, kind, transaction.id, started, status, started if lock.granted else None, None)


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime.datetime):
        return value.isoformat(sep=" ", timespec="milliseconds")
    return str(value)
