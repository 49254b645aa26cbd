"""Drivers that are not written in Python: Go's, in ADBC's Python package, and Node.js's, in a process of its own."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
import zoneinfo
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import adbc_driver_snowflake.dbapi
import pyarrow as pa
import pytest

ROWS = 300_000
TYPED = """
select 1 as n, 2.50::number(10, 2) as d, 0.5::float as f, true as b, 'hey' as s, to_binary('4142', 'hex') as bin,
    '2024-01-01'::date as day, '12:34:56.789'::time as t, '2024-01-01 01:02:03.123456'::timestamp_ntz as ntz,
    '2024-07-01 12:00:00 +0000'::timestamp_ltz as ltz, '2024-01-01 01:02:03 +0530'::timestamp_tz as tz,
    parse_json('{"a": [1, null]}') as v, [1, 2] as a, {'k': 1} as o, null as nothing
"""
SESSION = """
select h.reported_client_type, h.reported_client_version, s.client_application_id, s.client_environment
from snowflake.account_usage.sessions s join snowflake.account_usage.login_history h on h.event_id = s.login_event_id
where s.session_id = current_session()
"""
WARSAW = zoneinfo.ZoneInfo("Europe/Warsaw")


def connected(*, autocommit: bool) -> Any:
    options = {
        "username": "ADMIN",
        "password": os.environ["FRAZIL_TEST_PASSWORD"],
        "adbc.snowflake.sql.account": "frazil",
        "adbc.snowflake.sql.uri.protocol": "http",
        "adbc.snowflake.sql.uri.host": os.environ["FRAZIL_TEST_HOST"],
        "adbc.snowflake.sql.uri.port": os.environ["FRAZIL_TEST_PORT"],
    }
    return adbc_driver_snowflake.dbapi.connect(db_kwargs=options, autocommit=autocommit)


@pytest.fixture(scope="module")
def go() -> Iterator[Any]:
    """A connection of ADBC's, with a database of its own."""
    with connected(autocommit=True) as connection:
        with connection.cursor() as cursor:
            for text in ("create database go", "create table t (n int, s varchar(5))"):
                cursor.execute(text)
            cursor.execute("alter session set timezone = 'Europe/Warsaw'")
        yield connection
        with connection.cursor() as cursor:
            cursor.execute("drop database go")


@pytest.fixture
def cursor(go: Any) -> Iterator[Any]:
    with go.cursor() as opened:
        yield opened


def test_go_reads_every_type(cursor: Any) -> None:
    cursor.execute(TYPED)
    (row,) = cursor.fetch_arrow_table().to_pylist()
    assert json.loads(row.pop("V")) == {"a": [1, None]}
    assert (json.loads(row.pop("A")), json.loads(row.pop("O"))) == ([1, 2], {"k": 1})
    assert row == {
        "N": Decimal(1),
        "D": Decimal("2.50"),
        "F": 0.5,
        "B": True,
        "S": "hey",
        "BIN": b"AB",
        "DAY": dt.date(2024, 1, 1),
        "T": dt.time(12, 34, 56, 789000),
        "NTZ": dt.datetime(2024, 1, 1, 1, 2, 3, 123456),
        "LTZ": dt.datetime(2024, 7, 1, 14, tzinfo=WARSAW),
        "TZ": dt.datetime(2023, 12, 31, 19, 32, 3, tzinfo=dt.UTC),
        "NOTHING": None,
    }


def test_go_reads_many_rows(cursor: Any) -> None:
    cursor.execute(f"select seq4() as n, 'x' || seq4() as s from table(generator(rowcount => {ROWS}))")
    table = cursor.fetch_arrow_table()
    assert table.column("N").to_pylist() == list(range(ROWS))
    assert table.column("S")[ROWS - 1].as_py() == f"x{ROWS - 1}"


def test_go_binds_values_and_rows(cursor: Any) -> None:
    cursor.execute("select ? + 1, ?", (5, "abc"))
    assert cursor.fetchall() == [(Decimal(6), "abc")]
    cursor.executemany("insert into t (n, s) values (?, ?)", [(1, "a"), (2, None)])
    cursor.execute("select n, s from t order by n")
    assert cursor.fetchall() == [(1, "a"), (2, None)]


def test_go_says_what_is_wrong(cursor: Any) -> None:
    with pytest.raises(Exception, match=r"000904 \(42000\): SQL compilation error: error line 1 at position 7"):
        cursor.execute("select nosuch")


def test_go_logs_in_under_its_name(cursor: Any) -> None:
    cursor.execute(SESSION)
    ((kind, version, application, surroundings),) = cursor.fetchall()
    assert (kind, application) == ("GO_DRIVER", f"Go {version}")
    assert json.loads(surroundings)["OS"] == "linux"


