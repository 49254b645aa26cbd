"""INSERT, UPDATE, DELETE and TRUNCATE bound to DuckDB's text; MERGE is in ``merges``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from frazil.catalog.records import Column, Table
from frazil.core.errors import ColumnCountError
from frazil.core.ids import ColumnId
from frazil.sql import ast
from frazil.sql import statements as st
from frazil.sql.binder import tracked
from frazil.sql.binder.checks import guarded
from frazil.sql.binder.dispatch import bind_boolean
from frazil.sql.binder.environment import Environment, Scope
from frazil.sql.binder.fillings import Filling
from frazil.sql.binder.merges import bind_merge
from frazil.sql.binder.queries import bind_query
from frazil.sql.binder.source_columns import derived_columns
from frazil.sql.binder.sources import SourceBinder
from frazil.sql.binder.targets import (
    BoundWrite,
    assigned,
    bound_write,
    chosen_columns,
    column_value,
    default_value,
    hidden_values,
    missing_columns,
    set_list,
    target_scope,
    target_table,
    violation_of,
    written_name,
)
from frazil.sql.binder.value_lists import bind_values
from frazil.sql.parser import parse_query

Writing = st.Insert | st.Update | st.Delete | st.Merge | st.Truncate


def bind_write(statement: Writing, environment: Environment) -> BoundWrite:
    """Return a DML statement bound; the environment collects its reads and needs."""
    bound = _WRITES[type(statement)](statement, environment)
    name = written_name(statement.table, environment)
    return replace(bound, written=tuple((table_id, name) for table_id in bound.table_ids))


# ---------------------------------------------------------------- INSERT


def _insert(statement: st.Insert, environment: Environment) -> BoundWrite:
    _, table = target_table(statement.table, environment, ("INSERT", "DELETE") if statement.overwrite else ("INSERT",))
    columns = chosen_columns(statement.columns, table)
    repeated = None
    if statement.rows:
        source, repeated, filling = _insert_rows(statement, columns, table, environment)
    else:
        assert statement.query is not None
        source, filling = _insert_query(statement.query, columns, table, environment)
    names = ", ".join(f"c{column.id}" for column in (*columns, *missing_columns(columns, table)))
    insert = f"INSERT INTO data.t{table.id} ({tracked.insert_names(names) if table.tracked else names})"
    source = guarded(source, (*columns, *missing_columns(columns, table)), table, environment)
    if not statement.overwrite:
        bound = bound_write("INSERT", table, (f"{insert} {source}",), exclusive=False)
        return replace(bound, listed=bool(statement.rows), repeated=repeated, fillings=(filling,))
    # What is inserted may be read from the very rows that go.
    texts = (tracked.touch(source), *delete_all_texts(table), f"{insert} SELECT * FROM {tracked.TOUCHED}")
    return replace(bound_write("INSERT", table, texts), fillings=(filling,))


def _insert_rows(
    statement: st.Insert, columns: Sequence[Column], table: Table, environment: Environment
) -> tuple[str, tuple[str, int] | None, Filling]:
    """Return the text of the rows, what ``BoundWrite.repeated`` says of an array binding, and the values."""
    scope = Scope.of_values(environment)
    missing = missing_columns(columns, table)
    defaults = [default_value(column, table, environment) for column in missing]
    for row in statement.rows:
        if len(row) != len(columns):
            raise ColumnCountError(
                f"Insert value list does not match column list expecting {len(columns)} but got {len(row)}"
            )
    bound = environment.binding_rows
    if bound is not None:
        name = environment.fresh("bound")
        environment.arrow_tables[name] = bound.table
        environment.bindings = bound.values(name)
    rows: list[tuple[str, ...]] = []
    for given in bind_values(statement.rows, scope, scalar=True):
        values = [
            default_value(column, table, environment)
            if value is None
            else column_value(value, column, table, environment)
            for value, column in zip(given, columns, strict=True)
        ]
        rows.append((*values, *defaults))
    lines = [", ".join((*row, *hidden_values(table))) for row in rows]
    parts = tuple((row, "" if bound is None else name) for row in rows)
    filling = Filling(columns=_ids(columns, missing), parts=parts)
    if bound is not None:
        repeated = (f"{name}.n", bound.table.num_rows)
        return " UNION ALL ".join(f"SELECT {line} FROM {name}" for line in lines), repeated, filling
    return f"VALUES {', '.join(f'({line})' for line in lines)}", None, filling


def _ids(columns: Sequence[Column], missing: Sequence[Column] = ()) -> tuple[ColumnId, ...]:
    return tuple(column.id for column in (*columns, *missing))


def _insert_query(
    query: ast.Query, columns: Sequence[Column], table: Table, environment: Environment
) -> tuple[str, Filling]:
    bound = bind_query(query, Scope(environment))
    if len(bound.columns) != len(columns):
        raise ColumnCountError(
            f"Insert value list does not match column list expecting {len(columns)} but got {len(bound.columns)}"
        )
    alias = environment.fresh("q")
    values = [
        column_value(own.value, column, table, environment)
        for own, column in zip(derived_columns(bound.columns, alias), columns, strict=True)
    ]
    missing = missing_columns(columns, table)
    values += [default_value(column, table, environment) for column in missing]
    source = f"({bound.sql}) AS {alias}"
    filling = Filling(columns=_ids(columns, missing), parts=((tuple(values), source),))
    return f"SELECT {', '.join((*values, *hidden_values(table)))} FROM {source}", filling


# ---------------------------------------------------------------- UPDATE, DELETE, TRUNCATE


def _update(statement: st.Update, environment: Environment) -> BoundWrite:
    """Bind an UPDATE; one with FROM computes the values of SET before it writes any."""
    where, table = target_table(statement.table, environment, ("UPDATE",))
    scope, name = target_scope(where, table, statement.alias, environment)
    source = ""
    if statement.source is not None:
        source = SourceBinder(scope, bind_query, parse_query).bind(statement.source)
    condition = f" WHERE {bind_boolean(statement.where, scope).sql}" if statement.where is not None else ""
    computed: list[str] = []
    changes = assigned(statement.assignments, table, scope, computed)
    joined = f"data.t{table.id} AS {name}, {source}{condition}" if source else ""
    filling = Filling(
        columns=_ids([column for column, _ in changes]),
        parts=((tuple(value for _, value in changes), joined or f"data.t{table.id} AS {name}{condition}"),),
        computed=tuple(computed) if source else (),
    )
    return replace(_update_texts(table, name, changes, (source, condition), environment), fillings=(filling,))


def _update_texts(
    table: Table, name: str, changes: tracked.Assignments, rows: tuple[str, str], environment: Environment
) -> BoundWrite:
    source, condition = rows
    joined = f"data.t{table.id} AS {name}, {source}{condition}" if source else ""
    if tracked.works_out(table):
        parts = (f", {source}" if source else "", condition)
        only_one = environment.facts.parameters["ERROR_ON_NONDETERMINISTIC_UPDATE"] is True
        broken = violation_of(table, environment)
        return bound_write(
            "UPDATE", table, tracked.update_texts(table, name, changes, parts, broken, only_one=only_one)
        )
    beside = f" FROM {source}" if source else ""
    if joined and environment.volatile:
        return bound_write("UPDATE", table, _settled_update(table, name, changes, joined, environment))
    # The pairs are found twice.  To keep them between the two takes a third to two thirds longer (a million rows).
    check = _joined_rows(f"{name}.rowid", joined, environment) if joined else ()
    update = f"UPDATE data.t{table.id} AS {name} SET {set_list(changes)}{beside}{condition}"
    return bound_write("UPDATE", table, (*check, update))


def _settled_update(
    table: Table, name: str, changes: tracked.Assignments, joined: str, environment: Environment
) -> tuple[str, ...]:
    """Return the texts of an UPDATE whose pairs would be others if they were found twice: they are found once."""
    values = "".join(f", {value} AS v{place}" for place, (_, value) in enumerate(changes))
    kept = [(column, f"w.v{place}") for place, (column, _) in enumerate(changes)]
    return (
        tracked.touch(f"SELECT {name}.rowid AS row{values} FROM {joined}"),
        *_joined_rows("row", tracked.TOUCHED, environment),
        f"UPDATE data.t{table.id} AS u SET {set_list(kept)} FROM {tracked.TOUCHED} AS w WHERE u.rowid = w.row",
    )


def _joined_rows(row: str, joined: str, environment: Environment) -> tuple[str, ...]:
    """Return the query that finds target rows with several source rows, or fails at one if the session says so.

    It names each of them JOINED, and EXTRA each further pair, which DuckDB counts as a row.
    """
    several = f"SELECT {row}, count(*) AS n FROM {joined} GROUP BY {row} HAVING n > 1"
    if environment.facts.parameters["ERROR_ON_NONDETERMINISTIC_UPDATE"] is True:
        return (f"SELECT error('{tracked.DUPLICATE}') FROM ({several} LIMIT 1)",)
    return (f"SELECT unnest(['JOINED'] || list_transform(range(n - 1), lambda i: 'EXTRA')) FROM ({several})",)


def _delete(statement: st.Delete, environment: Environment) -> BoundWrite:
    where, table = target_table(statement.table, environment, ("DELETE",))
    scope, name = target_scope(where, table, statement.alias, environment)
    using = ""
    if statement.using is not None:
        using = SourceBinder(scope, bind_query, parse_query).bind(statement.using)
    condition = f" WHERE {bind_boolean(statement.where, scope).sql}" if statement.where is not None else ""
    if table.tracked:
        beside = f", {using}" if using else ""
        return bound_write("DELETE", table, tracked.delete_texts(table, name, beside, condition))
    beside = f" USING {using}" if using else ""
    return bound_write("DELETE", table, (f"DELETE FROM data.t{table.id} AS {name}{beside}{condition}",))


def _truncate(statement: st.Truncate, environment: Environment) -> BoundWrite:
    _, table = target_table(statement.table, environment, ("TRUNCATE",))
    return bound_write("TRUNCATE", table, delete_all_texts(table))


def delete_all_texts(table: Table) -> tuple[str, ...]:
    """Return the texts that delete every row of a table."""
    return tracked.delete_all_texts(table) if table.tracked else (f"DELETE FROM data.t{table.id}",)


_WRITES: Mapping[type[Any], Callable[[Any, Environment], BoundWrite]] = {
    st.Insert: _insert,
    st.Update: _update,
    st.Delete: _delete,
    st.Truncate: _truncate,
    st.Merge: bind_merge,
}
