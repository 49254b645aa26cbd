"""SQL that reached DuckDB after all could not leave the store's directories, load code or change the configuration."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest

from frazil.core.errors import DivisionByZeroError, FrazilError, InternalError, StorageError
from frazil.engine.connection import NativeFunction
from frazil.engine.store import Store


@pytest.mark.parametrize(
    "sql",
    [
        "COPY (SELECT 1) TO '{outside}/out.csv'",
        "COPY (SELECT 1) TO '{inside}/../../outside/out.csv'",
        "EXPORT DATABASE '{outside}/export'",
        "ATTACH '{outside}/other.duckdb'",
        "SELECT * FROM read_text('{outside}/secret.txt')",
        "SELECT * FROM read_blob('{outside}/*')",
        "SELECT * FROM '{outside}/secret.csv'",
        "SELECT * FROM glob('{outside}/*')",
        "SELECT * FROM read_csv('{inside}/../../outside/secret.txt')",
        "INSTALL httpfs",
        "LOAD httpfs",
        "LOAD '{outside}/extension.so'",
        "SELECT * FROM read_csv('https://example.com/x.csv')",
        "CREATE PERSISTENT SECRET s (TYPE s3)",
        "SET enable_external_access = true",
        "SET lock_configuration = false",
        "RESET lock_configuration",
        "SET memory_limit = '1TB'",
        "SET TimeZone = 'America/New_York'",
        "SET SESSION TimeZone = 'America/New_York'",
        "SET allowed_directories = ['/']",
        "PRAGMA enable_profiling = 'json'",
        "SELECT getenv('HOME')",
        "SELECT * FROM a_python_variable",
    ],
)
def test_no_way_out(store: Store, tmp_path: Path, sql: str) -> None:
    a_python_variable = pa.table({"secret": [1]})
    outside, inside = tmp_path / "outside", tmp_path / "spool" / "deep"
    outside.mkdir()
    inside.mkdir()
    (outside / "secret.txt").write_text("secret\n")
    (outside / "secret.csv").write_text("secret\n")
    with pytest.raises(FrazilError):
        store.rows(sql.format(outside=outside, inside=inside))
    assert a_python_variable.num_rows == 1
    assert sorted(path.name for path in outside.iterdir()) == ["secret.csv", "secret.txt"]


def test_the_given_directories_are_open(open_store: Callable[..., Store], tmp_path: Path) -> None:
    stage = tmp_path / "stage"
    stage.mkdir()
    store = open_store(allowed_directories=[stage])
    for directory in (stage, tmp_path / "spool"):
        store.rows(f"COPY (SELECT 42 AS n) TO '{directory}/out.csv'")
        assert store.rows(f"SELECT n FROM read_csv('{directory}/out.csv')") == [(42,)]


def test_the_time_zone_is_utc_for_every_cursor(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "America/New_York")
    assert store.rows("SELECT CAST(TIMESTAMPTZ '2026-01-01 00:00:00+00' AS VARCHAR)") == [("2026-01-01 00:00:00+00",)]


def test_arrow_tables_are_seen_by_one_statement_alone(store: Store) -> None:
    rows = pa.table({"n": [1, 2, 3]})
    reader = store.read("SELECT sum(n) AS s FROM given", tables={"given": rows})
    assert reader.read_all().to_pylist() == [{"s": 6}]
    with pytest.raises(InternalError):
        store.rows("SELECT * FROM given")


def test_one_process_at_a_time(open_store: Callable[..., Store]) -> None:
    open_store()
    with pytest.raises(StorageError, match="in use"):
        open_store()


def test_a_file_named_like_a_schema_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="frazil"):
        Store.open(tmp_path / "frazil.duckdb", spool_directory=tmp_path / "s", temp_directory=tmp_path / "t")


def test_macros_are_made_at_each_start(open_store: Callable[..., Store]) -> None:
    store = open_store(
        macros=["CREATE OR REPLACE MACRO frazil.answer() AS 41", "CREATE OR REPLACE MACRO frazil.one() AS 1"]
    )
    assert store.rows("SELECT frazil.answer() + frazil.one()") == [(42,)]
    store.close()
    assert open_store(macros=["CREATE OR REPLACE MACRO frazil.answer() AS 7"]).rows("SELECT frazil.answer()") == [(7,)]


def test_native_functions_are_known_to_every_cursor(open_store: Callable[..., Store]) -> None:
    pytest.importorskip("numpy")

    def twice(numbers: pa.ChunkedArray) -> pa.Array:
        return pa.array([None if each is None else each * 2 for each in numbers.to_pylist()], pa.int64())

    def refuse(number: int) -> int:
        raise DivisionByZeroError("Division by zero")

    store = open_store(
        functions=[
            NativeFunction(name="twice", function=twice, parameters=("BIGINT",), returns="BIGINT", arrow=True),
            NativeFunction(name="refuse", function=refuse, parameters=("BIGINT",), returns="BIGINT"),
        ]
    )
    assert store.rows("SELECT twice(21), twice(NULL)") == [(42, None)]
    with pytest.raises(DivisionByZeroError, match=r"^Division by zero$"):
        store.rows("SELECT refuse(1)")
