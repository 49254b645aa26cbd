"""The columns of a result as a client sees them."""

from __future__ import annotations

from dataclasses import dataclass

from frazil.core.types import DataType, Kind, varchar
from frazil.security.access_tokens import without_secrets


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultColumn:
    """One column of a result: its name, Snowflake type, and where it came from (empty for expressions)."""

    name: str
    type: DataType
    nullable: bool = True
    database: str = ""
    schema: str = ""
    table: str = ""


def name_of(text: str) -> str:
    """Return the name of a column that has none: its expression's text, without secrets of tokens."""
    return without_secrets(text).upper()


def text_columns(*names: str) -> tuple[ResultColumn, ...]:
    """Return VARCHAR columns of these names, as SHOW and status results have."""
    return tuple(ResultColumn(name=name, type=varchar()) for name in names)


def reported(column: ResultColumn) -> ResultColumn:
    """Return the column as reported to clients: a bare NULL is a VARCHAR."""
    if column.type.kind is not Kind.NULL:
        return column
    return ResultColumn(name=column.name, type=varchar(), nullable=True)
