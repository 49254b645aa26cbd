"""dbt runs unchanged: its own starter project, and a project of 30 models with what dbt has."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
import snowflake.connector
from snowflake.connector.cursor import SnowflakeCursor

HERE = Path(__file__).parent
SECONDS = 240


@pytest.fixture(scope="module")
def cursor() -> Iterator[SnowflakeCursor]:
    connection = snowflake.connector.connect(
        account="local",
        host=os.environ["FRAZIL_TEST_HOST"],
        port=int(os.environ["FRAZIL_TEST_PORT"]),
        protocol="http",
        user="ADMIN",
        password=os.environ["FRAZIL_TEST_PASSWORD"],
    )
    with connection, connection.cursor() as opened:
        for statement in ("create database analytics", "create role reporter"):
            opened.execute(statement)
        yield opened


class Project:
    """A dbt project in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def dbt(self, *words: str, succeeds: bool = True) -> dict[str, str]:
        """Run dbt, and return the status of each node by its name."""
        command = [Path(sys.executable).with_name("dbt"), "--quiet", *words, "--profiles-dir", HERE / "dbt"]
        environment = {**os.environ, "DBT_SEND_ANONYMOUS_USAGE_STATS": "false"}
        done = subprocess.run(
            command, cwd=self.folder, env=environment, capture_output=True, text=True, check=False, timeout=SECONDS
        )
        assert (done.returncode == 0) is succeeds, f"{words}\n{done.stdout}\n{done.stderr}"
        results = json.loads((self.folder / "target" / "run_results.json").read_text("utf-8"))["results"]
        return {result["unique_id"].split(".", 2)[2]: result["status"] for result in results}


def rows(cursor: SnowflakeCursor, text: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in cursor.execute(text).fetchall()]


@pytest.fixture(scope="module")
def shop(cursor: SnowflakeCursor, tmp_path_factory: pytest.TempPathFactory) -> Project:
    folder = tmp_path_factory.mktemp("dbt") / "shop"
    shutil.copytree(HERE / "dbt", folder)
    return Project(folder)


def test_starter_project(cursor: SnowflakeCursor, tmp_path: Path) -> None:
    command = [Path(sys.executable).with_name("dbt"), "init", "starter", "--skip-profile-setup"]
    environment = {**os.environ, "DBT_SEND_ANONYMOUS_USAGE_STATS": "false"}
    subprocess.run(command, cwd=tmp_path, env=environment, check=True, timeout=SECONDS, capture_output=True)
    project = Project(tmp_path / "starter")
    configuration = project.folder / "dbt_project.yml"
    configuration.write_text(configuration.read_text("utf-8").replace("profile: 'starter'", "profile: 'shop'"), "utf-8")
    assert set(project.dbt("run").values()) == {"success"}
    # The project is delivered with a NULL that its own test finds.
    tested = project.dbt("test", succeeds=False)
    assert sorted(tested.values()) == ["fail", "pass", "pass", "pass"]
    assert rows(cursor, "select id from analytics.dbt.my_first_dbt_model order by id") == [(1,), (None,)]


def test_shop_is_built(shop: Project, cursor: SnowflakeCursor) -> None:
    assert set(shop.dbt("seed").values()) == {"success"}
    models = shop.dbt("run")
    assert set(models.values()) == {"success"}
    assert set(shop.dbt("snapshot").values()) == {"success"}
    assert set(shop.dbt("test").values()) == {"pass", "success"}  # of tests on data, and of the unit test
    found = rows(cursor, "select name, continent, orders, spent, kind from analytics.dbt.dim_customers order by name")
    assert found == [
        ("Ada", "Europe", 2, Decimal("90.90"), "regular"),
        ("Barbara", "America", 2, Decimal("145.20"), "regular"),
        ("Edsger", "Europe", 0, Decimal(0), "none"),
        ("Grace", "America", 1, Decimal("64.00"), "new"),
        ("Niklaus", "Europe", 0, Decimal(0), "none"),
    ]
    assert rows(cursor, "select category, sold, amount, per_piece from analytics.dbt.mart_categories order by 1") == [
        ("kitchen", 7, Decimal("236.10"), Decimal("33.72857143")),
        ("living", 1, Decimal("64.00"), Decimal("64.00000000")),
    ]
    assert rows(cursor, "select customer_id, place, product from analytics.dbt.mart_basket_items order by 1, 2") == [
        (1, 0, "Kettle"),
        (1, 1, "Pan"),
        (2, 0, "Lamp"),
        (3, 0, "Rug"),
        (4, 0, "Kettle"),
        (4, 1, "Pan"),
    ]
    assert rows(cursor, "select model, rows_made from analytics.audit.runs") == [("orders", 6)]


def test_what_dbt_says_of_the_shop_is_kept(shop: Project, cursor: SnowflakeCursor) -> None:
    described = {row[0]: row[9] for row in rows(cursor, "describe table analytics.dbt.dim_customers")}
    assert described["CUSTOMER_ID"] == "The key."
    cursor.execute("show tables like 'DIM_CUSTOMERS' in schema analytics.dbt")
    shown = dict(zip([column[0] for column in cursor.description], cursor.fetchone(), strict=True))
    assert shown["comment"] == "One row a customer; it's here with a 'quote'."
    assert shown["kind"] == "TRANSIENT"
    granted = rows(cursor, "show grants on table analytics.dbt.dim_customers")
    assert ("SELECT", "REPORTER") in {(row[1], row[5]) for row in granted}


def test_shop_goes_on(shop: Project, cursor: SnowflakeCursor) -> None:
    cursor.execute("update analytics.dbt_raw.raw_products set price = 42 where id = 10")
    cursor.execute(
        "update analytics.dbt_raw.raw_orders set status = 'shipped', ordered_at = '2024-02-05' where id = 106"
    )
    later = ("--vars", json.dumps({"until": "2024-02-28", "wider": True}))
    assert set(shop.dbt("run", *later).values()) == {"success"}
    assert set(shop.dbt("snapshot", *later).values()) == {"success"}
    for model, count in {"inc_append": 8, "inc_merge": 5, "inc_delete_insert": 8, "inc_overwrite": 8}.items():
        assert rows(cursor, f"select count(*) from analytics.dbt.{model}") == [(count,)], model
    spent = rows(cursor, "select spent from analytics.dbt.inc_merge where customer_id = 2")
    assert spent == [(Decimal("184.00"),)]
    assert rows(cursor, "select count(*), count(status) from analytics.dbt.inc_schema_change") == [(8, 8)]
    history = "select price, dbt_valid_to is null from analytics.dbt_snapshots.products_by_check where id = 10"
    assert rows(cursor, f"{history} order by dbt_valid_from") == [(39.9, False), (42.0, True)]
    moved = "select status, dbt_valid_to from analytics.dbt_snapshots.orders_by_time where id = 106"
    assert [row[0] for row in rows(cursor, f"{moved} order by dbt_valid_from")] == ["placed", "shipped"]


def test_shop_is_described(shop: Project) -> None:
    shop.dbt("docs", "generate")
    catalog = json.loads((shop.folder / "target" / "catalog.json").read_text("utf-8"))
    assert not catalog["errors"]
    node = catalog["nodes"]["model.shop.dim_customers"]
    assert [column.lower() for column in node["columns"]] == [
        "customer_id", "name", "email", "continent", "orders", "spent", "kind",
    ]  # fmt: skip
    assert node["stats"]["row_count"]["value"] == 5
