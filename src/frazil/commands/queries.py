"""Queries and DML: bind, check, read or write in the session's transaction."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from frazil.catalog.records import Table
from frazil.commands.context import Context
from frazil.commands.objects import DONE
from frazil.commands.plans import Plan, fill, filled_query, filled_write
from frazil.commands.registry import (
    DDL_TYPE,
    DELETE_TYPE,
    INSERT_TYPE,
    MERGE_TYPE,
    MULTI_INSERT_TYPE,
    SELECT_TYPE,
    UPDATE_TYPE,
    Effect,
    handles,
)
from frazil.commands.results import Fetched, Status, Written
from frazil.commands.write_errors import WrittenTable, is_of_value, told
from frazil.core.errors import ObjectNotFoundError, UserError
from frazil.core.ids import ObjectId
from frazil.engine.errors import NeedsWideArithmetic, NeedsWiderColumn
from frazil.engine.journal import Count, Write
from frazil.engine.locks import LockMode
from frazil.engine.transactions import TransactionState
from frazil.security.privileges import check
from frazil.sql import statements as st
from frazil.sql.binder.environment import Environment
from frazil.sql.binder.multi_insert import bind_multi_insert
from frazil.sql.binder.queries import bind_query
from frazil.sql.binder.targets import BoundWrite
from frazil.sql.binder.writes import bind_write

_NEXTVAL = re.compile(r"nextval\('(data\.[is]\d+)'\)")
"""Not what a text of a user's may hold: in it quotes are doubled."""

_CONTAINERS = "USAGE on the database and schema of every relation"


@handles(st.Select, Effect.READ, SELECT_TYPE, "SELECT", privileges=f"SELECT on every relation read; {_CONTAINERS}")
def select(statement: st.Select, context: Context) -> Fetched:
    """Return the query bound; the session reads it."""
    if context.plan is not None:
        plan, request = context.plan
        _take_up(plan, context)
        return Fetched(plan.query(request))
    bound = bind_query(statement.query, context.scope())
    context.environment.volatile |= context.environment.sequenced
    context.authorize()
    if context.request is None:
        return Fetched(bound)
    context.services.plans.keep(context.request, statement, bound, context.environment)
    return Fetched(filled_query(bound, context.request))


@handles(
    st.Insert,
    Effect.WRITE,
    INSERT_TYPE,
    "INSERT",
    privileges=f"INSERT on the table, SELECT on what is read; {_CONTAINERS}",
)
def insert(statement: st.Insert, context: Context) -> Written:
    """Insert rows; OVERWRITE also needs DELETE and takes the table for itself."""
    bound = _bound(statement, context)
    return Written(inserted=_rows(_write(bound, context)))


@handles(
    st.MultiInsert,
    Effect.WRITE,
    MULTI_INSERT_TYPE,
    "MULTI_TABLE_INSERT",
    privileges=f"INSERT on the tables, SELECT on what is read; {_CONTAINERS}",
)
def insert_into_several(statement: st.MultiInsert, context: Context) -> Written:
    """Insert rows into several tables; OVERWRITE also needs DELETE and takes the tables for itself."""
    bound = _bound(statement, context, bind_multi_insert)
    counts = [_rows(count) for count in _counts(bound, context)[-len(bound.targets) :]]
    into: Counter[tuple[ObjectId, str]] = Counter()
    for target, count in zip(bound.targets, counts, strict=True):
        into[target] += count
    return Written(inserted_into=tuple((name, count) for (_, name), count in into.items()))


@handles(
    st.Update,
    Effect.WRITE,
    UPDATE_TYPE,
    "UPDATE",
    privileges=f"UPDATE on the table, SELECT on what is read; {_CONTAINERS}",
)
def update(statement: st.Update, context: Context) -> Written:
    """Update rows; one that was joined with several takes the values of any, and is counted."""
    bound = _bound(statement, context)
    counts = _counts(bound, context)
    joined = Counter[str]()
    for count in counts:
        joined.update(_named(count))
    return Written(updated=_rows(counts[-1]) - joined["EXTRA"], multi_joined=joined["JOINED"])


@handles(
    st.Delete,
    Effect.WRITE,
    DELETE_TYPE,
    "DELETE",
    privileges=f"DELETE on the table, SELECT on what is read; {_CONTAINERS}",
)
def delete(statement: st.Delete, context: Context) -> Written:
    """Delete rows."""
    return Written(deleted=_rows(_write(_bound(statement, context), context)))


@handles(
    st.Merge,
    Effect.WRITE,
    MERGE_TYPE,
    "MERGE",
    privileges=f"INSERT, UPDATE, DELETE as its clauses ask, SELECT on the source; {_CONTAINERS}",
)
def merge(statement: st.Merge, context: Context) -> Written:
    """Merge rows; a target row matched twice is error 100090, and nothing is changed, unless the session allows it."""
    counts = _counts(_bound(statement, context), context)
    actions = Counter(_named(counts[-1]))
    if len(counts) > 1:
        actions.subtract(_named(counts[0]))
    kinds = {clause.kind for clause in statement.clauses}
    return Written(
        inserted=actions.get("INSERT", 0) if "INSERT" in kinds else None,
        updated=actions.get("UPDATE", 0) if "UPDATE" in kinds else None,
        deleted=actions.get("DELETE", 0) if "DELETE" in kinds else None,
    )


