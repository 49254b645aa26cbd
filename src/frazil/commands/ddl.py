"""The statements that make objects again, as GET_DDL writes them: one function per family, in Snowflake's layout."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from frazil.catalog.constraints import Constraint, ConstraintKind
from frazil.catalog.records import (
    Column,
    Database,
    Family,
    Function,
    NumberSequence,
    Record,
    Schema,
    Table,
    TableKind,
    Task,
    User,
    View,
    ViewColumn,
    Warehouse,
)
from frazil.catalog.snapshot import Snapshot
from frazil.commands.show_account import SIZES
from frazil.core.ids import ColumnId
from frazil.core.names import quote, render


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """What the texts depend on: ``full``: names are written with database and schema.

    ``shows`` says whether an object inside another may be written.
    """

    snapshot: Snapshot
    full: bool
    shows: Callable[[Record], bool]

    def name(self, record: Record) -> str:
        """Return an object's name as its statement has it."""
        path = self.snapshot.path(record) if self.full else (record.name,)
        return ".".join(render(part) for part in path)


def definition(record: Record, writer: Writer) -> str:
    """Return the statement that makes an object; behind a container's are those of what is inside."""
    return _DEFINITIONS[record.family](record, writer)


def _table(table: Record, writer: Writer) -> str:
    assert isinstance(table, Table)
    kind = "" if table.kind is TableKind.PERMANENT else f"{table.kind.value} "
    lines = [_column(column) for column in table.columns]
    lines += [_constraint(each, table, writer) for each in table.constraints]
    body = ",\n".join(f"\t{line}" for line in lines)
    key = f"cluster by {table.cluster_by}" if table.cluster_by else ""
    return f"create or replace {kind}TABLE {writer.name(table)} {key}(\n{body}\n){_comment(table)};"


def _column(column: Column) -> str:
    parts = [render(column.name), column.type.declared]
    if not column.nullable:
        parts.append("NOT NULL")
    if column.identity is not None:
        counted = column.identity
        order = "order" if counted.ordered else "noorder"
        parts.append(f"autoincrement start {counted.start} increment {counted.increment} {order}")
    elif column.default is not None:
        parts.append(f"DEFAULT {column.default}")
    if column.comment:
        parts.append(f"COMMENT {_text(column.comment)}")
    return " ".join(parts)


def _constraint(constraint: Constraint, table: Table, writer: Writer) -> str:
    words = constraint.kind.value.lower()
    named = "" if constraint.name.startswith("SYS_CONSTRAINT_") else f"constraint {render(constraint.name)} "
    text = f"{named}{words} ({_names(table, constraint.columns)})"
    if constraint.kind is not ConstraintKind.FOREIGN_KEY:
        return text
    other = writer.snapshot.get(Table, constraint.table_id)
    if other is None:
        return text
    target = ".".join(render(part) for part in writer.snapshot.path(other))
    return f"{text} references {target}({_names(other, constraint.referenced)})"


def _names(table: Table, columns: Iterable[ColumnId]) -> str:
    by_id = {column.id: column.name for column in table.columns}
    return ", ".join(render(by_id[each]) for each in columns if each in by_id)


def _view(view: Record, writer: Writer) -> str:
    assert isinstance(view, View)
    kind = "".join(word for word, said in (("secure ", view.secure), ("materialized ", view.materialized)) if said)
    kind = f"temporary {kind}" if view.session_id is not None else kind
    columns = ",\n".join(f"\t{_view_column(column)}" for column in view.columns)
    comment = f" COMMENT={_text(view.comment)}\n " if view.comment else " "
    return f"create or replace {kind}view {writer.name(view)}(\n{columns}\n){comment}as {view.query};"


def _view_column(column: ViewColumn) -> str:
    return render(column.name) + (f" COMMENT {_text(column.comment)}" if column.comment else "")


def _sequence(sequence: Record, writer: Writer) -> str:
    assert isinstance(sequence, NumberSequence)
    counted = sequence.numbering
    order = "order" if counted.ordered else "noorder"
    comment = f" COMMENT={_text(sequence.comment)}" if sequence.comment else ""
    return (
        f"create or replace sequence {writer.name(sequence)} "
        f"start with {counted.start} increment by {counted.increment} {order}{comment};"
    )


def _function(function: Record, writer: Writer) -> str:
    assert isinstance(function, Function)
    path = writer.snapshot.path(function) if writer.full else (function.name,)
    arguments = ", ".join(
        f"{quote(each.name)} {each.type}{'' if each.default is None else f' DEFAULT {each.default}'}"
        for each in function.arguments
    )
    returns = (
        f"{function.returns}{' NOT NULL' if function.not_null else ''}"
        if function.returns is not None
        else f"TABLE ({', '.join(f'{quote(each.name)} {each.type}' for each in function.columns)})"
    )
    lines = [
        f"CREATE OR REPLACE {'SECURE ' if function.secure else ''}FUNCTION "
        f"{'.'.join(quote(part) for part in path)}({arguments})",
        f"RETURNS {returns}",
        "LANGUAGE SQL",
    ]
    lines += [word for word, said in (("STRICT", function.strict), ("MEMOIZABLE", function.memoizable)) if said]
    lines += ["IMMUTABLE"] if function.volatility == "IMMUTABLE" else []
    lines += [f"COMMENT={_text(function.comment)}"] if function.comment else []
    return "\n".join([*lines, f"AS {_text(function.body)};"])


