"""The texts of writes to tracked tables (``engine/tracking.py``): the same writes, and what they change is kept.

Which rows a statement touches, and what it gives them, is worked out once, into a table of the connection: a condition
with RANDOM() would touch other rows the second time.  The log and the write both go by that table.  A row that the same
transaction has inserted or logged before is not logged again.  Tables with CHECK constraints are updated in this way
too, tracked or not: what ``violation`` makes of a row's new values is asked before the write.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from frazil.catalog.records import Column, Table
from frazil.core.ids import ColumnId
from frazil.sql.binder.fillings import Filling

HIDDEN = ("_rid", "_ins", "_upd")
_NUMBER = "getvariable('frazil_tx')"
TOUCHED = "temp.touched"
NEW_ROW = f"nextval('frazil.row_ids'), {_NUMBER}, {_NUMBER}"
"""The hidden values of a row that is inserted."""

DUPLICATE = "frazil:100090:Duplicate row detected during DML action"

Assignments = Sequence[tuple[Column, str]]
Violation = Callable[[Mapping[ColumnId, str]], str]
"""Gives the text that fails for a row with these values which breaks a CHECK; empty for a table without any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeStep:
    """One clause of a MERGE: the text of its test, and the values it gives columns; none for DELETE.

    ``computed``: see ``Filling``.
    """

    kind: str
    matched: bool
    test: str
    values: Assignments = ()
    computed: tuple[str, ...] = ()


@dataclass(slots=True)
class Pairs:
    """The rows that a MERGE brings together: its source and condition, and how its values read them.

    What is worked out of a pair reads its columns, selected by ``items``, through ``alias``; without one it reads them
    as they are.
    """

    source: str
    condition: str
    alias: str = ""
    items: Sequence[str] = ()


def insert_names(names: str) -> str:
    """Return the columns of an INSERT with the hidden ones."""
    return f"{names}, {', '.join(HIDDEN)}"


def works_out(table: Table) -> bool:
    """Say whether the rows that an UPDATE or MERGE touches are worked out first."""
    return table.tracked or bool(table.checks)


def update_texts(
    table: Table,
    name: str,
    assignments: Assignments,
    beside: tuple[str, str],
    violation: Violation,
    *,
    only_one: bool,
) -> tuple[str, ...]:
    """Return the texts of an UPDATE; ``beside`` are its source, after a comma, and its condition, after WHERE.

    One of them names each row JOINED that has several source rows, or fails there if it must have ``only_one``.
    """
    source, condition = beside
    row = _row(table)
    values = ", ".join(f"{value} AS v{place}" for place, (_, value) in enumerate(assignments))
    several: tuple[str, ...] = ()
    once = ""
    if source:
        # DuckDB takes any of several source rows, so the first will do.
        once = f" QUALIFY row_number() OVER (PARTITION BY {name}.{row}) = 1"
        values += f", count(*) OVER (PARTITION BY {name}.{row}) AS pairs"
        what = f"error('{DUPLICATE}')" if only_one else "'JOINED'"
        several = (f"SELECT {what} FROM {TOUCHED} WHERE pairs > 1",)
    touched = f"SELECT {name}.{row} AS _rid, {values} FROM data.t{table.id} AS {name}{source}{condition}{once}"
    changed = {column.id: f"w.v{place}" for place, (column, _) in enumerate(assignments)}
    written = f"{TOUCHED} AS w WHERE u.{row} = w._rid"
    return (
        touch(touched),
        *several,
        *_log(table, f"_rid IN (SELECT _rid FROM {TOUCHED})"),
        *_check(_stored(table) | changed, f"data.t{table.id} AS u, {written}", violation),
        f"UPDATE data.t{table.id} AS u SET {_changes(table, changed)} FROM {written}",
    )


def delete_texts(table: Table, name: str, source: str, condition: str) -> tuple[str, ...]:
    """Return the texts of a DELETE; ``source`` begins with a comma, ``condition`` with WHERE, or they are empty."""
    touched = f"SELECT DISTINCT {name}._rid FROM data.t{table.id} AS {name}{source}{condition}"
    rows = f"_rid IN (SELECT _rid FROM {TOUCHED})"
    return (touch(touched), *_log(table, rows), f"DELETE FROM data.t{table.id} WHERE {rows}")


def delete_all_texts(table: Table) -> tuple[str, ...]:
    """Return the texts of a DELETE of every row."""
    return (*_log(table, "TRUE"), f"DELETE FROM data.t{table.id}")


