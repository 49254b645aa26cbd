"""EXPLAIN: the statement is bound and its privileges checked as if it ran, and DuckDB tells its plan; nothing runs.

Partitions and bytes are NULL: the store has no micro-partitions, and tells no sizes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from frazil.catalog.records import Function, Table, View
from frazil.commands.context import Context
from frazil.commands.plan_operations import Operation, PlanNames, asked_columns, read_plan
from frazil.commands.registry import HANDLERS, SELECT_TYPE, Effect, handles
from frazil.commands.results import Rows, Written
from frazil.core.errors import UnsupportedError
from frazil.core.ids import ObjectId
from frazil.core.names import render
from frazil.core.types import number, varchar
from frazil.sql import ast
from frazil.sql import statements as st
from frazil.sql.binder import tracked
from frazil.sql.binder.environment import BoundQuery, Environment
from frazil.sql.binder.multi_insert import bind_multi_insert
from frazil.sql.binder.queries import bind_query
from frazil.sql.binder.targets import BoundWrite
from frazil.sql.binder.writes import bind_write
from frazil.sql.columns import ResultColumn

_STATISTICS = ("partitionsTotal", "partitionsAssigned", "bytesAssigned")
_COLUMNS = (
    ResultColumn(name="step", type=number()),
    ResultColumn(name="id", type=number()),
    ResultColumn(name="parentOperators", type=varchar()),
    ResultColumn(name="operation", type=varchar()),
    ResultColumn(name="objects", type=varchar()),
    ResultColumn(name="alias", type=varchar()),
    ResultColumn(name="expressions", type=varchar()),
    *(ResultColumn(name=name, type=number()) for name in _STATISTICS),
)
_CONTENT = (ResultColumn(name="content", type=varchar()),)
_TOUCH = tracked.touch("")

_Binder = Callable[[Any, Environment], BoundWrite]
_WRITES: dict[type[st.Statement], tuple[_Binder, str, Written]] = {
    st.Insert: (bind_write, "Insert", Written(inserted=0)),
    st.MultiInsert: (bind_multi_insert, "Insert", Written()),
    st.Update: (bind_write, "Update", Written(updated=0, multi_joined=0)),
    st.Delete: (bind_write, "Delete", Written(deleted=0)),
    st.Merge: (bind_write, "Merge", Written()),
}

_Numbered = tuple[int, int | None, int, Operation]
"""Id, id of the parent, depth, and the operation."""


@handles(st.Explain, Effect.READ, SELECT_TYPE, "EXPLAIN", privileges="those of the explained statement")
def explain(statement: st.Explain, context: Context) -> Rows:
    """Return the plan of a query or DML statement, in one of three forms."""
    # A SYSTEM$ function would act as it is bound.
    context.environment.system_function = None
    numbered = list(_numbered(_plan(statement.statement, context)))
    if statement.format == "TABULAR":
        return Rows(_COLUMNS, _tabular(numbered))
    content = _json(numbered) if statement.format == "JSON" else _text(numbered)
    return Rows(_CONTENT, ((content,),))


def _plan(statement: st.Statement, context: Context) -> Operation:
    if isinstance(statement, st.Select):
        query = bind_query(statement.query, context.scope())
        context.authorize()
        names = _names(context)
        outputs = _outputs(statement.query, query, names)
        return Operation(operation="Result", expressions=outputs, children=_operations(query.sql, names, context))
    if type(statement) not in _WRITES:
        raise UnsupportedError(f"EXPLAIN {HANDLERS[type(statement)].query_type.replace('_', ' ')}")
    bind, operation, written = _WRITES[type(statement)]
    bound = bind(statement, context.environment)
    context.authorize()
    first = bound.sql[0]
    # What works out the rows beforehand reads what the statement reads; else the last text is the statement itself.
    sql = first.removeprefix(_TOUCH) if first.startswith(_TOUCH) else bound.sql[-1]
    targets = tuple(_full_name(context, table_id) for table_id in sorted(bound.table_ids))
    write = Operation(operation=operation, objects=targets, children=_operations(sql, _names(context), context))
    counted = tuple(name for name, _ in written.counts)
    return Operation(operation="Result", expressions=counted, children=(write,))


def _outputs(query: ast.Query, bound: BoundQuery, names: PlanNames) -> tuple[str, ...]:
    """Return what a query gives: its columns with their tables, its expressions as they are written."""
    aliases = {full: render(alias) for full, alias in names.tables.values() if alias is not None}
    items = query.body.items if isinstance(query.body, ast.Select) else ()
    texts = {id(item.expression): item.text for item in items}
    outputs = []
    for column in bound.columns:
        text = texts.get(id(column.expression), render(column.name))
        own = column.expression.parts[-1] if isinstance(column.expression, ast.Reference) else column.name
        full = ".".join(render(part) for part in column.origin)
        owner = aliases.get(full, render(column.origin[2]))
        outputs.append(f"{owner}.{render(own)}" if column.origin[2] else text)
    return tuple(outputs)


def _operations(sql: str, names: PlanNames, context: Context) -> tuple[Operation, ...]:
    """Ask DuckDB for the plan of a text."""
    names = replace(names, asked=asked_columns(sql))
    environment = context.environment
    reader = context.transaction.read(
        f"EXPLAIN (FORMAT JSON) {sql}",
        frozenset(environment.reads),
        context.canceller,
        tables=environment.arrow_tables,
    )
    with reader:
        rows = reader.read_all().to_pylist()
    return read_plan(rows[-1]["explain_value"], names)


def _names(context: Context) -> PlanNames:
    """Return what the plan may name: nothing that only a secure view or function knows of.

    The columns of tables behind any view stay out: DuckDB's filters may hold values that it found in them.
    """
    environment, snapshot = context.environment, context.snapshot
    direct = {need.object_id for need in environment.needs if need.role_id is None}
    named = (snapshot.get(View, need.object_id) or snapshot.get(Function, need.object_id) for need in environment.needs)
    secure = any(record is not None and record.secure for record in named)
    tables: dict[int, tuple[str, str | None]] = {}
    columns: dict[int, str] = {}
    for table_id in environment.reads:
        table = snapshot.get(Table, table_id)
        if table is None or (secure and table_id not in direct):
            continue
        aliases = environment.aliases.get(table_id, set()) if table_id in direct else set()
        alias = next(iter(aliases)) if len(aliases) == 1 else None
        tables[table_id] = (_full_name(context, table_id), alias)
        if table_id in direct and not secure:
            owner = render(alias or table.name)
            columns.update({column.id: f"{owner}.{render(column.name)}" for column in table.columns})
    return PlanNames(tables=tables, columns=columns)


def _full_name(context: Context, table_id: ObjectId) -> str:
    return ".".join(render(part) for part in context.snapshot.path(context.snapshot.fetch(Table, table_id)))


# ---------------------------------------------------------------- forms


def _numbered(root: Operation) -> Iterator[_Numbered]:
    """Yield the operations from the root down, numbered in this order."""
    stack: list[tuple[int | None, int, Operation]] = [(None, 0, root)]
    count = 0
    while stack:
        parent, depth, operation = stack.pop()
        yield count, parent, depth, operation
        stack.extend((count, depth + 1, child) for child in reversed(operation.children))
        count += 1


def _tabular(numbered: Sequence[_Numbered]) -> list[tuple[object, ...]]:
    unknown = (None,) * len(_STATISTICS)
    rows: list[tuple[object, ...]] = [(None, None, None, "GlobalStats", None, None, None, *unknown)]
    for number_, parent, _, operation in numbered:
        rows.append(
            (
                1,
                number_,
                None if parent is None else f"[{parent}]",
                operation.operation,
                ", ".join(operation.objects) or None,
                operation.alias,
                ", ".join(operation.expressions) or None,
                *unknown,
            )
        )
    return rows


def _json(numbered: Sequence[_Numbered]) -> str:
    operations = []
    for number_, parent, _, operation in numbered:
        told: dict[str, object] = {"id": number_, "operation": operation.operation}
        if parent is not None:
            told["parentOperators"] = [parent]
        if operation.objects:
            told["objects"] = list(operation.objects)
        if operation.alias is not None:
            told["alias"] = operation.alias
        if operation.expressions:
            told["expressions"] = list(operation.expressions)
        operations.append(told)
    plan = {"GlobalStats": dict.fromkeys(_STATISTICS), "Operations": [operations]}
    return json.dumps(plan, separators=(",", ":"), ensure_ascii=False)


def _text(numbered: Sequence[_Numbered]) -> str:
    lines = ["GlobalStats:", *(f"    {name}=NULL" for name in _STATISTICS), "Operations:"]
    for number_, _, depth, operation in numbered:
        told = (operation.operation, ", ".join(operation.objects), operation.alias, ", ".join(operation.expressions))
        lines.append(f"1:{number_}     {'     ' * depth}->{'  '.join(each for each in told if each)}")
    return "\n".join(lines)
