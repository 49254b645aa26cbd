"""MERGE bound to DuckDB's text."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

from frazil.catalog.records import Column, Table
from frazil.core.errors import (
    ColumnCountError,
    InvalidExpressionError,
    InvalidIdentifierError,
)
from frazil.core.names import render
from frazil.sql import statements as st
from frazil.sql.binder import tracked
from frazil.sql.binder.dispatch import bind, bind_boolean
from frazil.sql.binder.environment import Environment, Scope
from frazil.sql.binder.queries import bind_query
from frazil.sql.binder.sources import SourceBinder
from frazil.sql.binder.targets import (
    BoundWrite,
    assigned,
    bound_write,
    chosen_columns,
    column_value,
    default_value,
    missing_columns,
    set_list,
    target_scope,
    target_table,
    violation_of,
)
from frazil.sql.parser import parse_query


def bind_merge(statement: st.Merge, environment: Environment) -> BoundWrite:
    """Return a MERGE bound: in DuckDB's own, or worked out beforehand where a row must be asked once."""
    _check_reachable(statement.clauses)
    kinds = {clause.kind for clause in statement.clauses}
    where, table = target_table(statement.table, environment, sorted(kinds))
    scope, name = target_scope(where, table, statement.alias, environment)
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
        broken = violation_of(table, environment)
        bound = bound_write("MERGE", table, tracked.merge_texts(table, name, pairs, steps, broken, picks_any=picks_any))
    else:
        pairs = tracked.Pairs(source, condition)
        steps = _merge_steps(statement.clauses, tests, table, scope, source_scope)
        bound = bound_write("MERGE", table, _merge_texts(table, name, pairs, steps, picks_any=picks_any))
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
    """Return a query that fails when a target row is matched twice, but not to be deleted each time.

    DuckDB would silently pick one.
    """
    twice = "GROUP BY rowid HAVING count(*) > 1 AND NOT bool_and(action = 'DELETE') LIMIT 1"
    return f"SELECT error('{tracked.DUPLICATE}') FROM (SELECT rowid FROM ({pairs}) {twice})"


def _superfluous(pairs: str) -> str:
    """Return a query that names the action of each pair beyond the first of its row: DuckDB counts all but deletes."""
    numbered = f"SELECT action, row_number() OVER (PARTITION BY rowid) AS n FROM ({pairs})"
    return f"SELECT action FROM ({numbered}) WHERE n > 1 AND action <> 'DELETE'"


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
        return assigned(clause.assignments, table, both, computed)
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
        action = f"UPDATE SET {set_list(step.values)}"
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
