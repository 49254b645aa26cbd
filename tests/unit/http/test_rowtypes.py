"""What clients are told about columns."""

from __future__ import annotations

from typing import Any

import pytest

from frazil.core import types
from frazil.core.types import DataType
from frazil.http.rowtypes import rowtype
from frazil.sql.columns import ResultColumn

CASES: list[tuple[DataType, dict[str, Any]]] = [
    (types.number(10, 2), {"type": "fixed", "precision": 10, "scale": 2, "length": None, "byteLength": None}),
    (types.FLOAT, {"type": "real", "precision": None, "scale": None}),
    (types.varchar(10), {"type": "text", "length": 10, "byteLength": 40}),
    (types.VARCHAR, {"type": "text", "length": 16_777_216, "byteLength": 16_777_216}),
    (types.BINARY, {"type": "binary", "length": 8_388_608, "byteLength": 8_388_608}),
    (types.BOOLEAN, {"type": "boolean"}),
    (types.DATE, {"type": "date"}),
    (types.TIME, {"type": "time", "precision": 0, "scale": 9}),
    (types.TIMESTAMP_TZ, {"type": "timestamp_tz", "precision": 0, "scale": 9}),
    (types.VARIANT, {"type": "variant", "nullable": True}),
    (types.NULL, {"type": "text", "nullable": True}),
]


@pytest.mark.parametrize(("data_type", "expected"), CASES, ids=str)
def test_a_column_is_described(data_type: DataType, expected: dict[str, Any]) -> None:
    (entry,) = rowtype((ResultColumn(name="C", type=data_type, database="D", schema="S", table="T"),))
    assert entry.items() >= expected.items()


def test_an_entry_has_all_fields() -> None:
    (entry,) = rowtype((ResultColumn(name="C", type=types.NUMBER, nullable=False, database="D"),))
    assert set(entry) == {
        "name", "database", "schema", "table", "type", "nullable", "precision", "scale", "length", "byteLength",
        "collation",
    }  # fmt: skip
    assert entry["nullable"] is False
    assert entry["database"] == "D"
