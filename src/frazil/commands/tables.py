"""CREATE TABLE in all its forms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from frazil.catalog.records import Column, Family, Record, Schema, Table, TableKind
from frazil.catalog.snapshot import Change, Put
from frazil.commands.clustering import check_clustering
from frazil.commands.columns import check_defaults, check_unique, copied_columns, defined_column, query_columns
from frazil.commands.constraints import copied_constraints, with_constraints
from frazil.commands.context import Context
from frazil.commands.copies import Copies, check_kinds, copied_grants, copied_tags
from frazil.commands.lifetimes import Removal, drop
from frazil.commands.lookup import (
    Target,
    check_mode,
    existing,
    find_place,
    find_target,
    holder_of,
    require,
    require_creation,
    settle,
    tables_of,
)
from frazil.commands.parameter_table import Level
from frazil.commands.properties import COMMENT, RETENTION, SHORT_RETENTION, Given, Property, boolean, read_properties
from frazil.commands.properties import text as read_text
from frazil.commands.queries import value_fails
from frazil.commands.registry import DDL_TYPE, Effect, handles
from frazil.commands.results import Result, Status
from frazil.commands.table_definitions import redefined
from frazil.commands.write_errors import WrittenTable, told
from frazil.core.errors import ObjectExistsError, UnsupportedError
from frazil.core.ids import ObjectId
from frazil.core.names import render
from frazil.engine.journal import Write
from frazil.engine.locks import LockMode, table_key
from frazil.engine.mapping import column_name, create_table_sql, drop_table_sql, table_name
from frazil.sql import ast
from frazil.sql import statements as st
from frazil.sql.binder import tracked
from frazil.sql.binder.checks import guarded
from frazil.sql.binder.fillings import Filling
from frazil.sql.binder.names import require_containers
from frazil.sql.binder.queries import bind_query
from frazil.sql.binder.source_columns import derived_columns
from frazil.sql.binder.targets import column_value, written_name

TABLE_PROPERTIES: Mapping[str, Property] = {
    "COMMENT": COMMENT,
    "DATA_RETENTION_TIME_IN_DAYS": RETENTION,
    "CHANGE_TRACKING": Property("tracked", boolean, default=False),
    "CLUSTER BY": Property("cluster_by", read_text, default=""),
    "COPY_GRANTS": Property("copy_grants", boolean),
    "ENABLE_SCHEMA_EVOLUTION": Property("schema_evolution", boolean, default=False),
}
_KINDS = {"": TableKind.PERMANENT, "TRANSIENT": TableKind.TRANSIENT, "TEMPORARY": TableKind.TEMPORARY}


@dataclass(frozen=True, slots=True)
class _Request:
    """A CREATE TABLE with its properties read."""

    statement: st.CreateTable
    kind: TableKind
    given: Given

    def tables(self, target: Target) -> list[ObjectId]:
        """Return the tables whose locks it takes: the one that is replaced or altered."""
        taken = self.statement.mode in (st.CreateMode.REPLACE, st.CreateMode.OR_ALTER)
        return tables_of([target.record]) if taken else []


@handles(
    st.CreateTable,
    Effect.DEFINE,
    DDL_TYPE,
    "CREATE_TABLE",
    privileges="CREATE TABLE on the schema (none for a temporary table), USAGE on its containers; SELECT on what AS, "
    "LIKE or CLONE reads; OWNERSHIP of the table that is replaced or altered",
)
def create_table(statement: st.CreateTable, context: Context) -> Result:
    """Create a table from columns, a query, another table's columns or a whole other table."""
    if statement.mode is st.CreateMode.OR_ALTER and (statement.query or statement.like or statement.clone):
        raise UnsupportedError("CREATE OR ALTER TABLE AS, LIKE or CLONE")
    kind = _kind(statement, context)
    request = _Request(statement, kind, _given(statement, kind, context))
    target = _resolve(request, context)
    if _keeps(request, target):
        return Status(f"{render(target.name)} already exists, statement succeeded.")
    if target.record is not None and statement.mode is st.CreateMode.OR_ALTER:
        return _redefine(request, context)
    made = _made(request, target, context)
    check_defaults(made.table, statement.columns, context)
    check_clustering(made.table, context)
    context.authorize()
    target = settle(context, lambda: _resolve(request, context), request.tables)
    if _keeps(request, target):
        # Somebody was faster while the query ran: what it filled goes again.
        context.define(
            [], drop_table_sql(made.table.id, () if made.storage else made.table.columns) if made.filled else []
        )
        return Status(f"{render(target.name)} already exists, statement succeeded.")
    assert target.parent_id is not None
    if target.record is not None and statement.mode is st.CreateMode.OR_ALTER:
        raise ObjectExistsError(f"Object '{target.shown}' already exists.")
    old = drop(context.snapshot, target.record, context.now) if target.record is not None else Removal()
    new = replace(made.table, parent_id=target.parent_id)
    grants = _copied_grants(request, target.record or made.source, new, context)
    context.define([*old.changes, Put(new), *grants, *made.tags], [*old.storage, *made.storage])
    return Status(f"Table {render(target.name)} successfully created.")


