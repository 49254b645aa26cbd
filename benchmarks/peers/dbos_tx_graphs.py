"""DBOS on SQLite with steps that are transactions: the effect and the record of it are one commit.

This is DBOS with frazil's guarantee, that a crash neither loses nor repeats a statement.  It holds only for
databases that DBOS can write its records to, so the table is in SQLite here and not in DuckDB.
"""

from __future__ import annotations

from pathlib import Path

import sqlalchemy
from dbos import DBOS, DBOSConfig, SQLAlchemyDatasource

from benchmarks.shapes import Graph
from benchmarks.worker import GraphEngine, Run, serve, timed


class DbosTransactionGraph(GraphEngine):
    """A workflow with one transaction per task."""

    packages = ("dbos", "SQLAlchemy")
    durability = (
        "each step's effect and the record of it are one commit in SQLite (rollback journal, synchronous FULL); the "
        "workflow's own record of the step is another; no statement is lost or repeated after a crash"
    )

    def __init__(self, graph: Graph, body: str, folder: Path) -> None:
        config: DBOSConfig = {
            "name": "benchmark",
            "system_database_url": f"sqlite:///{folder / 'dbos.sqlite'}",
            "log_level": "WARNING",
            "enable_otlp": False,
        }
        DBOS(config=config)
        self._data = data = SQLAlchemyDatasource.create(f"sqlite:///{folder / 'effects.sqlite'}")
        with data.engine.begin() as connection:
            connection.execute(sqlalchemy.text("create table effects (task integer)"))
        statement = sqlalchemy.text("select :task" if body == "reading" else "insert into effects values (:task)")

        @data.transaction
        def task(number: int) -> int:
            data.sql_session().execute(statement, {"task": number})
            return number

        @DBOS.workflow()
        def workflow() -> int:
            return sum(1 for number in range(len(graph)) if task(number) == number)

        self._workflow = workflow
        DBOS.launch()

    def run(self) -> Run:
        """Run the workflow."""
        return timed(self._workflow)

    def count_effects(self) -> int:
        """Return how many rows the bodies have inserted."""
        with self._data.engine.begin() as connection:
            return int(connection.execute(sqlalchemy.text("select count(*) from effects")).scalar_one())

    def close(self) -> None:
        """Stop DBOS."""
        DBOS.destroy()


if __name__ == "__main__":
    serve(DbosTransactionGraph)
