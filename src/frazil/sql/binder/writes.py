"""INSERT, UPDATE, DELETE, MERGE and TRUNCATE bound to DuckDB's text.

Every value is brought to its column's type and storage.  A value that may not fit a narrow column (BIGINT for a
NUMBER(38,0)) is guarded: the guard raises ``frazil:widen:<table>:<column>``, upon which the store widens the column
and the statement is repeated (``engine/mapping.py``).
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from frazil.catalog.records import Column, Table
from frazil.core.errors import (
    ColumnCountError,
    CompilationError,
    DuplicateColumnError,
    ExpressionTypeError,
    InvalidExpressionError,
    InvalidIdentifierError,
    ObjectNotFoundError,
)
from frazil.core.ids import ColumnId, ObjectId
from frazil.core.names import render
from frazil.core.types import Kind
from frazil.sql import ast
from frazil.sql import statements as st
from frazil.sql.binder import tracked
from frazil.sql.binder.casts import cast
from frazil.sql.binder.checks import guarded, violation
from frazil.sql.binder.dispatch import bind, bind_boolean
from frazil.sql.binder.environment import Environment, Scope, ScopeSource
from frazil.sql.binder.fillings import Filling
from frazil.sql.binder.names import Place, find_relation, plain_name, require_containers
from frazil.sql.binder.queries import bind_query
from frazil.sql.binder.sequences import identity_value
from frazil.sql.binder.source_columns import derived_columns, table_columns
from frazil.sql.binder.sources import SourceBinder
from frazil.sql.binder.typed import Typed, decimal_shape, is_integer_storage
from frazil.sql.binder.value_lists import bind_values
from frazil.sql.parser import parse_expression, parse_query

Writing = st.Insert | st.Update | st.Delete | st.Merge | st.Truncate


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundWrite:
    """A write bound: what to send, in order; the last text's count is the result.

    ``action``: INSERT, UPDATE, DELETE, MERGE or TRUNCATE.  ``exclusive``: the lock it takes on ``table_ids``.
    A MERGE's last text returns one row per touched row, with the action's name.  Where rows may be joined with several,
    the first text says which were (``_joined_rows``, ``_superfluous``).  ``tracked``: so is the table, and the
    texts ask for the number of their transaction.  ``listed``: the rows are a list of VALUES, in whose text
    each value of a sequence stands once for each time that it is taken; ``repeated``, if they come from an array
    binding: the text of a row's number, and how many there are.  ``targets``: of an INSERT into several tables,
    the table, with its name as written, that each of the last texts fills.  ``written``: the name of each table as the
    statement wrote it.  ``fillings``: what its clauses give to columns.
    """

    action: str
    table_ids: frozenset[ObjectId]
    exclusive: bool
    sql: tuple[str, ...]
    tracked: bool = False
    listed: bool = False
    repeated: tuple[str, int] | None = None
    targets: tuple[tuple[ObjectId, str], ...] = ()
    written: tuple[tuple[ObjectId, str], ...] = ()
    fillings: tuple[Filling, ...] = ()


def bind_write(statement: Writing, environment: Environment) -> BoundWrite:
    """Return a DML statement bound; the environment collects its reads and needs."""
    bound = _WRITES[type(statement)](statement, environment)
    name = written_name(statement.table, environment)
    return replace(bound, written=tuple((table_id, name) for table_id in bound.table_ids))


def written_name(name: st.Name, environment: Environment) -> str:
    """Return the name of the table that is written as errors of the write tell it: with the parts that were given."""
    return ".".join(plain_name(name, environment).parts)


# ---------------------------------------------------------------- targets and values


def target_table(name: st.Name, environment: Environment, privileges: Sequence[str]) -> tuple[Place, Table]:
    """Return the table a statement writes, having recorded the privileges it needs."""
    where, record = find_relation(plain_name(name, environment), environment)
    if not isinstance(record, Table):
        raise ObjectNotFoundError(f"Object '{where.shown}' is not a table.")
    require_containers(where, environment)
    for privilege in privileges:
        environment.need(privilege, record, render(where.name))
    return where, record


def column_value(value: Typed, column: Column, table: Table, environment: Environment) -> str:
    """Return the text that yields a value as a column stores it; ExpressionTypeError if the types do not fit."""
    try:
        brought = _convert(value, column, environment)
    except CompilationError as error:
        raise ExpressionTypeError(
            f"Expression type does not match column data type, expecting {column.type} "
            f"but got {value.type} for column {column.name}",
            position=error.position,
        ) from None
    if column.type.kind is not Kind.NUMBER or brought.storage == column.storage:
        return brought.sql
    return _narrowed(brought, column, table)


def _convert(value: Typed, column: Column, environment: Environment) -> Typed:
    if value.type == column.type:
        return value
    if value.type.kind in (Kind.OBJECT, Kind.ARRAY, Kind.VARIANT) and column.type.kind is Kind.VARCHAR:
        return cast(value, column.type, environment)
    return cast(value, column.type, environment)


def _narrowed(value: Typed, column: Column, table: Table) -> str:
    """Return a NUMBER in the column's storage, guarded when it may need more digits than that holds."""
    width, scale = decimal_shape(value.storage)
    room, _ = decimal_shape(column.storage)
    limit = 9_223_372_036_854_775_807 if column.storage == "BIGINT" else 10 ** (room - scale) - 1
    fits = value.type.precision <= 18 or width <= (18 if is_integer_storage(column.storage) else room)
    if fits or column.storage.startswith("DECIMAL(38"):
        return f"CAST({value.sql} AS {column.storage})"
    guard = f"error('frazil:widen:{table.id}:{column.id}')"
    return f"CAST(CASE WHEN abs({value.sql}) > {limit} THEN {guard} ELSE {value.sql} END AS {column.storage})"


