"""The one translation of DuckDB's errors into what clients are told.

DuckDB reports ``<Kind> Error: <text>``, through Arrow as an OSError with the same text, so the text is what is read.
What our own SQL refuses says ``error('frazil:<code>:<text>')``, with the code of a registered error.  Two markers and
some overflows are no errors for a client but signals: the pipeline binds or widens, and runs the statement again.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from frazil.core.errors import (
    BooleanValueError,
    CheckViolationError,
    DateValueError,
    EvaluationError,
    FrazilError,
    InternalError,
    InvalidArgumentError,
    JsonParseError,
    NullViolationError,
    NumberRangeError,
    NumericOverflowError,
    NumericValueError,
    RegularExpressionError,
    ScalarSubqueryRowsError,
    StatementCanceledError,
    StorageError,
    TimestampValueError,
    UnknownTimeZoneError,
    UnsupportedError,
    registered_errors,
)
from frazil.core.ids import ColumnId, ObjectId


class NeedsWideArithmetic(Exception):
    """A 64-bit result overflowed: bind again with DECIMAL(38), or report NumericOverflowError if that was done."""


class NeedsWiderColumn(Exception):
    """A value does not fit a column's storage but fits its declared type: widen the columns and repeat."""

    def __init__(self, table_id: ObjectId, column_ids: tuple[ColumnId, ...]) -> None:
        super().__init__(f"table {table_id}, columns {column_ids}")
        self.table_id = table_id
        self.column_ids = column_ids


class StalePlan(Exception):
    """Storage has changed since the statement was bound: bind again on the newest catalog snapshot.

    If nothing changed there, the plan was wrong: the pipeline then reports the cause as an InternalError.
    """


# Anchored: a text of a user's that holds a marker, quoted by some other error, is no marker.
_MARKER = re.compile(
    r"\A(?:Python exception occurred while executing the UDF: ValueError: )?frazil:([a-z0-9]+):(.*)\Z", re.DOTALL
)
_STORED_NAME = re.compile(r"Table with name t\d+ does not exist|column (?:named )?\"c\d+\"|altered by a different")
_NOT_NULL = re.compile(r"NOT NULL constraint failed(?:: t\d+\.c(\d+))?")
_DISK = re.compile(r"Could not (?:write|sync|truncate|open)|No space left|fsync|File too large")
_NOT_RECOGNIZED = re.compile(r"Could not convert string ['\"](.*)['\"] to ([A-Z0-9]+(?:\([\d,]+\))?)", re.DOTALL)
_NOT_IN_RANGE = re.compile(
    r"(?:with value|Casting value|Could not cast value|Failed to cast decimal value) \"?(.*?)\"? "
    r"(?:can't be cast .* destination type|to type|to) ([A-Z0-9]+(?:\([\d,]+\))?)",
    re.DOTALL,
)
_TEMPORAL = re.compile(r"(date|timestamp|time) field value out of range: \"(.*?)\"(?:, expected|\Z)", re.DOTALL)
_TEMPORAL_FORMAT = re.compile(r"invalid (date|timestamp|time) field format: \"(.*)\", expected", re.DOTALL)
_UNPARSED = re.compile(r"Could not parse string \"(.*)\" according to format specifier \"(.*?)\"", re.DOTALL)
_DECIMAL = re.compile(r"DECIMAL\((\d+),(\d+)\)\Z")
_SIZES = ((2, "SB1"), (4, "SB2"), (9, "SB4"), (18, "SB8"), (38, "SB16"))
"""The bytes that Snowflake names for digits."""

_LETTERS = dict(enumerate("_xXbB", 1))
"""What generated SQL writes for letters that DuckDB would read in numbers, and Snowflake does not."""

