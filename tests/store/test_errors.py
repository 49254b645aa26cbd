"""What DuckDB refuses is told in Snowflake's words."""

from __future__ import annotations

from pathlib import Path

import pytest

from frazil.core import errors
from frazil.core.ids import ColumnId, ObjectId
from frazil.engine.errors import NeedsWideArithmetic, NeedsWiderColumn, StalePlan, marker
from frazil.engine.literals import quote_text
from frazil.engine.store import Store
from tests.store.objects import A, column, create, table

BIG = "9223372036854775807"


@pytest.fixture(autouse=True)
def tables(store: Store) -> None:
    create(store, table(A, column(1, nullable=False)))


@pytest.mark.parametrize(
    ("sql", "kind", "text"),
    [
        ("SELECT CAST('abc' AS BIGINT)", errors.NumericValueError, "Numeric value 'abc' is not recognized"),
        ("SELECT CAST('a''b' AS DOUBLE)", errors.NumericValueError, "Numeric value 'a'b' is not recognized"),
        ("SELECT CAST('x y' AS DECIMAL(18,2))", errors.NumericValueError, "Numeric value 'x y' is not recognized"),
        (
            "SELECT CAST('123456' AS DECIMAL(5,2))",
            errors.NumericOverflowError,
            "Numeric value '123456' is out of range",
        ),
        ("SELECT CAST(1e39 AS DECIMAL(38,0))", errors.NumberRangeError, None),
        ("SELECT CAST('maybe' AS BOOLEAN)", errors.BooleanValueError, "Boolean value 'maybe' is not recognized"),
        ("SELECT CAST('abc' AS DATE)", errors.DateValueError, "Date 'abc' is not recognized"),
        ("SELECT CAST('2020-13-45' AS DATE)", errors.DateValueError, "Date '2020-13-45' is not recognized"),
        ("SELECT CAST('abc' AS TIMESTAMP)", errors.TimestampValueError, "Timestamp 'abc' is not recognized"),
        (
            "SELECT CAST('2020-01-01 25:00:00' AS TIMESTAMP)",
            errors.TimestampValueError,
            "Timestamp '2020-01-01 25:00:00' is not recognized",
        ),
        ("SELECT CAST('25:00' AS TIME)", errors.TimestampValueError, "Time '25:00' is not recognized"),
        ("INSERT INTO data.t2000 VALUES (NULL)", errors.NullViolationError, "NULL result in a non-nullable column"),
        (
            "SELECT (SELECT unnest([1, 2]))",
            errors.ScalarSubqueryRowsError,
            "Single-row subquery returns more than one row.",
        ),
        ("SELECT json_extract('{bad', '$.a')", errors.JsonParseError, None),
        ("SELECT regexp_matches(v, '(') FROM (VALUES ('a')) t(v)", errors.RegularExpressionError, None),
        ("SELECT sqrt(x) FROM (VALUES (-1)) t(x)", errors.EvaluationError, None),
        ("SELECT error('frazil:100051:Division by zero')", errors.DivisionByZeroError, "Division by zero"),
        ("SELECT error('frazil:999999:x')", errors.InternalError, None),
        ("SELECT CAST(repeat('9', 38) AS DECIMAL(38,0)) + 1::DECIMAL(38,0)", errors.NumberRangeError, None),
        ("SELECT unknown_function(1)", errors.InternalError, None),
        ("SELEC", errors.InternalError, None),
    ],
)
def test_translation(store: Store, sql: str, kind: type[errors.FrazilError], text: str | None) -> None:
    with pytest.raises(kind) as raised:
        store.rows(sql)
    assert type(raised.value) is kind
    assert text is None or raised.value.message == text
    assert raised.value.__cause__ is not None
    with pytest.raises(kind):
        store.read(sql).read_all()


@pytest.mark.parametrize(
    "sql",
    [
        f"SELECT {BIG}::BIGINT + x FROM (VALUES (1)) t(x)",
        f"SELECT {BIG}::BIGINT * 2::BIGINT",
        f"SELECT sum(x)::BIGINT FROM (VALUES ({BIG}), ({BIG})) t(x)",
        "SELECT CAST('99999999999999999999' AS BIGINT)",
        "SELECT 99999999999999999.99::DECIMAL(19,2)::DECIMAL(18,2)",
        "SELECT -(x) FROM (VALUES (-9223372036854775808::BIGINT)) t(x)",
        "SELECT 99999999999999999::DECIMAL(18,0) * 99::DECIMAL(18,0)",
        "SELECT error('frazil:wide:')",
        f"INSERT INTO data.t2000 SELECT {BIG}::HUGEINT + 1",
    ],
)
def test_what_wider_arithmetic_may_do_is_signalled(store: Store, sql: str) -> None:
    with pytest.raises(NeedsWideArithmetic):
        store.rows(sql)


def test_a_column_too_narrow_is_signalled(store: Store) -> None:
    with pytest.raises(NeedsWiderColumn) as raised:
        store.rows("SELECT error('frazil:widen:12:34,35')")
    assert (raised.value.table_id, raised.value.column_ids) == (ObjectId(12), (ColumnId(34), ColumnId(35)))


@pytest.mark.parametrize(
    "sql", ["SELECT * FROM data.t999", "SELECT c99 FROM data.t2000", "SELECT t.c9 FROM data.t2000 t"]
)
def test_storage_that_is_gone_is_signalled(store: Store, sql: str) -> None:
    with pytest.raises(StalePlan):
        store.rows(sql)


def test_a_marker_carries_any_text(store: Store) -> None:
    text = "it's: \n\n a 'text'\nwith \"everything\""
    with pytest.raises(errors.EvaluationError) as raised:
        store.rows(f"SELECT error({quote_text(marker(errors.EvaluationError(text)))})")
    assert raised.value.message == text


def test_a_damaged_file_is_a_storage_error(tmp_path: Path) -> None:
    (tmp_path / "store.duckdb").write_bytes(b"this is no database" * 1000)
    with pytest.raises(errors.StorageError):
        Store.open(tmp_path / "store.duckdb", spool_directory=tmp_path / "s", temp_directory=tmp_path / "t")
