"""DBOS on SQLite: a workflow whose steps are the tasks, one after another in the graph's order.

DBOS has no graphs: a workflow is a function, and its steps run where it calls them.  So a fan or a layer runs
one task at a time.  SQLite is what DBOS uses unless it is told otherwise, with the settings it ships.
"""

from __future__ import annotations

from pathlib import Path

from dbos import DBOS, DBOSConfig

from benchmarks.peers.bodies import Bodies
from benchmarks.shapes import Graph
from benchmarks.worker import GraphEngine, Run, serve, timed


class DbosGraph(GraphEngine):
    """A workflow with one step per task."""

    packages = ("dbos", "duckdb", "SQLAlchemy")
    durability = (
        "each step's result is a commit in SQLite (rollback journal, synchronous FULL), after the body's own commit; "
        "a crash between the two runs the body again"
    )

    def __init__(self, graph: Graph, body: str, folder: Path) -> None:
        self._bodies = bodies = Bodies(body, folder)
        config: DBOSConfig = {
            "name": "benchmark",
            "system_database_url": f"sqlite:///{folder / 'dbos.sqlite'}",
            "log_level": "WARNING",
            "enable_otlp": False,
        }
        DBOS(config=config)

        @DBOS.step()
        def task(number: int) -> int:
            return bodies.run(number)

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
        return self._bodies.count()

    def close(self) -> None:
        """Stop DBOS and close the database."""
        DBOS.destroy()
        self._bodies.close()


if __name__ == "__main__":
    serve(DbosGraph)
