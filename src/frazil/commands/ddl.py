"""The statements that make objects again, as GET_DDL writes them: one function per family, in Snowflake's layout."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from frazil.catalog.constraints import Constraint, ConstraintKind
from frazil.catalog.keys import constraints_of
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
    Tag,
    TagReference,
    Task,
    User,
    View,
    ViewColumn,
    Warehouse,
)
from frazil.catalog.snapshot import Snapshot
from frazil.commands.show_account import SIZES
from frazil.core.errors import DefaultSequenceError
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
    lines = [_column(column, table, writer) for column in table.columns]
    lines += [_constraint(each, table, writer) for each in constraints_of(writer.snapshot, table)]
    body = ",\n".join(f"\t{line}" for line in lines)
    key = f"cluster by {table.cluster_by}" if table.cluster_by else ""
    options = "".join(f"{each}\n" for each in _table_options(table, writer))
    return f"create or replace {kind}TABLE {writer.name(table)} {key}(\n{body}\n){options};"


def _table_options(table: Table, writer: Writer) -> list[str]:
    around = writer.snapshot.fetch(Schema, table.parent_id).retention_days
    usual = around if table.kind is TableKind.PERMANENT else min(around, 1)
    options = [f"DATA_RETENTION_TIME_IN_DAYS={table.retention_days}"] if table.retention_days != usual else []
    options += ["CHANGE_TRACKING = TRUE"] if table.tracked else []
    options += ["ENABLE_SCHEMA_EVOLUTION = TRUE"] if table.schema_evolution else []
    options += _tag_lines(table, writer)
    options += [f"COMMENT={_text(table.comment)}"] if table.comment else []
    return options


def _tags(record: Record, writer: Writer, column_id: ColumnId | None = None) -> str:
    """Return the values of tags that an object or its column has itself, as SET TAG takes them."""
    return ", ".join(
        f"{'.'.join(render(part) for part in writer.snapshot.path(tag))}={_text(each.value)}"
        for each in writer.snapshot.children(TagReference, record.id)
        if each.column_id == column_id
        and (tag := writer.snapshot.get(Tag, each.tag_id)) is not None
        and tag.dropped_on is None
    )


def _with_tags(tags: str) -> str:
    return f"WITH TAG ({tags})"


def _tag_lines(record: Record, writer: Writer) -> list[str]:
    return [_with_tags(tags)] if (tags := _tags(record, writer)) else []


def _column(column: Column, table: Table, writer: Writer) -> str:
    parts = [render(column.name), column.type.declared]
    if not column.nullable:
        parts.append("NOT NULL")
    if column.identity is not None:
        counted = column.identity
        order = "order" if counted.ordered else "noorder"
        parts.append(f"autoincrement start {counted.start} increment {counted.increment} {order}")
    elif column.sequence_id is not None and writer.snapshot.get(NumberSequence, column.sequence_id) is None:
        raise DefaultSequenceError(table.name, column.name)
    elif column.default is not None:
        parts.append(f"DEFAULT {writer.snapshot.default_of(column)}")
    if tags := _tags(table, writer, column.id):
        parts.append(_with_tags(tags))
    if column.comment:
        parts.append(f"COMMENT {_text(column.comment)}")
    return " ".join(parts)


def _constraint(constraint: Constraint, table: Table, writer: Writer) -> str:
    words = constraint.kind.value.lower()
    named = "" if constraint.name.startswith("SYS_CONSTRAINT_") else f"constraint {render(constraint.name)} "
    if constraint.kind is ConstraintKind.CHECK:
        return f"{named}{words} ({constraint.clause})"
    text = f"{named}{words} ({_names(table, constraint.columns)})"
    other = writer.snapshot.get(Table, constraint.table_id)
    if other is not None:
        target = ".".join(render(part) for part in writer.snapshot.path(other))
        text = f"{text} references {target}({_names(other, constraint.referenced)})"
    return " ".join([text, *_properties(constraint)])


def _properties(constraint: Constraint) -> list[str]:
    """Return what was said of a constraint beside what it is."""
    said = (
        (f"match {constraint.match.lower()}", constraint.match != "FULL"),
        (f"on update {constraint.on_update.lower()}", constraint.on_update != "NO ACTION"),
        (f"on delete {constraint.on_delete.lower()}", constraint.on_delete != "NO ACTION"),
        ("deferrable", constraint.deferrable),
        ("initially immediate", not constraint.initially_deferred),
        ("rely", constraint.rely),
        (f"comment {_text(constraint.comment)}", bool(constraint.comment)),
    )
    return [words for words, is_said in said if is_said]


def _names(table: Table, columns: Iterable[ColumnId]) -> str:
    by_id = {column.id: column.name for column in table.columns}
    return ", ".join(render(by_id[each]) for each in columns if each in by_id)


def _view(view: Record, writer: Writer) -> str:
    assert isinstance(view, View)
    kind = "".join(word for word, said in (("secure ", view.secure), ("materialized ", view.materialized)) if said)
    kind = f"temporary {kind}" if view.session_id is not None else kind
    columns = ",\n".join(f"\t{_view_column(column)}" for column in view.columns)
    comment = f" COMMENT={_text(view.comment)}\n " if view.comment else " "
    tags = "".join(f" {each}" for each in _tag_lines(view, writer))
    return f"create or replace {kind}view {writer.name(view)}(\n{columns}\n){tags}{comment}as {view.query};"


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
    lines += _tag_lines(function, writer)
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
    lines += _tag_lines(task, writer)
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
    lines += _tag_lines(warehouse, writer)
    lines += [f"COMMENT={_text(warehouse.comment)}"] if warehouse.comment else []
    return "\n\t".join([f"create or replace warehouse {render(warehouse.name)}\nwith", *lines]) + "\n;"


def _database(database: Record, writer: Writer) -> str:
    assert isinstance(database, Database)
    kind = "TRANSIENT " if database.transient else ""
    head = f"create or replace {kind}database {render(database.name)}{_container_options(database, 1)};"
    schemas = [each for each in writer.snapshot.children(Schema, database.id) if writer.shows(each)]
    # What a schema's objects are tagged with may be another schema's.
    schemas.sort(key=lambda each: (not any(writer.snapshot.children(Tag, each.id)), each.name))
    return "\n\n".join([head, *(definition(each, writer) for each in schemas), *_tagging(database, writer)])


def _schema(schema: Record, writer: Writer) -> str:
    assert isinstance(schema, Schema)
    kind = "TRANSIENT " if schema.transient else ""
    managed = " WITH MANAGED ACCESS" if schema.managed_access else ""
    usual = writer.snapshot.fetch(Database, schema.parent_id).retention_days
    head = f"create or replace {kind}schema {writer.name(schema)}{managed}{_container_options(schema, usual)};"
    inside = [definition(each, writer) for each in _inside(schema, writer)]
    inside += _tagging(schema, writer)
    return head + ("\n\n" + "\n".join(inside) if inside else "")


def _container_options(record: Database | Schema, usual: int) -> str:
    """Return the properties of a container; ``usual`` is the retention that it has without any word about it."""
    options = [f"DATA_RETENTION_TIME_IN_DAYS={record.retention_days}"] if record.retention_days != usual else []
    options += _parameters(record.parameters)
    options += [f"COMMENT={_text(record.comment)}"] if record.comment else []
    return "".join(f" {each}" for each in options)


def _tagging(record: Record, writer: Writer) -> list[str]:
    """Return the statement that sets a container's tags: these may lie in it, and so come behind what is in it."""
    tags = _tags(record, writer)
    return [f"alter {record.family.value.lower()} {writer.name(record)} set tag {tags};"] if tags else []


