"""INSERT into several tables: the query's rows are worked out once, with the branches that each of them takes.

The conditions are kept with the rows, so that one that depends on chance or the moment says the same to every table.
"""

from __future__ import annotations

from collections.abc import Sequence

from frazil.catalog.records import Column, Table
from frazil.core.errors import ColumnCountError
from frazil.core.ids import ObjectId
from frazil.core.names import render
from frazil.sql import statements as st
from frazil.sql.binder import tracked
from frazil.sql.binder.checks import guarded
from frazil.sql.binder.dispatch import bind, bind_boolean
from frazil.sql.binder.environment import BoundColumn, BoundQuery, Environment, Scope, ScopeSource
from frazil.sql.binder.queries import bind_query
from frazil.sql.binder.source_columns import derived_columns
from frazil.sql.binder.targets import (
    BoundWrite,
    chosen_columns,
    column_value,
    default_value,
    hidden_values,
    missing_columns,
    target_table,
    written_name,
)
from frazil.sql.binder.writes import delete_all_texts


def bind_multi_insert(statement: st.MultiInsert, environment: Environment) -> BoundWrite:
    """Return an INSERT into several tables bound: the rows, then for OVERWRITE the deletions, then table by table."""
    query = bind_query(statement.query, Scope(environment))
    tests = _tests(statement, query, environment)
    branches = [*(branch.targets for branch in statement.branches), statement.otherwise]
    clauses = [(clause, f"b{number}") for number, targets in enumerate(branches) for clause in targets]
    tables: dict[ObjectId, Table] = {}
    written: dict[ObjectId, str] = {}
    inserts: list[tuple[tuple[ObjectId, str], str]] = []
    privileges = ("INSERT", "DELETE") if statement.overwrite else ("INSERT",)
    for clause, flag in clauses:
        where, table = target_table(clause.table, environment, privileges)
        tables[table.id] = table
        written[table.id] = written_name(clause.table, environment)
        inserts.append(((table.id, render(where.name)), _insert(clause, flag, table, query.columns, environment)))
    deletions = [text for table in tables.values() for text in delete_all_texts(table)] if statement.overwrite else []
    return BoundWrite(
        action="INSERT",
        table_ids=frozenset(tables),
        exclusive=statement.overwrite,
        sql=(tracked.touch(tests), *deletions, *(text for _, text in inserts)),
        tracked=any(table.tracked for table in tables.values()),
        targets=tuple(target for target, _ in inserts),
        written=tuple(written.items()),
    )


def _tests(statement: st.MultiInsert, query: BoundQuery, environment: Environment) -> str:
    """Return the query's rows with a column for each branch that says whether the row takes it, the last for ELSE."""
    alias = environment.fresh("q")
    scope = _row_scope(query.columns, alias, environment)
    flags: list[str] = []
    held: list[str] = []
    for number, branch in enumerate(statement.branches):
        condition = "TRUE" if branch.condition is None else bind_boolean(branch.condition, scope).sql
        flags.append(f"coalesce({condition}, FALSE) AS h{number}")
        earlier = "".join(f" AND NOT h{before}" for before in range(number)) if statement.first else ""
        held.append(f"h{number}{earlier} AS b{number}")
    held.append(f"NOT ({' OR '.join(f'h{number}' for number in range(len(flags)))}) AS b{len(flags)}")
    return f"SELECT *, {', '.join(held)} FROM (SELECT {alias}.*, {', '.join(flags)} FROM ({query.sql}) AS {alias})"


def _row_scope(columns: Sequence[BoundColumn], alias: str, environment: Environment) -> Scope:
    scope = Scope.of_values(environment)
    scope.sources.append(ScopeSource(None, (), tuple(derived_columns(columns, alias))))
    return scope


def _insert(
    clause: st.IntoClause, flag: str, table: Table, given: Sequence[BoundColumn], environment: Environment
) -> str:
    alias = environment.fresh("w")
    columns = chosen_columns(clause.columns, table)
    values = _values(clause, columns, table, _row_scope(given, alias, environment))
    missing = missing_columns(columns, table)
    values += [default_value(column, table, environment) for column in missing]
    names = ", ".join(f"c{column.id}" for column in (*columns, *missing))
    target = f"data.t{table.id} ({tracked.insert_names(names) if table.tracked else names})"
    items = ", ".join((*values, *hidden_values(table)))
    rows = f"SELECT {items} FROM {tracked.TOUCHED} AS {alias} WHERE {alias}.{flag}"
    return f"INSERT INTO {target} {guarded(rows, (*columns, *missing), table, environment)}"


def _values(clause: st.IntoClause, columns: Sequence[Column], table: Table, scope: Scope) -> list[str]:
    environment = scope.environment
    row = scope.sources[0].columns
    count = len(row) if clause.values is None else len(clause.values)
    if count != len(columns):
        raise ColumnCountError(
            f"Insert value list does not match column list expecting {len(columns)} but got {count}",
            position=clause.position,
        )
    if clause.values is None:
        return [column_value(own.value, column, table, environment) for own, column in zip(row, columns, strict=True)]
    return [
        default_value(column, table, environment)
        if item is None
        else column_value(bind(item, scope), column, table, environment)
        for item, column in zip(clause.values, columns, strict=True)
    ]
