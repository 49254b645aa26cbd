"""Prefect: a flow that submits every task to threads, with a server of its own on the loopback interface.

The server keeps its state in SQLite, with the settings it ships.  Each task waits for the futures of its
predecessors.  Caching of results is off, because a cached task would not run again.  Heartbeats of the flow are
off: at the end of a flow Prefect waits for the thread that sends them, which sleeps in whole seconds, so that a
flow of a few milliseconds would take one second.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

from benchmarks.peers.bodies import Bodies
from benchmarks.shapes import Graph
from benchmarks.worker import GraphEngine, Run, serve, timed

START_TIMEOUT_SECONDS = 120


class PrefectGraph(GraphEngine):
    """A flow with one task run per task."""

    packages = ("prefect", "duckdb", "SQLAlchemy")
    durability = (
        "states of tasks go to the server as events and are written in batches, after the fact; its SQLite has a "
        "write-ahead log with synchronous NORMAL, so a commit waits for no disk; the body's commit is its own"
    )

    def __init__(self, graph: Graph, body: str, folder: Path) -> None:
        self._bodies = bodies = Bodies(body, folder)
        self._server = _start_server(folder)
        # Prefect reads its settings when it is first imported, so this waits for the server's address.
        from prefect import flow, task  # noqa: PLC0415
        from prefect.cache_policies import NO_CACHE  # noqa: PLC0415
        from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings  # noqa: PLC0415
        from prefect.task_runners import ThreadPoolTaskRunner  # noqa: PLC0415

        @task(cache_policy=NO_CACHE)
        def run_body(number: int) -> int:
            return bodies.run(number)

        @flow(task_runner=ThreadPoolTaskRunner(max_workers=_threads()))  # type: ignore[arg-type]
        def run_graph() -> None:
            futures: list[Any] = []
            for number, predecessors in enumerate(graph):
                futures.append(run_body.submit(number, wait_for=[futures[above] for above in predecessors]))
            for future in futures:
                future.result()

        self._flow = run_graph
        self._settings = lambda: temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None})

    def run(self) -> Run:
        """Run the flow."""
        with self._settings():
            return timed(self._flow)

    def count_effects(self) -> int:
        """Return how many rows the bodies have inserted."""
        return self._bodies.count()

    def close(self) -> None:
        """Stop the server and close the database."""
        self._server.terminate()
        self._server.wait(timeout=60)
        self._bodies.close()


def _threads() -> int:
    """Return the number of threads that Python's own pool would take.

    Prefect's default is a thread for every task: a thousand threads that wait.
    """
    return min(32, (os.cpu_count() or 1) + 4)


def _start_server(folder: Path) -> subprocess.Popen[bytes]:
    """Start a server with its data in ``folder``, point this process at it, and wait until it answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    os.environ |= {
        "PREFECT_HOME": str(folder / "prefect"),
        "PREFECT_API_URL": f"http://127.0.0.1:{port}/api",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_TELEMETRY_ENABLE_RESOURCE_METRICS": "false",
        "PREFECT_LOGGING_LEVEL": "ERROR",
        "PREFECT_LOGGING_TO_API_ENABLED": "false",
        "PREFECT_SERVER_UI_ENABLED": "false",
        "PREFECT_CLI_PROMPT": "false",
    }
    program = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)]
    server = subprocess.Popen(program, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    deadline = time.monotonic() + START_TIMEOUT_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/health", timeout=2):
                return server
        except OSError:
            time.sleep(0.1)
    server.kill()
    raise SystemExit("Prefect's server did not start")


if __name__ == "__main__":
    serve(PrefectGraph)
