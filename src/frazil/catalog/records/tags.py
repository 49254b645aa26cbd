"""Tags and their values."""

from __future__ import annotations

from dataclasses import dataclass

from frazil.catalog.records.record import Family, Record
from frazil.core.ids import ColumnId, ObjectId


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag(Record):
    """A tag; ``allowed_values`` None lets every value pass."""

    family = Family.TAG
    allowed_values: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TagReference(Record):
    """The value of a tag on the object ``parent_id``, or on its column ``column_id``; ``name`` holds both ids."""

    family = Family.TAG_REFERENCE
    tag_id: ObjectId
    column_id: ColumnId | None = None
    value: str


def reference_name(tag_id: ObjectId, column_id: ColumnId | None) -> str:
    """Return the name that tells a tag's value on an object, or on a column of it, from others there."""
    return f"{tag_id}/{column_id or ''}"
