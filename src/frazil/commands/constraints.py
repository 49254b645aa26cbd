"""Constraints of tables: made, chosen and copied.  Nothing enforces keys, as in Snowflake."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from frazil.catalog.constraints import Constraint, ConstraintKind
from frazil.catalog.keys import constraints_of, references_to
from frazil.catalog.records import Column, Family, Table
from frazil.commands.checks import altered_check, is_made, new_check
from frazil.commands.context import Context
from frazil.commands.errors import ConstraintSignatureError, KeyInUseError, PrimaryKeyError, ReferencedKeyError
from frazil.commands.lookup import find_target, require
from frazil.core.errors import InvalidIdentifierError, ObjectExistsError, ObjectNotFoundError, UnsupportedError
from frazil.core.ids import ColumnId, ObjectId
from frazil.core.names import QualifiedName, render
from frazil.sql import statements as st
from frazil.sql.binder.names import place

_GENERATED = "SYS_CONSTRAINT_"


@dataclass(frozen=True, slots=True)
class _Target:
    """What a foreign key points at: a key of a table, and its columns in the foreign key's order."""

    table: Table
    key: Constraint
    columns: tuple[ColumnId, ...]


def with_constraints(table: Table, definitions: Sequence[st.ConstraintDefinition], context: Context) -> Table:
    """Return the table with constraints added; foreign keys come last, so that they may point at the table's own.

    Needs REFERENCES on the tables that foreign keys point at.  Raises what ``with_constraint`` does.
    """
    for definition in sorted(definitions, key=lambda each: each.kind == ConstraintKind.FOREIGN_KEY.value):
        table = with_constraint(table, definition, context)
    return table


def with_constraint(table: Table, definition: st.ConstraintDefinition, context: Context) -> Table:
    """Return the table with a constraint added.

    Raises what ``new_check`` does, PrimaryKeyError for a second primary key, ConstraintSignatureError for the same key
    again, ObjectExistsError for a name that another constraint of the table has, ReferencedKeyError for a foreign key
    that points at no key.
    """
    if not is_made(definition, context):
        return table
    living = constraints_of(context.snapshot, table)
    name = definition.name or _generated(context)
    new = new_check if definition.kind == ConstraintKind.CHECK.value else _new_key
    constraint = new(table, definition, name, context)
    if any(each.name == name for each in living):
        raise ObjectExistsError(f"Object '{render(name)}' already exists.")
    return replace(table, constraints=(*living, constraint))


def chosen(table: Table, choice: st.ConstraintChoice, context: Context) -> Constraint:
    """Return the constraint that an action is about; ObjectNotFoundError if the table has none such."""
    columns = {_column(table, name).id for name in choice.columns}
    for constraint in constraints_of(context.snapshot, table):
        if constraint.name == choice.name if choice.name else constraint.kind.value == choice.kind:
            if not columns or columns == set(constraint.columns):
                return constraint
    text = (
        f"constraint '{render(choice.name)}' does not exist"
        if choice.name
        else f"Constraint '{choice.kind}' does not exist or not authorized."
    )
    raise ObjectNotFoundError(text, position=choice.position, sqlstate="02000")


def without_constraint(table: Table, action: st.DropConstraint, context: Context) -> Table:
    """Return the table without a constraint; foreign keys that point at it hold no longer.

    Raises KeyInUseError under RESTRICT if there are such.
    """
    gone = chosen(table, action.choice, context)
    if action.restrict and any(each.key.id == gone.id for each in references_to(context.snapshot, table)):
        raise KeyInUseError("constraint")
    return replace(table, constraints=tuple(each for each in table.constraints if each.id != gone.id))


def renamed_constraint(table: Table, action: st.RenameConstraint, context: Context) -> Table:
    """Return the table with a constraint under a new name; ObjectExistsError if another has it."""
    choice = st.ConstraintChoice(position=action.position, name=action.old)
    constraint = chosen(table, choice, context)
    if action.new != action.old and any(each.name == action.new for each in constraints_of(context.snapshot, table)):
        raise ObjectExistsError(f"Object '{render(action.new)}' already exists.")
    return _replaced(table, replace(constraint, name=action.new))


def altered_constraint(table: Table, action: st.AlterConstraint, context: Context) -> Table:
    """Return the table with a key's RELY or a CHECK's validation changed.

    The other properties have the values that they can have.
    """
    constraint = chosen(table, action.choice, context)
    if constraint.kind is ConstraintKind.CHECK:
        return _replaced(table, altered_check(table, constraint, action, context))
    if action.active:
        raise UnsupportedError("ENFORCED or VALIDATE of a constraint", position=action.position)
    return table if action.rely is None else _replaced(table, replace(constraint, rely=action.rely))


