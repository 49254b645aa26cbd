"""Catalog records survive their way to disk and back, whatever is in them."""

from __future__ import annotations

import dataclasses
import enum
import types as python_types
import typing
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from frazil.catalog.records import RECORD_TYPES, Record, TableKind
from frazil.catalog.snapshot import Delete, Put
from frazil.core.ids import ObjectId, SessionId
from frazil.core.types import DataType, Kind, Member
from frazil.engine.catalog_store import FIRST_ID, decode_record, encode_record
from frazil.engine.record_codec import codec_of
from frazil.engine.store import Store
from tests.store.objects import A, B, begin, column, create, table

SCALARS: dict[object, st.SearchStrategy[Any]] = {
    int: st.integers(-(2**62), 2**62),
    str: st.text(st.characters(exclude_categories=("Cs",))),
    bool: st.booleans(),
    datetime: st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=st.just(UTC)),
}


PLAIN = st.builds(DataType, kind=st.sampled_from(list(Kind)), precision=st.integers(), scale=st.integers())
SCALARS[DataType] = st.recursive(
    PLAIN,
    lambda types: st.builds(
        DataType,
        kind=st.sampled_from([Kind.ARRAY, Kind.OBJECT, Kind.MAP]),
        members=st.lists(
            st.builds(Member, name=st.text(max_size=4), type=types, nullable=st.booleans()), max_size=2
        ).map(tuple),
    ),
    max_leaves=4,
)


def values_of(declared: Any) -> st.SearchStrategy[Any]:
    """Return a strategy for any type that a record may hold."""
    while hasattr(declared, "__supertype__"):
        declared = declared.__supertype__
    if declared in SCALARS:
        return SCALARS[declared]
    origin, arguments = typing.get_origin(declared), typing.get_args(declared)
    if origin in (typing.Union, python_types.UnionType):
        return st.one_of([st.none() if each is type(None) else values_of(each) for each in arguments])
    if origin is tuple:
        return st.lists(values_of(arguments[0]), max_size=3).map(tuple)
    if origin in (dict, Mapping):
        return st.dictionaries(values_of(arguments[0]), values_of(arguments[1]), max_size=3)
    if isinstance(declared, type) and issubclass(declared, enum.Enum):
        return st.sampled_from(list(declared))
    hints = typing.get_type_hints(declared)
    return st.builds(declared, **{each.name: values_of(hints[each.name]) for each in dataclasses.fields(declared)})


records = st.one_of([values_of(kind) for kind in RECORD_TYPES.values()])


@given(record=records)
@settings(max_examples=150, deadline=None)
def test_a_record_reads_back_as_it_was(record: Record) -> None:
    row = encode_record(record)
    stored = [value.replace(tzinfo=None) if isinstance(value, datetime) else value for value in row]
    assert decode_record(stored) == record


@given(record=records)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_record_survives_the_disk(store: Store, record: Record) -> None:
    kept = dataclasses.replace(record, id=A, **({"session_id": None} if hasattr(record, "session_id") else {}))
    transaction = begin(store, explicit=False)
    transaction.define([Put(kept)])
    transaction.commit()
    assert store.load_catalog()[0] == [kept]


def test_put_replaces_and_delete_removes(store: Store) -> None:
    create(store, table(A), table(B))
    transaction = begin(store, explicit=False)
    renamed = dataclasses.replace(table(A), name="OTHER")
    transaction.define([Put(table(A)), Put(renamed), Delete(table(B))])
    transaction.commit()
    assert store.load_catalog()[0] == [renamed]


def test_ids_are_never_given_twice(open_store: Callable[..., Store]) -> None:
    store = open_store()
    assert store.load_catalog() == ([], FIRST_ID)
    create(store, table(ObjectId(5000), column(5001), column(5007)))
    assert store.load_catalog()[1] == 5008
    transaction = begin(store, explicit=False)
    transaction.define([Delete(table(ObjectId(5000), column(5001), column(5007)))], ["DROP TABLE data.t5000"])
    transaction.commit()
    store.close()
    assert open_store().load_catalog() == ([], 5008)


def test_temporary_tables_are_not_kept_and_leave_nothing(open_store: Callable[..., Store]) -> None:
    store = open_store()
    temporary = dataclasses.replace(table(A), kind=TableKind.TEMPORARY, session_id=SessionId(9))
    create(store, temporary, table(B))
    assert [record.id for record in store.load_catalog()[0]] == [B]
    assert store.rows(f"SELECT count(*) FROM data.t{A}") == [(0,)]
    store.close()
    again = open_store()
    stored = again.rows("SELECT table_name FROM duckdb_tables() WHERE schema_name = 'data'")
    assert stored == [(f"t{B}",)]


def test_an_absent_field_reads_as_its_default() -> None:
    row = list(encode_record(table(A)))
    row[-1] = '{"columns":[]}'
    values = [value.replace(tzinfo=None) if isinstance(value, datetime) else value for value in row]
    assert decode_record(values) == dataclasses.replace(table(A), columns=())


def test_a_type_nobody_thought_of_is_refused() -> None:
    with pytest.raises(TypeError):
        codec_of(complex)
