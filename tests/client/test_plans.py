"""EXPLAIN and EXECUTE IMMEDIATE as a driver meets them: columns, row counts, places of errors."""

from __future__ import annotations

from typing import Any

import pytest
from snowflake.connector.errors import ProgrammingError

PLAN_COLUMNS = [
    "step",
    "id",
    "parentOperators",
    "operation",
    "objects",
    "alias",
    "expressions",
    "partitionsTotal",
    "partitionsAssigned",
    "bytesAssigned",
]


def test_a_plan(cursor: Any, database: str) -> None:
    cursor.execute("create table t as select 1 as i")
    rows = cursor.execute("explain select i from t").fetchall()
    assert [column.name for column in cursor.description] == PLAN_COLUMNS
    assert [row[:4] for row in rows] == [
        (None, None, None, "GlobalStats"),
        (1, 0, None, "Result"),
        (1, 1, "[0]", "TableScan"),
    ]
    assert [column.name for column in cursor.describe("explain using json select i from t")] == ["content"]


def test_a_statement_in_a_text(cursor: Any, database: str) -> None:
    cursor.execute("create table t (i int)")
    cursor.execute("execute immediate 'insert into t values (1), (2), (3)'")
    assert cursor.rowcount == 3
    assert cursor.execute("execute immediate 'select i as n from t where i > 1 order by i'").fetchall() == [(2,), (3,)]
    assert cursor.description[0].name == "N"


def test_a_mistake_in_a_text(cursor: Any, database: str) -> None:
    with pytest.raises(ProgrammingError) as caught:
        cursor.execute("execute immediate 'select nothing'")
    assert caught.value.errno == 904
    assert "error line 1 at position 7" in str(caught.value)