@handles(st.Truncate, Effect.WRITE, DDL_TYPE, "TRUNCATE_TABLE", privileges=f"TRUNCATE on the table; {_CONTAINERS}")
def truncate(statement: st.Truncate, context: Context) -> Status:
    """Delete every row of a table."""
    try:
        bound = _bound(statement, context)
    except ObjectNotFoundError:
        if not statement.if_exists:
            raise
        context.authorized = True
        return DONE
    _write(bound, context)
    return DONE


def _bound(
    statement: st.Statement, context: Context, binder: Callable[[Any, Environment], BoundWrite] = bind_write
) -> BoundWrite:
    if context.plan is not None:
        plan, request = context.plan
        assert isinstance(plan.bound, BoundWrite)
        _take_up(plan, context)
        return filled_write(plan.bound, request)
    bound = binder(statement, context.environment)
    context.authorize()
    if context.request is None:
        return bound
    context.services.plans.keep(context.request, statement, bound, context.environment)
    return filled_write(bound, context.request)


def read_values(sql: str, context: Context) -> list[str | None]:
    """Read one column of texts now, while the statement is still being bound; what it needs so far is checked first."""
    environment = context.environment
    check(context.snapshot, context.roles(), environment.needs)
    text = fill(sql, context.request.shape.literals) if context.request is not None else sql
    reads = frozenset(environment.reads)
    with context.transaction.read(text, reads, context.canceller, tables=environment.arrow_tables) as reader:
        return [row["o1"] for row in reader.read_all().to_pylist()]


def _take_up(plan: Plan, context: Context) -> None:
    """Stand where binding would have led; the privileges were checked for the same role and catalog."""
    context.environment.reads.update(plan.reads)
    context.authorized = True


def _write(bound: BoundWrite, context: Context) -> Count:
    return _counts(bound, context)[-1]


def _counts(bound: BoundWrite, context: Context) -> list[Count]:
    environment = context.environment
    mode = LockMode.EXCLUSIVE if bound.exclusive else LockMode.SHARED
    reads = frozenset(environment.reads)
    sql, fixed = numbered(bound, context)
    write = Write(
        sql=sql,
        writes=dict.fromkeys(bound.table_ids, mode),
        # A table that is only inserted into may still grow under our shared lock: reading it counts as a read.
        reads=reads - bound.table_ids if bound.exclusive else reads,
        volatile=environment.volatile or not fixed,
        tables=environment.arrow_tables,
        tracked=bound.tracked,
    )
    targets = [WrittenTable(context.snapshot.fetch(Table, table_id), name, name) for table_id, name in bound.written]
    with told(targets, bound.fillings, lambda sql: value_fails(sql, context)):
        return context.transaction.write(write, context.canceller)


def value_fails(sql: str, context: Context) -> bool:
    """Say whether a query of a statement that has failed fails too, by a value.

    Raises TransactionAbortedError where the transaction cannot go on after that.
    """
    environment = context.environment
    text = fill(sql, context.request.shape.literals) if context.request is not None else sql
    tables, canceller = environment.arrow_tables, context.canceller
    try:
        with (
            context.transaction.read(text, frozenset(environment.reads), canceller, tables=tables)
            if context.transaction.state is TransactionState.OPEN
            else context.services.store.read(text, canceller=canceller, tables=tables)
        ) as reader:
            reader.read_all()
    except UserError as error:
        if not is_of_value(error):
            raise
        return True
    except (NeedsWideArithmetic, NeedsWiderColumn):
        return False
    return False


def _named(count: Count) -> Mapping[str, int]:
    return count if isinstance(count, Mapping) else {}


def numbered(bound: BoundWrite, context: Context) -> tuple[tuple[str, ...], bool]:
    """Return a write's texts with the values of sequences that they take, and whether they would be the same again.

    What an open transaction has written may be run again, and a client may have read the values meanwhile: so they
    are taken beforehand where the text says how many there are.  Elsewhere DuckDB takes them on the way.
    """
    if not any("nextval('data." in text for text in bound.sql):
        return bound.sql, True
    taken = Counter(name for text in bound.sql for name in _NEXTVAL.findall(text))
    if not taken:
        return bound.sql, True
    if not (bound.listed and context.transaction.explicit):
        return bound.sql, False
    row, rows = bound.repeated or ("", 1)
    values = {name: iter(_values(context, name, count * rows)) for name, count in taken.items()}

    def next_values(found: re.Match[str]) -> str:
        own = [str(next(values[found[1]])) for _ in range(rows)]
        text = f"([{', '.join(own)}])[{row}]" if row else own[0]
        return f"CAST({text} AS BIGINT)"

    return tuple(_NEXTVAL.sub(next_values, text) for text in bound.sql), True


def _values(context: Context, sequence: str, count: int) -> list[int]:
    """Take values of a sequence, for good."""
    return [value for (value,) in context.services.store.rows(f"SELECT nextval('{sequence}') FROM range({count})")]


def _rows(count: Count) -> int:
    return count if isinstance(count, int) else sum(count.values())