def copied_constraints(
    constraints: Sequence[Constraint], ids: Mapping[int, int], context: Context
) -> tuple[Constraint, ...]:
    """Return the constraints of a table's copy: ids by ``ids``, which says what the copies of other things have.

    A foreign key points at the copy of its table if that is copied too, else at the table itself.
    """
    copies: list[Constraint] = []
    for each in constraints:
        copies.append(
            replace(
                each,
                id=ObjectId(ids[each.id]),
                name=_generated(context) if each.name.startswith(_GENERATED) else each.name,
                columns=tuple(ColumnId(ids[column]) for column in each.columns),
                created_on=context.now,
                table_id=None if each.table_id is None else ObjectId(ids.get(each.table_id, each.table_id)),
                key_id=None if each.key_id is None else ObjectId(ids.get(each.key_id, each.key_id)),
                referenced=tuple(ColumnId(ids.get(column, column)) for column in each.referenced),
            )
        )
    return tuple(copies)


def _new_key(table: Table, definition: st.ConstraintDefinition, name: str, context: Context) -> Constraint:
    kind = ConstraintKind(definition.kind)
    columns = tuple(_column(table, each).id for each in definition.columns)
    target = _referenced(table, definition, columns, context) if kind is ConstraintKind.FOREIGN_KEY else None
    _check_new(table, constraints_of(context.snapshot, table), kind, columns, target)
    return Constraint(
        id=context.new_object_id(),
        kind=kind,
        name=name,
        columns=columns,
        created_on=context.now,
        comment=definition.comment,
        rely=definition.rely,
        deferrable=definition.deferrable,
        initially_deferred=definition.initially_deferred,
        table_id=target.table.id if target is not None else None,
        key_id=target.key.id if target is not None else None,
        referenced=target.columns if target is not None else (),
        match=definition.match,
        on_update=definition.on_update,
        on_delete=definition.on_delete,
    )


def _check_new(
    table: Table,
    living: Sequence[Constraint],
    kind: ConstraintKind,
    columns: tuple[ColumnId, ...],
    target: _Target | None,
) -> None:
    if kind is ConstraintKind.PRIMARY_KEY and any(each.kind is kind for each in living):
        raise PrimaryKeyError(f"primary key already exists for table '{render(table.name)}'")
    key_id = target.key.id if target is not None else None
    signature = (kind, frozenset(columns), key_id)
    if any((each.kind, frozenset(each.columns), each.key_id) == signature for each in living):
        raise ConstraintSignatureError(
            f"constraint with the same signature already exists on table '{render(table.name)}'"
        )


def _referenced(
    table: Table, definition: st.ConstraintDefinition, columns: tuple[ColumnId, ...], context: Context
) -> _Target:
    """Return what a foreign key points at; its primary key where no columns are named."""
    assert definition.references is not None
    where = place(definition.references, context.environment, "REFERENCES")
    if (where.schema.id, where.name) == (table.parent_id, table.name):
        target = table
    else:
        found = require(context, find_target(Family.TABLE, definition.references, context, "REFERENCES"), "REFERENCES")
        assert isinstance(found, Table)
        target = found
    wanted = tuple(_column(target, name).id for name in definition.referenced)
    for key in target.constraints:
        if set(key.columns) == set(wanted) if wanted else key.kind is ConstraintKind.PRIMARY_KEY:
            if key.is_key:
                order = wanted or key.columns
                _check_types(table, columns, target, order)
                return _Target(target, key, order)
    raise ReferencedKeyError(
        f"Foreign key references no primary or unique key of table '{render(target.name)}'",
        position=definition.position,
    )


def _check_types(table: Table, columns: Sequence[ColumnId], target: Table, order: Sequence[ColumnId]) -> None:
    own, other = _by_id(table), _by_id(target)
    kinds = [own[each].type.kind for each in columns]
    if kinds != [other[each].type.kind for each in order]:
        raise ReferencedKeyError(
            f"Foreign key columns do not match the columns they reference in table '{render(target.name)}'"
        )


def _by_id(table: Table) -> Mapping[ColumnId, Column]:
    return {column.id: column for column in table.columns}


def _column(table: Table, name: QualifiedName) -> Column:
    column = table.column(name.name)
    if column is None:
        raise InvalidIdentifierError(f"invalid identifier '{render(name.name)}'", position=name.position, located=True)
    return column


def _replaced(table: Table, constraint: Constraint) -> Table:
    changed = tuple(constraint if each.id == constraint.id else each for each in table.constraints)
    return replace(table, constraints=changed)


def _generated(context: Context) -> str:
    return _GENERATED + context.services.new_id()