def default_value(column: Column, table: Table, environment: Environment) -> str:
    """Return the text of what a column holds when a statement gives it nothing, or DEFAULT."""
    if column.identity is not None:
        return column_value(identity_value(column, environment), column, table, environment)
    default = environment.snapshot.default_of(column)
    if default is None:
        return "NULL"
    value = bind(parse_expression(default), Scope.of_values(environment))
    return column_value(value, column, table, environment)


def chosen_columns(listed: tuple[tuple[str, int], ...] | None, table: Table) -> tuple[Column, ...]:
    """Return the columns that an INSERT names, or all."""
    if listed is None:
        return table.columns
    chosen: list[Column] = []
    for name, position in listed:
        column = table.column(name)
        if column is None:
            raise InvalidIdentifierError(f"invalid identifier '{render(name)}'", position=position, located=True)
        if column in chosen:
            raise DuplicateColumnError(f"duplicate column name '{name}'", position=position)
        chosen.append(column)
    return tuple(chosen)


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
        bound = _bound("INSERT", table, (f"{insert} {source}",), exclusive=False)
        return replace(bound, listed=bool(statement.rows), repeated=repeated, fillings=(filling,))
    # What is inserted may be read from the very rows that go.
    texts = (tracked.touch(source), *delete_all_texts(table), f"{insert} SELECT * FROM {tracked.TOUCHED}")
    return replace(_bound("INSERT", table, texts), fillings=(filling,))


def _bound(action: str, table: Table, texts: tuple[str, ...], *, exclusive: bool = True) -> BoundWrite:
    tables = frozenset({table.id})
    return BoundWrite(action=action, table_ids=tables, exclusive=exclusive, sql=texts, tracked=table.tracked)


def hidden_values(table: Table) -> list[str]:
    """Return what an inserted row has besides the values of its columns."""
    return [tracked.NEW_ROW] if table.tracked else []


def missing_columns(columns: Sequence[Column], table: Table) -> list[Column]:
    """Return the columns that an INSERT does not name and that do not become NULL."""
    others = (column for column in table.columns if column not in columns)
    return [column for column in others if column.default is not None or column.identity is not None]


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


