"""What clients are told of rows that a table cannot take: the table as the statement names it, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from frazil.catalog.records import Table
from frazil.core.errors import CheckViolationError, NullViolationError, UserError
from frazil.core.names import render


@dataclass(frozen=True, slots=True)
class WrittenTable:
    """A table that a statement writes: its name as the statement has it, and as errors about its columns have it.

    The two differ in CREATE TABLE ... AS, as accounts were seen to tell them.
    """

    table: Table
    name: str
    name_of_columns: str


@contextmanager
def told(targets: Sequence[WrittenTable]) -> Iterator[None]:
    """Run a write; an error that a table's columns or constraints made names them."""
    try:
        yield
    except NullViolationError as error:
        raise _null(error, targets) from error
    except CheckViolationError as error:
        raise _violation(error, targets) from error


def _null(error: NullViolationError, targets: Sequence[WrittenTable]) -> UserError:
    for target in targets:
        for column in target.table.columns:
            if column.id == error.column_id:
                return NullViolationError(
                    f"DML operation to table {target.name_of_columns} failed on column {column.name} "
                    f"with error: {error.message}"
                )
    return error


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
