"""What is refused before anything runs: the statement's text, its names, its types, its properties."""

from __future__ import annotations

from frazil.core.errors.tree import CompilationError


class SqlSyntaxError(CompilationError):
    """The text is no statement: ``syntax error line 1 at position 7 unexpected 'FROMM'.``"""

    code = "001003"
    sqlstate = "42000"


class EmptyStatementError(SqlSyntaxError):
    """``Empty SQL statement.``: nothing but blanks and comments."""

    code = "000900"
    sqlstate = "42601"


class NestingError(CompilationError, shares=SqlSyntaxError):
    """A statement nested, or chained by operators, deeper than any reader could follow; frazil's own text."""


class StatementCountError(CompilationError):
    """``Actual statement count n did not match the desired statement count m.``"""

    code = "000008"
    sqlstate = "0A000"


class InvalidIdentifierError(CompilationError):
    """A column or variable that the scope does not know."""

    code = "000904"
    sqlstate = "42000"


class AmbiguousColumnError(CompilationError):
    """A column name that two sources of the scope share."""

    code = "002028"
    sqlstate = "42601"


class ObjectNotFoundError(CompilationError):
    """An object that does not exist, or that the role may not know of; the text never tells which.

    The SQLSTATE is 02000 for all but tables and views: ``sqlstate`` says so for one error.
    """

    code = "002003"
    sqlstate = "42S02"

    def __init__(
        self, message: str, *, position: int | None = None, located: bool = False, sqlstate: str = "42S02"
    ) -> None:
        super().__init__(message, position=position, located=located)
        self.sqlstate = sqlstate


class DefaultSequenceError(CompilationError, shares=ObjectNotFoundError):
    """``Sequence used as a default value in table 'T' column 'C' was not found or could not be accessed``."""

    def __init__(self, table: str, column: str) -> None:
        super().__init__(
            f"Sequence used as a default value in table '{table}' column '{column}' was not found or could not be "
            "accessed"
        )


class MissingObjectError(CompilationError):
    """``Object does not exist, or operation cannot be performed.``: USE, DROP and ALTER of an unknown thing."""

    code = "002043"
    sqlstate = "02000"


class ObjectExistsError(CompilationError):
    """``Object 'X' already exists.``"""

    code = "002002"
    sqlstate = "42710"


class UnknownFunctionError(CompilationError):
    """``Unknown function X``"""

    code = "002140"
    sqlstate = "42601"


class UnknownUserFunctionError(CompilationError):
    """``Unknown user-defined function D.S.F``"""

    code = "002141"
    sqlstate = "42601"


class UnknownTableFunctionError(CompilationError, shares=UnknownFunctionError):
    """``Unknown table function X``."""


class TooManyArgumentsError(CompilationError):
    """``too many arguments for function [..] expected n, got m``"""

    code = "000939"
    sqlstate = "22023"


class FunctionArgumentsError(CompilationError):
    """``not enough arguments for function [..], expected n, got m``"""

    code = "000938"
    sqlstate = "22023"


def wrong_count(
    function: str, given: int, *, least: int, most: int, position: int | None = None
) -> FunctionArgumentsError | TooManyArgumentsError | None:
    """Return what is wrong with the number of a call's arguments, None if nothing is."""
    if given < least:
        text = f"not enough arguments for function [{function}], expected {least}, got {given}"
        return FunctionArgumentsError(text, position=position)
    if given > most:
        text = f"too many arguments for function [{function}] expected {most}, got {given}"
        return TooManyArgumentsError(text, position=position)
    return None


class InvalidArgumentTypesError(CompilationError):
    """``Invalid argument types for function 'F': (VARCHAR(1), DATE)``"""

    code = "001044"
    sqlstate = "42P13"


class InvalidArgumentError(CompilationError):
    """An argument whose value, not type, is refused."""

    code = "001015"
    sqlstate = "22023"


class DatePartError(CompilationError):
    """``['FORTNIGHT'] is not a valid date/time component for function DATEADD.``"""

    code = "002151"
    sqlstate = "22023"


class InvalidExpressionError(CompilationError):
    """An expression that is not allowed where it stands."""

    code = "002014"
    sqlstate = "22000"


class GroupByError(CompilationError):
    """``[X] is not a valid group by expression``, or order by expression."""

    code = "000979"
    sqlstate = "42601"


class InvalidPropertyError(CompilationError):
    """``invalid property 'X' for 'TASK'``"""

    code = "001420"
    sqlstate = "42601"


class DuplicatePropertyError(CompilationError):
    """``duplicate property 'X';``"""

    code = "001425"
    sqlstate = "42601"


class InvalidValueError(CompilationError):
    """``invalid value [v] for parameter 'P'``"""

    code = "001008"
    sqlstate = "22023"


class InvalidPropertyValueError(CompilationError):
    """``invalid value 'v' for property 'P'``"""

    code = "001422"
    sqlstate = "22023"


class DuplicateColumnError(CompilationError):
    """``duplicate column name 'X'``"""

    code = "002025"
    sqlstate = "42S21"


class ColumnCountError(CompilationError):
    """``Insert value list does not match column list expecting n but got m``"""

    code = "002020"
    sqlstate = "21S01"


class UnsupportedTypeError(CompilationError):
    """``Unsupported data type 'X'.``"""

    code = "002040"
    sqlstate = "42601"


class ExpressionTypeError(CompilationError):
    """``Expression type does not match column data type, expecting X but got Y for column Z``"""

    code = "002023"
    sqlstate = "22000"


class SubqueryShapeError(CompilationError):
    """A scalar subquery with more than one column, set operands of different widths."""

    code = "001789"
    sqlstate = "42601"
