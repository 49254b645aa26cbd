"""Small words shared by the rows: types of results, and values brought to one type."""

from __future__ import annotations

from collections.abc import Sequence

from frazil.core.types import MAX_VARCHAR, NUMBER, VARCHAR, DataType, Kind, number, varchar
from frazil.sql.binder.casts import cast, common_type, to_text, to_variant
from frazil.sql.binder.environment import Environment
from frazil.sql.binder.expressions import unify
from frazil.sql.binder.typed import Typed, storage_of, typed

COUNT = number(18, 0)
"""The type of lengths, places and counts."""

_UNDEFINED = "'\"\\u0001u\"'"


def whole(sql: str, kind: DataType = COUNT, *, nullable: bool = True) -> Typed:
    """Return a DuckDB expression of any integer type as a NUMBER carried by BIGINT."""
    return Typed(f"CAST({sql} AS BIGINT)", kind, "BIGINT", nullable)


def exact(sql: str, kind: DataType, environment: Environment, *, nullable: bool = True) -> Typed:
    """Return a DuckDB expression of any numeric type as a NUMBER in its type's own storage."""
    storage = f"DECIMAL(38,{kind.scale})" if environment.wide else storage_of(kind)
    return Typed(f"CAST({sql} AS {storage})", kind, storage, nullable)


def unified(values: Sequence[Typed], environment: Environment) -> list[Typed]:
    """Return the values brought to their common type and one storage; bare NULLs alone count as NUMBER."""
    target = common_type([value.type for value in values])
    if target.kind is Kind.NULL:
        return [cast(value, NUMBER, environment) for value in values]
    return unify(values, target, environment)


def like(sql: str, model: Typed, *, nullable: bool = True) -> Typed:
    """Return an expression of the same types as a value."""
    return Typed(sql, model.type, model.storage, nullable)


def text_of(sql: str, value: Typed, factor: int = 1) -> Typed:
    """Return a text of at most ``factor`` times the characters of another value, where those are known."""
    known = value.type.kind is Kind.VARCHAR and value.type.length < MAX_VARCHAR
    return typed(sql, varchar(value.type.length * factor) if known else VARCHAR, nullable=value.nullable)


def element(value: Typed, environment: Environment) -> str:
    """Return the canonical text of a value as an array's element: SQL NULL is stored as undefined."""
    text = to_variant(value, environment)
    return f"coalesce({text.sql}, {_UNDEFINED})" if text.nullable else text.sql


def octets(value: Typed, environment: Environment) -> str:
    """Return a value as a BLOB: a binary as it is, anything else as its text in UTF-8."""
    return value.sql if value.type.kind is Kind.BINARY else f"encode({to_text(value, environment).sql})"
