"""A server in this process that holds a suite's tables, made through frazil's SQL.

The rows go into the tables' storage in one transaction of the engine, as an INSERT's would: frazil has no bulk load
yet, and sending millions of rows as text would be most of the time.  Types are an analyst's: INT, NUMBER(12,2), DATE.
"""

from __future__ import annotations

import itertools
from pathlib import Path
from types import TracebackType
from typing import Self

import pyarrow as pa
import pyarrow.parquet as pq

from frazil.app.build import FrazilService, build
from frazil.catalog.records import Schema, Table
from frazil.core.config import load
from frazil.engine.journal import Write
from frazil.engine.locks import LockMode
from frazil.engine.mapping import column_name, table_name
from frazil.session.requests import Login, Outcome, StatementRequest
from tests.tpc.data import tables

SECONDS = 120.0


class TpcServer:
    """A running server with one session of ADMIN; leaving it stops the server."""

    def __init__(self, data: Path) -> None:
        self.service: FrazilService = build(load({"data": data}, {}))
        self.service.start()
        password = (data / "admin.password").read_text("utf-8").strip()
        self._session, _ = self.service.sessions.login(
            Login(user="ADMIN", password=password, parameters={"USE_CACHED_RESULT": False})
        )
        self._numbers = itertools.count()
        self.run("CREATE DATABASE bench")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.service.stop()

    def run(self, text: str) -> Outcome:
        """Run one statement to its end; raises its error."""
        execution = self._session.submit(StatementRequest(text=text, request_id=str(next(self._numbers))))
        assert execution.wait(SECONDS), f"no end: {text}"
        return execution.outcome()

    def rows(self, text: str) -> list[tuple[object, ...]]:
        """Return the rows of a query."""
        columns = [column.to_pylist() for column in self.run(text).data.table().columns]
        return list(zip(*columns, strict=True))

    def load(self, folder: Path, suite: str) -> None:
        """Make and fill the tables of a suite in a schema of its name, which becomes the current one."""
        self.run(f"CREATE SCHEMA {suite}")
        for name, path in tables(folder, suite).items():
            data = pq.read_table(path)
            columns = ", ".join(f"{field.name} {_declared(field.type)}" for field in data.schema)
            self.run(f"CREATE TABLE {name} ({columns})")
            self._fill(self._table(suite, name), data)

    def _table(self, suite: str, name: str) -> Table:
        snapshot = self.service.services.catalog.snapshot
        database = snapshot.database("BENCH")
        assert database is not None
        schema = snapshot.find(Schema, database.id, suite.upper())
        assert schema is not None
        table = snapshot.find_relation(schema.id, name.upper())
        assert isinstance(table, Table)
        return table

    def _fill(self, table: Table, data: pa.Table) -> None:
        targets = ", ".join(column_name(column.id) for column in table.columns)
        values = ", ".join(
            f'CAST("{field.name}" AS {column.storage})'
            for field, column in zip(data.schema, table.columns, strict=True)
        )
        write = Write(
            sql=(f"INSERT INTO {table_name(table.id)} ({targets}) SELECT {values} FROM tpc_rows",),
            writes={table.id: LockMode.SHARED},
            tables={"tpc_rows": data},
        )
        transaction = self.service.services.store.transaction(self, lock_timeout_seconds=10)
        transaction.write(write)
        transaction.commit()


def _declared(kind: pa.DataType) -> str:
    if pa.types.is_decimal(kind):
        return "NUMBER(12,2)"
    if pa.types.is_integer(kind):
        return "INT"
    return "DATE" if pa.types.is_date(kind) else "VARCHAR"
