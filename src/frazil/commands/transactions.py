"""BEGIN, COMMIT and ROLLBACK: the session's explicit transaction."""

from __future__ import annotations

from frazil.commands.context import Context
from frazil.commands.registry import TRANSACTION_TYPE, Effect, handles
from frazil.commands.results import Status
from frazil.engine.transactions import Transaction
from frazil.sql import statements as st

_DONE = Status("Statement executed successfully.")


@handles(st.Begin, Effect.TRANSACTION, TRANSACTION_TYPE, "BEGIN_TRANSACTION", privileges="none")
def begin(statement: st.Begin, context: Context) -> Status:
    """Open a transaction; one that is open goes on, as in Snowflake."""
    context.authorize()
    if context.state.transaction is None:
        open_transaction(context).name = statement.name or ""
    return _DONE


@handles(st.Commit, Effect.TRANSACTION, TRANSACTION_TYPE, "COMMIT", privileges="none")
def commit(statement: st.Commit, context: Context) -> Status:
    """Commit the open transaction; without one nothing happens.

    An aborted transaction raises its reason and is gone.
    """
    context.authorize()
    transaction, context.state.transaction = context.state.transaction, None
    if transaction is not None:
        try:
            transaction.commit()
        finally:
            transaction.rollback()
    return _DONE


@handles(st.Rollback, Effect.TRANSACTION, TRANSACTION_TYPE, "ROLLBACK", privileges="none")
def rollback(statement: st.Rollback, context: Context) -> Status:
    """Undo the open transaction; without one nothing happens."""
    context.authorize()
    transaction, context.state.transaction = context.state.transaction, None
    if transaction is not None:
        transaction.rollback()
    return _DONE


def open_transaction(context: Context) -> Transaction:
    """Give the session an explicit transaction, and return it; DuckDB's begins with its first write."""
    opened = context.services.store.transaction(
        context.state.id,
        lock_timeout_seconds=context.transaction.lock_timeout_seconds,
        explicit=True,
        started_on=context.now,
    )
    context.state.transaction = opened
    return opened
