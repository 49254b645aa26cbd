"""DESCRIBE of tables, views, databases, schemas, warehouses, users, tasks and earlier results."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from frazil.catalog.constraints import ConstraintKind
from frazil.catalog.records import (
    Column,
    Family,
    Function,
    NumberSequence,
    Record,
    Schema,
    Table,
    Task,
    User,
    View,
    ViewColumn,
)
from frazil.catalog.snapshot import Snapshot
from frazil.commands.checks import shown_check
from frazil.commands.context import Context
from frazil.commands.describe_user import describe_user
from frazil.commands.lookup import find_target
from frazil.commands.registry import DESCRIBE_TYPE, Effect, handles
from frazil.commands.results import Rows
from frazil.commands.show_columns import columns_of
from frazil.commands.show_functions import describe_function
from frazil.commands.show_scope import Row, Visibility, columns, unknown
from frazil.commands.show_sequences import SEQUENCE_COLUMNS, sequence_row
from frazil.commands.show_tasks import TASK_COLUMNS, task_rows
from frazil.core.errors import InvalidArgumentError, UnsupportedError
from frazil.core.ids import QueryId
from frazil.core.names import QualifiedName
from frazil.core.types import OBJECT
from frazil.sql import statements as st
from frazil.sql.binder.dispatch import bind
from frazil.sql.binder.names import place, plain_name
from frazil.sql.columns import ResultColumn, text_columns

_TABLE = (
    *text_columns("name", "type", "kind", "null?", "default", "primary key", "unique key", "check", "expression"),
    *text_columns("comment", "policy name"),
    ResultColumn(name="privacy domain", type=OBJECT),
    *text_columns("write default"),
)
_CONTENT = columns("created_on name kind", times="created_on")


@handles(st.Describe, Effect.READ, DESCRIBE_TYPE, "DESCRIBE", privileges="any privilege on the object")
def describe(statement: st.Describe, context: Context) -> Rows:
    """Describe one object that the roles in force may know of."""
    context.authorize()
    if statement.family == "RESULT":
        return _describe_result(statement, context)
    if statement.family in ("TABLE", "VIEW"):
        return _describe_relation(statement, context)
    show = _DESCRIBES.get(statement.family)
    if show is None:
        raise UnsupportedError(f"DESCRIBE {statement.family}")
    target = find_target(Family(statement.family), statement.name, context, "DESCRIBE")
    if target.record is None or not Visibility(context).sees(target.record):
        raise unknown(statement.family, target.shown)
    return show(target.record, context)


def column_row(
    column: Column | ViewColumn | ResultColumn,
    default: str | None = None,
    keys: frozenset[ConstraintKind] = frozenset(),
    check: str | None = None,
) -> Row:
    """Return a column as DESCRIBE TABLE prints it; ``keys`` are the kinds of constraint that it is in."""
    comment = "" if isinstance(column, ResultColumn) else column.comment
    null = "Y" if column.nullable else "N"
    in_keys = ("Y" if kind in keys else "N" for kind in (ConstraintKind.PRIMARY_KEY, ConstraintKind.UNIQUE))
    head = (column.name, column.type.declared, "COLUMN", null, default, *in_keys)
    return (*head, check, None, comment or None, None, None, None)


def _column_row(relation: Record, column: Column | ViewColumn, snapshot: Snapshot) -> Row:
    if not isinstance(relation, Table) or not isinstance(column, Column):
        return column_row(column)
    kinds = frozenset(each.kind for each in relation.constraints if column.id in each.columns)
    default = column.shown_identity or snapshot.default_of(column)
    return column_row(column, default, kinds, shown_check(relation, column))


def _describe_relation(statement: st.Describe, context: Context) -> Rows:
    """Describe a table or view by either word: Snowflake does not mind which."""
    where = place(statement.name, context.environment, "DESCRIBE")
    record = context.snapshot.find_relation(where.schema.id, where.name, context.state.id)
    if record is None or not Visibility(context).sees(record):
        raise unknown(statement.family, str(plain_name(statement.name, context.environment)))
    return Rows(_TABLE, [_column_row(record, each, context.snapshot) for each in columns_of(record)])


def _describe_result(statement: st.Describe, context: Context) -> Rows:
    """Describe the columns of an earlier result of this user."""
    if isinstance(statement.name, QualifiedName | st.RoutineName):
        raise InvalidArgumentError("DESCRIBE RESULT needs a query id")
    bound = bind(statement.name, context.scope())
    query_id = bound.constant[0] if bound.constant is not None else None
    kept = context.services.results.find(context.state, QueryId(str(query_id)))
    return Rows(_TABLE, [column_row(column) for column in kept.columns])


def _describe_database(record: Record, context: Context) -> Rows:
    visibility = Visibility(context)
    found = [each for each in context.snapshot.children(Schema, record.id) if visibility.sees(each)]
    rows: list[Sequence[object]] = [(context.now, "INFORMATION_SCHEMA", "SCHEMA")]
    rows += [(each.created_on, each.name, "SCHEMA") for each in found]
    return Rows(_CONTENT, sorted(rows, key=lambda row: str(row[1])))


def _describe_schema(record: Record, context: Context) -> Rows:
    """Return the tables and views of a schema, in order of name."""
    visibility, kinds = Visibility(context), (Table, View)
    found = [each for kind in kinds for each in context.snapshot.children(kind, record.id) if visibility.sees(each)]
    return Rows(_CONTENT, [(each.created_on, each.name, each.family.value) for each in sorted(found, key=_by_name)])


def _by_name(record: Record) -> str:
    return record.name


def _describe_warehouse(record: Record, context: Context) -> Rows:
    return Rows(_CONTENT, [(record.created_on, record.name, "WAREHOUSE")])


def _describe_task(record: Record, context: Context) -> Rows:
    assert isinstance(record, Task)
    if not Visibility(context).holds(record, "MONITOR", "OPERATE"):
        raise unknown("TASK", ".".join(context.snapshot.path(record)))
    return Rows(TASK_COLUMNS, list(task_rows(context.snapshot, [record])))


def _describe_sequence(record: Record, context: Context) -> Rows:
    assert isinstance(record, NumberSequence)
    return Rows(SEQUENCE_COLUMNS, [sequence_row(record, context)])


def _describe_function(record: Record, context: Context) -> Rows:
    assert isinstance(record, Function)
    return describe_function(record, context)


def _describe_user(record: Record, context: Context) -> Rows:
    assert isinstance(record, User)
    return describe_user(record, context)


_DESCRIBES: Mapping[str, Callable[[Record, Context], Rows]] = {
    "DATABASE": _describe_database,
    "FUNCTION": _describe_function,
    "SCHEMA": _describe_schema,
    "SEQUENCE": _describe_sequence,
    "TASK": _describe_task,
    "USER": _describe_user,
    "WAREHOUSE": _describe_warehouse,
}