def _target_scope(where: Place, table: Table, alias: str | None, environment: Environment) -> tuple[Scope, str]:
    environment.reads.add(table.id)
    environment.aliases.setdefault(table.id, set()).add(alias)
    name = environment.fresh("t")
    columns = table_columns(table, name, where.path)
    path = (alias,) if alias else where.path
    scope = Scope(environment)
    scope.sources.append(ScopeSource(alias or where.name, path, tuple(columns)))
    scope.allow_aggregates = False
    return scope, name


def _assignments(
    assignments: Sequence[st.Assignment], table: Table, scope: Scope, computed: list[str]
) -> list[tuple[Column, str]]:
    """Return the columns of SET with their values; those before they are brought to the columns go to ``computed``."""
    parts: list[tuple[Column, str]] = []
    seen: set[str] = set()
    for assignment in assignments:
        name = assignment.column[-1]
        column = table.column(name)
        if column is None:
            raise InvalidIdentifierError(
                f"invalid identifier '{render(name)}'", position=assignment.position, located=True
            )
        if name in seen:
            raise DuplicateColumnError(f"duplicate column name '{name}'", position=assignment.position)
        seen.add(name)
        if assignment.value is None:
            value = default_value(column, table, scope.environment)
        else:
            given = bind(assignment.value, scope)
            computed.append(given.sql)
            value = column_value(given, column, table, scope.environment)
        parts.append((column, value))
    return parts


def _set_list(assignments: tracked.Assignments) -> str:
    return ", ".join(f"c{column.id} = {value}" for column, value in assignments)


def _update(statement: st.Update, environment: Environment) -> BoundWrite:
    """Bind an UPDATE; one with FROM computes the values of SET before it writes any."""
    where, table = target_table(statement.table, environment, ("UPDATE",))
    scope, name = _target_scope(where, table, statement.alias, environment)
    source = ""
    if statement.source is not None:
        source = SourceBinder(scope, bind_query, parse_query).bind(statement.source)
    condition = f" WHERE {bind_boolean(statement.where, scope).sql}" if statement.where is not None else ""
    computed: list[str] = []
    changes = _assignments(statement.assignments, table, scope, computed)
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
        broken = _violation(table, environment)
        return _bound("UPDATE", table, tracked.update_texts(table, name, changes, parts, broken, only_one=only_one))
    beside = f" FROM {source}" if source else ""
    if joined and environment.volatile:
        return _bound("UPDATE", table, _settled_update(table, name, changes, joined, environment))
    # The pairs are found twice.  To keep them between the two takes a third to two thirds longer (a million rows).
    check = _joined_rows(f"{name}.rowid", joined, environment) if joined else ()
    update = f"UPDATE data.t{table.id} AS {name} SET {_set_list(changes)}{beside}{condition}"
    return _bound("UPDATE", table, (*check, update))


def _settled_update(
    table: Table, name: str, changes: tracked.Assignments, joined: str, environment: Environment
) -> tuple[str, ...]:
    """Return the texts of an UPDATE whose pairs would be others if they were found twice: they are found once."""
    values = "".join(f", {value} AS v{place}" for place, (_, value) in enumerate(changes))
    kept = [(column, f"w.v{place}") for place, (column, _) in enumerate(changes)]
    return (
        tracked.touch(f"SELECT {name}.rowid AS row{values} FROM {joined}"),
        *_joined_rows("row", tracked.TOUCHED, environment),
        f"UPDATE data.t{table.id} AS u SET {_set_list(kept)} FROM {tracked.TOUCHED} AS w WHERE u.rowid = w.row",
    )


def _violation(table: Table, environment: Environment) -> tracked.Violation:
    return lambda values: violation(table, values, environment)


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
    scope, name = _target_scope(where, table, statement.alias, environment)
    using = ""
    if statement.using is not None:
        using = SourceBinder(scope, bind_query, parse_query).bind(statement.using)
    condition = f" WHERE {bind_boolean(statement.where, scope).sql}" if statement.where is not None else ""
    if table.tracked:
        beside = f", {using}" if using else ""
        return _bound("DELETE", table, tracked.delete_texts(table, name, beside, condition))
    beside = f" USING {using}" if using else ""
    return _bound("DELETE", table, (f"DELETE FROM data.t{table.id} AS {name}{beside}{condition}",))