_NUMBER = re.compile(r"\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?\s*\Z")
_REGEX_FAULTS = (
    "missing ",
    "no argument for repetition operator",
    "bad repetition operator",
    "invalid character class",
    "invalid escape sequence",
    "invalid perl operator",
    "trailing \\",
    "invalid repetition",
    "unexpected )",
    "invalid named capture group",
    "invalid UTF-8",
    "Regexp not supported",
    "Pattern ",
)
_OUTSIDE_DOMAIN = re.compile(r"\A(?:[A-Z0-9]+ is undefined |cannot take |factorial of a negative)")
_UNKNOWN_ZONE = re.compile(r"\AUnknown TimeZone '(.*?)'!", re.DOTALL)
_REFUSED = (
    ("Invalid UTF8 Codepoint", "Invalid codepoint for function CHR"),
    ("Argument for ntile", "Invalid argument for function NTILE: it must be positive"),
    ("Argument for nth_value", "Invalid argument for function NTH_VALUE: it must be positive"),
    ("Lists larger than", "The resulting array is too large"),
    ("Invalid escape string", "Invalid escape character: it must be a single character"),
    ("Like pattern must not end with escape", "Invalid pattern: it ends with the escape character"),
)
"""What functions refuse, by how DuckDB's text begins, and what clients are told instead."""


def translate(error: BaseException) -> Exception:
    """Return the error or signal to raise ``from`` an exception of DuckDB's; DuckDB's text stays in the cause."""
    kind, _, text = str(error).partition(" Error: ")
    text, _, _ = text.partition("\n\nLINE ") if "\n\nLINE " in text else (text, "", "")
    return _TRANSLATIONS.get(kind, _bug)(text)


def marker(error: FrazilError) -> str:
    """Return the text by which generated SQL, or a native function, raises this error."""
    return f"frazil:{error.code}:{error.message}"


def _bug(text: str) -> Exception:
    return InternalError("The store refused a statement")


def _input(text: str) -> Exception:
    """Translate ``Invalid Input Error``: our own markers, and what functions refuse."""
    if found := _MARKER.search(text):
        return _marked(found[1], found[2].partition("\n\nAt:\n")[0])
    if text.startswith("More than one row returned by a subquery"):
        return ScalarSubqueryRowsError("Single-row subquery returns more than one row.")
    if "Malformed JSON" in text:
        return JsonParseError(f"Error parsing JSON: {text.partition('  Input:')[0]}")
    if found := _UNPARSED.search(text):
        return TimestampValueError(f"Can't parse '{found[1]}' as timestamp with format '{found[2]}'")
    if text.startswith(_REGEX_FAULTS):
        return _bad_pattern(text)
    if text.startswith("Invalid input for hex digit"):
        return EvaluationError("The following string is not a legal hex-encoded value")
    if found := _NOT_IN_RANGE.search(text):
        return _out_of_storage(found[1], found[2])
    return _refused(text)


def _bad_pattern(text: str) -> Exception:
    """Translate a fault of a regular expression; DuckDB tells the whole of it where a parenthesis is missing."""
    missing, _, pattern = text.partition(": ")
    told = f"'{pattern}', {text}" if missing == "missing )" else text
    return RegularExpressionError(f"Invalid regular expression: {told}")


def _refused(text: str) -> Exception:
    """Translate what a function says of an argument's value."""
    if _OUTSIDE_DOMAIN.match(text):
        return EvaluationError(f"Invalid floating point operation: {text}")
    told = next((told for start, told in _REFUSED if text.startswith(start)), None)
    return EvaluationError(told) if told is not None else _bug(text)


def _marked(code: str, text: str) -> Exception:
    if code == "wide":
        return NeedsWideArithmetic()
    if code == "widen":
        table, _, columns = text.partition(":")
        ids = tuple(ColumnId(int(column)) for column in columns.split(","))
        return NeedsWiderColumn(ObjectId(int(table)), ids)
    if code == "check":
        return CheckViolationError("A CHECK constraint was violated", constraint_id=int(text))
    kind = registered_errors().get(code)
    return kind(text) if kind is not None else InternalError("Generated SQL raised an unknown code")


def _conversion(text: str) -> Exception:
    if "Malformed JSON" in text:
        return JsonParseError(f"Error parsing JSON: {text.partition('  Input:')[0]}")
    if found := _NOT_RECOGNIZED.search(text):
        return _not_recognized(found[1], found[2])
    if found := _TEMPORAL_FORMAT.search(text) or _TEMPORAL.search(text):
        word = found[1].capitalize()
        return (DateValueError if word == "Date" else TimestampValueError)(f"{word} '{found[2]}' is not recognized")
    if found := _NOT_IN_RANGE.search(text):
        return _out_of_storage(found[1], found[2])
    if text.startswith("Date out of range"):
        return DateValueError(f"Date '{text.partition(': ')[2]}' is not recognized")
    if "BLOB" in text:
        return EvaluationError("The following string is not a legal hex-encoded value")
    return _bug(text)


