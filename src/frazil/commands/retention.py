"""What goes without a statement: temporary tables of sessions that end, and what was dropped long ago."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from frazil.catalog.records import Table
from frazil.commands.context import CATALOG_LOCK, Services
from frazil.commands.lifetimes import Removal, purge, session_tables
from frazil.commands.lookup import tables_of
from frazil.core.errors import FrazilError
from frazil.core.ids import SessionId
from frazil.core.log import Log
from frazil.engine.locks import LockMode, table_key
from frazil.engine.tracking import forget_commits_sql, forget_sql

_LOCK_SECONDS = 60.0
_EXTENSION_DAYS = 14
"""Changes are kept so long even where the table's retention is shorter: MAX_DATA_EXTENSION_TIME_IN_DAYS."""

_log = Log("retention")


def drop_session_tables(services: Services, session_id: SessionId) -> None:
    """Remove the temporary tables of a session that has ended, in a transaction of its own.

    Storage that cannot be removed now is removed when the store is next opened.
    """
    try:
        _remove(services, session_id, lambda: session_tables(services.catalog.snapshot, session_id))
    except FrazilError as error:
        _log.warning("session_tables_left", session=session_id, error=str(error))
        services.catalog.publish(session_tables(services.catalog.snapshot, session_id).changes)


def purge_expired(services: Services, now: datetime) -> int:
    """Remove for good what was dropped and is beyond its retention; return how many records went."""
    return _remove(services, "retention", lambda: purge(services.catalog.snapshot, now))


def forget_changes(services: Services, now: datetime) -> int:
    """Forget changes of tracked tables that are beyond their tables' retention; return how many rows went.

    The highest numbers stay known: those of transactions go on from them.
    """
    tables = [table for table in services.catalog.snapshot.all(Table) if table.tracked]
    kept = {table.id: timedelta(days=max(table.retention_days, _EXTENSION_DAYS)) for table in tables}
    removed = sum(services.store.delete(forget_sql(table, now - kept[table.id])) for table in tables)
    return removed + services.store.delete(forget_commits_sql(now - max(kept.values(), default=timedelta(0))))


def _remove(services: Services, owner: object, find: Callable[[], Removal]) -> int:
    """Remove what ``find`` says, looked for again once the locks are held: it may have been brought back."""
    first = find()
    if not first.changes:
        return 0
    transaction = services.store.transaction(owner, lock_timeout_seconds=_LOCK_SECONDS)
    try:
        tables = tables_of([change.record for change in first.changes])
        transaction.lock({table_key(table_id): LockMode.EXCLUSIVE for table_id in tables})
        transaction.lock({CATALOG_LOCK: LockMode.EXCLUSIVE})
        removal = find()
        transaction.define(removal.changes, removal.storage)
        transaction.commit(lambda: services.catalog.publish(removal.changes))
        return len(removal.changes)
    finally:
        transaction.rollback()
