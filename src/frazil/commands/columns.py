"""Columns of tables: from definitions and from a query's output, with their types, storage and defaults."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from frazil.catalog.records import Column, NumberSequence, Table
from frazil.commands.context import Context
from frazil.commands.errors import ColumnListError, MissingColumnNameError
from frazil.commands.sequences import numbering
from frazil.core.errors import (
    CompilationError,
    DuplicateColumnError,
    ExpressionTypeError,
    InvalidExpressionError,
    UnsupportedError,
)
from frazil.core.ids import ObjectId
from frazil.core.names import render
from frazil.core.types import NUMERIC, SEMI_STRUCTURED, TIMESTAMPS, VARCHAR, DataType, Kind
from frazil.engine.mapping import storage_type, widest
from frazil.sql import ast
from frazil.sql.binder.collations import collation_named
from frazil.sql.binder.dispatch import bind
from frazil.sql.binder.environment import BoundColumn, BoundQuery
from frazil.sql.binder.literals import refuse_bindings, resolve_type
from frazil.sql.binder.names import Place
from frazil.sql.binder.sequences import find_sequence
from frazil.sql.binder.targets import column_value
from frazil.sql.binder.typed import Typed
from frazil.sql.statements import ColumnDefinition

_NARROW_DIGITS = 18


def defined_column(definition: ColumnDefinition, context: Context, source: Typed | None = None) -> Column:
    """Return a new column as defined; ``source`` is the query's column that fills it, in CREATE TABLE .. AS."""
    if definition.type is not None:
        kind = resolve_type(definition.type, context.environment)
    elif source is not None:
        kind = stored_type(source.type)
    else:
        raise ColumnListError("Invalid column definition list", position=definition.position)
    if definition.collation and kind.kind is not Kind.VARCHAR:
        raise InvalidExpressionError(f"COLLATE is not applicable to type {kind}", position=definition.position)
    if definition.collation:
        kind = replace(kind, collation=collation_named(definition.collation, definition.position))
    identity = None
    if definition.identity is not None:
        if kind.kind is not Kind.NUMBER or definition.default is not None:
            raise InvalidExpressionError(
                f"AUTOINCREMENT needs a column of numbers without a default: {render(definition.name)}",
                position=definition.position,
            )
        identity = numbering(definition.identity, context)
    default, sequence_id = _default(definition, context)
    if definition.tags:
        context.column_tags[definition.name] = definition.tags
    return Column(
        id=context.services.catalog.new_column_id(),
        name=definition.name,
        type=kind,
        storage=storage_type(kind) if source is None else storage_for(kind, source),
        nullable=definition.nullable,
        default=default,
        sequence_id=sequence_id,
        comment=definition.comment,
        identity=identity,
        alias="" if definition.type is None else str(definition.type),
    )


def _default(definition: ColumnDefinition, context: Context) -> tuple[str | None, ObjectId | None]:
    """Return the text of a default, and the id of the sequence if it is one's next value."""
    found = find_sequence(definition.default, context.environment) if definition.default is not None else None
    return (definition.default_text or None, None) if found is None else counted_by(*found)


def counted_by(where: Place, sequence: NumberSequence) -> tuple[str, ObjectId]:
    """Return the text and the sequence's id of a default that counts by it: its full name serves in every schema."""
    return f"{where.shown}.NEXTVAL", sequence.id


def query_columns(
    definitions: Sequence[ColumnDefinition], query: ast.Query, bound: BoundQuery, context: Context
) -> tuple[Column, ...]:
    """Return the columns of CREATE TABLE .. AS: as the query yields them, named and typed by definitions if any."""
    if definitions:
        if len(definitions) != len(bound.columns):
            raise ColumnListError("Invalid column definition list")
        pairs = zip(definitions, bound.columns, strict=True)
        columns = tuple(defined_column(definition, context, output.value) for definition, output in pairs)
    else:
        check_output_names(query, bound.columns)
        columns = tuple(_output_column(output, context) for output in bound.columns)
    check_unique(column.name for column in columns)
    return columns


def copied_columns(source: Table, context: Context) -> tuple[Column, ...]:
    """Return the columns of CREATE TABLE .. LIKE: the same under new ids."""
    return tuple(replace(column, id=context.services.catalog.new_column_id(), added=False) for column in source.columns)


