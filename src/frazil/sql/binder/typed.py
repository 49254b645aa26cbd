"""What binding an expression yields: DuckDB text with its types."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, replace
from decimal import Decimal

from frazil.core.errors import UserError
from frazil.core.types import SEMI_STRUCTURED, TIMESTAMPS, DataType, Kind
from frazil.sql.binder.collations import collated_key

_DECIMAL = re.compile(r"DECIMAL\((\d+),(\d+)\)\Z")
_EXACT_LITERAL = 37
TZ_STORAGE = "STRUCT(t TIMESTAMP, o SMALLINT)"

_STORAGE_OF_KIND: dict[Kind, str] = {
    Kind.FLOAT: "DOUBLE",
    Kind.VARCHAR: "VARCHAR",
    Kind.BINARY: "BLOB",
    Kind.BOOLEAN: "BOOLEAN",
    Kind.DATE: "DATE",
    Kind.TIME: "TIME",
    Kind.TIMESTAMP_NTZ: "TIMESTAMP",
    Kind.TIMESTAMP_LTZ: "TIMESTAMP",
    Kind.TIMESTAMP_TZ: TZ_STORAGE,
    Kind.VARIANT: "VARCHAR",
    Kind.OBJECT: "VARCHAR",
    Kind.ARRAY: "VARCHAR",
    Kind.MAP: "VARCHAR",
    Kind.NULL: "INTEGER",
}


class InvalidTextError(UserError):
    """A text that cannot be kept: it holds a NUL character or half of a surrogate pair."""

    code = "100144"
    sqlstate = "22000"


@dataclass(frozen=True, slots=True)
class Typed:
    """A bound expression.

    ``sql``: DuckDB text, safe to embed anywhere in parentheses-free operator context.  ``type``: Snowflake's.
    ``storage``: the DuckDB type of the value: BIGINT, HUGEINT or DECIMAL(w,s) with the type's scale for a
    NUMBER, else given by the kind.  ``name``: the column's name when the expression is a plain column.
    ``constant`` holds a literal's value in a one-tuple.
    """

    sql: str
    type: DataType
    storage: str
    nullable: bool = True
    name: str | None = None
    constant: tuple[object] | None = None

    def with_sql(self, sql: str, *, nullable: bool | None = None) -> Typed:
        """Return the same types around another text."""
        return replace(self, sql=sql, nullable=self.nullable if nullable is None else nullable, constant=None)


def typed(sql: str, kind: DataType, *, storage: str | None = None, nullable: bool = True) -> Typed:
    """Return a bound expression whose storage follows from its type unless it is given."""
    return Typed(sql, kind, storage or storage_of(kind), nullable)


def storage_of(kind: DataType) -> str:
    """Return the DuckDB type that carries a value of this type inside a query.

    A NUMBER of up to 18 digits travels as BIGINT or DECIMAL(18,s); more digits as DECIMAL(38,s).
    """
    if kind.kind is Kind.VECTOR:
        return "INTEGER[]" if kind.precision else "FLOAT[]"
    if kind.kind is not Kind.NUMBER:
        return _STORAGE_OF_KIND[kind.kind]
    if kind.precision <= 18:
        return "BIGINT" if kind.scale == 0 else f"DECIMAL(18,{kind.scale})"
    return f"DECIMAL(38,{kind.scale})"


def decimal_shape(storage: str) -> tuple[int, int]:
    """Return (width, scale) of a NUMBER's storage; integers count as decimals of scale 0."""
    match = _DECIMAL.match(storage)
    if match is not None:
        return int(match[1]), int(match[2])
    return {"BIGINT": 19, "INTEGER": 10, "HUGEINT": 38}[storage], 0


def is_integer_storage(storage: str) -> bool:
    """Say whether the storage is one of DuckDB's integer types."""
    return storage in ("BIGINT", "HUGEINT", "INTEGER")


def is_text_like(kind: Kind) -> bool:
    """Say whether values of the kind are carried as DuckDB VARCHAR."""
    return kind is Kind.VARCHAR or kind in SEMI_STRUCTURED


def is_time_like(kind: Kind) -> bool:
    """Say whether the kind is a date or a timestamp."""
    return kind is Kind.DATE or kind in TIMESTAMPS


def grouping_key(value: Typed) -> str:
    """Return the text whose equality is the value's: a moment with two offsets is one value, so are collated texts."""
    return f"({value.sql}).t" if value.type.kind is Kind.TIMESTAMP_TZ else collated_key(value.sql, value.type.collation)


def of_group(value: Typed) -> Typed:
    """Return what a value that GROUP BY groups by is behind it: of equal ones with several spellings, one of them."""
    if grouping_key(value) == value.sql:
        return value
    return value.with_sql(f"(CASE WHEN grouping({grouping_key(value)}) = 0 THEN any_value({value.sql}) END)")


def quote_text(text: str) -> str:
    """Return a DuckDB string literal; raises InvalidTextError for what no column can hold."""
    if "\0" in text:
        raise InvalidTextError("Invalid UTF8 detected in string: NUL characters are not supported")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise InvalidTextError("Invalid UTF8 detected in string") from error
    return "'" + text.replace("'", "''") + "'"


def render_number(value: Decimal | int) -> str:
    """Return an exact numeric literal without exponent; a long one as a text: DuckDB would read it as DOUBLE."""
    text = format(Decimal(value), "f")
    return f"'{text}'" if len(text) > _EXACT_LITERAL else text


def render_timestamp(value: datetime.datetime) -> str:
    """Return a TIMESTAMP literal of an aware or naive datetime, in UTC."""
    if value.tzinfo is not None:
        value = value.astimezone(datetime.UTC).replace(tzinfo=None)
    return f"TIMESTAMP '{value.isoformat(sep=' ', timespec='microseconds')}'"
