"""SHOW DATABASES, SCHEMAS, TABLES, VIEWS, OBJECTS and COLUMNS."""

from __future__ import annotations

import orjson
import pytest

from frazil.core.errors import InvalidArgumentError, MissingObjectError, UnsupportedError
from tests.unit.commands.world import CountingTransaction, World, analyst


@pytest.fixture
def world() -> World:
    made = World()
    made.transaction = CountingTransaction()
    return made


def test_databases_are_in_order_and_say_which_is_current(world: World) -> None:
    rows = world.rows("SHOW DATABASES")
    assert [(row["name"], row["is_current"]) for row in rows] == [
        ("SHOOK", "Y"),
        ("SNOWFLAKE", "N"),
        ("SNOWFLAKE_SAMPLE_DATA", "N"),
    ]
    assert rows[0]["owner"] == "SYSADMIN"
    assert rows[0]["retention_time"] == "1"


def test_terse_has_five_columns(world: World) -> None:
    rows = world.rows("SHOW TERSE DATABASES LIKE 'sho%'")
    assert [list(row) for row in rows] == [["created_on", "name", "kind", "database_name", "schema_name"]]


def test_a_role_sees_what_it_has_a_privilege_on() -> None:
    world = analyst()
    assert world.names("SHOW DATABASES") == ["SHOOK", "SNOWFLAKE_SAMPLE_DATA"]
    assert world.names("SHOW SCHEMAS IN DATABASE shook") == ["INFORMATION_SCHEMA", "LAB"]
    assert world.names("SHOW TABLES IN DATABASE shook") == []
    with pytest.raises(MissingObjectError):
        world.run("SHOW TABLES IN SCHEMA shook.public")


def test_schemas_of_the_current_database(world: World) -> None:
    assert world.names("SHOW SCHEMAS") == ["INFORMATION_SCHEMA", "LAB", "PUBLIC"]
    assert world.names("SHOW SCHEMAS LIKE 'L_B' IN DATABASE shook") == ["LAB"]
    assert "TPCH_SF1" in world.names("SHOW SCHEMAS IN ACCOUNT")


def test_tables_are_those_of_the_current_schema_and_the_session(world: World) -> None:
    rows = world.rows("SHOW TABLES")
    assert [(row["name"], row["kind"], row["rows"]) for row in rows] == [
        ("MINE", "TEMPORARY", 3),
        ("ORDERS", "TABLE", 3),
        ("ORDER_LINES", "TRANSIENT", 3),
    ]


def test_history_lists_the_dropped_too(world: World) -> None:
    rows = world.rows("SHOW TABLES HISTORY LIKE 'g%'")
    assert [(row["name"], row["dropped_on"] is not None) for row in rows] == [("GONE", True)]
    assert "dropped_on" not in world.rows("SHOW TABLES")[0]


@pytest.mark.parametrize(
    ("clauses", "names"),
    [
        ("LIKE 'order%'", ["ORDERS", "ORDER_LINES"]),
        (r"LIKE 'order\\_%'", ["ORDER_LINES"]),
        ("STARTS WITH 'ORDERS'", ["ORDERS"]),
        ("STARTS WITH 'orders'", []),
        ("LIMIT 1", ["MINE"]),
        ("LIMIT 1 FROM 'MINE'", ["ORDERS"]),
        ("LIMIT 5 FROM 'ORDER_'", ["ORDER_LINES"]),
        ("IN SCHEMA lab", []),
        ("IN ACCOUNT LIMIT 2", ["MINE", "ORDERS"]),
    ],
)
def test_filters(world: World, clauses: str, names: list[str]) -> None:
    assert world.names(f"SHOW TERSE TABLES {clauses}") == names


def test_a_limit_has_a_limit(world: World) -> None:
    with pytest.raises(InvalidArgumentError):
        world.run("SHOW TABLES LIMIT 10001")


@pytest.mark.parametrize("scope", ["IN SCHEMA nope", "IN DATABASE nope", "IN SCHEMA nope.lab"])
def test_scopes_that_do_not_exist(world: World, scope: str) -> None:
    with pytest.raises(MissingObjectError):
        world.run(f"SHOW TABLES {scope}")


def test_views_show_their_text(world: World) -> None:
    rows = world.rows("SHOW VIEWS")
    assert [(row["name"], row["text"], row["is_secure"]) for row in rows] == [
        ("V", "create view v as select id from orders", "false")
    ]


def test_objects_are_tables_and_views(world: World) -> None:
    assert world.names("SHOW OBJECTS", "kind") == ["TABLE", "TABLE", "TABLE", "VIEW"]


def test_columns_of_one_table(world: World) -> None:
    rows = world.rows("SHOW COLUMNS IN TABLE orders")
    assert [row["column_name"] for row in rows] == ["ID", "note"]
    assert orjson.loads(str(rows[0]["data_type"])) == {
        "type": "FIXED",
        "precision": 38,
        "scale": 0,
        "nullable": False,
    }
    assert [row["null?"] for row in rows] == ["NOT_NULL", "true"]
    assert rows[1]["default"] == "'none'"


def test_columns_of_a_schema(world: World) -> None:
    assert world.names("SHOW COLUMNS LIKE 'id' IN SCHEMA shook.public", "table_name") == ["ORDERS", "ORDER_LINES", "V"]


def test_what_is_not_built_says_so(world: World) -> None:
    with pytest.raises(UnsupportedError, match="Unsupported feature 'SHOW CONNECTIONS'"):
        world.run("SHOW CONNECTIONS")


def test_nothing_is_read_to_describe(world: World) -> None:
    world.transaction = None
    world.describe_only = True
    assert world.names("SHOW TABLES") == ["MINE", "ORDERS", "ORDER_LINES"]
