"""The one tree of errors a client can see.

Each class carries Snowflake's error code and SQLSTATE, so that an error is documented by existing.  Codes are
registered when a class is defined: two classes with one code, or a class without one, fail at import.  A class may
say that it ``shares`` another's: where Snowflake gives one code to several refusals, and where no source tells the
code of a refusal, so that clients meet none that Snowflake does not have.

Whose fault it is decides the branch:

* ``UserError``: the statement or its data; the text is Snowflake's own wherever it is known.
* ``UnsupportedError``: Snowflake can, frazil cannot yet; ``docs/compat.md`` lists what.
* ``ResourceError``: limits, time-outs, cancellation, a full disk.
* ``InternalError``: a bug of ours; the traceback goes to the log, an incident id to the client.
"""

from __future__ import annotations

import math
from typing import ClassVar, Self

_REGISTRY: dict[str, type[FrazilError]] = {}


class FrazilError(Exception):
    """Carry what a client is told: code, SQLSTATE, text and, where known, the place in the statement.

    ``position`` is a character offset into the statement's text; the pipeline turns it into ``line`` and ``column``
    and adds the ``query_id``.
    ``retryable`` says whether the same statement may succeed when sent again unchanged.
    """

    code: ClassVar[str] = ""
    sqlstate: str = ""
    retryable: ClassVar[bool] = False
    abstract: ClassVar[bool] = True

    def __init_subclass__(cls, *, abstract: bool = False, shares: type[FrazilError] | None = None) -> None:
        super().__init_subclass__()
        cls.abstract = abstract
        if abstract:
            return
        if shares is not None:
            cls.code, cls.sqlstate = shares.code, shares.sqlstate
            return
        if not cls.code or not cls.sqlstate:
            raise TypeError(f"{cls.__name__} needs a code and an SQLSTATE")
        if cls.code in _REGISTRY:
            raise TypeError(f"{cls.__name__} and {_REGISTRY[cls.code].__name__} share the code {cls.code}")
        _REGISTRY[cls.code] = cls

    def __init__(self, message: str, *, position: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.position = position
        self.line: int | None = None
        self.column: int | None = None
        self.query_id: str | None = None

    def locate(self, text: str) -> None:
        """Turn the position into line (from 1) and column (from 0) of the statement it points into."""
        if self.position is not None and self.line is None:
            before = text[: self.position]
            self.line = before.count("\n") + 1
            self.column = len(before) - (before.rfind("\n") + 1)

    @property
    def errno(self) -> int:
        """Return the code as the number that drivers report."""
        return int(self.code)


def registered_errors() -> dict[str, type[FrazilError]]:
    """Return the error class that gives each code; others may share it."""
    return dict(_REGISTRY)


class UserError(FrazilError, abstract=True):
    """The statement, its bindings or its data are at fault."""


class CompilationError(UserError, abstract=True):
    """A ``SQL compilation error``: the statement was refused before anything ran.

    The message is given without the prefix, which every compilation error of Snowflake carries.
    """

    def __init__(self, message: str, *, position: int | None = None, located: bool = False) -> None:
        """Prefix the text; with ``located`` the pipeline adds ``error line L at position P`` after the prefix."""
        super().__init__(message, position=position)
        self.located = located

    def render(self, line: int | None = None, column: int | None = None) -> str:
        """Return the client's text, with the place when this kind of error names it."""
        if self.located and line is not None and column is not None:
            return f"SQL compilation error: error line {line} at position {column}\n{self.message}"
        return f"SQL compilation error:\n{self.message}"


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

    Statements that define objects say 02000 of all but tables and views: ``sqlstate`` says so for one error.
    """

    code = "002003"
    sqlstate = "42S02"

    def __init__(
        self, message: str, *, position: int | None = None, located: bool = False, sqlstate: str = "42S02"
    ) -> None:
        super().__init__(message, position=position, located=located)
        self.sqlstate = sqlstate


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


class InsufficientPrivilegesError(UserError):
    """``SQL access control error: Insufficient privileges to operate on X 'Y'.``"""

    code = "003001"
    sqlstate = "42501"


class NoCurrentDatabaseError(UserError):
    """``Cannot perform OP. This session does not have a current database.``"""

    code = "090105"
    sqlstate = "22000"


class NoCurrentSchemaError(UserError):
    """``Cannot perform OP. This session does not have a current schema.``"""

    code = "090106"
    sqlstate = "22000"


class NoActiveWarehouseError(UserError):
    """``No active warehouse selected in the current session.``"""

    code = "000606"
    sqlstate = "57P03"


class NumericValueError(UserError):
    """``Numeric value 'x' is not recognized``"""

    code = "100038"
    sqlstate = "22018"


class NumberRangeError(UserError):
    """``Number out of representable range``: a result, or a number cast to fewer digits than it has."""

    code = "100046"
    sqlstate = "22003"


class NumericOverflowError(UserError):
    """``Numeric value 'x' is out of range``: a text with more digits than its type."""

    code = "100039"
    sqlstate = "22003"


class DateValueError(UserError):
    """``Date 'x' is not recognized``"""

    code = "100040"
    sqlstate = "22007"


class TimestampValueError(UserError):
    """``Timestamp 'x' is not recognized``"""

    code = "100035"
    sqlstate = "22007"


class UnknownTimeZoneError(UserError):
    """``Unknown timezone: 'x'``"""

    code = "100094"
    sqlstate = "22000"


class BooleanValueError(UserError):
    """``Boolean value 'x' is not recognized``"""

    code = "100037"
    sqlstate = "22018"


class CastFailureError(UserError):
    """``Failed to cast variant value x to TYPE``"""

    code = "100071"
    sqlstate = "22000"


class DivisionByZeroError(UserError):
    """``Division by zero``"""

    code = "100051"
    sqlstate = "22012"


class StringTooLongError(UserError):
    """``String 'x' is too long and would be truncated``"""

    code = "100078"
    sqlstate = "22000"


class NullViolationError(UserError):
    """``NULL result in a non-nullable column``; ``column_id`` is the column's in the catalog, where it is known."""

    code = "100072"
    sqlstate = "22000"

    def __init__(self, message: str, *, column_id: int | None = None) -> None:
        super().__init__(message)
        self.column_id = column_id


class CheckViolationError(UserError):
    """``Operation on table T failed because CHECK constraint C, which requires that a > 0, was violated``.

    ``constraint_id`` is the constraint's in the catalog; who has that gives the text its names.
    """

    code = "001185"
    sqlstate = "23514"

    def __init__(self, message: str, *, constraint_id: int) -> None:
        super().__init__(message)
        self.constraint_id = constraint_id


class JsonParseError(UserError):
    """``Error parsing JSON: ...``"""

    code = "100069"
    sqlstate = "22P02"


class ScalarSubqueryRowsError(UserError):
    """``Single-row subquery returns more than one row.``"""

    code = "090150"
    sqlstate = "22000"


class NondeterministicMergeError(UserError):
    """``Duplicate row detected during DML action``: a MERGE whose source matches one target row twice."""

    code = "100090"
    sqlstate = "42P18"


class EvaluationError(UserError):
    """A run-time refusal that has no narrower class."""

    code = "100132"
    sqlstate = "P0000"


class TransactionAbortedError(UserError):
    """The transaction cannot go on and was rolled back; the text says why."""

    code = "090233"
    sqlstate = "25000"
    retryable = True


class LockTimeoutError(UserError):
    """A lock was not granted within LOCK_TIMEOUT seconds; the statement was undone, its transaction lives."""

    code = "000625"
    sqlstate = "57014"
    retryable = True


class DeadlockError(UserError, shares=LockTimeoutError):
    """This transaction was chosen as a deadlock's victim and rolled back."""

    retryable = True


class BadRequestError(UserError):
    """A request that is not what the protocol says: malformed JSON, missing fields, too large."""

    code = "391920"
    sqlstate = "08006"


class UploadTooLargeError(BadRequestError, shares=BadRequestError):
    """A client sends more files than a session may keep."""


class UnsupportedError(FrazilError):
    """Snowflake can, frazil cannot (yet): ``Unsupported feature 'X'.``"""

    code = "000002"
    sqlstate = "0A000"

    def __init__(self, feature: str, *, position: int | None = None) -> None:
        super().__init__(f"Unsupported feature '{feature}'.", position=position)


class ResourceError(FrazilError, abstract=True):
    """A limit, a time-out, a cancellation or a full disk ended the statement; the server goes on."""


class StatementCanceledError(ResourceError):
    """``SQL execution canceled``"""

    code = "000604"
    sqlstate = "57014"

    def __init__(self, message: str = "SQL execution canceled") -> None:
        super().__init__(message)


class StatementTimeoutError(ResourceError):
    """``Statement reached its statement or warehouse timeout of N second(s) and was canceled.``"""

    code = "000630"
    sqlstate = "57014"

    @classmethod
    def after(cls, seconds: float) -> Self:
        """Return the error of a statement that took so long."""
        shown = math.ceil(seconds)
        return cls(f"Statement reached its statement or warehouse timeout of {shown} second(s) and was canceled.")


class StorageError(ResourceError):
    """The disk is full, a file cannot be read or written, memory ran out."""

    code = "000615"
    sqlstate = "53100"
    retryable = True


class InternalError(FrazilError):
    """A bug of ours.  The client sees an incident id, the log the traceback."""

    code = "000603"
    sqlstate = "XX000"


class StateMachineError(InternalError, abstract=True):
    """An event that the state does not allow: nothing was changed."""
