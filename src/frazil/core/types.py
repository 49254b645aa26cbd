"""Snowflake's data types as values: declared properties, names, and limits.

These are the types a client sees.  How a value is stored is the engine's business (``engine/mapping.py``).
"""

from __future__ import annotations

import enum
from dataclasses import dataclass

MAX_VARCHAR = 16_777_216
MAX_BINARY = 8_388_608
"""The lengths that types have where none is given; a declared one may be up to eight times that."""

_LONGEST_VARCHAR = 8 * MAX_VARCHAR
_LONGEST_BINARY = 8 * MAX_BINARY
MAX_PRECISION = 38
MAX_VECTOR = 4096


class Kind(enum.Enum):
    """The families of types; the value is the name SQL and SHOW print."""

    NUMBER = "NUMBER"
    FLOAT = "FLOAT"
    VARCHAR = "VARCHAR"
    BINARY = "BINARY"
    BOOLEAN = "BOOLEAN"
    DATE = "DATE"
    TIME = "TIME"
    TIMESTAMP_NTZ = "TIMESTAMP_NTZ"
    TIMESTAMP_LTZ = "TIMESTAMP_LTZ"
    TIMESTAMP_TZ = "TIMESTAMP_TZ"
    VARIANT = "VARIANT"
    OBJECT = "OBJECT"
    ARRAY = "ARRAY"
    MAP = "MAP"
    VECTOR = "VECTOR"
    NULL = "NULL"
    """The type of a bare NULL: coerces to anything, reported as VARCHAR."""


TIMESTAMPS = frozenset({Kind.TIMESTAMP_NTZ, Kind.TIMESTAMP_LTZ, Kind.TIMESTAMP_TZ})
SEMI_STRUCTURED = frozenset({Kind.VARIANT, Kind.OBJECT, Kind.ARRAY, Kind.MAP})
"""What is kept as canonical JSON."""

NUMERIC = frozenset({Kind.NUMBER, Kind.FLOAT})


@dataclass(frozen=True, slots=True)
class Collation:
    """How texts compare, by its specification in lower case; ``explicit``: COLLATE names it, not a column."""

    spec: str
    explicit: bool = False


@dataclass(frozen=True, slots=True)
class DataType:
    """A type with its properties.

    ``precision`` and ``scale``: decimal digits of a NUMBER; ``scale`` alone: fractional-second digits
    of TIME and TIMESTAMP; ``length``: characters of a VARCHAR, bytes of a BINARY.  ``members`` make a structured type:
    the element of ARRAY(T), the keys of OBJECT(a T, ...) in order, key and value of MAP(K, V).  A VECTOR has its
    ``length``, and a ``precision`` if it is one of integers.  A VARCHAR may have a ``collation``.
    """

    kind: Kind
    precision: int = 0
    scale: int = 0
    length: int = 0
    members: tuple[Member, ...] = ()
    collation: Collation | None = None

    @property
    def declared(self) -> str:
        """Return the type as a column is declared: with its collation."""
        return str(self) + (f" COLLATE '{self.collation.spec}'" if self.collation is not None else "")

    def __str__(self) -> str:
        if self.kind is Kind.NUMBER:
            return f"NUMBER({self.precision},{self.scale})"
        if self.kind in (Kind.VARCHAR, Kind.BINARY):
            return f"{self.kind.value}({self.length})"
        if self.kind in TIMESTAMPS or self.kind is Kind.TIME:
            return f"{self.kind.value}({self.scale})"
        if self.kind is Kind.VECTOR:
            return f"VECTOR({'INT' if self.precision else 'FLOAT'}, {self.length})"
        if self.members:
            return f"{self.kind.value}({', '.join(map(str, self.members))})"
        return str(self.kind.value)


@dataclass(frozen=True, slots=True)
class Member:
    """A part of a structured type; only the keys of an OBJECT have names."""

    type: DataType
    name: str = ""
    nullable: bool = True

    def __str__(self) -> str:
        return f"{self.name} {self.type}".lstrip() + ("" if self.nullable else " NOT NULL")


def structured(kind: Kind, *members: Member) -> DataType:
    """Return ARRAY(T), OBJECT(a T, ...) or MAP(K, V)."""
    return DataType(kind, members=members)


def vector(length: int, *, integers: bool) -> DataType:
    """Return VECTOR(INT, length) or VECTOR(FLOAT, length)."""
    return DataType(Kind.VECTOR, precision=MAX_PRECISION if integers else 0, length=length)


def number(precision: int = MAX_PRECISION, scale: int = 0) -> DataType:
    """Return NUMBER(precision, scale), both clamped to what Snowflake allows."""
    precision = min(max(precision, 1), MAX_PRECISION)
    return DataType(Kind.NUMBER, precision=precision, scale=min(max(scale, 0), precision))


