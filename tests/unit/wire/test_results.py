"""What of a result goes inline and what behind URLs, in which format."""

from __future__ import annotations

import base64
import datetime as dt
import itertools
from typing import Any

import orjson
import pyarrow as pa
import pytest

from frazil.core import types
from frazil.core.ids import QueryId
from frazil.engine.results import Chunk, StoredResult
from frazil.session.requests import Outcome, SessionContext
from frazil.sql.columns import ResultColumn
from frazil.wire.results import ResultShelf, result_fields, wants_arrow

SELECT, INSERT, SHOW = 0x1000, 0x3100, 0x4400
NOWHERE = SessionContext(database=None, schema=None, warehouse=None, role=None)


def chunk(*numbers: int, size_bytes: int = 100) -> Chunk:
    table = pa.table({"x": pa.array(numbers, pa.int64())})
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return Chunk(path=None, data=sink.getvalue().to_pybytes(), row_count=len(numbers), size_bytes=size_bytes)


def outcome(*chunks: Chunk, type_id: int = SELECT) -> Outcome:
    stored = StoredResult(
        query_id=QueryId("q"),
        schema=pa.schema([("x", pa.int64())]),
        row_count=sum(each.row_count for each in chunks),
        size_bytes=sum(each.size_bytes for each in chunks),
        chunks=chunks,
        created_on=dt.datetime(2024, 1, 1, tzinfo=dt.UTC),
    )
    columns = (ResultColumn(name="X", type=types.NUMBER),)
    return Outcome(query_id=QueryId("q"), columns=columns, data=stored, statement_type_id=type_id, context=NOWHERE)


@pytest.fixture
def shelf() -> ResultShelf:
    numbers = itertools.count(1)
    return ResultShelf(lambda: f"token{next(numbers)}", capacity=2)


def fields_of(result: Outcome, shelf: ResultShelf, *, as_arrow: bool) -> dict[str, Any]:
    return result_fields(result, as_arrow=as_arrow, shelf=shelf, base_url="http://h:1")


@pytest.mark.parametrize(
    ("type_id", "client", "parameters", "expected"),
    [
        (SELECT, "PythonConnector 4.8.1", {}, True),
        (SELECT, "PythonConnector 4.8.1", {"PYTHON_CONNECTOR_QUERY_RESULT_FORMAT": "ARROW"}, True),
        (SELECT, "SnowflakeSQLAlchemy 1.7.0", {"PYTHON_CONNECTOR_QUERY_RESULT_FORMAT": "json"}, False),
        (SELECT, "Go 1.19.0", {"PYTHON_CONNECTOR_QUERY_RESULT_FORMAT": "JSON"}, True),
        (SELECT, "Go 1.19.0", {"GO_QUERY_RESULT_FORMAT": "JSON"}, False),
        (SELECT, "JavaScript 2.0.0", {"PYTHON_CONNECTOR_QUERY_RESULT_FORMAT": "ARROW"}, False),
        (INSERT, "PythonConnector 4.8.1", {"PYTHON_CONNECTOR_QUERY_RESULT_FORMAT": "ARROW"}, False),
        (SHOW, "Go 1.19.0", {}, False),
    ],
)
def test_formats(type_id: int, client: str, parameters: dict[str, object], expected: bool) -> None:
    assert wants_arrow(outcome(chunk(1), type_id=type_id), client, parameters) is expected


def test_a_small_result_is_inline(shelf: ResultShelf) -> None:
    fields = fields_of(outcome(chunk(1, 2)), shelf, as_arrow=False)
    assert fields["rowset"] == [("1",), ("2",)]
    assert (fields["total"], fields["queryResultFormat"], "chunks" in fields) == (2, "json", False)


def test_an_empty_result_is_an_empty_text(shelf: ResultShelf) -> None:
    fields = fields_of(outcome(chunk()), shelf, as_arrow=True)
    assert (fields["rowsetBase64"], fields["total"], "chunks" in fields) == ("", 0, False)


def test_the_rest_is_behind_urls(shelf: ResultShelf) -> None:
    fields = fields_of(outcome(chunk(1), chunk(2, 3), chunk(), chunk(4)), shelf, as_arrow=True)
    inline = pa.ipc.open_stream(base64.b64decode(fields["rowsetBase64"])).read_all()
    assert inline.column(0).to_pylist() == [1]
    assert [(each["url"], each["rowCount"]) for each in fields["chunks"]] == [
        ("http://h:1/chunks/token1/1", 2),
        ("http://h:1/chunks/token1/3", 1),
    ]
    shelved = shelf.find("token1")
    assert shelved is not None
    assert pa.ipc.open_stream(shelved.body(1)).read_all().column(0).to_pylist() == [2, 3]


def test_a_first_chunk_that_is_too_large_is_not_inline(shelf: ResultShelf) -> None:
    fields = fields_of(outcome(chunk(1, size_bytes=50_000_000), chunk(2)), shelf, as_arrow=False)
    assert fields["rowset"] == []
    assert [each["rowCount"] for each in fields["chunks"]] == [1, 1]


def test_json_chunks_are_rows_without_brackets(shelf: ResultShelf) -> None:
    fields_of(outcome(chunk(1), chunk(2, 3)), shelf, as_arrow=False)
    shelved = shelf.find("token1")
    assert shelved is not None
    assert shelved.body(1) == b'["2"],["3"]'
    assert orjson.loads(b"[" + bytes(shelved.body(0)) + b"]") == [["1"]]
    for number in (-1, 2):
        with pytest.raises(IndexError):
            shelved.body(number)


def test_the_oldest_result_leaves_a_full_shelf(shelf: ResultShelf) -> None:
    for _ in range(3):
        fields_of(outcome(chunk(1), chunk(2)), shelf, as_arrow=False)
    assert shelf.find("token1") is None
    assert shelf.find("token3") is not None
