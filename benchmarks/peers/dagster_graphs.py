"""Dagster in process: a job whose ops are the tasks, on an instance that keeps its records on disk.

``execute_in_process`` runs the ops one after another in the graph's order.  Dagster's other executors start a
process for each op, which costs seconds.
"""

from __future__ import annotations

import os
from pathlib import Path

from dagster import (
    DagsterInstance,
    DependencyDefinition,
    GraphDefinition,
    In,
    MultiDependencyDefinition,
    Nothing,
    OpDefinition,
    Out,
    op,
)

from benchmarks.peers.bodies import Bodies
from benchmarks.shapes import Graph
from benchmarks.worker import GraphEngine, Run, serve, timed

SETTINGS = "telemetry:\n  enabled: false\n"
QUIET = {"loggers": {"console": {"config": {"log_level": "ERROR"}}}}


class DagsterGraph(GraphEngine):
    """A job with one op per task."""

    packages = ("dagster", "duckdb", "SQLAlchemy")
    durability = (
        "each event of an op is a commit in SQLite (write-ahead log, synchronous FULL), after the body's own commit; "
        "a run that was cut off is not resumed by itself"
    )

    def __init__(self, graph: Graph, body: str, folder: Path) -> None:
        self._bodies = Bodies(body, folder)
        home = folder / "dagster"
        home.mkdir()
        (home / "dagster.yaml").write_text(SETTINGS)
        os.environ["DAGSTER_HOME"] = str(home)
        self._instance = DagsterInstance.get()
        self._job = _make_graph(graph, self._bodies).to_job()

    def run(self) -> Run:
        """Execute the job in this process."""
        return timed(lambda: self._job.execute_in_process(QUIET, instance=self._instance))

    def count_effects(self) -> int:
        """Return how many rows the bodies have inserted."""
        return self._bodies.count()

    def close(self) -> None:
        """Close the instance and the database."""
        self._instance.dispose()
        self._bodies.close()


def _make_graph(graph: Graph, bodies: Bodies) -> GraphDefinition:
    definitions = [_make_op(number, bodies) for number in range(len(graph))]
    dependencies = {
        _name(number): {"start": MultiDependencyDefinition([DependencyDefinition(_name(above)) for above in above_all])}
        for number, above_all in enumerate(graph)
        if above_all
    }
    return GraphDefinition(name="benchmark", node_defs=definitions, dependencies=dependencies)


def _make_op(number: int, bodies: Bodies) -> OpDefinition:
    @op(name=_name(number), ins={"start": In(Nothing)} if number else {}, out=Out(Nothing))
    def task() -> None:
        bodies.run(number)

    return task


def _name(number: int) -> str:
    return f"task{number}"


if __name__ == "__main__":
    serve(DagsterGraph)