def _truncate(statement: st.Truncate, environment: Environment) -> BoundWrite:
    _, table = target_table(statement.table, environment, ("TRUNCATE",))
    return _bound("TRUNCATE", table, delete_all_texts(table))


def delete_all_texts(table: Table) -> tuple[str, ...]:
    """Return the texts that delete every row of a table."""
    return tracked.delete_all_texts(table) if table.tracked else (f"DELETE FROM data.t{table.id}",)


# ---------------------------------------------------------------- MERGE


def _merge(statement: st.Merge, environment: Environment) -> BoundWrite:
    _check_reachable(statement.clauses)
    kinds = {clause.kind for clause in statement.clauses}
    where, table = target_table(statement.table, environment, sorted(kinds))
    scope, name = _target_scope(where, table, statement.alias, environment)
    source = SourceBinder(scope, bind_query, parse_query).bind(statement.source)
    condition = bind_boolean(statement.condition, scope).sql
    source_scope = replace(scope, sources=scope.sources[1:])
    tests = [_merge_test(clause, scope, source_scope) for clause in statement.clauses]
    picks_any = environment.facts.parameters["ERROR_ON_NONDETERMINISTIC_MERGE"] is False
    if tracked.works_out(table) or environment.volatile:
        pairs = tracked.Pairs(source, condition, environment.fresh("m"))
        pairs.items = scope.read_through(pairs.alias, apart=None)
        source_scope.sources = scope.sources[1:]
        steps = _merge_steps(statement.clauses, tests, table, scope, source_scope)
        broken = _violation(table, environment)
        bound = _bound("MERGE", table, tracked.merge_texts(table, name, pairs, steps, broken, picks_any=picks_any))
    else:
        pairs = tracked.Pairs(source, condition)
        steps = _merge_steps(statement.clauses, tests, table, scope, source_scope)
        bound = _bound("MERGE", table, _merge_texts(table, name, pairs, steps, picks_any=picks_any))
    return replace(bound, fillings=tracked.merge_fillings(table, name, pairs, steps))


def _merge_texts(
    table: Table, name: str, pairs: tracked.Pairs, steps: Sequence[tracked.MergeStep], *, picks_any: bool
) -> tuple[str, ...]:
    source, condition = pairs.source, pairs.condition
    merge = (
        f"MERGE INTO data.t{table.id} AS {name} USING {source} ON ({condition}) "
        f"{' '.join(_merge_clause(step) for step in steps)} RETURNING merge_action"
    )
    matched = [step for step in steps if step.matched]
    if not matched:
        return (merge,)
    joined = f"data.t{table.id} AS {name} JOIN {source} ON ({condition})"
    taken = f"SELECT {name}.rowid AS rowid, {_action(matched)} AS action FROM {joined}"
    several = f"SELECT rowid, action FROM ({taken}) WHERE action IS NOT NULL"
    return (_superfluous(several) if picks_any else _several(several), merge)


def _check_reachable(clauses: Sequence[st.MergeClause]) -> None:
    """Refuse a clause behind one of its kind that takes every row, as Snowflake does."""
    for kind in (True, False):
        same = [clause for clause in clauses if clause.matched is kind]
        for before, clause in itertools.pairwise(same):
            if before.condition is None:
                word = "MATCHED" if kind else "NOT MATCHED"
                raise InvalidExpressionError(
                    f"WHEN {word} without a condition must be the last of its kind", position=clause.position
                )


def _action(matched: Sequence[tracked.MergeStep]) -> str:
    """Return the text of the action that a pair of a target row and a source row takes; NULL if none does."""
    branches = [f"WHEN {step.test or 'TRUE'} THEN '{step.kind}'" for step in matched]
    return f"CASE {' '.join(branches)} END"