def merge_texts(
    table: Table,
    name: str,
    pairs: Pairs,
    steps: Sequence[MergeStep],
    violation: Violation,
    *,
    picks_any: bool,
) -> tuple[str, ...]:
    """Return the texts of a MERGE: which clause takes which pair of rows, then clause by clause.

    Each pair is asked once which clause takes it: that may be another one the next time.  The last text returns one
    row per touched row, with the action's name.  ``picks_any``: of several source rows for one target row
    any one counts, else they are an error, unless all of them delete it.
    """
    row = f"{name}.{_row(table)}"
    chosen = _chosen(row, steps)
    values = "".join(
        f", CASE WHEN step = {number} THEN {value} END AS v{number}_{place}"
        for number, step in enumerate(steps)
        for place, (_, value) in enumerate(step.values)
    )
    read = ", ".join((f"{row} AS _rid", f"{chosen} AS step", *pairs.items))
    read_from = _joined(table, name, pairs)
    touched = f"SELECT _rid, step{values} FROM (SELECT {read} FROM {read_from}) AS {pairs.alias}"
    if picks_any:
        touched += " QUALIFY _rid IS NULL OR row_number() OVER (PARTITION BY _rid ORDER BY step NULLS LAST) = 1"
    matched = ", ".join(str(number) for number, step in enumerate(steps) if step.matched) or "-1"
    deletes = ", ".join(str(number) for number, step in enumerate(steps) if step.kind == "DELETE") or "-1"
    kinds = " ".join(f"WHEN {number} THEN '{step.kind}'" for number, step in enumerate(steps))
    return (
        touch(touched),
        f"SELECT error('{DUPLICATE}') FROM (SELECT _rid FROM {TOUCHED} WHERE step IN ({matched}) "
        f"GROUP BY _rid HAVING count(*) > 1 AND NOT bool_and(step IN ({deletes})) LIMIT 1)",
        *_log(table, f"_rid IN (SELECT _rid FROM {TOUCHED} WHERE step IN ({matched}))"),
        *(text for number, step in enumerate(steps) for text in _step_check(table, number, step, violation)),
        *(_step_text(table, number, step) for number, step in enumerate(steps)),
        f"SELECT CASE step {kinds} END FROM {TOUCHED} WHERE step IS NOT NULL "
        "QUALIFY _rid IS NULL OR row_number() OVER (PARTITION BY _rid) = 1",
    )


def merge_fillings(table: Table, name: str, pairs: Pairs, steps: Sequence[MergeStep]) -> tuple[Filling, ...]:
    """Return what the clauses of a MERGE give to columns."""
    chosen = _chosen(f"{name}.rowid", steps)
    rows, step = _joined(table, name, pairs), chosen
    if pairs.alias:
        rows, step = f"(SELECT {', '.join((f'{chosen} AS step', *pairs.items))} FROM {rows}) AS {pairs.alias}", "step"
    return tuple(
        Filling(
            columns=tuple(column.id for column, _ in each.values),
            parts=((tuple(value for _, value in each.values), f"{rows} WHERE {step} = {number}"),),
            computed=each.computed,
        )
        for number, each in enumerate(steps)
        if each.values
    )


def touch(query: str) -> str:
    """Return the text that works out rows, to be read from ``TOUCHED`` by the texts behind it."""
    return f"CREATE OR REPLACE TEMP TABLE touched AS {query}"


def _row(table: Table) -> str:
    """Return the column that tells a row from others, at least until the end of the statement."""
    return "_rid" if table.tracked else "rowid"


def _changes(table: Table, changed: Mapping[ColumnId, str]) -> str:
    values = [f"c{column_id} = {value}" for column_id, value in changed.items()]
    return ", ".join([*values, f"_upd = {_NUMBER}"] if table.tracked else values)


def _stored(table: Table) -> dict[ColumnId, str]:
    return {column.id: f"u.c{column.id}" for column in table.columns}


def _check(values: Mapping[ColumnId, str], rows: str, violation: Violation) -> tuple[str, ...]:
    """Return the text that fails where one of these rows would break a CHECK."""
    broken = violation(values)
    return (f"SELECT count({broken}) FROM {rows}",) if broken else ()


def _log(table: Table, rows: str) -> tuple[str, ...]:
    if not table.tracked:
        return ()
    columns = ", ".join((*(f"c{column.id}" for column in table.columns), *HIDDEN))
    return (
        f"INSERT INTO data.l{table.id} (_dtx, {columns}) "
        f"SELECT {_NUMBER}, {columns} FROM data.t{table.id} WHERE {rows} AND _upd <> {_NUMBER}",
    )


def _joined(table: Table, name: str, pairs: Pairs) -> str:
    return f"{pairs.source} LEFT JOIN data.t{table.id} AS {name} ON ({pairs.condition})"


def _chosen(row: str, steps: Sequence[MergeStep]) -> str:
    """Return the text of the number of the clause that takes a pair of rows, NULL if none does."""
    return f"CASE {' '.join(f'WHEN {_step_test(step, row)} THEN {number}' for number, step in enumerate(steps))} END"


def _step_test(step: MergeStep, row: str) -> str:
    found = f"{row} IS {'NOT ' if step.matched else ''}NULL"
    return f"{found} AND ({step.test})" if step.test else found


def _step_check(table: Table, number: int, step: MergeStep, violation: Violation) -> tuple[str, ...]:
    rows = f"{TOUCHED} AS w WHERE w.step = {number}"
    given = {column.id: f"w.v{number}_{place}" for place, (column, _) in enumerate(step.values)}
    if step.kind == "UPDATE":
        rows = f"data.t{table.id} AS u, {rows} AND u.{_row(table)} = w._rid"
        given = _stored(table) | given
    return () if step.kind == "DELETE" else _check(given, rows, violation)


def _step_text(table: Table, number: int, step: MergeStep) -> str:
    rows = f"{TOUCHED} AS w WHERE w.step = {number}"
    if step.kind == "DELETE":
        return f"DELETE FROM data.t{table.id} WHERE {_row(table)} IN (SELECT _rid FROM {rows})"
    given = {column.id: f"w.v{number}_{place}" for place, (column, _) in enumerate(step.values)}
    if step.kind == "UPDATE":
        changes = _changes(table, given)
        return f"UPDATE data.t{table.id} AS u SET {changes} FROM {rows} AND u.{_row(table)} = w._rid"
    names = ", ".join(f"c{column_id}" for column_id in given)
    values = ", ".join(given.values())
    if table.tracked:
        names, values = insert_names(names), f"{values}, {NEW_ROW}"
    return f"INSERT INTO data.t{table.id} ({names}) SELECT {values} FROM {rows}"