def _redefine(request: _Request, context: Context) -> Result:
    """Bring a table to its new definition."""
    target = settle(context, lambda: _resolve(request, context), request.tables)
    table = existing(target)
    assert isinstance(table, Table)
    changed, storage = redefined(table, request.statement, _table(request, target, (), context), context)
    check_defaults(changed, request.statement.columns, context)
    context.authorize()
    context.define([Put(replace(changed, altered_on=context.now))], storage)
    return Status(f"Table {render(target.name)} successfully created.")


# ---------------------------------------------------------------- names and places


def _kind(statement: st.CreateTable, context: Context) -> TableKind:
    """Return the kind of table: what is made in a transient schema is transient at least."""
    kind = _KINDS[statement.kind]
    if kind is TableKind.PERMANENT:
        where = find_place(Family.TABLE, statement.name, context, "CREATE TABLE").place
        return TableKind.TRANSIENT if where is not None and where.schema.transient else kind
    return kind


def _given(statement: st.CreateTable, kind: TableKind, context: Context) -> Given:
    properties = TABLE_PROPERTIES
    if kind is not TableKind.PERMANENT:
        properties = {**TABLE_PROPERTIES, "DATA_RETENTION_TIME_IN_DAYS": SHORT_RETENTION}
    return read_properties(statement.properties, "TABLE", properties, context, Level.TABLE)


def _resolve(request: _Request, context: Context) -> Target:
    """Return where the table will be, when the roles may create it there and the mode fits what is there."""
    temporary = request.kind is TableKind.TEMPORARY
    target = find_place(Family.TABLE, request.statement.name, context, "CREATE TABLE")
    where = target.place
    assert where is not None
    target = replace(target, record=holder_of(target, context, temporary=temporary))
    if temporary:
        require_containers(where, context.environment)
        context.authorize()
    else:
        require_creation(context, where, "CREATE TABLE")
    check_mode(target, request.statement.mode, context, altered=True)
    return target


def _keeps(request: _Request, target: Target) -> bool:
    return target.record is not None and request.statement.mode is st.CreateMode.IF_NOT_EXISTS


def _copied_grants(request: _Request, source: Record | None, table: Table, context: Context) -> list[Change]:
    """Return, under COPY GRANTS, the grants on the replaced table, else on the original, as grants on the new one."""
    if source is None or not request.given.fields.get("copy_grants"):
        return []
    return list(copied_grants(source, table, context))


# ---------------------------------------------------------------- the new table


@dataclass(frozen=True, slots=True)
class _Made:
    """A table's record, and the statements for what its storage lacks; ``source``: what LIKE and CLONE name.

    ``tags``: the values of tags that it takes over from there.

    ``filled``: there is storage already, with rows in it, under the name that the record has.
    """

    table: Table
    storage: Sequence[str] = ()
    filled: bool = False
    source: Table | None = None
    tags: Sequence[Change] = ()


def _made(request: _Request, target: Target, context: Context) -> _Made:
    """Return the new table; filled, where it is, before the catalog's lock is taken: that may take long."""
    statement = request.statement
    if statement.query is not None:
        return _fill(request, statement.query, target, context)
    if statement.clone is not None:
        return _clone(request, _original(statement.clone, context), target, context)
    if statement.like is not None:
        return _alike(request, _original(statement.like, context), target, context)
    columns = tuple(defined_column(definition, context) for definition in statement.columns)
    check_unique(column.name for column in columns)
    table = with_constraints(_table(request, target, columns, context), statement.constraints, context)
    return _Made(table, create_table_sql(table))


def _clone(request: _Request, source: Table, target: Target, context: Context) -> _Made:
    """Copy a table with its rows; what is not said of the copy is as in the original."""
    check_kinds(source.kind, request.kind)
    context.authorize()
    plain = _table(request, target, (), context)
    given = request.given.fields
    copies = Copies(context)
    table = copies.table(
        source,
        parent_id=plain.parent_id,
        name=plain.name,
        owner_id=plain.owner_id,
        kind=plain.kind,
        session_id=plain.session_id,
        comment=str(given.get("comment", source.comment)),
        retention_days=plain.retention_days
        if "retention_days" in given
        else _retention(request, source.retention_days),
        tracked=bool(given.get("tracked", source.tracked)),
        cluster_by=plain.cluster_by or source.cluster_by,
    )
    _lock_replaced(request, target, context)
    copies.fill()
    tags = list(copied_tags(source, table, copies.ids, context))
    return _Made(table, copies.counters(), filled=True, source=source, tags=tags)