def check_unique(names: Iterable[str]) -> None:
    """Raise DuplicateColumnError for a name that comes twice."""
    for name, count in Counter(names).items():
        if count > 1:
            raise DuplicateColumnError(f"duplicate column name '{render(name)}'")


def check_output_names(query: ast.Query, columns: Sequence[BoundColumn]) -> None:
    """Raise MissingColumnNameError when a view or table would get a column from an expression without a name."""
    if not isinstance(query.body, ast.Select):
        return
    for item in query.body.items:
        if item.alias is None and not isinstance(item.expression, ast.Reference | ast.Star | ast.Positional):
            raise MissingColumnNameError("Missing column specification", position=item.position)


def check_defaults(table: Table, definitions: Sequence[ColumnDefinition], context: Context) -> None:
    """Bind every default once, so that a wrong one is refused now and not at the first INSERT."""
    for definition in definitions:
        column = table.column(definition.name)
        if column is not None and definition.default is not None:
            default_text(definition.default, column, table, context)


def bound_default(default: ast.Expression, column: Column, context: Context) -> Typed:
    """Return a default bound; ExpressionTypeError if its type does not match the column's."""
    scope = context.scope()
    scope.allow_aggregates = False
    context.environment.system_function = _refused
    refuse_bindings(default)
    before = len(context.environment.reads)
    value = bind(default, scope)
    if len(context.environment.reads) > before:
        raise InvalidExpressionError("a default cannot read a table", position=default.position)
    # Stricter than an INSERT, as Snowflake is: a text is no default of a number, nor the reverse.
    if value.type.kind is not Kind.NULL and _group(value.type.kind) is not _group(column.type.kind):
        raise _wrong_default(column, default)
    return value


def _refused(function: ast.Function, arguments: Sequence[object]) -> object:
    """Refuse a SYSTEM$ function: a default is bound here to be looked at, not to make anything happen."""
    raise UnsupportedError(f"{function.name[-1]} in a default", position=function.position)


def default_text(default: ast.Expression, column: Column, table: Table, context: Context) -> str:
    """Return a default as the text that yields it in its column's storage; ExpressionTypeError if it is none."""
    value = bound_default(default, column, context)
    try:
        return column_value(value, column, table, context.environment)
    except CompilationError:
        raise _wrong_default(column, default) from None


def storage_for(kind: DataType, source: Typed) -> str:
    """Return the storage of a column that an expression fills at once: narrow only where every value surely fits.

    It cannot be widened on the way, as storage is on an INSERT: no other transaction sees the table yet.
    """
    narrow = storage_type(kind)
    if kind.kind is not Kind.NUMBER or kind.precision <= _NARROW_DIGITS:
        return narrow
    given = source.type
    if given.kind is not Kind.NUMBER:
        return widest(kind)
    if source.storage == narrow and given.scale == kind.scale:
        return narrow
    # Rounding may carry into one more digit: 9.9 to 10.
    digits = given.precision - given.scale + (1 if given.scale > kind.scale else 0)
    return narrow if digits <= _NARROW_DIGITS - kind.scale else widest(kind)


def stored_type(kind: DataType) -> DataType:
    """Return the type of a column that is made from an expression's type: a bare NULL gives a VARCHAR."""
    if kind.collation is not None:
        return replace(kind, collation=replace(kind.collation, explicit=False))
    return VARCHAR if kind.kind is Kind.NULL else kind


def _group(kind: Kind) -> Kind:
    """Return the kind that stands for those among which a default is converted."""
    if kind in NUMERIC:
        return Kind.NUMBER
    if kind in SEMI_STRUCTURED:
        return Kind.VARIANT
    return Kind.DATE if kind in TIMESTAMPS else kind


def _wrong_default(column: Column, default: ast.Expression) -> ExpressionTypeError:
    return ExpressionTypeError(
        f"Default value data type does not match data type for column {render(column.name)}", position=default.position
    )


def _output_column(output: BoundColumn, context: Context) -> Column:
    kind = stored_type(output.value.type)
    return Column(
        id=context.services.catalog.new_column_id(),
        name=output.name,
        type=kind,
        storage=storage_for(kind, output.value),
    )