def _tag(tag: Record, writer: Writer) -> str:
    assert isinstance(tag, Tag)
    allowed = "" if tag.allowed_values is None else f" ALLOWED_VALUES {', '.join(map(_text, tag.allowed_values))}"
    comment = f" COMMENT={_text(tag.comment)}" if tag.comment else ""
    return f"create or replace tag {writer.name(tag)}{allowed}{comment};"


def _inside(schema: Schema, writer: Writer) -> list[Record]:
    """Return the objects of a schema that may be seen: what others are made of comes first."""
    snapshot = writer.snapshot
    found: list[Record] = []
    for kinds in ((Tag,), (NumberSequence,), (Table,), (View, Function), (Task,)):
        alike = [each for kind in kinds for each in snapshot.children(kind, schema.id) if writer.shows(each)]
        found += _in_order(sorted(alike, key=lambda each: each.id), snapshot)
    return found


def _in_order(records: Sequence[Record], snapshot: Snapshot) -> list[Record]:
    """Return records in their order, but each behind those that it names: tables by foreign keys, tasks in a graph."""
    ordered: list[Record] = []
    waiting = {each.id: each for each in records}

    def put(record: Record) -> None:
        if waiting.pop(record.id, None) is not None:
            for other in _named_by(record, snapshot):
                put(other)
            ordered.append(record)

    for each in records:
        put(each)
    return ordered


def _named_by(record: Record, snapshot: Snapshot) -> Iterator[Record]:
    if isinstance(record, Table):
        yield from (table for key in record.constraints if (table := snapshot.get(Table, key.table_id)) is not None)
    elif isinstance(record, Task):
        names = (*record.predecessors, *((record.finalizes,) if record.finalizes is not None else ()))
        yield from (task for name in names if (task := snapshot.find(Task, record.parent_id, name)) is not None)


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
    Family.TAG: _tag,
    Family.TASK: _task,
    Family.VIEW: _view,
    Family.WAREHOUSE: _warehouse,
}

DEFINED = frozenset(_DEFINITIONS)
"""Families whose objects GET_DDL writes."""