def _not_recognized(value: str, target: str) -> Exception:
    value = value.translate(_LETTERS)
    if target == "BOOL":
        return BooleanValueError(f"Boolean value '{value}' is not recognized")
    if _NUMBER.match(value) and target == "INT64":
        return NeedsWideArithmetic()
    if _NUMBER.match(value) and target != "DOUBLE":
        return NumericOverflowError(f"Numeric value '{value}' is out of range")
    return NumericValueError(f"Numeric value '{value}' is not recognized")


def _out_of_storage(value: str, target: str) -> Exception:
    """Tell a number beyond the narrow storage types, which have a wider one, from one beyond its declared digits."""
    digits = _DECIMAL.match(target)
    if target == "INT64" or (digits is not None and digits[1] == "18"):
        return NeedsWideArithmetic()
    if digits is None:
        return NumberRangeError("Number out of representable range")
    size = next(size for most, size in _SIZES if int(digits[1]) <= most)
    kind = f"FIXED[{size}]({digits[1]},{digits[2]}){{nullable}}"
    return NumberRangeError(f"Number out of representable range: type {kind}, value {_shown(value)}")


def _shown(value: str) -> str:
    """Return a number as DuckDB prints it, without the zeros that it prints after a float's point."""
    return re.sub(r"\.0+\Z", "", value)


def _out_of_range(text: str) -> Exception:
    if re.search(r"DECIMAL\(38\)|INT128|HUGEINT", text):
        return NumberRangeError("Number out of representable range")
    if "verflow" in text:
        return NeedsWideArithmetic()
    if _OUTSIDE_DOMAIN.match(text):
        return EvaluationError(f"Invalid floating point operation: {text}")
    if re.match(r"[Ii]nterval value|.*(?:[Dd]ate|[Tt]ime(?:stamp)?) .*out of range", text):
        return TimestampValueError("Timestamp out of range")
    return NumberRangeError("Number out of representable range")


def _constraint(text: str) -> Exception:
    if found := _NOT_NULL.search(text):
        column_id = int(found[1]) if found[1] else None
        return NullViolationError("NULL result in a non-nullable column", column_id=column_id)
    return _bug(text)


def _canceled(text: str) -> Exception:
    return StatementCanceledError()


def _storage(text: str) -> Exception:
    return StorageError("The store could not read or write its file, or ran out of memory or disk")


def _transaction(text: str) -> Exception:
    """Translate ``TransactionContext Error``: storage that changed, or a COMMIT that the disk refused."""
    return _storage(text) if _DISK.search(text) else _name(text)


def _name(text: str) -> Exception:
    if text.startswith("Separator argument to StringAgg must be a constant"):
        return InvalidArgumentError("argument 2 to function LISTAGG needs to be constant")
    if "clause cannot contain aggregates" in text:
        # An aggregate whose arguments are all of the query around it would be one of that query.
        return UnsupportedError("an aggregate of outer columns in a subquery")
    return StalePlan() if _STORED_NAME.search(text) else _bug(text)


def _not_implemented(text: str) -> Exception:
    if found := _UNKNOWN_ZONE.match(text):
        return UnknownTimeZoneError(f"Unknown timezone: '{found[1]}'")
    if text.startswith("Cannot perform non-inner join on subquery"):
        return UnsupportedError("a subquery in the condition of an outer join")
    return _bug(text)


_TRANSLATIONS: dict[str, Callable[[str], Exception]] = {
    "Invalid Input": _input,
    "Conversion": _conversion,
    "Out of Range": _out_of_range,
    "Syntax": _refused,
    "Not implemented": _not_implemented,
    "Constraint": _constraint,
    "INTERRUPT": _canceled,
    "Interrupt": _canceled,
    "IO": _storage,
    "Out of Memory": _storage,
    "FATAL": _storage,
    "Catalog": _name,
    "Binder": _name,
    "TransactionContext": _transaction,
}