def _several(pairs: str) -> str:
    """Return a query that fails when a target row is matched twice: DuckDB would silently pick one."""
    twice = f"SELECT rowid FROM ({pairs}) GROUP BY rowid HAVING count(*) > 1 LIMIT 1"
    return f"SELECT error('{tracked.DUPLICATE}') FROM ({twice})"


def _superfluous(pairs: str) -> str:
    """Return a query that names the action of each pair beyond the first of its row: DuckDB counts them all."""
    return f"SELECT action FROM (SELECT action, row_number() OVER (PARTITION BY rowid) AS n FROM ({pairs})) WHERE n > 1"


def _merge_test(clause: st.MergeClause, both: Scope, source: Scope) -> str:
    return "" if clause.condition is None else bind_boolean(clause.condition, both if clause.matched else source).sql


def _merge_steps(
    clauses: Sequence[st.MergeClause], tests: Sequence[str], table: Table, both: Scope, source: Scope
) -> list[tracked.MergeStep]:
    steps: list[tracked.MergeStep] = []
    for clause, test in zip(clauses, tests, strict=True):
        computed: list[str] = []
        values = _merge_values(clause, table, (both, source), computed)
        steps.append(
            tracked.MergeStep(
                kind=clause.kind, matched=clause.matched, test=test, values=values, computed=tuple(computed)
            )
        )
    return steps


def _merge_values(
    clause: st.MergeClause, table: Table, scopes: tuple[Scope, Scope], computed: list[str]
) -> tracked.Assignments:
    both, source = scopes
    if clause.by_name:
        return _by_name(clause, table, source)
    if clause.kind == "UPDATE":
        return _assignments(clause.assignments, table, both, computed)
    return _merge_insert(clause, table, source) if clause.kind == "INSERT" else ()


def _by_name(clause: st.MergeClause, table: Table, source: Scope) -> list[tuple[Column, str]]:
    """Return every column of the target with the source's of the same name; the two must have the same."""
    given = [column for one in source.sources for column in one.columns]
    if len(given) != len(table.columns):
        raise ColumnCountError(
            f"Insert value list does not match column list expecting {len(table.columns)} but got {len(given)}",
            position=clause.position,
        )
    values = {column.name: column.value for column in given}
    for column in table.columns:
        if column.name not in values:
            raise InvalidIdentifierError(
                f"invalid identifier '{render(column.name)}'", position=clause.position, located=True
            )
    return [(column, column_value(values[column.name], column, table, source.environment)) for column in table.columns]


def _merge_clause(step: tracked.MergeStep) -> str:
    guard = f" AND {step.test}" if step.test else ""
    action = step.kind
    if step.kind == "UPDATE":
        action = f"UPDATE SET {_set_list(step.values)}"
    elif step.kind == "INSERT":
        names = ", ".join(f"c{column.id}" for column, _ in step.values)
        action = f"INSERT ({names}) VALUES ({', '.join(value for _, value in step.values)})"
    return f"WHEN {'MATCHED' if step.matched else 'NOT MATCHED'}{guard} THEN {action}"


def _merge_insert(clause: st.MergeClause, table: Table, scope: Scope) -> list[tuple[Column, str]]:
    columns = chosen_columns(clause.columns, table)
    if len(columns) != len(clause.values):
        raise ColumnCountError(
            f"Insert value list does not match column list expecting {len(columns)} but got {len(clause.values)}",
            position=clause.position,
        )
    values = [
        default_value(column, table, scope.environment)
        if value is None
        else column_value(bind(value, scope), column, table, scope.environment)
        for value, column in zip(clause.values, columns, strict=True)
    ]
    missing = missing_columns(columns, table)
    values += [default_value(column, table, scope.environment) for column in missing]
    return list(zip((*columns, *missing), values, strict=True))


_WRITES: Mapping[type[Any], Callable[[Any, Environment], BoundWrite]] = {
    st.Insert: _insert,
    st.Update: _update,
    st.Delete: _delete,
    st.Truncate: _truncate,
    st.Merge: _merge,
}
