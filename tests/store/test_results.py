"""Results: spooled in chunks, kept within bounds, read again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pyarrow as pa
import pytest

from frazil.core.errors import NumericValueError, StorageError
from frazil.core.ids import QueryId
from frazil.engine.results import Chunk, ResultStore, StoredResult, _chunk
from frazil.engine.store import Store
from tests.store.objects import NOW

DAY = timedelta(days=1)


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return tmp_path / "results"


@pytest.fixture
def results(directory: Path) -> ResultStore:
    return ResultStore(directory, quota_bytes=50_000_000, retention=DAY)


def spool(results: ResultStore, store: Store, sql: str, name: str = "q1") -> StoredResult:
    with store.read(sql) as reader:
        return results.spool(QueryId(name), reader.schema, reader, now=NOW)


def test_a_small_result_stays_in_memory(results: ResultStore, store: Store, directory: Path) -> None:
    result = spool(results, store, "SELECT i AS n, 'x' AS s FROM range(3) r(i)")
    assert (result.row_count, len(result.chunks)) == (3, 1)
    assert result.table().to_pydict() == {"n": [0, 1, 2], "s": ["x", "x", "x"]}
    assert pa.ipc.open_stream(result.chunks[0].read_bytes()).read_all().num_rows == 3
    assert not list(directory.iterdir())


def test_small_results_do_not_add_up_without_end(directory: Path, store: Store) -> None:
    results = ResultStore(directory, quota_bytes=50_000_000, retention=DAY, most_inline=3)
    for number in range(5):
        spool(results, store, f"SELECT {number} AS n", f"q{number}")
    assert [results.find(QueryId(f"q{number}")) is not None for number in range(5)] == [False, False, True, True, True]


def test_a_result_that_finds_no_room_is_an_error_of_its_statement(
    directory: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    results = ResultStore(directory, quota_bytes=50_000_000, retention=DAY, memory_quota_bytes=1)
    spool(results, store, "SELECT 1 AS n", "q1")

    def full(table: pa.Table, path: Path | None) -> Chunk:
        if path is not None:
            raise OSError(28, "No space left on device")
        return _chunk(table, path)

    monkeypatch.setattr("frazil.engine.results._chunk", full)
    with pytest.raises(StorageError):
        spool(results, store, "SELECT 2 AS n", "q2")
    assert results.find(QueryId("q1")) is not None
    assert results.find(QueryId("q2")) is None


def test_an_empty_result_has_a_schema(results: ResultStore, store: Store) -> None:
    result = spool(results, store, "SELECT 1 AS n, 'x' AS s WHERE false")
    assert (result.row_count, len(result.chunks)) == (0, 1)
    assert result.table().schema.names == ["n", "s"]


def test_a_large_result_is_chunked(results: ResultStore, store: Store, directory: Path) -> None:
    result = spool(results, store, "SELECT i AS n FROM range(250000) r(i)")
    assert [chunk.row_count for chunk in result.chunks] == [10_000, 100_000, 100_000, 40_000]
    assert sorted(path.name for path in directory.iterdir()) == [f"q1_{number}.arrow" for number in range(4)]
    assert sum(batch.num_rows for batch in result.batches()) == 250_000
    assert result.table()["n"].to_pylist() == list(range(250_000))
    assert result.size_bytes == sum(chunk.size_bytes for chunk in result.chunks)


def test_a_result_can_be_queried(results: ResultStore, store: Store) -> None:
    result = spool(results, store, "SELECT i AS n FROM range(250000) r(i)")
    sql = "SELECT count(*) AS c FROM scanned a JOIN scanned b ON a.n = b.n"
    with store.read(sql, tables={"scanned": result.table()}) as reader:
        assert reader.read_all().to_pylist() == [{"c": 250_000}]


def test_a_failed_query_leaves_nothing(results: ResultStore, store: Store, directory: Path) -> None:
    sql = "SELECT CAST(CASE i WHEN 240000 THEN 'x' ELSE '1' END AS BIGINT) AS n FROM range(250000) r(i)"
    with pytest.raises(NumericValueError):
        spool(results, store, sql)
    assert results.find(QueryId("q1")) is None
    assert not list(directory.iterdir())


def test_retention_and_deletion(results: ResultStore, store: Store, directory: Path) -> None:
    result = spool(results, store, "SELECT i AS n FROM range(50000) r(i)")
    assert results.find(QueryId("q1")) is result
    assert results.expire(NOW + DAY - timedelta(seconds=1)) == 0
    assert results.expire(NOW + DAY) == 1
    assert results.find(QueryId("q1")) is None
    assert not list(directory.iterdir())
    with pytest.raises(StorageError, match="no longer"):
        result.chunks[0].read_bytes()
    with pytest.raises(StorageError, match="no longer"):
        result.table()
    results.delete(QueryId("q1"))


def test_the_quota_removes_the_oldest(store: Store, directory: Path) -> None:
    results = ResultStore(directory, quota_bytes=900_000, retention=DAY)
    for number in range(3):
        spool(results, store, "SELECT i AS n FROM range(50000) r(i)", f"q{number}")
    kept = [number for number in range(3) if results.find(QueryId(f"q{number}"))]
    assert kept == [1, 2]
    spool(results, store, "SELECT i AS n FROM range(500000) r(i)", "big")
    assert [number for number in range(3) if results.find(QueryId(f"q{number}"))] == []
    assert results.find(QueryId("big")) is not None


def test_the_memory_quota_moves_the_oldest_to_files(store: Store, directory: Path) -> None:
    results = ResultStore(directory, quota_bytes=50_000_000, retention=DAY, memory_quota_bytes=100_000)
    for number in range(3):
        spool(results, store, "SELECT i AS n FROM range(6000) r(i)", f"q{number}")
    found = [results.find(QueryId(f"q{number}")) for number in range(3)]
    assert [each is not None and each.chunks[0].path is not None for each in found] == [True, False, False]
    assert found[0] is not None
    assert found[0].table().num_rows == 6_000


def test_files_of_an_earlier_process_are_removed(results: ResultStore, store: Store, directory: Path) -> None:
    spool(results, store, "SELECT i AS n FROM range(50000) r(i)")
    ResultStore(directory, quota_bytes=1, retention=DAY)
    assert not list(directory.iterdir())


def test_a_reader_closed_early_frees_its_transaction(store: Store) -> None:
    store.rows("CREATE TABLE data.t1 AS SELECT * FROM range(100000) r(c1)")
    reader = store.read("SELECT * FROM data.t1")
    assert next(reader).num_rows == 10_000
    reader.close()
    reader.close()
    assert list(reader) == []
    store.rows("DROP TABLE data.t1")
    store.rows("CHECKPOINT")


def test_batches_of_other_sources(results: ResultStore) -> None:
    def batches() -> Iterator[pa.RecordBatch]:
        yield pa.record_batch({"n": [1]})
        yield pa.record_batch({"n": [2]})

    result = results.spool(QueryId("show"), pa.schema([("n", pa.int64())]), batches(), now=NOW)
    assert result.table()["n"].to_pylist() == [1, 2]
