"""What clients are told of rows that a table cannot take: the table as the statement names it, and why.

Accounts were seen to tell the column of every value that a write could not compute or bring to its column's type, and
to tell nothing of it where a clause failed that gives no value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from frazil.catalog.records import Table
from frazil.core.errors import (
    CheckViolationError,
    NondeterministicMergeError,
    NullViolationError,
    UserError,
)
from frazil.core.ids import ColumnId
from frazil.core.names import render
from frazil.sql.binder.fillings import Filling

_OF_VALUES = "100"
"""How the codes begin that Snowflake gives to what goes wrong while a statement computes."""


@dataclass(frozen=True, slots=True)
class WrittenTable:
    """A table that a statement writes: its name as the statement has it, and as errors about its columns have it.

    The two differ in CREATE TABLE ... AS, as accounts were seen to tell them.
    """

    table: Table
    name: str
    name_of_columns: str


@contextmanager
def told(
    targets: Sequence[WrittenTable], fillings: Sequence[Filling] = (), fails: Callable[[str], bool] | None = None
) -> Iterator[None]:
    """Run a write; an error that a table's columns or constraints made names them.

    ``fails`` says whether a query fails by a value: with it the column of a value that failed is looked for.
    """
    try:
        yield
    except NullViolationError as error:
        raise NullViolationError(_named(error.message, error.column_id, targets)) from error
    except CheckViolationError as error:
        raise _violation(error, targets) from error
    except UserError as error:
        if fails is None or not is_of_value(error):
            raise
        column_id = next((found for each in fillings if (found := _failed(each, fails)) is not None), None)
        error.message = _named(error.message, column_id, targets)
        error.args = (error.message,)
        raise


def is_of_value(error: UserError) -> bool:
    """Say whether an error is about a value that was being computed."""
    return error.code.startswith(_OF_VALUES) and not isinstance(error, NondeterministicMergeError)


def _failed(filling: Filling, fails: Callable[[str], bool]) -> ColumnId | None:
    """Return the first column whose values cannot be computed, None if it is something else that fails."""
    for sql in (filling.rows_sql(), filling.computed_sql()):
        if sql is not None and fails(sql):
            return None
    if not fails(filling.columns_sql(len(filling.columns))):
        return None
    good, bad = 0, len(filling.columns)
    while bad - good > 1:
        middle = (good + bad) // 2
        good, bad = (good, middle) if fails(filling.columns_sql(middle)) else (middle, bad)
    return filling.columns[bad - 1]


def _named(message: str, column_id: int | None, targets: Sequence[WrittenTable]) -> str:
    """Return an error's text with the table and the column that it is about, where that is known."""
    for target in targets:
        for column in target.table.columns:
            if column.id == column_id:
                table = target.name_of_columns
                return f"DML operation to table {table} failed on column {column.name} with error: {message}"
    return message


def _violation(error: CheckViolationError, targets: Sequence[WrittenTable]) -> UserError:
    for target in targets:
        for check in target.table.checks:
            if check.id == error.constraint_id:
                return CheckViolationError(
                    f"Operation on table {target.name} failed because CHECK constraint {render(check.name)}, "
                    f"which requires that {check.clause}, was violated",
                    constraint_id=error.constraint_id,
                )
    return error