def varchar(length: int = MAX_VARCHAR) -> DataType:
    """Return VARCHAR(length)."""
    return DataType(Kind.VARCHAR, length=min(max(length, 0), MAX_VARCHAR))


def timestamp(kind: Kind = Kind.TIMESTAMP_NTZ, scale: int = 9) -> DataType:
    """Return a timestamp type of the given kind with ``scale`` fractional digits."""
    return DataType(kind, scale=scale)


FLOAT = DataType(Kind.FLOAT)
BOOLEAN = DataType(Kind.BOOLEAN)
DATE = DataType(Kind.DATE)
TIME = DataType(Kind.TIME, scale=9)
BINARY = DataType(Kind.BINARY, length=MAX_BINARY)
VARIANT = DataType(Kind.VARIANT)
OBJECT = DataType(Kind.OBJECT)
ARRAY = DataType(Kind.ARRAY)
NULL = DataType(Kind.NULL)
VARCHAR = varchar()
NUMBER = number()
TIMESTAMP_NTZ = timestamp()
TIMESTAMP_LTZ = timestamp(Kind.TIMESTAMP_LTZ)
TIMESTAMP_TZ = timestamp(Kind.TIMESTAMP_TZ)

_SYNONYMS: dict[str, DataType] = {
    **dict.fromkeys(("NUMBER", "DECIMAL", "DEC", "NUMERIC"), NUMBER),
    **dict.fromkeys(("INT", "INTEGER", "BIGINT", "SMALLINT", "TINYINT", "BYTEINT"), NUMBER),
    **dict.fromkeys(("FLOAT", "FLOAT4", "FLOAT8", "DOUBLE", "DOUBLE PRECISION", "REAL"), FLOAT),
    **dict.fromkeys(("VARCHAR", "STRING", "TEXT", "NVARCHAR", "NVARCHAR2"), VARCHAR),
    **dict.fromkeys(("CHAR VARYING", "CHARACTER VARYING", "NCHAR VARYING"), VARCHAR),
    **dict.fromkeys(("CHAR", "CHARACTER", "NCHAR"), varchar(1)),
    **dict.fromkeys(("BINARY", "VARBINARY", "BINARY VARYING"), BINARY),
    "BOOLEAN": BOOLEAN,
    "DATE": DATE,
    "TIME": TIME,
    **dict.fromkeys(("TIMESTAMP_NTZ", "TIMESTAMPNTZ", "TIMESTAMP WITHOUT TIME ZONE", "DATETIME"), TIMESTAMP_NTZ),
    **dict.fromkeys(("TIMESTAMP_LTZ", "TIMESTAMPLTZ", "TIMESTAMP WITH LOCAL TIME ZONE"), TIMESTAMP_LTZ),
    **dict.fromkeys(("TIMESTAMP_TZ", "TIMESTAMPTZ", "TIMESTAMP WITH TIME ZONE"), TIMESTAMP_TZ),
    "VARIANT": VARIANT,
    "OBJECT": OBJECT,
    "ARRAY": ARRAY,
}

_FIXED_INTEGERS = frozenset({"INT", "INTEGER", "BIGINT", "SMALLINT", "TINYINT", "BYTEINT"})


def type_named(name: str, arguments: tuple[int, ...] = ()) -> DataType | None:
    """Return the type that SQL spells ``name(arguments)``, or None if there is no such type.

    ``TIMESTAMP`` alone depends on TIMESTAMP_TYPE_MAPPING and is resolved by the binder.  Raises
    ValueError when the arguments do not fit the type, e.g. NUMBER(39) or DATE(3).
    """
    found = _SYNONYMS.get(name)
    if found is None or not arguments:
        return found
    if found.kind is Kind.NUMBER and name not in _FIXED_INTEGERS and len(arguments) <= 2:
        precision, scale = arguments[0], arguments[1] if len(arguments) == 2 else 0
        if 1 <= precision <= MAX_PRECISION and 0 <= scale <= min(precision, 37):
            return number(precision, scale)
    elif found.kind is Kind.VARCHAR and len(arguments) == 1 and 1 <= arguments[0] <= _LONGEST_VARCHAR:
        return DataType(Kind.VARCHAR, length=arguments[0])
    elif found.kind is Kind.BINARY and len(arguments) == 1 and 1 <= arguments[0] <= _LONGEST_BINARY:
        return DataType(Kind.BINARY, length=arguments[0])
    elif (found.kind in TIMESTAMPS or found.kind is Kind.TIME) and len(arguments) == 1 and 0 <= arguments[0] <= 9:
        return DataType(found.kind, scale=arguments[0])
    raise ValueError(f"{name}({','.join(map(str, arguments))})")
