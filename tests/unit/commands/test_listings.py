"""Every listing has the columns that ``listings.toml`` says, with their types, and none is missing there."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest

from frazil.commands.account_usage import USAGE_VIEWS
from frazil.commands.information_schema import INFORMATION_VIEWS
from frazil.commands.query_history import FUNCTION_COLUMNS
from frazil.commands.results import Rows
from frazil.commands.show import SHOWS
from frazil.commands.system_rows import Columns, result_columns
from frazil.sql.columns import ResultColumn
from tests.unit.commands.world import World

_READ = tomllib.loads((Path(__file__).parent / "listings.toml").read_text("utf-8"))
SOURCES: dict[str, str] = _READ.pop("sources")
LISTINGS: dict[str, dict[str, str]] = _READ
STATEMENTS = [name for name in LISTINGS if name.startswith(("SHOW ", "DESCRIBE "))]
VIEWS: dict[str, Columns] = {
    **{f"INFORMATION_SCHEMA.{name}": view.columns for name, view in INFORMATION_VIEWS.items()},
    **{f"ACCOUNT_USAGE.{name}": view.columns for name, view in USAGE_VIEWS.items()},
    "QUERY_HISTORY()": FUNCTION_COLUMNS,
}


class Nothing:
    """Sessions and locks of a server on which nobody is."""

    def all(self) -> list[object]:
        return []

    def listing(self) -> list[object]:
        return []


class Store:
    """A store that holds nothing, and a log to go with it."""

    locks = Nothing()

    def try_flush(self) -> None: ...

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        return []


def expected(name: str) -> tuple[ResultColumn, ...]:
    parts = (word.partition(":") for word in LISTINGS[name]["columns"].split())
    return result_columns(tuple((word.replace("~", " "), letter) for word, _, letter in parts))


@pytest.mark.parametrize("statement", STATEMENTS)
def test_statement_has_its_columns(statement: str) -> None:
    world = World()
    world.describe_only = True
    world.services = replace(world.services, store=cast(Any, Store()), sessions=Nothing(), login_log=Store())
    result = world.run(statement)
    assert isinstance(result, Rows)
    assert result.columns == expected(statement)
    assert all(len(row) == len(result.columns) for row in result.rows)


@pytest.mark.parametrize("name", sorted(VIEWS))
def test_view_has_its_columns(name: str) -> None:
    assert result_columns(VIEWS[name]) == expected(name)


def test_every_listing_names_its_source() -> None:
    assert {f"SHOW {plural}" for plural in SHOWS} <= {" ".join(name.split(" IN ")[:1]) for name in STATEMENTS}
    assert VIEWS.keys() <= LISTINGS.keys()
    assert {each["source"] for each in LISTINGS.values()} == SOURCES.keys()
