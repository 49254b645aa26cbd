"""The catalog's records in the internal table ``frazil.objects``: one row each, common fields as columns.

A put is a delete by id and an insert; there is no key and no index, uniqueness is the catalog's.  Temporary tables and
views are never written.  ``frazil.id_marks`` remembers the highest id ever used, so that an id outlives what it named.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any, cast

from frazil.catalog.records import RECORD_TYPES, Family, Record, Relation, Table
from frazil.catalog.snapshot import Change, Put
from frazil.engine.literals import canonical_json, values_rows
from frazil.engine.record_codec import FieldCodec, decode_fields, encode_fields, field_codecs

_COMMON = tuple(field.name for field in fields(Record))
_COLUMNS = ("id", "family", *(name for name in _COMMON if name != "id"), "body")
FIRST_ID = 1_000
"""Ids below it are for objects that every account has, under fixed ids."""

Rows = Callable[[str], list[tuple[Any, ...]]]


def encode_record(record: Record) -> tuple[object, ...]:
    """Return the row of a record, in the order of the table's columns."""
    common = {name: getattr(record, name) for name in _COMMON}
    body = encode_fields(record, _body_codecs(type(record)))
    return (common.pop("id"), record.family.value, *common.values(), canonical_json(body))


def decode_record(row: Sequence[Any]) -> Record:
    """Return the record of a row; timestamps come back aware."""
    values: dict[str, Any] = dict(zip(_COLUMNS, row, strict=True))
    kind = RECORD_TYPES[Family(values.pop("family"))]
    body = decode_fields(json.loads(values.pop("body")), _body_codecs(kind))
    common: dict[str, Any] = {name: _aware(value) for name, value in values.items()}
    return kind(**common, **body)


def change_statements(changes: Iterable[Change]) -> list[str]:
    """Return the statements that store the changes of permanent objects, and note the highest id among them."""
    latest = {change.record.id: change for change in changes if _is_kept(change.record)}
    if not latest:
        return []
    statements = [f"DELETE FROM frazil.objects WHERE id IN ({', '.join(str(int(number)) for number in latest)})"]
    rows = [encode_record(change.record) for change in latest.values() if isinstance(change, Put)]
    if rows:
        statements.append(f"INSERT INTO frazil.objects ({', '.join(_COLUMNS)}) VALUES {values_rows(rows)}")
    return statements


def mark_statement(highest: int) -> str:
    """Return the statement that remembers an id as used."""
    return f"INSERT INTO frazil.id_marks VALUES ({highest})"


def highest_id(records: Iterable[Record]) -> int:
    """Return the highest id of the records, their columns and constraints, 0 if there are none."""
    return max((number for record in records for number in (int(record.id), *_inner_ids(record))), default=0)


def load_records(rows: Rows) -> list[Record]:
    """Return every stored record, in order of id."""
    found = rows(f"SELECT {', '.join(_COLUMNS)} FROM frazil.objects ORDER BY id")
    return [decode_record(row) for row in found]


def load_mark(rows: Rows) -> int:
    """Return the highest id that was ever noted, 0 at first."""
    return int(rows("SELECT coalesce(max(highest), 0) FROM frazil.id_marks")[0][0])


def _aware(value: object) -> object:
    return value.replace(tzinfo=UTC) if isinstance(value, datetime) else value


def _is_kept(record: Record) -> bool:
    return not (isinstance(record, Relation) and record.session_id is not None)


def _inner_ids(record: Record) -> tuple[int, ...]:
    if not isinstance(record, Table):
        return ()
    return (*(int(column.id) for column in record.columns), *(int(each.id) for each in record.constraints))


def _body_codecs(kind: type[Record]) -> tuple[FieldCodec, ...]:
    return tuple(field for field in field_codecs(cast(Any, kind)) if field.name not in _COMMON)