def test_go_finds_the_catalog(go: Any) -> None:
    """Its queries of INFORMATION_SCHEMA and SHOW bind the patterns by name."""
    found = go.adbc_get_objects(depth="all", catalog_filter="GO", db_schema_filter="PUBLIC").read_all().to_pylist()
    (schema,) = found[0]["catalog_db_schemas"]
    (table,) = schema["db_schema_tables"]
    assert (table["table_name"], table["table_type"]) == ("T", "BASE TABLE")
    columns = [(each["column_name"], each["xdbc_type_name"]) for each in table["table_columns"]]
    assert columns == [("N", "NUMBER"), ("S", "TEXT")]
    kept = go.adbc_get_table_schema("T", catalog_filter="GO", db_schema_filter="PUBLIC")
    assert kept.types == [pa.int64(), pa.string()]


def test_go_commits_and_rolls_back(cursor: Any) -> None:
    with connected(autocommit=False) as own, own.cursor() as writing:
        writing.execute("insert into go.public.t (n) values (98)")
        own.commit()
        writing.execute("insert into go.public.t (n) values (99)")
        own.rollback()
    cursor.execute("select n from t where n > 90")
    assert cursor.fetchall() == [(98,)]


@pytest.fixture(scope="module")
def node() -> Iterator[Callable[..., dict[str, Any]]]:
    """What asks the Node.js driver, with a database of its own."""
    programs = Path(sys.executable).parent
    script = Path(__file__).with_name("node_driver.js")
    environment = {**os.environ, "NODE_DRIVER_FROM": str(programs.parent / "x.js")}
    with subprocess.Popen(
        [programs / "node", "--no-warnings", script], stdin=-1, stdout=-1, text=True, env=environment
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        sent, received = process.stdin, process.stdout

        def ask(text: str, **more: Any) -> dict[str, Any]:
            sent.write(json.dumps({"text": text, **more}) + "\n")
            sent.flush()
            answer: dict[str, Any] = json.loads(received.readline())
            return answer

        assert ask("create database node")["rows"] == [{"status": "Database NODE successfully created."}]
        ask("create table t (n int, s varchar(5))")
        yield ask
        ask("drop database node")
        sent.close()
        assert process.wait(timeout=30) == 0


def test_node_reads_every_type(node: Callable[..., dict[str, Any]]) -> None:
    """It reads JSON, not Arrow."""
    node("alter session set timezone = 'Europe/Warsaw'")
    answer = node(TYPED)
    assert answer["rows"] == [
        {
            "N": 1,
            "D": 2.5,
            "F": 0.5,
            "B": True,
            "S": "hey",
            "BIN": {"type": "Buffer", "data": [65, 66]},
            "DAY": "2024-01-01",
            "T": "12:34:56",
            "NTZ": "2024-01-01 01:02:03.123",
            "LTZ": "2024-07-01 14:00:00.000 +0200",
            "TZ": "2024-01-01 01:02:03.000 +0530",
            "V": {"a": [1, None]},
            "A": [1, 2],
            "O": {"k": 1},
            "NOTHING": None,
        }
    ]
    assert " ".join(answer["types"]) == (
        "fixed fixed real boolean text binary date time timestamp_ntz timestamp_ltz timestamp_tz "
        "variant array object text"
    )


def test_node_reads_many_rows(node: Callable[..., dict[str, Any]]) -> None:
    rows = node(f"select seq4() as n, 'x' || seq4() as s from table(generator(rowcount => {ROWS}))")["rows"]
    assert rows == [{"N": number, "S": f"x{number}"} for number in range(ROWS)]


def test_node_binds_values_and_rows(node: Callable[..., dict[str, Any]]) -> None:
    assert node("select ? + 1 as a, :2 as b", bindings=[5, "abc"])["rows"] == [{"A": 6, "B": "abc"}]
    many = [[number, f"x{number % 100}"] for number in range(40_000)]
    assert node("insert into t (n, s) values (?, ?)", bindings=many)["rows"] == [{"number of rows inserted": 40_000}]
    assert node("select count(*) as c, max(n) as m from t")["rows"] == [{"C": 40_000, "M": 39_999}]


def test_node_says_what_is_wrong(node: Callable[..., dict[str, Any]]) -> None:
    answer = node("select nosuch")
    assert (answer["code"], answer["state"]) == ("000904", "42000")
    assert answer["message"].endswith("invalid identifier 'NOSUCH'")


def test_node_logs_in_under_its_name(node: Callable[..., dict[str, Any]]) -> None:
    (row,) = node(SESSION)["rows"]
    assert row["REPORTED_CLIENT_TYPE"] == "JAVASCRIPT_DRIVER"
    assert row["CLIENT_APPLICATION_ID"] == f"JavaScript {row['REPORTED_CLIENT_VERSION']}"
    assert json.loads(row["CLIENT_ENVIRONMENT"])["OS"] == "linux"


def test_node_runs_several_statements_at_once(node: Callable[..., dict[str, Any]]) -> None:
    assert node("select 1 as a; select 2 as b", count=2) == {"answers": [[{"A": 1}], [{"B": 2}]]}


def test_node_cancels(node: Callable[..., dict[str, Any]]) -> None:
    answer = node("select system$wait(60)", cancel=True)
    assert (answer["code"], answer["message"]) == ("000604", "SQL execution canceled")
