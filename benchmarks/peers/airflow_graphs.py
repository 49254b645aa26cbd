"""Airflow: a DAG of Python operators, run by ``dag.test()`` in one process on a metadata database in SQLite.

That is Airflow without its scheduler, its workers and its API server: the least that runs a DAG and records it.
"""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

from benchmarks.peers.bodies import Bodies
from benchmarks.shapes import Graph
from benchmarks.worker import GraphEngine, Run, serve, timed

DAG_FILE = "from airflow.sdk import DAG\n\nfrom benchmark_made_dag import dag\n"
FIRST_DATE = datetime(2024, 1, 1, tzinfo=UTC)


class AirflowGraph(GraphEngine):
    """A DAG with one operator per task."""

    packages = ("apache-airflow", "duckdb", "SQLAlchemy")
    durability = (
        "states of task instances are commits in SQLite (write-ahead log, synced), apart from the body's own commit; a "
        "test run that was cut off is not resumed"
    )

    def __init__(self, graph: Graph, body: str, folder: Path) -> None:
        self._bodies = Bodies(body, folder)
        self._runs = 0
        self._dag = _make_dag(graph, self._bodies, folder)

    def run(self) -> Run:
        """Run the DAG for a date that no run has had."""
        self._runs += 1
        finished: list[Any] = []
        run = timed(lambda: finished.append(self._dag.test(logical_date=FIRST_DATE + timedelta(days=self._runs))))
        if str(finished[0].state) != "success":
            raise SystemExit(f"the DAG run ended as {finished[0].state}")
        return run

    def count_effects(self) -> int:
        """Return how many rows the bodies have inserted."""
        return self._bodies.count()

    def close(self) -> None:
        """Close the database."""
        self._bodies.close()


def _make_dag(graph: Graph, bodies: Bodies, folder: Path) -> Any:
    """Prepare Airflow's home and database in ``folder``, then make the DAG."""
    dags = folder / "airflow" / "dags"
    dags.mkdir(parents=True)
    os.environ |= {
        "AIRFLOW_HOME": str(folder / "airflow"),
        "AIRFLOW__CORE__DAGS_FOLDER": str(dags),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "false",
        "AIRFLOW__LOGGING__LOGGING_LEVEL": "ERROR",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{folder / 'airflow' / 'airflow.db'}",
    }
    subprocess.run([sys.executable, "-m", "airflow", "db", "migrate"], check=True, stdin=subprocess.DEVNULL)
    # Airflow reads its settings when it is first imported, so this waits for its home.
    from airflow.providers.standard.operators.python import PythonOperator  # noqa: PLC0415
    from airflow.sdk import DAG  # noqa: PLC0415

    # A test run looks for its DAG in the folder of DAGs, in this process: it finds the one made here.
    (dags / "benchmark_dag.py").write_text(DAG_FILE)
    with DAG("benchmark", schedule=None, start_date=FIRST_DATE) as dag:
        operators: list[Any] = []
        for number, predecessors in enumerate(graph):
            operator = PythonOperator(task_id=f"task{number}", python_callable=bodies.run, op_args=[number])
            for above in predecessors:
                operators[above] >> operator
            operators.append(operator)
    sys.modules["benchmark_made_dag"] = made = ModuleType("benchmark_made_dag")
    made.dag = dag  # type: ignore[attr-defined]
    return dag


if __name__ == "__main__":
    serve(AirflowGraph)
