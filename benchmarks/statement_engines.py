"""The engines that statements are measured on, each with the tables that the statements use."""

from __future__ import annotations

import json
import os
import subprocess
from abc import ABC, abstractmethod
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path
from typing import Any

import duckdb
import snowflake.connector

from benchmarks.environments import LOGS, ROOT, ensure_environment, quiet_environment
from benchmarks.frazil_server import VERSION, FrazilServer

WIDE_ROWS = 1_000_000

_TABLES = (
    "create table small (id integer, label varchar)",
    "insert into small select n, label from wide where n < 100",
    "create table inserted (id integer, label varchar)",
)
SNOWFLAKE_SETUP = (
    "create or replace database bench",
    "use database bench",
    "create schema work",
    "use schema work",
    f"""
    create table wide as
    select n, cast(n / 100 as number(12, 2)) as amount, 'row ' || cast(n as varchar) as label,
           dateadd(second, n, '2024-01-01'::timestamp_ntz) as moment
    from (select seq4() as n from table(generator(rowcount => {WIDE_ROWS})))
    """,
    *_TABLES,
)
DUCKDB_SETUP = (
    f"""
    create table wide as
    select cast(n as integer) as n, cast(n / 100 as decimal(12, 2)) as amount, 'row ' || n as label,
           timestamp '2024-01-01' + to_seconds(n) as moment
    from range({WIDE_ROWS}) as numbers(n)
    """,
    *_TABLES,
)


class StatementEngine(ABC):
    """An open connection to one engine."""

    versions: dict[str, str]

    @abstractmethod
    def execute(self, sql: str) -> list[Any]:
        """Run a statement and return all of its rows."""

    @abstractmethod
    def count_arrow(self, sql: str) -> int:
        """Fetch a query's whole result as Arrow and return how many rows it had."""

    @abstractmethod
    def close(self) -> None:
        """Close the connection and stop what belongs to it."""

    def prepare(self, statements: Iterable[str]) -> None:
        """Run statements for their effect."""
        for sql in statements:
            self.execute(sql)


class _ConnectorEngine(StatementEngine):
    """An engine behind Snowflake's connector."""

    def __init__(self, connection: snowflake.connector.SnowflakeConnection) -> None:
        self._connection = connection
        self._cursor: Any = connection.cursor()
        self.prepare(SNOWFLAKE_SETUP)

    def execute(self, sql: str) -> list[Any]:
        rows: list[Any] = self._cursor.execute(sql).fetchall()
        return rows

    def count_arrow(self, sql: str) -> int:
        return int(self._cursor.execute(sql).fetch_arrow_all().num_rows)

    def close(self) -> None:
        self._connection.close()


class FrazilStatements(_ConnectorEngine):
    """frazil's server, on a data directory of its own."""

    def __init__(self, folder: Path) -> None:
        self._server = FrazilServer(folder)
        super().__init__(self._server.connect())
        self.versions = {"frazil": os.environ.get(VERSION, "?")} | _installed("snowflake-connector-python")

    def close(self) -> None:
        super().close()
        self._server.close()


class FakesnowStatements(_ConnectorEngine):
    """fakesnow's server; in memory, as it runs unless a session asks for files."""

    def __init__(self, folder: Path) -> None:
        python = ensure_environment("fakesnow")
        with (LOGS / "fakesnow.log").open("wb") as log:
            self._process = subprocess.Popen(
                [python, "-m", "benchmarks.peers.fakesnow_server"],
                cwd=ROOT,
                env=quiet_environment(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        assert self._process.stdout is not None
        ready = json.loads(self._process.stdout.readline())
        self.versions = ready["versions"]
        super().__init__(
            snowflake.connector.connect(
                account="fakesnow",
                user="fake",
                password="fake",
                host="127.0.0.1",
                port=ready["port"],
                protocol="http",
                session_parameters={"CLIENT_TELEMETRY_ENABLED": False} | self._parameters(folder),
                network_timeout=60,
            )
        )

    def close(self) -> None:
        super().close()
        self._process.communicate(timeout=30)

    def _parameters(self, folder: Path) -> dict[str, Any]:
        """Return the session parameters that say where the data is kept."""
        return {}


class FakesnowFileStatements(FakesnowStatements):
    """fakesnow's server with its data in files, which commits then wait for."""

    def _parameters(self, folder: Path) -> dict[str, Any]:
        return {"FAKESNOW_DB_PATH": str(folder)}


class DuckdbStatements(StatementEngine):
    """DuckDB in this process, on a file: no protocol, no privileges, no history."""

    def __init__(self, folder: Path) -> None:
        self._connection = duckdb.connect(str(folder / "bench.duckdb"))
        self.versions = _installed("duckdb")
        self.prepare(DUCKDB_SETUP)

    def execute(self, sql: str) -> list[Any]:
        return self._connection.execute(sql).fetchall()

    def count_arrow(self, sql: str) -> int:
        return int(self._connection.execute(sql).to_arrow_table().num_rows)

    def close(self) -> None:
        self._connection.close()


ENGINES: dict[str, type[FrazilStatements | FakesnowStatements | DuckdbStatements]] = {
    "frazil": FrazilStatements,
    "fakesnow": FakesnowStatements,
    "fakesnow-file": FakesnowFileStatements,
    "duckdb": DuckdbStatements,
}


def _installed(*names: str) -> dict[str, str]:
    return {name: metadata.version(name) for name in names}
