"""The table that a write writes, and values as its columns keep them.

Every value is brought to its column's type and storage.  A value that may not fit a narrow column (BIGINT for a
NUMBER(38,0)) is guarded: the guard raises ``frazil:widen:<table>:<column>``, upon which the store widens the column
and the statement is repeated (``engine/mapping.py``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from frazil.catalog.records import Column, Table
from frazil.core.errors import (
    CompilationError,
    DefaultSequenceError,
    DuplicateColumnError,
    ExpressionTypeError,
    InvalidIdentifierError,
    ObjectNotFoundError,
)
from frazil.core.ids import ObjectId
from frazil.core.names import render
from frazil.core.types import Kind
from frazil.sql import statements as st
from frazil.sql.binder import tracked
from frazil.sql.binder.casts import cast
from frazil.sql.binder.checks import violation
from frazil.sql.binder.dispatch import bind
from frazil.sql.binder.environment import Environment, Scope, ScopeSource
from frazil.sql.binder.fillings import Filling
from frazil.sql.binder.names import Place, find_relation, plain_name, require_containers
from frazil.sql.binder.sequences import find_sequence, identity_value
from frazil.sql.binder.source_columns import table_columns
from frazil.sql.binder.typed import Typed, decimal_shape, is_integer_storage
from frazil.sql.parser import parse_expression


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundWrite:
    """A write bound: what to send, in order; the last text's count is the result.

    ``action``: INSERT, UPDATE, DELETE, MERGE or TRUNCATE.  ``exclusive``: the lock it takes on ``table_ids``.
    A MERGE's last text returns one row per touched row, with the action's name.  Where rows may be joined with several,
    a text before it names which were (``writes``, ``merges``, ``tracked``).  ``tracked``: so is the table, and the
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


def bound_write(action: str, table: Table, texts: tuple[str, ...], *, exclusive: bool = True) -> BoundWrite:
    """Return the texts of a write to one table."""
    tables = frozenset({table.id})
    return BoundWrite(action=action, table_ids=tables, exclusive=exclusive, sql=texts, tracked=table.tracked)


def target_table(name: st.Name, environment: Environment, privileges: Sequence[str]) -> tuple[Place, Table]:
    """Return the table a statement writes, having recorded the privileges it needs."""
    where, record = find_relation(plain_name(name, environment), environment)
    if not isinstance(record, Table):
        raise ObjectNotFoundError(f"Object '{where.shown}' is not a table.")
    require_containers(where, environment)
    for privilege in privileges:
        environment.need(privilege, record, render(where.name))
    return where, record


def written_name(name: st.Name, environment: Environment) -> str:
    """Return the name of the table that is written as errors of the write tell it: with the parts that were given."""
    return ".".join(plain_name(name, environment).parts)


def target_scope(where: Place, table: Table, alias: str | None, environment: Environment) -> tuple[Scope, str]:
    """Return a scope in which the table that is written can be read, and its alias there."""
    environment.reads.add(table.id)
    environment.aliases.setdefault(table.id, set()).add(alias)
    name = environment.fresh("t")
    columns = table_columns(table, name, where.path)
    path = (alias,) if alias else where.path
    scope = Scope(environment)
    scope.sources.append(ScopeSource(alias or where.name, path, tuple(columns)))
    scope.allow_aggregates = False
    return scope, name


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
    """Return the text of what a column holds when a statement gives it nothing, or DEFAULT.

    Raises DefaultSequenceError where the sequence that it counts by is gone: another one may have its name.
    """
    if column.identity is not None:
        return column_value(identity_value(column, environment), column, table, environment)
    default = environment.snapshot.default_of(column)
    if default is None:
        return "NULL"
    node = parse_expression(default)
    if column.sequence_id is not None:
        found = find_sequence(node, environment)
        if found is None or found[1].id != column.sequence_id:
            raise DefaultSequenceError(table.name, column.name)
    return column_value(bind(node, Scope.of_values(environment)), column, table, environment)


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


def missing_columns(columns: Sequence[Column], table: Table) -> list[Column]:
    """Return the columns that an INSERT does not name and that do not become NULL."""
    others = (column for column in table.columns if column not in columns)
    return [column for column in others if column.default is not None or column.identity is not None]


def hidden_values(table: Table) -> list[str]:
    """Return what an inserted row has besides the values of its columns."""
    return [tracked.NEW_ROW] if table.tracked else []


def assigned(
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


def set_list(assignments: tracked.Assignments) -> str:
    """Return the text behind SET."""
    return ", ".join(f"c{column.id} = {value}" for column, value in assignments)


def violation_of(table: Table, environment: Environment) -> tracked.Violation:
    """Return what asks whether new values of a row break a CHECK of the table."""
    return lambda values: violation(table, values, environment)