def _lock_replaced(request: _Request, target: Target, context: Context) -> None:
    """Lock the table that is replaced: nobody may write it between the filling and its disappearance."""
    replaced = request.tables(target)
    if replaced:
        context.transaction.lock({table_key(table_id): LockMode.EXCLUSIVE for table_id in replaced}, context.canceller)


def _alike(request: _Request, source: Table, target: Target, context: Context) -> _Made:
    """Make an empty table with the columns, keys and tags of another."""
    columns = copied_columns(source, context)
    table = _table(request, target, columns, context)
    ids: dict[int, int] = {source.id: table.id}
    ids |= {old.id: new.id for old, new in zip(source.columns, columns, strict=True)}
    ids |= {each.id: context.new_object_id() for each in source.constraints}
    table = replace(table, constraints=copied_constraints(source.constraints, ids, context))
    tags = list(copied_tags(source, table, ids, context))
    return _Made(table, create_table_sql(table), source=source, tags=tags)


def _fill(request: _Request, query: ast.Query, target: Target, context: Context) -> _Made:
    """Run the query into a new table."""
    statement = request.statement
    bound = bind_query(query, context.scope())
    context.authorize()
    table = _table(request, target, query_columns(statement.columns, query, bound, context), context)
    table = with_constraints(table, statement.constraints, context)
    environment = context.environment
    alias = environment.fresh("q")
    outputs = derived_columns(bound.columns, alias)
    values = [
        column_value(output.value, column, table, environment)
        for output, column in zip(outputs, table.columns, strict=True)
    ]
    names = ", ".join(column_name(column.id) for column in table.columns)
    if table.tracked:
        names, values = tracked.insert_names(names), [*values, tracked.NEW_ROW]
    source = f"({bound.sql}) AS {alias}"
    filling = Filling(columns=tuple(column.id for column in table.columns), parts=((tuple(values), source),))
    rows = f"SELECT {', '.join(values)} FROM {source}"
    insert = f"INSERT INTO {table_name(table.id)} ({names}) {guarded(rows, table.columns, table, environment)}"
    _lock_replaced(request, target, context)
    write = Write(
        sql=(*create_table_sql(table), insert),
        writes={table.id: LockMode.EXCLUSIVE},
        reads=frozenset(environment.reads),
        volatile=environment.volatile,
        tables=environment.arrow_tables,
        tracked=table.tracked,
    )
    with told([_written(table, statement, context)], [filling], lambda sql: value_fails(sql, context)):
        context.transaction.write(write, context.canceller)
    return _Made(table, filled=True)


def _written(table: Table, statement: st.CreateTable, context: Context) -> WrittenTable:
    """Return the table as errors of its filling name it: about columns with the database, or with the account too."""
    name = written_name(statement.name, context.environment)
    schema = context.snapshot.fetch(Schema, table.parent_id)
    path = (*context.snapshot.path(schema), table.name)
    return WrittenTable(
        table, name, ".".join(path if name != ".".join(path) else (context.environment.facts.account, *path))
    )


def _original(name: st.Name, context: Context) -> Table:
    target = find_target(Family.TABLE, name, context, "CREATE TABLE")
    source = require(context, target, "SELECT")
    assert isinstance(source, Table)
    return source


def _table(request: _Request, target: Target, columns: tuple[Column, ...], context: Context) -> Table:
    where = target.place
    assert where is not None
    fields = request.given.fields
    temporary = request.kind is TableKind.TEMPORARY
    retention = fields.get("retention_days", _retention(request, where.schema.retention_days))
    assert isinstance(retention, int)
    return Table(
        id=context.new_object_id(),
        parent_id=where.schema.id,
        name=target.name,
        owner_id=context.state.role_id,
        created_on=context.now,
        altered_on=context.now,
        comment=str(fields.get("comment", "")),
        kind=request.kind,
        columns=columns,
        retention_days=retention,
        session_id=context.state.id if temporary else None,
        tracked=bool(fields.get("tracked")),
        cluster_by=str(fields.get("cluster_by", "")),
        schema_evolution=bool(fields.get("schema_evolution")),
    )


def _retention(request: _Request, inherited: int) -> int:
    """Return the days of retention that a table takes over: at most one, unless it is permanent."""
    return inherited if request.kind is TableKind.PERMANENT else min(inherited, 1)