def _task(task: Record, writer: Writer) -> str:
    assert isinstance(task, Task)
    around = writer.snapshot.path(task)[:-1] if writer.full else ()
    lines = [f"create or replace task {writer.name(task)}"]
    lines += [f"warehouse={render(task.warehouse)}"] if task.warehouse is not None else []
    lines += [f"schedule={_text(task.schedule)}"] if task.schedule is not None else []
    lines += [f"config={_text(task.config)}"] if task.config is not None else []
    lines += [f"OVERLAP_POLICY={task.overlap_policy}"] if task.overlap_policy != "NO_OVERLAP" else []
    lines += _parameters(task.parameters)
    if task.target_completion_interval is not None:
        lines.append(f"TARGET_COMPLETION_INTERVAL={_text(task.target_completion_interval)}")
    lines += [f"COMMENT={_text(task.comment)}"] if task.comment else []
    if task.finalizes is not None:
        lines.append(f"finalize={'.'.join(render(part) for part in (*around, task.finalizes))}")
    if task.predecessors:
        names = (".".join(render(part) for part in (*around, each)) for each in task.predecessors)
        lines.append(f"after {', '.join(names)}")
    user = writer.snapshot.get(User, task.execute_as_id)
    lines += [f"execute as user {render(user.name)}"] if user is not None else []
    lines += [f"when {task.condition}"] if task.condition is not None else []
    return "\n\t".join([*lines, f"as {task.definition};"])


def _warehouse(warehouse: Record, writer: Writer) -> str:
    assert isinstance(warehouse, Warehouse)
    lines = [
        f"warehouse_type='{warehouse.type}'",
        f"warehouse_size='{SIZES.get(warehouse.size, warehouse.size)}'",
        f"auto_suspend={'NULL' if warehouse.auto_suspend_seconds is None else warehouse.auto_suspend_seconds}",
        f"auto_resume={str(warehouse.auto_resume).upper()}",
        *_parameters(warehouse.parameters),
    ]
    lines += [f"COMMENT={_text(warehouse.comment)}"] if warehouse.comment else []
    return "\n\t".join([f"create or replace warehouse {render(warehouse.name)}\nwith", *lines]) + "\n;"


def _database(database: Record, writer: Writer) -> str:
    assert isinstance(database, Database)
    kind = "TRANSIENT " if database.transient else ""
    head = f"create or replace {kind}database {render(database.name)}{_comment(database, ' ')};"
    schemas = sorted(writer.snapshot.children(Schema, database.id), key=lambda each: each.name)
    return "\n\n".join([head, *(definition(each, writer) for each in schemas if writer.shows(each))])


def _schema(schema: Record, writer: Writer) -> str:
    assert isinstance(schema, Schema)
    kind = "TRANSIENT " if schema.transient else ""
    managed = " WITH MANAGED ACCESS" if schema.managed_access else ""
    head = f"create or replace {kind}schema {writer.name(schema)}{managed}{_comment(schema, ' ')};"
    inside = [definition(each, writer) for each in _inside(schema, writer)]
    return head + ("\n\n" + "\n".join(inside) if inside else "")


def _inside(schema: Schema, writer: Writer) -> list[Record]:
    """Return the objects of a schema that may be seen, in order of creation: what others are made of comes first."""
    kinds: Sequence[type[Record]] = (NumberSequence, Table, View, Function, Task)
    found = [each for kind in kinds for each in writer.snapshot.children(kind, schema.id) if writer.shows(each)]
    return sorted(found, key=lambda each: each.id)


def _comment(record: Record, before: str = "") -> str:
    if not record.comment:
        return ""
    return f"{before}COMMENT={_text(record.comment)}" + ("" if before else "\n")


def _parameters(parameters: Mapping[str, str]) -> list[str]:
    return [f"{name}={_value(value)}" for name, value in sorted(parameters.items())]


def _value(value: str) -> str:
    return value if value.isdigit() or value.upper() in ("TRUE", "FALSE") else _text(value)


def _text(text: str) -> str:
    """Return a string literal of Snowflake's: quotes doubled, backslashes too."""
    escaped = text.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"


_DEFINITIONS: Mapping[Family, Callable[[Record, Writer], str]] = {
    Family.DATABASE: _database,
    Family.FUNCTION: _function,
    Family.SCHEMA: _schema,
    Family.SEQUENCE: _sequence,
    Family.TABLE: _table,
    Family.TASK: _task,
    Family.VIEW: _view,
    Family.WAREHOUSE: _warehouse,
}

DEFINED = frozenset(_DEFINITIONS)
"""Families whose objects GET_DDL writes."""
