"""TPC-H's 22 and TPC-DS's 99 queries give DuckDB's own answers.

The reference is DuckDB on its generators' tables, with Snowflake's place for NULLs in an order.  Numbers may differ
where Snowflake's division and AVG end after six digits.  FRAZIL_TPC_SCALE sets another scale than 0.1.
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from tests.tpc.data import generated, queries, tables
from tests.tpc.dialect import to_snowflake
from tests.tpc.server import TpcServer

SCALE = float(os.environ.get("FRAZIL_TPC_SCALE", "0.1"))
COUNTS = {"tpch": 22, "tpcds": 99}


class Suite:
    """A suite's queries, with frazil and DuckDB to answer them."""

    def __init__(self, name: str, directory: Path) -> None:
        folder = generated(SCALE)
        self.queries = queries(folder, name)
        self.server = TpcServer(directory / "data")
        self.server.load(folder, name)
        self.reference = duckdb.connect(config={"default_null_order": "nulls_last_on_asc_first_on_desc"})
        for table, path in tables(folder, name).items():
            self.reference.execute(f"CREATE TABLE {table} AS FROM '{path}'")

    def close(self) -> None:
        self.server.service.stop()
        self.reference.close()


@pytest.fixture(scope="module", params=sorted(COUNTS))
def suite(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Suite]:
    opened = Suite(request.param, tmp_path_factory.mktemp(request.param))
    yield opened
    opened.close()


def test_every_query_of_the_suite_is_answered_as_duckdb_does(suite: Suite, subtests: pytest.Subtests) -> None:
    assert len(suite.queries) in COUNTS.values()
    answered = 0
    for number, text in enumerate(suite.queries, 1):
        with subtests.test(query=number):
            expected = in_order(suite.reference.execute(text).fetchall())
            got = in_order(suite.server.rows(to_snowflake(text)))
            assert len(got) == len(expected)
            for ours, theirs in zip(got, expected, strict=True):
                assert all(map(same, ours, theirs)), f"{ours} is not {theirs}"
            answered += bool(expected)
    assert answered > len(suite.queries) * 0.75, "too many queries find nothing: the data is too small"


def in_order(rows: list[tuple[object, ...]]) -> list[tuple[object, ...]]:
    """Return rows in an order of their own: both sides may break ties of ORDER BY as they like."""
    return sorted(rows, key=lambda row: [key(value) for value in row])


def key(value: object) -> tuple[str, float, str]:
    if isinstance(value, int | float | Decimal):
        return "number", round(float(value), 2), ""
    return type(value).__name__, 0.0, str(value)


def same(ours: object, theirs: object) -> bool:
    if isinstance(ours, float | Decimal) or isinstance(theirs, float | Decimal):
        both = isinstance(ours, int | float | Decimal) and isinstance(theirs, int | float | Decimal)
        return both and math.isclose(float(ours), float(theirs), rel_tol=1e-6, abs_tol=1e-4)  # type: ignore[arg-type]
    return ours == theirs
