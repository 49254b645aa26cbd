"""Let SQLAlchemy's own plugin run its suite for dialects against the server that tests/tools/run.py started."""

from __future__ import annotations

import os
from typing import Any

import pytest
import snowflake.connector
from sqlalchemy import event
from sqlalchemy.dialects import registry
from sqlalchemy.engine import URL, Engine
from sqlalchemy.testing import provision
from sqlalchemy.testing.plugin import pytestplugin
from sqlalchemy.testing.plugin.pytestplugin import *  # noqa: F403

registry.register("snowflake.snowflake", "snowflake.sqlalchemy", "dialect")
SCHEMAS = ("main", "test_schema", "test_schema_2")


def pytest_sessionstart(session: pytest.Session) -> None:
    host, port = os.environ["FRAZIL_TEST_HOST"], int(os.environ["FRAZIL_TEST_PORT"])
    login: dict[str, Any] = {"user": "ADMIN", "password": os.environ["FRAZIL_TEST_PASSWORD"], "account": "frazil"}
    with snowflake.connector.connect(host=host, port=port, protocol="http", **login) as connection:
        for statement in ("create database suite", *(f"create schema suite.{name}" for name in SCHEMAS)):
            connection.cursor().execute(statement)
    url = URL.create(
        "snowflake",
        username="ADMIN",
        password=os.environ["FRAZIL_TEST_PASSWORD"],
        host=host,
        port=port,
        database="suite/main",
        query={"account": "frazil", "warehouse": "compute_wh"},
    )
    session.config.option.dburi = [url.render_as_string(hide_password=False)]
    pytestplugin.pytest_sessionstart(session)


@event.listens_for(Engine, "do_connect")
def speak_http(_dialect: object, _record: object, _arguments: object, parameters: dict[str, Any]) -> None:
    """Give what the dialect does not take from a URL."""
    parameters["protocol"] = "http"


@provision.temp_table_keyword_args.for_db("snowflake")
def temporary(_config: object, _engine: object) -> dict[str, list[str]]:
    """Say how a temporary table is made: the dialect ships no answer."""
    return {"prefixes": ["TEMPORARY"]}
