"""CHECK constraints of tables: made, validated, and kept in step with the columns that they name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from frazil.catalog.constraints import Constraint, ConstraintKind
from frazil.catalog.records import Column, Table
from frazil.commands.context import Context
from frazil.commands.errors import CheckedColumnError, CheckValidationError
from frazil.commands.write_errors import WrittenTable, told
from frazil.core.errors import UnsupportedError
from frazil.core.ids import ColumnId
from frazil.core.names import render
from frazil.engine.mapping import column_name, table_name
from frazil.sql import statements as st
from frazil.sql.binder.checks import bind_check, named_columns, renamed_clause, violation


def is_made(definition: st.ConstraintDefinition, context: Context) -> bool:
    """Say whether a constraint is to be made; UnsupportedError for one that is not, if the session wants that.

    Snowflake makes no key that is to be enforced, and no CHECK that is not.
    """
    is_check = definition.kind == ConstraintKind.CHECK.value
    if definition.enabled is not False if is_check else not definition.active:
        return True
    if str(context.environment.parameter("UNSUPPORTED_DDL_ACTION")).upper() == "FAIL":
        refused = "DISABLE or NOT ENFORCED of a CHECK" if is_check else "ENFORCED, ENABLE or VALIDATE of a"
        raise UnsupportedError(f"{refused} constraint", position=definition.position)
    return False


def new_check(table: Table, definition: st.ConstraintDefinition, name: str, context: Context) -> Constraint:
    """Return a CHECK for a table; one that stands at a column can name that column alone.

    Raises InvalidExpressionError, InvalidIdentifierError or another CompilationError for a condition that is none.
    """
    assert definition.condition is not None
    columns = table.columns
    if definition.columns:
        columns = tuple(column for column in columns if column.name == definition.columns[0].name)
    bind_check(definition.condition, columns, context.environment)
    return Constraint(
        id=context.new_object_id(),
        kind=ConstraintKind.CHECK,
        name=name,
        columns=tuple(column.id for column in named_columns(definition.condition, columns)),
        created_on=context.now,
        clause=definition.clause,
        validated=definition.validated is not False,
    )


def require_unvalidated(definition: st.ConstraintDefinition) -> None:
    """Raise CheckValidationError unless a CHECK of a table that exists says ENABLE NOVALIDATE."""
    if definition.validated is not False:
        raise CheckValidationError(
            "ALTER TABLE ADD CHECK is not supported with ENABLE VALIDATE (you may specify ENABLE NOVALIDATE instead)."
        )


def altered_check(table: Table, check: Constraint, action: st.AlterConstraint, context: Context) -> Constraint:
    """Return a CHECK that is validated, or is not; CheckViolationError if rows are there that break it."""
    if action.enabled is False or action.rely is not None:
        raise UnsupportedError("DISABLE, NOT ENFORCED or RELY of a CHECK constraint", position=action.position)
    validated = check.validated if action.validated is None else action.validated
    if validated and not check.validated:
        _validate(replace(table, constraints=(check,)), context)
    return replace(check, validated=validated)


def validate_added(table: Table, values: Mapping[ColumnId, str], context: Context) -> None:
    """Raise CheckViolationError if what new columns hold in rows that are there breaks a CHECK on them."""
    new = (each for each in table.checks if each.validated and each.columns and values.keys() >= set(each.columns))
    broken = violation(replace(table, constraints=tuple(new)), values, context.environment)
    if broken:
        with told([_target(table)]):
            context.services.store.rows(f"SELECT {broken} FROM (SELECT 1 FROM {table_name(table.id)} LIMIT 1)")


def shown_check(table: Table, column: Column) -> str | None:
    """Return the condition that DESCRIBE shows at a column: that of the last CHECK which names it alone."""
    return next((each.clause for each in reversed(table.checks) if each.columns == (column.id,)), None)


def require_unshared(table: Table, gone: Sequence[Column]) -> None:
    """Raise CheckedColumnError if a CHECK names a column that is dropped beside one that is not."""
    lost = {column.id for column in gone}
    for each in table.checks:
        shared = lost.intersection(each.columns)
        if shared and not lost.issuperset(each.columns):
            name = next(column.name for column in gone if column.id in shared)
            raise CheckedColumnError(
                f"Cannot drop column '{render(name)}' which is used by CHECK constraint '{render(each.name)}'."
            )


def renamed_in_checks(table: Table, column: Column, new: str) -> Table:
    """Return the table with a column's new name in its CHECK constraints.

    Raises CheckedColumnError if a parameter of a lambda expression there has that name: it would hide the column.
    """

    def renamed(each: Constraint) -> Constraint:
        if each.kind is not ConstraintKind.CHECK or column.id not in each.columns:
            return each
        clause = renamed_clause(each.clause, column.name, new)
        if clause is None:
            raise CheckedColumnError(
                f"Cannot rename column '{render(column.name)}' to '{render(new)}', a name that CHECK constraint "
                f"'{render(each.name)}' uses for something else."
            )
        return replace(each, clause=clause)

    return replace(table, constraints=tuple(renamed(each) for each in table.constraints))


def _target(table: Table) -> WrittenTable:
    return WrittenTable(table, table.name, table.name)


def _validate(table: Table, context: Context) -> None:
    """Raise CheckViolationError if a row of the table breaks one of its CHECKs."""
    values = {column.id: f"t.{column_name(column.id)}" for column in table.columns}
    broken = violation(table, values, context.environment)
    with told([_target(table)]):
        context.services.store.rows(f"SELECT count({broken}) FROM {table_name(table.id)} AS t")
