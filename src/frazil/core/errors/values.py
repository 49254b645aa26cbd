"""What fails at the data: values that are not what a type, a constraint or a clause needs."""

from __future__ import annotations

from frazil.core.errors.tree import UserError


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


class RegularExpressionError(UserError):
    """``Invalid regular expression: '(', missing ): (``"""

    code = "100048"
    sqlstate = "2201B"


class EvaluationError(UserError):
    """A run-time refusal that has no narrower class."""

    code = "100132"
    sqlstate = "P0000"
